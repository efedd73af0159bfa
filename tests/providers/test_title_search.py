"""Works found by title, from several sources in turn."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import pytest

from readlist.errors import NetworkError
from readlist.linkage.verification import ACCEPTED, DOUBTFUL, UNKNOWN
from readlist.model.record import Record
from readlist.providers.resolver import open_provider
from readlist.providers.title_search import SOURCES, open_title_search, search_title
from servers import base as faults
from servers import crossref, dblp, openalex, semanticscholar
from servers.arxiv import ArxivServer, Paper, full

TITLE = "A Study of Rather Wonderful Things"
PEOPLE = ("Ada Lovelace", "Alan Turing")


@pytest.fixture
def servers():
    with contextlib.ExitStack() as stack:
        yield {
            "arxiv": stack.enter_context(ArxivServer()),
            "crossref": stack.enter_context(crossref.CrossrefServer()),
            "dblp": stack.enter_context(dblp.DblpServer()),
            "openalex": stack.enter_context(openalex.OpenalexServer()),
            "semanticscholar": stack.enter_context(semanticscholar.SemanticscholarServer()),
        }


@pytest.fixture
def settings(servers, settings_for):
    return settings_for(attempt=5.0, **{name: server.url for name, server in servers.items()})


def provide(servers, name):
    """Let one source have the work."""
    server = servers[name]
    if name == "arxiv":
        server.papers["2401.00001"] = Paper("2401.00001", TITLE, published="2021-01-01T00:00:00Z")
    elif name == "crossref":
        server.works["10.1000/a"] = crossref.work("10.1000/a", TITLE)
    elif name == "dblp":
        server.publications.append(dblp.publication(TITLE, PEOPLE, "ICTT", 2021, doi="10.1000/A"))
    elif name == "openalex":
        server.works["10.1000/a"] = openalex.work("10.1000/a", TITLE)
    else:
        server.papers["doi:10.1000/a"] = semanticscholar.paper(TITLE, year=2021, DOI="10.1000/a")


def find(settings, title=TITLE, *, authors=(), year=None):
    with open_title_search(settings) as search:
        return search.find([Record(title=title, authors=authors, year=year)])


@pytest.mark.parametrize("name", SOURCES)
def test_each_source_is_asked_after_those_before_it(servers, settings, name):
    provide(servers, name)
    verdict = find(settings)
    assert (verdict.state, verdict.found.origin) == (ACCEPTED, name)
    asked = [one for one in SOURCES if servers[one].log]
    assert asked == list(SOURCES[: SOURCES.index(name) + 1])


@pytest.mark.parametrize("fault", [full, faults.status(503), faults.hang, faults.reset, faults.body(b"no")])
def test_a_source_that_is_down_does_not_stop_the_search(servers, settings, fault):
    for name in SOURCES[:-1]:
        servers[name].always = fault
    provide(servers, SOURCES[-1])
    if fault is faults.hang:
        settings = replace(settings, attempt=0.5)
    assert find(settings).state == ACCEPTED
    find(settings)
    assert [len(servers[name].log) for name in SOURCES] == [1, 1, 1, 1, 2]


def test_nobody_has_it(servers, settings):
    servers["dblp"].always = faults.status(503)
    assert find(settings).state == UNKNOWN


def test_nothing_is_known_while_the_first_source_is_down(servers, settings):
    servers["arxiv"].always = full
    with pytest.raises(NetworkError):
        find(settings)


def test_several_works_of_one_title_are_for_a_person(servers, settings):
    servers["arxiv"].papers = {
        f"2401.0000{n}": Paper(f"2401.0000{n}", TITLE, authors=(f"Person {n}",)) for n in (1, 2)
    }
    provide(servers, "crossref")
    assert find(settings).state == DOUBTFUL
    assert servers["crossref"].log == []


def test_editions_are_one_work(servers, settings):
    works = servers["crossref"].works
    works["10.1000/p"] = crossref.work("10.1000/p", TITLE, type="posted-content")
    works["10.1000/a"] = crossref.work("10.1000/a", TITLE)
    verdict = find(settings)
    assert (verdict.state, verdict.found.record.venue) == (ACCEPTED, "Journal of Things")


def test_a_work_by_others_is_not_taken(servers, settings):
    for name in SOURCES:
        provide(servers, name)
    assert find(settings, authors=("Grace Hopper",)).state == UNKNOWN


# -- DBLP --------------------------------------------------------------------------------------------------------------


def test_the_right_record_among_hundreds(servers, settings):
    server = servers["dblp"]
    server.publications = [dblp.publication(TITLE, ["Grace Hopper"], "X", 2025) for _ in range(200)]
    provide(servers, "dblp")
    verdict = find(settings, authors=PEOPLE)
    assert verdict.found.record.authors == PEOPLE
    assert server.log[0].query["q"].endswith("Lovelace")


def test_corr_is_skipped_and_a_doi_preferred(servers, settings):
    servers["dblp"].publications = [
        dblp.corr(TITLE, PEOPLE, 2021, "2401.00001"),
        dblp.publication(TITLE, PEOPLE, "Workshop", 2021),
        dblp.publication(TITLE, ("Ada Lovelace 0001", "Alan Turing"), ["ICTT", "X"], 2021, doi="10.1000/A"),
    ]
    found = search_title(TITLE, settings, "dblp")
    assert [(one.record.venue, one.record.authors) for one in found] == [
        ("ICTT", PEOPLE),
        ("Workshop", PEOPLE),
    ]
    assert found[0].record.ids[0].value == "10.1000/a"


def test_a_single_author_and_no_hit(servers, settings):
    assert search_title(TITLE, settings, "dblp") == []
    servers["dblp"].publications = [dblp.publication(TITLE, ["Ada Lovelace"], "ICTT", 2021)]
    assert search_title(TITLE, settings, "dblp")[0].record.authors == ("Ada Lovelace",)


def test_dblp_is_left_alone_after_a_burst(servers, settings):
    servers["dblp"].burst = 2
    with open_title_search(settings) as search:
        for _ in range(5):
            search.find([Record(title=TITLE)])
    assert len(servers["dblp"].log) == 3
    with contextlib.closing(open_provider("dblp", replace(settings, delays={}))) as dblp:
        assert dblp._http._limiter._interval == 2


def test_openalex_stops_with_its_budget(servers, settings):
    servers["openalex"].spent = openalex.ANONYMOUS - 25
    with open_title_search(settings) as search:
        for _ in range(5):
            search.find([Record(title=TITLE)])
    assert len(servers["openalex"].log) == 2


def test_what_failed_is_said_of_all_sources(settings_for):
    """Whether the sources that answered lack the title, or none answered at all, is a difference."""
    with ArxivServer() as first, crossref.CrossrefServer() as second:
        settings = settings_for(arxiv=first.url, crossref=second.url)
        first.always = faults.status(500)
        with open_title_search(settings) as search, pytest.raises(NetworkError) as caught:
            search.find([Record(title="A Title That Nobody Has")])
        assert (
            caught.value.message
            == "the providers that answered do not have this title; arXiv failed (HTTP 500)"
        )
        second.always = faults.status(500)
        settings = settings_for(arxiv=first.url, crossref=second.url)
        with open_title_search(settings) as search, pytest.raises(NetworkError) as caught:
            search.find([Record(title="A Title That Nobody Has")])
    assert caught.value.message.startswith("no provider could be asked: arXiv ")
    assert "Crossref failed (HTTP 500)" in caught.value.message
