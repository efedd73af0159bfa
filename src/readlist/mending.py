"""What is certain to be wrong with the links of a text, mended, and no other byte touched.

    text ── lines outside of code ── rules, until none has more to do ──> Mend: a line before and after
    file ── plan ── MendPlan: the mends, a unified diff, the new bytes ── apply ──> the file, whole or not at all

    link-misspelt   hhttps://, htps://, https：//          https://
    link-bare       论文地址：arxiv.org/abs/…              https:// before the hosts of papers and code
    link-doubled    https://a.b/chttps://a.b/c            https://a.b/c
    link-old        dx.doi.org/…, www.aclweb.org/anthology/…, arxiv.org/ftp/…      the form that is in use today

A rule does only what can mean one thing. Fenced and indented code, spans of code, and addresses within other
addresses (those of archives) are left alone.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from readlist.decode import decode
from readlist.errors import InputError
from readlist.files import write_atomically
from readlist.identifiers import parse_arxiv, parse_url
from readlist.markdown.labels import parse_label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

LONGEST_LINE = 5_000
"""Letters of the longest line that is looked at; a longer one is data."""
_MOST_ROUNDS = 5
_CONTEXT = 3
"""Lines shown before and after a change, as diff does."""
_NEWLINE = re.compile(r"\r\n|\r|\n")
_FENCE = re.compile(r"```|~~~|<(?:pre|script|style|textarea)\b", re.IGNORECASE)
_DEEP = re.compile(r"[ >]{4}|[ >]{0,3}\t")
_CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)|<(code|kbd|samp)\b.*?</\2>", re.IGNORECASE)
_RAW_HTML = re.compile(r"\s*<(?:pre|script|style|textarea)\b", re.IGNORECASE)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class Mend:
    """One line, counted from 1, as it stands and as it should; ``codes`` name the rules that had something to do."""

    line: int
    before: str
    after: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MendPlan:
    """What would be done to a file: its mends, its bytes now and then, and the lines of a unified diff."""

    path: Path
    mends: tuple[Mend, ...]
    before: bytes
    after: bytes
    diff: tuple[str, ...]


# -- rules -------------------------------------------------------------------------------------------------------

_STOP = r"\s<>\"'`|()\[\]{}，。、；：！？（）【】《》“”‘’「」『』"
_OUTSIDE = r"(?<![A-Za-z0-9+.\-/=%&?#:@_~])"
"""An address that begins here is not part of another one."""
_HOSTS = r"(?:www\.)?(?:arxiv\.org|github\.com|(?:dx\.)?doi\.org|openreview\.net|aclanthology\.org)"
_SCHEME = re.compile(
    rf"{_OUTSIDE}(?P<name>[htps]{{3,12}})(?P<join>[ \t]?[:：][ \t]?/{{1,3}}|[;；]?//)(?=[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+)",
    re.IGNORECASE,
)
_MEANT_HTTP = re.compile(r"h+t+t+p+s*|ttps?|htps?", re.IGNORECASE)
_BARE = re.compile(
    r"(?P<before>^[ \t>]*(?:(?:[-*+]|\d{1,4}[.)、])[ \t]+)?(?:\[[ xX]\][ \t]+)?"
    r"|\]\([ \t]*<?|^ {0,3}\[[^\]]+\]:[ \t]*<?|\bhref=[\"']|\|[ \t]*|(?P<colon>[:：])[*_ \t]*)"
    rf"(?P<url>{_HOSTS}/[^{_STOP}]+)(?=[ \t]*(?:$|[|)>\"'，。；、]))",
    re.IGNORECASE,
)
_RUN = re.compile(rf"{_OUTSIDE}https?://[^{_STOP}]+", re.IGNORECASE)
_AGAIN = re.compile(r"(?<=[^/=:&?%])(?=https?://)", re.IGNORECASE)
_OLD_DOI = re.compile(rf"{_OUTSIDE}https?://(?:www\.)?dx\.doi\.org/(?=10\.)", re.IGNORECASE)
# https://aclanthology.org/info/ids/: the ids are those of the old site, which filed them by letter and volume.
_OLD_ACL = re.compile(
    rf"{_OUTSIDE}https?://(?:www\.)?aclweb\.org/anthology(?:-new)?/(?:papers/)?(?:[A-Z]/[A-Z]\d\d/)?"
    r"(?=(?:[A-Z]\d\d-\d{4,5}|\d{4}\.[a-z][a-z0-9]*-[a-z0-9]+\.\d+)(?:\.pdf)?/?(?![\w.\-/]))"
)
_OLD_ARXIV = re.compile(
    rf"{_OUTSIDE}https?://(?:www\.)?arxiv\.org/ftp/(?P<archive>[a-z\-]+)/papers/\d{{4}}/(?P<number>[\d.]+(?:v\d+)?)\.pdf(?![\w.\-/])",
    re.IGNORECASE,
)
_OLD_HOST = re.compile(rf"{_OUTSIDE}https?://xxx\.lanl\.gov/(?=(?:abs|pdf|ps)/)", re.IGNORECASE)


def _write_scheme(match: re.Match[str]) -> str:
    name = match["name"].lower()
    if (name in ("http", "https") and match["join"] == "://") or not _MEANT_HTTP.fullmatch(name):
        return match[0]
    return "https://" if name.endswith("s") else "http://"


def _add_scheme(match: re.Match[str]) -> str:
    """Add a scheme where the text before says that an address stands here, and it is that of a work or repository."""
    if parse_url(f"https://{match['url']}") is None:
        return match[0]
    if match["colon"]:
        labelled = parse_label(match.string)
        if labelled is None or not match.start("colon") < labelled.start <= match.start("url"):
            return match[0]
    return f"{match['before']}https://{match['url']}"


def _write_once(match: re.Match[str]) -> str:
    url = match[0].rstrip(".,;:!?*_~…·")
    parts = _AGAIN.split(url)
    if len(parts) < 2 or len({part.rstrip("/") for part in parts}) > 1:
        return match[0]
    return parts[0] + match[0][len(url) :]


def _write_arxiv(match: re.Match[str]) -> str:
    archive, number = match["archive"].lower(), match["number"]
    value = number if archive == "arxiv" else f"{archive}/{number}"
    return f"https://arxiv.org/pdf/{value}" if parse_arxiv(value) else match[0]


_RULES: tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    ("link-misspelt", _SCHEME, _write_scheme),
    ("link-bare", _BARE, _add_scheme),
    ("link-doubled", _RUN, _write_once),
    ("link-old", _OLD_DOI, lambda _: "https://doi.org/"),
    ("link-old", _OLD_ACL, lambda _: "https://aclanthology.org/"),
    ("link-old", _OLD_ARXIV, _write_arxiv),
    ("link-old", _OLD_HOST, lambda _: "https://arxiv.org/"),
)
_MAYBE = re.compile(
    r"(?<!//)(?<!//www\.)(?<![a-z0-9\-])(?:arxiv|github|doi|openreview|aclanthology)\.(?:org|com|net)/"
    r"|(?<![a-z0-9])(?!https?://[^/])[htps]{3,12}[ \t]?(?:[:：;；]|//)|[^\s(\[<>\"'|]https?://"
    r"|dx\.doi\.org|aclweb\.org/anthology|arxiv\.org/ftp/|xxx\.lanl\.gov",
    re.IGNORECASE,
)
"""What a line has in it that a rule may be about: most lines have none of it, and are done with."""


def mend_line(line: str) -> tuple[str, tuple[str, ...]]:
    """Mend the links of one line that is no code; return it with the codes of the rules that changed it.

    Mending what comes back changes nothing more.
    """
    if len(line) > LONGEST_LINE or not _MAYBE.search(line):
        return line, ()
    now, codes = line, dict[str, None]()
    for _ in range(_MOST_ROUNDS):
        before = now
        for code, pattern, write in _RULES:
            after = _sub(pattern, write, now)
            if after != now:
                codes[code] = None
            now = after
        if now == before:
            return now, tuple(codes)
    return line, ()


def _sub(pattern: re.Pattern[str], write: Callable[[re.Match[str]], str], line: str) -> str:
    if "`" not in line and "<" not in line:
        return pattern.sub(write, line)
    spans = [span.span() for span in _CODE_SPAN.finditer(line)]
    return pattern.sub(
        lambda m: m[0] if any(a < m.end() and m.start() < b for a, b in spans) else write(m), line
    )


# -- texts -------------------------------------------------------------------------------------------------------


def find_mends(text: str) -> tuple[Mend, ...]:
    """Find the lines of a markdown text whose links can be mended, in their order."""
    lines = _NEWLINE.split(text)
    mended = [(number, line, *mend_line(line)) for number, line in enumerate(lines, 1) if _MAYBE.search(line)]
    mended = [row for row in mended if row[1] != row[2]]
    # Parsing costs more than all the rest, and where there is no fence only what stands deep can be code.
    may_be_code = bool(mended) and (bool(_FENCE.search(text)) or any(_DEEP.match(row[1]) for row in mended))
    code = find_code_lines(text) if may_be_code else frozenset()
    return tuple(
        Mend(number, line, after, codes) for number, line, after, codes in mended if number not in code
    )


def find_code_lines(text: str) -> frozenset[int]:
    """Find the lines of a markdown text, counted from 1, that are code: fences with what is in them, indented code.

    Where it depends on what is meant by deep indentation whether a fence stands there, it does.
    """
    from markdown_it import MarkdownIt  # noqa: PLC0415

    out: set[int] = set()
    for is_strict in (True, False):
        parser = MarkdownIt("commonmark", {"maxNesting": 100})
        parser.core.ruler.enableOnly(["normalize", "block"])
        if not is_strict:
            parser.disable("code")
        for token in parser.parse(text):
            is_code = token.type in ("fence", "code_block") or (
                token.type == "html_block" and _RAW_HTML.match(token.content)
            )
            if is_code and token.map:
                out.update(range(token.map[0] + 1, token.map[1] + 1))
    return frozenset(out)


# -- files -------------------------------------------------------------------------------------------------------


def plan(path: Path | str) -> MendPlan:
    """Work out what to mend in a file. InputError when it cannot be read, or is no text."""
    path = Path(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", file=str(path)) from error
    text, encoding = decode(content, str(path))
    mends = find_mends(text)
    if not mends:
        return MendPlan(path, (), content, content, ())
    return MendPlan(
        path, mends, content, _splice(content, text, encoding, mends, path), tuple(_diff(path, text, mends))
    )


def apply(plan: MendPlan) -> None:
    """Write what was planned. InputError when the file changed since, or cannot be written; it is left as it is then."""
    try:
        now = plan.path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", file=str(plan.path)) from error
    if now != plan.before:
        raise InputError("has changed in the meantime", file=str(plan.path), hint="Run the command again.")
    write_atomically(plan.path, [plan.after])


def _splice(content: bytes, text: str, encoding: str, mends: Sequence[Mend], path: Path) -> bytes:
    """Put the mended lines into the bytes of the file; all other bytes are copied, never made anew of the text."""
    mark, codec = next(((m, c) for m, c in _MARKS if content.startswith(m)), (b"", encoding))
    starts = [0, *(match.end() for match in _NEWLINE.finditer(text))]
    out = bytearray(mark)
    done, place = 0, len(mark)
    for mend in mends:
        start = starts[mend.line - 1]
        first = place + len(text[done:start].encode(codec))
        old = mend.before.encode(codec)
        if content[first : first + len(old)] != old:
            raise InputError(
                f"is not written as {encoding} is usually written; it cannot be mended without touching the rest",
                file=str(path),
                line=mend.line,
                hint="Save it as UTF-8.",
            )
        out += content[place:first] + mend.after.encode(codec)
        done, place = start + len(mend.before), first + len(old)
    return bytes(out + content[place:])


def _diff(path: Path, text: str, mends: Sequence[Mend]) -> Iterator[str]:
    """Draw the mends as a unified diff; no line comes or goes, so it needs no search for what belongs together."""
    lines = _NEWLINE.split(text)
    count = len(lines) - (not lines[-1])
    yield f"--- {path}"
    yield f"+++ {path}"
    for group in _groups(mends):
        first, last = max(1, group[0].line - _CONTEXT), min(count, group[-1].line + _CONTEXT)
        changed = {mend.line: mend for mend in group}
        yield f"@@ -{first},{last - first + 1} +{first},{last - first + 1} @@"
        for number in range(first, last + 1):
            if number in changed:
                yield f"-{changed[number].before}"
                yield f"+{changed[number].after}"
            else:
                yield f" {lines[number - 1]}"


def _groups(mends: Sequence[Mend]) -> list[list[Mend]]:
    """Mends whose surroundings touch, together."""
    out: list[list[Mend]] = []
    for mend in mends:
        if out and mend.line - out[-1][-1].line <= 2 * _CONTEXT:
            out[-1].append(mend)
        else:
            out.append([mend])
    return out
