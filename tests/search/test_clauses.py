from __future__ import annotations

import pytest

from readlist.search.clauses import COLUMNS, any_of, as_prefix, clauses_of, interpretation_to_fts
from readlist.search.query import Term


@pytest.mark.parametrize(
    ("term", "fts"),
    [
        (Term("LoRA"), '(("lora"))'),
        (Term("self-rag"), '((("self" AND "rag") OR "selfrag"))'),
        (Term("LLM遺忘"), '(("llm") AND ("遗忘"))'),
        (Term("知识图谱"), '(("知识 识图 图谱"))'),
        (Term("秩"), '(("秩" *))'),
        (Term("mixture of experts", is_phrase=True), '(("mixture of experts"))'),
        (Term("quant*", is_prefix=True), '(("quant" *))'),
        (Term("https://github.com/microsoft/LoRA"), '(("github") AND ("microsoft") AND ("lora"))'),
        (Term("https://"), '(("https"))'),
        (Term('a" OR (b)'), '(("a") AND ("or") AND ("b"))'),
    ],
)
def test_clauses_of_terms(term, fts):
    assert interpretation_to_fts(tuple(clauses_of(term))) == fts


def test_a_field_adds_a_condition():
    (clause,) = clauses_of(Term("hu", "author"))
    assert clause.condition() == (
        "entry.id IN (SELECT rowid FROM search_names WHERE search_names MATCH ?)",
        ['authors : ("hu")'],
    )
    assert clauses_of(Term("hu"))[0].condition() == ("1", [])
    assert set(COLUMNS) == {"title", "author", "abstract", "note"}


def test_any_of_several_terms():
    assert any_of([Term("lora"), Term("low-rank tuning", is_phrase=True), Term("LLM遺忘")]).to_fts() == (
        '("lora" OR "low rank tuning" OR ("llm" AND "遗忘"))'
    )


def test_completions_with_a_shorter_stem_are_options_of_their_own():
    (clause,) = clauses_of(Term("quantizati"))
    assert (
        as_prefix(clause, ["quantization", "quantizations"]).to_fts() == '("quantizati" * OR "quantization")'
    )
    (clause,) = clauses_of(Term("a"))
    assert as_prefix(clause, ["adapter"]).to_fts() == '("adapter")'


def test_a_clause_has_what_was_typed():
    word, run = clauses_of(Term("LLM遺忘"))
    assert (word.word, word.run, run.word, run.run) == ("llm", None, None, "遗忘")
    (phrase,) = clauses_of(Term("LLM", is_phrase=True))
    assert (phrase.word, phrase.run) == (None, None)
