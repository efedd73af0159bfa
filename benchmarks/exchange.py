"""Run random interleavings of three libraries that exchange operations, and report those that do not end alike.

    python benchmarks/exchange.py [--count 10000] [--steps 20] [--first 0] [--processes 2] [--over git|postgres]

``--over``: by a real git remote, or a PostgreSQL server of its own; a fourth library joins late, clocks may be wrong by
days, and a replay of the whole log in any order must give the same as well. Else operations travel in memory.

Each interleaving has a number, from which it is made: what each library does, how wrong its clock is, when it sends and
receives, and in which order. One that fails is run again with: --first NUMBER --count 1
"""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import random
import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import carried
from hubs import GitHub, PostgresHub
from interleaving import GROUP, REPLICAS, random_steps, run
from servers.postgres import PostgresServer

_WRONG = 1_000
"""Seconds that a clock is wrong at most."""


def run_one(number: int, steps: int) -> str | None:
    """Run the interleaving with a number; return how the libraries differ at the end, or what failed."""
    chance = random.Random(number)
    offsets = [chance.randrange(-_WRONG, _WRONG) for _ in range(REPLICAS)]
    with tempfile.TemporaryDirectory() as folder:
        try:
            found = run(
                Path(folder),
                offsets,
                random_steps(chance, steps),
                order=lambda waiting: chance.sample(waiting, len(waiting)),
                persons=GROUP if number % 2 else (),
            )
        except Exception as error:  # noqa: BLE001  (any is a failure to report)
            return f"{type(error).__name__}: {error}"
    return " ".join(found) if found else None


def run_over(number: int, steps: int) -> str | None:
    """Run the interleaving with a number over a real carrier, which each process has one of."""
    chance = random.Random(number)
    with tempfile.TemporaryDirectory() as folder:
        hub = GitHub(Path(folder)) if _hub is None else _hub
        try:
            if _hub:
                _hub.reset()
            found = carried.run(
                hub, Path(folder), carried.random_offsets(chance), carried.random_steps(chance, steps), chance
            )
        except Exception as error:  # noqa: BLE001  (any is a failure to report)
            return f"{type(error).__name__}: {error}"
    return " ".join(found) if found else None


_hub: PostgresHub | None = None
"""The hub of this process; None: a folder for each run."""


def _prepare(server: PostgresServer | None) -> None:
    global _hub  # noqa: PLW0603
    _hub = PostgresHub(server) if server else None


def _pool(args: argparse.Namespace, stack: contextlib.ExitStack) -> ProcessPoolExecutor:
    server = None
    if args.over == "postgres":
        server = stack.enter_context(PostgresServer())
        for number in range(1, REPLICAS + 4):
            server.member(f"member{number}")
    fork = multiprocessing.get_context("fork")  # the server is not to be copied
    return stack.enter_context(ProcessPoolExecutor(args.processes, fork, _prepare, (server,)))


def main() -> int:
    """Run the interleavings, print a summary, and return 1 if one of them did not end alike."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--over", choices=["git", "postgres"])
    args = parser.parse_args()
    numbers = range(args.first, args.first + args.count)
    with contextlib.ExitStack() as stack:
        run_it = run_over if args.over else run_one
        found = _pool(args, stack).map(run_it, numbers, [args.steps] * args.count, chunksize=5)
        failures = {number: text for number, text in zip(numbers, found, strict=True) if text}
    print(f"{args.count} interleavings of {args.steps} steps, {len(failures)} do not end alike")
    for text, times in Counter(failures.values()).most_common():
        first = next(number for number, other in failures.items() if other == text)
        print(f"{times:6}  {text}, first number {first}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
