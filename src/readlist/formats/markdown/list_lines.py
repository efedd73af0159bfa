"""What lists write in their lines that is no markdown and no part of the works, rewritten line for line.

    **Required:** A title. …               - A title. …              a label that a list repeats
    A title (著者: Ann Lee, 年: 2024)      A title [著者:: Ann Lee] [年:: 2024]
    - [ ] A title @lee #nlp https://…      - [ ] A title [tags:: nlp] https://…
    - [[@lee2024]] A title                 - A title
    1、A title                             - A title
    1 A title                              - A title                  one of several lines that are counted
    1.A title                              - A title                  likewise, with the lines below it
    -Authors: Ann Lee                        - Authors: Ann Lee
    9:30  A title                          A title                  the hour of a talk, that a list repeats
    16-ATC-A title                         ATC 2016 - A title
    - [A title, 2019](…)                   - [A title](…) (2019)
    <A title> by Ann Lee                   “A title” by Ann Lee
      - *Link.* https://…                    - Link: https://…       a label with a full stop in markup
    - Ann Lee presents: A title            - A title                  who tells of a work, that a list repeats
    May 5, 2025:                                                    the days of meetings, each above a list
    --- Before 2020 ---                                             a line that only divides a list
    <a name="books"></a>                                            an anchor, which would take in the line below it

A label, a key, an hour, a number or a year of two digits counts only where several lines begin so.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from readlist.formats.markdown import cjk_lines, dates_venues, field_labels

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MIN_COUNTED = 3
"""Minimum number of lines that begin with the numbers from one."""
MIN_LINES = 2
"""Minimum number of lines that begin in the same way."""
_BULLET = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s+")
_INDENTED = re.compile(r"(?P<indent> *)[-*+] +")
"""A bullet. One that is indented by less than the text of the bullet above it is on the same level; in markdown, it is
text of the item above it if it is indented as far as code is."""
CODE_INDENT = 4
_NUMBERED = re.compile(r"(?P<indent> {0,8})(?P<number>\d{1,3})[.)]\s+(?=\S)")
_LABEL = re.compile(
    r"(?P<start>\s*(?:(?:[-*+]|\d{1,3}[.)])\s+)?)(?P<label>\*\*[^*]{1,30}?[:：]\*\*|\*\*[^*]{1,30}?\*\*[:：])\s+(?P<rest>\S.*)$"
)
_KEY = re.compile(r"(?P<start>\s*[-*+]\s+)\[\[@[^\[\]|]{2,60}\]\][:：]?\s+(?P<rest>\S+\s+\S.*)$")
_NUMBER = re.compile(r"(?P<start>\s{0,3})(?:\d{1,3}[、．]|[①-⑳]|（\d{1,3}）|〔\d{1,3}〕)\s*(?P<rest>\S.*)$")
_UNSPACED = re.compile(r"(?P<number>\d{1,3})\.(?=[^\W\d]|[“\"《\[*])")
_DASHED = re.compile(r"-(?=[^\W\d])")
_HOUR = re.compile(
    r"(?P<start>\s*(?:[-*+]\s+)?)(?:[01]?\d|2[0-3])[:.][0-5]\d(?:\s?[-–—]\s?(?:[01]?\d|2[0-3])[:.][0-5]\d)?(?:\s?[ap]m)?\s+"
    r"(?P<rest>[^\W\d]\S*\s+\S.*)$"
)
_PLACE = re.compile(
    r"(?P<start>\s*[-*+]\s+)(?P<mark>\*{0,3})['’]?(?P<year>\d\d)[-_](?P<venue>[A-Z][A-Za-z]*[A-Z][A-Za-z]*)[-_:]\s?(?P<rest>\w.*)$"
)
"""A year of two digits and an acronym before the title."""
_YEAR_PLACE = re.compile(
    rf"(?P<start>\s*[-*+]\s+(?:\[[ xX]\]\s+)?)\*\*(?P<year>{dates_venues.YEAR})[-_](?P<venue>[A-Z][\w&]*(?:\s\w+){{0,3}})\*\*(?P<rest>.*)$"
)
"""A year and a venue in bold before the title."""
_NAMES_YEAR = re.compile(
    rf"(?P<start>\s*(?:(?:[-*+]|\d{{1,3}}[.)])\s+)?)(?:★\s*)?\*\*(?P<names>[^*()]{{3,300}}?),\s(?P<year>{dates_venues.YEAR})[a-z]?\.?\*\*(?P<rest>[.:]?\s+[*_\"“].*)$"
)
"""Names and a year in bold before a title in italics or quotes."""
_AWARD = re.compile(
    r"(?P<start>\s*(?:(?:[-*+]|\d{1,3}[.)])\s+)?)(?:\*\*[^*]{0,40}\b(?:[Aa]ward|Best (?:\w+ )?Paper|[Hh]onou?rable [Mm]ention)\b[^*]{0,20}?(?:[:：]\*\*|\*\*[:：]))\s+(?=\S)"
)
"""What a work was honoured with, as a label in bold before it."""
_STARRED = re.compile(r"(?<=[a-zà-ž])\*\s,(?=\s[A-ZÀ-Ž])")
"""The mark of an author who contributed equally, with a blank before the comma: ``Quill* , Berg``."""
_STOPPED_LABEL = re.compile(
    r"(?P<start>\s+[-*+]\s+)(?P<mark>\*{1,2}|_{1,2})(?P<label>[^\W\d_][\w /-]{1,24})\.(?P=mark)\s+(?P<rest>\S.*)$"
)
_PRESENTER = re.compile(
    rf"(?P<start>\s*(?:[-*+]|\d{{1,3}}[.)])\s+|(?=[A-Z*]))(?:\*\*(?i:{dates_venues.MONTH})\.?\s\d{{1,2}}[.:]?\*\*[.:]?\s+)?"
    r"[A-Z][\w.'’-]*(?:,?\s(?:and\s|&\s)?[A-Z][\w.'’-]*){0,7}"
    r"\s(?:will\s)?(?:present(?:ed|s|ing)?|lead(?:s|ing)?|led|discuss(?:ed|es|ing)?)\s*(?:[:：]\s*|(?=[\"“\[]))(?P<rest>\S.*)$"
)
"""The names of those who present a work to a group, before it."""
_DAY = re.compile(
    rf"\s{{0,3}}[*_]{{0,3}}(?:[A-Z][a-z]{{2,8}}day,?\s+|[A-Z][a-z]{{2}},?\s+)?"
    rf"(?:(?:{dates_venues.MONTH})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+{dates_venues.YEAR})?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:{dates_venues.MONTH})\.?,?(?:\s+{dates_venues.YEAR})?|{dates_venues.YEAR}([-/.])\d{{1,2}}\1\d{{1,2}})"
    r"\s*[:：]?[*_]{0,3}\s*[:：]?\s*$",
    re.IGNORECASE,
)
"""A line that is only a day."""
_LONGEST_DAY = 48
_LINKED_YEAR = re.compile(
    r"(?P<start>\s*(?:[-*+]|\d{1,3}[.)])\s+)\[(?P<title>[^\[\]]{6,300}),\s+(?P<year>(?:19|20)\d\d)\](?P<link>\([^()\s]+\))(?P<rest>.*)$"
)
"""A title with its year as the text of a link."""
_ANGLED = re.compile(r"(?<!\S)<(?P<title>\[[^<>]{6,600}|[^<>/=\"]{12,300})>\s*(?=by\s)")
"""A title in angle brackets before its authors."""
_OPEN_ANGLE = re.compile(r"(?P<start>^\s*(?:[-*+]|\d{1,3}[.)])\s+(?:\[[^\[\]]{1,30}\]\s+)?)<(?=\[[^\[\]]*$)")
"""An angle bracket before a linked title that goes on in the next line."""
_BRACKETED_PLACE = re.compile(rf"【[^【】]{{0,30}}{dates_venues.YEAR}】.*$")
"""A line that begins with a venue and its year in brackets, and is a work."""
_CLOSE_QUOTE = re.compile(r"(?<=[.,])(?P<quote>[\"“])(?=\*\*\w)")
"""A quote that opens a title in bold right after the names."""
_DIVIDER = re.compile(r"\s*([-=~*_])\1+\s+\w[^|]{0,38}\w\s+\1{2,}\s*$")
_ANCHOR = re.compile(r"\s*<a\s+(?:name|id)=[^<>]*>(?:\s*</a>)?\s*$", re.IGNORECASE)
_FACT = re.compile(r"https?://|\]\(|\b(?:19|20)\d\d\b")
_BRACKETS = re.compile(r"(?<!\])(?:\((?P<round>[^()\n]{3,400})\)|（(?P<wide>[^（）\n]{3,400})）)")
_PART = re.compile(r"\s*(?P<label>[^\W\d][\w .-]{0,19}?)\s*[:：]\s*(?P<value>\S.*?)\s*$")
_NEXT_PART = re.compile(r"\s*[,，;；、|/·]\s*(?=[^\W\d][\w .-]{0,19}?\s*[:：](?!//))")
_LISTED_FIELDS = re.compile(r"(?P<quote>[》」])[，,]\s*(?P<fields>[^\W\d]{2,8}[:：](?!//).*)$")
_CLOSING_YEAR = re.compile(r"[，,]\s*(?:19|20)\d\d\s?年?\W*$")
_TASK = re.compile(r"\s*[-*+] \[[ xX/>-]\]\s")
_TASK_TIME = re.compile(r"(?P<start>\s*[-*+] \[[ xX/>-]\]\s+)\d{4}-\d\d-\d\d \d\d:\d\d\s+(?=\S)")
"""When a task was done or put away, before its text."""
_TASK_MARK = re.compile(
    r"\s(?:@@?\{[\d:-]+\}|\[\[\d{4}-\d\d-\d\d\]\]|@[\w:.'’-]+|\^[\w-]+$|(?:[📅⏳🛫✅➕❌]\ufe0f?\s*\d{4}-\d\d-\d\d)|[🔺⏫🔼🔽⏬](?=\s|$))"
)
_HASHTAG = re.compile(r"(?<=\s)#(?P<tag>[^\W\d][\w/-]*)(?=\s|$)")
_STARTS: dict[re.Pattern[str], Callable[[re.Match[str]], str]] = {
    _KEY: lambda match: f"{match['start']}{match['rest']}",
    _HOUR: lambda match: f"{match['start']}{match['rest']}",
    _NUMBER: lambda match: f"{match['start']}- {match['rest']}",
    _PLACE: lambda match: (
        f"{match['start']}{match['venue']} {dates_venues.full_year(match['year'])} - {match['mark']}{match['rest']}"
    ),
    _YEAR_PLACE: lambda match: f"{match['start']}**{match['venue']} {match['year']}**{match['rest']}",
    _NAMES_YEAR: lambda match: f"{match['start']}**{match['names']} ({match['year']}).**{match['rest']}",
    _PRESENTER: lambda match: f"{match['start']}{match['rest']}",
    _BRACKETED_PLACE: lambda match: f"- {match[0]}",
    _STOPPED_LABEL: lambda match: (
        f"{match['start']}{match['label']}: {match['rest']}"
        if field_labels.label_field(match["label"])
        else match[0]
    ),
    _LINKED_YEAR: lambda match: (
        f"{match['start']}[{match['title']}]{match['link']} ({match['year']}){match['rest']}"
    ),
}
"""Starts of lines that count where several lines have them, and what is read in their place."""
_SIGNS = (
    (_LABEL, ("**",)),
    (_NAMES_YEAR, ("** *", "** _", '** "', "** “")),
    (_STOPPED_LABEL, (".*", "._")),
    (_PRESENTER, ("present", " lead", " led", "discuss")),
)
"""What a line has, one of these, that begins with a pattern."""
_Found = dict[int, re.Match[str]]
"""Lines that match a pattern, by their number."""


def rewrite(lines: list[str]) -> None:
    """Rewrite the lines of a note in place, one for one."""
    _mark_continued(lines)
    _mark_numbered(lines)
    _mark_unspaced(lines)
    _drop_days(lines)
    found: dict[re.Pattern[str], _Found] = {pattern: {} for pattern in (_LABEL, *_STARTS)}
    last: re.Match[str] | None = None
    for number, line in enumerate(lines):
        if not line or line.isspace():
            continue
        cleaned, last = _align(_clean(line), last)
        lines[number] = cleaned
        for pattern in _possible_starts(cleaned):
            if match := pattern.match(cleaned):
                found[pattern][number] = match
    _drop_labels(lines, found[_LABEL])
    for pattern, start in _STARTS.items():
        if len(found[pattern]) >= MIN_LINES:
            for number, match in found[pattern].items():
                lines[number] = start(match)


def _mark_numbered(lines: list[str]) -> None:
    """Write the numbers of lines as bullets where at least three lines are counted from one, with only a blank after the number."""
    for start, line in enumerate(lines):
        if not line.startswith("1 "):
            continue
        run = [start]
        for number in range(start + 1, len(lines)):
            if lines[number].startswith(f"{len(run) + 1} "):
                run.append(number)
            elif lines[number].strip():
                break
        if len(run) >= MIN_COUNTED:
            for count, number in enumerate(run, 1):
                lines[number] = f"- {lines[number][len(str(count)) :].lstrip()}"


def _mark_unspaced(lines: list[str]) -> None:
    """Write numbers with a full stop and no blank after them as bullets, where at least three lines are counted from one.

    A line that begins with a dash and no blank, after such a number, is a bullet below it.
    """
    run: list[int] = []
    for number, line in enumerate([*lines, "#"]):
        found = _UNSPACED.match(line)
        if found and int(found["number"]) == len(run) + 1:
            run.append(number)
        elif line.startswith("#") or (found and found["number"] == "1"):
            _mark_run(lines, run, number)
            run = [number] if found else []


def _mark_run(lines: list[str], run: list[int], end: int) -> None:
    """Mark the lines with the numbers of a list, and those with dashes between them, up to the end of its section."""
    if len(run) < MIN_COUNTED:
        return
    for number in run:
        lines[number] = f"- {_UNSPACED.sub('', lines[number], count=1)}"
    for number in range(run[0], end):
        if _DASHED.match(lines[number]):
            lines[number] = f"  - {lines[number][1:]}"


def _drop_days(lines: list[str]) -> None:
    """Drop the days of meetings, of which several are each a line of their own above a list."""
    days = [
        number
        for number, line in enumerate(lines)
        if 0 < len(line) <= _LONGEST_DAY
        and line.rstrip()[-1:] in "0123456789:：*_"
        and not (number and lines[number - 1].strip())
        and _DAY.match(line)
        and _BULLET.match(next(filter(str.strip, lines[number + 1 : number + 3]), ""))
    ]
    for number in days if len(days) >= MIN_LINES else ():
        lines[number] = ""


def _mark_continued(lines: list[str]) -> None:
    """Write the numbers of a list as bullets where it follows its heading without a blank line and does not start at one.

    In markdown, only a list that starts at one may follow a line of text so.
    """
    start: int | None = None
    indent: str | None = None
    for number, line in enumerate(lines):
        if not line.strip():
            start = None
        elif start is None:
            start = number
            indent = None if line[:1].isspace() or _BULLET.match(line) else ""
        elif number == start + 1 and indent is not None and (first := _NUMBERED.match(line)):
            indent = first["indent"] if int(first["number"]) != 1 and first["indent"] else None
            lines[number] = line if indent is None else _NUMBERED.sub(r"\g<indent>- ", line)
        elif indent and (found := _NUMBERED.match(line)) and found["indent"] == indent:
            lines[number] = _NUMBERED.sub(r"\g<indent>- ", line)


def _align(line: str, last: re.Match[str] | None) -> tuple[str, re.Match[str] | None]:
    """Return a bullet on the level of the ``last`` one above it if it is meant to be, and the last bullet from there on."""
    bullet = _INDENTED.match(line)
    if not bullet:
        is_within = last is not None and line.startswith(last["indent"])
        return line, last if is_within else None  # else the list of that bullet has ended
    if last and 0 < len(last["indent"]) < CODE_INDENT <= len(bullet["indent"]) < last.end():
        return f"{last['indent']}{line.lstrip()}", last
    return line, bullet


def _possible_starts(line: str) -> Iterable[re.Pattern[str]]:
    """Yield the patterns that the start of a line may match. Cheap."""
    start = line.lstrip()
    if not start:
        return
    yield from (pattern for pattern, signs in _SIGNS if any(sign in line for sign in signs))
    if "](" in line and start[0] in "-*+0123456789":
        yield _LINKED_YEAR
    if start[0] in "-*+":
        if "[[@" in line:
            yield _KEY
        if "**19" in line or "**20" in line:
            yield _YEAR_PLACE
        start = start[1:].lstrip().lstrip("*'’")
        if start[:2].isdigit() and start[2:3] in "-_":
            yield _PLACE
    if start[:1].isdigit():
        yield _HOUR
    if line[0] == "【" and "](" in line:
        yield _BRACKETED_PLACE
    if start[:1].isnumeric() or start[:1] in "（〔":
        yield _NUMBER


def _clean(line: str) -> str:
    """Return a line without angle brackets around a title and the marks of tasks, and with fields in brackets as inline fields."""
    if _DIVIDER.match(line) or _ANCHOR.match(line):
        return ""
    if ">" in line and "by " in line:
        line = _ANGLED.sub(_without_angles, line).replace(")> by ", ") by ")
    if "<[" in line:
        line = _OPEN_ANGLE.sub(r"\g<start>", line)
    if "* ," in line:
        line = _STARRED.sub("*,", line)
    if "**" in line and ("ward" in line or "Best" in line or "ention" in line):
        line = _AWARD.sub(r"\g<start>", line, count=1)
    if '"**' in line or "“**" in line:
        line = _CLOSE_QUOTE.sub(r" \g<quote>", line)
    if not line.isascii() or "uthor" in line:
        line = cjk_lines.clean(line)
    if _TASK.match(line):
        line = _without_marks(line)
    return _with_inline_fields(line) if ":" in line or "：" in line else line


def _drop_labels(lines: list[str], found: _Found) -> None:
    """Take off the labels that begin the works of a list (``**Required:**``), which say nothing of the works.

    A label counts if several lines begin with it, and most of these have a link or a year.
    """
    begun = Counter(_bare(match["label"]) for match in found.values())
    stating = Counter(_bare(match["label"]) for match in found.values() if _FACT.search(match["rest"]))
    repeated = {
        label
        for label, count in begun.items()
        if count >= MIN_LINES and stating[label] == count and not field_labels.label_field(label)
    }
    for number, match in found.items():
        if _bare(match["label"]) in repeated and _stands_alone(lines, number):
            lines[number] = f"{match['start'] or '- '}{match['rest']}"


def _without_angles(found: re.Match[str]) -> str:
    title = found["title"]
    return f"{title} " if title[0] == "[" else f"“{title}” "


def _stands_alone(lines: list[str], number: int) -> bool:
    """Whether a line begins a block of its own: a list item, or a paragraph."""
    return bool(_BULLET.match(lines[number])) or number == 0 or not lines[number - 1].strip()


def _bare(label: str) -> str:
    return label.strip("*:： ").casefold()


def _with_inline_fields(line: str) -> str:
    """Return a line with the fields that stand in brackets, or between commas, as inline fields (``inline_fields``)."""
    if "》，" in line or "」，" in line or "》," in line:
        line = _LISTED_FIELDS.sub(_to_listed, line)
    return _BRACKETS.sub(_to_inline, line) if "(" in line or "（" in line else line


def _to_inline(brackets: re.Match[str]) -> str:
    return _to_inline_fields(_NEXT_PART.split(brackets["round"] or brackets["wide"])) or brackets[0]


def _to_inline_fields(written: list[str]) -> str:
    """Return labelled fields as inline fields; an empty string if not all are known, or none is that of a work."""
    parts = [_PART.match(part) for part in written]
    fields = [(part["label"], part["value"]) for part in parts if part]
    names = {field_labels.label_field(label) for label, _ in fields}
    is_known = len(fields) == len(parts) and None not in names
    if not is_known or not names & {"authors", "venue"} or any("://" in value for _, value in fields):
        return ""
    return "".join(f" [{label}:: {value.replace('、', ', ')}]" for label, value in fields)


def _to_listed(found: re.Match[str]) -> str:
    """Return the labelled fields after a quoted title as inline fields, and a year at their end as text."""
    year = _CLOSING_YEAR.search(found["fields"])
    fields = found["fields"][: year.start()] if year else found["fields"]
    inline = _to_inline_fields(_NEXT_PART.split(fields))
    return f"{found['quote']}{inline}{year[0] if year else ''}" if inline else found[0]


def _without_marks(line: str) -> str:
    """Return a task without what task managers add to its text: people, dates, priorities, names of blocks."""
    bare = _TASK_MARK.sub("", _TASK_TIME.sub(r"\g<start>", line))
    return _HASHTAG.sub(lambda found: f"[tags:: {found['tag']}]", bare)
