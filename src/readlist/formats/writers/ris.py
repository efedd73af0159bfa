"""Write RIS for EndNote, Mendeley, Zotero and library catalogues: one tag and value per line, from TY to ER.

    TY  - CONF
    TI  - LoRA: Low-Rank Adaptation of Large Language Models
    AU  - Hu, Edward J.
    ER  -

The tags are those of https://en.wikipedia.org/wiki/RIS_(file_format) that both Zotero and EndNote read.
A value ends with its line, so line breaks in values become spaces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.formats.writers.publication_type import describe, publications
from readlist.model.person_name import is_others, parse_name
from readlist.text.display import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from readlist.formats.writers.publication_type import Publication
    from readlist.model.entry import Entry

_TYPES = {
    "journal": "JOUR",
    "conference": "CONF",
    "preprint": "UNPB",
    "report": "RPRT",
    "thesis": "THES",
    "software": "COMP",
    "web": "ELEC",
}


def write(entries: Iterable[Entry], *, title: str | None = None) -> Iterator[str]:  # noqa: ARG001 - the interface
    """Yield one record per work, in the given order, without prose entries; the format has no ``title``."""
    for entry in publications(entries):
        lines = [f"{tag}  - {text}\n" for tag, value in _tags(entry) if (text := one_line(value))]
        yield "".join(lines) + "ER  - \n\n"


def _tags(entry: Entry) -> Iterator[tuple[str, str | None]]:
    publication = describe(entry)
    yield "TY", "BLOG" if entry.kind == "article" else _TYPES[publication.sort]
    yield "ID", entry.key
    yield "TI", entry.title
    yield from (("AU", parse_name(name).inverted) for name in entry.authors if not is_others(name))
    yield "PY", str(publication.year or "")
    yield "DA", _date(publication)
    yield "T2", publication.venue
    yield "PB", entry.org
    yield "DO", entry.doi
    yield "AN", f"arXiv:{entry.arxiv_id}" if entry.arxiv_id else None
    yield "UR", entry.url
    yield from (
        ("L1" if link.role == "pdf" else "L2", link.url) for link in entry.links if link.url != entry.url
    )
    yield from (("KW", tag) for tag in entry.tags)
    yield "AB", entry.abstract
    yield from (("N1", note.body) for note in entry.notes)


def _date(publication: Publication) -> str | None:
    return f"{publication.year}/{publication.month:02d}//" if publication.year and publication.month else None
