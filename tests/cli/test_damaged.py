"""Libraries whose bytes have changed: every command says that the file is damaged, and what to do."""

from __future__ import annotations

import os
import random

import pytest

from damages import COMMANDS, DAMAGES, PAGE

FILES = 8 if os.environ.get("READLIST_TEST_DAMAGES") == "all" else 2
"""Damaged files of each kind; READLIST_TEST_DAMAGES=all: forty in all."""


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_library_is_called_that(run, db, damage, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("list").exit_code == 0
    whole = db.read_bytes()
    chosen = random.Random(damage.__name__)
    for _ in range(FILES):
        broken = bytes(damage(bytearray(whole), chosen))
        for name, words in COMMANDS.items():
            for path in db.parent.glob(f"{db.name}-*"):
                path.unlink()
            db.write_bytes(broken)
            (tmp_path / "copy.db").unlink(missing_ok=True)
            result = run(*words)
            assert "bug in readlist" not in result.stderr, (name, result.stderr)
            assert "Traceback" not in result.stderr, (name, result.stderr)
            assert result.exit_code in (0, 1, 3, 5), (name, result.stderr)
            if result.exit_code == 5:
                assert "Hint: " in result.stderr, (name, result.stderr)


@pytest.mark.parametrize(
    "command", [("list",), ("db", "check"), ("db", "repair"), ("tag", "2106.09685", "x")]
)
def test_damage_that_is_quoted_in_a_message(run, db, command):
    run("list")
    content = db.read_bytes()
    place = content.index(b"CREATE TABLE entry")
    db.write_bytes(content[: place + 13] + b"\xcc\xff(" + content[place + 16 :])
    result = run(*command)
    assert result.exit_code == 5, result.output
    assert "damaged" in result.stderr
    assert "Hint: " in result.stderr


def test_the_message_says_what_to_do(run, db):
    run("list")
    db.write_bytes(db.read_bytes()[: 20 * PAGE])
    result = run("list")
    assert (result.exit_code, result.stdout) == (5, "")
    assert f"the library {db} is damaged" in result.stderr
    assert "Replace it by a backup" in result.stderr
