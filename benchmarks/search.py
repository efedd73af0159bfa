"""Time searches on synthetic libraries, each in a fresh process, as multiples of a bare Python start; ablation of ranking.

    python benchmarks/search.py speed [10000 100000 …]     import each library, query it, print a table
    python benchmarks/search.py parts NOTES QUERIES        success with one part removed at a time

``QUERIES`` is a file of JSON lines: ``{"query": …, "expected": [{"file": …, "line": …}, …], "kind": …}``; a result is
correct if one of its mentions covers an expected line. Libraries are kept in ``benchmarks/.made`` for the next run.
"""

from __future__ import annotations

import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

import synthetic
from readlist.importing import importer
from readlist.index import updater
from readlist.search import engine as search
from readlist.search import index_reader, ranking
from readlist.search.candidate import Fit
from readlist.storage import database
from readlist.util.gc_tuning import rare_collections

if TYPE_CHECKING:
    import contextlib
    from collections.abc import Callable, Iterator

MADE = Path(__file__).with_name(".made")
EACH = 8
"""Queries of a kind, each asked twice."""
NAMED = (
    "knowledge distillation,text classification,graph neural networks,machine translation,reinforcement learning,question "
    "answering,large language models,hallucination,differential privacy,recommendation,contrastive learning,speech recognition"
).split(",")
"""What questions ask about: names that have synonyms."""


# -- speed --------------------------------------------------------------------------------------------------------


def speed(sizes: list[int]) -> None:
    """Print, for each size, what importing takes, size, and the latency of each kind of query."""
    for size in sizes:
        path = MADE / f"{size}.db"
        if not path.exists():
            _import(path, size)
        print(
            f"{size:,} entries: {path.stat().st_size / 1e6:,.0f} MB, of it index {_index_size(path):,.0f} MB"
        )
        _ask_all(path, _queries(path))
        print(f"one more entry: {_add_one(path):.1f} ms in the index")
        # Last, for it writes so much that the system forgets what it had read of the library.
        print(f"index rebuilt: {size / _reindex(path):,.0f} entries per second")


def _import(path: Path, size: int) -> None:
    """Import a fictitious library, as an export, and print what that takes."""
    MADE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=MADE) as folder:
        files = synthetic.write_export(Path(folder), size)
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "readlist", "--db", path, "--quiet", "import", *files], check=True
        )
        seconds = time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(
        f"{size:,} entries imported and indexed: {seconds:.1f} s ({size / seconds:,.0f} a second), "
        f"peak memory of a process {memory} MB"
    )


def _reindex(path: Path) -> float:
    """Seconds to rebuild the whole index, then roll back."""
    with database.Store.open(path) as opened, rare_collections():
        opened.connection.execute("BEGIN IMMEDIATE")
        began = time.perf_counter()
        updater.rebuild(opened.connection)
        seconds = time.perf_counter() - began
        opened.connection.execute("ROLLBACK")
    return seconds


def _index_size(path: Path) -> float:
    with database.Store.open(path) as opened:
        sql = "SELECT sum(pgsize) FROM dbstat WHERE name LIKE '%search_%'"
        return float(opened.query(sql)[0][0]) / 1e6


def _queries(path: Path) -> dict[str, list[list[str]]]:
    """Words of the library itself, by kind of query, as arguments of the command."""
    source = random.Random(1)
    with database.Store.open(path) as opened:
        most = opened.query("SELECT max(id) FROM entry")[0][0]
        ids = [source.randint(1, most) for _ in range(EACH * 4)]
        titles = [
            opened.query("SELECT title FROM entry WHERE id = ?", [number])[0][0].lower().split()
            for number in ids
        ]
        rare = [
            word
            for (word,) in opened.query(
                "SELECT word FROM search_term WHERE NOT word GLOB '*[0-9]*' ORDER BY docs, word LIMIT 500"
            )
        ]
    long = [max(title, key=len) for title in titles]
    pairs = [f"{one} {two}" for one, two in pairwise(long)]
    return {
        "one rare word": [[word] for word in source.sample(rare, EACH)],
        "two common words": [source.sample(synthetic.COMMON[9:], 2) for _ in range(EACH)],
        "phrase": [[f'"{" ".join(title[1:3])}"'] for title in titles[:EACH]],
        "title words": [title[:3] for title in titles[:EACH]],
        "two Chinese characters": [[word] for word in source.sample([w for w in synthetic.CHINESE if len(w) == 2], EACH)],
        "one Chinese character": [[word[0]] for word in source.sample(synthetic.CHINESE, EACH)],
        "prefix": [[f"{word[:4]}*"] for word in long[:EACH]],
        "one typo": [[_misspell(source, word)] for word in long[:EACH]],
        "two typos": [[_misspell(source, word) for word in pair.split()] for pair in pairs[:EACH]],
        "questions": [
            f"papers about {first} for {second} of {word}".split()
            for (first, second), word in zip(pairwise(source.sample(NAMED, EACH + 1)), long[:EACH], strict=True)
        ],
        "filters": [["--year", "2015..2020", "--kind", "paper", word] for word in synthetic.COMMON[9 : 9 + EACH]],
    }  # fmt: skip


def _misspell(source: random.Random, word: str) -> str:
    place = source.randint(1, max(1, len(word) - 3))
    ways: list[Callable[[], str]] = [
        lambda: word[:place] + word[place + 1 : place + 2] + word[place] + word[place + 2 :],
        lambda: word[:place] + word[place + 1 :],
        lambda: word[:place] + word[place] + word[place:],
    ]
    return source.choice(ways)()


def _ask_all(path: Path, queries: dict[str, list[list[str]]]) -> None:
    """Ask each query twice in a fresh process, bare starts between them; print the medians and the 95th percentiles."""
    environment = {**os.environ, "READLIST_DB": str(path), "NO_COLOR": "1"}
    environment.pop(
        "PYTHONDONTWRITEBYTECODE", None
    )  # a search compiles nothing where the program is installed
    _time([sys.executable, "-m", "readlist", "search", "--json", "warm"], environment)
    bare, all_times = [], []
    print(f"{'':24}{'median':>9}{'95 %':>9}{'worst':>9}   (multiples of a bare Python start)")
    table = []
    for kind, asked in queries.items():
        times = []
        for words in asked * 2:
            bare.append(_time([sys.executable, "-c", "pass"], environment))
            command = [sys.executable, "-m", "readlist", "search", "--json", *words[:-1], "--", words[-1]]
            if not words[0].startswith("--"):
                command = [sys.executable, "-m", "readlist", "search", "--json", "--", *words]
            times.append(_time(command, environment))
        table.append((kind, times))
        all_times += times
    start = statistics.median(bare)
    for kind, times in [*table, ("all", all_times)]:
        times.sort()
        shown = (statistics.median(times), times[int(len(times) * 0.95)], times[-1])
        print(f"{kind:24}" + "".join(f"{value / start:9.1f}" for value in shown))
    print(f"a bare Python start: {start * 1000:.1f} ms")


def _time(command: list[str], environment: dict[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
    )
    return time.perf_counter() - began


def _add_one(path: Path) -> float:
    """Milliseconds to index one more entry of the usual size, then roll back."""
    with database.Store.open(path) as opened:
        connection = opened.connection
        times = []
        for number in range(1, 21):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("UPDATE entry SET title = title || ' again' WHERE id = ?", [number * 7])
            began = time.perf_counter()
            updater.refresh(connection, [number * 7])
            times.append(time.perf_counter() - began)
            connection.execute("ROLLBACK")
        return statistics.median(times) * 1000


# -- parts --------------------------------------------------------------------------------------------------------


def _without() -> dict[str, list[contextlib.AbstractContextManager[object]]]:
    """Return patches that each disable one part of the search."""
    run, none = search._Search, lambda *_, **__: []  # noqa: SLF001  (its parts are disabled)
    empty = mock.Mock(return_value=([], []))
    return {
        "all parts": [],
        "no prefixes, no splits": [mock.patch.object(run, "_completed", none), mock.patch.object(run, "_as_prefix", lambda _, clause: clause)],
        "no joined words": [mock.patch.object(run, "_joined", none)],
        "no corrections": [mock.patch.object(search, "find_corrections", none), mock.patch.object(index_reader.IndexReader, "splits", none)],
        "no synonyms": [mock.patch.object(search, "translate", empty)],
        "no partial matches": [mock.patch.object(run, "_fill_up", none)],
        "no weights": [mock.patch.object(run, "_weigh", lambda _, clauses: clauses)],
        "no ranking but bm25": [mock.patch.object(ranking.Ranking, "fit", lambda _, some: [Fit(one.bm25, 1.0, 1.0) for one in some])],
        "no bm25": [mock.patch("readlist.search.ranking._BM25", 0.0)],
        "no preferred script": [mock.patch.object(search, "find_script_runs", none)],
        "no whole titles": [mock.patch.object(run, "_match_title", none)],
    }  # fmt: skip


def parts(notes: Path, queries: Path) -> None:
    """Print success at 1 and 5 and the mean reciprocal rank, with one part removed at a time."""
    judged = [json.loads(line) for line in queries.read_text(encoding="utf-8").splitlines() if line.strip()]
    with tempfile.TemporaryDirectory() as folder, database.Store.open(Path(folder) / "library.db") as opened:
        importer.import_paths(opened, sorted(notes.iterdir()), stdin=None, dry_run=False, on_progress=None)
        print(f"{'':28}{'at 1':>7}{'at 5':>7}{'MRR':>7}")
        for name, patches in _without().items():
            for patch in patches:
                patch.__enter__()
            found = Counter[str]()
            for query in judged:
                rank = next(_ranks(opened, query), 0)
                found.update(one=rank == 1, five=0 < rank <= 5)
                found["mrr"] += 1 / rank if rank else 0
            for patch in patches:
                patch.__exit__(None, None, None)
            print(
                f"{name:28}" + "".join(f"{found[key] / len(judged):7.3f}" for key in ("one", "five", "mrr"))
            )


def _ranks(opened: database.Store, query: dict) -> Iterator[int]:
    hits = search.search(opened.connection, query["query"], limit=10).hits
    wanted = [(one["file"], one["line"]) for one in query["expected"]]
    for rank, entry in enumerate(opened.load_entries(hit.entry_id for hit in hits), 1):
        if any(
            m.source == name and m.line - 1 <= line <= m.end_line
            for m in entry.mentions
            for name, line in wanted
        ):
            yield rank


if __name__ == "__main__":
    if sys.argv[1:2] == ["parts"]:
        parts(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        speed([int(size) for size in sys.argv[2:]] or [10_000, 100_000])
