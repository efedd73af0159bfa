"""Build FTS5 query strings from tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.text.folding import is_single_cjk
from readlist.text.tokenizer import tokenize

if TYPE_CHECKING:
    from collections.abc import Sequence


def phrase(text: str, column: str | None = None) -> str:
    """Return the FTS5 query for ``text`` as a phrase, in one column or in all; empty if the text has no words.

    A single Chinese character, alone or after other words, matches as a prefix: every bigram that begins with it.
    """
    words = phrase_words(text)
    if not words:
        return ""
    quoted = quote(words, is_prefix=is_single_cjk(words[-1]))
    return f"{column} : {quoted}" if column else quoted


def phrase_words(text: str) -> Sequence[str]:
    """Return the words of a phrase; a final run of Chinese becomes its bigrams, which contain its last character."""
    words = tokenize(text).words
    ends_in_run = (
        len(words) > 1 and is_single_cjk(words[-1]) and len(words[-2]) == 2 and words[-2][1] == words[-1]
    )
    return words[:-1] if ends_in_run else words


def quote(words: Sequence[str], *, is_prefix: bool = False) -> str:
    """Return tokens as an FTS5 phrase; tokens are letters and digits only, so nothing needs escaping."""
    return f'"{" ".join(words)}"{" *" if is_prefix else ""}'
