"""Private tags: which tags an entry has for its person alone, and what others may know of the commands about them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from readlist.model.by_hand import private_tags
from readlist.model.facts import PRIVATE_TAG, TAG, tag_element
from readlist.storage.facts import read_facts
from readlist.util.sql import group_rows

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator

PUBLIC_COMMAND = f"""CASE WHEN EXISTS (SELECT 1 FROM fact WHERE fact.stamp = operation.stamp AND field = '{PRIVATE_TAG}')
    THEN substr(operation.command, 1, instr(operation.command || ' ', ' ') - 1) ELSE operation.command END"""
"""SQL: the command of a row of ``operation``, of one about private tags its first word alone: the rest names them."""
_OF_TAGGED = """SELECT entry_id, name, entry_tag.id, tag_id, times FROM entry_tag JOIN tag ON tag.id = tag_id
    WHERE entry_id IN (SELECT value FROM json_each(?))"""


def forget_private_commands(connection: sqlite3.Connection, until: str = "~") -> None:
    """Shorten the commands about private tags, up to one with a stamp, to what others may know."""
    connection.execute(f"UPDATE operation SET command = {PUBLIC_COMMAND} WHERE stamp <= ?", (until,))


class TagRow(NamedTuple):
    """A row of ``entry_tag`` for a tag that is private; ``is_noted``: notes or providers give the tag, too."""

    entry_id: int
    tag: str
    row_id: int
    tag_id: int
    times: int
    is_noted: bool


def find_private_tags(connection: sqlite3.Connection, entry_ids: Collection[int]) -> dict[int, set[str]]:
    """Return the tags, folded, that these entries have for their person alone: neither notes nor providers give them."""
    out: dict[int, set[str]] = {}
    for one in read_tag_rows(connection, entry_ids):
        if not one.is_noted:
            out.setdefault(one.entry_id, set()).add(one.tag)
    return out


def read_tag_rows(connection: sqlite3.Connection, entry_ids: Collection[int]) -> Iterator[TagRow]:
    """Yield the rows for the private tags of entries."""
    facts = read_facts(connection, entry_ids)
    rows = group_rows(connection.execute(_OF_TAGGED, (json.dumps(sorted(facts)),)))
    for entry_id, of_entry in facts.items():
        if own := private_tags(of_entry):
            taken = {one.element for one in of_entry if one.field == TAG and one.value is False}
            found = [(tag_element(name), *row) for name, *row in rows.get(entry_id, ())]
            noted = {tag for tag, _, _, times in found if times} - taken
            for tag, row_id, tag_id, times in found:
                if tag in own:
                    yield TagRow(entry_id, tag, row_id, tag_id, times, tag in noted)
