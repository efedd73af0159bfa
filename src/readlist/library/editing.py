"""Changing the library: import, add, what a person notes about entries, merge and split, undo.

Each method is one transaction, and one operation of ``history``. The entries that a command names are looked up inside
it, so that no other process can change or remove them before they are written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.library.file import LibraryFile, name_command, split_stdin

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from readlist.curation.add_by_identifier import AddedWork, FetchedWork
    from readlist.curation.undoing import Undone
    from readlist.importing.report import ImportReport
    from readlist.model.entry import Entry
    from readlist.model.operation import Operation


class Editing(LibraryFile):
    """Methods that change entries by import or by hand."""

    def import_paths(
        self,
        paths: Sequence[Path | str],
        *,
        stdin: bytes | None = None,
        name: str | None = None,
        dry_run: bool = False,
        on_progress: Callable[[str, int, int], None] | None = None,
    ) -> ImportReport:
        """Import files and folders of notes; ``-`` stands for ``stdin``. Importing again changes nothing.

        ``name`` names the source that ``stdin`` is; another text under that name replaces it. Without a name, each text is
        a source of its own.
        The library is copied before, to its folder of backups, of which the newest stay (``backups`` in the settings).
        ``on_progress`` is called with the file's name, the files done and the files in all. Files that cannot be read
        are reported as failed, and the others imported. Raises InputError when there is nothing to import at all.
        """
        from readlist.importing import importer  # noqa: PLC0415

        files = split_stdin(paths, stdin)
        return importer.import_paths(
            self.store,
            files,
            stdin=stdin,
            stdin_name=name,
            dry_run=dry_run,
            on_progress=on_progress,
            before=self._copy_before_import,
        )

    def _copy_before_import(self) -> None:
        from readlist.storage.backups import back_up_before_import  # noqa: PLC0415

        back_up_before_import(self.store, self.settings.backups)

    def add(
        self,
        works: Sequence[str],
        *,
        offline: bool = False,
        tags: Sequence[str] = (),
        topics: Sequence[str] = (),
        note: str | None = None,
        status: str | None = None,
        confirm: Callable[[FetchedWork], bool] | None = None,
    ) -> tuple[AddedWork, ...]:
        """Add works by id, URL or title, from the providers unless ``offline``; a known work is not added again.

        A topic is a path, outermost first: ``RAG / Tricks``. A record found by a title is a guess, which is added only
        if ``confirm`` returns true. A work that cannot be found or reached is returned with its error, and the others
        are added. Raises InputError, before anything is written, when a text is not an id, a URL or a title.
        """
        from readlist.curation.add_by_identifier import add_works  # noqa: PLC0415

        return add_works(
            self.store,
            works,
            settings=None if offline else self.provider_settings,
            tags=tags,
            topics=topics,
            note=note,
            status=status,
            confirm=confirm,
        )

    # -- by hand ------------------------------------------------------------------------------------------------

    def tag(self, wanted: Sequence[str], tags: Sequence[str], *, private: bool = False) -> tuple[str, ...]:
        """Give entries tags; return the keys of the entries that changed.

        ``private`` tags stay in this library when it is shared.
        """
        from readlist.curation import annotate  # noqa: PLC0415

        given = annotate.parse_tags(tags)
        with self.store.write(name_command("tag", wanted, tags)) as tx:
            keys = self._keys(wanted)
            changed = annotate.add_tags(tx, list(keys), given, private=private)
        return tuple(keys[entry_id] for entry_id in changed)

    def untag(self, wanted: Sequence[str], tags: Sequence[str]) -> tuple[str, ...]:
        """Remove tags from entries, also tags that the notes give; return the keys of the entries that changed."""
        from readlist.curation import annotate  # noqa: PLC0415

        removed = annotate.parse_tags(tags)
        with self.store.write(name_command("untag", wanted, tags)) as tx:
            keys = self._keys(wanted)
            changed = annotate.remove_tags(tx, list(keys), removed)
        return tuple(keys[entry_id] for entry_id in changed)

    def set_status(self, wanted: Sequence[str], status: str) -> tuple[str, ...]:
        """Set a status (``todo``, ``reading``, ``read``, ``dropped``, or ``none``); return the keys that changed."""
        from readlist.curation import annotate  # noqa: PLC0415

        annotate.parse_status(status)
        with self.store.write(name_command("status", wanted, [status])) as tx:
            keys = self._keys(wanted)
            changed = annotate.set_status(tx, list(keys), status)
        return tuple(keys[entry_id] for entry_id in changed)

    def rate(self, wanted: Sequence[str], rating: str) -> tuple[str, ...]:
        """Rate entries from 1 to 5, or with ``none`` take their rating away; return the keys of those that changed."""
        from readlist.curation import annotate  # noqa: PLC0415

        number = annotate.parse_rating(rating)
        with self.store.write(name_command("rate", wanted, [rating])) as tx:
            keys = self._keys(wanted)
            changed = annotate.set_field(tx, list(keys), "rating", number)
        return tuple(keys[entry_id] for entry_id in changed)

    def note(self, wanted: str, body: str, *, private: bool = False) -> Entry:
        """Add a note of your own, in markdown, to an entry, and return the entry. UsageError for a blank note.

        A ``private`` note is marked as not meant for others.
        """
        from readlist.curation import annotate  # noqa: PLC0415

        with self.store.write(name_command("note", [wanted])) as tx:
            entry_id = self._id(wanted)
            annotate.add_note(tx, entry_id, body, private=private)
        return self.load([entry_id])[0]

    def rekey(
        self, wanted: Sequence[str], *, pattern: str | None = None, dry_run: bool = False
    ) -> tuple[tuple[str, str], ...]:
        """Give entries, or all works, the citation keys of a pattern, by default that of the settings.

        Returns the earlier and the new keys of those that change. The earlier keys stay valid for look-up. Raises
        UsageError for what is not a pattern.
        """
        from readlist.curation import rekey  # noqa: PLC0415

        options = ["--pattern", pattern] if pattern else []
        with self.store.write(name_command("rekey", wanted, options), dry_run=dry_run) as tx:
            ids = list(self._keys(wanted)) if wanted else None
            return rekey.rekey(tx, ids, pattern or tx.key_pattern)

    def merge(self, wanted: Sequence[str]) -> Entry:
        """Merge entries into the first, which keeps its key, and return it. No import separates them again.

        Raises UsageError when only one entry is named.
        """
        from readlist.curation import merge_split  # noqa: PLC0415

        with self.store.write(name_command("merge", wanted)) as tx:
            ids = [self._id(one) for one in wanted]
            merge_split.merge(tx, next(iter(ids), 0), ids[1:])
        return self.load(ids[:1])[0]

    def split(self, wanted: str, mentions: Sequence[int]) -> tuple[Entry, Entry]:
        """Move some mentions of an entry, counted from 1, to a new entry; return the old entry and the new one.

        No import joins them again. Raises NotFoundError for a mention that does not exist, UsageError when none would
        be left.
        """
        from readlist.curation import merge_split  # noqa: PLC0415

        with self.store.write(name_command("split", [wanted], map(str, mentions))) as tx:
            entry_id = self._id(wanted)
            new_id = merge_split.split(tx, entry_id, mentions)
        old, new = self.load([entry_id, new_id])
        return old, new

    # -- history ------------------------------------------------------------------------------------------------

    def history(self, *, limit: int = -1) -> tuple[Operation, ...]:
        """Return the operations that changed the library, the newest first; ``limit`` -1 returns all."""
        from readlist.storage import history  # noqa: PLC0415

        return history.history(self.store, limit=limit)

    def history_of(self, wanted: str) -> tuple[tuple[Operation, tuple[str, ...]], ...]:
        """Return the operations that changed an entry, the newest first, each with what it stated about it."""
        from readlist.storage import history  # noqa: PLC0415

        return history.history_of(self.store, self._id(wanted))

    def find_undoable(self, count: int = 1, *, operation_id: int | None = None) -> tuple[Operation, ...]:
        """Return the operations that ``undo`` would take back; NotFoundError when there are none, or too few."""
        from readlist.storage import history  # noqa: PLC0415

        if operation_id is not None:
            return (history.find_operation(self.store.connection, operation_id),)
        return history.find_undoable(self.store.connection, count)

    def undo(
        self,
        count: int = 1,
        *,
        operation_id: int | None = None,
        expected: int | None = None,
        dry_run: bool = False,
    ) -> tuple[Undone, ...]:
        """Take back the last ``count`` operations in effect, or the one with a number; return what was done.

        What has changed since is left, and named in the result. ``expected``: the number that the last one must have, or
        nothing is undone. Raises NotFoundError when there is none.
        """
        from readlist.curation import undoing  # noqa: PLC0415

        return undoing.undo(
            self.store, count=count, operation_id=operation_id, expected=expected, dry_run=dry_run
        )

    def redo(self, count: int = 1) -> tuple[Operation, ...]:
        """Do again what the last ``count`` undos took back, and return it, in the order in which it is done again.

        Raises NotFoundError when there are fewer, or when the library has changed since; then nothing is redone.
        """
        from readlist.curation import undoing  # noqa: PLC0415

        return undoing.redo(self.store, count=count)

    def prune_history(self, *, keep: int, before: str) -> int:
        """Forget how to take back operations from before a time (ISO 8601, UTC), except the last ``keep``.

        Returns how many can no longer be undone; they stay listed.
        """
        from readlist.storage import history  # noqa: PLC0415

        with self.store.write("history --prune") as tx:
            return history.prune(tx, keep=keep, before=before)
