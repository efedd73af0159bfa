"""Repair the links of a text where the repair is certain, and change no other byte.

    text ── lines outside code ── formats.markdown.line_repair ──> Fix: a line before and after
    file ── plan_fix ── FixPlan: the fixes, a unified diff, the new bytes ── apply_fix ──> the file, or an error and no change

The rules are those of ``model.url_repair``, by which notes are read too. Fenced and indented code is left as it is.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from readlist.errors import InputError
from readlist.formats.markdown.code_lines import find_code_lines, may_hold_code
from readlist.formats.markdown.line_repair import repair_line
from readlist.model.url_finder import find_urls
from readlist.util.atomic_write import write_atomically
from readlist.util.bounded_read import read_file
from readlist.util.encoding import decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_CONTEXT = 3
"""Lines shown before and after a change, as diff does."""
_NEWLINE = re.compile(r"\r\n|\r|\n")
_DEEP = re.compile(r"[ >]{4}|[ >]{0,3}\t")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class Fix:
    """A line, counted from 1, before and after its repair; ``codes`` names the rules that changed it."""

    line: int
    before: str
    after: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FixPlan:
    """The repair of a file: its fixes, its bytes before and after, and the lines of a unified diff."""

    path: Path
    fixes: tuple[Fix, ...]
    before: bytes
    after: bytes
    diff: tuple[str, ...]


# -- texts -------------------------------------------------------------------------------------------------------


def fix_line(line: str) -> tuple[str, tuple[str, ...]]:
    """Return a line that is not code with its links repaired, and the codes of the rules that changed it.

    Applied to its own result, it changes nothing.
    """
    return repair_line(line, old_forms=True)


def find_fixes(
    text: str,
    find_code: Callable[[], frozenset[int]] | None = None,
    *,
    moved: Mapping[str, str] | None = None,
) -> tuple[Fix, ...]:
    """Return the lines of a markdown text whose links can be repaired, in order.

    ``find_code`` returns what ``find_code_lines`` finds in the text, where the caller keeps it. ``moved``: links and
    the addresses that are known to have taken their place.
    """
    fixes = [
        Fix(number, line, *fixed)
        for number, line in enumerate(_NEWLINE.split(text), 1)
        if (fixed := _replace_moved(*fix_line(line), moved or {}))[0] != line
    ]
    if not fixes or not _may_be_code(text, fixes):
        return tuple(fixes)  # parsing takes longer than all the rest
    # Whether a fence is one may depend on what deep indentation means: what is code in either reading is left alone.
    code = (find_code() if find_code else find_code_lines(text)) | find_code_lines(text, indented=True)
    return tuple(fix for fix in fixes if fix.line not in code)


def _replace_moved(
    line: str, codes: tuple[str, ...], moved: Mapping[str, str]
) -> tuple[str, tuple[str, ...]]:
    """Replace the links that have moved, from the last to the first."""
    found = [one for one in find_urls(line) if one.url in moved] if moved else ()
    for one in reversed(found):
        line = line[: one.start] + moved[one.url] + line[one.end :]
    return line, (*codes, "link-moved") if found else codes


def _may_be_code(text: str, fixes: list[Fix]) -> bool:
    """Whether any of these lines may be code: without a fence or the like, only deeply indented ones can be."""
    return may_hold_code(text) or any(_DEEP.match(fix.before) for fix in fixes)


# -- files -------------------------------------------------------------------------------------------------------


def read_text(path: Path | str) -> str:
    """Read a file as text. Raises InputError when it cannot be read or is not text."""
    return decode(_read(Path(path)), str(path))[0]


def _read(path: Path) -> bytes:
    try:
        return read_file(path)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", file=str(path)) from error


def plan_fix(path: Path | str, moved: Mapping[str, str] | None = None) -> FixPlan:
    """Plan the repair of a file; ``moved`` as in ``find_fixes``. Raises InputError when it is not text."""
    path = Path(path)
    content = _read(path)
    text, encoding = decode(content, str(path))
    fixes = find_fixes(text, moved=moved)
    if not fixes:
        return FixPlan(path, (), content, content, ())
    return FixPlan(
        path, fixes, content, _splice(content, text, encoding, fixes, path), tuple(_diff(path, text, fixes))
    )


def apply_fix(plan: FixPlan) -> None:
    """Write a planned repair.

    Raises InputError, and leaves the file as it is, when it has changed since or cannot be written.
    """
    if _read(plan.path) != plan.before:
        raise InputError("has changed in the meantime", file=str(plan.path), hint="Run the command again.")
    write_atomically(plan.path, [plan.after])


def _splice(content: bytes, text: str, encoding: str, fixes: Sequence[Fix], path: Path) -> bytes:
    """Put the repaired lines into the bytes of the file; all other bytes are copied, not encoded again."""
    mark, codec = next(((m, c) for m, c in _MARKS if content.startswith(m)), (b"", encoding))
    starts = [0, *(match.end() for match in _NEWLINE.finditer(text))]
    out = bytearray(mark)
    done, place = 0, len(mark)
    for fix in fixes:
        start = starts[fix.line - 1]
        first = place + len(text[done:start].encode(codec))
        old = fix.before.encode(codec)
        if content[first : first + len(old)] != old:
            raise InputError(
                f"has bytes that {encoding} does not usually write; it cannot be fixed without changing other lines",
                file=str(path),
                line=fix.line,
                hint="Save it as UTF-8.",
            )
        out += content[place:first] + fix.after.encode(codec)
        done, place = start + len(fix.before), first + len(old)
    return bytes(out + content[place:])


def _diff(path: Path, text: str, fixes: Sequence[Fix]) -> Iterator[str]:
    """Write the fixes as a unified diff; every line has its counterpart, so nothing needs to be aligned."""
    lines = _NEWLINE.split(text)
    count = len(lines) - (not lines[-1])
    yield f"--- {path}"
    yield f"+++ {path}"
    for group in _groups(fixes):
        first, last = max(1, group[0].line - _CONTEXT), min(count, group[-1].line + _CONTEXT)
        changed = {fix.line: fix for fix in group}
        yield f"@@ -{first},{last - first + 1} +{first},{last - first + 1} @@"
        for number in range(first, last + 1):
            if number in changed:
                yield f"-{changed[number].before}"
                yield f"+{changed[number].after}"
            else:
                yield f" {lines[number - 1]}"


def _groups(fixes: Sequence[Fix]) -> list[list[Fix]]:
    """The fixes in groups: those whose context lines meet are together."""
    out: list[list[Fix]] = []
    for fix in fixes:
        if out and fix.line - out[-1][-1].line <= 2 * _CONTEXT:
            out[-1].append(fix)
        else:
            out.append([fix])
    return out
