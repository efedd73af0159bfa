"""Change a tag on all entries that have it; put entries under topics of the person's own, and take them away."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from readlist.curation.annotate import add_tags, parse_tags, remove_tags, state_all
from readlist.curation.statements import facts_of
from readlist.errors import NotFoundError, UsageError
from readlist.model.facts import TOPIC, Statement, tag_element, topic_element
from readlist.storage.tag_rows import find_tagged, read_tag_names
from readlist.storage.topic_rows import Topics, find_noted_under

if TYPE_CHECKING:
    from collections.abc import Sequence

    from readlist.storage.transaction import Transaction


def rename_tag(tx: Transaction, tag: str, name: str) -> list[int]:
    """Rename a tag, or spell it otherwise; return the entries that have it.

    Raises NotFoundError if there is no such tag, UsageError if another tag has the new name.
    """
    (new,) = _parse_one(name)
    known = {tag_element(one): one for one in read_tag_names(tx.connection)}
    if tag_element(new) in known and tag_element(new) != tag_element(tag):
        raise UsageError(
            f"there is a tag '{known[tag_element(new)]}' already",
            hint=f"To make them one: readlist tags merge {tag} {new}",
        )
    return merge_tags(tx, [tag], new)


def merge_tags(tx: Transaction, tags: Sequence[str], into: str) -> list[int]:
    """Give the entries with one of these tags another one in their place; return the entries that have changed."""
    (new,) = _parse_one(into)
    names = read_tag_names(tx.connection)
    known = {tag_element(one) for one in names}
    for tag in tags:
        if tag_element(tag) not in known:
            near = difflib.get_close_matches(tag, names)
            hint = f"Did you mean: {', '.join(near)}?" if near else "List them with: readlist tags"
            raise NotFoundError(f"no entry has the tag '{tag}'", hint=hint)
    entry_ids = sorted(find_tagged(tx.connection, tags))
    changed = set(add_tags(tx, entry_ids, [new]))
    others = [tag for tag in tags if tag_element(tag) != tag_element(new)]
    changed.update(remove_tags(tx, entry_ids, others))
    return sorted(changed)


def _parse_one(tag: str) -> tuple[str, ...]:
    tags = parse_tags([tag])
    if len(tags) > 1:
        raise UsageError(f"'{tag}' is {len(tags)} tags", hint="Name one tag.")
    return tags


def add_topic(tx: Transaction, entry_ids: Sequence[int], path: tuple[str, ...]) -> list[int]:
    """Put entries under a topic, spelt as the library spells it; return those that were not there by hand."""
    spelt = Topics(tx).spell(path)
    element = topic_element(spelt)
    facts = facts_of(tx, entry_ids)
    return state_all(
        tx, [Statement(i, TOPIC, element, list(spelt)) for i in facts if (TOPIC, element) not in facts[i]]
    )


def remove_topic(tx: Transaction, entry_ids: Sequence[int], path: tuple[str, ...]) -> list[int]:
    """Take entries from a topic that the person put them under; return those that were there.

    Raises UsageError if a note puts one of the entries there: only a change of the note takes it away.
    """
    element = topic_element(path)
    facts = facts_of(tx, entry_ids)
    changed = state_all(
        tx, [Statement(i, TOPIC, element, None) for i in facts if (TOPIC, element) in facts[i]]
    )
    Topics(tx).drop_unused()
    if not changed and (source := find_noted_under(tx.connection, entry_ids, element)):
        raise UsageError(
            f"it is {source} that has this topic", hint="Change the heading there, and import the file again."
        )
    return changed
