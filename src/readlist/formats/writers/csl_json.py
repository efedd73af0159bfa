"""Write CSL-JSON for Pandoc, Zotero and other citation processors.

    [{"id": "hu2021lora", "type": "paper-conference", "title": …, "author": [{"family": "Hu", "given": "Edward J."}],
      "issued": {"date-parts": [[2022]]}, "container-title": "ICLR", …}]

Types and field names are those of https://github.com/citation-style-language/schema (csl-data.json, 1.0.2).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from readlist.formats.writers.publication_type import describe, publications
from readlist.model.person_name import is_others, parse_name
from readlist.util.json_array import write_array

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from readlist.model.entry import Entry

_TYPES = {
    "journal": "article-journal",
    "conference": "paper-conference",
    "preprint": "article",
    "report": "report",
    "thesis": "thesis",
    "software": "software",
    "web": "webpage",
}


def write(entries: Iterable[Entry], *, title: str | None = None) -> Iterator[str]:  # noqa: ARG001 - the interface
    """Yield one array of items, in the given order, without prose entries; the format has no ``title``."""
    yield from write_array(json.dumps(_item(entry), ensure_ascii=False) for entry in publications(entries))


def _item(entry: Entry) -> dict[str, Any]:
    publication = describe(entry)
    preprint = publication.sort == "preprint" and entry.arxiv_id
    venue = None if preprint else publication.venue
    placed = "publisher" if publication.sort in ("report", "thesis", "software") else "container-title"
    item = {
        "id": entry.key,
        "citation-key": entry.key,
        "type": "post-weblog" if entry.kind == "article" else _TYPES[publication.sort],
        "title": entry.title,
        "author": _authors(entry),
        "issued": {"date-parts": [[*filter(None, (publication.year, publication.month))]]}
        if publication.year
        else None,
        placed: venue,
        "DOI": entry.doi,
        "URL": entry.url,
        "abstract": entry.abstract,
        "keyword": ", ".join(entry.tags),
    }
    if preprint:
        item |= {"publisher": "arXiv", "number": f"arXiv:{entry.arxiv_id}"}
    elif entry.arxiv_id:
        item["archive"], item["archive_location"] = "arXiv", entry.arxiv_id
    return {name: value for name, value in item.items() if value}


def _authors(entry: Entry) -> list[dict[str, str]]:
    names = [_name(name) for name in entry.authors if name.strip() and not is_others(name)]
    return names or ([{"literal": entry.org}] if entry.org else [])


def _name(text: str) -> dict[str, str]:
    name = parse_name(text)
    if not name.surname or not name.given:
        return {"literal": text}
    return {"family": name.surname, "given": name.given}
