"""News about the papers in a library: versions, withdrawals, venues."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from editing import merge
from notebook import add_record
from readlist.enrichment.fetch import fetch
from readlist.enrichment.updates import NEW_VERSION, PUBLISHED, find_updates
from readlist.errors import NetworkError
from readlist.model.identifiers import Identifier
from readlist.model.record import Record
from readlist.providers.settings import Settings
from servers import base as faults
from servers.arxiv import ArxivServer, full, load_papers
from servers.clock import Clock
from servers.semanticscholar import SemanticscholarServer, paper


@pytest.fixture
def servers():
    with ArxivServer(load_papers()) as arxiv, SemanticscholarServer() as scholar:
        yield arxiv, scholar


@pytest.fixture
def settings(tmp_path, servers):
    clock = Clock()
    return Settings(
        cache_dir=tmp_path / "cache",
        mirror=None,
        timeout=5,
        disabled=frozenset(("crossref", "dblp", "openalex", "openreview", "datacite")),
        urls={"arxiv": servers[0].url, "semanticscholar": servers[1].url},
        clock=clock.time,
        sleep=clock.sleep,
    )


@pytest.fixture
def lora(store, settings):
    record = Record(
        title="LoRA: Low-Rank Adaptation of Large Language Models", ids=(Identifier("arxiv", "2106.09685"),)
    )
    entry_id = add_record(store, record, "bib").entry_id
    fetch(store, settings)
    return entry_id


def change(server, **more):
    server.papers["2106.09685"] = replace(server.papers["2106.09685"], **more)


def published(arxiv, **more):
    """What Semantic Scholar says of LoRA, with its authors."""
    known = arxiv.papers["2106.09685"]
    authors = [{"authorId": "1", "name": name} for name in known.authors]
    return paper(known.title, ArXiv=known.id, venue="ICLR", year=2022, **more) | {"authors": authors}


def news(report):
    return [(update.what, update.before, update.now) for update in report.updates]


def test_no_news(store, settings, lora):
    report = find_updates(store, settings)
    assert (report.updates, report.checked, report.failure) == ((), 1, None)


def test_news_is_reported_once_and_stored(store, settings, servers, lora):
    arxiv, scholar = servers
    change(arxiv, version=3, comment="This paper has been withdrawn by the authors")
    scholar.papers["arxiv:2106.09685"] = published(arxiv)
    assert news(find_updates(store, settings))[2:] == [(PUBLISHED, None, "ICLR")]
    change(arxiv, version=4)
    report = find_updates(store, settings, apply=True)
    assert news(report) == [
        (NEW_VERSION, "v3", "v4"),
        (PUBLISHED, None, "ICLR"),
    ]
    (entry,) = store.load_entries([lora])
    assert (entry.arxiv_version, entry.venue, entry.origins["venue"]) == (4, "ICLR", "semanticscholar")
    assert find_updates(store, settings).updates == ()
    (facts,) = store.query("SELECT facts FROM finding")[0]
    assert json.loads(facts) == {
        "version": 4,
        "withdrawn": True,
        "comment": "This paper has been withdrawn by the authors",
    }


def test_a_journal_known_to_arxiv(store, settings, servers, lora):
    change(servers[0], journal="ICLR 2022")
    assert news(find_updates(store, settings)) == [(PUBLISHED, None, "ICLR 2022")]


def test_another_work_under_the_id_is_not_news(store, settings, servers, lora):
    servers[1].papers["arxiv:2106.09685"] = paper("A Wholly Other Work About Bees", ArXiv="2106.09685")
    find_updates(store, settings)
    assert store.query("SELECT origin FROM claim WHERE origin = 'semanticscholar'") == []


ATTENTION = Record(title="Attention Is All You Need", ids=(Identifier("arxiv", "1706.03762"),))


def test_both_works_of_a_merged_entry_are_checked(store, settings, servers, lora):
    arxiv, scholar = servers
    other = add_record(store, ATTENTION, "bib").entry_id
    fetch(store, settings)
    merge(store, lora, [other])
    change(arxiv, version=3)
    arxiv.papers["1706.03762"] = replace(arxiv.papers["1706.03762"], version=8)
    for known in arxiv.papers.values():
        scholar.papers[f"arxiv:{known.id}"] = paper(known.title, venue="", ArXiv=known.id)
    assert news(find_updates(store, settings)) == [(NEW_VERSION, "v2", "v3"), (NEW_VERSION, "v7", "v8")]
    (entry,) = store.load_entries([lora])
    assert (entry.arxiv_id, entry.arxiv_version, entry.title[:5]) == ("2106.09685", 3, "LoRA:")
    assert store.query("SELECT subject FROM claim WHERE origin <> 'bib' ORDER BY origin, id") == [
        ("arxiv:2106.09685",),
        ("arxiv:1706.03762",),
    ]
    assert find_updates(store, settings).updates == ()


def test_an_unverified_id_is_not_checked(store, settings, lora):
    other = add_record(store, ATTENTION, "bib").entry_id
    merge(store, lora, [other])
    assert find_updates(store, settings).checked == 1
    assert store.query("SELECT subject FROM claim WHERE origin LIKE 'arxiv%'") == [("arxiv:2106.09685",)]


def test_a_doubtful_id_is_not_checked(store, settings, lora):
    add_record(
        store,
        Record(title="Prefix-Tuning of Something Else", ids=(Identifier("arxiv", "1706.03762"),)),
        "bib",
    )
    fetch(store, settings)
    assert find_updates(store, settings).checked == 1
    assert find_updates(store, settings, entry_ids=[]).checked == 0


def test_failures(store, settings, servers, lora):
    servers[1].always = faults.status(403)
    assert find_updates(store, settings).failure is None  # Semantic Scholar is optional
    servers[0].always = faults.status(403)
    report = find_updates(store, settings)
    assert (report.checked, report.updates) == (0, ())
    assert isinstance(report.failure, NetworkError)


def test_publications_are_found_while_arxiv_is_full(store, settings, servers, lora):
    servers[1].papers["arxiv:2106.09685"] = published(servers[0], DOI="10.1000/lora")
    servers[0].always = full
    report = find_updates(store, settings, apply=True)
    assert isinstance(report.failure, NetworkError)
    assert (news(report), report.applied) == ([("published", None, "ICLR")], 1)
    (entry,) = store.load_entries([lora])
    assert (entry.venue, entry.doi, entry.arxiv_id) == ("ICLR", "10.1000/lora", "2106.09685")


def test_a_publication_is_stored_only_if_wanted_and_can_be_undone(store, settings, servers, lora):
    from editing import undo

    servers[1].papers["arxiv:2106.09685"] = published(servers[0], DOI="10.1000/lora")
    assert find_updates(store, settings).applied == 0
    (entry,) = store.load_entries([lora])
    assert (entry.venue, entry.doi) == (None, None)
    report = find_updates(store, settings, apply=True)
    assert report.applied == 1
    (update,) = report.updates
    assert (update.origin, update.evidence[0]) == ("semanticscholar", "titles 100% similar")
    (entry,) = store.load_entries([lora])
    assert (entry.venue, entry.doi, entry.arxiv_id) == ("ICLR", "10.1000/lora", "2106.09685")
    undo(store)
    (entry,) = store.load_entries([lora])
    assert (entry.venue, entry.doi, entry.arxiv_id) == (None, None, "2106.09685")


def test_a_publication_that_is_another_entry_is_not_stored(store, settings, servers, lora):
    other = Record(title="LoRA in Other Words", ids=(Identifier("doi", "10.1000/lora"),))
    add_record(store, other, "bib")
    servers[1].papers["arxiv:2106.09685"] = published(servers[0], DOI="10.1000/lora")
    report = find_updates(store, settings, apply=True)
    assert report.applied == 0
    assert "merge" in report.updates[0].evidence[-1]
