"""Long output on a terminal is shown by a pager."""

from __future__ import annotations

import io
import sys

import pytest

from readlist.cli.pager import paged


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self):
        return True


@pytest.fixture
def show(monkeypatch, tmp_path):
    """Print lines in ``paged``, on a terminal of ten lines; returns what comes to it, and to the pager, which writes a file."""
    monkeypatch.setenv("LINES", "10")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("READLIST_PAGER", f"sh -c 'cat > {tmp_path}/shown'")

    def run(count, error=None):
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdin", Terminal())
            patch.setattr(sys, "stdout", terminal := Terminal())
            try:
                with paged():
                    assert sys.stdout.isatty()
                    for number in range(count):
                        sys.stdout.write(f"第 {number}\n")
                    if error:
                        raise error
            finally:
                assert sys.stdout is terminal
                printed.append(terminal.getvalue())
        file = tmp_path / "shown"
        return terminal.getvalue().splitlines(), file.read_text("utf-8").splitlines() if file.exists() else []

    printed = run.printed = []
    return run


LINES = [f"第 {number}" for number in range(20)]


def test_short_output_is_printed(show):
    assert show(8) == (LINES[:8], [])


def test_long_output_is_shown_by_the_pager(show):
    assert show(20) == ([], LINES)


def test_leaving_the_pager_ends_the_output(show, monkeypatch):
    monkeypatch.setenv("READLIST_PAGER", "true")
    assert show(100_000, AssertionError("it goes on, though nobody reads it")) == ([], [])


@pytest.mark.parametrize("pager", ["", "cat", "no-such-pager-here", "'"])
def test_no_pager(show, monkeypatch, pager):
    monkeypatch.setenv("READLIST_PAGER", pager)
    assert show(20) == (LINES, [])


def test_errors_pass_and_output_stays(show):
    with pytest.raises(ValueError, match="bad"):
        show(2, ValueError("bad"))
    assert show.printed == ["第 0\n第 1\n"]
