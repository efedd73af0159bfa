"""Statements, and the form that they have.

It is checked in what others send, so that no statement of a faulty or hostile member reaches the library half read.

Each field has values of one form (``operations`` lists them); fields that this program does not know may have any.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from readlist.model.facts import (
    EDITED,
    EDITED_DETAILS,
    EDITED_IDS,
    GONE,
    INTO,
    KEY,
    NOTE,
    PERSONAL,
    PRIORITY,
    PRIVATE,
    PRIVATE_TAG,
    RATING,
    STATUS,
    TAG,
    TOPIC,
)
from readlist.model.library_facts import ALIAS, FOUNDER, HEADING, SEARCH
from readlist.model.record import Record
from readlist.model.stamps import time_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_STAMP = re.compile(r"[0-9a-f]{32}|0|")
"""A shorter one could be later than all that follow; ``0`` is before all."""
_HEX = re.compile(r"(?:[0-9a-f]{2}){1,32}")
_STAMPS = ("stamp", "said", "lined")
"""Members of ``more`` that are stamps."""
_TEXTS = ("name", "home")
_RECORD_TEXTS = ("title", "label", "org", "abstract", "venue", "url", "status", "key")
_RECORD_NUMBERS = ("year", "month", "rating", "priority")
_RECORD_LISTS = ("authors", "categories", "tags", "stated")


class Statement(NamedTuple):
    """A statement of an operation; ``value`` None: nothing is said any more."""

    entity: str
    field: str
    element: str
    value: Any
    seen: Sequence[str] = ()
    more: dict[str, Any] | None = None


def check_statement(one: Statement) -> None:
    """Raise ValueError for a statement that has not the form of its field."""
    if not all(isinstance(part, str) for part in (one.entity, one.field, one.element)):
        raise ValueError("a statement is about a text that is not one")
    if not isinstance(one.seen, list | tuple) or not all(map(_is_stamp, one.seen)):
        raise ValueError("what was seen is not a list of stamps")
    if one.more is not None:
        _check_more(one.more)
    if not _CHECKS.get(one.field, _is_anything)(one):
        raise ValueError(f"this is not a value of {one.field}")


def stamps_in(one: Statement) -> list[str]:
    """Return the stamps that a statement says it has."""
    return [one.more[name] for name in _STAMPS if name in one.more] if one.more else []


def operations_named_in(one: Statement) -> list[str]:
    """Return the stamps of earlier operations that placed a mention, gave it its lines, or made a claim first."""
    if one.field == "claim":
        return [one.value["born"]] if one.value else []
    return stamps_in(one) if one.field in ("said", "home") else []


def is_of(person: str, founder: str, one: Statement) -> bool:
    """Return whether a person of a group may say this: for themselves, or about what is everybody's.

    ``founder``: whose status, rating and priority have no name, and who says so first; empty if nobody did yet.
    """
    if one.field in PERSONAL:
        return (one.element or founder or person) == person
    return (
        one.field != FOUNDER or one.value == (founder or person) or (one.value is None and founder == person)
    )


def _check_more(more: Mapping[str, Any]) -> None:
    if (
        not isinstance(more, dict)
        or not _is_record(more.get("record", {}))
        or not all(_is_stamp(more[name]) for name in _STAMPS if name in more)
        or not all(isinstance(more[name], str) for name in _TEXTS if name in more)
    ):
        raise ValueError("what else is said of a statement has not the right form")


def _is_stamp(value: object) -> bool:
    return isinstance(value, str) and _STAMP.fullmatch(value) is not None


def _is_hex(value: object) -> bool:
    return isinstance(value, str) and _HEX.fullmatch(value) is not None


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_text_or_none(value: object) -> bool:
    return value is None or isinstance(value, str)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _is_record(values: object) -> bool:
    """Return whether these are members of a record (``model.record``), each of the right form."""
    return (
        isinstance(values, dict)
        and values.keys() <= set(Record._fields)
        and all(_is_text_or_none(values[name]) for name in _RECORD_TEXTS if name in values)
        and all(values[name] is None or _is_whole(values[name]) for name in _RECORD_NUMBERS if name in values)
        and all(_is_texts(values[name]) for name in _RECORD_LISTS if name in values)
        and all(map(_is_texts, values.get("topics", ())))
        and all(map(_is_texts, values.get("links", ())))
        and all(_is_texts(one[:2]) and len(one) > 1 for one in values.get("ids", ()))
        and all(map(_is_whole, values.get("stamps", ())))
        and isinstance(values.get("kind", ""), str)
    )


def _is_anything(_: Statement) -> bool:
    return True


# -- what notes and providers say ------------------------------------------------------------------------------------


def _is_source(one: Statement) -> bool:
    value = one.value
    return _is_hex(one.entity) and (
        value is None
        or (
            isinstance(value, dict)
            and all(isinstance(value[name], str) for name in ("name", "hash", "encoding", "text", "imported"))
            and _is_text_or_none(value["title"])
        )
    )


def _is_said(one: Statement) -> bool:
    if not _is_hex(one.entity) or one.value is None:
        return _is_hex(one.entity)
    line, end_line, path, label, text, record = one.value
    return (
        _is_hex(one.element)
        and _is_whole(line)
        and _is_whole(end_line)
        and _is_texts(path)
        and _is_text_or_none(label)
        and isinstance(text, str)
        and _is_record(record)
    )


def _is_lines(one: Statement) -> bool:
    return all(
        _is_hex(mention) and _is_whole(line) and _is_whole(end_line) for mention, line, end_line in one.value
    )


def _is_home(one: Statement) -> bool:
    home, is_pinned = one.value
    return _is_hex(one.entity) and isinstance(home, str) and isinstance(is_pinned, bool)


def _is_answer(one: Statement) -> bool:
    value = one.value
    if value is None:
        return " " in one.element
    texts = ("at", "born") if one.field == "claim" else ("at", "asked")
    known = {*texts, "record" if one.field == "claim" else "accepted"}
    rest = _is_record(value["record"]) if one.field == "claim" else isinstance(value["accepted"], bool)
    return (
        " " in one.element
        and value.keys() == known
        and all(isinstance(value[name], str) for name in texts)
        and rest
        and (one.field != "claim" or _is_stamp(value["born"]))
    )


# -- what people say -------------------------------------------------------------------------------------------------


def _is_text_fact(one: Statement) -> bool:
    return _is_text_or_none(one.value)


def _is_number_fact(one: Statement) -> bool:
    return one.value is None or _is_whole(one.value)


def _is_flag(one: Statement) -> bool:
    return one.value is None or isinstance(one.value, bool)


def _is_removal(one: Statement) -> bool:
    """Whether it says that an entry is gone: by the latest stamp of each device that was known where it was removed."""
    value = one.value
    is_by_device = (
        isinstance(value, dict) and all(map(_is_hex, value)) and all(map(_is_stamp, value.values()))
    )
    return is_by_device or _is_flag(one)


def _is_tag(one: Statement) -> bool:
    return _is_text_or_none(one.value) or one.value is False


def _is_topic(one: Statement) -> bool:
    return one.value is None or one.value is False or _is_texts(one.value)


def _is_note(one: Statement) -> bool:
    time_of(one.element[:32])
    return _is_text_or_none(one.value)


def _is_edited(one: Statement) -> bool:
    if one.value is None or one.value == "":
        return True
    wanted = (
        int if one.field in ("year", "month") else list if one.field in ("authors", "categories") else str
    )
    if not isinstance(one.value, wanted) or isinstance(one.value, bool):
        return False
    return wanted is not list or _is_texts(one.value)


def _is_search(one: Statement) -> bool:
    value = one.value
    return value is None or (
        isinstance(value, dict) and isinstance(value["query"], str) and isinstance(value["filters"], dict)
    )


def _is_path(one: Statement) -> bool:
    return one.value is None or _is_texts(one.value)


def _is_alias(one: Statement) -> bool:
    value = one.value
    return value is None or (
        isinstance(value, dict) and isinstance(value["name"], str) and _is_texts(value["topic"])
    )


_CHECKS: dict[str, Callable[[Statement], bool]] = {
    "source": _is_source,
    "said": _is_said,
    "lines": _is_lines,
    "home": _is_home,
    "housed": lambda one: _is_hex(one.entity),
    "born": _is_text_fact,
    "claim": _is_answer,
    "decision": _is_answer,
    TAG: _is_tag,
    TOPIC: _is_topic,
    NOTE: _is_note,
    PRIVATE: _is_flag,
    PRIVATE_TAG: lambda _: False,  # nobody sends one
    GONE: _is_removal,
    FOUNDER: _is_text_fact,
    SEARCH: _is_search,
    HEADING: _is_path,
    ALIAS: _is_alias,
    **dict.fromkeys((RATING, PRIORITY), _is_number_fact),
    **dict.fromkeys((STATUS, "due", INTO, KEY, *EDITED_IDS, *EDITED_DETAILS), _is_text_fact),
    **dict.fromkeys(EDITED, _is_edited),
}
