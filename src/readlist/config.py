"""Where the library and the settings lie.

    the library    --db, else READLIST_DB, else `db` in the settings, else the platform's data folder
    the settings   --config, else READLIST_CONFIG, else the platform's config folder; TOML:

        db = "~/papers/library.db"

        [providers.arxiv]
        url = "https://export.arxiv.org/api/query"

Environment variables are read here and nowhere else.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from readlist.errors import InputError, UsageError

APP = "readlist"
DB_VARIABLE = "READLIST_DB"
CONFIG_VARIABLE = "READLIST_CONFIG"

_XDG = {"data": ("XDG_DATA_HOME", ".local/share"), "config": ("XDG_CONFIG_HOME", ".config")}


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one run: the library's path and whatever else the settings file holds, by section."""

    db: Path
    path: Path
    values: dict[str, Any] = field(default_factory=dict)

    def section(self, *names: str) -> dict[str, Any]:
        """Return the table ``[a.b]`` for ``section("a", "b")``; empty when it is not there."""
        table: Any = self.values
        for name in names:
            table = table.get(name, {}) if isinstance(table, dict) else {}
        return table if isinstance(table, dict) else {}


def load(db: Path | str | None = None, config: Path | str | None = None) -> Config:
    """Find out which library to use, and read the settings.

    ``db`` and ``config`` are what the caller named, and win. Raises UsageError when a settings file that was named
    does not exist, InputError when it cannot be read.
    """
    named = config or os.environ.get(CONFIG_VARIABLE)
    path = Path(named).expanduser() if named else user_folder("config") / "config.toml"
    if named and not path.is_file():
        raise UsageError(f"there is no settings file {path}", hint="Leave out --config to use the usual one.")
    values = _read(path) if path.is_file() else {}
    return Config(_library_path(db, values, path), path, values)


def _library_path(db: Path | str | None, values: dict[str, Any], settings: Path) -> Path:
    if chosen := db or os.environ.get(DB_VARIABLE):
        return Path(chosen).expanduser()
    configured = values.get("db")
    if configured is None:
        return user_folder("data") / "library.db"
    if not isinstance(configured, str):
        raise InputError("`db` must be a path in quotes", file=str(settings))
    return settings.parent / Path(configured).expanduser()  # a relative path is relative to the settings file


def _read(path: Path) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415  (most people have no settings file)

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"this is no valid TOML: {error}", file=str(path)) from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", file=str(path)) from error


def user_folder(purpose: Literal["data", "config"]) -> Path:
    """Return this person's folder for the program's data or settings; it need not exist.

    On Linux the rule of https://specifications.freedesktop.org/basedir-spec is three lines, and platformdirs would
    cost each search 7 ms; other platforms ask platformdirs.
    """
    if sys.platform != "linux":
        import platformdirs  # noqa: PLC0415

        find = platformdirs.user_data_path if purpose == "data" else platformdirs.user_config_path
        return find(APP, appauthor=False)
    variable, default = _XDG[purpose]
    base = os.environ.get(variable, "")
    return (Path(base) if os.path.isabs(base) else Path.home() / default) / APP  # noqa: PTH117
