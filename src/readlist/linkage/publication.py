"""Is a record the publication of a preprint? Pure functions.

    preprint, candidate ──> a paper at a venue of record? ──no──> None
                        ──> enough shared authors (author_lists)? ──no──> None: somebody else's work of the same title
                        ──> the same title (formula_titles), or a similar one, or another one under an ID that links the two ──> Publication

The preprint's record is the evidence; what the person wrote is compared with it before. When in doubt there is no
publication: a wrong venue is worse than none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readlist.linkage.author_lists import Agreement, compare_author_lists, find_groups
from readlist.linkage.comparison import ALIKE, title_likeness
from readlist.linkage.features import features_of
from readlist.linkage.formula_titles import compare_formulas
from readlist.linkage.venues import is_venue_of_record
from readlist.text.folding import title_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from readlist.model.provider_record import ProviderRecord
    from readlist.model.record import Record

_WORKSHOP = re.compile(
    r"\b(?:workshops?|ws|wkshp|@)(?=\b|\s|$)|@|\btiny papers?\b|\bextended abstracts?\b|\bdemos?\b",
    re.IGNORECASE,
)
_GROUP = re.compile(r"\b(?:collaborations?|coll(?:ab)?|consortium|working group)\b", re.IGNORECASE)
_TEAM = re.compile(
    rf"{_GROUP.pattern}|\b(?:teams?|authors|group|project|network|initiative|community|contributors)\b",
    re.IGNORECASE,
)
_ARCHIVED = ("doi", "acl")
_FEW_SHARED, _MANY_SHARED = 0.5, 0.7
"""Shares of the authors that must agree where titles are alike, and where only an ID links the two."""
_FEW_PEOPLE = 2
"""Authors that must be shared where a list has all of the other one: others have joined, or left."""
_YEARS_BEFORE, _YEARS_AFTER = 2, 8
"""Years by which a publication may precede or follow its preprint, unless an ID links the two."""


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
    if record.kind != "paper" or not is_venue_of_record(record.venue) or candidate.facts.withdrawn:
        return None
    is_workshop = bool(_WORKSHOP.search(record.venue or ""))
    has_id = any(one.scheme in (*_ARCHIVED, "openreview") for one in record.ids)
    if is_workshop and not any(one.scheme in _ARCHIVED for one in record.ids):
        return None
    formulas = compare_formulas(preprint.title or "", record.title or "")
    is_same = formulas or title_key(preprint.title or "") == title_key(record.title or "")
    years = (record.year or 0) - (preprint.year or 0) if record.year and preprint.year else 0
    likeness = 1.0 if is_same else _likeness(preprint, record)
    if not linked and (likeness < ALIKE or formulas is False or not -_YEARS_BEFORE <= years <= _YEARS_AFTER):
        return None
    authors = compare_author_lists(preprint.authors, record.authors)
    named = _names_a_group(preprint.authors, record.authors, linked=linked)
    if not _do_authors_agree(authors, linked=linked, same=is_same, likeness=likeness, named=named):
        return None
    shared = f"{authors.share:.0%} of the authors" if authors.known else "the same work by its ID"
    evidence = (f"titles {likeness:.0%} similar", shared, f"in {record.venue}")
    rank = (int(is_workshop), int(not is_same), int(not has_id), abs(years))
    return Publication(candidate, evidence, rank, linked)


def _do_authors_agree(authors: Agreement, *, linked: bool, same: bool, likeness: float, named: bool) -> bool:
    """Return whether two lists of authors may be of one work; the less else speaks for it, the more of them must agree.

    ``named``: one list names the group that the other one lists.
    """
    if likeness >= ALIKE and (linked or same) and (named or authors.same_group):
        return True
    if not authors.known:  # the provider names no authors, or names them in other letters
        return linked and (same or (likeness >= ALIKE and authors.equal >= _FEW_PEOPLE))
    if same and authors.contained and authors.shared >= (1 if linked else _FEW_PEOPLE):
        return True
    return authors.share >= (_FEW_SHARED if likeness >= ALIKE else _MANY_SHARED)


def _likeness(first: Record, second: Record) -> float:
    ours, theirs = features_of(first), features_of(second)
    return title_likeness(ours, theirs) if ours and theirs and second.title else 0.0


def _names_a_group(ours: Sequence[str], theirs: Sequence[str], *, linked: bool) -> bool:
    """Return whether a list names a group, and the other one no other: a collaboration, or, under an ID, any team."""
    pattern = _TEAM if linked else _GROUP
    groups = [
        find_groups(names) or any(map(pattern.search, (*names[:3], *names[-1:]))) for names in (ours, theirs)
    ]
    return bool(ours and theirs) and (any(groups) if linked else bool(groups[0]) != bool(groups[1]))
