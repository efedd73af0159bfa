"""The command open."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from readlist.cli import options
from readlist.cli.selection import Selection  # noqa: TC001 - typer evaluates annotations
from readlist.cli.session import get_session

app = typer.Typer()


@app.command(
    "open",
    epilog=options.examples(
        "readlist open hu2021lora", "readlist open hu2021lora --print", "readlist open --query 'tag:today'"
    ),
)
@options.with_selection()
def open_(
    ctx: typer.Context,
    entries: options.EntriesIfAny = None,
    only_print: Annotated[bool, typer.Option("--print", help="Print the URL instead.")] = False,
    json: options.AsJson = False,
    *,
    chosen: Selection,
) -> None:
    """Open the downloaded PDF of an entry, else its web page."""
    from readlist.cli import output  # noqa: PLC0415

    only_print = only_print or json
    with get_session(ctx).open() as library:
        how = replace(chosen, yes=chosen.yes or only_print)
        wanted = how.entries(library, entries or (), what="open")
        found = [library.find(one) for one in wanted]
        targets = [library.find_target(one, page=only_print) for one in found]
    if json:
        output.write_json({"key": one.key, "url": target} for one, target in zip(found, targets, strict=True))
        return
    for target in targets:
        if only_print or typer.launch(target) or not target.startswith("http"):
            output.write_lines([(target,)])
