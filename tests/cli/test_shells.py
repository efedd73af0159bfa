"""Completion in real shells: a person types, presses TAB and Enter, and the command runs with what was completed.

bash, zsh and fish are started on a pseudo-terminal; one that is not installed is skipped.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs pseudo-terminals")

SHELLS = {
    "bash": ["bash", "--noprofile", "--norc", "-i"],
    "zsh": ["zsh", "-f", "-i"],
    "fish": ["fish", "--no-config", "-i"],
}
PROMPT = "READY> "
SETUP = {
    "bash": "bind 'set enable-bracketed-paste off'; source <(readlist --show-completion); PS1='{prompt}'\n",
    "zsh": "autoload -U compinit; compinit -u -D; source <(readlist --show-completion); PS1='{prompt}'\n",
    "fish": "readlist --show-completion | source; function fish_prompt; echo -n '{prompt}'; end\n",
}
ON_TERMINAL = """import fcntl, os, sys, termios
os.setsid()
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execvp(sys.argv[1], sys.argv[1:])"""
"""Starts a program with its standard input as its terminal: a shell needs one of its own."""
SECONDS = 30
_QUIET = 0.4


class Terminal:
    """A shell on a pseudo-terminal."""

    def __init__(self, shell, env, folder):
        import pty

        self.main, terminal = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-c", ON_TERMINAL, *SHELLS[shell]],
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            env=env,
            cwd=folder,
        )
        os.close(terminal)
        self.seen = ""

    def type(self, text):
        os.write(self.main, text.encode())

    def wait_for(self, pattern):
        """Read until the output has a match."""
        while not re.search(pattern, self.seen):
            if not self._read(SECONDS):
                pytest.fail(f"{pattern!r} is not in {self.seen!r}")

    def press_tab(self):
        """Press TAB when the shell waits, and wait for what it writes then."""
        self._settle()
        self.type("\t")
        if not self._read(SECONDS):
            pytest.fail(f"nothing is completed after {self.seen!r}")
        self._settle()

    def _settle(self):
        while self._read(_QUIET):
            pass

    def _read(self, seconds):
        """Read what the shell writes within some seconds; return whether it does."""
        import select

        if not select.select([self.main], [], [], seconds)[0]:
            return False
        self.seen += os.read(self.main, 4096).decode("utf-8", "replace")
        return True

    def close(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        os.close(self.main)


@pytest.fixture(params=sorted(SHELLS))
def terminal(request, db, tmp_path):
    """A shell that has the completion installed, as ``--show-completion`` prints it."""
    shell = request.param
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    program = tmp_path / "bin" / "readlist"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m readlist "$@"\n')
    program.chmod(0o755)
    env = {
        "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "TERM": "xterm",
        "LANG": "C.UTF-8",
        "READLIST_DB": str(db),
        "READLIST_PAGER": "cat",
    }
    found = Terminal(shell, env, tmp_path)
    found.type(SETUP[shell].format(prompt=PROMPT))
    found.wait_for(f"\n.*{PROMPT}")
    yield found
    found.close()


def run_completed(terminal, line):
    """Type a line, press TAB at each ``<TAB>``, and wait for the command to end."""
    *parts, last = line.split("<TAB>")
    for part in parts:
        terminal.type(part)
        terminal.press_tab()
    terminal.type(f"{last}; echo en''ded\n")
    terminal.wait_for(r"ended\r?\n")
    terminal.seen = ""


def test_keys_tags_statuses_and_topics_are_completed(terminal, run):
    run("tag", "self-rag", "reading group")
    run_completed(terminal, "readlist tag hu<TAB> readin<TAB>")
    assert run("tags").stdout == "2\treading group\n"
    run_completed(terminal, "readlist status hu<TAB> readi<TAB>")
    assert "reading" in run("list", "--status", "reading").stdout
    run_completed(terminal, "readlist topic rename PE<TAB> Tuning")
    assert "Tuning" in run("topics").stdout
    run_completed(terminal, "readlist topic add --query lora 'RAG 系列篇'")
    run_completed(terminal, "readlist undo --dr<TAB>")
    assert "RAG" in run("show", "lora").stdout
