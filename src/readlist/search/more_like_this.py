"""Related entries ("more like this"): by an entry's most distinctive words, and by shared topics, tags and authors.

    tokens of the entry ── its 12 words with the most weight (tf-idf; two more occurrences for a word of title or labels)
                        ── one full-text query for any of them ── the best candidates by bm25
                        ── scored by the words, topics, tags and authors that they share with the entry

This needs neither network nor model, and the shared words explain each result.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readlist.index.document import NAMES, Doc, unpack
from readlist.index.fts5_query import quote
from readlist.text.folding import is_cjk
from readlist.text.tokenizer import VALUE_SEPARATOR, join_bigrams, stem

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

_TERMS = 12
_CANDIDATES = 60
_MAX_SHARE = 0.1
_MAX_DOCS = 5_000
"""Words in more entries than this share, or this number, distinguish little, and are slow to search."""
_MIN_MAX_DOCS = 5
"""Lower bound of that limit, for small libraries."""
_TITLE_WEIGHT = 2
_SAME_TOPIC, _SAME_TAG, _SAME_AUTHOR = 0.25, 0.1, 0.15
_MIN_LENGTH = 2
_FUNCTION_CHARACTERS = frozenset("的了和是在与及对到入将把被也都而且之其这那有个为以于从中上下不并或等所可能")
"""Characters that are mostly function words: a bigram with one of them is rarely a word."""


@dataclass(frozen=True, slots=True)
class Related:
    """A related entry; ``terms`` are the shared words, by weight, then the shared topics, tags and authors."""

    entry_id: int
    score: float
    terms: tuple[str, ...]


def find_related(connection: sqlite3.Connection, entry_id: int, *, limit: int = 10) -> tuple[Related, ...]:
    """Find the entries most similar to one, best first; none if it does not exist or has no distinctive words."""
    row = connection.execute("SELECT names, text FROM search_doc WHERE entry_id = ?", [entry_id]).fetchone()
    if not row:
        return ()
    own = unpack(*row)
    weights = _term_weights(connection, own)
    if not weights:
        return ()
    fts = " OR ".join(quote([word]) for word in weights)
    rows = connection.execute(_FIND_CANDIDATES, {"fts": fts, "own": entry_id, "limit": _CANDIDATES})
    found = [(key, _compare(own, unpack(*packed), weights, other)) for other, key, *packed in rows]
    best = sorted(found, key=lambda pair: (-pair[1].score, pair[0]))[:limit]
    return tuple(related for _, related in best if related.terms)


_FIND_CANDIDATES = """SELECT entry.id, entry.key, names, text FROM
    (SELECT rowid AS found FROM search_text WHERE search_text MATCH :fts ORDER BY rank LIMIT :limit + 1)
    JOIN entry ON entry.id = found JOIN search_doc ON entry_id = found
    WHERE found <> :own AND entry.kind <> 'note'"""


def _term_weights(connection: sqlite3.Connection, doc: Doc) -> dict[str, float]:
    """Return the most distinctive words of an entry with their tf-idf weights, the largest first."""
    names = dict(zip(NAMES, doc.names, strict=True))
    counts = Counter(_words(doc.text[1], doc.text[2], names["topics"], names["tags"]))
    for word in set(_words(names["title"], names["labels"])):
        counts[word] += _TITLE_WEIGHT
    total = connection.execute("SELECT max(entry_id) FROM search_doc").fetchone()[0]
    most = min(_MAX_DOCS, max(_MIN_MAX_DOCS, total * _MAX_SHARE))
    known = connection.execute(
        "SELECT word, docs FROM search_term WHERE docs BETWEEN 2 AND ? AND word IN (SELECT value FROM json_each(?))",
        [most, json.dumps(sorted(counts))],
    )
    weights = {word: (1 + math.log(counts[word])) * math.log((total + 1) / docs) for word, docs in known}
    return dict(sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))[:_TERMS])


def _words(*columns: str) -> list[str]:
    return [
        word
        for column in columns
        for word in column.split()
        if len(word) >= _MIN_LENGTH
        and word != VALUE_SEPARATOR
        and not word.isdigit()
        and _FUNCTION_CHARACTERS.isdisjoint(word)
    ]


def _compare(own: Doc, other: Doc, weights: dict[str, float], entry_id: int) -> Related:
    """Score the similarity of another entry: the share of the weight in common, and shared topics, tags and authors."""
    stems = {stem(word) for column in (*other.names[:5], *other.text[1:3]) for word in column.split()}
    shared = [word for word in weights if stem(word) in stems]
    score = sum(weights[word] for word in shared) / sum(weights.values())
    terms = _readable(own, shared)
    for column, bonus in (("topics", _SAME_TOPIC), ("tags", _SAME_TAG), ("authors", _SAME_AUTHOR)):
        number = NAMES.index(column)
        same = _values_of(own.names[number]) & _values_of(other.names[number])
        score += bonus * bool(same)
        terms += sorted(same)
    return Related(entry_id, round(score, 4), tuple(dict.fromkeys(terms)))


def _values_of(column: str) -> set[str]:
    return {" ".join(join_bigrams(value.split())) for value in column.split(f" {VALUE_SEPARATOR} ") if value}


def _readable(own: Doc, shared: Sequence[str]) -> list[str]:
    """Return shared words as people read them: a bigram becomes the longest shared run of Chinese that contains it."""
    runs = _shared_runs(own, set(shared))
    words = (next((run for run in runs if word in run), word) if is_cjk(word) else word for word in shared)
    return list(dict.fromkeys(words))


def _shared_runs(own: Doc, shared: set[str]) -> list[str]:
    """Return the runs of Chinese in an entry that consist of shared bigrams, the longest first."""
    words = " ".join((*own.names[:2], *own.text[1:3])).split()
    runs = join_bigrams(word if word in shared and is_cjk(word) else VALUE_SEPARATOR for word in words)
    return sorted({run for run in runs if run != VALUE_SEPARATOR}, key=lambda run: (-len(run), run))
