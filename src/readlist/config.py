"""Paths of the library and the settings file, and the settings.

the library    --db, else READLIST_DB, else `db` in the settings, else the platform's data folder
the settings   --config, else READLIST_CONFIG, else the platform's configuration folder; TOML:

    db = "~/papers/library.db"
    backups = 5                 # copies made before imports that are kept; 0: none are made

    [keys]
    pattern = "auth.lower + year + shorttitle(1)"    how new citation keys are made (``model.key_pattern``)

    [providers.arxiv]
    url = "https://export.arxiv.org/api/query"
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from readlist.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

APP = "readlist"
DB_VARIABLE = "READLIST_DB"
CONFIG_VARIABLE = "READLIST_CONFIG"

_SECRETS = {"key", "password"}
_OTHERS = 0o044 if os.name == "posix" else 0
"""Permission bits of a file by which others than its owner may read it."""
_XDG = {"data": ("XDG_DATA_HOME", ".local/share"), "config": ("XDG_CONFIG_HOME", ".config")}
KNOWN = ("db", "backups", "keys", "providers")
_TABLES = ("keys", "providers")
_SETTINGS = ("db", "backups", "keys.pattern", "providers")
_BACKUPS, _MOST_BACKUPS = 5, 1000
KEY_PATTERN = "auth.lower + year + shorttitle(1)"
"""The pattern of citation keys where the settings name none: as Google Scholar writes keys."""


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one run: the paths of library and settings file, and the content of the settings file."""

    db: Path
    path: Path
    values: dict[str, Any] = field(default_factory=dict)

    def listed(self) -> list[tuple[str, Any, str]]:
        """Return each setting in effect: its name with its tables, its value, and where that comes from."""
        stated = dict(_flatten(self.values))
        origin = (
            "settings file"
            if "db" in stated and self.db == self.path.parent / expand_user(str(stated["db"]))
            else ""
        )
        db = (
            str(self.db),
            origin or ("default" if self.db == user_folder("data") / "library.db" else "--db or READLIST_DB"),
        )
        defaults = {"backups": self.backups, "keys.pattern": KEY_PATTERN}
        rows = [
            (name, stated.get(name, value), "settings file" if name in stated else "default")
            for name, value in defaults.items()
        ]
        others = [
            (name, value, "settings file")
            for name, value in stated.items()
            if name != "db" and name not in defaults
        ]
        return [("db", *db), *rows, *others]

    def check(self) -> None:
        """Raise InputError for a setting outside of ``providers`` that does not exist or has a bad value."""
        if unknown := self.unknown:
            raise InputError(
                f"unknown setting {unknown[0]}",
                file=str(self.path),
                hint=f"Known settings: {', '.join(_SETTINGS)}",
            )
        self.check_values()

    def check_values(self) -> None:
        """Raise InputError for a setting outside of ``providers`` with a value of another type than it has."""
        for name in _TABLES:
            if not isinstance(self.values.get(name, {}), dict):
                raise InputError(f"`{name}` must be a table: [{name}]", file=str(self.path))
        _check_db(self.values.get("db"), self.path)
        _ = self.backups
        key_pattern(self)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The settings outside of ``providers`` that do not exist."""
        stated = (*self.values, *(f"keys.{name}" for name in self.section("keys")))
        return tuple(name for name in stated if name not in (*KNOWN, *_SETTINGS))

    @property
    def backups(self) -> int:
        """How many copies of the library, made before imports, are kept; InputError for a bad setting."""
        value = self.values.get("backups", _BACKUPS)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _MOST_BACKUPS:
            raise InputError(f"`backups` must be a number from 0 to {_MOST_BACKUPS}", file=str(self.path))
        return value

    def section(self, *names: str) -> dict[str, Any]:
        """Return the table ``[a.b]`` for ``section("a", "b")``; empty if there is no such table."""
        table: Any = self.values
        for name in names:
            table = table.get(name, {}) if isinstance(table, dict) else {}
        return table if isinstance(table, dict) else {}

    @property
    def has_open_secrets(self) -> bool:
        """Whether the file has keys or passwords, and others than its owner may read it."""
        tables = [table for table in self.section("providers").values() if isinstance(table, dict)]
        return any(_SECRETS & table.keys() for table in tables) and bool(self.path.stat().st_mode & _OTHERS)


def load(db: Path | str | None = None, config: Path | str | None = None) -> Config:
    """Read the settings and determine the library; the arguments win over environment and settings file.

    Raises UsageError when a settings file that was asked for does not exist, InputError when it cannot be read.
    """
    chosen = config or os.environ.get(CONFIG_VARIABLE)
    path = settings_path(config)
    if chosen and not path.is_file():
        raise UsageError(
            f"there is no settings file {path}",
            hint=f"Leave out --config, and unset {CONFIG_VARIABLE}, to use the default file.",
        )
    values = _read(path) if path.is_file() else {}
    settings = Config(_library_path(db, values, path), path, values)
    settings.check_values()
    return settings


def _library_path(db: Path | str | None, values: dict[str, Any], settings: Path) -> Path:
    if chosen := db or os.environ.get(DB_VARIABLE):
        if str(chosen) == ":memory:" or str(chosen).startswith("file:"):
            raise UsageError(f"the library is a file, not {chosen}", hint="Give a path: --db papers.db")
        return expand_user(chosen)
    configured = values.get("db")
    if configured is None:
        return user_folder("data") / "library.db"
    _check_db(configured, settings)
    return settings.parent / expand_user(configured)  # a relative path is relative to the settings file


def _check_db(value: Any, settings: Path) -> None:
    if value is not None and (not isinstance(value, str) or not value or "\0" in value):
        raise InputError("`db` must be a path in quotes", file=str(settings))


def expand_user(path: Path | str) -> Path:
    """Return a path with the home folder for ``~`` at its start. Raises UsageError for that of nobody (``~nobody``)."""
    try:
        return Path(path).expanduser()
    except RuntimeError as error:
        raise UsageError(f"there is no home folder for {path}", hint="Write the whole path.") from error


def settings_path(config: Path | str | None = None) -> Path:
    """Return the path of the settings file, which need not exist: the one given, READLIST_CONFIG's, or the default."""
    chosen = config or os.environ.get(CONFIG_VARIABLE)
    return expand_user(chosen) if chosen else user_folder("config") / "config.toml"


def parse(text: str, path: Path) -> Config:
    """Return the settings in a text for the file ``path``. Raises InputError when it is not TOML."""
    values = parse_toml(text, path)
    return Config(_library_path(None, values, path), path, values)


def parse_toml(text: str, path: Path | str) -> dict[str, Any]:
    """Return the tables of a TOML file. Raises InputError when it is not TOML."""
    import tomllib  # noqa: PLC0415  (most people have no settings file)

    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise InputError("is nested too deeply", file=str(path)) from error
    except ValueError as error:  # TOMLDecodeError, or a number of more digits than Python converts
        raise InputError(f"is not valid TOML: {error}", file=str(path)) from error


def _flatten(values: dict[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def key_pattern(settings: Config) -> str | None:
    """Return the pattern of citation keys that the settings name, if they do; InputError if it is not text."""
    pattern = settings.section("keys").get("pattern")
    if pattern is not None and not isinstance(pattern, str):
        raise InputError("`keys.pattern` must be a pattern in quotes", file=str(settings.path))
    return pattern


def _read(path: Path) -> dict[str, Any]:
    try:
        return parse_toml(path.read_text(encoding="utf-8"), path)
    except UnicodeDecodeError as error:
        raise InputError(f"is not valid TOML: {error}", file=str(path)) from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", file=str(path)) from error


def user_folder(purpose: Literal["data", "config"]) -> Path:
    """Return the user's folder for the program's data or settings; it need not exist.

    Platforms other than Linux ask platformdirs. On Linux, which follows
    https://specifications.freedesktop.org/basedir-spec in three lines, platformdirs would cost each search 7 ms.
    """
    if sys.platform != "linux":
        import platformdirs  # noqa: PLC0415

        find = platformdirs.user_data_path if purpose == "data" else platformdirs.user_config_path
        return find(APP, appauthor=False)
    variable, default = _XDG[purpose]
    base = os.environ.get(variable, "")
    return (Path(base) if os.path.isabs(base) else Path.home() / default) / APP  # noqa: PTH117
