"""Findings: one row per entry, and the open ones."""

from __future__ import annotations

import pytest

from notebook import add_record
from readlist.model.provider_record import ProviderFacts, ProviderRecord
from readlist.model.record import Record
from readlist.storage.findings import Finding, find_state, iter_questions, put_findings, read_open_findings

FOUND = Record(title="Prefix-Tuning: Optimizing Continuous Prompts for Generation")


@pytest.fixture
def entry_id(store):
    record = Record(title="LoRA: Low-Rank Adaptation of Large Language Models", key="lora")
    return add_record(store, record, "bib").entry_id


@pytest.fixture
def finding(entry_id):
    facts = ProviderFacts(2, withdrawn=True)
    return Finding(entry_id, "arxiv:1", "doubtful", "arxiv", FOUND, facts, ("titles differ",), "2026-01-01")


def put(store, *findings):
    with store.write("fetch") as tx:
        put_findings(tx, findings)


def test_an_open_finding(store, entry_id, finding):
    put(store, finding)
    (found,) = read_open_findings(store.connection, ["doubtful"])
    assert (found.entry_id, found.key, found.asked, found.state) == (
        entry_id,
        "lora",
        "arxiv:1",
        "doubtful",
    )
    assert found.found == ProviderRecord("arxiv", FOUND, finding.facts)
    assert found.evidence == ("titles differ",)
    assert find_state(store.connection, found.finding_id) == "doubtful"
    assert find_state(store.connection, found.finding_id + 1) is None
    assert read_open_findings(store.connection, ["conflict"]) == []


def test_the_latest_finding_replaces_earlier_ones(store, entry_id, finding):
    put(store, finding, finding._replace(asked="arxiv:2"))
    put(store, finding._replace(asked="arxiv:3", state="unknown", record=None, facts=None, at="2026-01-02"))
    assert list(iter_questions(store.connection)) == [(entry_id, "arxiv:3", "unknown", "2026-01-02")]
    assert store.query("SELECT record, facts FROM finding") == [(None, "{}")]
