"""Text brought to one line that can be printed: without what breaks lines, and what terminals and formats obey."""

from __future__ import annotations


def one_line(text: object) -> str:
    """Write ``text`` in one line, white space collapsed and control characters left out; None gives nothing."""
    line = " ".join(str(text if text is not None else "").split())
    if line.isprintable():
        return line
    return " ".join("".join(filter(str.isprintable, line)).split())


def printable(text: str) -> str:
    """Write a blank for each character that cannot be printed, so that all others keep their places."""
    return text if text.isprintable() else "".join(char if char.isprintable() else " " for char in text)
