"""The carrier for an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.sync.carriers.address import is_postgres

if TYPE_CHECKING:
    from pathlib import Path

    from readlist.sync.carriers.base import Carrier


def open_carrier(address: str, *, cache: Path, device: str, library: str | None) -> Carrier:
    """Return the carrier for an address; ``cache`` is where git keeps its repository.

    ``device``: the own one. ``library``: the uid of the library, None for one that joins. Nothing is connected yet.
    Raises UsageError if psycopg is needed and missing.
    """
    if is_postgres(address):
        from readlist.sync.carriers.postgres import PostgresCarrier  # noqa: PLC0415

        return PostgresCarrier(address, library=library)
    from readlist.sync.carriers.git import GitCarrier  # noqa: PLC0415

    return GitCarrier(address, device=device, cache=cache, library=library)
