"""Markdown: a list by topic that reads well as it stands and imports again to the same entries.

    # Reading list                      the title, so that no topic is taken for it
    ## RAG                              a heading for each part of a topic path, as deep as markdown goes
    Prose of a note entry               plain below its heading
    - **[Title](https://…)**            an item; what is known of it nested below, a labelled field a line
      - Authors: Akari Asai, Zeqiu Wu
      - Venue: ICLR 2024
      - Code: <https://github.com/…>
      - Note: what the person wrote, here or in the notes imported

Text of an entry is escaped, so that a title can hold brackets, stars and backticks, and a note cannot start a heading.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from readlist.formats.writers.remarks import find_remarks, strip_works
from readlist.formats.writers.topic_outline import Item, arrange, find_spots
from readlist.model.dates import write_date
from readlist.model.identifiers import Identifier, parse_url
from readlist.model.record import Link
from readlist.model.urls import link_role, url_kind
from readlist.text.display import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from readlist.model.entry import Entry

_DEEPEST = 6
"""Levels of heading that markdown has; topics below that are parent bullets."""
_LABELS = {
    "paper": "Paper",
    "pdf": "PDF",
    "code": "Code",
    "project": "Project",
    "blog": "Blog",
    "slides": "Slides",
    "data": "Data",
    "video": "Video",
}
"""Role of a link to the label it bears; the others stand beside the title."""
# CommonMark 2.4: a backslash before ASCII punctuation makes it plain. Only what may mean something is escaped.
_INLINE = re.compile(r"[\\`*\[\]~]|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?])|&(?=#?\w+;)|==|!(?=\[)")
# What the list has of its own: the heading a note's text starts with, marks for a table of contents and for folded
# groups, empty quotes.
_FURNITURE = re.compile(
    r"\A {0,3}#{1,6}(?:[ \t].*)?$|^\s*(?:\[TOC\]|</?details[^>]*>|<summary>.*</summary>|>[>\s]*)\s*$",
    re.MULTILINE | re.IGNORECASE,
)
# What starts a block that may not end before the text does, or another section (CommonMark 4).
_BLOCK = re.compile(r"^ {0,3}(?:#|```|~~~|<|=+\s*$|-+\s*$|\[[^\]]+\]:)", re.MULTILINE)


def write(entries: Iterable[Entry], *, title: str | None = None) -> Iterator[str]:
    """Yield the list, a topic's items together, under ``title`` (``Reading list`` where none is given)."""
    yield f"# {escape(title or 'Reading list')}\n"
    for section in arrange(_item(entry) for entry in entries):
        yield _heading(section.path)
        indent = "  " * max(0, len(section.path) + 1 - _DEEPEST)
        gap = "" if indent else "\n"
        for text in chain(section.prose, section.items):
            yield gap + _indented(text, indent)
            gap = ""


def _heading(path: tuple[str, ...]) -> str:
    """A topic's heading; below the deepest level a parent bullet; nothing for what has no topic."""
    depth = len(path) + 1
    if depth <= _DEEPEST:
        return f"\n{'#' * depth} {escape(path[-1])}\n" if path else ""
    return f"\n{'  ' * (depth - _DEEPEST - 1)}- {escape(path[-1])}\n"


def _indented(text: str, indent: str) -> str:
    return re.sub(r"^(?=.)", indent, text, flags=re.MULTILINE) if indent else text


def _item(entry: Entry) -> Item:
    if entry.kind == "note":
        return Item(find_spots(entry), _prose(entry), prose=True)
    main = _main_link(entry)
    unlabelled = [_beside(link) for link in entry.links if link != main and link.role not in _LABELS]
    heading = f"- **{_linked(entry.title, main.url if main else None)}**"
    lines = [f"  - {label}: {value}\n" for label, value in _fields(entry, main) if value]
    lines += [_note(text) for text in (*(note.body for note in entry.notes), *find_remarks(entry))]
    return Item(find_spots(entry), "".join([heading, *unlabelled, "\n", *lines]), f"{heading}\n")


def _beside(link: Link) -> str:
    """A link that stands beside the title."""
    return f" [[notes]({_target(link.url)})]" if link.role == "note" else f" {_address(link.url)}"


def _fields(entry: Entry, main: Link | None) -> Iterator[tuple[str, str]]:
    """Label and value of all that is known, in the order in which a reader wants it."""
    for alias in entry.aliases:
        yield "Alias", escape(alias)
    yield "Authors", _authors(entry)
    yield "Organization", escape(entry.org or "")
    yield "Date", write_date(entry.year, entry.month)
    yield "Venue", escape(entry.venue or "")
    yield from _identifiers(entry)
    for link in entry.links:
        if link != main and link.role in _LABELS:
            yield _LABELS[link.role], _address(link.url)
    yield "Tags", escape(", ".join(entry.tags))
    yield "Status", entry.status or ""


def _authors(entry: Entry) -> str:
    """The names; those with a comma of their own (``Last, First``) are parted by "and", as in BibTeX."""
    separator = " and " if any("," in name for name in entry.authors) else ", "
    return escape(separator.join(entry.authors))


def _identifiers(entry: Entry) -> Iterator[tuple[str, str]]:
    """The ids that no link of the entry carries."""
    carried = {
        (found.scheme, found.value, found.version) for link in entry.links if (found := parse_url(link.url))
    }
    if entry.arxiv_id and ("arxiv", entry.arxiv_id, entry.arxiv_version) not in carried:
        yield "arXiv", entry.arxiv_id + (f"v{entry.arxiv_version}" if entry.arxiv_version else "")
    known = {(scheme, value) for scheme, value, _ in carried}
    for scheme, value in (("doi", entry.doi), ("acl", entry.acl_id), ("openreview", entry.openreview_id)):
        if not value or (scheme, value) in known:
            continue
        yield ("DOI", value) if scheme == "doi" else ("Paper", f"<{Identifier(scheme, value).url}>")


def _main_link(entry: Entry) -> Link | None:
    """The link that the title bears: the main one, else the first that tells the entry's kind; else none."""
    links = sorted(entry.links, key=lambda link: link.url != entry.url)
    if not links and entry.url:
        return Link(entry.url, "paper")
    return next(
        (link for link in links if url_kind(link.url) == entry.kind and link_role(link.url) == link.role),
        None,
    )


def _note(body: str) -> str:
    """What the person wrote: on its line where it is one, else quoted, so that it cannot end the item."""
    body = body.strip("\n")
    if "\n" not in body:
        return f"  - Note: {re.sub(r'^[-*+] +', '', body.strip())}\n"
    return "  - Note:\n" + "".join(f"    > {line}".rstrip() + "\n" for line in body.splitlines())


def _prose(entry: Entry) -> str:
    """The text of a note entry without its heading; quoted where it holds what could reach beyond it."""
    texts = [
        strip_works(_FURNITURE.sub("", mention.text).strip("\n"), entry.title) for mention in entry.mentions
    ]
    text = "\n\n".join(text for text in texts if text)
    if _BLOCK.search(text):
        return "".join(f"> {line}".rstrip() + "\n" for line in text.splitlines()) + "\n"
    return f"{text}\n\n" if text else ""


def _linked(text: str, url: str | None) -> str:
    return f"[{escape(text)}]({_target(url)})" if url else escape(text)


def _target(url: str) -> str:
    """A link's target; in angle brackets where it holds what would end it (CommonMark 6.3)."""
    if re.search(r"[\s()<>\\]", url):
        return f"<{_without_blanks(url)}>"
    return url


def _address(url: str) -> str:
    """A URL that stands for itself: an autolink (CommonMark 6.5)."""
    return f"<{_without_blanks(url)}>"


def _without_blanks(url: str) -> str:
    return re.sub(r"[\s<>\\]", lambda char: "".join(f"%{byte:02X}" for byte in char[0].encode()), url)


def escape(text: str) -> str:
    """Write text on one line so that markdown shows just it, wherever in a line it stands but at its start."""
    return _INLINE.sub(lambda match: "".join(f"\\{char}" for char in match[0]), one_line(text))
