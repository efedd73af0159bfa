"""Layouts that are no markdown, rewritten as markdown line for line, to be parsed; entries keep their text.

[^lee]: Ann Lee, …                     - Ann Lee, …               a footnote that cites
\\bibitem{lee} A. Lee, \\emph{A title}   - A. Lee, *A title*        a bibliography of LaTeX
## [2014 NIPS] A title                 - [2014 NIPS] A title      headings with the venue or the year of a work
一、推荐系统                            ###### 一、推荐系统         a numbered heading in Chinese
##Retrieval                            ## Retrieval              a heading without a blank
arXiv 1712, arXiv 17.12                arXiv 2017-12             the month of a preprint as in its ID
In *Proceedings of …*                  *In Proceedings of …*
id:: …, :LOGBOOK:                                                 what Logseq and Org keep for themselves
Accessed 3 May 2020                                               when a page was read
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from readlist.formats.markdown.property_names import property_field

if TYPE_CHECKING:
    from collections.abc import Callable

MIN_MONTHS = 2
"""Minimum number of clear months of preprints' IDs for doubtful ones to be months too."""
MIN_HEADINGS = 3
"""Minimum number of headings that are works, and of lines that are headings in Chinese."""
_FACT = re.compile(r"https?://|\]\(|\b(?:1[89]|20)\d\d\b|\barXiv\b")
_FOOTNOTE = re.compile(r"\s{0,3}\[\^[^\[\]]{1,40}\]:\s+(?P<rest>\S.*)$")
_BIBITEM = re.compile(r"\s*\\bibitem(?:\[[^\]]*\])?\{[^{}]*\}\s*")
_TEX = (
    (re.compile(r"\\(?:emph|textit|textsl)\{([^{}]*)\}|\{\\(?:em|it|sl)\s+([^{}]*)\}"), r"*\1\2*"),
    (re.compile(r"\\(?:textbf|textsc|texttt|url|bf)\{([^{}]*)\}|\{\\(?:bf|sc|tt)\s+([^{}]*)\}"), r"\1\2"),
    (re.compile(r"\\(?:newblock|bysame|em|sl|it|bf)\b\s*"), ""),
    (re.compile(r"``(.+?)''"), r"“\1”"),
    (re.compile(r"-{2,3}"), "–"),
    (re.compile(r"(?<!\\)~|\\[,; ]"), " "),
    (re.compile(r"\\([&%$#_])"), r"\1"),
)
_PLACE = r"(?:(?:1[89]|20)\d\d(?:[ .-][A-Za-z0-9.\-& ]{2,24})?|[A-Z][A-Za-z0-9.\-& ]{1,24}[ '’](?:(?:1[89]|20)?\d\d))"
_HEADING = re.compile(rf"(?P<marks>#{{1,6}})\s+(?P<rest>\[?[\[【]{_PLACE}[\]】]\s*\S.*)$")
_BULLET = re.compile(r"(?:[-*+]|\d{1,3}[.)])\s+")
_BRACKET = re.compile(r"\[?[\[【][^\[\]【】]*[\]】]")
_OWN_ANCHOR = re.compile(
    r"\]\((?P<page>https?://github\.com/[^/\s()#]+/[^/\s()#]+)/?#(?!readme\))", re.IGNORECASE
)
MIN_ANCHORS = 2
"""Minimum number of links to places in the page of a repository that make them links of its table of contents."""
_UNSPACED = re.compile(r"^(#{2,6})(?=[^\s#!\[])")
_MONTH_OF_ID = re.compile(
    r"\b(?P<server>arXiv)[:,]? (?P<year>\d\d)(?P<stop>\.?)(?P<month>0[1-9]|1[0-2])(?![\d./-])", re.IGNORECASE
)
_PLAIN_YEAR = re.compile(r"20(?:0\d|1[0-2])")
"""A year that may also be the month of a preprint's ID: ``2011`` is November 2020."""
_ORDINAL = re.compile(r"[一二三四五六七八九十]{1,3}、\s*[^\s，。；;,《「\[(（].{0,24}$")
_IN = re.compile(
    r"(?P<before>(?:^|[\s.,;])\s*)In:?\s+(?P<mark>\*{1,2}|_)(?=(?:the\s)?(?:Proc|Advances in|Annual|International|IEEE|ACM|Conference))"
)
_ACCESS = re.compile(
    r"(?:[\[(]\s*)?\b(?:(?:date\s+)?(?:last\s+)?(?:re)?accessed|retrieved|viewed|visited|available)\b(?:\s+(?:on|at|from))?\s*:?\s*"
    r"(?:(?:\d{1,2}(?:st|nd|rd|th)?\s+)?[A-Z][a-z]{2,8}\.?\s+(?:\d{1,2}(?:st|nd|rd|th)?,?\s+)?\d{4}|\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{4})?"
    r"(?:\s*[\])])?,?\s*(?:from:?\s*|at:?\s*)?\.?(?=\s|$|<?https?:|\[)",
    re.IGNORECASE,
)
_ORG_RULE = re.compile(r"^[ \t]*\|-+(?:\+-+)+\|[ \t]*$", re.MULTILINE)
"""The line below the head of a table in Org."""
_READ_ON = re.compile(r"(?<=\])\s*\[\d{4}-\d\d-\d\d\]|(?<=\))\s*\[\d{4}-\d\d-\d\d\]")
_PROPERTY = re.compile(r"\s+(?P<key>[^\s:`\[\]][^:`\[\]]{0,30}?)::(?:\s|$)")
_FACTS_AFTER = re.compile(r"(?P<quote>[」』》〉])（(?P<facts>[^（）]{2,80}?[,，]\s*(?:19|20)\d\d年?)）")
_DOT = re.compile(r"・|(?<=[\u4e00-\u9fff])[著編编](?=[,，、])")
_MAY_TELL_ACCESS = re.compile(
    r"ccess|etrieved|[Vv]iewed|[Vv]isited|[Aa]vailable (?:at|from)|\]\s*\[\d{4}-|\)\[\d{4}-"
)


def as_markdown(lines: list[str]) -> list[str]:
    """Return the lines of a note, one for one, with these layouts in the notation of markdown."""
    text = "\n".join(lines)
    out = [*lines]
    for sign, rewrite in _LAYOUTS:
        if sign.search(text):
            rewrite(out)
    return out


def _spell_months(lines: list[str]) -> None:
    """Write the month of a preprint in full; what may be a year is one unless the list writes months elsewhere."""
    found = [match for line in lines for match in _MONTH_OF_ID.finditer(line)]
    clear = sum(not _PLAIN_YEAR.fullmatch(match["year"] + match["stop"] + match["month"]) for match in found)
    for number, line in enumerate(lines):
        if "arxiv" in line.casefold():
            lines[number] = _MONTH_OF_ID.sub(
                lambda match: (
                    f"{match['server']} 20{match['year']}-{match['month']}"
                    if clear >= MIN_MONTHS
                    or not _PLAIN_YEAR.fullmatch(match["year"] + match["stop"] + match["month"])
                    else match[0]
                ),
                line,
            )


def _without_brackets(found: re.Match[str]) -> str:
    """Return the names, venue and year in brackets after a quoted title without the brackets."""
    return f"{found['quote']}，{_DOT.sub('、', found['facts'])}"


def _drop_own_properties(lines: list[str]) -> None:
    """Drop the properties of blocks that say nothing of a work, and the hours that were spent."""
    is_log = False
    for number, line in enumerate(lines):
        bare = line.strip()
        is_log = is_log or bare == ":LOGBOOK:"
        own = None if is_log else _PROPERTY.match(line)
        if is_log or (own and not property_field(own["key"])):
            lines[number] = ""
        is_log = is_log and bare != ":END:"


def _read_bibitems(lines: list[str]) -> None:
    """Write the items of a bibliography of LaTeX as list items."""
    is_open = False
    for number, line in enumerate(lines):
        is_start = bool(_BIBITEM.match(line))
        is_open = is_start or (is_open and bool(line.strip()) and "\\end{" not in line)
        if is_open:
            text = _BIBITEM.sub("", line, count=1)
            for pattern, plain in _TEX:
                text = pattern.sub(plain, text)
            lines[number] = f"- {text.strip()}" if is_start else f"  {text.strip()}"


def _footnote(line: str) -> str:
    note = _FOOTNOTE.match(line)
    return f"- {note['rest']}" if note and _FACT.search(note["rest"]) else line


def _lower_headings(lines: list[str]) -> None:
    """Write headings that are works as list items, with the lists below them; a heading that names the one below goes."""
    found = [(number, match) for number, line in enumerate(lines) if (match := _HEADING.match(line))]
    if len(found) < MIN_HEADINGS:
        return
    for number, match in found:
        body = range(number + 1, _end_of_section(lines, number))
        below = [at for at in body if _BULLET.match(lines[at])]
        names_next = any(
            _bracket(_BULLET.sub("", lines[at], count=1)) == _bracket(match["rest"]) for at in below
        )
        lines[number] = "" if names_next else f"- {match['rest']}"
        for at in body:
            if _RULE.match(lines[at]):
                lines[at] = ""
            elif lines[at].strip() and not names_next:
                lines[at] = f"  {lines[at]}"


_RULE = re.compile(r"\s*[-*_]{3,}\s*$")


def _end_of_section(lines: list[str], number: int) -> int:
    return next((at for at in range(number + 1, len(lines)) if lines[at].startswith("#")), len(lines))


def _bracket(text: str) -> str | None:
    """Return the brackets with a venue or year that begin a text."""
    found = _BRACKET.match(text)
    return found[0].strip("[]【】") if found else None


def _raise_ordinals(lines: list[str]) -> None:
    """Write lines with a number in Chinese that stand alone as headings, where there are several."""
    padded = ["", *lines, ""]
    found = [
        number
        for number, line in enumerate(lines)
        if line[:1] in "一二三四五六七八九十" and _ORDINAL.match(line.strip()) and not _FACT.search(line)
    ]
    alone = [number for number in found if not padded[number].strip()]
    if len(alone) >= MIN_HEADINGS - 1 and any(b - a > 1 for a, b in pairwise([*alone, len(lines) + 2])):
        for number in alone:
            lines[number] = f"###### {lines[number].strip()}"


def _without_access(line: str) -> str:
    """Return a line without the note of when a page was read."""
    if not _MAY_TELL_ACCESS.search(line) or "http" not in line:
        return line
    return _ACCESS.sub("", _READ_ON.sub("", line))


def _read_own_anchors(lines: list[str]) -> None:
    """Write links to places in the page of one repository, of which a list has several, as links within the page."""
    found = Counter(match["page"] for line in lines for match in _OWN_ANCHOR.finditer(line))
    own = {page for page, count in found.items() if count >= MIN_ANCHORS}
    for number, line in enumerate(lines) if own else ():
        if "github.com" in line:
            lines[number] = _OWN_ANCHOR.sub(lambda match: "](#" if match["page"] in own else match[0], line)


def _each(change: Callable[[str], str]) -> Callable[[list[str]], None]:
    """Return a function that changes each line of a list in place."""

    def rewrite(lines: list[str]) -> None:
        lines[:] = map(change, lines)

    return rewrite


_LAYOUTS: tuple[tuple[re.Pattern[str], Callable[[list[str]], None]], ...] = (
    (re.compile("::|:LOGBOOK:"), _drop_own_properties),
    (re.compile(r"\\bibitem"), _read_bibitems),
    (re.compile(r"\[\^"), _each(_footnote)),
    (
        re.compile("^##", re.MULTILINE),
        _each(lambda line: _UNSPACED.sub(r"\1 ", line) if line[:2] == "##" else line),
    ),
    (_MONTH_OF_ID, _spell_months),
    (re.compile("# [\\[【]"), _lower_headings),
    (re.compile("一、"), _raise_ordinals),
    (re.compile(r"github\.com/[^/\s]+/[^/\s]+#"), _read_own_anchors),
    (re.compile(r"In:? [*_]"), _each(lambda line: _IN.sub(r"\g<before>\g<mark>In ", line))),
    (_MAY_TELL_ACCESS, _each(_without_access)),
    (_ORG_RULE, _each(lambda line: line.replace("+", "|") if _ORG_RULE.match(line) else line)),
    (re.compile("[」』》〉]（"), _each(lambda line: _FACTS_AFTER.sub(_without_brackets, line))),
)
"""What a text has where a layout may be, and what rewrites the layout, in this order."""
