"""Rows of ``finding``: the latest answer of the providers about an entry, one row per entry.

    accepted                        a claim has the record; the finding has only the facts and the evidence
    doubtful, conflict, duplicate   open: the finding has the record until a person decides
    rejected                        by the person; the finding keeps the record
    unknown                         no provider knows the work

The states are defined in ``linkage.verification``, and callers pass them in.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, NamedTuple

from readlist.model.identifiers import Identifier
from readlist.model.provider_record import ProviderFacts, ProviderRecord
from readlist.model.record import Record
from readlist.storage import columns

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from readlist.storage.transaction import Transaction

# `claim.record` is what was accepted, and the notes may have changed since; `finding.record` is what was not.
_UNSETTLED = """
SELECT claim.entry_id, claim.origin, claim.record, NULL FROM claim
WHERE claim.origin IN (SELECT value FROM json_each(?))
AND claim.entry_id NOT IN (SELECT id FROM entry WHERE kind = 'gone')
AND NOT EXISTS (SELECT 1 FROM mention WHERE mention.entry_id = claim.entry_id
    AND lower(json_extract(mention.record, '$.title')) = lower(json_extract(claim.record, '$.title')))
AND NOT EXISTS (SELECT 1 FROM decision WHERE decision.entry_id = claim.entry_id
    AND decision.origin = replace(claim.origin, 'arxiv_oai', 'arxiv')
    AND decision.subject = claim.subject AND accepted)
UNION ALL
SELECT entry_id, finding.origin, record, key FROM finding JOIN entry ON entry.id = entry_id
WHERE state = ? AND record IS NOT NULL
AND asked IN (SELECT scheme || ':' || value FROM identifier WHERE identifier.entry_id = finding.entry_id)
ORDER BY 1, 2, 4 DESC"""


class Finding(NamedTuple):
    """A row of the table. ``record`` is what was found, None if a claim has it or nothing was found."""

    entry_id: int
    asked: str
    state: str
    origin: str
    record: Record | None
    facts: ProviderFacts | None
    evidence: Sequence[str]
    at: str


class AskedQuestion(NamedTuple):
    """A question about an entry (an id, or ``title:`` and the folded title), its outcome, and the time of the answer."""

    entry_id: int
    asked: str
    state: str
    at: str


class OpenFinding(NamedTuple):
    """A finding that waits for a person: the entry, what was found, and what speaks for and against it."""

    finding_id: int
    entry_id: int
    key: str
    title: str
    asked: str
    state: str
    found: ProviderRecord
    evidence: tuple[str, ...]


class FindingState(NamedTuple):
    """The state of a finding, and the record that was found, as it is stored, if it was not accepted."""

    id: int
    entry_id: int
    state: str
    record_json: str | None


class ArxivWork(NamedTuple):
    """A work of an entry that arXiv has described: what the library knows of both."""

    identifier: Identifier
    entry_id: int
    key: str
    title: str
    venue: str | None
    version: int | None
    facts: ProviderFacts


# -- reading -----------------------------------------------------------------------------------------------------


def iter_questions(connection: sqlite3.Connection) -> Iterator[AskedQuestion]:
    """Yield the latest question about each entry that the providers were asked about."""
    rows = connection.execute("SELECT entry_id, asked, state, at FROM finding")
    return map(AskedQuestion._make, rows)


def read_open_findings(connection: sqlite3.Connection, states: Collection[str]) -> list[OpenFinding]:
    """Read the findings in one of these states that have a record, in key order."""
    sql = """SELECT finding.id, entry_id, key, title, asked, state, finding.origin, record, facts, evidence
             FROM finding JOIN entry ON entry.id = entry_id
             WHERE state IN (SELECT value FROM json_each(?)) AND record IS NOT NULL AND kind <> 'gone' ORDER BY key"""
    return [
        OpenFinding(
            finding_id,
            entry_id,
            key,
            title,
            asked,
            state,
            ProviderRecord(origin, Record.from_json(record), _read_facts(facts)),
            tuple(json.loads(evidence)),
        )
        for finding_id, entry_id, key, title, asked, state, origin, record, facts, evidence in (
            connection.execute(sql, (json.dumps(list(states)),))
        )
    ]


def read_finding_states(connection: sqlite3.Connection, entry_ids: Collection[int]) -> list[FindingState]:
    """Read the states of the findings about these entries, oldest first."""
    sql = """SELECT id, entry_id, state, record FROM finding
             WHERE entry_id IN (SELECT value FROM json_each(?)) ORDER BY id"""
    return [FindingState(*row) for row in connection.execute(sql, (json.dumps(sorted(entry_ids)),))]


def find_state(connection: sqlite3.Connection, finding_id: int) -> str | None:
    """Return the state of a finding; None if there is no such finding."""
    row = connection.execute("SELECT state FROM finding WHERE id = ?", (finding_id,)).fetchone()
    return row[0] if row else None


def read_arxiv_works(connection: sqlite3.Connection, state: str) -> list[ArxivWork]:
    """Read the works that claims of arXiv describe, of entries whose finding has this state or that have none.

    They come by entry, and within an entry in the order of its identifiers.
    """
    sql = """SELECT value, entry.id, key, title, venue, version, facts FROM entry
             JOIN identifier ON identifier.entry_id = entry.id AND scheme = 'arxiv'
             JOIN claim ON claim.entry_id = entry.id AND claim.origin IN ('arxiv', 'arxiv_oai')
                AND subject = 'arxiv:' || value
             LEFT JOIN finding ON finding.entry_id = entry.id
             WHERE coalesce(finding.state, ?) = ? ORDER BY entry.id, identifier.id"""
    return [
        ArxivWork(Identifier("arxiv", value), entry_id, key, title, venue, version, _read_facts(facts))
        for value, entry_id, key, title, venue, version, facts in connection.execute(sql, (state, state))
    ]


def _read_facts(text: str | None) -> ProviderFacts:
    return ProviderFacts.from_dict(json.loads(text or "{}"))


# -- writing -----------------------------------------------------------------------------------------------------


def put_findings(tx: Transaction, findings: Iterable[Finding]) -> None:
    """Write findings in place of the earlier ones of their entries; the last one counts if an entry has several."""
    rows = {one.entry_id: _row(one) for one in findings}
    sql = "SELECT entry_id, id FROM finding WHERE entry_id IN (SELECT value FROM json_each(?))"
    known = dict(tx.connection.execute(sql, (json.dumps(list(rows)),)))
    tx.update(columns.FINDING, {known[entry_id]: row for entry_id, row in rows.items() if entry_id in known})
    tx.insert(columns.FINDING, [row for entry_id, row in rows.items() if entry_id not in known])


def _row(finding: Finding) -> dict[str, object]:
    return finding._asdict() | {
        "record": finding.record.to_json() if finding.record else None,
        "facts": json.dumps(asdict(finding.facts) if finding.facts else {}, ensure_ascii=False),
        "evidence": json.dumps(finding.evidence, ensure_ascii=False),
    }


def reassign_finding(tx: Transaction, finding_id: int, entry_id: int) -> None:
    """Give a finding to another entry."""
    tx.update(columns.FINDING, {finding_id: {"entry_id": entry_id}})


def delete_findings(tx: Transaction, finding_ids: Collection[int]) -> None:
    """Delete findings."""
    tx.delete(columns.FINDING, finding_ids)


def split_off_findings(tx: Transaction, entry_id: int, into: int, is_about: Callable[[str], bool]) -> None:
    """Give those findings about an entry whose question ``is_about`` another entry to that one."""
    sql = "SELECT id, asked FROM finding WHERE entry_id = ? ORDER BY id"
    rows = tx.connection.execute(sql, (entry_id,)).fetchall()
    tx.update(columns.FINDING, {row_id: {"entry_id": into} for row_id, asked in rows if is_about(asked)})


class UnsettledRecord(NamedTuple):
    """What a provider says about an entry; ``waiting`` is the entry's key where a finding waits for a person."""

    entry_id: int
    found: ProviderRecord
    waiting: str | None


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
