"""Read the properties at the top of a note: of the file, or of the one work that a literature note is about.

    --- YAML ---          key: value, key: [a, b], key: and a list, key: > and a folded text
    +++ TOML +++          key = "value", key = ["a", "b"]
    Logseq, Roam          key:: value, with or without a bullet
    Obsidian callout      # Title, then > [!info] and lines of > **Key**: value

Values are read as text, without guessing types: ``2024.10``, ``no`` and ``012`` stay what they are. A line that is not
understood is skipped, so that no property block stops an import.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from readlist.formats.markdown import author_lists, dates_venues, field_labels, status_marks
from readlist.model import url_finder, urls
from readlist.model.identifiers import Identifier, find_identifiers, parse_doi, parse_url
from readlist.model.record import Link, Record

MAX_LINES = 200
"""Maximum number of lines of a property block."""
_FENCES = {"---": ("---", "..."), "+++": ("+++",)}
_YAML = re.compile(r"(?P<key>[^\s:#\-\[{\"'][^:]{0,60}?)\s*:(?:\s+(?P<value>.*))?$")
_TOML = re.compile(r"(?P<key>[\w.\-\"]{1,60})\s*=\s*(?P<value>.*)$")
_PROPERTY = re.compile(r"(?:[-*+]\s+)?(?P<key>[^\s:`\[\]][^:`\[\]]{0,40}?)::(?:\s+(?P<value>.*))?$")
_CALLOUT = re.compile(
    r">\s*(?:[-*+]\s+)?[*_]{0,2}(?P<key>[^:：*_>]{1,40}?)[*_]{0,2}\s*[:：]+[*_]{0,2}\s+(?P<value>.*)$"
)
_CALLOUT_START = re.compile(r">\s*\[!\w+\]")
_TITLED_CALLOUT = re.compile(r">\s*\[!\w+\][+-]?\s+\S")
_QUOTED = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^']|'')*)'")
_WIKI_LINK = re.compile(r"\[\[@?(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
_PART = re.compile(r"\s*((?:\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'|[^,\"'][^,]*))\s*(?:,|$)")
_CITATION_KEY = re.compile(r"[A-Za-z][A-Za-z_-]*\d{4}\w*")
_KEYS = {
    "citekey": "key",
    "citationkey": "key",
    "bibkey": "key",
    "zoterokey": "",
    "paperurl": "paper",
    "doi": "doi",
}
_WORK_FIELDS = frozenset(("venue", "key"))

Values = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The properties of a file: the lines they span from the top, its title and tags, and the work it is about."""

    lines: int = 0
    title: str | None = None
    tags: tuple[str, ...] = ()
    work: Record | None = None


def read_front_matter(lines: list[str], name: str = "") -> FrontMatter:
    """Read the property block at the top of a file; an empty result if there is none.

    ``name``: that of the file, which says the title, or the citation key, of a work whose properties do not.
    """
    fenced = _fenced(lines)
    found = fenced or _properties(lines) or _callout(lines)
    if found is None:
        return FrontMatter()
    count, given = found
    values = _by_field(given)
    if name.startswith("@"):
        values.setdefault("key", [name[1:]])
    title = _text(values, "title")
    work = _work(values, title or _heading(lines[count:]) or _title_of_file(name))
    if work is None and fenced is None:
        return FrontMatter()  # text of the note
    return FrontMatter(count, title, _tags(values), work)


def _heading(lines: list[str]) -> str | None:
    """Return the top heading of a note, if the note starts with it."""
    first = next((line.strip() for line in lines if line.strip()), "")
    return first[2:].strip() or None if first.startswith("# ") else None


def _title_of_file(name: str) -> str | None:
    """Return the name of a file if it is a title or a citation key."""
    bare = name.removeprefix("@").strip()
    return bare if " " in bare or _CITATION_KEY.fullmatch(bare) else None


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
    is_open = False
    for line in lines:
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        match = None if line[0].isspace() or is_open else pattern.match(text)
        if match:
            own = values.setdefault(match["key"].strip('" '), [])
            own.append((match["value"] or "").strip())
        elif own and (line[0].isspace() or is_open or text.startswith("- ")):
            _continue(own, text)
        is_open = (
            bool(own) and own[0].startswith("[") and not own[0].startswith("[[") and not own[0].endswith("]")
        )
    return {key: [part for value in given for part in _parse_value(value)] for key, given in values.items()}


def _continue(own: list[str], text: str) -> None:
    """Add a line to the value of a property: an item of its list, or more of its text."""
    if text.startswith("- "):
        item = text[2:].strip()
        own.append(re.sub(r"^(?:name|literal)\s*:\s*", "", item))
    elif re.fullmatch(r"[>|][+-]?", own[0]):
        own[0] = text
    else:
        own[-1] = f"{own[-1]} {text}".strip()


def _parse_value(value: str) -> list[str]:
    """Return the texts of a value: the items of an inline list, or the value without its quotes."""
    if value.startswith("[") and value.endswith("]") and not value.startswith("[["):
        parts = [match[1] for match in _PART.finditer(value[1:-1])]
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
        values[match["key"]] = [_WIKI_LINK.sub(r"\1", match["value"] or "").strip()]
        count += 1
    return (count, values) if count else None


def _callout(lines: list[str]) -> tuple[int, Values] | None:
    """Read a callout of labelled lines that directly follows the title of the file."""
    written = [n for n, line in enumerate(lines[:MAX_LINES]) if line.strip()]
    if (
        len(written) < 3
        or not lines[written[0]].startswith("# ")
        or not _CALLOUT_START.match(lines[written[1]])
        or sum(map(bool, map(_TITLED_CALLOUT.match, lines))) > 1  # a list of works, each in a callout
    ):
        return None
    values: Values = {"title": [lines[written[0]][2:].strip()]}
    at = written[1] + 1
    while at < len(lines) and (match := _CALLOUT.match(lines[at])):
        values[match["key"].strip()] = [_WIKI_LINK.sub(r"\1", match["value"]).strip()]
        at += 1
    return (at, values) if len(values) > 2 else None


# -- values ------------------------------------------------------------------------------------------------------


def _by_field(given: Values) -> Values:
    """Return the values by the canonical name of their field."""
    out: Values = {}
    for key, texts in given.items():
        folded = re.sub(r"[\s_\-]", "", key).lower()
        name = _KEYS.get(folded) if folded in _KEYS else field_labels.label_field(key) or ""
        if name and texts:
            out.setdefault(name, []).extend(text for text in texts if text)
    return {name: texts for name, texts in out.items() if texts}


def _text(values: Values, name: str) -> str | None:
    return " ".join(values[name][0].split()) or None if name in values else None


def _tags(values: Values) -> tuple[str, ...]:
    given = values.get("tags", [])
    parts = re.split(r"[,，、\s]+", given[0]) if len(given) == 1 else given
    return tuple(dict.fromkeys(tag.lstrip("#").strip() for tag in parts if tag.strip("# ")))


def _work(values: Values, title: str | None) -> Record | None:
    """Return the work that a note is about: it has a title, and an ID or a field that only a work has."""
    ids, links = _ids(values), _links(values)
    if not title or not (ids or _WORK_FIELDS & set(values)):
        return None  # a title, an author and a date are those of a post or of the file itself
    date = dates_venues.find_date(_text(values, "date") or "")
    venue = _text(values, "venue")
    known = dates_venues.parse_venue(venue) if venue else None
    return Record(
        title=title,
        authors=_authors(values.get("authors", [])),
        org=_text(values, "org"),
        abstract=_text(values, "abstract"),
        year=date.year if date else known.year if known else None,
        month=date.month if date else None,
        venue=known.name if known else venue,
        ids=ids,
        url=next((link.url for link in links if link.role in ("paper", "pdf")), None)
        or (ids[0].url if ids else None),
        links=links,
        tags=_tags(values),
        status=status_marks.parse_status(_text(values, "status") or ""),
        label=_text(values, "label"),
        key=_text(values, "key"),
    )


def _authors(given: list[str]) -> tuple[str, ...]:
    if len(given) == 1:
        return author_lists.parse_authors(given[0])
    return tuple(dict.fromkeys(name for name in given if name))


def _links(values: Values) -> tuple[Link, ...]:
    out: dict[str, Link] = {}
    for name in ("paper", "code", "project", "data", "video", "slides", "blog", "doi"):
        for text in values.get(name, []):
            for found in url_finder.find_urls(text):
                role = urls.link_role(found.url, name)
                out.setdefault(found.url, Link(found.url, role))
    return tuple(out.values())


def _ids(values: Values) -> tuple[Identifier, ...]:
    """Return the IDs of the work, one per scheme."""
    found: dict[str, Identifier] = {}
    for text in values.get("doi", []) + values.get("paper", []):
        given = [
            i for url in url_finder.find_urls(text) if (i := parse_url(url.url)) and i.scheme != "github"
        ]
        if not given:
            given = [doi for doi in [parse_doi(text)] if doi] + find_identifiers(f"[{text}]")
        for identifier in given:
            found.setdefault(identifier.scheme, identifier)
    return tuple(found.values())
