"""Cut the records out of an XML text, each parsed alone, so that it has its lines and one bad record costs only itself.

    <mods:mods> … </mods:mods>   ──> the element, without the prefixes and namespaces of its names
    <rdf:RDF> <bib:Article> …    ──> the elements directly below the root, for formats whose records refer to each other

An entity that is not one of XML's own is read as text in a record that is parsed alone.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple
from xml.parsers import expat

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_ENTITY_NAME = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)")
"""What XML would take for an entity that is declared elsewhere."""
_PREFIX = re.compile(r"(?:</?|\s)(?!xml)([A-Za-z_][\w.-]*):[A-Za-z_]")
"""The prefix of a name of an element or attribute, or a word of the text that looks like one."""
_XML_DECLARATION = re.compile(r"<\?xml[^>]*?\?>")


class XmlRecord(NamedTuple):
    """A record at offsets from ``start`` to ``end``: its element, or what is wrong with it."""

    start: int
    end: int
    element: ET.Element | None
    error: str = ""


def cut_records(text: str, names: Collection[str]) -> Iterator[XmlRecord]:
    """Yield the elements that have one of these names, whatever their prefix, and are not within each other."""
    # What declares them is around the records, or was cut off together with that.
    used = {match[1] for match in _PREFIX.finditer(text)}
    prefixes = " ".join(f'xmlns:{name}="{name}"' for name in sorted(used))
    for start, end in _find_spans(text, names):
        try:
            written = _ENTITY_NAME.sub("&amp;", text[start:end])
            root = ET.fromstring(f"<r {prefixes}>{written}</r>")  # noqa: S314
            yield XmlRecord(start, end, without_namespaces(root[0]))
        except ET.ParseError as error:
            yield XmlRecord(start, end, None, str(error))


def _find_spans(text: str, names: Collection[str]) -> Iterator[tuple[int, int]]:
    """Yield from where to where each element reaches; one without an end tag is none.

    An element may have another one of its name within it. Where end tags are missing it ends at the first one.
    """
    start_tag = re.compile(rf"<((?:[\w.-]+:)?(?:{'|'.join(map(re.escape, names))}))(?=[\s>])[^<>]*(?<!/)>")
    without_end: set[str] = set()  # nor have those that start later
    unbalanced: set[str] = set()
    place = 0
    while match := start_tag.search(text, place):
        name, place = match[1], match.end()
        if name in without_end:
            continue
        ends = _ends(text, name, place)
        first = next(ends, None)
        if first is None:
            without_end.add(name)
            continue
        balanced = chain([first], ends) if name not in unbalanced else ()
        end = next((end for end, depth in balanced if depth == 0), None)
        if end is None:
            unbalanced.add(name)
        place = end or first[0]
        yield match.start(), place


def _ends(text: str, name: str, place: int) -> Iterator[tuple[int, int]]:
    """Yield where the end tags of a name end after ``place``, and how many elements are still open there, of those within."""
    depth = 1
    for tag in re.compile(rf"<(/?){re.escape(name)}(?:\s[^<>]*)?(?<!/)>").finditer(text, place):
        depth += -1 if tag[1] else 1
        if tag[1]:
            yield tag.end(), depth


def cut_children(text: str) -> list[XmlRecord]:
    """Return the elements directly below the root, with their namespaces. Raises ValueError if the text is not well-formed."""
    spans: list[list[int]] = []
    depth = 0
    parser = expat.ParserCreate()

    def start(_: str, __: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth == 2:
            spans.append([parser.CurrentByteIndex, 0])

    def end(_: str) -> None:
        nonlocal depth
        if depth == 2:
            spans[-1][1] = parser.CurrentByteIndex
        depth -= 1

    parser.StartElementHandler, parser.EndElementHandler = start, end
    # The text is decoded already, whatever encoding its declaration states.
    encoded = _XML_DECLARATION.sub(lambda match: " " * len(match[0]), text, count=1).encode(
        "utf-8", "replace"
    )
    try:
        parser.Parse(encoded, True)
        root = ET.fromstring(encoded)  # noqa: S314  (expat limits how far entities expand)
    except (expat.ExpatError, ET.ParseError) as error:
        raise ValueError(str(error)) from error
    out = []
    at = done = 0
    for (first, last), element in zip(spans, root, strict=True):
        begin = done + len(encoded[at:first].decode("utf-8", "replace"))
        stop = encoded.find(b">", last) + 1
        done, at = begin + len(encoded[first:stop].decode("utf-8", "replace")), stop
        out.append(XmlRecord(begin, done, element))
    return out


def without_namespaces(element: ET.Element) -> ET.Element:
    """Return an element whose names and attributes, and those below it, have no namespaces any more."""
    for one in element.iter():
        if isinstance(one.tag, str):
            one.tag = one.tag.rpartition("}")[2]
        for name in list(one.attrib):
            if "}" in name:
                one.attrib.setdefault(name.rpartition("}")[2], one.attrib.pop(name))
    return element


def text_of(element: ET.Element | None) -> str:
    """Return the text of an element and those below it on one line; empty for None."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def find_text(element: ET.Element, *paths: str) -> str:
    """Return the text of the first element on one of these paths that has any."""
    for path in paths:
        for found in element.findall(path):
            if text := text_of(found):
                return text
    return ""
