"""Titles that a database writes in capitals, as people write them.

APPLIED AND ENVIRONMENTAL MICROBIOLOGY   Applied and Environmental Microbiology
IEEE ACCESS                              IEEE Access
"""

from __future__ import annotations

import re

_SMALL = frozenset(
    "a an and as at but by der des die du et für for from in la le les of on or the to und von with".split()
)
_ACRONYMS = frozenset(
    "AAAI ACM ACS AIP APS ASCE ASME BMC BMJ EMBO EPL FEBS FEMS IEE IEEE IET IFAC IFIP IMA IOP JAMA LNCS MRS NASA NATO PLOS PNAS "
    "RNA DNA RSC SIAM SPIE USA UK XML 2D 3D".split()
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")

_ORDINAL = re.compile(r"\d+(?:ST|ND|RD|TH)")


def spell_title(text: str) -> str:
    """Return a title in capitals with only the first letters of its words in capitals; any other is unchanged."""
    if not text.isupper() or " " not in text:
        return text
    first = True

    def spell(match: re.Match[str]) -> str:
        nonlocal first
        word, starts = match[0], first or text[: match.start()].rstrip().endswith((":", "-", "."))
        first = False
        if _ORDINAL.fullmatch(word):
            return word.lower()
        if word in _ACRONYMS or re.search(r"\d", word) or not re.search(r"[AEIOUYÄÖÜ]", word):
            return word
        return word.lower() if word.lower() in _SMALL and not starts else word.capitalize()

    return _WORD.sub(spell, text)
