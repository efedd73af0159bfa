from __future__ import annotations

from typing import NamedTuple

import pytest

from readlist.model.by_hand import Tagging
from readlist.model.identifiers import Identifier
from readlist.model.record import Link
from readlist.storage.entries import insert_entry_rows
from readlist.storage.entry_children import insert_children, replace_children
from readlist.storage.tag_rows import tag_ids
from readlist.storage.topic_rows import topic_ids

ENTRY = {"kind": "paper", "title": "T", "added": "2026", "updated": "2026"}
TABLES = ("identifier", "link", "entry_tag", "entry_topic", "match_key")


class Values(NamedTuple):
    identifiers: tuple = ()
    links: tuple = ()
    tags: tuple = ()
    topics: tuple = ()
    keys: tuple = ()


FULL = Values(
    (Identifier("arxiv", "2106.09685", 2), Identifier("doi", "10.1/x")),
    (Link("https://x.org", "code"), Link("https://y.org", "other")),
    (Tagging("PEFT", 1), Tagging("LoRA", 2)),
    (("A", "B"),),
    (7, 8),
)


@pytest.fixture
def tx(store):
    with store.write("test") as transaction:
        insert_entry_rows(transaction, [ENTRY | {"key": key, "uid": key} for key in "abc"])
        insert_children(transaction, {1: FULL, 2: Values(tags=(Tagging("peft", 1),))})
        yield transaction


def rows(tx):
    """All child rows, keyed by table."""
    return {name: tx.connection.execute(f"SELECT * FROM {name}").fetchall() for name in TABLES}


def test_each_value_is_a_row_in_order(tx):
    assert rows(tx) == {
        "identifier": [(1, 1, "arxiv", "2106.09685", 2), (2, 1, "doi", "10.1/x", None)],
        "link": [(1, 1, "https://x.org", "code"), (2, 1, "https://y.org", "other")],
        "entry_tag": [
            (1, 1, 2, "PEFT", 1, None),
            (2, 1, 1, "LoRA", 2, None),
            (3, 2, 2, "peft", 1, None),
        ],
        "entry_topic": [(1, 1, 2)],
        "match_key": [(1, 1, 7), (2, 1, 8)],
    }


def test_unchanged_values_are_not_written(tx):
    before, count = rows(tx), tx.connection.total_changes
    assert replace_children(tx, {1: FULL, 2: Values(tags=(Tagging("peft", 1),)), 3: Values()}) == set()
    assert (rows(tx), tx.connection.total_changes) == (before, count)


@pytest.mark.parametrize(
    "changed",
    [
        FULL._replace(identifiers=FULL.identifiers[::-1]),
        FULL._replace(links=(Link("https://x.org", "pdf"),)),
        FULL._replace(tags=(Tagging("PEFT", 1),)),
        FULL._replace(topics=(("A",),)),
        FULL._replace(keys=(7, 8, 9)),
        Values(),
    ],
)
def test_only_changed_entries_are_written(tx, changed):
    assert replace_children(tx, {1: changed, 2: Values(tags=(Tagging("peft", 1),))}) == {1}
    assert replace_children(tx, {1: changed, 2: Values(tags=(Tagging("peft", 1),))}) == set()
    assert tx.connection.execute("SELECT count(*) FROM link").fetchone() == (len(changed.links),)


def test_tag_counts_do_not_change_the_entry(tx):
    changed = FULL._replace(tags=(Tagging("PEFT", 5, 1), Tagging("LoRA", 2)))
    assert replace_children(tx, {1: changed}) == set()
    assert tx.connection.execute("SELECT times, given FROM entry_tag WHERE spelling = 'PEFT'").fetchone() == (
        5,
        1,
    )


def test_case_does_not_distinguish_tags(tx):
    ids = tag_ids(tx, {"peft", "New", "NEW"})
    assert ids["New"] == ids["NEW"] == 3
    assert ids["peft"] == 2
    assert tag_ids(tx, set()) == {}


def test_topics_are_inserted_with_their_parents(tx):
    assert topic_ids(tx, {("A", "B"), ("C", "D")}) == {("A", "B"): 2, ("C", "D"): 4}
    assert topic_ids(tx, set()) == {}
