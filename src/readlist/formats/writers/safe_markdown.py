r"""Markdown that runs nothing in the programs that show it: no scripts, no links that are code.

    <script>, <iframe …>, <b onclick=…>   ──> &lt;script>, …       shown as text
    [a](javascript:…), <vbscript:…>       ──> [a](javascript%3A…)  an address that leads nowhere

Notes may be somebody else's, and not every viewer removes what would run. Other HTML stays as it is. Code is no exception: no
pattern can tell for certain what a viewer takes for code.
"""

from __future__ import annotations

import html
import re

from readlist.util.lazy_regex import lazy_pattern

_SCHEMES = ("javascript:", "vbscript:", "data:")
_TAGS = (
    "applet|audio|base|button|dialog|embed|form|frame|frameset|iframe|input|link|marquee|math|meta|noscript|object|portal|"
    "script|select|source|style|svg|template|textarea|video|xml"
)
_TAG = lazy_pattern(
    rf"(?P<escapes>\\*)<(?=/?(?:{_TAGS})(?:[\s/>]|$)|[a-z][^>]*[\s/\"'](?:on\w+|style|srcdoc)\s*=)",
    re.IGNORECASE,
)
"""The start of a tag that runs something, or that has an attribute that does."""
_COLON = r"(?::|&colon;|&#0*58;?|&#x0*3a;?)"
_TARGET = lazy_pattern(
    rf"(?P<before>\]\(\s*<?\s*|\]:\s*<?\s*|<)(?P<address>[^\s<>()\"'=]{{0,200}}?{_COLON})"
    rf"|(?P<name>(?:href|src|action|formaction|data|poster|background)\s*=\s*[\"']?)(?P<value>[^<>()\"']{{0,200}}?{_COLON})",
    re.IGNORECASE,
)
"""The start of an address up to its first colon, in a link or in an attribute, where it may have white space."""
_INVISIBLE = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\ufeff]")
_WRITTEN_OTHERWISE = re.compile(r"&(?:#\d+|#x[0-9a-f]+|tab|newline|colon);?", re.IGNORECASE)


def disarm(text: str) -> str:
    """Return markdown in which nothing runs."""
    if "<" not in text and "]" not in text:
        return text
    return _TARGET.sub(_disarm_address, _TAG.sub(_escape, text))


def _escape(match: re.Match[str]) -> str:
    """Write the bracket as an entity: a backslash escapes nothing within a block of HTML. One that is there is not needed."""
    escapes = match["escapes"]
    return f"{escapes[: len(escapes) // 2 * 2]}&lt;"


def _disarm_address(match: re.Match[str]) -> str:
    before, address = (
        (match["name"], match["value"]) if match["name"] else (match["before"], match["address"])
    )
    # Browsers leave out white space and control characters, also where they are written as entities.
    plain = _INVISIBLE.sub("", html.unescape(_WRITTEN_OTHERWISE.sub(_with_end, address))).replace("\\", "")
    if plain.lower() not in _SCHEMES:
        return match[0]
    return f"{before}{plain[:-1]}%3A"


def _with_end(match: re.Match[str]) -> str:
    return match[0] if match[0].endswith(";") else f"{match[0]};"
