"""What has become of the papers in the library: new versions, withdrawals, venues that published them.

    entries with an arXiv id ──> arXiv, afresh ──> version, withdrawn, journal ─┐
                             └──> Semantic Scholar ──> venue ───────────────────┴─> Update, claims, facts

Only entries whose id was verified (see ``fetching``) take part: what stands behind a doubtful id is no news of theirs.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readlist.enrichment.findings import Outcome, read_own, write_outcomes
from readlist.errors import NetworkError
from readlist.linkage.verification import ACCEPTED, Verdict, verify_by_id
from readlist.model.identifiers import Identifier
from readlist.model.provider_record import ProviderFacts, ProviderRecord
from readlist.providers import resolver
from readlist.storage.claims import put_claim
from readlist.storage.transaction import now

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from readlist.enrichment.fetch import Progress
    from readlist.errors import ReadlistError
    from readlist.providers.base import Settings
    from readlist.storage.database import Store

NEW_VERSION, WITHDRAWN, PUBLISHED = "new version", "withdrawn", "published"


@dataclass(frozen=True, slots=True)
class Update:
    """One piece of news about an entry: ``what`` is one of the three above, ``now`` says it in a few words."""

    entry_id: int
    key: str
    title: str
    what: str
    before: str | None
    now: str


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """The news, in the order of asking; ``checked``: how many entries were looked at; ``failure``: why not all."""

    updates: tuple[Update, ...] = ()
    checked: int = 0
    failure: ReadlistError | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    """What the library knows of an entry, and of one of its works, before it asks."""

    identifier: Identifier
    entry_id: int
    key: str
    title: str
    venue: str | None
    version: int | None
    facts: ProviderFacts


def find_updates(
    store: Store,
    settings: Settings,
    *,
    entry_ids: Collection[int] | None = None,
    on_progress: Progress | None = None,
) -> UpdateReport:
    """Ask afresh about the verified entries (None: all of them), tell what is new, and keep it with the entries.

    ``on_progress`` is told what is asked, how many entries are done, of how many. A failure ends the run; what came
    before is kept and told.
    """
    by_id: dict[Identifier, list[_Known]] = {}
    for one in _read_known(store):
        if entry_ids is None or one.entry_id in entry_ids:
            by_id.setdefault(one.identifier, []).append(one)
    total = sum(map(len, by_id.values()))
    afresh = dataclasses.replace(settings, cache_days=0, mirror=None)
    updates: list[Update] = []
    checked = 0
    failure: ReadlistError | None = None
    for batch in resolver.iter_batches(by_id, afresh):
        failure = failure or next((e for e in batch.problems.values() if isinstance(e, NetworkError)), None)
        published = _ask_where_published(list(batch.found), afresh)
        for identifier, found in batch.found.items():
            for known in by_id[identifier]:
                updates += _compare(known, found, published.get(identifier))
                checked += 1
        _keep(store, by_id, batch.found, published)
        if on_progress:
            on_progress("updates", checked, total)
    return UpdateReport(tuple(updates), checked, failure)


def _read_known(store: Store) -> Iterator[_Known]:
    """Read the verified works: those that arXiv's claims are about, in the order in which their entries show them."""
    rows = store.query(
        """SELECT value, entry.id, key, title, venue, version, facts FROM entry
           JOIN identifier ON identifier.entry_id = entry.id AND scheme = 'arxiv'
           JOIN claim ON claim.entry_id = entry.id AND claim.origin = 'arxiv' AND subject = 'arxiv:' || value
           LEFT JOIN finding ON finding.entry_id = entry.id
           WHERE coalesce(finding.state, ?) = ? ORDER BY entry.id, identifier.id""",
        (ACCEPTED, ACCEPTED),
    )
    for value, entry_id, key, title, venue, version, facts in rows:
        known = ProviderFacts.from_dict(json.loads(facts or "{}"))
        yield _Known(Identifier("arxiv", value), entry_id, key, title, venue, version, known)


def _ask_where_published(ids: list[Identifier], settings: Settings) -> dict[Identifier, ProviderRecord]:
    """Ask Semantic Scholar; where it does not answer, there is no news from it."""
    out: dict[Identifier, ProviderRecord] = {}
    for batch in resolver.enrich(ids, settings):
        out |= batch.found
    return out


def _compare(known: _Known, found: ProviderRecord, published: ProviderRecord | None) -> Iterator[Update]:
    def news(what: str, before: str | None, after: str) -> Update:
        return Update(known.entry_id, known.key, known.title, what, before, after)

    latest = found.facts.version
    if known.version and latest and latest > known.version:
        yield news(NEW_VERSION, f"v{known.version}", f"v{latest}")
    if found.facts.withdrawn and not known.facts.withdrawn:
        yield news(WITHDRAWN, None, found.facts.comment or "withdrawn")
    venue = found.record.venue or (published.record.venue if published else None)
    if venue and not known.venue:
        yield news(PUBLISHED, None, venue)


def _keep(
    store: Store,
    by_id: dict[Identifier, list[_Known]],
    found: Mapping[Identifier, ProviderRecord],
    published: dict[Identifier, ProviderRecord],
) -> None:
    """Write what came: arXiv's word as ``fetch`` does, Semantic Scholar's beside it; in the order of asking."""
    asked = [(known.entry_id, i) for i in by_id if i in found for known in by_id[i]]
    if not asked:
        return
    with store.write("fetch --updates") as tx:
        own = read_own(tx, [entry_id for entry_id, _ in asked])
        outcomes = []
        for entry_id, identifier in asked:
            other = published.get(identifier)
            if other and verify_by_id(own[entry_id], other).state == ACCEPTED:
                put_claim(tx, entry_id, other.origin, other.record, now())
            verdict = Verdict(ACCEPTED, found[identifier], ("verified before",))
            outcomes.append(Outcome(entry_id, str(identifier), verdict))
        write_outcomes(tx, outcomes)
