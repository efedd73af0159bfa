"""The finder's state, without a terminal: what was typed, the rows found, and what the keys do with them.

Each search, tag or status is a call of ``Library``, each change a transaction of its own. Errors become the message, so
that a locked or read-only library does not close the finder; the rows found before stay. A query is searched only when
its rows are shown or needed (``refresh``), so that fast typing costs one search.
"""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

from readlist.cli.finder.row import Row
from readlist.cli.sanitize import one_line
from readlist.errors import ReadlistError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from readlist.library import Filters, Library

_FIRST = 50
"""Rows searched for at first; more when the person moves past them."""
_GROWTH = 4
_PATIENCE = 0.5
"""Seconds to wait for another process, during which the finder does not respond."""


class Finder:
    """A search in progress: the ``query`` as typed, the ``rows`` found, and the index of the selected row, ``place``.

    ``asking`` is ``tags`` or ``status`` while the person is asked for them, ``copied`` are the keys copied so far,
    ``scroll`` is the number of lines that the preview is scrolled down.
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
        """Whether ``rows`` are all that the query finds."""
        self._filters = filters
        self._sort = sort
        self._exact = exact
        self._limit = _FIRST
        self._is_stale = True
        library.wait_at_most(_PATIENCE)

    # -- searching ----------------------------------------------------------------------------------------------

    @property
    def selected(self) -> Row | None:
        """The row that keys act on; None in an empty list."""
        return self.rows[self.place] if self.rows else None

    def type(self, text: str) -> None:
        """Set the query."""
        if (query := one_line(text)) != self.query:
            self.query, self._limit, self._is_stale = query, _FIRST, True

    def refresh(self) -> None:
        """Search for the query, unless it has been."""
        if not self._is_stale:
            return
        self._is_stale = False
        if (rows := self._search()) is not None:
            self.rows = rows
            self.place = self.scroll = 0

    def _search(self) -> list[Row] | None:
        """Return the rows for the query; None after an error, which becomes the message."""
        try:
            rows, self.message = self._ask()
        except (ReadlistError, sqlite3.Error) as error:
            self._report(error)
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
            similar = f"; similar words: {', '.join(answer.suggestions)}" if answer.suggestions else ""
            message = f"nothing found{similar}"
        return [Row(found.entry, found.hit) for found in answer.found], one_line(message)

    def move(self, by: int) -> None:
        """Move the selection down, or up if ``by`` is negative; moving past the last row searches for more."""
        self.refresh()
        wanted = self.place + by
        while wanted >= len(self.rows) and not self.is_whole and self._grow():
            pass
        self.place = max(0, min(wanted, len(self.rows) - 1))
        self.scroll = 0

    def _grow(self) -> bool:
        """Append more rows; those already listed keep their place although a longer search may rank them differently."""
        self._limit *= _GROWTH
        rows = self._search()
        known = {row.entry.id for row in self.rows}
        self.rows += [row for row in rows or () if row.entry.id not in known]
        return rows is not None

    def scroll_by(self, lines: int) -> None:
        """Scroll the preview; the screen limits it to the text."""
        self.scroll = max(0, self.scroll + lines)

    # -- changing -----------------------------------------------------------------------------------------------

    def ask(self, what: str) -> None:
        """Ask for ``tags`` or a ``status`` of the selected entry, if there is one; an empty ``what`` stops asking."""
        self.refresh()
        self.asking = what if self.selected else ""
        self.message = "" if self.selected else "nothing is selected"

    def tag(self, text: str) -> None:
        """Tag the selected entry; commas separate tags, and a tag after a ``-`` is removed."""
        parts = [part.strip() for part in text.split(",")]
        added = [part for part in parts if part and not part.startswith("-")]
        removed = [part[1:].strip() for part in parts if part.startswith("-")]
        if added or not removed:
            self._change(lambda key: self.library.tag([key], added), "tagged", "already has these tags")
        if removed:
            self._change(
                lambda key: self.library.untag([key], removed), "untagged", "does not have these tags"
            )

    def set_status(self, status: str) -> None:
        """Set the status of the selected entry; ``none`` clears it."""
        self._change(
            lambda key: self.library.set_status([key], status), f"status {status}", "already has this status"
        )

    def _change(self, change: Callable[[str], Iterable[str]], done: str, otherwise: str) -> None:
        """Change the selected entry, and update its row."""
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
            self._report(error)
        else:
            self.message = one_line(f"{done}: {key}" if changed else f"nothing to do: {key} {otherwise}")

    def copy(self) -> str:
        """Return the key of the selected entry, to be copied; empty when none is selected."""
        self.refresh()
        if (row := self.selected) is None:
            self.message = "nothing is selected"
            return ""
        key = one_line(row.entry.key)
        self.copied = [*(known for known in self.copied if known != key), key]
        self.message = f"copied: {key}"
        return key

    def watch(self) -> None:
        """Save the typed query for ``readlist watch run``, which shows what is new at arXiv for it."""
        try:
            watch = self.library.add_watch(self.query)
        except ReadlistError as error:
            self._report(error)
        else:
            self.message = one_line(f"saved for `readlist watch run`: {watch.query}")

    def target(self, *, page: bool) -> str:
        """Return what to open: the selected entry's downloaded PDF, else, or always with ``page``, its URL.

        Empty when it has neither; the message says so.
        """
        self.refresh()
        if (row := self.selected) is None:
            self.message = "nothing is selected"
            return ""
        try:
            target = self.library.find_target(row.entry, page=page)
        except (ReadlistError, sqlite3.Error) as error:
            self._report(error)
            return ""
        self.message = f"opening: {one_line(target)}"
        return target

    def _report(self, error: Exception) -> None:
        hint = error.hint if isinstance(error, ReadlistError) else ""
        self.message = one_line(f"{error}. {hint}" if hint else str(error))
