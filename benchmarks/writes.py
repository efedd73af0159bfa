"""Measure commands that change one entry, and how long readers wait beside a first import.

    python benchmarks/writes.py [--sizes 10000,100000] [--runs 15] [--old READLIST]

Processor time of fresh processes, as a multiple of a bare ``python -c pass`` measured in turns with them. ``--old``: the
program of another version, for the same figures in the same turns, on a library of its own. Run it with ``make bench-writes``.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from generate import write_notes
from run import READLIST, run

COMMANDS = {
    "tag": ["tag", "{key}", "t{turn}"],
    "untag": ["untag", "{key}", "t{turn}"],
    "status": ["status", "{key}", "{status}"],
    "rate": ["rate", "{key}", "{rating}"],
    "note": ["note", "{key}", "thought {turn}"],
    "add --offline": ["add", "--offline", "2301.{turn:05d}"],
    "undo": ["undo"],
    "search": ["search", "adapters", "--json"],
}


def _fill(words: list[str], key: str, turn: int) -> list[str]:
    status = ("read", "reading")[turn % 2]
    rating = str(turn % 5 + 1)
    return [word.format(key=key, turn=turn, status=status, rating=rating) for word in words]


def time_commands(programs: dict[str, list[str]], libraries: dict[str, Path], runs: int) -> None:
    """Print each command of each program as a multiple of a bare Python."""
    keys = {name: _any_key(programs[name], db) for name, db in libraries.items()}
    unknown = {
        (command, name) for command in COMMANDS for name in programs if not _knows(programs[name], command)
    }
    bare: list[float] = []
    times: dict[tuple[str, str], list[float]] = {}
    for turn in range(runs):
        for command, words in COMMANDS.items():
            for name, program in programs.items():
                if (command, name) in unknown:
                    continue
                bare.append(run([sys.executable, "-c", "pass"], libraries[name]).processor)
                filled = _fill(words, keys[name], turn)
                times.setdefault((command, name), []).append(
                    run([*program, *filled], libraries[name]).processor
                )
    base = statistics.median(bare)
    for (command, name), found in times.items():
        middle = statistics.median(found)
        print(f"  {command:16}{name:6}{middle * 1000:7.0f} ms{middle / base:7.1f} x bare Python")


def _knows(program: list[str], command: str) -> bool:
    help_of = [*program, COMMANDS[command][0], "--help"]
    return subprocess.run(help_of, check=False, capture_output=True).returncode == 0


def _any_key(program: list[str], db: Path) -> str:
    return run([*program, "list", "--limit", "1"], db).printed.split("\t")[0]


def time_readers(notes: Path, db: Path) -> None:
    """Print the longest and the median time of a list in this process while another one imports into an empty library."""
    from readlist.library import Library  # noqa: PLC0415

    Library.open(db).close()
    importing = subprocess.Popen([*READLIST, "--quiet", "--db", str(db), "import", str(notes)])
    times = []
    while importing.poll() is None:
        start = time.perf_counter()
        with Library.open(db) as library:
            library.count()
        times.append(time.perf_counter() - start)
        time.sleep(0.01)
    print(
        f"  {len(times)} reads beside the import: median {statistics.median(times) * 1000:.1f} ms, "
        f"longest {max(times) * 1000:.0f} ms"
    )


def main() -> None:
    """Run the benchmarks."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default="10000,100000", help="numbers of generated items")
    parser.add_argument("--runs", type=int, default=15, help="processes for each figure")
    parser.add_argument("--old", help="the program of another version")
    given = parser.parse_args()
    programs = {"new": READLIST} | ({"old": [given.old]} if given.old else {})
    for items in map(int, given.sizes.split(",")):
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch)
            notes = folder / "notes"
            notes.mkdir()
            write_notes(notes, items)
            print(f"{items:,} generated items")
            time_readers(notes, folder / "new.db")
            libraries = {name: folder / f"{name}.db" for name in programs}
            for name in set(programs) - {"new"}:
                run([*programs[name], "import", str(notes)], libraries[name])
            time_commands(programs, libraries, given.runs)


if __name__ == "__main__":
    main()
