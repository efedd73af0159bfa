"""How to reach the providers."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path  # noqa: TC003  (dataclass fields tell their types at run time)
from typing import TYPE_CHECKING

from readlist.config import user_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def default_cache() -> Path:
    """Return the platform's folder for what can be fetched again."""
    import platformdirs  # noqa: PLC0415

    return platformdirs.user_cache_path("readlist")


def default_mirror() -> Path:
    """Return where a mirror of arXiv lies unless the settings say otherwise."""
    return user_folder("data") / "arxiv.sqlite"


@dataclass(frozen=True, slots=True)
class Settings:
    """How to reach the providers. ``urls``, ``keys`` and ``delays`` go by provider name.

    ``timeout``: seconds that one request may take, body and all. ``patience``: seconds after which no further try
    is begun. ``delays``: seconds between requests, for a server of your own; arXiv's own servers always get three.
    ``cache_days``: how long a finding is used again without asking; 0 asks each time, and ``math.inf`` never again.
    ``mirror``: a local copy of arXiv's metadata, asked before arXiv where it exists; None asks arXiv at once.
    ``private_hosts``: hosts in private networks whose pages may be read. ``clock`` and ``sleep``: how time is told (in
    seconds since 1970) and waited for.
    """

    cache_dir: Path = field(default_factory=default_cache)
    mirror: Path | None = field(default_factory=default_mirror)
    timeout: float = 20.0
    patience: float = 60.0
    contact: str | None = None
    urls: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    delays: Mapping[str, float] = field(default_factory=dict)
    disabled: frozenset[str] = frozenset()
    cache_days: float = 7.0
    private_hosts: tuple[str, ...] = ()
    clock: Callable[[], float] = field(default=time.time, repr=False, compare=False)
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False, compare=False)
