"""Names close to a misspelt one, to suggest where a name is not known.

Names are compared by rapidfuzz, which takes 15 ms to load: only where a command fails anyway.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST = 3
"""Names that are suggested, at most."""
_LEAST = 0.6
"""The similarity of a suggestion, at least: the share of the letters of both that they have in common, in order."""
_MIN_BEGUN = 3
"""Letters of a name, at least, whose beginning was typed."""


def find_nearest(wanted: str, names: Iterable[str]) -> list[str]:
    """Return up to three names that are similar to what is wanted, the most similar first, then those begun so."""
    from rapidfuzz import process  # noqa: PLC0415
    from rapidfuzz.distance import Indel  # noqa: PLC0415

    known = list(dict.fromkeys(names))
    found = process.extract(
        wanted, known, scorer=Indel.normalized_similarity, processor=fold, score_cutoff=_LEAST, limit=_MOST
    )
    start = fold(wanted)
    begun = [name for name in known if len(start) >= _MIN_BEGUN and fold(name).startswith(start)]
    return list(dict.fromkeys([*(name for name, _, _ in found), *begun]))[:_MOST]
