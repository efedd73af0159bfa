"""Raise the thresholds of the garbage collector during bulk work that creates many objects and keeps them.

A full collection visits every live object. With Python's default thresholds, an import of 100,000 entries spends a
quarter of its time on collections that find next to nothing.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

RARE_THRESHOLDS = (100_000, 50, 1_000)
"""Arguments of ``gc.set_threshold``."""


@contextmanager
def rare_collections() -> Iterator[None]:
    """Collect garbage less often within the block; restore the thresholds at its end."""
    usual = gc.get_threshold()
    gc.set_threshold(*RARE_THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
