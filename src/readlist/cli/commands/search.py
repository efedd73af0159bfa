"""The command search, in the library or in the arXiv mirror; without words it opens the finder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from readlist.cli import options
from readlist.cli.completion import complete_search
from readlist.cli.counts import say_undated
from readlist.cli.finding import find
from readlist.cli.query_words import QueryCommand
from readlist.cli.session import get_session
from readlist.cli.terminal import has_keyboard

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from readlist.cli.session import Session
    from readlist.library import Filters
    from readlist.model.saved_search import SavedSearch

app = typer.Typer()

Words = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[WORDS]...",
        help="Words to search for, in either script. Without words, at a terminal: opens a finder.",
        autocompletion=complete_search,
    ),
]
SearchOrder = Annotated[
    Literal["relevance", "year", "added", "title"],
    typer.Option("--sort", help="Order of the results: of the 1,000 best ones, or with --all of all."),
]


@app.command(
    "search",
    cls=QueryCommand,
    epilog=options.examples(
        "readlist search moe lora",
        "readlist search 检索增强 --year 2023..",
        "readlist search rag --sort year --limit 5",
        "readlist search rag -survey is:todo,reading",
        "readlist search rag --tag '!survey' --missing doi",
        "readlist search rag --all --json",
        "readlist search --topic peft        # opens the finder",
        "readlist search retrieval --year 2024.. --save new-rag",
        "readlist search @new-rag",
    ),
)
@options.with_filters
def search(
    ctx: typer.Context,
    words: Words = None,
    *,
    filters: options.Chosen,
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=1, max=options.MOST, help="Maximum number of results.")
    ] = 20,
    all_: options.All = False,
    sort: SearchOrder = "relevance",
    exact: Annotated[
        bool, typer.Option("--exact", help="Only these words, without spelling correction.")
    ] = False,
    arxiv: Annotated[
        bool, typer.Option("--arxiv", help="Search the arXiv mirror on this machine instead.")
    ] = False,
    save: Annotated[
        str | None,
        typer.Option("--save", metavar="NAME", help="Save the words and filters, for search @NAME."),
    ] = None,
    forget: Annotated[
        str | None,
        typer.Option(
            "--forget", metavar="NAME", help="Forget a saved search.", autocompletion=complete_search
        ),
    ] = None,
    saved: Annotated[bool, typer.Option("--saved", help="List the saved searches.")] = False,
    json: options.AsJson = False,
) -> None:
    """Find entries by words of their title, notes and text.

    All words must match; function words (of, the, 的) do not count. With too few results, spellings are corrected,
    and entries follow that have the most informative words; the output says so.
    After the first word, a word with a dash before it (-survey) is one to leave out; "OR" is any of the words beside it.
    @NAME stands for the words and filters that --save has saved under this name.
    Without words, at a terminal, a finder opens that narrows as you type; the keys that you copy in it are
    printed when you leave it.
    Papers found with --arxiv are added with: readlist add ID. It needs the mirror that "readlist arxiv load" creates.
    Exit code 1: nothing was found.
    """
    session = get_session(ctx)
    if saved or forget:
        _write_saved(session, forget, json=json)
        return
    is_saved = any(word.startswith("@") for word in words or ())
    if words and is_saved:
        words, filters = _expand(session, words, filters)
    if save:
        _save(session, save, " ".join(words or ()), filters)
    if not words and (save or is_saved):
        _list_filtered(session, filters, limit=-1 if all_ else limit, json=json)
    elif not words:
        if json or arxiv or not has_keyboard():
            ctx.fail("Missing argument 'WORDS...'.")
        _open_finder(session, filters, sort=sort, exact=exact)
    elif arxiv:
        _refuse_filters(filters or sort != "relevance" or all_)
        _search_mirror(session, words, limit=limit, json=json)
    else:
        limit = -1 if all_ else limit
        raise typer.Exit(
            find(session, words, filters=filters, limit=limit, exact=exact, sort=sort, json=json)
        )


# -- saved searches ----------------------------------------------------------------------------------------------------


def _write_saved(session: Session, forget: str | None, *, json: bool) -> None:
    """Forget a saved search, or list all of them."""
    from readlist.cli import output  # noqa: PLC0415

    with session.open() as library:
        if forget:
            found = library.forget_search(forget.removeprefix("@"))
            session.say(f"forgotten: {found.name}: {describe(found)}")
            return
        searches = library.saved_searches()
    if json:
        output.write_json(one._asdict() for one in searches)
    else:
        output.write_rows(
            ("Name", "Search"), ((one.name, describe(one)) for one in searches), color=session.color
        )


def describe(search: SavedSearch) -> str:
    """Return a search as it is typed: words, then filters."""
    options_ = [f"--{name} '{value}'" for name, values in typed(search.filters) for value in values]
    return " ".join([*([search.query] if search.query else []), *options_])


def typed(filters: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Yield the options of saved filters, each with its values."""
    for name, values in filters.items():
        if name == "years":
            first, last = ("" if year is None else str(year) for year in values)
            yield "year", [first if first == last else f"{first}..{last}"]
        else:
            yield options.option_of(name), list(values)


def _save(session: Session, name: str, query: str, filters: Filters | None) -> None:
    from dataclasses import asdict  # noqa: PLC0415

    from readlist.errors import UsageError  # noqa: PLC0415
    from readlist.model.saved_search import SavedSearch  # noqa: PLC0415

    values = {field: list(value) for field, value in asdict(filters).items() if value} if filters else {}
    if not query and not values:
        raise UsageError("there is nothing to save", hint="Write: readlist search WORDS --save NAME")
    search = SavedSearch(name.removeprefix("@"), query, values)
    with session.open() as library:
        earlier = library.save_search(search)
    instead = f", in place of: {describe(earlier)}" if earlier else ""
    session.say(f"saved: readlist search @{search.name}{instead}")


def _expand(
    session: Session, words: Sequence[str], filters: Filters | None
) -> tuple[list[str], Filters | None]:
    """Replace saved searches among the words by their words, and add their filters to those given."""
    from dataclasses import asdict  # noqa: PLC0415

    from readlist.search.filters import Filters as Make  # noqa: PLC0415

    out: list[str] = []
    merged = {name: value for name, value in asdict(filters).items() if value} if filters else {}
    for word in words:
        if not word.startswith("@"):
            out.append(word)
            continue
        with session.open() as library:
            found = library.saved_search(word[1:])
        out += [found.query] if found.query else []
        for name, values in found.filters.items():
            merged.setdefault(name, tuple(values))
    return out, Make(**merged) if merged else None


def _list_filtered(session: Session, filters: Filters | None, *, limit: int, json: bool) -> None:
    """Print the entries that pass filters, for a search that has no words."""
    from readlist.cli.listing import write_entries  # noqa: PLC0415

    with session.open() as library:
        say_undated(session, library, filters)
        entries = (library.entries if json else library.outlines)(filters, limit=limit)
        write_entries(session, entries, limit=limit, count_all=lambda: library.count(filters), json=json)


def _open_finder(session: Session, filters: Filters | None, *, sort: str, exact: bool) -> None:
    """Let the person search as they type; only this loads prompt_toolkit."""
    from readlist.cli import output  # noqa: PLC0415
    from readlist.cli.finder import app  # noqa: PLC0415
    from readlist.cli.finder.state import Finder  # noqa: PLC0415

    with session.open() as library:
        library.check_filters(filters)
        finder = Finder(library, filters=filters, sort=sort, exact=exact)
        editors = app.Editors(
            note=lambda key: _edit_note(session, key), fields=lambda key: _edit_fields(session, key)
        )
        try:
            app.run(finder, editors=editors, color=session.color)
        finally:
            output.write_lines((key,) for key in finder.copied)


def _edit_note(session: Session, key: str) -> str:
    from readlist.cli.entry_editor import edit_note  # noqa: PLC0415

    found = edit_note(session, key)
    return f"noted: {key} (notes: {len(found.notes)})" if found else "nothing to do: the note is empty"


def _edit_fields(session: Session, key: str) -> str:
    from readlist.cli.entry_editor import edit_fields  # noqa: PLC0415

    return f"changed: {key}" if edit_fields(session, [key]) else "nothing to do: the fields are as they were"


def _refuse_filters(given: object) -> None:
    from readlist.errors import UsageError  # noqa: PLC0415

    if given:
        raise UsageError(
            "--arxiv takes words only: no filters, no --sort, no --all", hint="Authors are words too."
        )


def _search_mirror(session: Session, words: Sequence[str], *, limit: int, json: bool) -> None:
    from readlist.cli import output  # noqa: PLC0415
    from readlist.library import Library  # noqa: PLC0415

    papers = Library.search_arxiv_mirror(" ".join(words), limit=limit, settings=session.settings)
    output.write_papers(papers, as_json=json)
    session.say(output.next_step(papers))
    if not papers:
        raise typer.Exit(1)
