"""New papers at arXiv for saved queries. ``run_watches`` uses the network; nothing is added to the library."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from readlist.library.file import LibraryFile

if TYPE_CHECKING:
    from readlist.enrichment.new_papers import WatchReport
    from readlist.providers.watches import Watch


class Watching(LibraryFile):
    """Methods on the saved queries, which are in a file beside the library."""

    def watches(self) -> list[Watch]:
        """Return the saved queries, in the order of adding."""
        from readlist.providers.watches import read_watches, watches_path  # noqa: PLC0415

        return read_watches(watches_path(self.store.path))

    def add_watch(self, query: str) -> Watch:
        """Save a query, such as ``cat:cs.CL AND retrieval``. Raises UsageError when it is not one."""
        from readlist.enrichment.new_papers import add_watch  # noqa: PLC0415

        return add_watch(self.store.path, query, datetime.now(UTC).date().isoformat())

    def remove_watch(self, wanted: str) -> Watch:
        """Remove a saved query, named by its text or its number in the list. Raises NotFoundError."""
        from readlist.enrichment.new_papers import remove_watches  # noqa: PLC0415
        from readlist.providers.watches import find_watch  # noqa: PLC0415

        watch = find_watch(self.watches(), wanted)
        remove_watches(self.store.path, [watch])
        return watch

    def run_watches(self, *, days: int | None = None) -> WatchReport:
        """Return what is new at arXiv since the last run (or in the last ``days``) and not in the library."""
        from readlist.enrichment.new_papers import run_watches  # noqa: PLC0415

        return run_watches(self.store, self.provider_settings, self.store.path, days=days)
