from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.model.citation_keys import base_key, unique_keys

NONE = lambda wanted: set()  # noqa: E731


@pytest.mark.parametrize(
    ("title", "authors", "year", "key"),
    [
        (
            "LoRA: Low-Rank Adaptation of Large Language Models",
            ("Edward J. Hu", "Yelong Shen"),
            2021,
            "hu2021lora",
        ),
        ("The Illustrated Transformer", ("Jay Alammar",), None, "alammarillustrated"),
        ("Higher Layers Need More LoRA Experts", (), 2024, "higher-layers-need2024"),
        ("MixLoRA: Enhancing Large Language Models", (), 2024, "mixlora2024"),
        ("microsoft/LoRA", (), None, "lora"),
        ("从头预训练大模型", (), None, "cong-tou-yu"),
        ("Über große Modelle", ("Müller, Jürgen",), 2020, "muller2020uber"),
        ("Deep Learning", ("Martin Luther King Jr.",), 2001, "king2001deep"),
        ("大模型综述", ("胡爱德",), 2023, "hu2023da"),
        ("https://arxiv.org/abs/2312.06648", (), None, "arxiv-2312-06648"),
        ("arxiv:2312.06648", (), None, "arxiv-2312-06648"),
        ("https://doi.org/10.1145/3486622.3493957", (), None, "doi-10-1145-3486622-3493957"),
        ("https://github.com/microsoft/LoRA", (), None, "lora"),
        ("https://example.org/posts/agents.html?x=1", (), None, "agents"),
        ("https://example.org", (), None, "example-org"),
        ("http://[", (), None, "entry"),
        ("", (), None, "entry"),
        ("???", (), 2020, "entry2020"),
    ],
)
def test_a_key_has_author_year_and_title(title, authors, year, key):
    assert base_key(title, authors, year) == key


@given(st.text(), st.lists(st.text(), max_size=3), st.none() | st.integers(1, 9999))
def test_a_key_is_short_and_ascii_in_any_language(title, authors, year):
    key = base_key(title, tuple(authors), year)
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]*", key)
    assert len(key) <= 40


def test_a_letter_is_appended_to_taken_keys():
    assert unique_keys(["a", "b", "a", "a"], NONE) == ["a", "b", "aa", "ab"]
    assert unique_keys(["x2020"], lambda wanted: set(wanted) & {"x2020", "x2020a"}) == ["x2020b"]


def test_a_base_equal_to_a_lettered_key_gets_a_free_key():
    assert unique_keys(["a", "a", "aa"], lambda wanted: set(wanted) & {"aaa"}) == ["a", "aa", "aab"]


def test_after_z_comes_aa():
    assert unique_keys(["k"] * 29, NONE)[-3:] == ["kz", "kaa", "kab"]


bases = st.sampled_from(["a", "b", "aa", "ab", "aaa", "hu2020lora"])


@given(st.lists(bases, max_size=60), st.sets(st.sampled_from(["a", "aa", "ab", "aab", "b", "bz"])))
def test_keys_are_unique(wanted, taken):
    keys = unique_keys(wanted, lambda asked: set(asked) & taken)
    assert len(set(keys)) == len(wanted)
    assert not set(keys) & taken
    assert all(key.startswith(base) for key, base in zip(keys, wanted, strict=True))
