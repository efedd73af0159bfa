"""The finder's rows and preview as lines of (style, text) of a given width.

    >*hu2021lora   2021  reading  LoRA: Low-Rank Adaptation of Large …    a row: selected, marked; on a narrow screen: year and title
    ───────
    LoRA: Low-Rank Adaptation of Large Language Models                    the preview: the fields of the entry, then
    Edward J. Hu; Yelong Shen                                             its mentions and notes, with the matches
    papers.md:14  PEFT                                                    highlighted
      - [LoRA](…)

A wide character takes two cells, and no line is cut within one. All text is made safe before it is measured.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from prompt_toolkit.utils import get_cwidth

from readlist.cli.fields import kind_name, mention_place, note_heading
from readlist.cli.finder.row import STATUS_KEYS
from readlist.cli.sanitize import one_line, safe
from readlist.cli.wrapping import head
from readlist.cli.wrapping import wrap as wrap_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prompt_toolkit.formatted_text import StyleAndTextTuples

    from readlist.cli.finder.row import Row
    from readlist.model.entry import Entry, Mention

_WIDE = 70
"""The smallest width, in cells, of a row with all its columns."""
_WIDEST_KEY = 24
_MOST_AUTHORS = 12
_MOST_TEXT = 20_000
"""Characters of a text that are shown, so that wrapping a long one does not delay a key press."""
_TITLE = "class:heading"

KEYS = "Enter open  Tab mark  ^T tag  ^S status  ^R note  ^E edit  F1 help  Esc quit"
STATUS_HELP = "  ".join(f"{key} {status}" for key, status in STATUS_KEYS.items()) + "  Esc back"
TAGS_HELP = "Tags, separated by commas; -tag removes one.  Tab complete  Enter done  Esc back"
HELP = """
Keys
  Up Down PgUp PgDn    select a row                  Enter   open PDF or page
  Tab                  mark it, and go on            ^O      open the page
  Shift-Tab            mark all, or none             ^T ^S   tags, status
  ^N ^P                scroll the text               ^R      write a note
  ^Y                   copy the key                  ^E      edit the fields
  ^B                   copy as BibTeX                ^G      watch the query
  F1                   this help                     Esc     leave

^T, ^S, ^Y and ^B act on the marked rows; without any, on the selected one.

Query
  moe lora             both words, in either script, also misspelt
  "low rank"           these words side by side
  rag -survey          not this word
  moe OR mixture       either word
  author:hu year:2023..2024 venue:iclr topic:rag tag:peft kind:repo source:a.md
  is:todo,reading      a status; none: without one
  has:code missing:doi what an entry has or lacks: pdf, note, abstract, year …
"""


def count_text(count: int, *, is_whole: bool) -> str:
    """The number of rows, with a plus sign when there are more."""
    return f" {count}{'' if is_whole else '+'} "


def row_line(
    row: Row, width: int, *, is_selected: bool = False, is_marked: bool = False
) -> StyleAndTextTuples:
    """A row of the list, ``width`` cells wide; one with only some of the words has a sign and is dim."""
    entry = row.entry
    year = fit(str(entry.year or ""), 4) + "  "
    is_weak = row.hit is not None and row.hit.match != "all"
    mark = (">" if is_selected else "~" if is_weak else " ") + ("*" if is_marked else " ")
    parts = [("", mark), ("class:year", year)]
    if width >= _WIDE:
        key = fit(one_line(entry.key), min(_WIDEST_KEY, width // 4)) + "  "
        status = fit(entry.status or "", 7) + "  "
        parts = [("", mark), ("class:key", key), ("class:year", year), ("class:status", status)]
    room = max(0, width - sum(get_cwidth(text) for _, text in parts))
    parts.append(("class:dim" if is_weak else "class:title", fit(one_line(entry.title), room)))
    return [(f"class:selected {style}" if is_selected else style, text) for style, text in parts]


def help_lines(width: int) -> list[StyleAndTextTuples]:
    """The help: keys and the query syntax, in lines of at most ``width`` cells."""
    return [
        [(_TITLE if text[:1].isupper() and " " not in text else "", line)]
        for text in HELP.strip("\n").split("\n")
        for line in wrap(text, width)
    ]


def preview_lines(row: Row, width: int) -> list[StyleAndTextTuples]:
    """The preview of a row, in lines of at most ``width`` cells, with the matches highlighted."""
    marked = _marked(row)
    return [
        _highlight(style, line, marked if indent or style == _TITLE else None)
        for style, text, indent in _paragraphs(row)
        for line in wrap(text, width, indent)
    ]


def _paragraphs(row: Row) -> Iterator[tuple[str, str, str]]:
    """Yield style, text and indent of each paragraph."""
    entry, hit = row.entry, row.hit
    yield _TITLE, entry.title, ""
    yield from (("", text, "") for text in _facts(entry) if text)
    if hit and hit.snippet and not hit.source and one_line(hit.snippet) != one_line(entry.title):
        yield "class:dim", "found in:", ""
        yield "", hit.snippet, "  "
    for mention in sorted(entry.mentions, key=lambda mention: not _holds(row, mention)):
        topics = f"  {' / '.join(mention.topics)}" if mention.topics else ""
        yield "class:place", mention_place(mention) + topics, ""
        yield "", mention.text[:_MOST_TEXT], "  "
    for number, note in enumerate(entry.notes, 1):
        yield "class:place", note_heading(number, note), ""
        yield "", note.body[:_MOST_TEXT], "  "
    if entry.abstract:
        yield "class:place", "abstract", ""
        yield "", entry.abstract[:_MOST_TEXT], "  "


def _facts(entry: Entry) -> Iterator[str]:
    more = len(entry.authors) - _MOST_AUTHORS
    yield "; ".join(entry.authors[:_MOST_AUTHORS]) + (f"; and {more} more" if more > 0 else "")
    date = f"{entry.year or ''}{f'-{entry.month:02}' if entry.year and entry.month else ''}"
    yield "  ".join(part for part in (entry.key, kind_name(entry.kind), date, entry.venue) if part)
    for name, values in (
        ("topics", [" / ".join(path) for path in entry.topics]),
        ("tags", entry.tags),
        ("status", [entry.status] if entry.status else []),
        ("page", [entry.url] if entry.url else []),
    ):
        if values:
            yield f"{name}: {'; '.join(map(one_line, values))}"


def _holds(row: Row, mention: Mention) -> bool:
    """Whether the search found the words in this mention."""
    hit = row.hit
    if not hit or hit.source != mention.source:
        return False
    return hit.line is None or mention.line <= hit.line <= mention.end_line


def _marked(row: Row) -> re.Pattern[str] | None:
    """A pattern for the words that the search matched, the longest first."""
    hit = row.hit
    words = {hit.snippet[first:last].strip() for first, last in hit.marks} - {""} if hit else set()
    if not words:
        return None
    either = "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
    return re.compile(either, re.IGNORECASE)


def _highlight(style: str, line: str, marked: re.Pattern[str] | None) -> StyleAndTextTuples:
    out: StyleAndTextTuples = []
    end = 0
    for match in marked.finditer(line) if marked else ():
        out += [(style, line[end : match.start()]), (f"{style} class:found", match[0])]
        end = match.end()
    return [*out, (style, line[end:])]


# -- cells ---------------------------------------------------------------------------------------------------------


def fit(text: str, width: int) -> str:
    """Return ``text`` cut, with an ellipsis, or padded to ``width`` cells."""
    if (missing := width - get_cwidth(text)) >= 0:
        return text + " " * missing
    cut = head(text, width - 1, get_cwidth) + "…" if width > 0 else ""
    return cut + " " * (width - get_cwidth(cut))


def wrap(text: str, width: int, indent: str = "") -> Iterator[str]:
    """Yield the lines of ``text``, made safe, indented and wrapped at ``width`` cells."""
    return wrap_text(safe(text), width, get_cwidth, indent=indent, is_hanging=bool(indent))
