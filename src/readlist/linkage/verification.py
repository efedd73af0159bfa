"""Whether what a provider found is the work of an entry: accepted, doubtful, or a contradiction. Pure.

    by id      titles alike ──> accepted          by title   one candidate has the title, and the authors or the
               authors in common ──> accepted                year that are stated ──> accepted
               a bare nickname ──> doubtful                  nearly, or several, or nothing else to tell ──> doubtful
               otherwise ──> conflict                        none ──> unknown

In doubt nothing is accepted: a wrong id in a library costs more than a missing one.
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
"""A preprint and the conference that took it may lie in two years."""
_TELLING = 20
"""Letters and digits from which a title tells a work by itself, where neither authors nor year are stated."""
_NUMBER = re.compile(r"\d+|\b(?:i{2,3}|iv|vi{0,3}|ix)\b")
_LATIN_WORD = re.compile(r"[a-z]{2,}")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was made of a finding, and why; ``found`` is what it is about."""

    state: str
    found: ProviderRecord | None = None
    evidence: tuple[str, ...] = ()


def verify_by_id(own: Sequence[Record], found: ProviderRecord) -> Verdict:
    """Judge whether the record behind an id is of the work that ``own``, the entry's other records, speak of."""
    titled = [record for record in own if record.title and not is_url_title(record.title, record.url)]
    if found.record.kind == "repo" or not titled:
        return Verdict(ACCEPTED, found, ("the id is all that was known",))
    best = max(titled, key=lambda record: _likeness(record, found.record))
    if not _speaks_of_title(best):
        agree = _authors_agree(own, found.record)
        return Verdict(CONFLICT if agree is False else ACCEPTED, found, ("named in another script",))
    likeness = _likeness(best, found.record)
    evidence = (f"titles alike to {likeness:.0%}",)
    if likeness >= ALIKE:
        return Verdict(ACCEPTED, found, evidence)
    if _is_beginning(best, found.record):
        return Verdict(ACCEPTED, found, (*evidence, "one title begins with the other"))
    if _authors_agree(own, found.record):
        return Verdict(ACCEPTED, found, (*evidence, "authors in common: renamed since"))
    state = DOUBTFUL if _is_nickname(best, found.record) else CONFLICT
    return Verdict(
        state, found, (*evidence, f"the note says '{best.title}', the id stands for '{found.record.title}'")
    )


def choose_by_title(own: Sequence[Record], candidates: Sequence[ProviderRecord]) -> Verdict:
    """Choose the candidate that is the work of an entry without an id, if there is one that can be told for sure."""
    rated = [(_rate(own, candidate), candidate) for candidate in candidates]
    sure = [(verdict, candidate) for verdict, candidate in rated if verdict.state == ACCEPTED]
    exact = [pair for pair in sure if any(_is_same_title(record, pair[1].record) for record in own)]
    if len(sure) == 1 or len(exact) == 1:
        return (exact or sure)[0][0]
    if sure:
        return Verdict(DOUBTFUL, sure[0][1], (f"{len(sure)} works have this title",))
    nearly = [verdict for verdict, _ in rated if verdict.state == DOUBTFUL]
    return nearly[0] if nearly else Verdict(UNKNOWN)


def _rate(own: Sequence[Record], candidate: ProviderRecord) -> Verdict:
    titled = [
        record
        for record in own
        if record.title
        and not is_url_title(record.title, record.url)
        and _numbers(record) == _numbers(candidate.record)
    ]
    likeness = max((_likeness(record, candidate.record) for record in titled), default=0.0)
    evidence = [f"titles alike to {likeness:.0%}"]
    if likeness < ALIKE:
        return Verdict(UNKNOWN)
    authors, years = _authors_agree(own, candidate.record), _years_agree(own, candidate.record)
    evidence += ["authors in common"] if authors else ["no author in common"] if authors is False else []
    evidence += ["same year"] if years else ["different years"] if years is False else []
    if authors is False:
        return Verdict(UNKNOWN)
    if years is False and not authors:
        return Verdict(DOUBTFUL, candidate, tuple(evidence))
    has_title = likeness == 1 or (
        authors and any(_is_misspelt(record, candidate.record) for record in titled)
    )
    is_told = authors or years or any(len(title_key(record.title or "")) >= _TELLING for record in titled)
    return Verdict(ACCEPTED if has_title and is_told else DOUBTFUL, candidate, tuple(evidence))


def _likeness(first: Record, second: Record) -> float:
    """How alike two titles are, 0 to 1."""
    ours, theirs = features_of(first), features_of(second)
    return title_likeness(ours, theirs) if ours and theirs else 0.0


def _is_same_title(first: Record, second: Record) -> bool:
    return title_key(first.title or "") == title_key(second.title or "")


def _is_beginning(first: Record, second: Record) -> bool:
    """Tell whether one title is the other without its end, and long enough to say something."""
    short, long = sorted((title_key(first.title or ""), title_key(second.title or "")), key=len)
    return len(short) >= _TELLING and long.startswith(short)


def _numbers(record: Record) -> list[str]:
    """Numbers in a title, Roman ones too: parts and sequels are works of their own."""
    return sorted(_NUMBER.findall(fold(record.title or "")))


def _authors_agree(own: Sequence[Record], found: Record) -> bool | None:
    """Tell whether an author is in common; None where that cannot be known."""
    ours = author_words(name for record in own for name in record.authors)
    return share_author(ours, author_words(found.authors))


def _years_agree(own: Sequence[Record], found: Record) -> bool | None:
    stated = [record.year for record in own if record.year]
    if not stated or not found.year:
        return None
    return any(abs(year - found.year) <= YEARS_APART for year in stated)


def _speaks_of_title(record: Record) -> bool:
    """Tell whether a title is written in Latin letters, as those of the providers are."""
    return len(_LATIN_WORD.findall(fold(record.title or ""))) >= 2 or (record.title or "").isascii()


def _is_nickname(record: Record, found: Record) -> bool:
    """Tell whether a title may be only what the work is called: one or two words, or its initials."""
    words = fold(record.title or "").split()
    initials = "".join(word[0] for word in re.findall(r"\w+", fold(found.title or "")))
    return len(words) <= 2 or title_key(record.title or "") in initials


def _is_misspelt(first: Record, second: Record) -> bool:
    return is_respelt(*(re.findall(r"\w+", fold(record.title or "")) for record in (first, second)))
