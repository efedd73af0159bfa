"""Bytes of a file to its text: byte-order marks first, then UTF-8, then a guess among the encodings of the field.

What is no text (a NUL byte, mostly control characters) is an InputError that names the file.
"""

from __future__ import annotations

import codecs
import re

from readlist.errors import InputError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CANDIDATES = [
    "gb18030",
    "big5",
    "big5hkscs",
    "utf_16_le",
    "utf_16_be",
    "shift_jis",
    "euc_jp",
    "euc_kr",
    "cp1252",
]
_SAMPLE = 100_000
"""Bytes that are enough to tell an encoding by."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_BINARY = (
    b"%PDF",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"\x7fELF",
    b"SQLite format 3",
)


def decode(content: bytes, name: str) -> tuple[str, str]:
    """Return the text of ``content`` and the name of its encoding; InputError when it is no text."""
    if content.startswith(_BINARY):
        raise _not_text(name)
    mark, marked = next((pair for pair in _MARKS if content.startswith(pair[0])), (b"", None))
    try:
        return _checked(content.decode(marked or "utf-8"), name), marked or "utf-8"
    except UnicodeDecodeError as error:
        if marked:
            line = content[: error.start + len(mark)].count(b"\n") + 1
            raise InputError(
                f"says that it is {marked}, but is not", file=name, line=line, hint="Save it as UTF-8."
            ) from error
    return _decode_guessed(content, name)


def _decode_guessed(content: bytes, name: str) -> tuple[str, str]:
    guessed = _guess(content)
    if guessed is None:
        raise _not_text(name)
    try:
        return _checked(content.decode(guessed), name), guessed
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputError(
            f"is neither UTF-8 nor any encoding known here (it looks like {guessed})",
            file=name,
            line=line,
            hint="Save it as UTF-8.",
        ) from error


def _guess(content: bytes) -> str | None:
    from charset_normalizer import from_bytes  # noqa: PLC0415

    best = from_bytes(_sample(content), cp_isolation=_CANDIDATES, preemptive_behaviour=False).best()
    return best.encoding if best else None


def _sample(content: bytes) -> bytes:
    """As much as tells the encoding: of a long file, lines that are not plain ASCII, cut where a line ends."""
    if len(content) <= _SAMPLE:
        return content
    if b"\x00" not in content[:_SAMPLE]:  # in UTF-16 lines do not end at the byte \n
        content = b"".join(line for line in content.splitlines(keepends=True) if not line.isascii())
    return content[: content.rfind(b"\n", 0, _SAMPLE) + 1] or content[:_SAMPLE]


def _checked(text: str, name: str) -> str:
    if "\x00" in text[:_SAMPLE] or len(_CONTROL.findall(text[:_SAMPLE])) > 0.02 * min(len(text), _SAMPLE) + 3:
        raise _not_text(name)
    return text


def _not_text(name: str) -> InputError:
    return InputError("is no text file", file=name, hint="readlist reads markdown, BibTeX, RIS and JSON.")
