"""The draft of an item: collects what its lines contain until ``record_builder`` builds the record.

    lines ── line_reader, title_finder ──> ItemDraft: title, label, links with roles, authors, venue, date, status, prose

The methods read labelled fields and the text around the title. Text is tried as authors, venue and date; the rest is
prose. The first value found for a field is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readlist.formats.markdown import author_lists, dates_venues, status_marks, title_text
from readlist.formats.markdown.author_lists import are_cited
from readlist.formats.markdown.draft_values import DraftValues
from readlist.formats.markdown.inline import Line, Piece, badges
from readlist.formats.markdown.journal_places import find_journal_place, parse_journal_place
from readlist.formats.markdown.names_places import split_names_place
from readlist.formats.markdown.reference_places import find_place, find_year
from readlist.formats.markdown.span_predicates import (
    clean,
    is_identifier,
    is_role_word,
    is_web_link,
    join_bold_names,
    join_by,
    join_et_al,
    line_of,
    names_place,
    names_work,
    text_of,
)
from readlist.formats.markdown.title_text import LIKELY
from readlist.model import url_finder, urls
from readlist.model.identifiers import find_identifiers

if TYPE_CHECKING:
    from collections.abc import Callable

_EMPTY = re.compile(
    r"\W*(?:n/?a|none|null|tbd|todo|无|無|暂无|暫無|未知|unknown|coming soon|not available)?\W*",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"\s*[|·•]\s*|\s*[\U0001f300-\U0001faff\u2600-\u27bf]\ufe0f?\s*|\s+[-–—]+\s+|[()（）\[\]【】]|(?<=[A-Za-z\d][a-z\d\"”])(?<!\Wet)[.。]\s+|[;；]\s*|\s*,\s*(?=(?:19|20)\d\d\b)"
)
_COUNTER = re.compile(
    r"\b(?:arxiv|papers?|code|pdf|github|website|project|demo|python|pytorch)$|stars?\b|licen[cs]e|visitor|downloads?|last-commit|forks?\b|issues|build|version|views|followers",
    re.IGNORECASE,
)
_NAME_OF_VENUE = re.compile(
    r"[\s,]*(?:[A-Z&][\w&.'-]*|of|the|and|on|in|for)(?:\s(?:[A-Z&][\w&.'-]*|of|the|and|on|in|for)){0,7}[\s,.]*"
)
"""A text in italics that is the name of a venue if it follows the authors."""
_CLOSING_YEAR = re.compile(rf"[\s,(]+(?P<year>{dates_venues.YEAR})[).\s]*$")
_NUMBERED_PLACE = re.compile(r"\d\s?\(\d|[,，]\s*(?:pp\.|[Vv]ol\.|第\d+巻)")
"""A venue with its volume and issue, or its pages."""
_META_SIGN = re.compile(r"\s*[，,、;；|/]\s*(?!\d)")
_BY = re.compile(r"by\s+(?=[A-ZÀ-Ž])")
_CITED_ASIDE = re.compile(r"[(（][^()（）]*\bet\.? al\b[^()（）]*(?:19|20)\d\d[^()（）]*[)）]")
"""A citation of another work in a description."""
_LABEL_BEFORE = re.compile(r"(?P<word>[\w ]{1,24})\s*[:：]\s*[\[(（【]*\s*$")
_PUNCTUATION = re.compile(r"^[\s\W_]*$")
_CLOSING_ID = re.compile(r"(?<=\w)\s+(?:arxiv|doi)\s?:\s?[\w./-]+\s*$", re.IGNORECASE)
"""An ID after a text, which the line is searched for anyway: ``Ada Quill, Tim Berg arXiv:2301.01234``."""
_LINK_IN_BRACKETS = re.compile(r"\s*[\[(（【{]+(?P<word>[\w ]{1,16})[\])）】}]*\s*$")
_WIKI_MARKS = re.compile(r"\[\[|\]\]")
_CITED = re.compile(rf"(?P<name>[A-ZÀ-Ž][a-zà-ž'’]+),? (?P<year>{dates_venues.YEAR})[a-z]?")
"""A single family name and the year: ``Quill 2018``."""
_DATED_REMARK = re.compile(rf"(?P<year>{dates_venues.YEAR}),\s+(?=[^\W\d_])")
"""A year before a remark: ``2021, second edition``."""
# The sign of a tag, not that of C#, and the brackets of a link between notes.
_HASH = re.compile(r"(?<![^\s,，、;；/])#|[\[\]]")
_HASHED = re.compile(r"(?<=\w)\s+(?=#\w)")
"""The blank between tags with signs: ``#mills #weirs``."""
_TAGS = re.compile(r"\s*(?:[、，,;；/|]|\s{2,})\s*")
MIN_CJK_TITLE, MAX_CJK_TITLE = 6, 60
"""Number of characters of a title in Chinese that is the value of a field for papers."""
MIN_WORDS_BEFORE_ASIDE = 6
"""Minimum number of words of a description before a citation of another work."""
LINK_FIELDS = ("paper", "code", "project", "data", "video", "slides", "blog")


_PARSERS: dict[str, Callable[[str], object]] = {
    "authors": author_lists.parse_authors,
    "org": str,
    "date": dates_venues.find_date,
    "status": status_marks.parse_status,
    "label": clean,
    "abstract": str,
}
"""Fields that keep their first value, each with its parser."""


def _find_stated_venue(value: str) -> dates_venues.Venue | None:
    """Return the venue of a labelled field: one that begins it, an unlisted name with its year, or one within it."""
    if _NUMBERED_PLACE.search(value) and (name := find_place(value)):
        year = find_year(value)
        return dates_venues.Venue(name, year, 0, len(value))
    if "," in value and (place := parse_journal_place(value)):
        return place
    found = dates_venues.parse_venue(value) or dates_venues.find_venue(value)
    if found and not found.start:
        return found
    return dates_venues.parse_unlisted_venue(value) or dates_venues.parse_glued_venue(value) or found


@dataclass(slots=True)
class ItemDraft(DraftValues):
    """What has been read of an item, and how its labelled fields and the text around its title are read."""

    def read_marks(self, line: Line, text: str) -> None:
        """Read the badges that name the work (not counters such as stars) and the status mark of a line."""
        self.badges += [
            piece.text.strip() for piece in badges(line) if not _COUNTER.search(piece.image + piece.text)
        ]
        self.offer_status(status_marks.find_status(text))

    def take_badges(self, line: Line) -> str:
        """Return the words of a line's badges, which are then the value of a field and not names of the work."""
        words = [piece.text.strip() for piece in badges(line)]
        self.badges = [badge for badge in self.badges if badge not in words]
        return " ".join(words)

    def name_badges(self) -> list[str]:
        """Return the badges that name the work; one with a venue and its year states these."""
        venues = {badge: venue for badge in self.badges if (venue := dates_venues.parse_dated_venue(badge))}
        for venue in venues.values():
            self.set_venue(venue)
        return [badge for badge in self.badges if badge not in venues]

    def read_field(self, name: str, value: str, pieces: list[Piece]) -> None:
        """Read a labelled field; an empty one is only added to ``seen_fields``."""
        self.seen_fields.add(name)
        found = list(filter(is_web_link, pieces))
        if name != "status" and _EMPTY.fullmatch(value) and not found:
            return
        if name == "title":
            self._read_title_field(value, pieces, found)
        elif name in LINK_FIELDS:
            self._read_link_field(name, value, pieces, found)
        else:
            self._read_value(name, value)
            if name == "notes":
                self.asides |= {piece.href for piece in found} - {link.url for link in self.links}
            for piece in found:
                self.add_link(piece, piece.text)

    def _read_title_field(self, value: str, pieces: list[Piece], found: list[Piece]) -> None:
        named = next(
            (piece for piece in pieces if piece.href and not url_finder.is_generic(piece.text)), None
        )
        text = named.text if named else text_of(pieces) or value
        self.set_title(clean(text), "field", self.line or line_of(pieces))
        if named and is_web_link(named):
            self.title_url = named.href
        for piece in found:
            self.add_link(piece, "paper")

    def _read_link_field(self, name: str, value: str, pieces: list[Piece], found: list[Piece]) -> None:
        for piece in found:
            if is_role_word(piece):
                self.add_link(piece, piece.text)
            else:
                self.add_link(piece, name, default=name)
        self.ids += find_identifiers(f"[{value}]" if is_identifier(value) else value)
        if name == "paper" and not found and (venue := dates_venues.parse_venue(value)):
            self.set_venue(venue)
        elif name == "paper" and not found and url_finder.is_generic(value):
            return
        elif name == "paper" and not found and self.title and not self._is_name():
            self.set_venue(None, "" if self.ids else value)
        elif name == "paper":
            self._read_paper_title(pieces, found)

    def _read_paper_title(self, pieces: list[Piece], found: list[Piece]) -> None:
        """Use the value of a paper field as the title if it is one and says more than the present title."""
        named = next(filter(names_work, found), None)
        text = clean(named.text if named else text_of([p for p in pieces if not p.href]))
        is_chinese = (
            title_text.is_mostly_cjk(text) and MIN_CJK_TITLE <= len(text) <= MAX_CJK_TITLE and not found
        )
        is_title = title_text.title_score(text) >= LIKELY or is_chinese
        line = self.line or line_of(pieces)
        if not self.title and (named or is_title):
            self.set_title(text, "link" if named else "field", line)
        elif self._is_name() and (is_title or (named and len(text.split()) > len(self.title.split()))):
            self.set_title(text, "field", line)

    def _is_name(self) -> bool:
        """Whether the present title may be only a short name of the work."""
        is_loose = bool(self.title) and self.title_form in ("plain", "strong", "local")
        return is_loose and title_text.title_score(self.title) < LIKELY

    def _read_value(self, name: str, value: str) -> None:
        value = " ".join(value.split()).strip(" *_`")
        if name == "authors":
            value = self._read_place_of(_WIKI_MARKS.sub("", value))
        if name in _PARSERS:
            setattr(self, name, getattr(self, name) or _PARSERS[name](value))
        elif name == "venue":
            self.set_venue(_find_stated_venue(value), value)
            date = dates_venues.find_date(value)
            self.offer_date(date if date and date.month else None)
        elif name == "tags":
            marked = _HASHED.sub(", ", value)
            named = [tag for tag in _TAGS.split(_HASH.sub("", marked)) if tag and len(tag) <= 40]
            self.tags += [tag for tag in named if tag not in self.tags]
        else:
            self.prose.append(value)
        if name in ("date", "notes"):
            self.set_venue(dates_venues.parse_dated_venue(value))
        if name == "date":
            self.set_venue(dates_venues.parse_unlisted_venue(value))
            is_place = " " in value and not dates_venues.find_date(value) and _NAME_OF_VENUE.fullmatch(value)
            self.set_venue(None, value if is_place else "")

    def _read_place_of(self, authors: str) -> str:
        """Read the venue and the date that stand behind authors, and return these alone."""
        if self.authors:
            return authors
        linked = _LINK_IN_BRACKETS.search(authors)
        if linked and url_finder.is_generic(linked["word"]):
            authors = authors[: linked.start()]
        if placed := split_names_place(authors):
            self.set_venue(placed.venue)
            return placed.names
        date, names = dates_venues.strip_closing_date(authors)
        if not date or not author_lists.looks_like_authors(names, least=1):
            return authors
        self.offer_date(date)
        return names

    # -- the text after the title --------------------------------------------------------------------------------

    def read_rest(self, pieces: list[Piece]) -> None:
        """Read what follows a title: links, and the text between them."""
        text_before = ""
        for piece in join_et_al(join_by(join_bold_names(self._read_linked_names(pieces)))):
            if piece.href:
                if names_work(piece) and urls.is_web(piece.href) and not piece.image:
                    self.more_titles.append(piece)
                if cited := author_lists.parse_cited_link(piece.text):
                    self.offer_authors(cited[0])
                    self.offer_date(dates_venues.Date(cited[1]))
                elif names_place(piece.text):
                    self.set_venue(
                        parse_journal_place(piece.text) or dates_venues.parse_unlisted_venue(piece.text)
                    )
                elif not piece.bare:
                    self.set_venue(dates_venues.parse_dated_venue(piece.text))
                label = None if is_role_word(piece) else _LABEL_BEFORE.search(text_before)
                self.add_link(piece, label["word"].strip() if label else piece.text)
                text_before = ""
            else:
                text_before = piece.text
                if piece.style == "em" and self.authors and self._read_name_of_venue(piece.text):
                    continue
                self.ids += find_identifiers(piece.text)
                self.read_text(piece.text)

    def _read_name_of_venue(self, text: str) -> bool:
        """Read a text in italics after the authors that is the name of a venue, perhaps with its year."""
        date, name = dates_venues.strip_closing_date(text)
        dated = None if date else _CLOSING_YEAR.search(text)
        name = text[: dated.start()] if dated else name
        if not _NAME_OF_VENUE.fullmatch(name) or ((date or dated) and dates_venues.parse_dated_venue(text)):
            return False  # a known venue keeps its year
        self.offer_date(date)
        self.set_venue(None, name.strip(" ,."))
        if dated:
            self.offer_date(dates_venues.Date(int(dated["year"])))
        return True

    def _read_linked_names(self, pieces: list[Piece]) -> list[Piece]:
        """Read names of which some are links to home pages, and return the pieces after them."""
        linked = [at for at, piece in enumerate(pieces) if piece.href and names_work(piece)]
        if not linked or self.authors:
            return pieces
        for stop in (len(pieces), linked[-1] + 1):
            names = text_of(pieces[:stop]).strip(" ,，.-–—|")
            if author_lists.looks_like_authors(names):
                self.authors = author_lists.parse_authors(names)
                for piece in pieces[:stop]:
                    self.add_link(piece, "")
                return pieces[stop:]
        return pieces

    def read_text(self, text: str) -> bool:
        """Read authors, venues and dates from a text; the rest is prose. Return True if there is no rest."""
        prose = len(self.prose)
        text = _CLOSING_ID.sub("", text)
        whole = text.rstrip(" [(（【").strip(" ,，.。;；:：-–—|")
        if not self.authors and (placed := split_names_place(whole)):
            self.authors = author_lists.parse_authors(placed.names)
            self.set_venue(placed.venue)
            return True
        if date := dates_venues.parse_date(whole):
            self.offer_date(date)
            return True
        if venue := dates_venues.parse_dated_venue(whole) or find_journal_place(whole):
            self.set_venue(venue)
            return True
        if self._read_authors(whole, text):
            return True
        aside = _CITED_ASIDE.search(text)
        if aside and len(text[: aside.start()].split()) >= MIN_WORDS_BEFORE_ASIDE:
            self.prose.append(aside[0])
            text = text[: aside.start()] + text[aside.end() :]
        for segment in _SPLIT.split(text):
            self._read_segment(segment.strip(" ,，.。;；*_\"'"))
        if self.title and self.prose[prose:]:
            self.offer_name(self.prose[prose].strip("-–— "))
        return len(self.prose) == prose

    def _read_segment(self, segment: str) -> None:
        if _PUNCTUATION.match(segment) or _LABEL_BEFORE.fullmatch(segment):
            return
        if date := dates_venues.parse_date(segment):
            self.offer_date(date)
        elif (cited := _CITED.fullmatch(segment)) and are_cited(cited["name"]) and self.title:
            self.offer_date(dates_venues.Date(int(cited["year"])))
            self.offer_name(cited["name"])
        elif dated := _DATED_REMARK.match(segment):
            self.offer_date(dates_venues.Date(int(dated["year"])))
            self.prose.append(segment[dated.end() :])
        elif not (
            self._read_venue(segment)
            or url_finder.is_generic(segment)
            or self._read_authors(segment, segment)
            or self._read_venue_within(segment)
        ):
            self.prose.append(segment)

    def _read_venue(self, segment: str) -> bool:
        """Read a text as a venue; a word that is also a generic link word counts only with a year."""
        venue = dates_venues.parse_venue(segment)
        if not venue or not (venue.year or not url_finder.is_generic(segment)):
            return False
        self.set_venue(venue)
        return True

    def _read_venue_within(self, segment: str) -> bool:
        """Read the venue and year that a short text contains."""
        venue = dates_venues.find_venue(segment) if len(segment) <= 60 else None
        if not venue or not venue.year:
            venue = dates_venues.parse_unlisted_venue(segment)
        self.set_venue(venue)
        return venue is not None

    def _read_authors(self, text: str, whole: str) -> bool:
        """Read a text as authors if it looks like names; ``text`` is ``whole`` without surrounding punctuation."""
        if self.authors:
            return False
        if by := _BY.match(text):
            text = whole = text[by.end() :]
            if not author_lists.looks_like_authors(text, least=1):
                return False
            self.authors = author_lists.parse_authors(whole)
            return True
        date, undated = dates_venues.strip_closing_date(text)
        if date and text.endswith((")", "]")) and are_cited(undated):
            self.offer_date(date)
            self.authors = author_lists.parse_authors(undated)
            return True
        if not author_lists.looks_like_authors(text):
            return False
        self.authors = author_lists.parse_authors(whole)
        return True

    def read_meta(self, text: str) -> bool:
        """Read a short line that starts with a date or venue (``2023.11，NAACL 2024``), else return False.

        Organisation, type of work and label may follow.
        """
        parts = [part for part in _META_SIGN.split(text.strip(" ，,。.")) if part]
        if not parts or len(text) > 120:
            return False
        date = dates_venues.parse_date(parts[0])
        if not date and not dates_venues.parse_dated_venue(parts[0]):
            return False
        self.offer_date(date)
        for part in parts[1:] if date else parts:
            self._read_meta_part(part)
        return True

    def _read_meta_part(self, part: str) -> None:
        if venue := dates_venues.parse_venue(part):
            self.set_venue(venue)
        elif status_marks.is_tag_word(part):
            self.tags.append(part)
        elif status_marks.looks_like_org(part):
            self.offer_org(part)
        elif len(part) <= 24 and len(part.split()) <= 2:
            self.offer_label(part)
