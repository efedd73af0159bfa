"""Shorter styles of the markdown list: one line per work, or a table per topic.

    compact   - [Title](https://…), A. Author et al., ICLR 2024 · [code](https://…)
    table     | Work | Authors | Published | Links |

Prose of a topic is written in both; remarks and fields beyond these are not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from readlist.formats.writers.markdown_list import contained, escape, linked, main_link
from readlist.formats.writers.prose_text import without_furniture
from readlist.formats.writers.remarks import find_prose
from readlist.formats.writers.topic_outline import Item, arrange, find_spots
from readlist.model.dates import write_date

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from readlist.model.entry import Entry

_TAG_LINE = re.compile(
    r"^[ \t]*<(?:img|br|hr|/?(?:div|p|center))\b[^>]*>[ \t]*\n?", re.MULTILINE | re.IGNORECASE
)
_MAX_HEADING_LEVEL = 6
_MOST_AUTHORS = 3
_TABLE_HEADER = "\n| Work | Authors | Published | Links |\n| --- | --- | --- | --- |\n"


def write(
    entries: Iterable[Entry], *, style: str, title: str | None = None, level: int = 1, bare: bool = False
) -> Iterator[str]:
    """Yield the list in the style ``compact`` or ``table``; the other arguments are those of ``markdown_list``."""
    make = _row if style == "table" else _line
    if not bare:
        yield f"{'#' * level} {escape(title or 'Reading list')}\n"
    for section in arrange(item for entry in entries if (item := _item(entry, make)).text):
        if section.path:
            yield f"\n{'#' * min(len(section.path) + level, _MAX_HEADING_LEVEL)} {escape(section.path[-1])}\n"
        for text in section.prose:
            yield f"\n{text}\n"
        before = _TABLE_HEADER if style == "table" else "\n"
        for text in section.items:
            yield before + text
            before = ""


def _item(entry: Entry, make: Callable[[Entry], str]) -> Item:
    spots = find_spots(entry)
    if entry.kind == "note":
        text = _TAG_LINE.sub("", without_furniture(find_prose(entry), entry.title)).strip("\n")
        return Item(spots, contained(text), prose=True)
    return Item(spots, text := make(entry), text)


def _line(entry: Entry) -> str:
    parts = ", ".join(filter(None, (_title(entry), _authors(entry), _published(entry))))
    links = _links(entry)
    return f"- {parts}{f' · {links}' if links else ''}\n"


def _row(entry: Entry) -> str:
    cells = (_title(entry), _authors(entry), _published(entry), _links(entry))
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |\n"


def _title(entry: Entry) -> str:
    return linked(entry.title, _address(entry))


def _address(entry: Entry) -> str | None:
    """Return the address that the title links to."""
    main = main_link(entry)
    return main.url if main else entry.url


def _authors(entry: Entry) -> str:
    names = list(entry.authors)
    if len(names) > _MOST_AUTHORS:
        return f"{escape(names[0])} et al."
    return escape(" and ".join(names) if any("," in name for name in names) else ", ".join(names))


def _published(entry: Entry) -> str:
    venue = entry.venue or ""
    if venue and entry.year and str(entry.year) not in venue:
        return escape(f"{venue} {entry.year}")
    return escape(venue or write_date(entry.year, None))


def _links(entry: Entry) -> str:
    used = _address(entry)
    return " ".join(
        linked(link.role, link.url) for link in entry.links if link.url != used and link.role != "note"
    )
