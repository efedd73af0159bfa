"""The names of an entry's authors in parts, for the reference formats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.formats.writers.role_names import shows_role
from readlist.model.name_parts import PersonName
from readlist.model.person_name import OTHERS, is_others, parse_name

if TYPE_CHECKING:
    from readlist.model.entry import Entry


def find_names(entry: Entry, roles: frozenset[str] = frozenset()) -> tuple[PersonName, ...]:
    """Return the authors in parts, as the origin states them or else parsed from the displayed names.

    The last one is ``OTHERS`` if the list goes on. Without authors, the organisation is the author, unless the origin has
    details and states no author. People who are shown because nobody wrote the work, in one of the ``roles`` that the
    format has, are not its authors.
    """
    editors = entry.details.editor
    if not entry.details.author and editors and entry.authors == tuple(map(str, editors)):
        return ()  # a volume that has editors only
    if not entry.details.author and roles and shows_role(entry.details, entry.authors, roles):
        return ()
    names = entry.details.author or tuple(map(_parse, filter(str.strip, entry.authors)))
    if not names and entry.org and entry.details.type is None:
        return (PersonName(family=entry.org, literal=entry.org),)
    return names


def _parse(text: str) -> PersonName:
    if is_others(text):
        return OTHERS
    name = parse_name(text)
    if name.surname and name.given and "and" not in text.lower().split():
        return name
    return PersonName(family=text, literal=text)  # an organisation or a single word: must not be split
