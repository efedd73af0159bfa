"""Snippets: the piece of an entry's text that shows why it was found, with the matches marked.

    mentions, notes, abstract ── lines ── folded, with positions ── matches ── the line with most of them ── window

Words are searched in the text as written: in either script and width, with endings, with or without hyphens. Markup is
removed, and control characters become spaces, so that a snippet is one printable, readable line.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from readlist.text.display import printable
from readlist.text.folding import fold_char, is_cjk
from readlist.text.regional_terms import REGIONAL_TERMS
from readlist.text.tokenizer import MIN_STEM_LENGTH, stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from readlist.search.candidate import Passage
    from readlist.search.clauses import Interpretation

    _Patterns = Sequence[re.Pattern[str]]

_WIDTH = 160
_CONTEXT = 40
"""Characters shown before the first match."""
_MAX_MARKS = 40
_MAX_LINE = 20_000
"""Characters of a line that are searched: longer lines are data."""
_ENDING = r"[a-z]{0,6}"
_WORD_END = r"(?![a-z0-9])"
_JOINER = r"[-_.' ]?"


_IMAGE = re.compile(r"!\[([^\]]*)\]\([^()]*(?:\([^()]*\)[^()]*)*\)")
_LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])+)\]\([^()]*(?:\([^()]*\)[^()]*)*\)")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_LINE_START = re.compile(r"^\s*(?:(?:[-*+>#]+|\d{1,3}[.)]|\[[ xX]\])\s+)*(?:\|\s*)?")
_STYLE = re.compile(r"\*\*|__|`|(?<!\w)\*(?=\w)|(?<=\w)\*(?!\w)")


class Snippet(NamedTuple):
    """A piece of text, the spans of it to highlight, and its source and line if it is from a mention."""

    text: str
    marks: tuple[tuple[int, int], ...]
    source: str | None = None
    line: int | None = None


class Highlighter:
    """Cuts the snippets of one search. Many hits share their interpretations, so the patterns of each are made once."""

    def __init__(self) -> None:
        self._patterns: dict[int, tuple[Sequence[Interpretation], list[_Patterns]]] = {}

    def cut_snippet(self, passages: Sequence[Passage], interpretations: Sequence[Interpretation]) -> Snippet:
        """Cut a snippet from the first line that matches the most words; without a match, from the first line."""
        _, made = self._patterns.setdefault(id(interpretations), (interpretations, []))
        for is_loose in (False, True):
            if len(made) <= is_loose:
                made.append(_patterns_of(interpretations, is_loose=is_loose))
            if best := _best_line(passages, made[is_loose]):
                return best
        return _first_line(passages)


def _best_line(passages: Sequence[Passage], patterns: _Patterns) -> Snippet | None:
    best: Snippet | None = None
    most = 0
    for passage in passages:
        for number, written in enumerate(passage.text.split("\n")):
            line = _strip_markup(written[:_MAX_LINE])
            found = _find_spans(line, patterns)
            if len(kinds := {kind for kind, _, _ in found}) > most:
                most = len(kinds)
                best = _cut(line, [(start, end) for _, start, end in found], passage, number)
                if most == len(patterns):
                    return best
    return best


def _first_line(passages: Sequence[Passage]) -> Snippet:
    for passage in passages:
        for number, written in enumerate(passage.text.split("\n")):
            if (line := _strip_markup(written[:_MAX_LINE])).strip():
                return _cut(line, [], passage, number)
    return Snippet("", ())


def _strip_markup(line: str) -> str:
    """Remove the markup from a line of markdown."""
    if not line[:1].isalpha():
        line = _LINE_START.sub("", line)
    if "[" in line:
        line = _LINK.sub(r"\1", _IMAGE.sub(r"\1", line) if "![" in line else line)
    if "<" in line:
        line = _TAG.sub(" ", line)
    if "*" in line or "_" in line or "`" in line:
        line = _STYLE.sub("", line)
    return _unescape(line) if "&" in line else line


def _unescape(line: str) -> str:
    from html import unescape  # noqa: PLC0415  (2 ms, and rarely needed)

    return unescape(line)


def _cut(line: str, spans: list[tuple[int, int]], passage: Passage, number: int) -> Snippet:
    """Cut a window around the first span from a line, whose number counts from 0 within the passage."""
    start = _window_start(line, spans)
    end = start + _WIDTH
    window = printable(line[start:end]).rstrip()
    before = "…" if line[:start].strip() else ""
    after = "…" if line[end:].strip() else ""
    shift = len(before) - start
    limit = len(before) + len(window)
    marks = [(first + shift, min(last + shift, limit)) for first, last in spans if first >= start]
    marks = [(first, last) for first, last in marks if first < last][:_MAX_MARKS]
    return Snippet(before + window + after, tuple(marks), passage.source, _line_number(passage, number))


def _window_start(line: str, spans: list[tuple[int, int]]) -> int:
    """Return where the window starts: at the start of the line or, for a far first span, of a word before it."""
    start = max(0, spans[0][0] - _CONTEXT) if spans and spans[0][1] > _WIDTH else 0
    if start:
        space = line.find(" ", start, spans[0][0])
        start = space + 1 if space >= 0 else start
    return start + len(line[start:]) - len(line[start:].lstrip())


def _line_number(passage: Passage, number: int) -> int | None:
    """Return the line of the source, which is at most the last line of the mention."""
    if passage.line is None:
        return None
    line = passage.line + number
    return line if passage.end_line is None else min(line, passage.end_line)


def _find_spans(line: str, patterns: _Patterns) -> list[tuple[int, int, int]]:
    """Find (pattern number, start, end) in a line as written; overlapping spans are merged."""
    folded, positions = _fold_with_positions(line)
    found = [
        (positions[match.start()], positions[match.end() - 1] + 1, kind)
        for kind, pattern in enumerate(patterns)
        for match in pattern.finditer(folded)
        if _is_word_start(line, positions[match.start()])
    ]
    if not found:
        return []
    found.sort()
    out: list[tuple[int, int, int]] = []
    for start, end, kind in found:
        if out and start < out[-1][2]:
            out[-1] = (out[-1][0], out[-1][1], max(end, out[-1][2]))
        else:
            out.append((kind, start, end))
    return out


def _is_word_start(line: str, position: int) -> bool:
    """Whether a word, a hump of a compound or a Chinese character starts at the position."""
    if not position:
        return True
    before, here = line[position - 1], line[position]
    return (
        not before.isalnum()
        or here.isupper()
        or is_cjk(here)
        or is_cjk(before)
        or before.isdigit() != here.isdigit()
    )


def _fold_with_positions(line: str) -> tuple[str, Sequence[int]]:
    """Fold a line character by character; return with it the position in the line of each folded character."""
    if line.isascii():
        return line.lower(), range(len(line))
    folded = line.translate(_FOLDED)
    if _FOLDED.to_others.isdisjoint(line):
        return folded, range(len(line))
    return folded, [position for position, letter in enumerate(line) for _ in fold_char(letter)]


class _FoldedChars(dict[int, str]):
    """A table for ``str.translate`` that folds characters and remembers which do not become one."""

    def __init__(self) -> None:
        super().__init__()
        self.to_others: set[str] = set()

    def __missing__(self, code: int) -> str:
        folded = self[code] = fold_char(chr(code))
        if len(folded) != 1:
            self.to_others.add(chr(code))
        return folded


_FOLDED = _FoldedChars()


def _patterns_of(interpretations: Iterable[Interpretation], *, is_loose: bool) -> _Patterns:
    """Return the patterns of all options; loose ones also match words that are joined or split differently."""
    options = [option for clauses in interpretations for clause in clauses for option in clause.options]
    texts = {
        (text, option.is_prefix): 0
        for option in options
        for text in ([" ".join(option.words)] if option.is_phrase else option.words)
    }
    return [_loose_pattern(text) if is_loose else _pattern(text, is_prefix) for text, is_prefix in texts]


@lru_cache(maxsize=256)
def _pattern(words: str, is_prefix: bool) -> re.Pattern[str]:
    """Return the pattern of a word, or of adjacent words, in folded text."""
    parts = words.split(" ")
    if is_cjk(parts[0]):
        run = _join_bigrams(parts)
        forms = {run, *(run.replace(new, old) for old, new in REGIONAL_TERMS if new in run)}
        return re.compile("|".join(r"\s*".join(map(re.escape, form.split())) for form in sorted(forms)))
    if is_prefix and len(parts) == 1:
        return re.compile(re.escape(words) + r"[a-z0-9]*")
    return re.compile(r"[\W_]{1,3}".join(_inflected(part) for part in parts))


def _join_bigrams(parts: Sequence[str]) -> str:
    """Return the text whose bigrams these are."""
    return parts[0][0] + "".join(part[1:] if is_cjk(part) else f" {part}" for part in parts)


@lru_cache(maxsize=256)
def _loose_pattern(words: str) -> re.Pattern[str]:
    letters = words.replace(" ", "")
    return re.compile(_JOINER.join(map(re.escape, letters)) + _WORD_END)


def _inflected(word: str) -> str:
    """Return the pattern of a word with any common ending, up to the end of the word."""
    if not word.isascii():
        return re.escape(word)
    short = stem(word)
    return re.escape(short) + (_ENDING if len(short) > MIN_STEM_LENGTH else "s?") + _WORD_END
