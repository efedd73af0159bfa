"""Correct the fields of entries: what the person says outranks notes and providers until it is taken back.

    "2021", ["Hu, E."] ── parse_field ──> the value of a fact ── correct ──> facts, entries
    ""                 ── parse_field ──> "": the entry has no such value, whatever others say
    None               ─────────────────> nothing is said any more: notes and providers have the word again

Each field has the type that it has in the export contract; texts, as from a command line, are read as well.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from readlist.curation.annotate import parse_rating, parse_status, state_all
from readlist.curation.statements import facts_of
from readlist.errors import UsageError
from readlist.model.by_hand import is_gone
from readlist.model.details import CSL_TYPES
from readlist.model.facts import (
    CLEARED,
    EDITED_IDS,
    GONE,
    RATING,
    STATUS,
    WHOLE,
    Statement,
)
from readlist.model.identifiers import parse_identifier
from readlist.model.record import KINDS
from readlist.model.urls import is_web
from readlist.storage.facts import read_seen
from readlist.storage.identifiers import find_other_holders
from readlist.storage.topic_rows import Topics
from readlist.text.nearest import find_nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from readlist.storage.transaction import Transaction

OF_ONE_WORK = ("title", "url", *EDITED_IDS)
"""Fields that two works cannot share."""
_ID_NAMES = {"arxiv_id": "arXiv ID", "doi": "DOI", "acl_id": "ACL ID", "openreview_id": "OpenReview ID"}
_MOST_TEXT = 100_000
_CHOICES: dict[str, Collection[str]] = {
    "type": CSL_TYPES,
    "kind": (*(kind for kind in KINDS if kind != "note"), "prose"),
}


def parse_field(name: str, value: Any) -> Any:
    """Return a value for a field as it is stated, ``""`` for none; UsageError if the field cannot have it."""
    if value in ("", []) or value is None:
        if name == "title":
            raise UsageError(
                "a title cannot be empty", hint="To have the one of the notes again: unset title"
            )
        return CLEARED if name == STATUS else None if name == RATING else ""
    read: Callable[[str, Any], Any] = _READERS.get(name, _read_text)
    return read(name, value)


def correct(tx: Transaction, entry_ids: Sequence[int], values: Mapping[str, Any]) -> list[int]:
    """State fields of the entries, each with a value of ``parse_field`` or None; return the entries that changed.

    Raises UsageError for a value that two works cannot share, and for an identifier that another entry has.
    """
    if len(entry_ids) > 1 and (shared := next((n for n in OF_ONE_WORK if values.get(n)), None)):
        raise UsageError(f"several entries cannot have the same {shared}", hint="Set it for one entry.")
    for name, scheme in EDITED_IDS.items():
        if values.get(name):
            _check_free(tx, entry_ids[0], f"{scheme}:{values[name]}")
    statements = []
    for entry_id, facts in facts_of(tx, entry_ids).items():
        for name, value in values.items():
            known = facts.get((name, WHOLE))
            if (known.value if known else None) != value:
                statements.append(Statement(entry_id, name, WHOLE, value))
    return state_all(tx, statements)


def _check_free(tx: Transaction, entry_id: int, text: str) -> None:
    identifier = parse_identifier(text)
    for one, key in find_other_holders(tx.connection, [identifier] if identifier else [], entry_id):
        raise UsageError(
            f"{one} is that of {key}",
            hint=f"If they are one work: readlist merge {key} ENTRY; else correct {key} first.",
        )


def remove(tx: Transaction, entry_ids: Sequence[int]) -> list[int]:
    """State that these entries are gone: nothing shows them, whatever mentions them; return those that changed.

    What another device says of one without knowing of that brings it back.
    """
    shown = [i for i, facts in facts_of(tx, entry_ids).items() if not is_gone(facts.values())]
    seen = read_seen(tx, shown) if tx.is_shared else {}
    changed = state_all(tx, [Statement(i, GONE, WHOLE, seen.get(i, True)) for i in shown])
    Topics(tx).drop_unused()
    return changed


# -- values ----------------------------------------------------------------------------------------------------------


def _read_text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise UsageError(f"{name} is a text, not {_describe(value)}")
    lines = value.strip().split("\n") if name == "abstract" else [value]
    text = "\n".join(" ".join(line.split()) for line in lines)
    if bad := next((c for c in text if not c.isprintable() and c != "\n"), None):
        raise UsageError(f"{name} cannot contain the control character {bad!r}")
    if not text or len(text) > _MOST_TEXT:
        raise UsageError(
            f"{name} has {len(text)} characters; at most {_MOST_TEXT} and at least one are needed"
        )
    return text


def _read_list(separator: str) -> Callable[[str, Any], list[str]]:
    def read(name: str, value: Any) -> list[str]:
        parts = re.split(separator, value) if isinstance(value, str) else value
        if not isinstance(parts, (list, tuple)):
            raise UsageError(f"{name} is a list of texts, not {_describe(value)}")
        found = [_read_text(name, part) for part in parts if part != "" and str(part).strip()]
        if not found:
            raise UsageError(f"{name} has no name in it")
        return list(dict.fromkeys(found))

    return read


def _read_number(first: int, last: int) -> Callable[[str, Any], int]:
    def read(name: str, value: Any) -> int:
        is_digits = isinstance(value, str) and value.strip().isascii() and value.strip().isdigit()
        number = int(value) if is_digits and len(value) < 9 else value
        if isinstance(number, bool) or not isinstance(number, int) or not first <= number <= last:
            raise UsageError(f"'{value}' is not a {name}", hint=f"It is a number from {first} to {last}.")
        return number

    return read


def _read_choice(name: str, value: Any) -> str:
    choices = _CHOICES[name]
    text = value.strip().lower() if isinstance(value, str) else ""
    if name == "kind" and text == "note":
        text = "prose"
    if text not in choices:
        near = find_nearest(text, choices) or sorted(choices)
        raise UsageError(f"'{value}' is not a {name}", hint=f"Choose one of: {', '.join(near)}.")
    return "note" if text == "prose" else text


def _read_url(name: str, value: Any) -> str:
    url = _read_text(name, value)
    if not is_web(url) or any(map(str.isspace, url)):
        raise UsageError(f"'{url}' is not a URL", hint="It begins with https:// or http://.")
    return url


def _read_id(name: str, value: Any) -> str:
    scheme, text = EDITED_IDS[name], _read_text(name, value)
    found = parse_identifier(f"{scheme}:{text}") or parse_identifier(text)
    if found is None:
        raise UsageError(f"'{text}' is not a valid {_ID_NAMES[name]}")
    if found.scheme != scheme:
        right = next((field for field, one in EDITED_IDS.items() if one == found.scheme), found.scheme)
        raise UsageError(f"'{text}' is of another kind: {found}", hint=f"Set {right} instead.")
    return str(found).partition(":")[2]


def _read_status(_: str, value: Any) -> str:
    return parse_status(str(value).strip())


def _read_rating(_: str, value: Any) -> int | None:
    return parse_rating(str(value).strip())


def _describe(value: Any) -> str:
    return (
        "a number"
        if isinstance(value, (int, float))
        else "a list"
        if isinstance(value, list)
        else repr(value)
    )


_READERS: dict[str, Callable[[str, Any], Any]] = {
    "kind": _read_choice,
    "type": _read_choice,
    "authors": _read_list(r"\s*;\s*|\s+and\s+"),
    "categories": _read_list(r"[\s,;]+"),
    "year": _read_number(1000, 2999),
    "month": _read_number(1, 12),
    "url": _read_url,
    STATUS: _read_status,
    RATING: _read_rating,
    **dict.fromkeys(EDITED_IDS, _read_id),
}
