"""Reading lists of research papers: import markdown notes, search, annotate, export.

    from readlist import Library

    with Library.open("library.db") as library:
        library.import_paths(["notes/"])
        for found in library.search("moe lora").found:
            print(found.entry.key, found.entry.title)

The public classes are loaded on first use, so that ``import readlist`` costs next to nothing.
"""

from __future__ import annotations

from readlist._version import __version__

TYPE_CHECKING = False  # `typing` itself takes 2 ms to import
if TYPE_CHECKING:
    from typing import Any

    from readlist.errors import ReadlistError
    from readlist.library.facade import Library
    from readlist.model.entry import Entry
    from readlist.search.filters import Filters

__all__ = ["Entry", "Filters", "Library", "ReadlistError", "__version__"]

_MODULES = {
    "Library": "library.facade",
    "Entry": "model.entry",
    "Filters": "search.filters",
    "ReadlistError": "errors",
}


def __getattr__(name: str) -> Any:
    """Import a public class on first use."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib  # noqa: PLC0415

    return getattr(importlib.import_module(f"readlist.{_MODULES[name]}"), name)
