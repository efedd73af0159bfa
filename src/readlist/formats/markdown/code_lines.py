"""Find the lines of a markdown text that are code.

text ── stretches, as in ``block_parser`` ── block structure only ──> line numbers
"""

from __future__ import annotations

import re

from readlist.formats.markdown.stretches import CONTAINERS, find_stretches

_NEWLINE = re.compile(r"\r\n|\r|\n")
_RAW = r"<(?:pre|script|style|textarea)\b"
"""Elements whose content CommonMark (section 4.6) keeps verbatim, including blank lines."""
_RAW_HTML = re.compile(rf"\s*{_RAW}", re.IGNORECASE)
_MARK = re.compile(rf"(?<![^\r\n]){CONTAINERS}(?:```|~~~|{_RAW})", re.IGNORECASE)
_MAX_NESTING = 100


def may_hold_code(text: str) -> bool:
    """Return whether a text has something that looks like the start of a fenced or HTML code block."""
    return bool(_MARK.search(text))


def find_code_lines(text: str, *, indented: bool = False) -> frozenset[int]:
    """Return the numbers, counted from 1, of the lines that are code: fences with their content, ``<pre>``.

    By default deep indentation does not make code, as in ``block_parser``; with ``indented`` it does, as in CommonMark.
    """
    if not indented and not may_hold_code(text):
        return frozenset()  # parsing takes much longer than searching for a marker
    from markdown_it import MarkdownIt  # noqa: PLC0415

    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING})
    if not indented:
        parser.disable("code")
    parser.core.ruler.enableOnly(["normalize", "block"])
    lines = _NEWLINE.split(text)
    out: set[int] = set()
    for start, stop in find_stretches(lines):
        for token in parser.parse("\n".join(lines[start:stop])):
            is_code = token.type in ("fence", "code_block") or (
                token.type == "html_block" and _RAW_HTML.match(token.content)
            )
            if is_code and token.map:
                out.update(range(start + token.map[0] + 1, start + token.map[1] + 1))
    return frozenset(out)
