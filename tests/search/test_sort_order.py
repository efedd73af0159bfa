"""Sort orders other than relevance."""

from __future__ import annotations

import pytest

from readlist.errors import UsageError
from readlist.library import Library
from readlist.search.sort_order import ORDERS, order_sql, sort_ids

NOTES = """\
# Papers on ranking

- [zebra ranking of stripes](https://example.org/1) 2021.03
- [Aardvark ranking by tongue](https://example.org/2) 2023
- [émigré ranking, undated by anybody](https://example.org/3)
- [mole ranking below ground](https://example.org/4) 2023.11
- [排序学习综述与展望 ranking](https://example.org/5) 2020
"""


@pytest.fixture
def library(tmp_path):
    (tmp_path / "a.md").write_text(NOTES, encoding="utf-8")
    with Library.open(tmp_path / "library.db") as opened:
        opened.import_paths([tmp_path / "a.md"])
        yield opened


def first_words(entries):
    return [entry.title.split()[0].lower() for entry in entries]


def test_by_year_newest_first_and_undated_last(library):
    assert first_words(library.entries(sort="year")) == [
        "mole",
        "aardvark",
        "zebra",
        "排序学习综述与展望",
        "émigré",
    ]


def test_by_title_ignoring_case(library):
    assert first_words(library.entries(sort="title"))[:3] == ["aardvark", "mole", "zebra"]


def test_by_the_time_they_were_added(library):
    library.add(["2106.09685"], offline=True)
    with library.store.write("test") as tx:
        from readlist.storage import columns

        newest = library.find("2106.09685").id
        tx.update(columns.ENTRY, {newest: {"added": "2999-01-01T00:00:00Z"}})
    entries = list(library.entries(sort="added"))
    assert entries[0].arxiv_id == "2106.09685"
    assert [entry.key for entry in entries[1:]] == sorted(entry.key for entry in entries[1:])


def test_by_key_by_default(library):
    keys = [entry.key for entry in library.entries()]
    assert keys == sorted(keys) == [entry.key for entry in library.entries(sort="key")]


@pytest.mark.parametrize("order", ORDERS)
def test_searches_are_sorted_like_lists(library, order):
    found = [found.entry.key for found in library.search("ranking -kind:note", sort=order).found]
    assert found == [entry.key for entry in library.entries(sort=order)]
    assert [
        found.entry.key for found in library.search("ranking -kind:note", sort=order, limit=2).found
    ] == found[:2]


def test_hits_are_sorted_with_their_entries(library):
    best_first = {found.entry.key: found.hit for found in library.search("ranking").found}
    assert {
        found.entry.key: found.hit for found in library.search("ranking", sort="year").found
    } == best_first


def test_a_negative_limit_means_no_limit(library):
    assert len(library.search("ranking", limit=-1).found) >= 5
    assert len(library.search("ranking", limit=-1, sort="title").found) >= 5
    assert len(library.search("ranking", limit=1).found) == 1


def test_unknown_ids_are_left_out(library):
    ids = [entry.id for entry in library.entries(sort="title")]
    assert sort_ids(library.store.connection, [*reversed(ids), 999_999], "title", -1) == ids
    assert sort_ids(library.store.connection, [], "title", -1) == []


@pytest.mark.parametrize("wrong", ["size", "", "key; DROP TABLE entry"])
def test_an_unknown_order_is_refused(library, wrong):
    for ask in (
        lambda: order_sql(wrong),
        lambda: library.entries(sort=wrong),
        lambda: library.search("ranking", sort=wrong),
    ):
        with pytest.raises(UsageError, match="is not a sort order"):
            ask()
