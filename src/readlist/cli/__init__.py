"""The command line: the only package that knows the terminal.

    main ── app (global options, lazy commands) ── commands ─┬─ import_add   import, add
                                                             ├─ fetch_pdf    fetch, pdf
                                                             ├─ arxiv        arxiv load, search, show
                                                             ├─ search       search
                                                             ├─ browse       list, show, why, related, topics
                                                             ├─ organise     tags, topic
                                                             ├─ opening      open
                                                             ├─ annotate     tag, untag, note, status, rate
                                                             ├─ read         next, priority, due, log, stats
                                                             ├─ correct      set, unset, edit, rm
                                                             ├─ merge_split  merge, split
                                                             ├─ history      history, undo
                                                             ├─ doctor       doctor
                                                             ├─ export       export
                                                             ├─ settings     config
                                                             └─ admin        source, db
    plain_line  the plain forms of the commonest commands, read without typer, and what these do:
                finding, listing, showing, annotating, adding, undoing
    session     the global options of a run; opens the library
    options     options that several commands share (completion: their values at TAB; selection: entries to change;
                filter_values: filters without typer)
    editor      a text in the person's own editor
    output      values to JSON, lines or tables (tables: by rich)
    pager       long output on a terminal
    terminal    messages and errors on stderr (sanitize: safe text; progress: progress bars)
    finder      what "search" without words opens: state, view, app

A command parses, calls one method of ``Library`` and prints the result. Data goes to stdout, messages to stderr. Every
command is a fresh process, so only the module of that command is loaded, and it loads what it needs when it runs.
"""

from __future__ import annotations

import gc
import os
import sys

from readlist._version import __version__

_INTERRUPTED = 130
"""The exit code after Ctrl-C: 128 + SIGINT."""


def main() -> None:
    """Run the command line, and exit. A closed pipe or Ctrl-C ends it without a message."""
    # Objects created at start-up live until the end, and garbage collection of them takes a tenth of the time of a
    # search; ``Session.open`` enables it again for those that a command creates.
    gc.disable()
    try:
        _reconfigure_streams()
        if sys.argv[1:] == ["--version"]:
            sys.stdout.write(f"readlist {__version__}\n")
            sys.stdout.flush()
            return
        from readlist.cli import plain_line  # noqa: PLC0415  (Ctrl-C during this import is caught too)

        try:
            if line := plain_line.read(sys.argv[1:]):
                sys.exit(plain_line.run(line))
            from readlist.cli.app import app  # noqa: PLC0415

            app(prog_name="readlist")
        finally:
            sys.stdout.flush()
            gc.freeze()
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    except BrokenPipeError:
        from readlist.cli.terminal import discard  # noqa: PLC0415

        discard(sys.stdout)
        sys.exit(0)
    except OSError as error:  # what was left in the buffer of stdout
        from readlist.cli.error_reports import report_error  # noqa: PLC0415

        sys.exit(report_error(error, None))


def _reconfigure_streams() -> None:
    """Let the streams write any text: as UTF-8 to files and pipes, in the terminal's own encoding to a terminal."""
    # they are None when the parent process closed them
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        encoding = None if stream.isatty() else "utf-8"
        stream.reconfigure(encoding=encoding, errors="replace")  # type: ignore[union-attr]
