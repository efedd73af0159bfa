"""DataCite: the DOIs of data sets, software and preprints that Crossref does not have, including arXiv's own DOIs.

    one ID   ──> /dois/10.48550%2Farxiv.2106.09685                 ──> data.attributes
    several  ──> /dois?query=doi:("…" OR "…"), fifty per request   ──> data[].attributes, matched by DOI

The API: https://support.datacite.org/docs/api-get-doi, https://support.datacite.org/docs/api-queries
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote

from readlist.model.dates import find_date
from readlist.model.identifiers import parse_doi
from readlist.model.name_parts import join_name
from readlist.model.person_name import parse_name_parts
from readlist.model.provider_record import ProviderRecord
from readlist.model.record import Record
from readlist.providers.base import (
    Batch,
    UnreadableError,
    fetch_in_batches,
    match_answer,
    plain_text,
    read_each,
    text_of,
    unexpected,
)
from readlist.providers.single_lookup import Single
from readlist.text.display import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from readlist.model.identifiers import Identifier

_MAX_IDS = 50
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

    def fetch(self, ids: Sequence[Identifier]) -> Iterator[Batch]:
        """Fetch ``ids``, several of them in batches."""
        return super().fetch(ids) if len(ids) == 1 else fetch_in_batches(self._fetch, ids, _MAX_IDS)

    def _fetch(self, ids: Sequence[Identifier]) -> Batch:
        query = " OR ".join(f'"{_doi(i)}"' for i in ids)
        params = {"query": f"doi:({query})", "page[size]": str(len(ids))}
        answer = self.http.get(f"{self.url}/dois", params=params)
        content = answer.json() if answer.status == 200 else None
        items = content.get("data") if isinstance(content, dict) else None
        if not isinstance(items, list):
            raise unexpected(self.name, answer)
        found = {one.record.ids[0][:2]: one for one in read_each(self.name, items, _read_item)}
        known = {i: found[i[:2]] for i in ids if i[:2] in found}
        return match_answer(self.name, ids, known, len(items), self.unknown)

    def find(self, identifier: Identifier) -> ProviderRecord:
        """Fetch one DOI or arXiv ID."""
        content = self.ask(identifier, f"/dois/{quote(_doi(identifier), safe='')}").json()
        data = content.get("data") if isinstance(content, dict) else None
        attributes = data.get("attributes") if isinstance(data, dict) else None
        if not isinstance(attributes, dict) or not attributes.get("titles"):
            raise UnreadableError(self.name, str(identifier))
        return _read(identifier, attributes)


def _doi(identifier: Identifier) -> str:
    return (_ARXIV_PREFIX if identifier.scheme == "arxiv" else "") + identifier.value


def _read_item(item: Mapping[str, Any]) -> ProviderRecord | None:
    attributes = item["attributes"]
    identifier = parse_doi(str(attributes["doi"]))
    return _read(identifier, attributes) if identifier and attributes["titles"] else None


def _read(asked: Identifier, item: Mapping[str, Any]) -> ProviderRecord:
    identifier = parse_doi(str(item.get("doi", ""))) or asked
    types = item.get("types") or {}
    year, month = _date(item)
    is_paper = types.get("resourceTypeGeneral") in _PAPERS
    record = Record(
        kind="paper" if is_paper or identifier.scheme == "arxiv" else "resource",
        title=plain_text(text_of(item["titles"][0].get("title"))) or None,
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
    given, family, name = (
        one_line(text_of(creator.get(part))) for part in ("givenName", "familyName", "name")
    )
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
