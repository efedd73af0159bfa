"""The finder that ``readlist search`` without words opens: what it knows and does, without a terminal.

    keys ──> Finder ──> rows, place, message ──> finder_view: lines ──> finder_app: the terminal
                └── search, tag, status: calls of Library, each change a transaction of its own

What goes wrong becomes the message, so that a locked or read-only library never closes the finder; the rows found
before stay. Nothing is searched before it is shown or asked for (``refresh``), so that fast typing costs one search.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from readlist.cli.open_target import find_target
from readlist.cli.sanitize import one_line
from readlist.errors import ReadlistError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from readlist.library import Library
    from readlist.model.entry import Entry
    from readlist.search.engine import Hit
    from readlist.search.filters import Filters

_FIRST = 50
"""Rows looked for at first; more when the person moves past them."""
_GROWTH = 4
_PATIENCE = 500
"""Milliseconds that the finder waits for another process: it cannot be used in the meantime."""

STATUS_KEYS = {"t": "todo", "i": "reading", "r": "read", "d": "dropped", "n": "none"}
"""Key, after the one that asks for a status, to the status it sets."""


@dataclass(frozen=True, slots=True)
class Row:
    """An entry in the list; ``hit`` says what of it was found, and is None where nothing was typed."""

    entry: Entry
    hit: Hit | None = None


class Finder:
    """A search that goes on: ``query`` as typed, the ``rows`` it gives, and the ``place`` of the selected one.

    ``asking`` is ``tags`` or ``status`` while the person is asked for them, ``copied`` holds the keys copied so far,
    ``scroll`` counts the lines of the preview that have moved out of sight.
    """

    def __init__(
        self,
        library: Library,
        *,
        filters: Filters | None = None,
        sort: str = "relevance",
        exact: bool = False,
    ) -> None:
        self.library = library
        self.query = ""
        self.rows: list[Row] = []
        self.place = 0
        self.scroll = 0
        self.message = ""
        self.asking = ""
        self.copied: list[str] = []
        self.is_whole = True
        """Whether ``rows`` are all there are."""
        self._filters = filters
        self._sort = sort
        self._exact = exact
        self._limit = _FIRST
        self._is_stale = True
        library.store.connection.execute(f"PRAGMA busy_timeout = {_PATIENCE}")

    # -- looking ------------------------------------------------------------------------------------------------

    @property
    def selected(self) -> Row | None:
        """The row that keys act on; None where there is none."""
        return self.rows[self.place] if self.rows else None

    def type(self, text: str) -> None:
        """Take what stands in the line of the query now."""
        if (query := one_line(text)) != self.query:
            self.query, self._limit, self._is_stale = query, _FIRST, True

    def refresh(self) -> None:
        """Search for what was typed, unless that is done."""
        if not self._is_stale:
            return
        self._is_stale = False
        if (rows := self._search()) is not None:
            self.rows = rows
            self.place = self.scroll = 0

    def _search(self) -> list[Row] | None:
        """Return the rows for what was typed, and None where the query or the library gives none."""
        try:
            rows, self.message = self._ask()
        except (ReadlistError, sqlite3.Error) as error:
            self._tell(error)
            return None
        self.is_whole = len(rows) < self._limit
        return rows

    def _ask(self) -> tuple[list[Row], str]:
        if not self.query:
            sort = "added" if self._sort == "relevance" else self._sort
            latest = self.library.entries(self._filters, limit=self._limit, sort=sort)
            return [Row(entry) for entry in latest], ""
        answer = self.library.search(
            self.query, filters=self._filters, limit=self._limit, exact=self._exact, sort=self._sort
        )
        message = f"searched instead: {answer.searched}" if answer.searched else ""
        if not answer.found:
            near = f"; near: {', '.join(answer.suggestions)}" if answer.suggestions else ""
            message = f"nothing found{near}"
        return [Row(found.entry, found.hit) for found in answer.found], one_line(message)

    def move(self, by: int) -> None:
        """Select the row ``by`` further down, or further up; the last one leads on to more."""
        self.refresh()
        wanted = self.place + by
        while wanted >= len(self.rows) and not self.is_whole and self._grow():
            pass
        self.place = max(0, min(wanted, len(self.rows) - 1))
        self.scroll = 0

    def _grow(self) -> bool:
        """Add rows behind those that are there, which stay in place although a longer search may rank them anew."""
        self._limit *= _GROWTH
        rows = self._search()
        known = {row.entry.id for row in self.rows}
        self.rows += [row for row in rows or () if row.entry.id not in known]
        return rows is not None

    def scroll_by(self, lines: int) -> None:
        """Scroll the preview; the view knows where it ends."""
        self.scroll = max(0, self.scroll + lines)

    # -- doing --------------------------------------------------------------------------------------------------

    def ask(self, what: str) -> None:
        """Ask for ``tags`` or a ``status`` of the selected entry, if there is one; an empty ``what`` asks no more."""
        self.refresh()
        self.asking = what if self.selected else ""
        self.message = "" if self.selected else "nothing is selected"

    def tag(self, text: str) -> None:
        """Give the selected entry tags, parted by commas; a tag behind a ``-`` is taken off."""
        parts = [part.strip() for part in text.split(",")]
        given = [part for part in parts if part and not part.startswith("-")]
        taken = [part[1:].strip() for part in parts if part.startswith("-")]
        if given or not taken:
            self._change(lambda key: self.library.tag([key], given), "tagged", "had these tags before")
        if taken:
            self._change(lambda key: self.library.untag([key], taken), "untagged", "lacked these tags before")

    def set_status(self, status: str) -> None:
        """Set the status of the selected entry; ``none`` clears it."""
        self._change(
            lambda key: self.library.set_status([key], status), f"status {status}", "had this status before"
        )

    def _change(self, change: Callable[[str], Iterable[str]], done: str, otherwise: str) -> None:
        """Change the selected entry, and show it as it is then."""
        self.refresh()
        self.asking = ""
        if (row := self.selected) is None:
            self.message = "nothing is selected"
            return
        key = row.entry.key
        try:
            changed = list(change(key))
            self.rows[self.place] = replace(row, entry=self.library.load([row.entry.id])[0])
        except (ReadlistError, sqlite3.Error) as error:
            self._tell(error)
        else:
            self.message = one_line(f"{done}: {key}" if changed else f"nothing to change: {key} {otherwise}")

    def copy(self) -> str:
        """Return the key of the selected entry, to be copied; empty where there is none."""
        self.refresh()
        if (row := self.selected) is None:
            self.message = "nothing is selected"
            return ""
        key = one_line(row.entry.key)
        self.copied = [*(known for known in self.copied if known != key), key]
        self.message = f"copied: {key}"
        return key

    def target(self, *, page: bool) -> str:
        """Return what to open: the selected entry's PDF if it was downloaded, else its page, or ``page`` in any case.

        Empty where there is neither; the message says so.
        """
        self.refresh()
        if (row := self.selected) is None:
            self.message = "nothing is selected"
            return ""
        try:
            target = find_target(self.library, row.entry, page=page)
        except (ReadlistError, sqlite3.Error) as error:
            self._tell(error)
            return ""
        self.message = f"opening: {one_line(target)}"
        return target

    def _tell(self, error: Exception) -> None:
        hint = error.hint if isinstance(error, ReadlistError) else ""
        self.message = one_line(f"{error}. {hint}" if hint else str(error))
