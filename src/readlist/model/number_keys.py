"""What stands in place of a citation key for prose, which has none."""

from __future__ import annotations


def number_key(entry_id: int) -> str:
    """Return what is stored in place of a key for prose, which has none: its number, as people name it."""
    return f"#{entry_id}"


def is_number_key(key: str) -> bool:
    """Return whether a key only says the number of prose."""
    return key.startswith("#")
