"""What follows from a part alone, worked out where it is read: by another process, while this one writes.

    part ──┬── claim     the record as the library stores it
           ├── traits    what counts of it for telling works apart
           ├── draft     the entry that it makes where nothing else is of the same work
           └── doc       the tokens by which that entry is found

Most parts make an entry of their own. Of the others, and of an entry that gets another key, draft and tokens are dropped.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from readlist.index.document import Fields, make_doc
from readlist.linkage.features import features_of, remember_traits
from readlist.linkage.fusion import draft_entry
from readlist.model.provenance import Origin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from readlist.index.document import Packed
    from readlist.linkage.features import Features
    from readlist.linkage.fusion import EntryDraft
    from readlist.model.parsed_document import Item

_LONE = Origin("", is_note=True)
"""Stands for the place in the notes, which is told when the source has its name."""
_SAME = ("kind", "title", "org", "abstract", "year", "venue", "url")
"""Columns that an entry is found by as they are."""


class Precomputed(NamedTuple):
    """What follows from one part; prose, which joins other prose, makes no draft."""

    claim: str
    traits: Features | None
    draft: EntryDraft | None = None
    doc: Packed | None = None


def prepare_items(parts: Sequence[Item], *, with_drafts: bool) -> tuple[Item, ...]:
    """Give the parts with what follows from each; of parts whose source is known, no drafts."""
    seen = tuple(part._replace(ahead=_look(part, with_draft=with_drafts)) for part in parts)
    remember_traits(())
    return seen


def _look(part: Item, *, with_draft: bool) -> Precomputed:
    claim, traits = part.record.to_json(), features_of(part.record)
    if traits is None or not with_draft:
        return Precomputed(claim, traits)
    draft = draft_entry([(_LONE, part.record)])
    return Precomputed(claim, traits, draft, make_doc(_fields(part, draft)).pack())


def _fields(part: Item, draft: EntryDraft) -> Fields:
    """What the rows of the entry will hold, as ``index.fields`` reads it."""
    entry = draft.entry
    values = {name: entry.columns[name] for name in _SAME}
    return Fields(
        entry_id=0,
        key=draft.key,
        aliases=json.loads(aliases) if (aliases := entry.columns["aliases"]) != "[]" else (),
        authors=part.record.authors,
        **values,
        mentions=[(part.record.label, part.topics, part.text)],
        tags=[(tag.spelling,) for tag in entry.tags],
        topics=entry.topics,
        ids=[(identifier.value,) for identifier in entry.identifiers if identifier.scheme != "github"],
        links=[(link.url,) for link in entry.links],
    )
