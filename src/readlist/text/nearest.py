"""Names close to a misspelt one, to suggest where a name is not known.

Names are compared by rapidfuzz, which takes 15 ms to load: only where a command fails anyway.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from readlist.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST = 3
"""Names that are suggested, at most."""
_LEAST = 0.6
"""The similarity of a suggestion, at least: the share of the letters of both that they have in common, in order."""
_MIN_BEGUN = 2
"""Letters of a name, at least, whose beginning was typed."""

_WORD = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")
"""A word of a folded name: Latin, or of another script."""


def find_nearest(wanted: str, names: Iterable[str]) -> list[str]:
    """Return up to three names similar to what is wanted, then those begun so, then those with a similar word."""
    from rapidfuzz import process  # noqa: PLC0415
    from rapidfuzz.distance import Indel  # noqa: PLC0415

    def similar(known: list[str], limit: int | None) -> list[str]:
        found = process.extract(
            wanted,
            known,
            scorer=Indel.normalized_similarity,
            processor=fold,
            score_cutoff=_LEAST,
            limit=limit,
        )
        return [name for name, _, _ in found]

    known = list(dict.fromkeys(names))
    start = fold(wanted)
    begun = [name for name in known if len(start) >= _MIN_BEGUN and fold(name).startswith(start)]
    nearest = list(dict.fromkeys([*similar(known, _MOST), *begun]))
    if not nearest and len(start) > _MIN_BEGUN:
        named: dict[str, list[str]] = {}
        for name in known:
            for word in _WORD.findall(fold(name)):
                named.setdefault(word, []).append(name)
        nearest = list(dict.fromkeys(name for word in similar(list(named), None) for name in named[word]))
    return nearest[:_MOST]
