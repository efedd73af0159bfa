"""git as a subprocess: what it may read of the person's surroundings, how long it may be silent, and why it failed.

    arguments ──> git, in a session of its own ──> stdout
                   ├── no terminal: it never asks for a password
                   ├── nothing heard for a while: it is stopped, with all that it started
                   └── it failed: NetworkError, with what to do next

The person's own settings stay in effect as far as they say how a server is reached (credentials, proxies, ssh, addresses
that stand for others). Those that change what is written, or run programs of their own, are overruled. Settings go through
the environment and not the command line, which other users of the machine can read; so does the address.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import re
import signal
import subprocess
import threading
from typing import IO, TYPE_CHECKING, NamedTuple

from readlist.errors import NetworkError
from readlist.sync.carriers.address import find_folder, hide_password

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

REMOTE = "readlist"
"""Name of the remote in the arguments; its address is a setting."""
SILENCE = 120.0
"""Seconds without a sign of life after which git is stopped. With --progress it reports at least every few seconds."""

BIG = "512k"
"""Size of a file from which on git does not look for what it has in common with others: that takes minutes for a snapshot,
and finds nothing."""
FEW = "6"
"""Objects from which on they are kept in the pack in which they come: an everyday push has fewer, and one of megabytes would
be compressed again each time."""
ALREADY_PACKED = ("-c", "core.compression=0", "-c", "fastimport.unpackLimit=1")
"""Options for files that are compressed already: git is not to try again, now or when it would store them by themselves."""
_OLDEST = 2, 31
"""The first version that reads settings from GIT_CONFIG_COUNT (git 2.31 release notes)."""
_KEPT = {
    "GIT_SSH",
    "GIT_SSH_COMMAND",
    "GIT_SSH_VARIANT",
    "GIT_SSL_CAINFO",
    "GIT_SSL_CAPATH",
    "GIT_SSL_CERT",
    "GIT_SSL_KEY",
    "GIT_SSL_NO_VERIFY",
    "GIT_PROXY_COMMAND",
    "GIT_PROXY_SSL_CAINFO",
    "GIT_HTTP_PROXY_AUTHMETHOD",
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_SYSTEM",
    "GIT_CONFIG_NOSYSTEM",
    "GIT_EXEC_PATH",
}
"""How servers are reached and where git is; every other variable of git's, such as those that a hook has, is dropped."""
_SETTINGS = {
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "core.logAllRefUpdates": "false",
    "core.autocrlf": "false",
    "core.bigFileThreshold": BIG,
    "commit.gpgSign": "false",
    "push.gpgSign": "false",
    "push.followTags": "false",
    "push.pushOption": "",
    "push.recurseSubmodules": "no",
    "fetch.recurseSubmodules": "no",
    "submodule.recurse": "false",
    "fetch.prune": "false",
    "fetch.pruneTags": "false",
    "fetch.writeCommitGraph": "false",
    "fastimport.unpackLimit": FEW,
    "fetch.unpackLimit": FEW,
    "gc.auto": "1000",
    "gc.autoDetach": "false",
    "http.lowSpeedLimit": "1",
    "http.lowSpeedTime": "60",
    "credential.interactive": "false",
}
_SSH = "ssh -o BatchMode=yes -o ConnectTimeout=15 -o ServerAliveInterval=15 -o ServerAliveCountMax=3"
_HINTS = (
    (
        "dubious ownership",
        "The folder belongs to another user. If you trust it: git config --global --add safe.directory FOLDER",
    ),
    (
        "could not read Username|could not read Password|Authentication failed|terminal prompts disabled|invalid credentials",
        "git has no password for this server. Let a credential helper keep it (git help gitcredentials), or use ssh.",
    ),
    (
        r"Permission denied \(|Host key verification failed|no such identity",
        "ssh must get in without asking: connect once by hand (ssh HOST), and add your key with ssh-add.",
    ),
    (
        "does not appear to be a git repository|not found|does not exist|no such file",
        "Check the address. On a forge, create an empty repository first.",
    ),
    (
        "Permission denied|insufficient permission|read-only|denied to|unable to create|access denied",
        "You may not write there.",
    ),
    ("No space left|disk quota", "The disk is full. What was not sent will be sent the next time."),
)
_OFFLINE = "Check the network, then try again: nothing is lost, and what was done already is not done again."


class Answer(NamedTuple):
    """How git ended: its exit status, its output, and its messages without passwords."""

    status: int
    output: bytes
    messages: str


class Git:
    """git, for a repository at ``folder`` and the remote at ``address``; it also reads what is in the folder ``objects``."""

    def __init__(
        self, folder: Path, address: str, *, silence: float = SILENCE, objects: Path | None = None
    ) -> None:
        self._folder = folder
        self._address = address
        self._silence = silence
        self._environment = _environment(address)
        if objects:
            self._environment["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = json.dumps(
                os.fspath(objects), ensure_ascii=False
            )  # in quotes: a colon would end it

    def run(self, *arguments: str, given: bytes | IO[bytes] = b"") -> bytes:
        """Run git on the repository, and return its output; it reads what is given. Raises NetworkError if it fails."""
        answer = self.ask(*arguments, given=given)
        if answer.status:
            raise self.failure(answer)
        return answer.output

    def ask(self, *arguments: str, given: bytes | IO[bytes] = b"") -> Answer:
        """Run git on the repository, and return how it ended. Raises NetworkError if it cannot run, or falls silent."""
        return self._run(["git", f"--git-dir={self._folder}", *arguments], given)

    def create(self, folder: Path | None = None) -> None:
        """Create the repository, or another one at ``folder``, without a work tree. Raises NetworkError."""
        self.check_version()
        options = ("--bare", "--quiet", "--template=", "--object-format=sha1", "--initial-branch=main")
        answer = self._run(["git", "init", *options, str(folder or self._folder)], b"")
        if answer.status:
            raise self.failure(answer)

    def check_version(self) -> None:
        """Raise NetworkError if git is missing or too old."""
        found = re.search(rb"(\d+)\.(\d+)", self._run(["git", "version"], b"").output)
        if found and tuple(map(int, found.groups())) < _OLDEST:
            raise NetworkError(
                f"git {found[0].decode()} is too old",
                hint=f"Install git {'.'.join(map(str, _OLDEST))} or later.",
            )

    @contextlib.contextmanager
    def started(self, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
        """Run git on the repository while the block talks to it, and stop it at the end."""
        process = _start(
            ["git", f"--git-dir={self._folder}", *arguments], self._environment, subprocess.DEVNULL
        )
        try:
            yield process
        finally:
            for stream in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):
                    stream.close() if stream else None
            _stop(process)

    def failure(self, answer: Answer) -> NetworkError:
        """Return the error for a run that failed: git's own words, and what to do."""
        messages = re.sub(r":\s*\n", ": ", answer.messages)
        lines = [line for line in messages.splitlines() if line.strip()]
        told = [line for line in lines if line.startswith(("fatal:", "error:", "remote: error"))] or lines[
            -1:
        ]
        reason = told[0].partition(": ")[2] or told[0] if told else f"exit status {answer.status}"
        hint = next(
            (hint for words, hint in _HINTS if re.search(words, answer.messages, re.IGNORECASE)), _OFFLINE
        )
        return NetworkError(f"git: {hide_password(self._address)}: {reason}", hint=hint)

    def _run(self, command: list[str], given: bytes | IO[bytes]) -> Answer:
        sent, source = (given, subprocess.PIPE) if isinstance(given, bytes) else (b"", given)
        process = _start(command, self._environment, subprocess.PIPE, source)
        try:
            output, messages = _listen(process, sent, self._silence)
        except queue.Empty:
            raise NetworkError(
                f"git: {hide_password(self._address)} has not answered for {self._silence:.0f} seconds",
                hint=_OFFLINE,
            ) from None
        finally:
            _stop(process)
        text = hide_password(messages.decode("utf-8", "replace").replace("\r", "\n"), self._address)
        return Answer(process.returncode, output, text)


def _environment(address: str) -> dict[str, str]:
    """Return the environment of git: the person's, without what changes what git writes; see the module."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in _KEPT or (not name.startswith("GIT_") and name not in ("LANGUAGE", "SSH_ASKPASS"))
    }
    own = {f"remote.{REMOTE}.url": address, f"remote.{REMOTE}.fetch": "+refs/heads/*:refs/remote/*"}
    settings = {**own, **_SETTINGS}
    numbered: dict[str, str] = {}
    for number, (name, value) in enumerate(settings.items()):
        numbered |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": value}
    fixed = {
        "GIT_CONFIG_COUNT": str(len(settings)),
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "",
        "SSH_ASKPASS_REQUIRE": "never",
        "LC_ALL": "C",
    }
    uses_no_ssh = find_folder(address) is not None or address.startswith(("http://", "https://"))
    if not uses_no_ssh and not kept.keys() & {"GIT_SSH", "GIT_SSH_COMMAND"} and not _has_own_ssh(kept):
        fixed["GIT_SSH_COMMAND"] = _SSH
    return {**kept, **fixed, **numbered}


def _has_own_ssh(environment: Mapping[str, str]) -> bool:
    """Return whether the person's settings name a program for ssh."""
    command = ["git", "config", "--includes", "--get", "core.sshCommand"]
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run(  # noqa: S603
            command, env=dict(environment), cwd=os.sep, capture_output=True, timeout=30, check=False
        )
        return bool(done.stdout.strip())
    return False


def receive_pack(address: str, *, is_packed: bool = False) -> tuple[str, ...]:
    """Return the options of a push: into a folder without running its hooks, which would run as this person.

    ``is_packed``: what it holds is compressed already, and is to stay as it comes.
    """
    if find_folder(address) is None:
        return ()
    limit = "1" if is_packed else FEW
    settings = f"-c core.hooksPath={os.devnull} -c core.bigFileThreshold={BIG} -c receive.unpackLimit={limit}"
    return (f"--receive-pack=git {settings} receive-pack",)


def upload_pack(address: str) -> tuple[str, ...]:
    """Return the options of a fetch: a folder does not compress what is large and compressed already."""
    if find_folder(address) is None:
        return ()
    return (f"--upload-pack=git -c core.bigFileThreshold={BIG} upload-pack",)


def _start(
    command: list[str],
    environment: Mapping[str, str],
    messages: int,
    source: int | IO[bytes] = subprocess.PIPE,
) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(  # noqa: S603 - no shell; the arguments are ours
            command,
            stdin=source,
            stdout=subprocess.PIPE,
            stderr=messages,
            env=dict(environment),
            start_new_session=True,
        )
    except FileNotFoundError:
        raise NetworkError("git is not installed", hint="Install git, or use PostgreSQL.") from None
    except OSError as error:
        raise NetworkError(f"git cannot be started: {error}") from error


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Stop git if it still runs, and all that it started."""
    if process.poll() is None:
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL) if os.name == "posix" else process.kill()
    process.wait()


def _listen(process: subprocess.Popen[bytes], given: bytes, silence: float) -> tuple[bytes, bytes]:
    """Return what git writes to stdout and stderr until it ends. Raises queue.Empty if it is silent for too long.

    A program that git started may live on and keep the pipes open, as ssh does to share its connection.
    """
    heard: queue.SimpleQueue[tuple[IO[bytes] | None, bytes]] = queue.SimpleQueue()
    streams = [stream for stream in (process.stdout, process.stderr) if stream]
    if process.stdin:
        _spawn(_write, process.stdin, given)
    _spawn(_wait, process, heard)
    for stream in streams:
        _spawn(_read, stream, heard)
    parts: dict[IO[bytes] | None, list[bytes]] = {stream: [] for stream in streams}
    ended, closed = False, 0
    while closed < len(streams) or not ended:
        try:
            source, chunk = heard.get(timeout=1.0 if ended else silence)
        except queue.Empty:
            if ended:
                break
            raise
        if source is None:
            ended = True
        elif chunk:
            parts[source].append(chunk)
        else:
            closed += 1
    output, messages = (b"".join(parts[stream]) for stream in streams)
    return output, messages


def _spawn(task: Callable[..., None], *arguments: object) -> None:
    threading.Thread(target=task, args=arguments, daemon=True).start()


def _write(stream: IO[bytes], given: bytes) -> None:
    with contextlib.suppress(OSError), stream:
        stream.write(given)


def _read(stream: IO[bytes], heard: queue.SimpleQueue[tuple[IO[bytes] | None, bytes]]) -> None:
    read: Callable[[int], bytes] = stream.read1  # type: ignore[attr-defined]
    with contextlib.suppress(OSError, ValueError), stream:
        while chunk := read(1 << 16):
            heard.put((stream, chunk))
    heard.put((stream, b""))


def _wait(process: subprocess.Popen[bytes], heard: queue.SimpleQueue[tuple[IO[bytes] | None, bytes]]) -> None:
    process.wait()
    heard.put((None, b""))
