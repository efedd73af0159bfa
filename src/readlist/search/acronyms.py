"""Acronyms that the library itself explains, in a title or label: ``Retrieval-Augmented Generation (RAG)``.

typed rag                             titles with the word ── words beside it with these initials ── the expansion
typed retrieval augmented generation  its initials, if the vocabulary has them ── a name with both side by side ── rag

They are looked up where the synonyms say nothing and there are few hits.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from readlist.index.fts5_query import quote
from readlist.search.stop_words import STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from readlist.search.clauses import Clause
    from readlist.search.index_reader import IndexReader
    from readlist.search.synonyms import Synonyms

_LETTERS = range(2, 7)
_MAX_TITLES, _MAX_TRIED = 40, 4


def learn_acronyms(reader: IndexReader, typed: Sequence[Clause], known: Synonyms) -> list[str]:
    """Return lines of synonyms for the acronyms, and what acronyms stand for, among the words of a query."""
    words = ["" if clause.field else clause.word or "" for clause in typed]
    return [*_expansions(reader, words, known), *_acronyms(reader, words, known)]


def _expansions(reader: IndexReader, words: Sequence[str], known: Synonyms) -> Iterator[str]:
    for word in words:
        is_short = len(word) in _LETTERS and word.isascii() and word.isalpha()
        if is_short and word not in STOP_WORDS and not known.names(word):
            found = reader.match("search_names", f"{{title labels}} : {quote([word])}", (), best=_MAX_TITLES)
            titles = (title for one in reader.candidates(found) for title in one.names.titles)
            beside = Counter(one for title in titles for one in _beside(word, title))
            yield from (f"{word} = {expansion}" for expansion, _ in beside.most_common(1))


def _beside(acronym: str, title: Sequence[str]) -> Iterator[str]:
    """Yield the words before and after an acronym in a title that have its letters as initials."""
    size = len(acronym)
    for place, word in enumerate(title):
        if word == acronym:
            for some in (title[max(0, place - size) : place], title[place + 1 : place + 1 + size]):
                if "".join(one[0] for one in some) == acronym:
                    yield " ".join(some)


def _acronyms(reader: IndexReader, words: Sequence[str], known: Synonyms) -> Iterator[str]:
    spans: dict[str, Sequence[str]] = {}
    for start in range(len(words)):
        for size in _LETTERS:
            some = words[start : start + size]
            if len(some) == size and all(some) and not known.names("".join(some)):
                spans.setdefault("".join(word[0] for word in some), some)
    for acronym in sorted(reader.known_words(spans), key=len, reverse=True)[:_MAX_TRIED]:
        some = spans[acronym]
        if reader.is_named([*some, acronym]) or reader.is_named([acronym, *some]):
            yield f"{acronym} = {' '.join(some)}"
