"""Markdown: a list by topic that reads well as it stands and imports again to the same entries.

    # Reading list                      the title, so that no topic is taken for it
    ## RAG                              a heading for each part of a topic path, as deep as markdown goes
    Prose of a note entry               plain below its heading
    - **[Title](https://…)**            an item; what is known of it nested below, a labelled field a line
      - Authors: Akari Asai, Zeqiu Wu
      - Venue: ICLR 2024
      - Code: <https://github.com/…>
      - Note: what the person wrote

Text of an entry is escaped, so that a title can hold brackets, stars and backticks, and a note cannot start a heading.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from readlist.exporters.outline import Item, arrange, find_spots
from readlist.exporters.publication import one_line
from readlist.identifiers import parse_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from readlist.records import Entry, Link

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
    "note": "Notes",
    "other": "Link",
}
"""Role of a link to the label it bears."""
# CommonMark 2.4: a backslash before ASCII punctuation makes it plain. Only what may mean something is escaped.
_INLINE = re.compile(r"[\\`*\[\]~]|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?])|&(?=#?\w+;)|==|!(?=\[)")
# What starts a block that may not end before the text does, or another section (CommonMark 4).
_BLOCK = re.compile(r"^ {0,3}(?:#|```|~~~|<|=+\s*$|-+\s*$|\[[^\]]+\]:)", re.MULTILINE)


def write(entries: Iterable[Entry], *, title: str | None = None) -> Iterator[str]:
    """Yield the list, a topic's items together, under ``title`` (``Reading list`` where none is given)."""
    yield f"# {escape(title or 'Reading list')}\n"
    for section in arrange(_item(entry) for entry in entries):
        yield "\n"
        depth = len(section.path) + 1
        if 1 < depth <= _DEEPEST:
            yield f"{'#' * depth} {escape(section.path[-1])}\n\n"
        elif depth > _DEEPEST:
            yield f"{'  ' * (depth - _DEEPEST - 1)}- {escape(section.path[-1])}\n"
        indent = "  " * max(0, depth - _DEEPEST)
        for text in section.prose:
            yield _indented(text, indent) + "\n"
        for text in section.items:
            yield _indented(text, indent)


def _indented(text: str, indent: str) -> str:
    return re.sub(r"^(?=.)", indent, text, flags=re.MULTILINE) if indent else text


def _item(entry: Entry) -> Item:
    if entry.kind == "note":
        return Item(
            find_spots(entry), _prose("\n\n".join(mention.text for mention in entry.mentions)), prose=True
        )
    main = _main_link(entry)
    heading = f"- **{_linked(entry.title, main.url if main else None)}**\n"
    lines = [f"  - {label}: {value}\n" for label, value in _fields(entry, main) if value]
    return Item(
        find_spots(entry), "".join([heading, *lines, *map(_note, (note.body for note in entry.notes))]), heading
    )


def _fields(entry: Entry, main: Link | None) -> Iterator[tuple[str, str]]:
    """Label and value of all that is known, in the order in which a reader wants it."""
    for alias in entry.aliases:
        yield "Label", escape(alias)
    # Names with a comma of their own (``Last, First``) are parted by "and", as in BibTeX.
    yield (
        "Authors",
        escape((" and " if any("," in name for name in entry.authors) else ", ").join(entry.authors)),
    )
    yield "Organization", escape(entry.org or "")
    yield "Date", f"{entry.year}-{entry.month:02d}" if entry.year and entry.month else str(entry.year or "")
    yield "Venue", escape(entry.venue or "")
    yield from _identifiers(entry)
    for link in entry.links:
        if link != main:
            yield _LABELS[link.role], _address(link.url)
    yield "Tags", escape(", ".join(entry.tags))
    yield "Status", entry.status or ""


def _identifiers(entry: Entry) -> Iterator[tuple[str, str]]:
    """The ids that no link of the entry carries."""
    carried = {
        (found.scheme, found.value, found.version) for link in entry.links if (found := parse_url(link.url))
    }
    known = {(scheme, value) for scheme, value, _ in carried}
    if entry.arxiv_id and ("arxiv", entry.arxiv_id, entry.arxiv_version) not in carried:
        yield "arXiv", entry.arxiv_id + (f"v{entry.arxiv_version}" if entry.arxiv_version else "")
    if entry.doi and ("doi", entry.doi) not in known:
        yield "DOI", entry.doi
    if entry.acl_id and ("acl", entry.acl_id) not in known:
        yield "Paper", f"<https://aclanthology.org/{entry.acl_id}/>"
    if entry.openreview_id and ("openreview", entry.openreview_id) not in known:
        yield "Paper", f"<https://openreview.net/forum?id={entry.openreview_id}>"


def _main_link(entry: Entry) -> Link | None:
    """The link that the title bears: the main one, else the first, else the page that the ids name."""
    from readlist.records import Link  # noqa: PLC0415

    return next((link for link in entry.links if link.url == entry.url), None) or (
        entry.links[0] if entry.links else Link(entry.url) if entry.url else None
    )


def _note(body: str) -> str:
    """A note of the person's: on its line where it is one, else quoted, so that it cannot end the item."""
    body = body.strip()
    if "\n" not in body:
        return f"  - Note: {body}\n"
    return "  - Note:\n" + "".join(f"    > {line}\n" for line in body.splitlines())


def _prose(text: str) -> str:
    """The text of a note entry; quoted where it holds what could reach beyond it."""
    text = text.strip("\n")
    if _BLOCK.search(text):
        return "".join(f"> {line}\n" for line in text.splitlines())
    return f"{text}\n"


def _linked(text: str, url: str | None) -> str:
    return f"[{escape(text)}]({_target(url)})" if url else escape(text)


def _target(url: str) -> str:
    """A link's target; in angle brackets where it holds what would end it (CommonMark 6.3)."""
    if re.search(r"[\s()<>\\]", url):
        return f"<{_without_blanks(url)}>"
    return url


def _address(url: str) -> str:
    """A URL that stands for itself: an autolink (CommonMark 6.5), or a link to a file of one's own."""
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]{1,31}:", url):
        return f"<{_without_blanks(url)}>"
    return f"[{escape(url)}]({_target(url)})"


def _without_blanks(url: str) -> str:
    return re.sub(r"[\s<>\\]", lambda char: "".join(f"%{byte:02X}" for byte in char[0].encode()), url)


def escape(text: str) -> str:
    """Write text on one line so that markdown shows just it, wherever in a line it stands but at its start."""
    return _INLINE.sub(lambda match: "".join(f"\\{char}" for char in match[0]), one_line(text))
