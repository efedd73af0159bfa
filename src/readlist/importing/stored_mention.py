"""A mention that the library has, read when it is compared."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from readlist.linkage.features import features_of
from readlist.model.record import Record
from readlist.storage.mentions import MentionRow

if TYPE_CHECKING:
    from readlist.linkage.features import Features


class StoredMention(MentionRow):
    """A mention of the library; its record is read, and its features computed, when they are first needed."""

    @cached_property
    def record(self) -> Record:
        """The record that it claims."""
        return Record.from_json(self.record_json)

    @cached_property
    def features(self) -> Features | None:
        """The features by which its record is compared with others."""
        return features_of(self.record)
