"""What the finder draws besides lines of text: the list, and the preview of the selected row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prompt_toolkit.data_structures import Point
from prompt_toolkit.layout.controls import UIContent, UIControl

from readlist.cli.finder import view

if TYPE_CHECKING:
    from prompt_toolkit.formatted_text import StyleAndTextTuples

    from readlist.cli.finder.row import Row
    from readlist.cli.finder.state import Finder


class Rows(UIControl):
    """The list; only visible rows are formatted."""

    def __init__(self, finder: Finder) -> None:
        self.finder = finder
        self.height = 1

    def create_content(self, width: int, height: int) -> UIContent:
        """Build the rows; the window keeps the selected one visible."""
        rows, place = self.finder.rows, self.finder.place
        self.height = height
        return UIContent(
            lambda line: view.row_line(
                rows[line],
                width,
                is_selected=line == place,
                is_marked=rows[line].entry.id in self.finder.marked,
            ),
            line_count=len(rows),
            cursor_position=Point(0, place),
            show_cursor=False,
        )


class Preview(UIControl):
    """The preview of the selected row, wrapped once for each row and width; or the help."""

    def __init__(self, finder: Finder) -> None:
        self.finder = finder
        self._made: tuple[Row | None, int, bool] = (None, 0, False)
        self._lines: list[StyleAndTextTuples] = []

    def create_content(self, width: int, height: int) -> UIContent:
        """Build the lines from the scroll position on."""
        row, helps = self.finder.selected, self.finder.helps
        if self._made[0] is not row or self._made[1:] != (width, helps):
            lines = view.preview_lines(row, width) if row else []
            self._lines = view.help_lines(width) if helps else lines
            self._made = row, width, helps
        first = self.finder.scroll = max(0, min(self.finder.scroll, len(self._lines) - height))
        shown = self._lines[first : first + height]
        return UIContent(shown.__getitem__, line_count=len(shown), show_cursor=False)
