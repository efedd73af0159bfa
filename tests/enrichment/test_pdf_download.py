"""Downloading PDFs: only complete files are kept, interrupted downloads resume, private networks are refused."""

from __future__ import annotations

import random
import time

import pytest

from notebook import add_record
from readlist.enrichment import pdf_download
from readlist.errors import InputError, NetworkError, NotFoundError
from readlist.model.identifiers import Identifier
from readlist.model.record import Link, Record
from readlist.providers.settings import Settings
from servers import base as faults
from servers.arxiv import ArxivServer
from servers.clock import Clock
from servers.pages import PageServer

PDF = "application/pdf"
CONTENT = b"%PDF-1.7\n" + random.Random(1).randbytes(300_000) + b"\n%%EOF\n"


def listed(folder):
    return sorted(path.name for path in (folder / "pdf").iterdir())


@pytest.fixture
def server():
    with PageServer({"/paper.pdf": (PDF, CONTENT)}) as running:
        yield running


@pytest.fixture
def settings(request, tmp_path):
    clock = Clock()
    return Settings(
        cache_dir=tmp_path / "cache",
        timeout=getattr(request, "param", 5),
        private_hosts=("127.0.0.1",),
        clock=clock.time,
        sleep=clock.sleep,
    )


@pytest.fixture
def entry_id(store, server):
    record = Record(title="A paper about things", links=(Link(f"{server.url}/paper.pdf", "pdf"),), year=2021)
    return add_record(store, record, "bib").entry_id


@pytest.fixture
def run(store, settings, entry_id, tmp_path):
    def run(**options):
        (done,) = pdf_download.download(store, settings, [entry_id], folder=tmp_path / "pdf", **options)
        return done

    return run


def test_a_file_named_by_key(run, store, entry_id, tmp_path):
    told = []
    done = run(on_progress=lambda *what: told.append(what))
    assert done.path == tmp_path / "pdf" / f"{done.key}.pdf"
    assert done.path.read_bytes() == CONTENT
    assert (done.size, done.was_there, done.error) == (len(CONTENT), False, None)
    assert told[-1] == (done.key, len(CONTENT), len(CONTENT))
    assert listed(tmp_path) == [f"{done.key}.pdf"]
    assert pdf_download.find_file(store, entry_id) == done.path


def test_an_existing_file_is_not_downloaded_again(run, server):
    run()
    assert run().was_there
    assert len(server.log) == 1
    assert not run(again=True).was_there
    assert len(server.log) == 2


def test_a_deleted_file_is_downloaded_again(run, server):
    run().path.unlink()
    assert not run().was_there


def test_an_interrupted_download_resumes(run, server):
    server.faults.append(faults.cut(0.6, honest=True))
    assert run().path.read_bytes() == CONTENT
    assert server.log[1].headers["range"].startswith("bytes=1")
    assert "range" not in server.log[0].headers


def test_an_interrupted_download_resumes_in_the_next_run(run, server, tmp_path):
    server.faults += [faults.cut(0.3, honest=True), faults.reset, faults.reset]
    done = run()
    assert isinstance(done.error, NetworkError)
    assert sorted(name.rpartition(".")[2] for name in listed(tmp_path)) == ["etag", "readlist"]
    assert run().path.read_bytes() == CONTENT


def test_a_file_changed_on_the_server_is_downloaded_from_the_start(run, server):
    server.faults += [faults.cut(0.3, honest=True), faults.reset, faults.reset]
    run()
    other = CONTENT.replace(b"%PDF-1.7", b"%PDF-1.8")
    server.pages["/paper.pdf"] = (PDF, other)
    assert run().path.read_bytes() == other


@pytest.mark.parametrize(
    ("kind", "body", "message"),
    [
        ("text/html", b"<html>Please log in</html>", "not a PDF"),
        (PDF, b"<html>Please log in</html>", "not a PDF"),
        (PDF, CONTENT[:-100], "incomplete"),
        (PDF, b"", "not a PDF"),
    ],
    ids=["a page", "a page declared as PDF", "truncated", "empty"],
)
def test_a_response_that_is_not_a_pdf_is_discarded(run, server, tmp_path, *, kind, body, message):
    server.pages["/paper.pdf"] = (kind, body)
    done = run()
    assert message in str(done.error)
    assert listed(tmp_path) == []


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        (0.05, faults.hang),
        (0.1, faults.drip),
        (5, faults.reset),
        (5, faults.status(503)),
        (5, faults.status(403)),
    ],
    indirect=["settings"],
)
def test_server_faults(run, server, tmp_path, fault):
    server.always = fault
    done = run()
    assert isinstance(done.error, NetworkError)
    assert not any(name.endswith(".pdf") for name in listed(tmp_path))


def test_a_file_too_large(run, server, monkeypatch):
    monkeypatch.setattr(pdf_download, "MAX_BYTES", 1000)
    assert "larger than" in str(run().error)


def test_a_compressed_response(run, server):
    server.always = faults.zipped
    assert run().path.read_bytes() == CONTENT


def test_redirects(run, server):
    server.pages["/real.pdf"] = server.pages["/paper.pdf"]
    server.faults.append(faults.redirect("/real.pdf"))
    assert run().path.read_bytes() == CONTENT
    server.always = faults.redirect("/paper.pdf")
    assert "more than 5 times" in str(run(again=True).error)


def test_a_server_that_cannot_be_reached(run, server):
    server._http.shutdown()
    server._http.server_close()
    assert "cannot be reached" in str(run().error)


def test_a_missing_page(run, server):
    server.pages.clear()
    assert isinstance(run().error, NotFoundError)


def test_private_networks_are_refused(store, settings, entry_id, server, tmp_path):
    careful = Settings(cache_dir=tmp_path / "cache", clock=settings.clock, sleep=settings.sleep)
    (done,) = pdf_download.download(store, careful, [entry_id], folder=tmp_path)
    assert "private network" in str(done.error)
    assert server.log == []


def test_a_folder_that_cannot_be_written(store, settings, entry_id, tmp_path):
    (tmp_path / "file").touch()
    (done,) = pdf_download.download(store, settings, [entry_id], folder=tmp_path / "file")
    assert isinstance(done.error, InputError)
    assert str(done.error).startswith(str(tmp_path / "file"))
    assert (tmp_path / "file").read_bytes() == b""
    assert store.query("SELECT * FROM attachment") == []


def test_two_downloads_from_arxiv(store, tmp_path):
    clock = Clock()
    ids = [
        add_record(
            store, Record(title=f"Paper number {n}", ids=(Identifier("arxiv", f"2401.{n:05}"),)), "bib"
        ).entry_id
        for n in range(2)
    ]
    with ArxivServer() as server:
        settings = Settings(
            cache_dir=tmp_path,
            private_hosts=("127.0.0.1",),
            urls={"arxiv": server.url},
            clock=clock.time,
            sleep=clock.sleep,
        )
        done = list(pdf_download.download(store, settings, ids, folder=tmp_path))
        assert [one.error for one in done] == [None, None]
        assert [request.path for request in server.log] == ["/pdf/2401.00000", "/pdf/2401.00001"]


@pytest.mark.parametrize(
    ("record", "url"),
    [
        (
            Record(title="T", ids=(Identifier("arxiv", "hep-th/9901001"),)),
            "https://arxiv.org/pdf/hep-th/9901001",
        ),
        (Record(title="T", ids=(Identifier("acl", "P18-1001"),)), "https://aclanthology.org/P18-1001.pdf"),
        (
            Record(title="T", ids=(Identifier("openreview", "abcdefgh"),)),
            "https://openreview.net/pdf?id=abcdefgh",
        ),
        (Record(title="T", links=(Link("https://example.org/a.PDF"),)), "https://example.org/a.PDF"),
        (Record(title="T", links=(Link("https://example.org/a"),)), None),
    ],
)
def test_find_pdf_url(store, settings, record, url):
    (entry,) = store.load_entries([add_record(store, record, "bib").entry_id])
    assert pdf_download.find_pdf_url(entry, settings) == url


def test_a_file_of_that_name_that_is_not_ours_is_kept(run, tmp_path):
    key = run().key
    own = tmp_path / "pdf" / f"{key}.pdf"
    assert run(again=True).path == own
    other = tmp_path / "other"
    other.mkdir()
    (other / f"{key}.pdf").write_bytes(b"mine")
    assert run(again=True).path == own
    assert listed(tmp_path) == [own.name]


def test_a_key_with_a_slash_stays_in_the_folder(store, settings, server, tmp_path):
    record = Record(title="A paper", links=(Link(f"{server.url}/paper.pdf", "pdf"),), key="../../out")
    entry = add_record(store, record, "bib").entry_id
    with store.write("test") as tx:
        from readlist.storage import columns

        tx.update(columns.ENTRY, {entry: {"key": "../../out"}})
    (tmp_path / "pdf").mkdir()
    (done,) = pdf_download.download(store, settings, [entry], folder=tmp_path / "pdf")
    assert done.path.parent == tmp_path / "pdf"
    assert listed(tmp_path) == [done.path.name]


def test_a_download_does_not_replace_somebody_elses_file(store, settings, entry_id, tmp_path):
    (entry,) = store.load_entries([entry_id])
    key = entry.key
    (tmp_path / "pdf").mkdir()
    (tmp_path / "pdf" / f"{key}.pdf").write_bytes(b"mine")
    (done,) = pdf_download.download(store, settings, [entry_id], folder=tmp_path / "pdf")
    assert done.path.name == f"{key}-2.pdf"
    assert (tmp_path / "pdf" / f"{key}.pdf").read_bytes() == b"mine"


# -- hosts that fail, and files of others ------------------------------------------------------------------------------


@pytest.mark.parametrize("settings", [0.5], indirect=True)
@pytest.mark.parametrize("fault", [faults.hang, faults.drip_head])
def test_a_host_that_does_not_answer_is_asked_once(run, server, fault):
    server.always = fault
    began = time.monotonic()
    assert "did not answer within 0.5 seconds" in run().error.message
    assert time.monotonic() - began < 5
    assert len(server.log) == 1


@pytest.mark.parametrize("settings", [0.5], indirect=True)
@pytest.mark.parametrize("fault", [faults.hang, faults.status(429), faults.status(503, retry_after=30)])
def test_a_host_that_fails_is_left_alone(store, settings, server, tmp_path, fault):
    links = [(Link(f"{server.url}/paper.pdf?{n}", "pdf"),) for n in range(3)]
    ids = [
        add_record(store, Record(title=f"Work {n}", links=link), "bib").entry_id
        for n, link in enumerate(links)
    ]
    server.always = fault
    done = list(pdf_download.download(store, settings, ids, folder=tmp_path / "pdf"))
    assert len(server.log) == 1
    assert "left alone" not in done[0].error.message
    assert all("is left alone for the rest of the run" in one.error.message for one in done[1:])


def test_a_link_is_not_followed_to_a_file_of_somebody_else(run, tmp_path):
    key = run().key
    run().path.unlink()
    other = tmp_path / "mine.txt"
    other.write_text("mine", encoding="utf-8")
    for name in (f"{key}.pdf.readlist", f"{key}.pdf.readlist.etag"):
        link = tmp_path / "pdf" / name
        link.symlink_to(other)
        assert isinstance(run().error, InputError)
        assert other.read_text(encoding="utf-8") == "mine"
        for left in link.parent.iterdir():
            left.unlink()


def test_the_unfinished_download_of_a_browser_is_kept(run, tmp_path):
    key = run().key
    run().path.unlink()
    other = tmp_path / "pdf" / f"{key}.pdf.part"
    other.write_text("half", encoding="utf-8")
    assert run().path.is_file()
    assert other.read_text(encoding="utf-8") == "half"


def test_a_file_that_appears_meanwhile_is_kept(run, server, tmp_path):
    def appear(reply, handler):
        (tmp_path / "pdf" / f"{key}.pdf").write_text("mine", encoding="utf-8")
        return reply

    key = run().key
    run().path.unlink()
    server.faults.append(appear)
    assert isinstance(run().error, InputError)
    assert (tmp_path / "pdf" / f"{key}.pdf").read_text(encoding="utf-8") == "mine"


def test_a_file_that_is_too_large_leaves_nothing_behind(run, server, tmp_path, monkeypatch):
    monkeypatch.setattr(pdf_download, "MAX_BYTES", 100_000)
    server.always = faults.packed(1)
    assert "larger than" in run().error.message
    assert listed(tmp_path) == []


def test_a_file_that_is_packed_twice_is_not_called_an_interruption(run, server):
    server.always = faults.packed(2)
    done = run()
    assert "cannot read: it is packed 2 times" in done.error.message
    assert len(server.log) == 1


@pytest.mark.parametrize(
    "fault", [faults.status(403), faults.status(404), faults.packed(2), faults.body(b"<html>")]
)
def test_the_hint_names_the_entry(run, server, fault):
    server.always = fault
    done = run()
    assert done.error.hint == f"Open its page in a browser: readlist open {done.key}"
