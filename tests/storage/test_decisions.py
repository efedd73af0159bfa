"""A person's decision about a finding persists through later requests."""

from __future__ import annotations

from dataclasses import replace

import pytest

from editing import merge, split, undo
from notebook import add_record, dump
from readlist.enrichment import reviews
from readlist.enrichment.fetch import fetch
from readlist.enrichment.updates import find_updates
from readlist.library import Library
from readlist.linkage.verification import ACCEPTED, CONFLICT, DUPLICATE, REJECTED
from readlist.model.identifiers import Identifier
from readlist.model.provider_record import ProviderRecord
from readlist.model.record import Record
from readlist.providers.settings import Settings
from readlist.storage import columns
from readlist.storage.claims import put_claim
from readlist.storage.decisions import find_decision, put_decision
from readlist.storage.entries import delete_entries
from servers.arxiv import ArxivServer, load_papers
from servers.clock import Clock

WRONG = "- Some Other Paper That Has the Wrong Id [[paper]](https://arxiv.org/abs/1706.03762)\n"
LORA = "- LoRA: Low-Rank Adaptation of Large Language Models [[paper]](https://arxiv.org/abs/2106.09685)\n"
ATTENTION = "arxiv:1706.03762"


@pytest.fixture
def settings(tmp_path):
    clock = Clock()
    with ArxivServer(load_papers()) as server:
        yield Settings(
            cache_dir=tmp_path / "cache",
            mirror=None,
            timeout=5,
            urls={"arxiv": server.url},
            disabled=frozenset({"semanticscholar"}),
            clock=clock.time,
            sleep=clock.sleep,
        )


@pytest.fixture
def wrong(book, settings):
    """An entry with the arXiv ID of another work, whose finding is open."""
    book.bring(a_md=WRONG)
    fetch(book.store, settings)
    return book.entry("Some Other").id


def decide(book, *, accept):
    (review,) = reviews.read_reviews(book.store)
    reviews.decide(book.store, review.finding_id, accept=accept)


def decisions(book):
    return book.store.query("SELECT entry_id, origin, subject, accepted FROM decision ORDER BY id")


def states(report):
    return {outcome.entry_id: outcome.verdict.state for outcome in report.outcomes}


def codes(book, tmp_path):
    with Library.open(tmp_path / "library.db") as library:
        return [found.code for found in library.doctor("error")]


def test_an_accepted_answer_is_not_reported_after_an_update(book, settings, tmp_path, wrong):
    assert codes(book, tmp_path) == ["id-contradicted"]
    decide(book, accept=True)
    assert codes(book, tmp_path) == []
    assert find_updates(book.store, settings).checked == 1
    assert codes(book, tmp_path) == []
    assert states(fetch(book.store, settings, again=True)) == {wrong: ACCEPTED}
    assert (decisions(book), codes(book, tmp_path)) == ([(wrong, "arxiv", ATTENTION, 1)], [])


def test_accepting_settles_one_finding_only(book, settings, tmp_path, wrong):
    decide(book, accept=True)
    book.bring(b_md="- A Title That Nobody Knows Yet [[paper]](https://arxiv.org/abs/2106.09685)\n")
    fetch(book.store, settings)
    assert codes(book, tmp_path) == ["id-contradicted"]


def test_a_rejected_question_is_not_asked_again_after_others(book, settings, wrong):
    decide(book, accept=False)
    book.bring(a_md=WRONG + LORA.replace("LoRA: Low-Rank Adaptation of Large Language Models", "Short"))
    book.bring(a_md=WRONG.replace("1706.03762", "2005.11401"))
    fetch(book.store, settings)
    assert book.store.query("SELECT asked, state FROM finding") == [("arxiv:2005.11401", CONFLICT)]
    book.bring(a_md=WRONG)
    assert fetch(book.store, settings, again=True).outcomes == ()


def test_a_rejected_answer_is_not_presented_again(book, settings, wrong):
    decide(book, accept=False)
    with book.store.write("forget") as tx:
        tx.update(columns.DECISION, {1: {"asked": "doi:10.1/x"}})
    assert states(fetch(book.store, settings, again=True)) == {wrong: REJECTED}
    assert reviews.read_reviews(book.store) == []


def test_rejecting_an_answer_removes_its_claim(book, settings):
    book.bring(a_md="- [Attention Is All You Need](https://arxiv.org/abs/1706.03762)\n")
    fetch(book.store, settings)
    entry_id = book.entry("Attention").id
    with book.store.write("edit") as tx:
        put_claim(tx, entry_id, "hand", Record(title="A Wholly Different Title About Bees"), "2024")
    book.bring(a_md="- [A Wholly Different Title About Bees](https://arxiv.org/abs/1706.03762)\n")
    assert [entry.id for entry in book.entries()] == [entry_id]
    assert states(fetch(book.store, settings, again=True)) == {entry_id: CONFLICT}
    before = dump(book.store, journal=False)
    decide(book, accept=False)
    assert book.store.query("SELECT origin FROM claim") == [("hand",)]
    assert book.entry("Bees").authors == ()
    undo(book.store)
    assert dump(book.store, journal=False) == before


def test_an_id_rejected_for_a_title_is_verified_once_the_note_has_it(book, settings):
    other = add_record(
        book.store,
        Record(
            title="Some Other Name of It", ids=(Identifier("arxiv", "1706.03762"),), authors=("A. Vaswani",)
        ),
        "bib",
    ).entry_id
    book.bring(a_md="- **Attention Is All You Need**\n")
    assert DUPLICATE in states(fetch(book.store, settings)).values()
    decide(book, accept=False)
    with book.store.write("rm") as tx:
        delete_entries(tx, [other])
    assert fetch(book.store, settings, again=True).outcomes == ()
    book.bring(a_md="- [Attention Is All You Need](https://arxiv.org/abs/1706.03762)\n")
    assert list(states(fetch(book.store, settings)).values()) == [ACCEPTED]


# -- decisions after a merge, a split and an undo --------------------------------------------------------------------


def test_decisions_follow_a_merge_and_a_split(book, settings, tmp_path, wrong):
    book.bring(b_md=LORA)
    decide(book, accept=True)
    keep = book.entry("LoRA").id
    states_before = [dump(book.store, journal=False)]
    merge(book.store, keep, [wrong])
    assert (decisions(book), codes(book, tmp_path)) == ([(keep, "arxiv", ATTENTION, 1)], [])
    states_before.append(dump(book.store, journal=False))
    new_id = split(book.store, keep, [1])
    assert (decisions(book), codes(book, tmp_path)) == ([(new_id, "arxiv", ATTENTION, 1)], [])
    for state in reversed(states_before):
        undo(book.store)
        assert dump(book.store, journal=False) == state


@pytest.mark.parametrize("origin", ["arxiv", "arxiv_oai"])
def test_a_decision_holds_for_both_services_of_arxiv(book, wrong, origin):
    found = ProviderRecord(origin, Record(ids=(Identifier("arxiv", "1706.03762"),), title="Attention"))
    with book.store.write("decide") as tx:
        put_decision(tx, wrong, ATTENTION, found, "2026", accepted=False)
    for other in ("arxiv", "arxiv_oai"):
        assert find_decision(book.store.connection, wrong, replace(found, origin=other)) is False


@pytest.mark.parametrize("first", [True, False])
def test_acceptance_wins_over_rejection_in_a_merge(book, settings, wrong, first):
    other = add_record(book.store, Record(title="A Third Paper of Another Kind"), "bib").entry_id
    decide(book, accept=first)
    with book.store.write("put") as tx:
        from readlist.storage import columns

        row = {"entry_id": other, "origin": "arxiv", "subject": ATTENTION, "asked": "title:x", "at": "2024"}
        tx.insert(columns.DECISION, [row | {"accepted": not first}])
    merge(book.store, other, [wrong])
    assert decisions(book) == [(other, "arxiv", ATTENTION, 1)]


def test_a_merge_with_the_entry_of_a_rejected_id_drops_the_rejection(book, settings):
    book.bring(
        a_md=LORA.replace("2106.09685", "1706.03762"),
        b_md="- [Attention Is All You Need](https://arxiv.org/abs/1706.03762)\n",
    )
    fetch(book.store, settings)
    decide(book, accept=False)
    wrong, right = book.entry("LoRA").id, book.entry("Attention").id
    merge(book.store, right, [wrong])
    assert decisions(book) == []
    assert book.store.query("SELECT state FROM finding") == [(ACCEPTED,)]


def test_a_decision_can_be_undone_and_is_deleted_with_its_entry(book, settings, wrong):
    before = dump(book.store, journal=False)
    decide(book, accept=True)
    undo(book.store)
    assert dump(book.store, journal=False) == before
    decide(book, accept=False)
    book.bring(a_md="nothing\n")
    assert decisions(book) == []
