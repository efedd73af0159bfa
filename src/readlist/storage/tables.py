"""The tables, as SQLModel classes, and their relations.

    what is said    source ──< mention >── entry ──< claim    what notes say; what providers say
                                            ├──· fact         what the person says, by the uid of the entry
                                            ├──< finding      the latest answer of the providers
                                            ├──< decision     the person's verdict on an answer
                                            └──< attachment   files that were downloaded
    what follows    entry ──< identifier, link, entry_tag >── tag, entry_topic >── topic, note
                      └──< match_key                          blocking keys, for finding the entries of a record
    what happened   operation ──< change                      each command, and how to take back what it wrote
    the library     about                                     who it is, and the device that writes to it
    exchange        removed, peer, pending                    what others may not know to be gone; what was sent and received

``mention.record`` and ``claim.record`` hold records as they were claimed (``Record.to_json``). The columns of ``entry``
and the rows that follow from it are worked out from records and facts (``resolution.materialize``), so that a mention
which is changed or removed takes nothing else with it. They are not in the journal: what is said is taken back, and they
follow. ``migrations`` creates the tables; a test compares the two. Columns with JSON hold lists or objects as text, which
the reading commands read without an ORM.

What travels to other libraries (``sync``) has a name there: ``uid``, and for each write the number of its operation, whose
stamp says which of two writes counts.
"""

# No `from __future__ import annotations`: SQLModel reads the annotations at run time.

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel


class Source(SQLModel, table=True):
    """An imported file, kept byte for byte. ``op``: the operation that wrote it last."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    path: str
    hash: str
    encoding: str
    content: bytes
    title: str | None = None
    imported: str
    uid: bytes = Field(unique=True)
    op: int


class Topic(SQLModel, table=True):
    """A heading path; ``path`` is a JSON list, outermost first, ``folded`` its names folded for comparison."""

    id: int | None = Field(default=None, primary_key=True)
    parent_id: int | None = Field(default=None, foreign_key="topic.id")
    name: str
    path: str = Field(unique=True)
    folded: str


class Entry(SQLModel, table=True):
    """One work, fused from its mentions, claims and facts. ``origins`` is a JSON object, field to origin.

    ``uid`` names it in facts, and on other devices (``model.uids``). ``details``: the bibliographic details as a JSON
    object (``Details.to_json``), or null if there are none. ``born``: the operation that made it; null if it follows from
    operations of several devices. ``wanted``: the key that it would have if an older entry did not have it.
    """

    __table_args__ = (Index("ix_entry_wanted", "wanted", sqlite_where=text("wanted IS NOT NULL")),)

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    kind: str
    title: str
    aliases: str = "[]"
    authors: str = "[]"
    org: str | None = None
    abstract: str | None = None
    year: int | None = None
    month: int | None = None
    venue: str | None = None
    categories: str = "[]"
    url: str | None = None
    status: str | None = None
    priority: int | None = None
    rating: int | None = None
    origins: str = "{}"
    added: str
    updated: str
    details: str | None = None
    uid: str = Field(unique=True)
    born: int | None = None
    wanted: str | None = None


class Mention(SQLModel, table=True):
    """One place where a source lists an entry. ``pinned``: the person assigned it to this entry (merge, split).

    ``home``: the uid of the entry that it was given to, if that is not the one that it has: operations of several devices
    may give mentions of one work to different entries. ``said``, ``lined`` and ``placed``: the operations that last wrote what
    it says, its lines, and its home.
    """

    __table_args__ = (Index("ix_mention_home", "home", sqlite_where=text("home IS NOT NULL")),)

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="entry.id", index=True)
    source_id: int = Field(foreign_key="source.id", index=True)
    topic_id: int | None = Field(default=None, foreign_key="topic.id", index=True)
    line: int
    end_line: int
    label: str | None = None
    text: str
    record: str
    pinned: bool = False
    uid: bytes = Field(unique=True)
    home: str | None = None
    said: int
    lined: int
    placed: int


class Claim(SQLModel, table=True):
    """What a provider says about an entry (``origin`` is its name), or a mention that was removed said, one row per subject.

    ``subject`` is the id that it is about (``claims.subject_of``): a merged entry may have the ids of two works. ``home``: the
    uid of the entry that it was said of, if that is not the one that it has (``Mention``). ``born``, ``op``: the operations that
    wrote it first and last.
    """

    __table_args__ = (
        Index("ix_claim_subject", "entry_id", "origin", "subject", text("coalesce(home, '')"), unique=True),
        Index("ix_claim_home", "home", sqlite_where=text("home IS NOT NULL")),
    )

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="entry.id")
    origin: str
    subject: str
    record: str
    at: str
    born: int
    op: int
    home: str | None = None


class Fact(SQLModel, table=True):
    """What the person says about an entry, one statement each; ``model.facts`` lists the fields.

    ``entity``: the uid of the entry. ``value``: JSON, null if nothing is said any more. ``stamp``: that of the operation.
    ``said``: that of the operation which said so first, if this one took a later one back. ``seen``: the stamps of the
    facts that it replaced, separated by spaces. Of several facts with the same entity, field and element, that with the
    greatest stamp counts; none is ever changed.
    """

    __table_args__ = (
        Index("ix_fact_statement", "entity", "field", "element", "stamp", unique=True),
        Index("ix_fact_merged", "value", sqlite_where=text("field = 'into'")),
        Index("ix_fact_stamp", "stamp"),
    )

    id: int | None = Field(default=None, primary_key=True)
    entity: str
    field: str
    element: str
    value: str | None = None
    stamp: str
    said: str
    seen: str = ""


class Finding(SQLModel, table=True):
    """The latest answer of the providers about an entry, one row per entry.

    ``asked``: the id, or ``title:`` and the folded title. ``state``: accepted (a claim holds the record), doubtful,
    conflict, duplicate, unknown, rejected. ``record``: what was found, unless it was accepted. ``facts`` and ``evidence``
    are JSON.
    """

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="entry.id", index=True)
    asked: str
    state: str
    origin: str
    record: str | None = None
    facts: str = "{}"
    evidence: str = "[]"
    at: str


class Decision(SQLModel, table=True):
    """What the person decided in a review: whether what ``origin`` says of ``subject`` is of the entry (``accepted``).

    ``asked`` is as in a finding.
    """

    __table_args__ = (Index("ix_decision_subject", "entry_id", "origin", "subject", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="entry.id")
    origin: str
    subject: str
    asked: str
    accepted: bool
    at: str
    op: int


class Attachment(SQLModel, table=True):
    """A file that was downloaded for an entry: its path, the URL it came from, and its size in bytes."""

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="entry.id", index=True)
    path: str
    url: str
    size: int
    at: str


class Identifier(SQLModel, table=True):
    """An identifier that the records of an entry claim. Two entries with the same one are in conflict."""

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="entry.id", index=True)
    scheme: str
    value: str
    version: int | None = None


class Link(SQLModel, table=True):
    """A link of an entry, in the order of its mentions."""

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="entry.id", index=True)
    url: str
    role: str


class Tag(SQLModel, table=True):
    """A tag, in the spelling that the whole library shows (see ``tag_spelling``)."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)


class EntryTag(SQLModel, table=True):
    """One spelling of a tag in the records of an entry (``model.by_hand.Tagging``); an entry may have several of one tag."""

    __tablename__ = "entry_tag"
    __table_args__ = (Index("ix_entry_tag_tag_id", "tag_id", "entry_id"),)

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="entry.id", index=True)
    tag_id: int = Field(foreign_key="tag.id")
    spelling: str
    times: int
    given: int | None = None


class EntryTopic(SQLModel, table=True):
    """A topic that the person chose for an entry; those from notes are in ``mention.topic_id``."""

    __tablename__ = "entry_topic"

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="entry.id", index=True)
    topic_id: int = Field(foreign_key="topic.id", index=True)


class Note(SQLModel, table=True):
    """A note that the person wrote about an entry; ``uid`` is its element in the facts."""

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="entry.id", index=True)
    body: str
    created: str
    updated: str
    uid: str


class MatchKey(SQLModel, table=True):
    """A blocking key of an entry (an id, a folded title, a link), hashed to a number, by which records find it."""

    __tablename__ = "match_key"

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="entry.id", index=True)
    key: int = Field(index=True)


class Operation(SQLModel, table=True):
    """One command that wrote; ``undoes`` refers to the operation that it took back.

    ``stamp``: its time and device (``model.stamps``). ``by``: who ran it. ``is_final``: its changes are no longer kept, so
    that it cannot be taken back. ``is_remote``: another device did it.
    """

    id: int | None = Field(default=None, primary_key=True)
    at: str
    command: str
    undoes: int | None = Field(default=None, foreign_key="operation.id")
    stamp: str = Field(unique=True)
    by: str = ""
    is_final: bool = False
    is_remote: bool = False


class Change(SQLModel, table=True):
    """One write of an operation, other than of facts, and its inverse.

    ``action`` is ``insert`` (rows ``row_id`` to ``last_id``), ``update`` (``before`` holds the old values of the
    changed columns) or ``delete`` (``before`` holds the row), as JSON (``transaction.pack``).
    """

    __table_args__ = (Index("ix_change_row", "target", "row_id"),)

    id: int | None = Field(default=None, primary_key=True)
    operation_id: int = Field(foreign_key="operation.id", index=True)
    action: str
    target: str
    row_id: int
    last_id: int
    before: str | None = None


class About(SQLModel, table=True):
    """What the library is: ``library`` (its uid), ``device`` (that of this file), ``file`` (which file that is)."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    value: str


class Removed(SQLModel, table=True):
    """A row that was deleted, in a library that exchanges operations: a write of before must not bring it back.

    ``kind``: its table. ``uid``: that of a mention, source or entry; of a claim or decision, the uid of its entry, its origin and
    subject. ``entry``: the uid of the entry that it belonged to. ``value``: the record of a mention or claim, the key that an entry
    had first. ``stamp``: that of the operation that deleted it; of an entry, of the one that made it.
    """

    __table_args__ = (
        Index("ix_removed_uid", "kind", "uid", unique=True),
        Index("ix_removed_entry", "entry"),
        Index("ix_removed_stamp", "stamp"),
        Index("ix_removed_key", "value", sqlite_where=text("kind = 'entry'")),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    uid: str
    entry: str = ""
    value: str | None = None
    stamp: str


class Peer(SQLModel, table=True):
    """Where operations travel: ``pushed``, the stamp of the last one sent there; ``cursor``, where receiving goes on."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    pushed: str = ""
    cursor: str = ""


class Pending(SQLModel, table=True):
    """An operation of another device that cannot be applied yet, as it came; ``reason`` says why."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    body: bytes
    reason: str
