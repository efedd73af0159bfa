from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.errors import UsageError
from readlist.search.filters import Filters
from readlist.search.query import Term
from readlist.search.query_parser import MAX_QUERY_LENGTH, parse_query
from readlist.text.tokenizer import tokenize


def _words(text):
    return [[term.text for term in group] for group in parse_query(text).groups]


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("moe lora", [["moe"], ["lora"]]),
        ('"mixture of experts" moe', [["mixture of experts"], ["moe"]]),
        ("“mixture of experts”moe", [["mixture of experts"], ["moe"]]),
        ("lora OR adapter peft", [["lora", "adapter"], ["peft"]]),
        ("OR lora OR", [["OR"], ["lora"]]),
        ("a OR b OR c", [["a", "b", "c"]]),
        ("HyDE：Precise Zero-Shot", [["HyDE：Precise"], ["Zero-Shot"]]),
        ("LoRA: Low-Rank", [["LoRA:"], ["Low-Rank"]]),
        ("Title: A Study", [["Title:"], ["A"], ["Study"]]),
        ("https://arxiv.org/abs/2106.09685", [["https://arxiv.org/abs/2106.09685"]]),
        ("cache:write", [["cache:write"]]),
        ('foo:"bar baz"', [["foo bar baz"]]),
        ('"lone quote', [['"lone'], ["quote"]]),
        ("-- - ( ) * ? :", []),
        ("black-box", [["black-box"]]),
        ("", []),
    ],
)
def test_plain_text_and_operators(text, groups):
    assert _words(text) == groups


def test_fields():
    query = parse_query(
        'title:lora author:"Edward Hu" tag:PEFT year:2023.. -kind:repo -survey key:hu2021lora'
    )
    assert query.groups[:2] == ((Term("lora", "title"),), (Term("Edward Hu", "author", is_phrase=True),))
    assert [group[0].filters for group in query.groups[2:4]] == [
        Filters(tags=("PEFT",)),
        Filters(years=(2023, None)),
    ]
    assert query.groups[4] == (Term("hu2021lora", "id"),)
    assert [(term.text, term.field) for term in query.excluded] == [("repo", "kind"), ("survey", None)]


def test_prefixes():
    assert parse_query("quant*").groups == ((Term("quant*", is_prefix=True),),)
    assert not parse_query("*").groups
    assert not parse_query('"quant*"').groups[0][0].is_prefix


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ("lora author:", "'author' has no value", 13),
        ("lora author: hu", "'author' has no value", 13),
        ('tag:"" x', "'tag' has no value", 7),
        ("autor:hu", "no field 'autor'", 1),
        ("lora titel:x", "no field 'titel'", 6),
        ("year:20x3", "'20x3' is not a year or range of years", 6),
        ("year:2024..2020", "ends before it begins", 6),
        ("has:everything", "'everything' is not a value of has", 5),
        ("kind:book", "'book' is not a value of kind", 6),
        ("status:done", "'done' is not a value of status", 8),
    ],
)
def test_an_invalid_field_or_value_is_reported_with_its_position(text, message, place):
    with pytest.raises(UsageError) as caught:
        parse_query(text)
    assert message in caught.value.message
    assert f"at character {place}" in caught.value.message
    assert caught.value.hint


def test_the_position_is_shown():
    with pytest.raises(UsageError) as caught:
        parse_query("知识 year:x\x1b[1m")
    assert (
        caught.value.message == "'x [1m' is not a year or range of years, at character 9: 知识 year:>>>x [1m"
    )


def test_only_the_beginning_of_a_long_query_is_parsed():
    assert len(parse_query("lora " * 5000).groups) == MAX_QUERY_LENGTH // 5 - 1
    assert len(parse_query("知识" * 5000).groups[0][0].text) == MAX_QUERY_LENGTH
    assert len(parse_query("tag:lora " * 5000).groups) == MAX_QUERY_LENGTH // 9


def test_unpaired_surrogates_are_replaced():
    assert parse_query("\ud800lora").groups[0][0].text == "?lora"


PIECES = ["lora", "low-rank", "知识", "OR", "-", '"', "“", "*", ":", "：", "author:", "autor:", "year:", "2023..", "has:", "\x1b[31m", "\u202e", " ", " "]  # fmt: skip


@given(st.text() | st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_any_query_is_parsed_or_refused_with_a_message(text):
    refused = None
    try:
        query = parse_query(text)
    except UsageError as error:
        refused = error
    if refused:
        assert refused.message.isprintable()
        assert ">>>" in refused.message
        assert refused.hint
        return
    assert query.text in text
    terms = [term for group in query.groups for term in group]
    for term in (*terms, *query.excluded):
        assert all(word in text for word in term.text.split())
    if not set(text) & set('"“:：*') and "OR" not in text:
        assert "".join(term.text for term in terms) == "".join(
            word for word in text.split() if not word.startswith("-") and tokenize(word).words
        )
