"""Read the tagged text of PubMed, EndNote, Web of Science, RefWorks, Ovid and others: a tag at the start of a line, then its value.

    PMID- 12345678        %0 Journal Article      PT J             RT Journal Article
    TI  - A title         %T A title              TI A title       T1 A title
    FAU - Doe, Jane       %A Doe, Jane            AF Doe, Jane     A1 Doe, Jane

Each dialect is a table of tags (``tagged_dialects``); what a value of some dialects says besides is read by ``tagged_values``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from readlist.errors import InputError
from readlist.formats.marked_titles import kept_title
from readlist.formats.readers import endnote, ris
from readlist.formats.readers import reference as ref
from readlist.formats.readers.capitals import spell_title
from readlist.formats.readers.csl_item import to_extra
from readlist.formats.readers.line_spans import Claim, Found, cover, lay_out, normalize_lines
from readlist.formats.readers.reference import Reference, complete_pages, find_web_urls, make_details, plain
from readlist.formats.readers.tagged_dialects import DIALECTS, FACTS, find_dialect
from readlist.formats.readers.tagged_types import find_type
from readlist.formats.readers.tagged_values import prepare
from readlist.formats.reference_types import sort_of
from readlist.model.edtf import find_edtf
from readlist.model.identifiers import parse_doi_field
from readlist.model.parsed_document import Diagnostic
from readlist.model.person_name import parse_index_name, read_given_first, split_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from readlist.formats.readers.tagged_dialects import Dialect
    from readlist.model.name_parts import PersonName
    from readlist.model.parsed_document import ParsedDocument

_PUBLISHED_BY = ("book", "report", "thesis")
"""Types whose publisher PubMed's tags call their journal."""
_MONTH_DAY = re.compile(r"(\d{1,2})/(\d{1,2})")
_GIVEN_FIRST = ("Web of Science", "Ovid labels")
"""Dialects that may write the given name first, without a comma."""
_DATES = ("accessed", "available-date")
"""Facts that are days."""
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_ARTICLE_NUMBER = re.compile(r"([A-Za-z]?\d{1,7}) \[pii\]")


def read(text: str, name: str) -> ParsedDocument:
    """Read tagged text: one item per record; raises InputError if it has none."""
    text = normalize_lines(text)
    dialect = find_dialect(text)
    if dialect is None:
        raise InputError(
            "contains no records",
            file=name,
            hint="readlist reads tagged text of PubMed, EndNote, Web of Science, RefWorks, Ovid and others.",
        )
    found: list[Found] = []
    problems: list[Diagnostic] = []
    for record in _records(text, dialect):
        reference = _reference(prepare(record.values, dialect.name), dialect)
        made = ref.make_record(reference)
        if made is None:
            problems.append(Diagnostic(record.line, "this record has neither a title nor a link"))
            continue
        problems += [Diagnostic(record.line, message) for message in ref.find_problems(reference)]
        found.append(Found(record.start, record.end, (Claim(made),)))
    if dialect.is_framed:
        found = cover(text, found)
    return lay_out(text, name, found, problems)


def read_values(values: Mapping[str, list[str]], dialect: str) -> Reference:
    """Return the reference that values by tag make in the dialect called ``dialect``."""
    return _reference(prepare(values, dialect), next(one for one in DIALECTS if one.name == dialect))


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
    for number, line in enumerate(text.split("\n"), 1):
        match = dialect.line.match(line)
        tag = match[1] if match else tag
        if match and _starts(record, tag, dialect):
            if record:
                yield record
            record = _Record(offset, number)
        if record and match and tag in dialect.ends:
            record.end = offset + len(line)
            yield record
            record = None
        elif record:
            record.is_apart |= not line.strip()
            if match:
                record.add(tag, match[2] or "")
            else:
                record.go_on(line, is_list=tag in dialect.lists)
            record.end = offset + len(line) if line.strip() else record.end
        offset += len(line) + 1
    if record:
        yield record


def _starts(record: _Record | None, tag: str, dialect: Dialect) -> bool:
    """Whether a tag starts a record: the first one of its dialect, or any after a blank line, where that one is left out."""
    if tag in dialect.ends:
        return False
    if record is None:
        return tag in dialect.first or dialect.is_open
    if tag == dialect.first[0]:
        # Some programs state two types, and repositories write the title before the type.
        is_inside = dialect.name == "EndNote" and tag not in record.values and not record.is_apart
        return record.values.keys() != {tag} and not is_inside
    if tag in dialect.first:
        return tag in record.values and dialect.first[0] not in record.values
    # EndNote may leave its first tag out in any record.
    is_repeated = record.is_apart and tag in record.values
    return dialect.name == "EndNote" and is_repeated and ("%0" not in record.values or tag in ("%A", "%T"))


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
    if dialect.name == "EndNote":
        return ris.read_values(endnote.to_ris(found))
    values = _Values(found, dialect)
    types = values.all("type")
    csl_type = find_type(types, found, dialect.name) if types else dialect.default_type
    issued = _issued(values)
    read_name = read_given_first if dialect.name in _GIVEN_FIRST else parse_index_name
    authors, editors = _names(values.all("authors"), read_name), _names(values.all("editors"), read_name)
    authors += tuple(parse_index_name(name) for name in values.all("group"))
    title, container, series = (
        spell_title(plain(values.first(name))) for name in ("title", "container", "series")
    )
    publisher = plain(values.first("publisher"))
    if dialect.name == "PubMed" and csl_type in _PUBLISHED_BY:
        container, publisher = "", publisher or container
    if any("edited" in one.casefold() for one in types):
        authors, editors = (), authors or editors
    serials = [text for value in values.every("serial") for text in re.split(r"[;\n]", value)]
    return Reference(
        sort=sort_of(csl_type),
        key=values.first("key"),
        title=title,
        label=plain(values.first("label")),
        names=authors,
        abstract=plain(" ".join(dict.fromkeys(values.all("abstract")))),
        issued=issued,
        venue=container if container != title else "",
        doi=_doi(values),
        url=values.first("url"),
        urls=tuple(_urls(values)),
        notes=tuple(values.all("notes")),
        tags=tuple(word.strip() for value in values.all("tags") for word in re.split(r"[;\n]", value)),
        details=make_details(
            type=csl_type,
            genre=values.first("genre"),
            editor=editors,
            container=container if container != title else "",
            volume=values.first("volume"),
            issue=values.first("issue"),
            pages="" if (size := _size(values, csl_type)) else _pages(values),
            series=series,
            edition=values.first("edition") if "," not in values.first("edition") else "",
            publisher=publisher,
            publisher_place=values.first("place"),
            isbn=_serials(serials, (10, 13)),
            issn=_serials(serials, (8,)),
            language=values.first("language"),
            issued=issued,
            extra=(
                *kept_title(values.first("title").removesuffix(".")),
                *_facts(found, dialect, container),
                *((("csl", "number-of-pages", to_extra(size)),) if size else ()),
            ),
        ),
    )


def _size(values: _Values, csl_type: str) -> str:
    """Return the number of pages of a whole work, where parts have their first page and their last."""
    pages = _pages(values)
    return pages if csl_type in ris.WITH_SIZE and pages.isdigit() else ""


def _serials(texts: list[str], sizes: tuple[int, ...]) -> str:
    """Return the numbers that have as many digits, alone: not ``1234-5678 (Print)`` or ``ISSN-1234-5678`` (ERIC)."""
    fitting = (
        re.sub(r"\s*\(.*\)|^ISSN-|^ISBN-", "", text).strip() for text in texts if len(_digits(text)) in sizes
    )
    return ", ".join(dict.fromkeys(fitting))


def _facts(
    found: Mapping[str, list[str]], dialect: Dialect, container: str
) -> Iterator[tuple[str, str, str]]:
    """Yield the facts that have no member in a record, under CSL's names."""
    for name, tag in FACTS.get(dialect.name, {}).items():
        value = "\n".join(plain(one) for one in found.get(tag, ()) if one.strip())
        value = value.removesuffix(".") if name == "original-title" else value
        if name in _DATES:
            if parts := re.findall(r"\d+", find_edtf(_COMPACT.sub(r"\1-\2-\3", value))):
                yield "csl", name, to_extra({"date-parts": [[int(part) for part in parts]]})
        elif value and value != container:
            yield "csl", name, to_extra(value)


def _digits(text: str) -> str:
    return re.sub(r"\(.*?\)|[^\dXx]", "", text)


def _names(values: list[str], read_name: Callable[[str], PersonName]) -> tuple[PersonName, ...]:
    return tuple(read_name(name) for value in values for name in split_names(value) if name.strip())


def _issued(values: _Values) -> str:
    year, date = find_edtf(values.first("year")), values.first("date")
    if match := _MONTH_DAY.fullmatch(date):  # of RefWorks
        date = "-".join((year, *sorted(match.groups(), key=lambda part: int(part) > 12)))
    found = find_edtf(date) or find_edtf(f"{date} {year}")
    return found if found and (not year or found[:4] == year[:4]) else year


def _doi(values: _Values) -> str:
    """Return the DOI; PubMed's tags have other IDs and addresses too, and IDs with their kind in brackets."""
    stated = values.every("doi")
    marked = [value.removesuffix("[doi]").strip() for value in stated if value.endswith("[doi]")]
    others = [value for value in stated if "[" not in value]
    valid = list(filter(parse_doi_field, others))
    return next(iter(marked or valid or [value for value in others if not find_web_urls(value)]), "")


def _urls(values: _Values) -> Iterator[tuple[str, str]]:
    if (pmid := values.first("pmid")).isdigit():
        yield f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/", ""
    others = (value for value in values.every("doi") if "[" not in value and not parse_doi_field(value))
    yield from ((url, "") for value in others for url in find_web_urls(value))


def _pages(values: _Values) -> str:
    first, last = values.first("first"), values.first("last")
    pages = values.first("pages") or (f"{first}-{last}" if first and last and first != last else first)
    pages = pages or next(
        (match[1] for value in values.all("article") if (match := _ARTICLE_NUMBER.fullmatch(value))), ""
    )
    return complete_pages(re.sub(r"\s*[-‐-―]+\s*", "-", pages))
