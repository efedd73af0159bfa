"""Change one value in a TOML file and no other byte of it: comments and order are the person's.

set_value("# mine\nbackups = 3\n", ("providers", "arxiv"), "delay", 5)
    ──> "# mine\nbackups = 3\n\n[providers.arxiv]\ndelay = 5\n"
"""

from __future__ import annotations

import json
import re
import tomllib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_HEADER = re.compile(r"\s*\[")


def write_value(value: Any) -> str:
    """Return a text, a number, a truth value or a list of these as TOML; TypeError for any other value."""
    if isinstance(value, str):  # the escapes of JSON are those of TOML; only DEL has to be escaped as well
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(write_value, value))}]"
    raise TypeError(f"{type(value).__name__} has no form in TOML here")


def set_value(text: str, tables: Sequence[str], name: str, value: Any) -> str | None:
    """Return a TOML file with a value set; None if that takes more than the change of a line.

    ``tables``: the names of the tables around the value, outermost first.
    """
    wanted = tomllib.loads(text)
    inner = wanted
    for table in tables:
        inner = inner.setdefault(table, {})
        if not isinstance(inner, dict):
            return None
    inner[name] = value
    changed = "".join(_set_line(text.splitlines(keepends=True), tables, name, value))
    try:
        return changed if tomllib.loads(changed) == wanted else None
    except tomllib.TOMLDecodeError:
        return None


def _set_line(lines: list[str], tables: Sequence[str], name: str, value: Any) -> list[str]:
    line = f"{_key(name)} = {write_value(value)}\n"
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    start = _find_table(lines, tables)
    if start is None:
        gap = ["\n"] if lines and lines[-1].strip() else []
        return [*lines, *gap, f"[{'.'.join(map(_key, tables))}]\n", line]
    end = next((n for n in range(start, len(lines)) if _HEADER.match(lines[n])), len(lines))
    pattern = re.compile(rf"\s*[\"']?{re.escape(name)}[\"']?\s*=")
    known = next((n for n in range(start, end) if pattern.match(lines[n])), None)
    if known is not None:
        return [*lines[:known], line, *lines[known + 1 :]]
    while end > start and not lines[end - 1].strip():
        end -= 1
    return [*lines[:end], line, *lines[end:]]


def _find_table(lines: Sequence[str], tables: Sequence[str]) -> int | None:
    """Return the place of the first line of a table; None if it has no header."""
    if not tables:
        return 0
    names = r"\s*\.\s*".join(rf"[\"']?{re.escape(name)}[\"']?" for name in tables)
    header = re.compile(rf"\s*\[\s*{names}\s*\]\s*(?:#.*)?$")
    return next((n + 1 for n, line in enumerate(lines) if header.match(line)), None)


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else write_value(name)
