"""Libraries of other programs are read where they are, and never changed."""

from __future__ import annotations

import json
import sqlite3

import pytest

from readlist.errors import InputError
from readlist.formats.libraries import find_library, read_library
from readlist.formats.readers import read

from .zotero import Zotero

LIND = ("Ada", "Lind", 0, "author")


@pytest.fixture
def zotero(tmp_path):
    made = Zotero(tmp_path / "zotero.sqlite")
    yield made
    made.database.close()


def items(path):
    """Return the items of a library as they are read."""
    return read(read_library(find_library(path), path), path.name).items


def works(path):
    return [item for item in items(path) if item.record.kind != "note"]


def test_an_item_has_its_fields_creators_and_tags(zotero):
    zotero.item(
        "journalArticle",
        title="On the Warmth of Ponds",
        publicationTitle="Pond Letters",
        volume="3",
        issue="2",
        pages="11–19",
        date="2019-05-00 May 2019",
        DOI="10.1234/ponds.2019",
        creators=[LIND, (None, "The Pond Group", 1, "author"), ("Bo", "Ek", 0, "editor")],
        tags=["heat", "ponds"],
    )
    (item,) = works(zotero.path)
    record, details = item.record, item.record.details
    assert record.title == "On the Warmth of Ponds"
    assert record.authors == ("Ada Lind", "The Pond Group")
    assert [str(name) for name in details.editor] == ["Bo Ek"]
    assert (record.year, record.month, record.venue) == (2019, 5, "Pond Letters")
    assert (details.type, details.volume, details.issue, details.pages) == (
        "article-journal",
        "3",
        "2",
        "11-19",
    )
    assert record.tags == ("heat", "ponds")
    assert item.line == item.end_line == 1


def test_collections_are_topics_those_in_the_bin_are_not_and_groups_come_first(zotero):
    reading = zotero.collection("Reading")
    ponds = zotero.collection("Ponds", reading)
    gone = zotero.collection("Gone", deleted=True)
    below_gone = zotero.collection("Below", gone)
    shared = zotero.collection("Shared", library=2)
    zotero.group(2, "Lab")
    zotero.item("book", title="A Book about Wind", collections=[ponds, reading, gone, below_gone])
    zotero.item("book", title="A Book about Rain", collections=[shared], library=2)
    topics = [(item.record.title, item.topics) for item in works(zotero.path)]
    assert topics == [
        ("A Book about Wind", ("Reading",)),
        ("A Book about Wind", ("Reading", "Ponds")),
        ("A Book about Rain", ("Lab", "Shared")),
    ]


def test_notes_are_text_and_what_is_in_the_bin_is_left_out(zotero):
    book = zotero.item("book", title="A Book about Wind")
    zotero.note("<div><p>It is <b>good</b>:</p><ul><li>one</li><li>two</li></ul></div>", book)
    zotero.note("<p>thrown away</p>", book, deleted=True)
    zotero.note("<h1>Plan</h1><p>read more</p>")
    zotero.item("book", title="Thrown Away", deleted=True)
    zotero.attachment(book, title="a.pdf", url="https://example.org/wind.pdf")
    texts = [(item.record.kind, item.record.title, item.text) for item in items(zotero.path)]
    assert texts[1:] == [
        ("paper", "A Book about Wind", "It is **good**:\n\n- one\n- two"),
        ("note", "Plan", "# Plan\n\nread more"),
    ]
    assert [link.url for link in works(zotero.path)[0].record.links] == ["https://example.org/wind.pdf"]


def test_citation_keys_are_those_of_zotero_else_of_better_bibtex(zotero):
    zotero.item("book", title="With Its Own", citationKey="own2019")
    other = zotero.item("book", title="With Another")
    zotero.item("book", title="Pinned", extra="Citation Key: pinned2020\nline")
    with sqlite3.connect(zotero.path.parent / "better-bibtex.sqlite") as keys:
        keys.execute("CREATE TABLE citationkey (itemID, itemKey, libraryID, citationKey, pinned)")
        keys.execute("INSERT INTO citationkey VALUES (?, ?, 1, 'better2021', 0)", (other, f"KEY{other:05}"))
    keys.close()
    assert [item.record.key for item in works(zotero.path)] == ["own2019", "better2021", "pinned2020"]


@pytest.mark.parametrize(
    ("stored", "issued"),
    [
        ("2019-05-12 12 May 2019", "2019-05-12"),
        ("2019-00-00 Spring 2019", "2019-21"),
        ("2019-00-00 2019", "2019"),
        ("0000-00-00 in press", None),
        ("May 2019", "2019-05"),
    ],
)
def test_a_date_is_as_zotero_understands_it(zotero, stored, issued):
    zotero.item("book", title="A Book about Wind", date=stored)
    assert works(zotero.path)[0].record.details.issued == issued


@pytest.mark.parametrize("mode", ["DELETE", "WAL"])
def test_a_database_in_use_is_read_without_what_is_not_committed(zotero, mode):
    zotero.item("book", title="A Book about Wind")
    zotero.database.execute(f"PRAGMA journal_mode = {mode}")
    zotero.database.execute("PRAGMA locking_mode = EXCLUSIVE")
    zotero.item("book", title="A Book about Rain")
    zotero.database.execute("BEGIN EXCLUSIVE")
    zotero.database.execute("UPDATE itemDataValues SET value = value || ' Half Written'")
    before = zotero.path.read_bytes()
    assert [item.record.title for item in works(zotero.path)] == ["A Book about Wind", "A Book about Rain"]
    assert zotero.path.read_bytes() == before
    zotero.database.rollback()


def test_another_database_is_no_library_and_a_damaged_one_is_an_error(zotero, tmp_path):
    other = tmp_path / "other.sqlite"
    with sqlite3.connect(other) as database:
        database.execute("CREATE TABLE items (itemID)")
    database.close()
    assert find_library(other) is None
    zotero.item("book", title="A Book about Wind")
    zotero.database.execute("DROP TABLE itemTags")
    zotero.database.commit()
    with pytest.raises(InputError, match="Zotero"):
        read_library("zotero_database", zotero.path)


def test_the_text_of_a_library_does_not_change_while_its_items_do_not(zotero):
    zotero.item("book", title="A Book about Wind", tags=["b", "a"], collections=[zotero.collection("X")])
    text = read_library("zotero_database", zotero.path)
    assert text == read_library("zotero_database", zotero.path)
    assert json.loads(text)["collections"] == [["X"]]


def test_pubs(tmp_path):
    for folder in ("bib", "meta", "notes"):
        (tmp_path / folder).mkdir()
    (tmp_path / "bib" / "lind2019.bib").write_text(
        "@article{lind2019,\n author = {Lind, Ada},\n title = {On Ponds},\n year = {2019},\n keyword = {heat}\n}\n"
    )
    (tmp_path / "meta" / "lind2019.yaml").write_text(
        "added: 2026-01-02 03:04:05\ndocfile: null\ntags: !!set\n    cold: null\n    warm: null\n"
    )
    (tmp_path / "notes" / "lind2019.txt").write_text("50% of {it} is good\n\nReally.")
    assert find_library(tmp_path) == "pubs_folder"
    (item,) = items(tmp_path)
    assert item.record.key == "lind2019"
    assert item.record.tags == ("heat", "cold", "warm")
    assert [text for _, name, text in item.record.details.extra if name == "annotation"]


def test_a_folder_of_bibliographies_is_not_a_library_of_pubs(tmp_path):
    (tmp_path / "bib").mkdir()
    (tmp_path / "bib" / "a.bib").write_text("@book{a, title={A Book}}")
    assert find_library(tmp_path) is None


def test_papis_with_notes(tmp_path):
    info = tmp_path / "info.yaml"
    info.write_text("title: On Ponds\nref: lind2019\npapis_id: abc\nnotes: notes.md\n")
    assert find_library(info) is None
    (tmp_path / "notes.md").write_text("# My notes\n\nGood.\n")
    assert find_library(info) == "papis_document"
    first, second = items(info)
    assert first.record == second.record
    assert second.text == "# My notes\n\nGood."


def test_collections_of_better_bibtex_are_topics():
    exported = {
        "config": {},
        "collections": {
            "A": {"key": "A", "parent": False, "name": "Reading", "items": [], "collections": ["B"]},
            "B": {"key": "B", "parent": "A", "name": "Ponds", "items": [7]},
        },
        "items": [
            {"itemType": "book", "itemID": 7, "title": "A Book about Wind"},
            {"itemType": "book", "itemID": 8, "title": "A Book about Rain"},
        ],
    }
    found = [(item.record.title, item.topics) for item in read(json.dumps(exported), "a.json").items]
    assert found == [("A Book about Wind", ("Reading", "Ponds")), ("A Book about Rain", ())]
