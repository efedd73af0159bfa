"""Entries most alike to one: by the words that set it apart, and by shared topics, tags and authors.

    tokens of the entry ── its dozen words of most weight (tf-idf, those of title and labels twice)
                        ── one full-text query for any of them ── the best by bm25
                        ── weighed by the words, topics, tags and authors they share with it

No network and no model: the reason for each is the words that are shared.
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
from readlist.text.tokenizer import VALUE_SEPARATOR, stem

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

_TERMS = 12
_LOOKED_AT = 60
_MOST_SHARE = 0.1
_MOST_DOCS = 5_000
"""Words that more entries have than this share, or this number, tell little, and cost."""
_LEAST_DOCS = 5
_TITLE = 2
_SAME_TOPIC, _SAME_TAG, _SAME_AUTHOR = 0.25, 0.1, 0.15
_SHORTEST = 2
_BINDING = frozenset("的了和是在与及对到入将把被也都而且之其这那有个为以于从中上下不并或等所可能")
"""Characters that bind words: a pair with one of them is mostly no word."""


@dataclass(frozen=True, slots=True)
class Related:
    """An entry alike to another; ``terms`` are the words, topics, tags and authors that both have, weightiest first."""

    entry_id: int
    score: float
    terms: tuple[str, ...]


def find_related(connection: sqlite3.Connection, entry_id: int, *, limit: int = 10) -> tuple[Related, ...]:
    """Find the entries most alike to one, best first; none for an entry that is not there or has no words."""
    row = connection.execute("SELECT names, text FROM search_doc WHERE entry_id = ?", [entry_id]).fetchone()
    if not row:
        return ()
    own = unpack(*row)
    weights = _weights(connection, own)
    if not weights:
        return ()
    fts = " OR ".join(quote([word]) for word in weights)
    rows = connection.execute(_ALIKE, {"fts": fts, "own": entry_id, "limit": _LOOKED_AT})
    found = [(key, _weigh(own, unpack(*packed), weights, other)) for other, key, *packed in rows]
    best = sorted(found, key=lambda pair: (-pair[1].score, pair[0]))[:limit]
    return tuple(related for _, related in best if related.terms)


_ALIKE = """SELECT entry.id, entry.key, names, text FROM
    (SELECT rowid AS found FROM search_text WHERE search_text MATCH :fts ORDER BY rank LIMIT :limit + 1)
    JOIN entry ON entry.id = found JOIN search_doc ON entry_id = found
    WHERE found <> :own AND entry.kind <> 'note'"""


def _weights(connection: sqlite3.Connection, doc: Doc) -> dict[str, float]:
    """The words that set an entry apart, with their weights, heaviest first."""
    names = dict(zip(NAMES, doc.names, strict=True))
    counts = Counter(_words(doc.text[1], doc.text[2], names["topics"], names["tags"]))
    for word in set(_words(names["title"], names["labels"])):
        counts[word] += _TITLE
    total = connection.execute("SELECT max(entry_id) FROM search_doc").fetchone()[0]
    most = min(_MOST_DOCS, max(_LEAST_DOCS, total * _MOST_SHARE))
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
        if len(word) >= _SHORTEST
        and word != VALUE_SEPARATOR
        and not word.isdigit()
        and _BINDING.isdisjoint(word)
    ]


def _weigh(own: Doc, other: Doc, weights: dict[str, float], entry_id: int) -> Related:
    """How alike two entries are: the share of the weight they have in common, and what else they share."""
    there = {stem(word) for column in (*other.names[:5], *other.text[1:3]) for word in column.split()}
    shared = [word for word in weights if stem(word) in there]
    score = sum(weights[word] for word in shared) / sum(weights.values())
    reasons = _as_written(own, shared)
    for column, worth in (("topics", _SAME_TOPIC), ("tags", _SAME_TAG), ("authors", _SAME_AUTHOR)):
        place = NAMES.index(column)
        same = _values(own.names[place]) & _values(other.names[place])
        score += worth * bool(same)
        reasons += sorted(same)
    return Related(entry_id, round(score, 4), tuple(dict.fromkeys(reasons)))


def _values(column: str) -> set[str]:
    return {" ".join(_join_pairs(value.split())) for value in column.split(f" {VALUE_SEPARATOR} ") if value}


def _join_pairs(words: Iterable[str]) -> list[str]:
    """Put pairs of Chinese that stand one behind the other together again, for a person to read."""
    out: list[str] = []
    for word in words:
        if out and is_cjk(word) and is_cjk(out[-1]) and out[-1][-1] == word[0]:
            out[-1] += word[1:]
        else:
            out.append(word)
    return out


def _as_written(own: Doc, shared: Sequence[str]) -> list[str]:
    """Shared words as a person reads them: the pairs of Chinese joined as they stand in the entry."""
    wanted = set(shared)
    columns = " ".join((*own.names[:2], *own.text[1:3])).split()
    runs = _join_pairs(word if word in wanted and is_cjk(word) else VALUE_SEPARATOR for word in columns)
    joined = sorted({run for run in runs if run != VALUE_SEPARATOR}, key=lambda run: (-len(run), run))
    longest = {pair: next((run for run in joined if pair in run), pair) for pair in shared}
    return list(dict.fromkeys(longest[word] if is_cjk(word) else word for word in shared))
