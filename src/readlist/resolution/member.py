"""The values that ``assignment`` computes and ``apply`` writes.

    Member: a record, its entry until now ── assign ──> Member.target, Assignment ── apply_assignment ──> tables

They are in a module of their own so that ``apply`` does not depend on ``assignment``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from readlist.linkage.features import Features
    from readlist.linkage.fusion import EntryDraft
    from readlist.model.provenance import Origin
    from readlist.model.record import Record


@dataclass(slots=True, eq=False)
class Member:
    """A record to assign, new or in the library.

    order      sort key, the order of records in the library
    entry_id   its entry until now, or that of the mention it replaces; ``weight``: its votes for this entry
    row_id     the ID of its mention or, with ``is_claim``, of its claim; None for a newcomer
    prose      equal for all prose under one heading (``prose_key``), because prose has no blocking keys
    is_held    it stays with its entry because the person named the work, whatever the notes call it
    draft      the entry of a newcomer that is alone in its group, if the reader computed it
    uid        that of its mention (``model.uids``)
    home       the uid of the entry that its mention was given to, if an import has joined that one with ``entry_id`` since
    target     the entry it is assigned to
    """

    record: Record
    features: Features | None
    origin: Origin
    order: tuple[int, str, int, int]
    entry_id: int | None = None
    weight: int = 0
    row_id: int | None = None
    is_claim: bool = False
    is_pinned: bool = False
    prose: tuple[object, ...] | None = None
    is_held: bool = False
    draft: EntryDraft | None = None
    target: int = 0
    uid: bytes | None = None
    home: str | None = None

    @property
    def is_newcomer(self) -> bool:
        """Whether it is not yet in the library."""
        return self.row_id is None

    @property
    def is_fixed(self) -> bool:
        """Whether it stays with its entry, however its group is assigned."""
        return (self.is_pinned or self.is_held or self.is_claim) and self.entry_id is not None

    @property
    def is_mention(self) -> bool:
        """Whether it is a mention, not a claim."""
        return not self.is_claim


@dataclass(slots=True)
class Assignment:
    """The changes of an assignment; the entry of each newcomer is its ``target``."""

    fresh: dict[int, list[Member]] = field(default_factory=dict)
    """Records of new entries, by the ID that the entry will get."""
    moved: list[Member] = field(default_factory=list)
    """Mentions that change their entry."""
    touched: set[int] = field(default_factory=set)
    """Existing entries whose records change."""
    absorbed: dict[int, int] = field(default_factory=dict)
    """Entries that lose all mentions (or their replacements), each with the entry that gets most of them."""
    uids: dict[int, str] = field(default_factory=dict)
    """The uids of the absorbed entries, once it is written."""
    restored: list[Member] = field(default_factory=list)
    """Claims of former mentions that have reappeared, and these mentions."""
    conflicts: list[tuple[Member, Member]] = field(default_factory=list)
    """Newcomers, each with another record that has the same ID but is another work; each pair once."""

    def home_of(self, one: Member) -> str | None:
        """Return the home of a mention whose entry is absorbed by the one that it gets: it stays; None for another."""
        if one.entry_id is None or self.absorbed.get(one.entry_id) != one.target:
            return None
        return one.home or self.uids[one.entry_id]
