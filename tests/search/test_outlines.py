from __future__ import annotations

from filling import fill
from notebook import memory_store
from readlist.search.listing import list_ids, list_outlines
from readlist.search.outlines import read_outlines

FIELDS = ("id", "key", "kind", "title", "year", "status", "url")


def test_outlines_have_what_a_list_shows_in_the_same_order():
    with memory_store() as store:
        ids = fill(
            store,
            {"key": "b", "title": "Two", "year": 2020, "status": "read", "url": "https://example.org/2"},
            {"key": "a", "title": "One", "kind": "repo"},
            {"key": "c", "title": "Three", "kind": "note"},
        )
        for notes in (False, True):
            listed = list(list_ids(store, None, notes=notes, sort="key", limit=-1))
            outlines = list(list_outlines(store, None, notes=notes, sort="key", limit=-1))
            for entry, outline in zip(store.load_entries(listed), outlines, strict=True):
                assert all(getattr(entry, name) == getattr(outline, name) for name in FIELDS)
        assert [one.id for one in read_outlines(store, [ids[2], 999, ids[0]])] == [ids[2], ids[0]]
