"""Predicates and edits of inline pieces."""

from __future__ import annotations

import re
from dataclasses import replace

from readlist.formats.markdown import author_lists, dates_venues, field_labels, title_text
from readlist.formats.markdown.inline import Line, Piece, plain
from readlist.formats.markdown.journal_places import parse_journal_place
from readlist.formats.markdown.reference_places import EM_CLOSE, EM_OPEN
from readlist.model import url_finder, urls

_ET_AL = re.compile(r"\s*,?\s*et\.?\s*al\.?", re.IGNORECASE)
_IDENTIFIER = re.compile(
    r"(?:(?:arxiv|doi)\s*[:：]?\s*)?(?:\d{4}\.\d{4,5}(?:v\d+)?|[a-z\-]+(?:\.[A-Z]{2})?/\d{7}|10\.\d{4,9}/\S+)(?:\.pdf)?",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"[(（\[][^()（）\[\]]*[)）\]]?")
_WIDE_GAP = re.compile(r"(?P<title>\s*\S+(?:\s\S+){2,29})[ \u00a0]{2,}[A-Z]\S*(?:\s\S+){5,}")
_DASHED = re.compile(
    r"(?P<title>\s*\S+(?:\s\S+){0,29}?)\s[-–—]\s(?:[a-z]\S*(?:\s\S+){5,}|(?:[A-Z]\S*)(?:\s[a-z]\S*){8,}).*",
    re.DOTALL,
)
_BREAKS_OFF = re.compile(
    r"\b(?:a|an|the|of|for|and|in|on|to|with|from|via|by|as|at|using|or|is|towards?)$|[:,&-]$"
)

_FACTS = frozenset(("authors", "org", "venue", "date"))
"""Labels that no title begins with."""
_VERSION = re.compile(r"[A-Z]\w*[a-z][A-Z]\w*\s\d{1,2}\s\(\d{4}\)")
"""A name in mixed case with the number of its version and the year: ``AlphaFold 3 (2024)``, no journal."""
_ENDS_IN_BY = re.compile(r"^[\s,.–—-]*by\s*$", re.IGNORECASE)
_NAMED_BY = re.compile(r"by\s+[A-ZÀ-Ž]")
"""What begins a line of names below a title."""

_ENDS_NAME = re.compile(r"(?:,|;|\band|&)\s*$")
_STARTS_NAME = re.compile(r"\s*(?:,|;|and\b|&)")
_STATUS_MARK = re.compile(
    r"\{\{\[\[(?:TODO|DONE)\]\]\}\}|==\s*[^=]{1,20}?\s*==|(?<!\w)TODO(?!\w)|[✅☑✔]\ufe0f?"
)
_SPACES = re.compile(r"\s+")
MAX_NAME_WORDS = 4
"""Maximum number of words of a name in bold."""
MAX_TRACK_WORDS = 3
"""Maximum number of words after a venue with its year that is the text of a link."""
MIN_LED = 3
"""A title after links has more words than this on its first line."""
MAX_PLACE_WORDS = 4
"""Maximum number of words of a venue that no list knows, with its year, if it is the text of a link."""


def clean(text: str) -> str:
    """Clean a title (``title_text.clean_title``)."""
    return title_text.clean_title(text)


def is_web_link(piece: Piece) -> bool:
    """Whether a piece is a link to the web, not to the writer's own notes."""
    return bool(piece.href) and urls.is_web(piece.href)


def has_link(pieces: list[Piece]) -> bool:
    """Whether any of the pieces is a link."""
    return any(piece.href for piece in pieces)


def first_link(pieces: list[Piece]) -> int:
    """Return the index of the first link, or the number of pieces if there is none."""
    return next((i for i, piece in enumerate(pieces) if piece.href), len(pieces))


def join_broken_title(lines: list[Line]) -> list[Line]:
    """Join a first line that breaks off within its title (``… Dimensions of`` / ``Human …``) with the next.

    A link to the work may begin the first line, but not end it.
    """
    if len(lines) < 2 or not lines[0] or not lines[1] or not _leads_with_links(lines[0]):
        return lines
    start = lines[1][0]
    if start.href or start.style == "code" or not breaks_off(plain(lines[0]), start.text):
        return lines
    if start.style == lines[0][-1].style and not lines[0][-1].href:
        both = replace(lines[0][-1], text=f"{lines[0][-1].text.rstrip()} {start.text.lstrip()}")
        return [[*lines[0][:-1], both, *lines[1][1:]], *lines[2:]]
    if field_labels.parse_label(plain(lines[1])):
        return lines
    spaced = Piece(f" {start.text}", start.line, style=start.style)
    return [[*lines[0], spaced, *lines[1][1:]], *lines[2:]]


def _leads_with_links(line: Line) -> bool:
    """Whether a line has no links but for some at its start, which text of several words follows."""
    linked = [at for at, piece in enumerate(line) if piece.href]
    after = text_of(line[linked[-1] + 1 :]) if linked else ""
    return not linked or (
        linked[0] <= 1 and not names_work(line[linked[-1]]) and len(after.split()) > MIN_LED
    )


def breaks_off(end: str, start: str) -> bool:
    """Whether a text ends within a phrase, with a small word, or where the text after it goes on."""
    goes_on = start[:1].islower() and end[-1:].isalnum() and not _NAMED_BY.match(start)
    return bool(_BREAKS_OFF.search(end)) or goes_on


def join_et_al(pieces: list[Piece]) -> list[Piece]:
    """Join a name in italics with the plain ``et al.`` that follows it."""
    out: list[Piece] = []
    for piece in pieces:
        last = out[-1] if out else None
        al = (
            _ET_AL.match(piece.text)
            if last and last.style == "em" and not last.href and not piece.href
            else None
        )
        if al and last:
            out[-1] = Piece(f"{last.text.rstrip()} et al.", last.line, style="em")
            piece = Piece(piece.text[al.end() :], piece.line, style=piece.style)  # noqa: PLW2901
        out.append(piece)
    return out


def join_bold_names(pieces: list[Piece]) -> list[Piece]:
    """Join a name in bold with the plain names around it, as lists of one's own works have them: ``Lind, **Quill**, Berg``."""
    out: list[Piece] = []
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        before = out[-1] if out else None
        after = pieces[at + 1] if at + 1 < len(pieces) else None
        if before and after and _is_bold_name(before, piece, after):
            out[-1] = replace(before, text=f"{before.text}{piece.text}{after.text}")
            at += 2
        else:
            out.append(piece)
            at += 1
    return out


def _is_bold_name(before: Piece, piece: Piece, after: Piece) -> bool:
    """Whether a piece is a name in bold between plain names and commas."""
    if (
        piece.style != "strong"
        or any(each.href for each in (before, piece, after))
        or before.style
        or after.style
    ):
        return False
    is_between = _ENDS_NAME.search(before.text) and _STARTS_NAME.match(after.text)
    text = piece.text.strip(" *,")
    return (
        bool(is_between)
        and 1 < len(text.split()) <= MAX_NAME_WORDS
        and author_lists.looks_like_authors(text, least=1)
        and not dates_venues.is_short_venue(text)
    )


def join_by(pieces: list[Piece]) -> list[Piece]:
    """Join the word before names in bold or italics with them: ``by **Ada Quill**``."""
    out: list[Piece] = []
    for piece in pieces:
        last = out[-1] if out else None
        is_name = piece.style in ("strong", "em") and not piece.href
        if last and is_name and not last.href and _ENDS_IN_BY.search(last.text):
            out[-1] = replace(last, text=f"{last.text.rstrip()} {piece.text.strip(' .,')}")
        else:
            out.append(piece)
    return out


def cut_description(line: Line) -> Line:
    """Return a line without the description after its title: after two blanks, or after a dash a phrase in small letters."""
    first = line[0] if line else None
    if first is None or first.href or first.style:
        return line
    found = _WIDE_GAP.match(first.text) or _DASHED.match(first.text)
    return [Piece(found["title"], first.line), *line[1:]] if found else line


def continues_title(start: str, rest: list[Piece]) -> bool:
    """Whether the text from ``**Name**:`` to the first link is the rest of the title, not a description."""
    text = text_of(rest[: first_link(rest)]).lstrip(":： ").rstrip(" ,，.[(（")
    if (
        not text
        or len(text) > 200
        or len(text.split()) < 3
        or _BRACKETED.fullmatch(text)
        or re.search(r"[.!?;。；]\s|。|；", text)
    ):
        return False
    return (
        len(start.split()) <= 3 or title_text.title_score(start) < 0.5 or title_text.title_score(text) >= 0.6
    )


def names_work(piece: Piece) -> bool:
    """Whether a piece is a link whose text names a work, rather than the type of its target (``pdf``, ``code``)."""
    if not piece.href or piece.bare or urls.is_page_anchor(piece.href) or _is_badge(piece):
        return False
    text = piece.text.strip()
    return (
        len(text) > 1
        and not url_finder.is_generic(text)
        and not dates_venues.parse_date(text)
        and not dates_venues.is_short_venue(text)
        and not is_identifier(text)
        and not names_place(text)
        and not cites(text)
    )


def cites(text: str) -> bool:
    """Whether a text is only names and a year in brackets, which cite the work named before."""
    return author_lists.parse_cited_link(text) is not None


def names_place(text: str) -> bool:
    """Whether a text is only the place of an article: a journal with its volume, or a venue of few words with its year."""
    unlisted = dates_venues.parse_unlisted_venue(text) if len(text.split()) <= MAX_PLACE_WORDS else None
    place = None if unlisted or _VERSION.fullmatch(text) else parse_journal_place(text)
    return bool(unlisted or (place and place.year) or _begins_with_venue(text))


def _begins_with_venue(text: str) -> bool:
    """Whether a short text is a known venue with its year and a word or two: ``VIS 2024 Short Paper``."""
    venue = dates_venues.find_venue(text)
    if not venue or venue.start or not venue.year or ":" in text:
        return False
    track = text[venue.end :]
    return len(track.split()) <= MAX_TRACK_WORDS and not title_text.is_mostly_cjk(track)


def is_identifier(text: str) -> bool:
    """Whether a text is only an identifier, such as ``doi:10.1145/3292500`` or ``[2106.09685]``."""
    return bool(_IDENTIFIER.fullmatch(text.strip(" []()（）")))


def is_role_link(piece: Piece) -> bool:
    """Whether a piece is a link that shows the type of its target (``pdf``, ``code``) or its address."""
    return bool(piece.href) and not names_work(piece)


def _is_badge(piece: Piece) -> bool:
    """Whether a piece is an image without a title."""
    return bool(piece.image) and (urls.is_badge(piece.image) or len(piece.text.split()) < 3)


def names_itself(pieces: list[Piece], labelled: field_labels.Labelled) -> bool:
    """Whether an apparent label (``Benchmark: …``) starts a title: label and value are in one link or one markup."""
    first = pieces[0]
    within = (
        first.href
        or first.style == "code"
        or (
            first.style == "strong"
            and labelled.field not in _FACTS
            and not first.text.rstrip().endswith((":", "："))
            and ":" in first.text
        )
    )
    return bool(within) and bool(labelled.value) and len(first.text) > labelled.start


def quotes_title(line: Line) -> bool:
    """Whether a line starts with a title in code marks, the only markup of titles that is never used for emphasis."""
    first = next((piece for piece in line if not piece.image and piece.text.strip()), None)
    return first is not None and first.style == "code" and title_text.title_score(first.text) >= 0.4


def readable_pieces(line: Line) -> list[Piece]:
    """Return the links and texts of a line, without unlinked images and status marks."""
    pieces = [_without_marks(piece) for piece in line if not piece.image or piece.href]
    return [piece for piece in pieces if piece.href or piece.text.strip()]


def _without_marks(piece: Piece) -> Piece:
    if piece.href or piece.style == "code":
        return piece
    return Piece(_STATUS_MARK.sub("", piece.text), piece.line, style=piece.style)


def value_pieces(line: Line, labelled: field_labels.Labelled) -> list[Piece]:
    """Return the pieces of a line after its label."""
    text = plain(line)
    skip = len(text) - len(labelled.value)
    out, at = [], 0
    for piece in line:
        if piece.image and not piece.href:
            continue
        end = at + len(_SPACES.sub(" ", piece.text))
        if end > skip or piece.href:
            cut = piece.text if at >= skip or piece.href else piece.text[max(0, skip - at) :]
            out.append(Piece(cut, piece.line, piece.href, piece.style, piece.image, piece.bare))
        at = end
    return out


def text_of(pieces: list[Piece]) -> str:
    """Return the text of the pieces, with white space collapsed."""
    return " ".join("".join(piece.text for piece in pieces).split())


def line_of(pieces: list[Piece]) -> int:
    """Return the line number of the first piece, or 0 if there is none."""
    return pieces[0].line if pieces else 0


def is_role_word(piece: Piece) -> bool:
    """Whether the text of a link is the type of its target."""
    return url_finder.is_generic(piece.text) and not piece.bare


def mark_italics(line: Line) -> str:
    """Return the text of a line with signs around what is in italics, without the words of links to files."""
    return "".join(
        f"{EM_OPEN}{piece.text}{EM_CLOSE}" if piece.style == "em" and piece.text.strip() else piece.text
        for piece in line
        if not (piece.image or (piece.href and is_role_word(piece)))
    )
