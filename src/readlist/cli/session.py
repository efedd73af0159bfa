"""The global options of one run, and what they give a command: the settings, the open library, whether to be quiet."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readlist.cli.terminal import warn

if TYPE_CHECKING:
    import typer

    from readlist.config import Config
    from readlist.library.facade import Library


@dataclass(frozen=True, slots=True)
class Session:
    """The global options of one run."""

    db: str | None = None
    config: str | None = None
    quiet: bool = False
    color: bool = True

    @property
    def settings(self) -> Config:
        """The settings that the options name."""
        from readlist import config  # noqa: PLC0415

        return config.load(self.db, self.config)

    def open(self, *, create: bool = False) -> Library:
        """Open the library that the options name; with ``create``, make it when it does not exist."""
        from readlist.library.facade import Library  # noqa: PLC0415

        if not gc.isenabled():  # see ``cli.main``
            gc.freeze()
            gc.enable()
        settings = self.settings
        if settings.has_open_secrets:
            self.say(f"others can read the keys in {settings.path}; to prevent it: chmod 600 {settings.path}")
        if unknown := settings.unknown:
            self.say(f"{settings.path}: unknown settings: {', '.join(unknown)}")
        library = Library.open(settings.db, settings=settings, create=create)
        library.on_wait(lambda who, seconds: self.say(f"waiting for {who}, at most {seconds:.0f} seconds …"))
        return library

    def say(self, text: str) -> None:
        """Print a message on stderr, unless --quiet was given."""
        if not self.quiet:
            warn(text)


def get_session(ctx: typer.Context) -> Session:
    """Return the session of a command's context."""
    session = ctx.find_object(Session)
    assert session is not None
    return session
