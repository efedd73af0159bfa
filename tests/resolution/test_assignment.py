from __future__ import annotations

import editing
from notebook import add_record, dump
from readlist.curation import annotate
from readlist.linkage.features import features_of
from readlist.model.identifiers import parse_identifier
from readlist.model.provenance import Origin
from readlist.model.record import Record
from readlist.resolution.assignment import SUCCESSOR, assign
from readlist.resolution.member import Member

LORA = "- [LoRA: Low-Rank Adaptation of Large Language Models](https://arxiv.org/abs/2106.09685)\n"
TITLE = "LoRA: Low-Rank Adaptation of Large Language Models"


def record(title, *ids):
    return Record(title=title, ids=tuple(map(parse_identifier, ids)))


def newcomer(title, *ids, line=1, entry_id=None):
    origin = Origin(f"new.md:{line}", is_note=True)
    claimed = record(title, *ids)
    order = (1, "new.md", line, 1 << 62)
    return Member(claimed, features_of(claimed), origin, order, entry_id, SUCCESSOR if entry_id else 0)


def assigned(book, *members, **more):
    with book.store.write("look", dry_run=True) as tx:
        return assign(tx, members, **more)


def test_assigning_writes_nothing(book):
    book.bring(a_md=LORA)
    before = dump(book.store)
    assigned(book, newcomer(TITLE), newcomer("Another work of its own", "2401.18059", line=2))
    assert dump(book.store) == before


def test_a_newcomer_goes_to_the_entry_of_its_work_or_to_a_new_one(book):
    book.bring(a_md=LORA)
    known, new = newcomer(TITLE, "2106.09685v3"), newcomer("Another work of its own", "2401.18059", line=2)
    assignment = assigned(book, known, new)
    assert known.target == book.entry("LoRA").id
    assert list(assignment.fresh) == [new.target]
    assert assignment.touched == {known.target}


def test_newcomers_of_one_work_share_a_new_entry(book):
    members = [newcomer(TITLE, line=1), newcomer("Low-Rank Adaptation of Large Language Models", line=2)]
    assignment = assigned(book, *members)
    assert len({member.target for member in members}) == 1
    assert [one.origin.name for one in assignment.fresh[members[0].target]] == ["new.md:1", "new.md:2"]


def test_a_record_without_any_key_keeps_the_entry_it_comes_from(book):
    book.bring(a_md="- 论文名称：Survey\n")
    (entry,) = book.entries()
    follower, stranger = newcomer("Survey", entry_id=entry.id), newcomer("Survey", line=2)
    assigned(book, follower, stranger)
    assert follower.target != stranger.target


def test_a_conflict_names_the_earlier_record(book):
    book.bring(a_md=LORA)
    other = newcomer("Retrieval-Augmented Generation for Tasks", "2106.09685")
    ((one, known),) = assigned(book, other).conflicts
    assert one is other
    assert (known.record.title, known.origin.name) == (TITLE, "a.md:1")


def test_a_claim_keeps_its_entry(book):
    added = add_record(
        book.store, record("Low-Rank Adaptation of Large Language Models", "2106.09685"), "arxiv"
    )
    assert added.created
    book.bring(a_md=LORA)
    assert book.entry("Low-Rank").id == added.entry_id
    again = add_record(book.store, record(TITLE, "2106.09685v2"), "arxiv")
    assert again == type(again)(added.entry_id, created=False)
    book.bring(a_md="nothing\n")
    assert book.entry("Low-Rank").id == added.entry_id


def test_an_addition_has_tags_a_status_and_a_note(book):
    for tags in (("a",), ("b",)):
        said = Record(tags=tags, status="todo")
        added = add_record(book.store, record(TITLE, "2106.09685"), "arxiv", by_hand=said, note="why")
    (entry,) = book.store.load_entries([added.entry_id])
    assert (entry.tags, entry.status) == (("a", "b"), "todo")
    assert [note.body for note in entry.notes] == ["why", "why"]


def test_a_title_by_hand_also_names_the_work(book):
    book.bring(a_md="- 论文名称：Lorra: a tpyo in the title of it\n")
    (entry,) = book.entries()
    with book.store.write("edit") as tx:
        annotate.set_field(tx, [entry.id], "title", TITLE)
    book.bring(b_md=f"- 论文名称：{TITLE}\n")
    assert [len(one.mentions) for one in book.entries()] == [2]


def test_entries_that_become_one_keep_the_older_key(book):
    book.bring(
        a_md=f"- [{TITLE}](https://arxiv.org/abs/2106.09685)\n",
        b_md=f"- [{TITLE}](https://arxiv.org/abs/2106.00001)\n",
    )
    first, second = sorted(book.entries(), key=lambda entry: entry.id)
    editing.set_status(book.store, [second.id], "read", command="status")
    book.bring(b_md=f"- [{TITLE}](https://arxiv.org/abs/2106.09685)\n")
    (entry,) = book.entries()
    assert (entry.id, entry.key, entry.status) == (first.id, first.key, "read")
