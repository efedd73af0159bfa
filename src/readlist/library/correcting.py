"""Correcting the library by hand: fields of entries, entries that should not be there, notes of one's own.

Each method is one transaction, and one operation of ``history``; the entries are looked up inside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from readlist.library.file import LibraryFile, name_command

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from readlist.model.entry import Entry
    from readlist.search.filters import Filters


class Sheet(NamedTuple):
    """Entries as they were when their sheet was written, and its text."""

    text: str
    entries: tuple[Entry, ...]


class Correcting(LibraryFile):
    """Methods that correct what notes and providers say, or what the person wrote."""

    def select(self, query: str = "", filters: Filters | None = None) -> tuple[str, ...]:
        """Return the keys of the entries that have all words of ``query``, as written, and pass ``filters``.

        Prose between works is left out unless the filters or the query ask for it.
        """
        from readlist.search.listing import select_keys  # noqa: PLC0415

        return select_keys(self.store, query, filters)

    def clashes(self, entry_id: int) -> tuple[str, ...]:
        """Return what several devices said of an entry without knowing of each other, a text for each field."""
        from readlist.storage.device import is_shared  # noqa: PLC0415

        if not is_shared(self.store.connection):
            return ()
        from readlist.curation.clashes import clashes_of, describe_clash  # noqa: PLC0415

        return tuple("; ".join(describe_clash(one)) for one in clashes_of(self.store.connection, entry_id))

    def resolve_clashes(self, entry: str, *, field: str | None = None, take: int = 1) -> int:
        """State the latest value of each clash about an entry again, or the one with a number; return how many are settled.

        ``field``: settle those about this field only. Raises NotFoundError if there is none.
        """
        from readlist.curation.clashes import resolve  # noqa: PLC0415

        with self.store.write(name_command("sync resolve", [entry])) as tx:
            return len(resolve(tx, self._id(entry), field=field, take=take))

    def is_key(self, text: str) -> bool:
        """Return whether a text is the citation key of a work; those of prose, made of headings, are like any word."""
        from readlist.storage.entries import is_key_of_work  # noqa: PLC0415

        return is_key_of_work(self.store.connection, text)

    def set_fields(self, wanted: Sequence[str], values: Mapping[str, Any]) -> tuple[str, ...]:
        """Set fields of entries (``{"year": 2021}``); no import changes them. Return the keys of those that changed.

        An empty value means that the entry has none, whatever notes and providers say. Raises UsageError for a field or a
        value that is not one, and for an identifier that another entry has.
        """
        from readlist.curation import corrections  # noqa: PLC0415
        from readlist.model.correctable import parse_name  # noqa: PLC0415

        parsed = {
            field: corrections.parse_field(field, value)
            for name, value in values.items()
            for field in (parse_name(name),)
        }
        words = [f"{name}={value}" for name, value in values.items()]
        with self.store.write(name_command("set", wanted, words)) as tx:
            keys = self._keys(wanted)
            changed = corrections.correct(tx, list(keys), parsed)
        return tuple(keys[entry_id] for entry_id in changed)

    def unset_fields(self, wanted: Sequence[str], fields: Sequence[str]) -> tuple[str, ...]:
        """Take back what was set, so that notes and providers have the word again; return the keys that changed."""
        from readlist.curation import corrections  # noqa: PLC0415
        from readlist.model.correctable import parse_name  # noqa: PLC0415

        names = [parse_name(field) for field in fields]
        with self.store.write(name_command("unset", wanted, names)) as tx:
            keys = self._keys(wanted)
            changed = corrections.correct(tx, list(keys), dict.fromkeys(names))
        return tuple(keys[entry_id] for entry_id in changed)

    def write_sheet(self, wanted: Sequence[str]) -> Sheet:
        """Return entries as TOML for an editor; ``apply_sheet`` takes the edited text."""
        from readlist.curation.entry_sheet import write_sheet  # noqa: PLC0415

        entries = self.load(list(self._keys(wanted)))
        return Sheet(write_sheet(entries), tuple(entries))

    def apply_sheet(self, sheet: Sheet, text: str) -> tuple[str, ...]:
        """Store the changes that a person made in a sheet, all or none; return the keys of the entries that changed.

        What was not changed in the sheet stays as it is in the library by now. Raises SheetError, with the text marked,
        for a field or a value that is not one; NotFoundError when an entry is gone meanwhile.
        """
        from readlist.curation import annotate, corrections  # noqa: PLC0415
        from readlist.curation.entry_sheet import read_sheet  # noqa: PLC0415

        changes = read_sheet(text, sheet.entries)
        changed = []
        with self.store.write(name_command("edit", list(changes))) as tx:
            for key, change in changes.items():
                ids = [self._id(key)]
                done = [
                    corrections.correct(tx, ids, change.fields),
                    annotate.remove_tags(tx, ids, change.removed),
                    annotate.add_tags(tx, ids, change.added) if change.added else [],
                ]
                changed += [key] if any(done) else []
        return tuple(changed)

    def find_contradictions(self, wanted: Sequence[str]) -> tuple[str, ...]:
        """Return why these entries may not be one work: a line for each sort of ID of which they have different ones."""
        entries = self.load(list(self._keys(wanted)))
        out = []
        for name in ("arxiv_id", "doi", "acl_id", "openreview_id"):
            found = {value: entry.key for entry in entries if (value := getattr(entry, name))}
            if len(found) > 1:
                ids = ", ".join(f"{value} ({key})" for value, key in found.items())
                out.append(f"the entries have different values of {name}: {ids}; the first counts")
        return tuple(out)

    def remove(self, wanted: Sequence[str]) -> tuple[str, ...]:
        """Remove entries, also from all later imports, until they are added again; return their keys.

        What the person said of them is kept, and shown again when they are added, or when this is undone.
        """
        from readlist.curation import corrections  # noqa: PLC0415

        with self.store.write(name_command("rm", wanted)) as tx:
            keys = self._keys(wanted)
            changed = corrections.remove(tx, list(keys))
        return tuple(keys[entry_id] for entry_id in changed)

    # -- imported files -----------------------------------------------------------------------------------------

    def remove_source(self, name: str) -> tuple[str, int]:
        """Remove an imported file and its mentions; return its whole name, and how many entries went with it.

        ``name`` may be a part that fits one file only. Entries with tags, notes or anything else of yours stay.
        """
        from readlist.importing import source_edits  # noqa: PLC0415
        from readlist.storage.statistics import find_source_name  # noqa: PLC0415

        with self.store.write(f"source rm {name}") as tx:
            found = find_source_name(self.store, name)
            return found, source_edits.remove_source(tx, found)

    def move_source(self, name: str, path: Path | str) -> tuple[str, str]:
        """Say where the file of a source is now, so that an import of it is one of that source; return old and new name."""
        from pathlib import Path  # noqa: PLC0415

        from readlist.importing import source_edits  # noqa: PLC0415
        from readlist.storage.statistics import find_source_name  # noqa: PLC0415

        with self.store.write(f"source mv {name} {path}") as tx:
            found = find_source_name(self.store, name)
            return found, source_edits.move_source(tx, found, Path(path))

    # -- notes --------------------------------------------------------------------------------------------------

    def edit_note(
        self, wanted: str, number: int, body: str | None = None, *, private: bool | None = None
    ) -> Entry:
        """Change a note of an entry, counted from 1: its text, or whether it is private; return the entry.

        Raises NotFoundError when there is no such note, UsageError for a blank text.
        """
        from readlist.curation import annotate  # noqa: PLC0415

        with self.store.write(name_command("note", [wanted], ["--edit", str(number)])) as tx:
            entry_id = self._id(wanted)
            annotate.edit_note(tx, entry_id, number, body, private=private)
        return self.load([entry_id])[0]

    def remove_note(self, wanted: str, number: int) -> Entry:
        """Remove a note of an entry, counted from 1, and return the entry. NotFoundError when there is none.

        An entry that nothing else was known of is deleted with its note, and returned as it was without it.
        """
        from dataclasses import replace  # noqa: PLC0415

        from readlist.curation import annotate  # noqa: PLC0415
        from readlist.storage.entry_loader import load_entries  # noqa: PLC0415

        with self.store.write(name_command("note", [wanted], ["--rm", str(number)])) as tx:
            entry_id = self._id(wanted)
            (before,) = load_entries(tx.connection, [entry_id])
            annotate.remove_note(tx, entry_id, number)
            found = next(iter(load_entries(tx.connection, [entry_id])), None)
        return found or replace(before, notes=())
