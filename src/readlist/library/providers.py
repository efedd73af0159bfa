"""What the metadata providers add to the library: missing fields, updates, PDFs. These methods use the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.library.file import LibraryFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from readlist.enrichment.fetch import FetchReport, Plan
    from readlist.enrichment.pdf_download import Download
    from readlist.enrichment.updates import UpdateReport
    from readlist.storage.findings import OpenFinding


class Providers(LibraryFile):
    """Methods that ask providers, and those that decide about the answers."""

    def fetch(
        self,
        wanted: Sequence[str] = (),
        *,
        again: bool = False,
        on_progress: Callable[[str, int, int], None] | None = None,
    ) -> FetchReport:
        """Complete and verify entries (none named: all) from the providers; an interrupted run continues next time.

        ``again`` also asks about entries that were asked about before. ``on_progress`` is called with what is asked,
        the entries done and the entries in all.
        """
        from readlist.enrichment.fetch import fetch  # noqa: PLC0415

        ids = self._ids(wanted)
        return fetch(self.store, self.provider_settings, entry_ids=ids, again=again, on_progress=on_progress)

    def plan_fetch(self, wanted: Sequence[str] = (), *, again: bool = False) -> Plan:
        """Return which entries ``fetch`` would ask about, without sending anything."""
        from readlist.enrichment.fetch import make_plan  # noqa: PLC0415

        return make_plan(self.store, self.provider_settings, self._ids(wanted), again=again)

    def updates(
        self,
        wanted: Sequence[str] = (),
        *,
        apply: bool = False,
        on_progress: Callable[[str, int, int], None] | None = None,
    ) -> UpdateReport:
        """Ask for new versions, withdrawals and publications of verified papers (none named: all).

        ``apply`` stores the publications with the entries, as one operation.
        """
        from readlist.enrichment.updates import find_updates  # noqa: PLC0415

        ids = self._ids(wanted)
        return find_updates(
            self.store, self.provider_settings, entry_ids=ids, apply=apply, on_progress=on_progress
        )

    def reviews(self, wanted: Sequence[str] = ()) -> list[OpenFinding]:
        """Return what ``fetch`` found but did not accept, for these entries (none named: all)."""
        from readlist.enrichment.reviews import read_reviews  # noqa: PLC0415

        ids = self._ids(wanted)
        return [one for one in read_reviews(self.store) if ids is None or one.entry_id in ids]

    def decide(self, review: OpenFinding, *, accept: bool) -> None:
        """Accept or reject what ``fetch`` found."""
        from readlist.enrichment.reviews import decide  # noqa: PLC0415

        decide(self.store, review.finding_id, accept=accept)

    def download(
        self,
        wanted: Sequence[str],
        *,
        folder: Path | None = None,
        again: bool = False,
        on_progress: Callable[[str, int, int | None], None] | None = None,
    ) -> Iterator[Download]:
        """Download the PDFs of entries, as files named by key, and yield the result for each entry.

        ``on_progress`` is called with the key, the bytes received and the bytes in all, or None.
        """
        from readlist.enrichment.pdf_download import download  # noqa: PLC0415

        ids = [self._id(name) for name in wanted]
        return download(
            self.store, self.provider_settings, ids, folder=folder, again=again, on_progress=on_progress
        )
