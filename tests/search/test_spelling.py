from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from filling import fill
from readlist.index.symspell import delete_hashes, max_deletes
from readlist.search.spelling import edit_distance, find_corrections, is_misspelling, max_edits
from readlist.storage.database import Store

_WORDS = st.text(alphabet="abcdé", max_size=12)


@given(_WORDS, _WORDS)
def test_distance_matches_rapidfuzz(first, second):
    assert edit_distance(first, second) == OSA.distance(first, second)


@given(
    st.text(alphabet="abcdefgh", min_size=6, max_size=14),
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 13)), min_size=1, max_size=2),
)
def test_words_two_edits_apart_share_a_hash(word, edits):
    typed = word
    for kind, place in edits:
        at = place % len(typed)
        if kind == 0:
            typed = typed[:at] + typed[at + 1 :]
        elif kind == 1:
            typed = typed[:at] + "x" + typed[at:]
        elif kind == 2:
            typed = typed[:at] + "y" + typed[at + 1 :]
        else:
            typed = typed[:at] + typed[at + 1 : at + 2] + typed[at] + typed[at + 2 :]
    if max_edits(typed) == 2:
        assert delete_hashes(typed, 2) & delete_hashes(word, max_deletes(word))


def test_edits_that_a_word_may_have():
    assert [max_edits(word) for word in ("moe", "lora", "memory", "adapter", "知识图谱")] == [0, 1, 1, 2, 0]
    assert is_misspelling("autor", "author")
    assert not is_misspelling("author", "author")


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
def test_misspelt_words_are_corrected(store, typed, meant):
    assert find_corrections(store.connection, typed)[0].word == meant


@pytest.mark.parametrize("typed", ["gpt5", "in", "zzzzzz", "幻觉", "", "hallucination"])
def test_words_without_corrections(store, typed):
    assert find_corrections(store.connection, typed) == []
