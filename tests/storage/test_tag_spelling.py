"""A tag has one spelling in the whole library, determined by the content of the library."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import editing
from depth import examples
from notebook import Notebook, add_record, dump, memory_store
from readlist.formats import writers
from readlist.model.record import Record
from readlist.search.filter_conditions import filter_condition
from readlist.search.filters import Filters
from readlist.storage import columns, history, statistics, transaction

WORKS = {
    "A": ("LoRA: Low-Rank Adaptation of Large Language Models", "2106.09685"),
    "B": ("Attention Is All You Need", "1706.03762"),
    "C": ("Retrieval-Augmented Generation for Knowledge-Intensive NLP Tasks", "2005.11401"),
}


def note(works, *tags):
    """A note that lists some of the works and gives all of them these tags."""
    items = "".join(f"- [{title}](https://arxiv.org/abs/{i})\n" for title, i in map(WORKS.get, works))
    return f"---\ntags: [{', '.join(tags)}]\n---\n\n{items}"


def find(book, work):
    return book.entry(WORKS[work][0])


def tag(book, works, *tags):
    return editing.add_tags(book.store, [find(book, work).id for work in works], tags, command="tag")


def untag(book, works, *tags):
    return editing.remove_tags(book.store, [find(book, work).id for work in works], tags, command="untag")


def shown(book):
    """Tags of each tagged work."""
    return {work: tags for work in WORKS if (tags := find(book, work).tags)}


@pytest.fixture
def works(book):
    """A library with the works, without tags."""
    book.bring(works_md=note("ABC"))
    return book


def test_the_spelling_given_last_by_hand_is_shown_on_every_entry(works):
    tag(works, "A", "rag")
    tag(works, "B", "RAG")
    assert shown(works) == {"A": ("RAG",), "B": ("RAG",)}
    assert statistics.read_tags(works.store) == (statistics.TagCount("RAG", 2),)


def test_giving_a_tag_again_in_another_spelling_respells_it(works):
    tag(works, "AB", "rag")
    a = find(works, "A").id
    assert tag(works, "A", "RAG") == [a]
    assert shown(works) == {"A": ("RAG",), "B": ("RAG",)}
    assert tag(works, "A", "RAG") == []
    assert tag(works, "B", "rag") == [find(works, "B").id]
    assert shown(works) == {"A": ("rag",), "B": ("rag",)}
    assert tag(works, "A", "rag") == [], "nothing visible has changed"
    untag(works, "B", "rag")
    assert shown(works) == {"A": ("rag",)}, "but its spelling is the latest"


def test_the_later_of_two_spellings_in_one_command_counts(works):
    tag(works, "A", "rag", "RAG")
    assert shown(works) == {"A": ("RAG",)}


def test_a_tag_given_only_in_notes_has_its_commonest_spelling(book):
    book.bring(a_md=note("A", "rag"), b_md=note("AB", "RAG"), c_md=note("C", "Rag"))
    assert shown(book) == {"A": ("RAG",), "B": ("RAG",), "C": ("RAG",)}
    book.bring(b_md=note("AB"))
    assert shown(book) == {"A": ("Rag",), "C": ("Rag",)}, "ties are broken by code points"


def test_a_spelling_by_hand_counts_while_an_entry_has_it_by_hand(book):
    book.bring(a_md=note("ABC", "RAG"))
    tag(book, "A", "rag")
    tag(book, "B", "Rag")
    assert shown(book) == dict.fromkeys("ABC", ("Rag",))
    untag(book, "B", "rAg")
    assert shown(book) == dict.fromkeys("AC", ("rag",))
    untag(book, "A", "rag")
    assert shown(book) == {"C": ("RAG",)}


def test_a_removed_tag_does_not_count(book):
    book.bring(a_md=note("AB", "rag"), b_md=note("C", "RAG"))
    assert shown(book) == dict.fromkeys("ABC", ("rag",))
    untag(book, "A", "rag")
    untag(book, "B", "rag")
    assert shown(book) == {"C": ("RAG",)}


def test_a_tag_given_with_a_new_work_counts_as_by_hand(works):
    tag(works, "A", "RAG")
    title, _ = WORKS["B"]
    for _ in range(2):
        add_record(works.store, Record(title=title), "typed", by_hand=Record(tags=("rag",)))
        assert shown(works) == {"A": ("rag",), "B": ("rag",)}
    assert len(history.history(works.store)) == 3, "the second time nothing changes"


def test_merged_entries_keep_the_latest_spelling(works):
    tag(works, "A", "rag")
    tag(works, "B", "RAG")
    tag(works, "C", "Rag")
    editing.merge(works.store, find(works, "A").id, [find(works, "B").id])
    untag(works, "C", "rag")
    assert statistics.read_tags(works.store) == (statistics.TagCount("RAG", 1),)


def test_a_respelt_tag_keeps_the_times_of_other_entries(works):
    tag(works, "A", "rag")
    before = find(works, "A").updated
    with works.store.write("age") as tx:
        tx.update(columns.ENTRY, {find(works, "A").id: {"updated": "2001-01-01T00:00:00Z"}})
    tag(works, "B", "RAG")
    assert find(works, "A").tags == ("RAG",)
    assert find(works, "A").updated == "2001-01-01T00:00:00Z" != before


def test_undo_restores_a_spelling(works):
    tag(works, "A", "rag")
    states = []
    for step in (
        lambda: tag(works, "B", "RAG"),
        lambda: works.bring(a_md=note("C", "Rag")),
        lambda: tag(works, "A", "RaG"),
        lambda: untag(works, "AB", "rag"),
    ):
        states.append(dump(works.store, journal=False))
        step()
    assert shown(works) == {"C": ("Rag",)}
    for state in reversed(states):
        editing.undo(works.store)
        assert dump(works.store, journal=False) == state


def test_names_that_differ_in_more_than_case_are_two_tags(book):
    book.bring(a_md=note("A", "Straße", "RAG"), b_md=note("B", "STRASSE", "r.a.g"), c_md=note("C"))
    assert shown(book) == {"A": ("RAG", "STRASSE"), "B": ("STRASSE", "r.a.g")}


def test_exports_and_filters_use_the_shared_spelling(works):
    tag(works, "A", "LoRAMoE")
    tag(works, "B", "loramoe")
    where, parameters = filter_condition(Filters(tags=("LORAMOE",)))
    ids = [i for (i,) in works.store.query(f"SELECT id FROM entry WHERE {where}", parameters)]
    assert ids == sorted([find(works, "A").id, find(works, "B").id])
    lines = writers.writer_for("jsonl").write(works.store.load_entries(ids))
    assert [json.loads(line)["tags"] for line in lines] == [["loramoe"]] * 2


def test_spellings_are_updated_once_for_the_changed_tags(works, monkeypatch):
    tag(works, "A", "mine")
    calls = []
    monkeypatch.setattr(transaction, "find_spellings", lambda _, ids: calls.append(set(ids)) or {})
    works.bring(a_md=note("BC", "rag", "LLM"), b_md=note("BC", "RAG"))
    editing.set_status(works.store, [find(works, "A").id], "read", command="status")
    ids = {i for i, name in works.store.query("SELECT id, name FROM tag") if name != "mine"}
    assert calls == [ids, set()]


def test_unused_tags_are_not_counted(works):
    tag(works, "A", "x", "y")
    untag(works, "A", "x")
    assert statistics.read_info(works.store).tags == 1


# -- properties ----------------------------------------------------------------------------------------------------

TAGS = st.lists(st.sampled_from(["rag", "RAG", "Rag", "LLM", "llm", "ß", "SS"]), max_size=3, unique=True)
NOTES = st.lists(st.tuples(st.sets(st.sampled_from("ABC"), min_size=1), TAGS), min_size=1, max_size=5)


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(notes=NOTES, data=st.data())
def test_import_order_does_not_matter(tmp_path_factory, notes, data):
    texts = {f"{number}_md": note(sorted(works), *tags) for number, (works, tags) in enumerate(notes)}
    with (
        Notebook(tmp_path_factory.mktemp("once"), memory_store()) as once,
        Notebook(tmp_path_factory.mktemp("order"), memory_store()) as there,
    ):
        once.bring(**texts)
        for name in data.draw(st.permutations(sorted(texts))):
            there.bring(**{name: texts[name]})
        assert there.works() == once.works()
        assert statistics.read_tags(there.store) == statistics.read_tags(once.store)


class Model:
    """Reference implementation: tags given by hand and by notes, in plain dicts and sets."""

    def __init__(self):
        self.notes = {}
        self.by_hand = {}
        self.off = set()
        self.clock = 0

    def tag(self, work, name):
        self.clock += 1
        self.by_hand[work, name.casefold()] = (self.clock, name)
        self.off.discard((work, name.casefold()))

    def untag(self, work, name):
        self.by_hand.pop((work, name.casefold()), None)
        if any(one.casefold() == name.casefold() for one in self.notes.get(work, ())):
            self.off.add((work, name.casefold()))

    def shown(self):
        noted = [
            (work, name)
            for work, names in self.notes.items()
            for name in names
            if (work, name.casefold()) not in self.off
        ]
        have = {(work, name.casefold()) for work, name in noted} | set(self.by_hand)
        return {
            work: tuple(sorted(self._spell(folded, noted) for at, folded in have if at == work))
            for work in sorted({work for work, _ in have})
        }

    def _spell(self, folded, noted):
        by_hand = [given for (_, tag), given in self.by_hand.items() if tag == folded]
        if by_hand:
            return max(by_hand)[1]
        counts = Counter(name for _, name in noted if name.casefold() == folded)
        return min(counts, key=lambda name: (-counts[name], name))


NAMES = st.sampled_from(["rag", "RAG", "Rag", "LLM", "llm"])
STEPS = st.lists(
    st.tuples(st.sampled_from(["tag", "untag", "note", "undo"]), st.sampled_from("ABC"), NAMES),
    min_size=1,
    max_size=12,
)


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_any_steps_match_the_reference_implementation(tmp_path_factory, steps):
    with Notebook(tmp_path_factory.mktemp("steps"), memory_store()) as book:
        book.bring(**{f"{work}_md": note(work) for work in WORKS})
        model, done = Model(), []
        for verb, work, name in steps:
            before = (shown(book), dict(model.notes), dict(model.by_hand), set(model.off))
            count = len(history.history(book.store))
            if verb == "undo":
                if done:
                    editing.undo(book.store)
                    expected, model.notes, model.by_hand, model.off = done.pop()
                    assert shown(book) == expected
            elif verb == "note":
                text = note(work, name) if model.notes.get(work) != [name] else note(work)
                model.notes[work] = [name] if model.notes.get(work) != [name] else []
                book.bring(**{f"{work}_md": text})
            else:
                {"tag": tag, "untag": untag}[verb](book, work, name)
                getattr(model, verb)(work, name)
            if verb != "undo" and len(history.history(book.store)) > count:
                done.append(before)
            assert shown(book) == model.shown()
