"""Commands for several devices and people: sync, sync init, join, status, leave, resolve, admin create."""

from __future__ import annotations

import contextlib
import sys
from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from readlist.cli import options
from readlist.cli.command_names import SuggestingGroup
from readlist.cli.completion import complete_stated_field
from readlist.cli.counts import count_line
from readlist.cli.fields import local_time
from readlist.cli.session import get_session
from readlist.errors import NetworkError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from readlist.cli.session import Session
    from readlist.library import Exchanged
    from readlist.library.syncing import SyncStatus

_MOST_NOTICES = 20
_REASONS = {
    "newer": "a newer readlist wrote them; upgrade: pip install --upgrade readlist",
    "ahead": "they are dated more than a day ahead; the clock of their device is wrong",
    "broken": "they cannot be read",
    "forged": "they are in the name of somebody else than the member who sent them",
}

app = typer.Typer()
sync_app = typer.Typer(
    cls=SuggestingGroup,
    help="""Share the library with your other devices, or with a group.

    Without a further command: receive what was done elsewhere, and send what was done here. Begin with sync init; on each
    further device: sync join.
    """,
    invoke_without_command=True,
)
admin = typer.Typer(cls=SuggestingGroup, help="For the owner of a PostgreSQL hub.", no_args_is_help=True)
app.add_typer(sync_app, name="sync")
sync_app.add_typer(admin, name="admin")

Where = Annotated[
    list[str],
    typer.Argument(
        metavar="[git] ADDRESS",
        help="A folder, an address of git such as git@github.com:ada/papers.git, or postgresql://USER@HOST/DATABASE.",
    ),
]


@sync_app.callback(
    epilog=options.examples("readlist sync", "readlist sync --compact"),
)
def sync(
    ctx: typer.Context,
    *,
    watch: Annotated[
        bool,
        typer.Option(
            "--watch", help="Go on until Ctrl-C, and exchange whatever is done here or elsewhere at once."
        ),
    ] = False,
    compact: Annotated[
        bool,
        typer.Option(
            "--compact", help="Also store what was sent in less space, and leave a snapshot for new devices."
        ),
    ] = False,
) -> None:
    """Receive what was done on other devices, and send what was done here."""
    if ctx.invoked_subcommand:
        return
    if watch and compact:
        raise UsageError("--watch and --compact do not go together")
    session = get_session(ctx)
    with session.open() as library:
        if watch:
            _follow(session, library.follow)
            return
        with _telling(session) as tell:
            done = (library.compact_sync if compact else library.sync)(tell=tell)
    if not compact or not done.is_nothing:
        _report(session, done)
    if compact:
        session.say("compacted; new devices begin with a snapshot of now")


@sync_app.command("init", epilog=options.examples("readlist sync init ~/stick/papers.git"))
def init(ctx: typer.Context, address: Where) -> None:
    """Share this library through git, a folder or PostgreSQL.

    All of it is sent there. A folder that does not exist is made. Each device keeps the whole library and works without a network.
    """
    session = get_session(ctx)
    with session.open(create=True) as library, _telling(session) as tell:
        done = library.begin_sync(_read_address(address), tell=tell)
    _report(session, done)
    session.say("on each further device: readlist sync join, with the same address")


@sync_app.command(
    "join",
    epilog=options.examples(
        "readlist sync join ~/stick/papers.git",
        "readlist sync join ~/stick/papers.git --replay",
    ),
)
def join(
    ctx: typer.Context,
    address: Where,
    *,
    replay: Annotated[
        bool,
        typer.Option(
            "--replay", help="Read all that was ever done, and not the snapshot that another made of it."
        ),
    ] = False,
) -> None:
    """Fill a new library with a shared one, and share it from then on."""
    from readlist.library import Library  # noqa: PLC0415

    session = get_session(ctx)
    with _telling(session) as tell:
        done = Library.join(session.settings, _read_address(address), replay=replay, tell=tell)
    _report(session, done)
    with session.open() as library:
        count = library.count()
    session.say(f"joined: {count_line(count, count)}")


@sync_app.command("status", epilog=options.examples("readlist sync status", "readlist sync status --json"))
def status(ctx: typer.Context, *, json: options.AsJson = False) -> None:
    """Show where the library is shared, and the changes by device.

    Of each device: who used it, and when for the last time. What is only here counts as to be sent.
    """
    from readlist.cli import output  # noqa: PLC0415

    session = get_session(ctx)
    with session.open() as library:
        found = library.sync_status()
    if json:
        output.write_json_object(found._asdict())
        return
    rows = [("address", found.address), ("to send", found.to_send)]
    if found.person:
        rows.insert(1, ("you are", found.person))
    if found.problem:
        rows.append(("problem", found.problem))
    rows += [
        (f"changes {_by_device(found, device)}", count) for device, count in sorted(found.operations.items())
    ]
    apart = Counter((name[16:32], reason) for name, reason in found.waiting.items())
    rows += [
        (f"kept apart, of device {device}", f"{count}: {_REASONS[reason]}")
        for (device, reason), count in sorted(apart.items())
    ]
    output.write_rows(("What", "Value"), rows, color=session.color)


def _by_device(found: SyncStatus, device: str) -> str:
    """Who used a device, and which it is: this one, or when it was used for the last time."""
    person, at = found.users.get(device, ("", ""))
    by = f"by {person or 'unknown'}"
    if device == found.device:
        return f"{by}, this device"
    return f"{by}, last {local_time(at)}" if at else f"not here yet, of device {device}"


@sync_app.command("leave", epilog=options.examples("readlist sync leave"))
def leave(ctx: typer.Context) -> None:
    """Stop sharing this library. It keeps all that it has, and so do the others."""
    session = get_session(ctx)
    with session.open() as library:
        session.say(f"no longer shared at {library.leave_sync()}")


@sync_app.command(
    "resolve",
    epilog=options.examples(
        "readlist sync resolve hu2021lora", "readlist sync resolve hu2021lora --field status --take 2"
    ),
)
def resolve(
    ctx: typer.Context,
    entry: options.Entry,
    *,
    field: Annotated[
        str | None,
        typer.Option(
            "--field",
            metavar="FIELD",
            help="Settle what was said of this field only.",
            autocompletion=complete_stated_field,
        ),
    ] = None,
    take: Annotated[
        int, typer.Option("--take", metavar="NUMBER", help="The value to keep, in the order that show has.")
    ] = 1,
) -> None:
    """Settle values that devices gave at the same time.

    Keeps the latest value, or with --take another one.
    """
    session = get_session(ctx)
    with session.open() as library:
        found = library.find(entry)
        if not library.clashes(found.id):
            session.say(f"nothing to settle: the devices agree on {found.key}")
            return
        session.say(f"settled: {library.resolve_clashes(entry, field=field, take=take)}")


@admin.command(
    "create",
    epilog=options.examples("readlist sync admin create --print --member ada --member bob"),
)
def create(
    ctx: typer.Context,
    *,
    address: Annotated[
        str | None,
        typer.Argument(
            metavar="[ADDRESS]", help="The database, as its owner: postgresql://OWNER@HOST/DATABASE"
        ),
    ] = None,
    member: Annotated[
        list[str] | None,
        typer.Option("--member", metavar="NAME", help="A role to make for a member; can be repeated."),
    ] = None,
    print_only: Annotated[bool, typer.Option("--print", help="Print the SQL, and run nothing.")] = False,
) -> None:
    """Make a PostgreSQL database a hub: its tables, one function, and the rights of members.

    Members may add to the log and read it, nothing else. Running it again changes nothing.
    """
    from readlist.library import Library  # noqa: PLC0415

    members = tuple(member or ())
    if print_only:
        sys.stdout.write(Library.hub_statements(members))
        return
    if not address:
        raise UsageError("the address of the database is missing", hint="Or print the SQL: --print")
    Library.create_hub(address, members)
    session = get_session(ctx)
    session.say("the hub is ready; share a library with: readlist sync init, and this address")
    for name in members:
        session.say(f"give {name} a password, in psql: \\password {name}")


def _read_address(words: list[str]) -> str:
    """Return the address in the arguments: alone, or after the name of its engine."""
    if len(words) == 1:
        return words[0]
    if len(words) == 2 and words[0] in ("git", "postgres", "postgresql"):
        return words[1]
    raise UsageError(
        f"'{' '.join(words)}' is not one address",
        hint="Write: readlist sync init git URL, or: readlist sync init URL",
    )


@contextlib.contextmanager
def _telling(session: Session) -> Iterator[Callable[[str, int], None] | None]:
    """Show progress while the block runs; the value is to be called with what is done, and how many operations."""
    from readlist.cli.progress import show_progress  # noqa: PLC0415

    with show_progress(session) as show:
        yield (lambda what, done: show(f"{what} operations", done, None)) if show else None


def _follow(session: Session, follow: Callable[[], Iterator[Exchanged | NetworkError]]) -> None:
    session.say("waiting for changes; Ctrl-C ends this")
    try:
        for done in follow():
            if isinstance(done, NetworkError):
                session.say(f"{done.message}; trying again")
            else:
                _report(session, done)
    except KeyboardInterrupt:
        session.say("ended")


def _report(session: Session, done: Exchanged) -> None:
    """Say what an exchange did, in one line if nothing is wrong."""
    if done.is_nothing:
        session.say("nothing to do")
        return
    parts = []
    if done.received:
        people = ", ".join(f"{name or 'unnamed'} {count}" for name, count in done.received.most_common())
        parts.append(f"received: {done.received.total()} ({people})")
    if done.sent:
        parts.append(f"sent: {done.sent}")
    if parts:
        session.say("; ".join(parts))
    for reason in sorted(set(done.waiting.values())):
        count = sum(one == reason for one in done.waiting.values())
        session.say(f"not applied yet: {count} ({_REASONS.get(reason, reason)})")
    for clash in done.clashes[:_MOST_NOTICES]:
        session.say(f"clash: {clash}")
    if done.clashes:
        session.say("the first value of each counts; to keep it, or another: readlist sync resolve KEY")
    for notice in dict.fromkeys(one.text for one in done.notices[:_MOST_NOTICES]):
        session.say(notice)
