"""Saved queries, and what is new at arXiv for them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest

from servers import arxiv_oai
from servers import base as faults
from servers.arxiv import ArxivServer, Paper

TODAY = datetime.now(UTC)


def paper(number, title, abstract="We study a thing.", days=1, **more):
    at = (TODAY - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
    value = f"{TODAY:%y%m}.{number:05}"
    return Paper(value, title, abstract=abstract, **{"published": at, "updated": at} | more)


PAPERS = [
    paper(1, "Retrieval for Bees", "Bees and wasps are indexed."),
    paper(
        2, "Self-Reflective Retrieval Augmented Generation", "Learning to retrieve, generate and critique."
    ),
    paper(3, "Retrieval of Old Things", published="2019-01-01T00:00:00Z"),
    paper(4, "Retrieval, Revised", version=3),
    paper(5, "Retrieval in Physics", categories=("hep-th",)),
    paper(6, "Something Else"),
    paper(7, "Retrieval Long Ago", days=20),
]


@pytest.fixture
def server():
    with ArxivServer(PAPERS) as running:
        yield running


@pytest.fixture
def net(run, server, no_waiting):
    return lambda *args: run(*args, READLIST_ARXIV_URL=server.url, READLIST_ARXIV_DELAY="0")


def ids(result):
    return [line.split("\t")[0][-1] for line in result.stdout.splitlines()]


def test_saved_queries(net):
    assert net("watch", "add", "cat:cs.CL  AND retrieval").exit_code == 0
    assert net("watch", "add", "au:hinton").exit_code == 0
    assert net("watch", "add", "au:hinton").exit_code == 0
    assert net("watch", "list").stdout == "1\tcat:cs.CL AND retrieval\t\n2\tau:hinton\t\n"
    assert net("watch", "rm", "1").exit_code == 0
    assert json.loads(net("watch", "list", "--json").stdout)[0]["query"] == "au:hinton"
    assert net("watch", "rm", "nothing").exit_code == 1
    assert net("watch", "add", "(").exit_code == 2


def test_nothing_is_saved(net, server):
    result = net("watch", "list")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "readlist watch add QUERY" in result.stderr
    result = net("watch", "run")
    assert result.exit_code == 1
    assert "readlist watch add" in result.stderr
    assert server.log == []


def test_new_papers_the_closest_first(net):
    net("watch", "add", "cat:cs.CL AND retrieval")
    result = net("watch", "run")
    assert ids(result) == ["2", "1"]
    assert "2 new of 5 papers" in result.stderr
    assert "readlist add" in result.stderr


def test_nothing_is_added_and_nothing_told_that_is_there(net):
    net("watch", "add", "cat:cs.CL AND retrieval")
    before = net("list").stdout
    net("watch", "run")
    assert net("list").stdout == before
    assert net("add", PAPERS[1].id).exit_code == 0
    assert ids(net("watch", "run", "--days", "3")) == ["1"]


def test_a_run_goes_on_where_the_last_one_ended(net, server):
    net("watch", "add", "cat:cs.CL AND retrieval")
    net("watch", "run")
    server.papers["9"] = paper(9, "Retrieval Today", days=0)
    assert ids(net("watch", "run")) == ["9"]
    assert server.log[-1].query["from"] == f"{TODAY:%Y-%m-%d}"
    assert ids(net("watch", "run", "--days", "25", "-n", "2"))[:1] == ["2"]


def test_json_and_several_queries(net, server):
    net("watch", "add", "cat:cs.CL AND bees")
    net("watch", "add", "cat:cs.CL AND retrieval")
    net("watch", "add", "cat:hep-th")
    found = {one["title"]: one["queries"] for one in json.loads(net("watch", "run", "--json").stdout)}
    assert found["Retrieval for Bees"] == ["cat:cs.CL AND bees", "cat:cs.CL AND retrieval"]
    assert found["Retrieval in Physics"] == ["cat:hep-th"]
    assert [request.query["set"] for request in server.log] == ["cs", "physics:hep-th"]


def test_arxiv_is_down(net, server):
    net("watch", "add", "retrieval")
    server.broken = {"/oai": faults.status(503, retry_after=54_000)}
    done = net("watch", "run")
    assert done.exit_code == 4
    assert "nothing is lost, the next run begins with the same day" in done.stderr
    assert net("watch", "list").stdout == "1\tretrieval\t\n"


@pytest.mark.parametrize(
    "text",
    [
        "[1, 2]",
        '{"watches": [{"query": "bees", "added": "2026-11-28", "until": "yesterday"}]}',
        '{"watches": [{"query": "bees", "added": "2026-11-28", "missed": [3]}]}',
    ],
)
def test_a_damaged_file(net, tmp_path, text):
    (tmp_path / "library.watches.json").write_text(text, encoding="utf-8")
    assert net("watch", "list").exit_code == 3


# -- lists that cannot be read to their end ----------------------------------------------------------------------------


def day(days):
    return f"{TODAY - timedelta(days=days):%Y-%m-%d}"


def on_page_two(fault, of):
    """Let the second page fail of all lists that have a day."""

    def fail(reply, handler):
        token = parse_qs(handler.path).get("resumptionToken", ["z|a"])[0]
        first, last = token.split("|")[:2]
        return fault(reply, handler) if first <= of <= last else reply

    return fail


FAILURES = {
    "another page": faults.body(b"<html>Log in</html>", "text/html"),
    "cut short": faults.cut(),
    "fails": faults.status(500),
    "sends too much": faults.packed(1, size=2**20 * 33),
    "hangs": faults.hang,
}


@pytest.fixture
def paged(net, server, monkeypatch, tmp_path):
    """Four papers about bees on each of three days, two on a page of the list."""
    monkeypatch.setattr(arxiv_oai, "PAGE", 2)
    server.papers = {
        one.id: one for one in (paper(10 * n + k, "Bees", days=n) for n in (1, 2, 3) for k in range(4))
    }
    net("watch", "add", "cat:cs.CL AND bees")
    config = tmp_path / "config.toml"
    config.write_text("[providers]\ntimeout = 0.3\n", encoding="utf-8")
    return lambda *args: net("--config", str(config), "watch", "run", *args)


def found(result):
    return sorted(line.split("\t")[0][-2:] for line in result.stdout.splitlines())


@pytest.mark.parametrize("fault", FAILURES.values(), ids=FAILURES)
def test_a_page_that_cannot_be_read_costs_its_day(paged, server, net, fault):
    server.always = on_page_two(fault, day(2))
    result = paged()
    assert result.exit_code == 4
    assert found(result) == ["10", "11", "12", "13", "20", "21", "30", "31", "32", "33"]
    assert f"could not read all of {day(2)}" in result.stderr
    server.always = None
    server.log.clear()
    again = paged()
    assert again.exit_code == 0
    assert {"22", "23"} <= set(found(again))
    assert [one.query["from"] for one in server.log if "from" in one.query] == [day(2), day(0)]
    assert json.loads(net("watch", "list", "--json").stdout)[0]["missed"] == []


def test_a_page_that_fails_once_costs_nothing(paged, server):
    server.faults.extend([faults.good, faults.body(b"?")])
    result = paged()
    assert result.exit_code == 0
    assert len(found(result)) == 12


def test_three_failures_in_a_row_end_the_run(paged, server):
    server.faults.extend([faults.good, *[faults.hang] * 9])
    result = paged()
    assert result.exit_code == 4
    assert len(server.log) == 4
    assert found(result) == ["10", "11"]
    assert f"could not read all of 4 days from {day(3)}" in result.stderr


def test_a_full_arxiv_is_not_asked_again(paged, server):
    server.faults.extend([faults.good, *[faults.status(503, retry_after=54_000)] * 9])
    assert paged().exit_code == 4
    assert len(server.log) == 2


def test_a_run_ends_after_a_hundred_pages_and_goes_on_later(paged, server, monkeypatch):
    monkeypatch.setattr("readlist.enrichment.new_paper_lists._MAX_PAGES", 3)
    first = paged("--days", "9")
    assert first.exit_code == 4
    assert len(server.log) == 3
    assert "than 3 pages list" in first.stderr


def test_a_new_query_does_not_repeat_what_others_found(net, server):
    net("watch", "add", "cat:cs.CL AND retrieval")
    net("watch", "run")
    net("watch", "add", "cat:cs.CL AND bees")
    shown = json.loads(net("watch", "run", "--json").stdout)
    assert [one["queries"] for one in shown] == [["cat:cs.CL AND bees"]]
