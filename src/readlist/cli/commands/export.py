"""The command export."""

from __future__ import annotations

import sys
from typing import Annotated

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
    public: Annotated[
        bool, typer.Option("--public", help="Leave out your own notes, tags, status and ratings.")
    ] = False,
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write to this file, replaced only when all is written."
        ),
    ] = "-",
) -> None:
    """Write entries as a list, as references, or as data."""
    from readlist.cli.sanitize import safe  # noqa: PLC0415
    from readlist.formats.publishing import OwnTally  # noqa: PLC0415

    session = get_session(ctx)
    if (entries or cited_in) and (filters or query):
        raise UsageError("entries are chosen by name or by filters, not by both")
    own = OwnTally()
    with session.open() as library:
        wanted = list(entries or ()) if entries or cited_in else None
        for path in cited_in or ():
            found, missing = library.find_cited(path)
            wanted = [*(wanted or ()), *found]
            for key in missing:
                session.say(f"{path}: no entry has the key '{key}'")
        if output == "-":
            chunks = library.export(
                form or "markdown",
                filters=filters,
                query=query,
                title=title,
                wanted=wanted,
                public=public,
                own=own,
            )
            for chunk in map(safe, chunks) if at_terminal() else chunks:
                sys.stdout.write(chunk)
        else:
            library.export_to(
                output, form, filters=filters, query=query, title=title, wanted=wanted, public=public, own=own
            )
            session.say(f"written: {output}")
    if text := own.describe():
        session.say(f"with your own {text}; leave them out with --public")
