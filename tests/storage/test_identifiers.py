"""Identifiers of entries, and which other entries have them."""

from __future__ import annotations

import pytest

from notebook import add_record
from readlist.model.identifiers import Identifier
from readlist.model.record import Record
from readlist.storage.identifiers import find_other_holders, iter_identifiers

LORA, QLORA, DOI = (
    Identifier("arxiv", "2106.09685"),
    Identifier("arxiv", "2305.14314"),
    Identifier("doi", "10.1000/lora"),
)


@pytest.fixture
def ids(store):
    """Three entries; the first two have the same arXiv ID."""
    records = (
        Record(title="LoRA: Low-Rank Adaptation of Large Language Models", key="b", ids=(LORA, DOI)),
        Record(title="Prefix-Tuning: Optimizing Continuous Prompts for Generation", key="a", ids=(LORA,)),
        Record(title="QLoRA: Efficient Finetuning of Quantized LLMs", key="c", ids=(QLORA,)),
    )
    return [add_record(store, record, "bib").entry_id for record in records]


def test_identifiers_by_scheme(store, ids):
    assert list(iter_identifiers(store.connection, ["doi"])) == [(ids[0], DOI)]
    found = list(iter_identifiers(store.connection, ("arxiv", "acl")))
    assert found == list(zip(ids, (LORA, LORA, QLORA), strict=True))


def test_other_holders(store, ids):
    assert find_other_holders(store.connection, [LORA], ids[0]) == [(LORA, "a")]
    both = [(QLORA, "c"), (LORA, "a"), (LORA, "b")]
    assert find_other_holders(store.connection, [QLORA, LORA], 0) == both
    assert find_other_holders(store.connection, [DOI, Identifier("arxiv", "10.1000/lora")], ids[0]) == []
    assert find_other_holders(store.connection, [], ids[0]) == []
