"""Parse year and month in the notations of reference files and metadata services.

jun, June 5--8, sept., 6         find_month
2021-06-17, 2021/06//, Jun 2021  find_date
[[2021, 6, 17]]                  read_date_parts: CSL-JSON, Crossref
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from readlist.util.lazy_regex import lazy_pattern

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""The months as named in BibTeX styles."""
MONTH_NAMES = (
    *MONTHS,
    *"sept january february march april june july august september october november december".split(),
)
"""All English names and abbreviations of months, in lower case."""
_NUMBERS = {name: number for number, name in enumerate(MONTHS, 1)}
_LONGER = {name[:4]: _NUMBERS[name[:3]] for name in MONTH_NAMES if len(name) > 3}
"""The months by the first four letters of names that have as many: *decade* is none, nor is *maybe*."""
_FOREIGN = {
    name: number
    for number, names in enumerate(
        (
            "januar janvier enero gennaio janeiro januari jänner ene",
            "februar février fevrier febrero febbraio fevereiro februari fév",
            "märz maerz mars marts marzo março marco maart mär",
            "avril abril aprile avr abr",
            "mai maj mayo maggio maio mei mag",
            "juni juin junio giugno junho giu",
            "juli juillet julio luglio julho juil lug",
            "août aout agosto augustus ago",
            "septembre septiembre settembre setembro set",
            "oktober octobre octubre ottobre outubro okt ott out",
            "novembre noviembre novembro",
            "dezember décembre decembre diciembre dicembre dezembro dez déc dic",
        ),
        1,
    )
    for name in names.split()
}
"""Months in German, French, Spanish, Italian, Portuguese and Dutch, where English has not the same letters."""
_YEAR = lazy_pattern(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_ALONE = lazy_pattern(r"\s*(\d{1,2})\s?[月월]?\s*")
_NUMERIC = lazy_pattern(r"(?<!\d)(?:1[5-9]|20)\d\d\s?[-/.年년]\s?(\d{1,2})(?!\d)")

YearMonth = tuple[int | None, int | None]


def month_number(name: str) -> int | None:
    """Return the number of a month: English, in full or abbreviated to three letters, or another language; else None."""
    name = name.lower()
    return _FOREIGN.get(name) or _NUMBERS.get(name) or _LONGER.get(name[:4])


@lru_cache(maxsize=4096)
def find_month(text: str) -> int | None:
    """Return the month named in a text (``jun``, ``June 5--8``, ``6``, ``2021-06-17``, ``2021/06//``), or None."""
    if match := _NUMERIC.search(text) or _ALONE.fullmatch(text):
        return int(match[1]) if 1 <= int(match[1]) <= 12 else None
    return next(filter(None, map(month_number, re.findall(r"[^\W\d_]{3,10}", text))), None)


def find_date(*texts: str) -> YearMonth:
    """Return the first year and the first month in any of several texts."""
    years = (int(match[1]) for text in texts if (match := _YEAR.search(text)))
    return next(years, None), next(filter(None, map(find_month, texts)), None)


def write_date(year: int | None, month: int | None) -> str:
    """Format a date as ``2021-06``, as ``2021`` without a month, or as an empty string without a year."""
    if not year:
        return ""
    return f"{year}-{month:02d}" if month else str(year)


def read_date_parts(parts: Any) -> YearMonth:
    """Read ``date-parts``: a list whose first item is ``[year, month, day]``, numbers or strings; any may be missing."""
    first = parts[0] if isinstance(parts, list) and parts else None
    if not isinstance(first, list) or not first:
        return None, None
    year, month = (*first, "")[:2]
    return find_date(str(year))[0], find_month(str(month))
