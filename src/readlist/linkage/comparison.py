"""Pairwise comparison: decide whether two records describe one work, with the evidence.

    Record ── features_of ──> Features ──┐
                                         ├── compare_features ──> MatchDecision: same, apart, conflict or undecided
    Record ── features_of ──> Features ──┘

    papers   shared ID      + similar titles    same          shared ID  + different titles   apart, in conflict
             other volume, edition or pages     apart         a later year, the further the commoner the title: undecided
             different IDs of one scheme        apart         same link  + similar titles     same
             equal, short titles + one author   undecided     (two are needed if both have as many)
             equal titles   + shared author     same          equal titles + no author shared apart
             equal, uncommon titles, years near same          otherwise                       undecided
    pages    the same link (unless both names have numbers, and others), or the same title where one has no link

Neither an ID nor a title is enough when the other contradicts it: notes have wrong IDs, and works share titles.
When in doubt, two records are two works: a false merge destroys data, a missed one is only a suggestion.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from readlist.linkage.features import Features, count_han, features_of
from readlist.linkage.venues import may_be_one_name
from readlist.model.person_name import share_author

if TYPE_CHECKING:
    from readlist.model.record import Record

ALIKE = 0.86
"""Minimum similarity of two titles with one ID that count as spellings of one title."""
FAR_YEARS = 4
"""Years between a preprint and its publication that are hardly ever exceeded."""

_SURVEY = re.compile(
    r"\b(?:surveys?|reviews?|overview|introduction|tutorial|perspective|roadmap|challenges)\b|综述|概述|简介"
)
_NUMBER = re.compile(
    r"\d+(?:\.\d+)?|\b(?:i{2,3}|iv|vi{0,3}|one|two|three|four|five)\b|[一二三四五六七八九上中下](?=[篇部卷章期讲])"
    r"|(?<=\bpart )[a-z]\b|(?<=\w)(?:\+{1,2}|#)(?!\w)"
)
"""Numbers and marks that distinguish works of a series, however similar their titles; ``++`` as in UNet++ and C++."""
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class MatchDecision:
    """Whether two records are one work (``same``), are surely two (``apart``), or undecided (neither).

    ``conflict``: they share an ID and yet are two works. ``strength``: confidence in ``same``, higher is surer.
    ``evidence``: the reasons, as phrases for people.
    """

    same: bool
    apart: bool = False
    conflict: bool = False
    strength: int = 0
    evidence: tuple[str, ...] = ()


def compare(first: Record, second: Record) -> MatchDecision:
    """Decide whether two records describe one work; prose is never a work."""
    ours, theirs = features_of(first), features_of(second)
    if ours is None or theirs is None:
        return MatchDecision(same=False, apart=True, evidence=("prose is not a work",))
    return compare_features(ours, theirs)


def compare_features(first: Features, second: Features) -> MatchDecision:
    """Decide whether two records describe one work, given their features; symmetric in its arguments."""
    if first.is_paper != second.is_paper:
        return MatchDecision(same=False, apart=True, evidence=("different kinds",))
    return _compare_papers(first, second) if first.is_paper else _compare_pages(first, second)


def _compare_pages(first: Features, second: Features) -> MatchDecision:
    if first.page and second.page:
        if first.page == second.page and _are_of_series(first.title, second.title):
            return MatchDecision(
                same=False, apart=True, evidence=("same link", "different numbers in the names")
            )
        if first.page == second.page:
            return MatchDecision(same=True, strength=10, evidence=("same link",))
        return MatchDecision(same=False, apart=True, evidence=("different links",))
    same = bool(first.key) and first.key == second.key and not first.is_common
    return MatchDecision(same=same, strength=2 if same else 0, evidence=("same title",) if same else ())


def _compare_papers(first: Features, second: Features) -> MatchDecision:
    shared = set(first.ids) & set(second.ids)
    schemes = {scheme for scheme, _ in first.ids} & {scheme for scheme, _ in second.ids}
    contradicting = sorted(schemes - {scheme for scheme, _ in shared})
    likeness = title_likeness(first, second)
    is_alike = likeness >= ALIKE
    evidence = (
        *(f"same {scheme} ID {value}" for scheme, value in sorted(shared)),
        *(f"different {scheme} IDs" for scheme in contradicting),
        f"titles {likeness:.0%} similar",
    )
    if shared and is_alike:
        return MatchDecision(same=True, strength=9 + (likeness == 1), evidence=evidence)
    if shared or contradicting or _is_other_nickname(first, second):
        return MatchDecision(same=False, apart=True, conflict=bool(shared), evidence=evidence)
    if is_alike and first.page and first.page == second.page:
        return MatchDecision(same=True, strength=8, evidence=("same link", *evidence))
    return _compare_by_title(first, second, evidence)


def _compare_by_title(first: Features, second: Features, evidence: tuple[str, ...]) -> MatchDecision:
    """Compare papers without a shared ID or link: the titles must be equal, and nothing may contradict them."""
    if not _is_equal_title(first, second):
        apart = bool(first.key and second.key) and _is_other_number(first.title, second.title)
        return MatchDecision(same=False, apart=apart, evidence=evidence)
    common = share_author(first.families, second.families)
    if common is not False and _is_other_part(first, second):
        return MatchDecision(same=False, apart=True, evidence=(*evidence, "different volumes or editions"))
    if common is not False and _is_elsewhere(first, second):
        return MatchDecision(same=False, apart=True, evidence=(*evidence, "different places and pages"))
    if common and _is_later(first, second):
        return MatchDecision(same=False, evidence=(*evidence, "a shared author", "years apart"))
    if common and not _share_enough(first, second):
        return MatchDecision(same=False, evidence=(*evidence, "one shared author", "a common title"))
    if common:
        return MatchDecision(same=True, strength=6, evidence=(*evidence, "a shared author"))
    if common is False:
        return MatchDecision(same=False, apart=True, evidence=(*evidence, "no shared author"))
    if first.year and second.year and abs(first.year - second.year) > FAR_YEARS:
        return MatchDecision(same=False, evidence=(*evidence, "years far apart"))
    if _has_common_title(first, second) and set(first.links).isdisjoint(second.links):
        return MatchDecision(same=False, evidence=(*evidence, "a common title"))
    return MatchDecision(same=True, strength=4 + (first.key == second.key), evidence=evidence)


def _are_of_series(first: str, second: str) -> bool:
    """Return whether two names have numbers, and not the same: versions of a thing with one home page."""
    ours, theirs = _numbers(first), _numbers(second)
    return bool(ours and theirs) and ours != theirs


def _share_enough(first: Features, second: Features) -> bool:
    """Return whether the shared authors tell that a common title is one work: two of them, or all of the shorter list."""
    ours, theirs = first.people, second.people
    if not ours or not theirs:
        return True
    shared = sum(any(_may_be_one_person(one, other) for other in theirs) for one in ours)
    return shared >= min(2, len(ours), len(theirs))


def _may_be_one_person(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Return whether two names have a word in common, and not only the first: *Jean Mill* and *Jean Weir* are two people."""
    common = set(one).intersection(other)
    if not common or len(one) == 1 or len(other) == 1:
        return bool(common)
    is_first = common == {one[0]} == {other[0]}
    return not is_first


def _is_other_part(first: Features, second: Features) -> bool:
    """Return whether both records state a volume, or both an edition, and not the same one."""
    pairs = ((first.volume, second.volume), (first.edition, second.edition))
    return any(ours and theirs and ours != theirs for ours, theirs in pairs)


def _is_elsewhere(first: Features, second: Features) -> bool:
    """Return whether both were published, on other pages of another issue, journal or proceedings."""
    (ours, issue, page), (theirs, other_issue, other_page) = first.place, second.place
    if not page or not other_page or page == other_page:
        return False
    if issue and other_issue and issue != other_issue:
        return True
    return bool(ours and theirs) and not may_be_one_name(ours, theirs)


def _is_later(first: Features, second: Features) -> bool:
    """Return whether the years suggest another edition, or the next preface under the same title."""
    if not first.year or not second.year:
        return False
    apart = abs(first.year - second.year)
    if first.is_generic or second.is_generic:
        return apart > 0
    return apart > (1 if first.is_common or second.is_common else FAR_YEARS)


def _has_common_title(first: Features, second: Features) -> bool:
    """Return whether other works may share the title; also surveys if only one has a nickname in front."""
    is_common = first.is_common or second.is_common
    return is_common or (first.key != second.key and bool(_SURVEY.search(first.title)))


def _is_equal_title(first: Features, second: Features) -> bool:
    """Return whether the titles are equal, ignoring a nickname in front of one of them."""
    if not first.key or not second.key:
        return False
    if first.key == second.key:
        return _numbers(first.title) == _numbers(second.title)
    return first.rest == second.key or second.rest == first.key


def _is_other_nickname(first: Features, second: Features) -> bool:
    """Return whether two nicknames name two works with the same subtitle: ``A: a study of X``, ``B: a study of X``."""
    return bool(first.rest) and first.rest == second.rest and first.nick != second.nick


def title_likeness(first: Features, second: Features) -> float:
    """Return the similarity of two titles, 0 to 1; 1 also where only a nickname in front differs or a title is missing.

    Numbers must agree: ``InPars`` and ``InPars-v2``, ``Part I`` and ``Part II`` are two works, however similar.
    Titles in two languages count as similar: one ID for a title and its translation is not a contradiction.
    """
    if not first.key or not second.key or _is_equal_title(first, second):
        return 1.0
    if _is_translated(first.key, second.key):
        return 0.9
    if first.key in second.names or second.key in first.names:
        return 0.95
    if _is_other_number(first.title, second.title):
        return 0.0
    if _swaps_a_word(first.title, second.title):
        return 0.5
    return min(0.99, _spelling_likeness(first, second))


def _spelling_likeness(first: Features, second: Features) -> float:
    """Return the spelling similarity of two titles, with or without a nickname in front, 0 to 1."""
    pairs = [(first.title, second.title), (first.key, second.key)]
    pairs += [(a, b) for a, b in ((first.rest, second.key), (first.key, second.rest)) if a and b]
    from rapidfuzz import fuzz  # noqa: PLC0415  (most records are never compared, and it takes 15 ms to load)

    return max(fuzz.ratio(a, b) for a, b in pairs) / 100


def _swaps_a_word(first: str, second: str) -> bool:
    """Return whether the titles differ in one or two words, one quite different: ``for English``, ``for Danish``."""
    ours, theirs = first.split(), second.split()
    other = [(a, b) for a, b in zip(ours, theirs, strict=False) if a != b]
    if len(ours) != len(theirs) or not 0 < len(other) <= 2:
        return False
    from rapidfuzz import fuzz  # noqa: PLC0415

    return any(min(len(a), len(b)) >= 4 and fuzz.ratio(a, b) < (75 if a[0] != b[0] else 60) for a, b in other)


def _is_translated(first: str, second: str) -> bool:
    """Return whether one title is in Chinese, Japanese or Korean and the other has no such characters."""
    ours, theirs = count_han(first), count_han(second)
    return (ours >= 4 and not theirs) or (theirs >= 4 and not ours)


def _is_other_number(first: str, second: str) -> bool:
    """Return whether the numbers in two titles disagree; a year in only one of them may be the venue's."""
    ours, theirs = _numbers(first), _numbers(second)
    if ours and theirs:
        return ours != theirs
    return not all(_YEAR.fullmatch(number) for number in (*ours, *theirs))


@lru_cache(maxsize=8192)
def _numbers(folded: str) -> tuple[str, ...]:
    return tuple(sorted(_NUMBER.findall(folded)))
