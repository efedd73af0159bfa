"""Libraries whose bytes have changed: every command says that the file is damaged, and what to do."""

from __future__ import annotations

import random

import pytest

COMMANDS = {
    "list": ("list",),
    "search": ("search", "adaptation"),
    "show": ("show", "2106.09685"),
    "why": ("why", "2106.09685"),
    "related": ("related", "2106.09685"),
    "topics": ("topics",),
    "tags": ("tags",),
    "sources": ("source", "list"),
    "info": ("db", "info"),
    "check": ("db", "check"),
    "repair": ("db", "repair"),
    "export": ("export", "--format", "jsonl"),
    "doctor": ("doctor",),
    "history": ("history",),
    "tag": ("tag", "2106.09685", "x"),
    "undo": ("undo", "--yes"),
}
PAGE = 4096


def overwrite_pages(content, chosen):
    for page in chosen.sample(range(1, len(content) // PAGE), 8):
        content[page * PAGE : (page + 1) * PAGE] = chosen.randbytes(PAGE)
    return content


def flip_bytes(content, chosen):
    for _ in range(300):
        content[chosen.randrange(100, len(content))] = chosen.randrange(256)
    return content


def cut_off(content, chosen):
    return content[: chosen.randrange(1, len(content))]


def blank_pages(content, chosen):
    for page in chosen.sample(range(1, len(content) // PAGE), 8):
        content[page * PAGE : (page + 1) * PAGE] = bytes(PAGE)
    return content


def spoil_the_header(content, chosen):
    for _ in range(8):
        content[chosen.randrange(100)] = chosen.randrange(256)
    return content


@pytest.mark.parametrize("damage", [overwrite_pages, flip_bytes, cut_off, blank_pages, spoil_the_header])
def test_a_damaged_library_is_called_that(run, db, damage):
    assert run("list").exit_code == 0
    whole = db.read_bytes()
    chosen = random.Random(damage.__name__)
    for _ in range(4):
        broken = bytes(damage(bytearray(whole), chosen))
        for name, words in COMMANDS.items():
            for path in db.parent.glob(f"{db.name}-*"):
                path.unlink()
            db.write_bytes(broken)
            result = run(*words)
            assert "bug in readlist" not in result.stderr, (name, result.stderr)
            assert "Traceback" not in result.stderr, (name, result.stderr)
            assert result.exit_code in (0, 1, 3, 5), (name, result.stderr)


def test_the_message_says_what_to_do(run, db):
    run("list")
    db.write_bytes(db.read_bytes()[: 20 * PAGE])
    result = run("list")
    assert (result.exit_code, result.stdout) == (5, "")
    assert f"the library {db} is damaged" in result.stderr
    assert "Replace it by a backup" in result.stderr
