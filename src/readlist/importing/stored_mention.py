"""A mention in the library, as ``mention_diff`` and ``moved_mentions`` compare it.

    MentionRow (storage) ── record ──> Record ── features ──> Features      both computed on first use

Most mentions of a changed file are equal to its items as text, so most are never parsed.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from readlist.linkage.features import features_of
from readlist.model.record import Record
from readlist.storage.mentions import MentionRow

if TYPE_CHECKING:
    from readlist.linkage.features import Features


class StoredMention(MentionRow):
    """A mention in the library; its record is parsed, and its features computed, on first use."""

    @cached_property
    def record(self) -> Record:
        """The record of the mention."""
        return Record.from_json(self.record_json)

    @cached_property
    def features(self) -> Features | None:
        """The features of its record for record linkage; None for prose."""
        return features_of(self.record)
