"""Scan a JSON file for objects and their offsets, which ``json`` does not report.

    [ {…}, {…} ]                         an array: CSL-JSON, our own export
    {"items": [ {…} ], "config": …}      an object with such an array: Better BibTeX, Zotero's data server
    {"message": {"items": [ {…} ]}}      Crossref's answers: an object in an object
    {"doe2020": {"type": …}, …}          objects by their keys
    {…}                                  a single object

Objects are read one at a time, so that those before a syntax error are still read.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLANK = re.compile(r"[ \t\n\r]*")
_ARRAYS = ("items", "references")
"""Member names of such an array, in Better BibTeX and in the JSON form of CSL-YAML."""
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_HALF = re.compile(r"[\ud800-\udfff]")
_WRAPPERS = ("message",)
_decode = json.JSONDecoder().raw_decode


class Item(NamedTuple):
    """A value of the file, at offsets from ``start`` to ``end`` (exclusive)."""

    start: int
    end: int
    value: Any


class Scan(NamedTuple):
    """The values that could be read, and the error and offset at which the scan stopped early, if it did."""

    items: tuple[Item, ...]
    error: str = ""
    offset: int = 0


class _BadJsonError(Exception):
    def __init__(self, offset: int, message: str) -> None:
        super().__init__(message)
        self.offset = offset


def scan(text: str) -> Scan:
    """Find the items of a JSON text; a syntax error ends the scan and is part of the result."""
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
        raise _BadJsonError(end, "unexpected text after the end")


def _value(text: str, start: int) -> tuple[Any, int]:
    """Read the value that starts at an offset; return it and its end."""
    try:
        value, end = _decode(text, start)
        return _storable(value) if _SURROGATE.search(text, start, end) else value, end
    except json.JSONDecodeError as error:
        raise _BadJsonError(error.pos, error.msg) from error
    except RecursionError as error:
        raise _BadJsonError(start, "nested too deeply") from error
    except ValueError as error:  # a number with more digits than Python converts
        raise _BadJsonError(start, "a number is too long") from error


def _storable(value: Any) -> Any:
    """Replace the halves of surrogate pairs, which JSON can write alone, and which no file or database can store."""
    if isinstance(value, str):
        return _HALF.sub("\ufffd", value)
    if isinstance(value, list):
        return [_storable(part) for part in value]
    if isinstance(value, dict):
        return {_storable(name): _storable(part) for name, part in value.items()}
    return value


def _skip(text: str, start: int) -> int:
    match = _BLANK.match(text, start)
    return match.end() if match else start


def _array(text: str, start: int, items: list[Item]) -> int:
    """Read the items of the array that starts at an offset; return its end."""
    place = _skip(text, start + 1)
    while text[place : place + 1] != "]":
        value, end = _value(text, place)
        items.append(Item(place, end, value))
        place = _next(text, end, "]")
    return place + 1


def _next(text: str, end: int, closing: str) -> int:
    """Return the offset of what follows a value: the next value after a comma, or the closing bracket."""
    place = _skip(text, end)
    sign = text[place : place + 1]
    if sign == ",":
        return _skip(text, place + 1)
    if sign != closing:
        raise _BadJsonError(place, f"missing comma or '{closing}'")
    return place


def _object(text: str, start: int, items: list[Item]) -> int:
    """Read an object that contains an array of items, or is itself the only item; return its end."""
    whole, end = _value(text, start)
    if isinstance(whole, dict) and any(isinstance(whole.get(name), list) for name in _ARRAYS):
        for name, place in _members(text, start):
            if name in _ARRAYS and text[place : place + 1] == "[":
                _array(text, place, items)
    elif isinstance(whole, dict) and (names := _inner(whole)):
        for name, place in _members(text, start):
            if name in names:
                _object(text, place, items)
    else:
        items.append(Item(start, end, whole))
    return end


def _inner(whole: dict[str, Any]) -> list[str]:
    """Return the names of the members that are or contain items: a wrapper, or all if each is an object with a type."""
    if wrappers := [name for name in _WRAPPERS if isinstance(whole.get(name), dict)]:
        return wrappers
    has_types = all(isinstance(one, dict) and isinstance(one.get("type"), str) for one in whole.values())
    return list(whole) if whole and has_types else []


def _members(text: str, start: int) -> Iterator[tuple[str, int]]:
    """Yield the name of each member of the object at an offset, and the offset of its value."""
    place = _skip(text, start + 1)
    while text[place : place + 1] != "}":
        name, after = _value(text, place)
        value = _skip(text, _skip(text, after) + 1)
        yield name, value
        place = _next(text, _value(text, value)[1], "}")
