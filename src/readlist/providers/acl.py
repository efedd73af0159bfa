"""The ACL Anthology: one BibTeX file per paper, ``https://aclanthology.org/P18-1001.bib``."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from readlist.errors import InputError
from readlist.model.provider_record import ProviderRecord
from readlist.model.record import Link
from readlist.model.urls import url_title
from readlist.providers.base import UnreadableError
from readlist.providers.http import TransientError
from readlist.providers.single_lookup import Single

if TYPE_CHECKING:
    from readlist.model.identifiers import Identifier
    from readlist.model.record import Record


class Acl(Single):
    """Records by Anthology ID."""

    name: ClassVar[str] = "acl"
    schemes: ClassVar[tuple[str, ...]] = ("acl",)
    home: ClassVar[str] = "https://aclanthology.org"
    interval: ClassVar[float] = 1.0

    def find(self, identifier: Identifier) -> ProviderRecord:
        """Fetch one paper."""
        from readlist.formats.readers.bibtex import read  # noqa: PLC0415

        answer = self.ask(identifier, f"/{identifier.value}.bib")
        try:
            document = read(answer.body.decode("utf-8", errors="replace"), identifier.value)
        except InputError:
            record = None
        else:
            works = (item.record for item in document.items if item.record.kind != "note")
            record = next(works, None)
        if record is None or record.title == url_title(record.url or ""):
            if answer.body.lstrip()[:1] == b"@":
                raise UnreadableError(self.name, str(identifier))
            raise TransientError("the ACL Anthology sent something that is not a BibTeX entry")
        return ProviderRecord(self.name, _clean(identifier, record))


def _clean(identifier: Identifier, record: Record) -> Record:
    """Return the record with canonical ID, URL and PDF link, without the Anthology's own key and keywords."""
    own = next((found for found in record.ids if found.scheme == "acl"), identifier)
    return record._replace(
        kind="paper",
        ids=(own, *(found for found in record.ids if found != own)),
        url=own.url,
        links=(Link(f"{own.url.rstrip('/')}.pdf", "pdf"),),
        tags=(),
        key=None,
    )
