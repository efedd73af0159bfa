"""English spellings that differ by region: the other spellings of a word, by rule.

    optimisation ── optimization        modeling ── modelling        colour ── color        analyse ── analyze

The rules are those of the differences between American and British English (https://en.wikipedia.org/wiki/
American_and_British_English_spelling_differences). A rule may also make a word that nobody writes; it is only used to
search, where that finds nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache

_MIN_LENGTH = 4
_MIN_STEM = 3
"""Letters before an ending that differs: ``size`` and ``rise`` are other words than they would become."""
_ENDINGS = (
    # each a pair of what differs, then what may follow it up to the end of the word
    ("isation", "ization", "s?|al"),
    ("is", "iz", "e|es|ed|er|ers|ing|able"),
    ("ys", "yz", "e|es|ed|er|ers|ing"),
    ("our", "or", "s?|ed|ing|al|ally|ism|ist|hood|ite|ites|able|ful|less|ly"),
    ("tre", "ter", "s?|d"),
    ("ence", "ense", "s?|less"),
    ("ogue", "og", "s?"),
    ("ll", "l", "ed|ing|er|ers|or|ors|ation"),
    ("l", "ll", "ment|ments|ful|fully"),
    ("gramme", "gram", "s?"),
)
_BEGINNINGS = (
    ("aesth", "esth"),
    ("anaes", "anes"),
    ("archaeo", "archeo"),
    ("acknowledgement", "acknowledgment"),
    ("ageing", "aging"),
    ("artefact", "artifact"),
    ("encyclopaed", "encycloped"),
    ("foet", "fet"),
    ("gynaec", "gynec"),
    ("grey", "gray"),
    ("haem", "hem"),
    ("judgement", "judgment"),
    ("leuk", "leuc"),
    ("manoeuv", "maneuv"),
    ("oesoph", "esoph"),
    ("oestr", "estr"),
    ("orthopaed", "orthoped"),
    ("paed", "ped"),
    ("sceptic", "skeptic"),
    ("sulph", "sulf"),
    ("tumour", "tumor"),
)


@lru_cache(maxsize=1024)
def other_spellings(word: str) -> tuple[str, ...]:
    """Return the spellings of a folded word in other regions; none for words that are the same everywhere."""
    if len(word) < _MIN_LENGTH or not word.isascii() or not word.isalpha():
        return ()
    found = {
        word[: match.start(1)] + new + word[match.end(1) :]
        for first, second, rest in _ENDINGS
        for old, new in ((first, second), (second, first))
        if old in word and (match := re.fullmatch(rf"\w{{{_MIN_STEM},}}?({old})(?:{rest})", word))
    }
    for first, second in _BEGINNINGS:
        for old, new in ((first, second), (second, first)):
            if word.startswith(old):
                found.add(new + word.removeprefix(old))
    return tuple(sorted(found - {word}))
