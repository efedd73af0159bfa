"""The command export."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from readlist.cli import options
from readlist.cli.session import get_session
from readlist.cli.terminal import at_terminal
from readlist.errors import UsageError
from readlist.library import FORMATS

app = typer.Typer()


def _complete_format(incomplete: str) -> list[tuple[str, str]]:
    return [(name, form.description) for name, form in FORMATS.items() if name.startswith(incomplete)]


@app.command(
    "export",
    epilog=options.examples(
        "readlist export --topic rag > rag.md",
        "readlist export --tag thesis --format bibtex -o thesis.bib",
        "readlist export hu2021lora 2305.14314 --format bibtex",
        "readlist export --cited-in paper.tex -o paper.bib",
        "readlist export --topic rag --into README.md --public",
        "readlist export --format jsonl | jq .title",
    ),
)
@options.with_filters
def export(
    ctx: typer.Context,
    entries: options.SomeEntries = None,
    *,
    filters: options.Chosen,
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help=f"{', '.join(FORMATS)}; default: by the extension of FILE, else markdown.",
            autocompletion=_complete_format,
        ),
    ] = None,
    cited_in: Annotated[
        list[str] | None,
        typer.Option(
            "--cited-in",
            metavar="FILE",
            help="Only entries that a .tex, .aux or Pandoc file cites; can be repeated.",
        ),
    ] = None,
    query: Annotated[
        str,
        typer.Option("--query", metavar="WORDS", help="Only entries that a search for these words finds."),
    ] = "",
    title: Annotated[
        str | None, typer.Option("--title", help="The heading, for formats that have one.")
    ] = None,
    style: Annotated[
        str | None,
        typer.Option(
            "--style",
            metavar="STYLE",
            help="For markdown: full, compact, table, or a Jinja template (a file).",
        ),
    ] = None,
    public: Annotated[
        bool, typer.Option("--public", help="Leave out your own notes, tags, status and ratings.")
    ] = False,
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write to this file, replaced only when all is written."
        ),
    ] = "-",
    into: Annotated[
        str,
        typer.Option(
            "--into",
            metavar="FILE",
            help="Write markdown into this file, between its lines <!-- readlist: begin --> and end.",
        ),
    ] = "",
    block: Annotated[
        str, typer.Option("--block", metavar="NAME", help="With --into: the name after begin, if it has one.")
    ] = "",
) -> None:
    """Write entries as a list, as references, or as data."""
    from readlist.cli.sanitize import safe  # noqa: PLC0415
    from readlist.formats.publishing import OwnTally  # noqa: PLC0415

    session = get_session(ctx)
    if (entries or cited_in) and (filters or query):
        raise UsageError("entries are chosen by name or by filters, not by both")
    if into and (output != "-" or form not in (None, "markdown")):
        raise UsageError("--into writes markdown into a file, without --output or another --format")
    if block and not into:
        raise UsageError("--block is the name of a part of a file", hint="Name the file with --into.")
    own = OwnTally()
    with session.open() as library:
        wanted = list(entries or ()) if entries or cited_in else None
        for path in cited_in or ():
            found, missing = library.find_cited(path)
            wanted = [*(wanted or ()), *found]
            for key in missing:
                session.say(f"{path}: no entry has the key '{key}'")
        chosen: dict[str, Any] = {
            "filters": filters, "query": query, "title": title, "wanted": wanted, "public": public, "own": own
        }  # fmt: skip
        if into:
            changed = library.export_into(into, block, style=style or "full", **chosen)
            session.say(f"written: {into} ({_lines(changed)})" if changed else f"unchanged: {into}")
        elif output != "-":
            library.export_to(output, form, style=style, **chosen)
            session.say(f"written: {output}")
        else:
            chunks = library.export(form or "markdown", style=style, **chosen)
            for chunk in map(safe, chunks) if at_terminal() else chunks:
                sys.stdout.write(chunk)
    if text := own.describe():
        session.say(f"with your own {text}; leave them out with --public")


def _lines(number: int) -> str:
    return "1 line changed" if number == 1 else f"{number} lines changed"
