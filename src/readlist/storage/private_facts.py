"""Private notes and tags stay in the library where they were written: neither its operations nor its copies carry them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.index.schema import optimize
from readlist.index.updater import refresh
from readlist.model.facts import PRIVATE_TAG
from readlist.storage.facts import find_entry_of
from readlist.storage.private_tags import forget_private_commands, read_tag_rows
from readlist.storage.tag_spelling import delete_unused, find_spellings

if TYPE_CHECKING:
    import sqlite3

_IS_PRIVATE = """(SELECT value = 'true' FROM fact AS mark WHERE mark.entity = fact.entity AND mark.field = 'private'
    AND mark.element = fact.element ORDER BY stamp DESC LIMIT 1)"""
PRIVATE_FACT = (
    f"""(fact.field = '{PRIVATE_TAG}' OR fact.field IN ('note', 'private') AND coalesce({_IS_PRIVATE}, 0))"""
)
"""SQL: whether a row of ``fact`` is about a tag that is private, or a note that is private now."""
_TAGGED = f"SELECT DISTINCT entity FROM fact WHERE field = '{PRIVATE_TAG}'"
_HAS_PRIVATE = f"SELECT EXISTS (SELECT 1 FROM fact WHERE field IN ('private', '{PRIVATE_TAG}'))"


def remove_private_facts(connection: sqlite3.Connection) -> None:
    """Remove what is private from a copy, within the caller's transaction: what is said, what follows, and the index."""
    if connection.execute(_HAS_PRIVATE).fetchone()[0]:
        refresh(connection, _remove_notes(connection) | _remove_tags(connection))
        optimize(connection)  # the index also drops what was private once


def _remove_notes(connection: sqlite3.Connection) -> set[int]:
    sql = f"SELECT DISTINCT element FROM fact WHERE field IN ('note', 'private') AND {PRIVATE_FACT}"
    notes = [(element,) for (element,) in connection.execute(sql)]
    entries: set[int] = set()
    for note in notes:
        entries.update(i for (i,) in connection.execute("SELECT entry_id FROM note WHERE uid = ?", note))
    connection.executemany("DELETE FROM note WHERE uid = ?", notes)
    connection.executemany("DELETE FROM fact WHERE field IN ('note', 'private') AND element = ?", notes)
    return entries


def _find_tagged(connection: sqlite3.Connection) -> set[int]:
    uids = [uid for (uid,) in connection.execute(_TAGGED)]
    return {entry_id for uid in uids if (entry_id := find_entry_of(connection, uid)) is not None}


def _remove_tags(connection: sqlite3.Connection) -> set[int]:
    """Remove the private tags; those that notes give as well remain."""
    forget_private_commands(connection)
    rows = list(read_tag_rows(connection, _find_tagged(connection)))
    for one in rows:
        stays = one.is_noted and one.times
        sql = "UPDATE entry_tag SET given = NULL" if stays else "DELETE FROM entry_tag"
        connection.execute(f"{sql} WHERE id = ?", (one.row_id,))
    connection.execute(f"DELETE FROM fact WHERE field = '{PRIVATE_TAG}'")
    tags = {one.tag_id for one in rows}
    for tag_id, spelling in find_spellings(connection, tags).items():
        connection.execute("UPDATE tag SET name = ? WHERE id = ?", (spelling, tag_id))
    delete_unused(connection, tags)
    return {one.entry_id for one in rows}
