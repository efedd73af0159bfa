"""Read one object of a JSON file; its members show which format it is in.

    {"schema": 1, "key", "kind", "mentions", …}    own export   ``readlist export --format jsonl`` and ``json``
    {"itemType": "journalArticle", "creators", …}  Zotero       JSON of Zotero and Better BibTeX
    {"type": "article-journal", "author", …}       CSL          CSL-JSON: Zotero, Pandoc, Crossref's citation service
    {"doi", "types", "titles", "creators", …}      DataCite     DataCite's JSON, also as its API answers
    {"title", "authors", "source", "cites", …}     Publish or Perish   what it found in Google Scholar

A member of the wrong type is treated as absent.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from readlist.formats.readers import datacite, own_export, publish_or_perish, zotero_claims
from readlist.formats.readers import reference as ref
from readlist.formats.readers.csl_item import is_reference, read_csl, read_made
from readlist.formats.readers.line_spans import Claim
from readlist.formats.readers.zotero_item import read_zotero

if TYPE_CHECKING:
    from readlist.formats.readers.reference import Reference

_ZOTERO_NO_WORKS = ("attachment", "note", "annotation")


class Reading(NamedTuple):
    """The result of reading one object; ``known``: whether its format was recognised."""

    known: bool
    claims: tuple[Claim, ...] = ()
    problems: tuple[str, ...] = ()


def read_object(value: Any) -> Reading:
    """Read one value of a JSON file, in whichever format it is."""
    if not isinstance(value, dict):
        return Reading(known=False)
    if own_export.is_entry(value):
        return Reading(
            known=True, claims=own_export.read_claims(value), problems=own_export.find_losses(value)
        )
    inner = value["data"] if isinstance(value.get("data"), dict) else value
    if isinstance(inner.get("itemType"), str):
        if inner["itemType"] in _ZOTERO_NO_WORKS or inner.get("deleted"):
            is_note = inner["itemType"] == "note" and not inner.get("deleted")
            return Reading(known=True, claims=zotero_claims.claims_of_note(inner) if is_note else ())
        made = _made(read_zotero(inner))
        claims = (zotero_claims.claims_of(inner, claim.record) for claim in made.claims)
        return made._replace(claims=tuple(chain.from_iterable(claims)))
    if attributes := datacite.find_attributes(value):
        return _made(read_made(datacite.json_to_csl(attributes)))
    if publish_or_perish.is_item(value):
        return _made(read_made(publish_or_perish.to_csl(value)))
    if is_reference(value):
        return _made(read_csl(value))
    return Reading(known=False)


def _made(reference: Reference) -> Reading:
    record = ref.make_record(reference)
    if record is None:
        return Reading(known=True, problems=("this item has neither a title nor a link",))
    return Reading(known=True, claims=(Claim(record),), problems=tuple(ref.find_problems(reference)))
