"""Checks of the text of the sources, line by line.

link-misspelt, link-bare, link-doubled, link-old    what ``fixes`` can fix                              info
id-malformed, id-impossible                         an id in plain text: arXiv:2305.1636                error
link-twice      one URL in one item as two things, such as paper and code                               warning; project and code: info
label-empty     a label without a value: 论文地址：                                                       info
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from readlist.doctor.arxiv_id_checks import malformed_finding
from readlist.doctor.finding import Finding, Place, one_of
from readlist.doctor.fixes import find_fixes
from readlist.doctor.source_lines import Lines, quoted
from readlist.formats.markdown.field_labels import label_field, parse_label
from readlist.linkage.features import url_key
from readlist.model.identifiers import parse_arxiv
from readlist.model.url_finder import find_urls
from readlist.storage.mentions import LocatedMention, read_mentions_of_source
from readlist.storage.sources import read_source_names

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator


_ARXIV_ID = re.compile(
    r"(?<![\w/.])arxiv\s?[:：]\s?(?P<id>\d{4}\.\d{3,7})(?:v\d{1,2})?(?![\w.]*\d)", re.IGNORECASE
)
_LINK_TEXT = re.compile(r"\[(?P<text>[^\[\]]{1,40})\]{1,2}\s?\(\s*<?$")
_BLOCK_START = re.compile(r"\s*(?:(?:[-*+]|\d{1,9}[.)])\s|#|\||>|---)")
_FIXED = {
    "link-misspelt": "the scheme of a link is misspelt",
    "link-bare": "a link has no scheme",
    "link-doubled": "a link was pasted twice",
    "link-old": "a link has an outdated form",
}
_LINK_FIELDS = frozenset(("paper", "code", "project", "data", "video", "slides", "blog"))
_LOOSE = frozenset(("project", "code", "data", "blog"))
"""Things that often have one page together."""


def find_in_lines(connection: sqlite3.Connection, lines: Lines, least: str) -> Iterator[Finding]:
    """Find what the lines of all sources show, of the severity ``least`` or worse, one source after the other."""
    for source_id, name in read_source_names(connection):
        text = _Text(connection, lines, source_id, name)
        yield from text.bad_ids()
        yield from text.twice_linked()
        if one_of("info", least):
            yield from text.fixable_links()
            yield from text.empty_labels()


class _LabelledUrl(NamedTuple):
    """A URL in a line of an item, and what its label says it is."""

    url: str
    field: str
    label: str
    line: int


class _Text:
    """The text of one source, with the mentions that its lines belong to; prose belongs to none."""

    def __init__(self, connection: sqlite3.Connection, lines: Lines, source_id: int, name: str) -> None:
        self.name = name
        self.lines = lines.of(source_id)
        self.find_code = partial(lines.code, source_id)
        self.mentions: dict[int, LocatedMention] = {}
        for mention in read_mentions_of_source(connection, source_id):
            if mention.record.kind != "note":
                self.mentions.update(dict.fromkeys(lines.span(mention), mention))

    def _is_code(self, number: int) -> bool:
        """Whether a line is code. To be asked last: the text may have to be parsed."""
        return number in self.find_code()

    def _place(self, number: int, text: str = "") -> Place:
        mention = self.mentions.get(number)
        return Place(self.name, number, text or (quoted(mention.record.title) if mention else ""))

    # -- links and ids -------------------------------------------------------------------------------------------

    def bad_ids(self) -> Iterator[Finding]:
        """Find ids in plain text after ``arXiv:`` that are not valid."""
        for number, line in enumerate(self.lines, 1):
            for match in _ARXIV_ID.finditer(line) if "rxiv" in line.lower() else ():
                if not parse_arxiv(match["id"]) and not self._is_code(number):
                    yield malformed_finding(match["id"], (self._place(number),))

    def fixable_links(self) -> Iterator[Finding]:
        """Find links that the importer repaired and that can be repaired in the file."""
        for fix in find_fixes("\n".join(self.lines), self.find_code):
            yield Finding(
                fix.codes[0],
                "info",
                "; ".join(_FIXED[code] for code in fix.codes),
                (self._place(fix.line),),
                (
                    f"found: {_changed(fix.before, fix.after)}",
                    f"should be: {_changed(fix.after, fix.before)}",
                ),
                "Fix it with: readlist doctor --fix FILE",
                fixable=True,
            )

    def twice_linked(self) -> Iterator[Finding]:
        """Find papers that give one URL as two things."""
        for found in self._urls_of_papers():
            if len({one.field for one in found}) > 1:
                fields = {one.field: one for one in reversed(found) if not self._is_code(one.line)}
                if len(fields) > 1:
                    yield self._twice(sorted(fields.values(), key=lambda one: one.line))

    def _urls_of_papers(self) -> Iterable[list[_LabelledUrl]]:
        """The labelled URLs in mentions of papers, grouped by mention and address."""
        urls: dict[tuple[int, int, str], list[_LabelledUrl]] = defaultdict(list)
        for number, line in enumerate(self.lines, 1):
            mention = self.mentions.get(number)
            if mention and mention.record.kind == "paper" and "/" in line:
                for one in _labelled_urls(line, number):
                    urls[mention.line, mention.entry_id, url_key(one.url)].append(one)
        return urls.values()

    def _twice(self, found: list[_LabelledUrl]) -> Finding:
        labels = " and ".join(f"'{one.label}'" for one in found)
        return Finding(
            "link-twice",
            "info" if {one.field for one in found} <= _LOOSE else "warning",
            f"the same URL is given as {labels}: {found[0].url}",
            tuple(dict.fromkeys(self._place(one.line) for one in found)),
            advice="Give each its own URL, or leave one out.",
        )

    # -- labels --------------------------------------------------------------------------------------------------

    def empty_labels(self) -> Iterator[Finding]:
        """Find items with labels that have no value."""
        empty: dict[tuple[int, int], list[Place]] = defaultdict(list)
        for number, line in enumerate(self.lines, 1):
            mention = self.mentions.get(number)
            bare = line.rstrip(" \t*_`")
            if mention and bare.endswith((":", "：")) and self._is_empty_label(number, line):
                label = bare.lstrip(" \t*_`+->#").rstrip(":： \t*_`")
                empty[mention.line, mention.entry_id].append(self._place(number, label))
        for places in empty.values():
            title = quoted(self.mentions[places[0].line].record.title)
            labels = "a label" if len(places) == 1 else f"{len(places)} labels"
            yield Finding(
                "label-empty",
                "info",
                f"{title} has {labels} without a value",
                tuple(places),
                advice="Fill them in or remove them.",
            )

    def _is_empty_label(self, number: int, line: str) -> bool:
        labelled = parse_label(line)
        if labelled is None or labelled.value.strip("*_` ") or self._has_value_below(number, line):
            return False
        return not self._is_code(number)

    def _has_value_below(self, number: int, line: str) -> bool:
        """Whether the lines after a label continue it: nested below it, or as a paragraph."""
        following = next((rest for rest in self.lines[number:] if rest.strip()), "")
        if _indent(following) > _indent(line):
            return True
        is_next = number < len(self.lines) and bool(self.lines[number].strip())
        return is_next and not _BLOCK_START.match(following)


def _labelled_urls(line: str, number: int) -> Iterator[_LabelledUrl]:
    """The URLs of a line that have a label: the text of the link, or the label of the line."""
    for start, _, url in find_urls(line):
        field, label = _link_label(line, start) or _line_label(line, start) or (None, "")
        if field in _LINK_FIELDS:
            yield _LabelledUrl(url, field, label, number)


def _link_label(line: str, start: int) -> tuple[str, str] | None:
    """The field that the text of the link at ``start`` names, with that text."""
    match = _LINK_TEXT.search(line[:start])
    text = match["text"].strip() if match else ""
    field = label_field(text) if text else None
    return (field, text) if field else None


def _line_label(line: str, start: int) -> tuple[str, str] | None:
    """The field that the label of a line without links names, with the label."""
    labelled = None if "](" in line else parse_label(line)
    if labelled is None or start < labelled.start:
        return None
    return labelled.field, line[: labelled.start].strip(" \t*_`:：+-")


def _indent(line: str) -> int:
    return len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())


def _changed(line: str, other: str) -> str:
    """The words of a line that are not in the other one."""
    words = set(other.split())
    return " ".join(word for word in line.split() if word not in words)
