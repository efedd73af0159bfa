"""Find the title in a line, and read the rest of the line into an ``ItemDraft``.

A line is read from the left. Prefixes of a title (task box, number, date, venue or ID in brackets) are removed, then
the title is sought in this order: leading text in code marks, bold or italics; a link whose text names a work; a
citation or other text before the first link; the link itself.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from readlist.formats.markdown import author_lists, dates_venues, title_text
from readlist.formats.markdown.citation_strings import parse_citation, parse_named_title
from readlist.formats.markdown.span_predicates import (
    cites,
    clean,
    continues_title,
    cut_description,
    first_link,
    is_identifier,
    names_work,
    text_of,
)
from readlist.formats.markdown.title_prefixes import BRACKETED, PUNCTUATION, strip_prefixes
from readlist.formats.markdown.title_text import HINTED, LIKELY
from readlist.model import urls
from readlist.model.identifiers import find_identifiers, parse_url

if TYPE_CHECKING:
    from readlist.formats.markdown.citation_strings import Citation
    from readlist.formats.markdown.inline import Piece
    from readlist.formats.markdown.item_draft import ItemDraft

_NAMES_YEAR = re.compile(
    rf"(?P<names>[^()（）]{{2,600}}?)\s*+(?:[.,，]\s*+)?[(（]?(?P<year>{dates_venues.YEAR})[a-z]?[)）]?[.:：]?"
)
_BOOK = re.compile(r"《[^《》]{2,60}》")
_QUOTE = re.compile(r"[\"“”「」《》]")
_CODE_NAME = re.compile(r"(?=.*[A-Z])[\w.+\-]{2,24}")
"""A short name of a work, as it is written in code marks; commands have no capitals."""
_LANGUAGE = re.compile(
    r"python|julia|matlab|java|scala|stata|rust|go|c\+\+|r|javascript|typescript", re.IGNORECASE
)
"""Programming languages, as the text of a link after the name of a method."""
_LINK_WORD = re.compile(
    r"(?:[\[(（【|]\s*\w{0,10}|\b(?:paper|pdf|arxiv|code|link|链接|地址|github))\s*[:：]\s*$", re.IGNORECASE
)
"""Words before a link that name the type of its target."""
_UNLINKED_WORD = re.compile(r"(?:\s\[(?:pdf|paper|code|link|slides|video)\]?)+\s*$", re.IGNORECASE)
"""The words of links that were lost when a list was copied as text."""
_WIKI_LINK = re.compile(r"\[\[(?P<title>[^\[\]|@]{8,200})(?:\|[^\[\]]*)?\]\]")
_WIKI_NAME = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
_BY = re.compile(r"\s*(?:by\s+(?=[A-ZÀ-Ž])|[-–—,(]\s*[A-ZÀ-Ž][^()]*,)")
"""What begins the names after a link between notes."""
_SINGLE_NAME = re.compile(
    r"(?P<name>[A-ZÀ-Ž](?:\.|[\w'’-]*) (?:[A-Z]\. ?)+[A-ZÀ-Ž][\w'’-]+|(?:[A-Z]\. ?)+[A-ZÀ-Ž][\w'’-]+)(?:\s+[-–—]|,)"
)
"""The name of one person with an initial, before a dash or comma."""
_FAMILY_BEFORE_QUOTE = re.compile(r"(?P<name>[A-ZÀ-Ž][\w'’-]*[a-zà-ž]),\s*[\"“]")
"""A family name before a linked title in quotes: ``Quill, "[A Title](…)," …``."""
_DAY_NUMBERS = re.compile(r"\d{1,2}[./-]\d{1,2}[./-](?:20)?\d\d:?")
_BRACKETED_WHOLE = re.compile(r"[(（\[][^()（）\[\]]*[)）\]]")
MAX_LABEL_WORDS = 4
"""Maximum number of words in marked-up text that is the label of the link after it without a colon."""


_DONE = re.compile(
    r"\W*(?:\d{1,2}(?:st|nd|rd|th)?\W+)?(?:I\s)?(?:re-?)?(?:read|reading|finished|started|skimmed|studied|reviewed|presented)(?:\sing)?\W*",
    re.IGNORECASE,
)
"""What was done with a work, perhaps after the day of a diary."""
MIN_PLACED_WORDS = 5
"""Minimum number of words of a title before a full stop that looks like names, with a link after its place."""
MIN_BRACKETED = 3
"""Minimum number of pieces of a line with names and a title in brackets: the names, the title, and the closing bracket."""
MIN_DONE = 2
"""Minimum number of pieces of a line with such a word and a title."""
MIN_CITED_WORDS = 2
"""Minimum number of words of the title in a citation that is the text of a link."""


def read_title_line(draft: ItemDraft, pieces: list[Piece]) -> None:
    """Read a line that may have the title into the draft."""
    pieces = strip_prefixes(draft, pieces)
    if not pieces:
        return
    at = next((i for i, piece in enumerate(pieces) if names_work(piece)), None)
    if at and not urls.is_web(pieces[at].href) and any(map(_is_marked_title, pieces[:at])):
        at = None  # a link to the writer's notes on the title before it
    if at and _LANGUAGE.fullmatch(pieces[at].text.strip()) and not any(piece.href for piece in pieces[:at]):
        at = None  # a method, and where it is implemented in a language
    start = pieces[0]
    if at == 0 and _read_linked_person(draft, start, pieces[1:]):
        return
    if start.style in ("code", "strong", "em") and not start.href:
        named_later = at is not None and title_text.title_score(start.text) < LIKELY
        if _read_marked_up(draft, start, pieces[1:], named_later=named_later):
            return
    if at is not None:
        read_title_link(draft, pieces, at)
    else:
        _read_plain_title(draft, pieces)


def _read_linked_person(draft: ItemDraft, start: Piece, rest: list[Piece]) -> bool:
    """Read the linked name of a person before a title that has no link: ``[Ada Quill](home). A Title of Several Words``."""
    following = text_of(rest[: first_link(rest)]).strip()
    title = following.lstrip(".,:：，。 ")
    names = start.text.strip()
    if title == following or not 1 < len(names.split()) <= MAX_LABEL_WORDS:
        return False
    is_title = title_text.title_score(title) >= LIKELY or bool(_BOOK.match(title))
    if not is_title or not author_lists.looks_like_authors(names, least=1) or title_text.title_score(names):
        return False
    draft.offer_authors(author_lists.parse_authors(names))
    draft.asides.add(start.href)
    draft.add_link(start, "")
    read_title_line(draft, [replace(rest[0], text=rest[0].text.lstrip(".,:：，。 ")), *rest[1:]])
    return True


def _is_marked_title(piece: Piece) -> bool:
    """Whether a text in bold or italics reads like a title."""
    is_marked = piece.style in ("strong", "em") and not piece.href
    return is_marked and title_text.title_score(piece.text) >= LIKELY


def _read_marked_up(draft: ItemDraft, start: Piece, rest: list[Piece], *, named_later: bool) -> bool:
    """Read a line that starts with code, bold or italics; return False if that text is not a title."""
    text = clean(start.text)
    if _read_leading_names(draft, start.text, rest):
        return True
    if start.style == "em" and (named_later or author_lists.looks_like_authors(text)):
        return False
    colon = _ends_in_colon(start, rest)
    if named_later:
        return _read_label(draft, text, rest, colon=colon)
    later = _find_title_after_label(start, rest, colon=colon)
    if later is not None:
        draft.offer_label(text)
        return _read_marked_up(draft, rest[later], rest[later + 1 :], named_later=False)
    if (cited := parse_named_title(text)) and not colon:
        _use_citation(draft, cited, start.line)
        draft.title_form = "strong"
        draft.read_rest(rest)
        return True
    link = first_link(rest)
    if link == len(rest) and (colon or _is_code_word(start, rest)):
        return not colon and _read_code_name(draft, text, rest)
    if colon and continues_title(start.text, rest):  # **LoRA**: Low-Rank … [pdf]
        text = clean(f"{text.rstrip(':：')}: {text_of(rest[:link]).lstrip(':： ')}")
        rest = rest[link:]
    draft.set_title(text, "quoted" if start.style == "code" else "strong", start.line)
    draft.read_rest(rest)
    return True


def _read_leading_names(draft: ItemDraft, text: str, rest: list[Piece]) -> bool:
    """Read a text in bold or italics that is only names with their year, or several names, before the title."""
    names = text.strip(" :：,，.")
    following = text_of(rest[: first_link(rest)] if first_link(rest) else rest).strip(" .,:-–—")
    if draft.authors or not following or _BRACKETED_WHOLE.fullmatch(following):
        return False
    if not read_names_and_year(draft, names) and not _read_names_before_colon(draft, text, rest):
        return False
    read_title_line(draft, rest)
    return True


def _read_names_before_colon(draft: ItemDraft, text: str, rest: list[Piece]) -> bool:
    """Read several names before a colon and a title: ``**Quill, Berg**: A Title``."""
    following = text_of(rest)
    if not (text.rstrip().endswith((":", "：")) or following.startswith((":", "："))):
        return False
    names = text.strip(" :：")
    if (
        not author_lists.looks_like_authors(names)
        or title_text.title_score(following.lstrip(":： ")) < LIKELY
    ):
        return False
    draft.offer_authors(author_lists.parse_cited(names))
    return True


def _ends_in_colon(start: Piece, rest: list[Piece]) -> bool:
    return start.text.rstrip().endswith((":", "：")) or _unlinked(rest).startswith((":", "："))


def _unlinked(pieces: list[Piece]) -> str:
    return text_of([piece for piece in pieces if not piece.href])


def _find_title_after_label(start: Piece, rest: list[Piece], *, colon: bool) -> int | None:
    """Find the title after its label: T5: **"Exploring the Limits of …"**, or **T5** `Exploring the Limits of …`."""
    later = next(
        (i for i, piece in enumerate(rest[: first_link(rest)]) if _is_title_after_label(piece)), None
    )
    is_beside = later == 0 and rest[0].style == "code" != start.style
    return later if colon or is_beside else None


def _is_title_after_label(piece: Piece) -> bool:
    return piece.style in ("strong", "code") and len(clean(piece.text).split()) >= 3


def _is_code_word(start: Piece, rest: list[Piece]) -> bool:
    """Whether a text in code marks is program code rather than a title, with no venue or date after it."""
    text = clean(start.text)
    if start.style != "code" or len(text.split()) >= 3 or title_text.title_score(text) >= HINTED:
        return False
    following = _unlinked(rest)
    return not (dates_venues.parse_venue(following) or dates_venues.parse_date(following))


def _read_code_name(draft: ItemDraft, text: str, rest: list[Piece]) -> bool:
    """Read a name in code marks before a plain title as its label: ```LDM` High-Resolution Image Synthesis``."""
    title = clean(text_of(rest))
    if not _CODE_NAME.fullmatch(text) or title_text.title_score(title) < LIKELY:
        return False
    draft.offer_label(text)
    draft.set_title(title, "plain", rest[0].line)
    return True


def _read_label(draft: ItemDraft, text: str, rest: list[Piece], *, colon: bool) -> bool:
    """Read a short marked-up text as the label of the work named by a later link."""
    if not colon and len(text.split()) > MAX_LABEL_WORDS:
        return False
    draft.offer_label(text)
    read_title_link(draft, rest, next(i for i, piece in enumerate(rest) if names_work(piece)))
    return True


def read_title_link(draft: ItemDraft, pieces: list[Piece], at: int) -> None:
    """Read a line whose title is the text of the link at ``at``."""
    named = pieces[at]
    if lead := _unlinked(pieces[:at]).strip(" [](（【"):
        _read_lead(draft, lead)
    cited = _cited_in_link(named)
    for piece in pieces[:at]:
        draft.add_link(piece, piece.text)
    date, text = dates_venues.strip_date(named.text)
    draft.offer_date(date)
    if bracketed := BRACKETED.match(text):
        draft.ids += find_identifiers(f"[{bracketed['inside']}]")
        place = dates_venues.parse_dated_venue(bracketed["inside"]) or dates_venues.parse_glued_venue(
            bracketed["inside"]
        )
        draft.set_venue(place or dates_venues.parse_venue(bracketed["inside"]))
        text = text[bracketed.end() :] if place and text[bracketed.end() :].strip() else text
    draft.ids += find_identifiers(text)
    if cited:
        _use_citation(draft, cited, named.line)
        text = draft.title
    if urls.is_web(named.href):
        draft.set_title(clean(text), "link", named.line)
        draft.title_url = named.href
    elif not draft.title:
        draft.set_title(clean(text), "local", named.line)
        draft.title_url = ""
    draft.add_link(named, named.text)
    draft.read_rest(pieces[at + 1 :])


def _cited_in_link(piece: Piece) -> Citation | None:
    """Return the citation that is the text of a link, if it states its authors before the title, and its year."""
    found = parse_citation(piece.text)
    if not found or not found.authors or not found.year or len(found.title.split()) < MIN_CITED_WORDS:
        return None
    is_led_by_names = not piece.text.strip().startswith(found.title[:20])
    return found if is_led_by_names or "et al" in piece.text else None


def _read_lead(draft: ItemDraft, lead: str) -> None:
    """Read the text before a linked title: a label with a colon, names and dates, or other text."""
    if _DAY_NUMBERS.fullmatch(lead):
        return  # the day on which it was read
    if lead.endswith((":", "：")) and len(lead) <= 60:
        draft.offer_label(clean(lead))
    elif family := _FAMILY_BEFORE_QUOTE.fullmatch(lead):
        draft.offer_authors((family["name"],))
    elif not (read_names_and_year(draft, lead) or _read_single_name(draft, lead) or draft.read_text(lead)):
        draft.before = lead


def _read_single_name(draft: ItemDraft, lead: str) -> bool:
    """Read the name of one person, with a middle initial and a dash after it: ``Noson S. Quill - [A Title](…)``."""
    found = _SINGLE_NAME.fullmatch(lead)
    if not found or not author_lists.looks_like_authors(found["name"], least=1):
        return False
    draft.offer_authors((found["name"],))
    return True


def read_names_and_year(draft: ItemDraft, lead: str) -> bool:
    """Read names with a year before a linked title (``Yoon Kim. 2014.``)."""
    found = _NAMES_YEAR.fullmatch(lead)
    if not found or not author_lists.looks_like_authors(found["names"], least=1):
        return False
    draft.offer_authors(author_lists.parse_authors(found["names"]))
    draft.offer_date(dates_venues.Date(int(found["year"])))
    return True


def _read_plain_title(draft: ItemDraft, pieces: list[Piece]) -> None:
    """Read a line in which no link names a work: the title is the text before the first link, or the URL."""
    if (
        _read_names_and_italics(draft, pieces)
        or _read_done(draft, pieces)
        or _read_named_in_brackets(draft, pieces)
    ):
        return
    pieces = cut_description(pieces)
    first = first_link(pieces)
    lead = text_of(pieces[:first])
    after = pieces[first:]
    if (wiki := _WIKI_LINK.search(lead)) and len(lead[: wiki.start()].split()) <= MAX_LABEL_WORDS:
        if _read_note_link(draft, wiki, pieces[0].line, after):
            return
        lead = wiki["title"]
    lead = lead.strip(" [](（【")
    if after:
        lead = _LINK_WORD.sub("", lead)
    lead = _UNLINKED_WORD.sub("", lead)
    if PUNCTUATION.match(lead):
        if after:
            _read_late_title(draft, after)
        return
    draft.ids += find_identifiers(lead)
    if citation := parse_citation(lead):
        _use_citation(draft, citation, pieces[0].line)
    elif after and (placed := _split_title_place(lead)):
        draft.set_title(clean(placed[0]), "plain", pieces[0].line)
        draft.read_text(placed[1])
    else:  # only names, dates or venues: the title is on a later line, or missing
        draft.read_text(lead)
    draft.read_rest(after)


def _read_note_link(draft: ItemDraft, wiki: re.Match[str], line: int, after: list[Piece]) -> bool:
    """Read a link to a note, and names after it; return False if its text is to be read like any other.

    Links to several notes are none of a work.
    """
    rest = wiki.string[wiki.end() :]
    following = _WIKI_NAME.sub(r"\1", rest)
    title = clean(wiki["title"])
    if _BY.match(following):
        draft.set_title(title, "local", line)
        draft.read_text(following.strip(" :"))
        draft.read_rest(after)
        return True
    if not after and not following.strip() and author_lists.looks_like_authors(wiki["title"]):
        draft.set_title(title, "local", line)  # a name of a note is not a list of names
        return True
    return "[[" in rest


def _split_title_place(text: str) -> tuple[str, str] | None:
    """Split a text with one full stop into a title of several words and a few words after it, which may be its place."""
    title, stop, rest = text.strip(" .").partition(". ")
    is_title = title_text.title_score(title) >= LIKELY and len(title.split()) >= MIN_PLACED_WORDS
    return (title, rest) if stop and is_title and "," not in title and "." not in rest else None


def _read_names_and_italics(draft: ItemDraft, pieces: list[Piece]) -> bool:
    """Read names, perhaps with a year, then the title in italics or bold, as in the citation of a book."""
    if (
        len(pieces) < 2
        or pieces[1].style not in ("em", "strong")
        or pieces[1].href
        or pieces[0].style
        or _QUOTE.search(text_of(pieces))
    ):
        return False
    names, title = pieces[0].text.strip(" .,:："), clean(pieces[1].text)
    if len(title.split()) < 2 or dates_venues.is_short_venue(title):
        return False
    lead, comma, place = names.rpartition(", ")
    if comma and dates_venues.is_short_venue(place) and author_lists.looks_like_authors(lead, least=1):
        draft.set_venue(None, place)
        names = lead
    if not read_names_and_year(draft, names):
        if not re.search(r",|\sand\s", names) or not author_lists.looks_like_authors(names):
            return False
        draft.offer_authors(author_lists.parse_authors(names))
    draft.set_title(title, "strong", pieces[1].line)
    draft.read_rest(pieces[2:])
    return True


def _read_named_in_brackets(draft: ItemDraft, pieces: list[Piece]) -> bool:
    """Read names, and in brackets a title in italics with its year: ``Ada Quill (*A Title, 1996.*)``."""
    if (
        len(pieces) < MIN_BRACKETED
        or pieces[1].style != "em"
        or any(piece.href or piece.style for piece in (pieces[0], pieces[2]))
    ):
        return False
    names = pieces[0].text.rstrip()
    date, title = dates_venues.strip_closing_date(pieces[1].text.strip(" .,"))
    is_bracketed = names.endswith("(") and pieces[2].text.startswith(")")
    names = names.rstrip(" (,:-–—")
    if not is_bracketed or not date or not author_lists.looks_like_authors(names, least=1):
        return False
    draft.offer_authors(author_lists.parse_authors(names))
    draft.offer_date(date)
    draft.set_title(clean(title), "strong", pieces[1].line)
    draft.read_rest([replace(pieces[2], text=pieces[2].text[1:]), *pieces[3:]])
    return True


def _read_done(draft: ItemDraft, pieces: list[Piece]) -> bool:
    """Read a title in italics after a word for what was done with it: ``8th: read *T*``."""
    if (
        len(pieces) < MIN_DONE
        or pieces[0].href
        or pieces[0].style
        or pieces[1].style != "em"
        or pieces[1].href
    ):
        return False
    title = clean(pieces[1].text)
    if not _DONE.fullmatch(pieces[0].text) or len(title.split()) < MIN_CITED_WORDS or not title[0].isupper():
        return False
    draft.seen_fields.add("title")
    draft.set_title(title, "field", pieces[1].line)
    draft.read_rest(pieces[2:])
    return True


def _use_citation(draft: ItemDraft, citation: Citation, line: int) -> None:
    title_form = "citation" if citation.authors or citation.venue else "plain"
    draft.set_title(citation.title, "quoted" if citation.quoted else title_form, line)
    draft.offer_authors(citation.authors)
    draft.offer_name(citation.name)
    if citation.venue and not draft.venue:
        draft.venue, draft.venue_year = citation.venue, citation.year
    if citation.year:
        draft.offer_date(dates_venues.Date(citation.year, citation.month))


def _read_late_title(draft: ItemDraft, pieces: list[Piece]) -> None:
    """Read a line that starts with links: a title may follow links that only name the type of their target."""
    text_at = next((i for i, p in enumerate(pieces) if not p.href and not PUNCTUATION.match(p.text)), None)
    if (
        text_at is None
        or any(piece.bare for piece in pieces[:text_at])
        or title_text.title_score(text_of(pieces[text_at:])) < HINTED
    ):
        _read_url_title(draft, pieces)
        return
    for piece in pieces[:text_at]:
        draft.add_link(piece, piece.text)
    _read_plain_title(draft, pieces[text_at:])


def _read_url_title(draft: ItemDraft, pieces: list[Piece]) -> None:
    piece = pieces[0]
    if len(pieces) == 1 and cites(piece.text) and urls.is_web(piece.href):
        draft.set_title(clean(piece.text), "link", piece.line)
        draft.title_url = piece.href
    is_named_by_id = is_identifier(piece.text) and parse_url(piece.href) is not None
    if (piece.bare or is_named_by_id) and urls.is_web(piece.href):
        draft.set_title(urls.url_title(piece.href), "url", piece.line)
        draft.title_url = piece.href
    draft.read_rest(pieces)
