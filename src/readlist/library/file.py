"""The library file and its settings: what all groups of methods work on, and how an entry is named."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Self

from readlist import config
from readlist.errors import InputError, LibraryError, UsageError
from readlist.storage.database import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from readlist.model.entry import Entry
    from readlist.providers.settings import Settings
    from readlist.search.filters import Filters

_MOST_NAMED = 8
"""Entries in the name of an operation in the history."""
_FIRST_STEPS = "Start one with: readlist import NOTES. Then see readlist topics, and readlist search WORDS."


class LibraryFile:
    """An open library file, with the settings of its user."""

    def __init__(self, store: Store, settings: config.Config) -> None:
        self.store = store
        self.settings = settings

    @classmethod
    def open(
        cls, path: Path | str | None = None, *, settings: config.Config | None = None, create: bool = True
    ) -> Self:
        """Open the library at ``path``; by default the one named by READLIST_DB, the settings or the platform.

        Raises LibraryError when the file is not a library, is locked or too new, or (without ``create``) is missing.
        """
        settings = settings or config.load(path)
        file = Path(path) if path else settings.db
        if not create and not file.exists():
            raise LibraryError(f"there is no library at {file}", hint=_FIRST_STEPS)
        pattern = config.key_pattern(settings)
        store = Store.open(file)
        store.key_pattern = pattern
        return cls(store, settings)

    def close(self) -> None:
        """Close the file."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def wait_at_most(self, seconds: float) -> None:
        """Set how long to wait for another process that has locked the file, before LibraryError is raised."""
        self.store.wait_at_most(seconds)

    def on_wait(self, tell: Callable[[str, float], None]) -> None:
        """Have a command that waits for another process to finish writing tell who that is, and the most seconds it waits."""
        self.store.on_wait = tell

    # -- entries by name ----------------------------------------------------------------------------------------

    def find(self, wanted: str) -> Entry:
        """Return the one entry that ``wanted`` names; NotFoundError for no match, AmbiguousError for several."""
        return self.load([self._id(wanted)])[0]

    def correct_key(self, wanted: str) -> str | None:
        """Return the only citation key that a misspelt one may stand for; None if there is none, or several."""
        from readlist.search.nearest import correct_key  # noqa: PLC0415

        return correct_key(self.store, wanted)

    def load(self, entry_ids: Sequence[int]) -> list[Entry]:
        """Return the entries with these numbers; NotFoundError when one of them no longer exists."""
        from readlist.search.entry_lookup import load_existing  # noqa: PLC0415

        return load_existing(self.store, entry_ids)

    def _id(self, wanted: str) -> int:
        from readlist.search.entry_lookup import find_entry  # noqa: PLC0415

        return find_entry(self.store, wanted)

    def check_filters(self, filters: Filters | None) -> None:
        """Raise NotFoundError, with similar names, for a topic, tag or source that does not exist."""
        if filters and (filters.topics or filters.tags or filters.sources):
            from readlist.search.nearest import check_values  # noqa: PLC0415

            check_values(self.store, filters)

    def _ids(self, wanted: Sequence[str]) -> set[int] | None:
        """Return the numbers of the entries named; None, which means all, when none is named."""
        return {self._id(name) for name in wanted} if wanted else None

    def _keys(self, wanted: Sequence[str]) -> dict[int, str]:
        """Return the keys of the entries named, by number, in their order."""
        from readlist.storage.entries import read_keys  # noqa: PLC0415

        ids = [self._id(one) for one in wanted]
        keys = read_keys(self.store.connection, ids)
        return {entry_id: keys[entry_id] for entry_id in ids}

    # -- settings -----------------------------------------------------------------------------------------------

    @property
    def provider_settings(self) -> Settings:
        """How to reach the providers, from the settings and the environment. Raises InputError for bad settings."""
        return load_provider_settings(self.settings)


def name_command(name: str, wanted: Sequence[str], *words: Iterable[str]) -> str:
    """Name an operation for the history as the command line would, without a list of a thousand entries."""
    more = [f"… ({len(wanted)} entries)"] if len(wanted) > _MOST_NAMED else []
    return " ".join((name, *wanted[:_MOST_NAMED], *more, *(word for part in words for word in part)))


def load_provider_settings(settings: config.Config | None = None) -> Settings:
    """Read how to reach the providers; without ``settings``, from the user's own. Raises InputError for bad ones."""
    from readlist.providers.settings_loader import load  # noqa: PLC0415

    settings = settings or config.load()
    try:
        return load(settings.section("providers"), os.environ)
    except InputError as error:
        if any(name in error.message for name in ("READLIST_", "GITHUB_TOKEN")):  # not from the file
            raise
        raise InputError(error.message, file=str(settings.path), hint=error.hint) from error


def split_stdin(paths: Sequence[Path | str], stdin: bytes | None) -> list[Path | str]:
    """Return ``paths`` without ``-``, which stands for ``stdin``; UsageError if ``-`` is given without it."""
    files = [path for path in paths if str(path) != "-"]
    if len(files) < len(paths) and stdin is None:
        raise UsageError("'-' stands for the text passed as stdin, but none was passed")
    return files
