"""The interface of all providers.

    Settings ──> Provider.fetch(ids) ──> Batch ─┬─ found:    requested ID -> ProviderRecord(record, facts)
                                                └─ problems: requested ID -> the error for it

A provider answers in batches, so that the batches before a failure can be kept. It never raises for a single ID: an ID
that is unknown, rejected or unreachable is in ``problems``, with the error to show to the person.
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
    """The result of one or a few requests: each requested ID is in exactly one of the two mappings."""

    found: Mapping[Identifier, ProviderRecord] = field(default_factory=dict)
    problems: Mapping[Identifier, ReadlistError] = field(default_factory=dict)


def fetch_in_batches(
    fetch: Callable[[Sequence[Identifier]], Batch], ids: Sequence[Identifier], batch_size: int
) -> Iterator[Batch]:
    """Call ``fetch`` with ``batch_size`` IDs at a time; a NetworkError is the problem of all remaining IDs.

    The next batch would have to wait as long for the same error.
    """
    for start in range(0, len(ids), batch_size):
        try:
            yield fetch(ids[start : start + batch_size])
        except NetworkError as error:
            yield Batch(problems=dict.fromkeys(ids[start:], error))
            return


def is_withdrawn(comment: str | None, abstract: str | None) -> bool:
    """Return whether a comment or abstract on arXiv says that the paper has been withdrawn."""
    return bool(_WITHDRAWN.search(comment or "") or _WITHDRAWN.search((abstract or "")[:200]))


def plain_text(markup: object) -> str:
    """Convert text with HTML, JATS or MathML markup to one line of plain text."""
    text = html.unescape(re.sub(r"<(?:!--.*?--|/?[A-Za-z][^<>]*)>", " ", one_line(markup)))
    return re.sub(r"\s+([,.;:)])", r"\1", one_line(text))


class Provider(Protocol):
    """A source of records by ID; ``schemes``: the ID schemes it supports."""

    name: ClassVar[str]
    schemes: ClassVar[tuple[str, ...]]

    def fetch(self, ids: Sequence[Identifier]) -> Iterator[Batch]:
        """Fetch ``ids`` and yield the results batch by batch."""
        ...

    def close(self) -> None:
        """Close the connection."""
        ...
