"""Add records that are not from a note, each as a claim of a provider or of the person.

    record ── assign ──> the entry of that work, or a new one ── put_claim, and what the person adds to it

``add_by_identifier`` looks up the records.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from readlist.curation.statements import bring_back, state_added
from readlist.linkage.features import features_of
from readlist.model.provenance import Origin
from readlist.model.record import Record
from readlist.resolution import materialize
from readlist.resolution.apply import apply_assignment
from readlist.resolution.assignment import assign
from readlist.resolution.member import Member
from readlist.storage.claims import put_claim
from readlist.storage.topic_rows import Topics

if TYPE_CHECKING:
    from collections.abc import Sequence

    from readlist.storage.database import Store
    from readlist.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class AddResult:
    """The entry that a record was added to, and whether it is new."""

    entry_id: int
    created: bool


def add_records(
    store: Store,
    claims: Sequence[tuple[Record, str]],
    *,
    by_hand: Record | None = None,
    note: str | None = None,
    command: str = "add",
) -> list[AddResult]:
    """Add records, each with its origin, to the entries of their works as one operation; return where each went.

    The person adds ``by_hand`` (tags, topics, a status) and ``note`` to every one of the entries. Topics are spelt as
    the library spells them.
    """
    with store.write(command) as tx:
        if by_hand is not None and by_hand.topics:
            by_hand = by_hand._replace(topics=tuple(map(Topics(tx).spell, by_hand.topics)))
        return [_add(tx, record, origin, by_hand, note, tx.at) for record, origin in claims]


def _add(
    tx: Transaction, record: Record, origin: str, by_hand: Record | None, note: str | None, at: str
) -> AddResult:
    member = Member(record, features_of(record), Origin(origin), _ORDER, is_claim=True)
    assignment = assign(tx, [member])
    apply_assignment(tx, assignment, at=at)
    entry_id = member.target
    put_claim(tx, entry_id, origin, record, at)
    was_gone = bring_back(tx, entry_id)
    if by_hand is not None or note:
        state_added(tx, entry_id, by_hand or Record(), note)
    materialize.refresh(tx, {entry_id, *assignment.touched}, at=at)
    return AddResult(entry_id, created=was_gone or entry_id in assignment.fresh)


_ORDER = (0, "", 0, 1 << 62)
"""Sort key of a new claim: after the claims in the library, before all mentions."""
