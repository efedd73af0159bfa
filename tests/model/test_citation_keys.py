from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.errors import UsageError
from readlist.model.citation_keys import base_key, unique_keys
from readlist.model.identifiers import Identifier
from readlist.model.name_parts import PersonName
from readlist.text.han_words import split_han

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
        ("MixLoRA: Enhancing Large Language Models", (), 2024, "mixlora-enhancing2024"),
        ("microsoft/LoRA", (), None, "lora"),
        ("从头预训练大模型", (), None, "congtou-yuxunlian"),
        ("Über große Modelle", ("Müller, Jürgen",), 2020, "muller2020uber"),
        ("基於深度學習的推薦系統", ("歐陽明",), 2020, "ouyang2020shenduxuexi"),
        ("一种基于混合专家的多任务学习方法", (), 2020, "hunhezhuanjia-duoren2020"),
        ("Deep Learning", ("Martin Luther King Jr.",), 2001, "king2001deep"),
        ("大模型综述", ("胡爱德",), 2023, "hu2023damoxing"),
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


@pytest.mark.parametrize(
    ("value", "year"), [("2106.09685", "2021"), ("cs.CL/0301001", "2003"), ("hep-th/9901001", "1999")]
)
def test_without_a_year_the_arxiv_id_says_it(value, year):
    ids = (Identifier("doi", "10.1/1905.1"), Identifier("arxiv", value))
    assert base_key("A title", ("Ann Smith",), None, ids=ids) == f"smith{year}title"
    assert base_key("A title", ("Ann Smith",), 2010, ids=ids) == "smith2010title"
    assert base_key("arxiv:2106.09685", (), None, ids=ids) == "arxiv-2106-09685"


def test_authors_whose_names_are_known_in_parts_keep_them():
    literal = PersonName(family="World Health Organization", literal="World Health Organization")
    assert base_key("On health", (literal,), 2020) == "worldhealthorganization2020"


def test_a_long_key_loses_whole_words():
    key = base_key(
        "从头预训练大语言模型的可解释性与鲁棒性综述", ("胡爱德",), 2024, pattern="auth + year + title"
    )
    assert key == "Hu2024CongtouYuxunlian"


TITLE, AUTHORS = "LoRA: Low-Rank Adaptation of Large Language Models", ("Edward J. Hu", "Yelong Shen")


@pytest.mark.parametrize(
    ("pattern", "key", "without_author"),
    [
        ("auth + shorttitle(3,3) + year", "HuLoraLowRank2021", "lora-low-rank-adaptation2021"),
        ('authors(2).condense("-") + "_" + shortyear', "Hu-Shen_21", "lora-low-rank-adaptation_21"),
        ("auth(2).upper+year", "HU2021", "LORA-LOW-RANK-ADAPTATION2021"),
        ("auth(0, 2).lower + veryshorttitle", "shenlora", "lora-low-rank-adaptation"),
        ("title.abbr + year", "LLRALLM2021", "LLRALLM2021"),
        ("veryshorttitle(1,1) + year", "Lora2021", "Lora2021"),
        ('"x:" + year', "x:2021", "x:2021"),
    ],
)
def test_a_pattern_says_what_keys_are_made_of(pattern, key, without_author):
    assert base_key(TITLE, AUTHORS, 2021, pattern=pattern) == key
    assert base_key(TITLE, (), 2021, pattern=pattern) == without_author


@pytest.mark.parametrize(
    "pattern",
    ["", "auth +", "nope", "auth..lower", 'auth + "a b"', "auth(1", "year.foo", "auth year", '"{"', "+ auth"],
)
def test_what_is_not_a_pattern_is_refused(pattern):
    with pytest.raises(UsageError, match="is not a pattern of keys"):
        base_key(TITLE, AUTHORS, 2021, pattern=pattern)


@given(st.text(), st.integers(0, 20))
def test_words_of_chinese_text_are_the_text(text, start):
    assert "".join(split_han(text[start:])) == text[start:]


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
