"""The settings of the providers, apart from the code that reads them from the configuration.

Fetching, downloads and tests pass a ``Settings`` around and never read the configuration or the environment
themselves. Its defaults are those of a person without a configuration file.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path  # noqa: TC003  (dataclass fields need their types at run time)
from typing import TYPE_CHECKING

from readlist.config import user_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from readlist.errors import ReadlistError


def default_cache() -> Path:
    """Return the platform's cache folder."""
    import platformdirs  # noqa: PLC0415

    return platformdirs.user_cache_path("readlist")


def default_mirror() -> Path:
    """Return the default path of the arXiv mirror."""
    return user_folder("data") / "arxiv.sqlite"


@dataclass(frozen=True, slots=True)
class Settings:
    """How to reach the providers. ``urls``, ``keys`` and ``delays`` are by provider name.

    ``timeout``: maximum seconds for one request, from the look-up of the name to the end of the body. ``attempt``: the
    same where another provider can be asked instead. ``patience``: seconds after which no further try is started, and
    the longest wait that a provider may ask for. ``tries``: maximum number of tries of one request. ``delays``: seconds between requests; for arXiv's own servers it is always three.
    ``cache_days``: how long a cached record is used; 0 always asks the provider, ``math.inf`` keeps records forever.
    ``mirror``: a local copy of arXiv's metadata, used before arXiv if it exists; None never uses one.
    ``private_hosts``: hosts in private networks whose pages may be read. ``clock`` (seconds since 1970) and ``sleep``
    can be replaced in tests. ``tripped``: the providers that have failed in this run (``circuit_breaker``).
    """

    cache_dir: Path = field(default_factory=default_cache)
    mirror: Path | None = field(default_factory=default_mirror)
    timeout: float = 20.0
    attempt: float = 5.0
    patience: float = 60.0
    tries: int = 4
    contact: str | None = None
    urls: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    delays: Mapping[str, float] = field(default_factory=dict)
    disabled: frozenset[str] = frozenset()
    cache_days: float = 7.0
    private_hosts: tuple[str, ...] = ()
    tripped: dict[str, ReadlistError] = field(default_factory=dict, repr=False, compare=False)
    clock: Callable[[], float] = field(default=time.time, repr=False, compare=False)
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False, compare=False)
