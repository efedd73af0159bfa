"""Build the record of the work that a literature note is about, from its fields by canonical name.

A citation among the fields (``citation: Lee, A. (2004). A title. Journal.``) states what the others leave out.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from readlist.formats.markdown import author_lists, dates_venues, status_marks
from readlist.formats.markdown.reference_places import (
    EM_CLOSE,
    EM_OPEN,
    find_month,
    find_place,
    find_year,
    without_italics,
)
from readlist.formats.markdown.reference_strings import parse_reference
from readlist.model import url_finder, urls
from readlist.model.identifiers import Identifier, find_identifiers, parse_doi, parse_url
from readlist.model.record import Link, Record
from readlist.util.lazy_regex import lazy_pattern

if TYPE_CHECKING:
    from readlist.formats.markdown.front_matter import Values

_SITE_OWNER = "admin"
"""The name that the themes of Hugo give to the owner of a site among the authors."""
MAX_TURNED = 3
"""Maximum number of words of a venue whose year may be put after it: ``2016 ICML``."""
_BARE_ARXIV = lazy_pattern(
    r"\W*(?:arxiv:\s*)?(\d{4}\.\d{4,5}(?:v\d+)?)\s*(?:\[[\w.-]+\]|\(|$)", re.IGNORECASE
)
_ITALICS = lazy_pattern(
    r"<(?:i|em)>(.*?)</(?:i|em)>|(?<![*\w])\*([^*]+)\*(?![*\w])|(?<![\w_])_([^_]+)_(?![\w_])"
)
_TAG = lazy_pattern(r"</?[a-zA-Z][^<>]*>|\*\*")
_LINK = lazy_pattern(r"\[([^\[\]]*)\]\(([^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)")
_PLACE_WITH_NUMBERS = lazy_pattern(r",\s*(?:vol\b|no\b|pp?\b|\d)|\s\d+\s?\(|\w\(\d+\)$", re.IGNORECASE)
_ARXIV = lazy_pattern(r"arxiv\b(?!\s\d{4}$)", re.IGNORECASE)
_LIBRARY_ITEM = lazy_pattern(r"https?://(?:www\.)?zotero\.org/(?:users|groups)/\d+/")
"""The address of an item in the library of a user of Zotero: ``https://www.zotero.org/users/1/items/ABCD2345``."""
_REMARK = lazy_pattern(r"(?<=\S)\s*（[^（）]{13,}）$")
"""A remark after a venue; what is shorter may belong to its name: ``学报（自然科学版）``."""
_AUTHORS_LABEL = lazy_pattern(r"\s*(?:authors?|作者|by)\s*[:：]\s*", re.IGNORECASE)
_YEAR_AFTER_NAMES = lazy_pattern(r"[\s,.]*[(（]?(?:1[89]|20)\d\d[a-z]?[^\w]*$")


def build_record(values: Values, title: str | None) -> Record | None:
    """Return the work with these fields, if it has a title."""
    values = with_citation(values, title)
    title = title or text_of(values, "title")
    if not title:
        return None
    label = text_of(values, "label")
    ids, links = find_ids(values), _links(values)
    stated = text_of(values, "date") or ""
    place = dates_venues.parse_dated_venue(stated) or dates_venues.parse_unlisted_venue(stated)
    dated, named = dates_venues.strip_closing_date(stated)
    dated = dated if re.search(r"[^\W\d_]", named) else None
    venue, year = _venue(text_of(values, "venue") or (place.name if place else named if dated else None))
    date = dates_venues.find_date(stated)
    return Record(
        title=title,
        authors=_authors(values),
        org=text_of(values, "org"),
        abstract=text_of(values, "abstract"),
        year=date.year if date else year.year if year else None,
        month=date.month if date else year.month if year else None,
        venue=venue,
        ids=ids,
        url=next((link.url for link in links if link.role in ("paper", "pdf")), None)
        or (ids[0].url if ids else None),
        links=links,
        tags=tags_of(values),
        status=status_marks.parse_status((text_of(values, "status") or "").rpartition("/")[2]),
        label=label if label and label.casefold() != title.casefold() else None,
        key=text_of(values, "key"),
    )


def text_of(values: Values, name: str) -> str | None:
    """Return the first value of a field, or None."""
    return " ".join(values[name][0].split()) or None if name in values else None


def tags_of(values: Values) -> tuple[str, ...]:
    """Return the tags of a note."""
    given = values.get("tags", [])
    is_spaced = len(given) == 1 and (given[0].count("#") > 1 or not re.search(r"[,，、]", given[0]))
    pattern = r"[,，、\s]+" if is_spaced else r"[,，、]\s*"
    parts = [part for value in given for part in re.split(pattern, value)]
    return tuple(dict.fromkeys(tag.lstrip("#").strip() for tag in parts if tag.strip("# ")))


def _venue(text: str | None) -> tuple[str | None, dates_venues.Date | None]:
    """Return the name of a venue, and the date stated with it."""
    if not text:
        return None, None
    text = re.sub(r"\*+", "", _REMARK.sub("", text))
    if _ARXIV.match(text):
        return "arXiv", dates_venues.find_date(re.sub(r"\d{4}\.\d{4,5}", "", text))
    if _PLACE_WITH_NUMBERS.search(text) and (name := find_place(text)):
        year = find_year(text)
        return name, dates_venues.Date(year, find_month(text, year)) if year else None
    if re.match(r"(?:19|20)\d\d\s", text) and len(text.split()) > MAX_TURNED:
        return text, dates_venues.Date(int(text[:4]))
    if known := dates_venues.parse_venue(text):
        name = known.name + ")" * (known.name.count("(") > known.name.count(")"))
        return name, dates_venues.Date(known.year) if known.year else None
    dated, name = dates_venues.strip_closing_date(text)
    return name, dated


def _authors(values: Values) -> tuple[str, ...]:
    given = [name for name in dict.fromkeys(values.get("authors", [])) if name != _SITE_OWNER]
    first = text_of(values, "first_author")
    if first and not any(first.split(",")[0] in name for name in given):
        given = [first, *given]
    if not given and (told := text_of(values, "excerpt")):
        names = _AUTHORS_LABEL.sub("", _TAG.sub("", told))
        given = [names] if author_lists.looks_like_authors(names) else []
    if len(given) == 1:
        return author_lists.parse_authors(given[0])
    return tuple(dict.fromkeys(name for name in author_lists.join_halves(given) if name))


# -- citations ---------------------------------------------------------------------------------------------------


def with_citation(values: Values, title: str | None = None) -> Values:
    """Return the fields with those that the citation among them states and they leave out."""
    cited = text_of(values, "citation")
    if not cited:
        return values
    stated = _read_citation(cited, title)
    venue = text_of(values, "venue")
    is_misplaced = bool(
        venue and "title" in stated and 0 <= cited.find(venue) < cited.find(stated["title"][0])
    )
    kept = {name: given for name, given in values.items() if not (name == "venue" and is_misplaced)}
    addresses = stated.pop("paper", [])
    if addresses and not find_ids(kept):
        kept["paper"] = [*kept.get("paper", []), *addresses]
    return {**stated, **kept}


def _read_citation(text: str, title: str | None) -> Values:
    """Return what a citation states: a reference in a known style, else names and venue around the known title."""
    addresses = [found.url for found in url_finder.find_urls(text)]
    text = _LINK.sub(lambda found: "" if "://" in found[1] else found[1], unescape(text))
    text = _ITALICS.sub(lambda found: f"{EM_OPEN}{found[1] or found[2] or found[3]}{EM_CLOSE}", text)
    text = " ".join(_TAG.sub("", text).split())
    values: Values = {"paper": addresses} if addresses else {}
    reference = parse_reference(text)
    if reference:
        values |= {"title": [reference.title], "authors": [*reference.authors]}
        month = f"-{reference.month:02}" if reference.month else ""
        values |= {"date": [f"{reference.year}{month}"]}
        return values | ({"venue": [reference.venue]} if reference.venue else {})
    words = re.findall(r"\w+", title or "")
    found = re.search(r"\W+".join(map(re.escape, words)), text, re.IGNORECASE) if len(words) > 1 else None
    if not found:
        return values
    names = _YEAR_AFTER_NAMES.sub("", without_italics(text[: found.start()])).strip(" .,:“\"'")
    venue = find_place(re.sub(r"^[\W_]*?(?=[\w\ue0e1])", "", text[found.end() :]))
    year = find_year(text[found.end() :]) or find_year(text[: found.start()])
    stated = {"title": title, "venue": venue, "date": str(year) if year else None}
    values |= {name: [value] for name, value in stated.items() if value}
    return values | ({"authors": [names]} if author_lists.looks_like_authors(names, least=1) else {})


# -- links -------------------------------------------------------------------------------------------------------


def _links(values: Values) -> tuple[Link, ...]:
    out: dict[str, Link] = {}
    for name in ("paper", "code", "project", "data", "video", "slides", "blog", "doi"):
        for text in values.get(name, []):
            for found in url_finder.find_urls(text):
                role = urls.link_role(found.url, name)
                if _LIBRARY_ITEM.match(found.url):
                    continue
                out.setdefault(found.url, Link(found.url, role))
    return tuple(out.values())


def find_ids(values: Values) -> tuple[Identifier, ...]:
    """Return the IDs of the work, one per scheme."""
    found: dict[str, Identifier] = {}
    served = [text for text in values.get("venue", []) if "arxiv" in text.lower()]
    for text in values.get("doi", []) + values.get("paper", []) + served:
        for identifier in ids_in(text):
            found.setdefault(identifier.scheme, identifier)
    return tuple(found.values())


def ids_in(text: str) -> list[Identifier]:
    """Return the IDs of works in a value: those of its addresses, else those written in it."""
    known = (parse_url(url.url) for url in url_finder.find_urls(text))
    given = [identifier for identifier in known if identifier and identifier.scheme != "github"]
    bare = _BARE_ARXIV.match(text)
    written = f"[arXiv:{bare[1]}]" if bare else f"[{text}]"
    return given or [doi for doi in [parse_doi(text)] if doi] + find_identifiers(written)
