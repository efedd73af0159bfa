"""What has changed about the papers in the library: new versions, withdrawals, publication.

    entries with an arXiv id ──> arXiv, uncached ──> version, withdrawn, journal ─┐
                             └──> Semantic Scholar ──> venue ─────────────────────┴─> Update; claims and findings

Only entries whose id was verified (see ``fetch``) take part: what is known about an id in doubt says nothing about
the entry.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readlist.enrichment.outcomes import Outcome, read_own, write_outcomes
from readlist.errors import NetworkError
from readlist.linkage.verification import ACCEPTED, Verdict, verify_by_id
from readlist.providers import resolver
from readlist.storage.claims import put_claim
from readlist.storage.findings import read_arxiv_works
from readlist.storage.transaction import now

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from readlist.enrichment.outcomes import Progress
    from readlist.errors import ReadlistError
    from readlist.model.identifiers import Identifier
    from readlist.model.provider_record import ProviderRecord
    from readlist.providers.base import Batch
    from readlist.providers.settings import Settings
    from readlist.storage.database import Store
    from readlist.storage.findings import ArxivWork

    Works = Mapping[Identifier, list[ArxivWork]]

NEW_VERSION, WITHDRAWN, PUBLISHED = "new version", "withdrawn", "published"


@dataclass(frozen=True, slots=True)
class Update:
    """One piece of news about an entry: ``what`` is one of the three constants, ``now`` the new value."""

    entry_id: int
    key: str
    title: str
    what: str
    before: str | None
    now: str


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """The news, in the order of asking; ``checked``: entries that were asked about; ``failure``: why not all were."""

    updates: tuple[Update, ...] = ()
    checked: int = 0
    failure: ReadlistError | None = None


def find_updates(
    store: Store,
    settings: Settings,
    *,
    entry_ids: Collection[int] | None = None,
    on_progress: Progress | None = None,
) -> UpdateReport:
    """Ask again about the verified entries (None: all of them), report what is new, and store it with the entries.

    ``on_progress`` gets what is asked, the entries done, and their total. A failure ends the run; what was found
    before it is kept and reported.
    """
    works = _read_works(store, entry_ids)
    total = sum(map(len, works.values()))
    uncached = dataclasses.replace(settings, cache_days=0, mirror=None)
    updates: list[Update] = []
    checked = 0
    failure: ReadlistError | None = None
    for batch in resolver.iter_batches(works, uncached, pace=resolver.Pace.FULL):
        failure = failure or _first_failure(batch)
        published = _find_published(list(batch.found), uncached)
        for identifier, found in batch.found.items():
            for work in works[identifier]:
                updates += _compare(work, found, published.get(identifier))
                checked += 1
        _write(store, works, batch.found, published)
        if on_progress:
            on_progress("updates", checked, total)
    return UpdateReport(tuple(updates), checked, failure)


def _read_works(store: Store, entry_ids: Collection[int] | None) -> Works:
    """Read the verified works by identifier, in the order in which their entries show them."""
    out: dict[Identifier, list[ArxivWork]] = {}
    for work in read_arxiv_works(store.connection, ACCEPTED):
        if entry_ids is None or work.entry_id in entry_ids:
            out.setdefault(work.identifier, []).append(work)
    return out


def _first_failure(batch: Batch) -> NetworkError | None:
    return next((error for error in batch.problems.values() if isinstance(error, NetworkError)), None)


def _find_published(ids: list[Identifier], settings: Settings) -> dict[Identifier, ProviderRecord]:
    """Ask Semantic Scholar; a work that it does not answer for is left out."""
    out: dict[Identifier, ProviderRecord] = {}
    for batch in resolver.enrich(ids, settings):
        out |= batch.found
    return out


def _compare(work: ArxivWork, found: ProviderRecord, published: ProviderRecord | None) -> Iterator[Update]:
    """Yield what the library did not know of a work before."""
    known, latest = work.facts, found.facts
    about = (work.entry_id, work.key, work.title)
    if work.version and latest.version and latest.version > work.version:
        yield Update(*about, NEW_VERSION, f"v{work.version}", f"v{latest.version}")
    if latest.withdrawn and not known.withdrawn:
        yield Update(*about, WITHDRAWN, None, latest.comment or "withdrawn")
    venue = found.record.venue or (published.record.venue if published else None)
    if venue and not work.venue:
        yield Update(*about, PUBLISHED, None, venue)


def _write(
    store: Store,
    works: Works,
    found: Mapping[Identifier, ProviderRecord],
    published: Mapping[Identifier, ProviderRecord],
) -> None:
    """Write answers in the order of asking: arXiv's as ``fetch`` does, Semantic Scholar's as claims of their own."""
    asked = [(work.entry_id, i) for i in works if i in found for work in works[i]]
    if not asked:
        return
    with store.write("fetch --updates") as tx:
        own = read_own(tx.connection, [entry_id for entry_id, _ in asked])
        outcomes = []
        for entry_id, identifier in asked:
            other = published.get(identifier)
            if other and verify_by_id(own[entry_id], other).state == ACCEPTED:
                put_claim(tx, entry_id, other.origin, other.record, now())
            verdict = Verdict(ACCEPTED, found[identifier], ("verified before",))
            outcomes.append(Outcome(entry_id, str(identifier), verdict))
        write_outcomes(tx, outcomes)
