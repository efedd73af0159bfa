"""Saved queries, and what is new at arXiv for them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

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


def test_a_damaged_file(net, tmp_path):
    (tmp_path / "library.watches.json").write_text("[1, 2]", encoding="utf-8")
    assert net("watch", "list").exit_code == 3
