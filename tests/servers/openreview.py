"""OpenReview on a local port: API v2 at the root, v1 below ``/v1``."""

from __future__ import annotations

import json

from servers.base import Reply, Server


def note(forum, title, venue="ICLR 2024 poster", **more):
    """Return a submission in the format of API v1."""
    content = {
        "title": title,
        "authors": ["Ada Lovelace", "Alan Turing"],
        "abstract": "We study\na thing.",
        "venue": venue,
        "pdf": "/pdf/0123.pdf",
    }
    return {
        "id": forum,
        "forum": forum,
        "cdate": 1695400000000,
        "pdate": 1705400000000,
        "content": content | more,
    }


class OpenreviewServer(Server):
    """Serves notes by id: ``second`` by API v2, ``first`` by v1."""

    def __init__(self, second=(), first=()):
        super().__init__()
        self.second = {one["id"]: one for one in second}
        self.first = {one["id"]: one for one in first}

    def answer(self, request):
        is_first = request.path.startswith("/v1/")
        found = (self.first if is_first else self.second).get(request.query.get("id"))
        if found and not is_first:
            found = found | {"content": {name: {"value": value} for name, value in found["content"].items()}}
        if not found and not is_first:
            error = {"name": "NotFoundError", "message": "The Note was not found"}
            return Reply(json.dumps(error).encode(), 404, {"Content-Type": "application/json"})
        content = {"notes": [found] if found else [], "count": int(bool(found))}
        return Reply(json.dumps(content).encode(), 200, {"Content-Type": "application/json"})
