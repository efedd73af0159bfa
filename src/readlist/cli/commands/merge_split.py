"""Commands that correct which mentions are one entry: merge, split."""

from __future__ import annotations

from typing import Annotated

import typer

from readlist.cli import options
from readlist.cli.session import get_session
from readlist.cli.terminal import warn

app = typer.Typer()


@app.command("merge", epilog=options.examples("readlist merge hu2021lora lora2021"))
def merge(ctx: typer.Context, entries: options.Entries) -> None:
    """Merge entries into the first, which keeps its key.

    The keys of the others stay valid names of it. You are warned when they have different IDs.
    No later import separates them again.
    """
    session = get_session(ctx)
    with session.open() as library:
        for problem in library.find_contradictions(entries):
            warn(f"warning: {problem}")
        merged = library.merge(entries)
    session.say(f"merged: {merged.key} (mentions: {len(merged.mentions)})")


@app.command("split", epilog=options.examples("readlist split hu2021lora 2 3", "readlist split hu2021lora 1"))
def split(
    ctx: typer.Context,
    entry: options.Entry,
    mentions: Annotated[
        list[int] | None,
        typer.Argument(metavar="MENTION...", help="Numbers of mentions, in the order of readlist why."),
    ] = None,
) -> None:
    """Move some mentions of an entry to a new entry.

    No later import joins them again.
    """
    session = get_session(ctx)
    with session.open() as library:
        old, new = library.split(entry, mentions or [])
    session.say(
        f"split: {old.key} (mentions: {len(old.mentions)}), {new.key} (mentions: {len(new.mentions)})"
    )
