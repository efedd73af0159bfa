"""Inline content of a block: runs of text of one style, links with their whole text, images.

    tokens ── read_inline ──> [[Piece]]   logical lines: source lines, also split at <br>

Links that are not valid markdown are recognised too: bare URLs, ``[[pdf]] (url)``, targets with spaces.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import unescape
from typing import TYPE_CHECKING

from readlist.model.url_finder import find_urls
from readlist.model.url_repair import repair_url
from readlist.model.urls import badge_text, is_badge

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from markdown_it.token import Token


@dataclass(slots=True)
class Piece:
    """A run of inline content. ``style``: '', 'strong', 'em', 'code', 'mark'; ``image`` is an image's source."""

    text: str
    line: int
    href: str = ""
    style: str = ""
    image: str = ""
    bare: bool = False


Line = list[Piece]
_NOWHERE = "#"
_UNDERLINED = "u"
"""Style of underlined text until ``_settle_underlined``."""
_STYLES = {"strong_open": "strong", "em_open": "em"} | {
    f"<{tag}>": style
    for style, tags in (
        ("strong", ("b", "strong")),
        ("em", ("i", "em")),
        ("code", ("code", "kbd", "samp", "tt")),
        (_UNDERLINED, ("u",)),
    )
    for tag in tags
}
"""Token types and HTML tags that start a style."""
_STYLE_ENDS = frozenset(("strong_close", "em_close", *(f"</{tag[1:]}" for tag in _STYLES if tag[0] == "<")))
_BREAK = re.compile(r"</?(?:br|p|div|li|tr|h[1-6])\b[^>]*>", re.IGNORECASE)
_ANCHOR = re.compile(r"<a\b[^>]*?\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
_ALT = re.compile(r"\balt\s*=\s*[\"']([^\"']*)", re.IGNORECASE)
_IMG = re.compile(r"<img\b[^>]*?\bsrc\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)


_EMOJI_CODE = re.compile(r"(?<![\w:/]):(?=[\d_+-]*[a-z])[a-z\d_+-]{2,40}:(?![\w:/])")
_EMOJI = {
    ":white_check_mark:": "✅",
    ":heavy_check_mark:": "✔",
    ":ballot_box_with_check:": "☑",
    ":star:": "⭐",
}
"""The codes of pictures that say something (https://github.com/ikatyang/emoji-cheat-sheet); others only adorn."""


def draw_emoji(text: str) -> str:
    """Replace the codes of pictures (``:scroll:``) by their sign where it says something, else by nothing."""
    if ":" not in text:
        return text
    return _EMOJI_CODE.sub(lambda found: _EMOJI.get(found[0], ""), text)


def read_inline(tokens: Sequence[Token], line: int) -> list[Line]:
    """Read the inline tokens of a block that starts at ``line`` into logical lines of pieces."""
    reader = _InlineReader(line)
    for token in tokens:
        reader.read(token)
    return reader.finish()


class _InlineReader:
    def __init__(self, line: int) -> None:
        self.line = line
        self.lines: list[Line] = [[]]
        self.styles: list[str] = []
        self.link: Piece | None = None
        self.soft: set[int] = set()
        """The numbers of the lines that begin where the source only wraps."""

    def read(self, token: Token) -> None:
        kind = token.type
        if kind in ("softbreak", "hardbreak"):
            self._wrap(soft=kind == "softbreak")
        elif kind == "text":
            self._text(token.content)
        elif kind == "code_inline":
            self._piece(Piece(token.content, self.line, style="code"))
        elif kind == "image":
            self._image(str(token.attrs.get("src", "")), token.content)
        elif kind == "link_open":
            self._open(str(token.attrs.get("href", "")))
        elif kind == "link_close":
            self._close()
        elif kind in _STYLES:
            self.styles.append(_STYLES[kind])
        elif kind in _STYLE_ENDS:
            self._end_style()
        elif kind == "html_inline":
            self._html(token.content)

    def finish(self) -> list[Line]:
        self._close()
        for number, line in enumerate(self.lines):
            _settle_underlined(line, opens=not number)
        lines = _join_wrapped(self.lines, self.soft) if self.soft else self.lines
        return [merged for line in lines if (merged := merge(line))]

    def _html(self, tag: str) -> None:
        name = tag.lower()
        if match := _ANCHOR.match(tag):
            self._open(unescape(match[1] or match[2] or match[3] or ""))
        elif name.startswith("</a"):
            self._close()
        elif match := _IMG.match(tag):
            alt = _ALT.search(tag)
            self._image(match[1], alt[1] if alt else "")
        elif _BREAK.match(tag):
            self._break()
        elif name in _STYLES:
            self.styles.append(_STYLES[name])
        elif name in _STYLE_ENDS:
            self._end_style()
        elif tag.startswith("<!--"):
            self.line += tag.count("\n")

    def _wrap(self, *, soft: bool) -> None:
        """Start the next line of the source."""
        self.line += 1
        self._break()
        if soft:
            self.soft.add(len(self.lines) - 1)

    def _break(self) -> None:
        if self.link is not None:
            self.link.text += " "
        elif "strong" in self.styles and self.lines[-1] and not self._is_whole():
            self._text(" ")
        else:
            self.lines.append([])

    def _is_whole(self) -> bool:
        """Whether the text in bold before a break is a label or a text of its own rather than the start of a phrase."""
        text = self.lines[-1][-1].text.rstrip()
        return not text or not (text[-1].isalnum() or text[-1] in ",-–")

    def _open(self, href: str) -> None:
        self._close()
        self.link = Piece("", self.line, href=repair_url(href) or _NOWHERE, style=self._style())

    def _close(self) -> None:
        link, self.link = self.link, None
        if link is None:
            return
        if link.href == _NOWHERE:  # [Title](): marked up as a link, but without a target
            link.href, link.style = "", "strong"
        link.bare = bool(link.href) and repair_url(link.text) == link.href
        self.lines[-1].append(link)

    def _image(self, source: str, alt: str) -> None:
        if self.link is not None:  # [![arXiv](badge)](url): the image is the link's text
            self.link.image = source
            self.link.text += _badge_words(source, alt)
        else:
            self.lines[-1].append(Piece(_badge_words(source, alt), self.line, image=source))

    def _end_style(self) -> None:
        if self.styles:
            self.styles.pop()

    def _style(self) -> str:
        return "strong" if "strong" in self.styles else self.styles[-1] if self.styles else ""

    def _text(self, text: str) -> None:
        text = draw_emoji(text)
        if "[[" in text:
            text = _ALIASED.sub(r"[[\g<alias>]]", text)
        if text:
            self._piece(Piece(text, self.line, style=self._style()))

    def _piece(self, piece: Piece) -> None:
        if self.link is not None:
            self.link.text += piece.text
            self.link.style = self.link.style or piece.style
        else:
            self.lines[-1].append(piece)


def _settle_underlined(line: Line, *, opens: bool) -> None:
    """Read underlined text as italics, but as plain text where it is one of several names, as the writer's own is.

    It is a name after a comma or "and", and before a comma in a line that does not open its block.
    """
    text = ""
    for number, piece in enumerate(line):
        if piece.style == _UNDERLINED:
            following = line[number + 1].text if number + 1 < len(line) else ""
            is_listed = bool(_LISTED.search(text)) or (
                not opens and not text.strip() and following.lstrip()[:1] in (",", "&")
            )
            piece.style = "" if is_listed and not piece.href else "em"
        text = piece.text


def _join_wrapped(lines: list[Line], soft: set[int]) -> list[Line]:
    """Join the lines between which the source wraps within brackets: ``(Ada Quill and Tim`` / ``Berg, 2015)``."""
    out: list[Line] = []
    for number, line in enumerate(lines):
        if number in soft and line and out and _leaves_open(out[-1]) and _CLOSES.match(_unlinked(line)):
            out[-1] = [*out[-1], Piece(" ", line[0].line), *line]
        else:
            out.append(line)
    return out


def _leaves_open(line: Line) -> bool:
    return bool(line) and bool(_OPEN.search(_unlinked(line)[-MAX_WRAPPED:]))


def _unlinked(line: Line) -> str:
    return "".join(" " if piece.href else piece.text for piece in line if piece.style != "code")


MAX_WRAPPED = 300
"""Maximum number of characters of a text in brackets before the line wraps within it."""
_OPEN = re.compile(r"[(（][^()（）]*$")
_CLOSES = re.compile(r"(?!\s*\w{1,2}[)）]\s)[^()（）]{0,300}[)）]")
"""A line that closes brackets, other than those of its number: ``2) …``."""
_LISTED = re.compile(r"(?:[,，、;&]|\band)\s*$")
_ALIASED = re.compile(r"\[\[[^\[\]|]+\\?\|(?P<alias>[^\[\]|]+)\]\]")
"""A link between notes with a text of its own: ``[[file.pdf|Title]]``."""
_NOTICE = re.compile(
    r"\s*(?:(?:author|publisher)['’]?s?\s)?(?:errat(?:um|a)|corrigend(?:um|a)|corrections?|retract(?:ion|ed)(?:\s(?:notice|note|article))?|publisher['’]s note)"
    r"(?:\s(?:to|for|of|on))?\s*[:：]?\s*[\"“]?\s*",
    re.IGNORECASE,
)
"""Words before a title that make it a notice about the work, or tell its retraction."""


def _badge_words(source: str, alt: str) -> str:
    """Return the alternative text of an image; of a badge with the year that is drawn on it (``ICML-2018-blue``)."""
    words = badge_text(source) if not alt or _GENERIC_ALT.fullmatch(alt) else alt
    year = _BADGE_YEAR.search(source) if words and is_badge(source) else None
    return f"{words} {year[1]}" if year and year[1] not in words else words


_GENERIC_ALT = re.compile(r"(?:static|dynamic)?\s*(?:badge|shield)s?", re.IGNORECASE)
"""What generators of badges write as their alternative text."""
_COUNT = re.compile(r"\d{1,4}[\s_-]?[a-z]{3,12}")
"""A number and what is counted, in small letters."""
_BADGE_YEAR = re.compile(r"/badge/[^/?]*?[-_]((?:19|20)\d\d)(?=[-_?]|$)")
_WRITTEN_LINK = re.compile(r"(?<!\[)\[+(?P<text>[^\[\]]{1,300})\]+\s*[(（](?P<href>[^()（）]*)[)）]")


def merge(line: Line) -> Line:
    """Join adjacent text of the same style, then split off the links that markdown did not recognise."""
    joined: Line = []
    for piece in line:
        if joined and _is_text(piece) and _is_text(joined[-1]) and piece.style == joined[-1].style:
            last = joined.pop()
            joined.append(Piece(last.text + piece.text, last.line, style=last.style))
        else:
            joined.append(piece)
    out: Line = []
    for piece in _without_braces(joined):
        out += _split_links(piece) if _is_text(piece) else [piece]
    out = [piece for piece in out if piece.text.strip() or piece.href or piece.image]
    return _join_notice(out) if len(out) > 1 else out


def _without_braces(line: Line) -> Line:
    """Write braces around links as the brackets that they stand for: ``{[pdf](…)}``."""
    for before, link, after in zip(line, line[1:], line[2:], strict=False):
        if (
            link.href
            and before.text[-1:] == "{"
            and after.text[:1] == "}"
            and not (before.href or after.href)
        ):
            before.text, after.text = f"{before.text[:-1]}[", f"]{after.text[1:]}"
    return line


def _join_notice(line: Line) -> Line:
    """Join the words of a notice with the linked title after them: ``Erratum to: [Title](…)``."""
    first, second, *rest = line
    if first.href or first.image or not second.href or not _NOTICE.fullmatch(first.text):
        return line
    words = " ".join(first.text.split())
    return [replace(second, text=f"{words} {second.text}", bare=False), *rest]


def _is_text(piece: Piece) -> bool:
    """Whether a piece is running text: not a link, image or code."""
    return not piece.href and not piece.image and piece.style != "code"


def _split_links(piece: Piece) -> Iterable[Piece]:
    """Split a text at malformed links (``[[pdf]] (url)``, targets with spaces) and bare URLs."""
    text, start = piece.text, 0
    for match in _WRITTEN_LINK.finditer(text):
        href = match["href"].strip()
        urls = find_urls(href)
        if (
            not urls
            and not href.startswith(("#", "{{", "{%"))
            and not re.fullmatch(r"(?:[\w.%\- ]+/)+[\w.%\- ]*|[\w.%\- ]+\.\w{2,4}", href)
        ):
            continue
        yield from _split_urls(text[start : match.start()], piece)
        yield Piece(match["text"].strip(), piece.line, href=urls[0].url if urls else href, style=piece.style)
        start = match.end()
    yield from _split_urls(text[start:], piece)


def _split_urls(text: str, piece: Piece) -> Iterable[Piece]:
    start = 0
    for found in find_urls(text):
        if text[start : found.start]:
            yield Piece(text[start : found.start], piece.line, style=piece.style)
        yield Piece(text[found.start : found.end], piece.line, href=found.url, style=piece.style, bare=True)
        start = found.end
    if text[start:]:
        yield Piece(text[start:], piece.line, style=piece.style)


def plain(line: Line) -> str:
    """Return the text of a line without markup: links as their text, images only if they are links."""
    return " ".join("".join([piece.text for piece in line if piece.href or not piece.image]).split())


def badges(line: Line) -> list[Piece]:
    """Return the badges of a line: images of words that are not links."""
    return [
        piece
        for piece in line
        if piece.image
        and not piece.href
        and piece.text.strip()
        and is_badge(piece.image)
        and not counts(piece)
    ]


def counts(piece: Piece) -> bool:
    """Whether an image is of a number of things, which names neither a work nor its venue: ``12-pages``."""
    return bool(piece.image and _COUNT.fullmatch(piece.text.strip()))
