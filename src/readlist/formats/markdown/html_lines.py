"""Lists that a note writes in HTML, one item on a line, rewritten line for line as markdown.

    <h2>Vision</h2>                        ## Vision
    <ul>
    <li><b>A title</b>, Ann Lee</li>       - <b>A title</b>, Ann Lee
    </ul>
    <dt><b>A title</b></dt>                - <b>A title</b>
    <dd>Ann Lee. ICML 2020.</dd>             Ann Lee. ICML 2020.

Notes with tables in HTML are left alone: their cells may hold lists.
"""

from __future__ import annotations

import re

_LIST = re.compile(r"\s*</?(?:ul|ol|dl)\b[^<>]*>\s*$", re.IGNORECASE)
_ITEM = re.compile(r"\s*<li\b[^<>]*>\s*(?P<text>\S.*?)\s*(?:</li>)?\s*$", re.IGNORECASE)
_TERM = re.compile(r"\s*<dt\b[^<>]*>\s*(?P<text>\S.*?)\s*(?:</dt>)?\s*$", re.IGNORECASE)
_DESCRIPTION = re.compile(r"\s*<dd\b[^<>]*>\s*(?P<text>\S.*?)\s*(?:</dd>)?\s*$", re.IGNORECASE)
_HEADING = re.compile(r"\s*<h(?P<level>[1-6])\b[^<>]*>\s*(?P<text>\S.*?)\s*</h(?P=level)>\s*$", re.IGNORECASE)
_BOLD = re.compile(r"</?(?:b|strong)>", re.IGNORECASE)
_ITALIC = re.compile(r"</?(?:i|em)>", re.IGNORECASE)


def rewrite(lines: list[str]) -> None:
    """Rewrite the lines of a note in place, one for one."""
    for number, line in enumerate(lines):
        if "<" not in line:
            continue
        if _LIST.match(line):
            lines[number] = ""
        elif item := _ITEM.match(line) or _TERM.match(line):
            lines[number] = f"- {_ITALIC.sub('*', _BOLD.sub('**', item['text']))}"
        elif item := _DESCRIPTION.match(line):
            lines[number] = f"  {_ITALIC.sub('*', _BOLD.sub('**', item['text']))}"
        elif heading := _HEADING.match(line):
            lines[number] = f"{'#' * int(heading['level'])} {heading['text']}"
