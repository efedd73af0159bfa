"""Acronyms that titles explain, and what they stand for, find each other."""

from __future__ import annotations

import pytest

from filling import fill
from readlist.search.acronyms import learn_acronyms
from readlist.search.clauses import clauses_of
from readlist.search.engine import search
from readlist.search.index_reader import IndexReader
from readlist.search.query import Term
from readlist.search.synonyms import Synonyms
from readlist.storage.database import Store


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with Store.open(tmp_path_factory.mktemp("acronyms") / "library.db") as opened:
        fill(
            opened,
            {"key": "explained", "title": "Quasi-Linear Zipper Trees (QLZT) for Knots"},
            {"key": "before", "title": "EWT: Extended Wavelet Tiling"},
            {"key": "long", "title": "Balancing Quasi-Linear Zipper Trees"},
            {"key": "short", "title": "QLZT in the Wild"},
            {"key": "no", "title": "ABC of Knots"},
            {"key": "initials", "title": "The Drifting Glacier Process for Ponds"},
            {"key": "colon", "title": "Marmots: Slow-Path Burrow Routing"},
            {"key": "small", "title": "Ducks of the North by Canoe"},
            {"key": "within", "title": "Counting Woolly Kite Flyers"},
        )
        yield opened


@pytest.mark.parametrize(
    ("query", "lines"),
    [
        ("qlzt", ["qlzt = quasi linear zipper trees"]),
        ("ewt", ["ewt = extended wavelet tiling"]),
        ("quasi linear zipper trees", ["qlzt = quasi linear zipper trees"]),
        ("extended wavelet tiling", ["ewt = extended wavelet tiling"]),
        ("abc", []),
        ("dgp", ["dgp = drifting glacier process"]),
        ("spbr", ["spbr = slow path burrow routing"]),
        ("dnc", ["dnc = ducks of the north by canoe"]),
        ("dono", []),
        ("dg", []),
        ("wkf", []),
        ("zipper trees", []),
        ("of", []),
    ],
)
def test_what_is_learned_from_titles(store, query, lines):
    reader = IndexReader(store.connection, [], 10)
    clauses = [clause for word in query.split() for clause in clauses_of(Term(word))]
    assert learn_acronyms(reader, clauses, Synonyms("")) == lines


def test_what_synonyms_say_is_not_looked_up(store):
    reader = IndexReader(store.connection, [], 10)
    assert learn_acronyms(reader, clauses_of(Term("qlzt")), Synonyms("qlzt = other")) == []


@pytest.mark.parametrize("query", ["qlzt", "quasi linear zipper trees"])
def test_both_forms_find_all_works(store, query):
    keys = dict(store.query("SELECT id, key FROM entry"))
    found = {keys[hit.entry_id] for hit in search(store.connection, query).hits if hit.match == "all"}
    assert found == {"explained", "long", "short"}


def test_initials_of_a_title_find_it(store):
    keys = dict(store.query("SELECT id, key FROM entry"))
    results = search(store.connection, "dgp ponds")
    assert [(keys[hit.entry_id], hit.match) for hit in results.hits] == [("initials", "all")]
    assert results.searched == "dgp ponds, or synonyms"
