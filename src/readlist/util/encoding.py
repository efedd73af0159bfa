"""Decode the bytes of a file: by byte-order mark, else as UTF-8, else as the file states, else in the likeliest encoding.

MARC-8 is left as it is, as Latin-1, for its reader: in it only parts of a file are text.

Content that is not text (NUL bytes, many control characters, the signature of a binary format) is an InputError that
names the file.
"""

from __future__ import annotations

import codecs
import re

from readlist.errors import InputError
from readlist.util.lazy_regex import lazy_pattern
from readlist.util.marc8 import is_marc8

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
_HEAD = 1000
_STATED = lazy_pattern(
    rb"<\?xml[^>]*\sencoding\s*=\s*[\"']([\w.:-]+)|^%+\s*(?:Encoding:|!TEX encoding\s*=)\s*([\w.:-]+)"
    rb"|^%% Saved with string encoding .*\(([\w -]+)\)|kbibtex-encoding=([\w.:-]+)",
    re.IGNORECASE | re.MULTILINE,
)
"""How XML, JabRef, TeX editors, BibDesk and KBibTeX state the encoding of a file."""
_MAC = "mac_roman"
_MAC_NAMES = lazy_pattern(r"(?:x-?)?mac(?:[ _-]?os)?[ _-]?(?:roman|intosh)|macintosh", re.IGNORECASE)
_LIKELY = lazy_pattern(
    r"(?:iso|windows|cp|latin|koi8|gb|big|shift|euc|mac|occidental|x-mac|ascii|us-ascii)[\w .-]*",
    re.IGNORECASE,
)
"""Names of encodings of which ASCII is a part."""
_WINDOWS = dict.fromkeys(
    ("iso-8859-1", "iso8859_1", "iso8859-1", "latin1", "latin-1", "ascii", "us-ascii"), "cp1252"
)
"""Encodings that are stated where Windows-1252 is meant (https://encoding.spec.whatwg.org/#names-and-labels)."""
_OTHER_SCRIPT = lazy_pattern(rb"[\x80-\xff]{4}")
"""Letters of a word in Cyrillic, Greek or another script that is not Latin."""
_MISPLACED = lazy_pattern(
    r"(?<=[^\W\d_])(?:[^\x00-\x7f\w’‘–—·\u0300-\u036f]|(?![A-Z])[^\W\d_a-z])(?=[a-z])|(?<=[a-z])(?![A-Z])[^\W\d_](?=\W|$)",
)
"""Signs within words, and letters of which those in upper case are counted: they tell that an encoding is the wrong one."""
_SAMPLE = 100_000
"""Bytes that are enough to detect an encoding."""
_CONTROL = lazy_pattern(r"[\x00-\x08\x0e-\x1a\x1c\x7f]")
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
    guessed = "latin_1" if is_marc8(content) else _find_stated(content) or _guess(content)
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


def _find_stated(content: bytes) -> str | None:
    """Return the encoding that the head of a file states, unless the file cannot be decoded as that."""
    match = _STATED.search(content[:_HEAD])
    stated = next(filter(None, match.groups())).decode("ascii", "replace").strip() if match else ""
    if not _LIKELY.fullmatch(stated):
        return None
    encoding = _MAC if _MAC_NAMES.fullmatch(stated) else _WINDOWS.get(stated.lower(), stated)
    try:
        content.decode(encoding)
    except (LookupError, UnicodeError):
        return None
    return codecs.lookup(encoding).name.replace("-", "_")


def _is_mac(content: bytes) -> bool:
    """Whether bytes make better words as Mac OS Roman than as Windows-1252."""
    sample = _sample(content)
    if _OTHER_SCRIPT.search(sample):
        return False
    misplaced = _count_misplaced(sample.decode(_MAC))
    try:
        return misplaced < _count_misplaced(sample.decode("cp1252"))
    except UnicodeDecodeError:
        return misplaced == 0


def _count_misplaced(text: str) -> int:
    """Return how many letters in upper case, and signs, are within or at the end of words that are in lower case."""
    return sum(not match[0].islower() for match in _MISPLACED.finditer(text))


def _guess(content: bytes) -> str | None:
    from charset_normalizer import from_bytes  # noqa: PLC0415

    best = from_bytes(_sample(content), cp_isolation=_CANDIDATES, preemptive_behaviour=False).best()
    guessed = best.encoding if best else None
    return _MAC if guessed in ("cp1252", None) and _is_mac(content) else guessed


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
