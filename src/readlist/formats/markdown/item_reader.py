"""Read the items of a document from its tree: which blocks are works, which name a group, which are prose.

    section ── heading path ──> blocks
      list item ── labelled record │ item │ group (a topic for what is below it) │ prose
      paragraph ── one item per run of lines, or one for all of them; else prose
      table row, heading, HTML block ── likewise

An item is recognised by its parts, wherever they are: text that reads like a title, links, labelled fields, names,
dates. Everything else is prose of its section; no line is lost (see ``note_reader``).
"""

from __future__ import annotations

import re
from collections import deque
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from readlist.formats.markdown import dates_venues, title_text
from readlist.formats.markdown.bare_names import find_names, read_name
from readlist.formats.markdown.block import RUN_IN, Block
from readlist.formats.markdown.block_predicates import (
    append,
    bold_name,
    cites_work,
    direct_lines,
    fields_follow,
    group_name,
    has_links,
    heading_text,
    is_body,
    is_labelled_record,
    links_of_last,
    nest_fields,
    own_papers,
    records_of,
    short_text,
    states_title,
)
from readlist.formats.markdown.heading_items import (
    CONTENTS,
    METADATA,
    document_title,
    is_contents,
    lists_links,
    names_links,
    names_meeting,
    names_metadata,
    names_writer,
    read_cited,
    read_whole,
    section_title,
    take_cited,
    titled,
)
from readlist.formats.markdown.inline import plain
from readlist.formats.markdown.item_boundaries import (
    begins_work,
    continues_below,
    names_again,
    names_group,
    opens_group,
    opens_in_bold,
    opens_in_quotes,
    pairs_works,
    spans,
    split_pair,
    split_paragraphs,
    split_runs,
)
from readlist.formats.markdown.item_classifier import (
    MIN_BARE_WORDS,
    introduces,
    is_item,
    is_separate_work,
    is_work,
    links_own_note,
    lists_works,
    may_be_bare_title,
    sort_children,
)
from readlist.formats.markdown.item_draft import ItemDraft
from readlist.formats.markdown.line_reader import read_lines
from readlist.formats.markdown.nested_fields import read_below, read_body, read_field_lines, read_nested_links
from readlist.formats.markdown.reading import Reading, ReadItem, Section
from readlist.formats.markdown.record_builder import Context, split_works, titles_differ, to_record
from readlist.formats.markdown.span_predicates import clean
from readlist.formats.markdown.table_rows import end_in_names, read_record_table, read_rows
from readlist.formats.markdown.title_text import SURE
from readlist.model import urls

if TYPE_CHECKING:
    from readlist.formats.markdown.inline import Line
    from readlist.formats.markdown.pattern_reader import PatternItems


_END = Block("end", 0, 0)
"""Sentinel after the last block."""
_UNFOLD = re.compile(
    r"\W*(?:(?:show|see|read|view|click(?: here)?(?: to)?|expand|unfold|more|details?|full list|and|the|for|to|list|all)\W*)+"
    r"|\W*(?:点击|點擊)?(?:展开|展開|查看|更多|详情|詳情|详细|收起|折叠)+\W*",
    re.IGNORECASE,
)
"""The summary of a part of a page that only says that it can be unfolded."""
MIN_WORKS, MIN_SIBLINGS = 4, 3
"""Minimum number of works in a list in which a plain title is one too, and of these for each plain title."""
_STARTS = re.compile(r"\s*(?:\[[ xX]\]\s)?(?P<sign>[\"“]|\[\[)")
_NOTE_FILE = re.compile(r"\.(?:md|markdown|pdf|org)$", re.IGNORECASE)
MIN_VENUES = 2
"""Minimum number of groups of a list that are named by a known venue and its year, for the others to be venues too."""
MIN_PUBLISHED_WORDS = 2
"""Minimum number of words of a plain title below a venue and its year."""
MIN_BARE_WORKS = 6
"""Minimum number of works in short lists without links that say what their plain titles are."""
MIN_NAMED_WORDS = 2
"""Minimum number of words of a title behind a short name in code marks."""
MAX_TITLE_LINES = 3
"""Maximum number of lines of a paragraph without links that may be only a title."""


def read_items(blocks: list[Block], last_line: int, patterns: PatternItems | None = None) -> Reading:
    """Read the blocks of a document that has ``last_line`` lines; ``patterns`` has the items read by patterns."""
    reader = _Reader(patterns or {})
    reader.document(blocks, last_line)
    reader.settle_doubts()
    reader.reading.items.sort(key=lambda item: (item.start, item.line))
    return reader.reading


def _take_code_name(draft: ItemDraft, line: Line) -> None:
    """Take a name in code marks off the title of a record, of which it is the first word."""
    name, rest = clean(line[0].text), clean(" ".join(piece.text for piece in line[1:]))
    if line[0].style == "code" and len(rest.split()) >= MIN_NAMED_WORDS and draft.title == f"{name} {rest}":
        draft.offer_label(name)
        draft.title = rest


class _Reader:
    def __init__(self, patterns: PatternItems) -> None:
        self.reading = Reading()
        self.patterns = patterns
        self.bare_works = 0
        """The number of works in the lists without links that are too short to say what their plain titles are."""
        self.doubtful: list[tuple[Block, Context]] = []
        """The plain titles of these lists."""
        self.among_venues = False
        """Whether most groups of the present list are named by a venue and its year."""
        self.ends_in_name = False
        """Whether the titles of the records of the present list end in a nickname."""
        self.named: set[int] = set()
        """The identities of list items that are each only the name of a work."""
        self.is_introduction = False
        """Whether the present section is that of the document's title, whose plain paragraphs introduce the list."""

    # -- sections ------------------------------------------------------------------------------------------------

    def document(self, blocks: list[Block], last_line: int) -> None:
        """Read all blocks, section by section."""
        places = [place for place, block in enumerate(blocks) if block.kind == "heading"]
        headings = [blocks[place] for place in places]
        title = document_title(headings)
        self.reading.title = heading_text(title) if title else None
        bounds = [*places, len(blocks)]
        lines = [*(heading.line for heading in headings), last_line + 1]
        if lines[0] > 1:
            self._section(Context(), "", 1, lines[0] - 1)
        self.is_introduction = bool(headings)
        self._blocks(blocks[: bounds[0]], Context())
        self.is_introduction = False
        path: list[tuple[int, Context]] = [(0, Context())]
        for heading, (place, stop), following in zip(headings, pairwise(bounds), lines[1:], strict=True):
            while path[-1][0] >= heading.level:
                path.pop()
            above, own = path[-1][1], blocks[place + 1 : stop]
            if heading.level != RUN_IN and self._heading_item(heading, own, above):
                self._section(above, above.name, heading.line, following - 1)
                path.append((heading.level, above))
            else:
                is_outer = heading is title or (
                    CONTENTS.fullmatch(heading_text(heading)) and is_contents(own)
                )
                inner = above if is_outer else above.below(heading_text(heading))
                self._section(inner, heading_text(heading), heading.line, following - 1)
                path.append((heading.level, inner))
                self.is_introduction = heading is title or (
                    heading is headings[0] and _heads_list(heading, own)
                )
                self._blocks(own, inner)
                self.is_introduction = False

    def _section(self, context: Context, title: str, start: int, end: int) -> None:
        self.reading.sections.append(Section(context.topics, title, start, end))

    def _heading_item(self, heading: Block, own: list[Block], context: Context) -> bool:
        """Read a heading that is itself an item: it links to a work, or labelled fields of one work follow it."""
        is_named = names_metadata(own)
        own = own[1:] if is_named else own
        if taken := self._by_pattern(heading, context):
            self._blocks(own[taken - 1 :], context)
            return True
        draft, cited = read_lines(heading.lines), None
        first = own[:1]
        has_fields = (is_named or fields_follow(first)) and _is_body(first[0])
        if draft.title_form == "link" and draft.title_url:
            if urls.url_kind(draft.title_url) != "paper" and (lists_links(own) or names_writer(draft)):
                return False
        elif dates_venues.parse_date(heading_text(heading)) or (has_fields and names_meeting(heading, first)):
            if not has_fields or first[0].kind != "list":
                return False
            draft, context = ItemDraft(), context.below(heading_text(heading))
        elif has_fields:
            draft = read_whole(heading, draft)
            draft.title = self._described(heading, first) or draft.title
            draft.line = heading.line
        elif any(id(block) in self.patterns for block in first):
            return False  # a work by itself
        elif ((cited := read_cited(own)) or names_links(heading, own)) and _is_body(first[0]):
            draft = titled(clean(section_title(heading)), "strong")
            draft.line = heading.line
        else:
            return False
        body = list(takewhile(_is_body, own))
        read_body(draft, body[1:] if take_cited(draft, body, cited) else body, has_fields=has_fields)
        if not draft.title:
            return False
        self._emit(draft, context, heading.line, max(block.end for block in [heading, *body]))
        self._blocks(own[len(body) :], context)
        return True

    def _described(self, heading: Block, body: list[Block]) -> str:
        """Return the title of the document if the heading names a section of fields of the work that it is about."""
        is_section = title_text.title_score(heading_text(heading)) == 0 and not states_title(body)
        return self.reading.title or "" if is_section and METADATA.fullmatch(heading_text(heading)) else ""

    # -- blocks --------------------------------------------------------------------------------------------------

    def _blocks(self, blocks: list[Block], context: Context) -> None:
        """Read the blocks of one section; ``groups`` is the stack of groups opened by names instead of headings."""
        groups = [context]
        waiting = deque(blocks)
        while waiting:
            block = waiting.popleft()
            following = waiting[0] if waiting else _END
            if taken := self._by_pattern(block, groups[-1]):
                for _ in range(taken - 1):
                    waiting.popleft()
            elif block.kind == "html":
                self._html(block, groups)
            elif block.kind == "list":
                if links_of_last(block, following):
                    append(block, waiting.popleft())
                self._list(block.children, groups[-1])
            elif block.kind == "table":
                self._table(block.children, groups[-1])
            elif block.kind == "quote":
                self._blocks(block.children, groups[-1])
            elif block.kind == "paragraph" and self._paragraph(block, following, groups):
                waiting.popleft()

    def _paragraph(self, block: Block, following: Block, groups: list[Context]) -> bool:
        """Read a paragraph; return True if the next block continues the same item and was read with it."""
        if _is_page_of(block, following):
            return False
        if opens_group(block, following):
            groups[1:] = [groups[0].below(bold_name(block))]
            self._section(groups[-1], groups[-1].name, block.line, block.end)
            return False
        if continues_below(block, following):
            lines = [*block.lines, *direct_lines(following)]
            has_fields = following.kind == "list"
            self._lines(lines, groups[-1], block.line, following.end, opens=True, has_fields=has_fields)
            return True
        self._lines(block.lines, groups[-1], block.line, block.end)
        return False

    def _html(self, block: Block, groups: list[Context]) -> None:
        for line in block.lines:
            if line[0].style == "summary" and (name := clean(plain(line))):
                groups.append(groups[-1] if _UNFOLD.fullmatch(name) else groups[-1].below(name))
                self._section(groups[-1], name, line[0].line, line[0].line)
        self._table([row for row in block.children if row.kind == "row"], groups[-1])
        if lines := [line for line in block.lines if line[0].style != "summary"]:
            self._lines(lines, groups[-1], lines[0][0].line, block.end)
        if block.closes and len(groups) > 1:
            groups.pop()

    def _lines(
        self,
        lines: list[Line],
        context: Context,
        start: int,
        end: int,
        *,
        opens: bool = False,
        has_fields: bool = False,
    ) -> None:
        """Read running lines: a line that starts an item opens one, the others continue it or are prose.

        With ``opens`` the first line is known to start one, with ``has_fields`` the others to be its fields.
        """
        runs = split_runs(lines, opens=opens or opens_in_bold(lines))
        if not runs and len(lines) <= MAX_TITLE_LINES:
            draft = read_lines(lines)
            is_title = (
                title_text.title_score(draft.title) >= SURE or opens_in_quotes(draft, lines)
            ) and not self.is_introduction
            if (is_work(draft, lines) and is_title) or links_own_note(draft, lines):
                self._emit(draft, context, start, end)
        runs = [[*part] for run in runs for part in split_pair(run)]
        for run, span in zip(runs, spans([run[0][0].line for run in runs], end), strict=True):
            draft = read_lines(run)
            is_prose = self.is_introduction and not has_fields and introduces(draft, run)
            if is_work(draft, run) and not is_prose:
                self._emit(draft, context, *span)

    def _table(self, rows: list[Block], context: Context) -> None:
        if record := read_record_table(rows):
            record.title = record.title or self.reading.title or context.name
            self._emit(record, context, rows[0].line, rows[-1].end)
            return
        left = [row for row in rows if not self._by_pattern(row, context)]
        for row, draft in read_rows(left, cited=len(rows) - len(left)):
            self._emit(draft, context, row.line, row.end)

    # -- list items ----------------------------------------------------------------------------------------------

    def _list(self, items: list[Block], context: Context) -> None:
        items = nest_fields(items)
        self.named |= set(map(id, find_names(items)))
        above = self.ends_in_name, self.among_venues
        self.ends_in_name, self.among_venues = end_in_names(records_of(items)), _are_venues(items)
        self._siblings(items, context)
        self.ends_in_name, self.among_venues = above

    def _siblings(self, items: list[Block], context: Context) -> None:
        """Read the items of a list; where nearly all are works, a plain title among them is one too."""
        plain_titles, works = [], 0
        for item in items:
            found = len(self.reading.items)
            self._list_item(item, context)
            works += [read.record.kind for read in self.reading.items[found:]] == ["paper"]
            is_short = context.venue or _open_alike([item])
            least = MIN_PUBLISHED_WORDS if is_short else MIN_BARE_WORDS
            if len(self.reading.items) == found and may_be_bare_title(item, least):
                plain_titles.append(item)
        are_alike = works >= len(plain_titles) and _open_alike(items)
        is_list = are_alike or (works >= MIN_SIBLINGS * len(plain_titles) and works >= MIN_WORKS)
        titles = [(item, context) for item in plain_titles]
        is_bare = works > 0 and not any(map(has_links, items))
        self.bare_works += works if is_bare else 0
        if is_list or context.venue:
            self._add_titles(titles)
        elif is_bare:
            self.doubtful += titles

    def _add_titles(self, titles: list[tuple[Block, Context]]) -> None:
        for item, context in titles:
            self._emit(read_lines(item.children[0].lines), context, item.line, item.end)

    def settle_doubts(self) -> None:
        """Add the plain titles of short lists without links if nearly all items of such lists are works."""
        if self.bare_works >= max(MIN_BARE_WORKS, MIN_SIBLINGS * len(self.doubtful)):
            self._add_titles(self.doubtful)

    def _by_pattern(self, block: Block, context: Context) -> int:
        """Add the items that the pattern of a list found in a block; return the number of blocks they take."""
        items = self.patterns.get(id(block), [])
        for item in items:
            self._emit(item.draft, context, item.start, item.end)
        return items[0].blocks if items else 0

    def _list_item(self, block: Block, context: Context) -> None:
        if self._by_pattern(block, context):
            return
        first = block.children[0] if block.children else None
        if first is None or first.kind != "paragraph":
            self._blocks(block.children, context)
            return
        children = [item for child in block.children if child.kind == "list" for item in child.children]
        if id(block) in self.named:
            draft = read_name(block)
            read_below(draft, sort_children(children), children)
            self._emit(draft, context, block.line, block.end)
        elif not (
            self._record(block, first, children, context) or self._plain_item(block, children, context)
        ):
            self._group(block, first, context)

    def _record(self, block: Block, first: Block, children: list[Block], context: Context) -> bool:
        """Read a list item whose children, or further lines, are labelled fields of one work."""
        if not is_labelled_record(first, children):
            return False
        draft = read_lines(first.lines)
        name = draft.title or clean(" ".join(map(plain, first.lines[:1])))
        is_linked = draft.title_form == "link"
        draft.line = draft.line or block.line
        for child in children:
            read_field_lines(draft, child, name if child is children[0] else "")
            read_nested_links(draft, child)
        if draft.title_form == "field":
            draft.line = block.line
            if name and titles_differ(name, draft.title):
                draft.label = name
        elif not is_linked and draft.title_form in ("", "local", "url"):
            draft.title, draft.title_form = name, "plain"
        if self.ends_in_name or title_text.repeats_name(draft.title):
            draft.take_closing_name()
        _take_code_name(draft, first.lines[0])
        if draft.title:
            self._emit(draft, context, block.line, block.end)
        return bool(draft.title)

    def _plain_item(self, block: Block, children: list[Block], context: Context) -> bool:
        """Read a list item with its title and links in its own lines, and dates, links and notes below."""
        paragraphs = [
            child
            for child in block.children
            if child.kind == "paragraph" or (child.kind == "html" and child.lines and not child.children)
        ]
        if names_group(paragraphs):
            return False
        first, *later = split_paragraphs(paragraphs)
        if len(first) == 1 and len(both := pairs_works(first[0])) > 1:
            first, later = both[:1], [both[1:], *later]
        draft = read_lines(first)
        papers = own_papers(children)
        below = sort_children([child for child in children if child not in papers])
        if not is_item(draft, first, below):
            return False
        own = [
            child for child in below.titled if is_separate_work(child) and not names_again(draft.title, child)
        ]
        own += [
            child
            for child in children
            if child not in below.titled and (lists_works(child) or cites_work(child) or child in papers)
        ]
        read_below(draft, below, [child for child in children if child not in own])
        if children and not below.metas:
            _use_short_text(draft, children[0])
        if names := draft.name_badges():
            draft.offer_label(names[0])
            draft.line = block.line  # the badge is its name and comes first
        first_lines = [block.line, *(lines[0][0].line for lines in later)]
        for part, span in zip([draft, *map(read_lines, later)], spans(first_lines, block.end), strict=True):
            self._emit(part, context, *span)
        for child in sorted(own, key=lambda child: child.line):
            self._list_item(child, context)
        return True

    def _group(self, block: Block, first: Block, context: Context) -> None:
        """Read a list item that is not a work: the name of a group of works below it, or prose."""
        found = len(self.reading.items)
        name = group_name(first)
        inner = context.below(name, is_venue=self.among_venues) if name else context
        for child in block.children:
            if child.kind == "list":
                self._list(child.children, inner)
            elif child is not first:
                self._blocks([child], inner)
        if name and len(self.reading.items) > found:
            self.reading.sections.append(Section(inner.topics, name, block.line, block.end, is_item=True))

    def _emit(self, draft: ItemDraft, context: Context, start: int, end: int) -> None:
        """Add a draft as an item of lines ``start`` to ``end``, or as several if a line lists several works."""
        if draft.title_url and urls.is_search_page(draft.title_url):
            return
        for part in split_works(draft):
            line = min(max(part.line or start, start), end)
            record = to_record(part, context)
            self.reading.items.append(ReadItem(record, line, start, end, context.topics, part.name))


def _open_alike(items: list[Block]) -> bool:
    """Whether all items begin with a quoted text, or all with a link to a note or to a file."""
    signs = {_opening_sign(item) for item in items}
    return len(signs) == 1 and "" not in signs


def _opening_sign(item: Block) -> str:
    """Return the sign of the text or link that a list item begins with; an empty string for any other."""
    line = next(iter(direct_lines(item)), [])
    if line and line[0].href and not urls.is_web(line[0].href) and _NOTE_FILE.search(line[0].href):
        return "file"
    found = _STARTS.match(plain(line))
    return found["sign"] if found else ""


def _heads_list(heading: Block, own: list[Block]) -> bool:
    """Whether a heading of the first level has a list of several items below it, which the text between introduces."""
    return heading.level == 1 and any(block.kind == "list" and len(block.children) > 1 for block in own)


def _is_page_of(block: Block, following: Block) -> bool:
    """Whether a paragraph is only the address of a page, no paper's, that the list after it was taken from."""
    pieces = [piece for line in block.lines for piece in line]
    is_address = len(pieces) == 1 and pieces[0].bare and urls.url_kind(pieces[0].href) != "paper"
    return is_address and following.kind == "list" and len(following.children) > 1


def _are_venues(items: list[Block]) -> bool:
    """Whether at least half of the groups of a list, and two of them, are named by a venue and its year."""
    names = [plain(lines[0]) for item in items if len(item.children) > 1 and (lines := direct_lines(item))]
    known = sum(dates_venues.parse_dated_venue(name) is not None for name in names)
    is_enough = 2 * known >= len(names) or all(map(dates_venues.parse_meeting, names))
    return known >= MIN_VENUES and is_enough


def _is_body(block: Block) -> bool:
    """Whether a block below a heading that is an item belongs to that item."""
    return is_body(block) and not begins_work(block)


def _use_short_text(draft: ItemDraft, child: Block) -> None:
    """Use the short text below an item that is only a URL as its title."""
    if draft.title_form == "url" and urls.url_kind(draft.title_url) != "repo":
        draft.title = short_text(child) or draft.title
