"""Import formats behind one interface: text in, ``ParsedDocument`` out.

    notes.md, .markdown, .txt   markdown_notes   notes; items are recognised by their form
    library.bib, .bibtex        bibtex           BibTeX and biblatex from JabRef, Zotero, DBLP, publishers
    export.ris                  ris              EndNote, Mendeley, Zotero, library catalogues
    pubmed.nbib, .enw           tagged           PubMed, EndNote, and by content Web of Science and RefWorks
    pubmed.xml                  xml_references   MEDLINE records of PubMed, EndNote's XML
    items.json, .csljson        csl_json         CSL-JSON, Zotero's and Better BibTeX's JSON, our own array, by content
    library.jsonl, .ndjson      json_lines       our own export, or any of those objects, one per line

A format is a module with a function ``read(text, name) -> ParsedDocument``. The items have the lines they span, and
every non-blank line is in at least one item. What cannot be read is reported as a ``Diagnostic`` and kept as prose.
``read`` is pure and raises only ``InputError``, if a file is not in the format at all. A format may also have
``cut(text, size)``, which cuts a text into pieces that ``read`` can read one by one with the same result.
"""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from readlist.model.parsed_document import ParsedDocument

MARKDOWN = "markdown_notes"
FORMATS = {
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".txt": MARKDOWN,
    ".bib": "bibtex",
    ".bibtex": "bibtex",
    ".ris": "ris",
    ".nbib": "tagged",
    ".enw": "tagged",
    ".ciw": "tagged",
    ".xml": "xml_references",
    ".json": "csl_json",
    ".csljson": "csl_json",
    ".jsonl": "json_lines",
    ".ndjson": "json_lines",
}
"""File name suffixes, each with the module that reads it."""
FOLDER_SUFFIXES = (".md", ".markdown", ".txt", ".bib", ".bibtex", ".ris", ".nbib", ".enw", ".ciw")
"""Suffixes of the files read from a folder; not JSON, because folders often contain settings in JSON."""

_TAGGED = ("ris", "tagged")
_CUT = ("json_lines",)
"""Formats that can be cut."""

_LOOKS = (
    ("xml_references", re.compile(r"\s*<(?:\?xml|!DOCTYPE\s+Pubmed|PubmedArticle|xml>\s*<records)")),
    ("tagged", re.compile(r"\s*(?:PMID ?- ?\d|%0 [A-Z]|FN [A-Z]|VR \d|PT [JBSPC]\s*\n|RT [A-Z])")),
    ("ris", re.compile(r"\s*TY  ?- ?[A-Z]+\s")),
    ("bibtex", re.compile(r"(?:\s*%[^\n]*\n)*\s*@\s*[A-Za-z]+\s*[{(]")),
    ("csl_json", re.compile(r"\s*\[\s*\{\s*\"")),
    ("json_lines", re.compile(r"\s*\{\s*\"")),
)


def find_format(name: str, text: str) -> str:
    """Return the module that reads a file, by the suffix of ``name``, or by the start of the text.

    The text decides if the suffix is unknown, and between the formats of tagged text.
    """
    suffix = PurePath(name).suffix.lower()
    head = text[:4000].removeprefix("\ufeff")
    looks = next((module for module, look in _LOOKS if look.match(head)), MARKDOWN)
    stated = FORMATS.get(suffix, looks)
    # Databases give files of theirs the suffix of RIS, or none that says anything.
    is_tagged = looks in _TAGGED and (stated in _TAGGED or suffix == ".txt")
    return looks if is_tagged else stated


def read(text: str, name: str) -> ParsedDocument:
    """Read the text of the file ``name`` in the format found by ``find_format``.

    Raises InputError if the text is not in that format.
    """
    # Formats are loaded on demand because those of BibTeX and markdown import large parsers.
    document: ParsedDocument = _reader(find_format(name, text)).read(text, name)
    return document


def can_cut(name: str) -> bool:
    """Whether the format of a file with this name can be read in pieces."""
    return FORMATS.get(PurePath(name).suffix.lower()) in _CUT


def cut(text: str, name: str, size: int) -> list[str]:
    """Cut a text into pieces of about ``size`` characters that can be read one by one."""
    pieces: list[str] = _reader(find_format(name, text)).cut(text, size)
    return pieces


def _reader(form: str) -> Any:
    return import_module(f"{__name__}.{form}")
