"""The tables, as SQLModel classes, and their relations.

    source ──< mention >── entry ──< claim        what notes say; what providers and the person say
                  │          ├──< finding         the latest answer of the providers
                  │          ├──< decision        the person's verdict on an answer
                  │          ├──< attachment      files that were downloaded
                  │          ├──< identifier, link, entry_tag >── tag
                topic ──< entry_topic             topics that the person chose
                             ├──< note            notes that the person wrote
                             └──< match_key       blocking keys, for finding the entries of a record
    operation ──< change                          every write, with its inverse

``mention.record`` and ``claim.record`` hold records as they were claimed (``Record.to_json``). The columns of ``entry``
and the rows of identifiers, links, tags, topics and match keys are derived from them, so that a mention which is changed
or removed takes nothing else with it. ``migrations`` creates the tables; a test compares the two. Columns with JSON hold
lists or objects as text, which the reading commands read without an ORM.
"""

# No `from __future__ import annotations`: SQLModel reads the annotations at run time.

from sqlalchemy import Index
from sqlmodel import Field, SQLModel


class Source(SQLModel, table=True):
    """An imported file, kept byte for byte."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    path: str
    hash: str
    encoding: str
    content: bytes
    title: str | None = None
    imported: str


class Topic(SQLModel, table=True):
    """A heading path; ``path`` is a JSON list, outermost first, ``folded`` its names folded for comparison."""

    id: int | None = Field(default=None, primary_key=True)
    parent_id: int | None = Field(default=None, foreign_key="topic.id")
    name: str
    path: str = Field(unique=True)
    folded: str


class Entry(SQLModel, table=True):
    """One work, fused from its mentions and claims. ``origins`` is a JSON object, field to origin.

    ``details``: the bibliographic details as a JSON object (``Details.to_json``), or null if there are none.
    """

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


class Mention(SQLModel, table=True):
    """One place where a source lists an entry. ``pinned``: the person assigned it to this entry (merge, split)."""

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


class Claim(SQLModel, table=True):
    """What a provider (``origin`` is its name) or the person (``hand``) says about an entry, one row per subject.

    ``subject`` is the id that it is about (``claims.subject_of``): a merged entry may have the ids of two works.
    """

    __table_args__ = (Index("ix_claim_subject", "entry_id", "origin", "subject", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="entry.id")
    origin: str
    subject: str
    record: str
    at: str


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
    """A note that the person wrote about an entry."""

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="entry.id", index=True)
    body: str
    created: str
    updated: str


class MatchKey(SQLModel, table=True):
    """A blocking key of an entry (an id, a folded title, a link), hashed to a number, by which records find it."""

    __tablename__ = "match_key"

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="entry.id", index=True)
    key: int = Field(index=True)


class Operation(SQLModel, table=True):
    """One command that wrote; ``undoes`` refers to the operation that it undid."""

    id: int | None = Field(default=None, primary_key=True)
    at: str
    command: str
    undoes: int | None = Field(default=None, foreign_key="operation.id")


class Change(SQLModel, table=True):
    """One write of an operation and its inverse.

    ``action`` is ``insert`` (rows ``row_id`` to ``last_id``), ``update`` (``before`` holds the old values of the
    changed columns) or ``delete`` (``before`` holds the row), as JSON (``transaction.pack``).
    """

    id: int | None = Field(default=None, primary_key=True)
    operation_id: int = Field(foreign_key="operation.id", index=True)
    action: str
    target: str
    row_id: int
    last_id: int
    before: str | None = None
