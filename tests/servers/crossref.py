"""Crossref's REST API on a local port: works, filtered by DOI."""

from __future__ import annotations

import json
import re

from servers.base import Reply, Server

JSON = {"Content-Type": "application/json"}


def work(doi, title, **more):
    """Return a work in Crossref's format; ``more`` replaces or adds fields."""
    return {
        "DOI": doi,
        "type": "journal-article",
        "title": [title],
        "author": [
            {"given": "Ada", "family": "Lovelace", "sequence": "first"},
            {"given": "Alan M.", "family": "Turing", "sequence": "additional"},
        ],
        "container-title": ["Journal of Things"],
        "published": {"date-parts": [[2021, 3, 1]]},
        "is-referenced-by-count": 12,
    } | {name.replace("_", "-"): value for name, value in more.items()}


class CrossrefServer(Server):
    """Serves ``works`` by DOI, in any case."""

    def __init__(self, works=()):
        super().__init__()
        self.works = {one["DOI"].lower(): one for one in works}

    def answer(self, request):
        if request.path != "/works":
            return Reply(b"Resource not found.", 404)
        if "query.bibliographic" in request.query:
            return self._search(request)
        if request.query["filter"].startswith("relation.object:"):
            return self._related(request.query["filter"].partition(":")[2].lower())
        asked = [part.removeprefix("doi:").lower() for part in request.query["filter"].split(",")]
        items = [self.works[doi] for doi in reversed(asked) if doi in self.works]
        message = {"total-results": len(items), "items": items[: int(request.query.get("rows", 20))]}
        content = {"status": "ok", "message-type": "work-list", "message": message}
        return Reply(json.dumps(content).encode(), 200, JSON)

    def _related(self, doi):
        items = [one for one in self.works.values() if doi in json.dumps(one.get("relation", {})).lower()]
        content = {"status": "ok", "message": {"total-results": len(items), "items": items}}
        return Reply(json.dumps(content).encode(), 200, JSON)

    def _search(self, request):
        words = set(re.findall(r"\w+", request.query["query.bibliographic"].lower()))

        def score(one):
            title = set(re.findall(r"\w+", re.sub(r"<[^>]*>", "", one["title"][0].lower())))
            return len(words & title) / max(1, len(words | title))

        items = sorted((one for one in self.works.values() if score(one) > 0.3), key=score, reverse=True)
        message = {"total-results": len(items), "items": items[: int(request.query.get("rows", 20))]}
        content = {"status": "ok", "message-type": "work-list", "message": message}
        return Reply(json.dumps(content).encode(), 200, JSON)
