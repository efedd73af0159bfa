"""Several processes that change one library at once: nothing that was acknowledged is lost."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from readlist.errors import NotFoundError
from readlist.library import Library

NOTE = "# Papers\n\n" + "".join(
    f"- [Work {n:03d} on Sparse Experts](https://arxiv.org/abs/2401.{n:05d})\n" for n in range(30)
)
WORKER = """if 1:
    import json, sys
    from readlist.errors import NotFoundError
    from readlist.library import Library
    path, number, commands = sys.argv[1], int(sys.argv[2]), sys.argv[3].split()
    said = []
    with Library.open(path) as library:
        for turn in range(12):
            command = commands[turn % len(commands)]
            work = f"2401.{(number + turn) % 30:05d}"
            if command == "tag":
                said.append(("tag", library.tag([work], [f"t{number}-{turn}"])))
            elif command == "note":
                said.append(("note", library.note(work, f"n{number}-{turn}").key))
            elif command == "undo":
                try:
                    said.append(("undo", library.undo()[0].operation.id))
                except NotFoundError:
                    pass
    print(json.dumps(said))
"""


def run_all(path, *commands):
    """Run a process for each list of commands, all at once; return what each was told."""
    started = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, str(path), str(number), each],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number, each in enumerate(commands)
    ]
    answers = [process.communicate(timeout=240) for process in started]
    assert [error for _, error in answers] == [""] * len(started)
    return [json.loads(answer) for answer, _ in answers]


@pytest.fixture
def path(tmp_path):
    (tmp_path / "a.md").write_text(NOTE)
    with Library.open(tmp_path / "l.db") as library:
        library.import_paths([tmp_path / "a.md"])
    return tmp_path / "l.db"


def test_no_acknowledged_change_is_lost(path):
    run_all(path, "tag note", "tag", "note tag", "tag note")
    with Library.open(path) as library:
        entries = list(library.entries())
        tags = {tag for entry in entries for tag in entry.tags}
        notes = {note.body for entry in entries for note in entry.notes}
        assert library.check().problems == ()
    assert len(tags) == 6 + 12 + 6 + 6
    assert len(notes) == 6 + 6 + 6


def test_each_undo_takes_back_another_operation(path):
    with Library.open(path) as library:
        for turn in range(24):
            library.tag(["2401.00001"], [f"u{turn}"])
    answers = run_all(path, "undo", "undo")
    undone = [number for said in answers for _, number in said]
    assert len(undone) == len(set(undone)) == 24
    with Library.open(path) as library:
        assert library.find("2401.00001").tags == ()


def test_a_change_beside_an_undo_is_either_kept_or_undone_by_name(path):
    run_all(path, "tag undo", "tag note undo", "note tag")
    with Library.open(path) as library:
        history = {one.id: one for one in library.history()}
        undone = {one.undoes for one in history.values() if one.undoes}
        kept = [one for one in history.values() if not one.undoes and one.id not in undone]
        tags = {one.command.split()[-1] for one in kept if one.command.startswith("tag ")}
        assert {tag for entry in library.entries() for tag in entry.tags} == tags
        notes = sum(one.command.startswith("note ") for one in kept)
        assert sum(len(entry.notes) for entry in library.entries()) == notes
        assert library.check().problems == ()


def test_a_name_is_looked_up_while_nobody_else_can_write(path):
    with Library.open(path) as library, Library.open(path) as other:
        number = library.find("2401.00003").id
        other.undo()
        assert other.count() == 0
        with pytest.raises(NotFoundError):
            library.tag([str(number)], ["x"])
