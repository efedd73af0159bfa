from __future__ import annotations

import contextlib
import getpass

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import editing
from depth import examples
from derived import find_underived
from notebook import Notebook, add_record, dump, memory_store
from readlist.curation import merge_split, searches, topics, undoing
from readlist.curation import tags as tagging
from readlist.doctor import library_check
from readlist.enrichment import outcomes, reviews
from readlist.errors import NotFoundError, UsageError
from readlist.importing import source_edits
from readlist.linkage.verification import CONFLICT, Verdict
from readlist.model.identifiers import Identifier
from readlist.model.provider_record import ProviderRecord
from readlist.model.record import Record
from readlist.model.saved_search import SavedSearch
from readlist.search.entry_lookup import find_entry
from readlist.storage import columns, history
from readlist.storage.transaction import pack, unpack

LORA = "# PEFT\n\n- [LoRA: Low-Rank Adaptation of Large Language Models](https://arxiv.org/abs/2106.09685)\n"
RAG = "# RAG\n\n## Deeper\n\nSome prose.\n\n- **Retrieval-Augmented Generation for Knowledge-Intensive NLP Tasks** (2020)\n"


def first(book):
    return book.store.query("SELECT min(id) FROM entry WHERE kind NOT IN ('note', 'gone')")[0][0]


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


def drop(book, name):
    """Remove a source, if it is there."""
    if book.store.query("SELECT 1 FROM source WHERE name = ?", (name,)):
        with book.store.write("source rm") as tx:
            source_edits.remove_source(tx, name)


def move(book):
    """Move a source, if it was not moved before."""
    if book.store.query("SELECT 1 FROM source WHERE name = 'b.md'"):
        with book.store.write("source mv") as tx:
            assert source_edits.move_source(tx, "b.md", book.folder / "moved.md") == "moved.md"


def rename(book, tag, name):
    """Rename a tag, if there is one."""
    with book.store.write("tags rename") as tx, contextlib.suppress(NotFoundError):
        tagging.merge_tags(tx, [tag], name)


def add_topic(book, entry_id):
    with book.store.write("topic add") as tx:
        topics.add_topic(tx, [entry_id], ("RAG", "Mine"))


def save_search(book):
    with book.store.write("search --save") as tx:
        count = len(history.history(book.store))
        searches.save(tx, SavedSearch("mine", f"query {count}", {"tags": ["x"]}))


def reword(book):
    editing.edit_note(book.store, first(book), "changed")


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
    "set": lambda book: editing.correct(
        book.store, [first(book)], {"venue": "Set", "doi": "10.1/x", "year": "", "kind": "article"}
    ),
    "unset": lambda book: editing.correct(
        book.store, [first(book)], {"venue": None, "doi": None, "kind": None}
    ),
    "rm": lambda book: editing.remove(book.store, [first(book)]),
    "reword": reword,
    "drop": lambda book: drop(book, "a.md"),
    "move": move,
    "rename": lambda book: rename(book, "x", "z"),
    "topic": lambda book: add_topic(book, first(book)),
    "save": save_search,
    "split": split_first,
}


ON_AN_ENTRY = {"tag", "untag", "status", "note", "ask", "merge", "set", "unset", "rm", "reword", "topic"}
"""Commands that need an entry: emptying the notes and undoing may leave none."""


@settings(
    max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example(names=["empty", "merge", "merge", "merge", "ask"])
@example(names=["set", "rm", "import", "add", "edit"])
@example(names=["topic", "rm", "add"])
@example(names=["tag", "drop", "edit", "drop"])
@example(names=["move", "drop", "edit"])
@example(names=["tag", "rename", "topic", "save", "drop"])
@example(names=["note", "reword", "rm", "merge", "empty"])
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
            assert find_underived(book.store) == []
            if len(history.history(book.store)) > count:
                states.append(before)
        states.append(dump(book.store, journal=False))
        undone = len(states) - 1
        for state in reversed(states[:-1]):
            editing.undo(book.store)
            assert find_underived(book.store) == []
            assert dump(book.store, journal=False) == state
        for state in states[1:]:
            editing.redo(book.store)
            assert dump(book.store, journal=False) == state
        with pytest.raises(NotFoundError, match="nothing to redo"):
            editing.redo(book.store)
        for state in reversed(states[undone // 2 : -1]):
            editing.undo(book.store)
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
    assert editing.undo(book.store).command == "status lora read"
    assert editing.undo(book.store).command.startswith("import ")
    assert book.store.query("SELECT count(*) FROM entry") == [(0,)]
    with pytest.raises(NotFoundError, match="nothing to undo"):
        editing.undo(book.store)
    assert [(one.is_undone, one.undoes) for one in history.history(book.store)] == [
        (False, 1), (False, 2), (True, None), (True, None),
    ]  # fmt: skip


def test_any_other_change_ends_what_can_be_done_again(book):
    book.bring(a_md=LORA)
    editing.set_status(book.store, [first(book)], "read", command="status lora read")
    editing.undo(book.store)
    assert editing.redo(book.store).command == "status lora read"
    assert book.entry("LoRA").status == "read"
    editing.undo(book.store)
    editing.add_tags(book.store, [first(book)], ["x"], command="tag lora x")
    with pytest.raises(NotFoundError, match="nothing to redo"):
        editing.redo(book.store)
    assert [one.command for one in history.history(book.store) if not one.is_undone] == [
        "tag lora x", "undo status lora read", "redo status lora read", f"import {book.folder}/a.md",
    ]  # fmt: skip


def test_nothing_is_undone_if_another_change_came_first(book):
    book.bring(a_md=LORA)
    expected = history.find_undoable(book.store.connection)[0].id
    editing.set_status(book.store, [first(book)], "read", command="status lora read")
    with pytest.raises(NotFoundError, match="changed meanwhile, by: status lora read"):
        editing.undo(book.store, expected=expected)
    assert book.entry("LoRA").status == "read"


def test_an_undone_import_can_be_repeated(book):
    book.bring(a_md=LORA)
    editing.undo(book.store)
    book.bring(a_md=LORA)
    assert len(book.entries()) == 1


@given(st.dictionaries(st.text(), st.none() | st.integers() | st.text() | st.binary()))
def test_rows_are_packed_without_loss(row):
    assert unpack(pack(row)) == row


# -- operations that are not the last one ------------------------------------------------------------------------------


def changed_since(book, name):
    """Take back the last operation of this name, and return what was left."""
    wanted = next(one for one in history.history(book.store) if one.command.startswith(name))
    (undone,) = undoing.undo(book.store, operation_id=wanted.id)
    assert undone.operation.id == wanted.id
    return undone.left


@settings(
    max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example(names=["tag", "merge", "edit"], which=[1, 0])
@example(names=["edit"], which=[0, 1, 1])
@example(names=["add", "edit", "add"], which=[1, 3, 1])
@example(names=["merge", "split", "empty"], which=[0, 0, 0])
@example(names=["drop", "edit"], which=[1])
@example(names=["rm", "merge", "edit"], which=[2, 0])
@given(
    names=st.lists(st.sampled_from(sorted(COMMANDS)), min_size=1, max_size=4),
    which=st.lists(st.integers(0, 5), min_size=1, max_size=3),
)
def test_entries_show_what_is_said_after_any_undo(tmp_path_factory, names, which):
    with Notebook(tmp_path_factory.mktemp("undo"), memory_store()) as book:
        book.bring(a_md=LORA, b_md=RAG + LORA)
        for name in names:
            if first(book) or name not in ON_AN_ENTRY:
                COMMANDS[name](book)
                assert find_underived(book.store) == []
        for number in which:
            found = [one for one in history.history(book.store) if not one.is_undone]
            before = dump(book.store)
            try:
                undoing.undo(book.store, operation_id=found[number % len(found)].id)
            except UsageError:
                assert dump(book.store) == before
            assert find_underived(book.store) == []
            assert book.store.query("PRAGMA foreign_key_check") == []


def test_an_earlier_operation_is_taken_back_without_the_later_ones(book):
    book.bring(a_md=LORA)
    lora = first(book)
    editing.add_tags(book.store, [lora], ["x", "y"], command="tag lora x y")
    editing.set_status(book.store, [lora], "read", command="status lora read")
    editing.add_note(book.store, lora, "mine", command="note lora")
    assert changed_since(book, "tag") == ()
    entry = book.entry("LoRA")
    assert (entry.tags, entry.status, [note.body for note in entry.notes]) == ((), "read", ["mine"])


def test_what_has_changed_since_is_left_and_named(book):
    book.bring(a_md=LORA)
    lora = first(book)
    editing.add_tags(book.store, [lora], ["x", "y"], command="tag lora x y")
    editing.remove_tags(book.store, [lora], ["x"], command="untag lora x")
    key = book.entry("LoRA").key
    assert changed_since(book, "tag") == (f"{key}: tag x, changed since by: untag lora x",)
    assert book.entry("LoRA").tags == ()
    changed_since(book, "untag")
    assert book.entry("LoRA").tags == (), "both commands are taken back"


def test_a_source_that_was_imported_again_since_is_left(book):
    book.bring(a_md=LORA, b_md=RAG)
    book.bring(a_md=LORA.replace("PEFT", "Tuning"))
    (left,) = changed_since(book, f"import {book.folder}/a.md {book.folder}/b.md")
    assert left.startswith("a.md, changed since by: import ")
    assert book.titles() == ["LoRA: Low-Rank Adaptation of Large Language Models"]
    assert book.entry("LoRA").topics == (("Tuning",),)


def test_what_the_person_said_of_an_entry_outlives_its_import(book):
    book.bring(a_md=LORA, b_md=RAG)
    lora = first(book)
    editing.add_tags(book.store, [lora], ["x"], command="tag lora x")
    changed_since(book, "import")
    (entry,) = book.entries()
    assert (entry.id, entry.tags, entry.mentions) == (lora, ("x",), ())
    assert entry.title == "LoRA: Low-Rank Adaptation of Large Language Models"
    editing.undo(book.store)
    assert book.entries() == []


def test_edits_of_an_entry_stay_with_it_when_its_merge_is_taken_back(book):
    book.bring(a_md=LORA, b_md=RAG)
    lora, (rag,) = first(book), [e.id for e in book.entries() if "Retrieval" in e.title]
    key = book.entry("Retrieval").key
    editing.add_tags(book.store, [rag], ["old"], command="tag rag old")
    editing.merge(book.store, lora, [rag])
    assert find_entry(book.store, key) == lora, "an old key finds the entry that has the work now"
    editing.add_tags(book.store, [lora], ["new"], command="tag lora new")
    assert book.entry("LoRA").tags == ("new", "old")
    assert changed_since(book, "merge") == ()
    assert (book.entry("LoRA").tags, book.entry("Retrieval").tags) == (("new",), ("old",))
    assert book.entry("Retrieval").key == key


def test_a_merge_that_a_split_has_changed_is_taken_back_after_it(book):
    book.bring(a_md=LORA, b_md=RAG + LORA)
    editing.merge(book.store, first(book), [e.id for e in book.entries() if "Retrieval" in e.title])
    editing.split(book.store, first(book), [1])
    with pytest.raises(UsageError, match="cannot be undone: its mentions were changed since by: split"):
        changed_since(book, "merge")
    changed_since(book, "split")
    assert changed_since(book, "merge") == ()
    assert len(book.entries()) == 2


def test_several_operations_are_taken_back_at_once(book):
    book.bring(a_md=LORA)
    before = dump(book.store, journal=False)
    for name in ("x", "y"):
        editing.add_tags(book.store, [first(book)], [name], command=f"tag lora {name}")
    done = undoing.undo(book.store, count=2)
    assert [one.operation.command for one in done] == ["tag lora y", "tag lora x"]
    assert dump(book.store, journal=False) == before
    with pytest.raises(NotFoundError, match="only 1 of 2 changes can be undone"):
        undoing.undo(book.store, count=2)


def test_a_dry_run_changes_nothing(book):
    book.bring(a_md=LORA)
    before = dump(book.store)
    (undone,) = undoing.undo(book.store, dry_run=True)
    assert undone.operation.command.startswith("import")
    assert dump(book.store) == before


def test_an_operation_is_taken_back_once(book):
    book.bring(a_md=LORA)
    editing.add_tags(book.store, [first(book)], ["x"], command="tag lora x")
    (tagged, *_) = history.history(book.store)
    undoing.undo(book.store, operation_id=tagged.id)
    with pytest.raises(NotFoundError, match="undone already"):
        undoing.undo(book.store, operation_id=tagged.id)
    with pytest.raises(NotFoundError, match="no change @99"):
        undoing.undo(book.store, operation_id=99)
    (undo, *_) = history.history(book.store)
    undoing.undo(book.store, operation_id=undo.id)
    assert book.entry("LoRA").tags == ("x",)


# -- the history of an entry -----------------------------------------------------------------------------------------


def test_the_history_of_an_entry_says_what_was_said_of_it(book):
    book.bring(a_md=LORA)
    book.bring(b_md=RAG)
    lora = first(book)
    editing.add_tags(book.store, [lora], ["x"], command="tag lora x")
    editing.set_status(book.store, [lora], "read", command="status lora read")
    editing.remove_tags(book.store, [lora], ["x"], command="untag lora x")
    editing.add_note(book.store, lora, "mine", command="note lora")
    found = history.history_of(book.store, lora)
    assert [(one.command.split()[0], said) for one, said in found] == [
        ("note", ("a note",)), ("untag", ("tag x taken away",)), ("status", ("status read",)), ("tag", ("tag x",)),
        ("import", ()),
    ]  # fmt: skip


def test_operations_have_an_author_and_stamps_in_their_order(book):
    book.bring(a_md=LORA)
    editing.add_tags(book.store, [first(book)], ["x"])
    later, earlier = history.history(book.store)
    assert later.by == earlier.by == getpass.getuser()
    assert later.stamp > earlier.stamp
    assert later.stamp[-16:] == earlier.stamp[-16:], "one device"


# -- pruning ---------------------------------------------------------------------------------------------------------


def test_pruning_keeps_what_entries_show_but_not_how_it_was(book):
    book.bring(a_md=LORA)
    for name in "xyz":
        editing.add_tags(book.store, [first(book)], [name], command=f"tag lora {name}")
    editing.remove_tags(book.store, [first(book)], ["x"], command="untag lora x")
    before = dump(book.store, journal=False)
    with book.store.write("history --prune") as tx:
        assert history.prune(tx, keep=2, before="9999") == 3
    assert dump(book.store, journal=False) == before
    assert [one.is_final for one in history.history(book.store)] == [False, False, True, True, True]
    assert [one.operation.command for one in undoing.undo(book.store, count=2)] == [
        "untag lora x",
        "tag lora z",
    ]
    with pytest.raises(NotFoundError, match="'tag lora y' changed is no longer kept"):
        undoing.undo(book.store)
    assert book.entry("LoRA").tags == ("x", "y")
    assert library_check.check_library(book.store).problems == ()


def test_pruning_leaves_recent_operations(book):
    book.bring(a_md=LORA)
    with book.store.write("history --prune") as tx:
        assert history.prune(tx, keep=0, before="2026-01-01T00:00:00Z") == 0
    assert len(undoing.undo(book.store)) == 1


def test_what_is_left_says_whose_it_is(book):
    book.bring(a_md=LORA)
    ask(book)
    asked = history.history(book.store)[0]
    with book.store.write("answer") as tx:
        tx.update(columns.FINDING, {1: {"state": "rejected"}})
    (left,) = undoing.undo(book.store, operation_id=asked.id)[0].left
    key = book.entry("LoRA").key
    assert left == f"{key}: an answer, changed since by: answer"
    for query in ("one", "two"):
        with book.store.write(f"save {query}") as tx:
            searches.save(tx, SavedSearch("mine", query, {}))
    assert changed_since(book, "save one") == ("the library: saved search mine, changed since by: save two",)


def test_an_operation_of_which_nothing_is_left_counts_as_undone(book):
    book.bring(a_md=LORA)
    editing.set_status(book.store, [first(book)], "todo", command="status lora todo")
    editing.set_status(book.store, [first(book)], "read", command="status lora read")
    (left,) = changed_since(book, "status lora todo")
    assert left.endswith("status todo, changed since by: status lora read")
    assert book.entry("LoRA").status == "read"
    assert [one.is_undone for one in history.history(book.store)] == [False, False, True, False]


# -- what undo goes back to --------------------------------------------------------------------------------------------


def test_undo_never_goes_back_to_what_is_undone_itself(book):
    book.bring(a_md=LORA)
    for status in ("todo", "reading", "read"):
        editing.set_status(book.store, [first(book)], status, command=f"status lora {status}")
    changed_since(book, "status lora reading")
    editing.undo(book.store)
    assert book.entry("LoRA").status == "todo"
    editing.redo(book.store)
    assert book.entry("LoRA").status == "read"


def test_an_import_of_which_all_has_changed_since_is_refused(book):
    book.bring(a_md=LORA)
    book.bring(a_md=LORA + RAG)
    with pytest.raises(UsageError, match="its files were changed since by: import") as error:
        undoing.undo(book.store, operation_id=1)
    assert error.value.hint == "Undo that first: readlist undo @2"
    assert len(book.entries()) == 2


def test_an_entry_without_its_source_keeps_its_name(book):
    record = Record(title="A work by its id only", ids=(Identifier("arxiv", "2401.00001"),))
    added = add_record(book.store, record, "arxiv")
    editing.add_tags(book.store, [added.entry_id], ["x"])
    (undone,) = undoing.undo(book.store, operation_id=1)
    (entry,) = book.entries()
    assert (entry.title, entry.arxiv_id, entry.tags) == (record.title, "2401.00001", ("x",))
    assert undone.left == (f"{entry.key}, of which you have said something",)


def test_what_was_said_of_a_part_goes_back_with_it(book):
    book.bring(a_md=LORA, b_md=LORA)
    part = editing.split(book.store, first(book), [2])
    editing.add_tags(book.store, [part], ["x"], command="tag part x")
    assert changed_since(book, "split") == ()
    assert [(entry.tags, len(entry.mentions)) for entry in book.entries()] == [(("x",), 2)]
    assert library_check.check_library(book.store).problems == ()


def test_undoing_an_import_leaves_nothing_of_it_with_an_entry_known_by_a_mention_that_is_gone(book):
    book.bring(a_md="- **Sluices and Their Keepers in Wet Years**\n")
    editing.set_status(book.store, [first(book)], "todo")
    book.bring(a_md="")
    before = book.entries()
    book.bring(b_md="- [Sluices and Their Keepers in Wet Years](https://arxiv.org/abs/2401.00011)\n")
    assert book.entry("Sluices").arxiv_id == "2401.00011"
    editing.undo(book.store)
    assert [(entry.arxiv_id, entry.links) for entry in book.entries()] == [(None, ())]
    assert [entry.title for entry in book.entries()] == [entry.title for entry in before]


def test_an_entry_without_its_source_parts_from_what_was_merged_into_it(book):
    book.bring(a_md=LORA, b_md=RAG)
    editing.set_status(book.store, [first(book)], "todo")
    book.bring(a_md="")
    keep, others = _two(book)
    before = [(entry.key, entry.title, entry.status) for entry in book.entries()]
    editing.merge(book.store, keep, others)
    editing.undo(book.store)
    assert [(entry.key, entry.title, entry.status) for entry in book.entries()] == before
    assert library_check.check_library(book.store).problems == ()


def test_the_only_mention_is_not_split_off_a_tagged_entry(book):
    book.bring(a_md=LORA)
    editing.add_tags(book.store, [first(book)], ["x"])
    with pytest.raises(UsageError, match="cannot lose all of its mentions"):
        editing.split(book.store, first(book), [1])


def test_an_undo_that_a_later_undo_has_changed_is_not_taken_back(book):
    for text in (LORA, "", LORA):
        book.bring(a_md=text)
    editing.undo(book.store)
    editing.undo(book.store)
    with pytest.raises(UsageError, match="cannot be undone: its files were changed since by: undo import"):
        undoing.undo(book.store, operation_id=4)
    assert [len(entry.mentions) for entry in book.entries()] == [1]


def test_what_cannot_be_undone_any_more_cannot_be_redone(book):
    book.bring(a_md=LORA, b_md=RAG)
    editing.merge(book.store, *_two(book))
    editing.undo(book.store)
    with book.store.write("history --prune") as tx:
        history.prune(tx, keep=0, before="9999")
    with pytest.raises(NotFoundError, match="is no longer kept"):
        editing.redo(book.store)


@pytest.mark.parametrize("count", [0, -1, 10**20])
def test_a_wrong_number_of_operations_is_refused(book, count):
    book.bring(a_md=LORA)
    with pytest.raises(UsageError):
        undoing.undo(book.store, count=count)


def test_a_name_that_another_file_has_meanwhile_is_left_to_it(book):
    book.bring(a_md="- LoRA: Low-Rank Adaptation\n")
    (book.folder / "a.md").rename(book.folder / "b.md")
    with book.store.write("source mv") as tx:
        source_edits.move_source(tx, "a.md", book.folder / "b.md")
        moving = tx.number
    book.bring(a_md="- QLoRA: Efficient Finetuning of Quantized LLMs\n")
    (undone,) = undoing.undo(book.store, operation_id=moving)
    assert undone.left == ("b.md: another file is called a.md now",)
    assert sorted(book.store.query("SELECT name FROM source")) == [("a.md",), ("b.md",)]


def test_claims_are_where_they_were_when_chained_merges_are_taken_back(book):
    titles = ("LoRA: Low-Rank Adaptation", "Dense Passage Retrieval", "Attention Is All You Need")
    for title in titles:
        add_record(book.store, Record(title=title, year=2020), "arxiv")
    before = dump(book.store, journal=False)
    one, two, three = (book.entry(title).id for title in titles)
    with book.store.write("merge first") as tx:
        merge_split.merge(tx, one, [two])
    with book.store.write("merge second") as tx:
        merge_split.merge(tx, three, [one])
    with pytest.raises(UsageError, match="'merge first' cannot be undone: what providers say was changed"):
        changed_since(book, "merge first")
    changed_since(book, "merge second")
    changed_since(book, "merge first")
    assert dump(book.store, journal=False) == before


def test_the_history_of_an_entry_has_what_was_done_to_those_merged_into_it(book):
    book.bring(a_md=LORA, b_md=RAG)
    lora, rag = first(book), book.entry("Retrieval").id
    editing.add_tags(book.store, [rag], ["x"], command="tag rag x")
    editing.set_status(book.store, [lora], "read", command="status lora read")
    editing.merge(book.store, lora, [rag])
    found = history.history_of(book.store, lora)
    assert [one.command.split()[0] for one, _ in found] == ["merge", "status", "tag", "import"]
    assert {one.command: said for one, said in found}["tag rag x"] == ("tag x",)
