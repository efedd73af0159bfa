"""What is imported from a folder: notes, references, libraries of other programs; not templates, bins and settings."""

from __future__ import annotations

import json
import os

import pytest

from readlist.formats.libraries import find_library
from readlist.importing.folders import find_below


@pytest.fixture
def make(tmp_path):
    def write(**files):
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        found = find_below(tmp_path)
        return [path.relative_to(tmp_path).as_posix() for path in found.files], dict(found.skipped)

    return lambda files: write(**files)


def test_a_vault_of_obsidian(make):
    files, skipped = make(
        {
            ".obsidian/app.json": "{}",
            ".obsidian/templates.json": json.dumps({"folder": "meta/forms"}),
            ".obsidian/x.md": "settings",
            "meta/forms/paper.md": "# {{title}}",
            "99 - Templates/daily.md": "# {{date}}",
            ".trash/old.md": "old",
            "papers/a.md": "# A",
            "papers/image.png": "",
            "canvas.canvas": "{}",
        }
    )
    assert files == ["papers/a.md"]
    assert skipped == {"templates": 2, "in the bin": 1, "other files": 2}


def test_a_graph_of_logseq(make):
    files, skipped = make(
        {
            "logseq/config.edn": "{}",
            "logseq/bak/pages/a/1.md": "- old",
            "journals/2026_01_02.md": "- today",
            "pages/a.md": "title:: A",
            "pages/b.org": "* B",
            "assets/a.pdf": "",
        }
    )
    assert files == ["journals/2026_01_02.md", "pages/a.md", "pages/b.org"]
    assert skipped == {"copies and settings of Logseq": 1, "other files": 1}


def test_folders_called_templates_elsewhere_are_read(make):
    assert make({"templates/a.md": "# A"}) == (["templates/a.md"], {})


def test_files_whose_ending_says_little_are_read_by_their_content(make):
    files, skipped = make(
        {
            "a/info.yaml": "papis_id: x\ntitle: On Ponds\nref: lind2019\n",
            "config.yml": "a: b\n",
            "CITATION.cff": "cff-version: 1.2.0\ntitle: A\n",
            "bookmarks.html": "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n",
            "page.html": "<html></html>",
            "settings.json": "[{}]",
        }
    )
    assert files == ["CITATION.cff", "a/info.yaml", "bookmarks.html"]
    assert skipped == {"other files": 3}


def test_notes_of_papis_belong_to_their_document(make):
    files, _ = make(
        {
            "a/info.yaml": "papis_id: x\ntitle: On Ponds\nnotes: notes.md\n",
            "a/notes.md": "Good.",
            "b/notes.md": "x",
        }
    )
    assert files == ["a/info.yaml", "b/notes.md"]


def test_a_library_of_pubs_is_one_file(make):
    files, _ = make(
        {
            "refs/bib/a.bib": "@book{a, title={A}}",
            "refs/meta/a.yaml": "tags: []",
            "refs/doc/a.txt": "x",
            "b.md": "x",
        }
    )
    assert files == ["b.md", "refs"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_pipes_are_not_waited_for(tmp_path):
    for name in ("info.yaml", "zotero.sqlite", "table.csv"):
        os.mkfifo(tmp_path / name)
    (tmp_path / "a.md").write_text("# A")
    assert find_below(tmp_path).files == [tmp_path / "a.md"]
    assert find_library(tmp_path / "zotero.sqlite") is None
