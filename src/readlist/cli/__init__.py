"""The command line: the only part that knows the terminal.

    main ── app (global options, lazy commands) ─┬─ incoming  import, add
                                                 ├─ network   fetch, pdf
                                                 ├─ arxiv     arxiv
                                                 ├─ look      search, list, show, why, related, topics, tags, open
                                                 ├─ keep      tag, untag, note, status
                                                 ├─ out       export
                                                 ├─ doctor    doctor
                                                 └─ care      source, db
    session   the open library, quiet, colour; where stdout and stderr go
    render    values to JSON, lines or tables
    options   options that several commands share
    finder    what "search" without words opens, with finder_view and finder_app

stdout is data, stderr is talk. Every command is a fresh process, so only the module of the command that is asked
for is loaded, and a command loads what it needs when it runs.
"""

from __future__ import annotations

import gc
import os
import sys

from readlist._version import __version__

_INTERRUPTED = 130
"""The exit code of a program that Ctrl-C ended: 128 + SIGINT."""


def main() -> None:
    """Run the command line, and exit. A closed pipe and Ctrl-C end it quietly."""
    # What start-up makes stays until the end. Looking through it for garbage takes a tenth of the time of a search;
    # ``Session.open`` turns collection on again, for what a command makes.
    gc.disable()
    try:
        _write_anything()
        if sys.argv[1:] == ["--version"]:
            sys.stdout.write(f"readlist {__version__}\n")
            sys.stdout.flush()
            return
        from readlist.cli.app import app  # noqa: PLC0415  (Ctrl-C during this import is caught too)

        try:
            app(prog_name="readlist")
        finally:
            sys.stdout.flush()
            gc.freeze()
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    except BrokenPipeError:
        from readlist.cli.session import let_go  # noqa: PLC0415

        let_go(sys.stdout)
        sys.exit(0)


def _write_anything() -> None:
    """Make the streams take any text: UTF-8 where a program reads it, the terminal's own encoding at a terminal."""
    # a parent may hand over closed streams
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        encoding = None if stream.isatty() else "utf-8"
        stream.reconfigure(encoding=encoding, errors="replace")  # type: ignore[union-attr]
