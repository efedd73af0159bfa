"""The chain of sources for arXiv IDs: who is asked, in which order, how long it takes, and what is said."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import pairwise

import pytest

from readlist.enrichment.pdf_download import _RemotePdf
from readlist.errors import NetworkError, NotFoundError
from readlist.model.identifiers import Identifier
from readlist.providers.arxiv_oai import read_authors
from readlist.providers.circuit_breaker import BUSY_PAUSE
from readlist.providers.resolver import Pace, iter_batches, open_provider, resolve
from servers import base as faults
from servers import datacite
from servers.arxiv import ArxivServer, Paper, full, load_papers

LORA = Identifier("arxiv", "2106.09685")
API, OAI, PAGE = "/api/query", "/oai", "/abs"
DOWN = {
    "full": full,
    "busy": faults.status(503),
    "busy for hours": faults.status(503, retry_after=54_000),
    "refusing": faults.status(403),
    "hanging": faults.hang,
    "dripping": faults.drip,
    "dripping its head": faults.drip_head,
    "reset": faults.reset,
    "a login page": faults.body(b"<html>Log in</html>", "text/html"),
    "nothing": faults.body(b""),
    "huge": faults.huge(),
    "packed twice": faults.packed(2),
    "a bomb": faults.packed(1, size=50 * 2**20),
    "entities": faults.body(b'<!DOCTYPE a [<!ENTITY b "c">]><OAI-PMH>&b;</OAI-PMH>', "text/xml"),
}
ATTEMPT = 1.0
SLACK = 10
"""Seconds more that a busy machine may take; a source that hangs would take twenty."""


def papers(count):
    return [Paper(f"2401.{number:05}", f"Paper number {number}") for number in range(count)]


@pytest.fixture
def servers():
    known = [*load_papers(), *papers(100)]
    with (
        ArxivServer(known) as arxiv,
        datacite.DataciteServer(
            datacite.work(f"10.48550/arXiv.{one.id}", one.title) for one in known
        ) as registry,
    ):
        yield arxiv, registry


@pytest.fixture
def settings(servers, settings_for):
    arxiv, registry = servers
    origin = arxiv.origin
    return settings_for(
        arxiv=arxiv.url, arxiv_oai=f"{origin}/oai", arxiv_page=origin, datacite=registry.url, attempt=5.0
    )


@pytest.fixture
def hasty(settings):
    return replace(settings, attempt=ATTEMPT)


def asked(server):
    return [request.path.rpartition("/abs")[1] or request.path for request in server.log]


def ids(count):
    return [Identifier("arxiv", paper.id) for paper in papers(count)]


# -- one ID ------------------------------------------------------------------------------------------------------------


def test_oai_pmh_is_asked_first_and_says_what_the_api_says(servers, settings, settings_for):
    origin, record = resolve([LORA], settings).records[LORA]
    assert asked(servers[0]) == [OAI]
    by_api = settings_for(arxiv=servers[0].url, cache_days=0)
    assert (origin, resolve([LORA], by_api).records[LORA]) == ("arxiv_oai", ("arxiv", record))


def test_what_came_from_oai_pmh_is_cached_for_the_api_too(servers, settings, settings_for):
    resolve([LORA], settings)
    assert resolve([LORA], settings_for(arxiv=servers[0].url)).records
    assert len(servers[0].log) == 1


@pytest.mark.parametrize(
    ("down", "origin", "paths"),
    [
        ((OAI,), "arxiv", [OAI, API]),
        ((OAI, API), "datacite", [OAI, API]),
        ((OAI, API, "datacite"), "arxiv_page", [OAI, API, PAGE]),
    ],
)
@pytest.mark.parametrize("fault", DOWN.values(), ids=DOWN)
def test_the_next_source_is_asked(servers, hasty, fault, down, origin, paths):
    arxiv, registry = servers
    arxiv.broken = dict.fromkeys(down, fault)
    registry.always = fault if "datacite" in down else None
    began = time.monotonic()
    found, record = resolve([LORA], hasty).records[LORA]
    assert time.monotonic() - began < 4 * ATTEMPT + SLACK
    assert (found, asked(arxiv)) == (origin, paths)
    assert record.title.startswith("LoRA")
    assert record.ids[0].value == LORA.value


@pytest.mark.parametrize("fault", DOWN.values(), ids=DOWN)
def test_all_are_down(servers, hasty, fault):
    arxiv, registry = servers
    arxiv.always = registry.always = fault
    began = time.monotonic()
    resolution = resolve([LORA], hasty)
    assert time.monotonic() - began < 4 * ATTEMPT + SLACK
    error = resolution.problems[LORA]
    assert isinstance(error, NetworkError)
    assert error.hint
    assert not resolution.records
    assert len(arxiv.log) + len(registry.log) == 4


def test_an_unknown_id_is_unknown_whoever_is_down(servers, settings):
    unknown = Identifier("arxiv", "2106.99999")
    servers[0].broken = {API: full, PAGE: faults.reset}
    servers[1].always = faults.status(503)
    assert isinstance(resolve([unknown], settings).problems[unknown], NotFoundError)


def test_a_paper_that_only_the_registry_lacks_is_not_unknown(servers, settings):
    unknown = Identifier("arxiv", "2106.99999")
    servers[0].always = faults.status(503)
    assert isinstance(resolve([unknown], settings).problems[unknown], NetworkError)


# -- versions ----------------------------------------------------------------------------------------------------------


def test_an_older_version_is_asked_where_it_is_known(servers, settings):
    first = LORA._replace(version=1)
    _, record = resolve([first], settings).records[first]
    assert record.ids[0].version == 1
    assert asked(servers[0]) == [OAI, API]


def test_an_older_version_on_the_page(servers, settings):
    servers[0].broken = {API: full}
    servers[1].always = faults.status(503)
    first = LORA._replace(version=1)
    origin, record = resolve([first], settings).records[first]
    assert (origin, record.ids) == ("arxiv_page", (first,))


def test_the_latest_version_stands_in_for_an_older_one(servers, settings):
    servers[0].broken = {API: full, PAGE: full}
    servers[1].always = faults.status(503)
    first = LORA._replace(version=1)
    _, record = resolve([first], settings).records[first]
    assert record.ids == (LORA._replace(version=2),)


def test_a_version_that_does_not_exist(servers, settings):
    ninth = LORA._replace(version=9)
    problem = resolve([ninth], settings).problems[ninth]
    assert isinstance(problem, NotFoundError)
    assert "v2" in problem.hint
    assert asked(servers[0]) == [OAI]


# -- many IDs ----------------------------------------------------------------------------------------------------------


def test_ten_ids_while_the_api_is_down(servers, hasty, clock):
    servers[0].broken = {API: faults.hang}
    began = time.monotonic()
    resolution = resolve(ids(10), hasty)
    assert {origin for origin, _ in resolution.records.values()} == {"datacite"}
    assert len(resolution.records) == 10
    assert sum(clock.slept) + time.monotonic() - began < 10


def test_a_hundred_ids_while_the_api_is_full(servers, settings, clock):
    servers[0].broken = {API: full}
    resolution = resolve(ids(100), settings)
    assert len(resolution.records) == 100
    assert (len(servers[0].log), len(servers[1].log)) == (1, 2)
    assert sum(clock.slept) < 10


@pytest.mark.parametrize(("pace", "most"), [(Pace.QUICK, 20), (Pace.PATIENT, 100)])
def test_a_hundred_ids_while_only_oai_pmh_is_up(servers, settings, pace, most):
    servers[0].broken = {API: full, PAGE: full}
    servers[1].always = faults.status(503)
    servers[0].papers = {one.id: one for one in papers(110)}
    batches = list(iter_batches(ids(110), settings, pace=pace))
    assert sum(len(batch.found) for batch in batches) == most
    assert len(servers[0].log) <= 1 + most + 1
    problems = [error for batch in batches for error in batch.problems.values()]
    assert {type(error) for error in problems} == {NetworkError}


def test_a_long_run_takes_the_time_for_arxivs_own_data(servers, settings):
    servers[0].broken = {API: full}
    found = [one for batch in iter_batches(ids(100), settings) for one in batch.found.values()]
    assert {one.origin for one in found} == {"arxiv_oai"}
    assert len(servers[0].log) == 101


def test_news_come_from_arxiv_itself(servers, settings):
    servers[0].broken = {API: full, OAI: full}
    batches = list(iter_batches(ids(5), settings, pace=Pace.FULL))
    assert sum(len(batch.problems) for batch in batches) == 5
    assert servers[1].log == []


def test_three_seconds_across_all_services(servers, settings, clock, monkeypatch):
    from readlist.providers import rate_limiter

    times = []
    keep = rate_limiter.RateLimiter._take
    monkeypatch.setattr(
        rate_limiter.RateLimiter,
        "_take",
        lambda self, token: keep(self, token) or times.append((self._name, clock.time())) or 0.0,
    )
    servers[0].broken = {API: faults.status(500), OAI: faults.status(500)}
    servers[1].always = faults.status(500)
    assert resolve([LORA], settings).records
    at_arxiv = [at for name, at in times if name == "arxiv"]
    assert len(at_arxiv) == 3
    assert all(later - earlier >= 3 for earlier, later in pairwise(at_arxiv))
    hasty = replace(settings, urls={}, delays={"arxiv": 0.0, "page": 0.0})
    of_pdfs = _RemotePdf(hasty, "https://arxiv.org/pdf/2106.09685")._limiter
    services = [open_provider(name, hasty) for name in ("arxiv", "arxiv_oai", "arxiv_page")]
    limits = [of_pdfs, services[0]._http._limiter, *(one.http._limiter for one in services[1:])]
    assert {(one._name, one._interval) for one in limits} == {("arxiv", 3.0)}


def test_a_bad_record_does_not_cost_the_others(servers, settings):
    registry = servers[1]
    servers[0].broken = {API: full}
    registry.works["10.48550/arxiv.2401.00003"]["creators"] = 5
    registry.works["10.48550/arxiv.2401.00004"]["titles"] = "a text"
    resolution = resolve(ids(10), settings)
    assert len(resolution.records) == 10
    by_oai = {i.value for i, (origin, _) in resolution.records.items() if origin == "arxiv_oai"}
    assert by_oai == {"2401.00003", "2401.00004"}


# -- the circuit breaker -----------------------------------------------------------------------------------------------


def test_a_provider_that_failed_is_left_alone_for_the_rest_of_the_run(servers, settings):
    servers[0].broken = {OAI: faults.status(403)}
    resolve([LORA], settings)
    servers[0].broken = {}
    resolve(ids(1), settings)
    assert asked(servers[0]) == [OAI, API, API]


def test_other_processes_leave_it_alone_for_a_while(servers, settings_for, clock):
    servers[0].always = full

    def another():
        return settings_for(arxiv=servers[0].url)

    resolve([LORA], another())
    problem = resolve([LORA], another()).problems[LORA]
    assert "left alone until" in problem.message
    assert len(servers[0].log) == 1
    clock.sleep(BUSY_PAUSE + 1)
    servers[0].always = None
    assert resolve([LORA], another()).records


def test_a_provider_out_of_reach_is_tried_again_by_the_next_command(servers, settings_for):
    with ArxivServer() as gone:
        url = gone.url
    assert resolve([LORA], settings_for(arxiv=url)).problems
    with ArxivServer(load_papers(), port=int(url.split(":")[2].partition("/")[0])):
        assert resolve([LORA], settings_for(arxiv=url)).records


# -- OAI-PMH -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            r"C. Bal\'azs, E. L. Berger, P. M. Nadolsky, C.-P. Yuan",
            ("C. Balázs", "E. L. Berger", "P. M. Nadolsky", "C.-P. Yuan"),
        ),
        ("Ada Lovelace and Alan Turing", ("Ada Lovelace", "Alan Turing")),
        ("A. One (1), B. Two (1 and 2) ((1) Here, (2) There)", ("A. One", "B. Two")),
        ("A. One, B. Two, and C. Three", ("A. One", "B. Two", "C. Three")),
        ("J. King, Jr, A. Anderson", ("J. King Jr.", "A. Anderson")),
        ("The Thing Collaboration", ("The Thing Collaboration",)),
    ],
)
def test_authors(text, names):
    assert read_authors(text) == names


def test_macros_in_a_title(servers, settings):
    servers[0].papers["2401.00001"] = Paper(
        "2401.00001", "Erd\\H{o}s graphs\n  & $k$-means", comment="5 pages"
    )
    asked_for = Identifier("arxiv", "2401.00001")
    resolution = resolve([asked_for], settings)
    assert resolution.records[asked_for][1].title == "Erdős graphs & $k$-means"
    assert resolution.facts[asked_for].comment == "5 pages"


def test_the_papers_of_a_day(servers, settings):
    from readlist.providers.arxiv_oai import ArxivOai

    servers[0].papers = {one.id: one for one in papers(120)}
    provider = ArxivOai(settings)
    pages = list(provider.iter_pages("2021-10-16", "2021-10-16", "cs"))
    assert [len(page) for page in pages] == [50, 50, 20]
    assert {day for page in pages for day, _ in page} == {"2021-10-16"}
    assert [request.query.get("set") for request in servers[0].log] == ["cs", None, None]
    assert list(provider.iter_pages("2021-10-17", "2021-10-17", "cs")) == []
    provider.close()
