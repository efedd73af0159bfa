from __future__ import annotations

import re

import pytest

from filling import fill
from readlist.errors import UsageError
from readlist.search.filter_conditions import filter_condition
from readlist.search.filters import Filters, parse_years
from readlist.storage.database import Store


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with Store.open(tmp_path_factory.mktemp("filters") / "library.db") as opened:
        fill(
            opened,
            {
                "key": "rag",
                "title": "One",
                "topic": ["RAG 系列篇", "RAG Trick篇"],
                "year": 2023,
                "tags": ["PEFT", "c++"],
            },
            {
                "key": "selfrag",
                "title": "Two",
                "topic": ["Self-RAG"],
                "year": 2024,
                "kind": "repo",
                "status": "read",
            },
            {
                "key": "storage",
                "title": "Three",
                "topic": ["Storage"],
                "authors": ["Edward J. Hu", "Li Wei"],
                "tags": ["c"],
                "files": ["/papers/storage.pdf"],
            },
            {
                "key": "dialogue",
                "title": "Four",
                "topic": ["對話系統"],
                "authors": ["李明"],
                "venue": "NAACL 2024",
            },
            {
                "key": "links",
                "title": "Five",
                "links": [("https://github.com/a/b", "code")],
                "venue": "ACL 2024",
            },
            {"key": "note", "title": "Six", "notes": ["my own"], "abstract": "short", "year": 2020},
        )
        yield opened


def _keys(store, **filters):
    sql, parameters = filter_condition(Filters(**filters))
    return " ".join(
        key for (key,) in store.query(f"SELECT key FROM entry WHERE {sql} ORDER BY id", parameters)
    )


@pytest.mark.parametrize(
    ("filters", "keys"),
    [
        ({}, "rag selfrag storage dialogue links note"),
        ({"topics": ("rag",)}, "rag selfrag"),
        ({"topics": ("RAG系列篇",)}, "rag"),
        ({"topics": ("rag 系列篇 / rag trick",)}, "rag"),
        ({"topics": ("对话",)}, "dialogue"),
        ({"topics": ("對",)}, "dialogue"),
        ({"topics": ("storage", "對話")}, "storage dialogue"),
        ({"topics": ("?!",)}, ""),
        ({"tags": ("peft",)}, "rag"),
        ({"tags": ("c",)}, "storage"),
        ({"tags": ("C++",)}, "rag"),
        ({"kinds": ("Repo",)}, "selfrag"),
        ({"kinds": ("note",)}, ""),
        ({"kinds": ("Prose",)}, ""),
        ({"authors": ("hu",)}, "storage"),
        ({"authors": ("edward j. hu",)}, "storage"),
        ({"authors": ("hu li",)}, ""),
        ({"authors": ("李",)}, "dialogue"),
        ({"venues": ("acl",)}, "links"),
        ({"statuses": ("read",)}, "selfrag"),
        ({"statuses": ("none",)}, "rag storage dialogue links note"),
        ({"sources": ("notes",)}, "rag selfrag storage dialogue links note"),
        ({"sources": ("%",)}, ""),
        ({"has": ("code",)}, "selfrag links"),
        ({"has": ("note", "abstract")}, "note"),
        ({"has": ("pdf",)}, "storage"),
        ({"years": (2023, 2024)}, "rag selfrag"),
        ({"years": (None, 2020)}, "note"),
        ({"years": (2024, None), "kinds": ("paper",)}, ""),
        ({"statuses": ("read,none",)}, "rag selfrag storage dialogue links note"),
        ({"statuses": ("!read",)}, "rag storage dialogue links note"),
        ({"statuses": ("!read,none",)}, ""),
        ({"tags": ("peft, c",)}, "rag storage"),
        ({"tags": ("peft,c++", "c"), "every": ("tag",)}, ""),
        ({"tags": ("peft", "c++"), "every": ("tag",)}, "rag"),
        ({"tags": ("!peft",)}, "selfrag storage dialogue links note"),
        ({"tags": ("!peft", "!c")}, "selfrag dialogue links note"),
        ({"tags": ("！peft",)}, "selfrag storage dialogue links note"),
        ({"kinds": ("paper,!repo",)}, "rag storage dialogue links note"),
        ({"authors": ("edward,李",)}, "storage dialogue"),
        ({"authors": ("Hu, Edward",)}, ""),
        ({"authors": ("hu", "li"), "every": ("author",)}, "storage"),
        ({"venues": ("!acl",)}, "rag selfrag storage dialogue note"),
        ({"has": ("!code",)}, "rag storage dialogue note"),
        ({"has": ("year",)}, "rag selfrag note"),
        ({"missing": ("year",)}, "storage dialogue links"),
        ({"missing": ("year,abstract",)}, "rag selfrag storage dialogue links"),
        ({"missing": ("year", "venue"), "every": ("missing",)}, "storage"),
        ({"missing": ("pdf", "doi"), "tags": ("c",)}, "storage"),
        ({"years_or_none": (2024, None)}, "selfrag storage dialogue links"),
        ({"years_or_none": (None, 2020), "kinds": ("paper",)}, "storage dialogue links note"),
    ],
)
def test_filters(store, filters, keys):
    assert _keys(store, **filters) == keys


@pytest.mark.parametrize(
    "filters",
    [
        {"kinds": ("book",)},
        {"statuses": ("done",)},
        {"statuses": ("read,done",)},
        {"statuses": ("!done",)},
        {"has": ("music",)},
        {"missing": ("music",)},
        {"every": ("year",)},
    ],
)
def test_unknown_values_are_refused(filters):
    with pytest.raises(UsageError) as caught:
        filter_condition(Filters(**filters))
    assert re.match(r"--(kind|status|has|missing|every) takes \w+, .* or \w+\.$", caught.value.hint)


def test_filters_are_false_when_empty():
    assert not Filters()
    assert Filters(years=(None, 2020))


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2023", (2023, 2023)),
        ("2023..2024", (2023, 2024)),
        (" 2023 .. ", (2023, None)),
        ("..2020", (None, 2020)),
        ("2023-2024", (2023, 2024)),
    ],
)
def test_years(text, years):
    assert parse_years(text) == years


@pytest.mark.parametrize("text", ["", "..", "20x3", "20232024", "2024..2023", "23", "２０２３x"])
def test_invalid_years_are_refused(text):
    with pytest.raises(UsageError) as caught:
        parse_years(text)
    assert "Write" in caught.value.hint
