"""The counts of ``stats`` as a picture, in SVG or HTML.

By venue
  ICLR      ████▒▒▒▒▒▒▒▒▒▒  4/12      texts and rectangles, each at a place of its own: Chinese is as wide as its font

The picture names no address: it is shown the same without network. It is dark where the reader's system is.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from rich.cells import cell_len

from readlist.cli.charts import HEADINGS, MOST_BARS, share_of
from readlist.cli.sanitize import one_line
from readlist.cli.wrapping import elide
from readlist.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from readlist.library import Count

_WIDTH, _MARGIN, _LINE = 760, 24, 22
_BARS, _LONGEST, _THICK = 230, 420, 13
"""Where bars begin, how long the longest is, and how thick they are; all lengths are in pixels."""
_WIDEST_NAME = 26
"""Cells of a name, at most: it ends before the bars."""
_STYLE = """
svg { background: #fff; font: 14px system-ui, sans-serif; }
text { fill: #222; } .heading { font-weight: bold; } .dim { fill: #666; }
.all { fill: #9db8c9; } .read { fill: #2e7d32; }
@media (prefers-color-scheme: dark) {
  svg { background: #17191d; } text { fill: #ddd; } .dim { fill: #999; }
  .all { fill: #4b6271; } .read { fill: #66bb6a; }
}
"""


def draw_picture(stats: Mapping[str, Sequence[Count]], path: str) -> str:
    """Return the charts as SVG or HTML, by the extension of the file that they are for; UsageError for another."""
    ending = path.lower().rpartition(".")[2]
    if ending not in ("svg", "html"):
        raise UsageError(f"'{path}' does not end in .svg or .html", hint="Write: readlist stats -o FILE.svg")
    rows = list(_rows(stats))
    height = 2 * _MARGIN + _LINE * len(rows)
    body = "\n".join(
        f'<g transform="translate(0 {_MARGIN + _LINE * place})">{row}</g>' for place, row in enumerate(rows)
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" '
        f'viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="readlist stats">\n'
        f"<style>{_STYLE}</style>\n{body}\n</svg>\n"
    )
    if ending == "svg":
        return svg
    head = '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>readlist stats</title>\n'
    return f'{head}<meta name="color-scheme" content="light dark">\n{svg}</html>\n'


def _rows(stats: Mapping[str, Sequence[Count]]) -> Iterator[str]:
    """Yield the rows of the picture, from the top, each as the SVG of its texts and bars; empty ones too."""
    for group, counts in stats.items():
        if not counts:
            continue
        yield _text(_MARGIN, HEADINGS[group], "heading")
        most = max(one.works for one in counts[:MOST_BARS])
        for one in counts[:MOST_BARS]:
            yield _bar(group, one, _LONGEST / most)
        if len(counts) > MOST_BARS:
            yield _text(_MARGIN + 12, f"… and {len(counts) - MOST_BARS} more", "dim")
        yield ""
    if any(stats.values()):
        yield f"{_rect(_MARGIN, 12, 'read')}{_text(_MARGIN + 18, 'read', 'dim')}{_rect(90, 12, 'all')}{_text(108, 'not read', 'dim')}"


def _bar(group: str, count: Count, unit: float) -> str:
    """Return a name with its bar and its share; ``unit``: how long a work is."""
    name = elide(one_line(count.name), _WIDEST_NAME, cell_len, tail=0)
    whole = max(count.works * unit, 2)
    return (
        f"{_text(_MARGIN + 12, name)}{_rect(_BARS, whole, 'all')}{_rect(_BARS, whole * count.read / count.works, 'read')}"
        f"{_text(_BARS + whole + 8, share_of(group, count), 'dim')}"
    )


def _text(left: float, text: str, kind: str = "name") -> str:
    return f'<text class="{kind}" x="{left:.0f}" y="{_THICK}">{escape(text)}</text>'


def _rect(left: float, length: float, kind: str) -> str:
    return f'<rect class="{kind}" x="{left:.0f}" y="1" width="{length:.1f}" height="{_THICK}"/>'
