"""The SQL of a hub: what its owner runs once (``postgres_hub.sql``) and for each member, and what a carrier asks.

A member may call ``push`` and read the tables, nothing else: nobody changes or removes what is there, or speaks for the
device of another. ``push`` runs with the rights of its owner, who owns the tables; ``session_user`` is still the member
who called it (https://www.postgresql.org/docs/current/functions-info.html). It is one call, and so one transaction, in
which no client can get stuck while others wait.
"""

from __future__ import annotations

import re
from importlib.resources import files

from readlist.errors import UsageError

MEMBERS = "readlist_member"
"""The role that members are given."""

_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")


def create_statements(members: tuple[str, ...] = ()) -> str:
    """Return the SQL that makes a hub, and roles for members. Raises UsageError for a name that is not a plain one."""
    return "\n".join((_read("postgres_hub.sql"), *map(member_statements, members)))


def member_statements(name: str) -> str:
    """Return the SQL that makes a role for a member. Raises UsageError for a name that is not a plain one."""
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"'{name}' is not a plain name of a role", hint="Use lower-case letters, digits and underscores."
        )
    return _read("postgres_member.sql").replace("MEMBER", name)


def _read(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


PUSH = "SELECT stored, refused FROM readlist.push(%s, %s, %s, %s)"
MEMBER = "SELECT session_user"
HEAD = "SELECT head.seq, library, op.id FROM readlist.head LEFT JOIN readlist.op ON op.seq = %s"
"""The last number, the library, and the id at a number."""
AFTER = """SELECT seq, id, body, CASE WHEN who IN (SELECT rolname FROM pg_roles
        WHERE pg_has_role(oid, (SELECT relowner FROM pg_class WHERE oid = 'readlist.op'::regclass), 'MEMBER'))
        THEN '' ELSE who END FROM (
    SELECT seq, id, body, who, sum(length(body)) OVER (ORDER BY seq) - length(body) AS before FROM (
        SELECT seq, id, body, who FROM readlist.op WHERE seq > %s ORDER BY seq LIMIT %s) AS next) AS counted
    WHERE before < %s ORDER BY seq"""
"""Those after a number, at most so many, until their bodies exceed so many bytes; each with the member who pushed it, unless
that is the owner, who may bring back what others did."""
COUNTS = "SELECT substr(id, 17, 16), count(*) FROM readlist.op GROUP BY 1 ORDER BY 1"
LISTEN = "LISTEN readlist"

NEWEST_SNAPSHOT = """SELECT snapshot.seq, op.id, count(*) FROM readlist.snapshot JOIN readlist.op USING (seq)
    GROUP BY 1, 2 ORDER BY 1 DESC LIMIT 1"""
SNAPSHOT_PART = "SELECT bytes FROM readlist.snapshot WHERE seq = %s AND part = %s"
DROP_SNAPSHOTS = "DELETE FROM readlist.snapshot"
ADD_PART = "INSERT INTO readlist.snapshot (seq, part, bytes) VALUES (%s, %s, %s)"
