"""From the tree of a document to its items: which blocks are works, which name a group, which are prose.

    section ── heading path ──> blocks
      list item ── labelled record │ item │ group (a topic for what is below it) │ prose
      paragraph ── its lines, or the whole of it, as an item; else prose
      table row, heading, HTML block ── likewise

An item is told by its parts, wherever they stand: a text that reads like a title, links, labelled fields,
names, dates. Everything that is no item stays prose of its section; no line is lost (see ``document``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import takewhile

from readlist import links
from readlist.identifiers import Identifier, find_identifiers, parse_url
from readlist.markdown import fields, titles
from readlist.markdown.head import LINK_FIELDS, FoundLink, Head, clean
from readlist.markdown.tree import Block, Line, Piece, badges, plain
from readlist.records import Link, Record

_STRONG_FIELDS = frozenset(("title", "paper", "code", "authors", "org", "venue", "tags", "date", "abstract", "project"))
_RESOURCE_TOPIC = re.compile(r"leader-?board|榜|\bdemos?\b|datasets?|数据|資料集|\bdata\b|benchmarks?|\bmodels?\b|模型库|评测", re.IGNORECASE)
_ASIDE = re.compile(r"sponsor|licen[cs]e|contribut|acknowledg|致谢|贡献|许可|赞助|star history|contact|citation|how to cite", re.IGNORECASE)
_SENTENCE = re.compile(r"[。；！]|[.;!]\s+\S+\s+\S+|，.*，")


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a document: its record, and the lines it spans (``line`` has the title or link)."""

    record: Record
    line: int
    start: int
    end: int
    topics: tuple[str, ...]


@dataclass(slots=True)
class Section:
    """A heading with what stands below it; groups within lists make sections too."""

    topics: tuple[str, ...]
    title: str
    start: int
    end: int


@dataclass(slots=True)
class Reading:
    """All that was read of a document."""

    items: list[Item] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    title: str | None = None


@dataclass(frozen=True, slots=True)
class _Context:
    topics: tuple[str, ...] = ()
    status: str | None = None

    def below(self, name: str) -> _Context:
        return _Context((*self.topics, name), fields.heading_status(name) or self.status)

    @property
    def resources(self) -> bool:
        """Whether a link of unknown sort, listed here, is a resource rather than an article."""
        return bool(self.topics) and bool(_RESOURCE_TOPIC.search(self.topics[-1]))


def read_items(blocks: list[Block], last_line: int) -> Reading:
    """Read the blocks of a document of ``last_line`` lines."""
    reader = _Reader()
    reader.document(blocks, last_line)
    reader.reading.items.sort(key=lambda item: (item.start, item.line))
    return reader.reading


class _Reader:
    def __init__(self) -> None:
        self.reading = Reading()

    # -- sections ------------------------------------------------------------------------------------------------

    def document(self, blocks: list[Block], last_line: int) -> None:
        headings = [block for block in blocks if block.kind == "heading"]
        top = [block for block in headings if block.level == 1]
        is_title = len(top) == 1 and headings[0] is top[0] and len(headings) > 1 and not _linked_title(top[0])
        self.reading.title = heading_text(top[0]) if is_title else None
        path: list[tuple[int, _Context]] = [(0, _Context())]
        start = 0
        bounds = [*(i for i, block in enumerate(blocks) if block.kind == "heading"), len(blocks)]
        self._blocks(blocks[: bounds[0]], path[-1][1])
        if not headings or headings[0].line > 1:
            self.reading.sections.append(Section((), "", 1, headings[0].line - 1 if headings else last_line))
        for start, stop in zip(bounds, bounds[1:], strict=False):
            heading = blocks[start]
            end = blocks[stop].line - 1 if stop < len(blocks) else last_line
            while path[-1][0] >= heading.level:
                path.pop()
            context = path[-1][1]
            own = blocks[start + 1 : stop]
            if self._heading_item(heading, own, context):
                self.reading.sections.append(Section(context.topics, context.topics[-1] if context.topics else "", heading.line, end))
                path.append((heading.level, context))
                continue
            name = heading_text(heading)
            below = context if is_title and heading is top[0] else context.below(name) if name else context
            self.reading.sections.append(Section(below.topics, name, heading.line, end))
            path.append((heading.level, below))
            self._blocks(own, below)

    def _heading_item(self, heading: Block, own: list[Block], context: _Context) -> bool:
        """A heading that is itself an item: it links a work, or labelled fields of one follow at once."""
        head = Head().read(heading.lines)
        linked = head.how == "link" and bool(head.title_url)
        body = list(takewhile(_is_body, own))
        if linked and links.url_kind(head.title_url) != "paper" and any(block.kind in ("list", "table") for block in own):
            return False
        if not linked and not _fields_follow(body):
            return False
        if not linked:
            head.title = head.title or heading_text(heading)
            head.how, head.line = head.how or "plain", heading.line
        for block in body:
            if block.kind in ("paragraph", "list"):
                for line in _direct_lines(block):
                    head.read_line(line)
        self._emit(head, context, heading.line, max([heading.end, *(block.end for block in body)]), default_line=heading.line)
        self._blocks(own[len(body) :], context)
        return True

    # -- blocks --------------------------------------------------------------------------------------------------

    def _blocks(self, blocks: list[Block], context: _Context) -> None:
        groups = [context]
        i = 0
        while i < len(blocks):
            block = blocks[i]
            if block.kind == "html":
                self._html(block, groups)
            elif block.kind == "list":
                if i + 1 < len(blocks) and _links_of_last(block, blocks[i + 1]):
                    i += 1
                    _append(block, blocks[i])
                self._list(block.children, groups[-1])
            elif block.kind == "table":
                self._table(block.children, groups[-1])
            elif block.kind == "quote":
                self._blocks(block.children, groups[-1])
            elif block.kind == "paragraph":
                i += self._paragraph(blocks, i, groups)
            i += 1

    def _html(self, block: Block, groups: list[_Context]) -> None:
        for line in block.lines:
            if line[0].style == "summary" and (name := clean(plain(line))):
                groups.append(groups[-1].below(name))
                self.reading.sections.append(Section(groups[-1].topics, name, line[0].line, line[0].line))
        if any(row.kind == "row" for row in block.children):
            self._table([row for row in block.children if row.kind == "row"], groups[-1])
        lines = [line for line in block.lines if line[0].style != "summary"]
        if lines:
            self._lines(lines, groups[-1], lines[0][0].line, block.end)
        if block.closes and len(groups) > 1:
            groups.pop()

    def _paragraph(self, blocks: list[Block], at: int, groups: list[_Context]) -> int:
        """Read the paragraph at ``at``; return how many of the blocks behind it were part of it."""
        block = blocks[at]
        following = blocks[at + 1] if at + 1 < len(blocks) else None
        name = _bold_name(block)
        if name and following and following.kind in ("list", "table", "paragraph") and not _is_record(block, following):
            if following.kind == "list" or following.kind == "table":
                del groups[1:]
                groups.append(groups[0].below(name))
                self.reading.sections.append(Section(groups[-1].topics, name, block.line, block.end))
                return 0
        lines, end, used = list(block.lines), block.end, 0
        if following is not None and _continues(block, following):
            used = 1
            end = following.end
            lines += _direct_lines(following)
        self._lines(lines, groups[-1], block.line, end)
        return used

    def _lines(self, lines: list[Line], context: _Context, start: int, end: int) -> None:
        """Read running lines: each that starts an item begins one, the others go on with it or are prose."""
        runs: list[tuple[int, list[Line]]] = []
        for line in lines:
            if _starts(line) and not (runs and _open_head(runs[-1][1])):
                runs.append((line[0].line, [line]))
            elif runs and not _SENTENCE.search(plain(line)[:200]):
                runs[-1][1].append(line)
            elif runs and any(piece.href for piece in line) and len(runs) == 1:
                runs[-1][1].append(line)
        if not runs and len(lines) <= 3:
            head = Head().read(lines)
            if self._is_work(head, lines) and titles.title_score(head.title) >= 0.75:
                self._emit(head, context, start, end, default_line=start)
            return
        for number, (line_number, run) in enumerate(runs):
            last = runs[number + 1][0] - 1 if number + 1 < len(runs) else end
            head = Head().read(run)
            if self._is_work(head, run):
                self._emit(head, context, line_number, max(line_number, last), default_line=line_number)

    # -- tables --------------------------------------------------------------------------------------------------

    def _table(self, rows: list[Block], context: _Context) -> None:
        if not rows:
            return
        names = [_column(_cell_text(cell)) for cell in rows[0].children]
        has_header = sum(bool(name) for name in names) >= 1 and not any(p.href and links.is_web(p.href) for c in rows[0].children for line in c.lines for p in line)
        topic = context
        for row in rows[1:] if has_header else rows:
            cells = [(names[i] if has_header and i < len(names) else "", cell.lines) for i, cell in enumerate(row.children)]
            head = self._row(cells)
            if head.title and (head.web_links or "title" in names) and not (head.how == "plain" and not head.web_links and "title" not in names):
                self._emit(head, topic, row.line, row.end, default_line=row.line)

    def _row(self, cells: list[tuple[str, list[Line]]]) -> Head:
        head = Head()
        at = _title_cell(cells)
        if at is not None:
            head.read(cells[at][1])
            if not head.title or head.how in ("url",):
                text = clean(" ".join(plain(line) for line in cells[at][1]))
                if text and not links.is_generic(text):
                    head.title, head.how, head.line = text, "field", cells[at][1][0][0].line
            elif cells[at][0] in ("title", "paper") and head.how in ("plain", "link"):
                head.how = "field" if cells[at][0] == "paper" or head.how == "plain" else "link"
                head.seen.add(cells[at][0])
        for i, (name, lines) in enumerate(cells):
            if i == at or not lines:
                continue
            pieces = [piece for line in lines for piece in line if not piece.image or piece.href]
            text = " ".join(plain(line) for line in lines)
            if name and name not in ("title", "notes"):
                head.read_field(name, text, pieces)
            else:
                for line in lines:
                    head._rest([piece for piece in line if not piece.image or piece.href])  # noqa: SLF001
        return head

    # -- list items ----------------------------------------------------------------------------------------------

    def _list(self, items: list[Block], context: _Context) -> None:
        for item in _adopt(items):
            self._list_item(item, context)

    def _list_item(self, block: Block, context: _Context) -> None:
        paragraphs = [child for child in block.children if child.kind == "paragraph"]
        lists = [child for child in block.children if child.kind == "list"]
        if not paragraphs and not lists:
            self._blocks(block.children, context)
            return
        first = paragraphs[0] if paragraphs and block.children[0] is paragraphs[0] else None
        children = [item for child in lists for item in child.children]
        if first is None:
            self._blocks(block.children, context)
            return
        if self._record(block, first, children, context) or self._plain_item(block, first, paragraphs, children, context):
            return
        self._group(block, first, children, context)

    def _record(self, block: Block, first: Block, children: list[Block], context: _Context) -> bool:
        """A list item whose children are labelled fields of one work."""
        labelled = [(child, found) for child in children for found in [_label_of(child)] if found]
        labelled_lines = [found for line in first.lines[1:] for found in [fields.parse_label(plain(line))] if found]
        known = {found.field for _, found in labelled} | {found.field for found in labelled_lines}
        stated = {found.field for _, found in labelled if found.value} | {found.field for found in labelled_lines if found.value}
        sure = known & {"title"} or len(known & _STRONG_FIELDS) >= 2 or stated & {"paper", "authors", "venue"}
        if not sure and not (stated - {"notes"} and _is_bold(first) and all(_label_of(child) for child in children)):
            return False
        if "title" not in known and len([c for c in children if _linked_title(c)]) >= 2:
            return False
        head = Head().read(first.lines)
        name = head.title or clean(plain(first.lines[0]))
        own_link = head.how == "link"
        head.line = head.line or block.line
        for child in children:
            lines = _direct_lines(child)
            for position, line in enumerate(lines):
                if position and fields.parse_label(plain(line)) is None:
                    break
                self._child_line(head, line, child is children[0], name)
            self._nested_links(head, child)
        if "title" not in head.seen and not own_link and head.how != "field":
            self._name_from_children(head, children, name)
        elif head.how == "field" and name and titles_differ(name, head.title):
            head.label = name
        if not head.title:
            return False
        self._emit(head, context, block.line, block.end, default_line=block.line, line=block.line if head.how == "field" else None)
        return True

    def _child_line(self, head: Head, line: Line, first: bool, name: str) -> None:
        text = plain(line)
        labelled = fields.parse_label(text)
        if labelled:
            head.read_line(line)
        elif head.read_meta(text):
            pass
        elif not head.authors and fields.looks_like_authors(text):
            head.authors = fields.parse_authors(text)
        elif first and name and titles.is_mostly_cjk(name) and titles.title_score(text) >= 0.5 and "title" not in head.seen:
            head.seen.add("title")  # an English title under a Chinese headline
            head.label, head.title, head.how = name, clean(text), "field"

    def _name_from_children(self, head: Head, children: list[Block], name: str) -> None:
        if not head.title or head.how in ("local", "url"):
            head.title, head.how = name, "plain"

    def _nested_links(self, head: Head, child: Block) -> None:
        for line in _all_lines(child):
            for piece in line:
                if piece.href and links.is_web(piece.href):
                    head._add_link(piece, piece.text)  # noqa: SLF001

    def _plain_item(self, block: Block, first: Block, paragraphs: list[Block], children: list[Block], context: _Context) -> bool:
        runs = _split_paragraphs(paragraphs)
        head = Head().read(runs[0])
        metas = [child for child in children[:2] if _is_meta(child)]
        titled = [child for child in children if _linked_title(child)]
        bare = [child for child in children if _link_only(child)]
        if not self._is_item(head, first, metas, titled, bare):
            return False
        for child in metas:
            head.read_meta(plain(child.children[0].lines[0]))
        for child in bare:
            for line in _direct_lines(child):
                head.read_line(line)
        if head.how == "url" and not metas and len(children) >= 1 and head.title_url and links.url_kind(head.title_url) != "repo":
            said = clean(plain(_direct_lines(children[0])[0])) if _direct_lines(children[0]) else ""
            if 0 < len(said) <= 120 and not _SENTENCE.search(said) and not any(p.href for p in _direct_lines(children[0])[0]):
                head.title, head.how = said, "plain"
        later = [(lines[0][0].line, lines) for lines in runs[1:]]
        own_end = later[0][0] - 1 if later else block.end
        for child in children:
            if child in titled and self._own_work(child):
                self._list_item(child, context)
            elif child not in bare:
                self._nested_links(head, child)
        label = head.badges[0] if head.badges else None
        head.label = head.label or label
        self._emit(head, context, block.line, own_end, default_line=block.line)
        for number, (line_number, lines) in enumerate(later):
            end = later[number + 1][0] - 1 if number + 1 < len(later) else block.end
            more = Head().read(lines)
            self._emit(more, context, line_number, end, default_line=line_number)
        return True

    def _own_work(self, child: Block) -> bool:
        """Whether a link below an item is a work of its own rather than part of the item's notes."""
        head = Head().read(_direct_lines(child))
        return bool(head.title_url) and links.url_kind(head.title_url) in ("paper", "article", "repo") and not head.before

    def _is_item(self, head: Head, first: Block, metas: list[Block], titled: list[Block], bare: list[Block]) -> bool:
        text = plain(first.lines[0])
        if not head.title:
            return False
        if head.how in ("link", "url", "field"):
            return self._is_work(head, first.lines)
        score = titles.title_score(head.title)
        if head.how == "local":
            return not titled and (head.is_tied or bool(metas or bare) or score >= 0.75)
        if head.is_tied and not _SENTENCE.search(text if head.how == "plain" else head.title):
            return self._is_work(head, first.lines)
        if len(titled) >= 2 or (titled and score < 0.75):
            return False
        if head.how == "quoted":
            return score >= 0.4 or bool(head.authors or head.web_links or metas)
        if head.how == "citation":
            return (score >= 0.4 or bool(head.authors)) and len(head.title.split()) >= 2 and not _SENTENCE.search(head.title)
        if metas and head.title:
            return score >= 0.3 or titles.is_mostly_cjk(head.title) is False and len(head.title.split()) >= 3
        if len(bare) == 1 or (bare and any(_same_name(head.title, child) for child in bare)):
            return not fields.is_label_name(head.title)
        if bare and score >= 0.5:
            return True
        if head.authors and score >= 0.4:
            return True
        return score >= 0.8 and head.how in ("plain", "strong") and not head.prose and bool(len(head.title.split()) >= 5 or ":" in head.title)

    def _is_work(self, head: Head, lines: list[Line]) -> bool:
        """Whether what was read is a work, rather than a sentence that has a link in it or a search page."""
        if not head.title or (head.title_url and links.is_search_page(head.title_url)):
            return False
        if head.how == "url":
            return not fields.is_label_name(head.title)
        if head.how == "local":
            return bool(head.web_links)
        if head.how == "link":
            if not head.before:
                return True
            known = parse_url(head.title_url)
            return len(head.before) < 40 and not _SENTENCE.search(head.before) or bool(known and known.scheme != "github" and titles.title_score(head.title) >= 0.5)
        text = " ".join(plain(line) for line in lines[:1])
        if head.how == "plain" and _runs_on(head):
            return False
        if head.how in ("plain", "strong", "citation") and _SENTENCE.search(head.title):
            return titles.title_score(head.title) >= 0.6
        if head.how == "plain" and not head.is_tied:
            return titles.title_score(head.title) >= 0.75 and len(text) < 300
        if head.how == "plain":
            return len(head.title) <= 160 and not fields.is_label_name(head.title)
        return True

    def _group(self, block: Block, first: Block, children: list[Block], context: _Context) -> None:
        """A list item that is no work: a name for what is below it, or prose."""
        found = len(self.reading.items)
        name = _group_name(first)
        inner = context.below(name) if name else context
        for child in block.children:
            if child.kind == "list":
                self._list(child.children, inner)
            elif child is not first and child.kind in ("table", "html", "quote", "paragraph"):
                self._blocks([child], inner)
        if name and len(self.reading.items) > found:
            self.reading.sections.append(Section(inner.topics, name, block.line, block.end))
        elif name:
            self.reading.items[found:] = []

    # -- records -------------------------------------------------------------------------------------------------

    def _emit(self, head: Head, context: _Context, start: int, end: int, *, default_line: int, line: int | None = None) -> None:
        if head.title_url and links.is_search_page(head.title_url):
            return
        parts = _several(head)
        for part in parts:
            record = _to_record(part, context)
            if record.title:
                place = line or part.line or default_line
                self.reading.items.append(Item(record, min(max(place, start), end), start, end, context.topics))


def _several(head: Head) -> list[Head]:
    """Split a line that lists several works, each a link of its own with an id of its own."""
    first = parse_url(head.title_url) if head.title_url else None
    more = [(piece, found) for piece in head.more_titles if (found := parse_url(piece.href)) and found.scheme != "github"]
    if head.how != "link" or not first or first.scheme == "github" or all(found == first for _, found in more):
        return [head]
    out = [head]
    for piece, found in more:
        if found != first:
            part = Head(line=piece.line)
            part._title_link([piece], 0)  # noqa: SLF001
            out.append(part)
    moved = {piece.href for piece, found in more if found != first}
    head.links = [link for link in head.links if link.url not in moved]
    return out


def _to_record(head: Head, context: _Context) -> Record:
    ids = _ids(head)
    kind = _kind(head, ids, context)
    url = _main_url(head, ids, kind)
    label = head.label or (head.badges[0] if head.badges else None)
    title = head.title
    if head.how == "local" and head.label:
        title, label = head.title, head.label
    year = head.date.year if head.date else head.venue_year
    month = head.date.month if head.date else None
    return Record(
        kind=kind,
        title=title,
        label=label if label and titles_differ(label, title) else None,
        authors=head.authors,
        org=head.org,
        abstract=head.abstract,
        year=year,
        month=month,
        venue=head.venue,
        ids=ids,
        url=url,
        links=tuple(Link(link.url, link.role) for link in head.links),
        tags=tuple(dict.fromkeys([*head.tags, *head.badges[1:]])),
        status=head.status or context.status,
    )


def _ids(head: Head) -> tuple[Identifier, ...]:
    """The ids of the item itself: of its title's link and its paper links first, one a scheme."""
    ordered = sorted(head.web_links, key=lambda link: (link.url != head.title_url, link.role not in ("paper", "pdf"), link.line))
    found = [i for link in ordered if (i := parse_url(link.url)) and (i.scheme != "github" or link.role == "code")]
    out: dict[str, Identifier] = {}
    for identifier in [*(i for i in found if i.scheme != "github"), *head.ids]:
        out.setdefault(identifier.scheme, identifier)
    return tuple(out.values())


def _kind(head: Head, ids: tuple[Identifier, ...], context: _Context) -> str:
    web = head.web_links
    roles = {link.role for link in web}
    if ids or (head.how == "field" and ("title" in head.seen or "paper" in head.seen)):
        return "paper"
    if head.how in ("link", "url") and head.title_url:
        if roles & {"paper", "pdf"} and links.url_kind(head.title_url) != "article":
            return "paper"
        if titles.title_score(head.title) >= 0.6 and (head.authors or head.venue) and not is_article_host(head.title_url):
            return "paper"
        if head.how == "link" and links.is_written_note(head.title_url) and titles.title_score(head.title) >= 0.6:
            return "paper"  # the writer's own page about a work, called by the work's title
        return _resource_or(links.url_kind(head.title_url), head.title_url, head, context)
    if roles & {"paper", "pdf"}:
        return "paper"
    if not web:
        return "paper"
    main = next((link.url for link in web if link.role != "code"), web[0].url)
    kinds = {links.url_kind(link.url) for link in web}
    scored = titles.title_score(head.title)
    if kinds == {"repo"}:
        return "paper" if scored >= 0.6 or head.authors or head.venue else "repo"
    if roles == {"code"}:
        return "paper" if scored >= 0.6 or head.authors or head.venue else links.url_kind(main)
    if "blog" in roles:
        return "article"
    if (head.authors or head.venue) and scored >= 0.4:
        return "paper"
    return _resource_or(links.url_kind(main), main, head, context)


def is_article_host(url: str) -> bool:
    """Whether a URL lies on a site that holds articles, so that a title like a paper's is still an article."""
    return links.link_role(url) in ("blog", "video")


def _resource_or(kind: str, url: str, head: Head, context: _Context) -> str:
    if kind != "repo" and context.topics and _ASIDE.search(context.topics[-1]):
        return "resource"
    if kind == "article" and context.resources and not is_article_host(url) and not (head.how == "link" and titles.is_mostly_cjk(head.title)):
        return "resource"
    return kind


def _main_url(head: Head, ids: tuple[Identifier, ...], kind: str) -> str | None:
    web = head.web_links
    if kind == "paper":
        for wanted in (("paper", "pdf"), ("project", "blog", "other", "data", "video", "slides")):
            for link in web:
                if link.role in wanted:
                    return link.url
        if ids:
            return ids[0].url
        return web[0].url if web else None
    if head.title_url:
        return head.title_url
    if kind == "article":
        return next((link.url for link in web if link.role in ("blog", "other", "project", "slides", "video")), web[0].url if web else None)
    return web[0].url if web else None


def titles_differ(first: str, second: str) -> bool:
    """Whether two names are different but for case, width and punctuation."""
    return re.sub(r"[\W_]", "", first).casefold() != re.sub(r"[\W_]", "", second).casefold()


# -- small questions about blocks --------------------------------------------------------------------------------


def heading_text(block: Block) -> str:
    """The text of a heading without marks, links and closing colon."""
    text = " ".join(plain(line) for line in block.lines) or " ".join(b.text for line in block.lines for b in badges(line))
    text = re.sub(r"[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}", "", text)
    return re.sub(r"\s+", " ", text).strip().strip("#").strip()


def _links_of_last(block: Block, following: Block) -> bool:
    """Whether a paragraph of nothing but links behind a list has the links that the list's last item lacks."""
    if following.kind != "paragraph" or not following.lines or not block.children:
        return False
    if not all(piece.href and not _names_work(piece) for piece in following.lines[0]):
        return False
    lines = _direct_lines(block.children[-1])
    return bool(lines) and not any(piece.href and links.is_web(piece.href) for line in lines for piece in line)


def _append(block: Block, paragraph: Block) -> None:
    last = block.children[-1]
    last.children.append(paragraph)
    last.end = block.end = paragraph.end


def _is_body(block: Block) -> bool:
    """Whether a block below a heading that is an item belongs to the item: text and fields, but no list of works."""
    if block.kind == "list":
        return not any(_linked_title(item) for item in block.children)
    return block.kind in ("paragraph", "code", "quote", "rule")


def _fields_follow(body: list[Block]) -> bool:
    """Whether the first block below a heading is mostly labelled fields that tell of one work."""
    lines = _direct_lines(body[0]) if body else []
    found = [label for line in lines if (label := fields.parse_label(plain(line)))]
    stated = {label.field for label in found if label.value} & _STRONG_FIELDS
    titles_stated = sum(label.field == "title" for label in found)
    return len(found) * 2 >= len(lines) > 0 and titles_stated <= 1 and (len(stated) >= 2 or bool(stated & {"paper", "title"}))


def _direct_lines(block: Block) -> list[Line]:
    """The lines of a block itself: a paragraph's, a list item's first paragraph's, of each item of a list."""
    if block.kind == "list":
        return [line for item in _adopt(block.children) for line in _direct_lines(item)]
    if block.kind == "item":
        return block.children[0].lines if block.children and block.children[0].kind == "paragraph" else []
    return block.lines


def _all_lines(block: Block) -> list[Line]:
    out = list(block.lines)
    for child in block.children:
        out += _all_lines(child)
    return out


def _adopt(items: list[Block]) -> list[Block]:
    """Give labelled fields that stand beside their item, rather than below it, to the item before them."""
    out: list[Block] = []
    i = 0
    while i < len(items):
        item = items[i]
        stop = i + 1
        while stop < len(items) and _label_of(items[stop]):
            stop += 1
        found = [found for child in items[i + 1 : stop] if (found := _label_of(child))]
        strong = {label.field for label in found} & _STRONG_FIELDS
        if found and not _label_of(item) and ("title" in strong or len(strong) >= 2) and len(found) == len({f.value for f in found if f.value}) + sum(not f.value for f in found):
            fields_list = Block("list", items[i + 1].line, items[stop - 1].end, children=items[i + 1 : stop])
            out.append(Block("item", item.line, items[stop - 1].end, children=[*item.children, fields_list]))
            i = stop
        else:
            out.append(item)
            i += 1
    return out


def _label_of(child: Block) -> fields.Labelled | None:
    lines = _direct_lines(child)
    return fields.parse_label(plain(lines[0])) if lines else None


def _is_bold(first: Block) -> bool:
    """Whether a block is one bold text and links: with nothing but labelled fields below, they are all its own."""
    return len(first.lines) == 1 and first.lines[0][0].style == "strong" and all(
        piece.href or not piece.text.strip(" []") for piece in first.lines[0][1:]
    )


def _is_meta(child: Block) -> bool:
    lines = _direct_lines(child)
    return bool(lines) and not any(p.href for p in lines[0]) and Head().read_meta(plain(lines[0]))


def _linked_title(block: Block) -> bool:
    """Whether a block starts with a link that names a work on the web."""
    lines = _direct_lines(block)
    if not lines or fields.parse_label(plain(lines[0])) and not lines[0][0].href:
        return False
    head = Head().read(lines[:1])
    return head.how == "link" and bool(head.title_url) and not head.before


def _link_only(child: Block) -> bool:
    """Whether a list item is nothing but a link, named or not by what is behind it (``code: https://…``)."""
    lines = _direct_lines(child)
    if not lines or len(lines) > 1:
        return False
    web = [piece for piece in lines[0] if piece.href and links.is_web(piece.href)]
    text = " ".join(piece.text for piece in lines[0] if not piece.href).strip(" :：[]()-")
    return bool(web) and all(p.bare or links.is_generic(p.text) for p in web) and len(text) <= 24


def _same_name(name: str, child: Block) -> bool:
    folded = re.sub(r"[\W_]", "", name).casefold()
    return any(folded and folded in re.sub(r"[\W_]", "", piece.href).casefold() for line in _direct_lines(child) for piece in line)


def _bold_name(block: Block) -> str:
    """The name that a paragraph of nothing but bold text gives what follows it."""
    if len(block.lines) != 1 or any(piece.href or piece.style != "strong" for piece in block.lines[0] if piece.text.strip(" :：")):
        return ""
    text = plain(block.lines[0])
    return clean(text) if len(text) <= 60 else ""


def _is_record(block: Block, following: Block) -> bool:
    """Whether a bold line and what follows it are one work: fields, or links that only say what is behind them."""
    lines = _direct_lines(following)
    known = {found.field for line in lines if (found := fields.parse_label(plain(line)))}
    return len(known & _STRONG_FIELDS) >= 2 or bool(known & {"paper", "title"}) and titles.title_score(plain(block.lines[0])) >= 0.5


def _continues(block: Block, following: Block) -> bool:
    """Whether a paragraph goes on in the next block: a title without links, then its names and links."""
    head = Head().read(block.lines)
    if not head.title or head.web_links or head.how not in ("quoted", "strong", "plain", "citation"):
        return False
    if following.kind == "list":
        return head.how in ("strong", "quoted") and _is_record(block, following)
    if following.kind != "paragraph" or not following.lines:
        return False
    text = plain([p for line in following.lines for p in line if not p.href])
    has_links = any(p.href and links.is_web(p.href) and not _names_work(p) for line in following.lines for p in line)
    if not has_links or (titles.title_score(head.title) < 0.5 and head.how not in ("quoted", "strong")):
        return False
    if all(piece.href and not _names_work(piece) for line in following.lines for piece in line):
        return True
    return not _starts(following.lines[0]) and (
        len(text) < 40 or fields.looks_like_authors(re.split(r"\d{4}|[\[(]", text)[0]) or bool(fields.parse_label(text))
    )


def _names_work(piece: Piece) -> bool:
    return not piece.bare and not links.is_generic(piece.text)


def _starts(line: Line) -> bool:
    """Whether a line begins an item of running text: with a link that names a work, or a text set off like a title."""
    head = Head().read([line])
    if not head.title or head.before:
        return False
    if head.how in ("link", "url"):
        return True
    if head.how in ("quoted", "strong"):
        return titles.title_score(head.title) >= 0.5 or bool(head.web_links)
    if head.how == "field":
        return "title" in head.seen
    return bool(head.web_links) and len(head.title) <= 160 and not _SENTENCE.search(head.title) and not _runs_on(head)


def _runs_on(head: Head) -> bool:
    """Whether an English sentence goes on behind its link, so that what stands before the link is no title."""
    following = head.prose[0] if head.prose else ""
    return len(following) > 20 and following[0].islower() and titles.title_score(head.title) < 0.5 and not titles.is_mostly_cjk(head.title)


def _open_head(run: list[Line]) -> bool:
    """Whether the item that was begun still lacks its links, so that a further line of links belongs to it."""
    head = Head().read(run)
    return head.how in ("quoted", "strong", "field", "plain") and not head.web_links


def _split_paragraphs(paragraphs: list[Block]) -> list[list[Line]]:
    """The lines of a list item by the works they are of: a paragraph that starts with a set-off title begins a new one."""
    runs: list[list[Line]] = [list(paragraphs[0].lines)]
    for paragraph in paragraphs[1:]:
        before = Head().read(runs[-1])
        own = Head().read(paragraph.lines)
        if before.title and own.how in ("quoted", "strong") and own.web_links and titles.title_score(own.title) >= 0.5 and before.web_links:
            runs.append(list(paragraph.lines))
        elif not before.web_links or not before.title or (not before.authors and _names_people(paragraph)):
            runs[-1] += paragraph.lines
    return runs


def _names_people(paragraph: Block) -> bool:
    return bool(paragraph.lines) and fields.looks_like_authors(plain(paragraph.lines[0]))


def _title_cell(cells: list[tuple[str, list[Line]]]) -> int | None:
    """Which cell of a row has the title: a column called so, else the first with a link that names a work or the longest text."""
    for wanted in ("title", "paper"):
        for i, (name, lines) in enumerate(cells):
            text = " ".join(plain(line) for line in lines)
            if name == wanted and lines and not links.is_generic(text) and not find_identifiers(f"[{text}]"):
                return i
    for i, (name, lines) in enumerate(cells):
        if name in ("", "title", "label", "project", "code") and lines and any(p.href and links.is_web(p.href) and _names_work(p) for line in lines for p in line):
            return i
    texts = [(max((titles.title_score(plain(line)) for line in lines), default=0.0), -i) for i, (name, lines) in enumerate(cells) if name in ("", "label")]
    best = max(texts, default=(0.0, 0))
    if best[0] >= 0.4:
        return -best[1]
    labelled = [i for i, (name, lines) in enumerate(cells) if name == "label" and lines]
    return labelled[0] if labelled else next((i for i, (name, lines) in enumerate(cells) if not name and lines), None)


def _column(name: str) -> str:
    """The field of a table's column; a column of names or models gives the short name, not the title."""
    return "label" if re.fullmatch(r"(?i)\W*(?:name|model|method|模型|方法|名称|名稱|简称)s?\W*", name) else fields.label_field(name) or ""


def _cell_text(cell: Block) -> str:
    return " ".join(plain(line) for line in cell.lines)


def _group_name(first: Block) -> str:
    """The name that a list item gives what is below it; nothing where its text is a sentence or only a label."""
    marks = [badge.text.strip() for line in first.lines for badge in badges(line)]
    if marks:
        return marks[0]
    text = clean(plain(first.lines[0]))
    if not text or len(text) > 60 or _SENTENCE.search(text) or len(first.lines) > 1 or _is_plain_label(text):
        return ""
    return text


def _is_plain_label(text: str) -> bool:
    return fields.is_label_name(text) and fields.label_field(text) in (*LINK_FIELDS, "title", "notes")


__all__ = ["FoundLink", "Item", "Reading", "Section", "heading_text", "read_items", "titles_differ"]
