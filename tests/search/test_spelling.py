from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from filling import fill
from readlist.index.symspell import delete_hashes, max_deletes
from readlist.search.spelling import distance, edits_allowed, find_near, is_near
from readlist.storage.database import Store

_WORDS = st.text(alphabet="abcdé", max_size=12)


@given(_WORDS, _WORDS)
def test_distance_is_that_of_rapidfuzz(first, second):
    assert distance(first, second) == OSA.distance(first, second)


@given(
    st.text(alphabet="abcdefgh", min_size=6, max_size=14),
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 13)), min_size=1, max_size=2),
)
def test_words_with_two_mistakes_meet_in_a_hash(word, mistakes):
    typed = word
    for kind, place in mistakes:
        at = place % len(typed)
        if kind == 0:
            typed = typed[:at] + typed[at + 1 :]
        elif kind == 1:
            typed = typed[:at] + "x" + typed[at:]
        elif kind == 2:
            typed = typed[:at] + "y" + typed[at + 1 :]
        else:
            typed = typed[:at] + typed[at + 1 : at + 2] + typed[at] + typed[at + 2 :]
    if edits_allowed(typed) == 2:
        assert delete_hashes(typed, 2) & delete_hashes(word, max_deletes(word))


def test_how_many_mistakes_a_word_may_have():
    assert [edits_allowed(word) for word in ("moe", "lora", "llama", "memory", "知识图谱")] == [0, 1, 1, 2, 0]
    assert is_near("autor", "author")
    assert not is_near("author", "author")


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "library.db") as opened:
        fill(
            opened,
            {"title": "Hallucination in language models"},
            {"title": "Halogen lamps and the hallucination of light"},
            {"title": "Llama 2 and Llama 3, gpt4 and gpt3"},
        )
        yield opened


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("halucination", "hallucination"),
        ("hallucinatoin", "hallucination"),
        ("allucination", "hallucination"),
        ("haluccination", "hallucination"),
        ("lamguage", "language"),
        ("lllama", "llama"),
        ("laguagee", "language"),
    ],
)
def test_a_misspelt_word_finds_the_one_meant(store, typed, meant):
    assert find_near(store.connection, typed)[0].word == meant


@pytest.mark.parametrize("typed", ["gpt5", "in", "zzzzzz", "幻觉", "", "hallucination"])
def test_words_that_nothing_is_near(store, typed):
    assert find_near(store.connection, typed) == []
