"""Bar charts of the library and proposals of what to read, by rich.

venue    ICLR       ████████▒▒▒▒▒▒▒▒▒▒▒▒  4/12      filled: read, of all
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from readlist.cli.sanitize import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console

    from readlist.library import Count, Proposal

MOST_BARS = 12
"""Bars of each group, at most."""
_WIDEST_NAME, _WIDEST_BAR = 32, 50
HEADINGS = {
    "status": "By status",
    "topic": "By topic",
    "year": "By year",
    "venue": "By venue",
    "month": "Read by month",
}


def print_stats(console: Console, stats: Mapping[str, Sequence[Count]]) -> None:
    """Print the counts of each group as bars, the first twelve of each."""
    shown = {name: counts for name, counts in stats.items() if counts}
    names = [one_line(one.name) for counts in shown.values() for one in counts[:MOST_BARS]]
    width = min(max(map(cell_len, names), default=0), _WIDEST_NAME, console.width // 3)
    for place, (group, counts) in enumerate(shown.items()):
        console.print(Text(HEADINGS[group] if not place else f"\n{HEADINGS[group]}", style="bold"))
        most = max(one.works for one in counts[:MOST_BARS])
        room = max(min(console.width - width - 18, _WIDEST_BAR), 5)
        for one in counts[:MOST_BARS]:
            console.print(_bar(group, one, width, room, most), no_wrap=True, overflow="crop")
        if len(counts) > MOST_BARS:
            console.print(Text(f"  … and {len(counts) - MOST_BARS} more", style="dim"))
    if shown:
        console.print(
            Text("\n").append("█", "green").append(" read  ").append("▒", "cyan").append(" not read")
        )


def share_of(group: str, count: Count) -> str:
    """What is written beside a bar: read of all, or the number alone where the group says which are read."""
    return str(count.works) if group in ("status", "month") else f"{count.read}/{count.works}"


def _bar(group: str, count: Count, width: int, room: int, most: int) -> Text:
    name = one_line(count.name)
    if cell_len(name) > width:
        name = f"{set_cell_size(name, width - 1)}…"
    bar = max(round(room * count.works / most), 1)
    read = round(bar * count.read / count.works)
    text = (
        Text(f"  {set_cell_size(name, width)}  ")
        .append("█" * read, "green")
        .append("▒" * (bar - read), "cyan")
    )
    return text.append(f"  {share_of(group, count)}", "dim")


def print_proposals(console: Console, found: Sequence[Proposal], *, why: bool) -> None:
    """Print what to read next: key and title, and the reasons below, with ``why`` each with its points."""
    for place, one in enumerate(found, 1):
        year = f" ({one.year})" if one.year else ""
        title = Text(one_line(one.title), "bold").append(year, "not bold")
        for number, line in enumerate(title.wrap(console, max(console.width - 4, 8))):
            console.print(Text(f"{place}. " if not number else "   ").append_text(line))
        reasons = "; ".join(reason.text for reason in one.reasons)
        named = Text("   ").append(one_line(one.key), "cyan")
        if not why:
            named.append(f"  {one_line(reasons)}", "dim")
        for number, line in enumerate(named.wrap(console, max(console.width - 4, 8))):
            console.print(line if not number else Text("   ").append_text(line))
        for reason in one.reasons if why else ():
            console.print(Text(f"   {reason.points:6.2f}  {one_line(reason.text)}", style="dim"))
        if why:
            console.print(Text(f"   {one.score:6.2f}  in all"))
