"""The text of notes in an Obsidian vault: their properties and what is above the person's part.

Texts are written as YAML strings in double quotes (JSON is YAML: https://yaml.org/spec/1.2.2/#json-schema), and links to notes
as ``[[name|text]]``, without the characters that end them.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from readlist.formats.writers.markdown_list import contained, escape, linked
from readlist.formats.writers.prose_text import without_furniture
from readlist.formats.writers.remarks import find_prose, find_remarks
from readlist.formats.writers.topic_outline import Item, arrange, find_spots
from readlist.model.dates import write_date
from readlist.text.display import one_line
from readlist.util.file_names import file_name
from readlist.util.printable import safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from readlist.model.entry import Entry

TOPICS = "Topics"
"""The folder of the notes of topics."""
# https://help.obsidian.md/links: these end or change a link to a note.
_LINK_MARKS = re.compile(r"[\[\]|#^\\]")
# https://help.obsidian.md/tags: letters, digits, and three marks.
_NOT_IN_TAG = re.compile(r"[^\w/-]+")


def entry_note(entry: Entry) -> tuple[dict[str, str], str]:
    """Return the properties of an entry's note, as YAML by name, and its text."""
    properties = {
        "title": entry.title,
        "aliases": list(dict.fromkeys((entry.title, *entry.aliases))),
        "authors": list(entry.authors),
        "year": entry.year,
        "venue": entry.venue,
        "kind": entry.kind,
        "status": entry.status,
        "rating": entry.rating,
        "tags": [tag for name in entry.tags if (tag := _tag(name))],
        "url": entry.url,
        "arxiv": entry.arxiv_id,
        "doi": entry.doi,
        "topics": [f"[[{topic_link(path)}|{_shown(path[-1])}]]" for path in entry.topics],
    }
    given = {name: _yaml(value) for name, value in properties.items() if value not in (None, [], "")}
    return given, "\n".join(_body(entry))


def _body(entry: Entry) -> Iterator[str]:
    yield f"# {linked(entry.title, entry.url)}\n"
    about = (", ".join(entry.authors), entry.org, entry.venue, write_date(entry.year, entry.month))
    if text := " · ".join(filter(None, about)):
        yield f"{escape(text)}\n"
    if links := " · ".join(linked(link.role, link.url) for link in entry.links if link.url != entry.url):
        yield f"{links}\n"
    if entry.abstract:
        yield f"> [!abstract]-\n> {escape(entry.abstract)}\n"
    for note in entry.notes:
        yield f"> [!note]\n{_quoted(note.body)}\n"
    for remark in find_remarks(entry):
        yield f"{contained(remark)}\n"


def topic_notes(placed: Iterable[tuple[Entry, Path]], root: Path) -> Iterator[tuple[Path, str, str]]:
    """Yield, for each topic, the path of its note below the vault, its id, and its text."""
    for section in arrange(_item(entry, path, root) for entry, path in placed):
        if section.path:
            prose, items = list(section.prose), list(section.items)
            text = "\n".join((f"# {escape(section.path[-1])}\n", *prose, "".join(items)))
            yield _topic_path(section.path), f"topic: {safe(' / '.join(map(one_line, section.path)))}", text


def _item(entry: Entry, path: Path, root: Path) -> Item:
    spots = find_spots(entry)
    if entry.kind == "note":
        text = without_furniture(find_prose(entry), entry.title).strip("\n")
        own = [f"> [!note]\n{_quoted(note.body)}\n" for note in entry.notes]
        return Item(spots, "\n".join(filter(None, (text and f"{contained(text)}\n", *own))), prose=True)
    target = path.relative_to(root).with_suffix("").as_posix()
    line = f"- [[{target}|{_shown(entry.title)}]]\n"
    return Item(spots, line, line)


def topic_link(path: tuple[str, ...]) -> str:
    """Return the target of a link to a topic's note."""
    return _topic_path(path).with_suffix("").as_posix()


def _topic_path(path: tuple[str, ...]) -> Path:
    *outer, last = (file_name(_LINK_MARKS.sub("_", one_line(name)), "") for name in path)
    return Path(TOPICS, *outer, f"{last}.md")


def _tag(name: str) -> str:
    """Return a tag as Obsidian takes it; nothing if it has no letter."""
    tag = _NOT_IN_TAG.sub("-", name).strip("-/")
    return tag if re.search(r"[^\W\d_]", tag) else ""


def _shown(text: str) -> str:
    return _LINK_MARKS.sub(" ", one_line(text)).strip() or "untitled"


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.strip("\n").splitlines())


def _yaml(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
