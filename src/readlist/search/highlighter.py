"""Cutting the piece of an entry's text that shows why it was found, with the words found marked.

    mentions, notes, abstract ── lines ── folded, places kept ── matches ── the line with most of them ── window

Words are looked for in the text as it was written: in either script and width, with endings, joined by hyphens or not.
Markup goes, and control characters become spaces, so that a snippet is one printable line that reads well.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from readlist.text.folding import fold_char, is_cjk
from readlist.text.regional_terms import REGIONAL_TERMS
from readlist.text.tokenizer import MIN_STEM_LENGTH, stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from readlist.search.clauses import Interpretation, Option

_WIDTH = 160
_BEFORE = 40
"""Characters shown ahead of the first word found."""
_MOST_MARKS = 40
_LONGEST_LINE = 20_000
"""Characters of a line that are looked at: a line longer than that is data."""
_ENDING = r"[a-z]{0,6}"
_STOP = r"(?![a-z0-9])"
_JOINT = r"[-_.' ]?"


_IMAGE = re.compile(r"!\[([^\]]*)\]\([^()]*(?:\([^()]*\)[^()]*)*\)")
_LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])+)\]\([^()]*(?:\([^()]*\)[^()]*)*\)")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_HEAD = re.compile(r"^\s*(?:(?:[-*+>#]+|\d{1,3}[.)]|\[[ xX]\])\s+)*(?:\|\s*)?")
_STYLE = re.compile(r"\*\*|__|`|(?<!\w)\*(?=\w)|(?<=\w)\*(?!\w)")


class Passage(NamedTuple):
    """A text of an entry and, where it is of a source, which one and its first and last line."""

    text: str
    source: str | None = None
    line: int | None = None
    end_line: int | None = None


class Snippet(NamedTuple):
    """A piece of text, the spans in it to mark, and where it stands."""

    text: str
    marks: tuple[tuple[int, int], ...]
    source: str | None = None
    line: int | None = None


def cut_snippet(passages: Sequence[Passage], readings: Iterable[Interpretation]) -> Snippet:
    """Cut the piece of the passages that has the most of what was asked for; of several, the first."""
    options = [option for reading in readings for need in reading for option in need.options]
    return (
        _best_line(passages, _patterns(options, is_loose=False))
        or _best_line(passages, _patterns(options, is_loose=True))
        or _first_line(passages)
    )


def _best_line(passages: Sequence[Passage], patterns: Sequence[re.Pattern[str]]) -> Snippet | None:
    best: Snippet | None = None
    most = 0
    for passage in passages:
        for place, written in enumerate(passage.text.split("\n")):
            line = _strip_markup(written[:_LONGEST_LINE])
            found = _find(line, patterns)
            if len(kinds := {kind for kind, _, _ in found}) > most:
                most = len(kinds)
                best = _cut(line, [(start, end) for _, start, end in found], passage, place)
    return best


def _first_line(passages: Sequence[Passage]) -> Snippet:
    for passage in passages:
        for place, written in enumerate(passage.text.split("\n")):
            if (line := _strip_markup(written[:_LONGEST_LINE])).strip():
                return _cut(line, [], passage, place)
    return Snippet("", ())


def _strip_markup(line: str) -> str:
    """Leave the words of a line of markdown."""
    line = _HEAD.sub("", line)
    if "[" in line:
        line = _LINK.sub(r"\1", _IMAGE.sub(r"\1", line))
    if "<" in line:
        line = _TAG.sub(" ", line)
    line = _STYLE.sub("", line)
    return _unescape(line) if "&" in line else line


def _unescape(line: str) -> str:
    from html import unescape  # noqa: PLC0415  (2 ms, and rarely needed)

    return unescape(line)


def _cut(line: str, spans: list[tuple[int, int]], passage: Passage, place: int) -> Snippet:
    """Cut a window of a line, from a word's beginning, around the first span."""
    start = max(0, spans[0][0] - _BEFORE) if spans and spans[0][1] > _WIDTH else 0
    if start:
        space = line.find(" ", start, spans[0][0])
        start = space + 1 if space >= 0 else start
    start += len(line[start:]) - len(line[start:].lstrip())
    window = "".join(
        letter if letter.isprintable() else " " for letter in line[start : start + _WIDTH]
    ).rstrip()
    ahead, behind = (
        "…" if start and line[:start].strip() else "",
        "…" if line[start + _WIDTH :].strip() else "",
    )
    shift = len(ahead) - start
    marks = [
        (first + shift, min(last + shift, len(ahead) + len(window)))
        for first, last in spans
        if first >= start
    ]
    number = None if passage.line is None else passage.line + place
    if number is not None and passage.end_line is not None:
        number = min(number, passage.end_line)
    shown = tuple((first, last) for first, last in marks if first < last)[:_MOST_MARKS]
    return Snippet(ahead + window + behind, shown, passage.source, number)


def _find(line: str, patterns: Sequence[re.Pattern[str]]) -> list[tuple[int, int, int]]:
    """Find (pattern number, start, end) in a line as written; overlapping ones are made one."""
    folded, places = _fold_with_places(line)
    found = sorted(
        (places[match.start()], places[match.end() - 1] + 1, kind)
        for kind, pattern in enumerate(patterns)
        for match in pattern.finditer(folded)
        if _begins_word(line, places[match.start()])
    )
    out: list[tuple[int, int, int]] = []
    for start, end, kind in found:
        if out and start < out[-1][2]:
            out[-1] = (out[-1][0], out[-1][1], max(end, out[-1][2]))
        else:
            out.append((kind, start, end))
    return out


def _begins_word(line: str, place: int) -> bool:
    """Whether a word, or a hump of one, or any Chinese begins there."""
    if not place:
        return True
    before, here = line[place - 1], line[place]
    return (
        not before.isalnum()
        or here.isupper()
        or is_cjk(here)
        or is_cjk(before)
        or before.isdigit() != here.isdigit()
    )


def _fold_with_places(line: str) -> tuple[str, Sequence[int]]:
    """Fold a line character by character; give also the place in the line that each folded one stems from."""
    if line.isascii():
        return line.lower(), range(len(line))
    folded = [fold_char(letter) for letter in line]
    if all(len(letters) == 1 for letters in folded):
        return "".join(folded), range(len(line))
    places = [place for place, letters in enumerate(folded) for _ in letters]
    return "".join(folded), places


def _patterns(options: Iterable[Option], *, is_loose: bool) -> list[re.Pattern[str]]:
    """Make the patterns of options; loose ones take words that are joined or split otherwise than asked for."""
    texts = {
        (text, option.is_prefix): 0
        for option in options
        for text in ([" ".join(option.words)] if option.is_phrase else option.words)
    }
    return [_loose_pattern(text) if is_loose else _pattern(text, is_prefix) for text, is_prefix in texts]


@lru_cache(maxsize=256)
def _pattern(words: str, is_prefix: bool) -> re.Pattern[str]:
    """Make the pattern of a word, or of words side by side, in folded text."""
    parts = words.split(" ")
    if is_cjk(parts[0]):
        run = _run_of(parts)
        forms = {run, *(run.replace(new, old) for old, new in REGIONAL_TERMS if new in run)}
        return re.compile("|".join(r"\s*".join(map(re.escape, form.split())) for form in sorted(forms)))
    if is_prefix and len(parts) == 1:
        return re.compile(re.escape(words) + r"[a-z0-9]*")
    return re.compile(r"[\W_]{1,3}".join(_inflected(part) for part in parts))


def _run_of(parts: Sequence[str]) -> str:
    """The text that pairs of Chinese stand for."""
    return parts[0][0] + "".join(part[1:] if is_cjk(part) else f" {part}" for part in parts)


@lru_cache(maxsize=256)
def _loose_pattern(words: str) -> re.Pattern[str]:
    letters = words.replace(" ", "")
    return re.compile(_JOINT.join(map(re.escape, letters)) + _STOP)


def _inflected(word: str) -> str:
    """A word with any common ending, and nothing behind it."""
    if not word.isascii():
        return re.escape(word)
    short = stem(word)
    return re.escape(short) + (_ENDING if len(short) > MIN_STEM_LENGTH else "s?") + _STOP
