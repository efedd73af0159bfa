"""Words of a query among the options of a command: ``search rag -survey`` leaves ``survey`` out.

A word that begins with a single dash is a term if it comes after the first word and is no option of the command, nor the
value of one. typer would take ``-survey`` for the options ``-s -u -r …``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from readlist.cli.careful_command import CarefulCommand
from readlist.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_DASH = "\ue000"
"""In the place of the dash of a term while typer reads the options: a character of the private use area."""
_TERM = re.compile(r"-[^\W_]|-[\"“”]")


class QueryCommand(CarefulCommand):
    """A command whose argument ``words`` is a query."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the options, and leave the terms that begin with a dash to the query."""
        rest = super().parse_args(ctx, list(self._protect(args, strict=not ctx.resilient_parsing)))
        words: Sequence[str] | None = ctx.params.get("words")
        if words:
            ctx.params["words"] = [
                word.replace(_DASH, "-", 1) if word[0:1] == _DASH else word for word in words
            ]
        return rest

    def _protect(self, args: Sequence[str], *, strict: bool) -> Iterator[str]:
        valued = {
            name
            for one in self.params
            if not getattr(one, "is_flag", True)
            for name in one.opts
            if name[0] == "-"
        }
        short = {name for one in self.params for name in one.opts if re.fullmatch("-[a-z]", name)} | {"-h"}
        has_word = False
        for place, arg in enumerate(args):
            if arg == "--":
                yield from args[place:]
                return
            is_value = place > 0 and args[place - 1] in valued
            is_option = arg in short or (re.match(r"-[a-z]=?\d+$", arg) and arg[:2] in valued)
            if not is_value and not is_option and _TERM.match(arg):
                if not has_word and strict:
                    raise UsageError(
                        f"'{arg}' is not an option",
                        hint=f"A word to leave out comes after the words to find: readlist search WORD {arg}",
                    )
                yield _DASH + arg[1:]
            else:
                has_word = has_word or not (is_value or arg.startswith("-"))
                yield arg
