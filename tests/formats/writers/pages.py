"""Entries for the tests of the page."""

from __future__ import annotations

from readlist.model.entry import Entry, Mention, Note
from readlist.model.record import Link

TIME = "2026-01-01T00:00:00Z"


def make_entry(key, title, *, topics=(("Topic",),), notes=(), url=None, remark="", **more):
    mentions = tuple(
        Mention("a.md", 1, 2, path, None, f"- {title}\n  - {remark}" if remark else "") for path in topics[:1]
    )
    return Entry(
        id=1,
        key=key,
        kind=more.pop("kind", "paper"),
        title=title,
        topics=topics,
        notes=tuple(Note(body, TIME, TIME) for body in notes),
        url=url,
        links=(Link(url, "paper"),) if url else (),
        mentions=mentions,
        **more,
    )


def make_prose(title, text, *, topics=None):
    path = (title,) if topics is None else topics
    return Entry(
        id=2,
        key=title.lower(),
        kind="note",
        title=title,
        topics=(path,) if path else (),
        mentions=(Mention("a.md", 1, 2, path, None, text),),
    )
