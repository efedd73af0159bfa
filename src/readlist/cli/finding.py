"""Search the library and print what was found; typer is not needed for it (see ``plain_line``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.cli.counts import say_undated
from readlist.cli.terminal import at_terminal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from readlist.cli.session import Session
    from readlist.library import Answer, Filters, Found

_MOST_ECHOED = 200
"""Characters of a query that are printed: a pasted page would fill the screen."""


def find(
    session: Session,
    words: Sequence[str],
    *,
    filters: Filters | None = None,
    limit: int = 20,
    exact: bool = False,
    sort: str = "relevance",
    json: bool = False,
) -> int:
    """Search, and print at most ``limit`` hits (negative: all); return the exit code: 1 if nothing was found."""
    query = " ".join(words)
    with session.open() as library:
        answer = library.search(
            query, filters=filters, limit=limit, exact=exact, sort=sort, outlines=not json
        )
        if not answer.found:
            library.check_query(query)
        say_undated(session, library, filters, query)
    _say_how(session, answer)
    _write_answer(session, answer, json=json)
    if at_terminal() and answer.found and not json:
        session.say(_count_line(len(answer.found), limit))
    return 0 if answer.found else 1


def _write_answer(session: Session, answer: Answer, *, json: bool) -> None:
    from readlist.cli import output  # noqa: PLC0415

    if json:
        output.write_json(found.to_dict() for found in answer.found)
    elif at_terminal() and answer.found:
        from readlist.cli import tables  # noqa: PLC0415
        from readlist.cli.pager import paged  # noqa: PLC0415

        with paged():
            tables.print_answer(tables.make_console(color=session.color), answer)
    else:
        output.write_lines(
            (f.entry.key, f.entry.year, f.entry.title, f.hit.snippet, *_weakness(f)) for f in answer.found
        )


def _count_line(count: int, limit: int) -> str:
    """Return the line below what was found: nobody has counted what ``limit`` left out."""
    if count == limit:
        return f"the first {count}; --all shows all" if count > 1 else "the first one; --all shows all"
    return "1 entry" if count == 1 else f"{count} entries"


def _weakness(found: Found) -> tuple[str, ...]:
    """Return the last column of a hit that is not a full match; other lines have one column less."""
    return () if found.hit.match == "all" else (found.hit.match,)


def _say_how(session: Session, answer: Answer) -> None:
    """Say what was searched instead of the query, and what to try when nothing was found."""
    if answer.searched:
        is_long = len(answer.searched) > _MOST_ECHOED
        session.say(f"searched instead: {answer.searched[:_MOST_ECHOED]}{'…' if is_long else ''}")
    elif answer.whole < len(answer.found):
        weak = len(answer.found) - answer.whole
        session.say(
            f"the last {weak} of {len(answer.found)} have only some of the words, or have them far apart"
        )
    if not answer.found:
        similar = f"; similar words: {', '.join(answer.suggestions)}" if answer.suggestions else ""
        session.say(f"nothing found{similar}")
