"""Answers of a bounded size: entries as objects, with long texts cut and long lists left short, and saying so.

A value is never cut in silence: a text ends with the number of characters that are missing, a list of objects is
accompanied by ``left_out``.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from readlist.model.entry import Entry

MOST_CHARACTERS = 24_000
"""Maximum length of an answer as JSON: about 6,000 to 12,000 tokens."""
_LINE, _TEXT, _NOTE = 300, 2_000, 3_000
_MOST_AUTHORS, _MOST_LINKS, _MOST_MENTIONS, _MOST_NOTES, _MOST_TAGS = 20, 12, 8, 20, 40


def cut(text: str, most: int) -> str:
    """Return a text of at most about ``most`` characters, without characters that nobody would see."""
    if not text.isprintable():
        text = "".join(map(_visible, text))
    return text if len(text) <= most else f"{text[:most].rstrip()} … ({len(text) - most:,} more characters)"


def _visible(char: str) -> str:
    """Return a character, or nothing for one that is not seen: an assistant would read hidden text like any other."""
    if char.isprintable() or char in "\n\t":
        return char
    return " " if char.isspace() else ""


def brief(entry: Entry, **more: Any) -> dict[str, Any]:
    """Return what a list shows of an entry; ``more`` is added."""
    found = {
        "number" if entry.kind == "note" else "key": entry.key,
        "kind": entry.kind,
        "title": cut(entry.title, _LINE),
        "authors": _few(entry.authors, 5),
        "year": entry.year,
        "venue": cut(entry.venue or "", _LINE),
        "url": cut(entry.url or "", _LINE),
        "tags": _few(entry.tags, _MOST_TAGS),
        "status": entry.status,
    }
    return _filled(found | more)


def full(entry: Entry) -> dict[str, Any]:
    """Return an entry with its abstract, identifiers, links, topics, notes, and what the imported notes say."""
    found = brief(entry) | {
        "aliases": _few(entry.aliases, 10),
        "authors": _few(entry.authors, _MOST_AUTHORS),
        "org": cut(entry.org or "", _LINE),
        "abstract": cut(entry.abstract or "", _TEXT),
        "arxiv_id": entry.arxiv_id,
        "doi": entry.doi,
        "acl_id": entry.acl_id,
        "openreview_id": entry.openreview_id,
        "rating": entry.rating,
        "links": [{"url": cut(link.url, _LINE), "role": link.role} for link in entry.links[:_MOST_LINKS]],
        "topics": [cut(" / ".join(path), _LINE) for path in entry.topics[:_MOST_TAGS]],
        "own_notes": [
            {"text": cut(note.body, _NOTE), "updated": note.updated} for note in entry.notes[:_MOST_NOTES]
        ],
        "mentions": [
            {"source": f"{cut(one.source, _LINE)}:{one.line}", "text": cut(one.text, _TEXT)}
            for one in entry.mentions[:_MOST_MENTIONS]
        ],
    }
    if len(entry.mentions) > _MOST_MENTIONS:
        found["mentions_left_out"] = len(entry.mentions) - _MOST_MENTIONS
    return _shrunk(_filled(found))


def listed(items: Iterable[dict[str, Any]], name: str, *, hint: str, **more: Any) -> dict[str, Any]:
    """Return an answer with as many items as fit, under ``name``; if some do not, with their number and a hint."""
    kept: list[dict[str, Any]] = []
    left_out = 0
    room = MOST_CHARACTERS - _size(more) - len(hint)
    for item in items:
        room -= _size(item) + 2
        if room >= 0 and not left_out:
            kept.append(item)
        else:
            left_out += 1
    answer = more | {name: kept}
    return answer | {"left_out": left_out, "hint": hint} if left_out else answer


def _few(texts: Iterable[str], most: int) -> list[str]:
    texts = [cut(text, _LINE) for text in texts]
    return texts if len(texts) <= most else [*texts[:most], f"… and {len(texts) - most} more"]


def _filled(found: dict[str, Any]) -> dict[str, Any]:
    """Return an object without empty values, which say nothing."""
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def _shrunk(found: dict[str, Any]) -> dict[str, Any]:
    """Return an object whose longest parts are cut until it is small enough."""
    while (size := _size(found)) > MOST_CHARACTERS:
        name = max(
            (name for name in found if isinstance(found[name], (list, str))),
            key=lambda one: _size(found[one]),
        )
        value = found[name]
        if isinstance(value, str):
            found[name] = cut(value, max(_LINE, len(value) - (size - MOST_CHARACTERS) - 40))
        elif len(value) > 1:
            found[name] = value[:-1]
            found[f"{name}_left_out"] = found.get(f"{name}_left_out", 0) + 1
        else:
            del found[name]
            found[f"{name}_left_out"] = found.get(f"{name}_left_out", 0) + 1
    return found


def _size(value: Any) -> int:
    return len(json.dumps(value, ensure_ascii=False))
