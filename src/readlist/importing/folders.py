"""Find the files of paths: files themselves, and what can be imported below folders; count what is left out.

    .obsidian, .git, …            never looked into
    templates, .trash, bak        left out: files that an Obsidian vault or a Logseq graph does not count as notes
    bib/ with meta/, *.sqlite     a library of another program: one file to import, and nothing below it
    .md, .bib, …                  read by their endings
    .xml, .yaml, .html, …         read if they are references or bookmarks; .json only if named, as settings often are .json

Links to folders are not followed, so that no circle is walked; a link to a file is read like a file, under its own name.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from readlist.errors import InputError
from readlist.formats.libraries import find_library
from readlist.formats.libraries.papis_document import notes_of
from readlist.formats.readers import CONTENT_SUFFIXES, FOLDER_SUFFIXES, HEAD, is_known_content
from readlist.importing.source_files import stored_path
from readlist.util.encoding import decode_head

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_TEMPLATES = re.compile(r"[\W\d_]*templates?[\W_]*", re.IGNORECASE)
"""Names of folders with templates, in a vault or a graph: ``Templates``, ``_templates``, ``99 - Templates``."""
_TRASH = (".trash", ".recycle")
_DATABASES = (".sqlite", ".sqlite3", ".db")
_SETTINGS = {
    "templates.json": ("folder",),
    "plugins/templater-obsidian/data.json": ("templates_folder",),
    "plugins/quickadd/data.json": ("templateFolderPath",),
}
"""Settings of Obsidian and its plugins that name a folder of templates, by file."""


class FoundFiles(NamedTuple):
    """The files to import, sorted, and how many files were left out, by the reason."""

    files: list[Path]
    skipped: Counter[str]


def find_files(paths: Sequence[Path | str]) -> FoundFiles:
    """Return the files of these paths, without duplicates: files themselves, and what can be imported below folders.

    Raises InputError for a path that does not exist and for a folder in which there is nothing to import.
    """
    out: dict[str, Path] = {}
    skipped: Counter[str] = Counter()
    for given in paths:
        found = _files_at(Path(given))
        skipped += found.skipped
        for path in found.files:
            out.setdefault(stored_path(path), path)
    return FoundFiles(list(out.values()), skipped)


def _files_at(path: Path) -> FoundFiles:
    if path.is_dir():
        found = find_below(path)
        if not found.files:
            raise InputError(
                "contains no notes", file=str(path), hint=f"Notes end in {', '.join(FOLDER_SUFFIXES)}."
            )
        return found
    if not path.exists():
        raise InputError("no such file or folder", file=str(path))
    return FoundFiles([path], Counter())


def find_below(folder: Path) -> FoundFiles:
    """Return the files below a folder that can be imported."""
    walk = _Walk()
    return FoundFiles(sorted(walk.files_of(folder)), walk.skipped)


class _Walk:
    def __init__(self) -> None:
        self.skipped: Counter[str] = Counter()

    def files_of(self, top: Path) -> Iterator[Path]:
        """Yield the files below a folder; ``skipped`` then has what was left out."""
        templates: set[Path] = set()
        notebooks: list[Path] = []
        for root, folders, names in os.walk(top):
            here = Path(root)
            if find_library(here):
                folders[:] = []
                yield here
                continue
            if {".obsidian", "logseq"} & set(folders):
                notebooks.append(here)
                templates |= _template_folders(here)
            is_notebook = any(here.is_relative_to(one) for one in notebooks)
            kept = [name for name in folders if not self._leaves_out(here / name, templates, is_notebook)]
            found = list(self._files(here, sorted(names)))
            yield from found
            is_zotero = any(path.suffix in _DATABASES for path in found)
            folders[:] = [] if is_zotero else sorted(kept)  # beside Zotero's database are its attachments

    def _leaves_out(self, folder: Path, templates: set[Path], is_notebook: bool) -> bool:
        name = folder.name
        if name in _TRASH:
            self._count("in the bin", folder)
        elif name.startswith("."):
            return True
        elif folder in templates or (is_notebook and _TEMPLATES.fullmatch(name)):
            self._count("templates", folder)
        elif is_notebook and name == "logseq":  # settings, copies, and what was deleted
            self._count("copies and settings of Logseq", folder)
        else:
            return False
        return True

    def _count(self, reason: str, folder: Path) -> None:
        """Count the notes below a folder that is left out."""
        names = [name for _, _, names in os.walk(folder) for name in names]
        if count := sum(name.lower().endswith(FOLDER_SUFFIXES) for name in names):
            self.skipped[reason] += count

    def _files(self, folder: Path, names: list[str]) -> Iterator[Path]:
        notes = _papis_notes(folder) if "info.yaml" in names else None
        for name in names:
            path, folded = folder / name, name.lower()
            if name.startswith(".") or path == notes:
                continue
            if folded.endswith(FOLDER_SUFFIXES) or _is_known(path, folded):
                yield path
            else:
                self.skipped["other files"] += 1


def _is_known(path: Path, name: str) -> bool:
    """Whether the content of a file is that of references, bookmarks or another program's library."""
    try:
        if name.endswith(_DATABASES):
            return find_library(path) is not None
        if not name.endswith(CONTENT_SUFFIXES) or not path.is_file():
            return False
        with path.open("rb") as file:
            return is_known_content(name, decode_head(file.read(HEAD)))
    except OSError:
        return False


def _papis_notes(folder: Path) -> Path | None:
    try:
        return notes_of(folder / "info.yaml")
    except OSError:
        return None


def _template_folders(vault: Path) -> set[Path]:
    """Return the folders of templates that the settings of an Obsidian vault name."""
    out = set()
    for file, names in _SETTINGS.items():
        try:
            values = json.loads((vault / ".obsidian" / file).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        given = [values.get(name) for name in names] if isinstance(values, dict) else []
        out |= {vault / name.strip("/") for name in given if isinstance(name, str) and name.strip("/. ")}
    return out
