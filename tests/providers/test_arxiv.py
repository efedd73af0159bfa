"""arXiv, through a local server with arXiv's protocol and its failures."""

from __future__ import annotations

import pytest

from readlist.errors import InputError, NetworkError, NotFoundError
from readlist.model.identifiers import Identifier
from readlist.model.provenance import PROVIDERS
from readlist.model.record import Link
from readlist.providers.arxiv_sites import find_interval
from readlist.providers.resolver import resolve
from readlist.providers.title_search import search_title
from servers import base as faults
from servers.arxiv import ArxivServer, Paper, doubled, empty, error_entry, full, load_papers

LORA = Identifier("arxiv", "2106.09685")
ATTENTION = Identifier("arxiv", "1706.03762")
MALDACENA = Identifier("arxiv", "hep-th/9711200")
UNKNOWN = Identifier("arxiv", "2106.99999")
MALFORMED = Identifier("arxiv", "2305.1636")


@pytest.fixture
def server():
    with ArxivServer(load_papers()) as running:
        yield running


@pytest.fixture
def settings(server, settings_for):
    return settings_for(arxiv=server.url)


def many(count):
    return [Paper(f"2401.{number:05}", f"Paper number {number}") for number in range(count)]


# -- answers ---------------------------------------------------------------------------------------------------------


def test_a_record_in_full(settings):
    origin, record = resolve([LORA], settings).records[LORA]
    assert origin == "arxiv"
    assert record.title == "LoRA: Low-Rank Adaptation of Large Language Models"
    assert record.authors[:2] == ("Edward J. Hu", "Yelong Shen")
    assert record.abstract.startswith("Pre-trained weights")
    assert (record.year, record.month) == (2021, 6)
    assert record.ids == (Identifier("arxiv", "2106.09685", 2),)
    assert record.categories == ("cs.CL", "cs.AI", "cs.LG")
    assert record.url == "https://arxiv.org/abs/2106.09685"
    assert record.links == (Link("https://arxiv.org/pdf/2106.09685", "pdf"),)


def test_an_old_id_with_journal_and_doi(settings):
    _, record = resolve([MALDACENA], settings).records[MALDACENA]
    assert record.venue == "Adv.Theor.Math.Phys.2:231-252,1998"
    assert record.ids == (
        Identifier("arxiv", "hep-th/9711200", 3),
        Identifier("doi", "10.1023/a:1026654312961"),
    )


def test_a_version_is_the_one_asked_for(settings, server):
    first, latest = Identifier("arxiv", "2106.09685", 1), LORA
    found = resolve([first, latest], settings).records
    assert found[first][1].ids[0].version == 1
    assert found[latest][1].ids[0].version == 2
    assert len(server.log) == 1


def test_a_version_that_does_not_exist(settings):
    asked = Identifier("arxiv", "2106.09685", 9)
    assert isinstance(resolve([asked], settings).problems[asked], NotFoundError)


def test_results_are_matched_by_id_not_by_order(settings):
    asked = [MALDACENA, LORA, ATTENTION]
    found = resolve(asked, settings).records
    assert [found[i][1].ids[0].value for i in asked] == [i.value for i in asked]


def test_a_title_is_one_line_whatever_the_feed_has(settings, server):
    server.papers["2401.00001"] = Paper(
        "2401.00001", "A title\n  broken <i>&amp; wild</i>", comment="12\n pages"
    )
    asked = Identifier("arxiv", "2401.00001")
    resolution = resolve([asked], settings)
    assert resolution.records[asked][1].title == "A title broken <i>&amp; wild</i>"
    assert resolution.facts[asked].comment == "12 pages"


@pytest.mark.parametrize(
    "words",
    [{"comment": "This paper has been withdrawn by the author"}, {"abstract": "Withdrawn due to an error."}],
)
def test_a_withdrawn_paper_is_known_as_such(settings, server, words):
    server.papers["2401.00001"] = Paper("2401.00001", "An error", **words)
    asked = Identifier("arxiv", "2401.00001")
    resolution = resolve([asked, LORA], settings)
    assert resolution.facts[asked].withdrawn
    assert not resolution.facts[LORA].withdrawn


def test_a_thousand_ids_in_ten_requests(settings, server):
    papers = many(1000)
    server.papers = {paper.id: paper for paper in papers}
    asked = [Identifier("arxiv", paper.id) for paper in papers]
    resolution = resolve(asked, settings)
    assert len(resolution.records) == 1000
    assert not resolution.problems
    assert len(server.log) == 10
    assert all(r.query["max_results"] == "100" for r in server.log)


def test_three_seconds_between_requests(settings, server, clock):
    server.papers = {paper.id: paper for paper in many(300)}
    resolve([Identifier("arxiv", id_) for id_ in server.papers], settings)
    assert sum(clock.slept) > 5.9


@pytest.mark.parametrize(
    ("url", "seconds"),
    [
        ("https://export.arxiv.org/api/query", 3.0),
        ("https://arxiv.org/api/query", 3.0),
        ("https://mirror.example.org/api/query", 0.0),
        ("https://notarxiv.org/api/query", 0.0),
    ],
)
def test_the_interval_of_arxiv_itself_cannot_be_lowered(settings_for, url, seconds):
    settings = settings_for(arxiv=url)
    settings.delays["arxiv"] = 0.0
    assert find_interval(url, settings) == seconds


def test_the_program_names_itself(server, settings_for):
    resolve([LORA], settings_for(arxiv=server.url, contact="me@example.org"))
    assert server.log[0].headers["user-agent"].startswith("readlist/")
    assert "mailto:me@example.org" in server.log[0].headers["user-agent"]


def test_a_second_request_is_answered_from_the_cache(settings, server):
    first = resolve([LORA, ATTENTION], settings)
    second = resolve([ATTENTION, LORA, MALDACENA], settings)
    assert len(server.log) == 2
    assert server.log[1].query["id_list"] == "hep-th/9711200"
    assert second.records[LORA] == first.records[LORA]
    assert second.facts[LORA] == first.facts[LORA]


def test_a_cache_of_zero_days_is_not_used(server, settings_for):
    settings = settings_for(arxiv=server.url, cache_days=0)
    resolve([LORA], settings)
    resolve([LORA], settings)
    assert len(server.log) == 2


def test_titles(settings, server):
    found = search_title("attention is all you need!", settings)
    assert [f.record.title for f in found] == ["Attention Is All You Need"]
    assert search_title("“…”", settings) == []
    assert search_title('no such "title" OR all:electron', settings) == []
    assert server.log[-1].query["search_query"] == "ti:title AND ti:all AND ti:electron"


# -- invalid ids -----------------------------------------------------------------------------------------------------------


def test_an_unknown_id_does_not_affect_the_others(settings):
    resolution = resolve([LORA, UNKNOWN, ATTENTION], settings)
    assert set(resolution.records) == {LORA, ATTENTION}
    assert isinstance(resolution.problems[UNKNOWN], NotFoundError)
    assert "2106.99999" in str(resolution.problems[UNKNOWN])


def test_only_an_unknown_id(settings, server):
    resolution = resolve([UNKNOWN], settings)
    assert isinstance(resolution.problems[UNKNOWN], NotFoundError)
    assert len(server.log) == 2  # the empty page was retried once


def test_a_malformed_id_is_never_sent(settings, server):
    resolution = resolve([LORA, MALFORMED], settings)
    assert isinstance(resolution.problems[MALFORMED], InputError)
    assert "2305.1636" in str(resolution.problems[MALFORMED])
    assert set(resolution.records) == {LORA}
    assert server.log[0].query["id_list"] == "2106.09685"


def test_only_a_malformed_id_sends_no_request(settings, server):
    assert resolve([MALFORMED], settings).problems
    assert server.log == []


def test_an_id_that_arxiv_rejects_does_not_fail_the_others(settings, server):
    papers = many(64)
    server.papers = {paper.id: paper for paper in papers}
    server.refused = {"2401.00017"}
    resolution = resolve([Identifier("arxiv", paper.id) for paper in papers], settings)
    assert len(resolution.records) == 63
    assert isinstance(resolution.problems[Identifier("arxiv", "2401.00017")], InputError)
    assert len(server.log) <= 14


def test_the_former_error_entry_is_a_rejection(settings, server):
    server.faults.append(error_entry("2106.09685"))
    assert isinstance(resolve([LORA], settings).problems[LORA], InputError)


def test_a_list_too_long_is_halved(settings, server):
    server.most_query = 300
    server.papers = {paper.id: paper for paper in many(100)}
    assert len(resolve([Identifier("arxiv", id_) for id_ in server.papers], settings).records) == 100


# -- failures ----------------------------------------------------------------------------------------------------------

PASSING = {
    "busy": faults.status(503),
    "falsely empty, counted": empty(1),
    "falsely empty, not counted": empty(0),
    "cut short": faults.cut(0.7),
    "cut short, with the true length": faults.cut(0.7, honest=True),
    "reset": faults.reset,
    "wrong content": faults.body(b"<html>Please log in</html>", "text/html"),
    "nothing": faults.body(b""),
    "server error": faults.status(500),
}


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING)
def test_temporary_failures_are_retried(settings, server, fault):
    server.faults.append(fault)
    resolution = resolve([LORA], settings)
    assert resolution.records[LORA][1].title.startswith("LoRA")
    assert len(server.log) == 2


LASTING = PASSING | {
    "full": full,
    "rate limit with status 200": faults.body(b"Rate exceeded."),
    "dripping head": faults.drip_head,
    "hanging": faults.hang,
    "dripping": faults.drip,
    "huge": faults.huge(),
}
LASTING.pop("falsely empty, not counted")


@pytest.mark.parametrize("fault", LASTING.values(), ids=LASTING)
def test_lasting_failures_are_reported(server, settings_for, fault):
    server.always = fault
    timeout = 0.05 if fault in (faults.hang, faults.drip, faults.drip_head) else 5
    problem = resolve([LORA], settings_for(arxiv=server.url, timeout=timeout)).problems[LORA]
    assert isinstance(problem, NetworkError)
    assert problem.hint
    assert len(server.log) <= 4


def test_harmless_irregularities(settings, server):
    server.faults += [faults.zipped, doubled, faults.redirect(f"{server.url}?id_list=hep-th/9711200")]
    for asked in (LORA, ATTENTION, MALDACENA):
        assert set(resolve([asked], settings).records) == {asked}


def test_a_full_service_is_asked_once(settings, server, clock):
    server.always = full
    assert "full" in str(resolve([LORA], settings).problems[LORA])
    assert isinstance(resolve([ATTENTION], settings).problems[ATTENTION], NetworkError)
    assert (len(server.log), clock.slept) == (1, [])


def test_the_log_of_the_package_does_not_reach_the_terminal(settings, server, capfd):
    server.papers["2401.00001"] = Paper("2401.00001", "No date", published="\x1b[31m", updated="yesterday")
    resolve([Identifier("arxiv", "2401.00001"), LORA], settings)
    assert capfd.readouterr() == ("", "")


def test_retry_after_is_obeyed(settings, server, clock):
    server.faults.append(faults.status(503, retry_after=42))
    assert resolve([LORA], settings).records
    assert 41 < max(clock.slept) < 43


def test_retry_after_may_be_a_date(settings, server, clock):
    server.faults.append(faults.status(429, retry_after="Wed, 01 Jan 2020 00:00:00 GMT"))
    server.faults.append(faults.status(429, retry_after="the day after tomorrow"))
    assert resolve([LORA], settings).records
    assert max(clock.slept) < 10


def test_a_wait_of_an_hour_is_an_error(settings, server, clock):
    server.faults.append(faults.status(503, retry_after=3600))
    problem = resolve([LORA], settings).problems[LORA]
    assert "asks us to wait 60 minutes" in str(problem)
    assert sum(clock.slept) == 0
    assert isinstance(
        resolve([LORA], settings).problems[LORA], NetworkError
    )  # and no request is sent meanwhile
    assert len(server.log) == 1


def test_a_failure_keeps_what_came_before(settings, server):
    server.papers = {paper.id: paper for paper in many(250)}
    server.faults += [faults.good, *[faults.status(500)] * 4]
    resolution = resolve([Identifier("arxiv", id_) for id_ in server.papers], settings)
    assert len(resolution.records) == 100
    assert len(resolution.problems) == 150
    assert len(server.log) == 5  # and a provider that is down is not asked for the rest


def test_offline(settings_for):
    with ArxivServer() as gone:
        url = gone.url
    problem = resolve([LORA], settings_for(arxiv=url)).problems[LORA]
    assert isinstance(problem, NetworkError)
    assert "cannot be reached" in str(problem)
    assert "Check the connection" in problem.hint


def test_a_disabled_provider_is_not_asked(server, settings_for):
    problem = resolve([LORA], settings_for(arxiv=server.url, disabled=frozenset(PROVIDERS))).problems[LORA]
    assert "all providers for arxiv:2106.09685 are disabled" in str(problem)
    assert server.log == []
