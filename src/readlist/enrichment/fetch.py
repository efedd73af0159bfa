"""Filling in and verifying entries from the providers; stopped at any moment, it goes on where it was.

    entries ── plan ─┬─ with an id ──> providers, in batches ──> verify_by_id ──┐
                     └─ title only ──> search_title ──> choose_by_title ────────┴─> one transaction a batch:
                                                          accepted: claim, entry worked out anew
                                                          else: kept as a finding, for a person to look at

What was asked and answered is in the table ``finding``, written together with the claim; that is where the next run
goes on. What the person decided about an answer is in ``decision`` (see ``decisions``), which no run overwrites. Claims
rank below what the person says, so nothing done by hand is ever touched.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from readlist.enrichment.findings import Outcome, read_own, write_outcomes
from readlist.errors import NetworkError, ReadlistError
from readlist.linkage.verification import (
    ACCEPTED,
    DUPLICATE,
    REJECTED,
    UNKNOWN,
    Verdict,
    choose_by_title,
    verify_by_id,
)
from readlist.model import provenance
from readlist.model.identifiers import Identifier
from readlist.providers import resolver
from readlist.storage.decisions import find_decision
from readlist.text.folding import fold, title_key

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from readlist.model.provider_record import ProviderRecord
    from readlist.model.record import Record
    from readlist.providers.base import Settings
    from readlist.storage.database import Store
    from readlist.storage.transaction import Transaction

    Progress = Callable[[str, int, int], None]

_PREFERRED = ("arxiv", "acl", "doi", "openreview", "github")
_ASK_AGAIN = timedelta(days=30)
"""After so long a title that nobody knew may have been published."""
_TITLES_A_WRITE = 50
_COMMAND = "fetch"


@dataclass(frozen=True, slots=True)
class FetchReport:
    """What a run did: ``outcomes`` in the order of the entries' asking; ``failure``: why it stopped short.

    ``before``: entries that had been asked about in an earlier run. ``left``: those that are still to be asked about.
    """

    outcomes: tuple[Outcome, ...] = ()
    before: int = 0
    left: int = 0
    failure: ReadlistError | None = None

    def count(self, state: str) -> int:
        """Count the entries with this outcome."""
        return sum(outcome.verdict.state == state for outcome in self.outcomes)


@dataclass(slots=True)
class Plan:
    """Which entries a run would ask about: by id, and by title; ``before``: those that were asked about already."""

    by_id: dict[Identifier, list[int]] = field(default_factory=dict)
    by_title: dict[int, str] = field(default_factory=dict)
    before: int = 0

    def __len__(self) -> int:
        return sum(map(len, self.by_id.values())) + len(self.by_title)


def fetch(
    store: Store,
    settings: Settings,
    *,
    entry_ids: Collection[int] | None = None,
    again: bool = False,
    on_progress: Progress | None = None,
) -> FetchReport:
    """Ask the providers about the entries (None: the whole library) that were not asked about before.

    ``again`` asks about all of them. ``on_progress`` is told what is asked, how many entries are done, of how many.
    A provider that fails ends its part of the run: the report says why, and what came before is kept.
    """
    plan = make_plan(store, settings, entry_ids, again=again)
    run = _Run(store, settings, len(plan), on_progress)
    run.ask_ids(plan.by_id)
    run.ask_titles(plan.by_title)
    return FetchReport(tuple(run.outcomes), plan.before, len(plan) - len(run.outcomes), run.failure)


def make_plan(store: Store, settings: Settings, entry_ids: Collection[int] | None, *, again: bool) -> Plan:
    """Decide about which of the entries (None: the whole library) to ask, and how; no network."""
    plan = Plan()
    asked = _read_asked(store, again=again)
    ids = _read_identifiers(store)
    has_claim = _with_claim(store)
    kinds = ("paper", "repo") if entry_ids is not None or "github" in settings.keys else ("paper",)
    chosen = None if entry_ids is None else set(entry_ids)
    for entry_id, kind, title in store.query("SELECT id, kind, title FROM entry ORDER BY id"):
        if kind not in kinds or (chosen is not None and entry_id not in chosen):
            continue
        identifier = ids.get(entry_id)
        question = str(identifier) if identifier else f"title:{title_key(title)}"
        if question in asked.get(entry_id, ()) or (not again and identifier and entry_id in has_claim):
            plan.before += 1
        elif identifier:
            plan.by_id.setdefault(identifier, []).append(entry_id)
        elif kind == "paper" and _can_be_looked_up(title):
            plan.by_title[entry_id] = question
    return plan


def _can_be_looked_up(title: str) -> bool:
    """Titles at arXiv are English: one without two words of Latin letters is not among them."""
    return sum(word.isascii() and word.isalpha() for word in fold(title).replace("-", " ").split()) >= 2


def _with_claim(store: Store) -> set[int]:
    """The entries of which a provider has said something."""
    marks = ",".join("?" * len(provenance.PROVIDERS))
    sql = f"SELECT entry_id FROM claim WHERE origin IN ({marks})"  # noqa: S608  (only marks)
    return {row[0] for row in store.query(sql, provenance.PROVIDERS)}


def _read_asked(store: Store, *, again: bool) -> dict[int, set[str]]:
    """What was asked about each entry and need not be asked again: ids are asked again until somebody knows them.

    What the person rejected stays so, even when all is to be asked ``again``.
    """
    out: dict[int, set[str]] = {}
    for entry_id, asked in store.query("SELECT entry_id, asked FROM decision WHERE NOT accepted"):
        out.setdefault(entry_id, set()).add(asked)
    stale = (datetime.now(UTC) - _ASK_AGAIN).strftime("%Y-%m-%dT%H:%M:%SZ")
    for entry_id, asked, state, at in store.query("SELECT entry_id, asked, state, at FROM finding"):
        is_settled = state != UNKNOWN or (asked.startswith("title:") and at > stale)
        if is_settled and not again:
            out.setdefault(entry_id, set()).add(asked)
    return out


def _read_identifiers(store: Store) -> dict[int, Identifier]:
    """The identifier by which each entry is asked about: the scheme whose provider knows most goes first."""
    out: dict[int, Identifier] = {}
    for entry_id, scheme, value in store.query("SELECT entry_id, scheme, value FROM identifier ORDER BY id"):
        if scheme not in _PREFERRED:
            continue
        known = out.get(entry_id)
        if known is None or _PREFERRED.index(scheme) < _PREFERRED.index(known.scheme):
            out[entry_id] = Identifier(scheme, value)
    return out


class _Run:
    """One run under way."""

    def __init__(self, store: Store, settings: Settings, total: int, on_progress: Progress | None) -> None:
        self.store = store
        self.settings = settings
        self.outcomes: list[Outcome] = []
        self.failure: ReadlistError | None = None
        self._total = total
        self._tell = on_progress or (lambda _text, _done, _total: None)

    def ask_ids(self, by_id: dict[Identifier, list[int]]) -> None:
        """Ask about the entries with an id, and write each batch as it comes."""
        self._tell("ids", 0, self._total)
        for batch in resolver.iter_batches(by_id, self.settings):
            known = [(entry_id, i, found) for i, found in batch.found.items() for entry_id in by_id[i]]
            own = read_own(self.store, [entry_id for entry_id, _, _ in known])
            outcomes = [
                Outcome(entry_id, str(i), verify_by_id(own[entry_id], found)) for entry_id, i, found in known
            ]
            for identifier, error in batch.problems.items():
                if isinstance(error, NetworkError):
                    self.failure = self.failure or error
                else:
                    outcomes += [
                        Outcome(entry_id, str(identifier), Verdict(UNKNOWN), error.message)
                        for entry_id in by_id[identifier]
                    ]
            self._keep(outcomes)

    def ask_titles(self, by_title: dict[int, str]) -> None:
        """Ask about the entries without an id; without a mirror each is written at once, for each costs seconds."""
        size = _TITLES_A_WRITE if resolver.has_mirror(self.settings) else 1
        waiting = sorted(by_title)
        if not waiting:
            return
        try:
            with resolver.open_titles(self.settings) as search:
                for start in range(0, len(waiting), size):
                    part = waiting[start : start + size]
                    own = read_own(self.store, part)
                    self._keep(
                        [Outcome(i, by_title[i], self._look_up(own[i], search)) for i in part if own[i]]
                    )
        except NetworkError as error:
            self.failure = self.failure or error

    def _look_up(self, own: Sequence[Record], search: Callable[[str], list[ProviderRecord]]) -> Verdict:
        title = next((record.title for record in own if record.title), "")
        self._tell(title, len(self.outcomes), self._total)
        return choose_by_title(own, search(title))

    def _keep(self, outcomes: Sequence[Outcome]) -> None:
        if not outcomes:
            return
        with self.store.write(_COMMAND) as tx:
            outcomes = [_with_what_is_there(tx, one) for one in _still_there(tx, outcomes)]
            write_outcomes(tx, outcomes)
        self.outcomes += outcomes
        self._tell(outcomes[-1].asked, len(self.outcomes), self._total)


def _still_there(tx: Transaction, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    """Leave out entries that another process removed while the providers were asked."""
    there = {row[0] for row in tx.connection.execute("SELECT id FROM entry")}
    return (outcome for outcome in outcomes if outcome.entry_id in there)


def _with_what_is_there(tx: Transaction, outcome: Outcome) -> Outcome:
    """Judge an outcome by what the library holds: what the person decided before, and who else has the id."""
    found = outcome.verdict.found
    if not found:
        return outcome
    is_by_title = outcome.asked.startswith("title:")
    is_sure = outcome.verdict.state == ACCEPTED
    decided = find_decision(tx, outcome.entry_id, found)
    if decided is not None and (is_by_title or not is_sure):
        return _as_decided(outcome, found, accepted=decided)
    if is_sure and is_by_title:
        return _without_duplicate(tx, outcome, found)
    return outcome


def _as_decided(outcome: Outcome, found: ProviderRecord, *, accepted: bool) -> Outcome:
    """An outcome with the verdict that the person gave on the same answer before."""
    evidence = (*outcome.verdict.evidence, "accepted before" if accepted else "rejected before")
    verdict = Verdict(ACCEPTED if accepted else REJECTED, found, evidence)
    return dataclasses.replace(outcome, verdict=verdict)


def _without_duplicate(tx: Transaction, outcome: Outcome, found: ProviderRecord) -> Outcome:
    """Let a title not give an entry the id that another one has: they may be one work, which a person decides."""
    for identifier in found.record.ids:
        row = tx.connection.execute(
            """SELECT key FROM identifier JOIN entry ON entry.id = entry_id
               WHERE scheme = ? AND value = ? AND entry_id <> ?""",
            (identifier.scheme, identifier.value, outcome.entry_id),
        ).fetchone()
        if row:
            evidence = (
                *outcome.verdict.evidence,
                f"{row[0]} has the id {identifier.value}: the two may be one work",
            )
            return dataclasses.replace(outcome, verdict=Verdict(DUPLICATE, found, evidence))
    return outcome


# -- review ------------------------------------------------------------------------------------------------------------
