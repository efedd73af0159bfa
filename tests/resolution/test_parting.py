"""Works that an import joined and another one parted again: what was said of each stays with it."""

from __future__ import annotations

import pytest

import editing
from derived import find_underived
from readlist.search.entry_lookup import find_entry

ONE = "- [Low-Rank Adaptation of Large Language Models](https://arxiv.org/abs/2106.00001)\n"
OTHER = "- [LoRA: Low-Rank Adaptation of Large Language Models](https://arxiv.org/abs/2106.09685)\n"
AGREED = "- [Low-Rank Adaptation of Large Language Models](https://arxiv.org/abs/2106.09685)\n"


def said(book):
    return sorted((entry.key, entry.tags, [note.body for note in entry.notes]) for entry in book.entries())


@pytest.fixture
def parted(book):
    """Two works with a tag and a note each, in two files."""
    book.bring(a_md=ONE, b_md=OTHER)
    for entry in book.entries():
        editing.add_tags(book.store, [entry.id], [f"of-{entry.arxiv_id}"])
        editing.add_note(book.store, entry.id, f"note of {entry.arxiv_id}")
    return book


def test_works_that_an_import_joined_and_parted_have_what_was_said_of_them(parted):
    before = said(parted)
    uids = sorted(parted.store.query("SELECT uid FROM entry"))
    parted.bring(a_md=AGREED)
    (entry,) = parted.entries()
    assert len(entry.tags) == len(entry.notes) == 2
    assert find_underived(parted.store) == []
    parted.bring(a_md=ONE)
    assert said(parted) == before
    assert sorted(parted.store.query("SELECT uid FROM entry")) == uids
    assert find_underived(parted.store) == []


def test_a_third_file_that_joins_two_works_and_goes_parts_them(parted):
    before = said(parted)
    both = "- Low-Rank Adaptation of Large Language Models https://arxiv.org/abs/2106.00001 https://arxiv.org/abs/2106.09685\n"
    for _ in range(2):
        parted.bring(c_md=both)
        parted.bring(c_md="Nothing.\n")
        assert said(parted) == before


def test_what_is_said_of_the_joined_work_stays_with_the_entry_that_it_was_said_of(parted):
    parted.bring(a_md=AGREED)
    (entry,) = parted.entries()
    editing.add_tags(parted.store, [entry.id], ["later"])
    parted.bring(a_md=ONE)
    assert [one.key for one in parted.entries() if "later" in one.tags] == [entry.key]
    assert find_entry(parted.store, entry.key) == entry.id


def test_parting_is_taken_back(parted):
    parted.bring(a_md=AGREED)
    joined = said(parted)
    parted.bring(a_md=ONE)
    editing.undo(parted.store)
    assert said(parted) == joined
    assert find_underived(parted.store) == []


def test_mentions_have_the_homes_that_they_had_once_parting_is_taken_back(parted):
    homes = """SELECT hex(mention.uid), coalesce(home, entry.uid) FROM mention JOIN entry ON entry.id = entry_id
        ORDER BY mention.uid"""
    parted.bring(a_md=AGREED)
    joined = parted.store.query(homes)
    parted.bring(b_md=OTHER.replace("2106.09685", "2106.09999"))
    assert len(parted.entries()) == 2
    editing.undo(parted.store)
    assert parted.store.query(homes) == joined


def test_works_that_the_person_merged_stay_merged(parted):
    one, other = (entry.id for entry in parted.entries())
    editing.merge(parted.store, one, [other])
    parted.bring(a_md=AGREED)
    parted.bring(a_md=ONE)
    assert len(parted.entries()) == 1
