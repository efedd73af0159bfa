"""The abstract page of a paper at arXiv, the last resort: title, authors, date and abstract in its ``citation_*`` tags."""

from __future__ import annotations

from typing import ClassVar

from readlist.model.identifiers import Identifier, parse_arxiv
from readlist.model.provider_record import ProviderRecord
from readlist.model.record import Link
from readlist.providers.arxiv_sites import ArxivSite
from readlist.providers.base import UnreadableError, malformed_arxiv
from readlist.providers.http import TransientError
from readlist.providers.page_metadata import read_metadata, read_paper


class ArxivPage(ArxivSite):
    """Records of arXiv papers from their abstract pages."""

    name: ClassVar[str] = "arxiv_page"

    def find(self, identifier: Identifier) -> ProviderRecord:
        """Fetch one paper, of the version asked for."""
        if not parse_arxiv(identifier.value):
            raise malformed_arxiv(identifier)
        version = f"v{identifier.version}" if identifier.version else ""
        answer = self.ask(identifier, f"/abs/{identifier.value}{version}")
        page = read_metadata(answer.body, answer.headers.get("content-type", ""))
        record = read_paper(page)
        named = parse_arxiv(page.first("citation_arxiv_id"))
        if not page.values.keys() & {"citation_title", "citation_arxiv_id"}:
            raise TransientError("arXiv's website sent something else than the page of a paper")
        if record is None or named is None or named.value != identifier.value:
            raise UnreadableError(self.name, str(identifier))
        return ProviderRecord(
            self.name,
            record._replace(
                ids=(identifier,),
                url=Identifier("arxiv", identifier.value).url,
                links=(Link(f"https://arxiv.org/pdf/{identifier.value}", "pdf"),),
            ),
        )
