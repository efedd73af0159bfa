"""Turn an entry of Hayagriva, Typst's bibliography format, into an item of CSL-JSON.

    type: article                  what the entry is
    parent: {type: periodical, …}  what it appeared in, and so on
    serial-number: {doi: …}        IDs

Source: https://github.com/typst/hayagriva, docs/file-format.md.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from readlist.formats.readers.csl_item import ROLES

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROLES = {"writer": "script-writer", "cast-member": "performer", "holder": "author"}
"""Roles of Hayagriva that CSL calls by other names."""
_TYPES = {
    "chapter": "chapter", "entry": "entry-dictionary", "anthos": "chapter", "report": "report", "thesis": "thesis",
    "web": "webpage", "scene": "document", "artwork": "graphic", "patent": "patent", "case": "legal_case",
    "newspaper": "article-newspaper", "legislation": "legislation", "manuscript": "manuscript", "original": "document",
    "post": "post", "misc": "document", "performance": "performance", "periodical": "periodical",
    "proceedings": "book", "book": "book", "blog": "post-weblog", "reference": "book", "conference": "event",
    "anthology": "book", "repository": "software", "thread": "post", "video": "motion_picture", "audio": "song",
    "exhibition": "event", "article": "article-journal",
}  # fmt: skip
"""Types of entries, each as a type of CSL."""
_WITHIN = {
    "proceedings": "paper-conference", "conference": "paper-conference", "newspaper": "article-newspaper",
    "blog": "post-weblog", "anthology": "chapter", "book": "chapter", "reference": "entry-encyclopedia",
    "web": "webpage",
}  # fmt: skip
"""The type of CSL of an article by what it appeared in."""


def is_hayagriva(value: dict[str, Any]) -> bool:
    """Whether a mapping is an entry: of a known type, with a title or a parent."""
    return str(value.get("type", "")).lower() in _TYPES and ("title" in value or "parent" in value)


def to_csl(key: str, value: dict[str, Any]) -> dict[str, Any]:
    """Return the item of CSL-JSON that an entry states."""
    parents = value.get("parent")
    chain = [one for one in (parents if isinstance(parents, list) else [parents]) if isinstance(one, dict)]
    parent = chain[0] if chain else {}
    kind = str(value.get("type", "")).lower()
    csl_type = _TYPES.get(kind, "document")
    if kind in ("article", "chapter", "anthos", "entry") and parent:
        csl_type = _WITHIN.get(str(parent.get("type", "")).lower(), csl_type)
    ids = _serials(value)
    place = [value, *chain, *(one["parent"] for one in chain if isinstance(one.get("parent"), dict))]
    publisher = _first(place, "publisher", "organization")
    out: dict[str, Any] = {
        "id": key,
        "type": csl_type,
        "title": _formatted(value.get("title")),
        "container-title": _formatted(parent.get("title")),
        "author": _names(value.get("author")),
        "editor": _names(_first([value, parent], "editor")),
        "issued": {"raw": str(_first(place, "date") or "")},
        "volume": _plain(_first(place, "volume")),
        "issue": _plain(_first(place, "issue")),
        "page": _plain(value.get("page-range")),
        "edition": _plain(_first(place, "edition")),
        "publisher": _plain(publisher.get("name") if isinstance(publisher, dict) else publisher),
        "publisher-place": _plain(
            publisher.get("location") if isinstance(publisher, dict) else value.get("location")
        ),
        "genre": _plain(value.get("genre")),
        "language": _plain(value.get("language")),
        "abstract": _plain(value.get("abstract")),
        "note": _plain(value.get("note")),
        "URL": _plain(value.get("url")),
        "DOI": ids.get("doi"),
        "ISBN": ids.get("isbn") or (_serials(parent).get("isbn")),
        "ISSN": ids.get("issn") or (_serials(parent).get("issn")),
    }
    for role, people in _affiliated(value.get("affiliated")):
        out.setdefault(role, []).extend(people)
    if arxiv := ids.get("arxiv"):
        out |= {"archive": "arxiv", "archive_location": arxiv}
    return {name: found for name, found in out.items() if found}


def _affiliated(value: Any) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Yield further people with their role, which has CSL's name if CSL knows it."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            role = _ROLES.get(stated := _plain(one.get("role")).lower(), stated)
            yield role if role in ROLES or role == "author" else "contributor", _names(one.get("names"))


def _first(values: list[dict[str, Any]], *names: str) -> Any:
    return next((one[name] for one in values for name in names if one.get(name)), None)


def _plain(value: Any) -> str:
    """Return the text of a value, which may also be a mapping with ``value`` and other spellings."""
    if isinstance(value, dict):
        value = value.get("value")
    return str(value) if isinstance(value, (str, int)) else ""


def _formatted(value: Any) -> str:
    """Return the text of a value in which braces keep the case of words, outside formulas."""
    parts = _plain(value).split("$")
    parts[::2] = [re.sub(r"[{}]", "", part) for part in parts[::2]]
    return "$".join(parts)


def _serials(value: dict[str, Any]) -> dict[str, str]:
    given = value.get("serial-number")
    if isinstance(given, dict):
        return {name.lower(): str(text) for name, text in given.items() if isinstance(text, str)}
    return {
        name: str(value[name])
        for name in ("doi", "isbn", "issn", "arxiv")
        if isinstance(value.get(name), str)
    }


def _names(value: Any) -> list[dict[str, str]]:
    """Return people: ``Last, First``, ``Last, Jr., First``, a name alone, or a mapping of parts."""
    out = []
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            family = " ".join(filter(None, (_plain(one.get("prefix")), _plain(one.get("name")))))
            parts = {
                "family": family,
                "given": _plain(one.get("given-name")),
                "suffix": _plain(one.get("suffix")),
            }
            out.append({name: text for name, text in parts.items() if text})
        elif isinstance(one, str) and one.strip():
            family, *rest = (part.strip() for part in one.split(",", 2))
            names = dict(zip(("given", "suffix"), reversed(rest), strict=False))
            out.append({"family": family} | names if rest else {"literal": family})
    return [name for name in out if name]
