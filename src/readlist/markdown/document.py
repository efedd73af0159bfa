"""A note's text to what the importer takes: items, and note entries that hold every line no item has.

    text ── front matter ── tree ── items ──┐
                                            ├── Document: parts in the order of their lines
    lines without an owner ── sections ─────┘
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from readlist import links
from readlist.identifiers import find_malformed_arxiv
from readlist.markdown.items import Item, Section, read_items
from readlist.markdown.tree import Block, parse_tree
from readlist.records import Link, Record


@dataclass(frozen=True, slots=True)
class Part:
    """An item or a piece of prose with the lines it spans, counted from 1, and their text as written."""

    record: Record
    line: int
    end_line: int
    topics: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a note that a person should look at."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Document:
    """All that was read of one note."""

    title: str | None
    parts: tuple[Part, ...]
    problems: tuple[Problem, ...]


def parse_document(text: str, name: str) -> Document:
    """Read a markdown note; ``name`` titles the prose that stands before any heading.

    Every line of ``text`` that is not blank is in the text of some part.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    blocks = parse_tree("\n".join(lines))
    reading = read_items(blocks, len(lines))
    parts = [_item_part(item, lines) for item in reading.items]
    parts += _prose(lines, reading.items, reading.sections, reading.title or name)
    parts.sort(key=lambda part: (part.line, part.end_line, part.record.kind == "note"))
    return Document(reading.title, tuple(parts), tuple(_problems(reading.items, lines)))


def _item_part(item: Item, lines: list[str]) -> Part:
    return Part(item.record, item.line, item.end, item.topics, _text(lines, item.start, item.end))


def _text(lines: list[str], start: int, end: int) -> str:
    return "\n".join(lines[start - 1 : end]).strip("\n")


def _prose(lines: list[str], items: list[Item], sections: list[Section], name: str) -> list[Part]:
    """Note parts: for each section, the runs of its lines that no item holds."""
    owner: list[Section | None] = [None] * (len(lines) + 1)
    for section in sorted(sections, key=lambda s: (s.start, -s.end)):
        for number in range(section.start, min(section.end, len(lines)) + 1):
            owner[number] = section
    for item in items:
        for number in range(item.start, min(item.end, len(lines)) + 1):
            owner[number] = _TAKEN
    out: list[Part] = []
    start = 0
    current: Section | None = None
    for number in range(1, len(lines) + 2):
        here = owner[number] if number <= len(lines) else _TAKEN
        if number <= len(lines) and not lines[number - 1].strip() and here is not _TAKEN:
            continue
        if here is not current:
            if start and current is not _TAKEN:
                out += _note(lines, start, number - 1, current, name)
            current, start = here, number
    return out


_TAKEN = Section((), "", 0, 0)


def _note(lines: list[str], start: int, end: int, section: Section | None, name: str) -> list[Part]:
    while start <= end and not lines[start - 1].strip():
        start += 1
    while end >= start and not lines[end - 1].strip():
        end -= 1
    if start > end:
        return []
    text = _text(lines, start, end)
    found = [Link(url.url, links.link_role(url.url)) for url in links.find_urls(text)]
    topics = section.topics if section else ()
    title = (section.title if section else "") or (topics[-1] if topics else name)
    record = Record(kind="note", title=title, links=tuple(dict.fromkeys(found)))
    return [Part(record, start, end, topics, text)]


def _problems(items: list[Item], lines: list[str]) -> list[Problem]:
    out = []
    for item in items:
        for link in item.record.links:
            bad = find_malformed_arxiv(link.url)
            if bad:
                out.append(Problem(_line_with(lines, item, bad), f"'{bad}' is no valid arXiv id; the link is kept as it is"))
    for number, line in enumerate(lines, 1):
        if re.search(r"\bh{2,}t+ps?://|\bht{3,}ps?://", line):
            out.append(Problem(number, "the scheme of a link was misspelt; read as http"))
    return sorted(out, key=lambda problem: problem.line)


def _line_with(lines: list[str], item: Item, text: str) -> int:
    return next((n for n in range(item.start, item.end + 1) if text in lines[n - 1]), item.line)


__all__ = ["Block", "Document", "Part", "Problem", "parse_document"]
