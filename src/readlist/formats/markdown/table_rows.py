"""Read table rows: find the cell with the title, and read the others by their column names."""

from __future__ import annotations

import re
from itertools import chain, repeat
from typing import TYPE_CHECKING

from readlist.formats.markdown import author_lists, dates_venues, field_labels, title_text
from readlist.formats.markdown.citation_strings import parse_citation
from readlist.formats.markdown.inline import badges, plain
from readlist.formats.markdown.item_draft import ItemDraft
from readlist.formats.markdown.line_reader import read_line, read_lines
from readlist.formats.markdown.span_predicates import clean, cut_description, is_web_link, names_work
from readlist.formats.markdown.title_text import HINTED, LIKELY
from readlist.model import url_finder
from readlist.model.identifiers import find_identifiers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from readlist.formats.markdown.block import Block
    from readlist.formats.markdown.inline import Line

    Cell = tuple[str, list[Line]]  # the field of its column, and its content

_NAME_COLUMN = re.compile(r"(?i)\W*(?:name|model|method|模型|方法|名称|名稱|简称)s?\W*")
_BOOK_COLUMN = re.compile(r"(?i)\W*(?:books?|书籍?|書籍?|书名|書名|책|도서명?)\W*")
"""The head of a column of books, which has their titles."""


_FILE = re.compile(r"[\w.()+-]+\.(?:md|markdown|pdf|ipynb|txt|docx?|bib|org|html)", re.IGNORECASE)
"""The name of a file, which is none of a work if another cell may have that."""
_RECORD_FIELDS = frozenset(("title", "paper", "authors", "venue", "date", "abstract", "code"))
_DAY = re.compile(r"(?P<year>(?:19|20)\d\d)[-./年](?:0?[1-9]|1[0-2])[-./月](?:0?[1-9]|[12]\d|3[01])日?")
_PRESENTER = re.compile(
    r"\W*(?:presenters?|presented by|presenting|speakers?|discussants?|discussion leads?|leaders?|leads?|led by|facilitators?|hosts?|moderators?|scribes?|volunteers?|students?|讲者|主讲人?|報告人|报告人|発表者|発表|担当者?|발표자?|담당자?)\W*",
    re.IGNORECASE,
)
"""The head of a column of the people at a meeting, beside which a date is that of the meeting."""
_STOP = re.compile(r"[^\W\d_]{2}\. +[A-Z]")
"""A full stop within a text, which may be that of a title or of a citation."""
_CLOSING_PLACE = re.compile(rf"\s*[(\[](?P<place>[^()\[\]]*{dates_venues.YEAR})[)\]]$")
_CLOSING_PEOPLE = re.compile(r"\s*[(（](?P<names>[^\W\d][^()（）\d]{2,120})[)）]$")
MIN_CITED = 2
"""Minimum number of titles of a table that end in names of which some are left out."""
_VALUES = re.compile(r"(?:values?|contents?|内容|值)?", re.IGNORECASE)
"""The head of a column of values."""
MIN_RECORD_FIELDS = 2
"""Minimum number of different fields in the first column of a table that describes one work."""
MIN_TITLE_WORDS = 3
"""Minimum number of words of a linked title that starts a work of its own in a cell."""
MAX_LABEL = 20
"""Maximum length of a label before a title in a cell: ``Optional:``."""
MIN_NAMED_AUTHORS = 0.7
"""Minimum share of the rows of a table that state authors, for a row with that cell empty and without a link to be no work."""
MIN_STATED = 0.5
"""Minimum share of the rows of a table that state authors, or a link, for a row that states nothing to be no work."""
MAX_FILLER_WORDS = 2
"""Maximum number of words of what stands in a timetable for a day without a work."""
MIN_ROWS = 3
"""Minimum number of rows that show that a column's titles end in a nickname."""
MIN_NAMED = 0.5
"""Minimum share of the titles of a table that end in one."""


def read_rows(rows: list[Block], cited: int = 0) -> Iterator[tuple[Block, ItemDraft]]:
    """Yield the rows of a table that list works, each with its draft; the first row may name the columns.

    ``cited``: the number of its other rows, which are references.
    """
    if not rows:
        return
    columns = _column_fields(rows[0])
    read = [
        (row, draft)
        for row in (rows[1:] if columns else rows)
        for draft in _read_row(
            [(name, cell.lines) for name, cell in zip(_endless(columns), row.children, strict=False)]
        )
    ]
    is_listed = _lists_works(columns) or ("paper" in columns and _are_titles([draft for _, draft in read]))
    works = [
        (row, draft)
        for row, draft in read
        if any(map(str.isalpha, draft.title))
        and (_has_address(draft) or is_listed or _is_cited(draft) or _is_written(draft, columns))
    ]
    named = (cited + sum(bool(draft.authors) for _, draft in works)) / max(cited + len(works), 1)
    linked = (cited + sum(map(_has_address, (draft for _, draft in works)))) / max(cited + len(works), 1)
    works = [
        (row, draft)
        for row, draft in works
        if _states_facts(draft)
        or not (named >= MIN_STATED or ("meeting" in columns and linked >= MIN_STATED and _is_short(draft)))
    ]
    if named >= MIN_NAMED_AUTHORS:
        works = [
            (row, draft)
            for row, draft in works
            if draft.authors or _has_address(draft) or "authors" in draft.seen_fields
        ]
    _take_closing_people([draft for _, draft in works])
    _take_closing_names([draft for _, draft in works])
    _take_single_names([draft for _, draft in works])
    yield from works


def read_record_table(rows: list[Block]) -> ItemDraft | None:
    """Read a table of fields and their values, which describes one work; None if the table is not one."""
    if rows and len(rows[0].children) > 1 and _VALUES.fullmatch(_text(rows[0].children[1].lines)):
        rows = rows[1:]
    pairs = [row.children for row in rows if len(row.children) == 2]
    named = [(field_labels.label_field(_text(name.lines)), value.lines) for name, value in pairs]
    known = {field for field, lines in named if field and lines}
    if (
        len(pairs) < len(rows)
        or len(known & _RECORD_FIELDS) < MIN_RECORD_FIELDS
        or 2 * len(known) < len(rows)
    ):
        return None
    draft = ItemDraft()
    for field, lines in named:
        pieces = [piece for line in lines for piece in line if not piece.image or piece.href]
        if field and pieces:
            draft.read_field(field, _text(lines), pieces)
    draft.title_form = draft.title_form or "plain"
    return draft


def _endless(columns: list[str]) -> Iterator[str]:
    return chain(columns, repeat(""))


def _has_address(draft: ItemDraft) -> bool:
    return bool(draft.web_links or draft.ids)


def _states_facts(draft: ItemDraft) -> bool:
    return bool(draft.authors or draft.venue or draft.date or _has_address(draft))


def _is_short(draft: ItemDraft) -> bool:
    """Whether a title is a word or two that do not read like one: what is done on a day without a paper."""
    return len(draft.title.split()) <= MAX_FILLER_WORDS and title_text.title_score(draft.title) < HINTED


def _lists_works(columns: list[str]) -> bool:
    """Whether the columns are those of works, so that a row without a link is one too."""
    return "title" in columns or ("paper" in columns and bool({"authors", "venue", "date"} & set(columns)))


def _are_titles(drafts: list[ItemDraft]) -> bool:
    """Whether most texts in the column of papers read like titles: no names of models, no answers."""
    likely = sum(title_text.title_score(draft.title) >= LIKELY for draft in drafts)
    return len(drafts) > 1 and likely > MIN_STATED * len(drafts)


def _is_written(draft: ItemDraft, columns: list[str]) -> bool:
    """Whether a row has a title of several words, and people in the column for these."""
    is_long = len(draft.title.split()) >= MIN_TITLE_WORDS or title_text.is_mostly_cjk(draft.title)
    return "authors" in columns and bool(draft.authors) and is_long


def _take_closing_people(drafts: list[ItemDraft]) -> None:
    """Take the names in brackets off each title if several titles of the table end in such: ``… Systems (Abadi et al.)``."""
    named = [
        (draft, found)
        for draft in drafts
        if draft.title[-1:] in (")", "）")
        and not draft.authors
        and (found := _CLOSING_PEOPLE.search(draft.title))
    ]
    if sum(_leaves_people_out(found["names"]) for _, found in named) < MIN_CITED:
        return
    for draft, found in named:
        names = found["names"]
        if (
            _leaves_people_out(names)
            or author_lists.SINGLE_FAMILY.fullmatch(names)
            or author_lists.looks_like_authors(names, least=1)
        ):
            draft.title = draft.title[: found.start()]
            draft.offer_authors(author_lists.parse_cited(names))


def _leaves_people_out(names: str) -> bool:
    return author_lists.strip_et_al(names) != names


def _take_closing_names(drafts: list[ItemDraft]) -> None:
    """Take the nickname in brackets off each title if most titles of the table end in one: ``… Models (LoRA)``."""
    if end_in_names([draft.title for draft in drafts]):
        for draft in drafts:
            draft.take_closing_name()


def _take_single_names(drafts: list[ItemDraft]) -> None:
    """Take a single name among the remarks of a work as its author, in a table whose other works have several."""
    if not any(len(draft.authors) > 1 for draft in drafts):
        return
    for draft in drafts:
        name = next((text for text in draft.prose if _is_full_name(text)), "")
        if name and not draft.authors:
            draft.prose.remove(name)
            draft.offer_authors((name,))


def _is_full_name(text: str) -> bool:
    return len(text.split()) in (2, 3) and text.istitle() and author_lists.looks_like_authors(text, least=1)


def end_in_names(titles: list[str]) -> bool:
    """Whether most of some titles end in a nickname in brackets."""
    named = sum(map(bool, map(title_text.split_closing_name, titles)))
    return len(titles) >= MIN_ROWS and named >= MIN_NAMED * len(titles)


def _column_fields(row: Block) -> list[str]:
    """Return the fields named by the cells of a table's first row, or an empty list if that row lists a work."""
    names = [_column_field(_text(cell.lines)) for cell in row.children]
    linked = any(is_web_link(piece) for cell in row.children for line in cell.lines for piece in line)
    if any(_PRESENTER.fullmatch(_text(cell.lines)) for cell in row.children):
        names = ["meeting" if name == "date" else name for name in names]
        heads = [_text(cell.lines) for cell in row.children]
        names = [
            "presenter" if _PRESENTER.fullmatch(head) else name
            for head, name in zip(heads, names, strict=True)
        ]
    return names if any(names) and not linked else []


def _read_row(cells: list[Cell]) -> list[ItemDraft]:
    """Return the works of a row: one, or one for each line of its title's cell that links a title."""
    at = _find_cited(cells)
    at = _find_title_cell(cells) if at is None else at
    if at is None:
        return [_read_work(cells, at)]
    name, own = cells[at]
    if name in ("", "label") and _leaves_title_empty(cells):
        return []
    return [
        _read_work([*cells[:at], (name, lines), *cells[at + 1 :]], at) for lines in _split_works(own) or [own]
    ]


def _leaves_title_empty(cells: list[Cell]) -> bool:
    """Whether the columns for titles of a row are empty, and nothing in it links or reads like one: a free day."""
    titles = [lines for name, lines in cells if name in ("title", "paper")]
    stated = [piece for _, lines in cells for line in lines for piece in line]
    return (
        bool(titles)
        and not any(_text(lines).strip("-–—/[]() ") for lines in titles)
        and not any(map(is_web_link, stated))
        and _find_likely_title(cells) is None
    )


def _split_works(lines: list[Line]) -> list[list[Line]]:
    """Split the lines of a cell where a line starts with a linked title, or with a short label before one."""
    if _cites_works(lines):
        return [[line] for line in lines]
    if len(lines) == 1:
        return [[line] for line in _split_links(lines[0])]
    if len(lines) > 1 and not any(piece.href for piece in lines[0]) and _is_led_by_names(lines[1]):
        lines = lines[1:]  # the topic of the works
    works: list[list[Line]] = []
    for line in lines:
        if not works or _starts_work(line):
            works.append([line])
        else:
            works[-1].append(line)
    if works and all(_starts_work(lines[0]) for lines in works):
        return works
    return [[line] for line in lines] if len(lines) > 1 and all(map(_is_linked_title, lines)) else [lines]


def _is_linked_title(line: Line) -> bool:
    """Whether a line is a title of several words, without markup, and then the links of the work: ``A title [pdf]``."""
    text, *links = line
    papers = [piece for piece in links if is_web_link(piece)]
    is_plain = not text.href and len(text.text.split()) >= MIN_TITLE_WORDS
    return is_plain and bool(papers) and title_text.title_score(text.text.strip(" [(")) >= HINTED


def _split_links(line: Line) -> list[Line]:
    """Split a line that is nothing but linked titles, with only signs between them."""
    titles = [piece for piece in line if piece.href]
    others = "".join(piece.text for piece in line if not piece.href)
    are_titles = all(
        is_web_link(piece) and len(piece.text.split()) >= MIN_TITLE_WORDS and piece.text[:1] not in "(["
        for piece in titles
    )
    is_list = len(titles) > 1 and are_titles and len({piece.href for piece in titles}) == len(titles)
    return [[piece] for piece in titles] if is_list and not re.search(r"[^\W\d_]{4}|\d", others) else [line]


def _find_cited(cells: list[Cell]) -> int | None:
    """Return the index of the cell whose lines are all citations of works."""
    return next((at for at, (_, lines) in enumerate(cells) if len(lines) > 1 and _cites_works(lines)), None)


def _cites_works(lines: list[Line]) -> bool:
    """Whether each of several lines cites a work: names, a year and a title."""
    return len(lines) > 1 and all(
        (found := parse_citation(plain(line))) and found.authors and found.year for line in lines
    )


def _is_cited(draft: ItemDraft) -> bool:
    """Whether a work without an address is cited with its authors and the year."""
    return draft.title_form in ("citation", "quoted") and bool(draft.authors and draft.date)


def _starts_work(line: Line) -> bool:
    named = next((at for at, piece in enumerate(line) if is_web_link(piece) and names_work(piece)), None)
    if named is None or len(line[named].text.split()) < MIN_TITLE_WORDS:
        return False
    before = plain(line[:named])
    return (
        not before
        or _is_led_by_names(line)
        or (len(before) <= MAX_LABEL and before.endswith((":", "：", "-", "•")))
    )


def _is_led_by_names(line: Line) -> bool:
    """Whether a line is names and, after them, a linked title."""
    named = next((at for at, piece in enumerate(line) if is_web_link(piece) and names_work(piece)), 0)
    names = plain(line[:named]).strip(" ,.:")
    return bool(names) and author_lists.looks_like_authors(names, least=1)


def _read_work(cells: list[Cell], at: int | None) -> ItemDraft:
    draft = ItemDraft()
    if at is not None and not _read_whole_title(draft, cells, at):
        _read_title(draft, *cells[at])
    for name, lines in (cell for i, cell in enumerate(cells) if i != at and cell[1]):
        pieces = [piece for line in lines for piece in line if not piece.image or piece.href]
        if name in ("", "title", "notes"):
            draft.read_rest(pieces)
        elif name in ("meeting", "presenter"):
            draft.prose.append(_text(lines))
        elif name == "date" and _is_later_day(_text(lines), draft):
            draft.prose.append(_text(lines))  # the day of a meeting
        else:
            draft.read_field(name, _text(lines) or _badge_text(lines), pieces)
    return draft


def _is_later_day(text: str, draft: ItemDraft) -> bool:
    """Whether a text is a day of a year after that which the title's cell states with a venue."""
    day = _DAY.fullmatch(text.strip())
    return bool(day and draft.venue_year and int(day["year"]) > draft.venue_year)


def _read_whole_title(draft: ItemDraft, cells: list[Cell], at: int) -> bool:
    """Read a cell of plain text with a full stop within it as a title, where its column or that of the authors says so.

    A citation in a column of titles is not one, nor is a venue with its year in brackets at the end.
    """
    name, lines = cells[at]
    has_people = any(column == "authors" and lines for column, lines in cells)
    is_plain = len(lines) == 1 and all(piece.style in ("", "em") and not piece.href for piece in lines[0])
    if not is_plain or not (name == "title" or (name == "paper" and has_people)):
        return False
    text = _text(lines)
    found = parse_citation(text)
    if not _STOP.search(text) or not (has_people or (found and not found.authors)):
        return False
    place = _CLOSING_PLACE.search(text)
    draft.set_title(clean(text[: place.start()] if place else text), "field", lines[0][0].line)
    draft.seen_fields.add(name)
    if place:
        draft.read_text(place["place"])
    return True


def _read_title(draft: ItemDraft, name: str, lines: list[Line]) -> None:
    read_lines([cut_description(lines[0]), *lines[1:]], draft)
    is_titled = name in ("title", "paper") and len(lines) > 1 and not draft.title
    own = lines[:1] if is_titled else lines
    text = clean(_text([cut_description(own[0]), *own[1:]]))
    if (not draft.title or draft.title_form == "url") and not url_finder.is_generic(text):
        place = _CLOSING_PLACE.search(text) if name == "title" and draft.date else None
        text = clean(text[: place.start()]) if place else text
        draft.title, draft.title_form, draft.line = text, "field", lines[0][0].line
        draft.authors = ()  # the title may look like names
        for line in lines[len(own) :]:
            read_line(draft, line)
    elif name in ("title", "paper") and draft.title_form in ("plain", "link"):
        draft.title_form = "field" if name == "paper" or draft.title_form == "plain" else "link"
        draft.seen_fields.add(name)


def _find_title_cell(cells: list[Cell]) -> int | None:
    """Return the index of the cell with the title.

    Tried in this order: a column for titles, the first link that names a work, the text with the highest title score,
    a name.
    """
    for find in (_find_titled, _find_linked, _find_likely_title, _find_named):
        if (at := find(cells)) is not None:
            return at
    return None


def _find_titled(cells: list[Cell]) -> int | None:
    for wanted in ("title", "paper"):
        for at, cell in enumerate(cells):
            if _holds_title(cell, wanted):
                return at
    return None


def _find_linked(cells: list[Cell]) -> int | None:
    return next((at for at, cell in enumerate(cells) if _links_work(cell)), None)


def _find_likely_title(cells: list[Cell]) -> int | None:
    """Find the text with the highest title score in the columns that may have titles."""
    scores = {
        at: title_text.title_score(_text(lines))
        for at, (name, lines) in enumerate(cells)
        if name in ("", "label")
    }
    best = max(scores, key=scores.__getitem__, default=0)
    return best if scores.get(best, 0) >= HINTED else None


def _find_named(cells: list[Cell]) -> int | None:
    for wanted in ("label", ""):
        for at, cell in enumerate(cells):
            if _holds_name(cell, wanted):
                return at
    return None


def _holds_title(cell: Cell, column: str) -> bool:
    """Whether a cell is in this column and has more than an ID or a generic link word."""
    name, lines = cell
    if name != column or not lines:
        return False
    text = _text(lines)
    return not url_finder.is_generic(text) and not find_identifiers(f"[{text}]")


def _links_work(cell: Cell) -> bool:
    """Whether a cell has a link that names a work, in a column that may have titles."""
    name, lines = cell
    may_have = name in ("", "title", "label", "project", "code", "data") or any(map(_is_led_by_names, lines))
    return may_have and any(is_web_link(p) and names_work(p) for line in lines for p in line)


def _holds_name(cell: Cell, column: str) -> bool:
    name, lines = cell
    if name != column:
        return False
    text = _text(lines)
    return (
        bool(re.search(r"[^\W\d]", text)) and not dates_venues.parse_date(text) and not _FILE.fullmatch(text)
    )


def _column_field(name: str) -> str:
    """Return the field of a column; a column of names or models has the label, not the title."""
    if _BOOK_COLUMN.fullmatch(name):
        return "title"
    return "label" if _NAME_COLUMN.fullmatch(name) else field_labels.label_field(name) or ""


def _badge_text(lines: list[Line]) -> str:
    return " ".join(badge.text.strip() for line in lines for badge in badges(line))


def _text(lines: list[Line]) -> str:
    return " ".join(plain(line) for line in lines)
