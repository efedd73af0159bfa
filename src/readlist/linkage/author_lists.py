"""How far two lists of authors agree, whatever their order, spelling and completeness. Pure functions.

    names ──> words of each, folded and transliterated ──> pairs of the same person ──> Agreement
    a list without names                              ──> unknown: neither for nor against
    in different scripts                              ──> compared in Latin letters; unknown if few agree
    The LHCb Collaboration, LHCb collaboration        ──> the same group; the people are compared without it

Letters that are transliterated in several ways are made one: ``Müller``, ``Mueller``; ``Yurii``, ``Yuri``; ``Joon-ho``, ``Joonho``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readlist.linkage.formula_titles import without_formula_marks
from readlist.model.person_name import is_others, name_words
from readlist.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "y": "i"}
)
_SYSTEMS = (
    ("shch", "sh"), ("sch", "sh"), ("kh", "h"), ("zh", "j"), ("ch", "c"), ("ts", "c"), ("tz", "c"), ("j", "i"),
    ("x", "ks"), ("w", "v"), ("ph", "f"), ("th", "t"), ("gk", "g"), ("mp", "b"),
)  # fmt: skip
"""What one letter of Cyrillic or Greek is in one system of transliteration, and in another: BGN, ISO 9, scholarly."""
_GROUP = re.compile(
    r"(?:(?:on behalf of|for) )?(?:the )?(.+?)[\s-]+(?:collaborations?|coll(?:ab)?|consortium|working group)\.?",
    re.IGNORECASE,
)
_OF_GROUP = re.compile(r"^[^:]*\b(?:collaborations?|coll(?:ab)?\.?|consortium):\s*", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_INITIAL = re.compile(r"\b[A-Z][a-z]{0,2}\.\s*")
"""Also of two or three letters, for one of Cyrillic: Yu., Zh."""
_GREEK_OU = re.compile("ου|ού")
_SURE = 0.5
"""The share of authors in another script from which their transliteration proves something."""
_UMLAUT = re.compile(r"(?<=[aou])e")
_REPEATED = re.compile(r"(.)\1+")


@dataclass(frozen=True, slots=True)
class Agreement:
    """``shared`` authors, and their ``share`` of the longer list, 0 to 1; ``contained``: all of the shorter list are shared.

    ``known``: whether the lists can be compared. ``equal``: the number of names, if both have as many; else 0.
    ``same_group``: both name the same collaboration.
    """

    known: bool
    equal: int
    shared: int = 0
    share: float = 0.0
    contained: bool = False
    same_group: bool = False


def compare_author_lists(ours: Sequence[str], theirs: Sequence[str]) -> Agreement:
    """Compare two lists; one that ends in 'et al.' is compared as far as it goes."""
    same_group = not find_groups(ours).isdisjoint(find_groups(theirs))
    first, second = (_people(names) for names in (ours, theirs))
    equal = len(first) if len(first) == len(second) else 0
    if not first or not second:
        return Agreement(known=same_group, equal=equal, same_group=same_group)
    is_open = any(map(is_others, (*ours, *theirs)))
    if _is_latin(first) == _is_latin(second):
        return _compare(first, second, equal, is_open=is_open, same_group=same_group)
    latin = _compare(_in_latin(ours), _in_latin(theirs), equal, is_open=is_open, same_group=same_group)
    return latin if latin.share >= _SURE else Agreement(known=False, equal=equal, same_group=same_group)


def _compare(
    first: Sequence[Sequence[str]],
    second: Sequence[Sequence[str]],
    equal: int,
    *,
    is_open: bool,
    same_group: bool,
) -> Agreement:
    rest = list(second)
    for person in first:
        match = next((other for other in rest if _is_same_person(person, other)), None)
        if match is not None:
            rest.remove(match)
    shared = len(second) - len(rest)
    least, most = sorted((len(first), len(second)))
    return Agreement(
        known=True,
        equal=equal,
        shared=shared,
        share=shared / (least if is_open else most),
        contained=shared == least,
        same_group=same_group,
    )


def find_groups(names: Sequence[str]) -> set[str]:
    """Return the names of the collaborations among authors, as keys: *The LHCb Collaboration* is ``lhcb``."""
    plain = (_GROUP.fullmatch(without_formula_marks(name).partition(":")[0].strip(" ()")) for name in names)
    return {"".join(_WORD.findall(fold(match[1]))) for match in plain if match} - {""}


def _is_group(name: str) -> bool:
    return bool(_GROUP.fullmatch(without_formula_marks(name).strip(" ()")))


def _people(names: Sequence[str]) -> list[list[str]]:
    """Return the words of each name, in their order."""
    alone = (_OF_GROUP.sub("", name) for name in names if not is_others(name) and not _is_group(name))
    words = (list(map(_transliterate, name_words(name))) for name in alone)
    return [person for person in words if person]


def _in_latin(names: Sequence[str]) -> list[list[str]]:
    """Return the words of each name in Latin letters, as different systems write those of Cyrillic and Greek."""
    from anyascii import anyascii  # noqa: PLC0415

    latin = [_INITIAL.sub("", anyascii(_GREEK_OU.sub("ou", name))) for name in names]
    return [[_loosen(word) for word in person] for person in _people(latin)]


def _loosen(word: str) -> str:
    for written, letter in _SYSTEMS:
        word = word.replace(written, letter)
    return _REPEATED.sub(r"\1", word)


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
