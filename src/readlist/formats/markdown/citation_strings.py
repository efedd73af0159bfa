"""Parse citation strings: authors, title, venue and year in one of the common orders.

Authors. "Title." Venue (2015).            quoted title
Authors (2006). Title. Venue, 313.         year after the authors
Author, et al.: Title, Venue Year.         colon after et al.
Title. Authors. Venue, year                by segments, each classified by its form
Title (2016), A. Author et al.
…論文「Title」…                             title quoted in a Chinese sentence
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache

from readlist.formats.markdown import author_lists, dates_venues
from readlist.formats.markdown.journal_places import find_journal_place, parse_journal_place
from readlist.formats.markdown.names_places import split_names_place
from readlist.formats.markdown.reference_strings import parse_reference
from readlist.formats.markdown.title_text import (
    CJK,
    LIKELY,
    clean_title,
    is_mostly_cjk,
    strip_numbering,
    title_score,
)

MAX_LENGTH = 3000
"""Maximum length of a citation in characters: a list of a hundred authors fits, a page of prose does not."""
_MAX_BEFORE = 400
_QUOTED = re.compile(
    r"(?<![\w'’])['‘]((?:[^'’]|['’](?=\w)){8,300})['’](?!\w)|“([^“”\"]{8,300})[”\"]|\"([^\"“”]{8,300})”|\"([^\"]{8,300})\"|「([^「」]{6,200})」|『([^『』]{6,200})』|《([^《》]{2,200})》|``(.{8,300}?)''"
)
_SUBTITLE = re.compile(r"\s?[:：]\s+[A-Z]")
_TITLE_QUOTES = "《「『"
_CUT = re.compile(
    r"(?<=[a-zà-ÿ\d)\]”\"'’》A-Z][.。?？])\s+(?=[\[(“\"'A-Z0-9À-Ö*_《\u4e00-\u9fff]|arXiv|in [A-Z])|(?<=[。？])(?=[^\s）)」』》】”\"])"
)
_AUTHOR_YEAR = re.compile(
    rf"^(?P<authors>.{{3,600}}?)[\s,.]*[(（]?(?P<year>{dates_venues.YEAR})[a-z]?(?:,[^)）]{{1,12}})?[)）]?[.,:]\s+(?P<rest>\S.*)$"
)
_TITLE_YEAR_NAMES = re.compile(
    rf"(?P<title>[^()（）]{{8,300}}?)\s*[(（\[](?P<year>{dates_venues.YEAR})[)）\]]\s*[,，.:：–—-]\s*(?P<names>[^()（）]{{3,300}})"
)
_NAMES_COLON = re.compile(r"(?P<names>[^:：\"“()]{5,300})[:：]\s+(?P<rest>\S.{10,400})")
_DASH = re.compile(r"\s[-–—]\s")
_NO_NAMES = re.compile(r"[:：\"“()]")
_UNLISTED_PLACE = re.compile(
    rf"(?P<title>.+),\s*(?P<venue>(?:[A-Z&][\w&.'-]*|of|the|and|on|in|for)(?:\s(?:[A-Z&][\w&.'-]*|of|the|and|on|in|for)){{0,7}}),?\s*\(?(?P<year>{dates_venues.YEAR})\)?\.?"
)
MIN_TITLE_WORDS = 3
"""Minimum number of words of a title before a year and names, or between names and a venue."""
_AL = re.compile(r"\bet\.?\s*al\b\.?|等人", re.IGNORECASE)
_AFTER_AL = re.compile(r"\s*[,.]?\s*[:：]\s*|,\s+(?=[A-Z][^,]{16,},\s.*\d{4})")
"""What stands between ``et al.`` and the title: a colon, or a comma if a comma and a year or an ID follow the title."""
_LEADING_YEAR = re.compile(rf"^[(（]({dates_venues.YEAR})[)）]\.?\s*")
_CLOSING_YEAR = re.compile(rf"[\s,，(（]+({dates_venues.YEAR})[)）]?\.?$")
_CLOSING_DATE = re.compile(rf"[\s,，.]*[(（][^()（）]*{dates_venues.YEAR}[^()（）]*[)）][\s.,，:：]*$")
_DATED_NAMES = re.compile(
    rf"(?P<names>[^()（）\d]{{2,300}}?),?\s*[(（\[](?P<year>{dates_venues.YEAR})[a-z]?[)）\]]"
)
"""Names and their year, as a segment after the title."""
_NO_END = re.compile(r"(?:^|[\s.\-])[A-Z]\.$|\bal\.$|\b(?:vs|Jr|Dr|St|No|Vol|pp|eds?|cf|e\.g|i\.e|Fig)\.$")

_WITHIN_TITLE = re.compile(r"\b(?:vs|cf|e\.g|i\.e)\.$")
"""Abbreviations that no name ends in."""


@dataclass(frozen=True, slots=True)
class Citation:
    """The fields of a citation string; ``name`` is what follows a title in quotes if it is not known to be names."""

    title: str
    authors: tuple[str, ...] = ()
    venue: str | None = None
    year: int | None = None
    month: int | None = None
    quoted: bool = False
    name: str = ""


@lru_cache(maxsize=1024)
def parse_citation(text: str) -> Citation | None:
    """Parse a citation; any other text is read as a title with what follows it. None if there is no title."""
    text = strip_numbering(" ".join(text.split())).strip(" []|,，;；-–—")
    if not text or len(text) > MAX_LENGTH:
        return None
    return (
        _parse_whole(text)
        or _parse_quoted(text)
        or _parse_title_year_names(text)
        or _parse_names_colon(text)
        or parse_named_title(text)
        or _parse_author_year(text)
        or _parse_after_et_al(text)
        or _parse_segments(text)
    )


def _parse_whole(text: str) -> Citation | None:
    """Parse a reference in one of the styles of citation, whose form says what each part is."""
    found = parse_reference(text)
    if not found:
        return None
    return Citation(found.title, found.authors, found.venue, found.year, found.month)


def _is_start_of_title(text: str, end: int, quoted: str, *, leads: bool) -> bool:
    """Whether a title only begins with a text in quotes: with a question, or before a subtitle in capitals."""
    if not _SUBTITLE.match(text, end):
        return False
    return quoted.endswith(("?", "!")) or (leads and title_score(text[end:].strip(" :：")) >= LIKELY)


def _parse_quoted(text: str) -> Citation | None:
    found = _QUOTED.search(text)
    if not found:
        return None
    title = next(group for group in found.groups() if group)
    if _is_start_of_title(text, found.end(), title, leads=not text[: found.start()].strip()):
        return None
    before, after = text[: found.start()], text[found.end() :]
    is_title = not is_mostly_cjk(title) or found[0][0] in _TITLE_QUOTES
    if is_title and len(before) < _MAX_BEFORE and _may_precede_title(before):
        return _build_citation(title, before, after, quoted=True)
    if CJK.search(before + after) and title_score(title) >= LIKELY + 0.1:
        date = dates_venues.find_date(before) or dates_venues.find_date(after)
        return Citation(clean_title(title), year=date.year if date else None, quoted=True)
    return None


def _may_precede_title(text: str) -> bool:
    """Whether a text is empty or a list of names; in Chinese at least two, because any word may look like a name."""
    if not text.strip(" .,:："):
        return True
    undated = _CLOSING_DATE.sub("", text)
    least = 2 if CJK.search(text) and undated == text else 1
    return author_lists.looks_like_authors(undated, least=least)


def _parse_title_year_names(text: str) -> Citation | None:
    """Parse ``Title (2015), J. Chung et al.``."""
    found = _TITLE_YEAR_NAMES.fullmatch(text)
    if not found or not author_lists.looks_like_authors(found["names"], least=1):
        return None
    title = clean_title(found["title"])
    if author_lists.looks_like_authors(title, least=1) or len(title.split()) < MIN_TITLE_WORDS:
        return None
    return Citation(title, author_lists.parse_authors(found["names"]), year=int(found["year"]))


_STOPPED_NAME = re.compile(r"(?<=[a-zà-ž]{3})\.\s+(?P<name>[A-Z][\w.+-]*)$")
"""The full stop that ends names, and the first word of a title before a colon: ``… and Tim Berg. LOCK: a …``."""


def _parse_names_colon(text: str) -> Citation | None:
    """Parse ``Names: Title, Venue, 1997.``; a single name only if a year ends the text."""
    found = _NAMES_COLON.fullmatch(text)
    if not found:
        return None
    names, rest = found["names"], found["rest"]
    if nickname := _STOPPED_NAME.search(names):
        names, rest = (
            names[: nickname.start()],
            f"{nickname['name']}: {rest}",
        )  # the colon is within the title
    if not all(" " in name for name in author_lists.parse_authors(names)):
        return None
    al = _AL.search(names)
    if al and names[al.end() :].strip(" .,"):
        return None  # the colon is within the title
    is_cited = bool(_CLOSING_YEAR.search(rest)) and rest[-1] not in ")）"
    if not author_lists.looks_like_authors(names, least=1 if is_cited else 2):
        return None
    title, tail = _split_title(rest)
    place = _UNLISTED_PLACE.fullmatch(rest)
    read = _build_citation(title, names, tail)
    if not read.venue and place and len(place["title"].split()) >= MIN_TITLE_WORDS:
        return replace(read, title=clean_title(place["title"]), venue=place["venue"], year=int(place["year"]))
    return read


def parse_named_title(text: str) -> Citation | None:
    """Parse ``Last, First & Last, First - Title``, or return None."""
    dash = _DASH.search(text)
    names = text[: dash.start()] if dash else ""
    if not dash or _NO_NAMES.search(names) or not author_lists.looks_like_authors(names):
        return None
    title = clean_title(text[dash.end() :])
    if len(title.split()) < MIN_TITLE_WORDS - 1 or author_lists.looks_like_authors(title):
        return None
    return _build_citation(title, names, "")


def _parse_author_year(text: str) -> Citation | None:
    found = _AUTHOR_YEAR.match(text)
    if not found:
        return None
    names = found["authors"]
    if not author_lists.looks_like_authors(names, least=1 if re.search(r"[,.]|et al", names) else 2):
        return None
    title, tail = _split_title(found["rest"])
    closing = (
        "." if re.search(r"[\s.]\w$", names) else ""
    )  # the full stop of an initial, cut off with the year
    read = _build_citation(title, names + closing, tail)
    return read if read.year else replace(read, year=int(found["year"]))


def _parse_after_et_al(text: str) -> Citation | None:
    al = _AL.search(text)
    colon = _AFTER_AL.match(text[al.end() :]) if al else None
    if not al or not colon:
        return None
    title, tail = _split_title(text[al.end() + colon.end() :])
    return _build_citation(title, text[: al.end()], tail)


def _build_citation(title: str, before: str, after: str, *, quoted: bool = False) -> Citation:
    """Build the citation of a title from the names before it and the text after it."""
    named = _CLOSING_YEAR.sub("", _CLOSING_DATE.sub("", before.strip()))
    authors = author_lists.parse_authors(named) if named.strip(" .,:：") else ()
    rest = after.strip(" .,，()（）[]-–—")
    if not authors and (placed := split_names_place(rest)):
        authors, rest = author_lists.parse_authors(placed.names), placed.place
    elif not authors:
        date, names = dates_venues.strip_date(rest)
        closing = _CLOSING_YEAR.search(names)
        names = names[: closing.start()] if closing else names
        dated = quoted and (date or closing) and author_lists.INITIAL.match(names)
        if author_lists.looks_like_authors(names, least=1 if dated else 2):
            authors = author_lists.parse_authors(names)
            rest = str(date.year) if date else closing[1] if closing else ""
    found = _Segments(
        authors,
        find_journal_place(rest) or dates_venues.find_venue(rest) or dates_venues.parse_venue(rest),
        dates_venues.find_date(rest) or dates_venues.find_date(before),
    )
    read = found.citation(title, quoted=quoted)
    return read if authors or found.venue or found.date or not quoted else replace(read, name=rest)


def _split_title(text: str) -> tuple[str, str]:
    """Split ``Title, Venue Year`` or ``Title. Venue`` where the venue begins."""
    cuts = (cut for cut in _CUT.finditer(text) if not _WITHIN_TITLE.search(text[: cut.start()]))
    if cut := next(cuts, None):
        return text[: cut.start()], text[cut.end() :]
    for match in re.finditer(r"[,，(（]\s*", text):
        tail = text[match.end() :]
        if match[0][0] in ",，" and _is_within_brackets(text[: match.start()]):
            continue
        if dates_venues.parse_venue(tail.strip(" .)")) or dates_venues.parse_date(tail.strip(" .)")):
            return text[: match.start()], tail
    return text, ""


def _is_within_brackets(before: str) -> bool:
    """Whether brackets are open at the end of a text."""
    return before.count("(") + before.count("（") > before.count(")") + before.count("）")


# -- by segments -------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Segments:
    """The classified segments of a citation; ``rest`` has those that could be the title."""

    authors: tuple[str, ...] = ()
    venue: dates_venues.Venue | None = None
    date: dates_venues.Date | None = None
    rest: list[str] = field(default_factory=list)

    def add(self, segment: str) -> None:
        """Classify one segment by its form, and store it."""
        bare = segment.strip(" .,，;；()（）[]")
        if not self.authors and author_lists.looks_like_authors(bare):
            self.authors = author_lists.parse_authors(segment)
        elif (
            not self.authors
            and (dated := _DATED_NAMES.fullmatch(segment.strip(" .;")))
            and (author_lists.are_cited(dated["names"]))
        ):
            self.authors = author_lists.parse_cited(dated["names"])
            self.date = self.date or dates_venues.Date(int(dated["year"]))
        elif date := dates_venues.parse_date(bare):
            self.date = self.date or date
        elif venue := dates_venues.parse_venue(bare) or parse_journal_place(bare):
            self.venue = self.venue or venue
        else:
            year = _LEADING_YEAR.match(segment) if not self.rest else None
            self.date = dates_venues.Date(int(year[1])) if year else self.date
            self.rest.append(segment[year.end() :] if year else segment)

    def add_tail(self, text: str) -> None:
        """Fill in missing authors, venue and date from a text after the title."""
        self.venue = self.venue or find_journal_place(text) or dates_venues.find_venue(text)
        self.date = self.date or dates_venues.find_date(text)
        if not self.authors and author_lists.looks_like_authors(text):
            self.authors = author_lists.parse_authors(text)

    def citation(self, title: str, *, quoted: bool = False) -> Citation:
        """Build the citation of a title with what was found; the year of the venue takes precedence over a date."""
        date = self.date
        year = self.venue.year if self.venue and self.venue.year else date.year if date else None
        month = date.month if date and date.year == year else None
        return Citation(
            clean_title(title),
            self.authors,
            self.venue.name if self.venue else None,
            year,
            month,
            quoted=quoted,
        )


def _parse_segments(text: str) -> Citation | None:
    found = _Segments()
    for segment in _segments(text):
        found.add(segment)
    if not "".join(found.rest).strip():
        return None
    if not found.authors and len(found.rest) > 1 and _is_one_author(found.rest[0], found.rest[1]):
        found.authors = author_lists.parse_authors(found.rest.pop(0))
    title, tail = _split_title(found.rest[0])
    following = ([tail] if tail else []) + found.rest[1:]
    if not tail and title.endswith(("?", "？")) and following and not dates_venues.find_venue(following[0]):
        title = f"{title} {following.pop(0)}"
    if not found.authors and _AL.search(title):
        title, found.authors = _trailing_authors(title)
    for rest in following:
        found.add_tail(rest)
    return found.citation(title)


def _is_one_author(first: str, second: str) -> bool:
    """Whether a segment is one name before a title: ``David Chiang. A Hierarchical …``."""
    return (
        len(first.split()) in (2, 3)
        and author_lists.looks_like_authors(first, least=1)
        and (title_score(second) >= LIKELY or bool(_CLOSING_YEAR.search(second)))
    )


def _trailing_authors(title: str) -> tuple[str, tuple[str, ...]]:
    """Split a title from a first author and ``et al.`` at its end."""
    for comma in re.finditer(r"[,，.]\s+|\s+[-–—]\s+|\s+by\s+", title):
        tail = title[comma.end() :]
        if _AL.search(tail) and author_lists.looks_like_authors(tail, least=2):
            return title[: comma.start()], author_lists.parse_authors(tail)
    return title, ()


def _segments(text: str) -> list[str]:
    """Split a citation at the full stops that end a segment, not at those of initials or ``et al.`` within one."""
    out: list[str] = []
    for part in _CUT.split(text):
        if out and _NO_END.search(out[-1].rstrip()) and not _ends_names(out[-1].rstrip(), part):
            out[-1] += " " + part
        else:
            out.append(part)
    return [segment.strip() for segment in out if segment.strip(" .,，")]


def _ends_names(before: str, after: str) -> bool:
    """Whether an initial or ``et al.`` ends a list of names: what follows is not another name."""
    if before.endswith("al."):
        return True
    if _WITHIN_TITLE.search(before):
        return False
    following = re.split(r"[.,]", after, maxsplit=1)[0]
    return len(following.split()) >= 4 and author_lists.looks_like_authors(before)
