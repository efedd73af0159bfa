"""Making, joining and letting go of entries: what follows from a placement, written set-wise.

Placement ── carry_out ──> new entries with their keys; mentions moved; what the person added to an entry
                           that lost all its mentions to another goes there too
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from readlist.linkage.fusion import draft_entry
from readlist.linkage.verification import ACCEPTED, CONFLICT, DOUBTFUL, DUPLICATE, REJECTED, UNKNOWN
from readlist.model.citation_keys import unique_keys
from readlist.model.provenance import HAND
from readlist.model.record import Record
from readlist.resolution import materialize
from readlist.storage.claims import delete_claims, find_claim, hand_over_claims, put_claim
from readlist.storage.decisions import hand_over_decisions
from readlist.storage.evidence import child_ids
from readlist.storage.mentions import pin_mentions, reassign_mentions
from readlist.storage.tag_spelling import Giving

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from readlist.linkage.fusion import EntryDraft
    from readlist.resolution.assignment import Assignment, Member
    from readlist.storage.transaction import Transaction


def apply_assignment(tx: Transaction, placement: Assignment, *, at: str) -> dict[int, str]:
    """Write what a placement says of entries and mentions that are in the library; newcomers are the caller's.

    The entries in ``placement.touched`` are to be refreshed after that. Returns the keys of the new ones.
    """
    keys = insert_entries(tx, {i: _draft(members) for i, members in placement.fresh.items()}, at=at)
    reassign_mentions(tx, {row_id: one.target for one in placement.moved if (row_id := one.row_id)})
    for entry_id, into in sorted(placement.absorbed.items()):
        transfer_by_hand(tx, entry_id, into, at=at)
    _answer(tx, placement.answered)
    return keys


def _draft(members: Sequence[Member]) -> EntryDraft:
    """Put together what these records make, unless that was done with the reading."""
    if len(members) == 1 and members[0].draft:
        return members[0].draft.said_by(members[0].origin)
    keys = [key for one in members if one.features for key in one.features.keys]
    return draft_entry([(one.origin, one.record) for one in members], keys=keys)


def _answer(tx: Transaction, answered: Iterable[Member]) -> None:
    """Delete the claims that stood in for a mention that is back, and pin the mention in their stead."""
    rows = [(one.row_id, one.is_claim) for one in answered if one.row_id]
    delete_claims(tx, [row_id for row_id, is_claim in rows if is_claim])
    pin_mentions(tx, [row_id for row_id, is_claim in rows if not is_claim])


def insert_entries(tx: Transaction, fresh: dict[int, EntryDraft], *, at: str) -> dict[int, str]:
    """Insert new entries under the ids they were promised, with all that is worked out of their records.

    Returns their keys.
    """
    from readlist.storage import tables  # noqa: PLC0415

    if not fresh:
        return {}
    drafts = dict(sorted(fresh.items()))
    keys = unique_keys([one.key for one in drafts.values()], lambda wanted: _find_taken(tx, wanted))
    rows = [
        one.entry.row(key=key, added=at, updated=at) for one, key in zip(drafts.values(), keys, strict=True)
    ]
    ids = tx.insert(tables.Entry, rows)
    assert list(ids) == list(drafts), "the placement and the table count entries alike"
    materialize.write_children(tx, {entry_id: one.entry for entry_id, one in drafts.items()}, are_new=True)
    return dict(zip(ids, keys, strict=True))


def _find_taken(tx: Transaction, keys: list[str]) -> set[str]:
    sql = "SELECT key FROM entry WHERE key IN (SELECT value FROM json_each(?))"
    return {row[0] for row in tx.connection.execute(sql, (json.dumps(keys),))}


# -- what hangs on an entry --------------------------------------------------------------------------------------


def add_by_hand(tx: Transaction, entry_id: int, said: Record, at: str) -> None:
    """Add what the person says now to what they said before: tags and topics add up, a status replaces."""
    known = find_claim(tx, entry_id, HAND)
    before = known.record if known else Record()
    topics = tuple(dict.fromkeys((*before.topics, *said.topics)))
    status = said.status or before.status
    tagged = Giving(tx.connection, tx.number, said.tags).to(before)
    put_claim(tx, entry_id, HAND, tagged._replace(topics=topics, status=status), at)


def transfer_by_hand(tx: Transaction, entry_id: int, into: int, *, at: str) -> None:
    """Give all that hangs on one entry, but for its mentions, to another; where both have a value, that keeps its own."""
    from readlist.storage import tables  # noqa: PLC0415

    hand_over_claims(tx, entry_id, into, at=at)
    for model in (tables.Note, tables.Attachment):
        tx.update(model, {row_id: {"entry_id": into} for row_id in child_ids(tx, model, [entry_id])})
    _hand_over_ratings(tx, entry_id, into)
    hand_over_decisions(tx, entry_id, into)
    _hand_over_finding(tx, entry_id, into)


def _hand_over_ratings(tx: Transaction, entry_id: int, into: int) -> None:
    from readlist.storage import tables  # noqa: PLC0415

    sql = "SELECT priority, rating FROM entry WHERE id = ?"
    ours = tx.connection.execute(sql, (entry_id,)).fetchone()
    theirs = tx.connection.execute(sql, (into,)).fetchone()
    names = ("priority", "rating")
    given = {n: a for n, a, b in zip(names, ours, theirs, strict=True) if a is not None and b is None}
    if given:
        tx.update(tables.Entry, {into: given})


_TELLING = (REJECTED, CONFLICT, DOUBTFUL, ACCEPTED, UNKNOWN, DUPLICATE)
"""States of findings, the one to keep first: what the person said, what waits for them, what is known."""


def _hand_over_finding(tx: Transaction, entry_id: int, into: int) -> None:
    """Keep one finding of two entries that become one; whether they are one work is settled by that."""
    from readlist.storage import tables  # noqa: PLC0415

    ours, theirs = _read_ids(tx, entry_id), _read_ids(tx, into)
    settling = {(DUPLICATE, i): ours | theirs for i in (entry_id, into)}
    settling |= {(REJECTED, entry_id): theirs, (REJECTED, into): ours}
    sql = """SELECT id, entry_id, state, record FROM finding WHERE entry_id IN (?, ?)
             ORDER BY entry_id = ? DESC, id"""
    rows = tx.connection.execute(sql, (entry_id, into, into)).fetchall()
    settled = {row[0] for row in rows if _names(row[3]) & settling.get((row[2], row[1]), set())}
    kept = min(
        (row for row in rows if row[0] not in settled), key=lambda row: _TELLING.index(row[2]), default=None
    )
    tx.delete(tables.Finding, [row[0] for row in rows if row is not kept])
    if kept and kept[1] != into:
        tx.update(tables.Finding, {kept[0]: {"entry_id": into}})


def _read_ids(tx: Transaction, entry_id: int) -> set[tuple[str, str]]:
    return set(tx.connection.execute("SELECT scheme, value FROM identifier WHERE entry_id = ?", (entry_id,)))


def _names(record: str | None) -> set[tuple[str, str]]:
    return {(i.scheme, i.value) for i in Record.from_json(record).ids} if record else set()
