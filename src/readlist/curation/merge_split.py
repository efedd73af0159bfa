"""Merge and split entries by hand, so that no import undoes it.

    merge A B    A gets all records of B, the person's included, and keeps the fields that it shows; B is deleted
    split A 2,3  these mentions of A become a new entry, with the findings, claims and files that are about them alone

The mentions concerned are pinned: an import leaves a pinned mention with its entry, does the same with the mention that
replaces it, and assigns new mentions to the pinned one that they resemble most (``resolution.assignment``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.curation.annotate import state_all
from readlist.errors import NotFoundError, UsageError
from readlist.linkage.fusion import draft_entry
from readlist.model.facts import EDITED_IDS, WHOLE, Statement
from readlist.model.identifiers import parse_identifier
from readlist.model.provenance import PROVIDERS
from readlist.resolution import materialize
from readlist.resolution.apply import insert_entries, transfer_data
from readlist.storage.attachments import split_off_attachments
from readlist.storage.claims import reassign_claims
from readlist.storage.decisions import split_off_decisions
from readlist.storage.entries import find_existing
from readlist.storage.entry_loader import load_entries
from readlist.storage.evidence import read_sourced_records
from readlist.storage.findings import split_off_findings
from readlist.storage.mentions import merge_mentions, pin_mentions, reassign_mentions
from readlist.text.folding import title_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from typing import Any

    from readlist.model.entry import Entry
    from readlist.storage.evidence import SourcedRecord
    from readlist.storage.transaction import Transaction

_KEPT = ("kind", "title", "authors", "org", "year", "month", "venue", "url", *EDITED_IDS)
"""Fields that an entry keeps when others are merged into it."""


def merge(tx: Transaction, keep_id: int, other_ids: Sequence[int]) -> None:
    """Merge entries into one: ``keep_id`` keeps its key and its fields, and gets all that the others have.

    A field that the records of the others would change is stated by hand, so that ``unset`` gives it back to them. Raises NotFoundError for an id that does not exist, UsageError if there is nothing to merge.
    """
    others = [entry_id for entry_id in dict.fromkeys(other_ids) if entry_id != keep_id]
    if not others:
        raise UsageError(
            "an entry cannot be merged with itself" if other_ids else "there is one entry only to merge",
            hint="Name two or more different entries.",
        )
    at = tx.at
    _check_existing(tx, [keep_id, *others])
    (before,) = load_entries(tx.connection, [keep_id])
    for entry_id in others:
        transfer_data(tx, entry_id, keep_id)
    merge_mentions(tx, [keep_id, *others], keep_id)
    materialize.refresh(tx, [keep_id, *others], at=at)
    (after,) = load_entries(tx.connection, [keep_id])
    state_all(
        tx, [Statement(keep_id, name, WHOLE, value) for name, value in _find_lost(before, after).items()]
    )


def _find_lost(before: Entry, after: Entry) -> dict[str, Any]:
    """Return the fields that an entry showed before a merge and not after it."""
    lost: dict[str, Any] = {}
    for name in _KEPT:
        value = getattr(before, name)
        if value and value != getattr(after, name) and (name, value) != ("kind", "note"):
            lost[name] = list(value) if isinstance(value, tuple) else value
    if "year" in lost and before.month != after.month:
        lost["month"] = before.month or ""  # the other work's month is not one of this year
    return lost


def split(tx: Transaction, entry_id: int, mention_numbers: Collection[int]) -> int:
    """Split some mentions of an entry, counted from 1 in the order shown, off into a new entry and return its id.

    Raises NotFoundError if there is no such entry or mention, UsageError if the entry would have nothing left.
    """
    at = tx.at
    _check_existing(tx, [entry_id])
    records = read_sourced_records(tx.connection, [entry_id])
    mentions = [one for one in records if not one.is_claim]
    leaving = _choose(mentions, mention_numbers)
    staying = [one for one in records if one not in leaving]
    answers = _find_leaving_answers(leaving, staying)
    if all(one in answers for one in staying if one.row_id):  # what the person says has no row of its own
        raise UsageError("an entry cannot lose all of its mentions", hint="Leave one with the entry.")
    new_id = tx.next_id("entry")
    insert_entries(tx, {new_id: draft_entry([(one.origin, one.record) for one in leaving])}, at=at)
    pin_mentions(tx, [one.row_id for one in mentions])
    reassign_mentions(tx, {one.row_id: new_id for one in leaving})
    reassign_claims(tx, {one.row_id: new_id for one in answers})
    _split_off_rest(tx, entry_id, new_id, _own_questions(leaving, staying))
    materialize.refresh(tx, [entry_id, new_id], at=at)
    return new_id


def _own_questions(leaving: Sequence[SourcedRecord], staying: Sequence[SourcedRecord]) -> set[str]:
    """Return the questions about the mentions that leave an entry which nothing that stays gives a reason for."""
    return _questions(leaving) - _questions(one for one in staying if not _is_answer(one))


def _find_leaving_answers(
    leaving: Sequence[SourcedRecord], staying: Sequence[SourcedRecord]
) -> list[SourcedRecord]:
    """Return the claims of providers that are about the mentions that leave an entry alone."""
    own = _own_questions(leaving, staying)
    return [one for one in staying if _is_answer(one) and _questions([one]) & own]


def _is_answer(one: SourcedRecord) -> bool:
    return one.is_claim and one.origin.name in PROVIDERS


def _split_off_rest(tx: Transaction, entry_id: int, new_id: int, own: Collection[str]) -> None:
    """Give the new entry the findings, decisions and files that are about one of these questions."""

    def is_about(text: str) -> bool:
        return _question(text) in own

    split_off_findings(tx, entry_id, new_id, is_about)
    split_off_decisions(tx, entry_id, new_id, is_about)
    split_off_attachments(tx, entry_id, new_id, is_about)


def _questions(records: Iterable[SourcedRecord]) -> set[str]:
    """All questions about these records that a provider may have been asked, and the URLs of their files."""
    out: set[str] = set()
    for one in records:
        out |= {f"{i.scheme}:{i.value}" for i in one.record.ids}
        out |= {_question(link.url) for link in one.record.links}
        out.add(f"title:{title_key(one.record.title or '')}")
    return out


def _question(text: str) -> str:
    """The identifier in a question or a URL; the text itself if there is none."""
    found = parse_identifier(text)
    return f"{found.scheme}:{found.value}" if found else text


def _choose(mentions: Sequence[SourcedRecord], numbers: Collection[int]) -> list[SourcedRecord]:
    bad = sorted(number for number in numbers if not 1 <= number <= len(mentions))
    if bad:
        count = f"{len(mentions)} mention{'s' if len(mentions) != 1 else ''}"
        raise NotFoundError(f"there is no mention {bad[0]}: the entry has {count}")
    if not numbers:
        places = ", ".join(f"{number} ({one.origin.name})" for number, one in enumerate(mentions, 1))
        raise UsageError("no mention was given", hint=f"Give the numbers of those to split off: {places}")
    return [mentions[number - 1] for number in sorted(set(numbers))]


def _check_existing(tx: Transaction, entry_ids: Sequence[int]) -> None:
    existing = find_existing(tx.connection, entry_ids)
    for entry_id in entry_ids:
        if entry_id not in existing:
            raise NotFoundError(f"there is no entry {entry_id}")
