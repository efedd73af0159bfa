"""Read the properties at the top of a note: of the file, or of the one work that a literature note is about.

    --- YAML ---          key: value, key: [a, b], key: and a list, key: > and a folded text
    +++ TOML +++          key = "value", key = ["a", "b"]
    Logseq, Roam          key:: value, with or without a bullet

Values are read as text, without guessing types: ``2024.10``, ``no`` and ``012`` stay what they are. A line that is not
understood is skipped, so that no property block stops an import.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from readlist.formats.markdown.property_names import property_field

MAX_LINES = 200
"""Maximum number of lines of a property block."""
_FENCES = {"---": ("---", "..."), "+++": ("+++",)}
_YAML = re.compile(r"(?P<key>[^\s:#\-\[{\"'][^:]{0,60}?)\s*:(?:\s+(?P<value>.*))?$")
_TOML = re.compile(r"(?P<key>[\w.\-\"]{1,60})\s*=\s*(?P<value>.*)$")
_PROPERTY = re.compile(r"(?:[-*+]\s+)?(?P<key>[^\s:`\[\]][^:`\[\]]{0,40}?)::(?:\s+(?P<value>.*))?$")
_QUOTED = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^']|'')*)'")
_WIKI_LINK = re.compile(r"\[\[@?(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
_PART = re.compile(r"\s*((?:\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'|[^,\"'][^,]*))\s*(?:,|$)")
_HALF_NAME = re.compile(
    r"(?:(?P<family>family|last_?name|surname|last)|(?P<given>given|first_?name|first))\s*:\s+(?P<text>\S.*)",
    re.IGNORECASE,
)
"""A half of a name in a list of mappings: ``family: Quill``."""
_KEY_OF_ITEM = re.compile(r"[a-z][\w-]{2,24}:\s")
_LINK_OF_ITEM = re.compile(r"(?:url|href|link):\s+[\"']?(?P<url>https?://[^\s\"']+)")
MAX_QUOTED = 20
"""Maximum number of lines of a quoted text."""
Values = dict[str, list[str]]


class Properties(NamedTuple):
    """The properties of a note: their values by key as written, the lines they span, and whether fences enclose them."""

    values: Values
    lines: int
    is_fenced: bool


def read_properties(lines: list[str]) -> Properties:
    """Read the property block at the top of a file; an empty result if there is none."""
    if fenced := _fenced(lines):
        return Properties(fenced[1], fenced[0], is_fenced=True)
    count, values = _properties(lines) or (0, {})
    return Properties(values, count, is_fenced=False)


# -- notations ---------------------------------------------------------------------------------------------------


def _fenced(lines: list[str]) -> tuple[int, Values] | None:
    """Read YAML or TOML between its fences; None without fences or without a single property."""
    ends = _FENCES.get(lines[0].rstrip())
    if ends is None:
        return None
    end = next((n for n, line in enumerate(lines[1:MAX_LINES], 1) if line.rstrip() in ends), None)
    if end is None:
        return None
    values = _pairs(lines[1:end], _YAML if ends[0] == "---" else _TOML)
    return (end + 1, values) if values else None


def _pairs(lines: list[str], pattern: re.Pattern[str]) -> Values:
    """Read ``key: value`` lines; indented lines and list items continue the value above them."""
    values: Values = {}
    own: list[str] = []
    parent = ""
    is_open = False
    for number, line in enumerate(lines):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        is_nested = line[0].isspace() and not is_open and _opens_mapping(own)
        match = pattern.match(text) if is_nested or not (line[0].isspace() or is_open) else None
        if match:
            key = match["key"].strip('" ')
            if is_nested:
                key = _key_of_part(parent, key)
            else:
                parent = key
            given = values.setdefault(key, [])
            given.append((match["value"] or "").strip())
            own = given if not is_nested or key == parent else [""]
        elif own and (line[0].isspace() or is_open or text.startswith("- ")):
            _continue(own, text)
        is_open = bool(own) and _is_open(
            own[-1] if len(own) == 1 else own[0], lines[number + 1 : number + 1 + MAX_QUOTED]
        )
    return {key: [part for value in given for part in _parse_value(value)] for key, given in values.items()}


def _opens_mapping(own: list[str]) -> bool:
    """Whether a property has no value of its own, so that indented properties below it may be its parts."""
    return own == [""]


def _key_of_part(parent: str, key: str) -> str:
    """Return the key of a part of a mapping: its own, or that of the mapping if it is the name of a known property."""
    if property_field(parent) in ("", "paper", "citation"):
        return key
    return (
        parent
        if key in ("name", "title", "text", "value", "date-parts", "raw", "literal")
        else f"{parent}.{key}"
    )


def _is_open(value: str, below: list[str]) -> bool:
    """Whether a value goes on ``below``, in the next lines: a list without its bracket, or a quote that closes there."""
    if value.startswith("[") and not value.startswith("[["):
        return not value.endswith("]")
    if value[:1] in ("'", '"') and not _QUOTED.match(value):
        return any(line.rstrip().endswith(value[0]) for line in below)
    return False


def _continue(own: list[str], text: str) -> None:
    """Add a line to the value of a property: an item of its list, or more of its text."""
    if text.startswith("- "):
        item = text.lstrip("- ").strip() if text.startswith("- - ") else text[2:].strip()
        named = _HALF_NAME.match(item)
        own.append(_unquote(named["text"]) if named else re.sub(r"^(?:name|literal)\s*:\s*", "", item))
    elif len(own) > 1 and (half := _HALF_NAME.match(text)):
        both = (own[-1], _unquote(half["text"])) if half["given"] else (_unquote(half["text"]), own[-1])
        own[-1] = ", ".join(both)
    elif re.fullmatch(r"[>|][+-]?", own[0]):
        own[0] = text
    elif len(own) > 1 and (link := _LINK_OF_ITEM.match(text)):
        own[-1] = link["url"]
    elif len(own) > 1 and _KEY_OF_ITEM.match(text):
        return  # an affiliation, an address: more of what is a mapping in YAML
    else:
        own[-1] = f"{own[-1]} {text}".strip()


def _parse_value(value: str) -> list[str]:
    """Return the texts of a value: the items of an inline list, or the value without its quotes."""
    if value.startswith("[") and value.endswith("]") and not value.startswith("[["):
        inside = value[1:-1]
        is_listed = ";" in inside and not re.search(r"[\"']", inside)  # Berry, Matthew M.; Healy, Liam M.
        parts = inside.split(";") if is_listed else [match[1] for match in _PART.finditer(inside)]
        return [text for part in parts if (text := _unquote(part))]
    text = _unquote(value)
    return [text] if text and text not in ("null", "~", "[]") else []


def _unquote(value: str) -> str:
    value = value.strip()
    if match := _QUOTED.match(value):
        inside = match[1] if match[1] is not None else match[2].replace("''", "'")
        value = re.sub(r"\\([\"\\/])", r"\1", inside)
    else:
        value = re.sub(r"\s+#\s.*$", "", value)
    return _WIKI_LINK.sub(r"\1", value).strip()


def _properties(lines: list[str]) -> tuple[int, Values] | None:
    """Read ``key:: value`` lines at the top."""
    values: Values = {}
    count = 0
    for line in lines[:MAX_LINES]:
        match = _PROPERTY.match(line.strip())
        if not match:
            break
        value = re.sub(r"\]\]\s+\[\[", "]], [[", match["value"] or "")
        values[match["key"]] = [_WIKI_LINK.sub(r"\1", value).strip()]
        count += 1
    return (count, values) if count else None
