"""Read a library of pubs: one BibTeX file per work, and what pubs knows about it in files of the same name.

    bib/KEY.bib     the reference
    meta/KEY.yaml   tags, the time it was added, the name of its PDF
    notes/KEY.txt   notes

Tags and notes become fields of the entry. Source: https://github.com/pubs/pubs, pubs/filebroker.py.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from readlist.errors import InputError
from readlist.formats.readers.yaml_values import YamlDocument
from readlist.util.encoding import decode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NOTE_SUFFIXES = (".txt", ".md")


def is_library(folder: Path) -> bool:
    """Whether a folder has both references and what pubs knows about them."""
    return any((folder / "meta" / f"{bib.stem}.yaml").is_file() for bib in _references(folder))


def read_text(folder: Path) -> str:
    """Return the references in BibTeX, sorted by key, with fields for tags and notes."""
    return "\n\n".join(_with_fields(folder, bib) for bib in sorted(_references(folder))) + "\n"


def _references(folder: Path) -> Iterator[Path]:
    return (path for path in (folder / "bib").glob("*.bib") if not path.name.startswith("."))


def _with_fields(folder: Path, bib: Path) -> str:
    text = _decode(bib).strip()
    fields = dict(_fields(folder, bib.stem))
    end = text.rfind("}")
    if not fields or end < 0:
        return text
    added = "".join(f",\n {name} = {{{value}}}" for name, value in fields.items())
    return f"{text[:end].rstrip().removesuffix(',')}{added}\n{text[end:]}"


def _fields(folder: Path, key: str) -> Iterator[tuple[str, str]]:
    meta = folder / "meta" / f"{key}.yaml"
    if meta.is_file():
        tags = _tags(_decode(meta), str(meta))
        if tags:
            yield "tags", ", ".join(re.sub(r"[{}]", "", tag) for tag in tags)
    notes = next(
        (path for end in _NOTE_SUFFIXES if (path := folder / "notes" / f"{key}{end}").is_file()), None
    )
    if notes and (text := _decode(notes).strip()):
        yield "annotation", re.sub(r"([\\{}%$&#_^~])", r"\\\1", text)


def _tags(text: str, name: str) -> list[str]:
    """Return the tags, which pubs writes as a set or a list."""
    try:
        value = YamlDocument(text).value
    except ValueError as error:
        raise InputError(f"not readable as YAML: {error}", file=name) from error
    tags = value.get("tags") if isinstance(value, dict) else None
    return sorted(str(tag) for tag in tags) if isinstance(tags, (dict, list)) else []


def _decode(path: Path) -> str:
    return decode(path.read_bytes(), str(path))[0]
