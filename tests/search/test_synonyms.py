from __future__ import annotations

import pytest

from readlist.search.clauses import clauses_of
from readlist.search.query_parser import parse_query
from readlist.search.synonyms import load, translate
from readlist.text.folding import fold, unify_variants


def _interpretation(query):
    return tuple(clause for group in parse_query(query).groups for clause in clauses_of(group[0]))


def _widened(query):
    widened, _ = translate(load(), _interpretation(query))
    return [{" ".join(option.words) for option in clause.options} for clause in widened]


def test_the_packaged_synonyms_are_folded_and_bilingual():
    synonyms = load()
    lines = [line for line in synonyms.lines if line]
    assert len(lines) >= 200
    for line in lines:
        assert unify_variants(fold(line)) == line
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
        ("显著性", "saliency"),
        ("nmt", "机器 器翻 翻译"),
        ("姿态", "pose"),
        ("point cloud", "点云"),
        ("召回", "recall"),
        ("資料集", "dataset"),
    ],
)
def test_names_are_widened_by_their_synonyms(query, also):
    (names,) = _widened(query)
    assert also in names


def test_names_within_a_run_of_chinese_and_among_other_words():
    assert [min(names) for names in _widened("幻觉检测")][1:] == ["检测"]
    assert "hallucination" in _widened("幻觉检测")[0]
    assert _widened("llama moe zero")[0] == {"llama"}


@pytest.mark.parametrize("query", ["llama", "title:moe", '"mixture of experts"', "zebra", "moe*"])
def test_queries_without_names_are_not_widened(query):
    assert _widened(query) == []


def test_own_synonyms(tmp_path):
    own = tmp_path / "synonyms.txt"
    own.write_text("\ufeff# mine\n\nZebra = 斑馬\nnothing\n= =\n", encoding="utf-8")
    synonyms = load(own)
    assert synonyms.names("zebra") == ("zebra", "斑马")
    assert synonyms.names("nothing") == ()
    assert synonyms.names("") == ()
