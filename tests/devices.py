"""Devices: libraries in folders of their own, which a real carrier connects."""

from __future__ import annotations

from readlist import config
from readlist.library import Library
from readlist.storage.device import read_device

NOTES = (
    "# PEFT\n\n- [LoRA: Low-Rank Adaptation](https://arxiv.org/abs/2106.09685) #peft\n- QLoRA: Efficient Finetuning\n",
    "# PEFT\n\n- [LoRA: Low-Rank Adaptation](https://arxiv.org/abs/2106.09685)\n",
    "# RAG\n\n- [Dense Passage Retrieval](https://arxiv.org/abs/2004.04906)\n\nSome prose.\n",
)


class Device:
    """A library in a folder of its own, exchanged by a hub."""

    def __init__(self, hub, folder, name, address=None):
        self.folder = folder / name
        self.folder.mkdir()
        self.path = self.folder / "library.db"
        self.address = address or hub.own_or_member_address(name)

    def settings(self):
        return config.Config(self.path, self.folder / "config.toml")

    def open(self):
        return Library.open(self.path, settings=self.settings())

    def do(self, method, *args, **options):
        with self.open() as library:
            return getattr(library, method)(*args, **options)

    def bring(self, text, name="notes.md"):
        (self.folder / name).write_text(text)
        return self.do("import_paths", [self.folder / name])

    def join(self, **options):
        return Library.join(self.settings(), self.address, **options)

    def exported(self):
        """All entries as they are exported."""
        with self.open() as library:
            return sorted(entry.to_json() for entry in library.entries(notes=True))

    def notes(self):
        """The texts of the person's notes, in order."""
        with self.open() as library:
            return [note.body for entry in library.entries() for note in entry.notes]

    def device(self):
        with self.open() as library:
            return read_device(library.store.connection)
