"""DBLP's publication search on a local port: at most a hundred hits, newest first, CoRR among them.

After ``burst`` requests it answers 429 once, and then drops connections.
"""

from __future__ import annotations

import json
import re

from servers.base import Reply, Server, reset


def publication(title, authors, venue, year, *, doi=None, ee=None, kind="Conference and Workshop Papers"):
    """Return the ``info`` of a hit; a single author is not in a list."""
    people = [{"@pid": "1/1", "text": name} for name in authors]
    info = {
        "authors": {"author": people if len(people) > 1 else people[0]},
        "title": f"{title}.",
        "venue": venue,
        "year": str(year),
        "type": kind,
        "url": "https://dblp.org/rec/conf/x/1",
        "ee": ee or (f"https://doi.org/{doi}" if doi else "https://example.org/paper"),
    }
    return info | ({"doi": doi.upper()} if doi else {})


def corr(title, authors, year, arxiv):
    """Return DBLP's record of a paper at arXiv."""
    return publication(
        title, authors, "CoRR", year, doi=f"10.48550/arXiv.{arxiv}", kind="Informal and Other Publications"
    )


class DblpServer(Server):
    """Serves ``publications`` by the words of title and authors."""

    def __init__(self, publications=(), burst=10**9):
        super().__init__()
        self.publications = list(publications)
        self.burst = burst

    def answer(self, request):
        if len(self.log) == self.burst + 1:
            return Reply(b"Too many requests", 429, {"Retry-After": "60"})
        if len(self.log) > self.burst:
            self.always = reset
        words = re.findall(r"\w+", request.query["q"].lower())
        found = [one for one in self.publications if all(word in _text(one) for word in words)]
        found.sort(key=lambda one: one["year"], reverse=True)
        hits = found[: min(100, int(request.query.get("h", 30)))]
        content = {"@total": str(len(found)), "@sent": str(len(hits))}
        if hits:
            content["hit"] = [{"@score": "1", "@id": "1", "info": one} for one in hits]
        return Reply(
            json.dumps({"result": {"hits": content}}).encode(), 200, {"Content-Type": "application/json"}
        )


def _text(info):
    people = info["authors"]["author"]
    names = [one["text"] for one in (people if isinstance(people, list) else [people])]
    return " ".join((info["title"], *names)).lower()
