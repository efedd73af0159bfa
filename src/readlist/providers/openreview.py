"""OpenReview: submissions by ID, from API v2 and, for conferences before 2023, from API v1.

    v2 ──> notes[0].content.title.value
     └─ not found ──> v1 ──> notes[0].content.title

https://docs.openreview.net/reference/api-v2
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from readlist.errors import NotFoundError
from readlist.model.provider_record import ProviderFacts, ProviderRecord
from readlist.model.record import Link, Record
from readlist.providers.http import TransientError
from readlist.providers.single_lookup import Single
from readlist.text.display import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from readlist.model.identifiers import Identifier

_V1 = "https://api.openreview.net"
# In the ``venue`` field of a submission that was not accepted.
_NOT_ACCEPTED = re.compile(r"submitted to|withdrawn|reject|submission|under review", re.IGNORECASE)


class Openreview(Single):
    """Records by forum ID."""

    name: ClassVar[str] = "openreview"
    schemes: ClassVar[tuple[str, ...]] = ("openreview",)
    home: ClassVar[str] = "https://api2.openreview.net"
    interval: ClassVar[float] = 0.5

    def find(self, identifier: Identifier) -> ProviderRecord:
        """Fetch one submission, from API v2 or else from v1."""
        for home in (self.url, self._first):
            if note := self._note(identifier, home):
                return _read(identifier, note)
        raise self.unknown(identifier)

    @property
    def _first(self) -> str:
        """The address of API v1; a custom server serves it under /v1."""
        return _V1 if self.url == self.home else f"{self.url}/v1"

    def _note(self, identifier: Identifier, home: str) -> dict[str, Any] | None:
        try:
            content = self.ask(identifier, "/notes", home=home, id=identifier.value).json()
        except NotFoundError:
            return None
        notes = content.get("notes") if isinstance(content, dict) else None
        if not isinstance(notes, list):
            raise TransientError("OpenReview sent an answer without notes")
        for note in notes:
            if note.get("id") == identifier.value and _value(note.get("content", {}), "title"):
                return dict(note)
        return None


def _value(content: Mapping[str, Any], name: str) -> Any:
    """Read a field of a note: ``{"value": …}`` in v2, bare in v1."""
    value = content.get(name)
    return value.get("value") if isinstance(value, dict) else value


def _read(identifier: Identifier, note: Mapping[str, Any]) -> ProviderRecord:
    content = note["content"]
    venue = one_line(_value(content, "venue"))
    year, month = _date(note)
    pdf = str(_value(content, "pdf") or "")
    record = Record(
        kind="paper",
        title=one_line(_value(content, "title")),
        authors=tuple(filter(None, map(one_line, _value(content, "authors") or ()))),
        abstract=one_line(_value(content, "abstract")) or None,
        year=year,
        month=month,
        venue=venue if venue and not _NOT_ACCEPTED.search(venue) else None,
        ids=(identifier,),
        url=identifier.url,
        links=(Link(f"https://openreview.net/pdf?id={identifier.value}", "pdf"),) if pdf else (),
    )
    return ProviderRecord(
        Openreview.name, record, ProviderFacts(withdrawn="withdrawn" in venue.lower(), comment=venue or None)
    )


def _date(note: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """Return year and month of publication, else of submission; timestamps are milliseconds since 1970."""
    stamp = note.get("pdate") or note.get("cdate") or note.get("tcdate")
    if not isinstance(stamp, (int, float)) or not 0 < stamp < 4e12:
        return None, None
    day = datetime.fromtimestamp(stamp / 1000, UTC)
    return day.year, day.month
