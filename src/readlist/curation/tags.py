"""Change a tag on all entries that have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.curation.annotate import add_tags, parse_tags, remove_tags
from readlist.curation.statements import find_private
from readlist.errors import NotFoundError, UsageError
from readlist.model.facts import tag_element
from readlist.storage.tag_rows import find_tagged, read_tag_names
from readlist.text.nearest import find_nearest

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
    """Give the entries with one of these tags another one in their place; return the entries that have changed.

    It is private where these tags are.
    """
    (new,) = _parse_one(into)
    _check_known(tx, tags)
    entry_ids = sorted(find_tagged(tx.connection, tags))
    private = find_private(tx, entry_ids, tags)
    changed = set(add_tags(tx, [i for i in entry_ids if i not in private], [new]))
    changed.update(add_tags(tx, sorted(private), [new], private=True))
    others = [tag for tag in tags if tag_element(tag) != tag_element(new)]
    changed.update(remove_tags(tx, entry_ids, others))
    return sorted(changed)


def drop_tags(tx: Transaction, tags: Sequence[str]) -> list[int]:
    """Take tags from all entries that have them; return these. NotFoundError if no entry has one of them."""
    _check_known(tx, tags)
    entry_ids = sorted(find_tagged(tx.connection, tags))
    return remove_tags(tx, entry_ids, tags)


def _check_known(tx: Transaction, tags: Sequence[str]) -> None:
    names = read_tag_names(tx.connection)
    known = {tag_element(one) for one in names}
    for tag in tags:
        if tag_element(tag) not in known:
            near = find_nearest(tag, names)
            hint = f"Did you mean: {', '.join(near)}?" if near else "List them with: readlist tags"
            raise NotFoundError(f"no entry has the tag '{tag}'", hint=hint)


def _parse_one(tag: str) -> tuple[str, ...]:
    tags = parse_tags([tag])
    if len(tags) > 1:
        raise UsageError(f"'{tag}' is {len(tags)} tags", hint="Name one tag.")
    return tags
