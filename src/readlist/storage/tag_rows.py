"""Tag rows, inserted when the first entry has them; case does not distinguish tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from readlist.storage.transaction import Transaction


def tag_ids(tx: Transaction, spellings: Collection[str]) -> dict[str, int]:
    """Return the ids of tags by spelling, ignoring case; missing ones are inserted.

    The end of the operation corrects their names (``tag_spelling``).
    """
    from readlist.storage import tables  # noqa: PLC0415

    if not spellings:
        return {}
    known = {name.casefold(): tag_id for tag_id, name in tx.connection.execute("SELECT id, name FROM tag")}
    first = {spelling.casefold(): spelling for spelling in sorted(spellings, reverse=True)}
    missing = sorted(first.keys() - known.keys())
    known |= zip(missing, tx.insert(tables.Tag, [{"name": first[folded]} for folded in missing]), strict=True)
    return {spelling: known[spelling.casefold()] for spelling in spellings}
