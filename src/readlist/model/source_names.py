"""Names of sources where several devices imported files under one name.

The source with the smallest uid has the name, the others a part of their uids after it: ``notes.md``, ``notes.md 3f9c2a``. This
depends on which sources there are, not on which came first, and is worked out again when one comes or goes.
"""

from __future__ import annotations

_DIGITS = 6
LONG_NAME = "* " + "[0-9a-f]" * _DIGITS
"""A pattern (GLOB) of the names with a part of a uid."""


def plain_name(name: str, uid: bytes) -> str:
    """Return the name that a source was imported under."""
    return name.removesuffix(_ending(uid))


def long_name(name: str, uid: bytes) -> str:
    """Return the name of a source that another one has: with a part of its uid."""
    return plain_name(name, uid) + _ending(uid)


def _ending(uid: bytes) -> str:
    return f" {uid.hex()[:_DIGITS]}"
