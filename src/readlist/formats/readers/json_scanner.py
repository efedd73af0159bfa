"""The objects of a JSON file with the places where they stand, which ``json`` itself does not tell.

    [ {…}, {…} ]                         an array: CSL-JSON, our own export
    {"items": [ {…} ], "config": …}      an object with such an array: Better BibTeX, Zotero's data server
    {…}                                  one object by itself

Read one object after the other, so that what stands before a mistake is read all the same.
"""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

_BLANK = re.compile(r"[ \t\n\r]*")
_ARRAYS = ("items", "references")
"""Names under which programs put the array, Better BibTeX and CSL-YAML's JSON form."""
_decode = json.JSONDecoder().raw_decode


class Item(NamedTuple):
    """A value of the file, from ``start`` up to before ``end``."""

    start: int
    end: int
    value: Any


class Scan(NamedTuple):
    """The values that could be read, and where and why reading stopped early."""

    items: tuple[Item, ...]
    error: str = ""
    offset: int = 0


class _BadJsonError(Exception):
    def __init__(self, offset: int, message: str) -> None:
        super().__init__(message)
        self.offset = offset


def scan(text: str) -> Scan:
    """Find the items of a JSON text; a mistake ends the scan and stands in the result."""
    items: list[Item] = []
    try:
        _read(text, items)
    except _BadJsonError as error:
        return Scan(tuple(items), str(error), min(error.offset, max(0, len(text) - 1)))
    return Scan(tuple(items))


def _read(text: str, items: list[Item]) -> None:
    start = _skip(text, 0)
    read = _array if text[start : start + 1] == "[" else _object
    end = _skip(text, read(text, start, items))
    if end < len(text):
        raise _BadJsonError(end, "something follows the end")


def _value(text: str, start: int) -> tuple[Any, int]:
    """Read the value that starts at an offset; where it ends."""
    try:
        return _decode(text, start)
    except json.JSONDecodeError as error:
        raise _BadJsonError(error.pos, error.msg) from error
    except RecursionError as error:
        raise _BadJsonError(start, "nested too deeply") from error
    except ValueError as error:  # a number of more digits than Python reads
        raise _BadJsonError(start, "a number is too long") from error


def _skip(text: str, start: int) -> int:
    match = _BLANK.match(text, start)
    return match.end() if match else start


def _array(text: str, start: int, items: list[Item]) -> int:
    """Read the items of the array that starts here; where it ends."""
    place = _skip(text, start + 1)
    while text[place : place + 1] != "]":
        value, end = _value(text, place)
        items.append(Item(place, end, value))
        place = _next(text, end, "]")
    return place + 1


def _next(text: str, end: int, closing: str) -> int:
    """The place of what follows a value: the next, past its comma, or the closing bracket."""
    place = _skip(text, end)
    sign = text[place : place + 1]
    if sign == ",":
        return _skip(text, place + 1)
    if sign != closing:
        raise _BadJsonError(place, f"a comma or '{closing}' is missing")
    return place


def _object(text: str, start: int, items: list[Item]) -> int:
    """Read an object that holds an array of items, or is itself the one item; where it ends."""
    whole, end = _value(text, start)
    if isinstance(whole, dict) and any(isinstance(whole.get(name), list) for name in _ARRAYS):
        place = _skip(text, start + 1)
        while text[place : place + 1] != "}":
            name, after = _value(text, place)
            value = _skip(text, _skip(text, after) + 1)
            if name in _ARRAYS and text[value : value + 1] == "[":
                after = _array(text, value, items)
            else:
                after = _value(text, value)[1]
            place = _next(text, after, "}")
    else:
        items.append(Item(start, end, whole))
    return end
