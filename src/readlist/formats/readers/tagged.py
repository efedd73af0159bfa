"""Read the tagged text of PubMed, EndNote, Web of Science, RefWorks and Ovid: a tag at the start of a line, then its value.

    PMID- 12345678        %0 Journal Article      PT J             RT Journal Article
    TI  - A title         %T A title              TI A title       T1 A title
    FAU - Doe, Jane       %A Doe, Jane            AF Doe, Jane     A1 Doe, Jane

Each dialect is a table of tags. Sources: https://www.nlm.nih.gov/bsd/mms/medlineelements.html (PubMed, ``.nbib``),
https://support.clarivate.com (EndNote's ``.enw``; Web of Science's field tags), and RefWorks' tagged format
(https://refworks.proquest.com, help on importing). Ovid's tags are those of https://ospguides.ovid.com.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readlist.errors import InputError
from readlist.formats.readers import reference as ref
from readlist.formats.readers.capitals import spell_title
from readlist.formats.readers.line_spans import Claim, Found, cover, lay_out, normalize_lines
from readlist.formats.readers.ovid_citation import with_citation
from readlist.formats.readers.reference import Reference, make_details, plain
from readlist.formats.reference_types import sort_of
from readlist.model.edtf import find_edtf
from readlist.model.parsed_document import Diagnostic
from readlist.model.person_name import parse_index_name, parse_name, split_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from readlist.model.name_parts import PersonName
    from readlist.model.parsed_document import ParsedDocument

_TYPES = (
    ("conference", "paper-conference"), ("proceeding", "paper-conference"), ("book section", "chapter"),
    ("book chapter", "chapter"), ("chapter", "chapter"), ("book", "book"), ("thesis", "thesis"), ("dissertation", "thesis"),
    ("journal", "article-journal"), ("report", "report"), ("web", "webpage"), ("electronic", "webpage"), ("dataset", "dataset"), ("patent", "patent"),
    ("software", "software"), ("computer program", "software"), ("newspaper", "article-newspaper"),
    ("magazine", "article-magazine"), ("preprint", "article"), ("unpublished", "manuscript"), ("generic", "document"),
)  # fmt: skip
"""Words in the names of types, the most telling first, each with the type of CSL; any other is an article."""


_IN_SERIES = ("book", "report", "thesis")
"""Types whose secondary title in EndNote is that of their series."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """The tags of a program: ``line`` matches a line with a tag, ``first`` is the tag that starts a record.

    ``tags``: for each value of a reference, the tags that may have it, the best first.
    """

    name: str
    line: re.Pattern[str]
    first: tuple[str, ...]
    tags: Mapping[str, tuple[str, ...]]


def _tags(**names: str) -> dict[str, tuple[str, ...]]:
    return {name: tuple(tags.split()) for name, tags in names.items()}


DIALECTS = (
    Dialect(
        "PubMed",
        re.compile(r"([A-Z]{2,4}) {0,2}- (.*)"),
        ("PMID", "OWN"),
        _tags(
            type="PT", key="", title="TI BTI", authors="FAU AU", group="CN", editors="FED ED", container="JT TA BTI",
            volume="VI", issue="IP", pages="PG", date="DP", doi="LID AID", abstract="AB", tags="OT", serial="IS ISBN",
            publisher="PB", place="PL", language="LA", edition="EN", series="CTI", pmid="PMID",
        ),
    ),
    Dialect(
        "EndNote",
        re.compile(r"(%[0-9A-Z@!#$&*()+^>~?\[\]<]) ?(.*)"),
        ("%0",),
        _tags(
            type="%0", key="%F", title="%T", authors="%A", editors="%E", container="%J %B", volume="%V", issue="%N",
            pages="%P", date="%8 %D", year="%D", doi="%R", url="%U", abstract="%X", tags="%K", serial="%@", publisher="%I",
            place="%C", language="%G", edition="%7", series="%S", notes="%Z", genre="%9", label="%!",
        ),
    ),
    Dialect(
        "Web of Science",
        re.compile(r"([A-Z][A-Z0-9])(?: (.*)|$)"),
        ("PT",),
        _tags(
            type="DT PT", title="TI", authors="AF AU", group="CA", editors="BE ED", container="SO", volume="VL", issue="IS",
            first="BP AR", last="EP", date="PD", year="PY", doi="DI", abstract="AB", tags="DE", serial="SN EI BN",
            publisher="PU", place="PI", language="LA", series="SE", key="",
        ),
    ),
    Dialect(
        "RefWorks",
        re.compile(
            r"(RT|SR|ID|A[1-6]|T[123]|JF|JO|YR|FD|VO|IS|SP|OP|K1|AB|NO|PB|PP|ED|SN|AV|AD|AN|LA|CL|SF|OT|LK|DO|CN|DB|DS|IP|RD|ST"
            r"|U1[0-5]|U[1-9]|UL|SL|LL|CR|WT|WV|WP|OL|PMID|PMCID)(?: {1,2}(.*)|$)"
        ),
        ("RT",),
        _tags(
            type="RT", title="T1", authors="A1", editors="A2", container="JF JO T2", volume="VO", issue="IS", first="SP",
            last="OP", date="FD YR", year="YR", doi="DO", url="UL LK", abstract="AB", tags="K1", serial="SN", publisher="PB",
            place="PP", language="LA", edition="ED", series="T3", notes="NO", key="",
        ),
    ),
    Dialect(
        "Ovid",
        re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,2}- (.*)"),
        ("VN",),
        _tags(
            type="PT", title="TI", authors="FAU FA AU", editors="FED ED", container="JT JN BT", volume="VI", issue="IP", pages="PG",
            date="DP YR", year="YR", doi="DO DI", abstract="AB", tags="KW", serial="IS IB", publisher="PB", place="PL",
            language="LG", edition="EN", pmid="PM", key="",
        ),
    ),
)  # fmt: skip
_LOOKS = (
    re.compile(r"\s*(?:PMID ?- ?\d|OWN {1,2}- \w)"),
    re.compile(r"\s*%[0ATDJ] \S"),
    re.compile(r"\s*(?:FN |VR |PT [JBSPC]\s*\n)"),
    re.compile(r"(?:[^\n]*\n){0,40}?RT {1,2}[A-Z][a-z][^\n]*\n(?:SR|ID|A[1-6]|T[123]|JF|JO|YR|LK|UL|VO) "),
    re.compile(r"\s*(?:<[^<>\n]*>\s*)?VN {1,2}- Ovid"),
)
_END = ("ER", "EF")


def find_dialect(text: str) -> Dialect | None:
    """Return the dialect of a text by its first record, or None."""
    head = text[:4000].removeprefix("\ufeff")
    return next((d for d, look in zip(DIALECTS, _LOOKS, strict=True) if look.match(head)), None)


def read(text: str, name: str) -> ParsedDocument:
    """Read tagged text: one item per record; raises InputError if it has none."""
    text = normalize_lines(text)
    dialect = find_dialect(text)
    if dialect is None:
        raise InputError(
            "contains no records",
            file=name,
            hint="readlist reads tagged text of PubMed, EndNote, Web of Science, RefWorks and Ovid.",
        )
    found: list[Found] = []
    problems: list[Diagnostic] = []
    for record in _records(text, dialect):
        values = with_citation(record.values) if dialect.name == "Ovid" else record.values
        reference = _reference(values, dialect)
        made = ref.make_record(reference)
        if made is None:
            problems.append(Diagnostic(record.line, "this record has neither a title nor a link"))
            continue
        problems += [Diagnostic(record.line, message) for message in ref.find_problems(reference)]
        found.append(Found(record.start, record.end, (Claim(made),)))
    if found and dialect.name in (
        "Web of Science",
        "Ovid",
    ):  # FN, VR, EF and the numbers of records say nothing
        found = cover(text, found)
    return lay_out(text, name, found, problems)


def read_values(values: Mapping[str, list[str]], dialect: str) -> Reference:
    """Return the reference that values by tag make in the dialect called ``dialect``."""
    return _reference(values, next(one for one in DIALECTS if one.name == dialect))


class _Record:
    """A record while it is read: the values of its tags, its offsets, and its first line."""

    def __init__(self, start: int, line: int) -> None:
        self.start = self.end = start
        self.line = line
        self.is_apart = False
        self.values: dict[str, list[str]] = {}
        self._last: list[str] | None = None

    def add(self, tag: str, value: str) -> None:
        self._last = self.values.setdefault(tag, [])
        self._last.append(value.strip())

    def go_on(self, line: str, *, is_list: bool) -> None:
        """Add a line without a tag: another value of a list, or more of the last value."""
        if self._last is None or not line.strip():
            return
        if is_list:
            self._last.append(line.strip())
        else:
            self._last[-1] = f"{self._last[-1]} {line.strip()}".strip()


def _records(text: str, dialect: Dialect) -> Iterator[_Record]:
    record: _Record | None = None
    offset = 0
    tag = ""
    lists = set(dialect.tags["tags"]) if dialect.name == "EndNote" else set()
    if dialect.name == "Web of Science":
        lists = {*dialect.tags["authors"], *dialect.tags["editors"]}
    for number, line in enumerate(text.split("\n"), 1):
        match = dialect.line.match(line)
        tag = match[1] if match else tag
        if match and _starts(record, tag, dialect):
            if record:
                yield record
            record = _Record(offset, number)
        if record and match and tag in _END:
            record.end = offset + len(line)
            yield record
            record = None
        elif record:
            record.is_apart |= not line.strip()
            if match:
                record.add(tag, match[2] or "")
            else:
                record.go_on(line, is_list=tag in lists)
            record.end = offset + len(line) if line.strip() else record.end
        offset += len(line) + 1
    if record:
        yield record


def _starts(record: _Record | None, tag: str, dialect: Dialect) -> bool:
    """Whether a tag starts a record: the first one of its dialect, or any after a blank line, where that one is left out."""
    if record is None:
        return tag not in _END and (tag in dialect.first or dialect.name == "EndNote")
    if tag in dialect.first:
        return tag == dialect.first[0] or (tag in record.values and dialect.first[0] not in record.values)
    return (
        dialect.name == "EndNote" and record.is_apart and tag in record.values and "%0" not in record.values
    )


class _Values:
    """The values of a record under the names of ``Dialect.tags``."""

    def __init__(self, values: Mapping[str, list[str]], dialect: Dialect) -> None:
        self._values, self._tags = values, dialect.tags

    def all(self, name: str) -> list[str]:
        """Return the values of the first tag that has any."""
        return next((found for tag in self._tags.get(name, ()) if (found := self._values.get(tag))), [])

    def every(self, name: str) -> list[str]:
        """Return the values of all tags."""
        return [value for tag in self._tags.get(name, ()) for value in self._values.get(tag, ())]

    def first(self, name: str) -> str:
        return next(iter(self.all(name)), "")


def _reference(found: Mapping[str, list[str]], dialect: Dialect) -> Reference:
    values = _Values(found, dialect)
    stated = " ".join(values.all("type"))
    csl_type = _csl_type(stated)
    issued = _issued(values)
    read_name = _read_endnote_name if dialect.name == "EndNote" else parse_index_name
    authors, editors = _names(values.all("authors"), read_name), _names(values.all("editors"), read_name)
    authors += tuple(parse_index_name(name) for name in values.all("group"))
    title, container, series = (
        spell_title(plain(values.first(name))) for name in ("title", "container", "series")
    )
    if dialect.name == "EndNote" and csl_type in _IN_SERIES:
        container, series = "", series or container
    if "edited" in stated.casefold():
        authors, editors = (), authors or editors
    serials = [text for value in values.every("serial") for text in re.split(r"[;\n]", value)]
    pmid = values.first("pmid")
    return Reference(
        sort=sort_of(csl_type),
        key=values.first("key"),
        title=title,
        label=plain(values.first("label")),
        names=authors,
        abstract=plain(values.first("abstract")),
        issued=issued,
        venue=container if container != title else "",
        doi=_doi(values),
        url=values.first("url"),
        urls=((f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/", ""),) if pmid.isdigit() else (),
        notes=tuple(values.all("notes")),
        tags=tuple(word.strip() for value in values.all("tags") for word in re.split(r"[;\n]", value)),
        details=make_details(
            type=csl_type,
            genre=values.first("genre"),
            editor=editors,
            container=container if container != title else "",
            volume=values.first("volume"),
            issue=values.first("issue"),
            pages=_pages(values),
            series=series,
            edition=values.first("edition") if "," not in values.first("edition") else "",
            publisher=plain(values.first("publisher")),
            publisher_place=values.first("place"),
            isbn=next((text.strip() for text in serials if len(_digits(text)) in (10, 13)), ""),
            issn=next(
                (re.sub(r"\s*\(.*\)", "", text).strip() for text in serials if len(_digits(text)) == 8), ""
            ),
            language=values.first("language"),
            issued=issued,
        ),
    )


def _csl_type(stated: str) -> str:
    folded = re.sub(r"[,/]\s*", " ", stated.casefold()).strip()
    if folded in ("b", "c", "s"):  # Web of Science: book, chapter or proceedings, series
        return "book" if folded == "b" else "paper-conference"
    return next((csl_type for word, csl_type in _TYPES if word in folded), "article-journal")


def _digits(text: str) -> str:
    return re.sub(r"\(.*?\)|[^\dXx]", "", text)


def _names(values: list[str], read_name: Callable[[str], PersonName]) -> tuple[PersonName, ...]:
    return tuple(read_name(name) for value in values for name in split_names(value) if name.strip())


def _read_endnote_name(text: str) -> PersonName:
    """Read ``Doe, Jane`` or ``Jane Doe``; a comma at the end marks an organisation."""
    text = text.strip()
    if text.endswith(",") or "," in text:
        return parse_index_name(text)
    return parse_name(text) if 1 < len(text.split()) < 4 else parse_index_name(text)


def _issued(values: _Values) -> str:
    year, date = find_edtf(values.first("year")), values.first("date")
    found = find_edtf(date) or find_edtf(f"{date} {year}")
    return found if found and (not year or found[:4] == year[:4]) else year


def _doi(values: _Values) -> str:
    """Return the DOI; PubMed has other IDs under the same tag, each with its kind in brackets."""
    stated = values.every("doi")
    marked = [value.removesuffix("[doi]").strip() for value in stated if value.endswith("[doi]")]
    return next(iter(marked or [value for value in stated if "[" not in value]), "")


def _pages(values: _Values) -> str:
    first, last = values.first("first"), values.first("last")
    pages = values.first("pages") or (f"{first}-{last}" if first and last and first != last else first)
    pages = re.sub(r"\s*[-‐-―]+\s*", "-", pages)
    start, dash, end = pages.partition("-")
    if dash and start.isdigit() and end.isdigit() and len(end) < len(start):  # 436-44
        end = start[: len(start) - len(end)] + end
    return f"{start}{dash}{end}"
