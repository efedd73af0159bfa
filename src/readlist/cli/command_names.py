"""What a command may have been meant by a name that is none: misspelt, or what another program calls it.

The other names are those of papis, cobib, pubs, buku, git and the shell for the same thing.
"""

from __future__ import annotations

from typing import Any

from typer import TyperException
from typer.core import TyperGroup

from readlist.errors import UsageError

ELSEWHERE = {
    "readlist": {
        "attach": "pdf",
        "backup": "db backup",
        "bib": "export --format bibtex",
        "bibtex": "export --format bibtex",
        "browse": "open",
        "cat": "show",
        "check": "doctor",
        "cite": "export --format bibtex",
        "clone": "sync join",
        "delete": "rm",
        "download": "pdf",
        "find": "search",
        "get": "show",
        "grep": "search",
        "info": "show",
        "init": "import",
        "lists": "list",
        "ls": "list",
        "modify": "edit",
        "notes": "note",
        "print": "show",
        "pull": "sync",
        "push": "sync",
        "read": "status ENTRY read",
        "remove": "rm",
        "rename": "rekey",
        "restore": "db restore",
        "review": "next",
        "settings": "config",
        "sources": "source list",
        "statistics": "stats",
        "todo": "next",
        "update": "fetch",
        "version": "--version",
        "view": "open",
    },
    "topic": {"delete": "topic rm", "list": "topics", "ls": "topics", "remove": "topic rm"},
    "tags": {
        "add": "tag",
        "delete": "tags rm",
        "list": "tags",
        "ls": "tags",
        "remove": "tags rm",
        "show": "tags",
    },
    "source": {"add": "import", "delete": "source rm", "ls": "source list", "remove": "source rm"},
    "db": {"backups": "db restore", "list": "db restore", "path": "db info", "status": "db info"},
    "config": {"show": "config list", "unset": "config edit"},
    "sync": {"clone": "sync join", "pull": "sync", "push": "sync", "remove": "sync leave"},
    "watch": {"delete": "watch rm", "ls": "watch list", "remove": "watch rm"},
}
"""Group of commands, to names of other programs, to what does that here."""


class SuggestingGroup(TyperGroup):
    """A group of commands that says what may have been meant by a name that is none of them."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that the first argument names; raise UsageError if it names none."""
        try:
            return super().resolve_command(ctx, args)
        except TyperException:
            if not args or args[0].startswith("-"):
                raise
            raise _unknown(args[0], _path(ctx), list(self.commands)) from None


def _path(ctx: Any) -> list[str]:
    """Return the names of the groups that a context is in, whatever the program was called as."""
    return [*_path(ctx.parent), ctx.info_name] if ctx.parent else ["readlist"]


def _unknown(word: str, groups: list[str], names: list[str]) -> UsageError:
    from readlist.text.nearest import find_nearest  # noqa: PLC0415

    start = " ".join(groups)
    elsewhere = ELSEWHERE.get(groups[-1], {}).get(word)
    near = [f"{start} {name}" for name in find_nearest(word, names)]
    meant = [f"readlist {elsewhere}"] if elsewhere else near
    hint = f"Did you mean: {', '.join(meant)}?" if meant else f"See what there is: {start} --help"
    return UsageError(f"no such command: {start} {word}", hint=hint)
