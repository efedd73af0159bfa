"""The entries that a command is to change: named one by one, listed on standard input, or selected by a search.

readlist tag hu2021lora 17 PEFT          named
readlist list … | readlist tag - PEFT    the first column of each line of standard input
readlist tag --query "low rank" PEFT     all that have the words, and pass the filters
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readlist.cli.sanitize import one_line
from readlist.cli.terminal import confirm, has_keyboard
from readlist.errors import NotFoundError, UsageError
from readlist.util.bounded_read import read_stream

if TYPE_CHECKING:
    from collections.abc import Sequence

    from readlist.cli.session import Session
    from readlist.library.facade import Library
    from readlist.search.filters import Filters

STDIN = "-"
_MOST_SHOWN, _MOST_SAID = 5, 20
"""Keys named in a question, and in a report."""


@dataclass(frozen=True, slots=True)
class Selection:
    """A search of the entries to change; ``yes``: a person need not be asked."""

    query: str = ""
    filters: Filters | None = None
    yes: bool = False

    def __bool__(self) -> bool:
        """Whether anything is selected by a search."""
        return bool(self.query.strip() or self.filters)

    def entries(self, library: Library, words: Sequence[str], *, what: str, ask: bool = False) -> list[str]:
        """Return the entries named, read and selected; ``what`` is to be done with them: ``tag PEFT``.

        At a terminal, the person is asked before several that a search selected are changed, or with ``ask`` in any case.
        Raises UsageError if no entry is named at all, NotFoundError if none is found, and exits if the person declines.
        """
        named = [key for word in words for key in (_read_keys() if word == STDIN else [word])]
        found = library.select(self.query, self.filters) if self else ()
        if not named and not found:
            if self or STDIN in words:
                problem, advice = _why_nothing(self)
                raise NotFoundError(problem, hint=advice)
            raise UsageError(
                "no entry is named", hint="Name entries, or select them with --query or a filter."
            )
        chosen = list(dict.fromkeys([*named, *found]))
        if not self.yes and (ask or (found and len(chosen) > 1)) and has_keyboard():
            self._confirm(chosen, what)
        return chosen

    def _confirm(self, chosen: Sequence[str], what: str) -> None:
        more = f" and {len(chosen) - _MOST_SHOWN} more" if len(chosen) > _MOST_SHOWN else ""
        entries = f"{len(chosen)} entr{'ies' if len(chosen) > 1 else 'y'}"
        confirm(f"{what}: {entries} ({', '.join(chosen[:_MOST_SHOWN])}{more}). Go on?")


NOTHING = Selection()
"""No search."""


def split_last(words: Sequence[str], chosen: Selection, what: str, usage: str) -> tuple[Sequence[str], str]:
    """Split the words of a command into entries and the last word; ``what`` that is, and the command's ``usage``, for an error.

    Raises UsageError if there is no last word beside entries, which a search may select.
    """
    if len(words) < (1 if chosen else 2):
        raise UsageError(f"the {what} is missing", hint=f"Write: readlist {usage}")
    return words[:-1], words[-1]


def _why_nothing(chosen: Selection) -> tuple[str, str]:
    """What is wrong when no entry is selected, and what to do."""
    if not chosen:
        return "standard input has no key", "Pipe a list into it: readlist list … | readlist tag - TAG"
    if chosen.query.strip():
        return (
            f"no entry is found for '{one_line(chosen.query)}'",
            f"Look for it with: readlist search {chosen.query}",
        )
    return "no entry passes these filters", "Try them with: readlist list --topic … --tag …"


def _read_keys() -> list[str]:
    """Read the first column of each line of standard input, as ``list`` and ``search`` write them."""
    text = read_stream(sys.stdin, "standard input")
    lines = (line.partition("\t")[0].strip() for line in text.split("\n"))
    return [line for line in lines if line]


def say_changed(session: Session, changed: Sequence[str], done: str, reason: str) -> None:
    """Report the keys of the entries that changed, or why none did."""
    if not changed:
        session.say(f"nothing to do: {reason}")
        return
    more = f" … ({len(changed)} entries)" if len(changed) > _MOST_SAID else ""
    session.say(f"{done}: {', '.join(changed[:_MOST_SAID])}{more}")
