"""The query language: from the text that a person types to terms; plain text never fails.

    query   = group { white-space group }              all groups must match
    group   = "-" term  |  term { "OR" term }          exclude  |  any of these
    term    = [ field ":" ] value
    value   = '"' text '"'  |  word  |  word "*"       phrase  |  word  |  prefix
    field   = title author abstract note               words in these parts of an entry
            | topic tag venue kind status source       like the options of the same names
            | year has missing                         year:2023  year:2023..2024  has:code  missing:doi
            | is                                       is:todo is:repo: a status or a kind
            | id                                       key, number, arXiv id, DOI, … (also key arxiv doi acl)

Anything else is plain text: a single quote mark or dash, brackets, a title with a colon (``HyDE: Precise …``), a URL.
There are only three errors, and their messages show where: a field without a value (``author:``), a misspelt field
(``autor:hu``), and a value that its field does not take (``year:20x3``).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from readlist.errors import UsageError
from readlist.model.record import KINDS
from readlist.search.filter_conditions import filter_condition
from readlist.search.filters import PROSE, Filters, parse_years
from readlist.search.query import Query, Term
from readlist.search.spelling import is_misspelling
from readlist.text.display import printable
from readlist.text.folding import fold
from readlist.text.tokenizer import tokenize

if TYPE_CHECKING:
    from collections.abc import Iterator

WORD_FIELDS = ("title", "author", "abstract", "note")
"""Fields whose words are searched in one part of an entry, and corrected like all words."""
_FILTER_FIELDS = {
    "topic": "topics",
    "tag": "tags",
    "venue": "venues",
    "kind": "kinds",
    "status": "statuses",
    "source": "sources",
    "has": "has",
    "missing": "missing",
}
_FIELD_ALIASES = {
    "authors": "author",
    "notes": "note",
    "topics": "topic",
    "tags": "tag",
    "key": "id",
    "arxiv": "id",
    "doi": "id",
    "acl": "id",
}
FIELDS = (*WORD_FIELDS, *_FILTER_FIELDS, "year", "is", "id")

MAX_QUERY_LENGTH = 1_000
"""Characters of a query that are parsed: the beginning of a long pasted text is enough."""

_QUOTES = '"“”„＂'
_TERM = re.compile(
    rf"(?P<minus>-)?(?:(?P<field>[^\W\d_]+)[:：])?(?:[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)[{_QUOTES}]|(?P<word>\S*))"
)
_CONTEXT = 30
_DASH = re.compile(r"(?<!\S)-+(?=\w)")
_APART = re.compile(r"(?<=[^\W_])[ ]+(?=(?:\+\+|#)(?:\s|$))")
"""The space in a name whose symbols are typed apart: ``C ++``."""
_MIN_TITLE = 4
"""Words of a pasted title, at least, in which a word that begins with a dash may be one of the title."""


def parse_query(text: str) -> Query:
    """Parse a query; characters after the first ``MAX_QUERY_LENGTH`` are ignored.

    Raises UsageError, which shows the position, for a misspelt field, and for a field without a value or with an
    invalid one.
    """
    text = _clean(text)
    groups: list[tuple[Term, ...]] = []
    excluded: list[Term] = []
    after_or = False
    for match in _scan(text):
        if match[0] == "OR" and groups and not after_or:
            after_or = True
            continue
        term = _term(match, text)
        if not _has_content(term):
            continue
        if match["minus"]:
            excluded.append(term)
        elif after_or:
            groups[-1] += (term,)
        else:
            groups.append((term,))
        after_or = False
    return Query(text, tuple(groups), tuple(excluded))


def without_dashes(query: Query) -> Query | None:
    """Return the query with the words that it excludes as words to search for; None if it is too short to be a title.

    A pasted title may have words that begin with a dash (``Models -a survey``).
    """
    text = _DASH.sub("", query.text)
    if not query.excluded or len(text.split()) < _MIN_TITLE or any(term.field for term in query.excluded):
        return None
    return parse_query(text)


def _clean(text: str) -> str:
    """Truncate the query, join symbols to their name, and replace unpaired surrogates, which SQLite does not accept."""
    if len(text) > MAX_QUERY_LENGTH:
        text = text[:MAX_QUERY_LENGTH].rsplit(maxsplit=1)[0]
    text = _APART.sub("", text)
    return text.encode("utf-8", "replace").decode()


def _scan(text: str) -> Iterator[re.Match[str]]:
    position = 0
    while start := re.compile(r"\S").search(text, position):
        match = _TERM.match(text, start.start())
        assert match
        yield match
        position = max(match.end(), start.end())


def _has_content(term: Term) -> bool:
    return term.filters is not None or term.field == "id" or bool(tokenize(term.text).words)


def _term(match: re.Match[str], query: str) -> Term:
    name = _field_name(match, query)
    if not name:
        return _term_without_field(match)
    value = _value(match)
    if not value.strip():
        raise _error(
            f"the field '{name}' has no value", match.end(), query, f"Write {name}:VALUE, without a space."
        )
    if name in _FILTER_FIELDS or name in ("year", "is"):
        return Term(value, name, filters=_filters(name, value, match, query))
    return _phrase_or_word(match, name)


def _term_without_field(match: re.Match[str]) -> Term:
    if match["phrase"] is None:
        return _word(match[0].removeprefix("-"))
    field = f"{match['field']} " if match["field"] else ""  # foo:"bar baz", where foo is not a field
    return Term(field + match["phrase"], is_phrase=True)


def _phrase_or_word(match: re.Match[str], field: str) -> Term:
    return (
        _word(match["word"], field)
        if match["phrase"] is None
        else Term(match["phrase"], field, is_phrase=True)
    )


def _word(text: str, field: str | None = None) -> Term:
    return Term(text, field, is_prefix=text.endswith("*") and text[-2:-1].isalnum())


def _value(match: re.Match[str]) -> str:
    return str(match["word"] if match["phrase"] is None else match["phrase"])


def _field_name(match: re.Match[str], query: str) -> str | None:
    """Return the field that is meant, if any; a capital letter and a space after the colon are a sign of a title."""
    written = match["field"]
    if not written:
        return None
    name = _FIELD_ALIASES.get(written.lower(), written.lower())
    value = _value(match)
    if name in FIELDS:
        return name if value or written.islower() else None
    if value and written.islower() and not value.startswith("/") and len(written) > 3:
        _refuse_misspelt_field(written, value, match.start("field"), query)
    return None


def _refuse_misspelt_field(written: str, value: str, position: int, query: str) -> None:
    near = next((field for field in FIELDS if is_misspelling(written, field)), None)
    if near:
        raise _error(f"there is no field '{written}'", position, query, f"Did you mean {near}:{value}?")


def _filters(name: str, value: str, match: re.Match[str], query: str) -> Filters:
    try:
        if name == "year":
            return Filters(years=parse_years(value))
        values: dict[str, Any] = {_field_of_is(value) if name == "is" else _FILTER_FIELDS[name]: (value,)}
        filters = Filters(**values)
        filter_condition(filters)  # raises UsageError for an invalid value
    except UsageError as error:
        position = match.start("word" if match["phrase"] is None else "phrase")
        raise _error(error.message, position, query, error.hint) from error
    return filters


def _field_of_is(value: str) -> str:
    """Return the filter that ``is:`` means: what is not a kind is a status."""
    return "kinds" if fold(value.split(",", maxsplit=1)[0].lstrip("!")) in (*KINDS, PROSE) else "statuses"


def _error(message: str, position: int, query: str, hint: str) -> UsageError:
    """Return the error with the query around the position, and an arrow before it."""
    before = printable(query[max(0, position - _CONTEXT) : position])
    after = printable(query[position : position + _CONTEXT])
    return UsageError(f"{printable(message)}, at character {position + 1}: {before}>>>{after}", hint=hint)
