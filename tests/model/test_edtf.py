"""Dates of EDTF from the notations of reference managers, databases and people."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.model.details import is_edtf
from readlist.model.edtf import find_edtf, to_edtf, year_month

DATES = {
    "2010-05-12": "2010-05-12",
    "2010-05-00": "2010-05",
    "2010-5-3": "2010-05-03",
    "2010/05/12": "2010-05-12",
    "20100512": "2010-05-12",
    "Start date: 20100512": "2010-05-12",
    "12.05.2010": "2010-05-12",
    "05/31/2010": "2010-05-31",
    "5/6/2010": "2010",
    "05/2010": "2010-05",
    "2010 May 12": "2010-05-12",
    "30-Mar-2020": "2020-03-30",
    "January 1st, 2010": "2010-01-01",
    "12th of May 2010": "2010-05-12",
    "Thu, 12 May 2010 10:00:00 GMT": "2010-05-12",
    "2010-05-12T10:20:30Z": "2010-05-12",
    "12 mai 2010": "2010-05-12",
    "Dezember 2010": "2010-12",
    "2010年5月12日": "2010-05-12",
    "二〇一〇年五月": "2010-05",
    "二〇一〇年十二月二十一日": "2010-12-21",
    "2010년 5월 12일": "2010-05-12",
    "Spring 2010": "2010-21",
    "2010年秋": "2010-23",
    "c. 1850": "1850~",
    "ca. 1850": "1850~",
    "[1850?]": "1850?",
    "1066": "1066",
    "-0343": "-0343",
    "1975b": "1975",
    "(2010)": "2010",
    "1998/99": "1998/1999",
    "1998-1999": "1998/1999",
    "2010--2012": "2010/2012",
    "May/June 2010": "2010-05/2010-06",
    "Nov/Dec 2010": "2010-11/2010-12",
    "Dec 2019/Jan 2020": "2019-12/2020-01",
    "12-14 May 2010": "2010-05-12/2010-05-14",
    "May 12–14, 2010": "2010-05-12/2010-05-14",
    "30 May--2 June 2010": "2010-05-30/2010-06-02",
    "May 30 – June 2, 2010": "2010-05-30/2010-06-02",
    "1999--": "1999/",
    "1999–": "1999/",
    "2010-05/..": "2010-05/..",
    "2010-11": "2010-11",
    "in press": "",
    "n.d.": "",
    "199X": "1990/1999",
    "19XX": "1900/1999",
    "2018-02-31": "2018-02",
    "2018-02-29": "2018-02",
    "2020-02-29": "2020-02-29",
    "31 April 2018": "2018-04",
    "2018-06-31/2018-07-31": "2018-06/2018-07-31",
    "1999-XX": "1999",
    "1999-05-XX": "1999-05",
    "c. 500 BC": "-0499~",
    "maybe around 2000bc": "",
    "decade to 1990": "1990",
    "": "",
}


@pytest.mark.parametrize(("text", "date"), DATES.items())
def test_the_date_of_a_text(text: str, date: str) -> None:
    assert find_edtf(text) == date


@given(st.text(alphabet="0123456789-/. 年月日JanMay~?c", max_size=24))
def test_what_is_found_is_a_date_that_is_found_again(text: str) -> None:
    found = find_edtf(text)
    assert not found or (is_edtf(found) and find_edtf(found) == found)


@given(st.integers(1, 9999), st.integers(1, 12), st.integers(1, 28))
def test_a_full_date_has_its_year_and_month(year: int, month: int, day: int) -> None:
    assert year_month(to_edtf(year, month, day)) == (year, month)
