from __future__ import annotations

import pytest

from readlist.storage import columns
from readlist.storage.mentions import (
    MentionRow,
    NewMention,
    delete_mentions,
    insert_mentions,
    move_lines,
    pin_mentions,
    read_mention_rows,
    reassign_mentions,
)
from readlist.storage.sources import SourceValues, save_source
from readlist.storage.topic_rows import Topics

ENTRY = {"kind": "paper", "title": "T", "added": "2026", "updated": "2026"}


@pytest.fixture
def tx(store):
    """A transaction in a library with two entries, and three mentions of the first in one source."""
    with store.write("test") as transaction:
        transaction.insert(columns.ENTRY, [ENTRY | {"key": key, "uid": key} for key in "ab"])
        source = save_source(transaction, None, SourceValues("a.md", "/a.md", "", "", b"", None, ""))
        topic = Topics(transaction).id_of(("A", "B"))
        first = NewMention(1, source, topic, 5, 6, "L", "- x", "{}", pinned=False, uid=b"1")
        second, third = first._replace(line=1, topic_id=None, uid=b"2"), first._replace(line=9, uid=b"3")
        insert_mentions(transaction, [first, second, third])
        yield transaction


def read(tx):
    return read_mention_rows(tx.connection, 1)


def test_mentions_are_read_by_line_with_their_topics(tx):
    first, second, _ = read(tx)
    assert first == MentionRow(2, 1, 1, 6, "- x", "{}", uid=b"2", placed=1)
    assert second == MentionRow(1, 1, 5, 6, "- x", "{}", ("A", "B"), is_pinned=False, uid=b"1", placed=1)
    assert read_mention_rows(tx.connection, 2) == []


def test_mentions_are_moved_reassigned_pinned_and_deleted(tx):
    move_lines(tx, {1: (20, 21)})
    reassign_mentions(tx, {2: 2, 3: 2})
    pin_mentions(tx, [3])
    delete_mentions(tx, [2])
    assert [(row.id, row.entry_id, row.line, row.end_line, row.is_pinned) for row in read(tx)] == [
        (3, 2, 9, 6, True),
        (1, 1, 20, 21, False),
    ]
