"""Runs of Chinese that are close to a misspelt one: those of a title with one character wrong, missing or extra.

    知识徒谱 ── halves 知识, 徒谱 ── titles with one of them ── pieces of these one edit away ── 知识图谱

One edit leaves one half of a run as it is, so that full text finds the titles. Only two characters swapped where the
halves meet do not: that run is searched as a whole.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from readlist.index.fts5_query import quote
from readlist.search.spelling import edit_distance
from readlist.text.folding import is_cjk
from readlist.text.tokenizer import bigrams, join_bigrams

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MIN_RUN = 4
"""Characters of a run that may be misspelt: a shorter one is close to too many others."""


def halves_to_fts(run: str) -> str:
    """Return the full-text query for the entries with either half of a run, or with the run swapped in the middle."""
    return " OR ".join(quote(bigrams(part)[:-1]) for part in (*_halves(run), _swapped(run)))


def _halves(run: str) -> tuple[str, str]:
    middle = len(run) // 2
    return run[:middle], run[middle:]


def _swapped(run: str) -> str:
    """Return a run with the characters swapped where its halves meet."""
    middle = len(run) // 2
    return run[: middle - 1] + run[middle] + run[middle - 1] + run[middle + 1 :]


def find_near(run: str, titles: Iterable[list[str]]) -> list[str]:
    """Return the pieces of titles, given as tokens, that are one edit away from a run, the most frequent first."""
    texts = {text for title in titles for text in join_bigrams(title) if is_cjk(text)}
    found = Counter(piece for text in texts for piece in _near_pieces(run, text))
    return sorted(found, key=lambda piece: (-found[piece], -len(piece), piece))


def _near_pieces(run: str, text: str) -> set[str]:
    """Return the pieces of a text that begin with the first half of a run, or end with the second, one edit away."""
    pieces = {piece for piece in _aligned(run, text) if edit_distance(run, piece) == 1}
    same = {piece for piece in pieces if len(piece) == len(run)}
    return same or pieces


def _aligned(run: str, text: str) -> Iterator[str]:
    first, second = _halves(run)
    if (swapped := _swapped(run)) in text:
        yield swapped
    for length in range(len(run) - 1, len(run) + 2):
        start = text.find(first)
        while start >= 0:
            yield text[start : start + length]
            start = text.find(first, start + 1)
        start = text.find(second)
        while start >= 0:
            end = start + len(second)
            yield text[max(0, end - length) : end]
            start = text.find(second, start + 1)
