"""Tables for a person at a terminal, by rich, which takes 35 ms to load: only this module and ``progress`` import it.

    list     Key  Kind  Year  Status  Title              as wide as the terminal; the title is shortened to fit
    search   Key  Year  Title, with the snippet below it, the matches highlighted, and the place in the notes

Data goes into ``Text`` values, never into markup. A long list is printed in parts, with the column widths of the first,
so that the first rows appear at once and memory use does not grow.
"""

from __future__ import annotations

import sys
from itertools import islice
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from readlist.cli.fields import entry_fields, kind_name, mention_place, note_heading
from readlist.cli.sanitize import one_line, safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from readlist.library import Answer, Found, TopicCount
    from readlist.model.entry import Entry, Mention

_PART = 200
"""Rows printed at a time."""
_WIDEST_KEY = 28
_STATUS_STYLES = {"todo": "yellow", "reading": "bold cyan", "read": "green", "dropped": "dim"}


def make_console(*, color: bool) -> Console:
    """Make the console for stdout; bold and dim, which are not colours, are used without ``color`` too."""
    return Console(file=sys.stdout, no_color=not color, highlight=False, markup=False, emoji=False)


def _table(*, heading: bool = True) -> Table:
    return Table(box=None, show_header=heading, header_style="dim", pad_edge=False, padding=(0, 2, 0, 0))


def print_entries(console: Console, entries: Iterator[Entry]) -> None:
    """Print entries, one per line."""
    part = list(islice(entries, _PART))
    width = max((cell_len(entry.key) for entry in part), default=0)
    heading = True
    while part:
        table = _table(heading=heading)
        table.add_column("Key", width=min(max(width, 3), _WIDEST_KEY), overflow="fold", style="cyan")
        table.add_column("Kind", width=8)
        table.add_column("Year", width=4)
        table.add_column("Status", width=7)
        table.add_column("Title", ratio=1, no_wrap=True, overflow="ellipsis")
        for entry in part:
            status = Text(entry.status or "", style=_STATUS_STYLES.get(entry.status or "", ""))
            kind = kind_name(entry.kind)
            table.add_row(_text(entry.key), _text(kind), _text(entry.year), status, _text(entry.title))
        table.expand = True
        console.print(table)
        part, heading = list(islice(entries, _PART)), False


def print_answer(console: Console, answer: Answer) -> None:
    """Print what a search found: titles, with snippets below them."""
    table = _table()
    table.add_column("Key", max_width=_WIDEST_KEY, overflow="fold", style="cyan")
    table.add_column("Year", width=4)
    table.add_column("Title", ratio=1, overflow="fold")
    table.expand = True
    for number, found in enumerate(answer.found):
        if number == answer.whole and number:
            table.add_row("", "", Text("\nonly some of the words, or far apart:", style="dim"))
        table.add_row(_text(found.entry.key), _text(found.entry.year), _found_text(found))
    console.print(table)


def _found_text(found: Found) -> Text:
    hit = found.hit
    text = Text(one_line(found.entry.title), style="bold")
    if hit.snippet and one_line(hit.snippet) != text.plain:
        text.append("\n").append_text(_snippet(hit.snippet, hit.marks))
    if hit.source:
        place = f"{hit.source}:{hit.line}" if hit.line else hit.source
        text.append(f"\n{one_line(place)}", style="not bold dim")
    return text


def _snippet(snippet: str, marks: Sequence[tuple[int, int]]) -> Text:
    """The snippet with its matches highlighted; made safe piece by piece, so that the offsets stay right."""
    text = Text(style="not bold")
    end = 0
    for first, last in marks:
        text.append(_inline(snippet[end:first])).append(_inline(snippet[first:last]), style="bold yellow")
        end = last
    return text.append(_inline(snippet[end:]))


def _inline(piece: str) -> str:
    return safe(piece).replace("\n", " ").replace("\t", " ")


def _text(value: object, style: str = "") -> Text:
    return Text("" if value is None else one_line(str(value)), style=style)


def print_entry(console: Console, entry: Entry) -> None:
    """Print an entry: each field with its origin, then its notes and mentions."""
    table = _table(heading=False)
    table.add_column(style="dim", no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    table.add_column(style="dim", max_width=32, overflow="fold")
    before = ""
    for name, value, origin in entry_fields(entry):
        again = name == before
        table.add_row(_text("" if again else name), _text(value), _text("" if again else origin))
        before = name
    console.print(table)
    for number, note in enumerate(entry.notes, 1):
        console.print(Text(f"\n{note_heading(number, note)}", style="dim"))
        console.print(Text(safe(note.body)))
    for mention in entry.mentions:
        print_mention(console, mention)


def print_mention(console: Console, mention: Mention) -> None:
    """Print the place of a mention, and its markdown."""
    place = Text(f"\n{one_line(mention_place(mention))}", style="cyan")
    console.print(place.append(f"  {one_line(' / '.join(mention.topics))}", style="dim"))
    console.print(Text(safe(mention.text)))


def print_topics(console: Console, topics: Iterable[TopicCount]) -> None:
    """Print topics as an outline, each with its number of entries."""
    for topic in topics:
        line = (
            Text("  " * (len(topic.path) - 1))
            .append(one_line(topic.path[-1]))
            .append(f"  {topic.entries}", style="dim")
        )
        console.print(line)


def print_table(console: Console, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows under headings."""
    table = _table()
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(_text(cell) for cell in row))
    console.print(table)
