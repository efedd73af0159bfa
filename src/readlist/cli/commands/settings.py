"""The settings file: config path, list, get, set, edit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from readlist.cli import options
from readlist.cli.command_names import SuggestingGroup
from readlist.cli.completion import complete_setting
from readlist.cli.session import get_session
from readlist.errors import InputError, NotFoundError, SheetError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from readlist.cli.session import Session

app = typer.Typer()
config_ = typer.Typer(cls=SuggestingGroup, help="The settings file.", no_args_is_help=True)
app.add_typer(config_, name="config")

_SECRETS = ("key", "password")
_NAME = typer.Argument(
    metavar="NAME",
    help="The setting, with its tables: backups, providers.arxiv.delay",
    autocompletion=complete_setting,
)


@config_.command("path", epilog=options.examples("readlist config path"))
def path(ctx: typer.Context, json: options.AsJson = False) -> None:
    """Print where the settings file is, or would be."""
    from readlist.cli import output  # noqa: PLC0415

    file = _path(get_session(ctx))
    if json:
        output.write_json_object({"path": str(file), "exists": file.is_file()})
    else:
        output.write_lines([(file,)])


def _path(session: Session) -> Path:
    from readlist import config  # noqa: PLC0415

    return config.settings_path(session.config)


@config_.command("list", epilog=options.examples("readlist config list", "readlist config list --json"))
def list_(ctx: typer.Context, json: options.AsJson = False) -> None:
    """List the settings in effect, and where each comes from. Keys and passwords are not shown."""
    from readlist.cli import output  # noqa: PLC0415

    session = get_session(ctx)
    rows = [
        (name, "(set)" if name.rpartition(".")[2] in _SECRETS else value, origin)
        for name, value, origin in session.settings.listed()
    ]
    if json:
        output.write_json({"name": name, "value": value, "origin": origin} for name, value, origin in rows)
    else:
        output.write_rows(("Setting", "Value", "From"), rows, color=session.color)


@config_.command(
    "get", epilog=options.examples("readlist config get db", "readlist config get providers.arxiv.delay")
)
def get(ctx: typer.Context, name: Annotated[str, _NAME], json: options.AsJson = False) -> None:
    """Print a setting. Exit code 1: it is not set."""
    from readlist.cli import output  # noqa: PLC0415

    known = {one: value for one, value, _ in get_session(ctx).settings.listed()}
    if name not in known:
        raise NotFoundError(f"'{name}' is not set", hint="See what is: readlist config list")
    if json:
        output.write_json_object(known[name])
    else:
        output.write_lines([(known[name],)])


@config_.command(
    "set",
    epilog=options.examples("readlist config set backups 10", "readlist config set db ~/papers/library.db"),
)
def set_(
    ctx: typer.Context,
    name: Annotated[str, _NAME],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="A number, a text, or a list as in TOML.")],
) -> None:
    """Set a value in the settings file, if it is valid."""
    from readlist.library import settings_file  # noqa: PLC0415

    session = get_session(ctx)
    file = _path(session)
    text = settings_file.set_in_text(_read(file), name, value, file=str(file))
    settings_file.check_settings(text, file)
    settings_file.write_settings(file, text)
    session.say(f"set: {name} in {file}")


@config_.command("edit", epilog=options.examples("readlist config edit"))
def edit(ctx: typer.Context) -> None:
    """Edit the settings file in your editor. It is checked before it takes the place of the old one."""
    from readlist.cli.editor import Draft, edit_until_valid  # noqa: PLC0415
    from readlist.library import settings_file  # noqa: PLC0415

    session = get_session(ctx)
    file = _path(session)
    before = _read(file)
    draft = Draft.create(session, before, suffix=".toml", beside=file)

    def store(text: str) -> bool:
        try:
            settings_file.check_settings(text, file)
        except (InputError, UsageError) as error:
            plain = "\n".join(line for line in text.split("\n") if not line.startswith(_ERROR))
            marked = f"{_ERROR}{' '.join(error.message.split())}\n{plain}"
            raise SheetError([(1, error.message)], text=marked, plain=plain) from error
        if text != before:
            settings_file.write_settings(file, text)
        return text != before

    changed = edit_until_valid(session, draft, store)
    session.say(f"changed: {file}" if changed else "nothing to do: the text is as it was")


_ERROR = "# ERROR: "


def _read(file: Path) -> str:
    from readlist.cli.editor import read_text  # noqa: PLC0415

    return read_text(file) if file.exists() else ""
