"""Per-item results, computed where the file is read: in a worker process if the import is large.

    Item ──┬── record_json   the serialised record
           ├── features      its features for record linkage
           ├── draft         its entry, if no other record describes the same work
           └── index_row     the tokens of that entry, for the full-text index

Most items become an entry of their own. For the others, and for an entry that gets another key than its draft, draft
and tokens are discarded.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from readlist.index.document import Fields, make_doc
from readlist.linkage.features import features_of
from readlist.linkage.fusion import draft_entry
from readlist.model.provenance import Origin

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from readlist.index.document import Packed
    from readlist.linkage.features import Features
    from readlist.linkage.fusion import EntryDraft
    from readlist.model.parsed_document import Diagnostic, Item, ParsedDocument

_UNNAMED_NOTE = Origin("", is_note=True)
"""Replaced by the name and line of the source once its name is known."""
_SHARED_COLUMNS = ("kind", "title", "org", "abstract", "year", "venue", "url")
"""Columns of an entry that the index takes unchanged."""


class PreparedItem(NamedTuple):
    """An item and the results computed from it. Prose has no features and no draft: it joins other prose."""

    item: Item
    record_json: str
    features: Features | None
    draft: EntryDraft | None = None
    index_row: Packed | None = None

    def moved(self, lines: int) -> PreparedItem:
        """Return the item with its line numbers increased by ``lines``."""
        item = self.item
        return self._replace(item=item._replace(line=item.line + lines, end_line=item.end_line + lines))


@dataclass(frozen=True, slots=True)
class PreparedDocument:
    """A parsed file, or a piece of one, with its items prepared."""

    title: str | None
    items: tuple[PreparedItem, ...]
    diagnostics: tuple[Diagnostic, ...]

    def moved(self, lines: int) -> PreparedDocument:
        """Return the document with all line numbers increased by ``lines``."""
        return PreparedDocument(
            self.title,
            tuple(one.moved(lines) for one in self.items),
            tuple(replace(one, line=one.line + lines) for one in self.diagnostics),
        )

    def parts(self, size: int) -> Iterator[PreparedDocument]:
        """Yield the document in parts of so many items; the first has the diagnostics."""
        for start in range(0, max(len(self.items), 1), size):
            items = self.items[start : start + size]
            yield PreparedDocument(self.title, items, () if start else self.diagnostics)


def prepare(document: ParsedDocument, *, with_drafts: bool) -> PreparedDocument:
    """Prepare all items of a document; ``with_drafts`` pays off only for items that will probably be new entries."""
    items = tuple(_prepare_item(item, with_draft=with_drafts) for item in document.items)
    return PreparedDocument(document.title, items, document.diagnostics)


def join(pieces: Sequence[PreparedDocument]) -> PreparedDocument:
    """Join the pieces of one file."""
    return PreparedDocument(
        pieces[0].title,
        tuple(one for piece in pieces for one in piece.items),
        tuple(one for piece in pieces for one in piece.diagnostics),
    )


def _prepare_item(item: Item, *, with_draft: bool) -> PreparedItem:
    record_json, features = item.record.to_json(), features_of(item.record)
    if features is None or not with_draft:
        return PreparedItem(item, record_json, features)
    draft = draft_entry([(_UNNAMED_NOTE, item.record)], keys=features.keys)
    return PreparedItem(item, record_json, features, draft, make_doc(_fields(item, draft)).pack())


def _fields(item: Item, draft: EntryDraft) -> Fields:
    """Return the index fields of a drafted entry, equal to those that ``index.entry_fields`` reads from its rows."""
    entry = draft.entry
    values = {name: entry.columns[name] for name in _SHARED_COLUMNS}
    return Fields(
        entry_id=0,
        key=draft.key,
        aliases=json.loads(aliases) if (aliases := entry.columns["aliases"]) != "[]" else (),
        authors=item.record.authors,
        **values,
        mentions=[(item.record.label, item.topics, item.text)],
        tags=[(tag.spelling,) for tag in entry.tags],
        topics=entry.topics,
        ids=[(identifier.value,) for identifier in entry.identifiers if identifier.scheme != "github"],
        links=[(link.url,) for link in entry.links],
    )
