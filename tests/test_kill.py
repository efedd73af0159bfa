"""Commands killed at any of their writes to files: the library is what it was before, or what it is after.

``strace`` kills the process as it enters the n-th system call that changes a file. By default a few calls of each command
are tried; READLIST_TEST_KILLS=all tries each of them, READLIST_TEST_KILLS=17 so many, READLIST_TEST_KILLS=none does without.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys

import pytest

from readlist.library import Library

COUNTED = "pwrite64,ftruncate,unlink,rename,fsync,fdatasync"
"""Calls that change files; ``write`` would count what is printed. SQLite uses no others."""
FEW = "3"
KILLS = os.environ.get("READLIST_TEST_KILLS") or FEW
"""How many calls of each command to try, read before the tests' environment is emptied."""
NOTE = "# Papers\n\n" + "".join(
    f"- [Work {n} on Sparse Experts](https://arxiv.org/abs/2401.{n:05d}) #moe\n" for n in range(12)
)
EDITED = NOTE.replace("Work 3 on", "Another Work on").replace(
    "- [Work 5 on Sparse Experts]", "- [Work 5 on Dense Models]"
)
COMMANDS = {
    "tag": ("tag", "2401.00001", "2401.00002", "x"),
    "untag": ("untag", "2401.00001", "before"),
    "status": ("status", "2401.00001", "read"),
    "note": ("note", "2401.00001", "mine"),
    "add": ("add", "--offline", "2402.00001", "--tag", "y"),
    "merge": ("merge", "2401.00001", "2401.00002"),
    "rate": ("rate", "2401.00001", "4"),
    "split": ("split", "2401.00009", "1"),
    "undo": ("undo",),
    "undo an earlier change": ("undo", "@1", "--yes"),
    "redo": ("redo",),
    "prune": ("history", "--prune", "--keep", "0", "--days", "0"),
    "set": ("set", "2401.00001", "venue=ICML", "year=2021"),
    "unset": ("unset", "2401.00002", "venue"),
    "edit": ("edit", "2401.00001", "--from", "sheet.toml"),
    "rm": ("rm", "2401.00001", "--yes"),
    "priority": ("priority", "2401.00001", "2"),
    "due": ("due", "2401.00001", "2027-03-01"),
    "tags rename": ("tags", "rename", "before", "earlier"),
    "tags merge": ("tags", "merge", "before", "later"),
    "topic add": ("topic", "add", "2401.00001", "Mixtures"),
    "topic rm": ("topic", "rm", "2401.00003", "Mine"),
    "rekey": ("rekey", "--pattern", "title.lower"),
    "save a search": ("search", "sparse", "--save", "mine"),
    "source rm": ("source", "rm", "b.md", "--yes"),
    "restore": ("db", "restore", "copy.db", "--yes"),
    "import a changed file": ("import", "b.md"),
    "import a first file": ("import", "a.md"),
    "repair": ("db", "repair"),
}
EMPTY = {"import a first file"}

pytestmark = [
    pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed"),
    pytest.mark.skipif(KILLS == "none", reason="READLIST_TEST_KILLS=none"),
]


def run(folder, command, *prefix):
    environment = {"HOME": str(folder), "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [*prefix, sys.executable, "-m", "readlist", "--db", "library/l.db", *COMMANDS[command]],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def prepare(folder, command):
    """Make a library that the command can change."""
    (folder / "library").mkdir(parents=True)
    (folder / "a.md").write_text(NOTE)
    (folder / "b.md").write_text(NOTE)
    if command in EMPTY:
        return
    with Library.open(folder / "library" / "l.db") as library:
        library.import_paths([folder / "b.md"])
        library.tag(["2401.00001"], ["before"])
        library.set_fields(["2401.00002"], {"venue": "ACL"})
        library.back_up(folder / "copy.db")
        library.tag(["2401.00004"], ["later"])
        library.add_topic(["2401.00003"], "Mine")
        (folder / "sheet.toml").write_text(
            library.write_sheet(["2401.00001"]).text.replace("before", "after")
        )
        if command == "redo":
            library.undo()
        if command == "split":
            library.merge(["2401.00009", "2401.00010"])
        if command == "repair":
            library.store.connection.execute("DELETE FROM identifier WHERE id % 2")
    (folder / "b.md").write_text(EDITED)


def state(folder):
    """What the library says, without times and stamps; opening it must not need a repair."""
    with Library.open(folder / "library" / "l.db") as library:
        entries = [json.loads(line) for line in "".join(library.export("jsonl")).splitlines()]
        for entry in entries:
            entry.update(added="", updated="", restore="", notes=[note["body"] for note in entry["notes"]])
        history = [(re.sub(r"\S*/", "", one.command), one.is_final) for one in library.history()]
        return entries, history, [one.name for one in library.saved_searches()], library.check().problems


def find_calls(folder, command):
    """Run the command to its end; return the calls that change files, each with its number among those of its name."""
    log = folder / "calls"
    done = run(folder, command, "strace", "-f", "-qq", "-e", f"trace={COUNTED}", "-o", str(log))
    assert done.returncode == 0, done.stderr
    names = re.findall(rf"\b({COUNTED.replace(',', '|')})\(", log.read_text())
    return [(name, names[: place + 1].count(name)) for place, name in enumerate(names)]


def choose(calls):
    """Return the calls at which to kill: all of them, or some from the first to the last."""
    if KILLS == "all" or int(KILLS) >= len(calls):
        return calls
    return [calls[(len(calls) - 1) * step // (int(KILLS) - 1)] for step in range(int(KILLS))]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_killed_command_leaves_the_state_before_or_after(tmp_path, command):
    folder, start = tmp_path / "work", tmp_path / "start"

    def restart():
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(start, folder)

    prepare(folder, command)
    shutil.copytree(folder, start)
    before = state(folder)
    restart()
    calls = find_calls(folder, command)
    after = state(folder)
    assert before != after
    for name, number in choose(calls):
        restart()
        kill = f"inject={name}:signal=KILL:when={number}"
        died = run(
            folder, command, "strace", "-f", "-qq", "-e", f"trace={name}", "-e", kill, "-o", "/dev/null"
        )
        assert died.returncode != 0, (name, number)
        assert state(folder) in (before, after), (name, number)
        with Library.open(folder / "library" / "l.db") as library:
            assert not library.import_paths([folder / "a.md"]).failed, (name, number)
        left = {file.name for file in (folder / "library").iterdir()}
        assert left - {"l.backups"} == {"l.db"}, (name, number)
