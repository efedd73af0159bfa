"""The people of a work besides its authors and editors: what each format states of them, under the names of CSL's roles.

csl      translator, director, composer, …   lists of names in JSON
bibtex   translator, director, bookauthor    names as BibTeX writes them
         editora, editoratype = {redactor}   editors of the series, as Zotero writes them
ris      A4 of a book or a part of one       translators (https://en.wikipedia.org/wiki/RIS_(file_format))
         A3 of a part of a book, A2 of one   editors of the series
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from readlist.formats.readers.bibtex_names import read_names
from readlist.formats.readers.csl_item import ROLES, read_people
from readlist.model.person_name import parse_index_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from readlist.model.details import Details
    from readlist.model.name_parts import PersonName

    People = tuple[PersonName, ...]

_OF_BIBTEX = {role: role for role in (*ROLES, "artist", "holder", "editora")} | {
    "bookauthor": "container-author"
}
_MORE_EDITORS = ("editora", "editorb", "editorc")
_WITH_TRANSLATORS = (
    "book",
    "chapter",
    "classic",
    "collection",
    "entry-dictionary",
    "entry-encyclopedia",
    "document",
)
_IN_SERIES = ("chapter", "paper-conference", "entry-encyclopedia", "entry-dictionary", "report", "map")


def find_roles(details: Details, *, but: str = "") -> dict[str, People]:
    """Return the people in each role that a source states in another format than ``but``."""
    if not details.extra:
        return {}
    out: dict[str, People] = {}
    for form, role, people in _stated(details):
        if people and form != but and role in ROLES:
            out.setdefault(role, people)
    own = {role for form, role, _ in _stated(details) if form == but} if out else set()
    return {role: people for role, people in out.items() if role not in own}


def shows_role(details: Details, shown: tuple[str, ...], roles: frozenset[str]) -> bool:
    """Whether the names that are shown as authors are people in one of these roles."""
    return any(role in roles and tuple(map(str, people)) == shown for _, role, people in _stated(details))


def _stated(details: Details) -> Iterator[tuple[str, str, People]]:
    for form, name, value in details.extra:
        if form == "csl" and name in ROLES:
            yield form, name, read_people(_decoded(value))
        elif (
            form == "bibtex"
            and name in _MORE_EDITORS
            and ("bibtex", f"{name}type", "redactor") in details.extra
        ):
            yield form, "collection-editor", read_names(value)
        elif form == "bibtex" and name in _OF_BIBTEX:
            yield form, _OF_BIBTEX[name], read_names(value)
        elif form == "ris" and (role := _role_in_ris(name, details)):
            yield form, role, tuple(map(parse_index_name, value.split("\n")))


def _role_in_ris(tag: str, details: Details) -> str:
    """Return the role of the people of a tag that are neither authors nor editors, or an empty string."""
    if tag == "A4" and details.type in _WITH_TRANSLATORS:
        return "translator"
    is_series = (tag == "A3" and details.type in _IN_SERIES) or (tag == "A2" and details.type == "book")
    return "collection-editor" if is_series else ""


def _decoded(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
