"""Commands that give out: export."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from readlist.cli import options
from readlist.cli.session import at_terminal, get_session
from readlist.formats.writers import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterable

app = typer.Typer()

_FORMATS = ", ".join(FORMATS)


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
            help=f"{_FORMATS}; else by the ending of FILE, else markdown.",
            autocompletion=_complete_format,
        ),
    ] = None,
    query: Annotated[
        str, typer.Option("--query", metavar="WORDS", help="Only what a search for these finds.")
    ] = "",
    title: Annotated[
        str | None, typer.Option("--title", help="The heading, for formats that have one.")
    ] = None,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="Write to this file, whole or not at all.")
    ] = "-",
) -> None:
    """Write entries as a list, as references, or as data."""
    from readlist.cli.sanitize import safe  # noqa: PLC0415
    from readlist.util.atomic_write import write_atomically  # noqa: PLC0415

    session = get_session(ctx)
    with session.open() as library:
        chunks = library.export(form or _by_ending(output), filters=filters, query=query, title=title)
        if output != "-":
            write_atomically(output, chunks)
            session.say(f"written: {output}")
        else:
            _write(map(safe, chunks) if at_terminal() else chunks)


def _by_ending(name: str) -> str:
    """The format whose files end as ``name`` does."""
    return next((form.name for form in FORMATS.values() if name.endswith(form.extension)), "markdown")


def _write(chunks: Iterable[str]) -> None:
    for chunk in chunks:
        sys.stdout.write(chunk)
