"""Read notes in Org, with ``orgparse`` for headings, properties and tags, and the reader of markdown for the text.

    #+title: … #+filetags: :a:b:       title and tags of the file
    * Topic                            topics
    ** TODO [[https://…][Title]] :t:   a work: its status and tags
    ** Title                           a work that properties describe, with all below it:
       :PROPERTIES:                    those of ol-bibtex, org-ref, org-roam, Zotero's exports
       :DOI: 10.…
       :END:

Every line is read as a line of markdown, so that items keep their lines, and a list in Org is read as it would be in
markdown; the text of an item stays as it is written. Properties: https://orgmode.org/manual/Properties-and-Columns.html,
https://www.orgroam.com/manual.html (ROAM_REFS), Org's ol-bibtex.el.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from readlist.formats.markdown.author_lists import parse_authors
from readlist.formats.markdown.note_reader import parse_document
from readlist.formats.markdown.status_marks import find_status, parse_status
from readlist.formats.readers import reference as ref
from readlist.formats.readers.field_dict import read_fields
from readlist.formats.readers.line_spans import normalize_lines
from readlist.formats.readers.org_lists import read_fields_below
from readlist.formats.readers.org_markup import find_links, inline_markdown, plain_text, to_markdown
from readlist.model.parsed_document import Item, ParsedDocument
from readlist.model.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_TODOS = (
    "TODO",
    "NEXT",
    "TOREAD",
    "READING",
    "LATER",
    "NOW",
    "WAITING",
    "STARTED",
    "DOING",
    "INPROGRESS",
    "IN-PROGRESS",
)
_DONES = ("DONE", "READ", "CANCELLED", "CANCELED", "DROPPED")
_WORK = frozenset(
    "doi btype eprint arxiv arxiv_id isbn roam_refs roam_key journal booktitle venue pmid citekey bibtex_key".split()
)
"""Properties that only a work has; a URL, or an author and a year, say the same of a heading."""
_KEYS = ("citekey", "bibtex_key", "custom_id")
_ARXIV = ("arxiv", "arxiv_id", "eprint")
_VENUES = ("venue", "conference", "published_in")
_KEYWORD = re.compile(r"\s*#\+(?P<name>\w+):\s*(?P<value>.*)", re.IGNORECASE)
_FRAME = re.compile(r"\*+ |\s*:[^\s:]+:|\s*#\+")
_PLANNING = re.compile(r"\s*(?:(?:SCHEDULED|DEADLINE|CLOSED|CLOCK):|:[\w-]+:)", re.IGNORECASE)
_EFFORT = re.compile(r"\s*:effort:", re.IGNORECASE)
_DATE = re.compile(r"[<\[]\d{4}-\d{1,2}-\d{1,2}[^<>\[\]\n]*[>\]](?:-{1,3}[<\[][^<>\[\]\n]*[>\]])?")
_DEEPEST = 6
"""The deepest heading of markdown."""


@dataclass(slots=True)
class _Heading:
    """A heading, or the start of the file (level 0): its lines from ``start`` to the last of its subtree, from 1."""

    level: int
    text: str
    start: int
    own_end: int
    end: int
    status: str | None
    tags: tuple[str, ...]
    properties: dict[str, str]
    path: tuple[str, ...]
    is_leaf: bool
    parent: int


def read(text: str, name: str) -> ParsedDocument:
    """Read a file in Org: works, and prose for all other lines."""
    text = normalize_lines(text)
    lines = text.split("\n")
    headings = _headings(lines)
    title, file_tags = _keywords(lines)
    works = list(_works(headings, lines, title or PurePath(name).stem))
    taken = {number for item in works for number in range(item.line, item.end_line + 1)}
    document = parse_document("\n".join(_markdown(lines, headings, taken, title)), PurePath(name).stem)
    items = [
        _as_written(item, lines)
        for item in document.items
        if item.line not in taken or item.record.kind != "note"
    ]
    items = _with_headings(items, headings)
    items += [_below_title(item, headings, title or document.title) for item in works]
    titles = _titles(headings, items, lines)
    items = [
        item for item in items if not any(one.line <= item.line <= one.end_line for one in titles)
    ] + titles
    items = [_with_planning(_with_tags(item, file_tags), lines) for item in items]
    items += _uncovered(lines, items, headings, title or PurePath(name).stem)
    items.sort(key=lambda item: (item.line, item.end_line, item.record.kind == "note"))
    return ParsedDocument(title or document.title, tuple(items), document.diagnostics)


# -- headings ----------------------------------------------------------------------------------------------------


def _headings(lines: Sequence[str]) -> list[_Heading]:
    """Return the start of the file and its headings, in order."""
    from orgparse.node import OrgEnv, OrgNode, parse_lines  # noqa: PLC0415

    env = OrgEnv(todos=list(_TODOS), dones=list(_DONES), filename="")
    out: list[_Heading] = []
    stack: list[int] = []
    for node in parse_lines(map(_frame, lines), "", env).env.nodes:
        while stack and out[stack[-1]].level >= node.level:
            stack.pop()
        parent = stack[-1] if stack else -1
        path = (*out[parent].path, plain_text(out[parent].text)) if parent > 0 else ()
        start = max(node.linenumber, 1)
        text = node.get_heading("raw") if isinstance(node, OrgNode) else ""
        keyword = node.todo if isinstance(node, OrgNode) else None
        out.append(
            _Heading(
                level=node.level,
                text=text,
                start=start,
                own_end=start + len(str(node).split("\n")) - 1,
                end=len(lines),
                status=_status(keyword, env.done_keys) if keyword else None,
                tags=tuple(sorted(node.tags)),
                properties=_properties(node.properties),
                path=path,
                is_leaf=True,
                parent=parent,
            )
        )
        if parent >= 0 and node.level:
            out[parent].is_leaf = False
        stack.append(len(out) - 1)
    _close(out)
    return out


def _properties(given: Mapping[str, Any]) -> dict[str, str]:
    """Return properties by their names in lower case. ``AUTHOR+`` adds to AUTHOR (the Org manual, Property Syntax)."""
    out: dict[str, str] = {}
    for key, value in given.items():
        name, added = key.lower().removesuffix("+"), str(value).strip()
        out[name] = f"{out[name]} {added}" if key.endswith("+") and out.get(name) else added
    return out


MAX_HEADING = 2_000
"""Maximum number of characters of a heading that is looked at: ``orgparse`` takes time with the square of it."""


def _frame(line: str) -> str:
    """Return a line as far as the outline needs it: headings, properties and keywords, without dates.

    ``orgparse`` refuses a whole file for a date that does not exist, or an effort that is no time.
    """
    return _DATE.sub("", line[:MAX_HEADING]) if _FRAME.match(line) and not _EFFORT.match(line) else ""


def _close(headings: list[_Heading]) -> None:
    """Set the last line of each heading and of its subtree."""
    open_: list[_Heading] = []
    for number, one in enumerate(headings):
        if number:
            headings[number - 1].own_end = one.start - 1
        while open_ and open_[-1].level >= one.level:
            open_.pop().end = one.start - 1
        open_.append(one)
    if headings:
        headings[-1].own_end = headings[-1].end


def _status(keyword: str, dones: Sequence[str]) -> str | None:
    word = keyword.replace("-", " ")
    stated = parse_status(word) or find_status(f"{keyword} x")
    return stated or ("read" if keyword in dones else "todo")


def _keywords(lines: Sequence[str]) -> tuple[str | None, tuple[str, ...]]:
    """Return the title and the tags that the keywords of a file state."""
    title: str | None = None
    tags: list[str] = []
    for line in lines:
        match = _KEYWORD.match(line)
        if match and match["name"].lower() == "title" and match["value"].strip():
            title = title or plain_text(match["value"])
        elif match and match["name"].lower() == "filetags":
            tags += [tag for tag in re.split(r"[:\s]+", match["value"]) if tag]
    return title, tuple(dict.fromkeys(tags))


def _markdown(
    lines: Sequence[str], headings: Sequence[_Heading], taken: set[int], title: str | None
) -> Iterator[str]:
    """Yield the lines as markdown; those of works that are read already are empty."""
    at = {one.start: one for one in headings if one.level}
    shift = 1 if title else 0
    written = to_markdown("" if number in at else line for number, line in enumerate(lines, 1))
    for number, text in enumerate(written, 1):
        if heading := at.get(number):
            marks = "#" * min(heading.level + shift, _DEEPEST)
            is_work = number in taken
            yield f"{marks} {inline_markdown(heading.text)}" if not is_work else ""
        elif number in taken:
            yield ""
        else:
            match = _KEYWORD.match(lines[number - 1]) if title else None
            yield f"# {title}" if match and match["name"].lower() == "title" else text


# -- works that properties describe ------------------------------------------------------------------------------


def _works(headings: Sequence[_Heading], lines: Sequence[str], title: str) -> Iterator[Item]:
    """Yield the works that properties describe, each with all lines below its heading up to the next such work."""
    described = [
        (one, record)
        for one in headings
        if (
            record := _record(
                one, {**read_fields_below(lines[one.start - 1 : one.own_end]), **one.properties}, title
            )
        )
    ]
    starts = [one.start for one, _ in described]
    for one, record in described:
        end = min([start - 1 for start in starts if one.start < start <= one.end] or [one.end])
        yield Item(record, one.start, _last(lines, one.start, end), one.path, _text(lines, one.start, end))


def _record(heading: _Heading, given: dict[str, str], title: str) -> Record | None:
    """Return the work that the properties of a heading describe, or None."""
    is_work = bool(_WORK & {name for name, value in given.items() if value}) or (
        heading.level > 0 and (given.get("url") or (given.get("author") and given.get("year")))
    )
    if not is_work:
        return None
    fields: dict[str, Any] = {name: value for name, value in given.items() if name not in _NOT_FIELDS}
    links = find_links(heading.text)
    refs = _refs(" ".join(given.get(name, "") for name in ("roam_refs", "roam_key")))
    fields["title"] = given.get("title") or plain_text(heading.text) or title
    fields["entrytype"] = (
        given.get("btype") or given.get("type") or ("article" if given.get("journal") else "misc")
    )
    fields["ref"] = next((given[name] for name in _KEYS if given.get(name)), "") or refs.get("key", "")
    fields["url"] = given.get("url") or next(iter(links), "") or refs.get("url", "")
    fields["doi"] = given.get("doi") or refs.get("doi", "")
    fields["eprint"] = next((given[name] for name in _ARXIV if given.get(name)), "")
    fields["author"] = _authors(given.get("author") or given.get("authors") or "")
    venue = next((given[name] for name in _VENUES if given.get(name)), "")
    record = ref.make_record(read_fields(fields))
    if record is None:
        return None
    if venue and not record.venue:
        record = record._replace(venue=venue)
    if not (
        given.get("btype") or given.get("type") or given.get("journal")
    ):  # BibTeX's misc says nothing here
        extra = tuple(one for one in record.details.extra if one[1] != "entrytype")
        record = record._replace(details=record.details._replace(type=None, extra=extra))
    return record._replace(
        status=record.status or heading.status, tags=tuple(dict.fromkeys((*record.tags, *heading.tags)))
    )


_NOT_FIELDS = frozenset("title btype id roam_refs roam_key roam_aliases authors".split()) | {
    *_KEYS,
    *_ARXIV,
    *_VENUES,
}


def _authors(text: str) -> Any:
    """Return names as BibTeX lists them, or a list of names that are written otherwise."""
    return text if " and " in text or text.count(",") == 1 else list(parse_authors(text))


def _refs(text: str) -> dict[str, str]:
    """Return what the references of a node of org-roam are: a citation key, an address, a DOI."""
    out: dict[str, str] = {}
    for word in re.split(r"\s+|(?<=\])(?=\[)", text):
        bare = word.strip("[]\"'")
        if match := re.match(r"(?:cite[\w/]*:)?[@&](?P<key>[^\s;,\]]+)|cite[\w/]*:(?P<old>[^\s;,\]]+)", bare):
            out.setdefault("key", match["key"] or match["old"])
        elif bare.startswith(("http://", "https://")):
            out.setdefault("url", bare)
        elif bare.lower().startswith("doi:"):
            out.setdefault("doi", bare[4:])
    return out


# -- items of the markdown reader ----------------------------------------------------------------------------------


def _as_written(item: Item, lines: Sequence[str]) -> Item:
    """Return an item with its text as it is in the file, if it has whole lines."""
    count = item.text.count("\n") + 1
    whole = _text(lines, item.line, item.end_line)
    return item._replace(text=whole) if whole.count("\n") + 1 >= count else item


def _with_headings(items: list[Item], headings: Sequence[_Heading]) -> list[Item]:
    """Return items with what the headings say that they are, or are below: status and tags."""
    out = []
    by_line = {one.start: one for one in headings if one.level}
    for item in items:
        own = by_line.get(item.line)
        around = own or _around(headings, item.line)
        record = item.record
        if record.kind != "note" and around:
            record = record._replace(tags=tuple(dict.fromkeys((*record.tags, *around.tags))))
            if own and own.status and not record.status:
                record = record._replace(status=own.status)
        out.append(item._replace(record=record))
    return out


def _around(headings: Sequence[_Heading], line: int) -> _Heading | None:
    return next((one for one in reversed(headings) if one.start <= line), None)


def _titles(headings: Sequence[_Heading], items: Sequence[Item], lines: Sequence[str]) -> list[Item]:
    """Return tasks that are nothing but a title, where another task beside them is a work."""
    lines_of_works = {item.line for item in items if item.record.kind != "note"}
    beside = {one.parent for one in headings if one.status and one.start in lines_of_works}
    out = []
    for one in headings:
        holds_works = any(line in lines_of_works for line in range(one.start, one.end + 1))
        if one.level and one.status and one.is_leaf and one.parent in beside and not holds_works:
            record = Record(title=plain_text(one.text), status=one.status, tags=one.tags)
            if record.title:
                out.append(
                    Item(
                        record,
                        one.start,
                        _last(lines, one.start, one.end),
                        one.path,
                        _text(lines, one.start, one.end),
                    )
                )
    return out


def _below_title(item: Item, headings: Sequence[_Heading], title: str | None) -> Item:
    """Return an item without the one top heading of a file, which is its title, among its topics."""
    tops = [plain_text(one.text) for one in headings if one.level == 1]
    return item._replace(topics=item.topics[1:]) if tops == [title] and item.topics[:1] == (title,) else item


def _with_planning(item: Item, lines: Sequence[str]) -> Item:
    """Return a work with the lines of dates and drawers that directly follow it."""
    end = item.end_line
    while end < len(lines) and _PLANNING.match(lines[end]):
        end += 1
    if item.record.kind == "note" or end == item.end_line:
        return item
    return item._replace(end_line=end, text=_text(lines, item.line, end))


def _with_tags(item: Item, tags: tuple[str, ...]) -> Item:
    if item.record.kind == "note" or not tags:
        return item
    return item._replace(record=item.record._replace(tags=tuple(dict.fromkeys((*item.record.tags, *tags)))))


def _uncovered(
    lines: Sequence[str], items: Sequence[Item], headings: Sequence[_Heading], title: str
) -> list[Item]:
    """Return prose for the lines that belong to no item, such as drawers and keywords."""
    held = {number for item in items for number in range(item.line, item.end_line + 1)}
    out: list[Item] = []
    start = 0
    for number in range(1, len(lines) + 2):
        is_free = number <= len(lines) and number not in held and bool(lines[number - 1].strip())
        is_open = number <= len(lines) and number not in held
        if is_free and not start:
            start = number
        elif start and not is_open:
            around = _around(headings, start)
            path = (*around.path, plain_text(around.text)) if around and around.level else ()
            record = Record(kind="note", title=path[-1] if path else title)
            out.append(
                Item(record, start, _last(lines, start, number - 1), path, _text(lines, start, number - 1))
            )
            start = 0
    return out


def _text(lines: Sequence[str], start: int, end: int) -> str:
    return "\n".join(lines[start - 1 : end]).strip("\n")


def _last(lines: Sequence[str], start: int, end: int) -> int:
    """Return the last line of a range that is not blank."""
    return next((number for number in range(end, start, -1) if lines[number - 1].strip()), start)
