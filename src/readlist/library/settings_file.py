"""Change the settings file, whose comments and order are the person's, and check it before it is written."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from readlist.config import KNOWN, key_pattern, parse, parse_toml
from readlist.errors import InputError, UsageError
from readlist.library.file import load_provider_settings
from readlist.model.key_pattern import parse_pattern
from readlist.util.atomic_write import write_atomically
from readlist.util.encoding import is_utf8
from readlist.util.private_files import make_private_file, make_private_folder
from readlist.util.toml_lines import set_value

if TYPE_CHECKING:
    from pathlib import Path


def check_settings(text: str, path: Path) -> None:
    """Raise InputError unless a text for the file ``path`` is TOML with settings that exist and can be.

    Raises UsageError for a pattern of keys that is not one.
    """
    settings = parse(text, path)
    settings.check()
    if (pattern := key_pattern(settings)) is not None:
        parse_pattern(pattern)
    load_provider_settings(settings)


def set_in_text(text: str, name: str, value: str, *, file: str) -> str:
    """Return the text of a settings file with one setting changed, and no other byte.

    ``name`` has the tables in front: ``providers.arxiv.delay``; ``value`` is as in TOML, or a text without quotes.
    Raises InputError when more than one line would have to change.
    """
    try:
        parse_toml(text, file)
    except InputError as error:
        error.hint = "Mend it with: readlist config edit"
        raise
    *tables, leaf = name.split(".")
    if not all((*tables, leaf)):
        raise UsageError(f"'{name}' is not a setting", hint=f"Known settings: {', '.join(KNOWN)}")
    if not is_utf8(name + value):
        raise UsageError(f"'{value}' is not text in UTF-8")
    changed = set_value(text, tables, leaf, _parse_value(value))
    if changed is None:
        raise InputError(
            f"'{name}' cannot be set in one line", file=file, hint="Set it with: readlist config edit"
        )
    return changed


def _parse_value(text: str) -> Any:
    try:
        parsed = tomllib.loads(f"value = {text}")
    except (ValueError, RecursionError):
        return text
    value = parsed["value"]
    return value if len(parsed) == 1 and isinstance(value, (str, int, float, list)) else text


def write_settings(path: Path, text: str) -> None:
    """Write a settings file, a new one for its owner alone. Raises InputError when it cannot be written."""
    try:
        make_private_folder(path.parent)
        make_private_file(path)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", file=str(path)) from error
    write_atomically(path, [text])
