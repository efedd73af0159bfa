"""What is to be stated about entries for an edit by hand: only that which is not said already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.model.by_hand import is_gone
from readlist.model.facts import GONE, NOTE, PRIVATE_TAG, STATUS, TAG, TOPIC, WHOLE, Statement, tag_element
from readlist.model.stamps import number_of
from readlist.model.topic_names import topic_element
from readlist.storage.evidence import read_sourced_records
from readlist.storage.facts import new_note_uid, read_facts, state
from readlist.storage.tag_rows import Shown, find_shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from readlist.model.facts import Fact
    from readlist.model.record import Record
    from readlist.storage.transaction import Transaction


def facts_of(tx: Transaction, entry_ids: Sequence[int]) -> dict[int, dict[tuple[str, str], Fact]]:
    """What the person says of each of these entries, by field and element."""
    found = read_facts(tx.connection, entry_ids)
    return {i: {(one.field, one.element): one for one in found.get(i, ())} for i in dict.fromkeys(entry_ids)}


def give_tags(
    tx: Transaction, entry_ids: Sequence[int], tags: Sequence[str]
) -> tuple[set[int], list[Statement]]:
    """Return the entries that will look different with these tags, and what is to be stated."""
    shown = find_shown(tx.connection, tags)
    visible = set()
    statements = []
    for entry_id, facts in facts_of(tx, entry_ids).items():
        for element, tag in {tag_element(tag): tag for tag in tags}.items():
            known = facts.get((TAG, element))
            as_shown = shown.get(element, Shown(tag, None))
            if not known or not known.value or as_shown.spelling != tag:
                visible.add(entry_id)
            if not known or known.value != tag or number_of(known.said) != as_shown.given:
                statements.append(Statement(entry_id, TAG, element, tag))
            if (PRIVATE_TAG, element) in facts:
                visible.add(entry_id)
                statements.append(Statement(entry_id, PRIVATE_TAG, element, None))
    return visible, statements


def give_private_tags(tx: Transaction, entry_ids: Sequence[int], tags: Sequence[str]) -> list[Statement]:
    """Return what is to be stated so that entries have tags for their person alone, where they do not have them for all."""
    known = facts_of(tx, entry_ids)
    noted = noted_tags(tx, entry_ids)
    return [
        Statement(entry_id, PRIVATE_TAG, element, tag)
        for entry_id, facts in known.items()
        for element, tag in {tag_element(tag): tag for tag in tags}.items()
        if not _is_for_all(element, facts, noted.get(entry_id, set()))
        and ((own := facts.get((PRIVATE_TAG, element))) is None or own.value != tag)
    ]


def find_private(tx: Transaction, entry_ids: Sequence[int], tags: Sequence[str]) -> set[int]:
    """Return those of the entries that have some of these tags, and those for their person alone."""
    noted = noted_tags(tx, entry_ids)
    elements = set(map(tag_element, tags))
    return {
        entry_id
        for entry_id, facts in facts_of(tx, entry_ids).items()
        if any((PRIVATE_TAG, one) in facts for one in elements)
        and not any(_is_for_all(one, facts, noted.get(entry_id, set())) for one in elements)
    }


def noted_tags(tx: Transaction, entry_ids: Sequence[int]) -> dict[int, set[str]]:
    """Return the tags, folded, that notes and providers give to entries."""
    given: dict[int, set[str]] = {}
    for one in read_sourced_records(tx.connection, entry_ids, {}):
        given.setdefault(one.entry_id, set()).update(map(tag_element, one.record.tags))
    return given


def _is_for_all(element: str, facts: Mapping[tuple[str, str], Fact], noted: set[str]) -> bool:
    given = facts.get((TAG, element))
    return bool(given.value) if given else element in noted


def note_statement(tx: Transaction, entry_id: int, body: str) -> Statement:
    """Return the statement that adds a note."""
    return Statement(entry_id, NOTE, new_note_uid(tx), body.strip("\n"))


def bring_back(tx: Transaction, entry_id: int) -> bool:
    """State that an entry is not gone, if the person has removed it; return whether they had. The caller refreshes it."""
    was_gone = is_gone(facts_of(tx, [entry_id])[entry_id].values())
    if was_gone:
        state(tx, [Statement(entry_id, GONE, WHOLE, None)])
    return was_gone


def state_added(tx: Transaction, entry_id: int, added: Record, note: str | None) -> None:
    """State what the person says of a work with ``add``: tags, topics and a note are added, a status is set.

    The caller refreshes the entry.
    """
    facts = facts_of(tx, [entry_id])[entry_id]
    _, statements = give_tags(tx, [entry_id], added.tags)
    wanted = [Statement(entry_id, TOPIC, topic_element(path), list(path)) for path in added.topics]
    if added.status:
        wanted.append(Statement(entry_id, STATUS, WHOLE, added.status))
    known = {key: one.value for key, one in facts.items()}
    statements += [one for one in wanted if known.get((one.field, one.element)) != one.value]
    state(tx, [*statements, *([note_statement(tx, entry_id, note)] if note else [])])
