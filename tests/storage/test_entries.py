from __future__ import annotations

import pytest

from readlist.model.identifiers import Identifier as ClaimedId
from readlist.model.provenance import FORMER
from readlist.storage import columns
from readlist.storage.attachments import transfer_attachments
from readlist.storage.entries import (
    delete_entries,
    find_sourced,
    find_taken_keys,
    find_unmentioned,
    insert_entry_rows,
    update_columns,
)
from readlist.storage.findings import delete_findings, read_finding_states, reassign_finding
from readlist.storage.identifiers import read_identifiers
from readlist.storage.match_keys import find_entries_by_keys
from readlist.storage.mentions import NewMention, insert_mentions
from readlist.storage.sources import SourceValues, save_source
from readlist.storage.topic_rows import Topics

ENTRY = {"kind": "paper", "title": "T", "added": "2026", "updated": "2026"}
CLAIM = {"subject": "", "record": "{}", "at": "2026"}
FINDING = {"asked": "", "origin": "arxiv", "at": "2026"}


@pytest.fixture
def tx(store):
    """A transaction in a library with the entries 1 to 4."""
    with store.write("test") as transaction:
        insert_entry_rows(transaction, [ENTRY | {"key": key, "uid": key} for key in "abcd"])
        yield transaction


def mention(tx, entry_id):
    source = save_source(tx, None, SourceValues(f"{entry_id}.md", "", "", "", b"", None, ""))
    insert_mentions(
        tx, [NewMention(entry_id, source, None, 1, 1, None, "", "{}", pinned=False, uid=bytes([entry_id]))]
    )


def test_taken_keys(tx):
    assert find_taken_keys(tx.connection, ["a", "d", "x"]) == {"a", "d"}


def test_entries_without_a_source(tx):
    mention(tx, 1)
    for entry_id, origin in ((2, "arxiv"), (4, FORMER)):
        tx.insert(columns.CLAIM, [CLAIM | {"entry_id": entry_id, "origin": origin}])
    assert find_sourced(tx.connection, [1, 2, 3, 4, 99]) == {1, 2}
    assert find_unmentioned(tx.connection, [1, 2, 3, 99]) == {2, 3}


def test_columns_are_updated_and_moved_lines_keep_the_time(tx):
    columns = {1: {"title": "T", "origins": '{"title": "a.md:2"}'}, 2: {"title": "U", "origins": "{}"}}
    assert update_columns(tx, columns, at="2027") == {2}
    rows = tx.connection.execute("SELECT title, origins, updated FROM entry WHERE id < 3").fetchall()
    assert rows == [("T", '{"title": "a.md:2"}', "2026"), ("U", "{}", "2027")]
    assert update_columns(tx, {}, at="2028") == set()


def test_attachments_are_transferred(tx):
    tx.insert(
        columns.ATTACHMENT, [{"entry_id": i, "path": str(i), "url": "", "size": 1, "at": ""} for i in (1, 3)]
    )
    transfer_attachments(tx, 1, 2)
    read = tx.connection.execute
    assert read("SELECT path, entry_id FROM attachment").fetchall() == [("1", 2), ("3", 3)]


def test_findings_are_read_reassigned_and_deleted(tx):
    tx.insert(
        columns.FINDING,
        [FINDING | {"entry_id": i, "state": state} for i, state in ((1, "unknown"), (2, "accepted"))],
    )
    assert read_finding_states(tx.connection, [2, 1]) == [(1, 1, "unknown", None), (2, 2, "accepted", None)]
    reassign_finding(tx, 1, 3)
    delete_findings(tx, [2])
    assert read_finding_states(tx.connection, [1, 2, 3]) == [(1, 3, "unknown", None)]


def test_identifiers_and_keys(tx):
    tx.insert(columns.IDENTIFIER, [{"entry_id": 1, "scheme": "arxiv", "value": "2106.09685"}])
    tx.insert(columns.MATCH_KEY, [{"entry_id": i, "key": key} for i, key in ((1, 7), (1, 8), (2, 8), (3, 9))])
    assert read_identifiers(tx.connection, 1) == (ClaimedId("arxiv", "2106.09685"),)
    assert read_identifiers(tx.connection, 2) == ()
    assert find_entries_by_keys(tx.connection, [8, 7]) == {1, 2}


def test_an_entry_is_deleted_with_all_rows_that_refer_to_it(tx):
    mention(tx, 1)
    topic = Topics(tx).id_of(("A",))
    (tag,) = tx.insert(columns.TAG, [{"name": "x"}])
    rows = [
        (columns.IDENTIFIER, {"scheme": "doi", "value": "10.1/x"}),
        (columns.LINK, {"url": "https://x.org", "role": "other"}),
        (columns.ENTRY_TAG, {"tag_id": tag}),
        (columns.ENTRY_TOPIC, {"topic_id": topic}),
        (columns.MATCH_KEY, {"key": 1}),
        (columns.NOTE, {"body": "", "created": "", "updated": "", "uid": ""}),
        (columns.CLAIM, CLAIM | {"origin": FORMER}),
        (columns.FINDING, FINDING | {"state": "unknown"}),
        (columns.ATTACHMENT, {"path": "", "url": "", "size": 1, "at": ""}),
    ]
    for model, row in rows:
        tx.insert(model, [row | {"entry_id": 1}, row | {"entry_id": 2}])
    delete_entries(tx, [1])
    owned = [table.name for table in columns.TABLES.values() if "entry_id" in table.columns]
    for name in owned:
        assert tx.connection.execute(f"SELECT 1 FROM {name} WHERE entry_id = 1").fetchall() == [], name
    for model, _ in rows:
        count = f"SELECT count(*) FROM {model.name} WHERE entry_id = 2"
        assert tx.connection.execute(count).fetchone() == (1,), model
    assert tx.connection.execute("SELECT id FROM entry ORDER BY id").fetchall() == [(2,), (3,), (4,)]
