"""Addresses as people paste them: with or without a scheme, ``www.`` and a final slash."""

from __future__ import annotations

import re

from readlist.util.lazy_regex import lazy_pattern

_ADDRESS = lazy_pattern(r"(?:https?://)?(?:www\.)?((?:[\w-]+\.)+[a-z]{2,}(?::\d+)?/\S+)", re.IGNORECASE)


def complete_address(text: str) -> str | None:
    """Return the address that a text is, with a scheme; None if it is not one."""
    match = _ADDRESS.fullmatch(text.strip()) if "/" in text else None  # saves words the pattern's compilation
    return f"https://{match[1]}" if match else None


def address_forms(text: str) -> list[str]:
    """Return the forms in which a library may have the address that a text is; none if it is not one."""
    match = _ADDRESS.fullmatch(text.strip())
    if not match:
        return []
    plain = match[1].rstrip("/")
    return [
        f"{scheme}://{host}{plain}{slash}"
        for scheme in ("https", "http")
        for host in ("", "www.")
        for slash in ("", "/")
    ]
