"""Read and remove what stands before a title: task box, number, date, venue, ID or nickname in brackets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from readlist.formats.markdown import author_lists, dates_venues, status_marks, title_text
from readlist.formats.markdown.inline import Piece
from readlist.formats.markdown.names_places import YEAR_FIRST
from readlist.model import url_finder
from readlist.model.identifiers import find_identifiers

if TYPE_CHECKING:
    from readlist.formats.markdown.item_draft import ItemDraft

PUNCTUATION = re.compile(r"^[\s\W_]*$")

BRACKETED = re.compile(r"^\s*[\[(（【]\s*(?P<inside>[^\[\]()（）【】]{1,60})\s*[\])）】]\s*[:：]?\s*")
_TASK = re.compile(r"^\s*\[(?P<box>[ xX✓✔])\]\s+")
_PLACE = re.compile(r"(?P<venue>[^,|:：]{2,60}?)\s*(?:,|\||(?P<colon>[:：])|\s[-–—]\s)\s*(?=\S|$)")
_YEAR_PLACE = re.compile(rf"(?P<year>{dates_venues.YEAR})\s?[-_]\s?(?P<venue>[A-Za-z]+)\s?[-_:]\s?(?=\S)")
_AUTHOR_YEAR = re.compile(rf"(?P<names>.+?)[,，\s]+(?P<year>{dates_venues.YEAR})[a-z]?")
_SEVERAL = re.compile(r"[,，、&;；]|\bet\.? al|等|\sand\s")
_NICKNAME = re.compile(
    r"(?=[^\s]*[A-Z\d])[A-Za-z][\w.+\-]{1,24}|(?=.*(?:[A-Z]\S*[A-Z]|\d))[A-Za-z][\w.+&\-]{1,24}(?: [\w.+&\-]{1,14}){1,2}"
)
"""One word with a capital or a digit, or two or three of which one has several."""
_NAME_BEFORE_QUOTE = re.compile(r"\s*(?P<name>(?=[^\s]*[A-Z\d])[\w.+\-/]{2,24})\s*[:：]\s*(?=[“\"「『《])")
"""A short name before a title in quotes."""
_MARK = re.compile(r"[高中低重済未読了◎○△×☆★]{1,3}")
"""How important a work is, or whether it is read, in Japanese or Chinese."""
MIN_LONG_NAME = 4
"""Minimum number of words of a text in brackets that is a venue and its year rather than names and a year."""
MAX_TRACK_WORDS = 6
"""Maximum number of words between a venue with its year and the title: ``Best Student Paper Award Finalist``."""


def strip_prefixes(draft: ItemDraft, pieces: list[Piece]) -> list[Piece]:
    """Remove the prefixes of a title: task box, number, date, venue in brackets, stray punctuation."""
    pieces = list(pieces)
    while pieces and not pieces[0].href:
        piece = pieces[0]
        text = (
            _strip_prefix(draft, piece.text) if piece.style != "code" or len(piece.text) < 24 else piece.text
        )
        if text == piece.text:
            break
        if text.strip():
            pieces[0] = Piece(text, piece.line, style=piece.style)
        else:
            pieces.pop(0)
    return pieces


def _strip_prefix(draft: ItemDraft, text: str) -> str:
    """Read one prefix of a text and return the rest; return a text without a prefix unchanged."""
    if task := _TASK.match(text):
        draft.offer_status("todo" if task["box"] == " " else "read")
        return text[task.end() :]
    text, given = status_marks.strip_task_word(text), text
    if text != given:
        return text
    bracketed = BRACKETED.match(text)
    if bracketed and not _is_within_word(text, bracketed.end()) and _read_bracket(draft, bracketed):
        return text[bracketed.end() :]
    if named := _NAME_BEFORE_QUOTE.match(text):
        draft.offer_label(named["name"])
        return text[named.end() :]
    text = text.lstrip(")）]】,，.。 ")
    place = _YEAR_PLACE.match(text) or _PLACE.match(text)
    if place and _read_place(draft, place):
        return text[place.end() :]
    date, rest = dates_venues.strip_date(text)
    if date:
        draft.offer_date(date)
        return rest
    return _strip_number(draft, text)


def _is_within_word(text: str, end: int) -> bool:
    """Whether a word goes on where brackets end: ``(De)Randomized`` starts a title, ``(2023)Title`` does not."""
    return (
        text.lstrip()[0] == "("
        and text[end - 1] == ")"
        and text[end : end + 1].isalpha()
        and not text.lstrip()[1].isdigit()
    )


def _strip_number(draft: ItemDraft, text: str) -> str:
    """Remove a leading number or bullet; return an empty string if the text is only a venue or punctuation."""
    stripped = title_text.strip_numbering(text)
    if PUNCTUATION.match(stripped):
        return ""
    if stripped == text and dates_venues.is_short_venue(text):
        draft.set_venue(dates_venues.parse_venue(text))
        return ""
    return stripped


def _read_place(draft: ItemDraft, place: re.Match[str]) -> bool:
    """Read a venue and year separated from the title by a comma, bar or dash; before a colon, nothing else may be there."""
    values = place.groupdict()
    text = " ".join(filter(None, (values["venue"], values.get("year"))))
    venue = dates_venues.find_venue(text)
    if not venue or venue.start or not venue.year:
        return False
    more = len(text[venue.end :].split())
    if more > (0 if values.get("colon") else MAX_TRACK_WORDS):
        return False
    draft.set_venue(venue)
    if more or not values.get("year"):
        draft.offer_date(dates_venues.find_date(text))
    return True


def _read_bracket(draft: ItemDraft, bracketed: re.Match[str]) -> bool:
    """Read the text in brackets before a title: date, venue, ID, names with a year, a generic link word.

    In Chinese brackets a name and a year are a venue, unless it is plainly that of people.
    """
    inside = bracketed["inside"]
    date, venue = dates_venues.parse_date(inside), dates_venues.parse_venue(inside)
    if not venue and not date and status_marks.names_orgs(inside):
        draft.offer_org(inside)
        return True
    is_acronym = inside[:4].isdigit() or inside.partition(" ")[0].isupper()
    is_long = len(inside.split()) >= MIN_LONG_NAME
    venue = venue or (dates_venues.parse_unlisted_venue(inside) if is_acronym or is_long else None)
    ids = find_identifiers(f"[{inside}]")
    cited = None if venue else _AUTHOR_YEAR.fullmatch(inside) or YEAR_FIRST.fullmatch(inside)
    if cited and "【" in bracketed[0] and not _SEVERAL.search(cited["names"]):
        venue = dates_venues.Venue(f"{cited['names']} {cited['year']}", int(cited["year"]), 0, len(inside))
    elif cited:
        date = _read_cited_names(draft, cited) or date
    draft.offer_date(date)
    draft.ids += ids
    draft.set_venue(venue)
    if date or venue or ids or url_finder.is_generic(inside):
        return True
    return bool(_MARK.fullmatch(inside)) or _read_nickname(draft, inside)


def _read_nickname(draft: ItemDraft, inside: str) -> bool:
    """Read a nickname in brackets before a title (``[LoRA] Low-Rank …``, ``[DCN V2] Improved …``)."""
    if not _NICKNAME.fullmatch(inside):
        return False
    draft.offer_label(inside)
    return True


def _read_cited_names(draft: ItemDraft, cited: re.Match[str]) -> dates_venues.Date | None:
    """Read names with a year (``Hu et al., 2021``) and return the year; None if they are not names."""
    if not author_lists.looks_like_authors(cited["names"], least=1):
        return None
    is_led = cited.re is YEAR_FIRST
    names = author_lists.parse_cited(cited["names"]) if is_led else author_lists.parse_authors(cited["names"])
    draft.offer_authors(names)
    return dates_venues.find_date(cited["year"])
