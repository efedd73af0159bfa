"""Write entries into an Obsidian vault (https://help.obsidian.md): a note per work, and one per topic.

    KEY.md       ---                                  properties; those of the person's own stay
                 readlist-id: "…"                     tells whose note it is, whatever its name and folder
                 ---
                 # Title … links, abstract, remarks
                 %% readlist: what you write below this line stays %%
                 …                                    the person's, kept byte for byte
    Topics/RAG/Tricks.md                              the works of a topic, as links, with its prose

Only notes with the id of an entry are written to, and only if something changed. A note follows its entry to a new key
unless the person has renamed it. Notes of entries that are not in the export stay as they are.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from readlist.errors import InputError
from readlist.formats.vault_notes import entry_note, topic_notes
from readlist.formats.writers.safe_markdown import disarm
from readlist.util.atomic_write import write_atomically
from readlist.util.file_names import file_name
from readlist.util.printable import safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from readlist.model.entry import Entry

MARKER = "%% readlist: what you write below this line stays %%"
"""The line that ends the part of a note that is written anew."""
_ID = "readlist-id"
_KEY = "key"
_PROPERTY = re.compile(r"(?P<name>[^\s#:-][^:\n]*?)[ \t]*:(?:[ \t]|$)")
_MAX_SIZE = 5_000_000
"""Files above this size, in bytes, are not notes."""


@dataclass(slots=True)
class VaultReport:
    """What an export to a vault did: notes written (new ones included), renamed, unchanged, and left as they are.

    ``refused``: notes of entries that have lost the marker, and so may be the person's as a whole.
    """

    new: int = 0
    written: int = 0
    renamed: int = 0
    unchanged: int = 0
    left: int = 0
    refused: tuple[str, ...] = ()

    def describe(self) -> str:
        """Return what was done, in one line."""
        counts = (
            (self.new, "new"),
            (self.written - self.new, "changed"),
            (self.renamed, "renamed"),
            (self.unchanged, "unchanged"),
            (self.left, "of other entries left as they are"),
        )
        return ", ".join(f"{number} {what}" for number, what in counts if number) or "nothing to write"


@dataclass(frozen=True, slots=True)
class _Note:
    """A note that is in the vault: where, its text, its properties as written, the key it had when it was written."""

    path: Path
    text: str
    properties: dict[str, str]
    key: str


def write_vault(folder: Path | str, entries: Iterable[Entry], uids: Mapping[int, str]) -> VaultReport:
    """Write entries to the vault in ``folder``, which is made if needed; ``uids`` are those of entries by their numbers.

    Raises InputError when the folder or a note cannot be read or written.
    """
    root = Path(folder)
    try:
        root.mkdir(parents=True, exist_ok=True)
        known = _find_notes(root)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", file=str(folder)) from error
    report = VaultReport()
    taken = {path.name.casefold() for path in root.iterdir()}
    placed: list[tuple[Entry, Path]] = []
    for entry in entries:
        if entry.kind == "note":
            placed.append((entry, root))
            continue
        uid = uids[entry.id]
        note = known.pop(uid, None)
        path = _place(root, entry.key, note, taken)
        placed.append((entry, path))
        _write_entry(path, note, entry, uid, report)
    for where, identity, text in topic_notes(placed, root):
        note = known.pop(identity, None)
        path = note.path if note else _free(root / where.parent, where.stem, None)
        _write_note(path, note, {_ID: json.dumps(identity, ensure_ascii=False)}, text, report)
    report.left = len(known)
    return report


def _find_notes(root: Path) -> dict[str, _Note]:
    """Return the notes of entries and topics in the vault, by id; links to elsewhere are not followed."""
    found: dict[str, _Note] = {}
    for path in sorted(root.rglob("*.md")):
        if any(part.startswith(".") for part in path.relative_to(root).parts):
            continue  # Obsidian's settings, and what it has deleted
        if path.is_symlink() or not path.is_file() or path.stat().st_size > _MAX_SIZE:
            continue
        with suppress(UnicodeDecodeError):
            text = path.read_bytes().decode("utf-8")
            properties = read_properties(text)
            if uid := _value(properties.get(_ID, "")):
                found.setdefault(uid, _Note(path, text, properties, _value(properties.get(_KEY, ""))))
    return found


def read_properties(text: str) -> dict[str, str]:
    """Return the properties of a note by name, each with its lines as written."""
    first, _, rest = text.partition("\n")
    if first.rstrip() != "---":
        return {}
    found: dict[str, str] = {}
    name = ""
    for line in re.findall(r".*\n|.+", rest):
        if line.rstrip() == "---":
            return found
        if match := _PROPERTY.match(line):
            name = match["name"]
            found[name] = line
        elif name:
            found[name] += line
    return {}


def _value(lines: str) -> str:
    """Return the text of a property with one value."""
    text = lines.partition(":")[2].strip()
    if text.startswith('"'):
        with suppress(ValueError):
            return str(json.loads(text))
    return text.strip("'")


def _place(root: Path, key: str, note: _Note | None, taken: set[str]) -> Path:
    """Return where an entry's note belongs: where it is, under its new key, or at a free name."""
    name = file_name(key, ".md")
    if note is None:
        path = _free(root, Path(name).stem, taken)
        taken.add(path.name.casefold())
        return path
    if note.key == key or note.path.name != file_name(note.key, ".md"):
        return note.path
    inside = taken if note.path.parent == root else None
    path = _free(note.path.parent, Path(name).stem, inside)
    if inside is not None:
        taken.discard(note.path.name.casefold())
        taken.add(path.name.casefold())
    return path


def _free(folder: Path, stem: str, taken: set[str] | None) -> Path:
    """Return the first free name in a folder, whatever the case of its letters."""
    if taken is None:
        taken = {path.name.casefold() for path in folder.iterdir()} if folder.is_dir() else set()
    number = 1
    while (name := f"{stem}.md" if number == 1 else f"{stem}-{number}.md").casefold() in taken:
        number += 1
    return folder / name


def _write_entry(path: Path, note: _Note | None, entry: Entry, uid: str, report: VaultReport) -> None:
    properties, body = entry_note(entry)
    properties = {_ID: json.dumps(uid), _KEY: json.dumps(entry.key, ensure_ascii=False)} | properties
    _write_note(path, note, properties, body, report)


def _write_note(
    path: Path, note: _Note | None, properties: dict[str, str], body: str, report: VaultReport
) -> None:
    own = _own_part(note.text) if note else "\n"
    if own is None:
        report.refused += (str(path),)
        return
    text = "".join(_compose(properties, note, safe(disarm(body)))) + MARKER + own
    if note and note.path == path and note.text == text:
        report.unchanged += 1
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, [text])
        if note and note.path != path:
            note.path.unlink()
            report.renamed += 1
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", file=str(path)) from error
    report.written += 1
    report.new += note is None


def _compose(properties: dict[str, str], note: _Note | None, body: str) -> Iterator[str]:
    yield "---\n"
    for name, value in properties.items():
        yield f"{name}: {safe(value)}\n"
    for name, lines in (note.properties if note else {}).items():
        if name not in properties and name not in WRITTEN:
            yield lines if lines.endswith("\n") else f"{lines}\n"
    yield f"---\n{body.replace(MARKER, MARKER.replace('%%', '%'))}\n"


def _own_part(text: str) -> str | None:
    """Return what follows the marker in a note; None if it has none."""
    at = text.find(f"\n{MARKER}")
    return None if at < 0 else text[at + len(MARKER) + 1 :]


WRITTEN = frozenset(
    (
        "title",
        "aliases",
        "authors",
        "year",
        "venue",
        "kind",
        "status",
        "rating",
        "tags",
        "url",
        "arxiv",
        "doi",
        "topics",
    )
)
"""The properties that a note of an entry may have from the export; all others are the person's."""
