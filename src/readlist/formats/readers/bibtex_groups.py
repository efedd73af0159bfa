"""The groups of a BibTeX file, in which programs keep their collections, as topic paths of each entry.

    groups = {Reading, Ponds}                         JabRef: the names of static groups
    @comment{jabref-meta: grouping:                   JabRef: the tree of groups
    0 AllEntriesGroup:;
    1 StaticGroup:Reading\\;0\\;1\\;\\;\\;\\;;
    2 KeywordGroup:Heat\\;0\\;keywords\\;heat\\;0\\;0\\;;    entries with a keyword
    1 ExplicitGroup:Old\\;0\\;lind2019\\;ek2021\\;;}        JabRef up to 3: the keys of the entries
    @comment{BibDesk Static Groups{<plist>…}}         BibDesk: the names of groups with the keys of their entries
    mendeley-groups = {Reading/Ponds}                 Mendeley

Sources: JabRef's docs.jabref.org (groups) and its GroupsParser; BibDesk's help on static groups.
"""

from __future__ import annotations

import plistlib
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.parsers.expat import ExpatError

from readlist.formats.readers.reference import clean, split_keywords

if TYPE_CHECKING:
    from collections.abc import Iterator

    from readlist.formats.readers.bibtex_fields import Fields

Path = tuple[str, ...]

_JABREF = re.compile(r"@comment\s*\{\s*jabref-meta:\s*(?:grouping|groupstree):", re.IGNORECASE)
_BIBDESK = re.compile(
    r"@comment\s*\{\s*BibDesk Static Groups\s*\{(?P<plist>.*?</plist>)", re.IGNORECASE | re.DOTALL
)
_GROUP = re.compile(r"\s*(?P<level>\d+)\s+(?P<type>\w+):(?P<values>.*)", re.DOTALL)
_ROOT = "AllEntriesGroup"


class _KeywordGroup(NamedTuple):
    field: str
    word: str
    path: Path


class Groups:
    """The groups that the comments of a file define."""

    def __init__(self, text: str) -> None:
        self._by_name: dict[str, list[Path]] = defaultdict(list)
        self._by_key: dict[str, list[Path]] = defaultdict(list)
        self._by_keyword: list[_KeywordGroup] = []
        if "comment" in text.lower():
            for match in _JABREF.finditer(text):
                self._read_tree(text[match.end() : _end_of_comment(text, match.start())])
            for match in _BIBDESK.finditer(text):
                self._read_plist(match["plist"])

    def paths_of(self, key: str, fields: Fields) -> list[Path]:
        """Return the topic paths of an entry, without duplicates."""
        return list(dict.fromkeys(self._paths_of(key, fields)))

    def _paths_of(self, key: str, fields: Fields) -> Iterator[Path]:
        for name in _names(fields.text("groups")):
            yield from self._by_name.get(name, [(name,)])
        for name in _names(fields.text("mendeley-groups")):
            yield tuple(filter(None, map(str.strip, name.split("/"))))
        yield from self._by_key.get(key, ())
        for group in self._by_keyword:
            words = split_keywords(fields.text(group.field))
            if group.word.casefold() in (word.casefold() for word in words):
                yield group.path

    def _read_tree(self, text: str) -> None:
        above: list[str] = []
        # Older versions wrap the text at any character.
        for part in re.split(r"(?<!\\);", text.replace("\n", "")):
            match = _GROUP.match(part)
            if not match:
                continue
            values = [value.replace("\\\\", "\\").strip() for value in match["values"].split("\\;")]
            level = int(match["level"])
            del above[max(level - 1, 0) :]
            name = clean(values[0])
            if match["type"] == _ROOT or not name:
                continue
            above.append(name)
            self._add(match["type"], values, tuple(above))

    def _add(self, kind: str, values: list[str], path: Path) -> None:
        if kind in ("StaticGroup", "ExplicitGroup"):
            self._by_name[path[-1]].append(path)
            if kind == "ExplicitGroup":
                for key in filter(None, values[2:]):
                    self._by_key[key].append(path)
        elif kind == "KeywordGroup" and len(values) > 5 and values[5] != "1" and values[3]:
            self._by_keyword.append(_KeywordGroup(values[2].lower(), values[3], path))

    def _read_plist(self, text: str) -> None:
        try:
            found: Any = plistlib.loads(text.strip().encode(), fmt=plistlib.FMT_XML)
        except (ValueError, ExpatError, AttributeError, TypeError):
            return
        for group in found if isinstance(found, list) else ():
            name = group.get("group name") if isinstance(group, dict) else None
            keys = group.get("keys") if isinstance(group, dict) else None
            if isinstance(name, str) and clean(name) and isinstance(keys, str):
                for key in keys.split(","):
                    self._by_key[key.strip()].append((clean(name),))


def _names(text: str) -> list[str]:
    return [name for part in text.split(",") if (name := clean(part))]


def _end_of_comment(text: str, start: int) -> int:
    """Return where the comment ends that starts at an offset: at its closing brace."""
    depth = 0
    for match in re.compile(r"\\.|[{}]", re.DOTALL).finditer(text, start):
        depth += (match[0] == "{") - (match[0] == "}")
        if depth == 0 and match[0] == "}":
            return match.start()
    return len(text)
