"""Commands that refuse empty arguments, such as that of a variable that a script forgot to set.

To Python the path "" is the current folder, and a filter that is empty filters nothing: ``readlist import "$NOTES"`` would
import whatever is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand

from readlist.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import typer


class CarefulCommand(TyperCommand):
    """A command none of whose options and arguments may be empty."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the command line; raise UsageError if something in it is empty."""
        given = list(args)  # ``parse_args`` takes from the list
        rest = super().parse_args(ctx, args)
        if not ctx.resilient_parsing:
            values, _, _ = self.make_parser(ctx).parse_args(given)  # as written: Path("") is "."
            refuse_empty((_call(one), values[one.name]) for one in self.params if one.name in values)
        return rest


def make_careful(app: typer.Typer) -> None:
    """Let the commands of an application, and of its groups, be careful, apart from those with a class of their own."""
    for command in app.registered_commands:
        if command.cls in (None, TyperCommand):
            command.cls = CarefulCommand
    for group in app.registered_groups:
        if group.typer_instance is not None:
            make_careful(group.typer_instance)


def refuse_empty(given: Iterable[tuple[str, object]]) -> None:
    """Raise UsageError if a value, or one of several, is empty; ``given``: what to call each, and the value."""
    for name, value in given:
        if "" in (value if isinstance(value, (list, tuple)) else (value,)):
            raise UsageError(f"{name} is empty", hint="Leave it out, or give it a value.")


def _call(parameter: Any) -> str:
    """Name an option by its long form, and an argument as the help does."""
    if parameter.param_type_name == "argument":
        return "an argument"
    return str(max(parameter.opts, key=len))
