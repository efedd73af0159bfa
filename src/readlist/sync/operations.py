"""The form in which an operation travels: a command, as one line of JSON.

    {"v": 1, "id": stamp, "by": "ada", "cmd": "tag hu2021lora peft", "undoes": stamp, "f": [statement, …]}

A statement is ``[entity, field, element, value, [stamps seen], {more}]``; the last member may be missing. ``seen``: the stamps
of the statements that it replaces, as far as its writer knew them.

    entity            field      element           value
    uid of a source   source     ""                name, hash, encoding, title, text (zlib, base 64), lines; null: gone
    uid of a mention  said       uid of a source   lines, topics, label, text, record; null: gone
    uid of a mention  home       ""                the uid of an entry, and whether the person gave it to that
    uid of a mention  housed     the uid of an entry   true: it had that home before another one
    uid of an entry   born       ""                the citation key that it got when it was made
    uid of an entry   claim      origin, subject   what a provider says; null: nothing any more
    uid of an entry   decision   origin, subject   whether the person accepted an answer; null: nothing any more
    uid of an entry   …          …                 what the person says (``model.facts``)

Of several statements about one entity, field and element (of a mention: about what it says), the one with the greatest
stamp counts. A long operation travels in several parts, which differ in ``part``.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from readlist.errors import InputError
from readlist.sync.checking import Statement, check_statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

VERSION = 1
MOST_BYTES = 8 * 1024 * 1024
"""Bytes of a part, unless one statement alone is longer."""
_MOST_DIGITS = 21
_SURROGATE = re.compile(rb"\\\\u[dD][89a-fA-F]")
"""Half of a pair of UTF-16, as JSON writes it; alone, it is no character, and no file can hold it."""
SOURCE, SAID, HOME, BORN, CLAIM, DECISION = "source", "said", "home", "born", "claim", "decision"


class Operation(NamedTuple):
    """An operation, or a part of one. ``stamp`` is that of the whole, ``undoes`` that of the operation it took back."""

    stamp: str
    by: str
    command: str
    undoes: str | None
    statements: list[Statement]
    version: int = VERSION


def write_parts(
    stamp: str, by: str, command: str, undoes: str | None, items: Iterable[list[Any]]
) -> Iterator[tuple[str, bytes]]:
    """Yield an operation in its parts, each with the id under which it travels."""
    head: dict[str, Any] = {"v": VERSION, "id": stamp, "by": by, "cmd": command}
    if undoes:
        head["undoes"] = undoes
    part: list[bytes] = []
    size = number = 0
    for item in items:
        line = json.dumps(item, ensure_ascii=False, separators=(",", ":")).encode()
        if part and size + len(line) > MOST_BYTES:
            yield _write(head, number, part)
            part, size, number = [], 0, number + 1
        part.append(line)
        size += len(line)
    yield _write(head, number, part)


def _write(head: dict[str, Any], number: int, statements: Sequence[bytes]) -> tuple[str, bytes]:
    more = {"part": number} if number else {}
    start = json.dumps(head | more, ensure_ascii=False, separators=(",", ":")).encode()
    body = start[:-1] + b',"f":[' + b",".join(statements) + b"]}"
    return (f"{head['id']}.{number}" if number else head["id"]), body


def read_version(body: bytes) -> int:
    """Return the version of the form of an operation; InputError if it is none."""
    try:
        return int(json.loads(body)["v"])
    except (ValueError, KeyError, TypeError, OverflowError) as error:
        raise InputError(
            "is not an operation of a library", hint="What travels is a line of JSON."
        ) from error


def parse(body: bytes) -> Operation:
    """Parse an operation of a known version; InputError if it is none, or a statement has not the form of its field."""
    try:
        values = json.loads(body.decode(), parse_int=_parse_int, parse_constant=_refuse)
        statements = [Statement(*item) for item in values["f"]]
        stamp, by, command, undoes = values["id"], values["by"], values["cmd"], values.get("undoes")
        _check(stamp)
        _check_texts(by, command, undoes or "")
        if _SURROGATE.search(body):
            json.dumps(values, ensure_ascii=False).encode()
        for one in statements:
            check_statement(one)
        return Operation(stamp, by, command, undoes, statements, values["v"])
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise InputError(
            "is not an operation of a library", hint=f"{type(error).__name__}: {error}"
        ) from error


def _parse_int(text: str) -> int:
    number = int(text) if len(text) < _MOST_DIGITS else 2**63
    if abs(number) >= 2**63:
        raise ValueError("a number is too large")
    return number


def _check_texts(*values: object) -> None:
    if not all(isinstance(one, str) for one in values):
        raise ValueError("who did what is not a text")


def _refuse(text: str) -> None:
    raise ValueError(f"{text} is not a value")


def _check(stamp: object) -> None:
    if not isinstance(stamp, str) or len(stamp) != 32 or not set(stamp) <= set("0123456789abcdef"):
        raise ValueError(f"{stamp!r} is not a stamp")
