"""Fill in and verify entries from the providers; a run that was stopped is continued by the next one.

    entries ── make_plan ─┬─ with an id ──> providers, in batches ──> verify_by_id ──┐
                          └─ title only ──> title_search ────────────────────────────┴─> one transaction per batch:
                                                   accepted: a claim, and the entry is rebuilt
                                                   else: a finding only, for a person to review

The table ``finding`` records what was asked and answered, in the same transaction as the claims; the next run reads
it to see what is left. A person's decision about an answer is in ``decision`` (see ``storage.decisions``), which no
run overwrites. Claims of providers rank below what the person says, so nothing done by hand is changed.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from readlist.enrichment.outcomes import Outcome, read_own, write_outcomes
from readlist.errors import NetworkError, ReadlistError
from readlist.linkage.verification import (
    ACCEPTED,
    DUPLICATE,
    REJECTED,
    UNKNOWN,
    Verdict,
    verify_by_id,
)
from readlist.model.provenance import PROVIDERS, STAND_INS
from readlist.providers import resolver
from readlist.providers.title_search import TitleSearch, open_title_search
from readlist.storage.claims import find_claimed
from readlist.storage.decisions import find_decision, read_rejected
from readlist.storage.entries import find_existing, iter_titles
from readlist.storage.findings import iter_questions
from readlist.storage.identifiers import find_other_holders, iter_identifiers
from readlist.text.folding import fold, title_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from readlist.enrichment.outcomes import Progress
    from readlist.model.identifiers import Identifier
    from readlist.model.provider_record import ProviderRecord
    from readlist.model.record import Record
    from readlist.providers.base import Batch
    from readlist.providers.settings import Settings
    from readlist.storage.database import Store
    from readlist.storage.entries import EntryTitle
    from readlist.storage.transaction import Transaction


_SCHEMES = ("arxiv", "acl", "doi", "openreview", "github")
"""Schemes that a provider can be asked for; of several identifiers the first in this order is used."""
_RETRY_TITLES_AFTER = timedelta(days=30)
"""A title that no provider knew may have been published since."""
_TITLES_PER_WRITE = 50
_TITLE = "title:"
"""Start of a question about a title, before the folded title; other questions are identifiers."""


@dataclass(frozen=True, slots=True)
class FetchReport:
    """The result of a run: ``outcomes`` in the order of asking; ``failure`` is why the run stopped early.

    ``before``: entries that an earlier run asked about. ``left``: entries that are still to be asked about.
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
    """The entries to ask about: ``by_id`` identifier to entries, ``by_title`` entry to question.

    ``before``: the number of entries that were asked about already.
    """

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
    """Ask the providers about the entries (None: all of them) that were not asked about before.

    ``again`` asks about all of them. ``on_progress`` gets what is asked, the entries done, and their total.
    A provider that fails ends its part of the run: the report says why, and earlier answers are kept. Entries that
    only a poorer source than arXiv has described so far are asked about in every run.
    """
    plan = make_plan(store, settings, entry_ids, again=again)
    run = _Run(store, settings, len(plan), on_progress)
    run.ask_ids(plan.by_id)
    run.ask_titles(plan.by_title)
    return FetchReport(tuple(run.outcomes), plan.before, len(plan) - len(run.outcomes), run.failure)


# -- what to ask ---------------------------------------------------------------------------------------------------


def make_plan(store: Store, settings: Settings, entry_ids: Collection[int] | None, *, again: bool) -> Plan:
    """Decide which of the entries (None: all of them) to ask about, and how, without any network access."""
    plan = Plan()
    asked = _read_asked(store, again=again)
    identifiers = _choose_identifiers(store)
    claimed = set() if again else find_claimed(store.connection, PROVIDERS)
    poor = _find_poor(store, settings)
    rejected = read_rejected(store.connection) if poor else {}
    for entry_id, kind, title in _iter_candidates(store, settings, entry_ids):
        identifier = identifiers.get(entry_id)
        question = str(identifier) if identifier else f"{_TITLE}{title_key(title)}"
        is_poor = entry_id in poor and identifier is not None and identifier.scheme == "arxiv"
        done = rejected if is_poor else asked
        if question in done.get(entry_id, ()) or (identifier and entry_id in claimed and not is_poor):
            plan.before += 1
        elif identifier:
            plan.by_id.setdefault(identifier, []).append(entry_id)
        elif kind == "paper" and _is_searchable(title):
            plan.by_title[entry_id] = question
    return plan


def _find_poor(store: Store, settings: Settings) -> set[int]:
    """Find the entries with an arXiv id that only stood-in sources have described, if arXiv itself can be asked."""
    if settings.disabled.issuperset(("arxiv", "arxiv_oai")):
        return set()
    stood_in = find_claimed(store.connection, STAND_INS)
    return stood_in - find_claimed(store.connection, [name for name in PROVIDERS if name not in STAND_INS])


def _iter_candidates(
    store: Store, settings: Settings, entry_ids: Collection[int] | None
) -> Iterator[EntryTitle]:
    """Yield the papers and repositories among the entries.

    Repositories are left out unless they are named or there is a token: GitHub answers few requests without one.
    """
    if entry_ids is None:
        kinds = ("paper", "repo") if "github" in settings.keys else ("paper",)
        return iter_titles(store.connection, kinds)
    chosen = set(entry_ids)
    found = iter_titles(store.connection, ("paper", "repo"))
    return (one for one in found if one.entry_id in chosen)


def _is_searchable(title: str) -> bool:
    """Whether a title has two words of Latin letters: titles at arXiv are English."""
    return sum(word.isascii() and word.isalpha() for word in fold(title).replace("-", " ").split()) >= 2


def _read_asked(store: Store, *, again: bool) -> dict[int, set[str]]:
    """Read the questions about each entry that need no new answer.

    An id that no provider knew is asked about in every run. A rejection by the person holds even with ``again``.
    """
    out = read_rejected(store.connection)
    if again:
        return out
    stale = (datetime.now(UTC) - _RETRY_TITLES_AFTER).strftime("%Y-%m-%dT%H:%M:%SZ")
    for entry_id, asked, state, at in iter_questions(store.connection):
        if state != UNKNOWN or (asked.startswith(_TITLE) and at > stale):
            out.setdefault(entry_id, set()).add(asked)
    return out


def _choose_identifiers(store: Store) -> dict[int, Identifier]:
    """Choose the identifier to ask about for each entry that has one, the earliest of the preferred scheme."""
    out: dict[int, Identifier] = {}
    for entry_id, identifier in iter_identifiers(store.connection, _SCHEMES):
        known = out.get(entry_id)
        if known is None or _SCHEMES.index(identifier.scheme) < _SCHEMES.index(known.scheme):
            out[entry_id] = identifier
    return out


# -- asking --------------------------------------------------------------------------------------------------------


class _Run:
    """A run in progress."""

    def __init__(self, store: Store, settings: Settings, total: int, on_progress: Progress | None) -> None:
        self.outcomes: list[Outcome] = []
        self.failure: ReadlistError | None = None
        self._store = store
        self._settings = settings
        self._total = total
        self._on_progress = on_progress

    def ask_ids(self, by_id: Mapping[Identifier, Sequence[int]]) -> None:
        """Ask about the entries with an identifier, and write each batch of answers as it arrives."""
        self._report_progress("ids")
        for batch in resolver.iter_batches(by_id, self._settings):
            self._write([*self._verify_found(batch, by_id), *self._note_problems(batch, by_id)])

    def _verify_found(self, batch: Batch, by_id: Mapping[Identifier, Sequence[int]]) -> list[Outcome]:
        found = [(entry_id, i, one) for i, one in batch.found.items() for entry_id in by_id[i]]
        own = read_own(self._store.connection, [entry_id for entry_id, _, _ in found])
        return [Outcome(entry_id, str(i), verify_by_id(own[entry_id], one)) for entry_id, i, one in found]

    def _note_problems(self, batch: Batch, by_id: Mapping[Identifier, Sequence[int]]) -> list[Outcome]:
        """The outcomes of identifiers that no provider knows; a network failure is the failure of the run."""
        out = []
        for identifier, error in batch.problems.items():
            if isinstance(error, NetworkError):
                self.failure = self.failure or error
            else:
                unknown = Verdict(UNKNOWN)
                out += [Outcome(i, str(identifier), unknown, error.message) for i in by_id[identifier]]
        return out

    def ask_titles(self, by_title: Mapping[int, str]) -> None:
        """Ask about the entries without an identifier.

        Answers from the mirror are written in batches; each answer from the network, which takes seconds, at once. A
        title that cannot be looked up now is left for the next run, which does not stop this one.
        """
        size = _TITLES_PER_WRITE if resolver.has_mirror(self._settings) else 1
        waiting = sorted(by_title)
        if not waiting:
            return
        try:
            with open_title_search(self._settings) as search:
                for start in range(0, len(waiting), size):
                    part = waiting[start : start + size]
                    own = read_own(self._store.connection, part)
                    verdicts = {i: self._look_up(own[i], search) for i in part if own[i]}
                    self._write([Outcome(i, by_title[i], one) for i, one in verdicts.items() if one])
        except NetworkError as error:
            self.failure = self.failure or error

    def _look_up(self, own: Sequence[Record], search: TitleSearch) -> Verdict | None:
        """Look up a title; None if the sources that might know it could not be asked."""
        self._report_progress(next((record.title for record in own if record.title), ""))
        try:
            return search.find(own)
        except NetworkError as error:
            self.failure = self.failure or error
            return None

    def _write(self, outcomes: Sequence[Outcome]) -> None:
        """Write outcomes in one transaction, without those whose entry another process has removed meanwhile."""
        if not outcomes:
            return
        with self._store.write("fetch") as tx:
            existing = find_existing(tx.connection, {one.entry_id for one in outcomes})
            outcomes = [_reconcile(tx, one) for one in outcomes if one.entry_id in existing]
            write_outcomes(tx, outcomes)
        self.outcomes += outcomes
        if outcomes:
            self._report_progress(outcomes[-1].asked)

    def _report_progress(self, asked: str) -> None:
        if self._on_progress:
            self._on_progress(asked, len(self.outcomes), self._total)


# -- what the library knows about an answer ------------------------------------------------------------------------


def _reconcile(tx: Transaction, outcome: Outcome) -> Outcome:
    """Apply an earlier decision of the person, and check that no other entry has the id that was found by a title."""
    found = outcome.verdict.found
    if not found:
        return outcome
    is_by_title = outcome.asked.startswith(_TITLE)
    is_accepted = outcome.verdict.state == ACCEPTED
    decided = find_decision(tx.connection, outcome.entry_id, found)
    if decided is not None and (is_by_title or not is_accepted):
        return _as_decided(outcome, found, accepted=decided)
    if is_accepted and is_by_title:
        return _as_duplicate_if_held(tx, outcome, found)
    return outcome


def _as_decided(outcome: Outcome, found: ProviderRecord, *, accepted: bool) -> Outcome:
    """An outcome with the verdict that the person gave on the same answer before."""
    evidence = (*outcome.verdict.evidence, "accepted before" if accepted else "rejected before")
    verdict = Verdict(ACCEPTED if accepted else REJECTED, found, evidence)
    return dataclasses.replace(outcome, verdict=verdict)


def _as_duplicate_if_held(tx: Transaction, outcome: Outcome, found: ProviderRecord) -> Outcome:
    """Leave it to the person whether two entries are one work if one has the id that was found for the other."""
    holders = find_other_holders(tx.connection, found.record.ids, outcome.entry_id)
    if not holders:
        return outcome
    identifier, key = holders[0]
    evidence = (*outcome.verdict.evidence, f"{key} has the id {identifier.value}: the two may be one work")
    return dataclasses.replace(outcome, verdict=Verdict(DUPLICATE, found, evidence))
