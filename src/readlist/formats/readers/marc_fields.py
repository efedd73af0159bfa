"""Fields and records of MARC, as ISO 2709 and MARCXML write them."""

from __future__ import annotations

from typing import NamedTuple


class MarcField(NamedTuple):
    """A field: its tag, and its subfields as pairs of code and text; a control field has one with an empty code."""

    tag: str
    subfields: tuple[tuple[str, str], ...]

    def all(self, codes: str) -> list[str]:
        return [text for code, text in self.subfields if code and code in codes and text.strip()]

    def text(self, codes: str) -> str:
        return " ".join(self.all(codes))


class MarcRecord(NamedTuple):
    """A record: its leader, and its fields in order."""

    leader: str
    fields: tuple[MarcField, ...]

    def find(self, *tags: str) -> list[MarcField]:
        return [field for tag in tags for field in self.fields if field.tag == tag]
