from __future__ import annotations

import pytest

from filling import fill
from readlist.search.more_like_this import find_related
from readlist.storage.database import Store


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with Store.open(tmp_path_factory.mktemp("related") / "library.db") as opened:
        fill(
            opened,
            {
                "key": "own",
                "title": "Sparse Routing of Experts",
                "topic": ["MoE"],
                "authors": ["Ada Li"],
                "abstract": "Routers balance load.",
            },
            {
                "key": "alike",
                "title": "Routing Experts by Load",
                "topic": ["MoE"],
                "abstract": "Balance again.",
            },
            {"key": "author", "title": "Experts in Vision", "authors": ["Ada Li"]},
            {"key": "other", "title": "Speech Translation"},
            {"key": "heading", "title": "Routing Experts", "kind": "note"},
            {"key": "zh1", "title": "知识图谱问答", "tags": ["图谱"]},
            {"key": "zh2", "title": "知識圖譜補全", "tags": ["圖譜"]},
            *(
                {"title": f"Filler {word}"}
                for word in "one two three four five six seven eight nine ten eleven twelve".split()
            ),
        )
        yield opened


def _related(store, key):
    ids = dict(store.query("SELECT key, id FROM entry"))
    keys = {number: name for name, number in ids.items()}
    return {keys[found.entry_id]: found for found in find_related(store.connection, ids[key])}


def test_entries_that_share_words_and_topics_come_first(store):
    found = _related(store, "own")
    assert list(found) == ["alike", "author"]
    assert found["alike"].terms == ("routing", "experts", "balance", "load", "moe")
    assert found["author"].terms == ("experts", "ada li")
    assert found["alike"].score > found["author"].score > 0


def test_related_entries_in_the_other_script(store):
    found = _related(store, "zh1")
    assert list(found) == ["zh2"]
    assert found["zh2"].terms == ("知识图谱", "图谱")


def test_entries_without_related_ones(store):
    assert _related(store, "other") == {}
    assert find_related(store.connection, 999) == ()
