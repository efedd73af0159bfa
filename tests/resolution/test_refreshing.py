"""Entries are refreshed in batches; what is said of all of them does not depend on that."""

from __future__ import annotations

import editing
from notebook import Notebook, memory_store
from readlist.resolution.refreshing import refresh_now


def test_a_removed_entry_of_an_early_batch_is_among_the_hidden(tmp_path):
    lines = [f"- [The Mill of Weir Number {n}](https://doi.org/10.1000/{n})\n" for n in range(600)]
    with Notebook(tmp_path, memory_store()) as book:
        book.bring(mills_md="".join(lines))
        editing.remove(book.store, [1])
        ids = [i for (i,) in book.store.query("SELECT id FROM entry")]
        with book.store.write("test") as tx:
            assert refresh_now(tx, ids).hidden == {1}
