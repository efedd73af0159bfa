"""The query language: from what a person types to clauses, never failing on plain text.

    query   = clause { white-space clause }            all must match
    clause  = "-" term  |  term { "OR" term }          left out  |  any of these
    term    = [ field ":" ] value
    value   = '"' text '"'  |  word  |  word "*"       phrase  |  word  |  all words that begin so
    field   = title author abstract note               words in these parts of an entry
            | topic tag venue kind status source       as the options of the same names
            | year has                                 year:2023  year:2023..2024  has:code
            | id                                       key, number, arXiv id, DOI, … (also key arxiv doi acl)

Anything else is plain text: a lone quote or dash, brackets, a title with a colon (``HyDE: Precise …``), a URL.
Only three things are wrong, and the message shows where: a field without a value (``author:``), a name that is
nearly a field (``autor:hu``), and a value that its field does not take (``year:20x3``).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from readlist.errors import UsageError
from readlist.search.filters import Filters, parse_years
from readlist.search.spelling import is_near
from readlist.text.display import printable
from readlist.text.tokenizer import tokenize

if TYPE_CHECKING:
    from collections.abc import Iterator

WORD_FIELDS = ("title", "author", "abstract", "note")
"""Fields whose words are looked for in one part of an entry, and corrected like all words."""
_FILTER_FIELDS = {
    "topic": "topics",
    "tag": "tags",
    "venue": "venues",
    "kind": "kinds",
    "status": "statuses",
    "source": "sources",
    "has": "has",
}
_OTHER_NAMES = {
    "authors": "author",
    "notes": "note",
    "topics": "topic",
    "tags": "tag",
    "key": "id",
    "arxiv": "id",
    "doi": "id",
    "acl": "id",
}
FIELDS = (*WORD_FIELDS, *_FILTER_FIELDS, "year", "id")

LONGEST = 1_000
"""Characters of a query that are read: the beginning of a long paste says what is meant."""

_QUOTES = '"“”„＂'
_TERM = re.compile(
    rf"(?P<minus>-)?(?:(?P<field>[^\W\d_]+)[:：])?(?:[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)[{_QUOTES}]|(?P<word>\S*))"
)
_SHOWN = 30


class Term(NamedTuple):
    """One value asked for; ``filters`` where its field is a filter, else words in ``field`` or anywhere."""

    text: str
    field: str | None = None
    is_phrase: bool = False
    is_prefix: bool = False
    filters: Filters | None = None


class Query(NamedTuple):
    """A query taken apart: every group must match with any of its terms, none of ``excluded`` may."""

    text: str
    groups: tuple[tuple[Term, ...], ...] = ()
    excluded: tuple[Term, ...] = ()


def parse_query(text: str) -> Query:
    """Take a query apart, its first ``LONGEST`` characters.

    Raises UsageError, with the place shown, for what a field cannot mean.
    """
    text = _clean(text)
    groups: list[tuple[Term, ...]] = []
    excluded: list[Term] = []
    either = False
    for match in _scan(text):
        if match[0] == "OR" and groups and not either:
            either = True
            continue
        term = _term(match, text)
        if not _says_something(term):
            continue
        if match["minus"]:
            excluded.append(term)
        elif either:
            groups[-1] += (term,)
        else:
            groups.append((term,))
        either = False
    return Query(text, tuple(groups), tuple(excluded))


def _clean(text: str) -> str:
    """Leave out what SQLite cannot be told (halves of surrogate pairs), and what is too long to be meant."""
    if len(text) > LONGEST:
        text = text[:LONGEST].rsplit(maxsplit=1)[0]
    return text.encode("utf-8", "replace").decode()


def _scan(text: str) -> Iterator[re.Match[str]]:
    place = 0
    while start := re.compile(r"\S").search(text, place):
        match = _TERM.match(text, start.start())
        assert match
        yield match
        place = max(match.end(), start.end())


def _says_something(term: Term) -> bool:
    return term.filters is not None or term.field == "id" or bool(tokenize(term.text).words)


def _term(match: re.Match[str], query: str) -> Term:
    name = _field_name(match, query)
    phrase = match["phrase"]
    if not name:
        whole = match[0].removeprefix("-") if match["minus"] else match[0]
        if match["field"] and phrase is not None:  # foo:"bar baz" with a field that is none
            return Term(f"{match['field']} {phrase}", is_phrase=True)
        return _value(whole if phrase is None else phrase, None, is_phrase=phrase is not None)
    value = match["word"] if phrase is None else phrase
    if not value.strip():
        raise _error(
            f"the field '{name}' has no value", match.end(), query, f"Write {name}:VALUE, without a space."
        )
    if name in _FILTER_FIELDS or name == "year":
        return Term(value, name, filters=_filters(name, value, match, query))
    return _value(value, name, is_phrase=phrase is not None)


def _value(text: str, field: str | None, *, is_phrase: bool) -> Term:
    is_prefix = not is_phrase and text.endswith("*") and text[-2:-1].isalnum()
    return Term(text, field, is_phrase, is_prefix)


def _field_name(match: re.Match[str], query: str) -> str | None:
    """The field meant, if one is; a capital and a space behind the colon are the mark of a title."""
    written = match["field"]
    if not written:
        return None
    name = _OTHER_NAMES.get(written.lower(), written.lower())
    value = match["phrase"] if match["phrase"] is not None else match["word"]
    if name in FIELDS:
        return name if value or written.islower() else None
    if value and written.islower() and not value.startswith("/") and len(written) > 3:
        near = [field for field in FIELDS if is_near(written, field)]
        if near:
            place = match.start("field")
            raise _error(f"there is no field '{written}'", place, query, f"Did you mean {near[0]}:{value}?")
    return None


def _filters(name: str, value: str, match: re.Match[str], query: str) -> Filters:
    try:
        if name == "year":
            return Filters(years=parse_years(value))
        values: dict[str, Any] = {_FILTER_FIELDS[name]: (value,)}
        filters = Filters(**values)
        filters.where()
    except UsageError as error:
        place = match.start("word" if match["phrase"] is None else "phrase")
        raise _error(error.message, place, query, error.hint) from error
    return filters


def _error(message: str, place: int, query: str, hint: str) -> UsageError:
    """Show where: the query around the place, an arrow before it."""
    before, after = (
        printable(part) for part in (query[max(0, place - _SHOWN) : place], query[place : place + _SHOWN])
    )
    return UsageError(f"{printable(message)}, at character {place + 1}: {before}>>>{after}", hint=hint)
