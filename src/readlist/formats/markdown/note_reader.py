"""Parse the text of a note into items, and prose entries for all lines that are not part of an item.

text ── line_repair ── front matter ── framed_works ── block_parser ── item_reader ──┐
                                                                                     ├── ParsedDocument: items in line order
lines outside all items ── sections ── prose entries ────────────────────────────────┘

Misspelt addresses are repaired before parsing; the text of each item stays as it is in the file.
"""

from __future__ import annotations

from itertools import groupby

from readlist.formats.markdown import framed_works, own_list
from readlist.formats.markdown.block_parser import parse_tree
from readlist.formats.markdown.block_repair import repair_blocks
from readlist.formats.markdown.item_reader import read_items
from readlist.formats.markdown.line_repair import repair_lines
from readlist.formats.markdown.linked_runs import read_linked_runs
from readlist.formats.markdown.list_agreement import settle
from readlist.formats.markdown.nested_works import raise_works
from readlist.formats.markdown.note_work import FrontMatter, read_front_matter
from readlist.formats.markdown.pattern_reader import read_patterns
from readlist.formats.markdown.reading import Reading, ReadItem, Section
from readlist.formats.markdown.reference_reader import choose_items, drop_headed, read_references
from readlist.formats.markdown.run_in_headings import set_apart
from readlist.model import url_finder, urls
from readlist.model.identifiers import find_malformed_arxiv
from readlist.model.parsed_document import Diagnostic, Item, ParsedDocument
from readlist.model.record import Link, Record

MAX_LINE_LENGTH = 20_000
"""Maximum length of a line that is parsed, in characters; a longer one is data and is kept as prose."""
MIN_LISTED = 3
"""Minimum number of other works with IDs that make the body of a note about a work a list."""
MIN_STATED = 4
"""Minimum number of works with IDs or authors below a title, an author and a date for these to be of the file."""


def parse_document(text: str, name: str) -> ParsedDocument:
    """Parse a markdown note; ``name`` is the title of prose before the first heading.

    Every non-blank line of ``text`` is in the text of at least one item.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    repaired, misspelt = repair_lines(lines)
    front = read_front_matter(repaired, name)
    is_own = own_list.is_own(repaired)
    readable = [
        line if number >= front.lines and len(line) <= MAX_LINE_LENGTH else ""
        for number, line in enumerate(own_list.hide(repaired) if is_own else repaired)
    ]
    blocks = repair_blocks(parse_tree(readable if is_own else framed_works.as_list(readable)))
    blocks = raise_works(set_apart(blocks))
    references = read_references(blocks)
    found = choose_items(drop_headed(blocks, read_patterns(blocks), references), references)
    reading = read_items(blocks, len(lines), {**found, **read_linked_runs(blocks)})
    reading.items = settle(reading.items)
    reading = _literature_note(front, reading, len(lines))
    title = front.title or reading.title
    parts = [_to_item(item, lines, front.tags) for item in reading.items]
    written = own_list.without_frame(repaired) if is_own else repaired
    prose = _prose(written, reading.items, reading.sections, title or name)
    parts += [part._replace(text=_text(lines, part.line, part.end_line)) for part in prose]
    parts.sort(key=lambda part: (part.line, part.end_line, part.record.kind == "note"))
    return ParsedDocument(title, tuple(parts), tuple(_diagnose(reading.items, repaired, misspelt)))


def _literature_note(front: FrontMatter, reading: Reading, last_line: int) -> Reading:
    """Return the one item of a note about a work, with the body as its text; lists of other works are kept."""
    if front.work is None:
        return reading
    if _is_of_list(front.work, reading):
        return reading
    others = [item for item in reading.items if _is_other(item.record, front.work)]
    if len(others) < MIN_LISTED:
        others = []
    end = front.lines if others else last_line
    work = ReadItem(front.work, 1, 1, end, ())
    return Reading([work, *others], reading.sections if others else [], front.title)


def _is_of_list(work: Record, reading: Reading) -> bool:
    """Whether a title, an author and a date without a venue or an ID are those of the file: a list of stated works."""
    if work.ids or work.venue or work.links:
        return False
    stated = [item.record for item in reading.items if item.record.kind == "paper"]
    return sum(bool(each.ids or each.authors) for each in stated) >= MIN_STATED


def _is_other(record: Record, work: Record) -> bool:
    return bool(record.ids) and not set(record.ids) & set(work.ids)


def _to_item(item: ReadItem, lines: list[str], tags: tuple[str, ...]) -> Item:
    record = (
        item.record._replace(tags=tuple(dict.fromkeys((*item.record.tags, *tags)))) if tags else item.record
    )
    return Item(record, item.line, item.end, item.topics, _text(lines, item.start, item.end))


def _text(lines: list[str], start: int, end: int) -> str:
    return "\n".join(lines[start - 1 : end]).strip("\n")


def _prose(lines: list[str], items: list[ReadItem], sections: list[Section], name: str) -> list[Item]:
    """Return the prose entries: each list group as a whole, and for each section its runs of unowned lines."""
    groups = [section for section in sections if section.is_item]
    out = [part for group in groups for part in _prose_items(lines, group.start, group.end, group, name)]
    owner = _owners(len(lines), items, sections)
    held = [n for n in range(1, len(lines) + 1) if owner[n] is _TAKEN or lines[n - 1].strip()]
    for _, run in groupby(held, key=lambda n: id(owner[n])):
        numbers = list(run)
        section = owner[numbers[0]]
        if section is not _TAKEN:
            out += _prose_items(lines, numbers[0], numbers[-1], section, name)
    return out


def _owners(count: int, items: list[ReadItem], sections: list[Section]) -> list[Section | None]:
    """Return the innermost section of each line, by line number; ``_TAKEN`` for lines of items and groups."""
    owner: list[Section | None] = [None] * (count + 1)
    plain = sorted((s for s in sections if not s.is_item), key=lambda s: (s.start, -s.end))
    taken: list[ReadItem | Section] = [*items, *(section for section in sections if section.is_item)]
    marks: list[tuple[ReadItem | Section, Section]] = [
        *((s, s) for s in plain),
        *((t, _TAKEN) for t in taken),
    ]
    for part, mark in marks:
        for number in range(part.start, min(part.end, count) + 1):
            owner[number] = mark
    return owner


_TAKEN = Section((), "", 0, 0)


def _prose_items(lines: list[str], start: int, end: int, section: Section | None, name: str) -> list[Item]:
    """Return the prose entry of a range of lines, without blank lines at either end; none if all are blank."""
    written = [number for number in range(start, end + 1) if lines[number - 1].strip()]
    if not written:
        return []
    start, end = written[0], written[-1]
    text = _text(lines, start, end)
    found = [Link(url.url, urls.link_role(url.url)) for url in url_finder.find_urls(text)]
    topics = section.topics if section else ()
    title = (section.title if section else "") or (topics[-1] if topics else name)
    record = Record(kind="note", title=title, links=tuple(dict.fromkeys(found)))
    return [Item(record, start, end, topics, text)]


def _diagnose(items: list[ReadItem], lines: list[str], misspelt: list[int]) -> list[Diagnostic]:
    out = []
    for item in items:
        for link in item.record.links:
            bad = find_malformed_arxiv(link.url)
            if bad:
                out.append(
                    Diagnostic(
                        _line_with(lines, item, bad),
                        f"'{bad}' is not a valid arXiv ID; the link is kept as written",
                    )
                )
    out += [
        Diagnostic(number, "misspelt scheme in a link; read as http:// or https://") for number in misspelt
    ]
    return sorted(out, key=lambda problem: problem.line)


def _line_with(lines: list[str], item: ReadItem, text: str) -> int:
    return next((n for n in range(item.start, item.end + 1) if text in lines[n - 1]), item.line)
