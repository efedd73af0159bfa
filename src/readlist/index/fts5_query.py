"""FTS5 query strings of tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.text.folding import is_single_cjk
from readlist.text.tokenizer import tokenize

if TYPE_CHECKING:
    from collections.abc import Sequence


def phrase(text: str, column: str | None = None) -> str:
    """Build the full-text query for ``text`` as a phrase, in one column or in all; empty where it has no words.

    A lone Chinese character, and one at the end of other words, stands for all pairs that begin with it.
    """
    words = phrase_words(text)
    if not words:
        return ""
    quoted = quote(words, is_prefix=is_single_cjk(words[-1]))
    return f"{column} : {quoted}" if column else quoted


def phrase_words(text: str) -> Sequence[str]:
    """Give the words of a phrase: all of its tokens, but at its end the pairs of Chinese say it all."""
    words = tokenize(text).words
    ends_in_tail = (
        len(words) > 1 and is_single_cjk(words[-1]) and len(words[-2]) == 2 and words[-2][1] == words[-1]
    )
    return words[:-1] if ends_in_tail else words


def quote(words: Sequence[str], *, is_prefix: bool = False) -> str:
    """Write tokens as a phrase of a full-text query; tokens are letters and digits only, so nothing needs escaping."""
    return f'"{" ".join(words)}"{" *" if is_prefix else ""}'
