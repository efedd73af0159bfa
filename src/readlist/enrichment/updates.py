"""What has changed about the papers in the library: new versions, withdrawals, publication.

    entries with an arXiv id ──> arXiv, uncached ──> version, withdrawn, journal ──> Update, claims and findings
                             └──> providers.publications ── Publication ──> Update
                                                              └─ apply ──> claims, as one operation

What arXiv says is stored at once, as ``fetch`` does. A publication is stored only if the person wants it: it brings a
venue, a DOI and maybe another title; the preprint's id stays. One whose id another entry has is reported, not stored.
Only entries whose id was verified (see ``fetch``) take part: what is known about an id in doubt says nothing about
the entry.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readlist.enrichment.outcomes import Outcome, write_outcomes
from readlist.errors import NetworkError
from readlist.linkage.verification import ACCEPTED, Verdict
from readlist.model.record import Record
from readlist.providers import resolver
from readlist.providers.publications import open_publications
from readlist.resolution import materialize
from readlist.storage.claims import find_claim, put_claim
from readlist.storage.entries import find_existing
from readlist.storage.findings import read_arxiv_works
from readlist.storage.identifiers import find_other_holders
from readlist.storage.transaction import now

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator, Mapping

    from readlist.enrichment.outcomes import Progress
    from readlist.errors import ReadlistError
    from readlist.linkage.publication import Publication
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
    """One piece of news about an entry: ``what`` is one of the three constants, ``now`` the new value.

    For a publication, ``origin`` is the provider that knows it, ``url`` its page, ``evidence`` what speaks for it.
    """

    entry_id: int
    key: str
    title: str
    what: str
    before: str | None
    now: str
    origin: str = "arxiv"
    url: str | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """The news, in the order of asking; ``checked``: entries that were asked about; ``failure``: why not all were.

    ``applied``: publications that were stored with their entries.
    """

    updates: tuple[Update, ...] = ()
    checked: int = 0
    applied: int = 0
    failure: ReadlistError | None = None


def find_updates(
    store: Store,
    settings: Settings,
    *,
    entry_ids: Collection[int] | None = None,
    apply: bool = False,
    on_progress: Progress | None = None,
) -> UpdateReport:
    """Ask again about the verified entries (None: all of them), report what is new, and store what arXiv says.

    ``apply`` stores the publications too, as one operation.
    ``on_progress`` gets what is asked, the entries done, and their total. A failure ends the run; what was found
    before it is kept and reported. Publications are looked up even while arXiv does not answer, for what it said before.
    """
    works = _read_works(store, entry_ids)
    total = sum(map(len, works.values()))
    uncached = dataclasses.replace(settings, cache_days=0, mirror=None)
    updates: list[Update] = []
    checked = 0
    failure: ReadlistError | None = None
    new: dict[int, Publication] = {}
    with open_publications(uncached) as search:
        for batch in resolver.iter_batches(works, uncached, pace=resolver.Pace.FULL):
            failure = failure or _first_failure(batch)
            published = search.find(_unpublished(works, batch.found) | _stored(store, works, batch))
            for identifier in batch.problems.keys() & published.keys():
                for work in works[identifier]:
                    updates += _report_published(store, work, published[identifier])
            for identifier, found in batch.found.items():
                for work in works[identifier]:
                    updates += _compare(store, work, found, published.get(identifier))
                    checked += 1
            new |= {work.entry_id: one for i, one in published.items() for work in works[i] if not work.venue}
            _write(store, works, batch.found)
            if on_progress:
                on_progress("updates", checked, total)
    applied = _apply(store, new) if apply and new else 0
    return UpdateReport(tuple(updates), checked, applied, failure)


def _read_works(store: Store, entry_ids: Collection[int] | None) -> Works:
    """Read the verified works by identifier, in the order in which their entries show them."""
    out: dict[Identifier, list[ArxivWork]] = {}
    for work in read_arxiv_works(store.connection, ACCEPTED):
        if entry_ids is None or work.entry_id in entry_ids:
            out.setdefault(work.identifier, []).append(work)
    return out


def _first_failure(batch: Batch) -> NetworkError | None:
    return next((error for error in batch.problems.values() if isinstance(error, NetworkError)), None)


def _unpublished(works: Works, found: Mapping[Identifier, ProviderRecord]) -> dict[Identifier, Record]:
    """Return the records of those works for which the library knows no venue."""
    return {i: one.record for i, one in found.items() if not all(work.venue for work in works[i])}


def _stored(store: Store, works: Works, batch: Batch) -> dict[Identifier, Record]:
    """Return what arXiv said earlier about those works without a venue for which it cannot be asked now."""
    out: dict[Identifier, Record] = {}
    for identifier, error in batch.problems.items():
        waiting = [work for work in works[identifier] if not work.venue]
        if waiting and isinstance(error, NetworkError):
            claim = find_claim(store.connection, waiting[0].entry_id, "arxiv", Record(ids=(identifier,)))
            out |= {identifier: claim.record} if claim else {}
    return out


def _compare(
    store: Store, work: ArxivWork, found: ProviderRecord, published: Publication | None
) -> Iterator[Update]:
    """Yield what the library did not know of a work before."""
    known, latest = work.facts, found.facts
    about = (work.entry_id, work.key, work.title)
    if work.version and latest.version and latest.version > work.version:
        yield Update(*about, NEW_VERSION, f"v{work.version}", f"v{latest.version}")
    if latest.withdrawn and not known.withdrawn:
        yield Update(*about, WITHDRAWN, None, latest.comment or "withdrawn")
    if published:
        yield from _report_published(store, work, published)
    elif found.record.venue and not work.venue:
        yield Update(*about, PUBLISHED, None, found.record.venue)


def _report_published(store: Store, work: ArxivWork, published: Publication) -> Iterator[Update]:
    """Yield the publication of a work, unless the library knows one."""
    if work.venue:
        return
    record, evidence = published.found.record, published.evidence
    for key in _holders(store.connection, work.entry_id, record):
        evidence = (*evidence, f"{key} has its ID: if they are one work, readlist merge {key} {work.key}")
    about = (work.entry_id, work.key, work.title)
    yield Update(*about, PUBLISHED, None, record.venue or "", published.found.origin, record.url, evidence)


def _holders(connection: sqlite3.Connection, entry_id: int, record: Record) -> list[str]:
    """Return the keys of other entries that have an id of a publication."""
    ids = [one for one in record.ids if one.scheme != "arxiv"]
    return list(dict.fromkeys(key for _, key in find_other_holders(connection, ids, entry_id)))


def _write(store: Store, works: Works, found: Mapping[Identifier, ProviderRecord]) -> None:
    """Write arXiv's answers as ``fetch`` does, in the order of asking."""
    asked = [(work.entry_id, i) for i in works if i in found for work in works[i]]
    if not asked:
        return
    with store.write("fetch --updates") as tx:
        verdicts = {i: Verdict(ACCEPTED, found[i], ("verified before",)) for _, i in asked}
        write_outcomes(tx, [Outcome(entry_id, str(i), verdicts[i]) for entry_id, i in asked])


def _apply(store: Store, published: Mapping[int, Publication]) -> int:
    """Store publications with their entries as one operation; return how many."""
    with store.write("fetch --updates --apply") as tx:
        existing = find_existing(tx.connection, set(published))
        changed = []
        for entry_id in sorted(existing):
            found = published[entry_id].found
            if not _holders(tx.connection, entry_id, found.record):
                put_claim(tx, entry_id, found.origin, found.record, now())
                changed.append(entry_id)
        materialize.refresh(tx, changed)
        return len(changed)
