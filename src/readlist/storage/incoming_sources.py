"""Write what operations of other libraries say of sources.

Two libraries may import different files under one name: each is a source of its own (``source_names``). A source that is
gone stays, without its text, as long as another library has a mention in it.
"""

from __future__ import annotations

import base64
import zlib
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from readlist.storage import columns
from readlist.storage.removed import RemovedRow, put_removed, read_removed
from readlist.storage.source_names import settle_names
from readlist.storage.sources import find_entries_of_sources, find_free_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from readlist.storage.operation_numbers import OperationNumbers
    from readlist.storage.transaction import Transaction


_MOST_BYTES = 256 * 2**20
"""Bytes of the text of a source: files above half of that are not imported."""


def _decompress(packed: bytes) -> bytes:
    """Return a text. Raises ValueError if it is not whole, or so large that nobody can have imported it."""
    decompress = zlib.decompressobj()
    text = decompress.decompress(packed, _MOST_BYTES)
    if not decompress.eof:
        raise ValueError("the text of a source is not whole, or too large")
    return text


class IncomingSources:
    """Sources as they are written. ``entry_ids``: the entries that they mention."""

    def __init__(self, tx: Transaction, operations: OperationNumbers) -> None:
        self._tx = tx
        self._operations = operations
        self.entry_ids: set[int] = set()

    def take(self, entity: str, value: dict[str, Any] | None, stamp: str, more: Mapping[str, Any]) -> None:
        """Write a source unless a later write of it is known; ``value`` None: it is gone."""
        uid = bytes.fromhex(entity)
        row = self._tx.connection.execute("SELECT id, op FROM source WHERE uid = ?", (uid,)).fetchone()
        gone = read_removed(self._tx.connection, "source", [entity]).get(entity)
        known = max(self._operations.stamp(row[1]) if row else "", gone.stamp if gone else "")
        if known >= stamp:
            return
        if value is None:
            put_removed(self._tx.connection, RemovedRow("source", entity, "", more.get("name"), stamp))
            if row:
                self._blank(row[0], stamp)
            return
        content = _decompress(base64.b64decode(value["text"]))
        values = {
            "name": find_free_name(self._tx.connection, value["name"], uid),
            "hash": value["hash"],
            "encoding": value["encoding"],
            "content": content,
            "title": value["title"],
            "imported": value["imported"],
            "op": self._operations.number(stamp),
        }
        if row:
            self.entry_ids |= find_entries_of_sources(self._tx.connection, [row[0]])
            self._tx.update(columns.SOURCE, {row[0]: values}, derived=True)
        else:
            self._tx.insert(columns.SOURCE, [values | {"uid": uid, "path": ""}])

    def _blank(self, source_id: int, stamp: str) -> None:
        row = {
            "content": b"",
            "hash": sha256(b"").hexdigest(),
            "title": None,
            "op": self._operations.number(stamp),
        }
        self._tx.update(columns.SOURCE, {source_id: row}, derived=True)

    def id_of(self, uid: bytes) -> int:
        """Return the row of a source; one that is gone, or has not come yet, gets an empty one."""
        row = self._tx.connection.execute("SELECT id FROM source WHERE uid = ?", (uid,)).fetchone()
        if row:
            return int(row[0])
        gone = read_removed(self._tx.connection, "source", [uid.hex()]).get(uid.hex())
        values = {
            "name": find_free_name(self._tx.connection, gone.value or uid.hex(), uid)
            if gone
            else f"~{uid.hex()}",
            "path": "",
            "hash": sha256(b"").hexdigest(),
            "encoding": "utf-8",
            "content": b"",
            "imported": "",
            "uid": uid,
            "op": self._operations.number(gone.stamp) if gone else 0,
        }
        return self._tx.insert(columns.SOURCE, [values])[0]

    def finish(self) -> None:
        """Delete the sources that are gone and that no mention refers to any more; give the others their names."""
        self._drop_blank()
        self.entry_ids |= find_entries_of_sources(self._tx.connection, settle_names(self._tx))

    def _drop_blank(self) -> None:
        sql = """SELECT source.id FROM source JOIN removed ON kind = 'source' AND removed.uid = lower(hex(source.uid))
            JOIN operation ON operation.id = op WHERE removed.stamp >= operation.stamp
            AND NOT EXISTS (SELECT 1 FROM mention WHERE source_id = source.id)"""
        rows = self._tx.connection.execute(sql).fetchall()
        self._tx.delete(columns.SOURCE, [row_id for (row_id,) in rows], derived=True)
