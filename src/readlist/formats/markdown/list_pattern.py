"""Learn the pattern of a list: what the position, form and separators of its parts say about their roles.

    items ── read by the parts themselves ──> roles ── counted ──> Pattern ── items read again ──> roles

One writer repeats one shape. So every item of a group is read twice: first with what each part says by itself and
what is usual everywhere, then with the pattern that the first readings of the group show. The pattern decides the
doubtful parts: a single name, a venue no list knows, a title without markup.

For the re-import of an edited list: an item is read from its own text and from the pattern alone, and the pattern knows
shares only in the classes from ``always`` to ``never``. The reading of an item that was not edited can therefore
change only where the edits move a share of its group from one class to another, never with each edit.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from readlist.formats.markdown.part_roles import find_candidates
from readlist.formats.markdown.role_candidates import (
    DATE,
    LINK,
    NICK,
    PEOPLE,
    REMARK,
    TITLE,
    VENUE,
    Candidate,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from readlist.formats.markdown.item_parts import Part

START = "start"
_CLASSES = ((0.75, 1.2), (0.5, 0.6), (0.25, 0.0), (0.08, -0.8), (0.0, -1.6))
"""Classes of shares (``always``, ``often``, ``sometimes``, ``seldom``, ``never``): from which share on, and their scores."""

_USUAL = {
    (START, TITLE): 0.0,
    (START, PEOPLE): -0.7,
    (START, DATE): -0.5,
    (START, VENUE): -1.0,
    (START, LINK): -1.2,
    (START, NICK): -0.4,
    (START, REMARK): -3.0,
    (NICK, TITLE): 0.5,
    (LINK, LINK): 0.0,
    (TITLE, NICK): -0.2,
    (REMARK, REMARK): 0.3,
}
"""How usual it is, in lists of any kind, that a role follows another; others have ``_OTHER``."""
MIN_ROLE = 0.2
"""Minimum share of the items in which a role must occur for its usual form to speak for it."""
_OTHER = -0.3
_NEVER_SEEN = -1.0
"""What a role adds that no item of the group has."""
_BEFORE_TITLE = 1.5
"""What a remark before the title, or anything between a nickname and the title, takes off."""
_AFTER_COLON = 2.0
"""What people, a venue or a date after a title and a colon take off: a subtitle is more likely."""
_FACTS = (PEOPLE, VENUE, DATE)
_MOST_STATES = 16
"""Maximum number of states kept at each part, best first."""
_ROLES = (TITLE, PEOPLE, VENUE, DATE, LINK, NICK, REMARK)
_REPEATED = (LINK, REMARK)
"""Roles of which several may follow each other; the form of the first counts."""
_ONCE = (TITLE, PEOPLE, VENUE, DATE, NICK)
"""Roles that an item has at most once."""
_INDEX = {role: number for number, role in enumerate(sorted((*_ROLES, START)))}
_ROLE_BITS = 3
"""Number of bits of a state that hold the index of the last role."""
_LAST = (1 << _ROLE_BITS) - 1
_BITS = {role: 1 << (_ROLE_BITS + _ONCE.index(role)) if role in _ONCE else 0 for role in _ROLES}
_TITLED, _AT_TITLE, _AT_NICK = _BITS[TITLE], _INDEX[TITLE], _INDEX[NICK]


@dataclass(frozen=True, slots=True)
class Reading:
    """The roles of an item's parts: runs in order, and the score of the reading."""

    runs: tuple[tuple[int, Candidate], ...]
    score: float

    def first(self, role: str) -> tuple[int, int] | None:
        """Return the first and last part of the first run in a role, or None."""
        return next(((at, found.last) for at, found in self.runs if found.role == role), None)


@dataclass(slots=True)
class Pattern:
    """What the readings of a group show, counted, and the scores that follow from the counts."""

    follows: Counter[tuple[str, str]] = field(default_factory=Counter)
    forms: Counter[tuple[str, str]] = field(default_factory=Counter)
    separators: Counter[tuple[str, str]] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, read: Iterable[tuple[list[Part], Reading | None]]) -> Pattern:
        """Return the pattern of some items, each with its parts and its reading."""
        pattern = cls()
        for parts, reading in read:
            if reading:
                pattern.learn(parts, reading)
        return pattern

    def learn(self, parts: list[Part], reading: Reading) -> None:
        """Add what one reading shows."""
        before = START
        self.roles[START] += 1
        for at, found in reading.runs:
            role = found.role
            if role == before and role in (LINK, REMARK):
                continue
            self.roles[role] += 1
            self.follows[before, role] += 1
            self.forms[role, parts[at].form] += 1
            self.separators[role, parts[at].separator] += 1
            before = role

    def regularity(self, parts: list[Part], reading: Reading) -> float:
        """Return how usual the forms of an item's title and facts are in their roles, from 0 to 1."""
        shares = [
            self.forms[found.role, parts[at].form] / self.roles[found.role]
            for at, found in reading.runs
            if found.role not in (LINK, REMARK)
        ]
        return sum(shares) / len(shares)

    def order_score(self, before: str, role: str) -> float:
        """Return what the order of two roles adds to a score."""
        return 0.0 if before == role else _class_score(self.follows[before, role], self.roles[before])

    def form_score(self, role: str, part: Part) -> float:
        """Return what the form of a run's first part, and the separator before it, add to a score."""
        total = self.roles[role]
        if not total:
            return _NEVER_SEEN
        score = _class_score(self.forms[role, part.form], total)
        score += _class_score(self.separators[role, part.separator], total)
        return score if total >= max(2, MIN_ROLE * self.roles[START]) else min(score, 0.0)


def _class_score(count: int, total: int) -> float:
    share = count / total if total else 0.0
    for least, score in _CLASSES:
        if share >= least:
            return score
    return 0.0


class Scores:
    """The scores of a pattern as tables, or those usual everywhere; each is worked out once."""

    def __init__(self, pattern: Pattern | None) -> None:
        self.pattern = pattern
        self.orders = {
            (_INDEX[before], _INDEX[role]): _USUAL.get((before, role), _OTHER)
            - (0.7 if before == REMARK != role else 0.0)
            + (pattern.order_score(before, role) if pattern else 0.0)
            for before in (START, *_ROLES)
            for role in _ROLES
        }
        self.forms: dict[tuple[str, str, str], float] = {}

    def form(self, role: str, part: Part) -> float:
        if self.pattern is None:
            return 0.0
        key = (role, part.form, part.separator)
        score = self.forms.get(key)
        if score is None:
            score = self.forms[key] = self.pattern.form_score(role, part)
        return score


@dataclass(frozen=True, slots=True)
class Candidates:
    """The parts of an item, and what each of them may be."""

    parts: list[Part]
    candidates: list[list[Candidate]]

    @classmethod
    def of(cls, parts: list[Part]) -> Candidates:
        """Return the item of these parts."""
        return cls(parts, find_candidates(parts))

    def read(self, scores: Scores) -> Reading | None:
        """Return the best reading of the item, or None if it cannot have a title."""
        return _decode(self.parts, self.candidates, scores) if self.parts else None


def read_group(
    items: list[Candidates], alone: list[Reading | None] | None = None, *, rounds: int = 2
) -> tuple[list[Reading | None], Scores]:
    """Read the items of a group by its pattern; return the readings, None where nothing can be the title, and the scores.

    ``alone`` are the readings of the items each by itself, if they are known. Without ``rounds`` these are returned.
    """
    scores = Scores(None)
    readings = alone or [item.read(scores) for item in items]
    known: Pattern | None = None
    for _ in range(rounds):
        pattern = Pattern.of((item.parts, reading) for item, reading in zip(items, readings, strict=True))
        if pattern == known:
            break  # the readings show the pattern by which they were read
        known, scores = pattern, Scores(pattern)
        readings = [item.read(scores) for item in items]
    return readings, scores


_State = int
"""The roles used so far, as a set of bits, and the index of the last role in the lowest ``_ROLE_BITS``."""
_Step = tuple[float, _State, int, Candidate | None]
"""The best way to a state: its score, the state before, and the run between them with its first part."""


def _decode(parts: list[Part], candidates: list[list[Candidate]], scores: Scores) -> Reading | None:
    """Find the best sequence of runs that covers all parts and has a title."""
    paths: list[dict[_State, _Step]] = [{} for _ in range(len(parts) + 1)]
    paths[0][_INDEX[START]] = (0.0, _INDEX[START], -1, None)
    orders = scores.orders
    for at, part in enumerate(parts):
        states = sorted(paths[at].items(), key=_step_score, reverse=True)[:_MOST_STATES]
        after_colon = part.separator == ":"
        for found in candidates[at]:
            role, last, score = found
            form = scores.form(role, part)
            own = score + form
            index, bit = _INDEX[role], _BITS[role]
            following = paths[last + 1]
            repeats = index if role in _REPEATED else -1
            no_subtitle = after_colon and role in _FACTS
            for state, step in states:
                if state & bit:
                    continue
                before = state & _LAST
                total = step[0] + own + orders[before, index]
                if before == repeats:
                    total -= form
                if role != TITLE and not state & _TITLED and (role == REMARK or before == _AT_NICK):
                    total -= _BEFORE_TITLE
                if no_subtitle and before == _AT_TITLE:
                    total -= _AFTER_COLON
                key = ((state | bit) & ~_LAST) | index
                known = following.get(key)
                if known is None or known[0] < total:
                    following[key] = (total, state, at, found)
    ends = [(step[0], key) for key, step in paths[-1].items() if key & _TITLED]
    return _trace(paths, *max(ends)) if ends else None


def _step_score(item: tuple[_State, _Step]) -> float:
    return item[1][0]


def _trace(paths: list[dict[_State, _Step]], score: float, key: _State) -> Reading:
    runs: list[tuple[int, Candidate]] = []
    at = len(paths) - 1
    while at:
        _, before, start, found = paths[at][key]
        if found is not None:
            runs.append((start, found))
        at, key = start, before
    return Reading(tuple(reversed(runs)), score)
