"""What stands behind an entry that can be opened: the PDF that was downloaded, or its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.enrichment.pdf_download import find_file
from readlist.errors import NotFoundError
from readlist.model.urls import is_web

if TYPE_CHECKING:
    from readlist.library import Library
    from readlist.model.entry import Entry


def find_target(library: Library, entry: Entry, *, page: bool = False) -> str:
    """Return the path of the downloaded PDF, else (or with ``page``) the address; NotFoundError where there is none."""
    file = None if page else find_file(library.store, entry.id)
    if file and file.suffix == ".pdf":
        return str(file)
    # the address comes from a note: a browser is handed web pages only, never a file or a program
    if not entry.url or not is_web(entry.url):
        raise NotFoundError(f"{entry.key} has no page", hint=f"See: readlist show {entry.key}")
    return entry.url
