"""The command mcp."""

from __future__ import annotations

from typing import Annotated

import typer

from readlist.cli import options
from readlist.cli.session import get_session

app = typer.Typer()


@app.command("mcp", epilog=options.examples("readlist mcp", "readlist mcp --read-only"))
def mcp(
    ctx: typer.Context,
    *,
    read_only: Annotated[
        bool, typer.Option("--read-only", help="Offer no tools that change the library.")
    ] = False,
) -> None:
    """Serve the library to an AI assistant (MCP).

    The assistant starts this command and speaks the Model Context Protocol with it, on stdin and stdout. It can search, show
    and export entries, and add, tag and annotate them. Its changes are in the history, and undo takes them back.
    """
    from readlist.assistant.server import make_server  # noqa: PLC0415

    session = get_session(ctx)
    server = make_server(session.open, read_only=read_only)
    session.open().close()  # a library that cannot be opened is reported now, not at the first question
    server.run("stdio")
