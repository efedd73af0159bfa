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
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readlist.formats.markdown import author_lists, dates_venues, field_labels, title_text
from readlist.formats.markdown.front_matter import Properties, Values, read_properties
from readlist.formats.markdown.head_lines import read_unlabelled
from readlist.formats.markdown.note_bibtex import read_bibtex_work
from readlist.formats.markdown.note_head import (
    NoteHead,
    bare_title,
    is_metadata,
    linked_address,
    linked_texts,
    lists_links,
    plain_value,
    read_below_introduction,
    read_note_head,
    read_own_section,
    read_sections,
)
from readlist.formats.markdown.note_record import (
    build_record,
    find_ids,
    ids_in,
    tags_of,
    text_of,
    with_citation,
)
from readlist.formats.markdown.note_title import read_note_title
from readlist.formats.markdown.property_names import fold_key, property_field
from readlist.formats.markdown.reference_strings import parse_reference
from readlist.formats.markdown.title_text import LIKELY
from readlist.model import url_finder

if TYPE_CHECKING:
    from readlist.model.identifiers import Identifier
    from readlist.model.record import Record

_CITATION_KEY = re.compile(r"[A-Za-z][A-Za-z_-]*\d{4}\w*")
_WIKI_LINK = re.compile(r"\[\[@?(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
_TIME = re.compile(r"\d[T ](?!00:00)\d\d:\d\d")
"""A time after a day, other than the midnight of a date without one."""
_BIBTEX = re.compile(r"\s*@\w+\{")
"""The start of an entry in BibTeX, which says more than sections do."""
_BLOCK_PROPERTY = re.compile(r"\s+(?P<key>[^\W\d][\w -]{0,40}?)::\s")
_BULLET = re.compile(r"^(?:[-*+]|\d{1,3}[.)])\s+")
_WORK_FIELDS = frozenset(("venue", "key", "citation"))
_DECLARED = frozenset(("venue", "key", "doi", "date"))
"""Fields of which one, even without a value, says beside a title and its authors that a note is about a work."""
_FACTS = frozenset(("title", "authors", "paper", "doi", "venue", "date"))
"""Fields that say what a work is."""
MAX_CITATION = 10
"""Maximum number of lines of a reference at the start of a note."""
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
    values = _by_field(_of_work(properties.values))
    if name.startswith("@"):
        values.setdefault("key", [name[1:]])
    body = lines[properties.lines :]
    head = read_note_head(body)
    if not head.values:
        body = read_own_section(head, body)
    if not head.values:
        body = read_below_introduction(head, body)
    work = (
        _stated_work(values, head, body, name, is_declared=_declares_work(properties))
        or _described_work(properties, head, body)
        or _cited_work(properties, head, body)
        or read_bibtex_work(head.title or text_of(values, "title") or "", body)
    )
    if work is None and not properties.is_fenced and not _are_of_page(lines, properties, values):
        return FrontMatter()  # text of the note
    count = properties.lines or (head.end if work else 0)
    return FrontMatter(count, text_of(values, "title"), tags_of(values), work)


def _are_of_page(lines: list[str], properties: Properties, values: Values) -> bool:
    """Whether properties without fences are those of the page: a block of its own that says nothing of a work but a title."""
    following = lines[properties.lines : properties.lines + 1]
    is_block = properties.lines > 0 and not _BULLET.match(lines[0]) and not "".join(following).strip()
    return is_block and not (_FACTS - {"title"}) & set(values)


def _declares_work(properties: Properties) -> bool:
    """Whether the properties are those of a work: a title, ``authors``, and the year or the venue, if only their names."""
    fields = {property_field(key) for key in properties.values if key.casefold() not in _FILE_KEYS}
    names = [key for key, given in properties.values.items() if given and key.casefold() == "authors"]
    return bool(names) and "title" in fields and bool(_DECLARED & fields)


def _stated_work(
    values: Values, head: NoteHead, body: list[str], name: str, *, is_declared: bool
) -> Record | None:
    """Return the work whose properties say that the note is about it; the head adds what they leave out."""
    if not (find_ids(values) or _WORK_FIELDS & set(values) or is_declared):
        return None
    below = {} if _describes_more(head, body) else _clean(head.values)
    if not find_ids({**below, **values}) and (address := _stated_address(body[head.end :])):
        below.setdefault("paper", []).append(address)
    named = [*below.pop("title", []), *values.get("title", []), head.title, *values.get("label", [])]
    given = [*_linked_titles(find_ids({**below, **values}), named, body), *named]
    read = [read_note_title(title) for title in given]
    told = next((told for _, told in read if told), {})
    return build_record(
        {**told, **below, **values}, _best_title([title for title, _ in read]) or _title_of_file(name)
    )


def _stated_address(body: list[str]) -> str:
    """Return the address of the paper that a labelled line below the head of a note states."""
    for line in body:
        found = field_labels.parse_label(line) if "://" in line else None
        if found and found.field == "paper" and ids_in(found.value):
            return found.value
    return ""


def _described_work(properties: Properties, head: NoteHead, body: list[str]) -> Record | None:
    """Return the work that the head of a note describes, or that the title of a post names."""
    own = {key: given for key, given in properties.values.items() if key.casefold() not in _FILE_KEYS}
    values = _by_field(own)
    title = text_of(values, "title") or head.title
    title, told = read_note_title(title)
    bare = bare_title(title)
    is_review = (
        bare != title_text.clean_title(plain_value("title", title)) and title_text.title_score(bare) >= LIKELY
    )
    is_titled = head.title or (title and properties.is_fenced and not any(map(_BIBTEX.match, body)))
    sections = read_sections(body) if is_titled else {}
    if not (_FACTS & set(head.values) or sections) and (below := _told_below_title(head, body)):
        return build_record({**values, **told, **below}, bare)
    if not (head.values or sections or (is_review and (properties.is_fenced or head.links))):
        return None
    is_list = bool(own) and not properties.is_fenced and _repeats_fields(body)
    if is_list or dates_venues.parse_date(title) or is_metadata(title) or _describes_more(head, body):
        return None
    stated = _clean({**sections, **head.values})
    stated = {**told, **with_citation(stated, title)}
    if _names_several(stated):
        return None
    if is_review and not stated.get("paper"):
        stated |= _by_field({key or "paper": given for key, given in head.links.items()})
        stated |= {} if stated.get("paper") else _linked_in_prose(body[head.end : head.end + 1])
    is_described = bool(find_ids(stated)) or (
        bool({"authors", "key"} & set(stated)) and bool({"venue", "date"} & set(stated))
    )
    if not is_described and not is_review:
        return None
    titles = [*stated.pop("title", []), title, read_note_title(head.title)[0]]
    return build_record({**values, **stated}, _best_title(titles))


def _told_below_title(head: NoteHead, body: list[str]) -> Values:
    """Return what the lines without labels below the title of a work state of it; nothing unless they say enough."""
    given = {name: texts for name, texts in head.bare.items() if name != "authors"}
    if "authors" in head.bare:
        given["authors"] = [", ".join(head.bare["authors"])]
    given |= _by_field({key or "paper": urls for key, urls in head.links.items()})
    stated = {"authors", "venue", "date"} & set(given) | ({"id"} if find_ids(given) else set())
    is_named = title_text.title_score(bare_title(head.title)) >= LIKELY or "id" in stated
    is_told = "authors" in stated and len(stated) > 1 and is_named
    if not is_told or lists_links(body) or _describes_more(head, body):
        return {}
    lists_people = any(
        len(author_lists.parse_authors(names)) > 1
        for line in body[head.end :]
        if line.strip()[:1].isalpha()
        for names in (read_unlabelled(line.strip()) or {}).get("authors", [])
    )
    return {} if lists_people else given


def _cited_work(properties: Properties, head: NoteHead, body: list[str]) -> Record | None:
    """Return the work whose reference is the first paragraph below properties, if the note has no other reference."""
    if not properties.is_fenced or _describes_more(head, body):
        return None
    lines = [re.sub(r"\*\*", "", line.lstrip("> ")).strip() for line in body[head.end :]]
    start = next((number for number, line in enumerate(lines) if line), len(lines))
    end = next((number for number, line in enumerate(lines) if number > start and not line), len(lines))
    first = " ".join(lines[start : min(end, start + MAX_CITATION)])
    if not parse_reference(first) or any(
        parse_reference(_BULLET.sub("", line)) for line in lines[start + 1 :]
    ):
        return None
    linked = {url.url for line in body for url in url_finder.find_urls(line) if ids_in(url.url)}
    values = {"citation": [first]} | ({"paper": [*linked]} if len(linked) == 1 else {})
    return build_record({**values, "tags": [*tags_of(_by_field(properties.values))]}, None)


def _linked_titles(ids: tuple[Identifier, ...], named: list[str], body: list[str]) -> list[str]:
    """Return the text of the first link to the work with these IDs in the text of a post whose title says it is a review."""
    title = next((text for text in named if text), "")
    if not ids or bare_title(title) == title_text.clean_title(plain_value("title", title)):
        return []
    for linked, url in (link for line in body if "](http" in line for link in linked_texts(line)):
        text = bare_title(linked)
        if title_text.title_score(text) >= LIKELY and set(ids_in(url)) & set(ids):
            return [text]
    return []


def _linked_in_prose(lines: list[str]) -> Values:
    """Return the address of the one paper that the first line of prose links to."""
    found = [url.url for line in lines for url in url_finder.find_urls(line) if ids_in(url.url)]
    return {"paper": found} if len(found) == 1 else {}


def _names_several(values: Values) -> bool:
    """Whether the fields have IDs of different works."""
    found: dict[str, set[str]] = {}
    for text in values.get("doi", []) + values.get("paper", []):
        for identifier in ids_in(text):
            found.setdefault(identifier.scheme, set()).add(identifier.value)
    return any(len(given) > 1 for given in found.values())


def _describes_more(head: NoteHead, body: list[str]) -> bool:
    """Whether a note describes other works, beside that of its head."""
    if len(head.named) > 1:
        return True
    own = find_ids(_clean(head.values))
    for line in body[head.end :]:
        if ":" in line or "：" in line:
            found = field_labels.parse_label(line)
            if found and found.field in _DESCRIBING and found.value and not _is_page_of(own, found):
                return True
    return False


def _repeats_fields(body: list[str]) -> bool:
    """Whether properties that a work has once stand below several bullets: ``author:: …``."""
    found = [match["key"] for line in body if "::" in line and (match := _BLOCK_PROPERTY.match(line))]
    return any(count > 1 and property_field(key) in _FACTS for key, count in Counter(found).items())


def _is_page_of(own: tuple[Identifier, ...], found: field_labels.Labelled) -> bool:
    """Whether a labelled link may be another page of the work with these IDs: it has none that contradicts them."""
    if found.field != "paper" or not own:
        return False
    known = {identifier.scheme: identifier.value for identifier in own}
    return all(known.get(each.scheme, each.value) == each.value for each in ids_in(found.value))


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


def _of_work(given: Values) -> Values:
    """Return the properties of a note without what is that of its file where they also state that of the work.

    A reference manager writes ``original-title`` beside the title of the page. A date with a time is that of a post.
    """
    folded = {fold_key(key): key for key in given if given[key]}
    out = {
        key: texts
        for key, texts in given.items()
        if not any(map(_TIME.search, texts)) or fold_key(key) != "date"
    }
    if "originaltitle" in folded and "itemtype" in folded:
        out |= {key: given[folded["originaltitle"]] for key in out if fold_key(key) == "title"}
    return out


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
        listed = [re.sub(r"\]\]\s+\[\[", "]], [[", text) for text in texts] if name == "authors" else texts
        unlinked = [_WIKI_LINK.sub(r"\1", text) for text in listed]
        cleaned = [text for value in unlinked if (text := plain_value(name, value))]
        if cleaned and name == "venue" and any(url_finder.find_urls(text) for text in cleaned):
            out.setdefault("paper", []).extend(cleaned)
        elif cleaned:
            out.setdefault(name, []).extend(cleaned)
        if name == "title" and texts and (address := linked_address(texts[0])):
            out.setdefault("paper", []).append(address)
    return out
