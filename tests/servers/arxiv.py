"""arXiv on a local port: the query API, OAI-PMH, abstract pages and PDFs, each with its faults.

    /api/query   Atom with arXiv's namespaces, error entries; ``full`` answers as it has done for hours in 2026
    /oai         GetRecord and ListRecords in the format arXivRaw: the latest version of each paper only
    /abs/        a page with ``citation_*`` tags

As a script it serves a few real papers for a demonstration: ``python tests/servers/arxiv.py`` prints its address and
serves until it is stopped; ``python tests/servers/arxiv.py COMMAND…`` runs the command with the address in its
environment.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from xml.sax.saxutils import escape

if __name__ == "__main__":  # a script has its own folder, not tests/, as the first import path
    sys.path[0] = str(Path(__file__).parent.parent)

from readlist.model.identifiers import parse_arxiv
from servers import arxiv_oai
from servers.base import Reply, Server


@dataclass(frozen=True)
class Paper:
    """A paper at arXiv; ``version`` is its latest version."""

    id: str
    title: str
    authors: tuple = ("Ada Lovelace", "Alan Turing")
    abstract: str = "We study a thing.\n  It works."
    published: str = "2021-06-17T17:37:18Z"
    updated: str = "2021-10-16T18:40:34Z"
    version: int = 1
    categories: tuple = ("cs.CL", "cs.LG")
    comment: str | None = None
    journal: str | None = None
    doi: str | None = None


def load_papers():
    """Load a few real papers from ``papers.json`` beside this file."""
    rows = json.loads(Path(__file__).with_name("papers.json").read_text(encoding="utf-8"))
    return [Paper(**{k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}) for row in rows]


class ArxivServer(Server):
    """Serves ``papers``; as at arXiv, one malformed id, or one of ``refused``, fails its whole list."""

    def __init__(self, papers=(), port=0):
        super().__init__(port)
        self.url = f"{self.origin}/api/query"
        self.papers = {paper.id: paper for paper in papers}
        self.refused = set()
        self.most_query = 4000

    def answer(self, request):
        if request.path.startswith("/pdf/"):
            body = b"%PDF-1.5\n" + request.path.encode() * 100 + b"\n%%EOF\n"
            return Reply(body, 200, {"Content-Type": "application/pdf"})
        if request.path == "/oai":
            return arxiv_oai.answer(self, request)
        if request.path.startswith("/abs/"):
            return self._page(request.path.removeprefix("/abs/"))
        if request.path != "/api/query":
            return Reply(b"<html>Not found</html>", 404, {"Content-Type": "text/html"})
        ids = [part for part in request.query.get("id_list", "").split(",") if part]
        start, most = int(request.query.get("start", 0)), int(request.query.get("max_results", 10))
        if sum(map(len, ids)) > self.most_query:
            return Reply(b"<html>414 Request-URI Too Large</html>", 414)
        for text in ids:
            if parse_arxiv(text) is None or text in self.refused:
                return Reply(_error(text), 400, ATOM)
        found = self._by_id(ids) if ids else self._by_query(request.query.get("search_query", ""))
        return Reply(_feed(found[start : start + most], len(found), start, most), 200, ATOM)

    def _page(self, text):
        found = self._by_id([text]) if parse_arxiv(text) else ()
        if not found:
            return Reply(b"<html>Article not found</html>", 404, {"Content-Type": "text/html"})
        return Reply(_page(found[0]), 200, {"Content-Type": "text/html; charset=utf-8"})

    def _by_id(self, ids):
        found = []
        for text in ids:
            asked = parse_arxiv(text)
            paper = self.papers.get(asked.value)
            if paper and (asked.version or 1) <= paper.version:
                found.append(replace(paper, version=asked.version or paper.version))
        return sorted(found, key=lambda paper: paper.id[::-1])  # unlike the order of the request

    def _by_query(self, query):
        words = [word.lower() for word in re.findall(r"ti:(\w+)", query)]
        scored = []
        for paper in self.papers.values():
            title = re.findall(r"\w+", paper.title.lower())
            if words and all(word in title for word in words):
                scored.append((len(title), paper.id, paper))
        return [paper for *_, paper in sorted(scored, key=lambda row: row[:2])]


def _page(paper):
    """Return an abstract page, with the names of its tags as arXiv writes them."""
    names = (" ".join(name.split()) for name in paper.authors)
    authors = [f"{name.rpartition(' ')[2]}, {name.rpartition(' ')[0]}" for name in names]
    tags = [
        ("citation_title", paper.title),
        *(("citation_author", name) for name in authors),
        ("citation_date", paper.published[:10].replace("-", "/")),
        ("citation_online_date", paper.updated[:10].replace("-", "/")),
        ("citation_pdf_url", f"https://arxiv.org/pdf/{paper.id}"),
        ("citation_arxiv_id", paper.id),
        ("citation_abstract", paper.abstract),
    ]
    metas = "".join(
        f'<meta name="{name}" content="{escape(text, {chr(34): "&quot;"})}"/>\n' for name, text in tags
    )
    return f"<html><head><title>[{paper.id}] {escape(paper.title)}</title>\n{metas}</head></html>".encode()


def full(reply, handler):
    """Answer as the API does for hours: it is the service that is full, so there is nothing to wait for."""
    return Reply(b"Rate exceeded.", 429, {"Content-Type": "text/plain"})


ATOM = {"Content-Type": "application/atom+xml; charset=utf-8"}
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom">
  <title>ArXiv Query</title>
  <id>https://arxiv.org/api/query</id>
  <updated>2026-01-01T00:00:00Z</updated>
  <opensearch:totalResults>{total}</opensearch:totalResults>
  <opensearch:startIndex>{start}</opensearch:startIndex>
  <opensearch:itemsPerPage>{most}</opensearch:itemsPerPage>
"""


def _feed(papers, total, start, most):
    return "".join(
        [_HEAD.format(total=total, start=start, most=most), *map(_entry, papers), "</feed>\n"]
    ).encode()


def empty(total):
    """Answer with a feed without entries that claims ``total`` of them."""
    return lambda reply, handler: Reply(_feed([], total, 0, 100), 200, ATOM)


def doubled(reply, handler):
    """Answer with each entry twice, as arXiv's feeds sometimes have them."""
    entries = re.search(rb"<entry>.*</entry>", reply.body, re.DOTALL)[0]
    return replace(reply, body=reply.body.replace(entries, entries * 2))


def _error(text):
    return (
        _HEAD.format(total=1, start=0, most=1)
        + f"""  <entry>
    <id>https://arxiv.org/api/errors#incorrect_id_format_for_{escape(text)}</id>
    <title>Error</title>
    <summary>incorrect id format for {escape(text)}</summary>
    <updated>2026-01-01T00:00:00Z</updated>
    <published>2026-01-01T00:00:00Z</published>
    <author><name>arXiv api core</name></author>
  </entry>
</feed>
"""
    ).encode()


def error_entry(text):
    """Answer with the error entry and status 200, as arXiv's older API did."""
    return lambda reply, handler: Reply(_error(text), 200, ATOM)


def _entry(paper):
    authors = "".join(f"    <author><name>{escape(name)}</name></author>\n" for name in paper.authors)
    optional = "".join(
        f"    <arxiv:{tag}>{escape(value)}</arxiv:{tag}>\n"
        for tag, value in (("comment", paper.comment), ("journal_ref", paper.journal), ("doi", paper.doi))
        if value
    )
    categories = "".join(
        f'    <category term="{term}" scheme="http://arxiv.org/schemas/atom"/>\n' for term in paper.categories
    )
    return f"""  <entry>
    <id>http://arxiv.org/abs/{paper.id}v{paper.version}</id>
    <title>{escape(paper.title)}</title>
    <updated>{paper.updated}</updated>
    <summary>{escape(paper.abstract)}</summary>
{categories}    <published>{paper.published}</published>
{optional}    <arxiv:primary_category term="{paper.categories[0]}"/>
{authors}    <link href="https://arxiv.org/abs/{paper.id}v{paper.version}" rel="alternate" type="text/html"/>
    <link href="https://arxiv.org/pdf/{paper.id}v{paper.version}" rel="related" type="application/pdf" title="pdf"/>
  </entry>
"""


if __name__ == "__main__":
    with ArxivServer(load_papers()) as demonstration:
        if len(sys.argv) > 1:
            environment = os.environ | {"READLIST_ARXIV_URL": demonstration.url, "READLIST_ARXIV_DELAY": "1"}
            sys.exit(subprocess.run(sys.argv[1:], env=environment, check=False).returncode)
        print(demonstration.url, flush=True)  # noqa: T201
        threading.Event().wait()
