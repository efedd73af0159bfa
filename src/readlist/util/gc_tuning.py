"""When Python looks for garbage: rarely, while much is made that stays.

Each look goes through all that is alive. An import of 100,000 entries spends a quarter of its time on that by Python's
own thresholds, and finds next to nothing.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

RARELY = (100_000, 50, 1_000)
"""Thresholds as ``gc.set_threshold`` takes them."""


@contextmanager
def rare_collections() -> Iterator[None]:
    """Look for garbage less often within a block."""
    usual = gc.get_threshold()
    gc.set_threshold(*RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
