"""List the words that search folds otherwise than OpenCC converts them, the most frequent first.

    python scripts/check_script_folding.py WORDS [MIN]      WORDS: lines "word count …", in simplified characters

A word is converted to the usage of Taiwan and Hong Kong, in words or also in terms, and both must fold alike. Jieba's
dict.txt (https://github.com/fxsjy/jieba) is a good list. What it shows is a candidate for ``text/regional_terms.py``:
a character for ``_CHARACTERS``, a term for ``_TERMS`` if it has no other meaning in notes on research.
"""

from __future__ import annotations

import sys
from pathlib import Path

import opencc

from readlist.text.folding import normalize

IN_WORDS, IN_TERMS = ("s2t", "s2tw", "s2hk"), ("s2twp", "s2hkp")


def find_differences(words: dict[str, int], conversions: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return (converted and folded, folded) pairs that differ, the most frequent words first."""
    found = {}
    for name in conversions:
        converted = opencc.OpenCC(name).convert("\n".join(words)).split("\n")
        for word, other in zip(words, converted, strict=True):
            if (folded := normalize(other)) != normalize(word):
                found[folded, normalize(word)] = words[word]
    return sorted(found, key=lambda pair: (-found[pair], pair))


def main(path: Path, least: int) -> None:
    """Print the differences of words, then those of terms."""
    lines = (line.split() for line in path.read_text(encoding="utf-8").splitlines())
    words = {line[0]: int(line[1]) for line in lines if len(line[0]) > 1 and int(line[1]) >= least}
    for conversions in (IN_WORDS, IN_TERMS):
        found = find_differences(words, conversions)
        print(f"{', '.join(conversions)}: {len(found)} of {len(words)} words")
        print("  ".join(f"{other} {word}" for other, word in found[:300]))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10)
