"""Read MARC 21 in ISO 2709: records in one line each, whose fields and subfields are separated by control characters.

    00925nam  22002777a 4500  001001300000…  \x1e field \x1e field \x1e\x1d
    leader (24)               directory: tag, length and start of each field, 12 characters each

Lengths count bytes of the encoding that the record was written in, so fields are taken in the order of the directory.
Source: https://www.loc.gov/marc/specifications/specrecstruc.html.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from readlist.errors import InputError
from readlist.formats.readers import marc
from readlist.formats.readers import reference as ref
from readlist.formats.readers.csl_item import read_made
from readlist.formats.readers.line_spans import Claim, Found, Lines, lay_out, normalize_lines
from readlist.formats.readers.marc_fields import MarcField, MarcRecord
from readlist.model.parsed_document import Diagnostic
from readlist.util.marc8 import decode_marc8, is_marc8

if TYPE_CHECKING:
    from collections.abc import Callable

    from readlist.model.parsed_document import ParsedDocument

_RECORD = re.compile(
    r"(?P<leader>\d{5}[\w ]{3}[^\x1d-\x1f]{2}\d\d\d{5}[^\x1d-\x1f]{7})(?P<rest>[^\x1d]*)\x1d?"
)
_FIELD, _SUBFIELD = "\x1e", "\x1f"
_ENTRY = 12
"""Characters of an entry of the directory."""


def read(text: str, name: str) -> ParsedDocument:
    """Read a file: one item per record. Raises InputError if it has none."""
    text = normalize_lines(text)
    lines = Lines(text)
    found: list[Found] = []
    problems: list[Diagnostic] = []
    decoded = _find_decoder(text)
    for match in _RECORD.finditer(text):
        reference = read_made(marc.to_csl(_parse(match["leader"], decoded(match["rest"]))))
        made = ref.make_record(reference)
        if made is None:
            problems.append(Diagnostic(lines.at(match.start()), "this record has neither a title nor a link"))
            continue
        found.append(Found(match.start(), match.end(), (Claim(made),)))
    if not found:
        raise InputError("contains no MARC record", file=name)
    return lay_out(text, name, found, problems, glue="\x1d")


def _find_decoder(text: str) -> Callable[[str], str]:
    """Return what turns parts of a text into what they say: the bytes of MARC-8 were read as Latin-1."""
    if text.isascii() or max(text) > "\xff" or not is_marc8(text.encode("latin-1")):
        return str
    return lambda part: decode_marc8(part.encode("latin-1"))


def _parse(leader: str, rest: str) -> MarcRecord:
    directory, *values = rest.split(_FIELD)
    tags = [directory[at : at + 3] for at in range(0, len(directory) - _ENTRY + 1, _ENTRY)]
    fields = []
    for tag, value in zip(tags, values, strict=False):
        parts = value.split(_SUBFIELD)
        subfields = tuple((part[0], part[1:].strip()) for part in parts[1:] if part)
        fields.append(MarcField(tag, subfields or (("", value),)))
    return MarcRecord(leader, tuple(fields))
