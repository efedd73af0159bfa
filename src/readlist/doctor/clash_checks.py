"""Checks for what several devices said of one thing without knowing of each other.

device-clash   two devices gave a field different values; the later counts until it is settled   warning
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.curation.clashes import describe_clash
from readlist.doctor.finding import Finding
from readlist.storage.clashes import find_clashes
from readlist.storage.entries import read_keys
from readlist.storage.facts import find_entry_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from readlist.doctor.source_lines import Lines


def find_device_clashes(connection: sqlite3.Connection, _: Lines) -> Iterator[Finding]:
    """Find fields to which several devices gave different values."""
    for clash in find_clashes(connection):
        entry_id = find_entry_of(connection, clash.entity)
        keys = {} if entry_id is None else read_keys(connection, [entry_id])
        if keys:
            (key,) = keys.values()
            message = f"{key}: {'; '.join(describe_clash(clash))}"
            advice = f"Say it again, or keep the first: readlist sync resolve {key}"
            yield Finding("device-clash", "warning", message, advice=advice)
