"""Settle what single items of a list leave open by what the others show.

Quill 2004: A title …    Berg 1999 : Another …       titles led by one family name and the year
Quill, Berg              next to Quill, Berg, Venn   family names, not the halves of one name
Quill2004 - A title      QuillBerg1999 - Another  titles led by a citation key
Quill: A title  Quill: Another  Quill/Berg: …    names that come again, not nicknames
Quill & Berg, A title    where others have names   names before a comma, not part of the title
[A title](…) - Quill     as most items have it       a single name, not a remark
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from readlist.formats.markdown import author_lists, dates_venues

if TYPE_CHECKING:
    from readlist.formats.markdown.reading import ReadItem
    from readlist.model.record import Record

MIN_LED = 2
"""Minimum number of titles that are led by a name and a year, for these to be no part of any of them."""
MIN_NAMED = 3
"""Minimum number of items with names or what may be a single one."""
MAX_COMMAS, MIN_WORDS = 8, 4
"""Maximum number of names before a title, and minimum number of words of that title."""
MIN_PEOPLE = 0.75
"""Minimum share of what may be single names that are written like people, for these to be people."""
MIN_SHARE = 0.6
"""Minimum share of such titles among the items of a document."""
_FAMILY = r"(?:(?:de|van|von|der|den|la|le|di|du) )*[A-ZÀ-Ž][\w'’-]*[a-zà-ž]"
_LED = re.compile(
    rf"\[?(?P<names>{_FAMILY}(?:(?:, {_FAMILY})* ?(?:&|and|,) {_FAMILY}|,? et\.? al\.?)?),? [(\[]?(?P<year>{dates_venues.YEAR})[a-z]?[)\]]?\]?"
    r"(?: ?[:：] ?| ?\. | [-–—] )(?P<title>\S.{3,})"
)
_ONE_WORD = re.compile(_FAMILY)
_KEYED = re.compile(
    rf"(?P<key>[A-ZÀ-Ž][A-Za-zÀ-ž'’-]*(?P<year>{dates_venues.YEAR})[a-z]?)\s*(?:[:：]|\s[-–—])\s+(?P<title>\S.{{3,}})"
)
"""A title after its citation key: ``QuillandBerg2013 - A Title``."""
_NAMED = re.compile(
    rf"(?P<names>{_FAMILY}(?:(?:/|,? and | ?& ?|, ){_FAMILY}){{0,2}})\s?[:：]\s+(?P<title>\S.{{3,}})"
)
"""A title after family names and a colon: ``Quill/Berg: A Title``."""
_NAMES_CUT = re.compile(r"/|,? and | ?& ?|, ")
_SEVERAL = re.compile(r"/|\sand\s|&|,")


def settle(items: list[ReadItem]) -> list[ReadItem]:
    """Return the items of a document with names and titles told apart as most of its items have them."""
    for step in (
        _split_led_titles,
        _split_keyed_titles,
        _split_named_titles,
        _split_names_before,
        _split_family_names,
        _take_single_names,
    ):
        items = step(items)
    return items


def _split_names_before(items: list[ReadItem]) -> list[ReadItem]:
    """Split names and a comma off the start of titles, where most items have names, at least one of them so."""
    led = {number: found for number, item in enumerate(items) if (found := _find_names(item.record))}
    stated = sum(bool(item.record.authors) for item in items)
    if not led or not stated or len(led) + stated < max(MIN_NAMED, MIN_SHARE * len(items)):
        return items
    return [
        replace(item, record=item.record._replace(authors=led[number][0], title=led[number][1]))
        if number in led
        else item
        for number, item in enumerate(items)
    ]


def _find_names(record: Record) -> tuple[tuple[str, ...], str] | None:
    """Return the names that begin the title of a work without authors, before a comma, and the rest of the title."""
    if record.authors or not record.title or "," not in record.title:
        return None
    commas = [found.start() for found in re.finditer(r",\s+(?=[A-ZÀ-Ž\d“\"])", record.title)][:MAX_COMMAS]
    for comma in reversed(commas):
        names, title = record.title[:comma], record.title[comma + 1 :].strip()
        if len(title.split()) >= MIN_WORDS and author_lists.looks_like_authors(names, least=1):
            return author_lists.parse_cited(names.replace(" & ", ", ").replace(" and ", ", ")), title
    return None


def _take_single_names(items: list[ReadItem]) -> list[ReadItem]:
    """Take the single names after titles as authors, where most items have names and these differ: remarks repeat."""
    unnamed = [item for item in items if item.name and not item.record.authors]
    open_items = [item for item in unnamed if author_lists.looks_like_authors(item.name, least=1)]
    names = [item.name for item in open_items]
    stated = sum(bool(item.record.authors) for item in items)
    if (
        not names
        or len(names) + stated < max(MIN_NAMED, MIN_SHARE * len(items))
        or len(set(names)) < MIN_SHARE * len(names)
        or not stated
        or len(names) < MIN_PEOPLE * len(unnamed)
    ):
        return items
    taken = set(map(id, open_items))
    return [
        _with_record(item, item.record._replace(authors=(item.name,))) if id(item) in taken else item
        for item in items
    ]


def _split_led_titles(items: list[ReadItem]) -> list[ReadItem]:
    """Split the family name and the year off the start of titles, where most titles start so."""
    titles = [item.record.title or "" for item in items]
    led = {number: found for number, title in enumerate(titles) if (found := _LED.fullmatch(title))}
    if len(led) < MIN_LED or len(led) < MIN_SHARE * len(items):
        return items
    return [
        _with_record(item, _without_lead(item.record, found)) if (found := led.get(number)) else item
        for number, item in enumerate(items)
    ]


def _split_keyed_titles(items: list[ReadItem]) -> list[ReadItem]:
    """Split the citation key and a sign off the start of titles, where most titles start so; the key has the year."""
    keyed = [item.record.title and _KEYED.fullmatch(item.record.title) for item in items]
    count = sum(map(bool, keyed))
    if count < MIN_LED or count < MIN_SHARE * len(items):
        return items
    return [
        _with_record(
            item,
            item.record._replace(
                title=found["title"],
                label=item.record.label or found["key"],
                year=item.record.year or int(found["year"]),
            ),
        )
        if found
        else item
        for item, found in zip(items, keyed, strict=True)
    ]


def _split_named_titles(items: list[ReadItem]) -> list[ReadItem]:
    """Split family names and a colon off the start of titles, where most titles of a year start so.

    That these are people and no nicknames of works shows in pairs of names, ``et al.``, or names that come again.
    """
    named = [
        item.record.title and not item.record.authors and _NAMED.fullmatch(item.record.title)
        for item in items
    ]
    names = [found["names"] for found in named if found]
    dated = sum(item.record.year is not None for item in items)
    are_people = len(set(names)) < len(names) or any(_SEVERAL.search(name) for name in names)
    if len(names) < MIN_NAMED or not are_people or min(len(names), dated) < MIN_SHARE * len(items):
        return items
    return [
        _with_record(
            item, item.record._replace(title=found["title"], authors=tuple(_NAMES_CUT.split(found["names"])))
        )
        if found
        else item
        for item, found in zip(items, named, strict=True)
    ]


def _without_lead(record: Record, found: re.Match[str]) -> Record:
    names = author_lists.parse_cited(re.sub(r"\s(?:&|and)\s", ", ", author_lists.strip_et_al(found["names"])))
    year = record.year or int(found["year"])
    return record._replace(title=found["title"].strip(), authors=record.authors or names, year=year)


def _split_family_names(items: list[ReadItem]) -> list[ReadItem]:
    """Split ``A, B`` into two names, where other items have lists of family names and none a name so written."""
    inverted = [item for item in items if any("," in name for name in item.record.authors)]
    pairs = [item for item in inverted if _is_pair(item.record.authors)]
    listed = sum(
        bool(item.record.authors) and all(map(_ONE_WORD.fullmatch, item.record.authors)) for item in items
    )
    if not pairs or not listed or len(pairs) < len(inverted):
        return items
    split = {id(item) for item in pairs}
    return [
        _with_record(item, item.record._replace(authors=tuple(item.record.authors[0].split(", "))))
        if id(item) in split
        else item
        for item in items
    ]


def _is_pair(authors: tuple[str, ...]) -> bool:
    """Whether the only author is two single words, of which the second is not a common given name."""
    halves = authors[0].split(", ") if len(authors) == 1 else []
    return (
        len(halves) == 2
        and all(map(_ONE_WORD.fullmatch, halves))
        and halves[1] not in author_lists.COMMON_GIVEN
    )


def _with_record(item: ReadItem, record: Record) -> ReadItem:
    return replace(item, record=record)
