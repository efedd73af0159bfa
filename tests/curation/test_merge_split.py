from __future__ import annotations

import pytest

import editing
from editing import merge, split, undo
from notebook import add_record, dump
from readlist.enrichment.outcomes import Outcome, write_outcomes
from readlist.errors import NotFoundError, UsageError
from readlist.linkage.verification import ACCEPTED, CONFLICT, DOUBTFUL, DUPLICATE, REJECTED, UNKNOWN, Verdict
from readlist.model.identifiers import Identifier
from readlist.model.provider_record import ProviderRecord
from readlist.model.record import Record
from readlist.storage import columns
from readlist.storage.transaction import now

PREPRINT = "- [Teaching Machines to Read Tables](https://arxiv.org/abs/2101.00001)\n"
PUBLISHED = "- [Reading Tables by Machine](https://aclanthology.org/2021.acl-long.1)\n"
OTHER = "- [RAPTOR: Recursive Abstractive Processing for Tree-Organized Retrieval](https://arxiv.org/abs/2401.18059)\n"


def merged(book):
    book.bring(a_md=PREPRINT + OTHER, b_md=PUBLISHED)
    keep, other = book.entry("Teaching"), book.entry("Reading")
    editing.add_tags(book.store, [keep.id], ["one"], command="tag")
    editing.add_tags(book.store, [other.id], ["two"], command="tag")
    editing.set_status(book.store, [other.id], "read", command="status")
    editing.add_note(book.store, other.id, "from the other", command="note")
    merge(book.store, keep.id, [other.id])
    return keep


def test_a_merge_keeps_one_entry_with_the_data_of_both(book):
    keep = merged(book)
    entry = book.entry("Teaching")
    assert (entry.id, entry.key, entry.tags, entry.status) == (keep.id, keep.key, ("one", "two"), "read")
    assert (entry.arxiv_id, entry.acl_id) == ("2101.00001", "2021.acl-long.1")
    assert "Reading Tables by Machine" in entry.aliases
    assert [note.body for note in entry.notes] == ["from the other"]
    assert len(book.entries()) == 2


@pytest.mark.parametrize(
    "edits",
    [
        {"b_md": PUBLISHED + "\n- [x](https://github.com/a/b)\n"},
        {"b_md": PUBLISHED.replace("Reading", "On Reading")},
        {"a_md": OTHER + PREPRINT, "b_md": "# Moved\n\n" + PUBLISHED},
        {"c_md": PUBLISHED},
        {"b_md": "nothing\n", "c_md": PUBLISHED},
        {"c_md": PREPRINT + "\n- Reading Tables by Machine, ACL 2021\n"},
        {"a_md": "nothing\n"},
    ],
)
def test_a_merge_survives_imports(book, edits):
    keep = merged(book)
    book.bring(**edits)
    assert [e.id for e in book.entries() if e.kind == "paper" and "Tables" in e.title] == [keep.id]


def test_a_merge_survives_the_removal_of_its_item(book):
    keep = merged(book)
    book.bring(b_md="nothing\n")
    assert book.entry("Teaching").acl_id is None
    book.bring(b_md=PUBLISHED)
    assert (book.entry("Teaching").id, book.entry("Teaching").acl_id) == (keep.id, "2021.acl-long.1")
    before = dump(book.store)
    book.bring(b_md=PUBLISHED)
    assert dump(book.store) == before


def test_records_added_later_join_the_merged_entry(book):
    keep = merged(book)
    record = Record(title="Reading Tables by Machine", ids=(Identifier("acl", "2021.acl-long.1"),))
    assert add_record(book.store, record, "acl").entry_id == keep.id


def test_a_merge_needs_two_existing_entries(book):
    book.bring(a_md=PREPRINT)
    entry = book.entry("Teaching")
    with pytest.raises(UsageError):
        merge(book.store, entry.id, [entry.id])
    with pytest.raises(NotFoundError):
        merge(book.store, entry.id, [999])


# -- findings and downloaded files ---------------------------------------------------------------------------------


def ask(book, entry_id, asked, state, record=None):
    """Store the outcome of asking a provider about an entry."""
    found = record or Record(title="Something", ids=(Identifier("arxiv", "2101.00001"),))
    with book.store.write("fetch") as tx:
        write_outcomes(
            tx, [Outcome(entry_id, asked, Verdict(state, ProviderRecord("arxiv", found), ("so it is",)))]
        )


def attach(book, entry_id, url):
    with book.store.write("pdf") as tx:
        row = {"entry_id": entry_id, "path": f"/{entry_id}.pdf", "url": url, "size": 1, "at": now()}
        tx.insert(columns.ATTACHMENT, [row])


def findings(book):
    return sorted(book.store.query("SELECT entry_id, asked, state FROM finding"))


@pytest.mark.parametrize(
    ("ours", "theirs", "left"),
    [
        (None, DOUBTFUL, DOUBTFUL),
        (UNKNOWN, DOUBTFUL, DOUBTFUL),
        (ACCEPTED, CONFLICT, CONFLICT),
        (REJECTED, CONFLICT, REJECTED),
        (ACCEPTED, UNKNOWN, ACCEPTED),
        (DUPLICATE, None, None),
        (None, DUPLICATE, None),
        (DUPLICATE, ACCEPTED, ACCEPTED),
    ],
)
def test_a_merge_moves_findings_and_files(book, ours, theirs, left):
    book.bring(a_md=PREPRINT, b_md=PUBLISHED)
    keep, other = book.entry("Teaching"), book.entry("Reading")
    for entry, state in ((keep, ours), (other, theirs)):
        if state:
            ask(book, entry.id, "title:it", state)
    attach(book, other.id, "https://example.org/a.pdf")
    before = dump(book.store, journal=False)
    merge(book.store, keep.id, [other.id])
    assert findings(book) == ([(keep.id, "title:it", left)] if left else [])
    assert book.store.query("SELECT entry_id FROM attachment") == [(keep.id,)]
    undo(book.store)
    assert dump(book.store, journal=False) == before


def test_a_split_moves_findings_and_files_of_its_id(book):
    book.bring(a_md=PREPRINT, b_md=PUBLISHED)
    keep, other = book.entry("Teaching"), book.entry("Reading")
    ask(book, other.id, "acl:2021.acl-long.1", CONFLICT)
    record = Record(title="Reading Tables by Machine", ids=(Identifier("acl", "2021.acl-long.1"),), year=2021)
    add_record(book.store, record, "acl")
    attach(book, other.id, "https://aclanthology.org/2021.acl-long.1.pdf")
    merge(book.store, keep.id, [other.id])
    before = dump(book.store, journal=False)
    new_id = split(book.store, keep.id, [2])
    assert findings(book) == [(new_id, "acl:2021.acl-long.1", CONFLICT)]
    assert book.store.query("SELECT entry_id FROM attachment") == [(new_id,)]
    old, new = book.store.load_entries([keep.id, new_id])
    assert (old.acl_id, old.year, new.acl_id, new.year) == (None, None, "2021.acl-long.1", 2021)
    undo(book.store)
    assert dump(book.store, journal=False) == before


def test_a_split_keeps_findings_and_files_that_fit_both_halves(book):
    book.bring(a_md=OTHER, b_md=OTHER)
    entry = book.entry("RAPTOR")
    ask(book, entry.id, "arxiv:2401.18059v1", ACCEPTED, Record(title=entry.title, year=2024))
    attach(book, entry.id, "https://arxiv.org/pdf/2401.18059")
    split(book.store, entry.id, [2])
    assert findings(book) == [(entry.id, "arxiv:2401.18059v1", ACCEPTED)]
    assert book.store.query("SELECT entry_id FROM attachment") == [(entry.id,)]


# -- split ---------------------------------------------------------------------------------------------------------


def split_up(book):
    book.bring(a_md=OTHER, b_md=OTHER, c_md=OTHER.replace("RAPTOR: ", ""))
    entry = book.entry("Recursive")
    return entry, split(book.store, entry.id, [3])


def test_a_split_makes_an_entry_of_the_given_mentions(book):
    entry, new_id = split_up(book)
    halves = list(book.store.load_entries([entry.id, new_id]))
    assert [[m.source for m in half.mentions] for half in halves] == [["a.md", "b.md"], ["c.md"]]
    assert [half.arxiv_id for half in halves] == ["2401.18059"] * 2


@pytest.mark.parametrize(
    "edits",
    [
        {"a_md": "# T\n\n" + OTHER},
        {"c_md": "# T\n\n" + OTHER.replace("RAPTOR: ", "")},
        {"c_md": "- " + OTHER.replace("RAPTOR: ", "**")[3:].replace("]", "** [paper]")},
        {"b_md": "nothing\n"},
    ],
)
def test_a_split_survives_imports(book, edits):
    entry, new_id = split_up(book)
    book.bring(**edits)
    assert sorted(e.id for e in book.entries()) == [entry.id, new_id]
    assert [m.source for m in next(book.store.load_entries([new_id])).mentions] == ["c.md"]


def test_new_items_join_the_most_similar_half(book):
    entry, new_id = split_up(book)
    book.bring(d_md=OTHER.replace("RAPTOR: ", ""), e_md=OTHER)
    halves = list(book.store.load_entries([entry.id, new_id]))
    assert [[m.source for m in half.mentions] for half in halves] == [
        ["a.md", "b.md", "e.md"],
        ["c.md", "d.md"],
    ]


def test_a_split_needs_existing_mentions_and_must_leave_some(book):
    book.bring(a_md=OTHER, b_md=OTHER)
    entry = book.entry("RAPTOR")
    for numbers, error in (
        ([1, 2], UsageError),
        ([], UsageError),
        ([3], NotFoundError),
        ([0], NotFoundError),
    ):
        with pytest.raises(error):
            split(book.store, entry.id, numbers)
    with pytest.raises(NotFoundError):
        split(book.store, 999, [1])


def test_a_split_leaves_an_entry_something_it_is_known_by(book):
    book.bring(a_md=PREPRINT)
    record = Record(title="Teaching Machines to Read Tables", ids=(Identifier("arxiv", "2101.00001"),))
    add_record(book.store, record, "arxiv")
    before = dump(book.store)
    with pytest.raises(UsageError, match="cannot lose all of its mentions"):
        split(book.store, book.entry("Tables").id, [1])
    assert dump(book.store) == before
