"""Semantic Scholar's batch endpoint on a local port: papers in the order of the request, null for unknown ids."""

from __future__ import annotations

import json

from servers.base import Reply, Server


def paper(title, *, venue="Neural Information Processing Systems", year=2020, **ids):
    """Return a paper in the API's format; ``ids`` are those of ``externalIds``: ArXiv, DOI, ACL."""
    return {
        "paperId": "0" * 40,
        "externalIds": {"CorpusId": 1, **ids},
        "title": title,
        "abstract": None,
        "venue": venue,
        "year": year,
        "publicationDate": f"{year}-12-06",
        "authors": [{"authorId": "1", "name": "Ada Lovelace"}],
    }


class SemanticscholarServer(Server):
    """Serves ``papers`` by any of their external ids."""

    def __init__(self, papers=()):
        super().__init__()
        self.papers = {
            f"{scheme.upper()}:{value}".lower(): one
            for one in papers
            for scheme, value in one["externalIds"].items()
        }

    def answer(self, request):
        if request.path == "/paper/search/match":
            return self._match(request.query["query"].lower())
        found = [self.papers.get(asked.lower()) for asked in json.loads(request.body)["ids"]]
        if not any(found):
            return Reply(b'{"error":"No valid paper ids given"}', 400, {"Content-Type": "application/json"})
        return Reply(json.dumps(found).encode(), 200, {"Content-Type": "application/json"})

    def _match(self, title):
        found = next((one for one in self.papers.values() if one["title"].lower() == title), None)
        content = {"data": [found | {"matchScore": 99.0}]} if found else {"error": "Title match not found"}
        return Reply(
            json.dumps(content).encode(), 200 if found else 404, {"Content-Type": "application/json"}
        )
