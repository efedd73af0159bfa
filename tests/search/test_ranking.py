from __future__ import annotations

import pytest

from readlist.index.document import NAMES, Doc
from readlist.search.candidate import Candidate, Names
from readlist.search.clauses import Clause, Option, clauses_of
from readlist.search.query_parser import parse_query
from readlist.search.ranking import Ranking
from readlist.text.tokenizer import stem, tokenize_columns


def _names(**columns):
    words = tokenize_columns(
        [
            [columns[name]] if isinstance(columns.get(name), str) else columns.get(name, [])
            for name in NAMES[:7]
        ]
    ).texts
    return Names.read(Doc((*words, columns.get("parts", ""), ""), ("", "", "", "", "")).pack()[0])


def _score(query, *, kind="paper", year=None, bm25=0.0, synonyms=(), **columns):
    interpretation = tuple(clause for group in parse_query(query).groups for clause in clauses_of(group[0]))
    candidate = Candidate(1, bm25, kind, year, "key", _names(**columns))
    return Ranking([interpretation], synonyms).fit([candidate])[0].score


def _falls(*scores):
    return list(scores) == sorted(scores, reverse=True) and len(set(scores)) == len(scores)


def test_columns_rank_by_weight():
    assert _falls(
        _score("lora", title="LoRA and more words"),
        _score("lora", authors="LoRA"),
        _score("lora", tags="lora"),
        _score("lora", topics="LoRA"),
        _score("lora", title="Another thing"),
    )


def test_coverage_of_the_title():
    assert _falls(
        _score("low rank", title="Low-Rank"),
        _score("low rank", title="Low-Rank Adaptation"),
        _score("low rank", title="Low-Rank Adaptation of Large Models"),
    )
    assert _score("lora", title="Some long title", labels=["Other", "LoRA"]) > _score(
        "lora", title="Some lora title"
    )


def test_news_is_not_the_plural_of_new():
    assert _falls(_score("news", title="Selecting News"), _score("news", title="Selecting New Hats"))
    assert _score("new", title="Selecting News") == _score("new", title="Selecting Hats")


def test_words_in_order_and_adjacent():
    assert _falls(
        _score("state tracking", title="Dialogue State Tracking Now"),
        _score("state tracking", title="Dialogue State Now Tracking"),
        _score("state tracking", title="Tracking Dialogue State Now"),
    )


def test_recent_years_and_bm25_rank_higher_and_notes_lower():
    plain = _score("lora", title="LoRA")
    assert _score("lora", title="LoRA", year=2024) > _score("lora", title="LoRA", year=2000) > plain
    assert _score("lora", title="LoRA", bm25=1.0) > plain > _score("lora", title="LoRA", kind="note")


def test_synonyms_rank_a_little_higher():
    synonyms = (Clause((Option(("quantization",)),), "quantization"),)
    assert _score("量化", title="QLoRA Quantization", synonyms=synonyms) > _score(
        "量化", title="Other Things", synonyms=synonyms
    )


def test_more_options_of_a_shared_clause_rank_higher():
    clause = Clause((Option(("知识",)), Option(("识图",)), Option(("图谱",))), "知识图谱", is_shared=True)
    ranking = Ranking([(clause,)])
    titles = ("知识图谱", "知识", "别的")
    candidates = [Candidate(1, 0.0, "paper", None, "k", _names(title=title)) for title in titles]
    scores = [fit.score for fit in ranking.fit(candidates)]
    assert _falls(*scores)


@pytest.mark.parametrize(
    ("word", "short"),
    [
        ("models", "model"),
        ("quantization", "quant"),
        ("tuning", "tun"),
        ("less", "less"),
        ("rag", "rag"),
        ("gpt4", "gpt4"),
        ("知识", "知识"),
    ],
)
def test_stems(word, short):
    assert stem(word) == short


def test_adjacent_words_count_in_partial_matches_by_what_they_say():
    clauses = [
        Clause((Option((word,)),), word, weight=weight)
        for word, weight in (("survey", 0.2), ("ant", 1), ("bee", 1))
    ]
    titles = ["ant bee wasp survey", "survey ant wasp bee"]
    candidates = [Candidate(1, 0, "paper", None, "key", _names(title=title)) for title in titles]
    fits = Ranking([tuple(clauses)], is_partial=True).fit(candidates)
    assert _falls(*(fit.score for fit in fits))
