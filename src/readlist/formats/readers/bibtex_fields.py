"""The fields of a BibTeX entry: strings expanded, parts joined at ``#``, inherited from other entries.

    own fields ── then those of its @xdata ── then those of its crossref, and of what that one refers to in turn

What is inherited is what biblatex's manual says (https://ctan.org/pkg/biblatex, appendix B), without fields that name the
other work itself, such as its DOI. A circle of references ends where it began, a chain of them after fifty entries; a value
ends after 300,000 characters, and strings are expanded to twice the text of the file at most. No real file has as much.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readlist.formats.readers.bibtex_names import is_braced
from readlist.formats.readers.latex_decoder import decode_latex, decode_verbatim
from readlist.formats.readers.reference_limits import LONGEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_NOT_INHERITED = frozenset(
    "abstract annotation annote crossref doi entryset entrysubtype eprint eprintclass eprinttype file ids keywords label note "
    "options pages related relatedtype shorthand shorttitle sortkey sorttitle subtitle title titleaddon url xdata xref".split()
)
_RENAMED = {"title": "booktitle", "subtitle": "booksubtitle"}
"""Fields of a volume under the names that they have in its parts, unless it states the title for these itself (BibTeX)."""


_COMMENTED = ("title", "author", "editor")
"""Fields in which a line that begins with a percent sign is a comment, as it is in LaTeX."""
_COMMENT = re.compile(r"^[ \t]*%.*\n", re.MULTILINE)
_MOST_REFERRED = 50
"""Entries, at most, from which one inherits."""
_GRANULAR = re.compile(
    r"(?<!\S)xdata\s*=\s*(?P<key>[^\s,{}]+?)-(?P<field>[A-Za-z]+)(?:-(?P<number>[1-9]\d?))?(?=\s|$)",
    re.IGNORECASE,
)
"""A reference to one field of an ``@xdata``, or to one of the values that it lists (biblatex's manual, section 3.13.6)."""
_LEAST_EXPANDED = 1_000_000


class Strings:
    """The ``@string`` definitions of a file, whose expansion has a limit: lines that double each other fill any memory.

    ``size``: characters of the file.
    """

    def __init__(self, known: Iterable[str], size: int) -> None:
        self._values = {name: name for name in known}
        self._left = max(_LEAST_EXPANDED, 2 * size)

    def define(self, name: str, raw: str) -> None:
        """Define a string by its value as written; the first definition counts."""
        self._values.setdefault(name.lower(), evaluate(raw, self))

    def expand(self, name: str) -> str:
        """Return the value of a string; the name itself if there is none, or if the limit is reached."""
        value = self._values.get(name.lower(), name)
        if len(value) > self._left:
            return name
        self._left -= len(value)
        return value


@dataclass(frozen=True, slots=True)
class Block:
    """An entry (``fields``) or a ``@string`` (``string``) with its position; values as written."""

    type: str
    key: str
    start: int
    end: int
    line: int
    fields: Mapping[str, str] | None = None
    string: str | None = None


class Fields:
    """The fields of an entry, its own and those that it inherits, by name in lower case."""

    def __init__(self, block: Block, entries: Mapping[str, Block], strings: Strings) -> None:
        own = block.fields or {}
        refers = "crossref" in own or "xdata" in own
        written = _with_inherited(block, entries, strings, set()) if refers else own
        values = {name: evaluate(value, strings).strip() for name, value in written.items()}
        for name, value in values.items():
            if "xdata" in value and _GRANULAR.search(value):
                values[name] = _with_parts_of_xdata(value, entries, strings)
        for name in _COMMENTED:
            if "%" in values.get(name, ""):
                values[name] = _COMMENT.sub("", values[name])
        self.too_long = {name: len(value) for name, value in values.items() if len(value) > LONGEST}
        """Fields of which only the start is read, with their lengths."""
        self._values = {name: value[:LONGEST] for name, value in values.items() if value}

    def raw(self, *names: str) -> str:
        """Return the first of these fields that is not empty, with strings expanded and LaTeX unchanged."""
        for name in names:
            if name in self._values:
                return self._values[name]
        return ""

    def find(self, *names: str) -> str:
        """Return the name of the first of these fields that is not empty."""
        return next((name for name in names if name in self._values), "")

    def text(self, *names: str) -> str:
        """Return the first of these fields that is not empty, as plain text on one line."""
        raw = self.raw(*names)
        return decode_latex(raw) if raw else ""

    def verbatim(self, *names: str) -> str:
        """Return the first of these fields that is not empty, decoded as a URL, an ID or a file name."""
        raw = self.raw(*names)
        return decode_verbatim(raw) if raw else ""

    def names(self) -> Iterator[str]:
        """Return the names of the fields that are not empty."""
        return iter(self._values)


def _with_parts_of_xdata(value: str, entries: Mapping[str, Block], strings: Strings) -> str:
    """Return a value with the values that it names in place of their names: ``xdata=presses-publisher``."""

    def named(match: re.Match[str]) -> str:
        other = entries.get(match["key"].strip().lower())
        raw = (other.fields or {}).get(match["field"].lower()) if other else None
        if raw is None:
            return match[0]
        found = evaluate(raw, strings)
        parts = re.split(r"\s+and\s+", found) if match["number"] else [found]
        return parts[min(int(match["number"] or 1), len(parts)) - 1]

    return _GRANULAR.sub(named, value)


def _with_inherited(
    block: Block, entries: Mapping[str, Block], strings: Strings, seen: set[str]
) -> dict[str, str]:
    """Return the fields of an entry and those it inherits; ``seen``: the keys of the entries asked so far."""
    out = {name: value for name, value in (block.fields or {}).items() if value}
    seen.add(block.key.lower())
    for name in ("xdata", "crossref"):
        for key in evaluate(out.get(name, ""), strings).split(","):
            other = entries.get(key.strip().lower()) if key.strip() else None  # an entry may have no key
            if other is None or other.key.lower() in seen or len(seen) > _MOST_REFERRED:
                continue
            has_booktitle = "booktitle" in (other.fields or {})
            for field, value in _with_inherited(other, entries, strings, seen).items():
                if name == "xdata" and field not in ("ids", "xdata", "crossref"):
                    out.setdefault(field, value)
                elif name == "crossref" and not (has_booktitle and field in _RENAMED):
                    _inherit(out, field, value)
    return out


def _inherit(out: dict[str, str], field: str, value: str) -> None:
    if field in _RENAMED:
        if "journal" not in out and "journaltitle" not in out:
            out.setdefault(_RENAMED[field], value)
    elif field not in _NOT_INHERITED and not (field == "author" and "editor" in out):
        out.setdefault(field, value)


def evaluate(raw: str, strings: Strings) -> str:
    """Evaluate a value as written: ``{…}``, ``"…"``, a number, the name of a string, or several joined by ``#``."""
    raw = raw.strip()
    if "#" not in raw or is_braced(raw):
        return _piece(raw, strings)
    return "".join(_piece(piece.strip(), strings) for piece in _split_at_joins(raw))


def _piece(raw: str, strings: Strings) -> str:
    if len(raw) > 1 and raw[0] + raw[-1] in ("{}", '""'):
        return raw[1:-1]
    return strings.expand(raw)


def _split_at_joins(text: str) -> list[str]:
    """Split at each ``#`` outside braces and quotes."""
    out, start, depth, quoted = [], 0, 0, False
    for match in re.finditer(r"(?<!\\)[{}\"]|#", text):
        sign = match[0]
        if sign in "{}":
            depth += 1 if sign == "{" else -1
        elif sign == '"':
            quoted = quoted != (depth == 0)
        elif depth == 0 and not quoted:
            out.append(text[start : match.start()])
            start = match.end()
    return [*out, text[start:]]
