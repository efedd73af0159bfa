"""Saved queries: what they match, and which sets of OAI-PMH have all that they match."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.errors import UsageError
from readlist.model.record import Record
from readlist.providers.arxiv_query import parse_query

PAPER = Record(
    title="Retrieval-Augmented Generation: A Study",
    abstract="We index Gödel numbers in knowledge graphs.",
    authors=("Ada Lovelace", "José López"),
    categories=("cs.CL", "stat.ML"),
)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("retrieval", True),
        ("RETRIEVAL generation", True),
        ("retriev", False),
        ("retriev*", True),
        ('"augmented generation"', True),
        ('"generation augmented"', False),
        ('"study we"', False),
        ("godel", True),
        ("lovelace", False),
        ("au:lopez", True),
        ("all:lovelace", True),
        ("ti:godel", False),
        ("abs:godel", True),
        ("cat:cs.CL AND retrieval", True),
        ("cat:cs", True),
        ("cat:c", False),
        ("cat:cs.LG", False),
        ("cat:stat.*", True),
        ("wasps OR retrieval", True),
        ("wasps OR bees retrieval", False),
        ("(wasps OR retrieval) graphs", True),
        ("retrieval NOT graphs", False),
        ("retrieval ANDNOT wasps", True),
        ("retrieval -wasps", True),
        ("retrieval -graphs", False),
        ("retrieval-augmented", True),
        ("NOT (wasps OR bees)", True),
    ],
)
def test_matching(query, expected):
    assert parse_query(query).matches(PAPER) is expected


@pytest.mark.parametrize(
    ("query", "sets"),
    [
        ("cat:cs.CL retrieval", ("cs",)),
        ("cat:cs.CL OR cat:stat.ML", ("cs", "stat")),
        ("cat:hep-th", ("physics:hep-th",)),
        ("cat:physics.optics", ("physics",)),
        ("retrieval", ("",)),
        ("cat:cs.CL OR retrieval", ("",)),
        ("(cat:cs.CL OR cat:math.CO) cat:cs.LG", ("cs",)),
        ("retrieval NOT cat:cs.CL", ("",)),
    ],
)
def test_sets(query, sets):
    assert parse_query(query).sets == sets


@pytest.mark.parametrize(
    "query",
    [
        "",
        "AND",
        "a AND",
        "(a",
        "a)",
        "()",
        "NOT",
        "a OR",
        '""',
        "...",
        "(" * 60,
        "x" * 1001,
        "cat:",
        "cat:cs.CL/x",
        "title:retrieval year:2023",
    ],
)
def test_what_is_not_a_query(query):
    with pytest.raises(UsageError):
        parse_query(query)


@given(st.text(alphabet='abOR AND()"-:*cat ', max_size=40))
def test_any_text_is_a_query_or_refused(text):
    try:
        query = parse_query(text)
    except UsageError:
        return
    assert query.matches(PAPER) in (True, False)
    assert parse_query(query.text).matches(PAPER) == query.matches(PAPER)


@pytest.mark.parametrize(
    ("query", "same"),
    [
        ("title:retrieval and author:hopper", "ti:retrieval AND au:hopper"),
        ("category:cs.CL or abstract:wasps", "cat:cs.CL OR abs:wasps"),
        ("retrieval not wasps", "retrieval NOT wasps"),
    ],
)
def test_other_names_of_fields_and_small_operators(query, same):
    ours, theirs = parse_query(query), parse_query(same)
    assert ours.sets == theirs.sets
    for title in ("Retrieval", "Retrieval and wasps", "Wasps", "Others"):
        paper = Record(
            title=title,
            abstract="Wasps" if "wasps" in title else "",
            authors=("Grace Hopper",),
            categories=("cs.CL",),
        )
        assert ours.matches(paper) == theirs.matches(paper)


def test_what_is_wrong_with_a_query_is_said():
    with pytest.raises(UsageError, match="there is no field 'year'") as caught:
        parse_query("year:2023")
    assert "cat, ti, au, abs, all" in caught.value.hint
    with pytest.raises(UsageError, match="at most 1000 characters, not 1001"):
        parse_query("x" * 1001)
