"""Drop what the items of a list only seem to state: a role that no item of the list has clearly.

    readings of a list ── find_doubts ──> Doubts ── without_doubtful ──> readings

A name that no list of venues knows is believed where the list states venues elsewhere, and two capitalised words are
people where it has lists of people. Without these they are remarks: the kind of a work, a nickname after its links.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from readlist.formats.markdown.list_pattern import Reading
from readlist.formats.markdown.role_candidates import DATE, LINK, NICK, PEOPLE, REMARK, VENUE, Candidate

if TYPE_CHECKING:
    from readlist.formats.markdown.item_parts import Part

_Read = list[tuple["list[Part]", Reading]]
CLEAR_VENUE, CLEAR_PEOPLE = 2.0, 2.0
"""Minimum scores of a venue that a list knows or that has its year, and of several people."""
MIN_RUNS = 3
"""Minimum number of venues none of which is clear, for them to be doubtful."""
MIN_CLEAR = 0.5
"""Minimum share of clear venues among those after links, for the others to be venues."""
MIN_NAMED = 0.7
"""Minimum share of the items that name one person each, for these to be people."""


@dataclass(frozen=True, slots=True)
class Doubts:
    """Which roles are doubtful throughout a list."""

    venues: bool = False
    venues_after_links: bool = False
    people: bool = False

    def concern(self, before: str, role: str) -> bool:
        """Return whether a run in a role, after one in another, is doubtful."""
        if role == PEOPLE:
            return self.people
        return role == VENUE and (self.venues or (self.venues_after_links and before == LINK))


def find_doubts(read: _Read) -> Doubts:
    """Return which roles are doubtful in the items of a list, given with their readings."""
    venues: list[bool] = []
    after_links: list[bool] = []
    people: list[bool] = []
    remarked = 0  # people after a remark rather than beside the title or the venue
    for _, reading in read:
        dated = _next_to_dates(reading)
        before = ""
        for at, found in reading.runs:
            if found.role == VENUE:
                is_clear = found.score >= CLEAR_VENUE
                venues.append(is_clear or at in dated)
                if before == LINK:
                    after_links.append(is_clear)
            elif found.role == PEOPLE:
                people.append(found.score >= CLEAR_PEOPLE)
                remarked += before == REMARK
            before = found.role
    return Doubts(
        venues=len(venues) >= MIN_RUNS and not any(venues),
        venues_after_links=bool(after_links) and sum(after_links) < MIN_CLEAR * len(after_links),
        people=not any(people) and (len(people) < MIN_NAMED * len(read) or 2 * remarked > len(people)),
    )


def _next_to_dates(reading: Reading) -> set[int]:
    """Return the first parts of the runs that are next to a date."""
    out: set[int] = set()
    for (at, found), (following, after) in pairwise(reading.runs):
        if after.role == DATE:
            out.add(at)
        if found.role == DATE:
            out.add(following)
    return out


def without_doubtful(parts: list[Part], reading: Reading, doubts: Doubts) -> Reading:
    """Return a reading in which doubtful runs are remarks, or the nickname of the work after its links."""
    runs: list[tuple[int, Candidate]] = []
    before = ""
    for at, found in reading.runs:
        role = found.role
        if doubts.concern(before, role) or _is_word_after_colon(parts[at], found):
            is_name = role == VENUE and before == LINK and parts[at].form in ("em", "strong", "code")
            role = NICK if is_name and len(parts[at].text.split()) == 1 else REMARK
        runs.append((at, Candidate(role, found.last, found.score)))
        before = found.role
    return replace(reading, runs=tuple(runs))


def _is_word_after_colon(part: Part, found: Candidate) -> bool:
    """Whether a venue is no clear one and follows a colon, as what is said of a work does: ``A title (2018): TODO``."""
    return found.role == VENUE and part.separator == ":" and part.form == "text" and found.score < CLEAR_VENUE
