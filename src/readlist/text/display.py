"""Text as one printable line: no line breaks, and no control characters that a terminal or a file format acts on."""

from __future__ import annotations


def one_line(text: object) -> str:
    """Return ``text`` as one line, white space collapsed and unprintable characters removed; empty for None."""
    if text is None or text == "":
        return ""
    line = " ".join(str(text).split())
    if line.isprintable():
        return line
    return " ".join("".join(filter(str.isprintable, line)).split())


def printable(text: str) -> str:
    """Replace each unprintable character with a space, so that the positions of all others stay the same."""
    return text if text.isprintable() else "".join(char if char.isprintable() else " " for char in text)
