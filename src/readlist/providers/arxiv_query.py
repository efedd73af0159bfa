"""Saved queries for arXiv papers, evaluated here: OAI-PMH gives all papers of a day, and nobody filters them for us.

    query  := either (OR either)*
    either := part (AND? part)*
    part   := (NOT | ANDNOT | -)? ( "(" query ")" | field:? word* | field:? "several words" )
    field  := cat, ti, au, abs, all            as in arXiv's own queries, or category, title, author, abstract; none:
                                               title and abstract
    word*  := a word, or the start of one

Operators may be in small letters: nobody looks for "and". Words are compared folded, whole; ``cat:cs.CL`` is a category, ``cat:cs`` all of an archive.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readlist.errors import UsageError
from readlist.text.folding import fold
from readlist.util.encoding import is_utf8

if TYPE_CHECKING:
    from collections.abc import Callable

    from readlist.model.record import Record

_TOKEN = re.compile(r'\(|\)|-?(?:[A-Za-z]+:)?"[^"]*"|[^\s()]+')
_WORDS = re.compile(r"\w+")
_FIELDS = {
    "cat": "cat", "category": "cat", "ti": "ti", "title": "ti", "au": "au", "author": "au", "abs": "abs",
    "abstract": "abs", "all": "all",
}  # fmt: skip
_OPERATORS = ("AND", "OR", "NOT", "ANDNOT")
_CATEGORY = re.compile(r"[a-z]+(?:-[a-z]+)?(?:\.(?:[a-z]+(?:-[a-z]+)?)?)?\*?", re.IGNORECASE)
_MAX_LENGTH = 1000
# https://arxiv.org/category_taxonomy: the groups that are sets of OAI-PMH; all other archives belong to physics.
_GROUPS = ("cs", "econ", "eess", "math", "q-bio", "q-fin", "stat")
_MAX_DEPTH = 50


@dataclass(frozen=True, slots=True)
class ArxivQuery:
    """A parsed query: ``matches`` says whether a paper fits, ``sets`` which sets of OAI-PMH have all that fit."""

    text: str
    matches: Callable[[Record], bool]
    sets: tuple[str, ...]


def parse_query(text: str) -> ArxivQuery:
    """Parse a query. Raises UsageError if it cannot be understood."""
    if len(text) > _MAX_LENGTH:
        raise UsageError(
            f"a query has at most {_MAX_LENGTH} characters, not {len(text)}", hint="Save several queries."
        )
    tokens = [word.upper() if word.upper() in _OPERATORS else word for word in _TOKEN.findall(text)]
    parser = _Parser(tokens)
    if not tokens or not is_utf8(text):
        raise _bad(text)
    try:
        matches, sets = parser.either()
    except IndexError as error:
        raise _bad(text) from error
    if parser.left():
        raise _bad(text)
    return ArxivQuery(" ".join(text.split()), matches, tuple(sorted(sets or {""})))


def _bad(text: str) -> UsageError:
    return UsageError(
        f"'{text[:100]}' is not a query",
        hint='Write, for example: cat:cs.CL AND (retrieval OR "knowledge graph")',
    )


_Parsed = tuple["Callable[[Record], bool]", "set[str] | None"]
"""A condition, and the sets that have all papers that fulfil it; None: any."""


class _Parser:
    """Reads tokens from left to right; IndexError: they end too early."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._place = 0
        self._depth = 0

    def left(self) -> bool:
        return self._place < len(self._tokens)

    def _next(self) -> str:
        return self._tokens[self._place] if self.left() else ""

    def _take(self) -> str:
        token = self._tokens[self._place]
        self._place += 1
        return token

    def either(self) -> _Parsed:
        """Read conditions joined by OR."""
        parts = [self._both()]
        while self._next() == "OR":
            self._take()
            parts.append(self._both())
        conditions = [condition for condition, _ in parts]
        known = [sets for _, sets in parts if sets is not None]
        sets = set().union(*known) if len(known) == len(parts) else None
        return (lambda record: any(one(record) for one in conditions)), sets

    def _both(self) -> _Parsed:
        """Read conditions joined by AND, or by nothing."""
        parts = [self._part()]
        while self.left() and self._next() not in ("OR", ")"):
            if self._next() == "AND":
                self._take()
            parts.append(self._part())
        conditions = [condition for condition, _ in parts]
        known = [sets for _, sets in parts if sets is not None]
        return (lambda record: all(one(record) for one in conditions)), min(known, key=len, default=None)

    def _part(self) -> _Parsed:
        symbol = self._take()
        if symbol in ("NOT", "ANDNOT"):
            condition, _ = self._part()
            return (lambda record: not condition(record)), None
        if symbol.startswith("-") and len(symbol) > 1:
            inner, _ = _term(symbol[1:])
            return (lambda record: not inner(record)), None
        if symbol == "(":
            return self._group()
        if symbol in (")", "AND", "OR"):
            raise IndexError
        return _term(symbol)

    def _group(self) -> _Parsed:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise IndexError
        found = self.either()
        if self._take() != ")":
            raise IndexError
        return found


def _term(token: str) -> _Parsed:
    """Return the condition of one word or phrase, with its field."""
    name, colon, value = token.partition(":")
    field = _FIELDS.get(name.lower(), "") if colon else ""
    if colon and not field:
        if name.isalpha() and value:
            raise UsageError(f"there is no field '{name}'", hint="Fields: cat, ti, au, abs, all.")
        value = token
    elif not field:
        value = token
    if field == "cat":
        return _category(value.strip('"').lower())
    is_open = value.endswith("*")
    words = _WORDS.findall(fold(value))
    if not words:
        raise IndexError
    wanted = f" {' '.join(words)}" + ("" if is_open else " ")
    return (lambda record: wanted in _text(record, field)), None


def _category(value: str) -> _Parsed:
    if not _CATEGORY.fullmatch(value):
        raise IndexError
    archive = value.partition(".")[0].rstrip("*")
    group = archive if archive in _GROUPS else f"physics:{archive}" if archive != "physics" else archive
    start = value.removesuffix("*").removesuffix(".")

    def matches(record: Record) -> bool:
        return any(one.lower() == start or one.lower().startswith(f"{start}.") for one in record.categories)

    return matches, {group}


def _text(record: Record, field: str) -> str:
    """Return the folded words of a field, each between blanks."""
    texts = {
        "ti": (record.title,),
        "abs": (record.abstract,),
        "au": record.authors,
        "all": (record.title, record.abstract, *record.authors, *record.categories),
    }.get(field, (record.title, record.abstract))
    return f" {' | '.join(' '.join(_WORDS.findall(fold(text))) for text in texts if text)} "
