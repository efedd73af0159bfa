"""A part of a markdown file, between two comments, that an export may replace.

    ## Papers
    <!-- readlist: begin -->        or, with a name: <!-- readlist: begin rag -->
    - **[Title](https://…)**
    <!-- readlist: end -->

Everything outside the comments stays as it is, byte for byte. Comments in code are not markers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from readlist.errors import InputError, UsageError
from readlist.formats.markdown.code_lines import find_code_lines

_MARKER = re.compile(
    r"^ {0,3}<!--[ \t]*readlist:[ \t]*(?P<word>begin|end)(?:[ \t]+(?P<name>[^\s>]+))?[ \t]*-->[ \t]*$"
)
_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]")
_UNDERLINE = re.compile(r"^ {0,3}(=+|-+)[ \t]*$")
_ANY_MARKER = re.compile(r"<!--(?=[ \t]*readlist:[ \t]*(?:begin|end)\b)")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+\Z")
_NAME = re.compile(r"[\w.-]+")


@dataclass(frozen=True, slots=True)
class MarkedBlock:
    """A block of a text: what is before and after its content, and the level of the heading above it (0: none)."""

    before: str
    content: str
    after: str
    level: int

    def replaced(self, content: str) -> str:
        """Return the text with other content in the block, with the line ends of the text."""
        content = _ANY_MARKER.sub("&lt;!--", content).strip("\n")
        ends = "\r\n" if "\r\n" in self.before else "\n"
        return f"{self.before}{content.replace(chr(10), ends)}{ends if content else ''}{self.after}"


def new_file(title: str, name: str) -> str:
    """Return a file with a title and an empty block."""
    label = f" {name}" if name else ""
    return f"# {title}\n\n<!-- readlist: begin{label} -->\n<!-- readlist: end{label} -->\n"


def find_block(text: str, name: str, *, file: str) -> MarkedBlock:
    """Return the block of this name (empty: the block without one).

    Raises UsageError for a bad name; InputError, with file and line, when the block is missing, not closed, or there twice.
    """
    if name and not _NAME.fullmatch(name):
        raise UsageError(f"'{name}' is not a name of a block", hint="Use letters, digits, dots and hyphens.")
    lines = _LINE.findall(text)
    begin, end = _find_markers(lines, name, file)
    return MarkedBlock(
        "".join(lines[: begin + 1]),
        "".join(lines[begin + 1 : end]),
        "".join(lines[end:]),
        _level(lines[:begin]),
    )


def _find_markers(lines: list[str], name: str, file: str) -> tuple[int, int]:
    """Return the numbers, from 0, of the lines with the two markers of a block."""
    code = find_code_lines("".join(lines), indented=True)
    found = [
        (number, match["word"])
        for number, line in enumerate(lines)
        if number + 1 not in code
        and (match := _MARKER.match(line.rstrip("\r\n")))
        and (match["name"] or "") == name
    ]
    label = f" {name}" if name else ""
    pair = f"<!-- readlist: begin{label} --> and <!-- readlist: end{label} -->"
    if not found:
        raise InputError("has no block to write into", file=file, hint=f"Put these two lines into it: {pair}")
    if [word for _, word in found] != ["begin", "end"]:
        raise InputError(
            f"the markers do not make one block: {', '.join(f'{word} in line {number + 1}' for number, word in found)}",
            file=file,
            line=found[0][0] + 1,
            hint=f"Leave one pair of lines: {pair}",
        )
    return found[0][0], found[1][0]


def _level(lines: list[str]) -> int:
    """Return the level of the last heading, 0 if there is none."""
    code = find_code_lines("".join(lines), indented=True)
    for number in range(len(lines) - 1, -1, -1):
        if number + 1 in code:
            continue
        if heading := _HEADING.match(lines[number]):
            return len(heading[1])
        if number and lines[number - 1].strip() and (line := _UNDERLINE.match(lines[number].rstrip("\r\n"))):
            return 1 if line[1].startswith("=") else 2
    return 0
