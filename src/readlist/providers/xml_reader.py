"""Parse XML from the network with the standard library's parser, without declarations that could expand.

A document type declares entities, and entities that contain entities fill any memory; none of our sources needs one, so
a text that has a declaration is refused before it is parsed.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

_DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def parse_xml(body: bytes) -> ET.Element:
    """Parse a document. Raises ValueError if it is not XML, or has a document type."""
    if (
        _DECLARATION.search(body) or b"\0" in body
    ):  # with NULs it would be UTF-16, in which nothing is searched for
        raise ValueError("the XML has a document type declaration")
    try:
        return ET.fromstring(body)  # noqa: S314
    except (ET.ParseError, LookupError) as error:
        raise ValueError(str(error)) from error
