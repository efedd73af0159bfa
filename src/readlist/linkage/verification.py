"""Verification: decide whether a provider's record describes the work of an entry. Pure functions.

    by ID      similar titles ──> accepted        by title   one candidate has the title, and its authors, year or
               shared authors ──> accepted                   long title confirm it ──> accepted
               only a nickname ──> doubtful                  a similar title, several candidates or no
               otherwise ──> conflict                        confirmation ──> doubtful
                                                             none ──> unknown

When in doubt nothing is accepted: a wrong ID in a library costs more than a missing one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readlist.linkage.comparison import ALIKE, title_likeness
from readlist.linkage.features import features_of
from readlist.linkage.spelling import is_respelt
from readlist.model.person_name import author_words, share_author
from readlist.model.urls import is_url_title
from readlist.text.folding import fold, title_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from readlist.model.provider_record import ProviderRecord
    from readlist.model.record import Record

ACCEPTED, DOUBTFUL, CONFLICT, DUPLICATE, UNKNOWN, REJECTED = (
    "accepted",
    "doubtful",
    "conflict",
    "duplicate",
    "unknown",
    "rejected",
)
YEARS_APART = 1
"""Maximum difference in years between a preprint and its publication that does not contradict their identity."""
_DISTINCTIVE_LENGTH = 20
"""Minimum length of a title, in letters and digits, that identifies a work without stated authors or year."""
_YEAR_EVIDENCE = {True: "same year", False: "different years", None: ""}
_NUMBER = re.compile(r"\d+|\b(?:i{2,3}|iv|vi{0,3}|ix)\b")
_LATIN_WORD = re.compile(r"[a-z]{2,}")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision on a provider's record (``found``): its state, one of the constants above, and the reasons."""

    state: str
    found: ProviderRecord | None = None
    evidence: tuple[str, ...] = ()


def verify_by_id(own: Sequence[Record], found: ProviderRecord) -> Verdict:
    """Decide whether the record that a provider has for an ID describes the same work as ``own``, the entry's records.

    The state is ACCEPTED, DOUBTFUL or CONFLICT.
    """
    titled = list(filter(_has_title, own))
    if found.record.kind == "repo" or not titled:
        return Verdict(ACCEPTED, found, ("the ID is all that was known",))
    best = max(titled, key=lambda record: _likeness(record, found.record))
    if not _is_latin(best):
        agree = _authors_agree(own, found.record)
        return Verdict(CONFLICT if agree is False else ACCEPTED, found, ("titles in different scripts",))
    likeness = _likeness(best, found.record)
    evidence = (f"titles {likeness:.0%} similar",)
    if likeness >= ALIKE:
        return Verdict(ACCEPTED, found, evidence)
    if _is_prefix(best, found.record):
        return Verdict(ACCEPTED, found, (*evidence, "one title begins with the other"))
    if _authors_agree(own, found.record):
        return Verdict(ACCEPTED, found, (*evidence, "shared authors: renamed since"))
    state = DOUBTFUL if _is_nickname(best, found.record) else CONFLICT
    return Verdict(
        state, found, (*evidence, f"the note says '{best.title}', the ID belongs to '{found.record.title}'")
    )


def choose_by_title(own: Sequence[Record], candidates: Sequence[ProviderRecord]) -> Verdict:
    """Choose the candidate that describes the work of an entry without an ID, if one of them surely does.

    The state is ACCEPTED, DOUBTFUL or UNKNOWN.
    """
    rated = [(_rate(own, candidate), candidate) for candidate in candidates]
    sure = [pair for pair in rated if pair[0].state == ACCEPTED]
    exact = [pair for pair in sure if any(_is_same_title(record, pair[1].record) for record in own)]
    if len(sure) == 1 or len(exact) == 1:
        return (exact or sure)[0][0]
    if sure:
        return Verdict(DOUBTFUL, sure[0][1], (f"{len(sure)} works have this title",))
    return next((verdict for verdict, _ in rated if verdict.state == DOUBTFUL), Verdict(UNKNOWN))


def _rate(own: Sequence[Record], candidate: ProviderRecord) -> Verdict:
    """Decide on one candidate for a work without an ID, by title, authors and year."""
    found = candidate.record
    titled = [record for record in filter(_has_title, own) if _numbers(record) == _numbers(found)]
    likeness = max((_likeness(record, found) for record in titled), default=0.0)
    authors = _authors_agree(own, found)
    if likeness < ALIKE or authors is False:
        return Verdict(UNKNOWN)
    years = _years_agree(own, found)
    evidence = (f"titles {likeness:.0%} similar", "shared authors" if authors else "", _YEAR_EVIDENCE[years])
    has_title = likeness == 1 or (authors and any(_is_respelt_title(record, found) for record in titled))
    is_confirmed = years is not False and (years or any(map(_is_distinctive, titled)))
    is_sure = has_title and (authors or is_confirmed)
    return Verdict(ACCEPTED if is_sure else DOUBTFUL, candidate, tuple(filter(None, evidence)))


def _has_title(record: Record) -> bool:
    """Return whether a record has a title that is not derived from its URL."""
    return bool(record.title) and not is_url_title(record.title, record.url)


def _is_distinctive(record: Record) -> bool:
    """Return whether a title is long enough to identify one work."""
    return len(title_key(record.title or "")) >= _DISTINCTIVE_LENGTH


def _likeness(first: Record, second: Record) -> float:
    """Return the similarity of two titles, 0 to 1."""
    ours, theirs = features_of(first), features_of(second)
    return title_likeness(ours, theirs) if ours and theirs else 0.0


def _is_same_title(first: Record, second: Record) -> bool:
    return title_key(first.title or "") == title_key(second.title or "")


def _is_prefix(first: Record, second: Record) -> bool:
    """Return whether one title is a prefix of the other, and long enough to be distinctive."""
    short, long = sorted((title_key(first.title or ""), title_key(second.title or "")), key=len)
    return len(short) >= _DISTINCTIVE_LENGTH and long.startswith(short)


def _numbers(record: Record) -> list[str]:
    """Return the numbers in a title, including Roman ones: parts and sequels are separate works."""
    return sorted(_NUMBER.findall(fold(record.title or "")))


def _authors_agree(own: Sequence[Record], found: Record) -> bool | None:
    """Return whether an author is shared; None where it cannot be determined."""
    ours = author_words(name for record in own for name in record.authors)
    return share_author(ours, author_words(found.authors))


def _years_agree(own: Sequence[Record], found: Record) -> bool | None:
    stated = [record.year for record in own if record.year]
    if not stated or not found.year:
        return None
    return any(abs(year - found.year) <= YEARS_APART for year in stated)


def _is_latin(record: Record) -> bool:
    """Return whether a title is written in Latin letters, as those of the providers are."""
    return len(_LATIN_WORD.findall(fold(record.title or ""))) >= 2 or (record.title or "").isascii()


def _is_nickname(record: Record, found: Record) -> bool:
    """Return whether a title may be only a nickname of the work: one or two words, or its initials."""
    words = fold(record.title or "").split()
    initials = "".join(word[0] for word in re.findall(r"\w+", fold(found.title or "")))
    return len(words) <= 2 or title_key(record.title or "") in initials


def _is_respelt_title(first: Record, second: Record) -> bool:
    return is_respelt(*(re.findall(r"\w+", fold(record.title or "")) for record in (first, second)))
