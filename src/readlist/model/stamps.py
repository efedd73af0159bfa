"""Stamps: the times of operations, which order them on one device and between several.

    0198f3a2b1c4  0000  5e3f0a9d1c2b7e84
    milliseconds  counter  device           12, 4 and 16 hexadecimal digits; sorted as text, they are sorted in time

A stamp is a hybrid logical clock (Kulkarni et al., "Logical Physical Clocks", OPODIS 2014): the time of the clock, unless
that is not later than the greatest stamp known; then the counter goes on from there. So an operation is later than all
that its writer had seen, whatever the clocks say, and no two operations have the same stamp.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime

_DIGITS = 12, 4
_LAST_COUNT = 0xFFFF
EARLIEST = "0" * 32
"""Earlier than every stamp."""


def new_device() -> str:
    """Return the id of a new device: 16 hexadecimal digits."""
    return os.urandom(8).hex()


def stamp(milliseconds: int, count: int, device: str) -> str:
    """Return the stamp of a time in milliseconds since 1970 (UTC), a counter below 65,536, and a device."""
    return f"{milliseconds:012x}{count:04x}{device}"


def next_stamp(latest: str, device: str, milliseconds: int) -> str:
    """Return the stamp of a new operation of a device: at this time, or just after the latest stamp known if that is later."""
    then, count = _parts(latest)
    if milliseconds > then:
        return stamp(milliseconds, 0, device)
    return stamp(then, count + 1, device) if count < _LAST_COUNT else stamp(then + 1, 0, device)


def number_of(text: str) -> int:
    """Return the time and counter of a stamp as one number below 2**63; a later stamp has a greater one."""
    return int(text[: sum(_DIGITS)], 16)


def time_of(text: str) -> str:
    """Return the time of a stamp as the library stores times: ISO 8601, UTC, whole seconds."""
    return datetime.fromtimestamp(_parts(text)[0] // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def device_of(text: str) -> str:
    """Return the device that a stamp is of."""
    return text[sum(_DIGITS) :]


def milliseconds_in(text: str) -> int:
    """Return the time of a stamp in milliseconds since 1970."""
    return _parts(text)[0]


def milliseconds_of(time: str) -> int:
    """Return a time as the library stores it in milliseconds since 1970."""
    return int(datetime.fromisoformat(time).timestamp() * 1000)


def _parts(text: str) -> tuple[int, int]:
    end = _DIGITS[0]
    return int(text[:end], 16), int(text[end : sum(_DIGITS)], 16)
