"""fetch, pdf and arxiv at the command line, against local servers."""

from __future__ import annotations

import json

import pytest

from readlist.cli.commands import fetch_pdf
from servers import base as faults
from servers.arxiv import ArxivServer, Paper, load_papers

OTHERS = ("DATACITE", "CROSSREF", "DBLP", "OPENALEX", "SEMANTICSCHOLAR")
"""Providers that have nothing, at a path of the local server that does not exist."""


@pytest.fixture
def server():
    papers = [
        *load_papers(),
        Paper("2310.11511", "Self-RAG: Learning to Retrieve, Generate, and Critique through Self-Reflection"),
        Paper("2305.06983", "Bees and Other Wholly Different Things"),
    ]
    with ArxivServer(papers) as running:
        yield running


@pytest.fixture
def net(run, server, tmp_path, no_waiting):
    """Run a command that may ask the local server."""

    def call(*args, **options):
        variables = {
            "READLIST_ARXIV_URL": server.url,
            "READLIST_ARXIV_DELAY": "0",
            **{f"READLIST_{name}_URL": f"{server.origin}/{name}" for name in OTHERS},
            "READLIST_MIRROR": str(tmp_path / "arxiv.sqlite"),
        }
        return run(*args, **variables | options)

    return call


def write_config(tmp_path, text):
    path = tmp_path / "config.toml"
    path.write_text(text)
    return str(path)


# -- add by title ------------------------------------------------------------------------------------------------------


def test_a_title_is_refused_in_a_pipe(net):
    result = net("add", "attention is all you need")
    assert result.exit_code == 2
    assert "may be 'Attention Is All You Need' (1706.03762)" in result.stderr
    assert "readlist add 1706.03762" in result.stderr
    assert net("show", "1706.03762").exit_code == 1


def test_a_title_is_added_with_yes(net):
    assert net("add", "--yes", "attention is all you need").exit_code == 0
    (found,) = json.loads(net("show", "1706.03762", "--json").stdout)
    assert (found["title"], found["year"]) == ("Attention Is All You Need", 2017)


@pytest.mark.parametrize(("answer", "code"), [(True, 0), (False, 2)])
def test_a_title_is_asked_about_at_a_terminal(net, monkeypatch, *, answer, code):
    from readlist.cli import adding

    asked = []
    monkeypatch.setattr("typer.confirm", lambda text, **options: asked.append(text) or answer)
    monkeypatch.setattr(adding, "_accept_sure", adding._ask)
    result = net("add", "--yes", "attention is all you need")
    assert (result.exit_code, len(asked)) == (code, 1)
    assert "titles 100% similar" in result.stderr


def test_a_doubtful_or_unknown_title(net, server):
    server.papers["2401.00001"] = Paper("2401.00001", "Attention Is All You Need", authors=("Ada Lovelace",))
    result = net("add", "--yes", "attention is all you need")
    assert result.exit_code == 2
    assert "2 works have this title" in result.stderr
    assert net("add", "--yes", "no such title anywhere").exit_code == 1
    assert net("add", "nonsense").exit_code == 3


def test_a_title_added_offline_is_found_by_fetch(net):
    assert net("add", "--offline", "attention is all you need").exit_code == 0
    net("fetch")
    assert net("show", "1706.03762").exit_code == 0


def test_show_tells_the_services_of_arxiv_apart(net, server):
    assert net("add", "1706.03762").exit_code == 0
    assert "arxiv_oai" in net("show", "1706.03762").stdout
    server.broken = {"/oai": faults.status(503)}
    assert net("add", "hep-th/9711200").exit_code == 0
    shown = net("show", "hep-th/9711200").stdout
    assert "arxiv\n" in shown
    assert "arxiv_oai" not in shown


def test_several_from_stdin(net):
    result = net("add", "-", stdin="1706.03762\n\nhttps://arxiv.org/abs/hep-th/9711200\n")
    assert result.exit_code == 0
    assert result.stderr.count("added: ") == 2


# -- fetch -------------------------------------------------------------------------------------------------------------


def test_fetch_completes_entries_and_reports_it(net):
    result = net("fetch")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "1 doubtful, 1 not found" in result.stderr
    assert "arXiv has no paper 2403.03507" in result.stderr
    assert json.loads(net("show", "2106.09685", "--json").stdout)[0]["abstract"].startswith("Pre-trained")


def test_fetch_continues_where_it_stopped(net, server):
    net("fetch")
    requests = len(server.log)
    result = json.loads(net("fetch", "--json").stdout)
    assert (result["accepted"], result["before"], result["left"]) == (0, 3, 0)
    assert len(server.log) - requests <= 3  # only the unknown ID is requested again


def test_fetch_of_one_entry(net, server):
    assert "1 filled in" in net("fetch", "2106.09685").stderr
    assert [request.query["identifier"] for request in server.log] == ["oai:arXiv.org:2106.09685"]


def test_fetch_dry_run(net, server):
    result = net("fetch", "--dry-run")
    assert "would ask about 4 entries by ID and 0 by title" in result.stderr
    assert server.log == []


def test_fetch_that_fails(net, server):
    server.always = faults.status(403)
    result = net("fetch")
    assert result.exit_code == 4
    assert "rejected the request" in result.stderr
    assert "4 left" in result.stderr
    assert "Traceback" not in result.stderr


def test_fetch_with_bad_settings(net, tmp_path):
    result = net("--config", write_config(tmp_path, "[providers]\ntimeout = 'soon'\n"), "fetch")
    assert result.exit_code == 3
    assert "timeout must be a number" in result.stderr


# -- review ------------------------------------------------------------------------------------------------------------


def test_review_lists_pending_findings(net):
    net("fetch")
    (one,) = json.loads(net("fetch", "--review", "--json").stdout)
    assert one["state"] == "conflict"
    assert one["found"]["title"] == "Bees and Other Wholly Different Things"
    line = net("fetch", "--review").stdout
    assert line.split("\t")[:2] == [one["key"], "conflict"]


@pytest.mark.parametrize(
    ("option", "title"), [("--accept", "Bees and Other"), ("--reject", "Active Retrieval")]
)
def test_review_decided_by_option(net, option, title):
    net("fetch")
    assert net("fetch", "2305.06983", option).exit_code == 0
    assert json.loads(net("fetch", "--review", "--json").stdout) == []
    assert json.loads(net("show", "2305.06983", "--json").stdout)[0]["title"].startswith(title)


@pytest.mark.parametrize(("answer", "left"), [("y", 0), ("n", 0), ("l", 1), ("", 1), ("q", 1)])
def test_review_at_a_terminal(db, net, monkeypatch, capsys, *, answer, left):
    from readlist.library import Library

    net("fetch")
    monkeypatch.setattr("typer.prompt", lambda text, default: answer or default)
    with Library.open(db) as library:
        fetch_pdf._ask_reviews(library, library.reviews())
        assert len(library.reviews()) == left
    assert "found: Bees and Other Wholly Different Things" in capsys.readouterr().out


@pytest.mark.parametrize("options", [("--accept",), ("--reject",), ("x", "--accept", "--reject")])
def test_invalid_uses_of_review(net, options):
    result = net("fetch", *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--accept and --reject" in result.stderr


# -- updates -----------------------------------------------------------------------------------------------------------


def test_updates(net, server, tmp_path):
    config = write_config(tmp_path, "[providers]\ndisabled = ['semanticscholar']\n")
    net("fetch")
    server.papers["2106.09685"] = Paper("2106.09685", server.papers["2106.09685"].title, version=5)
    lines = net("--config", config, "fetch", "--updates").stdout.splitlines()
    assert [line.split("\t")[1:4] for line in lines] == [["new version", "v2", "v5"]]
    assert json.loads(net("--config", config, "fetch", "--updates", "--json").stdout) == []


# -- PDF ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def allowed(tmp_path):
    return write_config(tmp_path, "[providers]\nprivate_hosts = ['127.0.0.1']\n")


def test_pdf(net, allowed, tmp_path):
    result = net("--config", allowed, "pdf", "2106.09685", "--folder", str(tmp_path / "pdf"))
    assert result.exit_code == 0
    (path,) = (tmp_path / "pdf").iterdir()
    assert result.stdout == f"{path}\n"
    (again,) = json.loads(net("pdf", "2106.09685", "--json").stdout)
    assert (again["was_there"], again["path"], again["error"]) == (True, str(path), None)


def test_open_opens_the_pdf(net, allowed, tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr("typer.launch", opened.append)
    net("--config", allowed, "pdf", "2106.09685", "--folder", str(tmp_path / "pdf"))
    net("open", "2106.09685")
    assert opened == [str(path) for path in (tmp_path / "pdf").iterdir()]
    assert net("open", "2106.09685", "--print").stdout.startswith("https://arxiv.org/abs/2106.09685")


def test_pdf_that_fails(net, allowed, server, tmp_path):
    server.always = faults.body(b"<html>no</html>", "text/html")
    result = net("--config", allowed, "pdf", "2106.09685", "--folder", str(tmp_path / "pdf"))
    assert (result.exit_code, result.stdout) == (4, "")
    assert "not a PDF" in result.stderr


# -- the mirror --------------------------------------------------------------------------------------------------------


@pytest.fixture
def snapshot(tmp_path):
    path = tmp_path / "snapshot.json"
    lines = [
        {
            "id": f"2401.{n:05}",
            "title": f"Paper number {n} about bees",
            "authors_parsed": [["Hu", "E.", ""]],
            "abstract": "Of bees.",
            "categories": "cs.CL",
            "versions": [{"version": "v1", "created": "Mon, 2 Jan 2024 19:18:42 GMT"}],
        }
        for n in range(30)
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return str(path)


def test_the_mirror(net, server, snapshot):
    result = net("arxiv", "load", snapshot)
    assert result.exit_code == 0
    assert "read: 30, added 30" in result.stderr
    assert len(net("arxiv", "search", "bees", "-n", "7").stdout.splitlines()) == 7
    assert "Paper number 3 about bees" in net("arxiv", "search", "number", "3", "bees").stdout
    assert "title\tPaper number 3 about bees" in net("arxiv", "show", "2401.00003").stdout
    assert json.loads(net("arxiv", "show", "2401.00003", "--json").stdout)["authors"] == ["E. Hu"]
    assert json.loads(net("arxiv", "search", "bees", "--json").stdout)[0]["ids"]
    assert net("add", "2401.00003").exit_code == 0
    assert server.log == []


def test_search_in_the_mirror_explains_how_to_add_a_result(net, snapshot):
    assert net("search", "--arxiv", "bees").exit_code == 1  # there is none yet
    net("arxiv", "load", snapshot)
    result = net("search", "--arxiv", "number", "3", "bees")
    assert (result.exit_code, result.stdout.split("\t")[0]) == (0, "2401.00003")
    assert "readlist add 2401.00003" in result.stderr
    assert (
        net("search", "--arxiv", "bees", "-n", "7").stdout == net("arxiv", "search", "bees", "-n", "7").stdout
    )
    assert json.loads(net("search", "--arxiv", "bees", "--json").stdout)[0]["ids"]
    assert net("search", "--arxiv", "wasps").exit_code == 1
    assert net("search", "--arxiv", "bees", "--year", "2024").exit_code == 2
    assert net("add", "2401.00003").exit_code == 0


def test_invalid_uses_of_the_mirror(net, snapshot, tmp_path):
    assert net("arxiv", "search", "bees").exit_code == 1  # there is none yet
    assert net("arxiv", "load", str(tmp_path / "nothing.json")).exit_code == 3
    net("arxiv", "load", snapshot)
    assert net("arxiv", "search", "wasps").exit_code == 1
    assert net("arxiv", "show", "2401.99999").exit_code == 1
    assert net("arxiv", "show", "bees").exit_code == 3


@pytest.mark.parametrize(
    "options", [("--review", "--dry-run"), ("--review", "--updates"), ("--updates", "--dry-run")]
)
def test_fetch_options_that_contradict_each_other_are_refused(run, db, options):
    before = db.read_bytes()
    result = run("fetch", *options)
    assert result.exit_code == 2
    assert "cannot be combined" in result.stderr
    assert db.read_bytes() == before
