"""The commands for several devices: what they say, and the page that explains them."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from readlist.cli.app import app
from servers.postgres import PASSWORD, PostgresServer, find_programs

PAGE = Path(__file__).parents[2] / "docs" / "sync.md"
NOTE = "# PEFT\n\n- [LoRA: Low-Rank Adaptation](https://arxiv.org/abs/2106.09685)\n"
needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


class People:
    """Devices, each with a library of its own; the commands of one are run by its name."""

    def __init__(self, folder):
        self.folder = folder

    def __call__(self, name, *args, code=0):
        done = CliRunner().invoke(
            app, args, env={"READLIST_DB": str(self.folder / f"{name}.db")}, prog_name="readlist"
        )
        assert done.exit_code == code, done.stderr
        return done


@pytest.fixture
def people(tmp_path):
    return People(tmp_path)


@pytest.fixture
def remote(tmp_path):
    return str(tmp_path / "remote.git")


@pytest.fixture
def shared(people, remote, tmp_path):
    """Two devices that share a library by a folder."""
    (tmp_path / "a.md").write_text(NOTE)
    people("ada", "import", str(tmp_path / "a.md"))
    people("ada", "sync", "init", "git", remote)
    people("bob", "sync", "join", remote)
    return people


@needs_git
def test_sync_says_what_came_and_went(shared):
    assert shared("bob", "sync").stderr == "nothing to do\n"
    shared("bob", "tag", "2106.09685", "mine")
    assert shared("bob", "sync").stderr == "sent: 1\n"
    assert re.fullmatch(r"received: 1 \(.* 1\)\n", shared("ada", "sync").stderr)
    assert "mine" in shared("ada", "tags").stdout
    assert shared("ada", "sync", "--quiet").stderr == ""


@needs_git
def test_sync_says_where_devices_differ(shared):
    shared("ada", "status", "2106.09685", "todo")
    shared("bob", "status", "2106.09685", "read")
    shared("ada", "sync")
    said = shared("bob", "sync").stderr
    assert re.search(r"^clash: \S+: status read \(.*\); status todo \(.*\)$", said, re.MULTILINE)
    assert "readlist sync resolve" in said
    assert "clash" not in shared("bob", "sync").stderr


@needs_git
def test_joining_an_empty_library_says_that_nothing_was_sent_yet(people, remote, tmp_path):
    people("ada", "sync", "init", "git", remote)
    said = people("bob", "sync", "join", "git", remote, code=2).stderr
    assert "nothing has been sent" in said
    assert "there is no library" not in said
    (tmp_path / "a.md").write_text(NOTE)
    people("ada", "import", str(tmp_path / "a.md"))
    people("ada", "sync")
    assert "joined" in people("bob", "sync", "join", "git", remote).stderr


@needs_git
def test_init_and_join_say_what_comes_next(people, remote, tmp_path):
    (tmp_path / "a.md").write_text(NOTE)
    people("ada", "import", str(tmp_path / "a.md"))
    assert "readlist sync join" in people("ada", "sync", "init", remote).stderr
    assert "joined: 1 entry\n" in people("bob", "sync", "join", "git", remote).stderr


@needs_git
def test_the_status_shows_what_waits(shared, remote):
    shared("ada", "tag", "2106.09685", "mine")
    rows = dict(line.split("\t") for line in shared("ada", "sync", "status").stdout.splitlines())
    assert (rows["address"], rows["to send"]) == (remote, "1")
    devices = [name for name in rows if name.startswith("changes by ")]
    assert [rows[name] for name in devices if name.endswith(", this device")] == ["1"]
    assert all(re.search(r"\w, (this device|last \d{4}-\d\d-\d\d \d\d:\d\d)$", name) for name in devices)
    found = json.loads(shared("ada", "sync", "status", "--json").stdout)
    assert (found["to_send"], found["problem"]) == (1, None)


@needs_git
def test_leaving_says_where_it_was(shared, remote):
    assert shared("bob", "sync", "leave").stderr == f"no longer shared at {remote}\n"
    done = shared("bob", "sync", code=2)
    assert "readlist sync init" in done.stderr


@needs_git
def test_compacting_is_said(shared):
    assert "compacted" in shared("ada", "sync", "--compact").stderr


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("sync", "--watch", "--compact"), "do not go together"),
        (("sync", "init", "hg", "x"), "is not one address"),
        (("sync", "init", "git", "x", "y"), "is not one address"),
        (("sync", "admin", "create"), "address of the database is missing"),
        (("sync", "admin", "create", "x.git"), "a hub is a PostgreSQL database"),
        (("sync", "admin", "create", "--print", "--member", "a b"), "not a plain name"),
        (("sync", "status"), "not shared"),
        (("sync",), "not shared"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_wrong_command_line_is_explained(people, tmp_path, args, words):
    (tmp_path / "a.md").write_text(NOTE)
    people("ada", "import", str(tmp_path / "a.md"))
    assert words in people("ada", *args, code=2).stderr


def test_a_password_is_never_shown(people, tmp_path):
    (tmp_path / "a.md").write_text(NOTE)
    people("ada", "import", str(tmp_path / "a.md"))
    for address in (
        "postgresql://ada:s3cret@127.0.0.1:1/papers",
        "postgresql://ada@127.0.0.1:1/papers?password=s3cret",
        "https://ada:s3cret@127.0.0.1:1/papers.git",
        "https://s3cret@127.0.0.1:1/papers.git",
    ):
        for command in ("init", "join"):
            done = people("ada" if command == "init" else "bob", "sync", command, address, code=4)
            assert "127.0.0.1" in done.stderr
            assert "s3cret" not in done.stderr + done.stdout
    assert "s3cret" not in people("ada", "history").stdout


def test_the_sql_of_a_hub_is_printed(people):
    printed = people("ada", "sync", "admin", "create", "--print", "--member", "ada").stdout
    assert "CREATE TABLE IF NOT EXISTS readlist.op" in printed
    assert "GRANT readlist_member TO ada;" in printed


@needs_git
def test_watching_goes_on_until_it_is_ended(shared, tmp_path):
    watching = subprocess.Popen(
        [sys.executable, "-m", "readlist", "sync", "--watch"],
        env=os.environ | {"READLIST_DB": str(tmp_path / "bob.db")},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert "Ctrl-C" in watching.stderr.readline()
    shared("ada", "tag", "2106.09685", "mine")
    shared("ada", "sync")
    assert "received: 1" in watching.stderr.readline()
    watching.send_signal(signal.SIGINT)
    assert watching.communicate(timeout=60)[1] == "ended\n"
    assert watching.returncode == 0


# -- the page --------------------------------------------------------------------------------------------------------


def lines_of(heading):
    """The commands below a heading of the page: who runs each, and its arguments."""
    (section,) = re.findall(rf"^## {heading}\n(.*?)(?=^## |\Z)", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    shown = re.findall(r"^```console\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    return re.findall(r"^(\w+)\$ readlist (.*)$", "".join(shown), re.MULTILINE)


@needs_git
def test_the_page_leads_to_two_laptops(people, tmp_path):
    (tmp_path / "a.md").write_text(NOTE)
    people("laptop", "import", str(tmp_path / "a.md"))
    commands = lines_of("Two laptops, one git remote")
    assert len(commands) == 5
    for who, line in commands:
        people(who, *line.replace("git@github.com:ada/papers.git", str(tmp_path / "papers.git")).split())
    assert "favourite" in people("laptop", "tags").stdout


@pytest.mark.skipif(find_programs() is None, reason="PostgreSQL is not installed")
def test_the_page_leads_to_a_group(people, tmp_path):
    (tmp_path / "a.md").write_text(NOTE)
    people("ada", "import", str(tmp_path / "a.md"))
    commands = lines_of("A group, with PostgreSQL")
    assert len(commands) == 5
    with PostgresServer() as server:
        database = server.new_database()
        for who, line in commands:
            own = server.own_address(database) if who == "owner" else server.address(database, who)
            people(who, *re.sub(r"postgresql://\S+", lambda _, own=own: own, line).split())
            if who == "owner":
                for member in ("ada", "bob"):
                    server.run(f"ALTER ROLE {member} PASSWORD '{PASSWORD}'")
        people("ada", "sync")
    assert json.loads(people("ada", "show", "2106.09685", "--json").stdout)[0]["status"] is None
    (said,) = json.loads(people("ada", "show", "2106.09685", "--all", "--json").stdout)[0]["said"]
    assert (said["by"], said["field"], said["value"]) == ("bob", "status", "reading")
    assert re.search(
        r"^said by\n  bob, .*: status reading$",
        people("ada", "show", "2106.09685", "--all").stdout,
        re.MULTILINE,
    )
    (theirs,) = json.loads(people("ada", "list", "--by", "bob", "--status", "reading", "--json").stdout)
    assert theirs["status"] == "reading"
    assert json.loads(people("ada", "list", "--by", "bob", "--status", "todo", "--json").stdout) == []
    people("ada", "rate", "2106.09685", "5")
    assert json.loads(people("ada", "history", "--json").stdout)[0]["by"] == "ada"
    unknown = people("ada", "list", "--by", "carl", code=1)
    assert "Those who say something: ada, bob." in unknown.stderr


@needs_git
def test_what_two_devices_said_of_one_thing_is_shown_and_settled(shared):
    shared("ada", "status", "2106.09685", "todo")
    shared("bob", "status", "2106.09685", "read")
    for name in ("ada", "bob", "ada"):
        shared(name, "sync")
    shown = shared("ada", "show", "2106.09685").stdout
    assert "the devices differ: status read (" in shown
    assert "status todo (" in shown
    assert "settled: 1" in shared("ada", "sync", "resolve", "2106.09685", "--take", "2").stderr
    for name in ("ada", "bob"):
        shared(name, "sync")
        assert "the devices differ" not in shared(name, "show", "2106.09685").stdout
    assert "devices agree" in shared("bob", "sync", "resolve", "2106.09685").stderr
