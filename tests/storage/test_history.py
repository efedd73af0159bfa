from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import editing
from notebook import Notebook, add_record, dump, memory_store
from readlist.enrichment import outcomes, reviews
from readlist.errors import NotFoundError
from readlist.linkage.verification import CONFLICT, Verdict
from readlist.model.identifiers import Identifier
from readlist.model.provider_record import ProviderRecord
from readlist.model.record import Record
from readlist.storage import history
from readlist.storage.transaction import pack, unpack

LORA = "# PEFT\n\n- [LoRA: Low-Rank Adaptation of Large Language Models](https://arxiv.org/abs/2106.09685)\n"
RAG = "# RAG\n\n## Deeper\n\nSome prose.\n\n- **Retrieval-Augmented Generation for Knowledge-Intensive NLP Tasks** (2020)\n"


def first(book):
    return book.store.query("SELECT min(id) FROM entry WHERE kind <> 'note'")[0][0]


def _two(book):
    ids = [i for (i,) in book.store.query("SELECT id FROM entry ORDER BY id")]
    return ids[0], ids[1:2]


def split_first(book):
    ids = book.store.query(
        "SELECT entry_id FROM mention GROUP BY entry_id HAVING count(*) > 1 ORDER BY entry_id"
    )
    if ids:
        editing.split(book.store, ids[0][0], [1])


def ask(book):
    """Store an answer that contradicts the first entry."""
    record = Record(title="Another title of some length", ids=(Identifier("arxiv", "2106.09685"),))
    verdict = Verdict(CONFLICT, ProviderRecord("arxiv", record), ("titles differ",))
    with book.store.write("fetch") as tx:
        outcomes.write_outcomes(tx, [outcomes.Outcome(first(book), "arxiv:2106.09685", verdict)])


def decide(book):
    """Accept the first open finding, or reject one if the library has several entries."""
    for one in reviews.read_reviews(book.store)[:1]:
        reviews.decide(book.store, one.finding_id, accept=len(book.entries()) < 2)


COMMANDS = {
    "import": lambda book: book.bring(c_md=RAG.replace("2020", "2021") + LORA),
    "edit": lambda book: book.bring(a_md=LORA.replace("PEFT", "Tuning") + RAG),
    "empty": lambda book: book.bring(a_md="nothing\n"),
    "tag": lambda book: editing.add_tags(book.store, [first(book)], ["x", "y"], command="tag"),
    "untag": lambda book: editing.remove_tags(book.store, [first(book)], ["x"], command="untag"),
    "status": lambda book: editing.set_status(book.store, [first(book)], "read", command="status"),
    "note": lambda book: editing.add_note(book.store, first(book), "mine", command="note"),
    "add": lambda book: add_record(
        book.store, Record(title="A new work of some length"), "arxiv", note="why"
    ),
    "ask": ask,
    "decide": decide,
    "merge": lambda book: editing.merge(book.store, *_two(book)),
    "split": split_first,
}


ON_AN_ENTRY = {"tag", "untag", "status", "note", "ask", "merge"}
"""Commands that need an entry: emptying the notes and undoing may leave none."""


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(names=["empty", "merge", "merge", "merge", "ask"])
@given(names=st.lists(st.sampled_from(sorted(COMMANDS)), min_size=1, max_size=5))
def test_undo_restores_every_row(tmp_path_factory, names):
    with Notebook(tmp_path_factory.mktemp("undo"), memory_store()) as book:
        book.bring(a_md=LORA, b_md=RAG + LORA)
        states = []
        for name in names:
            if name in ON_AN_ENTRY and not first(book):
                continue
            before = dump(book.store, journal=False)
            count = len(history.history(book.store))
            COMMANDS[name](book)
            if len(history.history(book.store)) > count:
                states.append(before)
        states.append(dump(book.store, journal=False))
        undone = len(states) - 1
        for state in reversed(states[:-1]):
            history.undo(book.store)
            assert dump(book.store, journal=False) == state
        for state in states[1:]:
            history.redo(book.store)
            assert dump(book.store, journal=False) == state
        with pytest.raises(NotFoundError, match="nothing to redo"):
            history.redo(book.store)
        for state in reversed(states[undone // 2 : -1]):
            history.undo(book.store)
            assert dump(book.store, journal=False) == state


def test_a_command_is_one_operation_unless_it_changes_nothing(book):
    book.bring(a_md=LORA)
    book.bring(a_md=LORA)
    editing.add_tags(book.store, [first(book)], ["x"], command="tag lora x")
    editing.add_tags(book.store, [first(book)], ["x"], command="tag lora x")
    assert [one.command for one in history.history(book.store, limit=1)] == ["tag lora x"]
    assert len(history.history(book.store)) == 2


def test_undo_steps_back_until_nothing_is_left(book):
    book.bring(a_md=LORA)
    editing.set_status(book.store, [first(book)], "read", command="status lora read")
    assert history.undo(book.store).command == "status lora read"
    assert history.undo(book.store).command.startswith("import ")
    assert book.store.query("SELECT count(*) FROM entry") == [(0,)]
    with pytest.raises(NotFoundError, match="nothing to undo"):
        history.undo(book.store)
    assert [(one.is_undone, one.undoes) for one in history.history(book.store)] == [
        (False, 1), (False, 2), (True, None), (True, None),
    ]  # fmt: skip


def test_any_other_change_ends_what_can_be_done_again(book):
    book.bring(a_md=LORA)
    editing.set_status(book.store, [first(book)], "read", command="status lora read")
    history.undo(book.store)
    assert history.redo(book.store).command == "status lora read"
    assert book.entry("LoRA").status == "read"
    history.undo(book.store)
    editing.add_tags(book.store, [first(book)], ["x"], command="tag lora x")
    with pytest.raises(NotFoundError, match="nothing to redo"):
        history.redo(book.store)
    assert [one.command for one in history.history(book.store) if not one.is_undone] == [
        "tag lora x", "undo status lora read", "redo status lora read", f"import {book.folder}/a.md",
    ]  # fmt: skip


def test_nothing_is_undone_if_another_change_came_first(book):
    book.bring(a_md=LORA)
    expected = history.find_undoable(book.store).id
    editing.set_status(book.store, [first(book)], "read", command="status lora read")
    with pytest.raises(NotFoundError, match="changed meanwhile, by: status lora read"):
        history.undo(book.store, expected=expected)
    assert book.entry("LoRA").status == "read"


def test_an_undone_import_can_be_repeated(book):
    book.bring(a_md=LORA)
    history.undo(book.store)
    book.bring(a_md=LORA)
    assert len(book.entries()) == 1


@given(st.dictionaries(st.text(), st.none() | st.integers() | st.text() | st.binary()))
def test_rows_are_packed_without_loss(row):
    assert unpack(pack(row)) == row
