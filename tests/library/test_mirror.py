"""The arXiv mirror through the Python API, without a library file."""

from __future__ import annotations

import json

import pytest

from readlist import Library, config
from readlist.errors import InputError, NotFoundError


@pytest.fixture
def snapshot(tmp_path):
    lines = [
        {
            "id": f"2401.{number:05}",
            "title": f"Paper number {number} about bees",
            "authors_parsed": [["Hu", "E.", ""]],
            "abstract": "Of bees.",
            "categories": "cs.CL",
            "versions": [{"version": "v1", "created": "Mon, 2 Jan 2024 19:18:42 GMT"}],
        }
        for number in range(3)
    ]
    path = tmp_path / "snapshot.json"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


@pytest.fixture
def settings(tmp_path, monkeypatch):
    """Settings that point to a missing mirror and a missing library."""
    monkeypatch.delenv("READLIST_MIRROR", raising=False)
    path = tmp_path / "config.toml"
    path.write_text(
        f"db = 'none.db'\n[providers]\nmirror = '{tmp_path / 'arxiv.sqlite'}'\n", encoding="utf-8"
    )
    return config.load(config=path)


def test_load_count_find_and_search(snapshot, settings, tmp_path):
    progress = []
    report = Library.load_arxiv_snapshot(
        snapshot, on_progress=lambda *args: progress.append(args), settings=settings
    )
    assert (report.read, report.added) == (3, 3)
    assert progress[-1][1] == progress[-1][2] == snapshot.stat().st_size
    assert Library.arxiv_mirror_path(settings=settings) == tmp_path / "arxiv.sqlite"
    assert Library.count_arxiv_mirror(settings=settings) == 3
    found = Library.find_in_arxiv_mirror("https://arxiv.org/abs/2401.00002", settings=settings)
    assert found.record.title == "Paper number 2 about bees"
    papers = Library.search_arxiv_mirror("bees", limit=2, settings=settings)
    assert len(papers) == 2
    assert not (tmp_path / "none.db").exists()


def test_the_mirror_set_in_the_environment_is_the_default(snapshot, tmp_path, monkeypatch):
    monkeypatch.setenv("READLIST_MIRROR", str(tmp_path / "other.sqlite"))
    Library.load_arxiv_snapshot(snapshot)
    assert Library.arxiv_mirror_path() == tmp_path / "other.sqlite"
    assert Library.search_arxiv_mirror("wasps") == []


def test_lookups_that_fail(snapshot, settings):
    with pytest.raises(NotFoundError, match="no mirror"):
        Library.search_arxiv_mirror("bees", settings=settings)
    Library.load_arxiv_snapshot(snapshot, settings=settings)
    with pytest.raises(NotFoundError, match=r"no paper 2401\.99999"):
        Library.find_in_arxiv_mirror("2401.99999", settings=settings)
    with pytest.raises(InputError, match="'bees' is not a valid arXiv ID"):
        Library.find_in_arxiv_mirror("bees", settings=settings)


def test_a_snapshot_that_does_not_exist_leaves_no_mirror(tmp_path, monkeypatch):
    monkeypatch.setenv("READLIST_MIRROR", str(tmp_path / "mirror.sqlite"))
    with pytest.raises(InputError, match="no such file"):
        Library.load_arxiv_snapshot(tmp_path / "nosuch.json")
    assert list(tmp_path.iterdir()) == []
