"""Findings about what providers say of the works, and what waits for a person since ``fetch`` did not believe it.

id-contradicted  the title in a note is not that of the work with its id           error
fetch-conflict   the same, where no note gives that id: it was typed or imported   error
fetch-doubtful   what was found may be this work or another one                    warning
fetch-duplicate  what was found has an id that another entry has                   warning
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from readlist.doctor.finding import Finding
from readlist.doctor.identity_checks import SCHEME_NAMES, has_id
from readlist.doctor.source_lines import Lines, LocatedMention, quoted, read_located_mentions
from readlist.linkage.verification import CONFLICT, DOUBTFUL, DUPLICATE, verify_by_id
from readlist.model.provenance import PROVIDERS
from readlist.model.provider_record import ProviderRecord
from readlist.model.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from readlist.model.identifiers import Identifier
    from readlist.storage.database import Store

_PROVIDERS = ",".join("?" * len(PROVIDERS))
# What a person accepted although it looked wrong is settled. `finding.record` is what a provider said of an id and
# was not accepted; a claim is what was, and the note may have changed since.
_CLAIMED = f"""
SELECT claim.entry_id, claim.origin, claim.record, NULL FROM claim
WHERE claim.origin IN ({_PROVIDERS})
AND NOT EXISTS (SELECT 1 FROM mention WHERE mention.entry_id = claim.entry_id
    AND lower(json_extract(mention.record, '$.title')) = lower(json_extract(claim.record, '$.title')))
AND NOT EXISTS (SELECT 1 FROM decision WHERE decision.entry_id = claim.entry_id AND decision.origin = claim.origin
    AND decision.subject = claim.subject AND accepted)
UNION ALL
SELECT entry_id, finding.origin, record, key FROM finding JOIN entry ON entry.id = entry_id
WHERE state = '{CONFLICT}' AND record IS NOT NULL
AND asked IN (SELECT scheme || ':' || value FROM identifier WHERE identifier.entry_id = finding.entry_id)
ORDER BY 1, 2, 4 DESC"""  # noqa: S608  (only marks and a constant)


def find_contradicted(store: Store, lines: Lines) -> Iterator[Finding]:
    """Find titles in notes that are not those which a provider gives for the id beside them."""
    seen: set[tuple[int, str]] = set()
    for entry_id, origin, text, waiting in store.connection.execute(_CLAIMED, PROVIDERS):
        found = ProviderRecord(origin, Record.from_json(text))
        standings = read_located_mentions(store, [entry_id])[entry_id]
        for identifier in found.record.ids:
            wrong = _contradicting(standings, identifier, found)
            if not wrong or (entry_id, identifier.value) in seen:
                continue
            seen.add((entry_id, identifier.value))
            advice = f"Correct the id or the title; the id's page is {identifier.url}"
            yield Finding(
                "id-contradicted",
                "error",
                f"{SCHEME_NAMES.get(identifier.scheme, identifier.scheme)} id {identifier.value} is that of another title",
                tuple(lines.place_of(s, identifier.value) for s in wrong),
                (f"{origin} says: {quoted(found.record.title)}",),
                advice + (f" (or settle it: readlist fetch --review {waiting})" if waiting else ""),
            )


def _contradicting(
    standings: Iterable[LocatedMention], identifier: Identifier, found: ProviderRecord
) -> list[LocatedMention]:
    return [
        s
        for s in standings
        if has_id(s.record, identifier) and verify_by_id([s.record], found).state == CONFLICT
    ]


# -- what waits for a person -------------------------------------------------------------------------------------

_WAITING = """
SELECT entry_id, key, title, state, finding.origin, record, evidence FROM finding JOIN entry ON entry.id = entry_id
WHERE state IN (?, ?, ?) AND record IS NOT NULL ORDER BY key"""
_OTHER = """
SELECT key FROM identifier JOIN entry ON entry.id = entry_id WHERE scheme = ? AND value = ? AND entry_id <> ? ORDER BY key"""
_WHAT = {
    CONFLICT: ("error", "by its id, {0} has another work than {1}"),
    DOUBTFUL: ("warning", "what {0} has may be {1} or another work"),
    DUPLICATE: ("warning", "what {0} has for {1} stands under another key"),
}


def find_waiting(store: Store, _lines: Lines) -> Iterator[Finding]:
    """Find what providers said that was not accepted, and that nobody has settled; what the notes show is left out."""
    rows = store.query(_WAITING, tuple(_WHAT))
    standings = read_located_mentions(store, [row[0] for row in rows])
    for entry_id, key, title, state, origin, text, evidence in rows:
        found = ProviderRecord(origin, Record.from_json(text))
        own = standings[entry_id]
        if state == CONFLICT and any(_contradicting(own, i, found) for i in found.record.ids):
            continue  # told by ``find_contradicted``
        severity, message = _WHAT[state]
        yield Finding(
            f"fetch-{state}",
            severity,
            message.format(origin, quoted(title)),
            tuple(s.place for s in own),
            (f"{origin} says: {_told(found.record)}", *json.loads(evidence)),
            _advice(store, entry_id, key, state, found.record),
        )


def _told(record: Record) -> str:
    authors = ", ".join(record.authors[:3]) + (", …" if len(record.authors) > 3 else "")
    stated = "; ".join(filter(None, (authors, str(record.year or ""), record.url)))
    return f"{quoted(record.title)} ({stated})" if stated else quoted(record.title)


def _advice(store: Store, entry_id: int, key: str, state: str, found: Record) -> str:
    """What to do: look and decide; or merge, where another entry has the id."""
    review = f"readlist fetch --review {key}"
    rows = [row for i in found.ids for row in store.query(_OTHER, (i.scheme, i.value, entry_id))]
    if state != DUPLICATE or not rows:
        return f"Settle it: {review}"
    return f"If they are one work: readlist merge {rows[0][0]} {key}; else: readlist fetch --reject {key}"
