"""Write markdown: a readable list by topic that can be imported again with the same entries as a result.

    # Reading list                      the title, so that no topic is read as the title
    ## RAG                              a heading per part of a topic path, down to the lowest level of headings
    Prose                               the text of a prose entry, below its heading
    - **[Title](https://…)**            an item, with its fields nested below, one per line
      - Authors: Akari Asai, Zeqiu Wu
      - Venue: ICLR 2024
      - Code: <https://github.com/…>
      - Note: a note by the person, or a remark from the imported notes
    <!-- readlist: list -->           a mark, so that an import takes no link of a note or of prose for a work

The text of entries is escaped, so that titles can contain brackets, stars and backticks, and notes cannot start a
heading.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from readlist.formats.markdown.own_list import MARK, has_items
from readlist.formats.writers.remarks import find_prose, find_remarks
from readlist.formats.writers.topic_outline import Item, arrange, find_spots
from readlist.model.dates import write_date
from readlist.model.identifiers import Identifier, parse_url
from readlist.model.record import Link
from readlist.model.urls import link_role, url_kind
from readlist.text.display import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from readlist.model.entry import Entry

_MAX_HEADING_LEVEL = 6
"""The lowest level of headings in markdown; deeper topics are written as parent bullets."""
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
"""Labels of links by role; links with other roles are written after the title."""
# CommonMark 2.4: a backslash escapes ASCII punctuation. Only characters that may be markup are escaped.
_INLINE = re.compile(r"[\\`*\[\]~]|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?])|&(?=#?\w+;)|==|!(?=\[)")
# The start of a block that could extend past the text, or of another section (CommonMark 4).
_BLOCK = re.compile(r"^ {0,3}(?:#|```|~~~|<|=+\s*$|-+\s*$|\[[^\]]+\]:)", re.MULTILINE)


def write(
    entries: Iterable[Entry], *, title: str | None = None, level: int = 1, bare: bool = False
) -> Iterator[str]:
    """Yield the list, grouped by topic, under ``title`` (default: ``Reading list``), a heading of this ``level``.

    ``bare``: without the title, for a part of a file.
    """
    if not bare:
        yield f"{'#' * level} {escape(title or 'Reading list')}\n"
    for section in arrange(_item(entry) for entry in entries):
        yield _heading(section.path, level)
        indent = "  " * max(0, len(section.path) + level - _MAX_HEADING_LEVEL)
        gap = "" if indent else "\n"
        for text in chain(section.prose, section.items):
            yield gap + _indented(text, indent)
            gap = ""
    if not bare:
        yield f"\n{MARK}\n"


def _heading(path: tuple[str, ...], level: int) -> str:
    """Return a topic's heading, or a parent bullet if it is too deep, or an empty string for the empty path."""
    depth = len(path) + level
    if depth <= _MAX_HEADING_LEVEL:
        return f"\n{'#' * depth} {escape(path[-1])}\n" if path else ""
    return f"\n{'  ' * (depth - _MAX_HEADING_LEVEL - 1)}- {escape(path[-1])}\n"


def _indented(text: str, indent: str) -> str:
    return re.sub(r"^(?=.)", indent, text, flags=re.MULTILINE) if indent else text


def _item(entry: Entry) -> Item:
    if entry.kind == "note":
        return Item(find_spots(entry), _prose(entry), prose=True)
    main = main_link(entry)
    unlabelled = [_beside(link) for link in entry.links if link != main and link.role not in _LABELS]
    heading = f"- **{linked(entry.title, main.url if main else None)}**"
    lines = [f"  - {label}: {value}\n" for label, value in _fields(entry, main) if value]
    lines += [_note(text) for text in (*(note.body for note in entry.notes), *find_remarks(entry))]
    return Item(find_spots(entry), "".join([heading, *unlabelled, "\n", *lines]), f"{heading}\n")


def _beside(link: Link) -> str:
    """Return a link as written after the title."""
    return f" [[notes]({target(link.url)})]" if link.role == "note" else f" {_address(link.url)}"


def _fields(entry: Entry, main: Link | None) -> Iterator[tuple[str, str]]:
    """Yield labels and values of the fields, the most useful first."""
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
    """Join the names with commas, or with "and" as in BibTeX if any has a comma itself (``Last, First``)."""
    separator = " and " if any("," in name for name in entry.authors) else ", "
    return escape(separator.join(entry.authors))


def _identifiers(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield labels and values of the IDs that are not in a link of the entry."""
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


def main_link(entry: Entry) -> Link | None:
    """Return the link for the title: the main link, or the first from which the reader infers the entry's kind."""
    links = sorted(entry.links, key=lambda link: link.url != entry.url)
    if not links and entry.url:
        return Link(entry.url, "paper")
    return next(
        (link for link in links if url_kind(link.url) == entry.kind and link_role(link.url) == link.role),
        None,
    )


def _note(body: str) -> str:
    """Format a note: a single line after its label, several lines as a quote, so that they cannot end the item."""
    body = body.strip("\n")
    if "\n" not in body:
        return f"  - Note: {re.sub(r'^[-*+] +', '', body.strip())}\n"
    return "  - Note:\n" + "".join(f"    > {line}".rstrip() + "\n" for line in body.splitlines())


def _prose(entry: Entry) -> str:
    """Return the text of a prose entry without its heading, and the person's notes on it.

    It is quoted if a block in it could extend past the text.
    """
    texts = [find_prose(entry), *(note.body.strip("\n") for note in entry.notes)]
    text = "\n\n".join(text for text in texts if text)
    return f"{contained(text)}\n\n" if text else ""


def contained(text: str) -> str:
    """Return a text as a quote if a block in it could extend past the text, or is an item, else as it is."""
    if _BLOCK.search(text) or has_items(text):
        return "\n".join(f"> {line}".rstrip() for line in text.splitlines())
    return text


def linked(text: str, url: str | None) -> str:
    """Return a text as a link to a URL, or alone if there is none."""
    return f"[{escape(text)}]({target(url)})" if url else escape(text)


def target(url: str) -> str:
    """Return the target of a link, in angle brackets if it contains characters that end it (CommonMark 6.3)."""
    if re.search(r"[\s()<>\\]", url):
        return f"<{_without_blanks(url)}>"
    return url


def _address(url: str) -> str:
    """Return a URL as an autolink (CommonMark 6.5)."""
    return f"<{_without_blanks(url)}>"


def _without_blanks(url: str) -> str:
    return re.sub(r"[\s<>\\]", lambda char: "".join(f"%{byte:02X}" for byte in char[0].encode()), url)


def escape(text: str) -> str:
    """Escape text, on one line, so that markdown shows it literally anywhere but at the start of a line."""
    return _INLINE.sub(lambda match: "".join(f"\\{char}" for char in match[0]), one_line(text))
