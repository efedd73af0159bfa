"""The command ``rekey``: citation keys of a pattern."""

from __future__ import annotations

from typing import Annotated

import typer

from readlist.cli import completion, options, output
from readlist.cli.session import get_session

app = typer.Typer()


@app.command(
    "rekey",
    epilog=options.examples(
        "readlist rekey --dry-run", 'readlist rekey hu2021lora --pattern "auth + year + shorttitle(3,3)"'
    ),
)
def rekey(
    ctx: typer.Context,
    entries: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ENTRY]...", help="Entries; all works if none.", autocompletion=completion.complete_entry
        ),
    ] = None,
    pattern: Annotated[
        str | None,
        typer.Option(
            metavar="PATTERN",
            help="Names (auth, authors, year, shortyear, title, shorttitle, veryshorttitle), filters (.lower, .upper,"
            ' .capitalize, .abbr, .condense) and "text", joined with +.',
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")] = False,
    json: options.AsJson = False,
) -> None:
    """Give entries the citation keys of a pattern.

    Without --pattern, it is `keys.pattern` of the settings, or auth.lower + year + shorttitle(1). An earlier key still
    finds its entry, and is exported to biblatex as `ids`.
    """
    session = get_session(ctx)
    with session.open() as library:
        changed = library.rekey(entries or (), pattern=pattern, dry_run=dry_run)
    if json:
        output.write_json({"former": old, "key": new} for old, new in changed)
    else:
        output.write_lines(changed)
    verb = "would change" if dry_run else "changed"
    session.say(
        f"keys {verb}: {len(changed)}" if changed else "nothing to do: the keys have this pattern already"
    )
