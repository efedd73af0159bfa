"""Split a BibTeX file into blocks, as BibTeX and biber do (https://ctan.org/pkg/btxdoc; biber's ``Text::BibTeX``).

    @article{key, name = {value} # string, …}    an entry; also in parentheses, and without its last brace
    @string{name = "value"}                      a string
    @comment{…}, @preamble{…}, text between      none of ours

In an entry, ``%`` outside braces and quotes begins a remark up to the end of the line. A brace after a backslash does not
count. A line that begins with ``@name{`` ends an entry that is not closed before. After text that is no field, an entry goes
on with the next line that begins with one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from readlist.formats.readers.bibtex_fields import Block
from readlist.formats.readers.reference import clean
from readlist.model.parsed_document import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from readlist.formats.readers.line_spans import Lines

_HEAD = re.compile(r"@[ \t]*([A-Za-z][\w.-]*)\s*([{(])?")
_LINE_HEAD = r"^[ \t]*@[ \t]*[A-Za-z]+[ \t]*[{(]"
_KEY = re.compile(r"\s*+([^,={}\"%\n]*?)[^\S\n]*+(?=[,={}\")%\n])")
_SPACE = re.compile(r"(?:\s|%[^\n]*)*+")
_NAME = re.compile(r"([^\s=,{}()\"#%@]+)\s*+=\s*+")
_BARE_NAME = re.compile(r"([A-Za-z][\w-]*)\s*+(?=[{\"])")
"""The name of a field whose equals sign is missing."""
_SPACED_NAME = re.compile(r"([A-Za-z][\w-]*(?:[ \t]++[A-Za-z][\w-]*){1,4})\s*+=\s*+")
"""The name of a field with blanks, as Web of Science writes some."""
_BRACED_KEY = re.compile(r"\s*([^\s,={}\"%]+\{[^\s,={}\"%]+\})\s*(?=,)")
_PLAIN = re.compile(
    r"\s*+([^\s=,{}()\"#%@]+)\s*+=\s*+(\{(?:[^{}\\@]++|\\[^@]|\{(?:[^{}\\@]++|\\[^@])*+\})*+\})\s*+(?=[,})])"
)
"""The most frequent field: its value in braces, with at most one level of them within, and no remark beside it."""
_NEXT = re.compile(rf"^[ \t]*(?:([A-Za-z][\w-]*[ \t]*=[ \t]*[{{\"])|[)}}][ \t]*$)|{_LINE_HEAD}", re.MULTILINE)
"""A line that begins with a field, one that ends an entry, or one that begins the next."""
_BRACES = re.compile(rf"\\.|[{{}}]|{_LINE_HEAD}", re.DOTALL | re.MULTILINE)
_QUOTES = re.compile(rf"\\.|[{{}}\"]|{_LINE_HEAD}", re.DOTALL | re.MULTILINE)
_BARE = re.compile(r"[^\s,#{}()\"%=@]+(?:[ \t]+[^\s,#{}()\"%=@]+(?!\s*=))*")
_ENTRYLESS = re.compile(r"^[ \t]*@(?!comment)[a-z]+", re.IGNORECASE | re.MULTILINE)
_CLOSING = {"{": "}", "(": ")"}
_LISTS = frozenset(("keywords", "keyword", "tags", "groups"))
"""Fields that are lists: an entry that has one twice has what both say."""
_FAR = 3000
"""Characters after text that is no field within which the next field of its entry must begin."""
_REST = 40
"""Characters of what was found instead that a message shows."""


class _UnreadableError(Exception):
    """An entry cannot be read; ``at``: where reading goes on."""

    def __init__(self, reason: str, at: int) -> None:
        super().__init__(reason)
        self.at = at


class _NoFieldError(_UnreadableError):
    """What should be a field, ``at``, is none; those before it can be used, as BibTeX does."""


class BlockScanner:
    """Splits one text into blocks; ``problems`` then has what was wrong, a diagnostic each."""

    def __init__(self, text: str, lines: Lines) -> None:
        self.text = text
        self.lines = lines
        self.problems: list[Diagnostic] = []
        self._keys: set[str] = set()

    def blocks(self) -> Iterator[Block]:
        """Yield the entries and strings, in order."""
        end = 0
        at = 0
        while (at := self.text.find("@", at)) >= 0:
            match = _HEAD.match(self.text, at)
            if not match or not match[2]:
                at += 1
                continue
            self._check_between(end, at)
            line = self.lines.at(at)
            try:
                block, at = self._read(match, line)
            except _UnreadableError as error:
                self._tell(line, f"this entry cannot be read and is kept as prose: {error}")
                at = end = self._resume(error.at) if isinstance(error, _NoFieldError) else error.at
                continue
            end = at
            if block is not None:
                yield block
        self._check_between(end, len(self.text))

    def _tell(self, line: int, message: str) -> None:
        self.problems.append(Diagnostic(line, message))

    def _check_between(self, start: int, end: int) -> None:
        """Report what looks like the start of an entry, in the text between two blocks."""
        for match in _ENTRYLESS.finditer(self.text, start, end) if end - start > 1 else ():
            place = self.lines.at(match.end() - 1)
            self._tell(place, f"'{match[0].strip()}' without a brace is not an entry; kept as prose")

    def _read(self, match: re.Match[str], line: int) -> tuple[Block | None, int]:
        kind = match[1].lower()
        if kind in ("comment", "preamble"):
            try:
                return None, self._value_end(match.end() - 1)
            except _UnreadableError:
                return None, match.end()
        if kind == "string":
            name, value, at = self._field(match.end())
            at = self._close(at, _CLOSING[match[2]])
            return Block("string", name, match.start(), at, line, string=value), at
        return self._entry(kind, match, line)

    def _entry(self, kind: str, match: re.Match[str], line: int) -> tuple[Block, int]:
        closing = _CLOSING[match[2]]
        key, at = self._key(match.end(), closing)
        fields: dict[str, str] = {}
        twice: dict[str, list[str]] = {}
        at = self._skip(at)
        while (sign := self.text[at : at + 1]) != closing:
            if sign == ",":
                at = self._skip(at + 1)
                continue
            if not sign or (sign == "@" and self._begins_line(at)):
                self._tell(line, f"entry '{clean(key)}' has no closing '{closing}'")
                return self._finish(kind, key, fields, twice, match.start(), at, line), at
            try:
                name, value, at = self._field(at)
            except _NoFieldError as error:
                if not fields:
                    raise
                self._tell(line, f"entry '{clean(key)}' has text that is left out: {error}")
                at = self._next_field(error.at)
                if at < 0:
                    end = self._resume(error.at)
                    return self._finish(kind, key, fields, twice, match.start(), end, line), end
                continue
            if name in fields:
                twice.setdefault(name, []).append(value)
            if not fields.get(name):
                fields[name] = value
        return self._finish(kind, key, fields, twice, match.start(), at + 1, line), at + 1

    def _finish(
        self,
        kind: str,
        key: str,
        fields: dict[str, str],
        twice: dict[str, list[str]],
        start: int,
        end: int,
        line: int,
    ) -> Block:
        for name in _LISTS & twice.keys():
            fields[name] = " # {, } # ".join(filter(None, (fields[name], *twice.pop(name))))
        if twice:
            self._tell(line, f"duplicate field '{clean(', '.join(sorted(twice)))}'; the first is used")
        if key and key in self._keys:
            self._tell(line, f"duplicate key '{clean(key)}'")
        self._keys.add(key)
        return Block(kind, key, start, end, line, fields=fields)

    def _key(self, at: int, closing: str) -> tuple[str, int]:
        if _NAME.match(self.text, self._skip(at)):
            return "", at  # no key at all: @misc{title = …
        match = _BRACED_KEY.match(self.text, at) or _KEY.match(self.text, at)
        end = self._skip(match.end()) if match else at
        sign = self.text[end : end + 1]
        if match and sign == ",":
            return match[1], end + 1
        if match and sign == closing:
            return match[1], end
        raise _UnreadableError(f"no comma after its key, but {self._found(end)}", self._resume(at))

    def _field(self, at: int) -> tuple[str, str, int]:
        """Return name and value, as written, of the field that begins at an offset, and where it ends."""
        if plain := _PLAIN.match(self.text, at):
            return plain[1].lower(), plain[2], plain.end()
        start = self._skip(at)
        match = (
            _NAME.match(self.text, start)
            or _BARE_NAME.match(self.text, start)
            or _SPACED_NAME.match(self.text, start)
        )
        if not match:
            raise _NoFieldError(f"no field, but {self._found(self._skip(at))}", at)
        name = match[1].lower()
        if " " in name or "\t" in name:
            name = "-".join(name.split())
        start = match.end()
        pieces = []
        while True:
            end = self._value_end(self._skip(start))
            pieces.append(self.text[self._skip(start) : end])
            end = self._skip(end)
            if self.text[end : end + 1] != "#":
                return name, " # ".join(pieces), end
            start = end + 1

    def _value_end(self, at: int) -> int:
        """Return where the piece of a value that begins at an offset ends."""
        sign = self.text[at : at + 1]
        if sign in (",", "}", ")"):
            return at  # no value
        if sign not in ("{", '"', "("):
            if bare := _BARE.match(self.text, at):
                return bare.end()
            raise _UnreadableError(f"no value, but {self._found(at)}", self._resume(at))
        if sign == "(":
            return self._parenthesis_end(at)
        return self._delimited_end(sign, at)

    def _delimited_end(self, sign: str, at: int) -> int:
        """Return where what is in braces or quotes ends."""
        depth = 0
        start = at + (sign == '"')
        for match in (_BRACES if sign == "{" else _QUOTES).finditer(self.text, start):
            found = match[0]
            if found == "{":
                depth += 1
            elif found == "}":
                depth -= 1
                if depth < 0:
                    break
                if depth == 0 and sign == "{":
                    return match.end()
            elif found == '"' and depth == 0:
                return match.end()
            elif found[-1] in "{(" and found[0] != "\\":
                raise _UnreadableError(f"a value has no closing '{_CLOSING.get(sign, sign)}'", match.start())
        raise _UnreadableError(f"a value has no closing '{_CLOSING.get(sign, sign)}'", len(self.text))

    def _parenthesis_end(self, at: int) -> int:
        end = self.text.find(")", at)
        return end + 1 if end >= 0 else len(self.text)

    def _close(self, at: int, closing: str) -> int:
        return at + 1 if self.text[at : at + 1] == closing else at

    def _skip(self, at: int) -> int:
        match = _SPACE.match(self.text, at)
        return match.end() if match else at

    def _next_field(self, at: int) -> int:
        """Return where the next line of an entry that begins with a field starts, or -1: a value may have a brace too many."""
        match = _NEXT.search(self.text, at, at + _FAR)
        return match.start() if match and match[1] else -1

    def _begins_line(self, at: int) -> bool:
        return not self.text[self.text.rfind("\n", 0, at) + 1 : at].strip()

    def _found(self, at: int) -> str:
        rest = self.text[at : at + _REST].partition("\n")[0].strip()
        return f"'{clean(rest)}'" if rest else "the end"

    def _resume(self, at: int) -> int:
        """Return where reading goes on after an entry that cannot be read: after its end, or at the next entry."""
        depth = 1
        for match in _BRACES.finditer(self.text, at):
            found = match[0]
            if found == "{":
                depth += 1
            elif found == "}":
                depth -= 1
                if depth == 0:
                    return match.end()
            elif found[-1] in "{(" and found[0] != "\\":
                return match.start()
        return len(self.text)
