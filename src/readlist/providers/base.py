"""What every provider gives and takes: settings in, findings and problems out.

    Settings ──> Provider.fetch(ids) ──> Batch ─┬─ found:    asked id -> Found(record, facts)
                                                └─ problems: asked id -> why there is none

A provider answers in batches, so that what came before a failure can be kept. It never raises for one id: an id
that is unknown, refused or out of reach stands in ``problems``, as the error that a person would be told.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Protocol

from readlist.errors import NetworkError
from readlist.text.display import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from readlist.errors import ReadlistError
    from readlist.model.identifiers import Identifier
    from readlist.model.provider_record import ProviderRecord


_WITHDRAWN = re.compile(r"\b(?:has been|was|is|been) withdrawn\b|^\s*withdrawn\b", re.IGNORECASE)


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
