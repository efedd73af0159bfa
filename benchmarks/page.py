"""Measure an exported page in a headless Chromium: time to write, first paint, index ready, key strokes.

    .venv/bin/python benchmarks/page.py [NUMBER_OF_ENTRIES]

Needs Chromium. Times are in milliseconds; a key stroke is processor time, until its results are laid out.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / "src"), str(Path(__file__).parents[1] / "tests")]

from browser import Browser  # noqa: E402
from formats.writers.pages import make_entry  # noqa: E402
from readlist.formats.writers import writer_for  # noqa: E402

QUERIES = ("p", "pa", "pap", "检", "检索", "檢索增強", "paper 99", "turing abstract 2", "nothing at all", "")
ABSTRACT = "We present a method, and measure it on several tasks in English and Chinese, 檢索 included. " * 12
REMARK = "Uses a **dense** index; see `encoder`."


def entries(number):
    for i in range(number):
        yield make_entry(
            f"key{i}",
            f"Paper {i}: 檢索增強 and a Mixture of Experts",
            topics=((f"Part {i % 8}", f"Topic {i % 80}"),),
            year=1990 + i % 35,
            tags=(f"tag{i % 7}",),
            authors=("Ada Lovelace", "Alan Turing", "姚期智"),
            url=f"https://example.org/{i}",
            abstract=ABSTRACT,
            remark=REMARK,
        )


def main():
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        start = time.perf_counter()
        with path.open("w", encoding="utf-8") as file:
            file.writelines(writer_for("html").write(entries(number)))
        print(
            f"write            {(time.perf_counter() - start) * 1000:8.0f}   {path.stat().st_size / 1e6:.1f} MB"
        )
        with Browser(Path(folder) / "profile") as browser:
            start = time.perf_counter()
            page = browser.open(path)
            print(f"searchable       {(time.perf_counter() - start) * 1000:8.0f}")
            paint = page.run("performance.getEntriesByName('first-contentful-paint')[0].startTime")
            print(f"first paint      {paint:8.0f}")
            for query in QUERIES:
                print(f"{query!r:<16} {key_stroke(page, query):8.1f}")


def key_stroke(page, query):
    """Return the processor time of the page's thread for a key stroke, however busy the machine is."""
    before = page.busy()
    page.run(
        f"(async () => {{ const box = document.getElementById('ui-search'); box.value = {query!r};"
        "box.dispatchEvent(new Event('input'));"
        "await new Promise((done) => requestAnimationFrame(() => setTimeout(done))); })()"
    )
    return (page.busy() - before) * 1000


main()
