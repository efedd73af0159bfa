"""Findings that are read off the text of the sources, line by line.

link-misspelt, link-bare, link-doubled, link-old    what ``mending`` can mend           info
id-malformed, id-impossible                         arXiv:2305.1636 in plain text       error
link-twice      one address in one item as two things, such as paper and code           warning; project and code: info
label-empty     论文地址： with nothing behind it                                         info
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from readlist.doctor.finding import Finding, Place, one_of
from readlist.doctor.fixes import find_fixes
from readlist.doctor.link_checks import malformed_finding
from readlist.doctor.source_lines import Lines, LocatedMention, quoted, read_source
from readlist.formats.markdown.field_labels import label_field, parse_label
from readlist.linkage.features import url_key
from readlist.model.identifiers import parse_arxiv
from readlist.model.urls import find_urls

if TYPE_CHECKING:
    from collections.abc import Iterator

    from readlist.storage.database import Store

_ARXIV_ID = re.compile(
    r"(?<![\w/.])arxiv\s?[:：]\s?(?P<id>\d{4}\.\d{3,7})(?:v\d{1,2})?(?![\w.]*\d)", re.IGNORECASE
)
_LINK_TEXT = re.compile(r"\[(?P<text>[^\[\]]{1,40})\]{1,2}\s?\(\s*<?$")
_BULLET = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s")
_MENDED = {
    "link-misspelt": "the scheme of a link is misspelt",
    "link-bare": "a link has no scheme",
    "link-doubled": "a link was pasted twice",
    "link-old": "a link has an old form",
}
_LINK_FIELDS = frozenset(("paper", "code", "project", "data", "video", "slides", "blog"))
_LOOSE = frozenset(("project", "code", "data", "blog"))
"""Things that often have one page together."""


def find_in_lines(store: Store, lines: Lines, least: str) -> Iterator[Finding]:
    """Find what the lines of all sources show, one source after the other."""
    for source_id, name in store.query("SELECT id, name FROM source ORDER BY name"):
        text = _Text(store, lines, source_id, name)
        yield from text.bad_ids()
        yield from text.twice_linked()
        if one_of("info", least):
            yield from text.mendable()
            yield from text.empty_labels()


@dataclass(frozen=True, slots=True)
class _Given:
    """An address in a line of an item, and what it is said to be."""

    url: str
    field: str
    label: str
    line: int


class _Text:
    """The text of one source, with the items that stand in it."""

    def __init__(self, store: Store, lines: Lines, source_id: int, name: str) -> None:
        self.name = name
        self.lines = lines.of(source_id)
        self._code = partial(lines.code, source_id)
        self.owner: dict[int, LocatedMention] = {}
        for standing in read_source(store, source_id):
            if standing.record.kind != "note":
                self.owner.update(dict.fromkeys(lines.span(standing), standing))

    def _is_code(self, number: int) -> bool:
        """Whether a line is code; asked last, for a text may have to be parsed to know."""
        return number in self._code()

    def bad_ids(self) -> Iterator[Finding]:
        """Ids in plain text behind ``arXiv:`` that are none."""
        for number, line in enumerate(self.lines, 1):
            for match in _ARXIV_ID.finditer(line) if "rxiv" in line.lower() else ():
                if not parse_arxiv(match["id"]) and not self._is_code(number):
                    yield malformed_finding(match["id"], (self._place(number),))

    def _place(self, number: int, text: str = "") -> Place:
        owner = self.owner.get(number)
        return Place(self.name, number, text or (quoted(owner.record.title) if owner else ""))

    # -- links ---------------------------------------------------------------------------------------------------

    def mendable(self) -> Iterator[Finding]:
        """Links that were repaired when they were read, and can be in the file."""
        for mend in find_fixes("\n".join(self.lines), self._code()):
            yield Finding(
                mend.codes[0],
                "info",
                "; ".join(_MENDED[code] for code in mend.codes),
                (self._place(mend.line),),
                (
                    f"it stands: {_changed(mend.before, mend.after)}",
                    f"it means:  {_changed(mend.after, mend.before)}",
                ),
                "readlist doctor --fix FILE mends it.",
                fixable=True,
            )

    def twice_linked(self) -> Iterator[Finding]:
        """Items that give one address as two things."""
        given: dict[tuple[int, int, str], list[_Given]] = {}
        for number, line in enumerate(self.lines, 1):
            owner = self.owner.get(number)
            if owner and owner.record.kind == "paper" and "/" in line:
                for one in _given(line, number):
                    given.setdefault((owner.line, owner.entry_id, url_key(one.url)), []).append(one)
        for found in given.values():
            by_field = {one.field: one for one in reversed(found)}
            if len(by_field) > 1:
                by_field = {one.field: one for one in reversed(found) if not self._is_code(one.line)}
            if len(by_field) > 1:
                yield self._twice(sorted(by_field.values(), key=lambda one: one.line))

    def _twice(self, found: list[_Given]) -> Finding:
        labels = " and ".join(f"'{one.label}'" for one in found)
        return Finding(
            "link-twice",
            "info" if {one.field for one in found} <= _LOOSE else "warning",
            f"one address is given as {labels}: {found[0].url}",
            tuple(dict.fromkeys(self._place(one.line) for one in found)),
            advice="Give each its own address, or leave one out.",
        )

    # -- labels --------------------------------------------------------------------------------------------------

    def empty_labels(self) -> Iterator[Finding]:
        """Items with labels that have nothing behind them."""
        empty: dict[tuple[int, int], list[Place]] = {}
        for number, line in enumerate(self.lines, 1):
            owner = self.owner.get(number)
            bare = line.rstrip(" \t*_`")
            if (
                owner
                and bare.endswith((":", "："))
                and self._is_empty(number, line)
                and not self._is_code(number)
            ):
                place = self._place(number, bare.lstrip(" \t*_`+->#").rstrip(":： \t*_`"))
                empty.setdefault((owner.line, owner.entry_id), []).append(place)
        for places in empty.values():
            title = quoted(self.owner[places[0].line].record.title)
            names = "a label" if len(places) == 1 else f"{len(places)} labels"
            yield Finding(
                "label-empty",
                "info",
                f"{title} has {names} with nothing behind",
                tuple(places),
                advice="Fill them in, or leave them out.",
            )

    def _is_empty(self, number: int, line: str) -> bool:
        labelled = parse_label(line)
        if labelled is None or labelled.value.strip("*_` "):
            return False
        following = next((rest for rest in self.lines[number:] if rest.strip()), "")
        is_next = number < len(self.lines) and bool(self.lines[number].strip())
        if _indent(following) > _indent(line):
            return False
        return (
            not is_next
            or bool(_BULLET.match(following))
            or following.lstrip().startswith(("#", "|", ">", "---"))
        )


def _given(line: str, number: int) -> Iterator[_Given]:
    """The addresses of a line that are said to be something: by the text of the link, or by the label of the line."""
    labelled = parse_label(line)
    for start, _, url in find_urls(line):
        match = _LINK_TEXT.search(line[:start])
        text = match["text"].strip() if match else ""
        field = label_field(text) if text else None
        if field is None and labelled and start >= labelled.start and "](" not in line:
            field, text = labelled.field, line[: labelled.start].strip(" \t*_`:：+-")
        if field in _LINK_FIELDS:
            yield _Given(url, field, text, number)


def _indent(line: str) -> int:
    return len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())


def _changed(line: str, other: str) -> str:
    """The words of a line that another one has not."""
    words = set(other.split())
    return " ".join(word for word in line.split() if word not in words)
