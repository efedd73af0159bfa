"""Decode MARC-8, the encoding of library catalogues before Unicode: a mark comes before the letter that it is on.

    b"Saint-Simon, \\xe2Etienne"  ──> Saint-Simon, Étienne

Only the Latin set is read (ANSEL, ANSI/NISO Z39.47). Source: https://www.loc.gov/marc/specifications/speccharansel.html.
"""

from __future__ import annotations

from unicodedata import normalize

from readlist.util.lazy_regex import lazy_pattern

_MARKS = {
    0xE0: "\u0309", 0xE1: "\u0300", 0xE2: "\u0301", 0xE3: "\u0302", 0xE4: "\u0303", 0xE5: "\u0304", 0xE6: "\u0306", 0xE7: "\u0307",
    0xE8: "\u0308", 0xE9: "\u030c", 0xEA: "\u030a", 0xEB: "\u0361", 0xEC: "", 0xED: "\u0315", 0xEE: "\u030b", 0xEF: "\u0310",
    0xF0: "\u0327", 0xF1: "\u0328", 0xF2: "\u0323", 0xF3: "\u0324", 0xF4: "\u0325", 0xF5: "\u0333", 0xF6: "\u0332", 0xF7: "\u0326",
    0xF8: "\u031c", 0xF9: "\u032e", 0xFA: "\u0360", 0xFB: "", 0xFE: "\u0313",
}  # fmt: skip
"""The signs of Unicode for the marks; those that span two letters are on the first."""
_LETTERS = dict(zip(b"\xa1\xa2\xa3\xa4\xa5\xa6\xa7\xa8\xa9\xaa\xab\xac\xad\xae\xb0\xb1\xb2\xb3\xb4\xb5\xb6\xb7\xb8\xb9\xba\xbc\xbd",
                    "ŁØĐÞÆŒʹ·♭®±ƠƯʼʻłøđþæœʺı£ðơư", strict=True))  # fmt: skip
_LETTERS |= {
    0xC0: "°",
    0xC1: "ℓ",
    0xC2: "℗",
    0xC3: "©",
    0xC4: "♯",
    0xC5: "¿",
    0xC6: "¡",
    0xC7: "ß",
    0xC8: "€",
}
_OUTSIDE = lazy_pattern(rb"[\x80-\xff]")
_MARKED = lazy_pattern(rb"([\xe0-\xfe]+)([A-Za-z\xa1-\xbd]?)")
_RECORD = lazy_pattern(rb"\s*\d{5}[\w ]{3}[^\x1d-\x1f] 22\d{5}")
"""The start of a record of ISO 2709 that does not say it is Unicode."""
_ENOUGH = 0.9


def is_marc8(content: bytes) -> bool:
    """Whether the content of a file that is not UTF-8 is of MARC-8: its marks are on letters that have such marks."""
    if not _RECORD.match(content):
        return False
    marked = list(_MARKED.finditer(content))
    fitting = sum(len(decode_marc8(match[0])) == 1 for match in marked)
    return bool(marked) and fitting >= _ENOUGH * len(marked)


def decode_marc8(content: bytes) -> str:
    """Return the text of MARC-8; signs that it does not have are left out."""
    if not _OUTSIDE.search(content):
        return content.decode("ascii")
    text = _MARKED.sub(lambda match: match[2] + match[1], content)
    return normalize("NFC", "".join(map(_sign, text)))


def _sign(byte: int) -> str:
    return chr(byte) if byte < 0x80 else _MARKS.get(byte, _LETTERS.get(byte, ""))
