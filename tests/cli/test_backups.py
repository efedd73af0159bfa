"""db backup, restore and vacuum; the copies before imports; doctor and doctor --fix say the same."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

LORA = "2106.09685"


def keys(run):
    return [one["key"] for one in json.loads(run("list", "--json").stdout)]


def copies(db):
    return sorted(db.with_name("library.backups").glob("*"))


def test_a_library_is_copied_and_restored(run, db):
    before = keys(run)
    path = Path(run("db", "backup").stdout.strip())
    assert copies(db) == [path]
    run("rm", LORA)
    assert keys(run) != before
    assert run("db", "restore", "1").exit_code == 0
    assert keys(run) == before
    assert run("db", "check").exit_code == 0
    assert len(copies(db)) == 2, "the library that was replaced is kept"
    (newest, first) = json.loads(run("db", "backup", "--list", "--json").stdout)
    assert first["path"] == str(path)
    assert newest["made"] >= first["made"]
    assert len(run("db", "backup", "--list").stdout.splitlines()) == 2


def test_a_copy_is_a_library_of_its_own(run, tmp_path):
    path = tmp_path / "copy.db"
    assert run("db", "backup", str(path)).exit_code == 0
    assert run("--db", str(path), "list").stdout == run("list").stdout
    result = run("db", "backup", str(path))
    assert result.exit_code == 3
    assert "exists already" in result.stderr
    assert run("db", "backup", str(tmp_path / "copy.db" / "below.db")).exit_code == 3


@pytest.mark.parametrize("content", [b"not a library", b"SQLite format 3\0", b""])
def test_what_is_not_a_library_is_not_restored(run, db, tmp_path, content):
    before = keys(run)
    path = tmp_path / "bad.db"
    path.write_bytes(content)
    result = run("db", "restore", str(path))
    assert (result.exit_code, result.stdout) == (5, "")
    assert "cannot be restored" in result.stderr
    assert keys(run) == before
    assert run("db", "restore", "9").exit_code == 1


def test_a_damaged_or_newer_copy_is_not_restored(run, tmp_path):
    before = keys(run)
    newer = tmp_path / "newer.db"
    run("db", "backup", str(newer))
    with sqlite3.connect(newer) as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    assert "newer readlist" in run("db", "restore", str(newer)).stderr
    cut = tmp_path / "cut.db"
    run("db", "backup", str(cut))
    content = cut.read_bytes()
    cut.write_bytes(content[: len(content) // 2])
    assert run("db", "restore", str(cut)).exit_code == 5
    assert keys(run) == before


def test_restore_asks_at_a_terminal(run, monkeypatch):
    run("db", "backup")
    monkeypatch.setattr("readlist.cli.commands.admin.has_keyboard", lambda: True)
    assert run("db", "restore", "1", stdin="n\n").exit_code == 1
    assert run("db", "restore", "1", "--yes").exit_code == 0


def test_the_library_is_copied_before_imports_and_old_copies_go(run, db, notes, tmp_path):
    (tmp_path / "config.toml").write_text("backups = 2\n", encoding="utf-8")
    config = {"READLIST_CONFIG": str(tmp_path / "config.toml")}
    run("import", str(notes), **config)
    assert len(copies(db)) == 1
    run("import", str(notes), **config)
    assert len(copies(db)) == 1, "an import without a change makes no copy"
    for number in range(3):
        notes.write_text(f"# My papers\n\nProse {number}.\n", encoding="utf-8")
        assert run("import", str(notes), **config).exit_code == 0
    assert len(copies(db)) == 2
    (tmp_path / "config.toml").write_text("backups = 0\n", encoding="utf-8")
    notes.write_text("# Other\n", encoding="utf-8")
    run("import", str(notes), **config)
    assert len(copies(db)) == 2
    (tmp_path / "config.toml").write_text('backups = "many"\n', encoding="utf-8")
    notes.write_text("# Others\n", encoding="utf-8")
    assert run("import", str(notes), **config).exit_code == 3


def test_vacuum_gives_space_back(run, db):
    with sqlite3.connect(db) as connection:
        connection.execute("CREATE TABLE filler (text TEXT)")
        connection.execute("INSERT INTO filler VALUES (?)", ["x" * 1_000_000])
        connection.execute("DROP TABLE filler")
    connection.close()
    before = db.stat().st_size
    result = run("db", "vacuum")
    assert result.exit_code == 0
    assert db.stat().st_size < before - 900_000
    assert run("db", "check").exit_code == 0


# -- doctor --------------------------------------------------------------------------------------------------------

BAD = "- [A Paper With a Long Title](hhttps://arxiv.org/abs/2305.06983) 2023\n"


def test_doctor_never_says_that_all_is_well_where_fix_would_change_something(run, tmp_path):
    for link in (
        "hhttps://arxiv.org/abs/2305.06983",
        "https://arxiv.org/ftp/arxiv/papers/2305/2305.06983.pdf",
    ):
        note = tmp_path / "bad.md"
        note.write_text(f"- [A Paper With a Long Title]({link}) 2023\n", encoding="utf-8")
        fixes = json.loads(run("doctor", "--fix", "--dry-run", str(note), "--json").stdout or "[]")
        for severity in ("error", "warning", "info"):
            said = run("doctor", str(note), "--severity", severity).stderr
            assert ("--fix would change 1 line in 1 file" in said) == bool(fixes)
            assert not (fixes and "no problems found" in said)


def test_folders_are_fixed_except_their_bibliographies(run, tmp_path):
    folder = tmp_path / "notes"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.md").write_text(BAD, encoding="utf-8")
    (folder / "deep" / "b.md").write_text(BAD, encoding="utf-8")
    (folder / "c.bib").write_text("@misc{a, title={T}, url={hhttps://x.org/a}}\n", encoding="utf-8")
    assert "2 lines in 2 files" in run("doctor", str(folder)).stderr
    assert run("doctor", "--fix", "--yes", str(folder)).exit_code == 0
    assert "hhttps" not in (folder / "deep" / "b.md").read_text(encoding="utf-8")
    assert "hhttps" in (folder / "c.bib").read_text(encoding="utf-8")
    assert "--fix" not in run("doctor", str(folder)).stderr
