"""The class ``Library``, composed of its groups of methods (see the package)."""

from __future__ import annotations

from readlist.library.correcting import Correcting
from readlist.library.editing import Editing
from readlist.library.maintenance import Maintenance
from readlist.library.mirror import ArxivMirror
from readlist.library.organising import Organising
from readlist.library.planning import Planning
from readlist.library.providers import Providers
from readlist.library.reading import Reading
from readlist.library.syncing import Syncing
from readlist.library.watching import Watching


class Library(
    Reading, Editing, Correcting, Organising, Planning, Providers, ArxivMirror, Watching, Syncing, Maintenance
):
    """A reading list: a SQLite file and everything that can be done with it."""
