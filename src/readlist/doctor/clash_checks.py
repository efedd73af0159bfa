"""Checks for what several devices said of one thing without knowing of each other.

device-clash   two devices gave a field different values; the later counts until it is settled   warning
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.curation.clashes import describe_clashes
from readlist.doctor.finding import Finding

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from readlist.doctor.source_lines import Lines


def find_device_clashes(connection: sqlite3.Connection, _: Lines) -> Iterator[Finding]:
    """Find fields to which several devices gave different values."""
    for key, values in describe_clashes(connection):
        advice = f"Say it again, or keep the first: readlist sync resolve {key}"
        yield Finding("device-clash", "warning", f"{key}: {values}", advice=advice)
