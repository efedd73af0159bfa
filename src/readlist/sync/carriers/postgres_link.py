"""A connection to a hub: how long each thing may take, and what to do when it fails.

    connecting   3 s per address that the server's name has
    sent, but not received    5 s (tcp_user_timeout); a line that went dead while waiting: 25 s (keepalives)
    an answer    60 s, whatever the reason

What the address itself says goes before these. Nothing is prepared and nothing is set for a session, and each statement is
a transaction, so that a pooler may hand each one to another connection. psycopg is loaded here, and by nothing else.
"""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from typing import TYPE_CHECKING, Any

from readlist.errors import NetworkError, ReadlistError, UsageError
from readlist.sync.carriers.address import hide_password
from readlist.sync.carriers.postgres_schema import MEMBERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import psycopg

ANSWER_SECONDS = 60.0

_DEFAULTS: dict[str, Any] = {
    "connect_timeout": 3,
    "tcp_user_timeout": 5000,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "application_name": "readlist",
}
"""Parameters of libpq (https://www.postgresql.org/docs/current/libpq-connect.html)."""
_CREATE = "Its owner makes it with: readlist sync admin create ADDRESS"
_ASK = f"Ask its owner for: GRANT {MEMBERS} TO your name"
_OTHER = "Use a database of its own for each library."
_RETRY = "Check the network, then try again: nothing is lost, and what was done already is not done again."
_WHAT_TO_DO = {
    "3F000": ("the database is not a hub yet", _CREATE),
    "42P01": ("the database is not a hub yet", _CREATE),
    "42883": ("the database is not a hub of this version", _CREATE),
    "42501": ("you may not use this hub", _ASK),
    "25006": ("the server only lets you read; it may be a standby", "Use the address of the primary server."),
    "53100": ("the server's disk is full", "Nothing was stored. Tell its owner."),
    "53300": ("the server has no connection left", "Try again in a moment."),
    "57014": ("the server took too long", "Try again."),
    "RL001": ("", _OTHER),
}
"""By SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html); RL001 is raised by ``push``."""
CREATING = _WHAT_TO_DO | {
    "42501": (
        "you may not make a hub here",
        "Let an administrator run what this prints: readlist sync admin create --print",
    )
}
"""The same, while a hub is made."""
WRITING_SNAPSHOT = _WHAT_TO_DO | {
    "42501": ("only the owner of the hub may write a snapshot", "Let the owner run: readlist sync --compact")
}
"""The same, while a snapshot is written: who joins trusts it without seeing who did what."""
_LOGIN = (
    ("password authentication failed", "The name or the password is wrong; ~/.pgpass can keep the password."),
    ("no password supplied", "The server wants a password: put it into ~/.pgpass."),
    ("does not exist", "Check the name of the database and your own in the address."),
    ("no pg_hba.conf entry", "The server does not let you in from here; its owner must (pg_hba.conf)."),
)


Failures = dict[str, tuple[str, str]]


class Link:
    """A connection to the hub at ``address``, opened when it is first used, and again after it broke.

    Raises UsageError if psycopg is missing.
    """

    def __init__(self, address: str, *, answer_seconds: float = ANSWER_SECONDS) -> None:
        _require_psycopg()
        self._address = address
        self._seconds = answer_seconds
        self._connection: psycopg.Connection[Any] | None = None
        self._is_in_transaction = False

    def run(
        self, sql: str, values: Sequence[Any] = (), *, failures: Failures = _WHAT_TO_DO
    ) -> list[tuple[Any, ...]]:
        """Run one statement, which is a transaction, and return its rows. Raises NetworkError.

        Statements can be run twice without harm: one that fails on a connection that was idle is run on a new one.
        """
        import psycopg  # noqa: PLC0415

        was_idle = self._connection is not None and not self._is_in_transaction
        with self._reported(failures):
            try:
                return self._run(sql, values)
            except psycopg.OperationalError:
                if not was_idle:
                    raise
                self.close()
                return self._run(sql, values)

    def _run(self, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        with self._deadline() as connection:
            cursor = connection.execute(sql, values or None)
            return cursor.fetchall() if cursor.description else []

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Let the statements in the block be one transaction. Raises NetworkError."""
        with self._reported(), self._open().transaction():
            self._is_in_transaction = True
            try:
                yield
            finally:
                self._is_in_transaction = False

    def _open(self) -> psycopg.Connection[Any]:
        if self._connection is None or self._connection.closed:
            self._connection = connect(self._address)
        return self._connection

    @contextlib.contextmanager
    def _deadline(self) -> Iterator[psycopg.Connection[Any]]:
        """Cut the connection if the block has not ended in time: a server that hangs still holds the line."""
        connection = self._open()
        line = socket.socket(fileno=os.dup(connection.fileno()))
        timer = threading.Timer(self._seconds, _cut, [line])
        timer.daemon = True
        timer.start()
        try:
            yield connection
        finally:
            timer.cancel()
            line.close()

    @contextlib.contextmanager
    def _reported(self, failures: Failures = _WHAT_TO_DO) -> Iterator[None]:
        """Turn the errors of psycopg into NetworkError, without passwords, with what to do."""
        import psycopg  # noqa: PLC0415

        try:
            yield
        except psycopg.Error as error:
            self.close()
            raise explain(error, self._address, failures) from None

    def close(self) -> None:
        """Close the connection, if there is one."""
        if self._connection is not None:
            with contextlib.suppress(Exception):
                self._connection.close()
            self._connection = None


def _require_psycopg() -> None:
    try:
        import psycopg  # noqa: F401, PLC0415
    except ImportError as error:
        raise UsageError(
            f"PostgreSQL needs psycopg, which cannot be loaded: {error}",
            hint="pip install 'readlist[postgres]'",
        ) from None


def connect(address: str) -> psycopg.Connection[Any]:
    """Connect to a hub. Raises UsageError if the address is bad, else psycopg.Error."""
    import psycopg  # noqa: PLC0415
    from psycopg import conninfo  # noqa: PLC0415

    try:
        own = conninfo.conninfo_to_dict(address)
    except psycopg.ProgrammingError as error:
        raise UsageError(f"the address is not one of PostgreSQL: {_first_line(error, address)}") from None
    return psycopg.connect(address, autocommit=True, prepare_threshold=None, **{**_DEFAULTS, **own})


def other_library(address: str) -> ReadlistError:
    """Return the error for a hub that belongs to another library."""
    return NetworkError(f"{hide_password(address)}: this is the hub of another library", hint=_OTHER)


def explain(error: psycopg.Error, address: str, failures: Failures = _WHAT_TO_DO) -> ReadlistError:
    """Return the error for a person: what happened, without passwords, and what to do."""
    shown, reason = hide_password(address), _first_line(error, address)
    what, hint = failures.get(error.sqlstate or "", ("", ""))
    if not hint:
        hint = next((hint for words, hint in _LOGIN if words in str(error)), _RETRY)
    told = f"{what} ({reason})" if what else reason
    return NetworkError(f"{shown}: {told}", hint=hint)


def _first_line(error: Exception, address: str) -> str:
    lines = hide_password(str(error), address).strip().splitlines() or [type(error).__name__]
    line = lines[-1] if lines[0].startswith("Multiple connection attempts") else lines[0]
    return line.removeprefix("connection failed: ").removeprefix("ERROR:  ")


def _cut(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
