"""Answers for assistants: bounded, and without text that a person would not see."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from formats.writers.pages import make_entry
from readlist.assistant.answers import MOST_CHARACTERS, cut, full, listed


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("plain\n\ttext", "plain\n\ttext"),
        ("a\u202eb\u200bc\x1b[0m\U000e0041", "abc[0m"),
        ("中文\u3000and\u00a0spaces", "中文 and spaces"),
        ("x" * 12, "xxxxxxxxxx … (2 more characters)"),
    ],
)
def test_cut(text, seen):
    assert cut(text, 10 if text.startswith("x") else 100) == seen


def test_the_largest_entry_fits():
    entry = make_entry(
        "big", "T" * 9_000, notes=["n" * 9_000] * 50, remark="r" * 9_000, tags=("t" * 900,) * 90
    )
    entry = replace(entry, mentions=entry.mentions * 90, abstract="a" * 90_000, aliases=("x" * 9_000,) * 50)
    answer = full(entry)
    assert len(json.dumps(answer, ensure_ascii=False)) <= MOST_CHARACTERS
    assert answer["key"] == "big"
    assert answer["mentions_left_out"] >= 82


def test_items_that_do_not_fit_are_counted():
    answer = listed(({"text": "x" * 1_000} for _ in range(100)), "items", hint="Fewer.", total=100)
    assert len(answer["items"]) + answer["left_out"] == answer["total"] == 100
    assert answer["hint"] == "Fewer."
    assert "left_out" not in listed([{"text": "x"}], "items", hint="Fewer.")
