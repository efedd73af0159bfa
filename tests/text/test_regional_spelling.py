from __future__ import annotations

import pytest

from readlist.text.regional_spelling import other_spellings


@pytest.mark.parametrize(
    ("american", "british"),
    [
        ("optimization", "optimisation"),
        ("optimizing", "optimising"),
        ("analyze", "analyse"),
        ("color", "colour"),
        ("behavioral", "behavioural"),
        ("center", "centre"),
        ("defense", "defence"),
        ("dialog", "dialogue"),
        ("modeling", "modelling"),
        ("labeled", "labelled"),
        ("enrollment", "enrolment"),
        ("program", "programme"),
        ("judgment", "judgement"),
        ("gray", "grey"),
        ("pediatric", "paediatric"),
        ("artifact", "artefact"),
    ],
)
def test_each_spelling_leads_to_the_other(american, british):
    assert british in other_spellings(american)
    assert american in other_spellings(british)


@pytest.mark.parametrize("word", ["size", "rise", "for", "models", "data", "gpt4", "知识", "résumé", ""])
def test_words_that_are_spelt_the_same_everywhere(word):
    assert other_spellings(word) == ()
