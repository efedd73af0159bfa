"""Tag, rate and annotate entries, and report what changed; typer is not needed for it (see ``plain_line``)."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from readlist.cli.selection import NOTHING, Selection, say_changed, split_last
from readlist.errors import NotFoundError, UsageError
from readlist.model.identifiers import parse_identifier
from readlist.util.bounded_read import read_stream

if TYPE_CHECKING:
    from collections.abc import Sequence

    from readlist.cli.session import Session
    from readlist.library.facade import Library

_IDS_OF_WORKS = frozenset({"arxiv", "doi"})
"""Identifiers that nobody means as a tag; a GitHub name (a/b) may be one."""
_COMMANDS_OF_TAGS = frozenset({"rename", "merge", "rm"})
"""Commands of ``readlist tags``, which are looked for at ``tag``."""


def tag(
    session: Session,
    words: Sequence[str],
    *,
    tags: Sequence[str] = (),
    private: bool = False,
    chosen: Selection = NOTHING,
) -> None:
    """Tag entries; the last word is the tag, unless there are ``tags``."""
    entries, given = _split_tags(words, tags, chosen, "tag")
    with session.open() as library:
        wanted = _choose(library, entries, given, chosen, "tag", is_last=not tags)
        try:
            changed = library.tag(wanted, given, private=private)
        except NotFoundError as error:
            if wanted[0] in _COMMANDS_OF_TAGS:
                error.hint = f"What changes a tag everywhere: readlist tags {wanted[0]} {' '.join(words[1:])}"
            raise
    say_changed(session, changed, "tagged", "all of the entries already have these tags")


def untag(
    session: Session, words: Sequence[str], *, tags: Sequence[str] = (), chosen: Selection = NOTHING
) -> None:
    """Remove tags from entries; the last word is the tag, unless there are ``tags``."""
    entries, given = _split_tags(words, tags, chosen, "untag")
    with session.open() as library:
        wanted = _choose(library, entries, given, chosen, "untag", is_last=not tags)
        changed = library.untag(wanted, given)
    say_changed(session, changed, "untagged", "none of the entries has these tags")


def _split_tags(
    words: Sequence[str], tags: Sequence[str], chosen: Selection, command: str
) -> tuple[Sequence[str], Sequence[str]]:
    if tags:
        return words, tags
    advice = ". All tags are listed by: readlist tags" if list(words) == ["list"] else ""
    entries, last = split_last(words, chosen, "tag", f"{command} ENTRY TAG{advice}")
    return entries, [last]


def _choose(
    library: Library,
    entries: Sequence[str],
    given: Sequence[str],
    chosen: Selection,
    command: str,
    *,
    is_last: bool,
) -> list[str]:
    """Return the entries to change; ``is_last``: the tag is the last word, which must be no entry."""
    if is_last:
        _refuse_key(library, given[0])
    return chosen.entries(library, entries, what=f"{command} {', '.join(given)}")


def _refuse_key(library: Library, word: str) -> None:
    """Raise UsageError if the last word names an entry and is not a tag so far: then the tag was forgotten."""
    found = parse_identifier(word)
    is_id = found is not None and found.scheme in _IDS_OF_WORKS
    if (is_id or library.is_key(word)) and word.casefold() not in {t.name.casefold() for t in library.tags()}:
        raise UsageError(
            f"the last word, '{word}', is {'an ID' if is_id else 'the key of an entry'}, not a tag",
            hint=f"Write the tag last: readlist tag ENTRY… TAG. If it is the tag: --tag {word}",
        )


def set_status(session: Session, words: Sequence[str], *, chosen: Selection = NOTHING) -> None:
    """Set the reading status of entries; the last word is the status, or ``none``."""
    entries, wanted = split_last(words, chosen, "status", "status ENTRY todo|reading|read|dropped|none")
    with session.open() as library:
        changed = library.set_status(chosen.entries(library, entries, what=f"status {wanted}"), wanted)
    cleared = wanted == "none"
    reason = "none of the entries has a status" if cleared else "all of the entries already have this status"
    say_changed(session, changed, wanted, reason)


def rate(session: Session, words: Sequence[str], *, chosen: Selection = NOTHING) -> None:
    """Rate entries; the last word is the rating, or ``none``."""
    entries, wanted = split_last(words, chosen, "rating", "rate ENTRY 1|2|3|4|5|none")
    with session.open() as library:
        changed = library.rate(chosen.entries(library, entries, what=f"rate {wanted}"), wanted)
    say_changed(session, changed, f"rated {wanted}", "the entries have this rating already")


def write_note(
    session: Session, words: Sequence[str], *, number: int | None = None, private: bool | None = None
) -> None:
    """Store a new note on an entry, or with ``number`` a changed one.

    ``words`` are the entry and the text, ``-`` for that on standard input; without a text the editor opens, but for a
    change of only whether the note is private.
    """
    from readlist.cli.entry_editor import edit_note, store_note, without_head  # noqa: PLC0415

    wanted, *rest = words
    text = rest[0] if rest else None
    if text is None and (number is None or private is None):
        found = edit_note(session, wanted, number, private=private)
        if found is None:
            session.say(
                "nothing to do: the text is as it was" if number else "nothing to do: the note is empty"
            )
            return
    else:
        body = without_head(read_stream(sys.stdin, "standard input")) if text == "-" else text
        with session.open() as library:
            found = store_note(library, wanted, body, number, private=private)
    session.say(f"noted: {found.key} (notes: {len(found.notes)})")
