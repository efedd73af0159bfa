"""Read tables of references in CSV, TSV or semicolon-separated text, by the names of their columns.

    Key,Item Type,Publication Year,Author,Title,…          Zotero
    Authors,Title,Year,Source title,Volume,…               Scopus
    PT	AU	BA	…	TI	SO                                 Web of Science, tab-delimited
    "Document Title",Authors,"Publication Title",…         IEEE Xplore
    PMID,Title,Authors,Citation,…                          PubMed
    Authors,Title,Publication,Volume,Number,Pages,Year     Google Scholar
    Title,Author Names,Source,…                            Embase
    key,kind,title,authors,…                               our own export

A table is one of references if it has a column for titles and two others that are known. Columns that are not known are kept
with the text of their row.
"""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, NamedTuple

from readlist.errors import InputError
from readlist.formats.readers import reference as ref
from readlist.formats.readers.capitals import spell_title
from readlist.formats.readers.csv_citation import join_list, with_citation
from readlist.formats.readers.line_spans import Claim, Found, lay_out, normalize_lines
from readlist.formats.readers.reference import (
    Reference,
    complete_pages,
    make_details,
    plain,
    split_keywords,
)
from readlist.formats.reference_types import FROM_BIBTEX, FROM_ZOTERO, sort_of
from readlist.model.details import CSL_TYPES
from readlist.model.edtf import find_edtf, to_edtf
from readlist.model.parsed_document import Diagnostic
from readlist.model.person_name import parse_index_name, parse_name, split_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from readlist.model.name_parts import PersonName
    from readlist.model.parsed_document import ParsedDocument

_COLUMNS = {
    "title": "title primarytitle documenttitle articletitle papertitle itemtitle name ti 标题 題名 题名",
    "authors": "author authors firstauthors authornames creators au 作者",
    "full names": "authorfullnames af",
    "editors": "editor editors be",
    "year": "year publicationyear pubyear py pubyear yearpublished originalpublicationyear 年份 年",
    "date": "date publicationdate datepublished coverdate onlinedate pd",
    "container": "publicationtitle sourcetitle journal journaltitle journalbook publication source containertitle booktitle venue so "
    "conferencename proceedingstitle journalname secondarytitle alternatetitle3 期刊 来源",
    "citation": "citation",
    "volume": "volume vol journalvolume vl",
    "issue": "issue number journalissue no is",
    "pages": "pages page pp",
    "first": "pagestart startpage firstpage bp",
    "last": "pageend endpage lastpage ep",
    "publisher": "publisher pu",
    "place": "place publisherlocation city",
    "doi": "doi itemdoi digitalobjectidentifier doilink di",
    "url": "url link pdflink articleurl uri webofsciencerecord pageurl",
    "abstract": "abstract notesabstract abstractnote ab 摘要",
    "keywords": "keywords authorkeywords tags manualtags de keyword ieeeterms",
    "isbn": "isbn isbn13 isbns",
    "issn": "issn sn issns",
    "type": "itemtype documenttype type publicationtype kind entrytype pt",
    "key": "citationkey citekey bibtexkey key",
    "arxiv": "arxiv arxivid eprint",
    "notes": "notes note extra privatenotes mynotes",
    "language": "language la",
    "edition": "edition",
    "series": "series seriestitle bookseriestitle",
    "status": "status exclusiveshelf readstatus",
    "rating": "myrating rating",
    "topics": "topics collections folder",
}  # fmt: skip
"""Names of columns, folded, for each value of a reference."""
_MAKERS = "director composer performer artist cartographer programmer inventor presenter interviewee podcaster translator contributor".split()
"""Columns of Zotero with people who are shown as authors where there are neither authors nor editors."""
_MEANS = {name: name for name in _MAKERS} | {
    name: value for value, names in _COLUMNS.items() for name in names.split()
}
_LEAST = 3
"""Minimum number of known columns, the title among them."""
_DELIMITERS = ",\t;"
_TYPES = (
    ("article", "article-journal"), ("journal", "article-journal"), ("conference", "paper-conference"),
    ("proceeding", "paper-conference"), ("chapter", "chapter"), ("book", "book"), ("thesis", "thesis"), ("preprint", "article"),
    ("report", "report"), ("review", "article-journal"), ("dataset", "dataset"), ("software", "software"),
)  # fmt: skip
_LETTERS = {"j": "article-journal", "b": "book", "c": "paper-conference", "s": "book", "p": "patent"}
"""The types of Web of Science."""
_STATUS = {
    "toread": "todo",
    "currentlyreading": "reading",
    "read": "read",
    "todo": "todo",
    "reading": "reading",
    "dropped": "dropped",
}
_PLACEHOLDER = re.compile(r"\[[^\[\]]*\]")
"""What is written where there are no names: ``[No author name available]``."""
_GLUED = re.compile(
    r"(?<=[^\W\d_A-Z])(?<!\bMc)(?<!\bMac)(?<!\bFitz)(?<!\bD[aeiu])(?<!\bL[aeiou])(?<!\bDel)(?<!\bV[ao]n)(?=[A-Z][^\W\d_A-Z])"
)
"""Where Springer's tables have the next name without anything between: ``Eva LindJon Ek``; but not ``McDonald``."""
_ZOTERO_KEY = re.compile(r"[A-Z0-9]{8}")


class _Row(NamedTuple):
    start: int
    end: int
    line: int
    cells: list[str]


def read(text: str, name: str) -> ParsedDocument:
    """Read a table: one item per row. Raises InputError if it is not one of references."""
    text = normalize_lines(text)
    delimiter = find_delimiter(text)
    if not delimiter:
        raise InputError(
            "contains no references",
            file=name,
            hint="A table needs a first row with names of columns, such as Title, Author, Year.",
        )
    rows = _rows(text, delimiter)
    header = next(rows)
    columns = _columns(header.cells)
    found: list[Found] = []
    problems: list[Diagnostic] = []
    for row in rows:
        values = {
            column: join_list(row.cells[n].strip()) for n, column in columns.items() if n < len(row.cells)
        }
        made = ref.make_record(reference := _reference(values))
        if made is None:
            if any(cell.strip() for cell in row.cells):
                problems.append(Diagnostic(row.line, "this row has neither a title nor a link"))
            continue
        problems += [Diagnostic(row.line, message) for message in ref.find_problems(reference)]
        found.append(Found(row.start, row.end, (Claim(made),)))
    if not found:
        raise InputError("contains no references", file=name)
    found[0] = found[0]._replace(start=header.start)
    return lay_out(text, name, found, problems)


def find_delimiter(text: str) -> str:
    """Return the character that separates the columns of a table of references; empty if a text is not one."""
    first = text.lstrip("\ufeff\n").split("\n", 1)[0]
    for delimiter in _DELIMITERS:
        cells = _split(first, delimiter)
        means = set(_columns(cells).values()).difference(_MAKERS)
        if "title" in means and len(means) >= _LEAST:
            return delimiter
    return ""


def _split(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _columns(cells: list[str]) -> dict[int, str]:
    """Return what the columns mean, by number; of two that mean the same, the first."""
    out: dict[int, str] = {}
    for number, cell in enumerate(cells):
        value = _MEANS.get(re.sub(r"[\W_]", "", cell.casefold()))
        if value and value not in out.values():
            out[number] = value
    return out


def _rows(text: str, delimiter: str) -> Iterator[_Row]:
    """Yield the rows of a table with their offsets; a cell may have several lines."""
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter)
    before = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:  # a cell that is longer than any is
            before = reader.line_num
            continue
        if any(cell.strip() for cell in cells):
            yield _Row(starts[before], starts[reader.line_num] - 1, before + 1, cells)
        before = reader.line_num


def _reference(values: Mapping[str, str]) -> Reference:
    values = with_citation(values)
    csl_type = _csl_type(values.get("type", ""))
    if values.get("type") == "article" and not values.get("container"):
        csl_type = "article"
    issued = _issued(values)
    container = spell_title(plain(values.get("container", "")))
    first, last = values.get("first", ""), values.get("last", "")
    pages = values.get("pages", "") or (f"{first}-{last}" if first and last and first != last else first)
    key = values.get("key", "")
    status = re.sub(r"[\W_]", "", values.get("status", "").casefold())
    return Reference(
        sort=sort_of(csl_type),
        key="" if _ZOTERO_KEY.fullmatch(key) else key,
        title=spell_title(plain(values.get("title", ""))),
        names=tuple(_names(values.get("full names") or values.get("authors", ""))),
        makers=next((tuple(_names(values[name])) for name in _MAKERS if values.get(name)), ()),
        abstract=plain(values.get("abstract", "")),
        issued=issued,
        venue=container,
        doi=values.get("doi", ""),
        eprints=tuple(filter(None, (values.get("arxiv", ""),))),
        url=values.get("url", ""),
        notes=tuple(filter(None, (values.get("notes", ""),))),
        tags=split_keywords(values.get("keywords", "")),
        status=_STATUS.get(status),
        details=make_details(
            type=csl_type,
            editor=tuple(_names(values.get("editors", ""))),
            container=container,
            volume=values.get("volume", ""),
            issue=values.get("issue", ""),
            pages=complete_pages(re.sub(r"\s*[-‐-―]+\s*", "-", pages)),
            series=values.get("series", ""),
            edition=values.get("edition", ""),
            publisher=values.get("publisher", ""),
            publisher_place=values.get("place", ""),
            isbn=re.sub(r"[=\"]", "", values.get("isbn", "")),
            issn=values.get("issn", ""),
            language=values.get("language", ""),
            issued=issued,
            extra=(("csv", "note", values["notes"]),) if values.get("notes") else (),
        ),
    )


def _csl_type(stated: str) -> str:
    if stated in FROM_ZOTERO:
        return FROM_ZOTERO[stated]
    folded = stated.casefold().strip()
    if folded in _LETTERS:
        return _LETTERS[folded]
    if folded in FROM_BIBTEX:  # first, because an article of CSL is a preprint
        return FROM_BIBTEX[folded]
    if folded in CSL_TYPES:
        return folded
    return next((csl_type for word, csl_type in _TYPES if word in folded), "")


def _issued(values: Mapping[str, str]) -> str:
    year = re.search(r"\d{4}", values.get("year", ""))
    date = find_edtf(values.get("date", "")) if values.get("date") else ""
    if year and not date.startswith(year[0]):
        return find_edtf(f"{values.get('date', '')} {year[0]}") or to_edtf(int(year[0]), None)
    return date


def _names(text: str) -> Iterator[PersonName]:
    """Yield people: separated by semicolons, or else as a list in text; Scopus writes ``Lind A., Ek B.``."""
    text = "" if _PLACEHOLDER.fullmatch(text.strip()) else text
    parts = (
        [re.sub(r"\s*\(\d[\d\s]*\)$", "", part).strip() for part in text.split(";")]
        if ";" in text
        else [text]
    )
    if len(parts) == 1 and re.search(r"\w\s+(?:[A-Z]\.[- ]?)+,", text):
        parts = re.split(r",\s+(?=\S+(?:\s+\S+)*\s+(?:[A-Z]\.[- ]?)+(?:,|$))", text)
        parts = [re.sub(r"^(.*\S)\s+((?:[A-Z]\.[- ]?)+)$", r"\1, \2", part.strip(" ,")) for part in parts]
        yield from map(parse_index_name, filter(None, parts))
        return
    if len(parts) == 1 and "," not in text:
        glued = _GLUED.split(text)
        parts = glued if all(" " in name.strip() for name in glued) else parts
    names = [name for part in parts for name in split_names(part) if name.strip()]
    is_in_order = len(names) > 1 and all(map(_is_in_order, names))  # IEEE Xplore
    yield from map(parse_name if is_in_order else parse_index_name, names)


def _is_in_order(name: str) -> bool:
    """Whether a name is of several words without a comma, and does not end in initials, as those in an index do."""
    return "," not in name and " " in name and not parse_index_name(name).given
