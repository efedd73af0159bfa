"""Many processes change one library at once: no acknowledged change is lost, and nobody is told that it is locked.

    python benchmarks/stress.py [--processes 8] [--seconds 60] [--items 2000]

Each process opens the library for every command, as the command line does, tags entries with tags of its own, writes notes,
takes some of them back and searches. At the end the library must have exactly what was acknowledged. Run it with
``make stress``; the exit code is 1 if something was lost.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from generate import write_notes
from readlist import Library
from readlist.errors import ReadlistError


def work(path: Path, number: int, seconds: float) -> None:
    """Change the library until the time is up; print what was acknowledged, errors, and the longest search."""
    chosen = random.Random(number)
    tags: set[str] = set()
    notes: set[str] = set()
    errors: list[str] = []
    longest = 0.0
    turn = 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        turn += 1
        name = f"p{number}t{turn}"
        try:
            with Library.open(path) as library:
                start = time.monotonic()
                found = library.search(chosen.choice(("sparse", "retrieval", "adapters"))).found
                longest = max(longest, time.monotonic() - start)
                key = chosen.choice(found).entry.key
                if turn % 3:
                    library.tag([key], [name])
                    tags.add(name)
                else:
                    library.note(key, name)
                    notes.add(name)
                if turn % 5 == 0 and name in tags:
                    tagged = next(one for one in library.history() if one.command.endswith(name))
                    library.undo(operation_id=tagged.id)
                    tags.discard(name)
        except ReadlistError as error:
            errors.append(f"{type(error).__name__}: {error}")
    sys.stdout.write(
        json.dumps(
            {
                "tags": sorted(tags),
                "notes": sorted(notes),
                "errors": errors,
                "turns": turn,
                "longest": longest,
            }
        )
    )


def main() -> int:
    """Run the processes, and compare the library with what they were told."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--items", type=int, default=2000, help="generated items in the library")
    parser.add_argument("--work", nargs=2, metavar=("LIBRARY", "NUMBER"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.work:
        work(Path(given.work[0]), int(given.work[1]), given.seconds)
        return 0
    with tempfile.TemporaryDirectory(prefix="readlist-") as folder:
        notes, path = Path(folder) / "notes", Path(folder) / "library.db"
        notes.mkdir()
        write_notes(notes, given.items)
        with Library.open(path) as library:
            library.import_paths([notes])
        command = [sys.executable, __file__, "--seconds", str(given.seconds), "--work", str(path)]
        started = [
            subprocess.Popen([*command, str(number)], stdout=subprocess.PIPE)
            for number in range(given.processes)
        ]
        said = [json.loads(process.communicate()[0]) for process in started]
        with Library.open(path) as library:
            have = list(library.entries(notes=True))
            problems = library.check().problems
    tags = {tag for one in have for tag in one.tags} & {
        f"p{n}t{t}" for n, s in enumerate(said) for t in range(s["turns"] + 1)
    }
    bodies = {note.body for one in have for note in one.notes}
    wanted = {tag for one in said for tag in one["tags"]}, {body for one in said for body in one["notes"]}
    lost = len(wanted[0] - tags) + len(wanted[1] - bodies)
    extra = len(tags - wanted[0]) + len(bodies - wanted[1])
    errors = [error for one in said for error in one["errors"]]
    print(
        f"  {given.processes} processes, {given.seconds:.0f} s: {sum(one['turns'] for one in said):,} turns"
    )
    print(f"  acknowledged and lost: {lost}; taken back and still there: {extra}")
    print(f"  errors: {len(errors)}" + "".join(f"\n    {error}" for error in sorted(set(errors))[:5]))
    print(f"  longest search beside the writers: {max(one['longest'] for one in said) * 1000:.0f} ms")
    print(f"  problems that db check finds: {len(problems)}")
    return int(bool(lost or extra or errors or problems))


if __name__ == "__main__":
    sys.exit(main())
