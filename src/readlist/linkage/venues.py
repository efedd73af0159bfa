"""Which names of venues stand for a publication, and which two names may be one: ``Commun. ACM``, *Communications of the ACM*."""

from __future__ import annotations

import re

from readlist.util.lazy_regex import lazy_pattern

_NO_VENUE = lazy_pattern(
    r"\b(?:arxiv|corr|biorxiv|medrxiv|chemrxiv|ssrn|preprints?|research ?square|techrxiv|psyarxiv|osf|zenodo|figshare|hal|"
    r"submitted to|under review|withdrawn|rejected|e-?prints?|repository|github|thesis|dissertation|"
    r"semantic scholar|authorea|openreview archive)\b",
    re.IGNORECASE,
)
_WORD = lazy_pattern(r"[^\W_]+")


def is_venue_of_record(venue: str | None) -> bool:
    """Return whether a venue is a journal or a conference, not an archive of preprints or a submission."""
    return bool(venue) and not _NO_VENUE.search(venue or "")


def may_be_one_name(first: str, second: str) -> bool:
    """Return whether one of two case-folded names may abbreviate the other.

    All its words begin words of the other, in order, or one is made of their initials (*CVPR*).
    """
    short, long = sorted((_WORD.findall(first), _WORD.findall(second)), key=len)
    rest = iter(long)
    if all(any(word.startswith(start) or start.startswith(word) for word in rest) for start in short):
        return True
    initials = [word[0] for word in long]
    return any(len(word) > 1 and _are_in_order(word, initials) for word in short)


def _are_in_order(letters: str, initials: list[str]) -> bool:
    rest = iter(initials)
    return all(letter in rest for letter in letters)
