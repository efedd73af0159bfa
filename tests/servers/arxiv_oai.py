"""arXiv's OAI-PMH: GetRecord and ListRecords in the format arXivRaw, with the errors of the protocol."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import format_datetime
from xml.sax.saxutils import escape

from servers.base import Reply

XML = {"Content-Type": "text/xml;charset=utf-8"}
PAGE = 50
"""Records per page of a list."""
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/ http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd">
<responseDate>2026-11-28T00:00:00Z</responseDate>
<request>http://oaipmh.arxiv.org/oai</request>
"""


def answer(server, request):
    """Answer one request about ``server.papers``."""
    if request.query.get("verb") == "GetRecord":
        return _get(server, request)
    if request.query.get("verb") == "ListRecords":
        return _list(server, request)
    return _error("badVerb", "Illegal OAI verb")


def _get(server, request):
    paper = server.papers.get(request.query.get("identifier", "").removeprefix("oai:arXiv.org:"))
    if request.query.get("metadataPrefix") != "arXivRaw":
        return _error("cannotDisseminateFormat", "unknown format")
    if paper is None:
        return _error("idDoesNotExist", "Value of the identifier argument is unknown")
    return _reply(f"<GetRecord>{record(paper)}</GetRecord>")


def _list(server, request):
    token = request.query.get("resumptionToken")
    first, last, archive, start = (
        token.split("|")
        if token
        else (
            request.query.get("from", ""),
            request.query.get("until", "9999"),
            request.query.get("set", ""),
            "0",
        )
    )
    papers = [
        one
        for one in server.papers.values()
        if first <= one.updated[:10] <= last
        and any(c.startswith(archive.rpartition(":")[2]) for c in one.categories)
    ]
    if not papers:
        return _error("noRecordsMatch", "The combination of arguments results in an empty list")
    page = papers[int(start) : int(start) + PAGE]
    end = int(start) + len(page)
    more = f"{first}|{last}|{archive}|{end}" if end < len(papers) else ""
    token = f'<resumptionToken cursor="{start}" completeListSize="{len(papers)}">{more}</resumptionToken>'
    return _reply(f"<ListRecords>{''.join(map(record, page))}{token}</ListRecords>")


def record(paper):
    """Return a record; versions are a day apart."""
    first = datetime.fromisoformat(paper.published)
    versions = "".join(
        f'<version version="v{number}"><date>{format_datetime(first + timedelta(days=number - 1), usegmt=True)}</date>'
        "<size>1609kb</size><source_type>D</source_type></version>"
        for number in range(1, paper.version + 1)
    )
    texts = {
        "title": paper.title,
        "authors": ", ".join(paper.authors[:-1]) + (" and " if paper.authors[1:] else "") + paper.authors[-1],
        "categories": " ".join(paper.categories),
        "comments": paper.comment,
        "journal-ref": paper.journal,
        "doi": paper.doi,
        "license": "http://arxiv.org/licenses/nonexclusive-distrib/1.0/",
        "abstract": f"  {paper.abstract}\n",
    }
    fields = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in texts.items() if text)
    return f"""<record><header><identifier>oai:arXiv.org:{paper.id}</identifier>
<datestamp>{paper.updated[:10]}</datestamp><setSpec>{paper.categories[0].partition(".")[0]}</setSpec></header>
<metadata><arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/"><id>{paper.id}</id><submitter>A</submitter>{versions}{fields}
</arXivRaw></metadata></record>"""


def _error(code, text):
    return _reply(f'<error code="{code}">{text}</error>')


def _reply(content):
    return Reply(f"{_HEAD}{content}</OAI-PMH>\n".encode(), 200, XML)
