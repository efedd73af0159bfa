"""One value of a TOML file is changed, and no other byte."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.util.toml_lines import set_value, write_value

TEXT = """\
# mine
db = "a.db"  # here

[providers]
timeout = 3

[providers.arxiv]   # slow
delay = 5

[other]
"""


@pytest.mark.parametrize(
    ("tables", "name", "value", "before", "after"),
    [
        ((), "db", "b.db", 'db = "a.db"  # here\n', 'db = "b.db"\n'),
        ((), "backups", 3, "# here\n", "# here\nbackups = 3\n"),
        (("providers", "arxiv"), "delay", 6.5, "delay = 5\n", "delay = 6.5\n"),
        (("providers", "arxiv"), "url", "x", "delay = 5\n", 'delay = 5\nurl = "x"\n'),
        (("other",), "new", ["a"], "[other]\n", '[other]\nnew = ["a"]\n'),
        (("providers", "dblp"), "delay", 1, "[other]\n", "[other]\n\n[providers.dblp]\ndelay = 1\n"),
    ],
)
def test_only_the_line_changes(tables, name, value, before, after):
    assert set_value(TEXT, tables, name, value) == TEXT.replace(before, after)


@pytest.mark.parametrize(
    ("text", "tables"),
    [
        ('a = """\nx = 1\n"""\n', ()),
        ("a = [\n1,\n]\n", ()),
        ("t = { a = 1 }\n", ("t",)),
        ("t = 1\n", ("t",)),
        ("[[t]]\n", ("t",)),
    ],
)
def test_what_takes_more_than_a_line_is_refused(text, tables):
    changed = set_value(text, tables, "a", 2)
    assert changed is None


def test_a_file_without_a_last_newline_and_an_empty_one():
    assert set_value("a = 1", (), "b", 2) == "a = 1\nb = 2\n"
    assert set_value("", ("t",), "b", True) == "[t]\nb = true\n"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_texts_are_written_as_they_are(text):
    assert tomllib.loads(f"x = {write_value(text)}")["x"] == text
