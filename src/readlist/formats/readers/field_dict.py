"""Build the reference of an entry whose fields are those of BibTeX, but whose values are data: papis and coBib.

author_list, author: [{family, given}]     BibTeX's list of names
ENTRYTYPE, type                            the entry type
tags                                       keywords, besides those of the publisher
isbn, issn                                 coBib makes numbers of digits: the zeros that these began with come back
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from readlist.formats.readers.bibtex_fields import Block, Fields, Strings
from readlist.formats.readers.bibtex_reference import read_reference

if TYPE_CHECKING:
    from collections.abc import Mapping

    from readlist.formats.readers.reference import Reference

_BOOKKEEPING = frozenset(
    "author_list author editor tags ref id type entrytype papis_id time-added files file notes note_file doc_url citations "
    "citation_count opened-at score marked _test_file config".split()
)
"""Members that are read here, or that are about the library of the program."""
_STATUS = {
    "read": "read",
    "done": "read",
    "reading": "reading",
    "unread": "todo",
    "todo": "todo",
    "to-read": "todo",
}
_SERIAL_LENGTHS = {"isbn": 10, "issn": 8}
"""Digits of a serial number that may begin with zeros (ISO 2108 of 1970, ISO 3297)."""


def read_fields(values: Mapping[str, Any]) -> Reference:
    """Return the reference that an entry's fields make; a member that is not a text, a number or a list is absent."""
    given = {name.lower(): value for name, value in values.items()}
    fields = {
        name: f"{{{_balanced(text)}}}"
        for name, value in given.items()
        if name not in _BOOKKEEPING and (text := _text(value))
    }
    for name, source in (
        ("author", given.get("author_list") or given.get("author")),
        ("editor", given.get("editor")),
    ):
        if people := _people(source):
            fields[name] = f"{{{people}}}"
    for name, length in _SERIAL_LENGTHS.items():
        if name in fields:
            fields[name] = f"{{{_with_zeros(fields[name][1:-1], length)}}}"
    kind = _text(given.get("entrytype")) or _text(given.get("type")) or "misc"
    key = _text(given.get("ref")) or _text(given.get("id"))
    block = Block(kind.lower(), key, 0, 0, 1, fields)
    reference = read_reference(block, Fields(block, {}, Strings((), 0)))
    url = reference.url or _text(given.get("doc_url"))
    return reference._replace(
        url=url,
        tags=(*_tags(given.get("tags")), *reference.tags),
        status=reference.status or _STATUS.get(_text(given.get("status")).lower()),
    )


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, map(_text, value)))
    return str(value).strip() if isinstance(value, (str, int)) else ""


def _with_zeros(text: str, length: int) -> str:
    """Return a number with the zeros that make its check digit right: modulo 11, with weights from ``length`` down to 1."""
    padded = text.zfill(length)
    if not (text.isascii() and text.isdigit()) or len(padded) > length:
        return text
    total = sum(weight * int(digit) for weight, digit in zip(range(length, 0, -1), padded, strict=True))
    return padded if total % 11 == 0 else text


def _balanced(text: str) -> str:
    """Return a value whose braces can be counted: without any if they do not match."""
    depth = 0
    for char in text:
        depth += (char == "{") - (char == "}")
        if depth < 0:
            break
    return re.sub(r"[{}]", "", text) if depth else text


def _tags(value: Any) -> tuple[str, ...]:
    """Return tags: a list, or a text that separates them by commas, or else by blanks. coBib writes ``+`` before them."""
    if isinstance(value, dict):  # a set
        value = list(value)
    parts = (
        value
        if isinstance(value, list)
        else re.split(r"[,;]" if re.search(r"[,;]", _text(value)) else r"\s+", _text(value))
    )
    return tuple(tag for part in parts if (tag := _text(part).lstrip("+").strip()))


def _people(value: Any) -> str:
    """Return names as BibTeX writes a list of them."""
    if isinstance(value, str):
        return _balanced(value)
    return " and ".join(filter(None, map(_person, value))) if isinstance(value, list) else ""


def _person(value: Any) -> str:
    if isinstance(value, str):
        return f"{{{_balanced(value)}}}" if " and " in value else _balanced(value)
    if not isinstance(value, dict):
        return ""
    family, given, particle, suffix = (
        _balanced(_text(value.get(one) or value.get(other, "")))
        for one, other in (("family", "last"), ("given", "first"), ("particle", "von"), ("suffix", "jr"))
    )
    if not given and not particle:
        literal = family or _balanced(_text(value.get("literal") or value.get("name")))
        return f"{{{literal}}}" if literal else ""
    return ", ".join(filter(None, (f"{particle} {family}".strip(), suffix, given)))
