"""The command export."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from readlist.cli import options
from readlist.cli.session import get_session
from readlist.cli.terminal import at_terminal
from readlist.library import FORMATS

app = typer.Typer()


def _complete_format(incomplete: str) -> list[tuple[str, str]]:
    return [(name, form.description) for name, form in FORMATS.items() if name.startswith(incomplete)]


@app.command(
    "export",
    epilog=options.examples(
        "readlist export --topic rag > rag.md",
        "readlist export --tag thesis --format bibtex -o thesis.bib",
        "readlist export --format jsonl | jq .title",
    ),
)
@options.with_filters
def export(
    ctx: typer.Context,
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
    query: Annotated[
        str,
        typer.Option("--query", metavar="WORDS", help="Only entries that a search for these words finds."),
    ] = "",
    title: Annotated[
        str | None, typer.Option("--title", help="The heading, for formats that have one.")
    ] = None,
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write to this file, replaced only when all is written."
        ),
    ] = "-",
) -> None:
    """Write entries as a list, as references, or as data."""
    from readlist.cli.sanitize import safe  # noqa: PLC0415

    session = get_session(ctx)
    with session.open() as library:
        if output == "-":
            chunks = library.export(form or "markdown", filters=filters, query=query, title=title)
            for chunk in map(safe, chunks) if at_terminal() else chunks:
                sys.stdout.write(chunk)
        else:
            library.export_to(output, form, filters=filters, query=query, title=title)
            session.say(f"written: {output}")
