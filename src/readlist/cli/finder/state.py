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
    from collections.abc import Callable, Collection, Iterable, Sequence

    from readlist.library.facade import Library
    from readlist.search.filters import Filters

_FIRST = 50
"""Rows searched for at first; more when the person moves past them."""
_GROWTH = 4
_MOST_NAMED = 3
"""Keys that a message names."""
_MOST_SUGGESTED = 12
_PATIENCE = 0.5
"""Seconds to wait for another process, during which the finder does not respond."""


class Finder:
    """A search in progress: the ``query`` as typed, the ``rows`` found, and the index of the selected row, ``place``.

    ``marked`` are the entries that the person marked, by number: keys that change something change these, else the selected
    one. ``asking`` is ``tags`` or ``status`` while the person is asked for them, ``helps`` whether the help is shown,
    ``copied`` is what was copied so far, ``scroll`` is the number of lines that the preview is scrolled down.
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
        self.helps = False
        self.marked: dict[int, str] = {}
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

    # -- marking ------------------------------------------------------------------------------------------------

    def mark(self) -> None:
        """Mark the selected row, or take its mark away, and select the next one."""
        self.refresh()
        if (row := self.selected) is None:
            self.message = "nothing is selected"
            return
        if self.marked.pop(row.entry.id, None) is None:
            self.marked[row.entry.id] = row.entry.key
        self.move(1)
        self._count_marked()

    def mark_all(self) -> None:
        """Mark all rows found so far; if they are marked already, take all marks away."""
        self.refresh()
        wanted = {row.entry.id: row.entry.key for row in self.rows}
        self.marked = {} if wanted.keys() <= self.marked.keys() else self.marked | wanted
        self._count_marked()

    def _count_marked(self) -> None:
        self.message = f"marked: {len(self.marked)}" if self.marked else "nothing is marked"

    def wanted(self) -> dict[int, str]:
        """Return the entries that keys act on, with their keys: those marked, else the selected one."""
        self.refresh()
        if self.marked:
            return dict(self.marked)
        if (row := self.selected) is None:
            self.message = "nothing is selected"
            return {}
        return {row.entry.id: row.entry.key}

    # -- changing -----------------------------------------------------------------------------------------------

    def ask(self, what: str) -> None:
        """Ask for ``tags`` or a ``status`` of the entries, if there are some; an empty ``what`` stops asking."""
        wanted = self.wanted()
        self.asking = what if wanted else ""
        self.message = "" if wanted else "nothing is selected"

    def tag(self, text: str) -> None:
        """Tag the entries; commas separate tags, and a tag after a ``-`` is removed."""
        parts = [part.strip() for part in text.split(",")]
        added = [part for part in parts if part and not part.startswith("-")]
        removed = [part[1:].strip() for part in parts if part.startswith("-")]
        if added or not removed:
            self._change(lambda keys: self.library.tag(keys, added), "tagged", "already has these tags")
        if removed:
            self._change(
                lambda keys: self.library.untag(keys, removed), "untagged", "does not have these tags"
            )

    def set_status(self, status: str) -> None:
        """Set the status of the entries; ``none`` clears it."""
        self._change(
            lambda keys: self.library.set_status(keys, status), f"status {status}", "already has this status"
        )

    def suggest_tags(self, text: str) -> list[str]:
        """Return the tags in use that start with the last of the tags typed so far."""
        last = text.rpartition(",")[2].strip().removeprefix("-")
        try:
            known = [tag.name for tag in self.library.tags()]
        except (ReadlistError, sqlite3.Error):
            return []
        return [name for name in known if name.casefold().startswith(last.casefold())][:_MOST_SUGGESTED]

    def _change(self, change: Callable[[list[str]], Iterable[str]], done: str, otherwise: str) -> None:
        """Change the entries, and update their rows."""
        self.asking = ""
        if not (wanted := self.wanted()):
            return
        keys = list(wanted.values())
        try:
            changed = list(change(keys))
            self.reload(wanted)
        except (ReadlistError, sqlite3.Error) as error:
            self._report(error)
        else:
            who = _name_some(changed or keys)
            self.message = one_line(f"{done}: {who}" if changed else f"nothing to do: {who} {otherwise}")

    def edit(self, change: Callable[[str], str]) -> None:
        """Have the person change the selected entry in another program, which returns what it did; update its row."""
        self.refresh()
        if (row := self.selected) is None:
            self.message = "nothing is selected"
            return
        try:
            self.message = one_line(change(row.entry.key))
            self.reload([row.entry.id])
        except (ReadlistError, sqlite3.Error) as error:
            self._report(error)

    def reload(self, entry_ids: Collection[int]) -> None:
        """Read these entries again, and update their rows."""
        shown = [row.entry.id for row in self.rows if row.entry.id in entry_ids]
        entries = {entry.id: entry for entry in self.library.load(shown)}
        self.rows = [
            replace(row, entry=entries[row.entry.id]) if row.entry.id in entries else row for row in self.rows
        ]

    def copy(self) -> str:
        """Return the keys of the entries, to be copied, a line each; empty when none is selected."""
        keys = [one_line(key) for key in self.wanted().values()]
        if keys:
            self._remember(keys)
            self.message = f"copied: {_name_some(keys)}"
        return "\n".join(keys)

    def copy_bibtex(self) -> str:
        """Return the entries in BibTeX, to be copied; empty when none is selected."""
        if not (wanted := self.wanted()):
            return ""
        try:
            text = "".join(self.library.export("bibtex", wanted=list(wanted.values())))
        except (ReadlistError, sqlite3.Error) as error:
            self._report(error)
            return ""
        self.message = one_line(f"copied as BibTeX: {_name_some(list(wanted.values()))}")
        return text

    def _remember(self, keys: Sequence[str]) -> None:
        self.copied = [*(known for known in self.copied if known not in keys), *keys]

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


def _name_some(keys: Sequence[str]) -> str:
    more = len(keys) - _MOST_NAMED
    return ", ".join(keys[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
