"""The arXiv mirror: loading the snapshot in one run, in several, and again; lookups."""

from __future__ import annotations

import gzip
import json
import sqlite3

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from readlist.errors import InputError, LibraryError, NotFoundError
from readlist.model.identifiers import Identifier
from readlist.providers import arxiv_mirror as module
from readlist.providers.arxiv_mirror import Mirror
from readlist.providers.resolver import resolve
from readlist.providers.settings import Settings
from readlist.providers.title_search import search_title
from servers.arxiv import ArxivServer, load_papers


def paper(
    id_="2106.09685", title="LoRA: Low-Rank Adaptation of Large\n  Language Models", versions=2, **more
):
    """Return a line of the snapshot in its exact format."""
    created = ("Thu, 17 Jun 2021 17:37:18 GMT", "Sat, 16 Oct 2021 18:40:34 GMT")
    return {
        "id": id_,
        "submitter": "Edward J. Hu",
        "authors": "Edward J. Hu, Yelong Shen and Jos\\'e L\\'opez",
        "title": title,
        "comments": "Draft V2",
        "journal-ref": None,
        "doi": None,
        "report-no": None,
        "categories": "cs.CL cs.AI cs.LG",
        "license": "http://arxiv.org/licenses/nonexclusive-distrib/1.0/",
        "abstract": "  Matrices of low rank\nadapt the model.\n",
        "versions": [{"version": f"v{n + 1}", "created": created[n % 2]} for n in range(versions)],
        "update_date": "2021-10-19",
        "authors_parsed": [["Hu", "Edward J.", ""], ["Shen", "Yelong", ""], ["López", "José", "Jr"]],
    } | {name.replace("_", "-") if name != "authors_parsed" else name: value for name, value in more.items()}


def many(count):
    return [paper(f"2401.{n:05}", f"Paper number {n} about things") for n in range(count)]


@pytest.fixture
def write(tmp_path):
    def write(papers, name="snapshot.json"):
        text = "".join(one if isinstance(one, str) else json.dumps(one) + "\n" for one in papers)
        path = tmp_path / name
        path.write_bytes(gzip.compress(text.encode(), mtime=0) if name.endswith(".gz") else text.encode())
        return path

    return write


@pytest.fixture
def load(tmp_path, write):
    def load(papers, name="snapshot.json", **options):
        with Mirror.create(tmp_path / "arxiv.sqlite") as mirror:
            return mirror.load(write(papers, name), **options)

    return load


@pytest.fixture
def opened(tmp_path):
    opened = []

    def open_():
        opened.append(Mirror.open(tmp_path / "arxiv.sqlite"))
        return opened[-1]

    yield open_
    for mirror in opened:
        mirror.close()


# -- loading -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["snapshot.json", "snapshot.json.gz"])
def test_a_record_in_full(load, opened, name):
    report = load([paper(doi="10.1000/ABC 10.1000/second", journal_ref="ICLR 2022")], name)
    assert (report.read, report.added, report.changed, report.refused) == (1, 1, 0, 0)
    found = opened().find(["2106.09685"])["2106.09685"]
    record = found.record
    assert found.origin == "arxiv"
    assert record.title == "LoRA: Low-Rank Adaptation of Large Language Models"
    assert record.authors == ("Edward J. Hu", "Yelong Shen", "José López Jr")
    assert record.abstract == "Matrices of low rank adapt the model."
    assert (record.year, record.month, record.venue) == (2021, 6, "ICLR 2022")
    assert record.ids == (Identifier("arxiv", "2106.09685", 2), Identifier("doi", "10.1000/abc"))
    assert record.categories == ("cs.CL", "cs.AI", "cs.LG")
    assert record.url == "https://arxiv.org/abs/2106.09685"
    assert (found.facts.version, found.facts.comment) == (2, "Draft V2")


def test_the_authors_without_their_parsed_form(load, opened):
    load([paper(authors_parsed=None)])
    assert opened().find(["2106.09685"])["2106.09685"].record.authors[:2] == ("Edward J. Hu", "Yelong Shen")


def test_lines_that_are_not_papers_are_counted(load, opened):
    bad = [
        "\n",
        "not json\n",
        "[1]\n",
        '{"id": "2305.1636", "title": "x"}\n',
        '{"id": "2305.16367"}\n',
        "{" * 5000 + "\n",
    ]
    report = load([paper(), *bad])
    assert (report.read, report.added, report.refused) == (6, 1, 5)
    assert opened().count() == 1


def test_odd_values_in_a_line(load, opened):
    def made(id_, **more):
        return paper(id_) | more

    odd = [
        made("2301.00001", versions=[{"created": "Mon, 2 Apr 99999999999999999999 19:18:42 GMT"}]),
        made("2301.00002", versions=[{"created": "Mon, 2 Apr 0 19:18:42 GMT"}], categories="cs.\ud800"),
        made("2301.00003", versions=5),
        made("2301.00004", doi=7),
        made("2301.00005", title=10**30, comments="\udcff", doi="10.1/\ud800"),
    ]
    assert load(odd).refused == 1
    found = opened().find(["2301.00001", "2301.00005"])
    assert found["2301.00001"].record.year is None
    assert found["2301.00005"].record.title == str(10**30)


def test_a_line_without_end_is_not_read_into_memory(load, opened, monkeypatch):
    monkeypatch.setattr("readlist.providers.arxiv_snapshot._MAX_LINE", 4096)
    monkeypatch.setattr("readlist.providers.arxiv_snapshot._BATCH_BYTES", 8192)
    others = many(20)
    hidden = json.dumps(paper("2301.00001"))  # the rest of a line is no line, whatever it looks like
    report = load([*others[:10], "x" * 4096 + hidden + "\n", "x" * 12_000 + "\n", *others[10:]])
    assert (report.read, report.added, report.refused) == (22, 20, 2)
    assert not opened().find(["2301.00001"])


def test_a_file_without_papers(load):
    with pytest.raises(InputError, match="contains no arXiv metadata"):
        load(["# My notes\n", "- LoRA\n"])


def test_a_truncated_gzip_file(load, write, opened, monkeypatch):
    monkeypatch.setattr("readlist.providers.arxiv_snapshot._BATCH", 100)
    whole = write(many(2000), "snapshot.json.gz")
    content = whole.read_bytes()
    with pytest.raises(InputError, match="cannot be read"):
        _load_bytes(opened, whole, content[: len(content) // 2])
    assert 0 < opened().count() < 2000


def _load_bytes(opened, path, content):
    path.write_bytes(content)
    with Mirror.create(path.with_name("arxiv.sqlite")) as mirror:
        mirror.load(path)


def test_a_missing_file(tmp_path):
    with (
        Mirror.create(tmp_path / "arxiv.sqlite") as mirror,
        pytest.raises(InputError, match="cannot be read"),
    ):
        mirror.load(tmp_path / "nothing.json")


def test_loading_again_changes_nothing(load, tmp_path):
    papers = many(50)
    load(papers)
    before = dump(tmp_path)
    report = load(papers)
    assert (report.read, report.added, report.changed) == (50, 0, 0)
    assert dump(tmp_path) == before


def dump(folder):
    with sqlite3.connect(folder / "arxiv.sqlite") as connection:
        rows = connection.execute("SELECT * FROM paper ORDER BY number").fetchall()
    connection.close()
    return rows


def test_a_newer_snapshot_updates_only_the_differences(load, opened):
    load([paper(), *many(20)])
    report = load([paper(title="LoRA, renamed", versions=3), *many(21)])
    assert (report.added, report.changed) == (1, 1)
    mirror = opened()
    assert mirror.find(["2106.09685"])["2106.09685"].facts.version == 3
    assert [f.record.title for f in mirror.search("lora renamed")] == ["LoRA, renamed"]
    assert mirror.search("rank adaptation") == []


@pytest.mark.parametrize("name", ["snapshot.json", "snapshot.json.gz"])
def test_an_interrupted_load_is_resumed(load, opened, monkeypatch, name):
    monkeypatch.setattr("readlist.providers.arxiv_snapshot._BATCH", 100)
    papers = many(950)

    def stop(read, place, size):
        assert place <= size
        if read >= 400:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(papers, name, on_progress=stop)
    assert opened().count() == 400
    report = load(papers, name)
    assert (report.read, report.added) == (550, 550)
    assert report.resumed_at > 0
    assert opened().count() == 950


def test_the_index_matches_the_table(load, tmp_path):
    load([paper(), *many(30)])
    load([paper(title="Renamed"), *many(10)], "other.json")
    with Mirror.create(tmp_path / "arxiv.sqlite") as mirror:
        for table in ("word", "title_word"):
            mirror.connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)")


def test_files_that_are_not_a_mirror(tmp_path):
    with pytest.raises(NotFoundError, match="no mirror"):
        Mirror.open(tmp_path / "nothing.sqlite")
    (tmp_path / "text.sqlite").write_text("not a database, by any means" * 50)
    with pytest.raises(LibraryError, match="cannot open"):
        Mirror.open(tmp_path / "text.sqlite")
    with sqlite3.connect(tmp_path / "other.sqlite") as other:
        other.execute("CREATE TABLE t (x)")
    other.close()
    with pytest.raises(LibraryError, match="not an arXiv mirror"):
        Mirror.create(tmp_path / "other.sqlite")
    with pytest.raises(LibraryError, match="folder"):
        Mirror.create(tmp_path / "text.sqlite" / "below.sqlite")


# -- looking up --------------------------------------------------------------------------------------------------------


@pytest.fixture
def library(load, opened):
    load(
        [
            paper(),
            paper("1706.03762", "Attention Is All You Need"),
            paper("2401.00001", "Attention Is Not All You Need"),
            paper("2212.10496", "Precise Zero-Shot Dense Retrieval without Relevance Labels"),
            paper(
                "2401.00002", "Dense Retrieval: A Survey", abstract="Attention is surveyed, and all you need."
            ),
            paper("2401.00003", "Schrödinger's Cat and $\\alpha$-Divergence"),
        ]
    )
    return opened()


@pytest.mark.parametrize(
    ("wanted", "first"),
    [
        ("attention is all you need", "1706.03762"),
        ("ATTENTION IS ALL YOU NEED!", "1706.03762"),
        ("Attention is all u need", "1706.03762"),
        ("Low-rank adaptation of large language models", "2106.09685"),
        ("HyDE: Precise Zero-Shot Dense Retrieval without Relevance Labels", "2212.10496"),
        ("Precise Zero-Shot Dense Retreival without Relevance Labels", "2212.10496"),
        ("Schrodinger's cat and alpha divergence", "2401.00003"),
    ],
)
def test_titles(library, wanted, first):
    assert library.find_title(wanted)[0].record.ids[0].value == first


@pytest.mark.parametrize("wanted", ["", "???", "大模型", 'no" such NEAR(title', "zzz yyy xxx"])
def test_unknown_titles(library, wanted):
    assert library.find_title(wanted) == []


def test_search(library):
    found = library.search("attention need")
    assert {f.record.ids[0].value for f in found} == {"1706.03762", "2401.00001", "2401.00002"}
    assert found[-1].record.ids[0].value == "2401.00002"  # a match outside the title ranks last
    assert len(library.search("attention", limit=1)) == 1
    assert library.search('"') == []
    assert library.search("lópez lora")[0].record.ids[0].value == "2106.09685"


PIECES = 'bees number 3 PAPER matrices " * ( - OR NEAR( title: ^ \x00'.split(" ")
ABOUT = "Edward J Hu Yelong Shen Lopez Jose Jr Matrices of low rank adapt the model"


@pytest.fixture(scope="module")
def bees(tmp_path_factory):
    """A mirror of 30 papers about bees."""
    folder = tmp_path_factory.mktemp("bees")
    lines = [json.dumps(paper(f"2401.{n:05}", f"Paper number {n} about bees")) for n in range(30)]
    (folder / "snapshot.json").write_text("\n".join(lines) + "\n")
    with Mirror.create(folder / "arxiv.sqlite") as mirror:
        mirror.load(folder / "snapshot.json")
        yield mirror


@example("0_0")
@example("a\u0870b \U0001e900x")
@example('bees" OR title:paper NEAR(')
@given(st.text() | st.lists(st.sampled_from(PIECES)).map(" ".join))
def test_any_words_find_the_papers_that_have_them_all(bees, text):
    words = module._words(text)
    found = {one.record.title for one in bees.search(text, limit=40)}
    having = {
        title
        for title in (f"Paper number {n} about bees" for n in range(30))
        if all(word.lower() in f"{title} {ABOUT}".lower().split() for word in words if word.isascii())
    }
    if all(map(str.isascii, words)):
        assert found == (having if words else set())
    assert found <= having
    assert {one.record.title for one in bees.find_title(text)} <= {
        f"Paper number {n} about bees" for n in range(30)
    }


# -- before the network ------------------------------------------------------------------------------------------------


def test_the_mirror_is_asked_before_arxiv(load, tmp_path):
    load([paper()])
    lora, first, attention = (
        Identifier("arxiv", "2106.09685"),
        Identifier("arxiv", "2106.09685", 1),
        Identifier("arxiv", "1706.03762"),
    )
    with ArxivServer(load_papers()) as server:
        settings = Settings(
            cache_dir=tmp_path,
            mirror=tmp_path / "arxiv.sqlite",
            urls={"arxiv": server.url},
            delays={"arxiv": 0},
        )
        assert resolve([lora], settings).records[lora][0] == "arxiv"
        assert search_title("lora low-rank adaptation of large language models", settings)
        assert server.log == []
        assert set(resolve([lora, first, attention], settings).records) == {lora, first, attention}
        by_oai = [request.query["identifier"] for request in server.log if request.path == "/oai"]
        assert by_oai == ["oai:arXiv.org:2106.09685", "oai:arXiv.org:1706.03762"]
        assert [one.query["id_list"] for one in server.log if "id_list" in one.query] == ["2106.09685v1"]
