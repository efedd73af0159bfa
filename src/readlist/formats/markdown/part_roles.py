"""Say what the parts of an item may be, each by its own form: its title, people, venue, date, links, nickname, remark.

    [Part] ── find_candidates ──> by first part: [Candidate(role, last part, score)]

A candidate is a run of parts in one role. Its score says how much the run reads like that role, by itself; the
pattern of the list (``list_pattern``) decides between runs that read like several.

    title    in link text, quotes, bold (more), plain (less); a score for its words; not names, a date or a venue
    people   names in one of the notations of ``author_lists``; a single name scores less
    venue    a known one, or with its year; capitals, italics, ``In …``
    date     a text that is only a date
    link     the type of its target, an address or an ID
    nick     a short name before a title or in brackets after it
    remark   anything
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from readlist.formats.markdown import author_lists, dates_venues, status_marks
from readlist.formats.markdown.item_parts import NEW_LINE
from readlist.formats.markdown.people_roles import find_names, find_people
from readlist.formats.markdown.role_candidates import COMMAS, DATE, LINK, NICK, REMARK, Candidate, join
from readlist.formats.markdown.span_predicates import names_place
from readlist.formats.markdown.title_roles import find_titles
from readlist.formats.markdown.venue_roles import find_venues
from readlist.model.identifiers import find_identifiers

if TYPE_CHECKING:
    from readlist.formats.markdown.item_parts import Part

_SHORT_NAME = re.compile(r"(?=[^\s]*[A-Z\d])[\w][\w.+\-/@']{0,24}(?:\s[\w.+\-/']{1,20}){0,2}")
_UNDATED = re.compile(r"in press|forthcoming|to appear|n\.d\.?|submitted|under review", re.IGNORECASE)
"""What stands in the place of a date if there is none yet."""
_SENTENCE_END = re.compile(r"[.!。！]$")
MIN_HEAD = 2
"""Minimum number of parts of the line with the short name and the links of a work, above its citation."""


def find_candidates(parts: list[Part]) -> list[list[Candidate]]:
    """Return, for each part, the runs that start with it."""
    names = find_names(parts)
    return [
        [
            *find_titles(parts, names, at),
            *find_people(parts, names, at),
            *find_venues(parts, names, at),
            *_dates(parts, at),
            *_links(parts, at),
            *_nicks(parts, at),
            _remark(parts, at),
        ]
        for at in range(len(parts))
    ]


def _dates(parts: list[Part], at: int) -> list[Candidate]:
    part = parts[at]
    if part.form in ("link", "badge"):
        return []
    text = part.text.strip("()（）[]【】{} .,，。")
    if dates_venues.parse_date(text) or (part.form == "bracketed" and _UNDATED.fullmatch(text)):
        return [Candidate(DATE, at, 4.0)]
    if at + 1 < len(parts) and parts[at + 1].separator in (",", ".") and part.form == "text":
        both = join(parts[at : at + 2])
        if dates_venues.parse_date(both) and not dates_venues.parse_date(parts[at + 1].text):
            return [Candidate(DATE, at + 1, 4.0)]
        if re.fullmatch(r"[A-Za-z]+\.?(?:\s\d{1,2})?", part.text) and dates_venues.parse_date(both):
            return [Candidate(DATE, at + 1, 4.5)]
    return []


def _links(parts: list[Part], at: int) -> list[Candidate]:
    part = parts[at]
    if part.form == "role":
        return [Candidate(LINK, at, 1.0 if names_place(part.text) else 3.0)]
    if part.form == "id" or (part.form == "bracketed" and _is_bracketed_id(part.text)):
        return [Candidate(LINK, at, 3.5)]
    if part.form == "link":
        return [Candidate(LINK, at, 0.0 if len(part.text.split()) <= 2 else -1.5)]
    return []


def _is_bracketed_id(text: str) -> bool:
    found = find_identifiers(f"[{text.strip('()（）[]【】{} ')}]")
    return bool(found) and len(text) <= len(found[0].value) + 14


def _nicks(parts: list[Part], at: int) -> list[Candidate]:
    """Return a short name before a title (set off by its form or a colon), or in brackets."""
    part = parts[at]
    text = part.text.strip("()（）[]【】{} ").rstrip(":：")
    if not _SHORT_NAME.fullmatch(text) or dates_venues.parse_date(text) or _is_listed_link(part):
        return []
    if _opens_remark(parts, at):
        return []
    if part.form == "text" and not at and (_heads_citation(parts) or _names_quoted(parts)):
        return [Candidate(NICK, at, 1.5)]
    if part.form in ("strong", "code", "link", "bracketed"):
        known = names_place(text) or dates_venues.is_short_venue(text) or status_marks.names_orgs(text)
        return [Candidate(NICK, at, -1.0 if known else 0.3 if at and part.form == "bracketed" else 1.2)]
    return []


def _is_listed_link(part: Part) -> bool:
    """Whether a link stands behind a comma, as names do."""
    return part.form == "link" and part.separator in COMMAS


def _opens_remark(parts: list[Part], at: int) -> bool:
    """Whether brackets at the start of a later line say what the text after them is: ``[Summary] Words``."""
    part, following = parts[at], parts[at + 1] if at + 1 < len(parts) else None
    is_led = part.form == "bracketed" and part.separator == NEW_LINE
    return is_led and following is not None and (following.form, following.separator) == ("text", "")


def _names_quoted(parts: list[Part]) -> bool:
    """Whether a name and a colon come before a title in quotes: ``DiMP: “Learning …”``."""
    if len(parts) < 2 or parts[1].form != "quoted":
        return False
    return parts[1].separator == ":" or parts[0].text.endswith((":", "："))


def _heads_citation(parts: list[Part]) -> bool:
    """Whether only links follow the first part on its line, and the next line begins with several names."""
    below = next((at for at, part in enumerate(parts) if part.separator == NEW_LINE), 0)
    if below < MIN_HEAD or any(part.form != "role" for part in parts[1:below]):
        return False
    first, *more = [part.text for part in parts[below : below + 2]]
    return author_lists.looks_like_authors(first) or author_lists.looks_like_authors(
        ", ".join([first, *more])
    )


def _remark(parts: list[Part], at: int) -> Candidate:
    part = parts[at]
    score = -0.6
    if part.form == "text" and (_SENTENCE_END.search(part.text) or len(part.text.split()) > 12):
        score = -0.1
    if part.form in ("link", "role", "id", "quoted"):
        score = -1.5
    if part.form in ("badge", "tag"):
        score = 0.0
    return Candidate(REMARK, at, score)
