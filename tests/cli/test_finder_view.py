"""Rows and previews of the finder, for any text and any width."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.utils import get_cwidth

from readlist.cli.finder.row import Row
from readlist.cli.finder.view import HELP, fit, help_lines, preview_lines, row_line, wrap
from readlist.model.entry import Entry, Mention, Note
from readlist.search.hit import Hit
from readlist.util.printable import safe

LORA = Entry(
    id=1,
    key="hu2021lora",
    kind="paper",
    title="LoRA: Low-Rank Adaptation of Large Language Models",
    authors=("Edward J. Hu", "Yelong Shen"),
    year=2021,
    month=6,
    venue="ICLR 2022",
    url="https://arxiv.org/abs/2106.09685",
    topics=(("PEFT 系列篇",),),
    tags=("PEFT", "classic"),
    status="reading",
    abstract="An important paradigm of natural language processing.",
    mentions=(
        Mention("other.md", 3, 4, (), None, "- LoRA\n"),
        Mention("peft.md", 12, 14, ("PEFT 系列篇", "低秩"), "LoRA", "- [LoRA](x)\n\t- 大模型的低秩适配\n"),
    ),
    notes=(Note("Rank 8 is enough.", "2026-11-21T10:00:00Z", "2026-11-21T10:00:00Z"),),
)
HIT = Hit(1, 9.0, "大模型的低秩适配", ((4, 6),), "peft.md", 13)


def text(line):
    return "".join(part for _, part in line)


def texts(row, width=80):
    return [text(line) for line in preview_lines(row, width)]


def test_a_row_has_key_year_status_and_title():
    assert text(row_line(Row(LORA), 80)).split()[:4] == ["hu2021lora", "2021", "reading", "LoRA:"]
    assert text(row_line(Row(LORA), 40)).split()[:2] == ["2021", "LoRA:"]


def test_a_partial_match_is_marked():
    row = Row(LORA, replace(HIT, match="some"))
    assert text(row_line(row, 80)).startswith("~ hu2021lora")
    assert text(row_line(row, 80, is_selected=True)).startswith("> ")
    assert text(row_line(Row(LORA, HIT), 80)).startswith("  hu2021lora")


def test_the_selected_row_is_marked_without_colours():
    plain, selected = row_line(Row(LORA), 80), row_line(Row(LORA), 80, is_selected=True)
    assert text(selected) == "> " + text(plain)[2:]
    assert all("class:selected" in style for style, _ in selected)


def test_the_preview_shows_all_fields():
    shown = texts(Row(LORA))
    assert shown[:7] == [
        "LoRA: Low-Rank Adaptation of Large Language Models",
        "Edward J. Hu; Yelong Shen",
        "hu2021lora  paper  2021-06  ICLR 2022",
        "topics: PEFT 系列篇",
        "tags: PEFT; classic",
        "status: reading",
        "page: https://arxiv.org/abs/2106.09685",
    ]
    for line in ("other.md:3-4", "peft.md:12-14  PEFT 系列篇 / 低秩", "  Rank 8 is enough.", "abstract"):
        assert line in shown


def test_the_matching_mention_comes_first_with_its_words_marked():
    lines = preview_lines(Row(LORA, HIT), 80)
    shown = [text(line) for line in lines]
    assert shown.index("peft.md:12-14  PEFT 系列篇 / 低秩") < shown.index("other.md:3-4")
    assert [part for line in lines for style, part in line if "found" in style] == ["低秩"]


def test_a_match_outside_the_mentions_is_shown_too():
    shown = texts(Row(LORA, Hit(1, 1.0, "an important paradigm", ((3, 12),), None, None)))
    assert shown[shown.index("found in:") + 1] == "  an important paradigm"


def test_many_authors_are_counted():
    many = Entry(id=1, key="x", kind="paper", title="x", authors=tuple(f"A{number}" for number in range(15)))
    assert texts(Row(many))[1].endswith("A11; and 3 more")


def test_an_entry_with_only_a_title():
    assert texts(Row(Entry(id=1, key="k", kind="paper", title="t"))) == ["t", "k  paper"]


@pytest.mark.parametrize(
    ("given_text", "width", "shown"),
    [
        ("abc", 5, "abc  "),
        ("abcdef", 4, "abc…"),
        ("模型模型", 8, "模型模型"),
        ("模型模型", 6, "模型… "),
        ("模型", 1, "…"),
        ("x", 0, ""),
    ],
)
def test_fit(given_text, width, shown):
    assert fit(given_text, width) == shown


@pytest.mark.parametrize(
    ("given_text", "width", "lines"),
    [
        ("one two three", 8, ["one two", "three"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("大模型的低秩适配", 7, ["大模型", "的低秩", "适配"]),
        ("的适配，低秩", 7, ["的适", "配，低", "秩"]),
        ("a\n\n b\tc\n", 9, ["a", "", " b    c"]),
        ("", 9, [""]),
    ],
)
def test_wrap(given_text, width, lines):
    assert list(wrap(given_text, width)) == lines


ANY = st.text(st.one_of(st.characters(), st.sampled_from("模型 \n\t\x1b\u202e\u0301👩‍🔬")), max_size=60)


@given(ANY, st.integers(0, 50))
def test_lines_fit_the_width_and_contain_no_control_characters(some, width):
    entry = Entry(id=1, key=some, kind="paper", title=some, authors=(some,), tags=(some,), abstract=some)
    row = Row(entry, Hit(1, 1.0, some, ((0, len(some) // 2),), None, None))
    assert get_cwidth(text(row_line(row, width))) == max(width, 8)
    for line in preview_lines(row, max(width, 8)):
        shown = text(line)
        assert get_cwidth(shown) <= max(width, 8)
        assert safe(shown) == shown
        assert not {"\n", "\t"} & set(shown)


@given(ANY, st.integers(2, 30))
def test_wrapping_keeps_all_text(some, width):
    assert "".join("".join(wrap(some, width)).split()) == "".join(safe(some).split())


def test_the_help_fits_in_80_columns_line_by_line():
    assert len(help_lines(80)) == len(HELP.strip("\n").split("\n"))
