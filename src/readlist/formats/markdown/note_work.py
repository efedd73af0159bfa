"""Find the one work that a literature note is about, from its properties, its head and the name of its file.

    properties (front_matter) ─┐
    head of the body (note_head) ─┼── fields by canonical name ──> Record
    name of the file ─────────────┘

Properties that only a work has (a citation key, an ID, a venue) say that a note is about a work; so do the same in the
head, if no other works are described below. In the title of a post, words for a note or review say so. A title, an
author and a date are those of a post or of the file itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from readlist.formats.markdown import author_lists, dates_venues, field_labels, status_marks, title_text
from readlist.formats.markdown.front_matter import Properties, Values, read_properties
from readlist.formats.markdown.note_head import (
    NoteHead,
    bare_title,
    is_metadata,
    linked_address,
    plain_value,
    read_note_head,
    read_sections,
)
from readlist.formats.markdown.property_names import fold_key, property_field
from readlist.formats.markdown.title_text import LIKELY
from readlist.model import url_finder, urls
from readlist.model.identifiers import Identifier, find_identifiers, parse_doi, parse_url
from readlist.model.record import Link, Record

_CITATION_KEY = re.compile(r"[A-Za-z][A-Za-z_-]*\d{4}\w*")
_BARE_ARXIV = re.compile(r"\W*(?:arxiv:\s*)?(\d{4}\.\d{4,5}(?:v\d+)?)\s*(?:\[[\w.-]+\]|\(|$)", re.IGNORECASE)
_WIKI_LINK = re.compile(r"\[\[@?(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
_WORK_FIELDS = frozenset(("venue", "key"))
_DESCRIBING = ("title", "authors", "paper")
"""Fields of which one more below the head says that the note describes several works."""
_FILE_KEYS = frozenset(("author", "date", "draft", "layout", "publishdate", "status"))
"""Properties that are those of a post, if nothing but the text says that it is about a work."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The properties of a file: the lines they span from the top, its title and tags, and the work it is about."""

    lines: int = 0
    title: str | None = None
    tags: tuple[str, ...] = ()
    work: Record | None = None


def read_front_matter(lines: list[str], name: str = "") -> FrontMatter:
    """Read the properties of a file and the work that it is about; empty where there is neither.

    ``name``: that of the file, which says the title, or the citation key, of a work whose properties do not.
    """
    properties = read_properties(lines)
    values = _by_field(properties.values)
    if name.startswith("@"):
        values.setdefault("key", [name[1:]])
    body = lines[properties.lines :]
    head = read_note_head(body)
    work = _stated_work(values, head, body, name) or _described_work(properties, head, body)
    if work is None and not properties.is_fenced:
        return FrontMatter()  # text of the note
    count = properties.lines or (head.end if work else 0)
    return FrontMatter(count, _text(values, "title"), _tags(values), work)


def _stated_work(values: Values, head: NoteHead, body: list[str], name: str) -> Record | None:
    """Return the work whose properties say that the note is about it; the head adds what they leave out."""
    if not (_ids(values) or _WORK_FIELDS & set(values)):
        return None
    below = {} if _describes_more(head, body) else _clean(head.values)
    if not _ids({**below, **values}) and (address := _stated_address(body[head.end :])):
        below.setdefault("paper", []).append(address)
    titles = [*below.pop("title", []), *values.get("title", []), head.title, *values.get("label", [])]
    return _work({**below, **values}, _best_title(titles) or _title_of_file(name))


def _stated_address(body: list[str]) -> str:
    """Return the address of the paper that a labelled line below the head of a note states."""
    for line in body:
        found = field_labels.parse_label(line) if "://" in line else None
        if found and found.field == "paper" and _find_ids(found.value):
            return found.value
    return ""


def _described_work(properties: Properties, head: NoteHead, body: list[str]) -> Record | None:
    """Return the work that the head of a note describes, or that the title of a post names."""
    own = {key: given for key, given in properties.values.items() if key.casefold() not in _FILE_KEYS}
    values = _by_field(own)
    title = _text(values, "title") or head.title
    bare = bare_title(title)
    is_review = bare != title_text.clean_title(title) and title_text.title_score(bare) >= LIKELY
    sections = read_sections(body) if head.title else {}
    if not (head.values or sections or (is_review and (properties.is_fenced or head.links))):
        return None
    if dates_venues.parse_date(title) or is_metadata(title) or _describes_more(head, body):
        return None
    stated = _clean({**sections, **head.values})
    if _names_several(stated):
        return None
    if is_review and not stated.get("paper"):
        stated |= _by_field({key or "paper": given for key, given in head.links.items()})
        stated |= {} if stated.get("paper") else _linked_in_prose(body[head.end : head.end + 1])
    is_described = bool(_ids(stated)) or ("authors" in stated and bool({"venue", "date"} & set(stated)))
    if not is_described and not is_review:
        return None
    titles = [*stated.pop("title", []), title, head.title]
    return _work({**values, **stated}, _best_title(titles))


def _linked_in_prose(lines: list[str]) -> Values:
    """Return the address of the one paper that the first line of prose links to."""
    found = [url.url for line in lines for url in url_finder.find_urls(line) if _find_ids(url.url)]
    return {"paper": found} if len(found) == 1 else {}


def _names_several(values: Values) -> bool:
    """Whether the fields have IDs of different works."""
    found: dict[str, set[str]] = {}
    for text in values.get("doi", []) + values.get("paper", []):
        for identifier in _find_ids(text):
            found.setdefault(identifier.scheme, set()).add(identifier.value)
    return any(len(given) > 1 for given in found.values())


def _describes_more(head: NoteHead, body: list[str]) -> bool:
    """Whether a note describes other works, beside that of its head."""
    if head.named > 1:
        return True
    for line in body[head.end :]:
        if ":" in line or "：" in line:
            found = field_labels.parse_label(line)
            if found and found.field in _DESCRIBING and found.value:
                return True
    return False


def _best_title(titles: list[str]) -> str | None:
    """Return the first of some titles, unless a later one reads more like that of a work."""
    bare = [text for title in titles if (text := bare_title(title)) and not is_metadata(text)]
    if bare and not title_text.is_mostly_cjk(bare[0]) and title_text.title_score(bare[0]) < LIKELY:
        better = next((text for text in bare[1:] if title_text.title_score(text) >= LIKELY), None)
        return better or bare[0]
    return bare[0] if bare else None


def _title_of_file(name: str) -> str | None:
    """Return the name of a file if it is a title or a citation key."""
    bare = name.removeprefix("@").strip()
    return bare if " " in bare or _CITATION_KEY.fullmatch(bare) else None


# -- values ------------------------------------------------------------------------------------------------------


def _by_field(given: Values) -> Values:
    """Return the values by the canonical name of their field."""
    out: Values = {}
    for key, texts in given.items():
        name = property_field(key)
        if name == "venue" and any(url_finder.find_urls(text) for text in texts):
            name = "paper"  # a source, or a publication, may be an address
        elif fold_key(key) == "publication" and not any(url_finder.find_urls(text) for text in texts):
            name = "venue"
        if name and texts:
            out.setdefault(name, []).extend(text for text in texts if text)
    return _clean(out)


def _clean(given: Values) -> Values:
    """Return the values of fields without markup, and the address that a title is linked to as that of the paper."""
    out: Values = {}
    for name, texts in given.items():
        unlinked = [_WIKI_LINK.sub(r"\1", text) for text in texts]
        cleaned = [text for value in unlinked if (text := plain_value(name, value))]
        if cleaned:
            out[name] = cleaned
        if name == "title" and texts and (address := linked_address(texts[0])):
            out.setdefault("paper", []).append(address)
    return out


def _text(values: Values, name: str) -> str | None:
    return " ".join(values[name][0].split()) or None if name in values else None


def _tags(values: Values) -> tuple[str, ...]:
    given = values.get("tags", [])
    pattern = r"[,，、\s]+" if len(given) == 1 else r"[,，、]\s*"
    parts = [part for value in given for part in re.split(pattern, value)]
    return tuple(dict.fromkeys(tag.lstrip("#").strip() for tag in parts if tag.strip("# ")))


def _work(values: Values, title: str | None) -> Record | None:
    """Return the work with these fields, if it has a title."""
    if not title:
        return None
    ids, links = _ids(values), _links(values)
    stated = _text(values, "date") or ""
    place = dates_venues.parse_dated_venue(stated) or dates_venues.parse_unlisted_venue(stated)
    venue = _text(values, "venue") or (place.name if place else None)
    known = dates_venues.parse_venue(venue) if venue else None
    dated, name = dates_venues.strip_closing_date(venue) if venue and not known else (None, venue)
    date = dates_venues.find_date(stated) or dated
    return Record(
        title=title,
        authors=_authors(values.get("authors", [])),
        org=_text(values, "org"),
        abstract=_text(values, "abstract"),
        year=date.year if date else known.year if known else None,
        month=date.month if date else None,
        venue=known.name if known else name,
        ids=ids,
        url=next((link.url for link in links if link.role in ("paper", "pdf")), None)
        or (ids[0].url if ids else None),
        links=links,
        tags=_tags(values),
        status=status_marks.parse_status((_text(values, "status") or "").rpartition("/")[2]),
        label=_text(values, "label"),
        key=_text(values, "key"),
    )


def _authors(given: list[str]) -> tuple[str, ...]:
    if len(given) == 1:
        return author_lists.parse_authors(given[0])
    return tuple(dict.fromkeys(name for name in given if name))


def _links(values: Values) -> tuple[Link, ...]:
    out: dict[str, Link] = {}
    for name in ("paper", "code", "project", "data", "video", "slides", "blog", "doi"):
        for text in values.get(name, []):
            for found in url_finder.find_urls(text):
                role = urls.link_role(found.url, name)
                out.setdefault(found.url, Link(found.url, role))
    return tuple(out.values())


def _ids(values: Values) -> tuple[Identifier, ...]:
    """Return the IDs of the work, one per scheme."""
    found: dict[str, Identifier] = {}
    served = [text for text in values.get("venue", []) if _BARE_ARXIV.match(text)]
    for text in values.get("doi", []) + values.get("paper", []) + served:
        for identifier in _find_ids(text):
            found.setdefault(identifier.scheme, identifier)
    return tuple(found.values())


def _find_ids(text: str) -> list[Identifier]:
    """Return the IDs of works in a value: those of its addresses, else those written in it."""
    known = (parse_url(url.url) for url in url_finder.find_urls(text))
    given = [identifier for identifier in known if identifier and identifier.scheme != "github"]
    bare = _BARE_ARXIV.match(text)
    written = f"[arXiv:{bare[1]}]" if bare else f"[{text}]"
    return given or [doi for doi in [parse_doi(text)] if doi] + find_identifiers(written)
