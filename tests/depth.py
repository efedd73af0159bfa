"""How deep the property-based tests look: a quarter of their examples, so that all tests take minutes; ``make test DEPTH=100`` tries all."""

from __future__ import annotations

import os

DEPTH = int(os.environ.get("READLIST_TEST_DEPTH") or 25)
"""Percentage of the examples."""


def examples(number: int) -> int:
    """Return how many of a number of examples to try, at least two."""
    return max(2, number * DEPTH // 100)
