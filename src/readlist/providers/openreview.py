"""OpenReview: submissions by ID, from API v2 and, for conferences before 2023, from API v1.

    login, if there is one ──> a bearer token of each API
    v2 ──> notes[0].content.title.value
     ├─ not found ──> v1 ──> notes[0].content.title
     └─ 403 ChallengeRequiredError: a browser is wanted ──> the page of the submission: its ``citation_*`` tags

Without a login both APIs answer with a challenge since 2026. https://docs.openreview.net/reference/api-v2
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from readlist.errors import NetworkError, NotFoundError
from readlist.model.identifiers import Identifier
from readlist.model.provider_record import ProviderFacts, ProviderRecord
from readlist.model.record import Link, Record
from readlist.providers.base import UnreadableError, read_each, text_of
from readlist.providers.circuit_breaker import DownError
from readlist.providers.page_metadata import read_metadata, read_paper
from readlist.providers.single_lookup import Single
from readlist.text.display import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from readlist.providers.http import Answer
    from readlist.providers.settings import Settings

_V1 = "https://api.openreview.net"
_PAGES = "https://openreview.net"
_LOGIN_HINT = (
    "Set READLIST_OPENREVIEW_USERNAME and READLIST_OPENREVIEW_PASSWORD of a free account, or READLIST_OPENREVIEW_KEY"
    " with a token."
)
# In the ``venue`` field of a submission that was not accepted.
_NOT_ACCEPTED = re.compile(r"submitted to|withdrawn|reject|submission|under review", re.IGNORECASE)


class ChallengeError(NetworkError):
    """OpenReview answers only to browsers and to those who are logged in."""


class Openreview(Single):
    """Records by forum ID."""

    name: ClassVar[str] = "openreview"
    schemes: ClassVar[tuple[str, ...]] = ("openreview",)
    home: ClassVar[str] = "https://api2.openreview.net"
    interval: ClassVar[float] = 0.5

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._settings = settings
        self._tokens: dict[str, str] = {}
        self._challenged = False

    def explain(self, answer: Answer) -> NetworkError | None:
        """Return the error for a challenge, and for a login that is not accepted."""
        if answer.status == 403 and b"ChallengeRequired" in answer.body:
            return ChallengeError("OpenReview answers only with a login", hint=_LOGIN_HINT)
        if answer.status in (400, 401) and answer.url.endswith("/login"):
            return DownError("OpenReview does not accept the login", hint=_LOGIN_HINT)
        return None

    def find(self, identifier: Identifier) -> ProviderRecord:
        """Fetch one submission, from API v2, else from v1, else from its page."""
        if self._challenged:
            return self._find_page(identifier)
        try:
            for home in (self.url, self._first):
                if note := self._note(identifier, home):
                    return _read(identifier, note)
        except ChallengeError:
            self._challenged = True
            return self._find_page(identifier)
        raise self.unknown(identifier)

    def search_title(self, title: str) -> list[ProviderRecord]:
        """Search both APIs for submissions of this title. Raises NetworkError: without a login there is no search."""
        out = []
        for home in (self.url, self._first):
            self._log_in(home)
            answer = self.http.get(f"{home}/notes", params={"content.title": title})
            content = answer.json() if answer.status == 200 else {}
            notes = content.get("notes") if isinstance(content, dict) else None
            out += read_each(self.name, notes or (), _read_hit)
        return out

    @property
    def _first(self) -> str:
        """The address of API v1; a custom server serves it under /v1."""
        return _V1 if self.url == self.home else f"{self.url}/v1"

    def _note(self, identifier: Identifier, home: str) -> dict[str, Any] | None:
        self._log_in(home)
        try:
            content = self.ask(identifier, "/notes", home=home, id=identifier.value).json()
        except NotFoundError:
            return None
        notes = content.get("notes") if isinstance(content, dict) else None
        if not isinstance(notes, list):
            raise UnreadableError(self.name, str(identifier))
        for note in notes:
            if note.get("id") == identifier.value and _value(note.get("content", {}), "title"):
                return dict(note)
        if notes:
            raise UnreadableError(self.name, str(identifier))
        return None

    def _log_in(self, home: str) -> None:
        """Send the token with the next request: the one of the settings, or the one that this API gives for the login."""
        keys = self._settings.keys
        token = keys.get(self.name) or self._tokens.get(home)
        if not token and (password := keys.get("openreview_password")):
            login = {"id": keys.get("openreview_username", ""), "password": password}
            answer = self.http.post(f"{home}/login", json=login)
            token = answer.json().get("token") if answer.status == 200 else None
            if not isinstance(token, str) or not token.isascii() or not token.isprintable():
                raise DownError("OpenReview sent no token for the login", hint=_LOGIN_HINT)
            self._tokens[home] = token
        self.http.secrets = {"Authorization": f"Bearer {token}"} if token else {}

    def _find_page(self, identifier: Identifier) -> ProviderRecord:
        """Read the page of a submission, which has no venue and no decision."""
        self.http.secrets = {}
        home = _PAGES if self.url == self.home else self.url
        try:
            answer = self.ask(identifier, "/forum", home=home, id=identifier.value)
        except NotFoundError:
            raise
        except ChallengeError as error:
            message = "OpenReview answers only with a login, and does not show its pages either"
            raise ChallengeError(message, hint=_LOGIN_HINT) from error
        except NetworkError as error:
            raise ChallengeError(
                f"OpenReview answers only with a login, and its page cannot be read: {error.message}",
                hint=_LOGIN_HINT,
            ) from error
        record = read_paper(read_metadata(answer.body, answer.headers.get("content-type", "")))
        if record is None:
            raise ChallengeError(
                "OpenReview answers only with a login, and its page names no paper", hint=_LOGIN_HINT
            )
        return ProviderRecord(self.name, record._replace(ids=(identifier,), url=identifier.url))


def _value(content: Mapping[str, Any], name: str) -> Any:
    """Read a field of a note: ``{"value": …}`` in v2, bare in v1."""
    value = content.get(name)
    return value.get("value") if isinstance(value, dict) else value


def _read_hit(note: Mapping[str, Any]) -> ProviderRecord | None:
    if not _value(note.get("content", {}), "title"):
        return None
    return _read(Identifier(Openreview.name, str(note.get("forum") or note["id"])), note)


def _read(identifier: Identifier, note: Mapping[str, Any]) -> ProviderRecord:
    content = note["content"]
    venue = one_line(text_of(_value(content, "venue")))
    year, month = _date(note)
    pdf = str(_value(content, "pdf") or "")
    record = Record(
        kind="paper",
        title=one_line(text_of(_value(content, "title"))),
        authors=tuple(filter(None, map(one_line, _value(content, "authors") or ()))),
        abstract=one_line(text_of(_value(content, "abstract"))) or None,
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
