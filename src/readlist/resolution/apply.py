"""Making, joining and letting go of entries: what follows from a placement, written set-wise.

Placement ── carry_out ──> new entries with their keys; mentions moved; what the person added to an entry
                           that lost all its mentions to another goes there too
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from readlist.linkage.fusion import draft_entry
from readlist.linkage.verification import ACCEPTED, CONFLICT, DOUBTFUL, DUPLICATE, REJECTED, UNKNOWN
from readlist.model.citation_keys import unique_keys
from readlist.model.provenance import HAND
from readlist.model.record import Record
from readlist.storage.attachments import hand_over_attachments
from readlist.storage.claims import delete_claims, find_claim, hand_over_claims, put_claim
from readlist.storage.decisions import hand_over_decisions
from readlist.storage.entries import find_taken_keys, hand_over_ratings, insert_entry_rows
from readlist.storage.entry_children import insert_children
from readlist.storage.findings import delete_findings, read_finding_states, reassign_finding
from readlist.storage.identifiers import read_identifiers
from readlist.storage.mentions import pin_mentions, reassign_mentions
from readlist.storage.notes import hand_over_notes
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
    if not fresh:
        return {}
    drafts = dict(sorted(fresh.items()))
    keys = unique_keys([one.key for one in drafts.values()], partial(find_taken_keys, tx.connection))
    rows = [
        one.entry.row(key=key, added=at, updated=at) for one, key in zip(drafts.values(), keys, strict=True)
    ]
    ids = insert_entry_rows(tx, rows)
    assert list(ids) == list(drafts), "the placement and the table count entries alike"
    insert_children(tx, {entry_id: one.entry for entry_id, one in drafts.items()})
    return dict(zip(ids, keys, strict=True))


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
    hand_over_claims(tx, entry_id, into, at=at)
    hand_over_notes(tx, entry_id, into)
    hand_over_attachments(tx, entry_id, into)
    hand_over_ratings(tx, entry_id, into)
    hand_over_decisions(tx, entry_id, into)
    _hand_over_finding(tx, entry_id, into)


_TELLING = (REJECTED, CONFLICT, DOUBTFUL, ACCEPTED, UNKNOWN, DUPLICATE)
"""States of findings, the one to keep first: what the person said, what waits for them, what is known."""


def _hand_over_finding(tx: Transaction, entry_id: int, into: int) -> None:
    """Keep one finding of two entries that become one; whether they are one work is settled by that."""
    ours, theirs = (read_identifiers(tx.connection, i) for i in (entry_id, into))
    settling = {(DUPLICATE, i): ours | theirs for i in (entry_id, into)}
    settling |= {(REJECTED, entry_id): theirs, (REJECTED, into): ours}
    findings = read_finding_states(tx.connection, [entry_id, into])
    findings.sort(key=lambda one: one.entry_id != into)
    settled = {
        one.id for one in findings if _names(one.record_json) & settling.get((one.state, one.entry_id), set())
    }
    kept = min(
        (one for one in findings if one.id not in settled),
        key=lambda one: _TELLING.index(one.state),
        default=None,
    )
    delete_findings(tx, [one.id for one in findings if one is not kept])
    if kept and kept.entry_id != into:
        reassign_finding(tx, kept.id, into)


def _names(record: str | None) -> set[tuple[str, str]]:
    return {(i.scheme, i.value) for i in Record.from_json(record).ids} if record else set()
