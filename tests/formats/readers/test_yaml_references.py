"""YAML files of references: papis, coBib, CSL-YAML, Hayagriva, CITATION.cff."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.errors import InputError
from readlist.formats.readers import find_format, read

COBIB = """---
lind2019:
  ENTRYTYPE: article
  author:
  - first: Ada
    last: Lind
  - first: Jan
    last: Berg
    particle: van der
  journal: Pond Letters
  month: may
  number: 2
  pages: 11--19
  tags:
  - +warm
  title: On Ponds
  year: 2019
...
---
bad2020:
  ENTRYTYPE: article
  title: [unclosed
...
---
ek2021:
  ENTRYTYPE: book
  title: "no: 012"
  year: 2021
...
"""


def works(text, name="refs.yaml"):
    return [item for item in read(text, name).items if item.record.kind != "note"]


def test_papis():
    (item,) = works(
        "author: Lind, Ada and Team, The\nauthor_list:\n- family: Lind\n  given: Ada\n- family: The Team\n"
        "doi: 10.1234/ponds\njournal: Pond Letters\nmonth: 5\npages: 11--19\npapis_id: abc\nref: lind2019\n"
        "tags: heat cold\ntitle: 'On {Ponds}'\ntype: article\nvolume: '3'\nyear: '2019'\nfiles:\n- a.pdf\n",
        "info.yaml",
    )
    record = item.record
    assert (record.title, record.key, record.tags) == ("On Ponds", "lind2019", ("heat", "cold"))
    assert record.authors == ("Ada Lind", "The Team")
    assert (record.year, record.month, record.venue) == (2019, 5, "Pond Letters")
    assert (record.details.volume, record.details.pages, record.details.type) == (
        "3",
        "11-19",
        "article-journal",
    )
    assert record.details.extra == (("bibtex", "title", "On {Ponds}"),)
    assert (item.line, item.end_line) == (1, 18)


def test_cobib_loses_only_the_entry_that_is_not_readable():
    document = read(COBIB, "database.yaml")
    assert [(item.line, item.end_line, item.record.title) for item in document.items] == [
        (1, 19, "On Ponds"),
        (20, 24, "database"),
        (25, 29, "no: 012"),
    ]
    assert [problem.line for problem in document.diagnostics] == [20]
    first = document.items[0].record
    assert first.authors == ("Ada Lind", "Jan van der Berg")
    assert (first.key, first.tags, first.year, first.month) == ("lind2019", ("warm",), 2019, 5)


@pytest.mark.parametrize(
    ("field", "written", "expected"),
    [
        ("isbn", "306406152", "0306406152"),
        ("isbn", "306406153", "306406153"),  # with no zeros is its check digit right
        ("isbn", "9780306406157", "9780306406157"),
        ("isbn", "0-306-40615-2", "0-306-40615-2"),
        ("issn", "280836", "00280836"),
        ("issn", "0028-0836", "0028-0836"),
    ],
)
def test_cobib_serial_numbers_get_their_zeros_back(field, written, expected):
    # coBib 6.0.3 keeps values of digits as numbers: findings/cobib-isbn-loses-zero.sh
    text = f"---\nroe1971:\n  ENTRYTYPE: book\n  title: On Ponds\n  author:\n  - first: Max\n    last: Roe\n  {field}: {written}\n...\n"
    (item,) = works(text, "database.yaml")
    assert getattr(item.record.details, field) == expected


def test_csl_yaml_and_what_is_not_readable_in_it():
    text = "---\nreferences:\n- id: a\n  type: book\n  title: A Book\n- id: b\n  title: [x\n- id: c\n  title: C\n  issued: 2019\n---\n"
    assert [(item.record.key, item.record.title) for item in works(text)] == [("a", "A Book"), ("c", "C")]
    assert find_format("refs", text) == "yaml_references"


def test_hayagriva():
    (article, book) = works(
        "lind2019:\n  type: article\n  title: On Ponds\n  author: ['Lind, Ada', The Team]\n  date: 2019-05\n"
        "  page-range: 11-19\n  serial-number: {doi: 10.1234/ponds, arxiv: '1901.00001'}\n"
        "  parent:\n    type: periodical\n    title: Pond Letters\n    volume: 3\n    issue: 2\n"
        "ek2021:\n  type: book\n  title: {value: A Book, short: B}\n  publisher: {name: Pond Press, location: Lund}\n"
    )
    record = article.record
    assert (record.title, record.venue, record.year, record.month) == ("On Ponds", "Pond Letters", 2019, 5)
    assert (record.details.volume, record.details.issue, record.details.pages) == ("3", "2", "11-19")
    assert {(one.scheme, one.value) for one in record.ids} == {
        ("doi", "10.1234/ponds"),
        ("arxiv", "1901.00001"),
    }
    assert book.record.title == "A Book"
    assert (book.record.details.publisher, book.record.details.publisher_place) == ("Pond Press", "Lund")


def test_citation_cff():
    found = works(
        "cff-version: 1.2.0\nmessage: cite it\ntitle: Pond Tool\nauthors:\n- family-names: Lind\n  given-names: Ada\n"
        "- name: The Team\ndate-released: 2020-02-03\nrepository-code: https://github.com/lind/pond\n"
        "preferred-citation:\n  type: article\n  title: On Ponds\n  journal: Pond Letters\n  start: 11\n  end: 19\n"
        "  year: 2019\n  authors:\n  - family-names: Lind\nreferences:\n- type: book\n  title: A Book\nlicense: MIT\n",
        "CITATION.cff",
    )
    assert [(item.line, item.record.kind, item.record.title) for item in found] == [
        (1, "repo", "Pond Tool"),
        (10, "paper", "On Ponds"),
        (20, "paper", "A Book"),
    ]
    assert found[0].record.authors == ("Ada Lind", "The Team")
    assert found[1].record.details.pages == "11-19"


@pytest.mark.parametrize("text", ["a: b\n", "- 1\n- 2\n", "title: only\n", "[", "x: &a [*a]\n"])
def test_other_yaml_has_no_references(text):
    with pytest.raises(InputError, match="contains no references"):
        read(text, "settings.yaml")


@given(st.text(alphabet="ab:-[]{}&*!|>'\"#?, \n", max_size=80))
def test_no_text_is_a_crash(text):
    try:
        document = read(text, "a.yaml")
    except InputError:
        return
    held = {n for item in document.items for n in range(item.line, item.end_line + 1)}
    assert all(n in held for n, line in enumerate(text.split("\n"), 1) if line.strip())


def test_braces_and_suffixes_of_hayagriva():
    text = (
        'a:\n  type: article\n  title: "The {Weir} of $x_{2}$"\n  author: ["Lind, Jr., Ada", "von Ek, Bo", Plato]\n'
        "  parent: {type: periodical, title: 'Pond {Letters}'}\n"
    )
    record = read(text, "a.yml").items[0].record
    assert (record.title, record.details.container) == ("The Weir of $x_{2}$", "Pond Letters")
    assert record.authors == ("Ada Lind Jr.", "Bo von Ek", "Plato")
