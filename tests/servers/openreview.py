"""OpenReview on a local port: API v2 at the root, v1 below ``/v1``, the pages of submissions at ``/forum``.

As since 2026, both APIs answer with a challenge for browsers to those who send no token; ``/login`` gives one for the
password. ``opened`` lets everyone in, as before.
"""

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

    def __init__(self, second=(), first=(), *, opened=False):
        super().__init__()
        self.opened = opened
        self.account = {"id": "me@example.org", "password": "sécret"}
        self.second = {one["id"]: one for one in second}
        self.first = {one["id"]: one for one in first}

    def answer(self, request):
        is_first = request.path.startswith("/v1/")
        if request.path == "/forum":
            return self._page(request.query.get("id"))
        if request.path.endswith("/login"):
            return self._log_in(request, is_first=is_first)
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not self.opened and token not in (self._token(is_first=is_first), "given"):
            return _json(CHALLENGE, 403)
        notes = self.first if is_first else self.second
        if title := request.query.get("content.title"):
            found = next((one for one in notes.values() if one["content"]["title"] == title), None)
        else:
            found = notes.get(request.query.get("id"))
        if found and not is_first:
            found = found | {"content": {name: {"value": value} for name, value in found["content"].items()}}
        if not found and not is_first and not title:
            return _json({"name": "NotFoundError", "message": "The Note was not found"}, 404)
        content = {"notes": [found] if found else [], "count": int(bool(found))}
        return _json(content)

    def _token(self, *, is_first):
        return "token-one" if is_first else "token-two"

    def _log_in(self, request, *, is_first):
        if request.method != "POST" or json.loads(request.body) != self.account:
            return _json({"name": "Error", "message": "Invalid username or password"}, 400)
        return _json({"token": self._token(is_first=is_first), "user": {}})

    def _page(self, forum):
        found = self.second.get(forum) or self.first.get(forum)
        if not found:
            return Reply(b"<title>Not found</title>", 404, {"Content-Type": "text/html"})
        content = found["content"]
        tags = [
            ("citation_title", content["title"]),
            *(("citation_author", name) for name in content["authors"]),
            ("citation_publication_date", "2024/01/16"),
            ("citation_abstract", content["abstract"]),
        ]
        metas = "".join(f'<meta name="{name}" content="{text}">' for name, text in tags)
        return Reply(f"<html><head>{metas}</head></html>".encode(), 200, {"Content-Type": "text/html"})


CHALLENGE = {"name": "ChallengeRequiredError", "message": "Please complete the challenge", "status": 403}


def _json(content, status=200):
    return Reply(json.dumps(content).encode(), status, {"Content-Type": "application/json"})
