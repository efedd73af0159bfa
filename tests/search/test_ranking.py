from __future__ import annotations

import pytest

from readlist.index.document import NAMES, Doc
from readlist.search.clauses import Clause, Option, clauses_of
from readlist.search.query_parser import parse_query
from readlist.search.ranking import Candidate, Names, Ranking
from readlist.text.tokenizer import stem, tokenize_columns


def _names(**columns):
    words = tokenize_columns(
        [
            [columns[name]] if isinstance(columns.get(name), str) else columns.get(name, [])
            for name in NAMES[:7]
        ]
    ).texts
    return Names.read(Doc((*words, columns.get("parts", ""), ""), ("", "", "", "", "")).pack()[0])


def _score(query, *, kind="paper", year=None, bm25=0.0, echo=(), **columns):
    reading = tuple(need for group in parse_query(query).groups for need in clauses_of(group[0]))
    candidate = Candidate(1, bm25, kind, year, "key", _names(**columns))
    return Ranking([reading], echo).score(candidate, 1.0)


def _falls(*scores):
    return list(scores) == sorted(scores, reverse=True) and len(set(scores)) == len(scores)


def test_places_of_a_word_by_their_worth():
    assert _falls(
        _score("lora", title="LoRA and more words"),
        _score("lora", authors="LoRA"),
        _score("lora", tags="lora"),
        _score("lora", topics="LoRA"),
        _score("lora", title="Another thing"),
    )


def test_the_more_of_a_title_is_asked_for_the_better():
    assert _falls(
        _score("low rank", title="Low-Rank"),
        _score("low rank", title="Low-Rank Adaptation"),
        _score("low rank", title="Low-Rank Adaptation of Large Models"),
    )
    assert _score("lora", title="Some long title", labels=["Other", "LoRA"]) > _score(
        "lora", title="Some lora title"
    )


def test_words_in_order_and_side_by_side():
    assert _falls(
        _score("state tracking", title="Dialogue State Tracking Now"),
        _score("state tracking", title="Dialogue State Now Tracking"),
        _score("state tracking", title="Tracking Dialogue State Now"),
    )


def test_a_little_for_years_and_full_text_and_less_for_notes():
    plain = _score("lora", title="LoRA")
    assert _score("lora", title="LoRA", year=2024) > _score("lora", title="LoRA", year=2000) > plain
    assert _score("lora", title="LoRA", bm25=1.0) > plain > _score("lora", title="LoRA", kind="note")


def test_other_names_of_the_thing_count_a_little():
    echo = (Clause((Option(("quantization",)),), "quantization"),)
    assert _score("量化", title="QLoRA Quantization", echo=echo) > _score(
        "量化", title="Other Things", echo=echo
    )


def test_of_shared_needs_the_more_the_better():
    need = Clause((Option(("知识",)), Option(("识图",)), Option(("图谱",))), "知识图谱", is_shared=True)
    ranking = Ranking([(need,)])
    scores = [
        ranking.score(Candidate(1, 0.0, "paper", None, "k", _names(title=title)), 1.0)
        for title in ("知识图谱", "知识", "别的")
    ]
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
