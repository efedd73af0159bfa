"""Measure how the cost of reading and of matching grows with the size of a list, for shapes that invite squares.

    python benchmarks/growth.py [--sizes 1000,4000,16000] [--shape NAME]

Prints processor time in seconds at each size, and the exponent between the first and the last: 1 is linear. ``read`` is
the reader alone, ``import`` the whole import into a new library. Run it with ``make growth``.
"""

from __future__ import annotations

import argparse
import math
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from readlist import Library
from readlist.formats import readers

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS = (
    "adaptive sparse neural retrieval ranking transport graph kernel attention memory causal tensor".split()
)


def title(n: int) -> str:
    """A title of its own for each number."""
    return " ".join(WORDS[(n // 12**place) % 12] for place in range(5)).capitalize() + f" {n}"


def lines(item: Callable[[int], str]) -> Callable[[int], str]:
    """A markdown list of items."""
    return lambda n: "# Papers\n\n" + "\n".join(map(item, range(n))) + "\n"


def entries(item: Callable[[int], str]) -> Callable[[int], str]:
    """A file of records, one after the other."""
    return lambda n: "\n".join(map(item, range(n))) + "\n"


SHAPES: dict[str, tuple[str, Callable[[int], str]]] = {
    "linked titles": (
        "a.md",
        lines(lambda n: f"- [{title(n)}](https://arxiv.org/abs/{2000 + n // 90000}.{n:05d})"),
    ),
    "plain titles": ("a.md", lines(lambda n: f"- {title(n)}. Ada Lovelace, Alan Turing. ICML 2020.")),
    "one URL": ("a.md", lines(lambda n: f"- [{title(n)}](https://example.org/all)")),
    "one title": ("a.md", lines(lambda n: f"- [The same title every time](https://example.org/{n})")),
    "one author": ("a.md", lines(lambda n: f"- **{title(n)}**, Ada Lovelace, 2020")),
    "nested bullets": ("a.md", lines(lambda n: f"{'  ' * (n % 12)}- {title(n)}")),
    "headings": ("a.md", lines(lambda n: f"## {title(n)}\n\n- Authors: Ada Lovelace\n- Year: 2020\n")),
    "one table": (
        "a.md",
        lambda n: (
            "| Title | Year |\n| --- | --- |\n" + "\n".join(f"| {title(i)} | 2020 |" for i in range(n)) + "\n"
        ),
    ),
    "one paragraph": ("a.md", lines(title)),
    "one line": ("a.md", lambda n: "# Papers\n\n" + " ".join(map(title, range(n))) + "\n"),
    "open brackets": ("a.md", lambda n: "# Papers\n\n" + "[" * n + "\n"),
    "stars": ("a.md", lambda n: "# Papers\n\n" + "*a " * n + "\n"),
    "backticks": ("a.md", lambda n: "# Papers\n\n" + " ".join("`" * (i % 50 + 1) for i in range(n)) + "\n"),
    "quoted lines": ("a.md", lines(lambda n: f"> {title(n)}")),
    "prose": ("a.md", lines(lambda n: f"{title(n)} is a sentence of a longer text.\n")),
    "BibTeX": (
        "a.bib",
        entries(
            lambda n: f"@article{{k{n}, title = {{{title(n)}}}, author = {{Lovelace, Ada}}, year = 2020}}"
        ),
    ),
    "RIS": (
        "a.ris",
        entries(lambda n: f"TY  - JOUR\nTI  - {title(n)}\nAU  - Lovelace, Ada\nPY  - 2020\nER  - \n"),
    ),
}


def measure(make: Callable[[int], str], name: str, size: int) -> tuple[float, float]:
    """Return the processor seconds of reading a text, and of importing it."""
    text = make(size)
    start = time.process_time()
    readers.read(text, name)
    read = time.process_time() - start
    with tempfile.TemporaryDirectory(prefix="readlist-") as folder:
        path = Path(folder) / name
        path.write_text(text, encoding="utf-8")
        with Library.open(Path(folder) / "library.db") as library:
            start = time.process_time()
            library.import_paths([path])
            return read, time.process_time() - start


def main() -> None:
    """Print a table of times and exponents."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default="1000,4000,16000", help="numbers of items, smallest first")
    parser.add_argument("--shape", choices=SHAPES, help="only this shape")
    given = parser.parse_args()
    sizes = [int(size) for size in given.sizes.split(",")]
    print(f"{'':16}{'read':>32}{'import':>34}")
    for shape, (name, make) in SHAPES.items():
        if given.shape in (None, shape):
            found = [measure(make, name, size) for size in sizes]
            print(
                f"{shape:16}" + "  ".join(_row(sizes, times) for times in zip(*found, strict=True)),
                flush=True,
            )


def _row(sizes: list[int], times: tuple[float, ...]) -> str:
    exponent = math.log(max(times[-1], 1e-6) / max(times[0], 1e-6)) / math.log(sizes[-1] / sizes[0])
    return "".join(f"{seconds:8.2f}" for seconds in times) + f"  ^{exponent:.2f}"


if __name__ == "__main__":
    main()
