"""Text from notes and from the network, made safe to print, and to open in other programs.

A terminal executes control characters: escape sequences change colours, rename the window, or insert input; bidi marks
display text in another order. None of them belongs in a title, so none is printed or exported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.util.lazy_regex import lazy_pattern

if TYPE_CHECKING:
    import re

# C0 except tab and line feed, DEL, C1 (U+009B begins an escape sequence too); the bidi marks, embeddings, isolates and
# overrides of https://www.unicode.org/reports/tr9/; line and paragraph separators; and lone surrogates, which cannot
# be encoded.
_CONTROLS = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
_UNSAFE = lazy_pattern(f"[{_CONTROLS}]")
_UNSAFE_IN_JSON = lazy_pattern(r"[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def safe(text: str) -> str:
    """Return ``text`` without control characters and bidi marks; line feeds and tabs are kept.

    A byte that could not be decoded, as in the name of a file, becomes U+FFFD.
    """
    return text if _is_plain(text) else _UNSAFE.sub(_visible, text.replace("\r\n", "\n"))


def _visible(found: re.Match[str]) -> str:
    """Return what is printed for an unsafe character: nothing, or for a byte that is not UTF-8 a mark."""
    return "\ufffd" if "\ud800" <= found[0] <= "\udfff" else ""


def safe_json(text: str) -> str:
    """Return equivalent JSON, with control characters and bidi marks written as escapes.

    JSON itself escapes only the characters below U+0020.
    """
    if _is_plain(text):
        return text
    return _UNSAFE_IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _is_plain(text: str) -> bool:
    """Whether all lines are printable, as most are: a quick check that saves the regular expression."""
    return all(map(str.isprintable, text.split("\n")))
