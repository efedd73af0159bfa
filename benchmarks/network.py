"""Measure the network side: ``python benchmarks/network.py [mirror] [limit] [ids] [titles] [kill]``.

    mirror   a generated snapshot in the public format: load, memory, look-up in a fresh process, titles per second
    limit    two processes at arXiv's real interval: the smallest gap in the server's log
    ids      a thousand IDs: number of requests
    titles   three hundred titles among similar ones: wrong and right IDs
    kill     ``fetch`` killed fifty times at random moments: is the library the same as after one undisturbed run?

Nothing leaves this machine: it uses the servers of the tests.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

from notebook import add_record  # noqa: E402
from readlist.enrichment.fetch import fetch  # noqa: E402
from readlist.model.identifiers import Identifier  # noqa: E402
from readlist.model.record import Record  # noqa: E402
from readlist.providers.arxiv_mirror import Mirror  # noqa: E402
from readlist.providers.resolver import resolve  # noqa: E402
from readlist.providers.settings import Settings  # noqa: E402
from readlist.storage.database import Store  # noqa: E402
from servers.arxiv import ArxivServer, Paper, load_papers  # noqa: E402

PAPERS = 300_000
ENV = dict(os.environ, PYTHONPATH=str(ROOT / "src"))
_SYLLABLES = [first + second for first in "bcdfghklmnprstvz" for second in "aeiou"]


def say(name: str, value: object) -> None:
    """Print one figure."""
    print(f"{name:<52} {value}", flush=True)


# -- mirror ------------------------------------------------------------------------------------------------------------


def words(source: random.Random) -> list[str]:
    """Sixty thousand fictitious words."""
    return ["".join(source.choices(_SYLLABLES, k=source.randint(2, 5))) for _ in range(60_000)]


def pick(source: random.Random, vocabulary: list[str], count: int) -> str:
    """Words as a text has them: the tenth as often as the first."""
    return " ".join(vocabulary[int(len(vocabulary) ** source.random()) - 1] for _ in range(count))


def write_snapshot(path: Path, count: int) -> None:
    """Write papers in the exact form of the public snapshot."""
    source = random.Random(5)
    vocabulary = words(source)
    with path.open("w") as file:
        for number in range(count):
            month, place = divmod(number, 20_000)
            title = pick(source, vocabulary, source.randint(6, 12)).capitalize()
            people = [
                [source.choice(vocabulary).capitalize(), f"{source.choice('ABCDEFG')}.", ""] for _ in range(4)
            ]
            item = {
                "id": f"{15 + month // 12:02}{month % 12 + 1:02}.{place:05}",
                "submitter": "A. Nobody",
                "authors": ", ".join(f"{given} {family}" for family, given, _ in people),
                "title": f"{title[:40]}\n  {title[40:]}",
                "comments": "12 pages, 5 figures",
                "journal-ref": None,
                "doi": f"10.1103/PhysRevD.{number}" if number % 3 == 0 else None,
                "report-no": None,
                "categories": "cs.CL cs.LG",
                "license": "http://arxiv.org/licenses/nonexclusive-distrib/1.0/",
                "abstract": f"  {pick(source, vocabulary, 150)}\n",
                "versions": [{"version": "v1", "created": "Mon, 2 Apr 2018 19:18:42 GMT"}],
                "update_date": "2018-11-26",
                "authors_parsed": people,
            }
            file.write(json.dumps(item) + "\n")


LOAD = """
import resource, sys, time
from pathlib import Path
from readlist.providers.arxiv_mirror import Mirror
start = time.perf_counter()
with Mirror.create(Path(sys.argv[2])) as mirror:
    report = mirror.load(Path(sys.argv[1]))
seconds = time.perf_counter() - start
print(report.added, report.added / seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""
LOOK_UP = """
import sys
from pathlib import Path
from readlist.providers.arxiv_mirror import Mirror
with Mirror.open(Path(sys.argv[1])) as mirror:
    assert mirror.find([sys.argv[2]])
"""


def fastest(*command: str) -> float:
    """The fastest of ten runs of a Python process, in seconds."""
    times = []
    for _ in range(10):
        start = time.perf_counter()
        subprocess.run([sys.executable, *command], env=ENV, check=True)
        times.append(time.perf_counter() - start)
    return min(times)


def bench_mirror(folder: Path) -> None:
    """Load a snapshot and look things up in it."""
    snapshot, path = folder / "snapshot.json", folder / "arxiv.sqlite"
    write_snapshot(snapshot, PAPERS)
    say("mirror: size of the snapshot, MB", snapshot.stat().st_size // 2**20)
    run = subprocess.run(
        [sys.executable, "-c", LOAD, snapshot, path], env=ENV, check=True, capture_output=True, text=True
    )
    count, rate, memory = map(float, run.stdout.split())
    say("mirror: papers loaded", int(count))
    say("mirror: papers a second", f"{rate:.0f}")
    say("mirror: most memory, MB", f"{memory:.0f}")
    say("mirror: size of the file, MB", path.stat().st_size // 2**20)
    bare = fastest("-c", "pass")
    say(
        "mirror: look-up in a fresh process, in bare Pythons",
        f"{fastest('-c', LOOK_UP, str(path), '1503.00017') / bare:.1f}",
    )
    bench_titles_in_mirror(snapshot, path)


def bench_titles_in_mirror(snapshot: Path, path: Path) -> None:
    """Look up titles as they are, and with a wrong word."""
    with snapshot.open() as file:
        lines = [line for number, line in enumerate(file) if number % (PAPERS // 1000) == 0]
    titles = [" ".join(json.loads(line)["title"].split()) for line in lines]
    misspelt = [
        " ".join("x" + word if place == 2 else word for place, word in enumerate(title.split()))
        for title in titles
    ]
    with Mirror.open(path) as mirror:
        for name, asked in (("as they are", titles), ("with a wrong word", misspelt)):
            start = time.perf_counter()
            found = [mirror.find_title(title) for title in asked]
            rate = len(asked) / (time.perf_counter() - start)
            right = sum(
                bool(f) and f[0].record.title == title for f, title in zip(found, titles, strict=True)
            )
            say(f"mirror: titles {name}, a second", f"{rate:.0f} ({right} of {len(titles)} found)")


# -- arXiv -------------------------------------------------------------------------------------------------------------

ASK = """
import sys
from pathlib import Path
from readlist.model.identifiers import Identifier
from readlist.providers.resolver import Settings, resolve
settings = Settings(cache_dir=Path(sys.argv[2]), mirror=None, urls={"arxiv": sys.argv[1]}, cache_days=0,
    disabled=frozenset(("arxiv_oai", "arxiv_page", "datacite", "crossref", "dblp", "openalex", "semanticscholar")))
for _ in range(4):
    assert resolve([Identifier("arxiv", "2106.09685")], settings).records
"""


def bench_limit(folder: Path) -> None:
    """Let two processes ask at arXiv's real interval."""
    with ArxivServer(load_papers()) as server:
        command = [sys.executable, "-c", ASK, server.url, str(folder)]
        running = [subprocess.Popen(command, env=ENV) for _ in range(2)]
        assert [process.wait() for process in running] == [0, 0]
    gaps = [later.at - earlier.at for earlier, later in pairwise(server.log)]
    say("limit: requests of two processes", len(server.log))
    say("limit: smallest gap in the server's log, seconds", f"{min(gaps):.2f}")


def local(folder: Path, server: ArxivServer) -> Settings:
    """Settings for a local server that need not be spared."""
    return Settings(
        cache_dir=folder,
        mirror=None,
        urls={"arxiv": server.url},
        disabled=frozenset(
            ("arxiv_oai", "arxiv_page", "datacite", "crossref", "dblp", "openalex", "semanticscholar")
        ),
        delays={"arxiv": 0},
        sleep=lambda _seconds: None,
    )


def bench_ids(folder: Path) -> None:
    """Ask for a thousand ids."""
    with ArxivServer([Paper(f"2401.{n:05}", f"Paper number {n}") for n in range(1000)]) as server:
        found = resolve([Identifier("arxiv", id_) for id_ in server.papers], local(folder, server))
        say("ids: records of 1,000 ids", len(found.records))
        say("ids: requests", len(server.log))


# -- titles ------------------------------------------------------------------------------------------------------------

FORMS = (
    "{} for {} models",
    "{} for {} models v2",
    "{} for {} models, Part II",
    "A survey of {} for {} models",
    "A survey on {} for {} models",
    "Towards {} for {} models",
    "{} without labels for {} models",
    "Re{}: revisiting {} models",
)
METHODS = (
    "sparse attention",
    "contrastive pretraining",
    "low-rank adapters",
    "quantised decoding",
    "token pruning",
)
SUBJECTS = "graph speech vision protein robot music traffic climate dialogue retrieval legal medical code math video".split()


def bench_titles(folder: Path) -> None:
    """Look up three hundred titles among sequels, second versions and twins of a survey."""
    source = random.Random(3)
    papers = [
        Paper(
            f"2402.{n:05}",
            form.format(method, subject).capitalize(),
            authors=(f"Ada Author{n}", "Alan Turing"),
        )
        for n, (form, method, subject) in enumerate(
            (f, m, s) for f in FORMS for m in METHODS for s in SUBJECTS
        )
    ]
    asked: dict[int, str | None] = {}
    with ArxivServer(papers) as server, Store.open(folder / "titles.db") as store:
        for paper in source.sample(papers, 300):
            title = source.choice(
                [paper.title, paper.title.upper(), f"{paper.title}.", paper.title.replace("-", " ")]
            )
            authors = (paper.authors[0],) if source.random() < 0.6 else ()
            asked[add_record(store, Record(title=title, authors=authors), "bib").entry_id] = paper.id
        for number in range(60):
            title = (
                f"{source.choice(METHODS)} for {source.choice(SUBJECTS)} agents number {number}".capitalize()
            )
            asked[add_record(store, Record(title=title), "bib").entry_id] = None
        fetch(store, local(folder, server))
        got = {entry.id: entry.arxiv_id for entry in store.load_entries(asked)}
    wrong = sum(value is not None and value != asked[number] for number, value in got.items())
    right = sum(value is not None and value == asked[number] for number, value in got.items())
    say("titles: wrong ids accepted", wrong)
    say("titles: right ones found", f"{right} of {sum(value is not None for value in asked.values())}")


# -- kill --------------------------------------------------------------------------------------------------------------

FETCH = """
import sys
from pathlib import Path
from readlist.enrichment.fetch import fetch
from readlist.providers.resolver import Settings
from readlist.storage.database import Store
library, url, cache = sys.argv[1:]
settings = Settings(cache_dir=Path(cache), mirror=None, urls={"arxiv": url}, delays={"arxiv": 0}, cache_days=0, timeout=1,
    disabled=frozenset(("arxiv_oai", "arxiv_page", "datacite")))
with Store.open(Path(library)) as store:
    report = fetch(store, settings)
sys.exit(1 if report.failure else 0)
"""
QUERIES = (
    "SELECT key, title, authors, abstract, year, month, categories, url, origins FROM entry ORDER BY id",
    "SELECT entry_id, origin, record FROM claim ORDER BY entry_id, origin",
    "SELECT entry_id, asked, state, origin, record, facts, evidence FROM finding ORDER BY entry_id",
    "SELECT entry_id, scheme, value, version FROM identifier ORDER BY entry_id, id",
)


def bench_kill(folder: Path) -> None:
    """Kill ``fetch`` fifty times, then let it end."""
    papers = [Paper(f"2401.{n:05}", f"Paper number {n} about things") for n in range(700)]
    source = random.Random(11)
    kills = 0
    with ArxivServer(papers) as server:
        for name in ("undisturbed", "disturbed"):
            with Store.open(folder / f"{name}.db") as store:
                for n, paper in enumerate(papers):
                    ids = (Identifier("arxiv", paper.id),) if n % 3 else ()
                    add_record(store, Record(title=paper.title, ids=ids), "bib")
        run(folder, "undisturbed", server)
        while True:
            process = start(folder, "disturbed", server)
            try:
                if kills < 50:
                    process.wait(source.uniform(0.4, 1.4))
                code = process.wait()
                break
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
                kills += 1
    say("kill: times killed before it ended", f"{kills} (then exit code {code})")
    say(
        "kill: the same as undisturbed",
        content(folder / "disturbed.db") == content(folder / "undisturbed.db"),
    )


def start(folder: Path, name: str, server: ArxivServer) -> subprocess.Popen[bytes]:
    """Begin a fetch."""
    command = [sys.executable, "-c", FETCH, str(folder / f"{name}.db"), server.url, str(folder / name)]
    return subprocess.Popen(command, env=ENV)


def run(folder: Path, name: str, server: ArxivServer) -> None:
    """Let a fetch run to its end."""
    assert start(folder, name, server).wait() == 0


def content(path: Path) -> list[list[tuple[object, ...]]]:
    """Everything a library holds, except times and row numbers."""
    with Store.open(path) as store:
        return [store.query(sql) for sql in QUERIES]


BENCHES = {
    "mirror": bench_mirror,
    "limit": bench_limit,
    "ids": bench_ids,
    "titles": bench_titles,
    "kill": bench_kill,
}

if __name__ == "__main__":
    for chosen in sys.argv[1:] or BENCHES:
        with tempfile.TemporaryDirectory() as temporary:
            BENCHES[chosen](Path(temporary))
