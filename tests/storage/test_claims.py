"""Claims of one origin about several works of one entry are stored in separate rows."""

from __future__ import annotations

import pytest

import editing
from editing import merge, undo
from notebook import add_record, dump
from readlist.enrichment.outcomes import Outcome, write_outcomes
from readlist.errors import LibraryError
from readlist.linkage.verification import ACCEPTED, Verdict
from readlist.model.claim import subject_of
from readlist.model.facts import Statement
from readlist.model.identifiers import Identifier
from readlist.model.provenance import STUB
from readlist.model.provider_record import ProviderRecord
from readlist.model.record import Record
from readlist.resolution import materialize
from readlist.storage import columns, facts
from readlist.storage.claims import find_claim, put_claim

LORA = Record(
    title="LoRA: Low-Rank Adaptation of Large Language Models", ids=(Identifier("arxiv", "2106.09685", 2),)
)
QLORA = Record(
    title="QLoRA: Efficient Finetuning of Quantized LLMs", ids=(Identifier("arxiv", "2305.14314", 1),)
)


def claims(store):
    return store.query("SELECT entry_id, origin, subject FROM claim ORDER BY id")


def answer(store, entry_id, record, origin="arxiv"):
    """Store a provider's answer about an entry."""
    asked = f"{record.ids[0].scheme}:{record.ids[0].value}"
    with store.write("fetch") as tx:
        write_outcomes(tx, [Outcome(entry_id, asked, Verdict(ACCEPTED, ProviderRecord(origin, record)))])


def put(store, entry_id, origin, record, at):
    with store.write("put") as tx:
        put_claim(tx, entry_id, origin, record, at)
        materialize.refresh(tx, [entry_id])


@pytest.fixture(params=["kept first", "kept last"])
def merged(store, request):
    """ID of LoRA's entry after merging QLoRA into it; the claim about LoRA is the older or the newer one."""
    works = [LORA, QLORA] if request.param == "kept first" else [QLORA, LORA]
    ids = {record: add_record(store, record, "arxiv").entry_id for record in works}
    merge(store, ids[LORA], [ids[QLORA]])
    return ids[LORA]


@pytest.mark.parametrize("answers", [[LORA, QLORA], [QLORA, LORA]], ids=["kept first", "kept last"])
def test_an_answer_about_one_work_keeps_claims_about_the_other(store, merged, answers):
    for record in answers:
        answer(store, merged, record._replace(year=2023))
    (entry,) = store.load_entries([merged])
    assert (entry.title, entry.arxiv_id, entry.arxiv_version) == (LORA.title, "2106.09685", 2)
    assert QLORA.title in entry.aliases
    assert claims(store) == [(merged, "arxiv", "arxiv:2106.09685"), (merged, "arxiv", "arxiv:2305.14314")]


def test_both_services_of_arxiv_have_one_claim(store):
    entry_id = add_record(store, LORA, "arxiv_oai").entry_id
    assert next(iter(store.load_entries([entry_id]))).origins["title"] == "arxiv_oai"
    answer(store, entry_id, LORA._replace(year=2023), "arxiv")
    assert claims(store) == [(entry_id, "arxiv", "arxiv:2106.09685")]
    answer(store, entry_id, LORA, "arxiv_oai")
    assert claims(store) == [(entry_id, "arxiv_oai", "arxiv:2106.09685")]


def test_a_stub_of_one_work_keeps_the_stub_of_the_other(store):
    ids = [add_record(store, Record(ids=one.ids), STUB).entry_id for one in (LORA, QLORA)]
    merge(store, ids[0], ids[1:])
    add_record(store, Record(ids=(Identifier("arxiv", "2305.14314"),), year=2023), STUB)
    assert {subject for *_, subject in claims(store)} == {"arxiv:2106.09685", "arxiv:2305.14314"}
    answer(store, ids[0], LORA)
    assert [row[1:] for row in claims(store)] == [(STUB, "arxiv:2305.14314"), ("arxiv", "arxiv:2106.09685")]


@pytest.mark.parametrize("origin", ["arxiv", "former", STUB])
@pytest.mark.parametrize(("ours", "theirs"), [("2024", "2025"), ("2025", "2024")])
def test_a_merge_keeps_the_newer_of_two_claims_about_one_work(store, origin, ours, theirs):
    keep, other = (add_record(store, one, "bib").entry_id for one in (LORA, QLORA))
    first, second = (
        (LORA, LORA) if origin == "former" else (LORA._replace(year=2021), LORA._replace(year=2022))
    )
    put(store, keep, origin, first, ours)
    put(store, other, origin, second, theirs)
    before = dump(store, journal=False)
    merge(store, keep, [other])
    with store.write("read") as tx:
        found = find_claim(tx.connection, keep, origin, LORA)
    assert found.record == (second if theirs > ours else first)
    assert [row[1] for row in claims(store)].count(origin) == 1
    undo(store)
    assert dump(store, journal=False) == before


def test_claims_of_two_lost_mentions_are_both_kept(store):
    entry_id = add_record(store, LORA, "bib").entry_id
    for record in (LORA, LORA._replace(label="LoRA"), LORA):
        put(store, entry_id, "former", record, "2024")
    assert [row[1] for row in claims(store)].count("former") == 2


def test_a_work_with_a_new_id_keeps_one_claim(store):
    old, new = Identifier("github", "o/old"), Identifier("github", "o/new")
    entry_id = add_record(store, Record(kind="repo", title="o/old", ids=(old,)), "github").entry_id
    answer(store, entry_id, Record(kind="repo", title="o/new", ids=(new, old)), "github")
    assert claims(store) == [(entry_id, "github", "github:o/new")]
    assert next(store.load_entries([entry_id])).title == "o/new"


def test_a_merge_combines_what_is_said_by_hand(store):
    keep, other = (add_record(store, one, "arxiv").entry_id for one in (LORA, QLORA))
    for entry_id, name, status in ((keep, "one", "reading"), (other, "two", "read")):
        editing.add_tags(store, [entry_id], [name], command="tag")
        editing.set_status(store, [entry_id], status, command="status")
        editing.add_note(store, entry_id, f"note {name}")
        with store.write("edit") as tx:
            facts.state(tx, [Statement(entry_id, "topic", name, [name.upper()])])
            facts.state(tx, [Statement(entry_id, "tag", f"no{name}", value=False)])
    merge(store, keep, [other])
    (entry,) = store.load_entries([keep])
    assert (entry.tags, entry.status, entry.topics) == (("one", "two"), "reading", (("ONE",), ("TWO",)))
    assert [note.body for note in entry.notes] == ["note one", "note two"]
    said = {(one.field, one.element): one.value for one in facts.read_facts(store.connection, [keep])[keep]}
    assert (said["tag", "noone"], said["tag", "notwo"]) == (False, False)


def test_the_schema_keeps_claims_apart(store):
    entry_id = add_record(store, LORA, "arxiv").entry_id
    row = {
        "entry_id": entry_id,
        "origin": "arxiv",
        "subject": "arxiv:2106.09685",
        "record": "{}",
        "at": "2024",
    }
    with pytest.raises(LibraryError, match="UNIQUE"), store.write("test") as tx:
        tx.insert(columns.CLAIM, [row])


@pytest.mark.parametrize(
    ("origin", "record", "subject"),
    [
        ("hand", LORA, ""),
        ("hand:removed", Record(tags=("a",)), ""),
        ("arxiv", LORA, "arxiv:2106.09685"),
        ("page", Record(title="A Page", url="https://a.org/x"), "https://a.org/x"),
        (STUB, Record(title="Attention Is All You Need"), "title:attentionisallyouneed"),
    ],
)
def test_subject_of_a_claim(origin, record, subject):
    assert subject_of(origin, record) == subject
