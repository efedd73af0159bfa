"""Read RIS files: one tag and value per line, records from ``TY`` to ``ER``.

    TY  - CONF
    TI  - LoRA: Low-Rank Adaptation of Large Language Models
    AU  - Hu, Edward J.
    ER  -

A line without a tag continues the value above it. Tags are those of EndNote and Zotero
(https://en.wikipedia.org/wiki/RIS_(file_format)); programs differ in spacing and in the tag for a venue, and all
variants are accepted.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from readlist.formats.readers import reference as ref
from readlist.formats.readers.line_spans import Claim, Found, lay_out, normalize_lines
from readlist.formats.readers.reference import Reference, plain
from readlist.model.dates import find_date
from readlist.model.parsed_document import Diagnostic
from readlist.model.person_name import is_others

if TYPE_CHECKING:
    from collections.abc import Iterator

    from readlist.model.parsed_document import ParsedDocument

_TAG = re.compile(r"([A-Z][A-Z0-9])  ?-(?: |$)(.*)")
_SORTS = {
    "COMP": "software", "DATA": "dataset", "AGGR": "dataset", "ELEC": "web", "WEB": "web", "ICOMM": "web",
    "BLOG": "post", "NEWS": "post", "VIDEO": "post", "SLIDE": "post", "SOUND": "post", "MPCT": "post", "MULTI": "post",
    "GEN": "misc", "UNPB": "misc", "MANSCPT": "misc", "INPR": "misc",
}  # fmt: skip
"""Types that are not papers, or not always."""
_PLACED = ("RPRT", "THES", "COMP", "ELEC", "WEB", "BLOG", "DATA")
"""Types whose publisher is the organisation that produced the work, not a publishing house."""
_TITLES = ("TI", "T1", "CT")
_VENUES = ("T2", "JO", "JF", "C3", "JA", "J2")

_Values = defaultdict[str, list[str]]


def read(text: str, name: str) -> ParsedDocument:
    """Read a RIS file: one item per record, from its ``TY`` to its ``ER``; lines outside records are prose."""
    text = normalize_lines(text)
    found = []
    problems = []
    for record in _records(text):
        reference = _reference(record.values)
        made = ref.make_record(reference)
        if not record.closed:
            problems.append(
                Diagnostic(record.line, "this record has no ER line; read up to the next record or the end")
            )
        if made is None:
            problems.append(Diagnostic(record.line, "this record has neither a title nor a link"))
            continue
        problems += [Diagnostic(record.line, message) for message in ref.find_problems(reference)]
        found.append(Found(record.start, record.end, (Claim(made),)))
    return lay_out(text, name, found, problems)


class _Record:
    """A record while it is read: its tags with the lines of their values, its offsets, and its first line."""

    def __init__(self, start: int, line: int) -> None:
        self.start = self.end = start
        self.line = line
        self.closed = False
        self.lines: list[tuple[str, list[str]]] = []

    def add(self, tag: str, value: str) -> None:
        self.lines.append((tag, [value.strip()]))

    def continue_value(self, line: str) -> None:
        if self.lines and line.strip():
            self.lines[-1][1].append(line.strip())

    @property
    def values(self) -> _Values:
        """The values of each tag, in file order."""
        out: _Values = defaultdict(list)
        for tag, lines in self.lines:
            out[tag].append("\n".join(lines))
        return out


def _records(text: str) -> Iterator[_Record]:
    record: _Record | None = None
    offset = 0
    for number, line in enumerate(text.split("\n"), 1):
        match = _TAG.match(line.lstrip())
        tag = match[1] if match else ""
        if tag == "TY":
            if record:
                yield record
            record = _Record(offset, number)
        if record:
            _take(record, tag, match[2] if match else line)
            record.end = offset + len(line) if line.strip() else record.end
            if tag == "ER":
                yield record
                record = None
        offset += len(line) + 1
    if record:
        yield record


def _take(record: _Record, tag: str, value: str) -> None:
    if tag == "ER":
        record.closed = True
    elif tag:
        record.add(tag, value)
    else:
        record.continue_value(value)


def _reference(values: _Values) -> Reference:
    kind = _first(values, "TY").upper()
    publisher = _first(values, "PB")
    return Reference(
        sort=_SORTS.get(kind, "paper"),
        key=_first(values, "ID"),
        title=plain(_first(values, *_TITLES) or _first(values, "BT")),
        label=plain(_first(values, "ST")),
        authors=tuple(
            ref.read_name(n) for n in _all(values, "AU", "A1") or _all(values, "A2", "ED") if not is_others(n)
        ),
        org=publisher if kind in _PLACED else "",
        abstract=plain(_first(values, "AB", "N2")),
        date=find_date(*_all(values, "PY", "Y1", "DA")),
        venue=plain(_first(values, *_VENUES) or (_first(values, "BT") if _first(values, *_TITLES) else "")),
        eprints=tuple(_all(values, "DO", "AN", "M1", "M3")),
        url=_first(values, "UR"),
        urls=tuple(_urls(values)),
        notes=tuple(_all(values, "N1")),
        tags=tuple(tag for value in values["KW"] for tag in re.split(r"[;\n]", value)),
    )


def _urls(values: _Values) -> Iterator[tuple[str, str]]:
    yield from ((url, "") for value in values["UR"] for url in ref.find_web_urls(value))
    for tag, label in (("L1", "pdf"), ("L2", ""), ("L3", ""), ("LK", "")):
        yield from (
            (url, label)
            for value in values[tag]
            if value.startswith(("http://", "https://"))
            for url in value.split()
        )


def _all(values: _Values, *tags: str) -> list[str]:
    return [value for tag in tags for value in values[tag] if value]


def _first(values: _Values, *tags: str) -> str:
    return next(iter(_all(values, *tags)), "")
