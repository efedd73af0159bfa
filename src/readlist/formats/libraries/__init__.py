"""Libraries of other programs, read where they are: a path in, a text out that one of ``readers`` reads.

    zotero.sqlite                     zotero_database   one line of JSON per item, in Zotero's own members
    a folder with bib/ and meta/      pubs_folder       BibTeX, with the tags and notes of pubs as fields
    info.yaml with notes beside it    papis_document    YAML, then the notes

The text is what the library keeps as the source, and what decides whether anything has changed. Nothing is written to
these libraries, and what is recognised is their content, not their name alone.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

_SQLITE = b"SQLite format 3\x00"


def find_library(path: Path) -> str | None:
    """Return the module that reads the library at a path, or None if there is none; raises OSError if it cannot be read."""
    if path.is_dir():
        return "pubs_folder" if (path / "bib").is_dir() and _module("pubs_folder").is_library(path) else None
    if not path.is_file():  # a pipe might never end
        return None
    if path.name == "info.yaml":
        return "papis_document" if _module("papis_document").is_library(path) else None
    with path.open("rb") as file:
        is_database = file.read(len(_SQLITE)) == _SQLITE
    return "zotero_database" if is_database and _module("zotero_database").is_library(path) else None


def read_library(module: str, path: Path) -> str:
    """Return the text of a library. Raises OSError or InputError if it cannot be read."""
    text: str = _module(module).read_text(path)
    return text


def _module(name: str) -> Any:
    return import_module(f"{__name__}.{name}")
