"""Due dates as people type them: 2027-03-01, 3 March 2027, today, tomorrow, friday, +10d, +2w, +1m."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from readlist.model.edtf import find_edtf

_DAYS = tuple(name.lower() for name in calendar.day_name)
_LATER = re.compile(r"\+?\s*(\d{1,3})\s*(d|w|m)(?:ays?|eeks?|onths?)?")
_MONTHS = 12
HOW = "Write 2027-03-01, today, tomorrow, friday, +10d, +2w or +1m; none takes it away."


def parse_due(text: str, today: date) -> str | None:
    """Return the date that ``text`` names as ``2027-03-01``; None if it names none. A weekday is the next one."""
    word = text.strip().casefold()
    if word in ("today", "tomorrow"):
        return (today + timedelta(days=word == "tomorrow")).isoformat()
    day = next((number for number, name in enumerate(_DAYS) if len(word) > 2 and name.startswith(word)), None)
    if day is not None:
        return (today + timedelta(days=(day - today.weekday() - 1) % 7 + 1)).isoformat()
    if match := _LATER.fullmatch(word):
        return _later(today, int(match[1]), match[2]).isoformat()
    found = find_edtf(text)
    try:
        return date.fromisoformat(found).isoformat() if len(found) == len("2027-03-01") else None
    except ValueError:
        return None


def _later(today: date, count: int, unit: str) -> date:
    if unit != "m":
        return today + timedelta(days=count * (7 if unit == "w" else 1))
    years, month = divmod(today.month - 1 + count, _MONTHS)
    last = calendar.monthrange(today.year + years, month + 1)[1]
    return date(today.year + years, month + 1, min(today.day, last))
