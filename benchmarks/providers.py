"""How ``add`` fares while sources for arXiv IDs are down, in real time: python benchmarks/providers.py.

Local servers stand in for arXiv and DataCite, with arXiv's rule of one request in three seconds. For each fault and each
set of sources that have it, the table shows seconds, requests to arXiv and to DataCite, what was added, and what was said.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from readlist.curation.add_by_identifier import add_works
from readlist.model.provenance import PROVIDERS
from readlist.providers.settings import Settings
from readlist.storage.database import Store
from servers import base as faults
from servers import datacite
from servers.arxiv import ArxivServer, Paper, full

FAULTS = {
    "full (429)": full,
    "hangs": faults.hang,
    "drips its head": faults.drip_head,
    "503, 15 hours": faults.status(503, retry_after=54_000),
    "resets": faults.reset,
}
API, OAI, PAGE, REGISTRY = "/api/query", "/oai", "/abs", "DataCite"
DOWN = {
    "API": (API,),
    "OAI-PMH": (OAI,),
    "API, OAI-PMH": (API, OAI),
    "API, DataCite": (API, REGISTRY),
    "API, OAI-PMH, DataCite": (API, OAI, REGISTRY),
    "all": (API, OAI, PAGE, REGISTRY),
}
PAPERS = [Paper(f"2401.{number:05}", f"Paper number {number} about things") for number in range(100)]
USED = {"arxiv", "arxiv_oai", "arxiv_page", "datacite"}


def measure(count, fault, down):
    """Add ``count`` IDs to a new library and return the columns of the table."""
    works = [datacite.work(f"10.48550/arXiv.{one.id}", one.title) for one in PAPERS]
    with (
        ArxivServer(PAPERS) as arxiv,
        datacite.DataciteServer(works) as registry,
        tempfile.TemporaryDirectory() as folder,
        Store.open(Path(folder) / "library.db") as store,
    ):
        arxiv.broken = {path: fault for path in down if path != REGISTRY}
        registry.always = fault if REGISTRY in down else None
        settings = Settings(
            cache_dir=Path(folder),
            mirror=None,
            urls={"arxiv": arxiv.url, "datacite": registry.url},
            disabled=frozenset(PROVIDERS) - USED,
        )
        began = time.monotonic()
        done = add_works(store, [one.id for one in PAPERS[:count]], settings=settings)
        seconds = time.monotonic() - began
        added = [one.source for one in done if one.key]
        said = next((one.error.message for one in done if one.error), "")
    sources = ", ".join(f"{added.count(name)} {name}" for name in dict.fromkeys(added)) or "none"
    return f"{seconds:.1f}", len(arxiv.log), len(registry.log), sources, said


def main(counts):
    """Print the table."""
    print("| IDs | fault | down | seconds | arXiv | DataCite | added from | said |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for count in counts:
        for name, fault in FAULTS.items():
            for sources, down in DOWN.items():
                row = measure(count, fault, down)
                print("|", " | ".join(map(str, (count, name, sources, *row))), "|", flush=True)


if __name__ == "__main__":
    main([int(text) for text in sys.argv[1:]] or [1, 10])
