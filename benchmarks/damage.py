"""What each reading and checking command says of forty damaged libraries: python benchmarks/damage.py.

Prints for each kind of damage and each message how often it was said; paths, numbers and names are left out.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

from damages import COMMANDS, DAMAGES  # noqa: E402
from readlist import Library  # noqa: E402

EACH = 8
NOTE = "# Papers\n\n" + "".join(
    f"- [Work {n} on Low-Rank Adaptation](https://arxiv.org/abs/2106.{9685 + n:05d}) #moe\n"
    for n in range(40)
)


def run(folder: Path, words: tuple[str, ...]) -> tuple[int, str]:
    """Return the exit code of a command, and its error and hint without what differs between files."""
    env = {"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "readlist", "--db", "l.db", *words]
    done = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=120
    )
    said = [line for line in done.stderr.splitlines() if line.startswith(("Error: ", "Hint: ", "Traceback"))]
    text = re.sub(r"(?:/[\w.-]+)+", "FILE", " ".join(said))
    return done.returncode, re.sub(r"\d+", "N", text)[:200]


def main() -> None:
    """Print the table."""
    said: Counter[tuple[str, int, str]] = Counter()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "papers.md").write_text(NOTE, encoding="utf-8")
        with Library.open(folder / "l.db") as library:
            library.import_paths([folder / "papers.md"])
        whole = (folder / "l.db").read_bytes()
        for damage in DAMAGES:
            chosen = random.Random(damage.__name__)
            for _ in range(EACH):
                broken = bytes(damage(bytearray(whole), chosen))
                for words in COMMANDS.values():
                    for path in (*folder.glob("l.db-*"), *folder.glob("copy.db*")):
                        path.unlink()
                    (folder / "l.db").write_bytes(broken)
                    said[damage.__name__.replace("_", " "), *run(folder, words)] += 1
    print("| damage | exit code | said | times |\n| --- | --- | --- | --- |")
    for (damage_name, code, text), times in sorted(said.items(), key=lambda one: (one[0][0], -one[1])):
        print(f"| {damage_name} | {code} | {text or 'an answer'} | {times} |")


if __name__ == "__main__":
    main()
