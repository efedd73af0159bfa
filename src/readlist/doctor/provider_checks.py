"""Checks of works against what providers answered, and what waits for a person since ``fetch`` did not accept it.

id-contradicted  the title in a note is not that of the work with its id                error
fetch-conflict   the same, where no note gives that id: it was typed or imported        error
fetch-doubtful   what a provider has may not be this work                               warning
fetch-duplicate  what a provider has is another entry                                   warning
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.doctor.finding import Finding
from readlist.doctor.records import SCHEME_NAMES, has_id
from readlist.doctor.source_lines import Lines, quoted, title_place
from readlist.linkage.verification import CONFLICT, DOUBTFUL, DUPLICATE, verify_by_id
from readlist.model.provenance import PROVIDERS
from readlist.storage.findings import (
    OpenFinding,
    UnsettledRecord,
    iter_unsettled_records,
    read_open_findings,
)
from readlist.storage.identifiers import find_other_holders
from readlist.storage.mentions import LocatedMention, read_mentions_of_entries

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from readlist.model.identifiers import Identifier
    from readlist.model.provider_record import ProviderRecord
    from readlist.model.record import Record


def find_contradicted(connection: sqlite3.Connection, lines: Lines) -> Iterator[Finding]:
    """Find titles in notes that are not the title which a provider gives for their identifier."""
    seen: set[tuple[int, str]] = set()
    for answer in iter_unsettled_records(connection, PROVIDERS, CONFLICT):
        mentions = read_mentions_of_entries(connection, [answer.entry_id])[answer.entry_id]
        for identifier in answer.found.record.ids:
            wrong = _contradicting(mentions, identifier, answer.found)
            if wrong and (answer.entry_id, identifier.value) not in seen:
                seen.add((answer.entry_id, identifier.value))
                yield _contradicted(lines, answer, identifier, wrong)


def _contradicting(
    mentions: Iterable[LocatedMention], identifier: Identifier, found: ProviderRecord
) -> list[LocatedMention]:
    """The mentions with this identifier whose title is that of another work."""
    return [
        m
        for m in mentions
        if has_id(m.record, identifier) and verify_by_id([m.record], found).state == CONFLICT
    ]


def _contradicted(
    lines: Lines, answer: UnsettledRecord, identifier: Identifier, wrong: list[LocatedMention]
) -> Finding:
    advice = f"Correct the ID or the title; the ID's page is {identifier.url}"
    if answer.waiting:
        advice += f" (or decide with: readlist fetch --review {answer.waiting})"
    name = SCHEME_NAMES.get(identifier.scheme, identifier.scheme)
    return Finding(
        "id-contradicted",
        "error",
        f"{name} ID {identifier.value} belongs to a work with another title",
        tuple(lines.place_of(m, identifier.value) for m in wrong),
        (f"{answer.found.origin} says: {quoted(answer.found.record.title)}",),
        advice,
    )


# -- what waits for a person -------------------------------------------------------------------------------------

_WHAT = {
    CONFLICT: ("error", "according to {0}, the ID of {1} belongs to another work"),
    DOUBTFUL: ("warning", "{0}'s record may not be {1}"),
    DUPLICATE: ("warning", "{0}'s record for {1} is in the library under another key"),
}
"""Severity and message by state, for the provider {0} and the title {1}."""


def find_waiting(connection: sqlite3.Connection, _lines: Lines) -> Iterator[Finding]:
    """Find answers of providers that were not accepted and that no person has settled.

    Those that ``find_contradicted`` reports are left out.
    """
    waiting = read_open_findings(connection, tuple(_WHAT))
    mentions = read_mentions_of_entries(connection, [one.entry_id for one in waiting])
    for one in waiting:
        own = mentions[one.entry_id]
        if one.state == CONFLICT and any(_contradicting(own, i, one.found) for i in one.found.record.ids):
            continue
        severity, message = _WHAT[one.state]
        yield Finding(
            f"fetch-{one.state}",
            severity,
            message.format(one.found.origin, quoted(one.title)),
            tuple(map(title_place, own)),
            (f"{one.found.origin} says: {_cite(one.found.record)}", *one.evidence),
            _advice(connection, one),
        )


def _cite(record: Record) -> str:
    """A record on one line: title, first authors, year, link."""
    authors = ", ".join(record.authors[:3]) + (", …" if len(record.authors) > 3 else "")
    stated = "; ".join(filter(None, (authors, str(record.year or ""), record.url)))
    return f"{quoted(record.title)} ({stated})" if stated else quoted(record.title)


def _advice(connection: sqlite3.Connection, waiting: OpenFinding) -> str:
    """What to do: look and decide; or merge, where another entry has the identifier."""
    ids = waiting.found.record.ids
    holders = find_other_holders(connection, ids, waiting.entry_id) if waiting.state == DUPLICATE else []
    if not holders:
        return f"Decide with: readlist fetch --review {waiting.key}"
    return (
        f"If they are one work: readlist merge {holders[0][1]} {waiting.key};"
        f" otherwise: readlist fetch --reject {waiting.key}"
    )
