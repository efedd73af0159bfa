"""The formats in which references come in, behind one interface: text in, ``ParsedDocument`` out.

    notes.md, .markdown, .txt   markdown   items found by their shape
    library.bib                 bibtex     LaTeX's database, as JabRef, Zotero, DBLP and publishers write it
    export.ris                  ris        EndNote, Mendeley, Zotero, library catalogues
    items.json, .csljson        csl        CSL-JSON, Zotero's and Better BibTeX's JSON, our own array, by content
    library.jsonl               jsonl      our own export, or any of those items, one a line

A format is a module with one function ``read(text, name) -> Document``: parts with the lines they span, every line that
is not blank in some part, what is broken told as a ``Problem`` and kept as prose. It knows no database, and raises
nothing but ``InputError``, where a file is not of its format at all. It may also have ``cut(text, size)``, which cuts a
text into pieces of which ``read`` gives, one after the other, the same parts.
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
    ".json": "csl_json",
    ".csljson": "csl_json",
    ".jsonl": "json_lines",
    ".ndjson": "json_lines",
}
"""Ending of a file's name to the module that reads it."""
FOLDER_SUFFIXES = (".md", ".markdown", ".txt", ".bib", ".bibtex", ".ris")
"""What is read of a folder. JSON is not: a folder of notes may hold any program's settings."""

_CUT = ("json_lines",)
"""Formats that can be cut."""

_LOOKS = (
    ("ris", re.compile(r"\s*TY  ?- ?[A-Z]+\s")),
    ("bibtex", re.compile(r"(?:\s*%[^\n]*\n)*\s*@\s*[A-Za-z]+\s*[{(]")),
    ("csl_json", re.compile(r"\s*\[\s*\{\s*\"")),
    ("json_lines", re.compile(r"\s*\{\s*\"")),
)


def find_format(name: str, text: str) -> str:
    """The module that reads a file, by the ending of ``name``; without a known ending, by how the text starts."""
    suffix = PurePath(name).suffix.lower()
    if suffix in FORMATS:
        return FORMATS[suffix]
    head = text[:4000].removeprefix("\ufeff")
    return next((module for module, look in _LOOKS if look.match(head)), MARKDOWN)


def read(text: str, name: str) -> ParsedDocument:
    """Read the text of the file called ``name``, in the format that its ending tells.

    Raises InputError when the text is not of that format at all.
    """
    # A format is loaded when it is met: BibTeX and markdown each bring a parser of their own.
    document: ParsedDocument = _reader(find_format(name, text)).read(text, name)
    return document


def can_cut(name: str) -> bool:
    """Whether a file of this name is of a format that can be read in pieces."""
    return FORMATS.get(PurePath(name).suffix.lower()) in _CUT


def cut(text: str, name: str, size: int) -> list[str]:
    """Cut a text into pieces of about ``size`` characters to be read one after the other; one piece where it is short."""
    pieces: list[str] = _reader(find_format(name, text)).cut(text, size)
    return pieces


def _reader(form: str) -> Any:
    return import_module(f"{__name__}.{form}")
