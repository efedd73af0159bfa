"""What it costs to share a library: disk, time, and how soon others have a change.

    python benchmarks/sync.py disk [--commands 1000]       bytes an operation: line, git remote, git cache, PostgreSQL
    python benchmarks/sync.py delay [--commands 100]       from the end of a command to its effect elsewhere, by --watch
    python benchmarks/sync.py writers [--pushes 200]       8 members push at once
    python benchmarks/sync.py join [--entries 100000]      processor time to join, by snapshot and by replay
    python benchmarks/sync.py search [--entries 100000]    processor time of a search, idle and beside --watch

Without a name all are measured, in this order; a table of all figures comes last.

Each runs by git in a temporary folder and by a PostgreSQL server of its own, which is skipped if it is not installed.
Processor time is that of readlist and of git; that of the server is not in it.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import resource
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
ENVIRONMENT = {"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin"}
MEASURED = ("join", "disk", "delay", "writers", "search")
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

from generate import write_notes  # noqa: E402
from hubs import GitHub, PostgresHub, operation  # noqa: E402
from readlist import Library, config  # noqa: E402
from readlist.sync.reading import read_operations  # noqa: E402
from servers.postgres import PostgresServer, find_programs  # noqa: E402
from synthetic import write_export  # noqa: E402


@contextlib.contextmanager
def hubs(folder):
    """A remote of git, and a hub if PostgreSQL is installed, by name."""
    with contextlib.ExitStack() as stack:
        found = {"git": GitHub(folder)}
        if find_programs():
            found["postgres"] = PostgresHub(stack.enter_context(PostgresServer()))
            stack.callback(found["postgres"].close)
        yield found


def settings(folder, name):
    """The settings of a library in a folder of its own."""
    (folder / name).mkdir(exist_ok=True)
    return config.Config(folder / name / "library.db", folder / name / "config.toml")


def opened(of):
    """The library of some settings."""
    return Library.open(of.db, settings=of)


def size_of(folder):
    """Bytes of the files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def processor_seconds():
    """Processor time of this process and of those it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def change(library, keys, number):
    """One command of a person."""
    key = keys[number * 7919 % len(keys)]
    if number % 4 == 0:
        library.set_status([key], ("todo", "reading", "read")[number % 3])
    elif number % 4 == 1:
        library.note(key, f"Worth a second look, because of table {number} and what it leaves out.")
    else:
        library.tag([key], [f"topic{number % 37}"])


def measure_disk(folder, options):
    """Bytes per operation, of commands of a person that were sent in the groups in which an hourly sync would."""
    notes = folder / "notes"
    notes.mkdir()
    write_notes(notes, 2000)
    for name, hub in hubs_of(folder, options):
        mine = settings(folder, f"{name}-disk")
        with opened(mine) as library:
            library.import_paths([notes])
            keys = [entry.key for entry in library.entries()]
            library.begin_sync(hub.own_or_member_address("first"))
            empty, empty_clone = store_size(hub), clone_size(hub, folder)
            for number in range(options.commands):
                change(library, keys, number)
                if number % 10 == 9:
                    library.sync()
            library.sync()
            bodies = [len(body) for _, body in read_operations(library.store)][-options.commands :]
            before = store_size(hub) - empty
            library.compact_sync()
            report(name, "bytes of a line", statistics.mean(bodies))
            report(name, "bytes an operation before compaction", before / options.commands)
            if name == "git":
                grown = clone_size(hub, folder) - empty_clone
                report(name, "bytes an operation in a fresh clone after compaction", grown / options.commands)


def hubs_of(folder, options):
    """Yield each hub while it is open."""
    with hubs(folder) as found:
        for name, hub in found.items():
            if options.engine in (None, name):
                yield name, hub


def store_size(hub):
    """Bytes of a hub."""
    if isinstance(hub, GitHub):
        return size_of(Path(hub.address))
    return hub.server.run("SELECT pg_total_relation_size('readlist.op')", hub.database)[0][0]


def clone_size(hub, folder):
    """Bytes of what a newcomer fetches of the branches of git; 0 for another hub."""
    if not isinstance(hub, GitHub):
        return 0
    with tempfile.TemporaryDirectory(dir=folder) as clone:
        subprocess.run(["git", "init", "--quiet", "--bare", clone], check=True)
        refspec = "+refs/heads/dev/*:refs/heads/dev/*"
        subprocess.run(["git", f"--git-dir={clone}", "fetch", "--quiet", hub.address, refspec], check=True)
        return size_of(Path(clone) / "objects")


def measure_delay(folder, options):
    """Seconds from the end of a command here until a library elsewhere has it, each with a running --watch."""
    notes = folder / "notes"
    notes.mkdir()
    write_notes(notes, 200)
    for name, hub in hubs_of(folder, options):
        first, second = settings(folder, f"{name}-first"), settings(folder, f"{name}-second")
        with opened(first) as library:
            library.import_paths([notes])
            keys = [entry.key for entry in library.entries()]
            library.begin_sync(hub.own_or_member_address("first"))
        Library.join(second, hub.own_or_member_address("second"))
        delays = []
        with (
            watching(first, second),
            opened(first) as library,
            contextlib.closing(sqlite3.connect(second.db)) as there,
        ):
            for number in range(options.commands):
                count = count_operations(there)
                change(library, keys, number)
                start = time.monotonic()
                while count_operations(there) == count and time.monotonic() - start < 120:
                    time.sleep(0.001)
                delays.append(time.monotonic() - start)
                time.sleep(0.2)
        report_times(name, "applied elsewhere after", delays)


def count_operations(connection):
    """The number of operations in a library."""
    return connection.execute("SELECT count(*) FROM operation").fetchone()[0]


def measure_writers(folder, options):
    """8 members push one operation at a time, as fast as they can."""
    for name, hub in hubs_of(folder, options):
        carriers = [hub.open(number) for number in range(1, 9)]
        times = []

        def write(number, carrier, times=times):
            carrier.push([operation(number, 0)])
            for count in range(1, options.pushes + 1):
                start = time.monotonic()
                carrier.push([operation(number, count)])
                times.append(time.monotonic() - start)

        threads = [threading.Thread(target=write, args=pair) for pair in enumerate(carriers, start=1)]
        start = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        report(name, "operations a second", len(times) / (time.monotonic() - start))
        report_times(name, "a push takes", times)


def measure_join(folder, options):
    """Processor time of joining a large library, by snapshot and by replay, each in a process of its own."""
    exports = folder / "exports"
    exports.mkdir()
    files = write_export(exports, options.entries)
    with opened(settings(folder, "whole")) as library:
        library.import_paths(files)
    for name, hub in hubs_of(folder, options):
        owner = settings(folder, "whole")
        with opened(owner) as library:
            start = processor_seconds()
            library.begin_sync(hub.own_or_member_address("first"))
            library.compact_sync()
            report(
                name, "seconds of processor time to share and write the snapshot", processor_seconds() - start
            )
        for way in ("snapshot", "replay"):
            joined = settings(folder, f"{name}-{way}")
            start, began = processor_seconds(), time.monotonic()
            Library.join(joined, hub.own_or_member_address(way), replay=way == "replay")
            report(name, f"seconds of processor time to join by {way}", processor_seconds() - start)
            report(name, f"seconds to join by {way}", time.monotonic() - began)
            with opened(joined) as library:
                report(name, "entries", library.count())
        with opened(owner) as library:
            library.leave_sync()


def measure_search(folder, options):
    """Processor time of a search in a process of its own, and how much more it takes beside a sync that receives."""
    exports = folder / "searched"
    exports.mkdir()
    files = write_export(exports, options.entries)
    for name, hub in hubs_of(folder, options):
        here, there = settings(folder, f"{name}-here"), settings(folder, f"{name}-there")
        with opened(here) as library:
            library.import_paths(files)
            keys = [next(iter(library.entries())).key]
            library.begin_sync(hub.own_or_member_address("here"))
        Library.join(there, hub.own_or_member_address("there"))
        idle = [search_seconds(here.db) for _ in range(options.searches)]
        ended = threading.Event()

        def write(ended=ended, there=there, keys=keys):
            number = 0
            while not ended.is_set():
                with opened(there) as library:
                    change(library, keys, number := number + 1)
                    library.sync()

        thread = threading.Thread(target=write)
        with watching(here):
            thread.start()
            busy = [search_seconds(here.db) for _ in range(options.searches)]
            ended.set()
            thread.join()
        report(name, "milliseconds of processor time a search, idle", 1000 * statistics.median(idle))
        report(name, "times as much beside a sync", statistics.median(busy) / statistics.median(idle))


def search_seconds(library):
    """Processor time of one search by a process of its own."""
    command = [sys.executable, "-m", "readlist", "--db", library, "search", "low rank", "--limit", "10"]
    process = subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.DEVNULL)
    _, _, used = os.wait4(process.pid, 0)
    process.returncode = 0
    return used.ru_utime + used.ru_stime


@contextlib.contextmanager
def watching(*those):
    """Run ``sync --watch`` for libraries of these settings while the block runs."""
    command = [sys.executable, "-m", "readlist", "--quiet", "--db"]
    running = [subprocess.Popen([*command, one.db, "sync", "--watch"], env=ENVIRONMENT) for one in those]
    try:
        time.sleep(5)
        yield
    finally:
        for one in running:
            one.send_signal(signal.SIGINT)
            one.wait(60)


FIGURES = []


def report(name, what, value):
    """Print a figure, and keep it for the table."""
    print(f"{name:9} {what}: {value:,.2f}", flush=True)
    FIGURES.append((name, what, f"{value:,.1f}"))


def write_table():
    """Print all figures as a table: a row each, a column for each carrier."""
    names = sorted({name for name, *_ in FIGURES})
    print("\n| what | " + " | ".join(names) + " |\n| --- |" + " ---: |" * len(names))
    for what in dict.fromkeys(what for _, what, _ in FIGURES):
        found = {name: value for name, of, value in FIGURES if of == what}
        print(f"| {what} | " + " | ".join(found.get(name, "") for name in names) + " |")


def report_times(name, what, seconds):
    """Print the median and the 95th percentile of times."""
    ordered = sorted(seconds)
    middle, most = statistics.median(ordered), ordered[int(len(ordered) * 0.95)]
    print(
        f"{name:9} {what}: median {middle * 1000:.0f} ms, 95 % {most * 1000:.0f} ms ({len(ordered)} times)",
        flush=True,
    )
    FIGURES.append((name, f"milliseconds, {what}: median", f"{middle * 1000:.0f}"))
    FIGURES.append((name, f"milliseconds, {what}: 95 %", f"{most * 1000:.0f}"))


def main():
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", nargs="?", choices=MEASURED)
    parser.add_argument("--engine", choices=["git", "postgres"])
    parser.add_argument("--commands", type=int)
    parser.add_argument("--pushes", type=int, default=200)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--searches", type=int, default=20)
    options = parser.parse_args()
    most = options.commands
    for what in [options.what] if options.what else MEASURED:
        options.commands = most or (1000 if what == "disk" else 100)
        with tempfile.TemporaryDirectory() as folder:
            globals()[f"measure_{what}"](Path(folder), options)
    write_table()


if __name__ == "__main__":
    main()
