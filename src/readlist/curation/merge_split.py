"""Merging and splitting entries by hand, so that no import ever undoes it.

    merge A B    all records of B go to A, with the person's own; B is gone
    split A 2,3  these mentions of A become an entry of their own, with what was asked and downloaded for them alone

All mentions concerned are pinned: an import leaves a pinned mention with its entry, lets its successor take its place
there, and sorts what is new to the pinned mention it is most like (``placing``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.errors import NotFoundError, UsageError
from readlist.linkage.fusion import draft_entry
from readlist.model.identifiers import parse_identifier
from readlist.model.provenance import PROVIDERS
from readlist.resolution import materialize
from readlist.resolution.apply import insert_entries, transfer_by_hand
from readlist.storage.evidence import child_ids, read_sourced_records
from readlist.storage.transaction import now
from readlist.text.folding import title_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from readlist.storage.database import Store
    from readlist.storage.evidence import SourcedRecord
    from readlist.storage.transaction import Transaction


def merge(store: Store, keep_id: int, other_ids: Sequence[int], *, command: str = "merge") -> None:
    """Make one entry of several: ``keep_id`` keeps its key and takes all that the others have.

    Raises NotFoundError for an id that is no entry, UsageError where there is nothing to merge.
    """
    from readlist.storage import tables  # noqa: PLC0415

    others = [entry_id for entry_id in dict.fromkeys(other_ids) if entry_id != keep_id]
    if not others:
        raise UsageError("an entry cannot be merged with itself", hint="Name two or more different entries.")
    at = now()
    with store.write(command) as tx:
        _check(tx, [keep_id, *others])
        for entry_id in others:
            transfer_by_hand(tx, entry_id, keep_id, at=at)
        mentions = child_ids(tx, tables.Mention, [keep_id, *others])
        tx.update(tables.Mention, {row_id: {"entry_id": keep_id, "pinned": True} for row_id in mentions})
        materialize.refresh(tx, [keep_id, *others], at=at)


def split(store: Store, entry_id: int, mention_numbers: Collection[int], *, command: str = "split") -> int:
    """Make an entry of its own of some mentions of an entry, counted from 1 in the order shown; return its id.

    Raises NotFoundError where there is no such entry or mention, UsageError where nothing would be left.
    """
    from readlist.storage import tables  # noqa: PLC0415

    at = now()
    with store.write(command) as tx:
        _check(tx, [entry_id])
        standing = read_sourced_records(tx, [entry_id])
        mentions = [one for one in standing if not one.is_claim]
        leaving = _choose(mentions, mention_numbers)
        if len(leaving) == len(standing):
            raise UsageError(
                "all of its mentions at once cannot be split off", hint="Leave one with the entry."
            )
        new_id = tx.next_id("entry")
        insert_entries(tx, {new_id: draft_entry([(one.origin, one.record) for one in leaving])}, at=at)
        tx.update(tables.Mention, {one.row_id: {"pinned": True} for one in mentions})
        tx.update(tables.Mention, {one.row_id: {"entry_id": new_id} for one in leaving})
        _take_along(tx, entry_id, new_id, leaving, [one for one in standing if one not in leaving])
        materialize.refresh(tx, [entry_id, new_id], at=at)
    return new_id


def _take_along(
    tx: Transaction,
    entry_id: int,
    new_id: int,
    leaving: Sequence[SourcedRecord],
    staying: Sequence[SourcedRecord],
) -> None:
    """Give the new entry what providers said, and what was downloaded, for an id that only leaving mentions have."""
    from readlist.storage import tables  # noqa: PLC0415

    own = _asked(leaving) - _asked(one for one in staying if not _is_told(one))
    claims = [one.row_id for one in staying if _is_told(one) and _asked([one]) & own]
    tx.update(tables.Claim, {row_id: {"entry_id": new_id} for row_id in claims})
    for model, column in ((tables.Finding, "asked"), (tables.Decision, "asked"), (tables.Attachment, "url")):
        sql = f"SELECT id, {column} FROM {model.__tablename__} WHERE entry_id = ? ORDER BY id"  # noqa: S608
        rows = tx.connection.execute(sql, (entry_id,))
        moved = [row_id for row_id, text in rows if _question(text) in own]
        tx.update(model, {row_id: {"entry_id": new_id} for row_id in moved})


def _is_told(one: SourcedRecord) -> bool:
    """Whether a provider says it, and neither a note nor the person."""
    return one.is_claim and one.origin.name in PROVIDERS


def _asked(records: Iterable[SourcedRecord]) -> set[str]:
    """All by which a provider may have been asked about these records, or a file been downloaded."""
    out: set[str] = set()
    for one in records:
        out |= {f"{i.scheme}:{i.value}" for i in one.record.ids}
        out |= {_question(link.url) for link in one.record.links}
        out.add(f"title:{title_key(one.record.title or '')}")
    return out


def _question(text: str) -> str:
    """A question or an address by the id in it, where there is one."""
    found = parse_identifier(text)
    return f"{found.scheme}:{found.value}" if found else text


def _choose(mentions: Sequence[SourcedRecord], numbers: Collection[int]) -> list[SourcedRecord]:
    bad = sorted(number for number in numbers if not 1 <= number <= len(mentions))
    if bad:
        count = f"{len(mentions)} mention{'s' if len(mentions) != 1 else ''}"
        raise NotFoundError(f"there is no mention {bad[0]}; the entry has {count}")
    if not numbers:
        places = ", ".join(f"{number} ({one.origin.name})" for number, one in enumerate(mentions, 1))
        raise UsageError("no mention was named", hint=f"Name those to split off by number: {places}")
    return [mentions[number - 1] for number in sorted(set(numbers))]


def _check(tx: Transaction, entry_ids: Sequence[int]) -> None:
    for entry_id in entry_ids:
        if tx.connection.execute("SELECT 1 FROM entry WHERE id = ?", (entry_id,)).fetchone() is None:
            raise NotFoundError(f"there is no entry {entry_id}")
