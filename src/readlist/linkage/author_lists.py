"""How far two lists of authors agree, whatever their order, spelling and completeness. Pure functions.

    names ──> words of each, folded and transliterated ──> pairs of the same person ──> Agreement
    in different scripts, or a list without names     ──> unknown: neither for nor against

Letters that are transliterated in several ways are made one: ``Müller``, ``Mueller``; ``Yurii``, ``Yuri``; ``Joon-ho``, ``Joonho``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readlist.model.person_name import is_others, name_words

if TYPE_CHECKING:
    from collections.abc import Sequence

_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "y": "i"}
)
_UMLAUT = re.compile(r"(?<=[aou])e")
_REPEATED = re.compile(r"(.)\1+")


@dataclass(frozen=True, slots=True)
class Agreement:
    """``shared`` authors, and their ``share`` of the longer list, 0 to 1; ``contained``: all of the shorter list are shared.

    ``known``: whether the lists can be compared. ``equal``: the number of names, if both have as many; else 0.
    """

    known: bool
    equal: int
    shared: int = 0
    share: float = 0.0
    contained: bool = False


def compare_author_lists(ours: Sequence[str], theirs: Sequence[str]) -> Agreement:
    """Compare two lists; one that ends in 'et al.' is compared as far as it goes."""
    first, second = (_people(names) for names in (ours, theirs))
    equal = len(first) if len(first) == len(second) else 0
    if not first or not second or _is_latin(first) != _is_latin(second):
        return Agreement(known=False, equal=equal)
    rest = list(second)
    for person in first:
        match = next((other for other in rest if _is_same_person(person, other)), None)
        if match is not None:
            rest.remove(match)
    shared = len(second) - len(rest)
    is_open = any(map(is_others, (*ours, *theirs)))
    least, most = sorted((len(first), len(second)))
    return Agreement(
        known=True,
        equal=equal,
        shared=shared,
        share=shared / (least if is_open else most),
        contained=shared == least,
    )


def _people(names: Sequence[str]) -> list[list[str]]:
    """Return the words of each name, in their order."""
    words = (list(map(_transliterate, name_words(name))) for name in names if not is_others(name))
    return [person for person in words if person]


def _transliterate(word: str) -> str:
    return _REPEATED.sub(r"\1", _UMLAUT.sub("", word.translate(_LETTERS)))


def _is_latin(people: Sequence[Sequence[str]]) -> bool:
    return all(word.isascii() for words in people for word in words)


def _is_same_person(first: Sequence[str], second: Sequence[str]) -> bool:
    """Return whether two names agree in all words that the shorter one has: given names may be missing, or one word."""
    small, large = sorted((set(first), set(second)), key=len)
    return small <= large or bool(_joined(first) & _joined(second))


def _joined(words: Sequence[str]) -> set[str]:
    """Return a name as one word, with the family name last or first."""
    return {"".join(words), "".join((*words[1:], words[0])), "".join((words[-1], *words[:-1]))}
