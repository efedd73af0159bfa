"""Write an export into a part of a markdown file (``marked_block``), and count the lines that changed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from readlist.errors import InputError
from readlist.formats.marked_block import find_block, new_file
from readlist.formats.writers.markdown_list import escape
from readlist.util.atomic_write import write_atomically
from readlist.util.bounded_read import read_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from readlist.formats.writers import Writer
    from readlist.model.entry import Entry


def replace_block(
    path: Path | str, name: str, entries: Iterable[Entry], writer: Writer, *, title: str
) -> int:
    """Write entries into the block called ``name`` of a file; return how many of its lines changed.

    A file that does not exist is made, with ``title``. Raises InputError when it has no such block, or cannot be read or
    written; then it is as it was.
    """
    old = _read(path)
    text = new_file(escape(title), name) if old is None else old
    block = find_block(text, name, file=str(path))
    writer = replace(writer, settings={**writer.settings, "level": max(block.level, 1), "bare": True})
    new = block.replaced("".join(writer.write(entries, title=title)))
    if new == old:
        return 0
    write_atomically(path, [new])
    return _count_changes(old or "", new)


def _read(path: Path | str) -> str | None:
    """Return the text of a file with its line ends, None if it does not exist."""
    try:
        return read_file(path).decode("utf-8")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        raise InputError("is not UTF-8, and is left as it is", file=str(path)) from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", file=str(path)) from error


def _count_changes(old: str, new: str) -> int:
    before, after = Counter(old.splitlines()), Counter(new.splitlines())
    return max((before - after).total(), (after - before).total(), 1)
