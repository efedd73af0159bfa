"""Text made safe to print on a terminal, on one line."""

from __future__ import annotations

from readlist.util.printable import safe, safe_json

__all__ = ["one_line", "safe", "safe_json"]


def one_line(text: str) -> str:
    """Return ``text`` safe and on one line, with white space collapsed."""
    return " ".join(safe(text.replace("\r", " ")).split())
