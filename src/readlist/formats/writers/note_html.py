"""Render the markdown of notes as HTML that is safe in a page: nothing in it runs, loads, or leaves its place.

    markdown ── markdown-it ── tokens ── tidied ── HTML ── nh3 ──> sanitized HTML
                               headings become bold lines, images links, bare addresses links,
                               task boxes ☐ ☑, ==marks== marks; tags of HTML are rebuilt from a list, the rest is text

Two nets: of raw HTML only the names of harmless tags survive the first, and nh3 (https://nh3.readthedocs.io) parses the
result as a browser does and keeps only listed tags, attributes and schemes. Relative links lead nowhere from a page that
was passed on, so only their text is kept.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape, unescape
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

from readlist.model.url_finder import find_urls

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from re import Match

    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from nh3 import Cleaner

TAGS = frozenset(
    "a b blockquote br caption code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i ins kbd li mark ol p pre q s samp "
    "small strong sub summary sup table tbody td tfoot th thead tr u ul var".split()
)
"""The tags that a rendered note can contain, besides those of headings, which become paragraphs."""
ADDRESS = re.compile(r"(?:https?|ftp)://|mailto:", re.IGNORECASE)
"""The beginning of an address that may become a link."""
_TAG = re.compile(
    r"<!--.*?(?:-->|$)|<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)(?P<rest>(?:\s[^<>]*)?/?)>", re.DOTALL
)
_HREF = re.compile(r"\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_BOX = re.compile(r"^\[([ xX])\]\s+")
_MARK = re.compile(r"==(?=\S)(.+?)(?<=\S)==")
# Chinese, Japanese and Korean letters and their full-width punctuation:
# https://www.unicode.org/Public/UNIDATA/Blocks.txt
_CJK = re.compile(
    "[\u2e80-\u303f\u3040-\ua4cf\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
)


def render_note(text: str) -> str:
    """Return the HTML of a note in markdown; an empty string if nothing of it can be shown."""
    html: str = _cleaner().clean(_parser().render(text))
    return html.strip()


@cache
def _cleaner() -> Cleaner:
    from nh3 import Cleaner  # noqa: PLC0415  (only this format needs it)

    return Cleaner(
        tags=set(TAGS),
        clean_content_tags={"script", "style"},
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "ftp", "mailto"},
        link_rel="noopener noreferrer",
    )


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    parser.inline.ruler.at("emphasis", _emphasis)
    parser.core.ruler.push("tidy", _tidy)
    return parser


def _emphasis(state: StateInline, silent: bool) -> bool:
    """Read ``*`` and ``_`` as CommonMark does, but let a letter of Chinese, Japanese or Korean stand for white space.

    These scripts write no spaces, so that CommonMark 6.2 takes ``**重点：**后文`` for plain text
    (https://github.com/tats-u/markdown-cjk-friendly).
    """
    marker = state.src[state.pos]
    if silent or marker not in "*_":
        return False
    end = state.pos
    while end < state.posMax and state.src[end] == marker:
        end += 1
    before = _side(state.src[state.pos - 1] if state.pos else " ")
    after = _side(state.src[end] if end < state.posMax else " ")
    left = after != "space" and (after != "mark" or before != "letter")
    right = before != "space" and (before != "mark" or after != "letter")
    split = marker == "*"
    for _ in range(end - state.pos):
        state.push("text", "", 0).content = marker
        state.delimiters.append(
            Delimiter(
                marker=ord(marker),
                length=end - state.pos,
                token=len(state.tokens) - 1,
                end=-1,
                open=left and (split or not right or before == "mark"),
                close=right and (split or not left or after == "mark"),
            )
        )
    state.pos = end
    return True


def _side(char: str) -> str:
    """Return what a character next to a marker is: ``space``, ``mark`` (punctuation), ``cjk`` or ``letter``."""
    if isWhiteSpace(ord(char)):
        return "space"
    if _CJK.match(char):
        return "cjk"
    return "mark" if isMdAsciiPunct(ord(char)) or isPunctChar(char) else "letter"


def _tidy(state: StateCore) -> None:
    """Rewrite the tokens of a note as the module says."""
    out: list[Token] = []
    for token in _without_bare_tables(state.tokens):
        if token.type == "heading_open":
            out.append(_tag("paragraph_open", "p", 1))
        elif token.type == "heading_close":
            out.append(_tag("paragraph_close", "p", -1))
        elif token.type == "html_block":
            out.append(_raw(_safe_html(token.content)))
        elif token.type == "inline":
            bold = bool(out) and out[-1].type == "paragraph_open" and token.markup == "heading"
            token.children = list(_inline(token.children or [], bold=bold))
            out.append(token)
        else:
            token.attrs = {name: value for name, value in token.attrs.items() if name == "start"}
            out.append(token)
    state.tokens = out


def _without_bare_tables(tokens: list[Token]) -> Iterator[Token]:
    """Yield the tokens without tables that have no rows but their header, and with the text of headings marked."""
    start = 0
    while start < len(tokens):
        token = tokens[start]
        if token.type == "table_open":
            end = next(i for i in range(start, len(tokens)) if tokens[i].type == "table_close")
            if not any(one.type == "tbody_open" for one in tokens[start:end]):
                start = end + 1
                continue
        if token.type == "heading_open" and start + 1 < len(tokens):
            tokens[start + 1].markup = "heading"
        yield token
        start += 1


def _inline(children: Iterable[Token], *, bold: bool) -> Iterator[Token]:
    """Yield the tokens of a line of text; all in bold if the line was a heading."""
    if bold:
        yield _tag("strong_open", "strong", 1)
    links: list[bool] = []
    for place, child in enumerate(children):
        if child.type in ("link_open", "link_close"):
            if _is_kept(child, links):
                yield child
        elif child.type == "image":
            yield from _image(child, linked=any(links))
        elif child.type == "html_inline":
            yield _raw(_safe_html(child.content))
        elif child.type == "text":
            text = child.content if place else _BOX.sub(_draw_box, child.content)
            yield from _text(text, linked=any(links))
        else:
            yield child
    if bold:
        yield _tag("strong_close", "strong", -1)


def _is_kept(link: Token, links: list[bool]) -> bool:
    """Whether the beginning or end of a link leads anywhere; ``links`` says it of the links that are open."""
    if link.type == "link_close":
        return links.pop()
    links.append(bool(ADDRESS.match(str(link.attrs.get("href", "")))))
    return links[-1]


def _draw_box(box: Match[str]) -> str:
    return "☐ " if box[1] == " " else "☑ "


def _image(image: Token, *, linked: bool) -> Iterator[Token]:
    """Yield a link to an image, which the page does not load; only its description within another link."""
    url = str(image.attrs.get("src", ""))
    name = image.content or "image"
    if linked or not ADDRESS.match(url) or "img.shields.io" in url:
        yield _words(name)
    else:
        yield from _link(url, name)


def _text(text: str, *, linked: bool) -> Iterator[Token]:
    """Yield the tokens of a text: its marks and, outside links, its bare addresses as links."""
    at = 0
    for found in [] if linked else find_urls(text):
        if ADDRESS.match(found.url):
            yield from _marked(text[at : found.start])
            yield from _link(found.url, text[found.start : found.end])
            at = found.end
    yield from _marked(text[at:])


def _marked(text: str) -> Iterator[Token]:
    at = 0
    for mark in _MARK.finditer(text):
        yield _words(text[at : mark.start()])
        yield _tag("mark_open", "mark", 1)
        yield _words(mark[1])
        yield _tag("mark_close", "mark", -1)
        at = mark.end()
    yield _words(text[at:])


def _link(url: str, name: str) -> Iterator[Token]:
    opening = _tag("link_open", "a", 1)
    opening.attrs = {"href": url}
    yield opening
    yield _words(name)
    yield _tag("link_close", "a", -1)


def _safe_html(html: str) -> str:
    """Return HTML in which only the names of listed tags and the addresses of links are still markup."""
    out: list[str] = []
    at = 0
    for tag in _TAG.finditer(html):
        out.extend((escape(unescape(html[at : tag.start()])), _safe_tag(tag)))
        at = tag.end()
    return "".join((*out, escape(unescape(html[at:]))))


def _safe_tag(tag: Match[str]) -> str:
    name = (tag["name"] or "").lower()
    if not name or name in ("img", "font", "center", "span", "picture", "source", "html", "body"):
        return ""
    if name not in TAGS:
        return escape(tag[0])
    href = _HREF.search(tag["rest"]) if name == "a" and not tag["close"] else None
    url = unescape(next(filter(None, href.groups()), "")) if href else ""
    attribute = f' href="{escape(url)}"' if ADDRESS.match(url) else ""
    return f"<{tag['close']}{name}{attribute}>"


def _tag(kind: str, name: str, nesting: int) -> Token:
    return Token(kind, name, nesting)  # type: ignore[arg-type]


def _words(text: str) -> Token:
    return Token("text", "", 0, content=text)


def _raw(html: str) -> Token:
    return Token("html_inline", "", 0, content=html)
