"""Parsing years and months in the notations of reference files and metadata services."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.model.dates import (
    MONTH_NAMES,
    MONTHS,
    find_date,
    find_month,
    month_number,
    read_date_parts,
    write_date,
)


def test_every_name_of_a_month_is_known():
    assert [month_number(name) for name in MONTHS] == list(range(1, 13))
    assert {month_number(name) for name in MONTH_NAMES} == set(range(1, 13))
    assert (month_number("SEPT."), month_number("August"), month_number("summer")) == (9, 8, None)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("jun", 6),
        ("June 5--8", 6),
        ("5 June", 6),
        ("Mon, 2 Apr 2007 19:18:42 GMT", 4),
        ("6", 6),
        (" 06 ", 6),
        ("2021-06-17", 6),
        ("2021/06//", 6),
        ("2021.6", 6),
        ("2021-13", None),
        ("13", None),
        ("0", None),
        ("2021", None),
        ("summer", None),
        ("", None),
    ],
)
def test_the_month_of_a_text(text, month):
    assert find_month(text) == month


@pytest.mark.parametrize(
    ("texts", "date"),
    [
        (["2021-06-17"], (2021, 6)),
        (["June 2021"], (2021, 6)),
        (["", "2021", "jun"], (2021, 6)),
        (["2021", "2019-05"], (2021, 5)),
        (["17"], (None, None)),
        (["1066"], (None, None)),
        (["12021"], (None, None)),
        ([], (None, None)),
    ],
)
def test_the_date_of_several_texts(texts, date):
    assert find_date(*texts) == date


@pytest.mark.parametrize(
    ("parts", "date"),
    [
        ([[2021, 6, 17]], (2021, 6)),
        ([["2021", "06"]], (2021, 6)),
        ([["2021", "June"]], (2021, 6)),
        ([[2021]], (2021, None)),
        ([[2021, 21]], (2021, None)),
        ([[None]], (None, None)),
        ([[]], (None, None)),
        ([], (None, None)),
        (None, (None, None)),
        ([2021, 6], (None, None)),
    ],
)
def test_date_parts(parts, date):
    assert read_date_parts(parts) == date


@given(st.text())
def test_any_text_has_a_valid_date_or_none(text):
    year, month = find_date(text)
    assert year is None or 1500 <= year < 2100
    assert month is None or 1 <= month <= 12


@pytest.mark.parametrize(
    ("year", "month", "text"), [(2021, 6, "2021-06"), (2021, None, "2021"), (None, 6, ""), (None, None, "")]
)
def test_formatting_a_date(year, month, text):
    assert write_date(year, month) == text
