"""Parse names of people, in any order and script.

    Laurens van der Maaten      given, particle, family     reading order
    van der Maaten, Laurens     particle, family, given     with a comma: family name first
    King, Jr., Martin Luther    family, suffix, given       BibTeX; RIS has the suffix last
    山田 太郎                    family, given               Chinese, Japanese, Korean: family name first
    胡爱德, OpenAI, Plato        literal                     a single word cannot be split

The order of a name without a comma is ambiguous (``Edward Hu``, ``Hu Edward``), so author lists are compared by all
words that may be family names: ``author_words``, ``share_author``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from readlist.model.name_parts import PersonName, is_cjk
from readlist.text.folding import fold
from readlist.util.lazy_regex import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

PARTICLES = frozenset(
    "van von der den de del della di da dos du la le ter ten zu zur af bin ben ibn al el".split()
)
"""Lower-case words that belong to the family name after them."""
_SUFFIXES = frozenset(("jr", "jr.", "sr", "sr."))
_GENERATIONS = frozenset(("II", "III", "IV"))
_OTHERS = lazy_pattern(r"(?:and\s+)?others|et\.?\s*al|等", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")


def parse_name(text: str) -> PersonName:
    """Parse a name in reading order, or with the family name and a comma first."""
    text = " ".join(text.split()).strip(" ,")
    parts = text.split(",")
    if len(parts) == 2 or (len(parts) == 3 and any(_is_suffix(part.strip().upper()) for part in parts[1:])):
        return parse_name_parts(parts)
    if len(parts) > 1:  # not the name of one person
        return PersonName(family=parse_name_parts([parts[0], ""]).family, literal=text)
    words = text.split(" ")
    if len(words) == 1:
        return PersonName(family=text[0] if "\u3400" <= text[:1] <= "\u9fff" else text, literal=text)
    if is_cjk(text):
        return PersonName(family=words[0], given=" ".join(words[1:]))
    return _parse_words(words)


def _parse_words(words: list[str]) -> PersonName:
    """Parse the words of a name in reading order."""
    suffix = words.pop() if _is_suffix(words[-1]) else ""
    start = len(words) - 1
    while start > 1 and words[start - 1] in PARTICLES:
        start -= 1
    return PersonName(words[-1], " ".join(words[:start]), " ".join(words[start:-1]), suffix)


def parse_name_parts(parts: Sequence[str]) -> PersonName:
    """Parse a name split at its commas, as in BibTeX and RIS: ``[Family, Jr., Given]``.

    A single part is literal: it is already in reading order, or the name of an organisation.
    """
    first, *rest = (part.strip() for part in parts)
    if not rest:
        return PersonName(family=first, literal=first)
    if len(rest) > 1 and _is_suffix(rest[0].upper()):
        rest = [*rest[1:], rest[0]]
    words = first.split()
    suffix = words.pop() if len(words) > 1 and _is_suffix(words[-1]) else ""
    start = 0
    while start < len(words) - 1 and words[start] in PARTICLES:
        start += 1
    return PersonName(
        " ".join(words[start:]), rest[0], " ".join(words[:start]), " ".join(filter(None, (suffix, *rest[1:])))
    )


def is_others(name: str) -> bool:
    """Whether a name is a placeholder for further authors (``et al.``, ``and others``, 等)."""
    return bool(_OTHERS.fullmatch(name.strip(" .")))


def author_words(names: Iterable[str]) -> set[str]:
    """Return the folded words of ``names`` that may be family names.

    Excluded are initials, particles, suffixes, ``et al.`` and everything after a comma. A name in Chinese, Japanese or
    Korean is one word.
    """
    words: set[str] = set()
    for name in names:
        words.update(_words_of(name))
    return words


def share_author(first: Collection[str], second: Collection[str]) -> bool | None:
    """Whether two author lists have an author in common, given the ``author_words`` of each.

    None if that cannot be known: a list is empty, or the lists are in different scripts.
    """
    if not first or not second:
        return None
    if not set(first).isdisjoint(second):
        return True
    return False if all(map(str.isascii, first)) == all(map(str.isascii, second)) else None


@lru_cache(maxsize=8192)
def _words_of(name: str) -> frozenset[str]:
    if is_cjk(bare := name.replace(",", " ")):
        return frozenset(_WORD.findall(fold("".join(bare.split()))))
    words = name.partition(",")[0].split()
    telling = " ".join(word for word in words if word not in PARTICLES and not _is_suffix(word))
    return frozenset(_WORD.findall(fold(telling))) - {"et", "al"}


def _is_suffix(word: str) -> bool:
    return word in _GENERATIONS or word.lower() in _SUFFIXES
