"""Measure what a user waits for: start-up, import, re-import, and how import grows with size.

    python benchmarks/run.py NOTES [--sizes 10000,30000,100000] [--runs 15]

Every figure is for fresh processes. Start-up is given as a multiple of a bare ``python -c pass`` in the same run,
measured alternately, so that figures from different machines are comparable. Run it with ``make bench``.
"""

from __future__ import annotations

import argparse
import os
import pty
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from generate import write_notes

SCRIPT = Path(sys.executable).parent / "readlist"
READLIST = [str(SCRIPT)] if SCRIPT.exists() else [sys.executable, "-m", "readlist"]


@dataclass(frozen=True, slots=True)
class Run:
    """Resources used by one process: wall and processor time in seconds, peak memory in MB; and its output."""

    seconds: float
    processor: float
    megabytes: float
    printed: str


def run(command: list[str], db: Path, *, terminal: bool = False) -> Run:
    """Run a command to its end, its output to a pipe or to a pseudo-terminal; a failure ends the benchmark."""
    reader, writer = pty.openpty() if terminal else os.pipe()
    start = time.perf_counter()
    process = subprocess.Popen(
        command, env={**os.environ, "READLIST_DB": str(db), "COLUMNS": "100"}, stdin=subprocess.DEVNULL,
        stdout=writer, stderr=writer,
    )  # fmt: skip
    os.close(writer)
    printed = _read_all(reader)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} exited {process.returncode}:\n{printed}")
    kilobytes = usage.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
    processor = usage.ru_utime + usage.ru_stime
    return Run(time.perf_counter() - start, processor, kilobytes / 1000, printed)


def _read_all(reader: int) -> str:
    chunks = []
    with open(reader, "rb", buffering=0) as output:
        try:
            while chunk := output.read(65536):
                chunks.append(chunk)
        except OSError:  # how a pseudo-terminal says that its other end is closed
            pass
    return b"".join(chunks).decode(errors="replace")


def compare_starts(db: Path, runs: int) -> None:
    """Print each quick command as a multiple of a bare Python."""
    bare: list[float] = []
    print(f"\nfresh processes, median of {runs} (and 95th percentile)")
    for name, arguments, terminal in (
        ("--version", ["--version"], False),
        ("search --json", ["search", "moe", "lora", "--json"], False),
        ("search, table on a terminal", ["search", "moe", "lora"], True),
        ("search with a misspelt word", ["search", "retreival", "--json"], False),
        ("list --json", ["list", "--topic", "rag", "--json"], False),
        ("topics", ["topics"], False),
    ):
        times = []
        for _ in range(runs):
            bare.append(run([sys.executable, "-c", "pass"], db).seconds)
            times.append(run([*READLIST, *arguments], db, terminal=terminal).seconds)
        base, middle, high = statistics.median(bare), statistics.median(times), _percentile(times)
        print(f"  {name:30}{middle * 1000:7.0f} ms{middle / base:6.1f} x bare Python   ({high / base:.1f} x)")
    print(f"  {'bare python -c pass':30}{statistics.median(bare) * 1000:7.0f} ms")


def _percentile(times: list[float]) -> float:
    return sorted(times)[min(len(times) - 1, round(0.95 * len(times)))]


def time_import(notes: Path, db: Path, name: str) -> None:
    """Print what importing ``notes`` takes, the first time and again."""
    first = run([*READLIST, "import", str(notes)], db)
    again = run([*READLIST, "import", str(notes)], db)
    print(
        f"  {name:30}{first.seconds:7.2f} s ({first.processor:.2f} s processor){first.megabytes:7.0f} MB   "
        f"again {again.seconds:.2f} s ({again.processor:.2f}), "
        f"{again.megabytes:.0f} MB   library {_size(db):.1f} MB"
    )


def _size(db: Path) -> float:
    return sum(file.stat().st_size for file in db.parent.glob(f"{db.name}*")) / 1e6


def main() -> None:
    """Run all benchmarks."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("notes", type=Path, help="folder of notes to import and search")
    parser.add_argument(
        "--sizes", default="10000,30000,100000", help="numbers of generated items; empty: none"
    )
    parser.add_argument("--runs", type=int, default=15, help="processes for each start-up figure")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        print("import (wall and processor time, peak memory)")
        time_import(given.notes, folder / "notes.db", str(given.notes))
        for items in map(int, filter(None, given.sizes.split(","))):
            notes = folder / str(items)
            notes.mkdir()
            write_notes(notes, items)
            time_import(notes, folder / f"{items}.db", f"{items:,} generated items")
        compare_starts(folder / "notes.db", given.runs)


if __name__ == "__main__":
    main()
