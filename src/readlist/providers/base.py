"""What every provider gives and takes: settings in, findings and problems out.

    Settings ──> Provider.fetch(ids) ──> Batch ─┬─ found:    asked id -> Found(record, facts)
                                                └─ problems: asked id -> why there is none

A provider answers in batches, so that what came before a failure can be kept. It never raises for one id: an id
that is unknown, refused or out of reach stands in ``problems``, as the error that a person would be told.
"""

from __future__ import annotations

import html
import re
import time
from dataclasses import dataclass, field
from pathlib import Path  # noqa: TC003  (dataclass fields tell their types at run time)
from typing import TYPE_CHECKING, ClassVar, Protocol

from readlist.config import user_folder
from readlist.errors import NetworkError
from readlist.text.display import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from readlist.errors import ReadlistError
    from readlist.model.identifiers import Identifier
    from readlist.model.provider_record import ProviderRecord


_WITHDRAWN = re.compile(r"\b(?:has been|was|is|been) withdrawn\b|^\s*withdrawn\b", re.IGNORECASE)


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


@dataclass(frozen=True, slots=True)
class Batch:
    """What one or a few requests brought: each id asked for stands in one of the two."""

    found: Mapping[Identifier, ProviderRecord] = field(default_factory=dict)
    problems: Mapping[Identifier, ReadlistError] = field(default_factory=dict)


def fetch_in_batches(
    fetch: Callable[[Sequence[Identifier]], Batch], ids: Sequence[Identifier], most: int
) -> Iterator[Batch]:
    """Hand ``ids`` to ``fetch``, ``most`` at a time; after a NetworkError the rest is given up for the same reason.

    The next batch would have to wait as long for the same answer.
    """
    for start in range(0, len(ids), most):
        try:
            yield fetch(ids[start : start + most])
        except NetworkError as error:
            yield Batch(problems=dict.fromkeys(ids[start:], error))
            return


def is_withdrawn(comment: str | None, abstract: str | None) -> bool:
    """Tell from the words that arXiv keeps of a paper whether its authors took it back."""
    return bool(_WITHDRAWN.search(comment or "") or _WITHDRAWN.search((abstract or "")[:200]))


def plain_text(markup: object) -> str:
    """Write text with HTML, JATS or MathML in it as one line of plain text."""
    text = html.unescape(re.sub(r"<(?:!--.*?--|/?[A-Za-z][^<>]*)>", " ", one_line(markup)))
    return re.sub(r"\s+([,.;:)])", r"\1", one_line(text))


class Provider(Protocol):
    """A source of records by id; ``schemes`` are those it can be asked for."""

    name: ClassVar[str]
    schemes: ClassVar[tuple[str, ...]]

    def fetch(self, ids: Sequence[Identifier]) -> Iterator[Batch]:
        """Ask for ``ids`` and yield what comes, batch by batch."""
        ...

    def close(self) -> None:
        """Let go of the connection."""
        ...
