"""Is a record the publication of a preprint? Pure functions.

    preprint, candidate ──> a venue of record? ──no──> None
                        ──> enough shared authors? ──no──> None: somebody else's work of the same title
                        ──> the same title, or a similar one, or another one under an ID that links the two ──> Publication

The preprint's record is the evidence; what the person wrote is compared with it before. When in doubt there is no
publication: a wrong venue is worse than none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readlist.linkage.comparison import ALIKE, title_likeness
from readlist.linkage.features import features_of
from readlist.linkage.venues import is_venue_of_record
from readlist.model.person_name import author_words, is_others
from readlist.text.folding import title_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from readlist.model.provider_record import ProviderRecord
    from readlist.model.record import Record

_WORKSHOP = re.compile(
    r"\b(?:workshops?|ws|wkshp|@)(?=\b|\s|$)|@|\btiny papers?\b|\bextended abstracts?\b|\bdemos?\b",
    re.IGNORECASE,
)
_GROUP = re.compile(r"\b(?:collaborations?|consortium|working group)\b", re.IGNORECASE)
_ARCHIVED = ("doi", "acl")
_FEW_SHARED, _MANY_SHARED = 0.5, 0.7
"""Shares of the authors that must agree where titles are alike, and where only an ID links the two."""
_YEARS_BEFORE, _YEARS_AFTER = 2, 8
"""Years by which a publication may precede or follow its preprint."""


@dataclass(frozen=True, slots=True)
class Publication:
    """The publication of a preprint, and what speaks for it; a smaller ``rank`` is a better one."""

    found: ProviderRecord
    evidence: tuple[str, ...]
    rank: tuple[int, ...]
    linked: bool = False

    @property
    def is_certain(self) -> bool:
        """Whether it holds whatever other sources have: a main venue, and the same title or an ID that links the two."""
        return self.rank[0] == 0 and (self.linked or self.rank[1] == 0)

    @property
    def is_final(self) -> bool:
        """Whether nothing better can be found: the same title at a main venue, with an ID."""
        return self.rank[:3] == (0, 0, 0)


def find_publication(
    preprint: Record, candidates: Sequence[ProviderRecord], *, linked: bool = False
) -> Publication | None:
    """Return the best of the candidates that are publications of the preprint.

    ``linked``: the provider says by an ID that the candidates are this very work.
    """
    found = [one for one in (_judge(preprint, candidate, linked) for candidate in candidates) if one]
    return min(found, key=lambda one: one.rank, default=None)


def _judge(preprint: Record, candidate: ProviderRecord, linked: bool) -> Publication | None:
    record = candidate.record
    if not is_venue_of_record(record.venue) or candidate.facts.withdrawn:
        return None
    is_workshop = bool(_WORKSHOP.search(record.venue or ""))
    has_id = any(one.scheme in (*_ARCHIVED, "openreview") for one in record.ids)
    if is_workshop and not any(one.scheme in _ARCHIVED for one in record.ids):
        return None
    is_same = title_key(preprint.title or "") == title_key(record.title or "")
    shared = _share_of_authors(preprint.authors, record.authors)
    if is_same and _names_a_group(preprint.authors, record.authors):
        shared = max(shared, _FEW_SHARED)  # one list names the collaboration, the other its members
    years = (record.year or 0) - (preprint.year or 0) if record.year and preprint.year else 0
    likeness = _likeness(preprint, record)
    needed = _FEW_SHARED if likeness >= ALIKE else _MANY_SHARED
    if shared < needed or (likeness < ALIKE and not linked) or not -_YEARS_BEFORE <= years <= _YEARS_AFTER:
        return None
    evidence = (f"titles {likeness:.0%} similar", f"{shared:.0%} of the authors", f"in {record.venue}")
    rank = (int(is_workshop), int(not is_same), int(not has_id), abs(years))
    return Publication(candidate, evidence, rank, linked)


def _likeness(first: Record, second: Record) -> float:
    ours, theirs = features_of(first), features_of(second)
    return title_likeness(ours, theirs) if ours and theirs and second.title else 0.0


def _share_of_authors(ours: Sequence[str], theirs: Sequence[str]) -> float:
    """Return the share of the authors that two lists have in common, in any order, of the longer of the two.

    A list that ends in 'et al.' is compared as far as it goes.
    """
    first, second = (
        [author_words([name]) for name in names if not is_others(name)] for names in (ours, theirs)
    )
    if not first or not second:
        return 0.0
    rest = list(second)
    common = 0
    for words in first:
        match = next((other for other in rest if _is_same_person(words, other)), None)
        if match is not None:
            rest.remove(match)
            common += 1
    is_open = any(map(is_others, (*ours, *theirs)))
    return common / (min if is_open else max)(len(first), len(second))


def _names_a_group(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    return bool(ours and theirs) and any(map(_GROUP.search, (*ours[:3], *theirs[:3], ours[-1], theirs[-1])))


def _is_same_person(first: set[str], second: set[str]) -> bool:
    """Return whether two names agree in all words that the shorter one has: given names may be missing."""
    small, large = sorted((first, second), key=len)
    return bool(small) and small <= large
