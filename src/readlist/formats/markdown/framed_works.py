"""Works that a list sets in frames of its own, rewritten as list items with fields, line for line, to be parsed.

    > [!paper] A title                     - A title
    > **Authors**: Ann Lee                   - Authors: Ann Lee

    <summary>A title</summary>             - A title
    - Venue: ICLR 2024                       - Venue: ICLR 2024

    Title: A title                         - Title: A title
    Authors: Ann Lee                         - Authors: Ann Lee

    > Paper: *A title*                     - Title: *A title*
    > Authors: Ann Lee                       - Authors: Ann Lee

    ```                                    - Title: A title
    Title: A title                           - Authors: Ann Lee
    Authors: Ann Lee
    ```

    arXiv:2106.09685                       - A title
    Title: A title                           - https://arxiv.org/abs/2106.09685
    Authors: Ann Lee                         - Authors: Ann Lee

A frame counts only where a file repeats it and its lines state what works have; entries keep their text as it is in the
file. ``list_lines`` rewrites what lists write within a line.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from readlist.formats.markdown import (
    bibtex_entries,
    described_titles,
    field_labels,
    folded_sections,
    headed_titles,
    html_lines,
    list_lines,
    lone_families,
    outliner_lines,
    title_text,
)
from readlist.formats.markdown.plain_layouts import as_markdown

if TYPE_CHECKING:
    from collections.abc import Iterator

MIN_FRAMES = 2
"""Minimum number of frames of one kind in a file."""
MIN_FIELDS = 2
"""Minimum number of fields that a frame states, of those that only works have."""
MIN_TITLE = 6
"""Minimum number of characters of a title."""
MAX_FRAME = 40
"""Maximum number of lines of a frame."""
_FACTS = frozenset(("title", "authors", "venue", "date", "paper", "org"))
_CALLOUT = re.compile(r">\s*\[![\w-]+(?:\|[^\]]*)?\][+-]?\s+(?P<title>\S.*)$")
_QUOTED = re.compile(r">\s?(?P<text>.*)$")
_SUMMARY = re.compile(r"\s*(?:<details[^>]*>\s*)?<summary>(?P<title>.*?)</summary>\s*$", re.IGNORECASE)
_DETAILS = re.compile(r"\s*<(?P<end>/?)details[^>]*>\s*$", re.IGNORECASE)
_TAG = re.compile(r"</?(?:b|strong|i|em|h\d|u)>", re.IGNORECASE)
_ANY_LABEL = re.compile(r"[^\W_][^:：。\[\]()]{0,12}[:：]\s*\S")
_PAPER_LINK = re.compile(r"[\[>]\W*(?:paper|pdf|arxiv|doi|link|论文|論文)\W*(?:\]\(|</a>)", re.IGNORECASE)
_BULLET = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s+")
_FENCE = re.compile(r"```\s*(?:text|txt)?\s*")
_LISTED_ID = re.compile(
    r"\s*(?:\[\d{1,4}\]\s*)?arXiv:\s*(?P<id>\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?=\s|$|\()",
    re.ASCII,
)
_LISTED_FIELD = re.compile(r"\s*(?P<name>[A-Z][A-Za-z-]{2,20}):\s+(?P<value>\S.*)$")


def as_list(lines: list[str]) -> list[str]:
    """Return the lines of a note to be parsed, one for one: works in frames of their own as list items."""
    out = as_markdown(lines)
    text = "\n".join(out)
    if ("<li" in text or "<dt" in text) and "<td" not in text:
        html_lines.rewrite(out)
    if "[!" in text:
        _rewrite(out, _callouts(out))
    if "<summary>" in text.lower():
        _rewrite(out, _summaries(out))
        folded_sections.rewrite(out)
    if "Title:" in text:
        _rewrite(out, _listed(out))
    if "```" in text:
        _rewrite(out, _fenced(out))
        if bibtex_entries.may_hold_entries(text):
            bibtex_entries.rewrite(out)
    if ":" in text or "：" in text:
        _rewrite(out, _records(out))
        _rewrite(out, _quoted_records(out))
    if "\n##" in text:
        headed_titles.rewrite(out)
    if "**" in text:
        described_titles.rewrite(out)
    outliner_lines.rewrite(out, text)
    lone_families.rewrite(out)
    list_lines.rewrite(out)
    return out


# -- frames ------------------------------------------------------------------------------------------------------


_Frame = tuple[int, list[str]]
"""The number of the first line of a frame (counted from 0), and its lines as they are to be parsed."""


def _rewrite(lines: list[str], frames: list[_Frame]) -> None:
    if len(frames) >= MIN_FRAMES:
        for start, rewritten in frames:
            lines[start : start + len(rewritten)] = rewritten


def _callouts(lines: list[str]) -> list[_Frame]:
    """Return the callouts of Obsidian with a title, and fields below it."""
    found = []
    for number, line in enumerate(lines):
        if opening := _CALLOUT.match(line):
            body = [
                text[1]
                for text in _while(lines[number + 1 :], _QUOTED)
                if not text[1].lstrip().startswith("[!")
            ]
            if _is_work(opening["title"], body):
                found.append((number, [f"- {opening['title']}", *map(_nested, body)]))
    return found


def _while(lines: list[str], pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    for line in lines[:MAX_FRAME]:
        if not (match := pattern.match(line)) or _CALLOUT.match(line):
            return
        yield match


def _summaries(lines: list[str]) -> list[_Frame]:
    """Return the parts of a page that can be folded, whose summary is a title."""
    found = []
    for number, line in enumerate(lines):
        if opening := _SUMMARY.match(line):
            title = _TAG.sub("", opening["title"]).strip()
            body = []
            for text in lines[number + 1 : number + MAX_FRAME]:
                if _SUMMARY.match(text) or ((tag := _DETAILS.match(text)) and not tag["end"]):
                    break
                body.append("" if tag else text)
                if tag:
                    break
            if _is_work(title, body):
                before = number and _DETAILS.match(lines[number - 1])
                found.append(
                    (number - bool(before), [*([""] * bool(before)), f"- {title}", *map(_nested, body)])
                )
    return found


def _is_work(title: str, body: list[str]) -> bool:
    """Whether a title is one, and the lines below it state what works have."""
    labels = [field_labels.parse_label(text) for text in body]
    stated = {label.field for label in labels if label and label.value} & _FACTS
    if any(map(_PAPER_LINK.search, body)):
        stated |= {"paper"}
    return len(stated) >= MIN_FIELDS and not field_labels.is_label_name(title) and len(title) >= MIN_TITLE


def _nested(text: str) -> str:
    """Return a line as an item of a nested list; one that is more deeply nested, or blank, keeps its depth."""
    if not text.strip():
        return ""
    bare = _BULLET.sub("", text, count=1)
    depth = len(text) - len(text.lstrip())
    return f"  {' ' * depth}- {bare.strip()}"


def _listed(lines: list[str]) -> list[_Frame]:
    """Return the works in the form of arXiv's mails and listings: the ID, then the title and the authors."""
    starts = [number for number, line in enumerate(lines) if _LISTED_ID.match(line)]
    found = []
    for start, following in pairwise([*starts, len(lines)]):
        frame = lines[start : min(following, start + MAX_FRAME)]
        end = next(
            (n for n, text in enumerate(frame) if not text.strip() or text.startswith("#")), len(frame)
        )
        fields = _listed_fields(frame[1:end])
        if "Title" in fields and "Authors" in fields:
            identifier = _LISTED_ID.match(lines[start])
            assert identifier, "the line was chosen because it matches"
            rest = [f"https://arxiv.org/abs/{identifier['id']}", f"Authors: {fields['Authors']}"]
            rest += [f"Venue: {fields['Journal-ref']}"] if "Journal-ref" in fields else []
            items = [f"- {fields['Title']}", *(f"  - {text}" for text in rest)]
            found.append((start, [*items, *(["  - …"] * (end - len(items)))][:end]))
    return found


def _listed_fields(lines: list[str]) -> dict[str, str]:
    """Return the fields of a listed work; an indented line continues the one above it."""
    fields: dict[str, str] = {}
    name = ""
    for line in lines:
        if match := _LISTED_FIELD.match(line):
            name = "Authors" if match["name"] == "Author" else match["name"]
            fields.setdefault(name, match["value"].strip())
        elif name and line[:1].isspace():
            fields[name] += f" {line.strip()}"
    return fields


def _fenced(lines: list[str]) -> list[_Frame]:
    """Return the blocks of code that are nothing but the labelled fields of a work, the title first."""
    found = []
    fences = [number for number, line in enumerate(lines) if line.startswith("```")]
    for start, end in zip(fences[::2], fences[1::2], strict=False):
        body = lines[start + 1 : end]
        labels = [field_labels.parse_label(text) for text in body]
        first = labels[0] if labels else None
        if not _FENCE.fullmatch(lines[start]) or not first or first.field != "title" or not all(labels):
            continue
        if _is_work(first.value, body):
            found.append((start, ["", f"- {body[0].strip()}", *map(_nested, body[1:]), ""]))
    return found


def _records(lines: list[str]) -> list[_Frame]:
    """Return the paragraphs of labelled fields that begin with a title, without bullets."""
    found = []
    for number, line in enumerate(lines):
        if not _opens_record(lines, number):
            continue
        body = []
        for text in lines[number + 1 : number + MAX_FRAME]:
            if not text.strip() or not field_labels.parse_label(text):
                break
            body.append(text)
        if _is_work(line, [line, *body]):
            found.append((number, [f"- {_titled(line.strip())}", *map(_nested, body)]))
    return found


def _quoted_records(lines: list[str]) -> list[_Frame]:
    """Return the quotes that are nothing but labelled fields, and begin with a title."""
    found = []
    for number, line in enumerate(lines):
        if not line.startswith(">") or (number and lines[number - 1].startswith(">")):
            continue
        body = [text["text"].strip() for text in _while(lines[number:], _QUOTED)]
        if (
            body
            and all(text and field_labels.parse_label(text) for text in body)
            and _opens_record(body, 0)
            and _is_work(body[0], body)
        ):
            found.append((number, [f"- {_titled(body[0])}", *map(_nested, body[1:])]))
    return found


def _titled(text: str) -> str:
    """Return a labelled field with a title as one whose label says so: ``Paper: A title``."""
    label = field_labels.parse_label(text)
    return f"Title: {label.value.strip('_*')}" if label and label.field == "paper" else text


def _opens_record(lines: list[str], number: int) -> bool:
    """Whether a line that follows a blank one, or none, is a labelled title without a bullet."""
    line = lines[number]
    if not line[:1].strip() or line[0] in "-+#>|`" or _BULLET.match(line):
        return False
    if number and lines[number - 1].strip() and not _ANY_LABEL.match(lines[number - 1]):
        return False
    label = field_labels.parse_label(line)
    if label is None or not label.value:
        return False
    is_quoted = label.value[0] in '"“「『《〈' or label.value[-1] in "_*"
    is_text = is_quoted or title_text.title_score(label.value) >= title_text.LIKELY
    return label.field == "title" or (label.field == "paper" and is_text)
