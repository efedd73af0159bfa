"""Write HTML: one page by topic, to hand on; it needs no network and no other file.

    header     the title, and how many works there are
    bar        search, filters, keys: shown by the script (html_page.js)
    nav        the topics, with their numbers of works
    section    <h2…h6> topic, prose, <ul> <li> title, authors, venue, links, tags, status, abstract, notes

Without its script the page is complete and can be read. All text is escaped and notes are rendered by ``note_html``; only
web addresses become links. A content security policy allows the page's own style and script, by their hashes
(https://www.w3.org/TR/CSP3/#csp-header), and nothing from elsewhere.
"""

from __future__ import annotations

import base64
import hashlib
import re
from contextlib import closing
from functools import cache
from html import escape
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from readlist.formats.writers.language import find_language, is_right_to_left
from readlist.formats.writers.note_html import ADDRESS, render_note
from readlist.formats.writers.prose_text import without_furniture
from readlist.formats.writers.remarks import find_prose, find_remarks
from readlist.formats.writers.topic_outline import Item, Outline, find_spots
from readlist.model.dates import write_date
from readlist.text.folding import title_key
from readlist.text.script_table import SIMPLIFIED, TRADITIONAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from readlist.formats.writers.topic_outline import Section
    from readlist.model.entry import Entry

_HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{style_hash}'; \
script-src 'sha256-{script_hash}'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="readlist">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<div class="page{layout}">
<header>
<h1{lang}>{title}</h1>
<p class="count">{count}</p>
</header>
"""
_BAR = """<div>
<div class="bar" id="ui-bar" role="search" hidden>
<input id="ui-search" type="search" placeholder="Search the list" aria-label="Search titles, authors, tags, notes" \
autocomplete="off" spellcheck="false">
<div class="filters">
<select id="ui-topic" aria-label="Topic"><option value="">Topic</option></select>
<select id="ui-year" aria-label="Year"><option value="">Year</option></select>
<select id="ui-kind" aria-label="Kind"><option value="">Kind</option></select>
<select id="ui-tag" aria-label="Tag"><option value="">Tag</option></select>
<select id="ui-status" aria-label="Status"><option value="">Status</option></select>
<button id="ui-theme" type="button" aria-label="Dark or light" title="Dark or light (t)">◐</button>
<button id="ui-keys" type="button" aria-label="Keys" title="Keys (?)">?</button>
</div>
<output id="ui-count" aria-live="polite"></output>
</div>
<dialog id="ui-help">
<dl><dt><kbd>/</kbd></dt><dd>search</dd><dt><kbd>Esc</kbd></dt><dd>show all again; once more: leave the search</dd>
<dt><kbd>j</kbd> <kbd>k</kbd> or <kbd>↓</kbd> <kbd>↑</kbd></dt><dd>next, previous entry</dd>
<dt><kbd>Enter</kbd> or <kbd>o</kbd></dt><dd>open its link</dd><dt><kbd>t</kbd></dt><dd>dark or light</dd>
<dt><kbd>"…"</kbd> <kbd>-…</kbd></dt><dd>a phrase; without a word</dd></dl>
<form method="dialog"><button>Close</button></form>
</dialog>
<ul class="list" id="ui-results" hidden></ul>
<main id="ui-main">
"""
_TAIL = """</main>
</div>
</div>
<div id="ui-fold" hidden data-from="{traditional}" data-to="{simplified}"></div>
<script>{script}</script>
</body>
</html>
"""
_MOST_AUTHORS = 8
"""Authors shown before the rest is folded away."""
_PIECE = 50
"""Entries in a list: a browser lays out, or leaves alone, a list as a whole."""


def write(entries: Iterable[Entry], *, title: str | None = None) -> Iterator[str]:
    """Yield the page, grouped by topic, under ``title`` (default: ``Reading list``)."""
    title = title or "Reading list"
    tally = _Tally()
    with closing(Outline(tally.items(entries))) as outline:
        style, script = _asset("html_page.css"), _asset("html_page.js")
        topics = outline.topics()
        has_contents = len(topics) > 1
        yield _HEAD.format(
            layout="" if has_contents else " flat",
            title=escape(title),
            lang=_lang(title),
            count=tally.describe(),
            style=style,
            style_hash=_hash(style),
            script_hash=_hash(script),
        )
        if has_contents:
            yield from _contents(topics)
        yield _BAR
        numbers = count(1)
        for section in outline.sections():
            yield from _section(next(numbers) if section.path else 0, section)
    traditional, simplified = tally.script_pairs()
    yield _TAIL.format(traditional=escape(traditional), simplified=escape(simplified), script=script)


class _Tally:
    """Counts the works by kind, and collects the characters that the search has to know in both scripts."""

    def __init__(self) -> None:
        self.kinds: dict[str, int] = {}
        self.chars: set[str] = set()

    def items(self, entries: Iterable[Entry]) -> Iterator[Item]:
        for entry in entries:
            item = _item(entry)
            if item.text:
                self.kinds[entry.kind] = self.kinds.get(entry.kind, 0) + 1
                self.chars.update(item.text, *(name for path in item.spots for name in path))
                yield item

    def describe(self) -> str:
        names = {"paper": "paper", "repo": "repository", "article": "article", "resource": "resource"}
        plurals = {"repo": "repositories"}
        counts = [(kind, self.kinds.get(kind, 0)) for kind in names]
        parts = [
            f"{number:,} {names[kind] if number == 1 else plurals.get(kind, f'{names[kind]}s')}"
            for kind, number in counts
            if number
        ]
        return " · ".join(parts)

    def script_pairs(self) -> tuple[str, str]:
        """Return the traditional characters that a reader may type or find here, and their simplified forms."""
        pairs = [(old, new) for old, new in _pairs() if old in self.chars or new in self.chars]
        return "".join(old for old, _ in pairs), "".join(new for _, new in pairs)


@cache
def _pairs() -> tuple[tuple[str, str], ...]:
    return tuple((old, new) for old, new in zip(TRADITIONAL, SIMPLIFIED, strict=True) if old != new)


@cache
def _asset(name: str) -> str:
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


@cache
def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _lang(text: str) -> str:
    """Return the attributes for the language and direction of a text, where they differ from the page's."""
    if language := find_language(text):
        return f' lang="{language}"'
    return ' dir="auto"' if is_right_to_left(text) else ""


def _contents(topics: list[tuple[tuple[str, ...], int]]) -> Iterator[str]:
    yield '<nav aria-label="Topics">\n<input type="checkbox" id="ui-toc"><label for="ui-toc">Topics</label>\n<ol>\n'
    for number, (path, works) in enumerate(topics, 1):
        name = path[-1]
        shown = f"<span>{works:,}</span>" if works else ""
        level = min(len(path), 6)
        yield f'<li class="d{level}"><a href="#/{number}"{_lang(name)}>{escape(name)}</a>{shown}</li>\n'
    yield "</ol>\n</nav>\n"


def _section(number: int, section: Section) -> Iterator[str]:
    """Yield a section; those of topics are numbered from 1, as in the contents."""
    name = section.path[-1] if section.path else ""
    yield f'<section data-depth="{len(section.path)}" data-name="{escape(name)}"'
    if section.path:
        level = min(len(section.path) + 1, 6)
        yield f' id="/{number}">\n<h{level}{_lang(name)}>{escape(name)}</h{level}>\n'
    else:
        yield ">\n"
    yield from section.prose
    items = list(islice(section.items, _PIECE))
    while items:
        yield f'<ul class="list piece n{-(-len(items) // 10)}">\n'
        yield from items
        yield "</ul>\n"
        items = list(islice(section.items, _PIECE))
    yield "</section>\n"


def _item(entry: Entry) -> Item:
    spots = find_spots(entry)
    if entry.kind == "note":
        return Item(spots, "".join(_prose(entry, spots)), prose=True)
    key, data = escape(entry.key), f' data-kind="{escape(entry.kind)}"'
    data += f' data-year="{entry.year}"' if entry.year else ""
    data += f' data-status="{escape(entry.status)}"' if entry.status else ""
    text = f'<li id="{key}" tabindex="-1"{data}>{"".join(_parts(entry))}</li>\n'
    brief = (
        f'<li class="brief" tabindex="-1"><p class="title"{_lang(entry.title)}>'
        f'<a href="#{quote(entry.key)}">{escape(entry.title)}</a></p></li>\n'
    )
    return Item(spots, text, brief)


def _parts(entry: Entry) -> Iterator[str]:
    """Yield the parts of a work, each of which is a block."""
    names = ", ".join(entry.aliases)
    aliases = f' <span class="alias"{_lang(names)}>({escape(names)})</span>' if names else ""
    yield f'<p class="title"{_lang(entry.title)}>{_link(entry.url, entry.title)}{aliases}</p>\n'
    date = write_date(entry.year, entry.month)
    if entry.venue and entry.year and str(entry.year) in entry.venue:
        date = ""
    about = (_authors(entry), *(escape(text or "") for text in (entry.org, entry.venue, date)))
    if text := " · ".join(filter(None, about)):
        yield f'<p class="by"{_lang(" ".join(entry.authors[:_MOST_AUTHORS]))}>{text}</p>\n'
    if marks := "\n".join(_marks(entry)):
        yield f'<div class="links">{marks}</div>\n'
    if entry.abstract:
        yield f'<details class="abstract"><summary>Abstract</summary>{_note(entry.abstract)}</details>\n'
    yield from (_block("note own", note.body) for note in entry.notes)
    yield from (_block("note", text) for text in find_remarks(entry))


def _authors(entry: Entry) -> str:
    names = [escape(name) for name in entry.authors]
    text = ", ".join(names[:_MOST_AUTHORS])
    if len(names) > _MOST_AUTHORS + 2:
        rest = len(names) - _MOST_AUTHORS
        return f'{text}<details class="more"><summary> and {rest} more</summary>, {", ".join(names[_MOST_AUTHORS:])}</details>'
    return ", ".join(names)


def _marks(entry: Entry) -> Iterator[str]:
    """Yield the links except the main one, the tags, the status and the rating."""
    for link in entry.links:
        if link.url != entry.url and ADDRESS.match(link.url):
            yield _link(link.url, link.role if link.role != "other" else _host(link.url))
    for tag in entry.tags:
        yield f'<span class="tag"{_lang(tag)}>{escape(tag)}</span>'
    if entry.status:
        yield f'<span class="status">{escape(entry.status)}</span>'
    if entry.rating:
        yield f'<span class="rating">{entry.rating} of 5</span>'


def _host(url: str) -> str:
    return re.sub(r"^[a-z]+:(?://)?(?:[^/@]*@)?(?:www\.)?|[/?#].*$", "", url, flags=re.IGNORECASE) or "link"


def _prose(entry: Entry, spots: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Yield the text of a prose entry and the person's notes; nothing if it says no more than its heading."""
    heading = any(path and title_key(path[-1]) == title_key(entry.title) for path in spots)
    texts = [
        ("", find_prose(entry)),
        ("", entry.abstract or ""),
        *(("note own", note.body) for note in entry.notes),
    ]
    parts = [_block(style, without_furniture(text, entry.title)) for style, text in texts]
    if not any(parts):
        return
    yield '<div class="prose" data-kind="note">\n'
    if not heading:
        yield f'<p class="name"{_lang(entry.title)}>{escape(entry.title)}</p>\n'
    yield from parts
    yield "</div>\n"


def _block(style: str, text: str) -> str:
    html = render_note(text)
    if not html:
        return ""
    return (
        f'<div class="{style}"{_lang(text)}>{html}</div>\n' if style else f"<div{_lang(text)}>{html}</div>\n"
    )


def _note(text: str) -> str:
    return f"<div{_lang(text)}>{render_note(text)}</div>"


def _link(url: str | None, text: str) -> str:
    if url and ADDRESS.match(url):
        return f'<a href="{escape(url)}" rel="noopener noreferrer">{escape(text)}</a>'
    return f"<span>{escape(text)}</span>"
