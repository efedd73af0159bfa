"""Rows of ``attachment``: the files that were downloaded for entries."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from readlist.storage import columns
from readlist.storage.child_rows import child_ids

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from readlist.storage.transaction import Transaction


class Attachment(NamedTuple):
    """A row of the table: the file's absolute path, the URL it came from, its size in bytes, when it was stored."""

    entry_id: int
    path: str
    url: str
    size: int
    at: str


def find_path(connection: sqlite3.Connection, entry_id: int) -> Path | None:
    """Return where the latest download of an entry was stored; None if nothing was downloaded."""
    sql = "SELECT path FROM attachment WHERE entry_id = ? ORDER BY id DESC LIMIT 1"
    row = connection.execute(sql, (entry_id,)).fetchone()
    return Path(row[0]) if row else None


def put_attachment(tx: Transaction, attachment: Attachment) -> None:
    """Write the attachment of an entry in place of all earlier ones."""
    sql = "SELECT id FROM attachment WHERE entry_id = ?"
    rows = tx.connection.execute(sql, (attachment.entry_id,)).fetchall()
    tx.delete(columns.ATTACHMENT, [row_id for (row_id,) in rows])
    tx.insert(columns.ATTACHMENT, [attachment._asdict()])


def transfer_attachments(tx: Transaction, entry_id: int, into: int) -> None:
    """Give the files of one entry to another."""
    tx.update(
        columns.ATTACHMENT,
        {i: {"entry_id": into} for i in child_ids(tx.connection, columns.ATTACHMENT, [entry_id])},
    )


def split_off_attachments(tx: Transaction, entry_id: int, into: int, is_about: Callable[[str], bool]) -> None:
    """Give those attachments of an entry whose URL ``is_about`` another entry to that one."""
    sql = "SELECT id, url FROM attachment WHERE entry_id = ? ORDER BY id"
    rows = tx.connection.execute(sql, (entry_id,)).fetchall()
    tx.update(columns.ATTACHMENT, {row_id: {"entry_id": into} for row_id, url in rows if is_about(url)})
