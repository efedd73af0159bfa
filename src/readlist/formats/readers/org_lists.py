"""Read the fields of a work from a description list of Org.

- author :: Ada Quill
- year :: 2004
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from readlist.formats.readers.org_markup import plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

_LISTED = re.compile(r"\s*[-+]\s+(?P<key>[A-Za-z][\w -]{1,20}?)\s+::\s+(?P<value>\S.*)")
"""An item of a description list."""
_STATED = frozenset("year date journal venue doi url".split())


def read_fields_below(lines: Sequence[str]) -> dict[str, str]:
    """Return the fields that the first list of lines states of a work: its author, and a date, place or address."""
    out: dict[str, str] = {}
    for line in lines:
        if found := _LISTED.match(line):
            out.setdefault(found["key"].lower().replace(" ", "_"), plain_text(found["value"]))
        elif out:
            break
    if "authors" in out:
        out.setdefault("author", out.pop("authors"))
    is_work = "author" in out and _STATED & set(out)
    return (
        {name: value for name, value in out.items() if name in _STATED | {"author", "title"}}
        if is_work
        else {}
    )
