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

from readlist.formats.markdown import author_lists, dates_venues, status_marks, title_text
from readlist.formats.markdown.inline import Line, Piece, badges
from readlist.formats.markdown.span_predicates import (
    clean,
    join_et_al,
    line_of,
    names_work,
    text_of,
)
from readlist.model import urls
from readlist.model.identifiers import Identifier, find_identifiers, parse_url

_CLOSING_PLACE = re.compile(r"\s*[\[(（](?P<place>[^\[\]()（）]{4,40})[\])）]\.?$")
_EMPTY = re.compile(
    r"\W*(?:n/?a|none|null|tbd|todo|无|無|暂无|暫無|未知|unknown|coming soon|not available)?\W*",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"\s*[|·•]\s*|\s+[-–—]+\s+|[()（）\[\]【】]|(?<=[A-Za-z\d][a-z\d\"”])[.。]\s+|[;；]\s*|\s*,\s*(?=(?:19|20)\d\d\b)"
)
_COUNTER = re.compile(
    r"\b(?:arxiv|papers?|code|pdf|github|website|project|demo|python|pytorch)$|stars?\b|licen[cs]e|visitor|downloads?|last-commit|forks?\b|issues|build|version|views|followers",
    re.IGNORECASE,
)
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
class ItemDraft:
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
    date: dates_venues.Date | None = None
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

    def take_marks(self, line: Line, text: str) -> None:
        """Take in badges that name the work (not those that count stars) and marks of status."""
        self.badges += [
            piece.text.strip() for piece in badges(line) if not _COUNTER.search(piece.image + piece.text)
        ]
        self.status = self.status or status_marks.find_status(text)

    def read_field(self, name: str, value: str, pieces: list[Piece]) -> None:
        """Take in a labelled field; an empty one is only noted as seen."""
        self.seen.add(name)
        found = [piece for piece in pieces if piece.href and urls.is_web(piece.href)]
        if name != "status" and _EMPTY.fullmatch(value) and not found:
            return
        if name == "title":
            named = next((piece for piece in pieces if piece.href and not urls.is_generic(piece.text)), None)
            self.set_title(
                clean(named.text if named else text_of(pieces) or value),
                "field",
                self.line or line_of(pieces),
            )
            self.title_url = named.href if named and urls.is_web(named.href) else self.title_url
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
            says_role = urls.is_generic(piece.text) and not piece.bare
            self.add_link(piece, piece.text if says_role else name, default="" if says_role else name)
        self.ids += find_identifiers(value)
        if name != "paper":
            return
        named = next((p for p in found if names_work(p)), None)
        text = clean(named.text if named else text_of([p for p in pieces if not p.href]))
        longer = title_text.title_score(text) >= 0.5 or (
            named is not None and len(text.split()) > len(self.title.split())
        )
        is_short = (
            self.how in ("plain", "strong", "local") and title_text.title_score(self.title) < 0.5 and longer
        )
        if is_short or (not self.title and (named or title_text.title_score(text) >= 0.5)):
            self.set_title(text, "field" if self.title or not named else "link", self.line or line_of(pieces))

    def _value(self, name: str, value: str) -> None:
        value = " ".join(value.split()).strip(" *_`")
        if name == "authors":
            self.authors = self.authors or author_lists.parse_authors(value)
        elif name == "org":
            self.org = self.org or value
        elif name == "venue":
            self.set_venue(dates_venues.parse_venue(value) or dates_venues.find_venue(value), value)
        elif name == "date":
            self.date = self.date or dates_venues.find_date(value)
        elif name == "tags":
            self.tags += [tag for tag in _TAGS.split(re.sub(r"[#\[\]]", "", value)) if tag and len(tag) <= 40]
        elif name == "status":
            self.status = self.status or status_marks.parse_status(value)
        elif name == "label":
            self.label = self.label or clean(value)
        elif name == "abstract":
            self.abstract = self.abstract or value
        else:
            self.prose.append(value)

    def set_venue(self, venue: dates_venues.Venue | None, raw: str = "") -> None:
        if self.venue:
            return
        if venue:
            self.venue, self.venue_year = venue.name, venue.year
        elif raw and len(raw) <= 120:
            date = dates_venues.find_date(raw)
            self.venue, self.venue_year = raw, date.year if date else None

    def set_title(self, title: str, how: str, line: int) -> None:
        """Take a text for the title; a labelled one puts an earlier find in the place of the label."""
        title = self._without_place(title)
        if not title:
            return
        if (
            self.title
            and self.how in ("local", "link", "strong", "plain")
            and how == "field"
            and self.title != title
        ):
            self.label = self.label or self.title
        self.title, self.how, self.line = title, how, line

    def _without_place(self, title: str) -> str:
        """Take a venue or date in closing brackets, ``… (NeurIPS 2023)``, off a title."""
        found = _CLOSING_PLACE.search(title)
        if not found or not found.start():
            return title
        venue, date = dates_venues.parse_venue(found["place"]), dates_venues.parse_date(found["place"])
        if not date and not (venue and venue.year):
            return title
        self.date = self.date or date
        if venue:
            self.set_venue(venue)
        return title[: found.start()].rstrip(" .,")

    # -- what stands behind the title ----------------------------------------------------------------------------

    def read_rest(self, pieces: list[Piece]) -> None:
        """Read what stands behind a title: links, and the text between them."""
        text_before = ""
        for piece in join_et_al(pieces):
            if piece.href:
                if names_work(piece) and urls.is_web(piece.href) and not piece.image:
                    self.more_titles.append(piece)
                label = _LABEL_BEFORE.search(text_before)
                spoken = (
                    piece.text
                    if urls.is_generic(piece.text) and not piece.bare
                    else label["word"].strip()
                    if label
                    else piece.text
                )
                self.add_link(piece, spoken)
                text_before = ""
            else:
                text_before = piece.text
                self.ids += find_identifiers(piece.text)
                self.absorb(piece.text)

    def absorb(self, text: str) -> bool:
        """Take authors, venues and dates out of a text; what is left is prose. True when nothing was left."""
        prose = len(self.prose)
        whole = text.strip(" ,，.。;；:：-–—|")
        if (venue := dates_venues.parse_venue(whole)) and venue.year:
            self.set_venue(venue)
            return True
        if not self.authors and author_lists.looks_like_authors(whole):
            self.authors = author_lists.parse_authors(text)
            return True
        for segment in _SPLIT.split(text):
            self._absorb_segment(segment.strip(" ,，.。;；*_\"'"))
        return len(self.prose) == prose

    def _absorb_segment(self, segment: str) -> None:
        if _PUNCTUATION.match(segment) or _LABEL_BEFORE.fullmatch(segment):
            return
        date = dates_venues.parse_date(segment)
        if date:
            self.date = self.date or date
        elif (venue := dates_venues.parse_venue(segment)) and (venue.year or not urls.is_generic(segment)):
            self.set_venue(venue)
        elif urls.is_generic(segment):
            return
        elif not self.authors and author_lists.looks_like_authors(segment):
            self.authors = author_lists.parse_authors(segment)
        elif len(segment) <= 60 and (venue := dates_venues.find_venue(segment)) and venue.year:
            self.set_venue(venue)
        else:
            self.prose.append(segment)

    def add_link(self, piece: Piece, spoken: str, default: str = "") -> None:
        url = piece.href
        if (
            not url
            or urls.is_page_anchor(url)
            or re.match(r"(?!https?|ftp)[a-z][a-z0-9+.-]*:", url, re.IGNORECASE)
        ):
            return
        role = urls.link_role(url, spoken)
        if (
            default
            and role in ("other", "blog", "project", "data")
            and urls.is_web(url)
            and parse_url(url) is None
        ):
            role = default
        if all(link.url != url for link in self.links):
            self.links.append(FoundLink(url, role, piece.line, piece.text))

    def read_meta(self, text: str) -> bool:
        """Read a short line of date, venue, organisation, sort or short name (``2023.11，NAACL 2024``); False where it is none."""
        parts = [part for part in re.split(r"\s*[，,、;；|/]\s*(?!\d)", text.strip(" ，,。.")) if part]
        if not parts or len(text) > 120:
            return False
        date, venue = dates_venues.parse_date(parts[0]), dates_venues.parse_venue(parts[0])
        if not date and not (venue and venue.year):
            return False
        self.date = self.date or date
        for part in parts if venue and not date else parts[1:]:
            if found := dates_venues.parse_venue(part):
                self.set_venue(found)
            elif status_marks.is_tag_word(part):
                self.tags.append(part)
            elif status_marks.looks_like_org(part):
                self.org = self.org or part
            elif len(part) <= 24 and len(part.split()) <= 2:
                self.label = self.label or part
        return True
