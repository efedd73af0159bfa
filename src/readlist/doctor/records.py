"""Questions about records that several checks ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.model.person_name import author_words, share_author

if TYPE_CHECKING:
    from readlist.model.identifiers import Identifier
    from readlist.model.record import Record

SCHEME_NAMES = {"arxiv": "arXiv", "doi": "DOI", "acl": "ACL Anthology", "openreview": "OpenReview"}


def has_id(record: Record, identifier: Identifier) -> bool:
    """Return whether a record claims this identifier, in any version."""
    return any((i.scheme, i.value) == (identifier.scheme, identifier.value) for i in record.ids)


def have_common_author(first: Record, second: Record) -> bool | None:
    """Return whether two records share an author; None if that cannot be known (no authors, or other scripts)."""
    return share_author(author_words(first.authors), author_words(second.authors))
