"""Deciding what to read: priority and due date, what to read next, the log of what was read, and statistics."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from readlist.library.file import LibraryFile, name_command

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from readlist.search.filters import Filters
    from readlist.search.reading_queue import Proposal
    from readlist.search.reading_stats import Count
    from readlist.storage.reading_log import LogLine


class Planning(LibraryFile):
    """Methods about what to read, and what was read."""

    def set_priority(self, wanted: Sequence[str], priority: str) -> tuple[str, ...]:
        """Give entries a priority, 1 (first) to 5, or with ``none`` take it away; return the keys of those that changed."""
        from readlist.curation import annotate  # noqa: PLC0415

        return self._state("priority", wanted, annotate.parse_priority(priority), priority)

    def set_due(self, wanted: Sequence[str], due: str) -> tuple[str, ...]:
        """Say by when entries are to be read (``model.due_dates``), or with ``none`` that they have no date.

        Returns the keys of the entries that changed; raises UsageError for what is not a date.
        """
        from readlist.curation import annotate  # noqa: PLC0415

        day = annotate.parse_due_date(due)
        return self._state("due", wanted, day, day or due)

    def _state(self, field: str, wanted: Sequence[str], value: object, typed: str) -> tuple[str, ...]:
        from readlist.curation import annotate  # noqa: PLC0415

        with self.store.write(name_command(field, wanted, [typed])) as tx:
            keys = self._keys(wanted)
            changed = annotate.set_field(tx, list(keys), field, value)
        return tuple(keys[entry_id] for entry_id in changed)

    def next_reading(self, filters: Filters | None = None, *, limit: int = 5) -> list[Proposal]:
        """Return the works to read next, the most urgent first, each with its reasons; ``limit`` -1 returns all."""
        from readlist.search.reading_queue import propose  # noqa: PLC0415

        self.check_filters(filters)
        return propose(self.store, filters, limit=limit, now=datetime.now().astimezone())

    def due_reading(self, filters: Filters | None = None) -> list[Proposal]:
        """Return the works to read that have a due date, the first one first."""
        dated = [(one.due, one.key, one) for one in self.next_reading(filters, limit=-1) if one.due]
        return [one for *_, one in sorted(dated, key=lambda row: row[:2])]

    def reading_log(self) -> list[LogLine]:
        """Return when entries were given which status, the newest first."""
        from readlist.storage.reading_log import read_log  # noqa: PLC0415

        return read_log(self.store.connection)

    def stats(self, filters: Filters | None = None) -> dict[str, list[Count]]:
        """Count works, and those that are read, by status, topic, year, venue and the month in which they were read."""
        from readlist.search.reading_stats import read_stats  # noqa: PLC0415

        self.check_filters(filters)
        return read_stats(self.store, filters)

    @staticmethod
    def write_file(path: Path | str, chunks: Iterable[str]) -> None:
        """Write text to a file, as a whole or not at all; InputError when it cannot be written."""
        from readlist.util.atomic_write import write_atomically  # noqa: PLC0415

        write_atomically(path, chunks)
