"""Read the index and the library's tables: every query that a search sends to SQLite.

    IndexReader ── match()          a full-text query in one table, with bm25
                ├─ select()         entries by conditions only
                ├─ candidates()     what the ranking needs of the entries found
                ├─ names()          the names of an entry, as written
                ├─ passages()       the texts of an entry that a snippet is cut from
                └─ known_words(), has_match(), document_frequency(), completions(), splits()     the vocabulary

Everything that a person types is bound as a parameter, and passed to FTS5 as quoted tokens; statements are composed
only of text from this package.
"""

from __future__ import annotations

import json
from itertools import combinations
from typing import TYPE_CHECKING, Any

from readlist.index.document import NAMES, TEXT
from readlist.index.fts5_query import quote
from readlist.model.identifiers import parse_identifier
from readlist.search.candidate import Candidate, Names, Passage
from readlist.search.clauses import Option, clauses_of, interpretation_to_fts
from readlist.search.filter_conditions import filter_condition
from readlist.search.script_preference import find_link_texts
from readlist.text.tokenizer import inflections
from readlist.util.lazy_regex import lazy_pattern
from readlist.util.sql import join_conditions

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    from readlist.search.clauses import Clause
    from readlist.search.query import Term
    from readlist.util.sql import Condition

_MAX_MATCHES = 1_000
"""Hits of one full-text query for which bm25 is computed."""
_MAX_ROWS = 20_000
"""Hits of one full-text query that are read without bm25."""
_MAX_COMPLETIONS = 40
_NEWLINE = "\n"
_MIN_SPLIT_LENGTH = 4
_MAX_SPLITS = 4
"""Splits of a word in three."""
_BY_ID = """entry.key = ? OR entry.id = ? OR entry.id IN
    (SELECT entry_id FROM identifier WHERE value = ? AND (scheme = ? OR ? IS NULL))"""
_BEGUN_ARXIV_ID = lazy_pattern(r"\d{4}\.\d{0,4}")
_BY_BEGUN_ID = (
    "entry.id IN (SELECT entry_id FROM identifier WHERE scheme = 'arxiv' AND value > ? AND value < ?)"
)
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


class IndexReader:
    """Reads the index for one search, restricted to the search's conditions, which the caller may still extend."""

    def __init__(self, connection: sqlite3.Connection, conditions: Sequence[Condition], limit: int) -> None:
        self.connection = connection
        self.conditions = conditions
        self.limit = limit

    def match(
        self, table: str, fts: str, conditions: Sequence[Condition], *, best: int | None = None
    ) -> dict[int, float]:
        """Find the entries that match, with bm25 negated so that more is better; of too many, the newest.

        ``best``: of too many, that many of those with the best bm25, which is then computed for all that match.
        """
        weights = ", ".join(map(str, _WEIGHTS[table].values()))
        order = f"score DESC, {table}.rowid DESC" if best else f"{table}.rowid DESC"
        matching, parameters = self._matching(table, conditions)
        sql = (
            f"SELECT {table}.rowid, -bm25({table}, {weights}) AS score {matching}"
            f" ORDER BY {order} LIMIT {best or max(_MAX_MATCHES, self.limit)}"
        )
        return dict(self.connection.execute(sql, [fts, *parameters]).fetchall())

    def rows(self, table: str, fts: str, conditions: Sequence[Condition]) -> list[int]:
        """Return the ids of the entries that match, the newest first."""
        matching, parameters = self._matching(table, conditions)
        sql = f"SELECT {table}.rowid AS id {matching} ORDER BY {table}.rowid DESC LIMIT {_MAX_ROWS}"
        # as one text, which takes half the time of as many rows
        as_text = f"SELECT json_group_array(id) FROM ({sql})"
        found: list[int] = json.loads(self.connection.execute(as_text, [fts, *parameters]).fetchone()[0])
        return found

    def _matching(self, table: str, conditions: Sequence[Condition]) -> tuple[str, list[str | int]]:
        """Return the end of a statement over the entries that match a query, and the parameters after the query."""
        where, parameters = join_conditions([*self.conditions, *conditions], "AND")
        if not where:
            return f"FROM {table} WHERE {table} MATCH ?", parameters
        joined = f"FROM {table} CROSS JOIN entry ON entry.id = {table}.rowid"
        return f"{joined} WHERE {table} MATCH ? AND {where}", parameters

    def select(self, sql: str, parameters: list[Any]) -> dict[int, float]:
        """Find entries by conditions only: newest first, notes last; all with score 0."""
        where, values = join_conditions([(sql, parameters), *self.conditions], "AND")
        rows = self.connection.execute(
            f"SELECT id FROM entry WHERE {where} AND entry.kind <> 'gone' ORDER BY entry.kind = 'note', entry.year DESC, entry.key LIMIT ?",
            [*values, self.limit],
        )
        return {row[0]: 0.0 for row in rows}

    def candidates(self, bm25: dict[int, float], *, with_text: bool = False) -> Iterator[Candidate]:
        """Read what the ranking needs of the entries in ``bm25``; ``with_text``: also the tokens of their text."""
        text_sql = "text" if with_text else "NULL"
        rows = self.connection.execute(
            f"SELECT id, kind, year, key, names, length(text), {text_sql} FROM entry JOIN search_doc ON entry_id = id"
            " WHERE id IN (SELECT value FROM json_each(?))",
            [json.dumps(list(bm25))],
        )
        for entry_id, kind, year, key, names, length, text in rows:
            tokens = f" {text.replace(_NEWLINE, ' ')} " if with_text else None
            yield Candidate(entry_id, bm25[entry_id], kind, year, key, Names.read(names), length, tokens)

    def named_exactly(self, entry_ids: Iterable[int], words: Sequence[str]) -> list[int]:
        """Return those of the entries that have one of these words, in just this form, in a name."""
        found = self.connection.execute(
            "SELECT entry_id FROM search_doc WHERE entry_id IN (SELECT value FROM json_each(?)) AND ("
            + " OR ".join("instr(' ' || replace(names, char(10), ' ') || ' ', ?)" for _ in words)
            + ")",
            [json.dumps(list(entry_ids)), *(f" {word} " for word in words)],
        )
        return [entry_id for (entry_id,) in found]

    def frequencies(self, words: Iterable[str]) -> dict[str, int]:
        """Return the document frequency of each of the words that the vocabulary has."""
        sql = "SELECT word, docs FROM search_term WHERE word IN (SELECT value FROM json_each(?))"
        return dict(self.connection.execute(sql, [json.dumps(sorted(words))]).fetchall())

    def frequencies_in_any_form(self, words: Iterable[str]) -> dict[str, int]:
        """Return for each of the words the document frequency of its most frequent inflection, if the vocabulary has any.

        Full text finds a word by its stem: that only ``graph`` is in the vocabulary says nothing against ``graphs``.
        """
        forms = {word: inflections(word) for word in words}
        docs = self.frequencies(set().union(*forms.values()))
        most = {word: max([docs.get(form, 0) for form in some]) for word, some in forms.items()}
        return {word: number for word, number in most.items() if number}

    def count_entries(self) -> int:
        """Return the number of entries, as far as the largest number tells, which is found at once."""
        return self.connection.execute("SELECT max(entry_id) FROM search_doc").fetchone()[0] or 0

    def known_words(self, words: Iterable[str]) -> set[str]:
        """Return those of the words that are in the vocabulary, in just this form."""
        sql = "SELECT word FROM search_term WHERE word IN (SELECT value FROM json_each(?))"
        return {word for (word,) in self.connection.execute(sql, [json.dumps(sorted(words))])}

    def is_named(self, words: Sequence[str]) -> bool:
        """Whether words are adjacent in a title or label, in this order."""
        sql = "SELECT 1 FROM search_names WHERE search_names MATCH ? LIMIT 1"
        fts = f"{{title labels}} : {quote(words)}"
        return self.connection.execute(sql, [fts]).fetchone() is not None

    def has_match(self, clause: Clause) -> bool:
        """Whether any entry matches, in any form with the same stem."""
        sql = "SELECT 1 FROM search_text WHERE search_text MATCH ? LIMIT 1"
        return self.connection.execute(sql, [clause.to_fts()]).fetchone() is not None

    def document_frequency(self, clause: Clause) -> int:
        """Return at most how many entries match the most frequent option of a clause, by the vocabulary's counts."""
        return max(self._document_frequency(option) for option in clause.options)

    def _document_frequency(self, option: Option) -> int:
        sql = "SELECT count(*), min(docs) FROM search_term WHERE word IN (SELECT value FROM json_each(?))"
        known, least = self.connection.execute(sql, [json.dumps(option.words)]).fetchone()
        return least if known == len(set(option.words)) else 0

    def completions(self, prefix: str) -> list[str]:
        """Return the most frequent words that begin with ``prefix``, the prefix itself left out."""
        sql = "SELECT word FROM search_term WHERE word > ? AND word < ? ORDER BY docs DESC, word LIMIT ?"
        rows = self.connection.execute(sql, [prefix, prefix + "\U0010ffff", _MAX_COMPLETIONS])
        return [word for (word,) in rows]

    def splits(self, word: str) -> list[Option]:
        """Return every split of a word into two words of the vocabulary; if there is none, splits into three."""
        if len(word) < _MIN_SPLIT_LENGTH:
            return []
        pairs = [(word[:cut], word[cut:]) for cut in range(2, len(word) - 1)]
        known = self.known_words({part for pair in pairs for part in pair})
        found = [Option(pair, quality=0.85) for pair in pairs if known.issuperset(pair)]
        if found or len(word) < 3 * _MIN_SPLIT_LENGTH:
            return found
        return self._splits_in_three(word)

    def _splits_in_three(self, word: str) -> list[Option]:
        cuts = list(combinations(range(2, len(word) - 1), 2))
        triples = [
            (word[:first], word[first:second], word[second:]) for first, second in cuts if second - first > 1
        ]
        known = self.known_words({part for triple in triples for part in triple})
        found = [Option(triple, quality=0.8) for triple in triples if known.issuperset(triple)]
        return found[:_MAX_SPLITS]

    def names(self, entry_ids: Sequence[int]) -> dict[int, list[str]]:
        """Read the names of entries, as written; those of a note include the texts of its links."""
        out: dict[int, list[str]] = {entry_id: [] for entry_id in entry_ids}
        for entry_id, name, is_prose in self.connection.execute(_AS_WRITTEN, {"ids": json.dumps(list(out))}):
            out[entry_id] += find_link_texts(name) if is_prose else [name]
        return out

    def passages(self, entry_ids: Sequence[int]) -> dict[int, list[Passage]]:
        """Read the texts of entries: their mentions, own notes, abstract and title, in this order."""
        wanted = json.dumps(list(entry_ids))
        out: dict[int, list[Passage]] = {entry_id: [] for entry_id in entry_ids}
        for entry_id, *passage in self.connection.execute(_MENTIONS, [wanted]):
            out[entry_id].append(Passage(*passage))
        for entry_id, text in self.connection.execute(_TEXTS, {"ids": wanted}):
            out[entry_id].append(Passage(text))
        return out


def is_text_term(term: Term) -> bool:
    """Whether a term searches for words, and not for a property of the entry."""
    return term.filters is None and term.field != "id"


def term_condition(term: Term) -> Condition:
    """Return the SQL condition over ``entry`` that a term is met."""
    if term.filters is not None:
        return filter_condition(term.filters)
    if term.field == "id":
        return _id_condition(term.text)
    clauses = clauses_of(term)
    if term.field is None:
        return (
            "entry.id IN (SELECT rowid FROM search_text WHERE search_text MATCH ?)",
            [interpretation_to_fts(tuple(clauses))],
        )
    return join_conditions([clause.condition() for clause in clauses], "AND")


def _id_condition(text: str) -> Condition:
    identifier = parse_identifier(text)
    number = int(text) if text.isdecimal() and len(text) < 19 else None
    value, scheme = (identifier.value, identifier.scheme) if identifier else (text, None)
    by_id = (_BY_ID, [text, number, value, scheme, scheme])
    if not _BEGUN_ARXIV_ID.fullmatch(text):
        return by_id
    begun = (_BY_BEGUN_ID, [text, text + "\U0010ffff"])
    return join_conditions([by_id, begun], "OR")
