"""How commands fare while providers are down, in real time: python benchmarks/providers.py [TASK or FAULT…].

Local servers stand in for the providers, with the providers' own intervals between requests. For each fault and each
set of providers that have it, the table shows seconds, requests, from where works were added, and what was said. Tasks:

    one, ten, hundred   add arXiv IDs
    doi, title          add a DOI, a title
    openreview, acl     add an ID of these
    updates             fetch --updates for five preprints
"""

from __future__ import annotations

import contextlib
import socket
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from readlist.curation.add_by_identifier import add_works
from readlist.enrichment.fetch import fetch
from readlist.enrichment.updates import find_updates
from readlist.model.provenance import PROVIDERS
from readlist.providers.settings import Settings
from readlist.storage.database import Store
from servers import acl, crossref, datacite, dblp, openalex, openreview, semanticscholar
from servers import base as faults
from servers.arxiv import ArxivServer, Paper, full

FAULTS = {
    "full (429)": full,
    "hangs": faults.hang,
    "drips its head": faults.drip_head,
    "drips its body": faults.drip,
    "503, wait 15 hours": faults.status(503, retry_after=54_000),
    "refuses (403)": faults.status(403, body=b'{"name": "ChallengeRequiredError"}'),
    "resets": faults.reset,
    "a login page": faults.body(b"<html>Log in</html>", "text/html"),
    "fails (500)": faults.status(500),
    "sends nothing": faults.body(b"", "application/json"),
    "nobody listens": None,
    "other JSON": faults.body(b'{"message": [1], "data": {}, "results": "x"}', "application/json"),
    "huge": faults.huge(),
}
TITLE = "Learned Indexes for Ordinary Libraries of Papers"
DOI = "10.1000/learned"
PAPERS = [
    *(Paper(f"2401.{number:05}", f"Paper number {number} about things") for number in range(100)),
    Paper("2402.00001", TITLE),
]
REVIEWED, ANTHOLOGY = "aB3dE5fG7h", "P18-1001"
ARXIV = {"API": "/api/query", "OAI-PMH": "/oai", "page": "/abs"}
"""Services of arXiv, each with the start of its paths."""
SERVICES = {"API": "arxiv", "OAI-PMH": "arxiv_oai", "page": "arxiv_page"}
"""The names that the settings have for them."""


class World(contextlib.ExitStack):
    """A server for each provider; all of them have the work with ``TITLE``."""

    def __init__(self):
        super().__init__()
        start = self.enter_context
        self.servers = {
            "arxiv": start(ArxivServer(PAPERS)),
            "datacite": start(
                datacite.DataciteServer(
                    datacite.work(f"10.48550/arXiv.{one.id}", one.title) for one in PAPERS
                )
            ),
            "crossref": start(crossref.CrossrefServer([crossref.work(DOI, TITLE)])),
            "dblp": start(
                dblp.DblpServer(
                    [dblp.publication(TITLE, ["Ada Lovelace", "Alan Turing"], "ICTT", 2021, doi=DOI)]
                )
            ),
            "openalex": start(openalex.OpenalexServer([openalex.work(DOI, TITLE)])),
            "semanticscholar": start(
                semanticscholar.SemanticscholarServer([semanticscholar.paper(TITLE, DOI=DOI)])
            ),
            "openreview": start(openreview.OpenreviewServer([openreview.note(REVIEWED, TITLE)])),
            "acl": start(acl.AclServer()),
        }

    def settings(self, folder):
        """Settings with the providers' own limits, for these servers."""
        return Settings(
            cache_dir=folder,
            mirror=None,
            urls={name: server.url for name, server in self.servers.items()},
            disabled=frozenset(PROVIDERS) - {*self.servers, "arxiv_oai", "arxiv_page"},
        )

    def break_down(self, names, fault, settings):
        """Let these providers, or services of arXiv, fail from now on; return settings for that."""
        self.servers["arxiv"].broken = {ARXIV[name]: fault for name in names if name in ARXIV}
        for name, server in self.servers.items():
            server.log.clear()
            server.always = fault if name in names else None
        if fault:
            return settings
        arxiv = self.servers["arxiv"].origin
        own = {name: arxiv + ARXIV[service] for service, name in SERVICES.items()}
        nowhere = dict.fromkeys((SERVICES.get(name, name) for name in names), closed_port())
        return replace(settings, urls={**settings.urls, **own, "arxiv_page": arxiv, **nowhere})

    def requests(self):
        """Requests to each provider."""
        return " ".join(f"{name} {len(server.log)}" for name, server in self.servers.items() if server.log)


def closed_port():
    """Return the URL of a port at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        return f"http://127.0.0.1:{closed.getsockname()[1]}"


def added(works):
    """A task that adds works: the sources of those that were added, and what was said of the others."""

    def run(store, settings):
        done = add_works(store, works, settings=settings, confirm=bool)
        sources = Counter(one.source for one in done if one.key)
        return _count(sources), next((f"{one.error.message}" for one in done if one.error), "")

    return run


def updated(store, settings):
    """A task that looks for publications of five preprints: how many were found, and what was said."""
    report = find_updates(store, settings)
    found = Counter(one.origin for one in report.updates if one.what == "published")
    return _count(found), report.failure.message if report.failure else ""


def _count(sources):
    return ", ".join(f"{number} {name}" for name, number in sources.items()) or "none"


FIRST = [one.id for one in PAPERS]
TASKS = {
    "one": (added(FIRST[:1]), ("API", "OAI-PMH", "page", "datacite")),
    "ten": (added(FIRST[:10]), ("API", "OAI-PMH", "page", "datacite")),
    "hundred": (added(FIRST[:100]), ("API", "OAI-PMH", "page", "datacite")),
    "doi": (added([DOI]), ("crossref", "datacite", "openalex")),
    "title": (added([TITLE]), ("API", "crossref", "dblp", "openalex", "semanticscholar")),
    "openreview": (added([f"https://openreview.net/forum?id={REVIEWED}"]), ("openreview",)),
    "acl": (added([ANTHOLOGY]), ("acl",)),
    "updates": (updated, ("API", "OAI-PMH", "crossref", "dblp", "openalex", "semanticscholar", "openreview")),
}
"""What is done, and the providers that it may ask."""


def sets_of(names):
    """Each provider alone, the first ones together, all together."""
    sets = [(name,) for name in names]
    sets += [names[:count] for count in range(2, len(names) + 1)]
    return dict.fromkeys(sets)


def measure(task, fault, down):
    """Run a task in a new library and return the columns of the table."""
    with (
        World() as world,
        tempfile.TemporaryDirectory() as name,
        Store.open(Path(name) / "library.db") as store,
    ):
        settings = world.settings(Path(name))
        if task is updated:
            add_works(store, ["2402.00001", *FIRST[:4]], settings=settings)
            fetch(store, settings)
        settings = world.break_down(down, fault, settings)
        began = time.monotonic()
        found, said = task(store, settings)
        return f"{time.monotonic() - began:.1f}", world.requests(), found, said


def main(names):
    """Print the table."""
    print("| task | fault | down | seconds | requests | found at | said |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    chosen = {name: fault for name, fault in FAULTS.items() if name in names} or FAULTS
    for name in [name for name in names if name in TASKS] or [*TASKS]:
        task, providers = TASKS[name]
        for fault_name, fault in chosen.items():
            for down in sets_of(providers):
                row = measure(task, fault, down)
                print("|", " | ".join((name, fault_name, ", ".join(down), *row)), "|", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
