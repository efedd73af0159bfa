"""Repair misspelt addresses, with the same rules for reading notes and for ``doctor --fix``.

    line ── may_need_repair ── rules, until none changes anything ──> repair_line: the line, the codes of the rules
    address ── the same rules ──> repair_url

    link-misspelt   hhttps://, htps://, https：//, https;//, https:/       https://
    link-bare       论文地址：arxiv.org/abs/…, [pdf](//a.org/b)             https:// before the host
    link-doubled    https://a.org/bhttps://a.org/b                       https://a.org/b
    link-old        dx.doi.org/…, aclweb.org/anthology/…, arxiv.org/ftp/…, xxx.lanl.gov/…,
                    browse.arxiv.org/…, download.arxiv.org/…             the current form

Rules change only what is unambiguous. Code spans, and addresses within other addresses (as in web archives), are not
changed. ``repair_line`` is idempotent. An address in an old form is not misspelt: it leads to the same work, so readers
keep it as written, and only the doctor offers the current form.
"""

from __future__ import annotations

import re
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from readlist.model.identifiers import parse_arxiv, parse_url
from readlist.util.lazy_regex import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAX_LINE_LENGTH = 5_000
"""Maximum length of a line that is repaired, in characters; a longer one is data."""
_MAX_ROUNDS = 5

# -- parts of addresses ------------------------------------------------------------------------------------------

END = r"\s<>\"`|，。、；：！？（）【】《》“”‘’「」『』\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
"""Characters that end an address in running text, in the syntax of a character class."""
# Python compiles these ranges in milliseconds, but takes ten times as long with IGNORECASE: hence ``(?-i:…)``.
_CHAR = rf"(?-i:[^{END}])"
_BLANK = r"[ \t\u00a0\u3000]?"
# http or https with doubled, missing or swapped letters.
_HTTP = r"(?:h+t+p+s*|t{2,}p+s*|htts|httsp|hptts?|htpts?|thtps?)"
_SCHEME = rf"(?:{_HTTP}(?:{_BLANK}[:：]{_BLANK}/{{1,6}}|[;；]?//)|ftp{_BLANK}[:：]{_BLANK}//)"
_BEGINS = r"(?<![A-Za-z0-9+.\-/=%&?#@])(?<![\w/.\-][_~])"
"""The start of an address that is not part of another one, except after a colon (see ``_continues``)."""
_HOST = r"[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+"
_WORK = (
    r"(?:www\.)?(?:arxiv\.org|github\.com|(?:dx\.)?doi\.org|openreview\.net|aclanthology\.org)/"
    rf"(?-i:[^{END}'()\[\]{{}}]|\([^{END}'()]*\))+"
)
"""An address without a scheme that may belong to a work or a repository."""
_CLOSED = r"(?-i:(?=[ \t]*(?:$|[|)>\"'，。；、])|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]))"
_TARGET = r"\]\([ \t]*<?|^ {0,3}\[[^\]]+\]:[ \t]*<?|\bhref=[\"']"
"""Markup before the address of a link in markdown and HTML."""

# -- what may need repair ----------------------------------------------------------------------------------------

_HOSTS = ("arxiv.org", "github.com", "doi.org", "openreview.net", "aclanthology.org")
_BEHIND = rf"(?-i:[^=:&?%(\[{END}])"
# Starts with a slash, which Python finds fast; the lookarounds have a fixed width.
_SUSPECT = lazy_pattern(
    r"/(?:(?<=//)(?<!http://)(?<!https://)"
    rf"|(?<={_BEHIND}http://)|(?<={_BEHIND}https://)"
    r"|(?!/)(?:(?<=[htps][:：]/)|(?<=[:：]\s/)|(?<=\s[:：]/))"
    r"|(?<=\.(?:org|com|net)/)(?:"
    + "|".join(rf"(?<={host}/)(?<!://{host}/)(?<!://www\.{host}/)" for host in map(re.escape, _HOSTS))
    + "))",
    re.IGNORECASE,
)
_WWW_TARGET = lazy_pattern(r"[(<\"' ]www\.")
_OLD_PLACES = (
    "dx.doi.org/",
    "aclweb.org/anthology",
    "arxiv.org/ftp/",
    "xxx.lanl.gov/",
    "browse.arxiv.org/",
    "download.arxiv.org/",
)


def may_need_repair(text: str) -> bool:
    """Whether a text may have a misspelt address: a cheap check, so that most lines skip the rules."""
    return ("/" in text and _SUSPECT.search(text) is not None) or (
        "www." in text and _WWW_TARGET.search(text) is not None
    )


def _may_be_old(text: str) -> bool:
    lower = text.lower() if "/" in text else ""
    return any(place in lower for place in _OLD_PLACES)


# -- rules for lines ---------------------------------------------------------------------------------------------

_LAST = rf"(?-i:[^{END}/=:&?%(\[{{.,;!*_~…·])"
"""The last character of an address pasted twice; after any other, as in ``?u=https://…``, it is a single address."""
# Bounded and atomic, so that the worst line takes about a tenth of a second.
_UP_TO_NEXT = rf"(?>{_CHAR}{{1,500}}?{_LAST}(?=(?P=scheme)))|(?>{_CHAR}{{1,500}}?{_LAST}/(?=(?P=scheme)))"
_DOUBLED = lazy_pattern(
    rf"{_BEGINS}(?P<once>(?P<scheme>{_SCHEME})(?:{_UP_TO_NEXT}))(?P=once){{1,3}}/?"
    rf"(?=[.,;:!?*_~…·'\"]*(?-i:[{END}()\[\]{{}}]|$))",
    re.IGNORECASE,
)
_MISSPELT = lazy_pattern(rf"{_BEGINS}{_SCHEME}(?={_HOST})", re.IGNORECASE)
_BARE = lazy_pattern(
    rf"(?P<before>^[ \t>]*(?:(?:[-*+]|\d{{1,4}}[.)、])[ \t]+)?(?:\[[ xX]\][ \t]+)?|{_TARGET}|<(?=[^<>\s]+>)|\|[ \t]*)"
    rf"(?P<url>{_WORK}){_CLOSED}",
    re.IGNORECASE,
)
_VALUE = lazy_pattern(rf"(?P<before>)(?P<url>{_WORK}){_CLOSED}", re.IGNORECASE)
_NO_SCHEME = lazy_pattern(rf"(?P<before>{_TARGET})(?://|(?=www\.))(?={_HOST})", re.IGNORECASE)
_OLD_DOI = lazy_pattern(rf"{_BEGINS}https?://(?:www\.)?dx\.doi\.org/(?=10\.)", re.IGNORECASE)
# https://aclanthology.org/info/ids/: the IDs are those of the old site, which had folders for letters and volumes.
_OLD_ACL = lazy_pattern(
    rf"{_BEGINS}https?://(?:www\.)?aclweb\.org/anthology(?:-new)?/(?:papers/)?(?:[A-Z]/[A-Z]\d\d/)?"
    r"(?=(?:[A-Z]\d\d-\d{4,5}|\d{4}\.[a-z][a-z0-9]*-[a-z0-9]+\.\d+)(?:\.pdf)?/?(?![\w\-/]|\.\w))"
)
_OLD_ARXIV = lazy_pattern(
    rf"{_BEGINS}https?://(?:www\.)?arxiv\.org/ftp/(?P<archive>[a-z\-]+)/papers/\d{{4}}/(?P<number>[\d.]+(?:v\d+)?)\.pdf(?![\w\-/]|\.\w)",
    re.IGNORECASE,
)
# These hosts do not resolve any more; the IDs behind them are right.
_OLD_HOST = lazy_pattern(
    rf"{_BEGINS}https?://(?:xxx\.lanl\.gov|(?:browse|download)\.arxiv\.org)/(?=(?:abs|pdf|ps|html|format|e-print|src)/)",
    re.IGNORECASE,
)
_CODE_SPAN = lazy_pattern(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)|<(code|kbd|samp)\b.*?</\2>", re.IGNORECASE)


def _continues(match: re.Match[str]) -> bool:
    """Whether a match after a colon is part of the address before it, as in ``https://a.org/x:http://…``."""
    before = match.string[: match.start()]
    return before.endswith(":") and "//" in re.split(rf"[{END}(]", before)[-1]


def _write_scheme(match: re.Match[str]) -> str:
    is_right = match[0].lower() in ("http://", "https://", "ftp://")
    return match[0] if is_right or _continues(match) else _right_scheme(match[0])


def _right_scheme(written: str) -> str:
    name = written.lower()
    return "ftp://" if name.startswith("ftp") else "https://" if "s" in name else "http://"


def _add_scheme(match: re.Match[str]) -> str:
    """Add a scheme to the address of a work or a repository."""
    is_work = parse_url(f"https://{match['url']}") is not None
    return f"{match['before']}https://{match['url']}" if is_work else match[0]


def _write_once(match: re.Match[str]) -> str:
    is_same = not match[0].replace(match["once"], "").rstrip("/")  # a copy may differ in case
    return match["once"] if is_same and not _continues(match) else match[0]


def _write_arxiv(match: re.Match[str]) -> str:
    archive, number = match["archive"].lower(), match["number"]
    value = number if archive == "arxiv" else f"{archive}/{number}"
    return f"https://arxiv.org/pdf/{value}" if parse_arxiv(value) and not _continues(match) else match[0]


def _write_host(host: str, match: re.Match[str]) -> str:
    return match[0] if _continues(match) else f"https://{host}/"


def _substitute(pattern: re.Pattern[str], write: Callable[[re.Match[str]], str], line: str) -> str:
    """Rewrite the matches of a pattern that do not overlap a code span."""
    if not pattern.search(line):
        return line
    spans = _code_spans(line)
    return pattern.sub(
        lambda m: m[0] if any(a < m.end() and m.start() < b for a, b in spans) else write(m), line
    )


def _code_spans(line: str) -> list[tuple[int, int]]:
    return [span.span() for span in _CODE_SPAN.finditer(line)] if "`" in line or "<" in line else []


def _add_to_value(find_value: Callable[[str], int | None], line: str) -> str:
    """Add a scheme to the address of a work that is the value of a labelled line."""
    start = find_value(line)
    match = _VALUE.match(line, start) if start else None
    if match is None or any(a < match.end() and match.start() < b for a, b in _code_spans(line)):
        return line
    return line[: match.start()] + _add_scheme(match) + line[match.end() :]


_DOUBLED_RULE = ("link-doubled", partial(_substitute, _DOUBLED, _write_once))
_RULES = (
    _DOUBLED_RULE,  # first, because the others may repair only the first half
    ("link-misspelt", partial(_substitute, _MISSPELT, _write_scheme)),
    ("link-bare", partial(_substitute, _BARE, _add_scheme)),
    ("link-bare", partial(_substitute, _NO_SCHEME, lambda match: f"{match['before']}https://")),
    _DOUBLED_RULE,
)
_OLD_RULES = (
    ("link-old", partial(_substitute, _OLD_DOI, partial(_write_host, "doi.org"))),
    ("link-old", partial(_substitute, _OLD_ACL, partial(_write_host, "aclanthology.org"))),
    ("link-old", partial(_substitute, _OLD_ARXIV, _write_arxiv)),
    ("link-old", partial(_substitute, _OLD_HOST, partial(_write_host, "arxiv.org"))),
)


def repair_line(
    line: str, find_value: Callable[[str], int | None], *, old_forms: bool = False
) -> tuple[str, tuple[str, ...]]:
    """Repair the addresses in a line; return the line and the codes of the rules that changed it.

    ``find_value`` returns the offset of the value in a labelled line (``Paper: …``), or None. With ``old_forms``,
    addresses in an old form are updated too.
    """
    if len(line) > MAX_LINE_LENGTH:
        return line, ()
    now, codes = line, dict[str, None]()
    for _ in range(_MAX_ROUNDS):
        before = now
        for code, repair in _rules_for(now, find_value, old_forms=old_forms):
            last, now = now, repair(now)
            if now != last:
                codes[code] = None
        if now == before:
            return now, tuple(codes)
    return line, ()


def _rules_for(
    line: str, find_value: Callable[[str], int | None], *, old_forms: bool
) -> Iterator[tuple[str, Callable[[str], str]]]:
    """Yield the rules that may apply to a line, in order."""
    if may_need_repair(line):
        yield from _RULES
        yield "link-bare", partial(_add_to_value, find_value)
    if old_forms and _may_be_old(line):
        yield from _OLD_RULES


# -- single addresses --------------------------------------------------------------------------------------------

_TLDS = "ai|app|ch|cn|co|com|de|dev|edu|eu|fr|gg|gov|hk|info|io|it|jp|kr|me|net|nl|no|org|page|sg|site|so|tech|to|top|tw|uk|xyz"
ADDRESS = lazy_pattern(
    rf"(?P<schemed>(?:(?:h+t+t+p+s*|ftp)\s?[:：]\s?/{{1,3}}|{_BEGINS}{_SCHEME}(?={_HOST})){_CHAR}+)"
    rf"|(?<![\w@/.:\-])(?P<bare>(?:www\.|(?:[a-z0-9\-]+\.){{1,4}}(?:{_TLDS})(?::\d+)?/){_CHAR}+)",
    re.IGNORECASE,
)
"""An address in running text, correct or misspelt, with or without a scheme."""
_FROM_HOST = lazy_pattern(r"//[^/\s]")
_SCHEME_ALONE = lazy_pattern(r"(?:h+t+t+p+s*|ftp)\s?[:：]\s?/+", re.IGNORECASE)


@lru_cache(maxsize=4096)
def repair_url(url: str) -> str:
    """Repair an address outside running text, as in a link or a field; return anything else unchanged.

    More forms are repaired than in running text: any host without a scheme, ``//a.org/b``.
    """
    url = url.strip()
    while (bare := url.strip("<>").strip()) != url:
        url = bare
    if url.startswith(("https://", "http://")) and not may_need_repair(url):
        return url
    url = _write_address_once(url)
    if match := _SCHEME_ALONE.match(url) or _MISSPELT.match(url):
        url = f"{_right_scheme(match[0])}{url[match.end() :]}"
    elif _FROM_HOST.match(url):
        url = f"https:{url}"
    elif ADDRESS.fullmatch(url) and not url.lower().startswith(("http", "ftp")):
        url = f"https://{url}"
    return _write_address_once(url)


def _write_address_once(url: str) -> str:
    match = _DOUBLED.match(url)
    return _write_once(match) + url[match.end() :] if match else url
