"""The git carrier among the settings of the person's own git, and with links and remotes that break."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time

import pytest

from hubs import LIBRARY, device, operation, pull
from readlist.errors import NetworkError
from readlist.sync.carriers.git import GitCarrier
from readlist.sync.carriers.git_program import Git
from servers.cutting_proxy import CuttingProxy

IDENTITY = {
    "GIT_AUTHOR_NAME": "x",
    "GIT_AUTHOR_EMAIL": "x@x",
    "GIT_COMMITTER_NAME": "x",
    "GIT_COMMITTER_EMAIL": "x@x",
}


@pytest.fixture
def hub(git_hub):
    return git_hub


# -- the person's own settings ---------------------------------------------------------------------------------------

SURPRISES = """
[commit]
    gpgSign = true
[push]
    gpgSign = true
    followTags = true
    pushOption = ci.skip
    default = nothing
[core]
    autocrlf = true
    hooksPath = {hooks}
    bare = false
[fetch]
    prune = true
    pruneTags = true
    recurseSubmodules = yes
[init]
    defaultBranch = trunk
    templateDir = {hooks}
[transfer]
    fsckObjects = true
[safe]
    bareRepository = explicit
[log]
    showSignature = true
[color]
    ui = always
[i18n]
    commitEncoding = latin1
    logOutputEncoding = latin1
[tag]
    gpgSign = true
[gc]
    auto = 1
[user]
    useConfigOnly = true
"""


def test_the_settings_of_the_person_change_nothing(hub, tmp_path, monkeypatch):
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in ("pre-push", "reference-transaction", "pre-receive", "post-receive", "update", "pre-auto-gc"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {tmp_path}/ran-{name}\nexit 1\n")
        (hooks / name).chmod(0o755)
    (tmp_path / "gitconfig").write_text(SURPRISES.format(hooks=hooks))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    for name, value in {
        "GIT_DIR": "/nowhere",
        "GIT_WORK_TREE": "/nowhere",
        "GIT_INDEX_FILE": "/nowhere",
    }.items():
        monkeypatch.setenv(name, value)  # as in a hook of another repository
    ada, bob = hub.open(1), hub.open(2)
    ada.push([operation(1, 0, "读书\r\n")])
    ada.push([operation(1, 1)])
    assert pull(bob)[1:] == ([operation(1, 0, "读书\r\n"), operation(1, 1)], [])
    ada.compact()
    assert list(tmp_path.glob("ran-*")) == []


def test_hooks_of_a_folder_do_not_run(hub):
    ada = hub.open(1)
    hook = hub.folder / "remote.git" / "hooks" / "post-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {hub.folder}/ran\n")
    hook.chmod(0o755)
    ada.push([operation(1, 0)])
    assert not (hub.folder / "ran").exists()


def test_the_cache_is_for_the_owner_alone(hub):
    hub.open(1).push([operation(1, 0)])
    assert stat.S_IMODE((hub.folder / "cache-1.git").stat().st_mode) == 0o700


def test_the_address_is_not_in_the_arguments(hub, monkeypatch):
    started = []
    popen = subprocess.Popen

    def spy(command, *args, **options):
        started.append(command)
        return popen(command, *args, **options)

    monkeypatch.setattr(subprocess, "Popen", spy)
    ada = hub.open(1)
    ada.push([operation(1, 0)])
    pull(ada)
    assert started
    assert not [one for command in started if "init" not in command for one in command if hub.address in one]


# -- a remote that cannot be reached ---------------------------------------------------------------------------------


@pytest.fixture
def daemon(hub):
    """Git's own server for the folder of remotes; its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--export-all", "--enable=receive-pack", "--reuseaddr", f"--base-path={hub.folder}"]
    command = ["git", "daemon", "--listen=127.0.0.1", f"--port={port}", *options, str(hub.folder)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True)
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except OSError:
            time.sleep(0.05)
    yield port
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_a_link_that_is_cut_anywhere_loses_nothing(hub, daemon):
    hub.open(0).push([operation(0, 0)])
    everything = [operation(1, count, "x" * 500) for count in range(40)]
    with CuttingProxy(daemon) as proxy:
        address = f"git://127.0.0.1:{proxy.port}/remote.git"
        ada, bob = hub.open(1, address=address), hub.open(2, address=address)
        got = []
        for number, cut in enumerate((1, 60, 200, 400, 700, 1000, 1500, 2500, 4000, None), start=1):
            proxy.cut_after = cut
            with contextlib.suppress(NetworkError):
                ada.push(everything[: 4 * number])
            with contextlib.suppress(NetworkError):
                got += pull(bob)[1]
        assert proxy.cuts > 4
        _, operations, notices = pull(bob)
    assert set(got) <= set(operations)
    assert sorted(operations) == sorted([operation(0, 0), *everything])
    assert notices == []


def test_a_server_that_hangs_is_given_up(hub, daemon):
    with CuttingProxy(daemon) as proxy:
        proxy.frozen.set()
        program = Git(hub.folder / "none.git", f"git://127.0.0.1:{proxy.port}/remote.git", silence=1.0)
        program.create()
        with pytest.raises(NetworkError, match="has not answered for 1 seconds"):
            program.run("ls-remote", "readlist")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/nonexistent/folder/x.git", "does not"),
        ("git://127.0.0.1:1/x.git", "refused"),
        ("https://ada:s3cret@127.0.0.1:1/x.git", "127.0.0.1"),
        ("nosuch://host/x", "remote helper|remote-nosuch"),
        ("ext::sh -c touch% /tmp/never", "not allowed"),
    ],
)
def test_errors_say_what_to_do_and_keep_the_password(hub, address, words):
    carrier = GitCarrier(address, device=device(1), cache=hub.folder / "cache.git", library=LIBRARY)
    with pytest.raises(NetworkError, match=words) as caught:
        list(carrier.pull(""))
    assert caught.value.hint
    assert "s3cret" not in caught.value.message + caught.value.hint


def test_without_git_the_message_says_so(hub, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NetworkError, match="git is not installed"):
        hub.open(1)


PUSH = """
import sys
from pathlib import Path
sys.path[:0] = {path!r}
from hubs import GitHub, operation
hub = GitHub(Path({folder!r}))
hub.open(1).push([operation(1, count) for count in range({count})])
"""


def test_a_client_killed_at_each_step_loses_nothing(hub, tmp_path):
    """A program of the name git runs the real one, and kills its caller before or after one of the calls."""
    hub.open(0).push([operation(0, 0)])
    programs = tmp_path / "programs"
    programs.mkdir()
    real = shutil.which("git")
    fake = programs / "git"
    fake.write_text(
        f"#!/bin/sh\nn=$(($(cat {tmp_path}/n) + 1)); echo $n > {tmp_path}/n\n"
        f'if [ $n = "$KILL_BEFORE" ]; then kill -9 $PPID; exit 1; fi\n{real} "$@"; s=$?\n'
        f'if [ $n = "$KILL_AFTER" ]; then kill -9 $PPID; fi\nexit $s\n'
    )
    fake.chmod(0o755)
    count, ended = 0, False
    for step in range(1, 40):
        for when in ("KILL_BEFORE", "KILL_AFTER"):
            count += 1
            (tmp_path / "n").write_text("0")
            env = os.environ | {"PATH": f"{programs}:{os.environ['PATH']}", when: str(step)}
            code = PUSH.format(path=[one for one in sys.path if one], folder=str(hub.folder), count=count)
            done = subprocess.run(
                [sys.executable, "-c", code], env=env, timeout=60, check=False, capture_output=True
            )
            ended = done.returncode == 0
            assert done.returncode in (0, -signal.SIGKILL), done.stderr
        if ended:
            break
    assert ended
    hub.open(1).push([operation(1, number) for number in range(count)])
    _, operations, notices = pull(hub.open(2))
    assert sorted(operations) == sorted([operation(0, 0), *(operation(1, number) for number in range(count))])
    assert notices == []
