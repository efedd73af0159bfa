"""What typer's completion of the shells lacks: values with blanks in bash, and help texts without loading rich."""

from __future__ import annotations

import os
import re
import shlex
from typing import Any

from readlist.cli.sanitize import one_line

_SPECIAL = re.compile(r"[^\w@%+=:,./-]")


def install() -> None:
    """Correct typer's classes; called only where a shell asks."""
    from typer import _completion_classes  # noqa: PLC0415

    # typer formats help texts with rich, which loads a markdown parser at each TAB
    _completion_classes._sanitize_help_text = one_line  # noqa: SLF001
    _completion_classes.BashComplete.format_completion = _in_bash  # type: ignore[method-assign, assignment]


def _in_bash(_: Any, item: Any) -> str:
    """Return a value as bash inserts it: it takes a word as it is written, so that blanks need a backslash."""
    value = str(item.value)
    return value if _is_quoted(os.environ.get("COMP_WORDS", "")) else _SPECIAL.sub(r"\\\g<0>", value)


def _is_quoted(line: str) -> bool:
    """Return whether a quotation is open at the end of a line."""
    try:
        shlex.split(line)
    except ValueError:
        return True
    return False
