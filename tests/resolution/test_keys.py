"""Citation keys when entries want others, or go: what each has in the end does not depend on the way there."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depth import examples
from notebook import Notebook, memory_store
from readlist.resolution.keys import find_keys, settle_keys
from readlist.storage import columns
from readlist.storage.entries import delete_entries
from readlist.sync.sharing import share

WANTED = ("weir", "weira", "weirb", "mill", "milla")
WORKS = 5
steps = st.lists(
    st.tuples(st.integers(0, WORKS - 1), st.none() | st.sampled_from(WANTED)), min_size=1, max_size=12
)


def shared_library(folder):
    """Return a library that exchanges operations, with works of different operations."""
    book = Notebook(folder, memory_store())
    for number in range(WORKS):
        book.bring(
            **{
                f"notes{number}_md": f"- [The Mill of Weir Number {number}](https://doi.org/10.1000/{number})\n"
            }
        )
    share(book.store)
    return book.store


def take(store, entry_id, wanted):
    """Let an entry want a key, or go."""
    with store.write("test") as tx:
        keys = find_keys(tx, [entry_id])
        if wanted is None:
            delete_entries(tx, [entry_id])
        else:
            tx.update(columns.ENTRY, {entry_id: {"wanted": wanted}}, derived=True)
        settle_keys(tx, [entry_id], keys)


def expected(wants):
    """Return the key of each entry that wants one, in the order of their birth; ``(id, wanted, is there)``."""
    named = {wanted for _, wanted, _ in wants}
    given, first = {}, set()
    for entry_id, wanted, is_there in wants:
        if wanted not in first:
            first.add(wanted)
            given[entry_id] = wanted
        elif is_there:
            letters = (f"{wanted}{one}" for one in "abcdefghijklm")
            given[entry_id] = next(key for key in letters if key not in named and key not in given.values())
    return {entry_id: given[entry_id] for entry_id, _, is_there in wants if is_there}


@given(steps)
@settings(max_examples=examples(120), deadline=None)
def test_keys_do_not_depend_on_what_was_wanted_before(taken):
    with tempfile.TemporaryDirectory() as folder:
        store = shared_library(Path(folder))
        ids = [i for (i,) in store.query("SELECT id FROM entry ORDER BY born, id")]
        wants = {i: (i, key, True) for i, key in store.query("SELECT id, key FROM entry ORDER BY born, id")}
        for number, wanted in taken:
            entry_id, before, is_there = wants[ids[number]]
            if is_there:
                take(store, entry_id, wanted)
                wants[entry_id] = (entry_id, wanted or before, wanted is not None)
        assert dict(store.query("SELECT id, key FROM entry")) == expected(list(wants.values()))
        store.close()


@pytest.mark.parametrize("gone", [None, "weirs"])
def test_a_key_with_a_letter_that_becomes_free_is_the_next_ones(tmp_path, gone):
    store = shared_library(tmp_path)
    for entry_id in (1, 2, 3):
        take(store, entry_id, "weir")
    take(store, 2, gone)
    assert dict(store.query("SELECT id, key FROM entry WHERE id IN (1, 3)")) == {1: "weir", 3: "weira"}


def test_a_key_that_is_no_longer_wanted_goes_to_who_would_have_it_with_letters(tmp_path):
    store = shared_library(tmp_path)
    for entry_id, wanted in ((1, "weir"), (2, "weira"), (3, "weir"), (2, "mill")):
        take(store, entry_id, wanted)
    assert dict(store.query("SELECT id, key FROM entry WHERE id < 4")) == {1: "weir", 2: "mill", 3: "weira"}
