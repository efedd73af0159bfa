"""What a query needs of an entry, and how that is asked of the full-text tables.

Need      one thing that must be there: any of its options
Option    one form of it: words side by side, or all somewhere, or words that begin so
reading   a tuple of needs, all of which must be met; a query has several where words may also be joined or split

self-rag   Need( Option(self, rag)  Option(selfrag) )
知识图谱    Need( Option("知识 识图 图谱") )
秩         Need( Option(秩…) )
quant*     Need( Option(quant…)  Option(quantization) … )
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from readlist.index.document import find_url_words
from readlist.index.fts5_query import phrase_words, quote
from readlist.text.folding import is_cjk, is_single_cjk
from readlist.text.tokenizer import Tokens, stem, tokenize_query

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from readlist.search.query_parser import Term

COLUMNS = {
    "title": ("search_names", "{title labels}"),
    "author": ("search_names", "authors"),
    "abstract": ("search_text", "abstract"),
    "note": ("search_text", "notes"),
}
"""The fields of words, by table and columns."""
_IN = {
    "search_names": "entry.id IN (SELECT rowid FROM search_names WHERE search_names MATCH ?)",
    "search_text": "entry.id IN (SELECT rowid FROM search_text WHERE search_text MATCH ?)",
}


class Option(NamedTuple):
    """One form of what is needed; ``quality`` says how sure it is that this form is meant, up to 1."""

    words: tuple[str, ...]
    is_phrase: bool = True
    is_prefix: bool = False
    quality: float = 1.0

    def to_fts(self) -> str:
        """Write as a full-text query."""
        if self.is_phrase or len(self.words) == 1:
            return quote(self.words, is_prefix=self.is_prefix)
        return "(" + " AND ".join(quote([word]) for word in self.words) + ")"


class Clause(NamedTuple):
    """One thing that an entry must have; with ``is_shared``, the more of the options the better."""

    options: tuple[Option, ...]
    shown: str
    field: str | None = None
    is_shared: bool = False
    is_plain: bool = False
    """Whether it was typed as a word or words, so that it may be completed, joined, split and corrected."""

    def to_fts(self) -> str:
        """Write as a full-text query over all columns."""
        return "(" + " OR ".join(option.to_fts() for option in self.options) + ")"

    def condition(self) -> tuple[str, list[str]]:
        """Build the SQL condition over ``entry`` that its field adds; none without a field."""
        if self.field is None:
            return "1", []
        table, columns = COLUMNS[self.field]
        return _IN[table], [f"{columns} : {self.to_fts()}"]

    @property
    def word(self) -> str | None:
        """The one word of letters that was typed, where it is just that; else None."""
        words = self.options[0].words
        return words[0] if self.is_plain and len(words) == 1 and not is_cjk(words[0]) else None

    @property
    def run(self) -> str | None:
        """The Chinese that was typed, where it is just that; else None."""
        words = self.options[0].words
        if not self.is_plain or not is_cjk(words[0]):
            return None
        return words[0][0] + "".join(word[1:] for word in words)

    def with_options(self, options: Iterable[Option], *, is_shared: bool = False) -> Clause:
        """Ask for other forms instead."""
        return self._replace(options=tuple(dict.fromkeys(options)), is_shared=is_shared)


Interpretation = tuple[Clause, ...]


def interpretation_to_fts(reading: Interpretation) -> str:
    """Write a reading as one full-text query."""
    return "(" + " AND ".join(need.to_fts() for need in reading) + ")"


def clauses_of(term: Term) -> list[Clause]:
    """Give what a term of words needs: one need for a phrase, else one for each word, compound and run."""
    if term.is_phrase:
        words = tuple(phrase_words(term.text))
        return [Clause((Option(words, is_prefix=is_single_cjk(words[-1])),), f'"{term.text}"', term.field)]
    pieces = tokenize_query(_readable(term.text))
    needs = [Clause(_options(piece), _shown(piece), term.field, is_plain=True) for piece in pieces]
    if term.is_prefix:
        needs[-1] = starting(needs[-1])
    return needs


def _readable(text: str) -> str:
    """Leave of a URL what the index keeps of one."""
    words = find_url_words([text]) if text.startswith(("http://", "https://", "www.")) else ()
    return " ".join(words) or text


def either(terms: Sequence[Term]) -> Clause:
    """Give the need for any of several terms without fields."""
    options: list[Option] = []
    for term in terms:
        needs = clauses_of(term)
        if len(needs) == 1:
            options += needs[0].options
        else:
            words = tuple(word for need in needs for word in need.options[0].words)
            options.append(Option(words, is_phrase=False))
    return Clause(tuple(options), " OR ".join(term.text for term in terms))


def starting(need: Clause, known: Sequence[str] = ()) -> Clause:
    """Ask for words that begin with the need's last.

    ``known`` are such words: where SQLite takes off an ending within the beginning, they are asked for by themselves.
    """
    *words, last = need.options[0].words
    options = [Option((*words, word)) for word in known if len(last) == 1 or len(stem(word)) < len(last)]
    if len(last) > 1 or is_cjk(last) or not options:  # all that begins with a single letter is too much
        options.insert(0, Option((*words, last), is_prefix=True))
    return Clause(tuple(options), need.shown.removesuffix("*") + "*", need.field)


def _options(piece: Tokens) -> tuple[Option, ...]:
    words = tuple(piece.words)
    if is_cjk(words[0]):
        return (Option(words, is_prefix=is_single_cjk(words[0])),)
    return (Option(words, is_phrase=False), *(Option((word,)) for word in piece.joined[:1]))


def _shown(piece: Tokens) -> str:
    words = piece.words
    return words[0][0] + "".join(word[1:] for word in words) if is_cjk(words[0]) else "-".join(words)
