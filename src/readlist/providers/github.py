"""GitHub: repositories, with their description and home page.

https://docs.github.com/en/rest/repos/repos#get-a-repository. Without a token GitHub allows 60 requests per hour.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from readlist.errors import NetworkError
from readlist.model.identifiers import Identifier, parse_url
from readlist.model.provider_record import ProviderRecord
from readlist.model.record import Link, Record
from readlist.providers.base import UnreadableError
from readlist.providers.circuit_breaker import BUSY_PAUSE, DownError
from readlist.providers.single_lookup import Single
from readlist.text.display import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from readlist.providers.http import Answer
    from readlist.providers.settings import Settings

_NAME = re.compile(r"[A-Za-z0-9][\w-]*/(?!\.{1,2}$)[\w.-]+", re.ASCII)
"""An owner and a repository; what GitHub calls itself is written into links."""


class Github(Single):
    """Records of repositories."""

    name: ClassVar[str] = "github"
    schemes: ClassVar[tuple[str, ...]] = ("github",)
    home: ClassVar[str] = "https://api.github.com"
    interval: ClassVar[float] = 0.1

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.down: DownError | None = None
        """Why it is not asked any more, for those who ask for one repository after another."""

    def headers(self, settings: Settings) -> Mapping[str, str]:  # noqa: ARG002
        """Return the media type and API version."""
        return {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}

    def secrets(self, settings: Settings) -> Mapping[str, str]:
        """Return the token, if there is one."""
        token = settings.keys.get(self.name)
        return {"Authorization": f"Bearer {token}"} if token else {}

    def explain(self, answer: Answer) -> NetworkError | None:
        """Return the error for a repository that is blocked, which says nothing about others, and for a bad token."""
        if answer.status == 451 or (answer.status == 403 and b"access blocked" in answer.body):
            return NetworkError(f"GitHub has blocked this repository (HTTP {answer.status})")
        if answer.status == 401:
            return DownError("GitHub does not accept the token", hint="Check GITHUB_TOKEN, or leave it out.")
        return None

    def find(self, identifier: Identifier) -> ProviderRecord:
        """Fetch one repository; one that has been renamed is found by its old name and gets both IDs."""
        content = self._repository(identifier)
        page = f"https://github.com/{content['full_name']}"
        homepage = one_line(content.get("homepage"))
        record = Record(
            kind="repo",
            title=one_line(content["full_name"]),
            abstract=one_line(content.get("description")) or None,
            ids=tuple(dict.fromkeys((parse_url(page) or identifier, identifier))),
            url=page,
            links=(Link(page, "code"), *([Link(homepage, "project")] if homepage.startswith("http") else ())),
        )
        return ProviderRecord(self.name, record)

    def find_state(self, identifier: Identifier) -> tuple[str, bool]:
        """Return the present name of a repository, and whether it is archived. Raises as ``find`` does."""
        content = self._repository(identifier)
        return one_line(content["full_name"]), content.get("archived") is True

    def _repository(self, identifier: Identifier) -> dict[str, Any]:
        try:
            content = self.ask(identifier, f"/repos/{identifier.value}").json()
        except DownError as error:
            if error.pause >= BUSY_PAUSE and not self.http.secrets:
                error.hint = "GitHub allows more requests with a token: set GITHUB_TOKEN."
            raise
        name = content.get("full_name") if isinstance(content, dict) else None
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise UnreadableError(self.name, str(identifier))
        return dict(content)
