"""A note's text to what the importer takes: items, and note entries that hold every line no item has.

text ── repaired addresses ── front matter ── tree ── items ──┐
                                                              ├── Document: parts in the order of their lines
lines without an owner ── sections ───────────────────────────┘

Misspelt addresses are repaired before anything is read; the text of the parts stays as it is in the file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby

from readlist.formats.markdown.block_parser import parse_tree
from readlist.formats.markdown.item_reader import ReadItem, Section, read_items
from readlist.formats.markdown.line_repair import repair_lines
from readlist.model import url_finder, urls
from readlist.model.identifiers import find_malformed_arxiv
from readlist.model.parsed_document import Diagnostic, Item, ParsedDocument
from readlist.model.record import Link, Record

LONGEST_LINE = 20_000
"""Letters of the longest line that is read; a longer one is data, and is kept as prose."""
MOST_FRONT_LINES = 200


def parse_document(text: str, name: str) -> ParsedDocument:
    """Read a markdown note; ``name`` titles the prose that stands before any heading.

    Every line of ``text`` that is not blank is in the text of some part.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    repaired, misspelt = repair_lines(lines)
    front = _front_matter(repaired)
    readable = [
        line if number >= front.lines and len(line) <= LONGEST_LINE else ""
        for number, line in enumerate(repaired)
    ]
    reading = read_items(parse_tree(readable), len(lines))
    title = front.title or reading.title
    parts = [_item_part(item, lines, front.tags) for item in reading.items]
    prose = _prose(repaired, reading.items, reading.sections, title or name)
    parts += [part._replace(text=_text(lines, part.line, part.end_line)) for part in prose]
    parts.sort(key=lambda part: (part.line, part.end_line, part.record.kind == "note"))
    return ParsedDocument(title, tuple(parts), tuple(_problems(reading.items, repaired, misspelt)))


@dataclass(frozen=True, slots=True)
class _FrontMatter:
    lines: int = 0
    title: str | None = None
    tags: tuple[str, ...] = ()


def _front_matter(lines: list[str]) -> _FrontMatter:
    """Read a YAML block at the top: the note's title, and tags that all its items bear.

    What is no valid YAML, or no mapping, is taken for text.
    """
    if lines[0].rstrip() != "---":
        return _FrontMatter()
    ends = (n for n, line in enumerate(lines[1:MOST_FRONT_LINES], 1) if line.rstrip() in ("---", "..."))
    if (end := next(ends, None)) is None:
        return _FrontMatter()
    values = _load_yaml("\n".join(lines[1:end]))
    if not isinstance(values, dict):
        return _FrontMatter()
    title = values.get("title")
    return _FrontMatter(
        end + 1,
        str(title).strip() or None if isinstance(title, (str, int, float)) else None,
        _front_tags(values.get("tags") or values.get("keywords")),
    )


def _load_yaml(text: str) -> object:
    """The value of a YAML text; None where it is none."""
    import yaml  # noqa: PLC0415

    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None


def _front_tags(value: object) -> tuple[str, ...]:
    """The tags of a list, or of a text that parts them by commas or blanks."""
    given = re.split(r"[,，、\s]+", value) if isinstance(value, str) else value
    if not isinstance(given, list):
        return ()
    tags = (str(tag) for tag in given if isinstance(tag, (str, int)))
    return tuple(dict.fromkeys(tag.lstrip("#").strip() for tag in tags if tag.strip("# ")))


def _item_part(item: ReadItem, lines: list[str], tags: tuple[str, ...]) -> Item:
    record = (
        item.record._replace(tags=tuple(dict.fromkeys((*item.record.tags, *tags)))) if tags else item.record
    )
    return Item(record, item.line, item.end, item.topics, _text(lines, item.start, item.end))


def _text(lines: list[str], start: int, end: int) -> str:
    return "\n".join(lines[start - 1 : end]).strip("\n")


def _prose(lines: list[str], items: list[ReadItem], sections: list[Section], name: str) -> list[Item]:
    """Note parts: each group of a list whole, and for each section the runs of its lines that nothing else holds."""
    groups = [section for section in sections if section.is_item]
    out = [part for group in groups for part in _note(lines, group.start, group.end, group, name)]
    owner = _owners(len(lines), items, sections)
    held = [n for n in range(1, len(lines) + 1) if owner[n] is _TAKEN or lines[n - 1].strip()]
    for _, run in groupby(held, key=lambda n: id(owner[n])):
        numbers = list(run)
        section = owner[numbers[0]]
        if section is not _TAKEN:
            out += _note(lines, numbers[0], numbers[-1], section, name)
    return out


def _owners(count: int, items: list[ReadItem], sections: list[Section]) -> list[Section | None]:
    """The innermost section of each line, by its number; ``_TAKEN`` for the lines of items and of groups."""
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


def _note(lines: list[str], start: int, end: int, section: Section | None, name: str) -> list[Item]:
    """The note part of some lines, blank ones at the ends left out; none where all are blank."""
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


def _problems(items: list[ReadItem], lines: list[str], misspelt: list[int]) -> list[Diagnostic]:
    out = []
    for item in items:
        for link in item.record.links:
            bad = find_malformed_arxiv(link.url)
            if bad:
                out.append(
                    Diagnostic(
                        _line_with(lines, item, bad),
                        f"'{bad}' is no valid arXiv id; the link is kept as it is",
                    )
                )
    out += [Diagnostic(number, "the scheme of a link was misspelt; read as http") for number in misspelt]
    return sorted(out, key=lambda problem: problem.line)


def _line_with(lines: list[str], item: ReadItem, text: str) -> int:
    return next((n for n in range(item.start, item.end + 1) if text in lines[n - 1]), item.line)
