"""What a run of an item's parts may be: the roles, and the candidates for them.

The modules ``title_roles``, ``people_roles`` and ``venue_roles`` find candidates; ``part_roles`` puts them together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from readlist.formats.markdown.item_parts import Part

TITLE, PEOPLE, VENUE, DATE, LINK, NICK, REMARK = "title", "people", "venue", "date", "link", "nick", "remark"
COMMAS = frozenset((",", "，", "、", ";"))
CUT_LIST = 1.5
"""What people, or a venue that no list knows, take off their score if they start in the middle of a list of names."""
LONGEST_NAME = 80
"""Maximum length of a text that may be the name of a venue that no word of it shows, or a date."""


class Candidate(NamedTuple):
    """A run of parts from the one it is listed under to ``last``, inclusive, in one role."""

    role: str
    last: int
    score: float


@dataclass(frozen=True, slots=True)
class Names:
    """Which of the parts of an item are whole names by their form, and which may be names."""

    parts: list[Part]
    whole: list[bool]
    possible: list[bool]

    def changes_style(self, at: int) -> bool:
        """Return whether a part is in italics and the one before is not, as a title or a venue after names."""
        return self.parts[at].form == "em" != self.parts[at - 1].form

    def continue_at(self, at: int) -> bool:
        """Return whether a part is a further name of a list of names, so that no title starts with it."""
        if not at or self.changes_style(at):
            return False
        return (
            (self.parts[at].separator in COMMAS or self.parts[at].separator == "i")
            and self.possible[at]
            and self.possible[at - 1]
        )


def join(parts: list[Part]) -> str:
    """Return the text of a run of parts as it was written, without markup."""
    return "".join(f"{part.gap if number else ''}{part.text}" for number, part in enumerate(parts))
