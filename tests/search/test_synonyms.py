from __future__ import annotations

import pytest

from readlist.search.clauses import clauses_of
from readlist.search.query_parser import parse_query
from readlist.search.synonyms import load, translate
from readlist.text.folding import fold


def _reading(query):
    return tuple(need for group in parse_query(query).groups for need in clauses_of(group[0]))


def _wide(query):
    wide, _ = translate(load(), _reading(query))
    return [{" ".join(option.words) for option in need.options} for need in wide]


def test_the_table_is_folded_and_large_and_in_both_languages():
    concepts = load()
    lines = [line for line in concepts.lines if line]
    assert len(lines) >= 200
    for line in lines:
        assert fold(line) == line
        names = [name.strip() for name in line.split("=")]
        assert len(set(names)) == len(names) > 1
        assert all(names)
        assert any(name.isascii() for name in names)
        assert any(not name.isascii() for name in names)


@pytest.mark.parametrize(
    ("query", "also"),
    [
        ("moe", "mixture of experts"),
        ("MoE", "混合 合专 专家"),
        ("mixture of experts", "moe"),
        ("mixture-of-experts", "moe"),
        ("混合專家", "moe"),
        ("hallucinations", "幻觉"),
        ("檢索增強", "rag"),
        ("資料集", "dataset"),
    ],
)
def test_other_names_of_what_is_named(query, also):
    (names,) = _wide(query)
    assert also in names


def test_names_within_a_run_of_chinese_and_among_words():
    assert [min(names) for names in _wide("幻觉检测")][1:] == ["检测"]
    assert "hallucination" in _wide("幻觉检测")[0]
    assert _wide("llama moe zero")[0] == {"llama"}


@pytest.mark.parametrize("query", ["llama", "title:moe", '"mixture of experts"', "zebra", "moe*"])
def test_what_names_nothing_is_left_alone(query):
    assert _wide(query) == []


def test_own_lines(tmp_path):
    own = tmp_path / "concepts.txt"
    own.write_text("\ufeff# mine\n\nZebra = 斑馬\nnothing\n= =\n", encoding="utf-8")
    concepts = load(own)
    assert concepts.names("zebra") == ("zebra", "斑马")
    assert concepts.names("nothing") == ()
    assert concepts.names("") == ()
