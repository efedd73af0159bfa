"""Findings that wait for a person's decision."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readlist.enrichment.fetch import _COMMAND
from readlist.enrichment.findings import OPEN_STATES, Outcome, write_outcomes
from readlist.errors import NotFoundError, UsageError
from readlist.linkage.verification import ACCEPTED, REJECTED, Verdict
from readlist.model.provider_record import ProviderFacts, ProviderRecord
from readlist.model.record import Record
from readlist.resolution import materialize
from readlist.storage.claims import drop_claim
from readlist.storage.decisions import put_decision
from readlist.storage.transaction import now

if TYPE_CHECKING:
    from collections.abc import Callable

    from readlist.storage.database import Store

    Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Review:
    """A finding that waits for a person: the entry, what was found, and what speaks for and against it."""

    finding_id: int
    entry_id: int
    key: str
    title: str
    state: str
    found: ProviderRecord
    evidence: tuple[str, ...]


def read_reviews(store: Store) -> list[Review]:
    """Return the findings that wait for a person, in key order."""
    marks = ",".join("?" * len(OPEN_STATES))
    rows = store.query(
        f"""SELECT finding.id, entry_id, key, title, state, finding.origin, record, facts, evidence FROM finding
            JOIN entry ON entry.id = entry_id WHERE state IN ({marks}) AND record IS NOT NULL ORDER BY key""",  # noqa: S608
        OPEN_STATES,
    )
    return [
        Review(
            finding_id,
            entry_id,
            key,
            title,
            state,
            ProviderRecord(origin, Record.from_json(record), ProviderFacts.from_dict(json.loads(facts))),
            tuple(json.loads(evidence)),
        )
        for finding_id, entry_id, key, title, state, origin, record, facts, evidence in rows
    ]


def decide(store: Store, finding_id: int, *, accept: bool) -> None:
    """Accept or reject a finding that waits, for all later answers too; what is rejected does not stay a claim.

    Raises NotFoundError when the finding is gone, UsageError when it does not wait.
    """
    rows = store.query("SELECT entry_id, asked, state FROM finding WHERE id = ?", (finding_id,))
    if not rows:
        raise NotFoundError(f"there is no finding {finding_id}")
    entry_id, asked, state = rows[0]
    review = next((one for one in read_reviews(store) if one.finding_id == finding_id), None)
    if review is None:
        raise UsageError(f"finding {finding_id} was settled before: {state}")
    found = review.found
    evidence = (*review.evidence, "accepted by hand" if accept else "rejected by hand")
    verdict = Verdict(ACCEPTED if accept else REJECTED, found, evidence)
    with store.write(f"{_COMMAND} --review {review.key}") as tx:
        put_decision(tx, entry_id, asked, found, now(), accepted=accept)
        write_outcomes(tx, [Outcome(entry_id, asked, verdict)])
        if not accept:
            drop_claim(tx, entry_id, found.origin, found.record)
            materialize.refresh(tx, [entry_id])
