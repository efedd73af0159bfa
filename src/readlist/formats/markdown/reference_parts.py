"""Split references into their parts: names, title, place, at the full stops that end them.

A full stop ends a part unless it is that of an initial or of an abbreviated word. Text in italics is between
``EM_OPEN`` and ``EM_CLOSE``.
"""

from __future__ import annotations

import re

from readlist.formats.markdown import author_lists
from readlist.formats.markdown.reference_places import (
    ADDRESS,
    EDITION,
    EM_CLOSE,
    EM_OPEN,
    IN,
    NO_VENUE,
    may_be_abbreviated,
    without_italics,
)
from readlist.formats.markdown.title_text import clean_title, is_mostly_cjk
from readlist.util.lazy_regex import lazy_pattern

MIN_TITLE_WORDS, MIN_CJK_TITLE = 2, 3
"""Number of words of a title, or of characters if it is in Chinese."""
_CUT = lazy_pattern(
    rf"(?<=[\w)\]”\"’»{EM_CLOSE}%+*$][.?!])\s+(?=[\"“({EM_OPEN}]*(?:[A-ZÀ-ÞŁŚŠŽ0-9]|arXiv|in\s|bioRxiv|medRxiv|eLife|\u00ab))|(?<=[a-zà-ž]\s[A-Z]\.)\s+(?=[a-z])|(?<=[a-zà-ž]\s[A-Z][A-Z]\.)\s+(?=[a-z])|(?<=[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af）」][．。])\s*(?=\S)|(?<=[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af）」]\.)\s+(?=\S)|(?<=[\da-zA-Z][．。])\s*(?=[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7afA-Z])|(?<=[.?!]{EM_CLOSE})\s+(?=\S)"
)
_INITIAL = lazy_pattern(
    r"(?:^|[\s.\-(])[A-Z]\.$|\b(?:vs|Jr|Dr|St|Mr|Mrs|No|no|vol|Vol|pp?|eds?|Eds?|cf|i\.e|e\.g|ca|Inc|al)\.$"
)
_PART = lazy_pattern(r"[^\W\d_A-Z]{2},?\s[IVX]\.$")
"""The number of a part at the end of a title."""
_ENDS_PART = lazy_pattern(rf"[.?!,]{EM_CLOSE}?\s*$")
_MORE_NAMES = lazy_pattern(r"[\w'’-]+(?:\s[\w'’-]+)?(?:,?\s(?:and|&)\s|,\s)[A-Z]\.(?:[\s-]|$)")
"""The rest of a name and the start of one more: ``Berg and T. U.`` after ``A.``."""
_NAME_SIGN = lazy_pattern(r",?\s(?:and|&)\s|[,;]\s")
_CLOSING_INITIALS = lazy_pattern(r"[\s.-][A-Z]{1,4}\.?$")
MIN_GIVEN = 3
"""Minimum length of a given name before an initial."""
_LED = lazy_pattern(r"\w[^.,;(:]*:\s")
"""The part of a title before a colon."""
_CLOSING_EDITION = lazy_pattern(
    r"\s*\((?:\d{1,2}(?:st|nd|rd|th)|[Rr]ev(?:\.|ised)|[Ss]econd|[Tt]hird)\s(?:ed\b\.?|edn\b\.?|edition)[^()]*\)$"
)
_VANCOUVER = lazy_pattern(
    r"(?:[\w'’-]+(?:\s[\w'’-]+){0,2}\s[A-Z]{1,4},\s)+[\w'’-]+(?:\s[\w'’-]+){0,2}\s[A-Z]{1,4}\."
)
"""Names with initials without stops, of which the last is followed by that of the list."""
_FORM = lazy_pattern(r"\s*\[(?:[A-Z][^\[\]\d]{2,40}|[^\[\]]{12,160})\]\s*\.?$")
"""The form of a work after its title, or a remark: ``[Preprint]``, ``[published correction appears in …]``."""


def are_names(text: str, *, closes: bool) -> bool:
    """Whether a text is the names of a reference; with ``closes``, a sign after it says that they end there."""
    text = text.strip()
    if not text or re.search(r"[?!“”\"]|https?:", text):
        return False
    is_list = bool(re.search(r"[,;&，；、]|\band\b|\bet\.? al", text))
    least = 1 if is_list or closes else 2
    if author_lists.looks_like_authors(text, least=least):
        return is_list or len(text.split()) <= 5
    if not closes and author_lists.looks_like_authors(text, least=1):
        return 2 <= len(text.split()) <= 4
    return False


def split_authors(names: str, lead: str) -> tuple[str, ...]:
    """Split names; a full stop after the last initial belongs to it if the other initials have one too."""
    names = names.strip()
    is_initial = bool(re.search(r"[\s.\-][A-Z]\.?$", names)) and bool(re.search(r"\b[A-Z]\.", lead))
    bare = names.removesuffix(".")
    has_stops = bool(re.search(r"\b[A-Z]\.", bare)) or not re.search(r"\s[A-Z]{1,3}(?:,|$)", bare[:-1])
    return author_lists.parse_authors(f"{bare}." if is_initial and has_stops else bare)


def is_title(text: str) -> bool:
    """Whether a text between names and place is long enough for a title."""
    text = clean_title(text)
    if is_mostly_cjk(text):
        return len(text) >= MIN_CJK_TITLE
    return (
        (len(text.split()) >= MIN_TITLE_WORDS or len(text) >= 8) and text[:1] not in "(&" and len(text) <= 400
    )


def clean(text: str) -> str:
    """Return a title without italics, its edition, and the form of the work or a remark after it."""
    return clean_title(_FORM.sub("", _CLOSING_EDITION.sub("", without_italics(text).strip(" .．。"))))


def split_title(text: str) -> tuple[str, str]:
    """Split what follows the names into the title and the rest, which starts with the venue if there is one."""
    if text.startswith(EM_OPEN) and EM_CLOSE in text:
        title, _, rest = text[1:].partition(EM_CLOSE)
        if re.match(r"\s*(?:[.,(]|$)", rest) or title.endswith((".", "?", "!")):
            return title, rest.lstrip(" .,")
    if EM_OPEN in text:  # the venue in italics
        at = _find_italics(text)
        title = IN.sub("", re.sub(r"[\s,.]+\b[Ii]n:?\s*$", "", text[:at]))
        if re.search(r"[.?!,]\s*$", title) or len(title) < at - 2:
            head, *more = split_segments(title)
            if not more or not _is_venue_lead(more[0]):
                return title.rstrip(" ,"), text[at:]
            return head, " ".join([*more, text[at:]])
    segments = split_segments(text, first_place=1)
    at = _find_place(segments)
    return " ".join(segments[:at]), " ".join(segments[at:])


def _find_italics(text: str) -> int:
    """Return where the venue in italics begins: the first after a full stop or a comma, else the first at all.

    Names of species and words of other languages are in italics within titles.
    """
    starts = [at for at, sign in enumerate(text) if sign == EM_OPEN]
    return next((at for at in starts if _ENDS_PART.search(text[:at])), starts[0])


def _is_venue_lead(text: str) -> bool:
    return bool(IN.match(text)) or text.startswith("Proc")


def _find_place(segments: list[str]) -> int:
    """Return the number of the segment that is the venue: one with numbers, or before one that starts with them."""
    for number in range(1 + _asks(segments), len(segments)):
        segment = without_italics(ADDRESS.sub("", segments[number]))
        following = without_italics(segments[number + 1]) if number + 1 < len(segments) else ""
        if IN.match(segment) or segment.startswith(("Proc", "arXiv", "bioRxiv", "medRxiv")):
            return number
        if re.match(r"\(?\d", following) or not segment.strip(" .") or NO_VENUE.match(segment):
            return number
        if re.search(r"[\s,(]\d", segment) or EDITION.match(segment):
            return number
    return 1


def _asks(segments: list[str]) -> bool:
    """Whether a title that begins with a question goes on after it: the venue is a later segment in words."""
    later = without_italics(ADDRESS.sub("", segments[2])) if len(segments) > 2 else ""
    return (
        without_italics(segments[0]).endswith(("?", "!"))
        and bool(re.match(r"[A-Z]", later))
        and not NO_VENUE.match(later)
    )


def split_segments(text: str, *, first_place: int = 2) -> list[str]:
    """Split a text at the full stops that end a part, not at those of initials and abbreviated names.

    ``first_place``: the number of the first part that may be a venue, whose name may be abbreviated.
    """
    out: list[str] = []
    parts = _CUT.split(text)
    for part, following in zip(parts, [*parts[1:], ""], strict=True):
        is_joined = bool(out) and bool(
            _INITIAL.search(without_italics(out[-1]))
            and not (first_place == 1 and _PART.search(without_italics(out[-1])))
            and not _ends_names(out, part, is_placed=following.startswith(EM_OPEN))
        )
        if is_joined or (
            len(out) > first_place
            and may_be_abbreviated(without_italics(out[-1]))
            and not re.match(r"\(?\d", part)
        ):
            out[-1] += f" {part}"
        else:
            out.append(part)
    return out


def _lacks_family(names: str) -> bool:
    """Whether names end in a given name and an initial, to which a family name belongs: ``Tim Berg, Ada Q.``.

    All other names have their family names last, or the only given name is a common one.
    """
    *others, last = _NAME_SIGN.split(names)
    given = last.split()
    if len(given) != 2 or not _INITIAL.search(last) or len(given[0]) < MIN_GIVEN:
        return False
    if not others:
        return given[0] in author_lists.COMMON_GIVEN
    return all(" " in name and not _CLOSING_INITIALS.search(name) for name in others)


def _ends_names(before: list[str], after: str, *, is_placed: bool) -> bool:
    """Whether the full stop of an initial also ends the names at the start of a reference.

    ``is_placed``: a text in italics, which may be the place, follows what is ``after`` the full stop.
    """
    last = without_italics(before[-1])
    if len(before) > 1:
        return False
    if re.search(r"\bal\.$", last) or _VANCOUVER.fullmatch(last):
        return True
    following = without_italics(after)
    if _MORE_NAMES.match(following) or _lacks_family(last):
        return False
    words = re.split(r"[.,;(]" if _LED.match(following) else r"[.,:;(]", following, maxsplit=1)[0].split()
    if (
        re.search(r"\b(?:and|&)\s[^,]*$|,\s(?:[A-Z]\.[\s-]?)+$|\s[A-Z]{1,3}\.$", last)
        and len(words) >= 3 - is_placed
    ):
        return author_lists.looks_like_authors(last, least=1)
    return len(words) >= 4 and author_lists.looks_like_authors(last, least=1)
