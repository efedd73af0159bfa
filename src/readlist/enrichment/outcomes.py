"""Outcomes of asking the providers about entries, and how they are written.

    Outcome ─┬─ any verdict ──> finding    what was asked and answered
             └─ accepted ─────> claim      what the provider says of the work; the entry is rebuilt

``fetch``, ``updates`` and ``reviews`` all write through this module.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from readlist.linkage.verification import ACCEPTED, Verdict
from readlist.model.claim import names_of
from readlist.model.provenance import PROVIDERS, REMOVED, STUB
from readlist.resolution import materialize
from readlist.storage.claims import delete_claims, put_claim, read_claims
from readlist.storage.evidence import load_records
from readlist.storage.findings import Finding, put_findings
from readlist.storage.transaction import now

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Collection, Sequence

    from readlist.model.record import Record
    from readlist.storage.transaction import Transaction

    Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of asking about one entry; ``message`` says why nothing was found."""

    entry_id: int
    asked: str
    verdict: Verdict
    message: str = ""


def read_own(connection: sqlite3.Connection, entry_ids: Collection[int]) -> dict[int, list[Record]]:
    """Read the records of entries by their notes and by hand: what a provider says is not evidence for itself."""
    loaded = load_records(connection, entry_ids)
    left_out = (*PROVIDERS, REMOVED)
    return {
        entry_id: [record for origin, record in records if origin.name not in left_out]
        for entry_id, records in loaded.items()
    }


def write_outcomes(tx: Transaction, outcomes: Sequence[Outcome]) -> None:
    """Write the findings, and the claims of accepted ones, whose entries are rebuilt."""
    at = now()
    put_findings(tx, [_finding(outcome, at) for outcome in outcomes])
    accepted: dict[int, set[str]] = {}
    for outcome in outcomes:
        if outcome.verdict.state == ACCEPTED and (found := outcome.verdict.found):
            put_claim(tx, outcome.entry_id, found.origin, found.record, at)
            accepted.setdefault(outcome.entry_id, set()).update(names_of(found.record))
    _delete_stubs(tx, accepted)
    materialize.refresh(tx, accepted, at=at)


def _finding(outcome: Outcome, at: str) -> Finding:
    state, found = outcome.verdict.state, outcome.verdict.found
    return Finding(
        outcome.entry_id,
        outcome.asked,
        state,
        origin=found.origin if found else "",
        record=found.record if found and state != ACCEPTED else None,
        facts=found.facts if found else None,
        evidence=outcome.verdict.evidence or (outcome.message,),
        at=at,
    )


def _delete_stubs(tx: Transaction, accepted: dict[int, set[str]]) -> None:
    """Delete the claims that hold only what was typed, a title or an id, of works that a provider has described."""
    stubs = [one for one in read_claims(tx.connection, accepted) if one.origin == STUB]
    described = [one for one in stubs if not one.record.ids or one.subject in accepted[one.entry_id]]
    delete_claims(tx, [one.row_id for one in described])
