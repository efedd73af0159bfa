"""Commands about files: the imported files (source), the library file (db)."""

from __future__ import annotations

import sys
from pathlib import Path  # noqa: TC003 - typer evaluates annotations
from typing import TYPE_CHECKING, Annotated, Any

import typer

from readlist.cli import completion, options
from readlist.cli.command_names import SuggestingGroup
from readlist.cli.counts import count_of
from readlist.cli.fields import count_of_kind, local_time
from readlist.cli.session import get_session
from readlist.cli.terminal import at_terminal, confirm, has_keyboard, warn

if TYPE_CHECKING:
    from readlist.library import LibraryInfo

app = typer.Typer()
source = typer.Typer(cls=SuggestingGroup, help="The imported files.", no_args_is_help=True)
db = typer.Typer(cls=SuggestingGroup, help="The library file.", no_args_is_help=True)
app.add_typer(source, name="source")
app.add_typer(db, name="db")


@source.command("list", epilog=options.examples("readlist source list"))
def list_sources(ctx: typer.Context, json: options.AsJson = False) -> None:
    """List the imported files."""
    from readlist.cli import output  # noqa: PLC0415

    session = get_session(ctx)
    with session.open() as library:
        found = library.sources()
    if json:
        output.write_json(found)
        return
    headings = ("Name", "Entries", "Mentions", "Bytes", "Encoding", "Imported")
    rows = [
        (
            one.name,
            one.entries,
            one.mentions,
            one.size,
            one.encoding,
            local_time(one.imported) if at_terminal() else one.imported,
        )
        for one in found
    ]
    output.write_rows(headings, rows, color=session.color, optional=("Encoding",))
    if at_terminal():
        session.say(count_of(len(rows), "source"))


@source.command("show", epilog=options.examples("readlist source show peft.md > peft.md"))
def show_source(
    ctx: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="The name of the file, or part of it.",
            autocompletion=completion.complete_source,
        ),
    ],
) -> None:
    """Print an imported file, byte for byte; at a terminal, as text."""
    with get_session(ctx).open() as library:
        content = library.source_text(name)
    if at_terminal():  # which would execute escape sequences
        from readlist.cli import output  # noqa: PLC0415
        from readlist.util.encoding import decode  # noqa: PLC0415

        output.write_text([decode(content, name)[0]])
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()


@source.command(
    "rm", epilog=options.examples("readlist source rm peft.md", "readlist source rm peft.md --yes")
)
def rm_source(
    ctx: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="The name of the file, or part of it.",
            autocompletion=completion.complete_source,
        ),
    ],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Remove an imported file and its mentions from the library.

    The file itself stays. Entries that have tags or notes of yours, or that other files mention, stay as well.
    """
    session = get_session(ctx)
    if not yes and has_keyboard():
        confirm(f"remove what was imported from {name}. Go on?")
    with session.open() as library:
        found, count = library.remove_source(name)
    session.say(f"removed: {found} (entries: {count})")
    session.say("To have it back: readlist undo --yes")


@source.command("mv", epilog=options.examples("readlist source mv peft.md notes/finetuning.md"))
def mv_source(
    ctx: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="The present name of the file, or part of it.",
            autocompletion=completion.complete_source,
        ),
    ],
    path: Annotated[Path, typer.Argument(metavar="PATH", help="Where the file is now.")],
) -> None:
    """Record that an imported file was renamed or moved.

    The next import of that file then updates its entries, even if the file has also changed.
    """
    session = get_session(ctx)
    with session.open() as library:
        old, new = library.move_source(name, path)
    session.say(f"moved: {old} -> {new}" if old != new else f"moved: {old}")
    if not path.exists():
        session.say(f"there is no file {path} yet")


@db.command("info", epilog=options.examples("readlist db info"))
def info(ctx: typer.Context, json: options.AsJson = False) -> None:
    """Show where the library is and how much it holds."""
    from readlist.cli import output  # noqa: PLC0415

    with get_session(ctx).open() as library:
        found = library.info()
    if json:
        output.write_json_object(found)
    else:
        output.write_lines(_info_rows(found))


def _info_rows(found: LibraryInfo) -> list[tuple[str, Any]]:
    kinds = ", ".join(count_of_kind(count, kind) for kind, count in found.entries.items())
    return [
        ("file", found.path),
        ("bytes", found.size),
        ("schema version", found.version),
        ("entries", f"{sum(found.entries.values())}" + (f" ({kinds})" if kinds else "")),
        ("mentions", found.mentions),
        ("sources", found.sources),
        ("tags", found.tags),
        ("notes", found.notes),
    ]


@db.command("check", epilog=options.examples("readlist db check", "readlist db check --json"))
def check(ctx: typer.Context, json: options.AsJson = False) -> None:
    """Check the library file, its search index and its entries. Exit code 1: something is wrong.

    Other commands can read meanwhile, but not write.
    """
    from readlist.cli import output  # noqa: PLC0415

    session = get_session(ctx)
    with session.open() as library:
        found = library.check()
    if json:
        output.write_json_object({"problems": found.problems, "advice": found.advice or None})
    else:
        output.write_lines((problem,) for problem in found.problems)
    if found.problems:
        warn(found.advice)
        raise typer.Exit(1)
    session.say("The library file is whole.")


@db.command(
    "backup",
    epilog=options.examples(
        "readlist db backup", "readlist db backup ~/library-today.db", "readlist db backup --list"
    ),
)
def backup(
    ctx: typer.Context,
    path: Annotated[
        Path | None, typer.Argument(metavar="[PATH]", help="A new file; default: the folder of backups.")
    ] = None,
    list_: Annotated[
        bool, typer.Option("--list", help="List the copies in the folder of backups instead.")
    ] = False,
    json: options.AsJson = False,
) -> None:
    """Back up the library. Other commands can go on meanwhile."""
    from readlist.cli import output  # noqa: PLC0415

    session = get_session(ctx)
    with session.open() as library:
        if not list_:
            output.write_lines([(library.back_up(path),)])
            return
        found = library.backups()
    if json:
        output.write_json(found)
    else:
        rows = ((number, one.made, one.size, one.path) for number, one in enumerate(found, 1))
        output.write_rows(("Number", "Made", "Bytes", "File"), rows, color=session.color)


@db.command(
    "restore", epilog=options.examples("readlist db restore 1", "readlist db restore ~/library-copy.db --yes")
)
def restore(
    ctx: typer.Context,
    backup: Annotated[
        str,
        typer.Argument(
            metavar="BACKUP",
            help="A copy: its file, or its number in db backup --list.",
            autocompletion=completion.complete_backup,
        ),
    ],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Replace the library by a backup; it is backed up itself before."""
    session = get_session(ctx)
    with session.open(create=True) as library:
        path = library.find_backup(backup)
        if not yes and has_keyboard():
            confirm(f"replace the library by {path}. Go on?")
        before = library.restore(path)
    session.say(f"restored: {path}")
    session.say(f"the library as it was is kept in {before}")


@db.command("vacuum", epilog=options.examples("readlist db vacuum"))
def vacuum(ctx: typer.Context) -> None:
    """Free the disk space of deleted data."""
    session = get_session(ctx)
    with session.open() as library:
        before, after = library.vacuum()
    session.say(f"{before:,} bytes before, {after:,} after")


@db.command("repair", epilog=options.examples("readlist db repair"))
def repair(ctx: typer.Context) -> None:
    """Rebuild the search index and the entries where they are wrong. Your notes and imported files stay as they are."""
    session = get_session(ctx)
    with session.open() as library:
        repaired = library.repair()
    for problem in repaired:
        session.say(f"repaired: {problem}")
    if not repaired:
        session.say("nothing to do: the library file is whole")
