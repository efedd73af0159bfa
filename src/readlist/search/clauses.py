"""Clauses: what a query requires of an entry, and the full-text queries for it.

Clause           one requirement, met by any of its options
Option           one form of it: adjacent words, words anywhere, or a prefix
Interpretation   a tuple of clauses, all required; a query has several where words may also be joined or split

self-rag   Clause( Option(self, rag)  Option(selfrag) )
知识图谱    Clause( Option("知识 识图 图谱") )
秩         Clause( Option(秩…) )
quant*     Clause( Option(quant…)  Option(quantization) … )
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from readlist.index.document import find_url_words
from readlist.index.fts5_query import phrase_words, quote
from readlist.search.address import complete_address
from readlist.search.stop_words import STOP_WORDS
from readlist.text.folding import is_cjk, is_single_cjk
from readlist.text.regional_spelling import other_spellings
from readlist.text.tokenizer import Tokens, numbers_of, stem, tokenize_query

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from readlist.search.query import Term

COLUMNS = {
    "title": ("search_names", "{title labels}"),
    "author": ("search_names", "authors"),
    "abstract": ("search_text", "abstract"),
    "note": ("search_text", "notes"),
}
"""Table and columns of each field that takes words."""
_IN = {
    "search_names": "entry.id IN (SELECT rowid FROM search_names WHERE search_names MATCH ?)",
    "search_text": "entry.id IN (SELECT rowid FROM search_text WHERE search_text MATCH ?)",
}

_COMPLETED = 0.7
"""Quality of a word that begins with what was typed."""
_APART = 0.95
"""Quality of a word whose number is written apart."""
_RESPELT = 0.97
"""Quality of a word as it is spelt in another region."""
_MAX_DIGITS = 3
_FURTHER_BIGRAM = 0.25


class Option(NamedTuple):
    """One form that meets a clause; ``quality``, up to 1, says how likely this form is meant."""

    words: tuple[str, ...]
    is_phrase: bool = True
    is_prefix: bool = False
    quality: float = 1.0

    def to_fts(self) -> str:
        """Return the FTS5 query of this option."""
        if self.is_phrase or len(self.words) == 1:
            return quote(self.words, is_prefix=self.is_prefix)
        return "(" + " AND ".join(quote([word]) for word in self.words) + ")"


def _widest(options: Sequence[Option]) -> Iterator[Option]:
    """Yield the options but those that another one finds too: a phrase with its words, a word with its plural.

    They would find nothing more, and count twice in bm25.
    """
    words = {option.words[0] for option in options if len(option.words) == 1 and not option.is_prefix}
    apart = {option.words for option in options if not option.is_phrase}
    done: set[str] = set()
    for option in options:
        forms = {form for word in option.words for form in numbers_of(word)}
        if len(option.words) > 1 and (forms & words or (option.is_phrase and option.words in apart)):
            continue
        if len(option.words) == 1 and not option.is_prefix:
            if forms & done:
                continue
            done |= {option.words[0]}
        yield option


class Clause(NamedTuple):
    """One requirement on an entry; with ``is_shared``, an entry ranks higher the more options it matches."""

    options: tuple[Option, ...]
    shown: str
    field: str | None = None
    is_shared: bool = False
    is_plain: bool = False
    """Whether it was typed as a plain word or words, which may be completed, joined, split and corrected."""
    share: float = 1.0
    """The part of its inverse document frequency that counts: less for one of the bigrams of a longer run."""
    weight: float = 1.0
    """How much it says about an entry, compared with the other clauses; ``weights`` sets it."""
    parts: tuple[tuple[tuple[str, float], ...], ...] = ()
    """For a partial match, the words of each of its names, with their shares of the name; ``weights`` sets them."""

    def to_fts(self) -> str:
        """Return the FTS5 query over all columns."""
        return "(" + " OR ".join(option.to_fts() for option in _widest(self.options)) + ")"

    def condition(self) -> tuple[str, list[str]]:
        """Return the SQL condition over ``entry`` for the clause's field, with parameters; ``1`` without a field."""
        if self.field is None:
            return "1", []
        table, columns = COLUMNS[self.field]
        return _IN[table], [f"{columns} : {self.to_fts()}"]

    @property
    def word(self) -> str | None:
        """The single word that was typed, if the clause is just that and not Chinese; else None."""
        words = self.options[0].words
        return words[0] if self.is_plain and len(words) == 1 and not is_cjk(words[0]) else None

    @property
    def is_stop_word(self) -> bool:
        """Whether it is a function word, typed without a field."""
        return self.field is None and (self.word or self.run) in STOP_WORDS

    @property
    def words_in_run(self) -> float:
        """As how many words a run of Chinese counts, whose bigrams overlap: 1 if it has two characters."""
        return 1 + _FURTHER_BIGRAM * (len(self.options[0].words) - 1)

    @property
    def may_be_begun(self) -> bool:
        """Whether it was typed as a plain word or compound, whose last letters may be yet to come."""
        return self.is_plain and not is_cjk(self.options[0].words[0])

    @property
    def run(self) -> str | None:
        """The run of Chinese that was typed, if the clause is just that; else None."""
        words = self.options[0].words
        if not self.is_plain or not is_cjk(words[0]):
            return None
        return words[0][0] + "".join(word[1:] for word in words)

    def with_options(self, options: Iterable[Option], *, is_shared: bool = False) -> Clause:
        """Return the clause with other options."""
        return self._replace(options=tuple(dict.fromkeys(options)), is_shared=is_shared)


Interpretation = tuple[Clause, ...]


def typed_words(clauses: Iterable[Clause]) -> list[str]:
    """Return the words of the first option of each clause, which are those that were typed."""
    return [word for clause in clauses for word in clause.options[0].words]


def interpretation_to_fts(interpretation: Interpretation) -> str:
    """Return the FTS5 query that requires all clauses."""
    return "(" + " AND ".join(clause.to_fts() for clause in interpretation) + ")"


def clauses_of(term: Term) -> list[Clause]:
    """Return the clauses of a term of words: one for a phrase, else one for each word, compound and run of Chinese."""
    if term.is_phrase:
        words = tuple(phrase_words(term.text))
        return [Clause((Option(words, is_prefix=is_single_cjk(words[-1])),), f'"{term.text}"', term.field)]
    pieces = tokenize_query(_strip_url(term.text))
    clauses = [Clause(_options(piece), _shown(piece), term.field, is_plain=True) for piece in pieces]
    if term.is_prefix:
        clauses[-1] = as_prefix(clauses[-1])
    return clauses


def _strip_url(text: str) -> str:
    """Reduce a URL to the words of it that are indexed; other text is returned unchanged."""
    is_url = text.startswith(("http://", "https://", "www.")) or complete_address(text)
    words = find_url_words([text]) if is_url else ()
    return " ".join(words) or text


def any_of(terms: Sequence[Term]) -> Clause:
    """Return the clause that is met by any of several terms without fields."""
    options: list[Option] = []
    for term in terms:
        clauses = clauses_of(term)
        if len(clauses) == 1:
            options += clauses[0].options
        else:
            options.append(Option(tuple(typed_words(clauses)), is_phrase=False))
    return Clause(tuple(options), " OR ".join(term.text for term in terms))


def as_prefix(clause: Clause, completions: Sequence[str] = ()) -> Clause:
    """Return the clause with its last word as a prefix.

    ``completions`` are words with this prefix. Those that SQLite stems to less than the prefix, which would not match
    it, become options of their own.
    """
    *words, last = clause.options[0].words
    options = [
        Option((*words, word), quality=_COMPLETED)
        for word in completions
        if len(last) == 1 or len(stem(word)) < len(last)
    ]
    if len(last) > 1 or is_cjk(last) or not options:  # a single letter as a prefix would match too much
        options.insert(0, Option((*words, last), is_prefix=True, quality=_COMPLETED))
    return Clause(tuple(options), clause.shown.removesuffix("*") + "*", clause.field, weight=clause.weight)


def _options(piece: Tokens) -> tuple[Option, ...]:
    words = tuple(piece.words)
    if is_cjk(words[0]):
        return (Option(words, is_prefix=is_single_cjk(words[0])),)
    options = [Option(words, is_phrase=False), *(Option((word,)) for word in piece.joined[:1])]
    apart = tuple(part for word in words for part in _split_number(word))
    if len(apart) > len(words):
        options.append(Option(apart, quality=_APART))
    if len(words) == 1:
        options += [Option((word,), quality=_RESPELT) for word in other_spellings(words[0])]
        options += [
            Option((part,), quality=_COMPLETED) for part in piece.parts[-1:] if words[0].startswith(part)
        ]
    return tuple(options)


def _split_number(word: str) -> list[str]:
    """Split a word at the short number it ends in: llama3 is also written llama 3."""
    letters = word.rstrip("0123456789")
    is_name = letters.isalpha() and len(letters) > 1 and 0 < len(word) - len(letters) <= _MAX_DIGITS
    return [letters, word[len(letters) :]] if is_name else [word]


def _shown(piece: Tokens) -> str:
    words = piece.words
    return words[0][0] + "".join(word[1:] for word in words) if is_cjk(words[0]) else "-".join(words)
