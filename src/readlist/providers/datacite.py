"""DataCite: the DOIs of data sets, software and preprints that Crossref does not have, including arXiv's own DOIs.

The API: https://support.datacite.org/docs/api-get-doi
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote

from readlist.model.dates import find_date
from readlist.model.identifiers import parse_doi
from readlist.model.person_name import join_name, parse_name_parts
from readlist.model.provider_record import ProviderRecord
from readlist.model.record import Record
from readlist.providers.base import plain_text
from readlist.providers.http import TransientError
from readlist.providers.single_lookup import Single
from readlist.text.display import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from readlist.model.identifiers import Identifier

_ARXIV_PREFIX = "10.48550/arxiv."
_PAPERS = frozenset(
    ("Preprint", "JournalArticle", "ConferencePaper", "Text", "Report", "Dissertation", "Book", "BookChapter")
)


class Datacite(Single):
    """Records by DOI; for an arXiv ID, by the DOI that arXiv assigns to each paper."""

    name: ClassVar[str] = "datacite"
    schemes: ClassVar[tuple[str, ...]] = ("doi", "arxiv")
    home: ClassVar[str] = "https://api.datacite.org"
    interval: ClassVar[float] = 0.2

    def find(self, identifier: Identifier) -> ProviderRecord:
        """Fetch one DOI or arXiv ID."""
        prefix = _ARXIV_PREFIX if identifier.scheme == "arxiv" else ""
        content = self.ask(identifier, f"/dois/{quote(prefix + identifier.value, safe='')}").json()
        data = content.get("data") if isinstance(content, dict) else None
        attributes = data.get("attributes") if isinstance(data, dict) else None
        if not isinstance(attributes, dict) or not attributes.get("titles"):
            raise TransientError("DataCite sent an answer without a work")
        return _read(identifier, attributes)


def _read(asked: Identifier, item: Mapping[str, Any]) -> ProviderRecord:
    identifier = parse_doi(str(item.get("doi", ""))) or asked
    types = item.get("types") or {}
    year, month = _date(item)
    is_paper = types.get("resourceTypeGeneral") in _PAPERS
    record = Record(
        kind="paper" if is_paper or identifier.scheme == "arxiv" else "resource",
        title=plain_text(item["titles"][0].get("title")) or None,
        authors=tuple(filter(None, map(_name, item.get("creators") or ()))),
        abstract=_abstract(item),
        year=year,
        month=month,
        ids=(identifier,),
        url=identifier.url,
    )
    return ProviderRecord(Datacite.name, record)


def _abstract(item: Mapping[str, Any]) -> str | None:
    descriptions = item.get("descriptions") or ()
    texts = (one.get("description") for one in descriptions if one.get("descriptionType") == "Abstract")
    return plain_text(next(texts, None)) or None


def _name(creator: Mapping[str, Any]) -> str:
    """Return a creator's name in reading order: ``name`` is 'Hu, Edward J.' for a person."""
    given, family, name = (one_line(creator.get(part)) for part in ("givenName", "familyName", "name"))
    if given:
        return join_name(given, family)
    return name if creator.get("nameType") == "Organizational" else str(parse_name_parts(name.split(",")))


def _date(item: Mapping[str, Any]) -> tuple[int | None, int | None]:
    for kind in ("Issued", "Submitted", "Created", "Available"):
        for date in item.get("dates") or ():
            year, month = find_date(str(date.get("date") or ""))
            if date.get("dateType") == kind and year:
                return year, month
    return find_date(str(item.get("publicationYear") or ""))
