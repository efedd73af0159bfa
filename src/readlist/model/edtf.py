"""Dates of works as EDTF (ISO 8601-2, https://www.loc.gov/standards/datetime/), as precise as a text states them.

2021-06-17, 2021/06/17, 20210617, 2021年6月17日, 17.06.2021    2021-06-17
3 May 2021, May 3rd, 2021, mai 2014, 05/31/2021               2021-05-03, …
Spring 2010                                                   2010-21
c. 1850, [1850?], c. 1850?, 44 BC                             1850~, 1850?, 1850%, -0043
199X, 1999-05-XX                                              1990/1999, 1999-05
1998/99, 1998--1999, Nov/Dec 2010, 12-14 May 2010             1998/1999, 2010-11/2010-12, …
2 Jan--3 Feb 2019, 1999--, --1999                             2019-01-02/2019-02-03, 1999/, /1999
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from functools import lru_cache

from readlist.model.dates import YearMonth, find_date, month_number
from readlist.model.details import is_edtf
from readlist.util.lazy_regex import lazy_pattern

_SEASONS = {
    "spring": 21, "printemps": 21, "frühling": 21, "frühjahr": 21, "春": 21,
    "summer": 22, "sommer": 22, "été": 22, "夏": 22,
    "autumn": 23, "fall": 23, "herbst": 23, "automne": 23, "秋": 23,
    "winter": 24, "hiver": 24, "冬": 24,
}  # fmt: skip
"""EDTF's numbers of the seasons, in the place of a month."""
_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_CHINESE_YEAR = lazy_pattern(r"[〇○零一二三四五六七八九]{4}(?=年)")
_CHINESE_NUMBER = lazy_pattern(
    r"(?<![\d一二三四五六七八九])([一二三四五六七八九]?)(十?)([一二三四五六七八九]?)(?=[月日號号])"
)
_ABOUT = lazy_pattern(
    r"(?<![^\W\d_])(?:c|ca|circa|cca|um|vers|about|approx|approximately|around)\b\.?\s*(?=\[?(?:\d{4}|\d{1,4}\s?B\.?C))|約\s*(?=\d)",
    re.IGNORECASE,
)
_DOUBTED = lazy_pattern(r"(?<=\d)\s?\?")
_YEARS = lazy_pattern(r"(?<![\d/.-])(\d{4})\s*(?:[-‐-―]+|/)\s*(\d{4}|\d{2})(?![\d/.-])")
_HALVES = lazy_pattern(r"\s*[/‐-―]\s*|\s+-+\s+")
_DAYS = lazy_pattern(r"(?<![\d/.-])(\d{1,2})\.?\s*(?:[-‐-―]+|/)\s*(\d{1,2})(?:st|nd|rd|th|\.)?(?![\d/-])")
_MONTHS = lazy_pattern(r"([^\W\d_]{3,10})\.?\s*(?:[-‐-―]+|/|&)\s*([^\W\d_]{3,10})")
_DAYS_OF_MONTHS = lazy_pattern(
    r"(?:(\d{1,2})\.?\s*)?([^\W\d_]{3,10})\.?(?:\s*(\d{1,2}))?\s*(?:[-‐-―]+|/)\s*(?:(\d{1,2})\.?\s*)?([^\W\d_]{3,10})\.?(?:\s*(\d{1,2})(?!\d))?"
)
_OPEN = lazy_pattern(r"\s*(?:(\d{4})\s*(?:--|[–—])|(?:--|[–—])\s*(\d{4}))\s*")
_COMPACT = lazy_pattern(r"(?<!\S)(1[5-9]\d\d|20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\S)")
_ISO = lazy_pattern(r"(?<!\d)(\d{4})\s?[-/.年년]\s?(\d{1,2})(?:\s?[-/.月월]\s?(\d{1,2}))?(?!\d)")
_YEAR_LAST = lazy_pattern(r"(?<!\d)(?:(\d{1,2})([-/.])\s?)?(\d{1,2})[-/.]\s?(\d{4})(?!\d)")
_DAY = lazy_pattern(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?(?!\d)")
_START = lazy_pattern(r"\.{0,2}/?(\d{4})(?:-(\d{2}))?")
_BEFORE_CHRIST = lazy_pattern(
    r"\s*(\d{1,4})\s*(?:B\.?\s?C\.?(?:\s?E\.?)?|v\.\s?Chr\.)(?![^\W\d_])\s*", re.IGNORECASE
)
_DECADE = lazy_pattern(r"(\d{3})X|(\d{2})XX")
_UNKNOWN_PART = lazy_pattern(r"(\d{4}(?:-(?:0[1-9]|1[0-2]))?)(?:-XX){1,2}")
"""Dates of EDTF with digits that are not known: ``199X``, ``19XX``; ``1999-XX``, ``1999-05-XX``."""
_WHOLE_DATE = lazy_pattern(r"(-?\d{4})-(\d\d)-(\d\d)")
_STATED_YEAR = lazy_pattern(r"\s*(\d{3,4})\s*")


@lru_cache(maxsize=4096)
def find_edtf(text: str) -> str:
    """Return the date in a text as a date of EDTF, or as an interval of two; empty if no year is stated.

    Of ``5/6/2021`` only the year is certain; with dots the day is first.
    """
    text = unicodedata.normalize("NFC", text).strip()
    if is_edtf(text):
        return _with_valid_days(text)
    if _STATED_YEAR.fullmatch(text):
        return to_edtf(int(text))
    if match := _UNKNOWN_PART.fullmatch(text):
        return match[1]
    if match := _DECADE.fullmatch(text):
        known = match[1] or match[2]
        return f"{known:0<4}/{known:9<4}"
    text = _with_digits(text)
    about = {(True, False): "~", (False, True): "?", (True, True): "%"}.get(
        (bool(_ABOUT.search(text)), bool(_DOUBTED.search(text))), ""
    )
    if about:
        text = _DOUBTED.sub("", _ABOUT.sub("", text))
    text = text.strip("[]() ")
    if _BEFORE_CHRIST.search(text):
        match = _BEFORE_CHRIST.fullmatch(text)
        return _with_mark(_year_before_christ(int(match[1])), about) if match else ""
    if match := _OPEN.fullmatch(text):
        return f"{match[1]}/" if match[1] else f"/{match[2]}"
    return _interval(text) or _with_mark(_single(text), about)


def _year_before_christ(year: int) -> str:
    """Return a year of the era before as EDTF counts it, which has a year 0."""
    return f"-{year - 1:04d}" if year > 1 else "0000"


def _with_mark(date: str, mark: str) -> str:
    return date + mark if date else ""


def _with_digits(text: str) -> str:
    """Return a text with the Chinese numerals of its date as digits: ``二〇一〇年五月``, ``十二日``."""
    if text.isascii():
        return text
    text = _CHINESE_YEAR.sub(lambda match: match[0].translate(_CHINESE_DIGITS), text)
    return _CHINESE_NUMBER.sub(_chinese_number, text)


def _chinese_number(match: re.Match[str]) -> str:
    tens, ten, ones = (part.translate(_CHINESE_DIGITS) for part in match.groups())
    if not ten:
        return tens + ones
    return str(10 * int(tens or 1) + int(ones or 0))


def _interval(text: str) -> str:
    """Return an interval of years, of months or of days, or an empty string."""
    if match := _YEARS.search(text):
        first, second = match.groups()
        last = second if len(second) == 4 else first[:2] + second
        if int(last) > int(first) and (len(second) == 4 or int(second) > 12):
            return f"{first}/{last}"
    halves = [_single(half) for half in _HALVES.split(text)]
    if len(halves) == 2 and all(halves) and len(halves[0]) == len(halves[1]) and halves[0] != halves[1]:
        return "/".join(halves)
    year, month = find_date(text)
    if not year:
        return ""
    rest = text.replace(str(year), " ", 1)
    if days_of_months := _days_of_months(rest, year):
        return days_of_months
    for match in _MONTHS.finditer(rest):
        months = [month_number(name) for name in match.groups()]
        if None not in months and months[0] != months[1]:
            return f"{to_edtf(year, months[0])}/{to_edtf(year, months[1])}"
    if month and (match := _DAYS.search(rest)) and re.search(r"[^\W\d_]{3}", rest):
        days = [int(day) for day in match.groups()]
        if 1 <= days[0] < days[1] <= 31:
            return f"{to_edtf(year, month, days[0])}/{to_edtf(year, month, days[1])}"
    return ""


def _days_of_months(text: str, year: int) -> str:
    """Return the interval from a day of one month to a day of a later one: ``2 Jan--3 Feb``, ``May 30 – June 2``."""
    match = _DAYS_OF_MONTHS.search(text)
    if not match:
        return ""
    before, name, after, before_last, last_name, after_last = match.groups()
    first, last = (month_number(name), before or after), (month_number(last_name), before_last or after_last)
    if not (first[0] and last[0] and first[1] and last[1] and first[0] < last[0]):
        return ""
    return f"{to_edtf(year, first[0], int(first[1]))}/{to_edtf(year, last[0], int(last[1]))}"


def _single(text: str) -> str:
    if match := _COMPACT.search(text) or _ISO.search(text):
        return to_edtf(*(int(part) if part else None for part in match.groups()))
    if match := _YEAR_LAST.search(text):
        return _year_last(match)
    year, month = find_date(text)
    rest = text.replace(str(year), " ", 1)
    season = next((number for name, number in _SEASONS.items() if name in text.casefold()), None)
    day = _DAY.search(rest) if month and re.search(r"[^\W\d_]", rest) else None
    return to_edtf(year, month or season, int(day[1]) if day else None)


def _year_last(match: re.Match[str]) -> str:
    """Read ``31.05.2021``, ``05/31/2021``, ``05/2021``."""
    first, sign, second, year = match.groups()
    if first is None:
        return to_edtf(int(year), int(second))
    if sign == "." or int(first) > 12 or first == second:
        return to_edtf(int(year), int(second), int(first))
    return to_edtf(int(year), int(first), int(second)) if int(second) > 12 else to_edtf(int(year))


def to_edtf(year: int | None, month: int | None = None, day: int | None = None) -> str:
    """Return a date of EDTF, with the parts that are valid; empty if there is no year."""
    if year is None or not -9999 <= year <= 9999 or not year:
        return ""
    shown = f"{year:04d}" if year > 0 else f"-{-year:04d}"
    if not month or not (1 <= month <= 12 or 21 <= month <= 24):
        return shown
    if not day or month > 12 or not 1 <= day <= monthrange(year, month)[1]:
        return f"{shown}-{month:02d}"
    return f"{shown}-{month:02d}-{day:02d}"


def _with_valid_days(edtf: str) -> str:
    """Return a date of EDTF, or an interval, without days that the month does not have."""
    return _WHOLE_DATE.sub(lambda match: to_edtf(*map(int, match.groups())) or match[0], edtf)


def year_month(edtf: str) -> YearMonth:
    """Return the year and the month of a date of EDTF, or of the start of an interval; a season is not a month."""
    match = _START.match(edtf)
    if not match:
        return None, None
    month = int(match[2]) if match[2] else None
    return int(match[1]), month if month and month <= 12 else None
