from __future__ import annotations

import pytest

import editing
from notebook import add_record
from readlist.curation import annotate
from readlist.model.facts import INTO, Statement
from readlist.model.identifiers import Identifier
from readlist.model.record import Record
from readlist.storage import facts

TITLES = ("Low-Rank Adaptation", "Quantized Finetuning", "Dense Retrieval of Passages")


@pytest.fixture
def works(store):
    """Return the ids of three entries."""
    records = [
        Record(title=title, ids=(Identifier("arxiv", f"2401.0000{n}"),)) for n, title in enumerate(TITLES, 1)
    ]
    return [add_record(store, record, "arxiv").entry_id for record in records]


def say(store, entry_id, field, value, element=""):
    with store.write("say") as tx:
        facts.state(tx, [Statement(entry_id, field, element, value)])


def said(store, entry_id):
    found = facts.read_facts(store.connection, [entry_id]).get(entry_id, [])
    return {(one.field, one.element): one.value for one in found}


def test_the_last_statement_counts_and_none_takes_it_back(store, works):
    for value in (3, 4, None):
        say(store, works[0], "rating", value)
        assert said(store, works[0]) == ({("rating", ""): value} if value else {})
    assert store.query("SELECT value FROM fact ORDER BY id") == [("3",), ("4",), (None,)]


def test_statements_of_one_field_are_apart(store, works):
    say(store, works[0], "tag", "X", "x")
    say(store, works[0], "tag", False, "y")
    say(store, works[1], "tag", "X", "x")
    say(store, works[0], "tag", None, "x")
    assert said(store, works[0]) == {("tag", "y"): False}
    assert said(store, works[1]) == {("tag", "x"): "X"}


@pytest.mark.parametrize(
    ("field", "element", "own", "other", "since", "counts"),
    [
        ("rating", "", 4, 2, "nothing", 4),
        ("rating", "", None, 2, "nothing", 2),
        ("rating", "", 4, 2, None, None),
        ("rating", "", None, 2, None, None),
        ("tag", "x", "x", "X", "nothing", "X"),
        ("tag", "x", "x", False, "nothing", False),
        ("tag", "x", None, "X", "nothing", "X"),
        ("tag", "x", "x", "X", False, False),
        ("tag", "x", "x", None, "nothing", "x"),
    ],
)
def test_what_counts_of_a_merged_entry(store, works, field, element, own, other, since, counts):
    keep, merged, _ = works
    for entry_id, value in ((keep, own), (merged, other)):
        if value is not None:
            say(store, entry_id, field, "before", element)
        say(store, entry_id, field, value, element)
    editing.merge(store, keep, [merged])
    if since != "nothing":
        say(store, keep, field, since, element)
    assert said(store, keep).get((field, element)) == counts


def test_merges_are_followed_and_can_be_taken_back(store, works):
    for number, entry_id in enumerate(works):
        say(store, entry_id, "tag", f"t{number}", f"t{number}")
    uids = facts.read_uids(store.connection, works)
    editing.merge(store, works[1], [works[2]])
    editing.merge(store, works[0], [works[1]])
    assert {facts.find_entry_of(store.connection, uid) for uid in uids.values()} == {works[0]}
    assert len(said(store, works[0])) == 3
    editing.undo(store)
    assert facts.find_entry_of(store.connection, uids[works[2]]) == works[1]
    assert len(said(store, works[1])) == 2


def test_a_circle_of_merges_ends(store, works):
    uids = facts.read_uids(store.connection, works)
    with store.write("circle") as tx:
        rows = [(works[0], works[1]), (works[1], works[2]), (works[2], works[0])]
        facts.state(tx, [Statement(one, INTO, "", uids[into]) for one, into in rows])
    assert facts.find_entry_of(store.connection, uids[works[0]]) in works
    assert said(store, works[0]) == {}


def test_a_corrected_title_outranks_providers_until_it_is_taken_back(store, works):
    def title():
        return next(store.load_entries([works[0]])).title

    for value in ("A better title", None):
        with store.write("set") as tx:
            annotate.set_field(tx, [works[0]], "title", value)
        assert title() == (value or TITLES[0])


def test_a_new_entry_never_gets_the_uid_of_a_merged_one(store, works):
    uids = facts.read_uids(store.connection, works)
    editing.merge(store, works[0], [works[1]])
    with store.write("split off") as tx:
        tx.connection.execute("DELETE FROM claim WHERE subject = 'arxiv:2401.00002'")
        tx.connection.execute("DELETE FROM match_key")
    again = Record(title=TITLES[1], ids=(Identifier("arxiv", "2401.00002"),))
    added = add_record(store, again, "arxiv")
    assert added.created
    assert facts.read_uids(store.connection, [added.entry_id])[added.entry_id] not in uids.values()


def test_merges_of_merges_count_from_the_inside_out(store, works):
    outer, middle, inner = works
    say(store, inner, "status", "todo")
    say(store, inner, "tag", "x", "x")
    say(store, inner, "rating", 5)
    editing.merge(store, middle, [inner])
    say(store, middle, "status", "read")
    say(store, middle, "tag", None, "x")
    say(store, middle, "rating", None)
    editing.merge(store, outer, [middle])
    assert said(store, outer) == {("status", ""): "read"}


def test_what_was_taken_away_after_a_merge_stays_away_when_it_is_done_again(store, works):
    keep, merged, _ = works
    say(store, merged, "tag", "x", "x")
    say(store, merged, "rating", 5)
    editing.merge(store, keep, [merged])
    merge = max(number for (number,) in store.query("SELECT id FROM operation"))
    say(store, keep, "tag", None, "x")
    say(store, keep, "rating", None)
    editing.undo(store, operation_id=merge)
    editing.redo(store)
    assert said(store, keep) == {}
