"""Asking the index and the tables: everything that a search reads.

    Tables ── match()       a full-text query in one table, and bm25
           ├─ select()      entries by conditions alone
           ├─ candidates()  what the ranking asks of entries found
           ├─ names()       what names an entry, as it was written
           ├─ passages()    the texts of an entry that a snippet is cut from
           └─ known(), has(), begun(), splits()     the vocabulary

All that a person types reaches SQL as a parameter, and full text as quoted tokens; what is put into a statement as text
stands in this package.
"""

from __future__ import annotations

import json
from itertools import combinations
from typing import TYPE_CHECKING, Any

from readlist.index.document import NAMES, TEXT
from readlist.model.identifiers import parse_identifier
from readlist.search.clauses import Option, clauses_of, interpretation_to_fts
from readlist.search.highlighter import Passage
from readlist.search.ranking import Candidate, Names
from readlist.search.script_preference import find_link_texts

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    from readlist.search.clauses import Clause
    from readlist.search.query_parser import Term

Condition = tuple[str, list[Any]]
"""An SQL condition over table ``entry``, and its parameters."""

_CAP = 1_000
"""Hits of one full-text query that bm25 is worked out for."""
_BEGUN = 40
"""Words of the vocabulary tried for a beginning."""
_SHORTEST_SPLIT = 4
_MOST_SPLITS = 4
_BY_ID = """entry.key = ? OR entry.id = ? OR entry.id IN
    (SELECT entry_id FROM identifier WHERE value = ? AND (scheme = ? OR ? IS NULL))"""
_MENTIONS = """SELECT entry_id, text, source.name, line, end_line FROM mention JOIN source ON source.id = source_id
    WHERE entry_id IN (SELECT value FROM json_each(?)) ORDER BY entry_id, source.name, line, mention.id"""
_TEXTS = """SELECT entry_id, body FROM note WHERE entry_id IN (SELECT value FROM json_each(:ids))
    UNION ALL SELECT id, abstract FROM entry
        WHERE id IN (SELECT value FROM json_each(:ids)) AND abstract IS NOT NULL
    UNION ALL SELECT id, title FROM entry WHERE id IN (SELECT value FROM json_each(:ids))"""
_AS_WRITTEN = """WITH wanted AS (SELECT value AS id FROM json_each(:ids))
    SELECT id, title || char(10) || aliases, 0 FROM entry WHERE id IN wanted
    UNION ALL SELECT entry_id, path, 0 FROM mention JOIN topic ON topic.id = topic_id WHERE entry_id IN wanted
    UNION ALL SELECT entry_id, path, 0 FROM entry_topic JOIN topic ON topic.id = topic_id WHERE entry_id IN wanted
    UNION ALL SELECT entry_id, name, 0 FROM entry_tag JOIN tag ON tag.id = tag_id WHERE entry_id IN wanted
    UNION ALL SELECT entry_id, text, 1 FROM mention JOIN entry ON entry.id = entry_id
        WHERE entry_id IN wanted AND entry.kind = 'note'"""
_WEIGHTS: dict[str, dict[str, float]] = {
    "search_names": dict(zip(NAMES, (8, 8, 5, 3, 4, 3, 6, 4, 0), strict=True)),
    "search_text": dict(zip(TEXT, (4, 1, 1, 0.5, 0.5), strict=True)),
}


class Tables:
    """The tables of one library, as one search asks them: always with its conditions."""

    def __init__(self, connection: sqlite3.Connection, conditions: Sequence[Condition], limit: int) -> None:
        self.connection = connection
        self.conditions = conditions
        self.limit = limit

    def match(self, table: str, fts: str, fields: Sequence[Condition]) -> dict[int, float]:
        """Find entries that match, with bm25 turned so that more is better; of too many, the newest."""
        conditions = [*self.conditions, *fields]
        weights = ", ".join(map(str, _WEIGHTS[table].values()))
        where = " AND ".join(f"({sql})" for sql, _ in conditions)
        sql = (
            f"SELECT {table}.rowid, -bm25({table}, {weights}) FROM {table}"
            + (f" CROSS JOIN entry ON entry.id = {table}.rowid" if where else "")
            + f" WHERE {table} MATCH ?"
            + (f" AND {where}" if where else "")
            + f" ORDER BY {table}.rowid DESC LIMIT {max(_CAP, self.limit)}"
        )
        return dict(
            self.connection.execute(sql, [fts, *(value for _, own in conditions for value in own)]).fetchall()
        )

    def select(self, sql: str, parameters: list[Any]) -> dict[int, float]:
        """Find entries by conditions alone: newest first, notes last."""
        conditions = [(sql, parameters), *self.conditions]
        where = " AND ".join(f"({part})" for part, _ in conditions)
        rows = self.connection.execute(
            f"SELECT id FROM entry WHERE {where} ORDER BY entry.kind = 'note', entry.year DESC, entry.key LIMIT ?",
            [*(value for _, own in conditions for value in own), self.limit],
        )
        return {row[0]: 0.0 for row in rows}

    def candidates(self, bm25: dict[int, float]) -> Iterator[Candidate]:
        """Read what the ranking asks of these entries, which were found with this bm25."""
        rows = self.connection.execute(
            "SELECT id, kind, year, key, names FROM entry JOIN search_doc ON entry_id = id"
            " WHERE id IN (SELECT value FROM json_each(?))",
            [json.dumps(list(bm25))],
        )
        for entry_id, kind, year, key, names in rows:
            yield Candidate(entry_id, bm25[entry_id], kind, year, key, Names.read(names))

    def known(self, words: Iterable[str]) -> set[str]:
        """Give those of the words that any entry has, just so."""
        sql = "SELECT word FROM search_term WHERE word IN (SELECT value FROM json_each(?))"
        return {word for (word,) in self.connection.execute(sql, [json.dumps(sorted(words))])}

    def has(self, need: Clause) -> bool:
        """Whether any entry has it, in any form that English endings leave the same."""
        sql = "SELECT 1 FROM search_text WHERE search_text MATCH ? LIMIT 1"
        return self.connection.execute(sql, [need.to_fts()]).fetchone() is not None

    def count(self, need: Clause) -> int:
        """Count the entries that have the commonest option of a need, as far as words tell."""
        return max(self._count(option) for option in need.options)

    def _count(self, option: Option) -> int:
        sql = "SELECT count(*), min(docs) FROM search_term WHERE word IN (SELECT value FROM json_each(?))"
        known, least = self.connection.execute(sql, [json.dumps(option.words)]).fetchone()
        return least if known == len(set(option.words)) else 0

    def begun(self, word: str) -> list[str]:
        """Give the commonest words that begin with this one."""
        sql = "SELECT word FROM search_term WHERE word > ? AND word < ? ORDER BY docs DESC, word LIMIT ?"
        return [found for (found,) in self.connection.execute(sql, [word, word + "\U0010ffff", _BEGUN])]

    def splits(self, word: str) -> list[Option]:
        """Split a word in two words of the library, in every way; in three, where there is none."""
        if len(word) < _SHORTEST_SPLIT:
            return []
        cuts = [(word[:place], word[place:]) for place in range(2, len(word) - 1)]
        known = self.known({part for cut in cuts for part in cut})
        two = [Option(cut, quality=0.85) for cut in cuts if known.issuperset(cut)]
        if two or len(word) < 3 * _SHORTEST_SPLIT:
            return two
        places = range(2, len(word) - 1)
        known |= self.known({word[start:end] for start, end in combinations(places, 2) if end - start > 1})
        return [
            Option((start, rest[:place], rest[place:]), quality=0.8)
            for start, rest in cuts
            if start in known
            for place in range(2, len(rest) - 1)
            if rest[:place] in known and rest[place:] in known
        ][:_MOST_SPLITS]

    def names(self, entry_ids: Sequence[int]) -> dict[int, list[str]]:
        """Read what names entries, as it was written; of a note, also what it links to."""
        out: dict[int, list[str]] = {entry_id: [] for entry_id in entry_ids}
        for entry_id, name, is_prose in self.connection.execute(_AS_WRITTEN, {"ids": json.dumps(list(out))}):
            out[entry_id] += find_link_texts(name) if is_prose else [name]
        return out

    def passages(self, entry_ids: Sequence[int]) -> dict[int, list[Passage]]:
        """Read the texts of entries: of their mentions, then own notes, abstract, title."""
        wanted = json.dumps(list(entry_ids))
        out: dict[int, list[Passage]] = {entry_id: [] for entry_id in entry_ids}
        for entry_id, *passage in self.connection.execute(_MENTIONS, [wanted]):
            out[entry_id].append(Passage(*passage))
        for entry_id, text in self.connection.execute(_TEXTS, {"ids": wanted}):
            out[entry_id].append(Passage(text))
        return out


def is_words(term: Term) -> bool:
    """Whether a term asks for words, and not for something about the entry."""
    return term.filters is None and term.field != "id"


def condition(term: Term) -> Condition:
    """Build the SQL condition over ``entry`` that one term is met."""
    if term.filters is not None:
        return term.filters.where()
    if term.field == "id":
        return _id_condition(term.text)
    needs = clauses_of(term)
    if term.field is None:
        return (
            "entry.id IN (SELECT rowid FROM search_text WHERE search_text MATCH ?)",
            [interpretation_to_fts(tuple(needs))],
        )
    parts = [need.condition() for need in needs]
    return " AND ".join(sql for sql, _ in parts), [value for _, own in parts for value in own]


def _id_condition(text: str) -> tuple[str, list[Any]]:
    identifier = parse_identifier(text)
    number = int(text) if text.isdecimal() and len(text) < 19 else None
    return (
        _BY_ID,
        [
            text,
            number,
            identifier.value if identifier else text,
            identifier.scheme if identifier else None,
            identifier.scheme if identifier else None,
        ],
    )
