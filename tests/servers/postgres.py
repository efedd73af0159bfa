"""A real PostgreSQL server in a temporary folder, on a loopback port, run by a user who is not root.

with PostgresServer() as server:
    address = server.new_database()      # as the superuser, by its socket, without a password
    server.address(database, "ada")      # as a member, by TCP, with the password "secret"
    server.crash()                       # and back again
"""

from __future__ import annotations

import contextlib
import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

from readlist.sync.carriers.postgres_schema import member_statements

SUPERUSER, PASSWORD = "founder", "p@ss:word/é"
_QUOTED = "p%40ss%3Aword%2F%C3%A9"


def find_programs():
    """The folder with PostgreSQL's server programs; None if it is not installed."""
    found = shutil.which("initdb")
    places = [str(Path(found).parent)] if found else []
    places += sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True)
    return next((Path(place) for place in places if (Path(place) / "postgres").exists()), None)


def _who():
    """The user to run the server as: PostgreSQL refuses root."""
    if os.geteuid():
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            found = pwd.getpwnam(name)
            return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}
    raise AssertionError("no user to run PostgreSQL as")


class PostgresServer:
    """A server that is started and stopped; ``settings`` are lines of postgresql.conf."""

    def __init__(self, *settings):
        self.programs = find_programs()
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self._data = self.folder / "data"
        self._who = _who()
        self._settings = settings
        self._process = None
        self._members = set()
        self._numbers = itertools.count(1)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def __enter__(self):
        if self._who:
            os.chown(self.folder, self._who["user"], self._who["group"])
        options = ["--auth-local=trust", "--auth-host=scram-sha-256", f"--username={SUPERUSER}", "--no-sync"]
        self._run("initdb", f"--pgdata={self._data}", "--encoding=UTF8", "--locale=C", *options)
        with (self._data / "postgresql.conf").open("a") as file:
            file.write(
                f"listen_addresses = '127.0.0.1'\nport = {self.port}\nunix_socket_directories = '{self.folder}'\n"
                "fsync = off\nmax_connections = 50\n"
            )
            file.writelines(f"{line}\n" for line in self._settings)
        self.start()
        self.run("CREATE ROLE readlist_member NOLOGIN")
        return self

    def __exit__(self, *exc):
        self.crash()  # its files are deleted: nothing need be saved
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program, *arguments):
        command = [str(self.programs / program), *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd=self.folder, timeout=120, **self._who)

    def start(self):
        """Start the server, and wait until it answers."""
        self._launch()
        self.wait()

    def _launch(self):
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(self.programs / "postgres"), "-D", str(self._data)],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                **self._who,
            )

    def wait(self):
        """Wait until the server answers."""
        for _ in range(600):
            with contextlib.suppress(psycopg.OperationalError):
                psycopg.connect(self.own_address("postgres"), connect_timeout=5).close()
                return
            if self._process.poll() is not None:
                log = (self.folder / "log").read_text()
                assert "is still in use" in log, (
                    log
                )  # processes of a server that was killed take a moment to end
                self._launch()
            time.sleep(0.05)
        raise AssertionError("the server does not answer")

    def crash(self):
        """Kill the server and all its processes, as a power failure would."""
        pids = [self._process.pid, *_children(self._process.pid)]
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait(60)

    def let_in(self, network):
        """Accept members from a network, ``192.0.2.0/24``."""
        with (self._data / "pg_hba.conf").open("a") as file:
            file.write(f"host all all {network} scram-sha-256\n")
        self.run("SELECT pg_reload_conf()")

    def own_address(self, database):
        """The address of a database for the superuser."""
        return f"postgresql://{SUPERUSER}@/{database}?host={self.folder}&port={self.port}"

    def address(self, database, user, port=None):
        """The address of a database for a member, by TCP, with the password."""
        return f"postgresql://{user}:{_QUOTED}@127.0.0.1:{port or self.port}/{database}"

    def new_database(self, template="template1"):
        """Create a database, and return its name."""
        name = f"hub{next(self._numbers)}_{os.getpid()}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def run(self, sql, database="postgres"):
        """Run a statement as the superuser, and return its rows."""
        with psycopg.connect(self.own_address(database), autocommit=True) as connection:
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def member(self, name):
        """Create a member of all hubs, with the password that ``address`` uses, and return the name."""
        if name not in self._members:
            self._members.add(name)
            self.run(member_statements(name))
            self.run(f"ALTER ROLE {name} PASSWORD '{PASSWORD}'")
        return name


def _children(pid):
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(one) for one in listed.read_text().split()] if listed.exists() else []
