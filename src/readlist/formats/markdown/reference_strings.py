"""Parse whole references in the styles of citation, in which the place of each part says what it is.

Lee, A., & Berg, T. (2004). A title. Journal, 4(3), 1–9.       APA, Harvard: the year after the names
Lee A, Berg T. A title. Journal. 2004;4(3):1–9.                 Vancouver: the year in the place, at the end
Lee, Ada, et al. “A Title.” Journal 4.3 (2004): 1–9.            MLA, Chicago, IEEE: the title in quotes
Ada Lee and Tim Berg. A title. Journal, 4(3):1–9, 2004.         BibTeX's plain style
李雷, 韩梅梅, 等. 题名[J]. 刊名, 2004, 4(3): 1-9.                GB/T 7714: the code of the type after the title
A. Lee and T. Berg, Phys. Rev. 4, 19 (2004).                    APS: see ``comma_references``

A text counts as a reference only if it has names, a title, a year and each at its place; any other text is left to
``citation_strings``, which guesses. The venue is what stands between the title and the volume, the year or the pages,
whether any list knows its name or not. Text in italics is between ``EM_OPEN`` and ``EM_CLOSE``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise

from readlist.formats.markdown import author_lists, dates_venues
from readlist.formats.markdown.comma_references import parse_comma_reference
from readlist.formats.markdown.names_places import split_names_place
from readlist.formats.markdown.reference_parts import (
    MIN_CJK_TITLE,
    are_names,
    clean,
    is_title,
    split_authors,
    split_segments,
    split_title,
)
from readlist.formats.markdown.reference_places import (
    ADDRESS,
    ANY_YEAR,
    EM_CLOSE,
    EM_OPEN,
    YEAR,
    find_coded_place,
    find_month,
    find_place,
    find_year,
    may_be_abbreviated,
    without_italics,
)
from readlist.formats.markdown.title_text import is_mostly_cjk
from readlist.util.lazy_regex import lazy_pattern

MIN_LENGTH, MAX_LENGTH = 24, 3000
"""Number of characters of a reference."""
MAX_ORG_WORDS = 8
"""Maximum number of words of an organisation that is the author."""
_NUMBERING = lazy_pattern(
    r"\s*(?:\[\s*\d{1,4}\s*[\]］]|［\s*\d{1,4}\s*］|\[[A-Z][A-Za-z+]{0,9}\d\d[a-z]?\]|\[[^\[\]]{1,12}\]\s=|\(?\d{1,3}[.)、]|\d{1,3}-(?=\s))\s*"
)
_TIGHT_INITIAL = lazy_pattern(r"(?<=\w),(?=[A-Z]\.)")
"""A comma with no blank before an initial: ``Berg,T.``."""
_ELLIPSIS = lazy_pattern(r"(?:,|(?<=\.)\.,?)?\s*\.\s\.\s\.\s*(?=[A-ZÀ-Ž])")
"""What stands for the names left out before the last: ``Lee, A., . . . Berg, T.``."""
_COMMA_PLACE = lazy_pattern(
    r",\s(?=(?:[A-Z][\w&.'’–-]*|of|the|and|on|in|for|&)(?:\s(?:[A-Z][\w&.'’–-]*|of|the|and|on|in|for|&)){0,9},\s(?:[Vv]ol\.?\s?)?\d{1,4}\s?[(,:])"
)
"""The comma before a journal with its volume, where a comma ends the title."""
_PREPRINT_AT = lazy_pattern(
    r"\b[Pp]reprint at\s+(?P<server>[A-Za-z]{2,6}[Rr]xiv)?(?:[,.:]?\s*(?P<address>https?://\S+))?"
)
"""Where a preprint is, as Nature cites it."""
_EDITORS = lazy_pattern(r"(?:,\s(?:editors?|eds?)|\s\((?:Eds?|Hrsg)\.?\))(?=[.,]?\s)")
"""What says that the names before it are those of editors."""
_TASK = lazy_pattern(r"^\[[ xX✓✔]\]\s+")
_CODE = lazy_pattern(
    r"\s*[\[［]\s*(?:J|C|M|D|P|R|N|S|A|Z|G|DB|CP|EB)(?:\s?/\s?(?:OL|CD|DK|MT|J))?\s*[\]］]\s*"
)
_ISSUED_ON = lazy_pattern(rf"[(（](?P<year>{YEAR})-(?P<month>0[1-9]|1[0-2])-\d\d[)）]")
"""The day on which a page of the web was published or changed."""
_STOP = lazy_pattern(r"(?:(?<!\d)[.．。]|[.．。](?!\d))\s*")
_AL = lazy_pattern(r"\bet\.?\s?al$|(?<![\u4e00-\u9fff])等$")
_PARENTHESIZED_YEAR = lazy_pattern(
    rf"[\s,.]*[(（](?:[^()（）\d]{{2,60}},\s)?(?P<year>{YEAR})[a-z]?(?:[,/]\s?(?P<more>[^()（）]{{1,24}}))?[)）]\s*[.,:．。]?\s*(?=\S)"
)
_BARE_YEAR = lazy_pattern(rf"[.,]\s+(?P<year>{YEAR})[a-z]?[.:]\s+(?=\S)")
_QUOTED = lazy_pattern(
    r"[“\"]([“\"'‘][^“”\"]{6,200}[”\"'’][:,]?\s[^“”\"]{6,200})[”\"]|“([^“”]{6,300})”|\"([^\"]{6,300})\"|``(.{6,300}?)''|‘([^‘]{6,300}?)’(?!\w)|「([^「」]{4,200})」|『([^『』]{4,200})』"
)
_ITALIC = lazy_pattern(
    rf"(?P<names>[^{EM_OPEN}]{{3,400}}?)\s?[,:.]\s*{EM_OPEN}(?P<title>[^{EM_CLOSE}]+){EM_CLOSE}[,.;]?\s*(?P<rest>[^{EM_OPEN}]+)"
)
_LAW = lazy_pattern(
    r"(?P<names>[^,]{4,80}),\s(?:(?:Note|Comment|Essay|Book Review),\s)?(?P<title>.{4,300}?),\s\d{1,3}\s"
    rf"(?P<review>[A-Z][A-Za-z.&' ]{{3,60}})\s\d{{1,5}}(?:,\s\d{{1,5}}(?:[-–]\d+)?)?\s\((?P<year>{YEAR})\)\.?"
)
_REFERENCE_END = lazy_pattern(
    rf"(?:[.;)\d]{EM_CLOSE}?|https?://\S+)\s+(?:(?:[Ss]ee\s)?[Aa]lso:?\s)?(?=[^\W\d_])"
)
"""What may end a reference before another one."""
_LED_BY_QUESTION = lazy_pattern(r"\s?[:：]\s+[A-Z]")
_BETWEEN = lazy_pattern(r"\s+/{1,2}\s+|;\s+(?=[^\W\d_])")
"""Signs that may stand between references."""
MAX_SIGNS = 40
"""Maximum number of signs at which a text is split."""
MAX_NAMES = 300
"""Maximum number of characters of names before a colon."""
_RUN_ON_VOLUME = lazy_pattern(r"\s+\d{1,4}\s?\(\d{1,4}\)\s?[,:]")
MAX_JOURNAL_WORDS = 6
"""Maximum number of words of a known journal that directly follows the title."""
MIN_WORDS_ALONE = 4
"""Minimum number of words of a title without names."""
_SHORT_PLACE = rf"(?P<venue>[A-Z][A-Za-z& ]{{2,50}})\.\s(?P<date>(?P<year>{YEAR})(?:\s[A-Z][a-z]{{2,8}}(?:\s\d{{1,2}})?)?)\.?"
_TITLED = lazy_pattern(rf"(?P<title>[^“”\"]{{20,300}}?)\.\s{_SHORT_PLACE}")
_PLACED_NAMES = lazy_pattern(rf"(?P<names>.{{4,200}}?)\.\s{_SHORT_PLACE}\s*")
_COLLABORATION = lazy_pattern(r"\s*\([^()]{2,60}\)\s*$")
_ORG_WORDS = frozenset(
    "administration agency association authority bank board bureau center centers centre centres collaboration collaborations "
    "commission committee consortium control council department foundation group institute institutes investigators ministry "
    "nations network office organisation organization panel prevention service services society team union".split()
)
"""Words of the names of organisations that are the author of a reference."""
_SMALL_WORDS = frozenset("of and for the on in de &".split())
_REMARK = lazy_pattern(rf"{EM_OPEN}[^{EM_CLOSE}:]{{1,24}}:\s*{EM_CLOSE}")
"""A word in italics and a colon, before a remark: ``*Why:*``."""
_DASHED = lazy_pattern(r"\s[–—-]\s")
"""What may stand between a title and a remark."""


@dataclass(frozen=True, slots=True)
class Reference:
    """The fields of a reference."""

    title: str
    authors: tuple[str, ...]
    venue: str | None
    year: int
    month: int | None = None


@lru_cache(maxsize=2048)
def parse_reference(text: str) -> Reference | None:
    """Parse a text that is a whole reference; None for any other text, and for one whose parts are in doubt."""
    text = " ".join(text.split())
    if not MIN_LENGTH <= len(text) <= MAX_LENGTH or not ANY_YEAR.search(text):
        return None
    text = _NUMBERING.sub("", text, count=1) if _NUMBERING.match(text) else text
    text = _TASK.sub("", text.lstrip("*•·-– "))
    text = _TIGHT_INITIAL.sub(", ", text)
    text = _ELLIPSIS.sub(", ", text) if ". ." in text else text
    text = _PREPRINT_AT.sub(_name_server, text, count=1) if "reprint at" in text else text
    if (editors := _EDITORS.search(text)) and are_names(text[: editors.start()], closes=True):
        text = text[: editors.start()] + text[editors.end() :]
    return (
        _parse_coded(text)
        or _parse_law(text)
        or _parse_commas(text)
        or _parse_quoted(text)
        or _parse_dated(text)
        or _parse_italic(text)
        or _parse_colon(text)
        or _parse_placed(text)
        or _parse_titled(text)
    )


def _name_server(found: re.Match[str]) -> str:
    """Return the server of a preprint and its address, as others cite it: ``arXiv https://…``."""
    address = found["address"] or ""
    server = found["server"] or (
        "arXiv" if "arxiv" in address.lower() else "bioRxiv" if "/10.1101/" in address else "Preprint"
    )
    return f"{server} {address}"


def split_references(text: str, start: int = 0) -> list[tuple[int, int]]:
    """Return where each reference of a text that is a run of several begins and ends, the first from ``start`` on.

    A reference may begin after a slash or semicolon between references, or where names are followed by a year in
    brackets. Empty if the text is not such a run, in which each part is a reference by itself.
    """
    if len(text) > MAX_LENGTH:
        return []
    return _split_at_signs(text, start) or _split_at_names(text, start)


def _split_at_signs(text: str, start: int) -> list[tuple[int, int]]:
    """Split a text at the signs between references: those that follow a whole reference."""
    out: list[tuple[int, int]] = []
    for cut in islice(_BETWEEN.finditer(text, start), MAX_SIGNS):
        if parse_reference(text[start : cut.start()]):
            out.append((start, cut.start()))
            start = cut.end()
    return [*out, (start, len(text))] if out and parse_reference(text[start:]) else []


def _split_at_names(text: str, start: int) -> list[tuple[int, int]]:
    years = [found.start() for found in _PARENTHESIZED_YEAR.finditer(text, start)]
    if len(years) < 2:
        return []
    starts = [start]
    for before, year in pairwise(years):
        cuts = [cut.end() for cut in _REFERENCE_END.finditer(text, before, year)]
        cut = next((cut for cut in cuts if are_names(without_italics(text[cut:year]), closes=True)), None)
        if cut:
            starts.append(cut)
    spans = [(start, len(text[:end].rstrip(" ;"))) for start, end in pairwise([*starts, len(text)])]
    is_run = len(spans) > 1 and all(parse_reference(text[start:end]) for start, end in spans)
    return spans if is_run else []


# -- styles ------------------------------------------------------------------------------------------------------


def _parse_coded(text: str) -> Reference | None:
    """Parse a reference of GB/T 7714, which has the code of the document's type after the title."""
    code = _CODE.search(text)
    before = without_italics(text[: code.start()]) if code else ""
    if not code or len(before) < MIN_CJK_TITLE:
        return None
    names, title = _split_coded(before)
    rest = re.split(
        r"[\[［](?!\s*(?:s\.\s?l|S\.\s?l|\d))",
        ADDRESS.sub(" ", without_italics(text[code.end() :])),
        maxsplit=1,
    )[0]
    issued = _ISSUED_ON.search(text, code.end())
    rest = _ISSUED_ON.sub("", rest)
    year, month = find_year(rest) or find_year(text[code.end() :]), None
    if issued and not year:
        year, month = int(issued["year"]), int(issued["month"])
    if not names or not title or not year:
        return None
    venue = None if "D" in code[0] and "DB" not in code[0] else find_coded_place(rest)
    return Reference(clean(title), author_lists.parse_authors(names), venue, year, month)


def _split_coded(text: str) -> tuple[str, str]:
    """Split names, or an organisation, from the title after the first full stop that is not that of an initial."""
    for stop in _STOP.finditer(text):
        names, title = text[: stop.start()].strip(), text[stop.end() :]
        if re.search(r"(?:^|[\s.\-])[A-Z]$", names) and re.match(r"[A-Z](?:[.,]|\s[A-Z]\.|$)|-", title):
            continue
        if author_lists.looks_like_authors(names, least=1) or _AL.search(names) or _is_org(names):
            return names, title
        if not re.search(r"(?:^|[\s.\-])[A-Za-z]{1,3}$|\d$", names):
            break
    return "", ""


def _is_org(names: str) -> bool:
    """Whether a text before a title may be an organisation that is its author."""
    if is_mostly_cjk(names):
        return len(names) <= 24 and not re.search(r"[，。：:？?]", names)
    words = names.split()
    return 0 < len(words) <= MAX_ORG_WORDS and not re.search(r"[?!:;\"“]", names) and words[0][:1].isupper()


def _parse_quoted(text: str) -> Reference | None:
    """Parse a reference whose title is in quotes, after the names."""
    found = _QUOTED.search(text)
    if not found or found.start() < MIN_CJK_TITLE:
        return None
    title = next(group for group in found.groups() if group)
    if title.endswith(("?", "!")) and _LED_BY_QUESTION.match(text[found.end() :]):
        return None  # the title begins with a question in quotes
    lead = without_italics(text[: found.start()])
    dated = re.search(rf"[\s,.]*[(（]?(?P<year>{YEAR})[a-z]?[)）]?[\s.,:]*$", lead)
    names = lead[: dated.start()] if dated else lead.strip(" ,.:")
    rest = text[found.end() :].lstrip(" ,.")
    placed = None if are_names(names, closes=True) else _PLACED_NAMES.fullmatch(lead)
    if placed:
        names, rest = placed["names"], f"{placed['venue']}. {placed['date']}. {rest}"
    year = int(dated["year"]) if dated else find_year(rest)
    if (
        not year
        or not is_title(without_italics(title))
        or not are_names(names, closes=bool(dated or " " in names))
    ):
        return None
    return Reference(clean(title), split_authors(names, lead), find_place(rest), year, find_month(rest, year))


def _parse_dated(text: str) -> Reference | None:
    """Parse a reference that has the year after the names."""
    for pattern in (_PARENTHESIZED_YEAR, _BARE_YEAR):
        found = pattern.search(text)
        if not found or found.start() < 2:
            continue
        lead = without_italics(text[: found.start()])
        is_bare = pattern is _BARE_YEAR
        if len(split_segments(lead)) > 1 or not (
            are_names(lead, closes=not is_bare) or (is_bare and author_lists.are_cited(lead))
        ):
            continue
        title, rest = split_title(text[found.end() :])
        if placed := _COMMA_PLACE.search(title):
            title, rest = title[: placed.start()], f"{title[placed.end() :]} {rest}"
        title, rest = _split_run_on(title, rest)
        rest = "" if _REMARK.match(rest) else rest
        is_open = (
            text[found.end() - 1 : found.end()] not in ".:," and text[: found.end()].rstrip()[-1] not in ".:,"
        )
        venue = find_place(rest)
        is_dashed = bool(_DASHED.search(venue or title))
        if is_title(title) and not is_dashed and (venue or not is_open):
            if is_open and title[:1].islower():
                continue
            year = int(found["year"])
            more = found.groupdict().get("more")
            month = find_month(f"{more} {year}", year) if more else find_month(rest, year)
            return Reference(clean(title), split_authors(lead, text[: found.end()]), venue, year, month)
    return None


def _split_run_on(title: str, rest: str) -> tuple[str, str]:
    """Split a known journal and its volume off a title that has no full stop after it: ``A title Nature 21(3), 311``."""
    volume = _RUN_ON_VOLUME.search(title)
    words = title[: volume.start()].split() if volume else []
    for count in range(min(MAX_JOURNAL_WORDS, len(words) - MIN_WORDS_ALONE), 0, -1):
        place = " ".join(words[-count:])
        if volume and place[0].isupper() and dates_venues.is_short_venue(place):
            return " ".join(words[:-count]), f"{place}{title[volume.start() :]} {rest}"
    return (title[: volume.start()], "") if volume else (title, rest)


def _parse_colon(text: str) -> Reference | None:
    """Parse a reference in the style of Springer's proceedings: ``Lee, A.: Title. In: Series, pp. 1–9. Springer (2007)``."""
    names, colon, rest = text.partition(": ")
    if (
        not colon
        or len(names) > MAX_NAMES
        or not re.search(r"[A-Z]\.$", names)
        or not are_names(names, closes=True)
    ):
        return None
    title, place = split_title(rest)
    year, venue = find_year(place), find_place(place)
    if not year or not venue or not is_title(title):
        return None
    return Reference(clean(title), split_authors(names, names), venue, year, find_month(place, year))


def _parse_titled(text: str) -> Reference | None:
    """Parse a title, an abbreviated journal and a date, without names: ``A title of several words. Nat Rev. 2012 May``."""
    found = _TITLED.fullmatch(without_italics(text))
    if (
        not found
        or ". " in found["title"]
        or len(found["title"].split()) < MIN_WORDS_ALONE
        or not may_be_abbreviated(f"{found['venue']}.")
    ):
        return None
    year = int(found["year"])
    lead = found["title"].partition(":")[0]
    if not find_month(found["date"], year) or any(
        map(author_lists.looks_like_authors, (lead, found["venue"]))
    ):
        return None
    return Reference(clean(found["title"]), (), found["venue"], year, find_month(found["date"], year))


def _parse_law(text: str) -> Reference | None:
    """Parse a reference of the Bluebook: names, title, volume, review and page, year, between commas."""
    found = _LAW.fullmatch(without_italics(text)) if text.rstrip(".").endswith(")") else None
    if not found or not are_names(found["names"], closes=True) or not is_title(found["title"]):
        return None
    authors = author_lists.parse_authors(found["names"])
    return Reference(clean(found["title"]), authors, found["review"], int(found["year"]))


def _parse_commas(text: str) -> Reference | None:
    """Parse names, a title or none, and the place of an article, between commas."""
    found = parse_comma_reference(without_italics(text))
    return Reference(*found) if found else None


def _parse_italic(text: str) -> Reference | None:
    """Parse a reference whose title is in italics between the names and the place, with commas or a colon."""
    found = _ITALIC.fullmatch(text)
    if not found or not is_title(found["title"]) or not are_names(found["names"], closes=True):
        return None
    year = find_year(found["rest"])
    venue = find_place(found["rest"])
    if (
        not year
        or not venue
        or (" " not in found["names"].strip() and split_names_place(f"{venue.strip('，, ')} {year}"))
    ):
        return None  # without a venue, or a nickname before the title and the names after it
    names = split_authors(_COLLABORATION.sub("", found["names"]), text[: found.start("title")])
    return Reference(clean(found["title"]), names, venue, year, find_month(found["rest"], year))


def _parse_placed(text: str) -> Reference | None:
    """Parse a reference that has the year in or after its place: names, title and place end in full stops."""
    segments = split_segments(text)
    if len(segments) < 3:
        return None
    names, rest = without_italics(segments[0]), " ".join(segments[1:])
    is_org = _names_org(names)
    if not is_org and not are_names(names, closes=False):
        return None
    title, place = split_title(rest)
    year = find_year(place)
    if not year or not is_title(title) or author_lists.looks_like_authors(title):
        return None
    venue = find_place(place)
    if not venue and not is_org:
        return None
    authors = (names.strip(" ."),) if is_org else split_authors(names, segments[0])
    return Reference(clean(title), authors, venue, year, find_month(place, year))


def _names_org(text: str) -> bool:
    """Whether a text is the name of an organisation: capitalised words, one of them a word for such."""
    words = text.strip(" .").replace(",", " ").split()
    return (
        1 < len(words) <= 2 * MAX_ORG_WORDS
        and not _ORG_WORDS.isdisjoint(word.lower() for word in words)
        and all(word[0].isupper() or word in _SMALL_WORDS for word in words)
    )
