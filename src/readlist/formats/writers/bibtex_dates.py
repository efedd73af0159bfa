"""The date of a work in the fields of BibTeX: year, month and day.

2021-05-03              year = {2021}, month = may, day = {3}
2010-11/2010-12         year = {2010}, month = nov # "/" # dec
2019-01-02/2019-02-03   year = {2019}, month = "2~" # jan # "--3~" # feb
2010-21                 year = {2010}, month = {Spring}
1998/1999               year = {1998--1999}: styles sort by the last four digits (https://ctan.org/pkg/bibtex, btxdoc)
1850~, 1850?, 1850%     year = {(about 1850)}, {(1850?)}, {(about 1850?)}
1999/, /1999            year = {1999--}, {--1999}
1999-12-31/2000-01-02   year = {1999--2000}, date = {1999-12-31/2000-01-02}: biblatex's field, where those of BibTeX say less
1975b                   as a file states it, if the year of the work is still that one
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from readlist.formats.readers.bibtex_reference import read_issued
from readlist.formats.writers.field_names import find_undated
from readlist.formats.writers.latex_text import escape
from readlist.model.dates import MONTHS, find_month
from readlist.model.edtf import find_edtf, year_month

if TYPE_CHECKING:
    from readlist.formats.writers.publication_type import Publication
    from readlist.model.entry import Entry

_SEASONS = {21: "Spring", 22: "Summer", 23: "Autumn", 24: "Winter"}
_UNCERTAIN = {"~": "(about {})", "%": "(about {}?)", "?": "({}?)", "/": "{}--", "/..": "{}--"}
"""Marks at the end of a date of EDTF, each with the year as it is printed; styles sort by its last four digits."""
_MACRO = re.compile(rf"(?<![A-Za-z\\])({'|'.join(MONTHS)})(?![A-Za-z.])")
_NO_DELIMITERS = str.maketrans("", "", '{}"#')
_PLAIN = re.compile(r"\d{4}(?:-(?:0\d|1[0-2])(?:-\d\d)?)?")
_DATE = re.compile(r"(-?\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


def write_issued(entry: Entry, publication: Publication, stated: dict[str, str]) -> dict[str, str]:
    """Return the fields of the date, with their delimiters; ``stated`` loses those that it has for the same date."""
    year, month = publication.year, publication.month
    written_year, written_month = stated.pop("year", ""), stated.pop("month", "")
    issued = entry.details.issued or ""
    out = _from_issued(issued, year, month)
    is_safe = r"\textbackslash" not in written_year  # nor has it a macro that would be printed
    if written_year and is_safe and year_month(find_edtf(_bare(written_year)))[0] == year:
        out = {"year": f"{{{written_year}}}"} | {name: value for name, value in out.items() if name != "year"}
    if written_month and find_month(_bare(written_month)) == month:
        out = {name: value for name, value in out.items() if name != "day"} | {
            "month": _with_macros(written_month)
        }
    elif issued and year_month(issued)[0] == year and not _says(out, issued):
        out["date"] = f"{{{issued}}}"
    if not out and (undated := find_undated(entry.details, "bibtex")):
        out = {"year": f"{{{escape(undated)}}}"}
    return out


def _with_macros(raw: str) -> str:
    """Return the value of a field with the names of months as macros, which a file joined with other text: ``"5~" # may``."""
    if not _MACRO.search(raw) or "{" in raw or '"' in raw:
        return f"{{{raw}}}"
    parts = _MACRO.split(raw)
    return " # ".join(part if number % 2 else f'"{part}"' for number, part in enumerate(parts) if part)


def _says(fields: dict[str, str], issued: str) -> bool:
    """Whether the fields of a date state all that a date of EDTF does."""
    if _PLAIN.fullmatch(issued):
        return True
    year, month, day = (fields.get(name, "").translate(_NO_DELIMITERS) for name in ("year", "month", "day"))
    found = read_issued(*(" ".join(text.replace("~", " ").split()) for text in (year, month, day)))
    return found.removesuffix("..") == issued.removesuffix("..")


def _bare(raw: str) -> str:
    return re.sub(r"\\noopsort\{[^{}]*\}", "", raw).translate(str.maketrans("{}~", "   "))


def _from_issued(issued: str, year: int | None, month: int | None) -> dict[str, str]:
    dates = [match.groups() for part in issued.split("/") if (match := _DATE.match(part))]
    if not dates or year_month(issued)[0] != year:
        return _from_numbers(year, month)
    first, last = dates[0], dates[-1]
    if not year:
        return {"year": f"{{{first[0]}}}"}
    out = _from_numbers(year, month)
    if first[0] != last[0]:
        out["year"] = f"{{{first[0]}--{last[0]}}}"
    elif first[1] and int(first[1]) in _SEASONS:
        out["month"] = f"{{{_SEASONS[int(first[1])]}}}"
    elif first[1] and last[1] and first[1] != last[1]:
        months = [MONTHS[int(one[1]) - 1] for one in (first, last)]
        days = [f"{int(one[2])}~" for one in (first, last) if one[2]]
        out["month"] = (
            f'"{days[0]}" # {months[0]} # "--{days[1]}" # {months[1]}'
            if len(days) == 2
            else ' # "/" # '.join(months)
        )
    elif first[2]:
        out["day"] = f"{{{int(first[2])}}}" if first == last else f"{{{int(first[2])}--{int(last[2] or 0)}}}"
    if issued.startswith(("/", "../")):
        out["year"] = f"{{--{year}}}"
    elif shown := next((form for mark, form in _UNCERTAIN.items() if issued.endswith(mark)), ""):
        out["year"] = f"{{{shown.format(year)}}}"
    return out


def _from_numbers(year: int | None, month: int | None) -> dict[str, str]:
    out = {"year": f"{{{year}}}"} if year else {}
    return out | ({"month": MONTHS[month - 1]} if month else {})  # a macro that all styles define
