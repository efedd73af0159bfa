"""Findings: what came of asking the providers about an entry, one row per entry."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from readlist.model.provider_record import ProviderFacts, ProviderRecord
from readlist.model.record import Record

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator, Sequence

    from readlist.storage.transaction import Transaction


class FindingState(NamedTuple):
    """The state of a finding, and the record that was found, as it is stored, if it was not accepted."""

    id: int
    entry_id: int
    state: str
    record_json: str | None


def read_finding_states(connection: sqlite3.Connection, entry_ids: Collection[int]) -> list[FindingState]:
    """Read the states of the findings about these entries, oldest first."""
    sql = """SELECT id, entry_id, state, record FROM finding
             WHERE entry_id IN (SELECT value FROM json_each(?)) ORDER BY id"""
    return [FindingState(*row) for row in connection.execute(sql, (json.dumps(sorted(entry_ids)),))]


def reassign_finding(tx: Transaction, finding_id: int, entry_id: int) -> None:
    """Give a finding to another entry."""
    from readlist.storage import tables  # noqa: PLC0415

    tx.update(tables.Finding, {finding_id: {"entry_id": entry_id}})


def delete_findings(tx: Transaction, finding_ids: Collection[int]) -> None:
    """Delete findings."""
    from readlist.storage import tables  # noqa: PLC0415

    tx.delete(tables.Finding, finding_ids)


_OPEN = """SELECT finding.id, entry_id, key, title, state, finding.origin, record, facts, evidence
    FROM finding JOIN entry ON entry.id = entry_id
    WHERE state IN (SELECT value FROM json_each(?)) AND record IS NOT NULL ORDER BY key"""
# `claim.record` is what was accepted, and the notes may have changed since; `finding.record` is what was not.
_UNSETTLED = """
SELECT claim.entry_id, claim.origin, claim.record, NULL FROM claim
WHERE claim.origin IN (SELECT value FROM json_each(?))
AND NOT EXISTS (SELECT 1 FROM mention WHERE mention.entry_id = claim.entry_id
    AND lower(json_extract(mention.record, '$.title')) = lower(json_extract(claim.record, '$.title')))
AND NOT EXISTS (SELECT 1 FROM decision WHERE decision.entry_id = claim.entry_id AND decision.origin = claim.origin
    AND decision.subject = claim.subject AND accepted)
UNION ALL
SELECT entry_id, finding.origin, record, key FROM finding JOIN entry ON entry.id = entry_id
WHERE state = ? AND record IS NOT NULL
AND asked IN (SELECT scheme || ':' || value FROM identifier WHERE identifier.entry_id = finding.entry_id)
ORDER BY 1, 2, 4 DESC"""


class OpenFinding(NamedTuple):
    """A finding in a state that waits for a person: the entry, what was found, and what speaks for and against it."""

    finding_id: int
    entry_id: int
    key: str
    title: str
    state: str
    found: ProviderRecord
    evidence: tuple[str, ...]


class UnsettledRecord(NamedTuple):
    """What a provider says about an entry; ``waiting`` is the entry's key where a finding waits for a person."""

    entry_id: int
    found: ProviderRecord
    waiting: str | None


def read_open_findings(connection: sqlite3.Connection, states: Sequence[str]) -> list[OpenFinding]:
    """Return the findings in these states that hold a record, by the key of their entry."""
    return [
        OpenFinding(
            finding_id,
            entry_id,
            key,
            title,
            state,
            ProviderRecord(origin, Record.from_json(record), ProviderFacts(**json.loads(facts))),
            tuple(json.loads(evidence)),
        )
        for finding_id, entry_id, key, title, state, origin, record, facts, evidence in connection.execute(
            _OPEN, (json.dumps(list(states)),)
        )
    ]


def iter_unsettled_records(
    connection: sqlite3.Connection, providers: Sequence[str], conflict: str
) -> Iterator[UnsettledRecord]:
    """Yield the records of providers that may contradict the mentions of their entries, by entry.

    These are claims whose title no mention has and that no person accepted, and findings in the state ``conflict``
    about an identifier that the entry has.
    """
    rows = connection.execute(_UNSETTLED, (json.dumps(list(providers)), conflict))
    return (
        UnsettledRecord(entry_id, ProviderRecord(origin, Record.from_json(record)), waiting)
        for entry_id, origin, record, waiting in rows
    )
