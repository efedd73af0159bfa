"""Decode the bytes of a file: by byte-order mark, else as UTF-8, else in the likeliest of the candidate encodings.

Content that is not text (NUL bytes, many control characters, the signature of a binary format) is an InputError that
names the file.
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
"""Bytes that are enough to detect an encoding."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c\x7f]")
"""Characters that text does not have; not those that separate the fields of a library catalogue (\\x1d to \\x1f)."""
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


def is_utf8(text: str) -> bool:
    """Whether a text from the operating system, as an argument or a path, was UTF-8; only then can it be stored."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def decode(content: bytes, name: str) -> tuple[str, str]:
    """Return the text of ``content`` and the name of its encoding.

    Raises InputError, with ``name`` as the file and a line where known, when the content is not text.
    """
    if content.startswith(_BINARY):
        raise _not_text(name)
    mark, marked = next((pair for pair in _MARKS if content.startswith(pair[0])), (b"", None))
    try:
        return _checked(content.decode(marked or "utf-8"), name), marked or "utf-8"
    except UnicodeDecodeError as error:
        if marked:
            line = content[: error.start + len(mark)].count(b"\n") + 1
            raise InputError(
                f"has the byte-order mark of {marked}, but cannot be decoded as that",
                file=name,
                line=line,
                hint="Save the file as UTF-8.",
            ) from error
    return _decode_guessed(content, name)


def decode_head(content: bytes) -> str:
    """Return the start of a text, to recognise a format by: by byte-order mark, else as UTF-8; what does not fit is replaced."""
    marked = next((encoding for mark, encoding in _MARKS if content.startswith(mark)), "utf-8")
    return content.decode(marked, errors="replace").removeprefix("\ufeff")


def _decode_guessed(content: bytes, name: str) -> tuple[str, str]:
    guessed = _guess(content)
    if guessed is None:
        raise _not_text(name)
    try:
        return _checked(content.decode(guessed), name), guessed
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputError(
            f"is neither UTF-8 nor another encoding that readlist reads (the closest is {guessed})",
            file=name,
            line=line,
            hint="Save the file as UTF-8.",
        ) from error


def _guess(content: bytes) -> str | None:
    from charset_normalizer import from_bytes  # noqa: PLC0415

    best = from_bytes(_sample(content), cp_isolation=_CANDIDATES, preemptive_behaviour=False).best()
    return best.encoding if best else None


def _sample(content: bytes) -> bytes:
    """Return enough to detect the encoding: from a long file, the lines that are not pure ASCII, up to a line end."""
    if len(content) <= _SAMPLE:
        return content
    if b"\x00" not in content[:_SAMPLE]:  # UTF-16, which has NUL bytes, cannot be split at the byte \n
        content = b"".join(line for line in content.splitlines(keepends=True) if not line.isascii())
    return content[: content.rfind(b"\n", 0, _SAMPLE) + 1] or content[:_SAMPLE]


def _checked(text: str, name: str) -> str:
    if "\x00" in text[:_SAMPLE] or len(_CONTROL.findall(text[:_SAMPLE])) > 0.02 * min(len(text), _SAMPLE) + 3:
        raise _not_text(name)
    return text


def _not_text(name: str) -> InputError:
    return InputError("is not a text file", file=name, hint="readlist reads markdown, BibTeX, RIS and JSON.")
