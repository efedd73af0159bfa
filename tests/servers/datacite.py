"""DataCite's REST API on a local port: one DOI per URL, in the JSON:API format."""

from __future__ import annotations

import json
import re
from urllib.parse import unquote

from servers.base import Reply, Server


def work(doi, title, **more):
    """Return the attributes of a DOI in DataCite's format; ``more`` replaces or adds some."""
    return {
        "doi": doi,
        "titles": [{"title": title}],
        "creators": [
            {"name": "Lovelace, Ada", "nameType": "Personal", "givenName": "Ada", "familyName": "Lovelace"},
            {"name": "Turing, Alan", "nameType": "Personal"},
            {"name": "Things, Inc.", "nameType": "Organizational"},
        ],
        "publicationYear": 2022,
        "dates": [{"date": "2022-05-03", "dateType": "Issued"}],
        "descriptions": [
            {"description": "Notes", "descriptionType": "Other"},
            {"description": "We <i>study</i> a thing.", "descriptionType": "Abstract"},
        ],
        "types": {"resourceTypeGeneral": "Preprint"},
        "citationCount": 3,
    } | more


class DataciteServer(Server):
    """Serves ``works`` by DOI, in any case."""

    def __init__(self, works=()):
        super().__init__()
        self.works = {one["doi"].lower(): one for one in works}

    def answer(self, request):
        if request.path == "/dois":
            return self._query(request)
        found = self.works.get(unquote(request.path).removeprefix("/dois/").lower())
        if found is None:
            content = {
                "errors": [{"status": "404", "title": "The resource you are looking for doesn't exist."}]
            }
            return Reply(json.dumps(content).encode(), 404, {"Content-Type": "application/json"})
        content = {"data": {"id": found["doi"], "type": "dois", "attributes": found}}
        return Reply(json.dumps(content).encode(), 200, {"Content-Type": "application/vnd.api+json"})

    def _query(self, request):
        asked = re.findall(r'"([^"]*)"', request.query["query"])
        found = [self.works[doi.lower()] for doi in reversed(asked) if doi.lower() in self.works]
        most = int(request.query.get("page[size]", 25))
        data = [{"id": one["doi"], "type": "dois", "attributes": one} for one in found[:most]]
        content = {"data": data, "meta": {"total": len(found)}}
        return Reply(json.dumps(content).encode(), 200, {"Content-Type": "application/vnd.api+json"})
