"""Turn the roles of an item's parts into its draft.

[Part], Reading ── to_draft ──> ItemDraft
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from readlist.formats.markdown import author_lists, dates_venues, status_marks
from readlist.formats.markdown.inline import plain
from readlist.formats.markdown.item_draft import ItemDraft
from readlist.formats.markdown.item_parts import strip_rating
from readlist.formats.markdown.journal_places import parse_journal_place
from readlist.formats.markdown.names_places import YEAR_FIRST
from readlist.formats.markdown.role_candidates import (
    DATE,
    LINK,
    NICK,
    PEOPLE,
    REMARK,
    TITLE,
    VENUE,
    Candidate,
    join,
)
from readlist.formats.markdown.span_predicates import clean
from readlist.formats.markdown.venue_roles import IN, begins_with_venue
from readlist.model import urls
from readlist.model.identifiers import find_identifiers

if TYPE_CHECKING:
    from collections.abc import Callable

    from readlist.formats.markdown.inline import Line
    from readlist.formats.markdown.item_parts import Part
    from readlist.formats.markdown.list_pattern import Reading

_FORMS = {
    "link": "link",
    "quoted": "quoted",
    "code": "quoted",
    "strong": "strong",
    "em": "strong",
    "mark": "strong",
}
_BRACKETS = "()（）[]【】{} "
_INITIAL = re.compile(r"[A-Z]")
_BY = re.compile(r"^(?:by|with|authors?|作者|著者|저자)\s*[:：]?\s+", re.IGNORECASE)
_DAY = re.compile(r"^\W*\d{4}[-./年]\s?\d{1,2}[-./月]\s?\d{1,2}日?\W*$")
"""The day of a note before the work: a date that is stated besides is that of the work."""
_BEGINS_DATED = re.compile(
    rf"[(（\[【](?P<year>{dates_venues.YEAR})(?:[,，]\s*|\s+)(?P<rest>[^()（）\[\]【】]{{2,80}})[)）\]】]"
)
_CLOSING_YEAR = re.compile(rf"[,，\s]+[(（]?(?:({dates_venues.YEAR})[a-z]?|['’](\d\d))[)）]?$")


def to_draft(
    parts: list[Part], reading: Reading, lines: list[Line], *, ends_in_name: bool = True
) -> ItemDraft:
    """Return the draft of an item from the roles that the pattern of its list gives to its parts.

    Without ``ends_in_name`` a short name in brackets after the title is part of the title.
    """
    draft = ItemDraft()
    for line in lines:
        draft.read_marks(line, plain(line))
    draft.badges = []
    runs = _join_names(parts, reading, ends_in_name=ends_in_name)
    day = dates_venues.parse_date(parts[0].text) if _DAY.search(parts[0].text) else None
    for at, found in runs[1:] if day else runs:
        run = parts[at : found.last + 1]
        if found.role == NICK and _abbreviates_venue(parts, reading, at):
            continue
        _READERS[found.role](draft, _with_initial(run, parts) if found.role == PEOPLE else run)
    if day and not (draft.date or (draft.venue_year and draft.venue_year < day.year)):
        draft.offer_date(day)
    return draft


def _abbreviates_venue(parts: list[Part], reading: Reading, at: int) -> bool:
    """Whether a short name in brackets directly follows a venue, whose abbreviation or body it is: ``Transactions on Mills (TOM)``."""
    is_joined = (parts[at].form, parts[at].separator) == ("bracketed", "")
    return is_joined and any(found.role == VENUE and found.last == at - 1 for _, found in reading.runs)


def _with_initial(run: list[Part], parts: list[Part]) -> list[Part]:
    """Return names with the full stop of a closing initial, which also separates them from the next part."""
    end = parts.index(run[-1]) + 1
    is_cut = end < len(parts) and parts[end].separator == "i" and _INITIAL.fullmatch(run[-1].text)
    return [*run[:-1], run[-1]._replace(text=f"{run[-1].text}.")] if is_cut else run


def ends_in_name(parts: list[Part], reading: Reading) -> bool:
    """Whether a short name in brackets follows the title."""
    runs = reading.runs
    return any(_closes_title(parts, before, after) for before, after in pairwise(runs))


def _closes_title(parts: list[Part], before: tuple[int, Candidate], after: tuple[int, Candidate]) -> bool:
    roles = (before[1].role, after[1].role)
    return roles == (TITLE, NICK) and parts[after[0]].text[:1] == "(" and parts[before[1].last].form == "text"


def _join_names(parts: list[Part], reading: Reading, *, ends_in_name: bool) -> list[tuple[int, Candidate]]:
    """Return the runs of a reading; a bold name and a title without markup after its colon are one title."""
    out: list[tuple[int, Candidate]] = []
    for at, found in reading.runs:
        before = out[-1] if out else None
        if (
            before
            and found.role == TITLE
            and before[1].role == NICK
            and parts[at].separator == ":"
            and (parts[before[0]].form, parts[at].form) == ("strong", "text")
        ):
            out[-1] = (before[0], Candidate(TITLE, found.last, found.score))
        elif before and not ends_in_name and _closes_title(parts, before, (at, found)):
            out[-1] = (before[0], Candidate(TITLE, found.last, before[1].score))
        else:
            out.append((at, found))
    return out


def _read_title(draft: ItemDraft, run: list[Part]) -> None:
    first = run[0].piece
    text = clean(strip_rating(join(run).strip("=")))
    title_form = _FORMS.get(run[0].form, "citation") if len(run) == 1 else "citation"
    if first.href and not urls.is_web(first.href):
        title_form = "local"
    draft.set_title(text, title_form, first.line)
    if first.href:
        draft.title_url = first.href if urls.is_web(first.href) else ""
        draft.add_link(first, first.text)


def _read_people(draft: ItemDraft, run: list[Part]) -> None:
    text = _BY.sub("", join(run).strip(_BRACKETS if run[0].form == "bracketed" else " "))
    if led := YEAR_FIRST.fullmatch(text):
        draft.offer_date(dates_venues.Date(int(led["year"])))
        draft.offer_authors(author_lists.parse_cited(led["names"]))
    closing = _CLOSING_YEAR.search(text)
    if closing:
        draft.offer_date(dates_venues.Date(int(closing[1] or dates_venues.full_year(closing[2]))))
        text = text[: closing.start()]
    names, mark, place = text.rpartition(";" if ";" in text else "；")
    if mark and (venue := dates_venues.parse_dated_venue(place) or dates_venues.parse_unlisted_venue(place)):
        draft.set_venue(venue)
        text = names
    cited = author_lists.parse_cited_link(run[0].text) if run[0].form == "role" else None
    draft.offer_authors(cited[0] if cited else author_lists.parse_authors(text))
    if closing:
        _read_links(draft, run)


def _read_venue(draft: ItemDraft, run: list[Part]) -> None:
    written = IN.sub("", join(run))
    text = IN.sub("", join(run).strip(_BRACKETS + ".,，。《》〈〉")).strip()
    text = dates_venues.close_brackets(text)
    draft.ids += find_identifiers(text)
    venue = (
        parse_journal_place(written)
        or parse_journal_place(text)
        or dates_venues.parse_venue(text)
        or dates_venues.parse_unlisted_venue(text)
        or (begins_with_venue(text) if len(run) == 1 else None)
    )
    date = dates_venues.find_date(written) if venue and venue.year else None
    if date and venue and date.month and date.year == venue.year:
        draft.offer_date(date)
    if venue is None:
        date, text = dates_venues.strip_closing_date(text)
        draft.offer_date(date)
        venue = dates_venues.parse_venue(f"{text} {date.year}" if date else text)
    draft.set_venue(venue, text)
    _read_links(draft, run)


def _read_date(draft: ItemDraft, run: list[Part]) -> None:
    text = join(run).strip(_BRACKETS + ".,，。")
    if short := re.fullmatch(r"['’](\d\d)", text):
        draft.offer_date(dates_venues.Date(dates_venues.full_year(short[1])))
    else:
        draft.offer_date(dates_venues.parse_date(text))
    _read_links(draft, run)


def _read_links(draft: ItemDraft, run: list[Part]) -> None:
    for part in run:
        if part.piece.href:
            draft.add_link(part.piece, part.piece.text)
        else:
            draft.ids += find_identifiers(
                part.text if part.form == "id" else f"[{part.text.strip(_BRACKETS)}]"
            )


def _read_dated(draft: ItemDraft, run: list[Part]) -> bool:
    """Read a text in brackets that begins with a year, and perhaps has a venue or who wrote it: ``(2018 NAACL, Quarry Lab)``."""
    dated = _BEGINS_DATED.fullmatch(run[0].text) if run[0].form == "bracketed" and len(run) == 1 else None
    if not dated:
        return False
    draft.offer_date(dates_venues.Date(int(dated["year"])))
    first, *rest = re.split(r"[,，]\s*", dated["rest"])
    draft.set_venue(dates_venues.parse_dated_venue(f"{first} {dated['year']}"))
    draft.offer_org(next(filter(status_marks.names_orgs, [first, *rest]), ""))
    draft.prose.append(run[0].text)
    return True


def _read_nick(draft: ItemDraft, run: list[Part]) -> None:
    name = clean(run[0].text.strip(_BRACKETS))
    if _read_dated(draft, run):
        return
    if run[0].form == "bracketed" and status_marks.names_orgs(name):
        draft.offer_org(name)
    elif venue := _venue_in_place_of_name(run[0], name):
        draft.set_venue(venue)
    elif not name.isdigit():
        draft.offer_label(name)
    _read_links(draft, [part for part in run if part.piece.href])


def _venue_in_place_of_name(part: Part, name: str) -> dates_venues.Venue | None:
    """Return the venue that a linked text, or a text in brackets with its year, names where a list has nicknames."""
    if part.piece.href:
        return dates_venues.parse_glued_venue(name)
    return dates_venues.parse_dated_venue(name) if part.form == "bracketed" else None


def _read_remark(draft: ItemDraft, run: list[Part]) -> None:
    if _read_dated(draft, run):
        return
    if run[0].form == "badge" and any(map(str.isalpha, run[0].text)):
        draft.badges.append(run[0].text)
    draft.tags += [part.text.lstrip("#") for part in run if part.form == "tag"]
    if run[0].form == "bracketed" and len(run) == 1 and status_marks.names_orgs(run[0].text):
        draft.offer_org(run[0].text.strip(_BRACKETS))
    if dates_venues.is_preprint(draft.venue or "") and (venue := _find_published(run)):
        draft.set_venue(venue)
    draft.prose.append(join(run))
    for part in run:
        if part.piece.href:
            draft.add_link(part.piece, part.piece.text)
        else:
            draft.ids += find_identifiers(part.text)


def _find_published(run: list[Part]) -> dates_venues.Venue | None:
    """Return the first part that is a venue and its year: where a preprint was published."""
    found = (
        dates_venues.parse_dated_venue(part.text) or dates_venues.parse_unlisted_venue(part.text)
        for part in run
        if part.form == "text"
    )
    return next(filter(None, found), None)


_READERS: dict[str, Callable[[ItemDraft, list[Part]], None]] = {
    TITLE: _read_title,
    PEOPLE: _read_people,
    VENUE: _read_venue,
    DATE: _read_date,
    LINK: _read_links,
    NICK: _read_nick,
    REMARK: _read_remark,
}
