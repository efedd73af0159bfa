"""Reading the lines that make an item: which part is the title, which are links, names, dates and marks.

    lines of pieces ── Head.read ──> title, label, links with roles, authors, venue, date, status, leftover prose

A line is read from the left: marks that stand before a title (numbers, dates, badges, venues in brackets) are
taken off, then the title is looked for in this order: a labelled field, a link whose text names something, a text
set off at the start (code, bold, quotes), a citation or text before the first link, the URL itself. What is left
is tried as authors, venue, date; the rest is prose.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from readlist import links
from readlist.identifiers import Identifier, find_identifiers, parse_url
from readlist.markdown import fields, titles
from readlist.markdown.citations import parse_citation
from readlist.markdown.inline import Line, Piece, badges, plain

_EMPTY = re.compile(
    r"\W*(?:n/?a|none|null|tbd|todo|无|無|暂无|暫無|未知|unknown|coming soon|not available)?\W*",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"\s*[|·•]\s*|\s+[-–—]+\s+|[()（）\[\]【】]|(?<=[a-z\d\"”]{2})[.。]\s+|[;；]\s*|\s*,\s*(?=(?:19|20)\d\d\b)"
)
_BRACKETED = re.compile(r"^\s*[\[(（【]\s*(?P<inside>[^\[\]()（）【】]{1,60})\s*[\])）】]\s*[:：]?\s*")
_COUNTER = re.compile(
    r"\b(?:arxiv|papers?|code|pdf|github|website|project|demo|python|pytorch)$|stars?\b|licen[cs]e|visitor|downloads?|last-commit|forks?\b|issues|build|version|views|followers",
    re.IGNORECASE,
)
_BREAKS_OFF = re.compile(
    r"\b(?:a|an|the|of|for|and|in|on|to|with|from|via|by|as|at|using|or|is|towards?)$|[:,&-]$"
)
_TASK = re.compile(r"^\s*\[(?P<box>[ xX✓✔])\]\s+")
_LABEL_BEFORE = re.compile(r"(?P<word>[\w ]{1,24})\s*[:：]\s*[\[(（【]*\s*$")
_PUNCTUATION = re.compile(r"^[\s\W_]*$")
_TAGS = re.compile(r"\s*(?:[、，,;；/|]|\s{2,})\s*")
LINK_FIELDS = ("paper", "code", "project", "data", "video", "slides", "blog")


@dataclass(frozen=True, slots=True)
class FoundLink:
    """A link of an item with its role and line."""

    url: str
    role: str
    line: int
    text: str = ""


@dataclass(slots=True)
class Head:
    """What the lines of an item say. ``how`` tells how the title was found; empty where none was."""

    title: str = ""
    how: str = ""
    line: int = 0
    title_url: str = ""
    label: str | None = None
    badges: list[str] = field(default_factory=list)
    links: list[FoundLink] = field(default_factory=list)
    more_titles: list[Piece] = field(default_factory=list)
    ids: list[Identifier] = field(default_factory=list)
    authors: tuple[str, ...] = ()
    org: str | None = None
    venue: str | None = None
    venue_year: int | None = None
    date: fields.Date | None = None
    tags: list[str] = field(default_factory=list)
    status: str | None = None
    abstract: str | None = None
    seen: set[str] = field(default_factory=set)
    prose: list[str] = field(default_factory=list)
    before: str = ""

    @property
    def is_tied(self) -> bool:
        """Whether the item leads to something: a link, or an id that stands for one."""
        return bool(self.ids) or any(link.role != "note" for link in self.links)

    @property
    def web_links(self) -> list[FoundLink]:
        """The links that lead out of the writer's own notes."""
        return [link for link in self.links if link.role != "note"]

    # -- lines ---------------------------------------------------------------------------------------------------

    def read(self, lines: list[Line]) -> Head:
        """Read the lines of an item, first line first; a title set off on a later line stands before plain text."""
        later = next((i for i, line in enumerate(lines) if i and _quotes_title(line)), None)
        plain_before = later is not None and not any(
            p.href or p.style == "code" for line in lines[:later] for p in line
        )
        for i, line in enumerate(_joined(lines)):
            if plain_before and later is not None and i < later:
                self._marks(line, plain(line))
            else:
                self.read_line(line)
        return self

    def read_line(self, line: Line) -> None:
        """Read one more line."""
        text = plain(line)
        self._marks(line, text)
        pieces = [_without_marks(piece) for piece in line if not piece.image or piece.href]
        pieces = [piece for piece in pieces if piece.href or piece.text.strip()]
        if not pieces:
            return
        labelled = fields.parse_label(text)
        if labelled and not _names_itself(pieces, labelled):
            self.read_field(labelled.field, labelled.value, _value_pieces(line, labelled))
        elif self.title and self.how not in ("local", "url"):
            self.read_rest(pieces)
        else:
            self._first(pieces)

    def _marks(self, line: Line, text: str) -> None:
        """Take in badges that name the work (not those that count stars) and marks of status."""
        self.badges += [
            piece.text.strip() for piece in badges(line) if not _COUNTER.search(piece.image + piece.text)
        ]
        self.status = self.status or fields.find_status(text)

    def read_field(self, name: str, value: str, pieces: list[Piece]) -> None:
        """Take in a labelled field; an empty one is only noted as seen."""
        self.seen.add(name)
        found = [piece for piece in pieces if piece.href and links.is_web(piece.href)]
        if name != "status" and _EMPTY.fullmatch(value) and not found:
            return
        if name == "title":
            named = next((piece for piece in pieces if piece.href and not links.is_generic(piece.text)), None)
            self._set_title(
                clean(named.text if named else _text_of(pieces) or value),
                "field",
                self.line or _line_of(pieces),
            )
            self.title_url = named.href if named and links.is_web(named.href) else self.title_url
            for piece in found:
                self.add_link(piece, "paper")
        elif name in LINK_FIELDS:
            self._link_field(name, value, pieces, found)
        else:
            self._value(name, value)
            for piece in found:
                self.add_link(piece, piece.text)

    def _link_field(self, name: str, value: str, pieces: list[Piece], found: list[Piece]) -> None:
        for piece in found:
            self.add_link(
                piece, piece.text if links.is_generic(piece.text) and not piece.bare else name, default=name
            )
        self.ids += find_identifiers(value)
        if name != "paper":
            return
        named = next((p for p in found if _names(p)), None)
        text = clean(named.text if named else _text_of([p for p in pieces if not p.href]))
        longer = titles.title_score(text) >= 0.5 or (
            named is not None and len(text.split()) > len(self.title.split())
        )
        is_short = (
            self.how in ("plain", "strong", "local") and titles.title_score(self.title) < 0.5 and longer
        )
        if is_short or (not self.title and (named or titles.title_score(text) >= 0.5)):
            self._set_title(
                text, "field" if self.title or not named else "link", self.line or _line_of(pieces)
            )

    def _value(self, name: str, value: str) -> None:
        value = re.sub(r"\s+", " ", value).strip(" *_`")
        if name == "authors":
            self.authors = self.authors or fields.parse_authors(value)
        elif name == "org":
            self.org = self.org or value
        elif name == "venue":
            self._set_venue(fields.parse_venue(value) or fields.find_venue(value), value)
        elif name == "date":
            self.date = self.date or fields.find_date(value)
        elif name == "tags":
            self.tags += [tag for tag in _TAGS.split(re.sub(r"[#\[\]]", "", value)) if tag and len(tag) <= 40]
        elif name == "status":
            self.status = self.status or fields.parse_status(value)
        elif name == "label":
            self.label = self.label or clean(value)
        elif name == "abstract":
            self.abstract = self.abstract or value
        else:
            self.prose.append(value)

    def _set_venue(self, venue: fields.Venue | None, raw: str = "") -> None:
        if self.venue:
            return
        if venue:
            self.venue, self.venue_year = venue.name, venue.year
        elif raw and len(raw) <= 120:
            date = fields.find_date(raw)
            self.venue, self.venue_year = raw, date.year if date else None

    def _set_title(self, title: str, how: str, line: int) -> None:
        if title:
            if (
                self.title
                and self.how in ("local", "link", "strong", "plain")
                and how == "field"
                and self.title != title
            ):
                self.label = self.label or self.title
            self.title, self.how, self.line = title, how, line

    # -- the line with the title ---------------------------------------------------------------------------------

    def _first(self, pieces: list[Piece]) -> None:
        pieces = self._strip_lead(pieces)
        if not pieces:
            return
        at = next((i for i, piece in enumerate(pieces) if _names(piece)), None)
        start = pieces[0]
        if start.style in ("code", "strong", "em") and not start.href and (at is None or at > 0):
            named_later = at is not None and titles.title_score(start.text) < 0.5
            if self._set_off(start, pieces[1:], named_later=named_later):
                return
        if at is not None:
            self.read_title_link(pieces, at)
        else:
            self._plain_title(pieces)

    def _strip_lead(self, pieces: list[Piece]) -> list[Piece]:
        """Take off what stands before a title: task box, number, date, venue in brackets, lone marks."""
        pieces = list(pieces)
        while pieces and not pieces[0].href:
            piece = pieces[0]
            text = (
                self._strip_text(piece.text) if piece.style != "code" or len(piece.text) < 24 else piece.text
            )
            if text == piece.text:
                break
            if text.strip():
                pieces[0] = Piece(text, piece.line, style=piece.style)
            else:
                pieces.pop(0)
        return pieces

    def _strip_text(self, text: str) -> str:
        if task := _TASK.match(text):
            self.status = self.status or ("todo" if task["box"] == " " else "read")
            return text[task.end() :]
        if bracketed := _BRACKETED.match(text):
            inside = bracketed["inside"]
            date, venue = fields.parse_date(inside), fields.parse_venue(inside)
            ids = find_identifiers(f"[{inside}]")
            if date or venue or ids:
                self.date = self.date or date
                self.ids += ids
                if venue:
                    self._set_venue(venue)
                return text[bracketed.end() :]
        text = text.lstrip(")）]】,，.。 ")
        head, comma, behind = text.partition(",")
        if (
            comma
            and len(head) <= 60
            and (venue := fields.find_venue(head))
            and venue.start == 0
            and len(head[venue.end :].split()) <= 6
        ):
            self._set_venue(venue)
            self.date = self.date or fields.find_date(head)
            return behind
        date, rest = fields.strip_date(text)
        if date:
            self.date = self.date or date
            return rest
        stripped = titles.strip_numbering(text)
        if stripped == text and (venue := fields.parse_venue(text)) and not _PUNCTUATION.match(text):
            self._set_venue(venue)
            return ""
        if _PUNCTUATION.match(stripped):
            return ""
        return stripped

    def _set_off(self, start: Piece, rest: list[Piece], *, named_later: bool) -> bool:
        """Read a line that starts with text set off by code, bold or italics; False where that is no title."""
        text = clean(start.text)
        following = _text_of([p for p in rest if not p.href]).strip()
        if start.style == "em" and (fields.looks_like_authors(text) or named_later):
            return False
        colon = start.text.rstrip().endswith((":", "：")) or following.startswith((":", "："))
        if named_later:
            if colon or len(text.split()) <= 4:
                self.label = self.label or text
                self.read_title_link(rest, next(i for i, piece in enumerate(rest) if _names(piece)))
                return True
            return False
        if (
            start.style == "code"
            and len(text.split()) < 3
            and titles.title_score(text) < 0.4
            and not any(p.href for p in rest)
        ):
            return False
        if colon and not any(p.href for p in rest):
            return False
        if colon and _continues_title(start.text, rest):  # **LoRA**: Low-Rank … [pdf]
            first = next((i for i, p in enumerate(rest) if p.href), len(rest))
            text = clean(f"{text.rstrip(':：')}: {_text_of(rest[:first]).lstrip(':： ')}")
            rest = rest[first:]
        self._set_title(text, "quoted" if start.style == "code" else "strong", start.line)
        self.read_rest(rest)
        return True

    def read_title_link(self, pieces: list[Piece], at: int) -> None:
        named = pieces[at]
        before = _text_of([p for p in pieces[:at] if not p.href])
        lead = before.strip(" [](（【")
        if lead:
            if lead.endswith((":", "：")) and len(lead) <= 60:
                self.label = self.label or clean(lead)
            elif not self._absorb(lead):
                self.before = lead
        for piece in pieces[:at]:
            self.add_link(piece, piece.text)
        date, text = fields.strip_date(named.text)
        self.date = self.date or date
        if bracketed := _BRACKETED.match(text):
            ids, venue = find_identifiers(f"[{bracketed['inside']}]"), fields.parse_venue(bracketed["inside"])
            self.ids += ids
            if venue:
                self._set_venue(venue)
        self.ids += find_identifiers(text)
        local = not links.is_web(named.href)
        if not (local and self.title):
            self._set_title(clean(text), "local" if local else "link", named.line)
            self.title_url = "" if local else named.href
        self.add_link(named, named.text)
        self.read_rest(pieces[at + 1 :])

    def _plain_title(self, pieces: list[Piece]) -> None:
        """Read a line whose links name nothing: the title is the text before the first, or the URL."""
        first = next((i for i, piece in enumerate(pieces) if piece.href), len(pieces))
        lead = _text_of(pieces[:first]).strip(" [](（【")
        after = pieces[first:]
        if after:
            lead = re.sub(
                r"(?:[\[(（【|]\s*\w{0,10}|\b(?:paper|pdf|arxiv|code|link|链接|地址|github))\s*[:：]\s*$",
                "",
                lead,
                flags=re.IGNORECASE,
            )
        if _PUNCTUATION.match(lead):
            if after:
                self._late_title(after)
            return
        self.ids += find_identifiers(lead)
        citation = parse_citation(lead)
        if citation:
            how = (
                "quoted" if citation.quoted else "citation" if citation.authors or citation.venue else "plain"
            )
            self._set_title(citation.title, how, pieces[0].line)
            self.authors = self.authors or citation.authors
            if citation.venue and not self.venue:
                self.venue, self.venue_year = citation.venue, citation.year
            if citation.year and not self.date:
                self.date = fields.Date(citation.year, citation.month)
        else:  # names, dates or venues alone: the title is on a later line, or there is none
            self._absorb(lead)
        self.read_rest(after)

    def _late_title(self, pieces: list[Piece]) -> None:
        """Read a line that begins with links: a title may stand behind those that only say what is behind them."""
        text_at = next(
            (i for i, p in enumerate(pieces) if not p.href and not _PUNCTUATION.match(p.text)), None
        )
        if (
            text_at is None
            or any(piece.bare for piece in pieces[:text_at])
            or titles.title_score(_text_of(pieces[text_at:])) < 0.4
        ):
            self._url_title(pieces)
            return
        for piece in pieces[:text_at]:
            self.add_link(piece, piece.text)
        self._plain_title(pieces[text_at:])

    def _url_title(self, pieces: list[Piece]) -> None:
        piece = pieces[0]
        if piece.bare and links.is_web(piece.href):
            self._set_title(links.url_title(piece.href), "url", piece.line)
            self.title_url = piece.href
        self.read_rest(pieces)

    # -- what stands behind the title ----------------------------------------------------------------------------

    def read_rest(self, pieces: list[Piece]) -> None:
        text_before = ""
        for piece in pieces:
            if piece.href:
                if _names(piece) and links.is_web(piece.href) and not piece.image:
                    self.more_titles.append(piece)
                label = _LABEL_BEFORE.search(text_before)
                spoken = (
                    piece.text
                    if links.is_generic(piece.text) and not piece.bare
                    else label["word"].strip()
                    if label
                    else piece.text
                )
                self.add_link(piece, spoken)
                text_before = ""
            else:
                text_before = piece.text
                self.ids += find_identifiers(piece.text)
                self._absorb(piece.text)

    def _absorb(self, text: str) -> bool:
        """Take authors, venues and dates out of a text; what is left is prose. True when nothing was left."""
        prose = len(self.prose)
        whole = text.strip(" ,，.。;；:：-–—|")
        if (venue := fields.parse_venue(whole)) and venue.year:
            self._set_venue(venue)
            return True
        if not self.authors and fields.looks_like_authors(whole):
            self.authors = fields.parse_authors(text)
            return True
        for segment in _SPLIT.split(text):
            self._absorb_segment(segment.strip(" ,，.。;；*_\"'"))
        return len(self.prose) == prose

    def _absorb_segment(self, segment: str) -> None:
        if _PUNCTUATION.match(segment) or _LABEL_BEFORE.fullmatch(segment):
            return
        date = fields.parse_date(segment)
        if date:
            self.date = self.date or date
        elif (venue := fields.parse_venue(segment)) and (venue.year or not links.is_generic(segment)):
            self._set_venue(venue)
        elif links.is_generic(segment):
            return
        elif not self.authors and fields.looks_like_authors(segment):
            self.authors = fields.parse_authors(segment)
        elif len(segment) <= 60 and (venue := fields.find_venue(segment)) and venue.year:
            self._set_venue(venue)
        else:
            self.prose.append(segment)

    def add_link(self, piece: Piece, spoken: str, default: str = "") -> None:
        url = piece.href
        if (
            not url
            or links.is_page_anchor(url)
            or re.match(r"(?!https?|ftp)[a-z][a-z0-9+.-]*:", url, re.IGNORECASE)
        ):
            return
        role = links.link_role(url, spoken)
        if (
            default
            and role in ("other", "blog", "project", "data")
            and links.is_web(url)
            and parse_url(url) is None
        ):
            role = default if default != "paper" else "paper"
        if all(link.url != url for link in self.links):
            self.links.append(FoundLink(url, role, piece.line, piece.text))

    def read_meta(self, text: str) -> bool:
        """Read a short line of date, venue, organisation, sort or short name (``2023.11，NAACL 2024``); False where it is none."""
        parts = [part for part in re.split(r"\s*[，,、;；|/]\s*(?!\d)", text.strip(" ，,。.")) if part]
        if not parts or len(text) > 120:
            return False
        date, venue = fields.parse_date(parts[0]), fields.parse_venue(parts[0])
        if not date and not (venue and venue.year):
            return False
        self.date = self.date or date
        for part in parts if venue and not date else parts[1:]:
            if found := fields.parse_venue(part):
                self._set_venue(found)
            elif fields.is_tag_word(part):
                self.tags.append(part)
            elif fields.looks_like_org(part):
                self.org = self.org or part
            elif len(part) <= 24 and len(part.split()) <= 2:
                self.label = self.label or part
        return True


def clean(text: str) -> str:
    """A title out of a text; see ``titles.clean_title``."""
    return titles.clean_title(text)


def _joined(lines: list[Line]) -> list[Line]:
    """Join a first line that breaks off within its title (``… Dimensions of`` / ``Human …``) to the next."""
    if len(lines) < 2 or any(piece.href for piece in lines[0]) or not lines[0] or not lines[1]:
        return lines
    end, start = plain(lines[0]), lines[1][0]
    breaks_off = bool(_BREAKS_OFF.search(end)) or (
        start.text[:1].islower() and not start.href and end[-1:].isalnum()
    )
    if not breaks_off or start.href or start.style == "code" or fields.parse_label(plain(lines[1])):
        return lines
    spaced = Piece(f" {start.text}", start.line, style=start.style)
    return [[*lines[0], spaced, *lines[1][1:]], *lines[2:]]


def _continues_title(start: str, rest: list[Piece]) -> bool:
    """Whether what follows ``**Name**:`` up to the first link is the rest of the title, and no description."""
    first = next((i for i, piece in enumerate(rest) if piece.href), len(rest))
    text = _text_of(rest[:first]).lstrip(":： ").rstrip(" ,，.[(（")
    if not text or len(text) > 200 or len(text.split()) < 3 or re.search(r"[.!?;。；]\s|。|；", text):
        return False
    return len(start.split()) <= 3 or titles.title_score(start) < 0.5 or titles.title_score(text) >= 0.6


def _names(piece: Piece) -> bool:
    """Whether a link's text names a work, rather than say what is behind it."""
    if not piece.href or piece.bare or links.is_page_anchor(piece.href):
        return False
    if piece.image and (links.is_badge(piece.image) or len(piece.text.split()) < 3):
        return False
    text = piece.text.strip()
    return (
        len(text) > 1
        and not links.is_generic(text)
        and not fields.parse_date(text)
        and not fields.parse_venue(text)
    )


def _names_itself(pieces: list[Piece], labelled: fields.Labelled) -> bool:
    """Whether what looks like a label is the start of a title (``Benchmark: …``, ``Code: …``): it is within a link or quotes."""
    first = pieces[0]
    within = (
        first.href
        or first.style == "code"
        or (first.style == "strong" and not first.text.rstrip().endswith((":", "：")) and ":" in first.text)
    )
    return bool(within) and bool(labelled.value) and len(first.text) > labelled.start


def _quotes_title(line: Line) -> bool:
    """Whether a line starts with a title in code marks, the only way of quoting that is never used for emphasis."""
    first = next((piece for piece in line if not piece.image and piece.text.strip()), None)
    return first is not None and first.style == "code" and titles.title_score(first.text) >= 0.4


def _without_marks(piece: Piece) -> Piece:
    if piece.href or piece.style == "code":
        return piece
    return Piece(
        re.sub(r"==\s*[^=]{1,20}?\s*==|(?<!\w)TODO(?!\w)|[✅☑✔]\ufe0f?", "", piece.text),
        piece.line,
        style=piece.style,
    )


def _value_pieces(line: Line, labelled: fields.Labelled) -> list[Piece]:
    """The pieces of a line behind its label."""
    text = plain(line)
    skip = len(text) - len(labelled.value)
    out, at = [], 0
    for piece in line:
        if piece.image and not piece.href:
            continue
        end = at + len(re.sub(r"\s+", " ", piece.text))
        if end > skip or piece.href:
            cut = piece.text if at >= skip or piece.href else piece.text[max(0, skip - at) :]
            out.append(Piece(cut, piece.line, piece.href, piece.style, piece.image, piece.bare))
        at = end
    return out


def _text_of(pieces: list[Piece]) -> str:
    return re.sub(r"\s+", " ", "".join(piece.text for piece in pieces)).strip()


def _line_of(pieces: list[Piece]) -> int:
    return pieces[0].line if pieces else 0
