"""Telling works apart: whether two records are of one work, with the evidence.

    Record ── read_traits ──> Traits: what counts for telling works apart, and nothing else
    Traits ── keys ─────────> where the works worth comparing are found (same id, same title, same link)
    two Traits ── judge ────> same, apart, or a conflict (one id, two works), and how sure that is

Neither an id nor a title is enough when the other contradicts it: notes carry wrong ids, and works share titles.
In doubt two records are two works; a false merge destroys, a missed one is only a suggestion.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from readlist.linkage.features import Features, count_han, features_of
from readlist.model.person_name import share_author

if TYPE_CHECKING:
    from readlist.model.record import Record

ALIKE = 0.86
"""Likeness from which two titles under one id are taken for spellings of one title."""
FAR_YEARS = 4
"""Years between a preprint and its publication that are hardly ever passed."""

_SURVEY = re.compile(
    r"\b(?:surveys?|reviews?|overview|introduction|tutorial|perspective|roadmap|challenges)\b|综述|概述|简介"
)
_NUMBER = re.compile(
    r"\d+(?:\.\d+)?|\b(?:i{2,3}|iv|vi{0,3}|one|two|three|four|five)\b|[一二三四五六七八九上中下](?=[篇部卷章期讲])"
    r"|(?<=\bpart )[a-z]\b|(?<=\w)(?:\+{1,2}|#)(?!\w)"
)
"""What tells works of a series apart, however alike their titles are; ``++`` as in UNet++ and C++."""
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class MatchDecision:
    """Whether two records are of one work, are surely not (``apart``), or neither.

    ``conflict``: they share an id and yet are two works. ``strength`` says how sure ``same`` is; more is surer.
    """

    same: bool
    apart: bool = False
    conflict: bool = False
    strength: int = 0
    evidence: tuple[str, ...] = ()


# -- traits ------------------------------------------------------------------------------------------------------


# -- judging -----------------------------------------------------------------------------------------------------


def compare(first: Record, second: Record) -> MatchDecision:
    """Judge whether two records are of one work; prose is never a work."""
    ours, theirs = features_of(first), features_of(second)
    if ours is None or theirs is None:
        return MatchDecision(same=False, apart=True, evidence=("prose is no work",))
    return compare_features(ours, theirs)


def compare_features(first: Features, second: Features) -> MatchDecision:
    """Judge whether two traits are of one work; the order of the two makes no difference."""
    if first.is_paper != second.is_paper:
        return MatchDecision(same=False, apart=True, evidence=("different kinds",))
    return _judge_papers(first, second) if first.is_paper else _judge_pages(first, second)


def _judge_pages(first: Features, second: Features) -> MatchDecision:
    if first.page and second.page:
        if first.page == second.page:
            return MatchDecision(same=True, strength=10, evidence=("same link",))
        return MatchDecision(same=False, apart=True, evidence=("different links",))
    same = bool(first.key) and first.key == second.key and not first.is_common
    return MatchDecision(same=same, strength=2 if same else 0, evidence=("same title",) if same else ())


def _judge_papers(first: Features, second: Features) -> MatchDecision:
    shared = set(first.ids) & set(second.ids)
    schemes = {scheme for scheme, _ in first.ids} & {scheme for scheme, _ in second.ids}
    contradicting = sorted(schemes - {scheme for scheme, _ in shared})
    likeness = title_likeness(first, second)
    is_alike = likeness >= ALIKE
    evidence = (
        *(f"same {scheme} id {value}" for scheme, value in sorted(shared)),
        *(f"different {scheme} ids" for scheme in contradicting),
        f"titles alike to {likeness:.0%}",
    )
    if shared and is_alike:
        return MatchDecision(same=True, strength=9 + (likeness == 1), evidence=evidence)
    if shared or contradicting or _is_other_nickname(first, second):
        return MatchDecision(same=False, apart=True, conflict=bool(shared), evidence=evidence)
    if is_alike and first.page and first.page == second.page:
        return MatchDecision(same=True, strength=8, evidence=("same link", *evidence))
    return _judge_by_title(first, second, evidence)


def _judge_by_title(first: Features, second: Features, evidence: tuple[str, ...]) -> MatchDecision:
    """Judge papers without an id or a link in common: the titles must be equal, and nothing speak against it."""
    if not _is_equal_title(first, second):
        apart = bool(first.key and second.key) and _is_other_number(first.title, second.title)
        return MatchDecision(same=False, apart=apart, evidence=evidence)
    common = share_author(first.families, second.families)
    if common:
        return MatchDecision(same=True, strength=6, evidence=(*evidence, "an author in common"))
    if common is False:
        return MatchDecision(same=False, apart=True, evidence=(*evidence, "no author in common"))
    if first.year and second.year and abs(first.year - second.year) > FAR_YEARS:
        return MatchDecision(same=False, evidence=(*evidence, "years far apart"))
    if _has_common_title(first, second) and set(first.links).isdisjoint(second.links):
        return MatchDecision(same=False, evidence=(*evidence, "the title is a common one"))
    return MatchDecision(same=True, strength=4 + (first.key == second.key), evidence=evidence)


def _has_common_title(first: Features, second: Features) -> bool:
    """Whether other works may have the title, too; also if it is that of a survey and only one has a nickname in front."""
    is_common = first.is_common or second.is_common
    return is_common or (first.key != second.key and bool(_SURVEY.search(first.title)))


def _is_equal_title(first: Features, second: Features) -> bool:
    """Whether the titles are the same, a nickname in front of one of them aside."""
    if not first.key or not second.key:
        return False
    if first.key == second.key:
        return _numbers(first.title) == _numbers(second.title)
    return first.rest == second.key or second.rest == first.key


def _is_other_nickname(first: Features, second: Features) -> bool:
    """Whether two nicknames name two works of one subtitle: ``A: a study of X``, ``B: a study of X``."""
    return bool(first.rest) and first.rest == second.rest and first.nick != second.nick


def title_likeness(first: Features, second: Features) -> float:
    """How alike two titles are, 0 to 1; 1 also where only one has a nickname in front, or there is none.

    Numbers must agree: ``InPars`` and ``InPars-v2``, ``Part I`` and ``Part II`` are two works, however alike.
    Titles in two languages are taken to be alike: one id under a title and its translation is no contradiction.
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
    """How alike two titles are in spelling, with or without a nickname in front, 0 to 1."""
    pairs = [(first.title, second.title), (first.key, second.key)]
    pairs += [(a, b) for a, b in ((first.rest, second.key), (first.key, second.rest)) if a and b]
    return max(fuzz.ratio(a, b) for a, b in pairs) / 100


def _swaps_a_word(first: str, second: str) -> bool:
    """Whether one title has a quite different word in one place of the other: ``for English``, ``for Danish``."""
    ours, theirs = first.split(), second.split()
    other = [(a, b) for a, b in zip(ours, theirs, strict=False) if a != b]
    if len(ours) != len(theirs) or not 0 < len(other) <= 2:
        return False
    return any(min(len(a), len(b)) >= 4 and fuzz.ratio(a, b) < (75 if a[0] != b[0] else 60) for a, b in other)


def _is_translated(first: str, second: str) -> bool:
    """Whether one title is in Chinese, Japanese or Korean and the other is not at all."""
    ours, theirs = count_han(first), count_han(second)
    return (ours >= 4 and not theirs) or (theirs >= 4 and not ours)


def _is_other_number(first: str, second: str) -> bool:
    """Whether the numbers of two titles disagree; a year that only one of them has may be that of the venue."""
    ours, theirs = _numbers(first), _numbers(second)
    if ours and theirs:
        return ours != theirs
    return not all(_YEAR.fullmatch(number) for number in (*ours, *theirs))


@lru_cache(maxsize=8192)
def _numbers(folded: str) -> tuple[str, ...]:
    return tuple(sorted(_NUMBER.findall(folded)))
