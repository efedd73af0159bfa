"""Run random interleavings of three libraries that exchange operations, and report those that do not end alike.

    python benchmarks/exchange.py [--count 10000] [--steps 20] [--first 0] [--processes 2]

Each interleaving has a number, from which it is made: what each library does, how wrong its clock is, when it sends and
receives, and in which order. One that fails is run again with: --first NUMBER --count 1
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from interleaving import GROUP, REPLICAS, random_steps, run

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


def main() -> int:
    """Run the interleavings, print a summary, and return 1 if one of them did not end alike."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--processes", type=int, default=2)
    args = parser.parse_args()
    numbers = range(args.first, args.first + args.count)
    with ProcessPoolExecutor(args.processes) as pool:
        found = pool.map(run_one, numbers, [args.steps] * args.count, chunksize=20)
        failures = {number: text for number, text in zip(numbers, found, strict=True) if text}
    print(f"{args.count} interleavings of {args.steps} steps, {len(failures)} do not end alike")
    for text, times in Counter(failures.values()).most_common():
        first = next(number for number, other in failures.items() if other == text)
        print(f"{times:6}  {text}, first number {first}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
