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

from readlist.cli.fields import entry_fields, kind_name, local_time, mention_place, note_heading
from readlist.cli.sanitize import one_line, safe
from readlist.cli.wrapping import elide, wrap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from readlist.library import Answer, Found, TopicCount
    from readlist.model.entry import Entry, Mention

_PART = 200
"""Rows printed at a time."""
_WIDEST_KEY, _WIDEST_KEY_IF_NARROW, _WIDE = 28, 22, 100
"""Columns for a key, at most: in a terminal from 100 columns on, and in a narrower one."""
_WIDEST_ORIGIN = 32
"""Columns for where a field comes from, at most."""
_KEY = "Key"
_GAP = 2
"""Columns between two columns of a table."""
_YEAR_AND_GAPS = 4 + 2 * _GAP
"""Columns of a year, and of the gaps beside it."""
_TAIL_OF_PLACE = 12
"""Characters kept at the end of a shortened place: the line, and the end of the name of the file."""
_ENDS_OF_LABELS = frozenset(":：)）]】")
"""What is between a label or date and the title that it belongs to."""
_STATUS_STYLES = {"todo": "yellow", "reading": "bold cyan", "read": "green", "dropped": "dim"}


def make_console(*, color: bool) -> Console:
    """Make the console for stdout; bold and dim, which are not colours, are used without ``color`` too."""
    return Console(file=sys.stdout, no_color=not color, highlight=False, markup=False, emoji=False)


def _table(*, heading: bool = True) -> Table:
    return Table(box=None, show_header=heading, header_style="dim", pad_edge=False, padding=(0, _GAP, 0, 0))


def print_entries(console: Console, entries: Iterator[Entry]) -> int:
    """Print entries, one per line, and return how many. Columns that say the same of all entries are left out."""
    part = list(islice(entries, _PART))
    width = max((_key(console, entry.key).cell_len for entry in part), default=0)
    is_all = len(part) < _PART
    columns = _telling(part) if is_all else tuple(_COLUMNS)
    widths = {name: _width_of(name, part) if is_all else _COLUMNS[name][0] for name in columns}
    count = 0
    while part:
        table = _table(heading=not count)
        table.add_column(_KEY, width=max(width, 3), overflow="fold", style="cyan")
        for name in columns:
            table.add_column(name, width=widths[name])
        table.add_column("Title", ratio=1, no_wrap=True, overflow="ellipsis")
        for entry in part:
            cells = (_text(_COLUMNS[name][1](entry), _style_of(name, entry)) for name in columns)
            table.add_row(_key(console, entry.key), *cells, _text(entry.title))
        table.expand = True
        console.print(table)
        count += len(part)
        part = list(islice(entries, _PART))
    return count


_COLUMNS: dict[str, tuple[int, Callable[[Entry], object]]] = {
    "Kind": (8, lambda entry: kind_name(entry.kind)),
    "Year": (4, lambda entry: entry.year),
    "Status": (7, lambda entry: entry.status),
}
"""The columns between key and title: their widths where not all values are known, and their values."""


def _telling(entries: Sequence[Entry]) -> tuple[str, ...]:
    """Return the columns in which the entries differ; all that are not empty if there is one entry only."""
    values = {name: {value(entry) for entry in entries} for name, (_, value) in _COLUMNS.items()}
    return tuple(
        name for name, found in values.items() if len(found) > 1 or (len(entries) == 1 and found != {None})
    )


def _width_of(column: str, entries: Sequence[Entry]) -> int:
    """Return the width of the widest value of a column, or of its heading."""
    value = _COLUMNS[column][1]
    return max(len(column), *(len(str(value(entry) or "")) for entry in entries))


def _style_of(column: str, entry: Entry) -> str:
    return _STATUS_STYLES.get(entry.status or "", "") if column == "Status" else ""


def _key(console: Console, key: str) -> Text:
    """A key as the tables show it: a long one is shortened, and names its entry all the same."""
    widest = _WIDEST_KEY if console.width >= _WIDE else _WIDEST_KEY_IF_NARROW
    return Text(elide(one_line(key), widest, cell_len))


def print_answer(console: Console, answer: Answer) -> None:
    """Print what a search found: titles, with snippets below them."""
    keys = [_key(console, found.entry.key) for found in answer.found]
    width = max([cell_len(_KEY), *(key.cell_len for key in keys)])
    room = max(console.width - width - _YEAR_AND_GAPS, 10)
    table = _table()
    table.add_column(_KEY, width=width, no_wrap=True, style="cyan")
    table.add_column("Year", width=4)
    table.add_column("Title", ratio=1, overflow="fold")
    table.expand = True
    for number, (key, found) in enumerate(zip(keys, answer.found, strict=True)):
        if number == answer.whole and number:
            table.add_row("", "", Text("\nonly some of the words, or far apart:", style="dim"))
        table.add_row(key, _text(found.entry.year), _found_text(found, room))
    console.print(table)


def _found_text(found: Found, room: int) -> Text:
    hit = found.hit
    title = Text(one_line(found.entry.title), style="bold")
    lines = [_wrapped(title, room)]
    if hit.snippet and _says_more(one_line(hit.snippet), title.plain):
        lines.append(_wrapped(_snippet(hit.snippet, hit.marks), room))
    if hit.source:
        place = one_line(f"{hit.source}:{hit.line}" if hit.line else hit.source)
        lines.append(Text(elide(place, room, cell_len, tail=_TAIL_OF_PLACE), style="not bold dim"))
    return Text("\n").join(lines)


def _says_more(snippet: str, title: str) -> bool:
    """Whether a snippet is more than the title, or the title after its label or date."""
    before, found, after = snippet.casefold().rpartition(title.casefold())
    return not found or bool(after) or (bool(before) and before.rstrip()[-1:] not in _ENDS_OF_LABELS)


def _wrapped(text: Text, room: int) -> Text:
    """Wrap a text of one line as ``wrapping`` does, which knows where Chinese may be broken, and keep its styles."""
    out, end = [], 0
    for line in wrap(text.plain, room, cell_len):
        start = text.plain.index(line, end)
        end = start + len(line)
        out.append(text[start:end])
    return Text("\n").join(out)


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
    rows = [
        (name, local_time(value) if name in ("added", "updated") else one_line(value), one_line(origin))
        for name, value, origin in entry_fields(entry)
    ]
    most = min(_WIDEST_ORIGIN, console.width // 3)
    origins = [elide(origin, most, cell_len, tail=_TAIL_OF_PLACE) for *_, origin in rows]
    room = console.width - max(len(name) for name, *_ in rows) - max(map(cell_len, origins)) - 2 * _GAP
    table = _table(heading=False)
    table.add_column(style="dim", no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    table.add_column(style="dim", no_wrap=True)
    before = ""
    for (name, value, _), origin in zip(rows, origins, strict=True):
        again = name == before
        shown = _wrapped(Text(value), max(room, 10))
        table.add_row(_text("" if again else name), shown, Text("" if again else origin))
        before = name
    console.print(table)
    for number, note in enumerate(entry.notes, 1):
        console.print(Text(f"\n{note_heading(number, note)}", style="dim"))
        _print_wrapped(console, note.body)
    for mention in entry.mentions:
        print_mention(console, mention)


def print_mention(console: Console, mention: Mention) -> None:
    """Print the place of a mention, and its markdown."""
    place = Text(f"\n{one_line(mention_place(mention))}", style="cyan")
    console.print(place.append(f"  {one_line(' / '.join(mention.topics))}", style="dim"))
    _print_wrapped(console, mention.text)


def _print_wrapped(console: Console, text: str) -> None:
    """Print markdown; what continues a line of a list is below its text."""
    for line in wrap(safe(text), console.width, cell_len, is_hanging=True):
        console.print(Text(line), no_wrap=True, overflow="ignore", crop=False)


def print_topics(console: Console, topics: Iterable[TopicCount]) -> None:
    """Print topics as an outline, each with its number of entries."""
    for topic in topics:
        line = (
            Text("  " * (len(topic.path) - 1))
            .append(one_line(topic.path[-1]))
            .append(f"  {topic.entries}", style="dim")
        )
        if topic.aliases:
            line.append(f"  also: {one_line(', '.join(topic.aliases))}", style="dim")
        console.print(line)


def print_table(
    console: Console,
    headings: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    optional: Sequence[str] = (),
) -> None:
    """Print rows under headings, without the ``optional`` columns that have one value only."""
    found = list(rows)
    shown = [
        place
        for place, heading in enumerate(headings)
        if heading not in optional or len({row[place] for row in found}) > 1
    ]
    table = _table()
    for place in shown:
        table.add_column(headings[place], overflow="fold")
    for row in found:
        table.add_row(*(_key(console, str(row[n])) if headings[n] == _KEY else _text(row[n]) for n in shown))
    console.print(table)
