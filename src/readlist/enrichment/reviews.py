"""Findings that wait for a person, and what the person decides.

    read_reviews ──> OpenFinding ── decide ─┬─> decision, which applies to all later answers about the same work
                                            ├─> accepted: a claim, and the entry is rebuilt
                                            └─> rejected: the claim is deleted, if there is one

The states in ``OPEN_STATES`` are those in which a verdict needs a person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.enrichment.outcomes import Outcome, write_outcomes
from readlist.errors import NotFoundError, UsageError
from readlist.linkage.verification import ACCEPTED, CONFLICT, DOUBTFUL, DUPLICATE, REJECTED, Verdict
from readlist.resolution import materialize
from readlist.storage import findings
from readlist.storage.claims import drop_claim
from readlist.storage.decisions import put_decision
from readlist.storage.transaction import now

if TYPE_CHECKING:
    from readlist.storage.database import Store
    from readlist.storage.findings import OpenFinding

OPEN_STATES = (DOUBTFUL, CONFLICT, DUPLICATE)
"""States of findings that wait for a person."""


def read_reviews(store: Store) -> list[OpenFinding]:
    """Return the findings that wait for a person, in key order."""
    return findings.read_open_findings(store.connection, OPEN_STATES)


def decide(store: Store, finding_id: int, *, accept: bool) -> None:
    """Accept or reject an open finding and all later answers about the same subject; a rejected claim is deleted.

    Raises NotFoundError if there is no such finding, UsageError if it is not open.
    """
    with store.write("fetch --review") as tx:
        review = next((one for one in read_reviews(store) if one.finding_id == finding_id), None)
        if review is None:
            raise _not_open(store, finding_id)
        tx.name(f"fetch --review {review.key}")
        entry_id, found = review.entry_id, review.found
        evidence = (*review.evidence, "accepted by hand" if accept else "rejected by hand")
        verdict = Verdict(ACCEPTED if accept else REJECTED, found, evidence)
        put_decision(tx, entry_id, review.asked, found, now(), accepted=accept)
        write_outcomes(tx, [Outcome(entry_id, review.asked, verdict)])
        if not accept:
            drop_claim(tx, entry_id, found.origin, found.record)
            materialize.refresh(tx, [entry_id])


def _not_open(store: Store, finding_id: int) -> NotFoundError | UsageError:
    state = findings.find_state(store.connection, finding_id)
    if state is None:
        return NotFoundError(f"there is no finding {finding_id}")
    return UsageError(f"finding {finding_id} was settled before: {state}")
