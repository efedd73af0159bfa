"""What to open for an entry: the PDF that was downloaded for it, else its web page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.enrichment.pdf_download import find_file
from readlist.errors import NotFoundError
from readlist.model.urls import is_web

if TYPE_CHECKING:
    from readlist.model.entry import Entry
    from readlist.storage.database import Store


def find_target(store: Store, entry: Entry, *, page: bool = False) -> str:
    """Return the path of the downloaded PDF, else, or always with ``page``, the URL; NotFoundError without either."""
    file = None if page else find_file(store, entry.id)
    if file and file.suffix == ".pdf":
        return str(file)
    # the URL comes from a note: only web pages are opened, never a file or a program
    if not entry.url or not is_web(entry.url):
        raise NotFoundError(f"{entry.key} has no page", hint=f"See: readlist show {entry.key}")
    return entry.url
