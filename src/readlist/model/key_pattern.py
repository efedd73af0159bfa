"""Patterns of citation keys: ``auth.lower + year + shorttitle(1)``.

    pattern = term {"+" term}
    term    = "text"  or  name ["(" number ["," number] ")"] {"." filter}

    auth(n, m)            the first n letters (without n: all) of the family name of author m (1)
    authors(n)            the family names of the first n authors (all)
    year, shortyear       2021, 21
    title                 the words of the title but small ones, each capitalised
    shorttitle(n, m)      the first n (3) of these words, in lower case, the first m (0) capitalised
    veryshorttitle(n, m)  the same, with n = 1
    .lower .upper .capitalize        the case of what is before it
    .abbr                 the first letter of each of its words
    .condense("-")        its words, joined with this

The names are those of Better BibTeX (https://retorque.re/zotero-better-bibtex/citing/) and, without its brackets, of JabRef
(https://docs.jabref.org/setup/citationkeypatterns); ``shorttitle`` writes words in lower case. A work without an author is
named by two to four words of its title, in place of ``auth`` and of the words of the title.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from readlist.config import KEY_PATTERN
from readlist.errors import UsageError
from readlist.util.lazy_regex import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MAX_LENGTH = 32
"""Longest key, before letters that tell equal keys apart."""
_ENOUGH = 15
"""Letters of the words that name a work without an author: with these, two words are enough."""

_TERM = lazy_pattern(
    r"""\s*(?: "(?P<text>[^"]*)" | (?P<name>[A-Za-z]+)\s*(?:\(\s*(?P<numbers>\d*(?:\s*,\s*\d+)?)\s*\))? )
    (?P<filters>(?:\s*\.\s*[A-Za-z]+(?:\(\s*"[^"]*"\s*\))?)*)\s*""",
    re.VERBOSE,
)
_FILTER = lazy_pattern(r'\.\s*([A-Za-z]+)(?:\(\s*"([^"]*)"\s*\))?')
_ALLOWED = lazy_pattern(r"[A-Za-z0-9:_./+-]*")
"""What BibTeX, biblatex and pandoc all accept in a key."""


@dataclass(frozen=True, slots=True)
class KeyParts:
    """What a key is made of, in ASCII: family names, the year (empty if unknown), the strong words of the title."""

    families: Sequence[str]
    year: str
    words: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Term:
    evaluate: Callable[[KeyParts], list[str]]
    filters: tuple[tuple[str, str], ...]
    name: str = ""

    @property
    def is_title(self) -> bool:
        """Whether it consists of words of the title, which may be left out of a long key."""
        return self.name.endswith("title")

    @property
    def is_author(self) -> bool:
        """Whether it names the authors, or else the work."""
        return self.name in ("auth", "authors")

    def __call__(self, parts: KeyParts) -> list[str]:
        units = self.evaluate(parts)
        for name, argument in self.filters:
            units = _FILTERS[name](units, argument)
        return [unit for unit in units if unit]


@lru_cache(maxsize=8)
def parse_pattern(text: str) -> tuple[_Term, ...]:
    """Return the terms of a pattern; UsageError, which says where, if it is not one."""
    terms = []
    at = 0
    while True:
        match = _TERM.match(text, at)
        if not match:
            raise _error(text, at)
        terms.append(_read_term(match, text))
        at = match.end()
        if at == len(text):
            return tuple(terms)
        if text[at] != "+":
            raise _error(text, at)
        at += 1


def write_key(pattern: str, parts: KeyParts) -> str:
    """Return the key that a pattern makes of these parts; empty if nothing it names is known."""
    terms = parse_pattern(pattern)
    if not parts.families and any(term.is_author for term in terms):
        first = next(term for term in terms if term.is_author)  # words of the title stand for all authors
        terms = tuple(one for one in terms if one is first or not (one.is_title or one.is_author))
    written = [(term, term(parts)) for term in terms]
    while (excess := sum(len(u) for _, units in written for u in units) - MAX_LENGTH) > 0:
        titles = [units for term, units in written if term.is_title and units]
        if titles and (len(longest := max(titles, key=len)) > 1 or len(written) > len(titles)):
            longest.pop()
            continue
        units = max((units for _, units in written), key=lambda found: max(map(len, found), default=0))
        at = max(range(len(units)), key=lambda n: len(units[n]))
        if len(units[at]) <= excess:
            break
        units[at] = units[at][:-excess]
    return "".join(unit for _, units in written for unit in units).strip("-_")


def _read_term(match: re.Match[str], text: str) -> _Term:
    filters = tuple(_FILTER.findall(match["filters"] or ""))
    if any(name not in _FILTERS for name, _ in filters):
        raise _error(text, match.start("filters"))
    fixed = match["text"]
    if not all(map(_ALLOWED.fullmatch, (fixed or "", *(argument for _, argument in filters)))):
        raise _error(text, match.start())
    if fixed is not None:
        return _Term(lambda _: [fixed], filters)
    name = match["name"]
    if name not in _NAMES:
        raise _error(text, match.start("name"))
    numbers = [int(number) for number in (match["numbers"] or "").split(",") if number.strip()]
    return _Term(lambda parts: _NAMES[name](parts, *numbers), filters, name)


def _error(text: str, at: int) -> UsageError:
    rest = text[at:].strip()
    return UsageError(
        f"'{text}' is not a pattern of keys" + (f": '{rest}' is not understood" if rest else ""),
        hint=f"Example: {KEY_PATTERN}. Names: {', '.join(_NAMES)}; filters: {', '.join(_FILTERS)}",
    )


def _auth(parts: KeyParts, length: int = 0, number: int = 1) -> list[str]:
    if not parts.families:
        return _name(parts.words)
    return [name[: length or None] for name in parts.families[max(number, 1) - 1 :][:1]]


def _authors(parts: KeyParts, count: int = 0, _: int = 0) -> list[str]:
    return list(parts.families[: count or None]) or _name(parts.words)


def _name(words: Sequence[str]) -> list[str]:
    """Return two to four words, as one text with hyphens, that name a work without an author."""
    count = 2
    while count < 4 and len("".join(words[:count])) < _ENOUGH:
        count += 1
    chosen = list(words[:count])
    while len("-".join(chosen)) > MAX_LENGTH - 4 and len(chosen) > 1:
        chosen.pop()
    return ["-".join(chosen)]


def _short_title(parts: KeyParts, count: int = 3, capitals: int = 0) -> list[str]:
    return [w.capitalize() if n < capitals else w for n, w in enumerate(parts.words[:count])]


_NAMES: dict[str, Callable[..., list[str]]] = {
    "auth": _auth,
    "authors": _authors,
    "year": lambda parts, *_: [parts.year],
    "shortyear": lambda parts, *_: [parts.year[-2:]],
    "title": lambda parts, *_: [word.capitalize() for word in parts.words],
    "shorttitle": _short_title,
    "veryshorttitle": lambda parts, count=1, capitals=0: _short_title(parts, count, capitals),
}
_FILTERS: dict[str, Callable[[list[str], str], list[str]]] = {
    "lower": lambda units, _: [unit.lower() for unit in units],
    "upper": lambda units, _: [unit.upper() for unit in units],
    "capitalize": lambda units, _: [unit[:1].upper() + unit[1:] for unit in units],
    "abbr": lambda units, _: [unit[:1] for unit in units],
    "condense": lambda units, joint: [unit if not n else joint + unit for n, unit in enumerate(units)],
}
