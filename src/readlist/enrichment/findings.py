"""What providers answered about entries, as the library keeps it."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from readlist.linkage.verification import ACCEPTED, CONFLICT, DOUBTFUL, DUPLICATE, Verdict
from readlist.model import provenance
from readlist.model.claim import names_of
from readlist.model.provenance import STUB
from readlist.resolution import materialize
from readlist.storage import evidence
from readlist.storage.claims import put_claim, read_claims
from readlist.storage.transaction import now

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from readlist.model.record import Record
    from readlist.storage.database import Store
    from readlist.storage.transaction import Transaction

    Progress = Callable[[str, int, int], None]

OPEN_STATES = (DOUBTFUL, CONFLICT, DUPLICATE)
"""States that wait for a person."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of asking about one entry; ``message`` says why nothing was found."""

    entry_id: int
    asked: str
    verdict: Verdict
    message: str = ""


def read_own(store: Store | Transaction, entry_ids: Collection[int]) -> dict[int, list[Record]]:
    """The records of entries by their notes and by hand: what providers said is no evidence for what they say."""
    loaded = evidence.load_records(cast("Transaction", store), entry_ids)
    removed = (*provenance.PROVIDERS, provenance.REMOVED)
    return {
        entry_id: [r for origin, r in records if origin.name not in removed]
        for entry_id, records in loaded.items()
    }


def write_outcomes(tx: Transaction, outcomes: Sequence[Outcome]) -> None:
    """Write findings, and the claims of those that were accepted; their entries are worked out anew."""
    from readlist.storage import tables  # noqa: PLC0415

    at = now()
    accepted: dict[int, set[str]] = {}
    rows = {outcome.entry_id: _row(outcome, at) for outcome in outcomes}
    known = _finding_ids(tx, rows)
    tx.update(tables.Finding, {known[entry_id]: row for entry_id, row in rows.items() if entry_id in known})
    tx.insert(tables.Finding, [row for entry_id, row in rows.items() if entry_id not in known])
    for outcome in outcomes:
        if outcome.verdict.state == ACCEPTED and (found := outcome.verdict.found):
            put_claim(tx, outcome.entry_id, found.origin, found.record, at)
            accepted.setdefault(outcome.entry_id, set()).update(names_of(found.record))
    _drop_stubs(tx, accepted)
    materialize.refresh(tx, accepted, at=at)


def _row(outcome: Outcome, at: str) -> dict[str, Any]:
    found = outcome.verdict.found
    keeps_record = found and outcome.verdict.state != ACCEPTED
    return {
        "entry_id": outcome.entry_id,
        "asked": outcome.asked,
        "state": outcome.verdict.state,
        "origin": found.origin if found else "",
        "record": found.record.to_json() if found and keeps_record else None,
        "facts": json.dumps(dataclasses.asdict(found.facts), ensure_ascii=False) if found else "{}",
        "evidence": json.dumps(outcome.verdict.evidence or [outcome.message], ensure_ascii=False),
        "at": at,
    }


def _finding_ids(tx: Transaction, entry_ids: Collection[int]) -> dict[int, int]:
    marks = ",".join("?" * len(entry_ids))
    sql = f"SELECT entry_id, id FROM finding WHERE entry_id IN ({marks})"  # noqa: S608  (only marks)
    return dict(tx.connection.execute(sql, list(entry_ids)))


def _drop_stubs(tx: Transaction, accepted: dict[int, set[str]]) -> None:
    """Delete what was only typed of works that a provider has described now: titles, and ids among those accepted."""
    from readlist.storage import tables  # noqa: PLC0415

    stubs = [one for one in read_claims(tx, accepted) if one.origin == STUB]
    known = [one for one in stubs if not one.record.ids or one.subject in accepted[one.entry_id]]
    tx.delete(tables.Claim, [one.row_id for one in known])
