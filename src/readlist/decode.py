"""Bytes of a note to its text: byte-order marks first, then UTF-8, then a guess among the encodings of the field.

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
_CANDIDATES = ["gb18030", "big5", "big5hkscs", "utf_16_le", "utf_16_be", "shift_jis", "euc_jp", "euc_kr", "cp1252"]
_SAMPLE = 100_000
"""Bytes that are enough to tell an encoding by."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_BINARY = (b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"\x7fELF", b"SQLite format 3")


def decode(content: bytes, name: str) -> tuple[str, str]:
    """Return the text of ``content`` and the name of its encoding; InputError when it is no text."""
    if content.startswith(_BINARY):
        raise _not_text(name)
    encoding = next((encoding for mark, encoding in _MARKS if content.startswith(mark)), None)
    for candidate in [encoding] if encoding else ["utf-8"]:
        try:
            return _checked(content.decode(candidate), name), candidate
        except UnicodeDecodeError as error:
            if encoding:
                raise InputError(
                    f"says it is {encoding}, but byte {error.start} is not", file=name, hint="Save it as UTF-8."
                ) from error
    guessed = _guess(content)
    if guessed is None:
        raise _not_text(name)
    try:
        return _checked(content.decode(guessed), name), guessed
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputError(
            f"is neither UTF-8 nor any encoding known here (it looks like {guessed})", file=name, line=line,
            hint="Save it as UTF-8.",
        ) from error


def _guess(content: bytes) -> str | None:
    from charset_normalizer import from_bytes  # noqa: PLC0415

    sample = content[:_SAMPLE]
    if len(content) > _SAMPLE:  # end at a line, not within a character
        sample = sample[: sample.rfind(b"\n") + 1] or sample
    best = from_bytes(sample, cp_isolation=_CANDIDATES, preemptive_behaviour=False).best()
    return best.encoding if best else None


def _checked(text: str, name: str) -> str:
    if "\x00" in text[:_SAMPLE] or len(_CONTROL.findall(text[:_SAMPLE])) > 0.02 * min(len(text), _SAMPLE) + 3:
        raise _not_text(name)
    return text


def _not_text(name: str) -> InputError:
    return InputError("is no text file", file=name, hint="readlist reads markdown and text files.")
