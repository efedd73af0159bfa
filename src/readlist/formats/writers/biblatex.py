"""Write biblatex, with its entry types and fields (https://ctan.org/pkg/biblatex, chapter 2).

@online{hu2021lora,
  title = {{LoRA}: Low-Rank Adaptation of Large Language Models},
  author = {Hu, Edward J. and Shen, Yelong},
  date = {2021-06},
  eprint = {2106.09685},
  eprinttype = {arxiv},
  eprintclass = {cs.CL},
}
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from readlist.formats.babel_names import name_of
from readlist.formats.bibstrings import key_of
from readlist.formats.readers.latex_decoder import decode_latex
from readlist.formats.reference_types import FROM_BIBTEX, GENRES, TO_BIBLATEX, WITH_TYPE, is_masters
from readlist.formats.writers.bibtex import (
    container_field,
    container_of,
    facts_of,
    heading,
    identifiers,
    join_keywords,
    join_names,
    pages,
    roles_of,
    stated_fields,
    stated_type,
    subtype,
    title_fields,
    unique_key,
    verbatim,
    write_record,
)
from readlist.formats.writers.entry_names import find_names
from readlist.formats.writers.field_names import VERSIONED, find_undated
from readlist.formats.writers.latex_text import escape
from readlist.formats.writers.publication_type import describe, publications
from readlist.formats.writers.role_names import find_roles
from readlist.model.dates import write_date
from readlist.model.edtf import year_month

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from readlist.formats.writers.publication_type import Publication
    from readlist.model.entry import Entry

_TYPES = frozenset(FROM_BIBTEX) - frozenset(("other", "computerprogram", "data", "webpage")) | frozenset(
    f"custom{n}" for n in "abcdef"
)
_ONLINE = ("online", "electronic", "www")
"""Types whose container, such as a site, is an addition to the title, as Zotero writes it; they have no ``howpublished``."""
_ORGANIZATIONS = (*_ONLINE, "misc", "manual")
"""Types that have an organisation and no publisher."""
_BESIDES = {"location": "venue", "journal": "shortjournal"}
"""The names that fields of BibTeX have in biblatex: the place of a meeting, the abbreviated name of a journal."""
_STATED_DATES = ("year", "month", "day")
_INSTITUTIONS = ("thesis", "report", "phdthesis", "mastersthesis", "techreport")
_RENAMED = {"archiveprefix": "eprinttype", "primaryclass": "eprintclass"}
_UNFIT = re.compile(r"[\s\"#'(),={}%~\\]")
"""Characters that keys of BibTeX do not have."""
_KNOWN_GENRES = {"phd thesis": "phdthesis", "master's thesis": "mathesis", "technical report": "techreport"}
"""Genres that biblatex prints in the language of the document."""


def write(entries: Iterable[Entry], *, title: str | None = None) -> Iterator[str]:
    """Yield one record per work, in the given order, without prose entries, below ``title`` as a comment."""
    yield from heading(title)
    keys: set[str] = set()
    for entry in publications(entries):
        publication = describe(entry)
        stated = stated_type(entry, publication)
        kind = stated if stated in _TYPES else TO_BIBLATEX.get(publication.type, "misc")
        if kind == "book" and entry.details.editor and not find_names(entry):
            kind = "collection"  # a book has authors
        fields = {name: f"{{{value}}}" for name, value in _fields(entry, publication, kind) if value}
        besides = stated_fields(entry)
        if (eprint := besides.get("eprint", "")) and eprint.partition("v")[0] == entry.arxiv_id:
            fields["eprint"] = f"{{{eprint}}}"
        for name, value in besides.items():
            if name not in _STATED_DATES or "date" not in fields:
                fields.setdefault(_name(name, value, publication), f"{{{value}}}")
        for name, value in facts_of(entry):
            if value:
                fields.setdefault(name, f"{{{value}}}")
        yield write_record(kind, unique_key(entry.key, keys), fields)


def _fields(entry: Entry, publication: Publication, kind: str) -> Iterator[tuple[str, str]]:
    details = entry.details
    yield "ids", ",".join(_other_keys(entry))
    yield from title_fields(entry, has_subtitles=True)
    yield "author", join_names(find_names(entry, roles_of(entry)))
    yield "editor", join_names(details.editor)
    yield "translator", join_names(find_roles(details, but="bibtex").get("translator", ()))
    place = "titleaddon" if kind in _ONLINE else container_field(kind, "journaltitle")
    yield place, escape(container_of(entry, publication))
    yield "volume", escape(details.volume or "")
    yield "number", escape(details.issue or "")
    yield "pages", pages(entry)
    yield "series", escape(key_of(details.series or ""))
    yield "version" if kind in VERSIONED else "edition", escape(details.edition or "")
    publisher = (
        "institution" if kind in _INSTITUTIONS else "organization" if kind in _ORGANIZATIONS else "publisher"
    )
    yield publisher, escape(details.publisher or entry.org or "")
    place = details.publisher_place or ""
    yield "location", escape(key_of(place) if kind == "patent" else place)
    yield "type", _genre(entry, kind)
    yield "date", _date(entry, publication)
    yield "year", escape(find_undated(details, "bibtex") if not publication.year else "")
    yield "isbn", escape(details.isbn or "")
    yield "issn", escape(details.issn or "")
    known = name_of(details.language or "")
    yield "langid" if known else "language", known or escape(details.language or "")
    for name, value in identifiers(entry):
        yield _RENAMED.get(name, name), "arxiv" if name == "archiveprefix" else value
    yield "url", verbatim(entry.url or "")
    yield "entrysubtype", subtype(entry, kind)
    yield "keywords", escape(join_keywords(entry.tags))
    yield "abstract", escape(entry.abstract or "")


def _name(name: str, value: str, publication: Publication) -> str:
    """Return what biblatex calls a field of a BibTeX file, in which ``journal`` may be an abbreviation or the container."""
    if name == "journal" and decode_latex(value) == publication.container:
        return "journaltitle"
    return _BESIDES.get(name, name)


def _other_keys(entry: Entry) -> Iterator[str]:
    """Yield the keys that the entry had before, and those that its file gives it besides."""
    stated = next(
        (value for form, name, value in entry.details.extra if (form, name) == ("bibtex", "ids")), ""
    )
    keys = (*entry.former_keys, *map(str.strip, stated.split(",")))
    yield from dict.fromkeys(key for key in keys if key and key != entry.key and not _UNFIT.search(key))


def _genre(entry: Entry, kind: str) -> str:
    genre = entry.details.genre or ""
    if kind == "thesis" and not genre:
        return "Thesis" if entry.details.type else "phdthesis"  # biblatex requires the type of a thesis
    if kind not in ("thesis", "report"):
        usual = GENRES.get(kind)
        is_told = genre.lower() != usual.lower() if usual else kind in WITH_TYPE
        return escape(key_of(genre)) if is_told else ""
    if kind == "report" and not genre:
        return "techreport"
    return (
        "mathesis"
        if kind == "thesis" and is_masters(genre)
        else _KNOWN_GENRES.get(genre.lower(), escape(key_of(genre)))
    )


def _date(entry: Entry, publication: Publication) -> str:
    issued = entry.details.issued or ""
    if issued and year_month(issued)[0] == publication.year:
        return issued
    return write_date(publication.year, publication.month)
