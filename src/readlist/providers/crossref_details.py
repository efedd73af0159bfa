"""The bibliographic details in a work of Crossref: type, container, numbers, publisher, names in parts, full date.

Members are those of https://github.com/CrossRef/rest-api-doc/blob/master/api_format.md, types those of
https://api.crossref.org/types.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from readlist.model.details import Details
from readlist.model.edtf import to_edtf
from readlist.model.name_parts import PersonName
from readlist.providers.base import plain_text, text_of
from readlist.text.display import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

_TYPES = {
    "journal-article": "article-journal", "proceedings-article": "paper-conference", "posted-content": "article",
    "book": "book", "monograph": "book", "edited-book": "book", "reference-book": "book", "proceedings": "book",
    "book-chapter": "chapter", "book-section": "chapter", "book-part": "chapter", "reference-entry": "entry-encyclopedia",
    "dissertation": "thesis", "report": "report", "report-component": "report", "dataset": "dataset",
    "standard": "standard", "peer-review": "review",
}  # fmt: skip
DATES = ("published", "published-print", "published-online", "issued", "posted")
"""Members with a date, the best first."""


def read_details(item: Mapping[str, Any]) -> Details:
    """Return the details that Crossref states; a member of the wrong type is treated as absent."""
    pages, article = one_line(text_of(item.get("page"))), one_line(text_of(item.get("article-number")))
    return Details(
        type=_TYPES.get(str(item.get("type", ""))),
        author=_names(item.get("author")),
        editor=_names(item.get("editor")),
        container=_text(item, "container-title"),
        volume=_text(item, "volume"),
        issue=_text(item, "issue"),
        pages=pages or article or None,
        edition=_text(item, "edition-number"),
        publisher=_text(item, "publisher"),
        publisher_place=_text(item, "publisher-location"),
        isbn=_text(item, "ISBN"),
        issn=_text(item, "ISSN"),
        language=_text(item, "language"),
        issued=_issued(item),
    )


def _text(item: Mapping[str, Any], name: str) -> str | None:
    value = item.get(name)
    if isinstance(value, list):
        value = value[0] if value else None
    return plain_text(text_of(value)) or None


def _names(values: Any) -> tuple[PersonName, ...]:
    given = values if isinstance(values, list) else []
    return tuple(name for value in given if isinstance(value, dict) and (name := _name(value)))


def _name(value: Mapping[str, Any]) -> PersonName | None:
    given, family, suffix, name = (
        one_line(text_of(value.get(n))) for n in ("given", "family", "suffix", "name")
    )
    if family:
        return PersonName(family, given, "", suffix)
    return PersonName(family=name, literal=name) if name else None


def _issued(item: Mapping[str, Any]) -> str | None:
    for name in DATES:
        date = item.get(name)
        parts = date.get("date-parts") if isinstance(date, dict) else None
        first = parts[0] if isinstance(parts, list) and parts else None
        if isinstance(first, list) and first and all(isinstance(part, int) for part in first):
            return to_edtf(*first[:3]) or None
    return None
