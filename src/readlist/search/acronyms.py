"""Acronyms of titles: explained in one, as in ``Retrieval-Augmented Generation (RAG)``, or the initials of its first words.

typed rag                             titles with the word ── words beside it with these initials ── the expansion
typed dgp, in no title                titles that begin with these initials ── their words ── the expansion
typed retrieval augmented generation  its initials, if the vocabulary has them ── a name with both side by side ── rag

They are looked up where the synonyms say nothing and there are few hits.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from readlist.index.document import INITIALS, SMALL_WORDS, initials_mark
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
            titles = list(_titles(reader, f"{{title labels}} : {quote([word])}"))
            spelt = Counter(one for title in titles for one in _beside(word, title))
            if not titles and len(word) in INITIALS:
                titles = list(_titles(reader, f"marks : {quote([initials_mark(word)])}"))
                spelt = Counter(one for title in titles for one in _spelling(word, title))
            yield from (f"{word} = {expansion}" for expansion, _ in spelt.most_common(1))


def _titles(reader: IndexReader, fts: str) -> Iterator[list[str]]:
    """Yield the words of the titles and labels of the entries that a full-text query of names finds."""
    found = reader.match("search_names", fts, (), best=_MAX_TITLES)
    yield from (title for one in reader.candidates(found) for title in one.names.titles)


def _beside(acronym: str, title: Sequence[str]) -> Iterator[str]:
    """Yield the words before and after an acronym in a title that have its letters as initials."""
    size = len(acronym)
    for place, word in enumerate(title):
        if word == acronym:
            for some in (title[max(0, place - size) : place], title[place + 1 : place + 1 + size]):
                if "".join(one[0] for one in some) == acronym:
                    yield " ".join(some)


def _spelling(acronym: str, title: Sequence[str]) -> Iterator[str]:
    """Yield the first adjacent words of a title that have the letters of an acronym as initials.

    Small words among them may have none: ``lfw``, labeled faces in the wild.
    """
    telling = [place for place, word in enumerate(title) if word not in SMALL_WORDS]
    for places in (range(len(title)), telling):
        start = "".join([title[place][0] for place in places]).find(acronym)
        if start >= 0:
            yield " ".join(title[places[start] : places[start + len(acronym) - 1] + 1])
            return


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
