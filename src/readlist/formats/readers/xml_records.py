"""Cut the records out of an XML text, each parsed alone, so that it has its lines and one bad record costs only itself.

    <mods:mods> … </mods:mods>   ──> the element, without the prefixes and namespaces of its names
    <rdf:RDF> <bib:Article> …    ──> the elements directly below the root, for formats whose records refer to each other

An entity that is not one of XML's own is read as text in a record that is parsed alone.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, NamedTuple
from xml.parsers import expat

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_ENTITY_NAME = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)")
"""What XML would take for an entity that is declared elsewhere."""
_NAMESPACE = re.compile(r"\sxmlns:([\w.-]+)\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_XML_DECLARATION = re.compile(r"<\?xml[^>]*?\?>")


class XmlRecord(NamedTuple):
    """A record at offsets from ``start`` to ``end``: its element, or what is wrong with it."""

    start: int
    end: int
    element: ET.Element | None
    error: str = ""


def cut_records(text: str, names: Collection[str]) -> Iterator[XmlRecord]:
    """Yield the elements that have one of these names, whatever their prefix, and are not within each other."""
    prefixes = " ".join(f'xmlns:{name}="{name}"' for name in sorted(set(_NAMESPACE.findall(text))))
    for start, end in _find_spans(text, names):
        try:
            written = _ENTITY_NAME.sub("&amp;", text[start:end])
            root = ET.fromstring(f"<r {prefixes}>{written}</r>")  # noqa: S314
            yield XmlRecord(start, end, without_namespaces(root[0]))
        except ET.ParseError as error:
            yield XmlRecord(start, end, None, str(error))


def _find_spans(text: str, names: Collection[str]) -> Iterator[tuple[int, int]]:
    """Yield from where to where each element reaches, by the first end tag of its name; one without an end is none."""
    start_tag = re.compile(rf"<((?:[\w.-]+:)?(?:{'|'.join(map(re.escape, names))}))(?=[\s>])[^<>]*(?<!/)>")
    without_end: set[str] = set()  # nor have those that start later
    place = 0
    while match := start_tag.search(text, place):
        name, place = match[1], match.end()
        if name in without_end:
            continue
        if end := re.compile(rf"</{re.escape(name)}\s*>").search(text, place):
            yield match.start(), end.end()
            place = end.end()
        else:
            without_end.add(name)


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
