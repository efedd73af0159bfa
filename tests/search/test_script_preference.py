from __future__ import annotations

import pytest

from filling import fill
from readlist.search.engine import search
from readlist.search.query_parser import parse_query
from readlist.search.script_preference import find_link_texts, find_script_runs, is_named
from readlist.storage.database import Store


@pytest.mark.parametrize(
    ("query", "runs"),
    [
        ("推薦系統", ["推薦系統"]),
        ("推荐系统", ["推荐系统"]),
        ("中文", []),  # the same in both scripts
        ("lora 微調", ["微調"]),
        ("LLM遺忘", ["遺忘"]),
        ("語言，視覺", ["語言", "視覺"]),
        ("topic:檢索", []),  # a filter has no words to find
        ("檢索 OR 检索", []),  # both scripts are typed
        ("low rank", []),
    ],
)
def test_runs_that_differ_between_the_scripts(query, runs):
    assert find_script_runs(parse_query(query)) == runs


def test_link_texts():
    assert find_link_texts("- [推薦](#a), see [B C](https://b.org) and [not a link]") == ["推薦", "B C"]


def test_every_run_must_be_in_a_name():
    assert is_named(["微調大型語言模型", "LoRA"], ["微調", "語言"])
    assert not is_named(["微調大型語言模型", "LoRA"], ["微調", "语言"])


def test_names_in_the_typed_script_rank_first(tmp_path):
    with Store.open(tmp_path / "library.db") as store:
        fill(
            store,
            {"key": "simplified", "title": "推荐系统综述", "kind": "article"},
            {"key": "traditional", "title": "給初學者的推薦系統入門與各種實作", "kind": "article"},
            {"key": "tagged", "title": "A Field Guide to Recommenders", "tags": ["推薦系統"]},
            {"key": "links", "title": "Links", "kind": "note", "text": "- [推薦系統](https://a.org/#b)"},
            {"key": "prose", "title": "Recsys", "text": "- Recsys\n  - 這篇談推薦系統"},
        )
        keys = dict(store.query("SELECT id, key FROM entry"))

        def found(query):
            return [keys[hit.entry_id] for hit in search(store.connection, query, exact=True).hits]

        assert found("推薦系統")[:3] == ["traditional", "tagged", "links"]
        assert found("推荐系统")[0] == "simplified"
        assert sorted(found("推薦系統")) == sorted(found("推荐系统")) == sorted(keys.values())
