"""Text from notes and from the network, made safe to print.

A terminal obeys control characters: escape sequences recolour it, rename its window, or type for the person; bidi
marks show text in another order than it has. None of them belongs to a title, so none is printed.
"""

from __future__ import annotations

from readlist.util.lazy_regex import lazy_pattern

# C0 but tab and line feed, DEL, C1 (U+009B begins an escape sequence too); bidi marks, embeddings, isolates and
# overrides of https://www.unicode.org/reports/tr9/; line and paragraph separators; and lone surrogates, which no
# encoding takes.
_CONTROLS = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
_UNSAFE = lazy_pattern(f"[{_CONTROLS}]")
_UNSAFE_IN_JSON = lazy_pattern(r"[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def safe(text: str) -> str:
    """Return ``text`` without what a terminal obeys; its lines stay."""
    return text if _is_plain(text) else _UNSAFE.sub("", text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """Return ``text`` safe and on one line, with white space collapsed."""
    return " ".join(safe(text.replace("\r", " ")).split())


def safe_json(text: str) -> str:
    """Return JSON ``text`` that means the same, with what a terminal obeys written as escapes.

    JSON itself escapes only the characters below U+0020.
    """
    if _is_plain(text):
        return text
    return _UNSAFE_IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _is_plain(text: str) -> bool:
    """Whether a look at each line shows that there is nothing unsafe: most text prints as it is."""
    return all(map(str.isprintable, text.split("\n")))
