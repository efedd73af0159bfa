"""Edits by hand, each a transaction of its own."""

from __future__ import annotations

from readlist.curation import annotate, corrections, merge_split, undoing
from readlist.errors import NotFoundError


def add_tags(store, entry_ids, tags, *, command="tag"):
    with store.write(command) as tx:
        return annotate.add_tags(tx, entry_ids, tags)


def remove_tags(store, entry_ids, tags, *, command="untag"):
    with store.write(command) as tx:
        return annotate.remove_tags(tx, entry_ids, tags)


def set_status(store, entry_ids, status, *, command="status"):
    with store.write(command) as tx:
        return annotate.set_status(tx, entry_ids, status)


def add_note(store, entry_id, body, *, command="note"):
    with store.write(command) as tx:
        return annotate.add_note(tx, entry_id, body)


def edit_note(store, entry_id, body, *, number=1):
    """Change a note, if there is one."""
    with store.write("note --edit") as tx:
        try:
            return annotate.edit_note(tx, entry_id, number, body)
        except NotFoundError:
            return False


def correct(store, entry_ids, values, *, command="set"):
    with store.write(command) as tx:
        return corrections.correct(tx, entry_ids, values)


def remove(store, entry_ids):
    with store.write("rm") as tx:
        return corrections.remove(tx, entry_ids)


def merge(store, keep_id, other_ids):
    with store.write("merge") as tx:
        merge_split.merge(tx, keep_id, other_ids)


def split(store, entry_id, mention_numbers):
    with store.write("split") as tx:
        return merge_split.split(tx, entry_id, mention_numbers)


def undo(store, **how):
    """Take back one operation, and return it."""
    (undone,) = undoing.undo(store, **how)
    return undone.operation


def redo(store):
    return undoing.redo(store)[0]
