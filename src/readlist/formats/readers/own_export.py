"""Read our own export: split an exported entry into the mentions that it was fused from.

    {"title", "ids", …, "mentions": [m1, m2], "topics", "aliases", "notes"}
        ├── m1: record, its topics, its label, its text
        ├── m2: the same record with m2's topics, label, text
        └── data without a mention: an additional topic or alias, a person's own note

The imported entry has the same mentions, topics and names again, so exporting it gives the same object. Rating and
priority are set by people; records cannot have them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from readlist.formats.readers.line_spans import Claim
from readlist.formats.readers.reference import clean, clean_key, storable
from readlist.model import urls
from readlist.model.details import Details
from readlist.model.identifiers import Identifier, parse_acl, parse_arxiv, parse_doi, parse_identifier
from readlist.model.record import KINDS, ROLES, STATUSES, Link, Record

if TYPE_CHECKING:
    from collections.abc import Iterator


def is_entry(value: dict[str, Any]) -> bool:
    """Whether an object is an entry of our export, in any version of its schema."""
    return isinstance(value.get("schema"), int) and value.get("kind") in KINDS and bool(_text(value, "title"))


def read_claims(entry: dict[str, Any]) -> tuple[Claim, ...]:
    """Return the claims of an entry: one per mention, plus those needed for its other topics, aliases and notes."""
    record = _record(entry)
    claims = [
        Claim(_labelled(record, _text(m, "label")), _path(m.get("topics")), _prose(m.get("text")))
        for m in _objects(entry.get("mentions"))
    ]
    claims += _unmentioned(entry, record, claims)
    if aliases := _texts(entry.get("aliases")):
        claims = list(_named(claims, aliases))
    bodies = (_prose(note.get("body")) for note in _objects(entry.get("notes")))
    return (*claims, *(Claim(record, (), body) for body in bodies if body))


def _unmentioned(entry: dict[str, Any], record: Record, claims: list[Claim]) -> list[Claim]:
    """Return a claim for each topic that no mention has; the first without a text if there are no mentions."""
    mentioned = {claim.topics for claim in claims}
    paths = map(_path, _list(entry.get("topics")))
    missing = [path for path in paths if path and path not in mentioned]
    if claims:
        return [Claim(record, path, record.title) for path in missing]
    first, *others = missing or [()]
    return [Claim(record, first), *(Claim(record, path, record.title) for path in others)]


def find_losses(entry: dict[str, Any]) -> tuple[str, ...]:
    """Return messages about values of the entry that records cannot have."""
    lost = [name for name in ("rating", "priority", "due") if entry.get(name) is not None]
    return (f"{' and '.join(lost)} of '{_text(entry, 'title')}' not imported",) if lost else ()


def _labelled(record: Record, label: str) -> Record:
    return record._replace(label=label) if label and label != record.title else record


def _named(claims: list[Claim], aliases: tuple[str, ...]) -> Iterator[Claim]:
    """Assign each alias that is not a label yet to a claim without a label, or to a new claim."""
    labels = {claim.record.label for claim in claims}
    waiting = [alias for alias in aliases if alias not in labels and alias != claims[0].record.title]
    if claims[0].record.kind == "note":
        waiting = []
    for claim in claims:
        free = waiting and claim.record.label is None
        yield claim._replace(record=_labelled(claim.record, waiting.pop(0))) if free else claim
    for alias in waiting:
        yield Claim(_labelled(claims[0].record, alias), claims[0].topics, alias)


def _record(entry: dict[str, Any]) -> Record:
    status = _text(entry, "status")
    own = set(_texts(entry.get("private_tags")))
    return Record(
        kind=entry["kind"],
        title=_text(entry, "title"),
        authors=_texts(entry.get("authors")),
        org=_text(entry, "org") or None,
        abstract=_prose(entry.get("abstract")),
        year=_number(entry.get("year"), 1000, 2999),
        month=_number(entry.get("month"), 1, 12),
        venue=_text(entry, "venue") or None,
        ids=tuple(_identifiers(entry)),
        categories=_texts(entry.get("categories")),
        url=_text(entry, "url") or None,
        links=tuple(_links(entry)),
        tags=tuple(tag for tag in _texts(entry.get("tags")) if tag not in own),
        status=status if status in STATUSES else None,
        key=clean_key(_text(entry, "key")) if entry["kind"] != "note" else None,
        details=Details.from_dict(entry),
    )


def _identifiers(entry: dict[str, Any]) -> Iterator[Identifier]:
    if arxiv := parse_arxiv(_text(entry, "arxiv_id")):
        yield arxiv._replace(version=_number(entry.get("arxiv_version"), 1, 99))
    if doi := parse_doi(_text(entry, "doi")):
        yield doi
    if acl := parse_acl(_text(entry, "acl_id")):
        yield acl
    name = _text(entry, "openreview_id")
    if name and (openreview := parse_identifier(f"openreview:{name}")):
        yield openreview


def _links(entry: dict[str, Any]) -> Iterator[Link]:
    for link in _objects(entry.get("links")):
        url, role = _text(link, "url"), _text(link, "role")
        if url:
            yield Link(url, role if role in ROLES else urls.link_role(url))


# -- members: a value of the wrong type is treated as absent ------------------------------------------------------


def _text(value: dict[str, Any], name: str) -> str:
    found = value.get(name)
    return clean(found) if isinstance(found, str) else ""


def _prose(value: Any) -> str | None:
    """Return a multi-line text unchanged except for characters that the database cannot store."""
    return storable(value).strip("\n") or None if isinstance(value, str) else None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for one in _list(value) if isinstance(one, str) and (text := clean(one))))


def _objects(value: Any) -> list[dict[str, Any]]:
    return [one for one in _list(value) if isinstance(one, dict)]


def _path(value: Any) -> tuple[str, ...]:
    return tuple(text for one in _list(value) if isinstance(one, str) and (text := clean(one)))


def _number(value: Any, least: int, most: int) -> int | None:
    return (
        value if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most else None
    )
