"""Write HTML: one self-contained page by topic, without scripts or network access.

    <h1> title
    <section> <h2…h6> topic, prose, <ul> <li> title, authors, venue, links, tags, status, notes

All text is escaped; only web addresses become links, so that a ``javascript:`` URL in a note never runs. A content
security policy forbids everything but inline styles.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from readlist.formats.writers.reference_source import is_source
from readlist.formats.writers.remarks import find_remarks
from readlist.formats.writers.topic_outline import Item, arrange, find_spots
from readlist.model.dates import write_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from readlist.model.entry import Entry

_HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
body {{ max-width: 50rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; color: #222; }}
h1, h2, h3, h4, h5, h6 {{ line-height: 1.2; margin: 2rem 0 .5rem; }}
ul {{ list-style: none; padding: 0; }}
li {{ margin: 0 0 1rem; }}
a {{ color: #0b57d0; text-decoration: none; }}
.title {{ font-weight: 600; }}
.about, .links {{ color: #555; font-size: .9rem; }}
.tag, .status {{ border: 1px solid #bbb; border-radius: .6rem; padding: 0 .4rem; font-size: .8rem; }}
.prose {{ white-space: pre-wrap; margin: .3rem 0; }}
</style>
</head>
<body>
<h1>{title}</h1>
"""


def write(entries: Iterable[Entry], *, title: str | None = None) -> Iterator[str]:
    """Yield the page, grouped by topic, under ``title`` (default: ``Reading list``)."""
    yield _HEAD.format(title=escape(title or "Reading list"))
    for section in arrange(_item(entry) for entry in entries):
        yield "<section>\n"
        if section.path:
            level = min(len(section.path) + 1, 6)
            yield f"<h{level}>{escape(section.path[-1])}</h{level}>\n"
        yield from section.prose
        yield "<ul>\n"
        yield from section.items
        yield "</ul>\n</section>\n"
    yield "</body>\n</html>\n"


def _item(entry: Entry) -> Item:
    if entry.kind == "note":
        return Item(find_spots(entry), "".join(_prose(entry)), prose=True)
    text = f'<li id="{escape(entry.key)}">{"".join(_parts(entry))}</li>\n'
    brief = f'<li><a class="title" href="#{escape(entry.key)}">{escape(entry.title)}</a></li>\n'
    return Item(find_spots(entry), text, brief)


def _parts(entry: Entry) -> Iterator[str]:
    yield _link(entry.url, entry.title, "title")
    if entry.aliases:
        yield f' <span class="about">({escape(", ".join(entry.aliases))})</span>'
    about = (", ".join(entry.authors), entry.org, entry.venue, write_date(entry.year, entry.month))
    if text := ". ".join(filter(None, about)):
        yield f'<div class="about">{escape(text)}</div>'
    if marks := " ".join(_marks(entry)):
        yield f'<div class="links">{marks}</div>'
    yield from _prose(entry)


def _marks(entry: Entry) -> Iterator[str]:
    """Yield the links except the main one, the tags and the status."""
    for link in entry.links:
        if link.url != entry.url:
            yield _link(link.url, link.role)
    for tag in entry.tags:
        yield f'<span class="tag">{escape(tag)}</span>'
    if entry.status:
        yield f'<span class="status">{escape(entry.status)}</span>'


def _prose(entry: Entry) -> Iterator[str]:
    """Yield the abstract, the text of a prose entry or the remarks about a work, and the person's notes."""
    own = (
        [mention.text for mention in entry.mentions if not is_source(mention.text)]
        if entry.kind == "note"
        else find_remarks(entry)
    )
    for text in [entry.abstract, *own, *(note.body for note in entry.notes)]:
        if text:
            yield f'<div class="prose">{escape(text)}</div>\n'


def _link(url: str | None, text: str, style: str = "link") -> str:
    if url and re.match(r"(?:https?|ftp)://", url, re.IGNORECASE):
        return f'<a class="{style}" href="{escape(url)}">{escape(text)}</a>'
    return f'<span class="{style}">{escape(text)}</span>'
