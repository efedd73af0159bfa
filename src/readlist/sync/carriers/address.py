"""Addresses of carriers: which engine they name, and how they are shown.

    postgresql://user:password@host/database        PostgreSQL, as libpq reads it
    https://… ssh://… git@host:path  a folder       git

A password in an address is never shown: not in a message, not in a log.
"""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

POSTGRES = ("postgresql://", "postgres://")

_WITH_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_SCP = re.compile(r"(?:[^/\s:]+@)?[^/\s:]{2,}:")
"""``host:path``, git's short form for ssh. One letter before the colon is a drive of Windows (git-clone, "Git URLs")."""
_USER_INFO = re.compile(
    r"(?P<before>[A-Za-z][A-Za-z0-9+.-]*://[^/?#\s:@]*:)(?P<secret>[^/?#\s]*)(?P<after>@)"
)
_TOKEN = re.compile(r"(?P<before>https?://)(?P<secret>[^/?#\s]+)(?P<after>@)", re.IGNORECASE)
"""Forges take a token in the place of the name."""
_PARAMETER = re.compile(
    r"(?P<before>(?:(?:ssl)?password|passwd|token)\s*=\s*)(?P<secret>'(?:[^'\\]|\\.)*'|[^\s&]+)(?P<after>)",
    re.IGNORECASE,
)
_SECRETS = (_TOKEN, _USER_INFO, _PARAMETER)
_HIDDEN = "***"


def is_postgres(address: str) -> bool:
    """Return whether an address names a PostgreSQL database."""
    return address.startswith(POSTGRES)


def find_folder(address: str) -> Path | None:
    """Return the folder that an address of git names; None if it is on another machine."""
    if address.startswith("file://"):
        return Path(unquote(address.removeprefix("file://")))
    if _WITH_SCHEME.match(address) and not re.match(r"[A-Za-z]:[\\/]", address):
        return None
    return None if _SCP.match(address) else Path(address).expanduser().absolute()


def hide_password(text: str, *addresses: str) -> str:
    """Return a text without passwords: those in any address in it, and wherever one of these addresses has them."""
    for pattern in _SECRETS:
        for found in pattern.finditer(" ".join(addresses)):
            for secret in {found["secret"], unquote(found["secret"])}:
                text = text.replace(secret, _HIDDEN) if secret else text
    for pattern in _SECRETS:
        text = pattern.sub(rf"\g<before>{_HIDDEN}\g<after>", text)
    return text
