"""Serialising provider records for the cache."""

from __future__ import annotations

import json

from readlist.model.identifiers import Identifier
from readlist.model.provider_record import ProviderFacts, ProviderRecord
from readlist.model.record import Record


def test_round_trip():
    record = Record(title="LoRA", ids=(Identifier("arxiv", "2106.09685"),))
    found = ProviderRecord("arxiv", record, ProviderFacts(2, withdrawn=True, comment="26 pages"))
    assert ProviderRecord.from_json(found.to_json()) == found


def test_facts_of_an_earlier_version_are_ignored():
    values = json.loads(ProviderRecord("arxiv", Record(title="LoRA"), ProviderFacts(2)).to_json())
    values["facts"] |= {"citations": 9000, "stars": None}
    assert ProviderRecord.from_json(json.dumps(values)).facts == ProviderFacts(2)
