"""Single records into the library: what a provider or the person claims of one work.

record ── place ──> the entry of that work, or a new one ── its claim there, with what the person says besides
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from readlist.linkage.features import features_of
from readlist.model.provenance import Origin
from readlist.resolution import materialize
from readlist.resolution.apply import add_by_hand, apply_assignment
from readlist.resolution.assignment import Member, assign
from readlist.storage.claims import put_claim
from readlist.storage.notes import insert_note
from readlist.storage.topic_rows import Topics
from readlist.storage.transaction import now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from readlist.model.record import Record
    from readlist.storage.database import Store
    from readlist.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class AddResult:
    """Where a record went, and whether a new entry was made for it."""

    entry_id: int
    created: bool


def add_record(
    store: Store,
    record: Record,
    origin: str,
    *,
    hand: Record | None = None,
    note: str | None = None,
    command: str = "add",
) -> AddResult:
    """Add what a provider or the person claims of one work, to the entry that it is of or to a new one.

    ``hand`` is what the person says besides (tags, status), ``note`` a note of theirs.
    """
    return add_records(store, [(record, origin)], hand=hand, note=note, command=command)[0]


def add_records(
    store: Store,
    claims: Sequence[tuple[Record, str]],
    *,
    hand: Record | None = None,
    note: str | None = None,
    command: str = "add",
) -> list[AddResult]:
    """Add what is claimed of several works, each with its origin, as one operation; the results in their order.

    ``hand`` and ``note`` are what the person says of every one of them; topics are spelt as those that are there.
    """
    at = now()
    with store.write(command) as tx:
        if hand is not None and hand.topics:
            hand = hand._replace(topics=tuple(map(Topics(tx).spell, hand.topics)))
        return [_add(tx, record, origin, hand, note, at) for record, origin in claims]


def _add(
    tx: Transaction, record: Record, origin: str, hand: Record | None, note: str | None, at: str
) -> AddResult:
    newcomer = Member(record, features_of(record), Origin(origin), _ORDER, is_claim=True)
    placement = assign(tx, [newcomer])
    apply_assignment(tx, placement, at=at)
    entry_id = newcomer.target
    put_claim(tx, entry_id, origin, record, at)
    if hand is not None:
        add_by_hand(tx, entry_id, hand, at)
    if note:
        insert_note(tx, entry_id, note, at)
    materialize.refresh(tx, {entry_id, *placement.touched}, at=at)
    return AddResult(entry_id, created=entry_id in placement.fresh)


_ORDER = (0, "", 0, 1 << 62)
"""After all claims that are there, before all mentions."""
