"""Lists that a note writes in HTML, one item on a line, rewritten line for line as markdown.

    <h2>Vision</h2>                        ## Vision
    <ul>
    <li><b>A title</b>, Ann Lee</li>       - <b>A title</b>, Ann Lee
    </ul>
    <li class="paper">
    <b>A title</b>, Ann Lee                - <b>A title</b>, Ann Lee
    </li>
    <div class="year">
    <dt><b>A title</b></dt>                - <b>A title</b>
    <dd>Ann Lee. ICML 2020.</dd>             Ann Lee. ICML 2020.

Notes with tables in HTML are left alone: their cells may hold lists.
"""

from __future__ import annotations

import re

_LIST = re.compile(
    r"\s*</?(?:ul|ol|dl|div|section|article|main|header|footer|nav|body|html)\b[^<>]*>\s*$", re.IGNORECASE
)
"""The tag of a list, or of a part of a page, alone on its line."""
_OPEN_ITEM = re.compile(r"\s*<(?:li|dt)\b[^<>]*>\s*$", re.IGNORECASE)
_TAG = re.compile(
    r"\s*</?(?:li|dt|dd|ul|ol|dl|div|section|article|main|header|footer|nav|body|html|h\d)\b", re.IGNORECASE
)
_END_ITEM = re.compile(r"\s*</(?:li|dt)>\s*$", re.IGNORECASE)
_CLOSE_ITEM = re.compile(r"\s*</(?:li|dt)>\s*$", re.IGNORECASE)
_ITEM = re.compile(r"\s*<li\b[^<>]*>\s*(?P<text>\S.*?)\s*(?:</li>)?\s*$", re.IGNORECASE)
_TERM = re.compile(r"\s*<dt\b[^<>]*>\s*(?P<text>\S.*?)\s*(?:</dt>)?\s*$", re.IGNORECASE)
_DESCRIPTION = re.compile(r"\s*<dd\b[^<>]*>\s*(?P<text>\S.*?)\s*(?:</dd>)?\s*$", re.IGNORECASE)
_HEADING = re.compile(r"\s*<h(?P<level>[1-6])\b[^<>]*>\s*(?P<text>\S.*?)\s*</h(?P=level)>\s*$", re.IGNORECASE)
_BOLD = re.compile(r"</?(?:b|strong)>", re.IGNORECASE)
_ITALIC = re.compile(r"</?(?:i|em)>", re.IGNORECASE)


def rewrite(lines: list[str]) -> None:
    """Rewrite the lines of a note in place, one for one."""
    indent = ""
    for number, line in enumerate(lines):
        if indent and line.strip() and not _TAG.match(line):
            lines[number] = f"{indent}{_marked(_END_ITEM.sub('', line.strip()))}"
            indent = "" if _END_ITEM.search(line) else "  "
        elif "<" not in line:
            continue
        elif _LIST.match(line):
            lines[number] = ""
        elif _OPEN_ITEM.match(line) or _CLOSE_ITEM.match(line):
            lines[number], indent = "", "- " if _OPEN_ITEM.match(line) else ""
        elif item := _ITEM.match(line) or _TERM.match(line):
            lines[number] = f"- {_marked(item['text'])}"
        elif item := _DESCRIPTION.match(line):
            lines[number] = f"  {_marked(item['text'])}"
        elif heading := _HEADING.match(line):
            lines[number] = f"{'#' * int(heading['level'])} {heading['text']}"


def _marked(text: str) -> str:
    """Return a text with bold and italics in markdown."""
    return _ITALIC.sub("*", _BOLD.sub("**", text))
