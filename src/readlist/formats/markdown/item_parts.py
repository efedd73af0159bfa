"""Cut the lines of an item into parts: the units to which a list's pattern gives roles.

    lines ── split_parts ──> [Part]     a link, a text in one style, in quotes or in brackets, or text between separators

A part knows its form and the separator before it. Nothing is decided here about what a part is: where a separator may
also stand within a title or a list of names (``, ``), the text is cut, and ``part_roles`` joins what belongs together.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from readlist.formats.markdown import dates_venues, status_marks, title_text
from readlist.formats.markdown.inline import counts
from readlist.formats.markdown.linked_citations import join_linked_names
from readlist.formats.markdown.names_places import is_cited, split_names_place
from readlist.formats.markdown.span_predicates import is_identifier, names_work
from readlist.model import url_finder
from readlist.model.identifiers import find_identifiers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from readlist.formats.markdown.inline import Line, Piece

MAX_PARTS = 80
"""Maximum number of parts of an item that is read by a pattern; a longer one is prose."""
NEW_LINE = "\n"
MIN_BROKEN = 3
"""Number of pieces of a text in brackets of which the middle is in bold or italics."""
_STYLES = {"strong": "strong", "em": "em", "code": "code", "mark": "mark"}
_NO_QUESTION = r"(?!(?<=[?!][”\"]):\s[A-Z])"
"""Behind a quoted text: it is not a question that only begins a title (``"Who Cares?": A Study``)."""
_QUOTES = rf"(?<!\w)[“\"][“\"][^“”\"]{{4,200}}[”\"][:,]?\s[^“”\"]{{4,200}}[”\"]|“[^“”\"]{{2,300}}[”\"]{_NO_QUESTION}|(?<!\w)\"[^\"“”]{{4,300}}”{_NO_QUESTION}|(?<!\w)\"[^\"]{{4,300}}\"(?!\w){_NO_QUESTION}|「[^「」]{{2,300}}」|『[^『』]{{2,300}}』|《[^《》]{{2,300}}》|〈[^〈〉]{{2,300}}〉|==[^=]{{4,300}}=="
_BRACKETS = r"(?<!\w)\([^()\[\]]{1,300}(?:\([^()\[\]]{1,40}\)[^()\[\]]{0,100})?\)(?![a-z])|(?<!\w)\([^()（）]{1,60}）|（[^()（）]{1,60}\)|(?<![\w\]])\[[^\[\]]{1,300}\]|(?<!\w)\{[^{}]{1,100}\}|（[^（）]{1,300}）|【[^【】]{1,300}】"
_SEPARATORS = (
    r"\s+(?P<dash>[-–—~]{1,3}|/{1,2}|::|[·•‧]|@)\s+|\s+(?P<at>@)(?=\w)|\s*(?P<bar>[|｜])\s*|\s*(?P<long>——)\s*|(?P<wide>\s{2,})"
    r"|\s*(?P<semicolon>[;；])\s*|\s*(?P<comma>,)\s+|\s*(?P<cjk>[，、。：])\s*|\s*(?P<colon>:)\s+"
    r"|(?<=[^\s.])(?P<stop>\.)(?:(?=\s+[-–—~/|·•]{1,3}\s)|\s+)|(?<=[?!？！])(?P<mark>\s+)"
)
_TAG = r"(?<!\S)#[^\W\d][\w/-]*(?![^\s,，;；])"
_SCAN = re.compile(rf"(?P<quoted>{_QUOTES})|(?P<tag>{_TAG})|(?P<bracketed>{_BRACKETS})|{_SEPARATORS}")
_ENDS_SHORT = re.compile(
    r"(?:^|[\s.\-,，])[A-Z]$|(?<=[A-Z]\.\s)(?:Yu|Ya|Ye|Yo|Th|Ch|Ph|Kh|Sh|Zh|Ts)$|\b(?:vs|Jr|Dr|St|No|Vol|pp|eds?|cf|et|e\.g|i\.e|Fig|Proc|Conf|Trans|Intl?|J)$"
)
_TWO_LETTERS = re.compile(r"\s*(?:Yu|Ya|Ye|Yo|Th|Ch|Ph|Kh|Sh|Zh|Ts)")
_LEADING_INITIAL = re.compile(r"[A-ZÀ-Ž]\.")
_INITIAL = re.compile(r"(?:^|[\s.\-,，])[A-Z]$")
_SEPARATOR_NAMES = {
    "。": ".",
    "：": ":",
    "；": ";",
    "｜": "|",
    "–": "-",
    "—": "-",
    "——": "-",
    "---": "-",
    "--": "-",
}
_OPEN = re.compile(r"(?:[\s\[(（【{]|(?<=\s)[\"“])+$")
_CLOSED = re.compile(r"^[\])）】}]+")
_LEFT_OPEN = re.compile(r"[(（][^()（）\[\]]{1,60}$|(?:\S+\s+){6}[(（]$")
"""Text that opens brackets with some words, or after many, which are no nickname of a title in brackets."""
_CLOSES = re.compile(r"[^()（）\[\]]{0,20}[)）]")
_CLOSING_PLACE = re.compile(r"\s*(?P<place>[(（][^()（）]{4,40}[)）])\.?$")
_DONE = re.compile(
    r"(?:I\s)?(?:re-?)?(?:read|reading|finished|started|skimmed|studied|reviewed|presented)(?:\sing)?",
    re.IGNORECASE,
)
"""What was done with a work, before its title."""
_LEADING_BRACKET = re.compile(r"(?P<cited>[\[【][^\[\]【】]{6,60}[\]】])\s*(?P<title>[^\s\[【].{5,})")
"""What may be a citation before a title in the same markup: ``*[1986-Quill] The Weir Equation*``."""
_CLOSING_QUOTE = re.compile(r"^\s*[.,]?[\"”][.,]?\s+(?=\S)")
_LEADING_STOP = re.compile(r"\s*[.。]\s+(?=\S)")
_LEADING_DASH = re.compile(r"\s+[-–—]{1,3}(?=[A-ZÀ-Ž])")
"""A dash after a link and a blank, before a name: ``[…](…) -Ada Quill``."""
_BLANK = re.compile(r"[\s\W_]*")
_TASK = re.compile(r"^\s*\[[ xX✓✔]\]\s+")
_CALLOUT = re.compile(r"^\s*\[![\w-]+\][+-]?\s*")
_NOTE_MARK = re.compile(r"^\s*\[\^[\w-]+\]:?\s*")
CITED_KEY = re.compile(r"^\s*\[\[@[\w:.-]+\]\]\s*[:：-]?\s*(?=\S)")
"""The citation key of a note about a work, before its title."""
_YEAR_PLACE = re.compile(rf"(?P<year>{dates_venues.YEAR})[-_](?P<venue>[A-Za-z]+)[-_:](?=\S)")
_PEOPLE_PLACE = re.compile(
    r"(?P<names>[^\W\d][^.:;()\[\]]{1,60}?\set\sal)\.?[.,]?\s+(?P<place>[^\s.,][^.,()\[\]]{1,40})\.?"
)
"""The first author and the venue as one text in italics: ``*Regev et al. Science.*``."""
_CITED_PLACE = re.compile(
    rf"[(（]\s*(?P<names>[^(),，（）]+?(?:,\s[^(),，（）]+?)*?(?:,?\s+et\.? al\.?|等|ら|\s외|\+)|[^(),，（）\d]+\s(?:and|&)\s[^(),，（）\d]+)\s*[,，]\s*"
    rf"(?P<venue>[^\d\s(),，（）][^\d(),，（）]{{1,60}}?)(?:,?\s+(?P<year>{dates_venues.YEAR})|\s?['’](?P<short>\d\d))\s*[)）]"
)
"""A citation in brackets with its venue: ``(Regev et al., Science, 2017)``."""
_DATED_ORG = re.compile(
    r"[(（](?P<date>\d{4}[-./]\d{1,2}(?:[-./]\d{1,2})?)\s*[,，]\s*(?P<org>[^()（）]{2,60})[)）]"
)
"""A date and who wrote a work in brackets: ``(2023-06, Google)``."""
_CLOSING_ID = re.compile(
    r"(?<=[^\s:：,，])(?<!preprint)(?<!\babs)(?<!\bCoRR)[\s,]+(?P<id>(?:arxiv|doi)\s?:\s?\S+)$", re.IGNORECASE
)
"""A text and an ID with nothing but a blank between them: ``2020.06 arXiv:2006.11239``."""
_AUTHORS_LABEL = re.compile(
    r"(?:^\s*|(?<=[\s(（|]))(?:authors?|(?:written\s)?by|作者|著者|저자)\s*[:：]\s*", re.IGNORECASE
)
_LINK_LABEL = re.compile(r"(?<=\w)\s+(?P<label>[^\W\d]{2,16})\s?[:：]\s*$")
_OPEN_LABEL = re.compile(r"\s+[\[(（【](?P<label>[^\[\]()（）【】]{1,24})$")
"""The label of a link in the brackets that they open: ``2021 [full text: https://…]``."""
_SPACED = re.compile(r"(?<=\w) +(?=[,;.](?:\s|$))")
_CLOSE = re.compile(r"[\])）】}]")
_STARS = re.compile(r"(?<=\S)\s+[⭐★☆🌟\ufe0f\s]+$")
_RATING = re.compile(r"[\s⭐★☆🌟]+$")


class Part(NamedTuple):
    """A part of an item.

    ``form``: ``link`` (its text names something), ``role`` (a link that shows the type of its target, an ID or its
    address), ``strong``, ``em``, ``code``, ``mark``, ``quoted``, ``bracketed``, ``badge`` (an image of a word), ``tag``
    (``#word``), ``id`` or ``text``. ``separator`` is the sign before it, empty where only a blank is, ``\\n`` at the start of a line; ``gap`` is
    what is written there.
    """

    text: str
    form: str
    separator: str
    gap: str
    piece: Piece


def split_parts(lines: list[Line]) -> list[Part]:
    """Return the parts of an item's lines in order, without numbers, boxes and emoji at their start."""
    out: list[Part] = []
    for line in lines:
        cutter = _Cutter(first=not out)
        pieces = _join_brackets(join_linked_names(_unlabelled(line, opens=not out)))
        for piece in _without_labels(pieces[1:] if not out and _leads_in(pieces) else pieces):
            cutter.add(piece)
        out += cutter.parts
    return out


def _unlabelled(line: Line, *, opens: bool) -> Line:
    """Return a line without the label of its authors, which may begin it, or stand behind a title or a link."""
    return [
        replace(piece, text=_AUTHORS_LABEL.sub("", piece.text))
        if ":" in piece.text.replace("：", ":") and _is_plain(piece) and not (opens and not number)
        else piece
        for number, piece in enumerate(line)
    ]


def _without_labels(line: Line) -> Iterator[Piece]:
    """Yield the pieces of a line without the words that say what the link after them is: ``August 2017 article: https://…``."""
    for piece, following in zip_longest(line, line[1:]):
        labelled = (
            _LINK_LABEL.search(piece.text) if following and following.href and _is_plain(piece) else None
        )
        if labelled and url_finder.is_generic(labelled["label"]):
            yield replace(piece, text=f"{piece.text[: labelled.start()]} ")
        else:
            yield piece


def _is_plain(piece: Piece) -> bool:
    return not (piece.href or piece.style or piece.image)


def _leads_in(line: Line) -> bool:
    """Whether a text before a title in markup only says what was done with it or what it is: ``Read *…*``, ``Slides: […](…)``."""
    first, second = line[0], line[1] if len(line) > 1 else None
    if first.href or first.style or second is None or not (second.href or second.style):
        return False
    text = first.text.strip(" *-+")
    if text[-1:] in ":：" and not dates_venues.parse_date(text[:-1]):
        return bool(second.href) and names_work(second) and url_finder.is_generic(text[:-1])
    return bool(_DONE.fullmatch(text))


def _join_brackets(line: Line) -> Line:
    """Join text in brackets of which some is in bold or italics: ``(ICDE 2022, **best demo**)``."""
    if len(line) < MIN_BROKEN:
        return line
    out = [*line]
    for at in range(len(line) - MIN_BROKEN, -1, -1):
        if at + MIN_BROKEN > len(out):
            continue  # what follows was joined
        before, inside, after = out[at : at + MIN_BROKEN]
        is_text = not (
            before.style or before.href or after.style or after.href or inside.href or inside.image
        )
        if is_text and inside.style and _LEFT_OPEN.search(before.text) and _CLOSES.match(after.text):
            out[at : at + MIN_BROKEN] = [replace(before, text=before.text + inside.text + after.text)]
    return out


class _Cutter:
    """Cuts one line."""

    def __init__(self, *, first: bool) -> None:
        self.parts: list[Part] = []
        self.separator = "" if first else NEW_LINE
        self.gap = "" if first else " "
        self.is_tight = False
        """Whether nothing, not even a blank, is between the last part and the next."""

    def add(self, piece: Piece) -> None:
        if piece.image and not piece.href:
            if not counts(piece):
                self._put(piece.text.strip(), "badge", piece)
        elif piece.href:
            text = piece.text.strip()
            is_named = names_work(piece) and not piece.bare
            self._put(text, "link" if is_named else "role", piece)
        elif piece.style in _STYLES:
            self._put_styled(piece)
        else:
            for text, form in self._scan(piece.text):
                self._put(text, form, piece)

    def _put_styled(self, piece: Piece) -> None:
        text = piece.text.strip()
        if _BLANK.fullmatch(text):
            return
        led = _LEADING_BRACKET.fullmatch(text) if text[0] in "[【" else None
        if led and is_cited(led["cited"]):
            self._put(led["cited"], "bracketed", piece)
            text = led["title"].rstrip(" -–—")
        place = _CLOSING_PLACE.search(text) if text[-1] in ")）." else None
        if place and place.start() and _is_place(place["place"].strip("()（）")):
            self._put(text[: place.start()], _STYLES[piece.style], piece)
            self._put(place["place"], "bracketed", piece)
            return
        if (cited := _PEOPLE_PLACE.fullmatch(text)) and dates_venues.is_short_venue(cited["place"]):
            self._put(f"{cited['names']}.", _STYLES[piece.style], piece)
            self.separator, self.gap = ".", ". "
            self._put(cited["place"], _STYLES[piece.style], piece)
            return
        closing = text[-1] if text[-1] in ":：" else ""
        self._put(text.rstrip(":： ") if closing else text, _STYLES[piece.style], piece)
        if closing:
            self.separator = ":"
            self.gap = closing + " "

    def _scan(self, text: str) -> Iterator[tuple[str, str]]:
        """Yield the texts and forms of a plain text; separators are kept for the part after them."""
        text = _SPACED.sub("", text.replace("\u00a0", " "))
        text = title_text.DOCUMENT_CODE.sub(r"\g<code>. ", text) if "[" in text else text
        text = self._strip_lead(text) if self.parts else _strip_start(text)
        start = 0
        for found in _SCAN.finditer(text):
            if found["tag"]:
                yield text[start : found.start()], "text"
                yield found[0], "tag"
            elif found["quoted"] or found["bracketed"]:
                yield text[start : found.start()], "text"
                if found["bracketed"] and (cited := _CITED_PLACE.fullmatch(found[0])):
                    yield from self._cited(cited)
                elif found["bracketed"] and (placed := split_names_place(found[0][1:-1].strip())):
                    yield placed.names, "text"
                    self.separator, self.gap = ",", ", "
                    yield placed.place, "text"
                elif found["bracketed"] and (dated := _DATED_ORG.fullmatch(found[0])):
                    yield f"({dated['date']})", "bracketed"
                    yield f"({dated['org']})", "bracketed"
                else:
                    yield found[0], "quoted" if found["quoted"] else "bracketed"
                    self.is_tight = bool(found["quoted"]) and text[found.end() : found.end() + 1] == "-"
            else:
                before = text[start : found.start()]
                if found["stop"] and _is_short(before, text[found.end() :]):
                    continue
                if before.strip():
                    yield before, "text"
                self._separate(found, is_initial=bool(found["stop"] and _INITIAL.search(before)))
            start = found.end()
        yield text[start:], "text"

    def _strip_lead(self, text: str) -> str:
        """Remove brackets and a full stop that end what came before; keep the full stop as the separator."""
        text = _CLOSING_QUOTE.sub(". ", _CLOSED.sub("", text))
        if dash := _LEADING_DASH.match(text):
            if self.separator != NEW_LINE:
                self.separator, self.gap = "-", " - "
            return text[dash.end() :]
        stop = _LEADING_STOP.match(text)
        if not stop:
            return text
        if self.separator != NEW_LINE:
            self.separator, self.gap = ".", stop[0]
        return text[stop.end() :]

    def _cited(self, cited: re.Match[str]) -> Iterator[tuple[str, str]]:
        """Yield the names, the venue and the year of a citation in brackets."""
        names = f"{cited['names'][:-1]} et al." if cited["names"].endswith("+") else cited["names"]
        year = cited["year"] or str(dates_venues.full_year(cited["short"]))
        for text in (names, cited["venue"], year):
            yield text, "text"
            self.separator, self.gap = ",", ", "

    def _separate(self, found: re.Match[str], *, is_initial: bool) -> None:
        sign = next((value for value in found.groups() if value), "").strip()
        name = _SEPARATOR_NAMES.get(sign, sign) or ("  " if found["wide"] else "?")
        self.gap = ". " if is_initial else found[0]
        if self.separator != NEW_LINE:
            self.separator = "i" if is_initial else name

    def _put(self, text: str, form: str, piece: Piece) -> None:
        if form == "text":
            text = _OPEN.sub("", text).strip() if not _CLOSE.search(text) else text.strip()
            text = _STARS.sub("", text.strip("*_ "))
            if _BLANK.fullmatch(text):
                return
            if text[-1] in ":：" and dates_venues.parse_date(text[:-1]):
                text = text[:-1]
            if closing := _CLOSING_ID.search(text):
                self._put(text[: closing.start()], form, piece)
                text = closing["id"]
            elif labelled := _OPEN_LABEL.search(text):
                text = text[: labelled.start()]
            if find_identifiers(text) and is_identifier(text.rstrip(".。,， ")):
                form = "id"
        elif (form == "bracketed" and _BLANK.fullmatch(text)) or not (text or piece.href):
            return
        gap = "" if self.is_tight and not self.gap else self.gap or " "
        self.parts.append(Part(text, form, self.separator, gap, piece))
        self.separator, self.gap, self.is_tight = "", "", False


def _is_place(text: str) -> bool:
    """Whether a text at the end of a title in bold or italics is its date, or its venue and year."""
    return bool(
        dates_venues.parse_date(text)
        or dates_venues.parse_dated_venue(text)
        or dates_venues.parse_unlisted_venue(text)
    )


def _strip_start(text: str) -> str:
    text = status_marks.strip_task_word(text)
    for mark in (_TASK, _CALLOUT, _NOTE_MARK, CITED_KEY):
        text = mark.sub("", text)
    text = title_text.strip_numbering(text)
    place = _YEAR_PLACE.match(text)
    if place and dates_venues.parse_venue(place["venue"]):
        return f"{place['venue']} {place['year']} - {text[place.end() :]}"
    return text


def _is_short(before: str, after: str) -> bool:
    """Whether a full stop is that of an initial, also one of two letters (``Yu. A. Quill``), or of an abbreviation."""
    if _TWO_LETTERS.fullmatch(before):
        return bool(_LEADING_INITIAL.match(after))
    return bool(_ENDS_SHORT.search(before)) and not _may_end(before, after)


def _may_end(before: str, after: str) -> bool:
    """Whether a full stop after an initial may end a list of names: a word follows, not another initial or name."""
    return bool(_INITIAL.search(before)) and bool(
        re.match(r"[\"“*]?(?:A\s+(?=[a-z]))?[A-Z\d]?[\w\-']{2,}", after)
    )


def strip_rating(text: str) -> str:
    """Remove stars at the end of a text."""
    return _RATING.sub("", text)
