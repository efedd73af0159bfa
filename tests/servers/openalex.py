"""OpenAlex on a local port: works by DOI for free, title searches at ten credits of a daily budget."""

from __future__ import annotations

import json
from urllib.parse import unquote

from servers.base import Reply, Server

ANONYMOUS, WITH_KEY = 1000, 10_000
"""Credits a day."""
RESET = 54_000


def location(url, *, doi=None, venue="Journal of Things", kind="journal", version="publishedVersion"):
    """Return a place in which a work has appeared; ``kind`` is that of its source."""
    source = {"display_name": venue, "type": kind} if venue else None
    return {"landing_page_url": url, "doi": doi, "source": source, "version": version}


def work(doi, title, *, authors=("Ada Lovelace", "Alan Turing"), year=2021, locations=None, **more):
    """Return a work in the API's format."""
    places = locations or [location(f"https://doi.org/{doi}")]
    return {
        "id": "https://openalex.org/W1",
        "doi": f"https://doi.org/{doi}",
        "title": title,
        "publication_year": year,
        "publication_date": f"{year}-03-01",
        "authorships": [{"author": {"display_name": name}} for name in authors],
        "primary_location": places[0],
        "locations": places,
        "abstract_inverted_index": {"study": [1], "We": [0], "things.": [2]},
    } | more


class OpenalexServer(Server):
    """Serves ``works`` by DOI and by title; ``spent`` counts the credits of the day."""

    def __init__(self, works=()):
        super().__init__()
        self.works = {one["doi"].removeprefix("https://doi.org/").lower(): one for one in works}
        self.spent = 0
        self.key = "paid"

    def answer(self, request):
        if request.path.startswith("/works/doi:"):
            found = self.works.get(unquote(request.path).removeprefix("/works/doi:").lower())
            return _json(found or {"error": "Not found"}, 200 if found else 404, {})
        if request.path != "/works" or "mailto" in request.query:
            return _json({"error": "Invalid query parameter"}, 400, {})
        budget = WITH_KEY if request.query.get("api_key") == self.key else ANONYMOUS
        if self.spent + 10 > budget:
            return _json({"error": "Daily limit exceeded"}, 429, {"Retry-After": str(RESET)})
        self.spent += 10
        left = {"x-ratelimit-remaining": str(budget - self.spent), "x-ratelimit-reset": str(RESET)}
        asked = request.query["filter"].removeprefix("title.search:").lower().split()
        results = [one for one in self.works.values() if all(word in one["title"].lower() for word in asked)]
        return _json({"results": results[: int(request.query["per-page"])]}, 200, left)


def _json(content, status, headers):
    return Reply(json.dumps(content).encode(), status, {"Content-Type": "application/json", **headers})
