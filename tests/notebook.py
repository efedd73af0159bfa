"""Notes on disk and the library they are imported to, for the tests of the import."""

from __future__ import annotations

import json

from readlist.curation.add_claims import add_records
from readlist.importing.importer import import_paths
from readlist.storage.database import Store

JOURNAL = ("operation", "change")


class Notebook:
    """A folder of notes beside a library."""

    def __init__(self, folder, store=None):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.store = store or Store.open(folder / "library.db")

    def write(self, name, content):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def bring(self, **notes):
        """Write notes (``a_md`` is the file a.md) and import them all as one operation."""
        return import_paths(
            self.store, [self.write(name.replace("_", "."), text) for name, text in notes.items()]
        )

    def entries(self):
        """All works, by key; prose left out."""
        ids = [i for (i,) in self.store.query("SELECT id FROM entry WHERE kind <> 'note' ORDER BY key")]
        return list(self.store.load_entries(ids))

    def titles(self):
        return sorted(entry.title for entry in self.entries())

    def entry(self, part):
        """The one work with this in its title."""
        (found,) = [entry for entry in self.entries() if part in entry.title]
        return found

    def works(self):
        """What is in the library but for ids, keys and times: for comparing libraries that came about differently."""
        every = self.store.load_entries(i for (i,) in self.store.query("SELECT id FROM entry"))
        return sorted(json.dumps(_plain(entry), ensure_ascii=False, sort_keys=True) for entry in every)


def add_record(store, record, origin, **more):
    """Add a single record as ``add_records`` does."""
    (result,) = add_records(store, [(record, origin)], **more)
    return result


def _plain(entry):
    return {k: v for k, v in entry.to_dict().items() if k not in ("key", "added", "updated")}


def dump(store, *, journal=True):
    """All rows of all tables; without the journal, of the search index only what entries and words it holds."""
    names = [
        name for (name,) in store.query("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    ]
    inner = (*JOURNAL, *(name for name in names if name.startswith("search_")))
    rows = {name: store.query(f"SELECT * FROM {name}") for name in names if journal or name not in inner}
    rows["docs"] = store.query("SELECT * FROM search_doc")
    rows["words"] = store.query("SELECT word, docs FROM search_term")
    return {name: sorted(map(repr, found)) for name, found in rows.items()}
