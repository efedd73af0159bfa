"""Parse year and month in the notations of reference files and metadata services.

jun, June 5--8, sept., 6         find_month
2021-06-17, 2021/06//, Jun 2021  find_date
[[2021, 6, 17]]                  read_date_parts: CSL-JSON, Crossref
"""

from __future__ import annotations

import re
from typing import Any

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""The months as named in BibTeX styles."""
MONTH_NAMES = (
    *MONTHS,
    *"sept january february march april june july august september october november december".split(),
)
"""All English names and abbreviations of months, in lower case."""
_NUMBERS = {name: number for number, name in enumerate(MONTHS, 1)}
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_NUMERIC = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d[-/.](\d{1,2})(?!\d)")

YearMonth = tuple[int | None, int | None]


def month_number(name: str) -> int | None:
    """Return the number of an English month, in full or abbreviated to three or more letters; else None."""
    return _NUMBERS.get(name[:3].lower())


def find_month(text: str) -> int | None:
    """Return the month named in a text (``jun``, ``June 5--8``, ``6``, ``2021-06-17``, ``2021/06//``), or None."""
    if match := _NUMERIC.search(text) or re.fullmatch(r"\s*(\d{1,2})\s*", text):
        return int(match[1]) if 1 <= int(match[1]) <= 12 else None
    return next(filter(None, map(month_number, re.findall(r"[A-Za-z]{3,9}", text))), None)


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
