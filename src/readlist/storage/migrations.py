"""The schema of the library and its migrations; the file's ``user_version`` is the number of those applied.

A new schema version is a new function at the end of ``MIGRATIONS``. A migration that was released is never edited.
"""

from __future__ import annotations

import json
import sqlite3  # noqa: TC003  (sqlite3 is used at run time by every caller)
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Callable

_TABLES = """
CREATE TABLE source (id INTEGER PRIMARY KEY, name VARCHAR NOT NULL UNIQUE, path VARCHAR NOT NULL,
    hash VARCHAR NOT NULL, encoding VARCHAR NOT NULL, content BLOB NOT NULL, title VARCHAR,
    imported VARCHAR NOT NULL);
CREATE TABLE topic (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES topic (id), name VARCHAR NOT NULL,
    path VARCHAR NOT NULL UNIQUE, folded VARCHAR NOT NULL);
CREATE TABLE entry (id INTEGER PRIMARY KEY, key VARCHAR NOT NULL UNIQUE, kind VARCHAR NOT NULL,
    title VARCHAR NOT NULL, aliases VARCHAR NOT NULL, authors VARCHAR NOT NULL, org VARCHAR, abstract VARCHAR,
    year INTEGER, month INTEGER, venue VARCHAR, categories VARCHAR NOT NULL, url VARCHAR, status VARCHAR,
    priority INTEGER, rating INTEGER, origins VARCHAR NOT NULL, added VARCHAR NOT NULL, updated VARCHAR NOT NULL);
CREATE TABLE mention (id INTEGER PRIMARY KEY, entry_id INTEGER NOT NULL REFERENCES entry (id),
    source_id INTEGER NOT NULL REFERENCES source (id), topic_id INTEGER REFERENCES topic (id),
    line INTEGER NOT NULL, end_line INTEGER NOT NULL, label VARCHAR, text VARCHAR NOT NULL,
    record VARCHAR NOT NULL, pinned BOOLEAN NOT NULL);
CREATE INDEX ix_mention_entry_id ON mention (entry_id);
CREATE INDEX ix_mention_source_id ON mention (source_id);
CREATE INDEX ix_mention_topic_id ON mention (topic_id);
CREATE TABLE claim (id INTEGER PRIMARY KEY, entry_id INTEGER NOT NULL REFERENCES entry (id),
    origin VARCHAR NOT NULL, record VARCHAR NOT NULL, at VARCHAR NOT NULL);
CREATE INDEX ix_claim_entry_id ON claim (entry_id);
CREATE TABLE identifier (id INTEGER PRIMARY KEY, entry_id INTEGER NOT NULL REFERENCES entry (id),
    scheme VARCHAR NOT NULL, value VARCHAR NOT NULL, version INTEGER);
CREATE INDEX ix_identifier_entry_id ON identifier (entry_id);
CREATE INDEX ix_identifier_value ON identifier (value, scheme);
CREATE TABLE link (id INTEGER PRIMARY KEY, entry_id INTEGER NOT NULL REFERENCES entry (id),
    url VARCHAR NOT NULL, role VARCHAR NOT NULL);
CREATE INDEX ix_link_entry_id ON link (entry_id);
CREATE TABLE tag (id INTEGER PRIMARY KEY, name VARCHAR NOT NULL UNIQUE);
CREATE TABLE entry_tag (id INTEGER PRIMARY KEY, entry_id INTEGER NOT NULL REFERENCES entry (id),
    tag_id INTEGER NOT NULL REFERENCES tag (id));
CREATE INDEX ix_entry_tag_entry_id ON entry_tag (entry_id);
CREATE INDEX ix_entry_tag_tag_id ON entry_tag (tag_id);
CREATE TABLE note (id INTEGER PRIMARY KEY, entry_id INTEGER NOT NULL REFERENCES entry (id),
    body VARCHAR NOT NULL, created VARCHAR NOT NULL, updated VARCHAR NOT NULL);
CREATE INDEX ix_note_entry_id ON note (entry_id);
CREATE TABLE match_key (id INTEGER PRIMARY KEY, entry_id INTEGER NOT NULL REFERENCES entry (id),
    key VARCHAR NOT NULL);
CREATE INDEX ix_match_key_entry_id ON match_key (entry_id);
CREATE INDEX ix_match_key_key ON match_key (key);
CREATE TABLE operation (id INTEGER PRIMARY KEY, at VARCHAR NOT NULL, command VARCHAR NOT NULL,
    undoes INTEGER REFERENCES operation (id));
CREATE TABLE change (id INTEGER PRIMARY KEY, operation_id INTEGER NOT NULL REFERENCES operation (id),
    action VARCHAR NOT NULL, target VARCHAR NOT NULL, row_id INTEGER NOT NULL, last_id INTEGER NOT NULL,
    before VARCHAR);
CREATE INDEX ix_change_operation_id ON change (operation_id);
"""


def _first(connection: sqlite3.Connection) -> None:
    from readlist.index import schema  # noqa: PLC0415  (a reading command does without it)

    for statement in _TABLES.split(";"):
        connection.execute(statement)
    schema.create(connection)


_ASKED = """
CREATE TABLE finding (id INTEGER PRIMARY KEY, entry_id INTEGER NOT NULL REFERENCES entry (id),
    asked VARCHAR NOT NULL, state VARCHAR NOT NULL, origin VARCHAR NOT NULL, record VARCHAR, facts VARCHAR NOT NULL,
    evidence VARCHAR NOT NULL, at VARCHAR NOT NULL);
CREATE INDEX ix_finding_entry_id ON finding (entry_id);
CREATE TABLE attachment (id INTEGER PRIMARY KEY, entry_id INTEGER NOT NULL REFERENCES entry (id),
    path VARCHAR NOT NULL, url VARCHAR NOT NULL, size INTEGER NOT NULL, at VARCHAR NOT NULL);
CREATE INDEX ix_attachment_entry_id ON attachment (entry_id);
"""


def _second(connection: sqlite3.Connection) -> None:
    for statement in _ASKED.split(";"):
        connection.execute(statement)


_CHOSEN = """
CREATE TABLE entry_topic (id INTEGER PRIMARY KEY, entry_id INTEGER NOT NULL REFERENCES entry (id),
    topic_id INTEGER NOT NULL REFERENCES topic (id));
CREATE INDEX ix_entry_topic_entry_id ON entry_topic (entry_id);
CREATE INDEX ix_entry_topic_topic_id ON entry_topic (topic_id);
"""


def _third(connection: sqlite3.Connection) -> None:
    for statement in _CHOSEN.split(";"):
        connection.execute(statement)


_NUMBERED = """
CREATE TABLE numbered (id INTEGER PRIMARY KEY, entry_id INTEGER NOT NULL REFERENCES entry (id), key INTEGER NOT NULL);
INSERT INTO numbered SELECT id, entry_id, number_of(key) FROM match_key;
DROP TABLE match_key;
ALTER TABLE numbered RENAME TO match_key;
CREATE INDEX ix_match_key_entry_id ON match_key (entry_id);
CREATE INDEX ix_match_key_key ON match_key (key);
UPDATE change SET before = json_set(before, '$.key', number_of(json_extract(before, '$.key')))
    WHERE target = 'match_key' AND json_extract(before, '$.key') IS NOT NULL;
"""


def _fourth(connection: sqlite3.Connection) -> None:
    """Replace blocking keys by their numbers, also in the changes that an undo would restore."""
    connection.create_function("number_of", 1, lambda key: crc32(key.encode()), deterministic=True)
    for statement in _NUMBERED.split(";"):
        connection.execute(statement)


_ABOUT = """
CREATE TABLE about (id INTEGER PRIMARY KEY, entry_id INTEGER NOT NULL REFERENCES entry (id), origin VARCHAR NOT NULL,
    subject VARCHAR NOT NULL, record VARCHAR NOT NULL, at VARCHAR NOT NULL);
INSERT INTO about SELECT id, entry_id, origin, subject_of(origin, record), record, at FROM claim;
DROP TABLE claim;
ALTER TABLE about RENAME TO claim;
UPDATE change SET before = json_set(before, '$.subject',
    subject_of(json_extract(before, '$.origin'), json_extract(before, '$.record')))
    WHERE target = 'claim' AND action = 'delete'
"""


def _fifth(connection: sqlite3.Connection) -> None:
    """Add the subject to claims, also to those that an undo would restore, and join claims with the same subject."""
    from readlist.storage import upgrades  # noqa: PLC0415

    connection.create_function("subject_of", 2, upgrades.subject_of_text, deterministic=True)
    for statement in _ABOUT.split(";"):
        connection.execute(statement)
    upgrades.join_claims(connection)
    connection.execute("CREATE UNIQUE INDEX ix_claim_subject ON claim (entry_id, origin, subject)")


_DECIDED = """
CREATE TABLE decision (id INTEGER PRIMARY KEY, entry_id INTEGER NOT NULL REFERENCES entry (id),
    origin VARCHAR NOT NULL, subject VARCHAR NOT NULL, asked VARCHAR NOT NULL, accepted BOOLEAN NOT NULL,
    at VARCHAR NOT NULL);
CREATE UNIQUE INDEX ix_decision_subject ON decision (entry_id, origin, subject)
"""


def _sixth(connection: sqlite3.Connection) -> None:
    """Add the table of decisions, and fill it from the evidence of findings, where decisions were noted before."""
    from readlist.storage import upgrades  # noqa: PLC0415

    for statement in _DECIDED.split(";"):
        connection.execute(statement)
    upgrades.find_decisions(connection)


_SPELT = """
CREATE TABLE said (entry_id INTEGER NOT NULL, folded VARCHAR NOT NULL, spelling VARCHAR NOT NULL,
    times INTEGER NOT NULL, given INTEGER);
INSERT INTO said SELECT entry_id, casefold(value), value, count(DISTINCT mention.id), NULL
    FROM mention, json_each(record, '$.tags') GROUP BY entry_id, value;
INSERT INTO said SELECT entry_id, casefold(value), value, count(DISTINCT claim.id), NULL
    FROM claim, json_each(record, '$.tags') WHERE origin NOT IN ('hand', 'hand:removed') AND NOT (origin = 'former' AND (
        EXISTS (SELECT 1 FROM mention WHERE entry_id = claim.entry_id) OR EXISTS (SELECT 1 FROM claim AS other
            WHERE other.entry_id = claim.entry_id AND origin NOT IN ('hand', 'hand:removed', 'former'))))
    GROUP BY entry_id, value;
INSERT INTO said SELECT entry_id, casefold(value), value, 0, json_extract(record, '$.stamps[0]')
    FROM claim, json_each(record, '$.tags') WHERE origin = 'hand';
INSERT INTO said SELECT entry_id, casefold(name), name, 0, NULL FROM entry_tag JOIN tag ON tag.id = tag_id;
CREATE INDEX ix_said ON said (entry_id, folded);
ALTER TABLE entry_tag ADD COLUMN spelling VARCHAR NOT NULL DEFAULT '';
ALTER TABLE entry_tag ADD COLUMN times INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entry_tag ADD COLUMN given INTEGER;
UPDATE entry_tag SET (spelling, times, given) = (SELECT spelling, sum(times), max(given) FROM said
    WHERE said.entry_id = entry_tag.entry_id AND folded = (SELECT casefold(name) FROM tag WHERE tag.id = tag_id)
    GROUP BY spelling ORDER BY max(given) DESC, sum(times) DESC, spelling LIMIT 1);
DROP TABLE said;
DROP INDEX ix_entry_tag_tag_id;
CREATE INDEX ix_entry_tag_tag_id ON entry_tag (tag_id, entry_id);
UPDATE change SET before = json_set(before, '$.spelling',
        (SELECT name FROM tag WHERE id = json_extract(before, '$.tag_id')), '$.times', 1, '$.given', NULL)
    WHERE target = 'entry_tag' AND action = 'delete';
UPDATE tag SET name = (SELECT spelling FROM entry_tag WHERE tag_id = tag.id
        GROUP BY spelling ORDER BY max(given) DESC, sum(times) DESC, spelling LIMIT 1)
    WHERE EXISTS (SELECT 1 FROM entry_tag WHERE tag_id = tag.id);
"""


def _seventh(connection: sqlite3.Connection) -> None:
    """Store the spelling of each tag of each entry, and number the tags given by hand.

    No rows are added, because undoing an earlier operation would not delete them. So an entry whose notes spell a tag in
    several ways counts with its commonest spelling until the entry changes.
    """
    _number_tags(connection)
    connection.create_function("casefold", 1, str.casefold, deterministic=True)
    for statement in _SPELT.split(";"):
        connection.execute(statement)


def _number_tags(connection: sqlite3.Connection) -> None:
    """Number the tags given by hand in the order of their claims, below 0: operations are numbered from 1."""
    claims = connection.execute(
        "SELECT id, record FROM claim WHERE origin = 'hand' ORDER BY at, id"
    ).fetchall()
    for number, (row_id, text) in enumerate(claims, -len(claims)):
        record = json.loads(text)
        if tags := {tag.casefold(): tag for tag in record.get("tags", ())}:
            record |= {"tags": list(tags.values()), "stamps": [number] * len(tags)}
            written = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
            connection.execute("UPDATE claim SET record = ? WHERE id = ?", (written, row_id))


def _eighth(connection: sqlite3.Connection) -> None:
    """Add the bibliographic details of entries; they are filled when a file is imported again or a provider answers."""
    connection.execute("ALTER TABLE entry ADD COLUMN details VARCHAR")


_FACTS = """
CREATE TABLE about (id INTEGER PRIMARY KEY, name VARCHAR NOT NULL UNIQUE, value VARCHAR NOT NULL);
CREATE TABLE fact (id INTEGER PRIMARY KEY, entity VARCHAR NOT NULL, field VARCHAR NOT NULL, element VARCHAR NOT NULL,
    value VARCHAR, stamp VARCHAR NOT NULL, said VARCHAR NOT NULL);
CREATE UNIQUE INDEX ix_fact_statement ON fact (entity, field, element, stamp);
CREATE INDEX ix_fact_merged ON fact (value) WHERE field = 'into';
CREATE INDEX ix_fact_stamp ON fact (stamp);
ALTER TABLE operation ADD COLUMN stamp VARCHAR NOT NULL DEFAULT '';
ALTER TABLE operation ADD COLUMN by VARCHAR NOT NULL DEFAULT '';
ALTER TABLE operation ADD COLUMN is_final BOOLEAN NOT NULL DEFAULT 0;
ALTER TABLE entry ADD COLUMN uid VARCHAR NOT NULL DEFAULT '';
ALTER TABLE note ADD COLUMN uid VARCHAR NOT NULL DEFAULT '';
CREATE INDEX ix_change_row ON change (target, row_id)
"""
_STATED = """
CREATE UNIQUE INDEX ix_operation_stamp ON operation (stamp);
CREATE UNIQUE INDEX ix_entry_uid ON entry (uid);
DELETE FROM claim WHERE origin IN ('hand', 'hand:removed');
DELETE FROM change WHERE target IN ('identifier', 'link', 'entry_tag', 'entry_topic', 'note', 'match_key', 'tag', 'topic')
    OR target = 'entry' AND action = 'update'
"""


def _ninth(connection: sqlite3.Connection) -> None:
    """Turn what the person says into facts, and leave in the journal only what an undo of the new kind needs."""
    from readlist.storage import hand_claims  # noqa: PLC0415

    for statement in _FACTS.split(";"):
        connection.execute(statement)
    device = hand_claims.name_library(connection)
    hand_claims.name_entries(connection)
    hand_claims.name_topics(connection)
    hand_claims.find_facts(connection, device)
    for statement in _STATED.split(";"):
        connection.execute(statement)


_NAMED = """
ALTER TABLE source ADD COLUMN uid BLOB NOT NULL DEFAULT x'';
ALTER TABLE source ADD COLUMN op INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entry ADD COLUMN born INTEGER;
ALTER TABLE entry ADD COLUMN wanted VARCHAR;
ALTER TABLE mention ADD COLUMN uid BLOB NOT NULL DEFAULT x'';
ALTER TABLE mention ADD COLUMN home VARCHAR;
ALTER TABLE mention ADD COLUMN said INTEGER NOT NULL DEFAULT 0;
ALTER TABLE mention ADD COLUMN lined INTEGER NOT NULL DEFAULT 0;
ALTER TABLE mention ADD COLUMN placed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE claim ADD COLUMN born INTEGER NOT NULL DEFAULT 0;
ALTER TABLE claim ADD COLUMN op INTEGER NOT NULL DEFAULT 0;
ALTER TABLE decision ADD COLUMN op INTEGER NOT NULL DEFAULT 0;
ALTER TABLE fact ADD COLUMN seen VARCHAR NOT NULL DEFAULT '';
ALTER TABLE operation ADD COLUMN is_remote BOOLEAN NOT NULL DEFAULT 0;
CREATE TABLE peer (id INTEGER PRIMARY KEY, name VARCHAR NOT NULL UNIQUE, pushed VARCHAR NOT NULL, cursor VARCHAR NOT NULL);
CREATE TABLE pending (id INTEGER PRIMARY KEY, name VARCHAR NOT NULL UNIQUE, body BLOB NOT NULL, reason VARCHAR NOT NULL);
CREATE INDEX ix_mention_home ON mention (home) WHERE home IS NOT NULL;
CREATE INDEX ix_entry_wanted ON entry (wanted) WHERE wanted IS NOT NULL;
CREATE TABLE removed (id INTEGER PRIMARY KEY, kind VARCHAR NOT NULL, uid VARCHAR NOT NULL, entry VARCHAR NOT NULL,
    value VARCHAR, stamp VARCHAR NOT NULL);
CREATE UNIQUE INDEX ix_removed_uid ON removed (kind, uid);
CREATE INDEX ix_removed_entry ON removed (entry);
CREATE INDEX ix_removed_stamp ON removed (stamp);
CREATE INDEX ix_removed_key ON removed (value) WHERE kind = 'entry'
"""
_UNIQUE = """
CREATE UNIQUE INDEX ix_source_uid ON source (uid);
CREATE UNIQUE INDEX ix_mention_uid ON mention (uid)
"""


def _tenth(connection: sqlite3.Connection) -> None:
    """Name what travels to other libraries, and note which operation wrote it last."""
    for statement in _NAMED.split(";"):
        connection.execute(statement)
    if connection.execute("SELECT EXISTS (SELECT 1 FROM operation)").fetchone()[0]:
        from readlist.storage import upgrade_to_uids  # noqa: PLC0415

        upgrade_to_uids.name_all(connection)
    for statement in _UNIQUE.split(";"):
        connection.execute(statement)


_AT_HOME = """
ALTER TABLE claim ADD COLUMN home VARCHAR;
DROP INDEX ix_claim_subject;
CREATE UNIQUE INDEX ix_claim_subject ON claim (entry_id, origin, subject, coalesce(home, ''));
CREATE INDEX ix_claim_home ON claim (home) WHERE home IS NOT NULL
"""


def _eleventh(connection: sqlite3.Connection) -> None:
    """Let claims keep the entry that they were made of."""
    for statement in _AT_HOME.split(";"):
        connection.execute(statement)


MIGRATIONS: list[Callable[[sqlite3.Connection], None]] = [
    _first,
    _second,
    _third,
    _fourth,
    _fifth,
    _sixth,
    _seventh,
    _eighth,
    _ninth,
    _tenth,
    _eleventh,
]

VERSION = len(MIGRATIONS)
"""The schema version (``user_version``) that this program reads and writes."""


def migrate(connection: sqlite3.Connection, version: int) -> None:
    """Migrate a database from ``version`` to ``VERSION`` in the caller's transaction."""
    for step in MIGRATIONS[version:]:
        step(connection)
    connection.execute(f"PRAGMA user_version = {VERSION}")
