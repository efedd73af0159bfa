"""How many there are, as the line below a list or table at a terminal, and how many were left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from readlist.cli.session import Session
    from readlist.library import Filters, Library


def count_line(count: int, total: int) -> str:
    """Return the line below a list: how many entries it has, and of how many."""
    if count < total:
        return f"{count} of {total} entries; --all shows all" if count else f"none of {total} entries"
    return "1 entry" if total == 1 else f"{total} entries"


def count_of(count: int, name: str) -> str:
    """Return the line below a table: ``1 tag``, ``2 tags``."""
    return f"{count} {name}{'' if count == 1 else 's'}"


def say_undated(session: Session, library: Library, filters: Filters | None, query: str = "") -> None:
    """Report how many entries without a year a range of years leaves out."""
    if filters and filters.years and (count := library.count_undated(filters, query)):
        works = "1 work without a year is" if count == 1 else f"{count} works without a year are"
        session.say(f"{works} left out; --year-or-none shows such works too")
