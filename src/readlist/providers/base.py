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
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from readlist.errors import InputError, NetworkError
from readlist.providers.circuit_breaker import DownError
from readlist.providers.display_names import display_name
from readlist.text.display import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from readlist.errors import NotFoundError, ReadlistError
    from readlist.model.identifiers import Identifier
    from readlist.model.provider_record import ProviderRecord
    from readlist.providers.http import Answer


_WITHDRAWN = re.compile(r"\b(?:has been|was|is|been) withdrawn\b|^\s*withdrawn\b", re.IGNORECASE)

_INLINE_TAG = re.compile(r"</?(?:i|b|u|em|strong|sub|sup|sc|scp|tt)>")


@dataclass(frozen=True, slots=True)
class Batch:
    """The result of one or a few requests: each requested ID is in exactly one of the two mappings."""

    found: Mapping[Identifier, ProviderRecord] = field(default_factory=dict)
    problems: Mapping[Identifier, ReadlistError] = field(default_factory=dict)


_LATER = "Try again later."
UNREADABLE = (TypeError, ValueError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)
"""What reading an answer raises if it has values of other types than documented."""


class UnreadableError(NetworkError):
    """The answer of a provider has values of other types than its documentation says."""

    def __init__(self, provider: str, about: str = "") -> None:
        name = display_name(provider)
        super().__init__(
            f"{name} sent an answer we cannot read{about and f' about {about}'}",
            hint="Try again later; if it stays so, the provider has changed: please report it.",
        )


def unexpected(provider: str, answer: Answer) -> NetworkError:
    """Return the error for an answer that is not about a work: it cannot be read, or has an unusual status."""
    if answer.status == 200:
        return UnreadableError(provider)
    return NetworkError(
        f"{display_name(provider)} did not answer as expected (HTTP {answer.status})", hint=_LATER
    )


def fetch_in_batches(
    fetch: Callable[[Sequence[Identifier]], Batch], ids: Sequence[Identifier], batch_size: int
) -> Iterator[Batch]:
    """Call ``fetch`` with ``batch_size`` IDs at a time; if the provider is down, that is the problem of all others.

    The next batch would have to wait as long for the same error. Any other error concerns one batch.
    """
    for start in range(0, len(ids), batch_size):
        asked = ids[start : start + batch_size]
        try:
            yield fetch(asked)
        except DownError as error:
            yield Batch(problems=dict.fromkeys(ids[start:], error))
            return
        except NetworkError as error:
            yield Batch(problems=dict.fromkeys(asked, error))


def text_of(value: object) -> str:
    """Return a text of an answer, or an empty one for null. Raises TypeError for a value of another type."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TypeError(f"{type(value).__name__} in place of a text")
    return value


def read_each(
    provider: str, items: Iterable[Any], read: Callable[[Any], ProviderRecord | None]
) -> list[ProviderRecord]:
    """Read the items of an answer; one that cannot be read does not cost the others.

    Raises UnreadableError if none of them can be read.
    """
    out: list[ProviderRecord] = []
    refused = 0
    for item in items:
        try:
            found = read(item)
        except UNREADABLE:
            refused += 1
        else:
            out += [found] if found else []
    if refused and not out:
        raise UnreadableError(provider)
    return out


def match_answer(
    provider: str,
    asked: Iterable[Identifier],
    found: Mapping[Identifier, ProviderRecord],
    sent: int,
    unknown: Callable[[Identifier], NotFoundError],
) -> Batch:
    """Match what was found to the IDs that were asked for; ``sent``: how many works the answer has.

    An ID that is missing is unknown, unless the answer has works that could not be read or belong to no ID: one of
    them may be it.
    """
    known = {i: found[i] for i in asked if i in found}
    is_whole = len({id(one) for one in known.values()}) >= sent
    missing = (i for i in asked if i not in known)
    return Batch(known, {i: unknown(i) if is_whole else UnreadableError(provider, str(i)) for i in missing})


def malformed_arxiv(identifier: Identifier) -> InputError:
    """Return the error for an arXiv ID that cannot exist."""
    version = f"v{identifier.version}" if identifier.version else ""
    return InputError(
        f"'{identifier.value}{version}' is not a valid arXiv ID",
        hint="An ID looks like 2106.09685 (four digits, a point, five digits; four before 2015) or hep-th/9901001.",
    )


def is_withdrawn(comment: str | None, abstract: str | None) -> bool:
    """Return whether a comment or abstract on arXiv says that the paper has been withdrawn."""
    return bool(_WITHDRAWN.search(comment or "") or _WITHDRAWN.search((abstract or "")[:200]))


def plain_text(markup: object) -> str:
    """Convert text with HTML, JATS or MathML markup to one line of plain text."""
    text = html.unescape(re.sub(r"<(?:!--.*?--|/?[A-Za-z][^<>]*)>", " ", one_line(markup)))
    text = _INLINE_TAG.sub("", text)  # escaped twice
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
