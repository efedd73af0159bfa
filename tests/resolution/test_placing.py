"""Placing by homes, on the real features and the real clustering."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depth import examples
from readlist.linkage.blocking import all_keys
from readlist.linkage.clustering import cluster
from readlist.linkage.features import features_of
from readlist.model.identifiers import parse_identifier
from readlist.model.record import Record
from readlist.resolution.placing import Placeable, entry_uid, place

TITLES = (
    "LoRA: Low-Rank Adaptation of Large Language Models",
    "Low-Rank Adaptation of Large Language Models",
    "QLoRA: Efficient Finetuning of Quantized LLMs",
    "Dense Passage Retrieval for Open-Domain Question Answering",
    "Dense Passage Retrieval for Open Domain Question Answering",
    "Retrieval-Augmented Generation for Knowledge-Intensive NLP Tasks",
    "稀疏混合专家模型的路由与负载均衡研究综述",
    "Survey",
)
IDS = ("2106.09685", "2305.14314", "2004.04906", "10.1000/182", "2020.emnlp-main.550")
records = st.builds(
    lambda title, ids, year: Record(title=title, ids=tuple(map(parse_identifier, ids)), year=year),
    st.sampled_from(TITLES),
    st.lists(st.sampled_from(IDS), max_size=2, unique=True),
    st.sampled_from([None, 2020, 2021]),
)
batches = st.lists(st.lists(records, min_size=1, max_size=4), min_size=1, max_size=5)


def names_of(record):
    return tuple(f"{one.scheme}:{one.value}" for one in record.ids)


class Replica:
    """The records of a library with their homes, placed a few at a time as imports do, with their neighbours only."""

    def __init__(self):
        self.records = {}
        self.pieces = {}
        self.entries = {}

    def bring(self, numbered, stamp):
        """Import records, each with its uid, in one operation."""
        for uid, record in numbered:
            self.records[uid] = record
            self.pieces[uid] = Placeable(uid, stamp, names_of(record))
        near = self.neighbours({uid for uid, _ in numbered})
        others = {home for uid, home in self.entries.items() if uid not in near}
        placed = self.place(near, is_taken=others.__contains__)
        for uid, entry in placed.items():
            self.entries[uid] = entry
            if self.pieces[uid].home is None:
                self.pieces[uid] = self.pieces[uid]._replace(home=entry)

    def edit(self, uid, record, stamp):
        """Change a record in its note: it keeps its uid and its home."""
        old = self.neighbours({uid})
        self.records[uid] = record
        self.pieces[uid] = self.pieces[uid]._replace(changed=stamp, names=names_of(record))
        self.place_again(old | {uid})

    def remove(self, uid):
        """Remove a record from its note."""
        old = self.neighbours({uid}) - {uid}
        for known in (self.records, self.pieces, self.entries):
            del known[uid]
        self.place_again(old)

    def merge(self, uid, other):
        """Merge the entries of two records by hand."""
        into = self.entries[uid]
        moving = {one for one, entry in self.entries.items() if entry in (into, self.entries[other])}
        for one in moving:
            self.pieces[one] = self.pieces[one]._replace(home=into, is_pinned=True)
        self.place_again(moving)

    def place_again(self, uids):
        near = self.neighbours(uids)
        others = {home for uid, home in self.entries.items() if uid not in near}
        self.entries |= self.place(near, is_taken=others.__contains__)

    def neighbours(self, uids):
        """All records that share a key, a home or an entry with these, transitively."""
        seen, waiting = set(), set(uids)
        while waiting:
            seen |= waiting
            marks = {mark for uid in waiting for mark in self.marks(uid)}
            waiting = {
                uid for uid in self.records if uid not in seen and not marks.isdisjoint(self.marks(uid))
            }
        return seen

    def marks(self, uid):
        one = self.pieces[uid]
        keys = all_keys(features_of(self.records[uid]))
        return {*keys, *(("entry", home) for home in (one.home, self.entries.get(uid)) if home)}

    def place(self, uids, **more):
        return place(self.groups(uids), **more)

    def groups(self, uids):
        ordered = sorted(uids)
        found = cluster([features_of(self.records[uid]) for uid in ordered]).groups
        return [[self.pieces[ordered[position]] for position in group] for group in found]

    def exchange(self, other):
        """Take what the other has said later than this one, as two libraries do, and place everything."""
        for uid, piece in other.pieces.items():
            mine = self.pieces.get(uid)
            if mine is None or (piece.is_pinned, piece.changed) > (mine.is_pinned, mine.changed):
                self.pieces[uid] = piece
                self.records[uid] = other.records[uid]
        self.entries = self.place(self.records)


def numbered(imports):
    count = itertools.count(100)
    return [[(f"m{next(count)}", record) for record in batch] for batch in imports]


@settings(max_examples=examples(300), deadline=None)
@given(batches)
def test_placing_a_few_records_with_their_neighbours_equals_placing_all(imports):
    replica = Replica()
    for stamp, batch in enumerate(numbered(imports)):
        replica.bring(batch, f"{stamp:03d}")
        assert replica.entries == replica.place(replica.records)


changes = st.one_of(
    st.tuples(st.just("bring"), st.lists(records, min_size=1, max_size=4), st.none()),
    st.tuples(st.just("edit"), st.integers(0, 30), records),
    st.tuples(st.just("remove"), st.integers(0, 30), st.none()),
    st.tuples(st.just("merge"), st.integers(0, 30), st.integers(0, 30)),
)


@settings(max_examples=examples(400), deadline=None)
@given(st.lists(changes, min_size=1, max_size=10))
def test_after_any_change_the_neighbours_alone_give_the_same_as_all(history):
    replica, count = Replica(), itertools.count(100)
    for stamp, (name, first, second) in enumerate(history):
        known = sorted(replica.records)
        if name == "bring":
            replica.bring([(f"m{next(count)}", record) for record in first], f"{stamp:03d}")
        elif known and name == "edit":
            replica.edit(known[first % len(known)], second, f"{stamp:03d}")
        elif known and name == "remove":
            replica.remove(known[first % len(known)])
        elif known:
            replica.merge(known[first % len(known)], known[second % len(known)])
        assert replica.entries == replica.place(replica.records)


@settings(max_examples=examples(400), deadline=None)
@given(batches)
def test_each_work_is_one_entry_and_each_entry_one_work(imports):
    replica = Replica()
    for stamp, batch in enumerate(numbered(imports)):
        replica.bring(batch, f"{stamp:03d}")
    works = {frozenset(one.uid for one in group) for group in replica.groups(replica.records)}
    entries = {}
    for uid, entry in replica.entries.items():
        entries.setdefault(entry, set()).add(uid)
    assert {frozenset(uids) for uids in entries.values()} == works


@settings(max_examples=examples(400), deadline=None)
@given(batches, records)
def test_a_new_record_moves_no_other_unless_it_joins_or_parts_works(imports, record):
    replica = Replica()
    for stamp, batch in enumerate(numbered(imports)):
        replica.bring(batch, f"{stamp:03d}")
    before, old = (
        dict(replica.entries),
        {frozenset(one.uid for one in g) for g in replica.groups(replica.records)},
    )
    replica.bring([("new", record)], "999")
    works = {frozenset(one.uid for one in g if one.uid != "new") for g in replica.groups(replica.records)}
    if works - {frozenset()} == old:
        assert {uid: entry for uid, entry in replica.entries.items() if uid != "new"} == before


@settings(max_examples=examples(400), deadline=None)
@given(batches, st.randoms(use_true_random=False), st.randoms(use_true_random=False))
def test_libraries_agree_once_they_have_exchanged(imports, one_order, other_order):
    ours, theirs = Replica(), Replica()
    every = numbered(imports)
    for replica, order, device in ((ours, one_order, "a"), (theirs, other_order, "b")):
        shuffled = list(every)
        order.shuffle(shuffled)
        for stamp, batch in enumerate(shuffled):
            replica.bring(batch, f"{order.randint(0, 9)}{stamp:03d}{device}")
    ours.exchange(theirs)
    theirs.exchange(ours)
    assert ours.entries == theirs.entries
    assert ours.pieces == theirs.pieces


def piece(uid, home=None, *, changed="1", names=(), pinned=False):
    return Placeable(uid, changed, names, home, pinned)


def test_a_new_work_is_named_by_its_first_id_else_by_its_first_record():
    groups = [[piece("a", names=("arxiv:2106.09685",))], [piece("c"), piece("b")]]
    assert place(groups) == {
        "a": entry_uid("arxiv:2106.09685"), "b": entry_uid("b"), "c": entry_uid("b"),
    }  # fmt: skip


def test_a_second_work_with_the_same_id_gets_an_entry_of_its_own_and_keeps_it():
    shared = ("arxiv:2106.09685",)
    placed = place([[piece("a", names=shared)], [piece("b", names=shared)]])
    assert placed == {"a": entry_uid(shared[0]), "b": entry_uid("b")}
    many = [piece(uid, placed["b"], names=shared) for uid in ("b", "c", "d")]
    assert place([[piece("a", placed["a"], names=shared)], many])["a"] == placed["a"]


def test_a_work_that_lost_its_home_keeps_its_entry_when_others_join():
    winners = [piece("a", "A"), piece("b", "A")]
    lost = piece("m", "A", names=("arxiv:1",))
    alone = place([winners, [lost]])["m"]
    joined = place([winners, [lost, piece("c", names=("arxiv:2",))]])
    assert joined["m"] == joined["c"] == alone == entry_uid("m")


def test_most_votes_win_and_then_the_record_that_is_unchanged_for_longest():
    assert place([[piece("a", "A"), piece("b", "B"), piece("c", "B")]]) == dict.fromkeys("abc", "B")
    assert place([[piece("a", "A", changed="2"), piece("b", "B", changed="1")]]) == dict.fromkeys("ab", "B")
    parted = place([[piece("a", "A", changed="2")], [piece("b", "A", changed="1")]])
    assert parted == {"b": "A", "a": entry_uid("a")}


def test_the_entry_that_a_record_was_born_into_is_not_given_to_another_work():
    name = "arxiv:2106.09685"
    joined = [piece("a", "A"), piece("b", "A"), piece("c", entry_uid(name))]
    assert place([joined, [piece("d", names=(name,))]])["d"] == entry_uid("d")


def test_pinned_records_stay_and_the_rest_of_the_group_goes_to_the_nearest():
    group = [piece("a", "A", pinned=True), piece("b", "B", pinned=True), piece("c", "A"), piece("d")]
    placed = place([group], nearest=lambda one, pinned: pinned["cd".index(one.uid)])
    assert placed == {"a": "A", "b": "B", "c": "A", "d": "B"}


def test_an_entry_with_a_pinned_record_is_closed_to_other_works():
    placed = place([[piece("a", "A", pinned=True)], [piece("b", "A")]])
    assert placed == {"a": "A", "b": entry_uid("b")}


@pytest.mark.parametrize("count", [1, 2, 5])
def test_an_entry_is_never_given_twice_whatever_is_taken(count):
    gone = {entry_uid("a"), entry_uid("arxiv:1")} | {entry_uid(f"a {n}") for n in range(1, count)}
    placed = place([[piece("a", names=("arxiv:1",))]], is_taken=gone.__contains__)
    assert placed == {"a": entry_uid(f"a {count}")}
