"""import and add, with valid and invalid input."""

from __future__ import annotations

import json

import pytest

from readlist.cli.commands.import_add import _file_names
from readlist.importing.report import FileReport
from servers.arxiv import ArxivServer, Paper


def test_import_reports_what_it_did(run, tmp_path):
    result = run("--db", str(tmp_path / "new.db"), "import", str(tmp_path / "notes.md"))
    assert result.exit_code == 3
    (tmp_path / "notes.md").write_text(
        "# Papers\n\n- [A Paper About Things](https://arxiv.org/abs/2301.00001)\n"
    )
    result = run("--db", str(tmp_path / "new.db"), "import", str(tmp_path / "notes.md"))
    assert (result.exit_code, result.stdout) == (0, "")
    assert "1 new" in result.stderr
    assert "1 paper" in result.stderr


def test_importing_again_changes_nothing(run, notes):
    run("import", str(notes))
    result = run("import", str(notes))
    assert result.exit_code == 0
    assert "1 unchanged" in result.stderr
    assert "no change" in result.stderr


def test_import_as_json(run, tmp_path):
    (tmp_path / "a.md").write_text("- [A Paper About Things](https://arxiv.org/abs/2301.00001)\n")
    done = json.loads(run("import", "--json", str(tmp_path / "a.md")).stdout)
    assert (done["added"], done["by_kind"], done["dry_run"]) == (1, {"paper": 1}, False)
    assert done["files"][0]["status"] == "new"


def test_a_dry_run_changes_nothing(run, tmp_path):
    (tmp_path / "a.md").write_text("# A\n\n- [A Paper About Things](https://arxiv.org/abs/2301.00001)\n")
    result = run("import", "--dry-run", str(tmp_path / "a.md"))
    assert result.exit_code == 0
    assert "would import" in result.stderr
    assert run("show", "2301.00001").exit_code == 1


def test_import_of_a_folder_and_of_stdin(run, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.markdown").write_text("- [A Paper About Things](https://arxiv.org/abs/2301.00001)\n")
    result = run(
        "import", str(folder), "-", stdin="- [Another Paper About Things](https://arxiv.org/abs/2301.00002)\n"
    )
    assert result.exit_code == 0
    assert run("show", "2301.00001").exit_code == run("show", "2301.00002").exit_code == 0


def test_a_second_pipe_keeps_what_the_first_one_brought(run):
    first, second = (
        f"- [Paper {name} About Things](https://arxiv.org/abs/2301.0000{name})\n" for name in "12"
    )
    assert run("import", "-", stdin=first).exit_code == run("import", "-", stdin=second).exit_code == 0
    assert run("show", "2301.00001").exit_code == run("show", "2301.00002").exit_code == 0
    assert "no change" in run("import", "-", stdin=first).stderr
    assert run("import", "-", "--name", "list.md", stdin=first).exit_code == 0
    assert "1 changed" in run("import", "-", "--name", "list.md", stdin=second).stderr


def test_a_name_is_that_of_standard_input(run, tmp_path):
    assert run("import", "--name", "x", str(tmp_path)).exit_code == 2


def test_the_report_says_what_is_in_each_file_and_what_is_left_out(run, tmp_path):
    (tmp_path / ".obsidian").mkdir()
    (tmp_path / "Templates").mkdir()
    (tmp_path / "Templates" / "t.md").write_text("x")
    (tmp_path / "a.md").write_text("- [A Paper About Things](https://arxiv.org/abs/2301.00001)\n")
    (tmp_path / "b.org").write_text("* [[https://arxiv.org/abs/2301.00002][Another Paper]]\n")
    said = run("import", str(tmp_path)).stderr
    assert "a.md: 1 paper" in said
    assert "b.org: 1 paper" in said
    assert "skipped: 1 templates" in said


def test_warnings_name_file_and_line(run, tmp_path):
    note = tmp_path / "a.md"
    note.write_text("# A\n\n- [A Paper With a Lost Digit](https://arxiv.org/abs/2305.1636)\n")
    result = run("import", str(note))
    assert f"{note}:3: " in result.stderr
    assert "2305.1636" in result.stderr


def test_a_long_list_of_warnings_is_shortened(run, tmp_path):
    note = tmp_path / "a.md"
    lines = [f"- [Paper Number {i} With a Lost Digit](https://arxiv.org/abs/2305.1{i:03})" for i in range(30)]
    note.write_text("# A\n\n" + "\n".join(lines))
    assert "and 10 more warnings" in run("import", "--dry-run", str(note)).stderr
    assert run("import", "--all-warnings", str(note)).stderr.count("not a valid arXiv ID") == 30


def test_import_of_a_missing_file(run):
    result = run("import", "/nowhere/notes.md")
    assert (result.exit_code, result.stdout) == (3, "")
    assert "/nowhere/notes.md: no such file" in result.stderr


def test_files_of_one_name_are_reported_by_their_folders(run, tmp_path):
    for folder in ("ferry", "canal"):
        (tmp_path / "site" / folder).mkdir(parents=True)
        text = f"---\ntitle: A Note on the {folder} and Its Locks\ndoi: 10.1000/{folder}.1\n---\n"
        (tmp_path / "site" / folder / "index.md").write_text(text)
    said = run("import", str(tmp_path / "site")).stderr
    assert "canal/index.md: 1 paper" in said
    assert "ferry/index.md: 1 paper" in said


def test_import_of_a_folder_without_notes(run, tmp_path):
    (tmp_path / "empty").mkdir()
    result = run("import", str(tmp_path / "empty"))
    assert result.exit_code == 3
    assert "contains no notes" in result.stderr


def test_a_binary_file_does_not_stop_the_others(run, tmp_path):
    (tmp_path / "a.md").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\x02" * 50)
    (tmp_path / "b.md").write_text("- [A Paper About Things](https://arxiv.org/abs/2301.00001)\n")
    result = run("import", str(tmp_path / "a.md"), str(tmp_path / "b.md"))
    assert result.exit_code == 3
    assert "a.md" in result.stderr
    assert run("show", "2301.00001").exit_code == 0


def test_an_empty_file(run, tmp_path):
    (tmp_path / "empty.md").write_text("")
    result = run("import", str(tmp_path / "empty.md"))
    assert result.exit_code == 0
    assert "empty.md:1: the file is empty" in result.stderr


def test_import_without_paths(run):
    assert run("import").exit_code == 2


# -- add ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def arxiv(monkeypatch, no_waiting):
    papers = [Paper("2301.00001", "A Paper About Things"), Paper("2106.09685", "LoRA", version=2)]
    with ArxivServer(papers) as server:
        monkeypatch.setenv("READLIST_ARXIV_URL", server.url)
        monkeypatch.setenv("READLIST_ARXIV_DELAY", "0")
        yield server


def test_add_from_arxiv(run, arxiv):
    result = run("add", "2301.00001", "--tag", "new", "--status", "todo", "--note", "from a friend")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "added: " in result.stderr
    found = json.loads(run("show", "2301.00001", "--json").stdout)[0]
    assert found["title"] == "A Paper About Things"
    assert found["authors"] == ["Ada Lovelace", "Alan Turing"]
    assert (found["tags"], found["status"]) == (["new"], "todo")
    assert [note["body"] for note in found["notes"]] == ["from a friend"]


def test_add_an_existing_work(run, arxiv):
    before = json.loads(run("show", "2106.09685", "--json").stdout)[0]
    done = json.loads(run("add", "https://arxiv.org/abs/2106.09685", "--json").stdout)
    assert [(one["key"], one["created"], one["error"]) for one in done] == [(before["key"], False, None)]
    assert "already there" in run("add", "2106.09685").stderr


def test_add_an_unknown_id(run, arxiv):
    result = run("add", "2301.99999", "2301.00001", "--json")
    assert result.exit_code == 1
    done = json.loads(result.stdout)
    assert done[0]["error"]
    assert done[1]["created"]


@pytest.mark.usefixtures("no_waiting")
def test_add_without_network(run, monkeypatch):
    monkeypatch.setenv("READLIST_ARXIV_URL", "http://127.0.0.1:9/api/query")
    result = run("add", "2301.00001")
    assert result.exit_code == 4
    assert "--offline" in result.stderr
    assert run("show", "2301.00001").exit_code == 1


def test_add_offline_keeps_a_stub(run):
    result = run("add", "--offline", "2301.00001", "https://example.org/blog/post", "--tag", "later")
    assert result.exit_code == 0
    assert "to be filled in later" in result.stderr
    assert "fill in what is missing with: readlist fetch" in result.stderr
    found = json.loads(run("show", "2301.00001", "--json").stdout)[0]
    assert (found["arxiv_id"], found["kind"], found["tags"]) == ("2301.00001", "paper", ["later"])
    assert found["key"] == "arxiv-2301-00001"
    assert run("show", "post").exit_code == 0
    assert "already there" in run("add", "--offline", "arXiv:2301.00001v3").stderr


def test_add_under_a_topic(run):
    assert (
        run("add", "--offline", "2301.00001", "--topic", "RAG 系列篇 / Tricks", "--topic", "later").exit_code
        == 0
    )
    assert "2301-00001" in run("list", "--topic", "tricks").stdout
    assert "1\tRAG 系列篇 / Tricks" in run("topics", "tricks").stdout
    assert run("add", "--offline", "2301.00002", "--topic", " / ").exit_code == 2
    assert run("show", "2301.00002").exit_code == 1


@pytest.mark.parametrize("text", ["2305.1636", "https://arxiv.org/abs/2305.1636"])
def test_add_a_malformed_arxiv_id(run, text):
    result = run("add", text, "--offline")
    assert result.exit_code == 3
    assert "'2305.1636' is not a valid arXiv ID" in result.stderr


def test_add_with_invalid_input(run):
    result = run("add", "nonsense", "--offline")
    assert result.exit_code == 3
    assert "Hint:" in result.stderr
    assert run("add", "2301.00001", "--offline", "--status", "soon").exit_code == 2
    assert run("show", "2301.00001").exit_code == 1


def test_progress_at_a_terminal(run, notes, monkeypatch):
    shown = []
    monkeypatch.setattr("readlist.cli.progress._is_watched", lambda session: not session.quiet)
    monkeypatch.setattr("rich.progress.Progress.update", lambda self, task, **seen: shown.append(seen))
    notes.write_text(notes.read_text(encoding="utf-8") + "\nMore.\n", encoding="utf-8")
    assert run("--quiet", "import", str(notes), "--dry-run").exit_code == 0
    assert shown == []
    assert run("import", str(notes)).exit_code == 0
    assert shown[0] == {"description": str(notes), "completed": 0, "total": 1}


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (("/weirs/a.md", "/weirs/wet/b.md"), ["a.md", "wet/b.md"]),
        (("/weirs/a.md", "/mills/a.md"), ["/weirs/a.md", "/mills/a.md"]),
    ],
)
def test_a_file_is_named_by_a_path_that_exists(paths, names):
    assert _file_names([FileReport("a.md", path, "new") for path in paths]) == names
