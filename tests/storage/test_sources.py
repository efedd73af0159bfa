from __future__ import annotations

from unittest.mock import ANY

from readlist.storage.sources import (
    SourceValues,
    find_source_by_name,
    find_source_by_path,
    find_sources_by_hash,
    read_hashes,
    save_source,
)

A = SourceValues("a.md", "/n/a.md", "h", "utf-8", b"x", "T", "2026")


def test_a_source_is_found_by_path_name_and_hash(store):
    with store.write("add") as tx:
        first = save_source(tx, None, A)
        second = save_source(tx, None, A._replace(name="b.md", path="/n/b.md"))
    a, b = (
        (one, two, path, ANY) for one, two, path in ((first, "a.md", "/n/a.md"), (second, "b.md", "/n/b.md"))
    )
    assert find_source_by_path(store.connection, "/n/b.md") == b
    assert find_source_by_path(store.connection, "/n/c.md") is None
    assert find_source_by_name(store.connection, "a.md") == a
    assert find_source_by_name(store.connection, "A.md") is None
    assert find_sources_by_hash(store.connection, "h") == [a, b]
    assert find_sources_by_hash(store.connection, "i") == []


def test_a_source_with_an_id_is_overwritten(store):
    with store.write("add") as tx:
        source_id = save_source(tx, None, A)
        assert save_source(tx, source_id, A._replace(hash="i", title=None)) == source_id
    assert read_hashes(store.connection) == {"/n/a.md": "i"}
    assert store.query("SELECT count(*), title FROM source") == [(1, None)]
