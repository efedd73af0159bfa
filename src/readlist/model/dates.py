"""Parse year and month in the notations of reference files and metadata services.

jun, June 5--8, sept., 6         find_month
2021-06-17, 2021/06//, Jun 2021  find_date
[[2021, 6, 17]]                  read_date_parts: CSL-JSON, Crossref
3. Mai 2021, 2021年5月3日, 5/31/2021  find_edtf: 2021-05-03, a date of EDTF, as precise as the text
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
_FOREIGN = {
    name: number
    for number, names in enumerate(
        (
            "januar janvier enero gennaio janeiro januari jänner ene",
            "februar février fevrier febrero febbraio fevereiro februari fév",
            "märz maerz mars marzo março marco maart mär",
            "avril abril aprile avr abr",
            "mai mayo maggio maio mei mag",
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
_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
"""EDTF's numbers of the seasons, in the place of a month."""
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_NUMERIC = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d[-/.](\d{1,2})(?!\d)")

YearMonth = tuple[int | None, int | None]


def month_number(name: str) -> int | None:
    """Return the number of a month: English, in full or abbreviated to three letters, or another language; else None."""
    return _FOREIGN.get(name.lower()) or _NUMBERS.get(name[:3].lower())


def find_month(text: str) -> int | None:
    """Return the month named in a text (``jun``, ``June 5--8``, ``6``, ``2021-06-17``, ``2021/06//``), or None."""
    if match := _NUMERIC.search(text) or re.fullmatch(r"\s*(\d{1,2})\s*", text):
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


_ISO = re.compile(r"(?<!\d)(\d{4})[-/.年]\s?(\d{1,2})(?:[-/.月]\s?(\d{1,2}))?(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(?:(\d{1,2})[-/.]\s?)?(\d{1,2})[-/.]\s?(\d{4})(?!\d)")
_DAY = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?(?!\d)")


def find_edtf(text: str) -> str:
    """Return the date in a text as a date of EDTF (``2021-05-03``, ``2021-05``, ``2021-21`` for spring, ``2021``).

    The result is empty if no year is stated. Of ``5/6/2021`` only the year is certain.
    """
    if match := _ISO.search(text):
        return to_edtf(*(int(part) if part else None for part in match.groups()))
    if match := _YEAR_LAST.search(text):
        first, second, year = (int(part) if part else None for part in match.groups())
        if first is None:
            return to_edtf(year, second)
        if first > 12 or first == second:
            return to_edtf(year, second, first)
        return to_edtf(year, first, second) if (second or 0) > 12 else to_edtf(year)
    year, month = find_date(text)
    rest = text.replace(str(year), " ", 1)
    season = next((number for name, number in _SEASONS.items() if name in text.casefold()), None)
    day = _DAY.search(rest) if month and re.search(r"[^\W\d_]", rest) else None
    return to_edtf(year, month or season, int(day[1]) if day else None)


def to_edtf(year: int | None, month: int | None = None, day: int | None = None) -> str:
    """Return a date of EDTF, with the parts that are valid; empty if there is no year."""
    if not year or not 1 <= year <= 9999:
        return ""
    if not month or not (1 <= month <= 12 or 21 <= month <= 24):
        return f"{year:04d}"
    if not day or month > 12 or not 1 <= day <= 31:
        return f"{year:04d}-{month:02d}"
    return f"{year:04d}-{month:02d}-{day:02d}"


def year_month(edtf: str) -> YearMonth:
    """Return the year and the month of a date of EDTF, or of the start of an interval; a season is not a month."""
    match = re.match(r"\.{0,2}/?(\d{4})(?:-(\d{2}))?", edtf)
    if not match:
        return None, None
    month = int(match[2]) if match[2] else None
    return int(match[1]), month if month and month <= 12 else None
