"""Build the record of an item from its draft: the kind of work, its IDs, its main link.

ItemDraft, Context ── to_record ──> Record
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from readlist.formats.markdown import author_lists, dates_venues, status_marks, title_text
from readlist.formats.markdown.item_draft import ItemDraft
from readlist.formats.markdown.title_finder import read_title_link
from readlist.formats.markdown.title_text import HINTED, LIKELY
from readlist.model import urls
from readlist.model.identifiers import Identifier, parse_url
from readlist.model.record import Link, Record
from readlist.util.lazy_regex import lazy_pattern

if TYPE_CHECKING:
    from readlist.formats.markdown.draft_values import FoundLink
    from readlist.formats.markdown.inline import Piece

_RESOURCE_TOPIC = re.compile(
    r"leader-?board|榜|\bdemos?\b|datasets?|数据|資料集|\bdata\b|benchmarks?|\bmodels?\b|模型库|评测",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"sponsor|licen[cs]e|contribut|acknowledg|致谢|贡献|许可|赞助|star history|contact|citation|how to cite",
    re.IGNORECASE,
)


MIN_LATER = 2
"""Minimum number of years from the venue's to a date with its month, for the date to be that of the note."""
MIN_PUBLISHED_WORDS = 3
"""Minimum number of words of a title that is a paper's because a venue and its year are stated."""
_CITED = lazy_pattern(
    r"(?P<names>[A-ZÀ-Ž][\w'’-]+(?:(?:,\s[A-ZÀ-Ž][\w'’-]+)*,?\s(?:&|and|et)\s[A-ZÀ-Ž][\w'’-]+|\set\sal\.?))"
    rf"(?:,?\s\(?(?P<year>{dates_venues.YEAR})\)?)?(?:\s\([^()]*\))?"
)
"""Family names, perhaps with a year, as the name of a work: ``Diehl & Stroebe, 1987``."""
MIN_CAPITALS = 2
"""Minimum number of capitals of a topic that is a venue without a year."""
_CLOSING_ACRONYM = re.compile(r"\s*[(（](?P<acronym>[A-Z][\w&@.-]*)[)）]\s*$")
_CLOSING_KIND = re.compile(r"\s(?:Symposium|Conference|Workshop)$")
"""What may follow the short name of a venue."""
_YEAR_NAME = re.compile(rf"\W*({dates_venues.YEAR})\s?年?\W*")
_MAIN_ROLES = {
    "paper": (("paper", "pdf"), ("project", "blog", "other", "data", "video", "slides")),
    "article": (("blog", "other", "project", "slides", "video"),),
}
"""Link roles eligible as the main link of each kind, by preference."""


@dataclass(frozen=True, slots=True)
class Context:
    """The context of an item: the topics above it, and the status that they set."""

    topics: tuple[str, ...] = ()
    status: str | None = None
    is_venue: bool = False
    """Whether the innermost topic is a venue, as the topics next to it are."""

    def below(self, name: str, *, is_venue: bool = False) -> Context:
        """Return the context within a group or heading of this name; ``self`` if the name is empty."""
        if not name:
            return self
        return Context((*self.topics, name), status_marks.heading_status(name) or self.status, is_venue)

    @property
    def name(self) -> str:
        """The innermost topic, or an empty string."""
        return self.topics[-1] if self.topics else ""

    @property
    def year(self) -> int | None:
        """The year of the innermost topic if it is only a year or a venue, or that above a venue without a year.

        A date with a month is that of a diary.
        """
        found = _YEAR_NAME.fullmatch(self.name)
        if not found and len(self.topics) > 1 and _is_series(self.name):
            found = _YEAR_NAME.fullmatch(self.topics[-2])
        return int(found[1]) if found else self.venue.year if self.venue else None

    @property
    def series(self) -> str | None:
        """The venue without a year that is the innermost topic, or that above a year."""
        if _is_series(self.name):
            return self.name
        is_above = len(self.topics) > 1 and _YEAR_NAME.fullmatch(self.name) and _is_series(self.topics[-2])
        return self.topics[-2] if is_above else None

    @property
    def venue(self) -> dates_venues.Venue | None:
        """The venue of the innermost topic if it is only a venue and its year."""
        if not self.name:
            return None
        parse = dates_venues.parse_meeting if self.is_venue else dates_venues.parse_dated_venue
        return parse(self.name)

    @property
    def resources(self) -> bool:
        """Whether a link of unknown kind listed here is a resource rather than an article."""
        return bool(self.topics) and bool(_RESOURCE_TOPIC.search(self.topics[-1]))


def split_works(draft: ItemDraft) -> list[ItemDraft]:
    """Split a line that lists several works, each with its own link and ID."""
    first = parse_url(draft.title_url) if draft.title_url else None
    if draft.title_form != "link" or not first or first.scheme == "github":
        return [draft]
    others = [piece for piece in draft.more_titles if _names_other_work(piece, first)]
    parts = [ItemDraft(line=piece.line) for piece in others]
    for piece, part in zip(others, parts, strict=True):
        read_title_link(part, [piece], 0)
    moved = {piece.href for piece in others}
    draft.links = [link for link in draft.links if link.url not in moved]
    return [draft, *parts]


def _names_other_work(piece: Piece, first: Identifier) -> bool:
    found = parse_url(piece.href)
    return found is not None and found.scheme != "github" and found != first


def to_record(draft: ItemDraft, context: Context) -> Record:
    """Build the record of an item."""
    ids = _ids(draft)
    kind = _kind(draft, ids, context)
    url = _main_url(draft, ids, kind)
    badges = draft.name_badges()
    label = draft.label or (badges[0] if badges else None)
    authors = draft.authors
    if label and not authors and (cited := _CITED.fullmatch(label)):
        authors = author_lists.parse_authors(cited["names"])
        draft.offer_date(dates_venues.find_date(cited["year"]) if cited["year"] else None)
        label = None
    date = draft.date if draft.date and not _is_of_note(draft.date, draft.venue_year) else None
    year = date.year if date else draft.venue_year or context.year
    month = date.month if date else None
    return Record(
        kind=kind,
        title=draft.title,
        label=label if label and titles_differ(label, draft.title) else None,
        authors=authors,
        org=draft.org,
        abstract=draft.abstract,
        year=year,
        month=month,
        venue=draft.venue or _venue_of(context, year),
        ids=ids,
        url=url,
        links=tuple(Link(link.url, link.role) for link in draft.links),
        tags=tuple(dict.fromkeys([*draft.tags, *badges[1:]])),
        status=draft.status or context.status,
    )


@lru_cache(maxsize=256)
def _is_series(topic: str) -> bool:
    """Whether a topic is only a venue without a year: an acronym, or a long name; not a word such as ``Nature``."""
    if sum(map(str.isupper, topic)) < MIN_CAPITALS:
        return False
    acronym = _CLOSING_ACRONYM.search(topic)
    bare = topic[: acronym.start()] if acronym else _CLOSING_KIND.sub("", topic)
    names = [bare, acronym["acronym"]] if acronym else [topic, bare]
    return any((venue := dates_venues.parse_venue(name)) and not venue.year for name in names)


def _venue_of(context: Context, year: int | None) -> str | None:
    """Return the venue that the topics of a work state, if its year is known."""
    if context.venue:
        return context.venue.name
    return context.series if year else None


def _is_of_note(date: dates_venues.Date, venue_year: int | None) -> bool:
    """Whether a date with its month is that of the note: the work appeared in a year long before."""
    return bool(date.month and venue_year and venue_year <= date.year - MIN_LATER)


def _ids(draft: ItemDraft) -> tuple[Identifier, ...]:
    """Return the item's own IDs, one per scheme; those of the title's link and of paper links take precedence."""
    own = [link for link in draft.web_links if link.url not in draft.asides]
    ordered = sorted(
        own or draft.web_links,
        key=lambda link: (link.url != draft.title_url, link.role not in ("paper", "pdf"), link.line),
    )
    found = [
        i for link in ordered if (i := parse_url(link.url)) and (i.scheme != "github" or link.role == "code")
    ]
    out: dict[str, Identifier] = {}
    for identifier in [*(i for i in found if i.scheme != "github"), *draft.ids]:
        out.setdefault(identifier.scheme, identifier)
    return tuple(out.values())


def _kind(draft: ItemDraft, ids: tuple[Identifier, ...], context: Context) -> str:
    """Return the kind of work: ``paper`` if it has an ID or a paper link, else by the target of its main link."""
    roles = {link.role for link in draft.web_links if link.url not in draft.asides}
    stated = draft.title_form == "field" and bool(draft.seen_fields & {"title", "paper"})
    if ids or stated or not roles:
        return "paper"
    if draft.title_form in ("link", "url") and draft.title_url:
        return _kind_of_linked(draft, roles, context)
    if roles & {"paper", "pdf"}:
        return "paper"
    return _kind_of_unlinked(draft, roles, context)


def _kind_of_unlinked(draft: ItemDraft, roles: set[str], context: Context) -> str:
    """Return the kind of a work whose title is not a link and which has no link to a paper."""
    score, is_published = title_text.title_score(draft.title), bool(draft.authors or draft.venue)
    if roles == {"code"}:
        is_paper = is_published or score >= LIKELY + 0.1
        return "paper" if is_paper else urls.url_kind(draft.web_links[0].url)
    if "blog" in roles:
        return "article"
    if is_published and (score >= HINTED or _has_dated_venue(draft)):
        return "paper"
    own = (link.url for link in draft.web_links if link.role != "code" and link.url not in draft.asides)
    return _kind_of_page(next(own), draft, context)


def _kind_of_linked(draft: ItemDraft, roles: set[str], context: Context) -> str:
    """Return the kind of a work whose title is a link."""
    score = title_text.title_score(draft.title)
    if roles & {"paper", "pdf"} and urls.url_kind(draft.title_url) != "article":
        return "paper"
    is_published = bool(draft.authors or draft.venue) and not _is_article_host(draft.title_url)
    if is_published and (score >= LIKELY + 0.1 or _has_dated_venue(draft)):
        return "paper"
    if score >= LIKELY + 0.1 and draft.title_form == "link" and urls.is_written_note(draft.title_url):
        return "paper"  # the writer's own page about a work, under the work's title
    return _kind_of_page(draft.title_url, draft, context)


def _has_dated_venue(draft: ItemDraft) -> bool:
    """Whether a work of several words is stated to have appeared at a venue in a year."""
    return bool(draft.venue and draft.venue_year) and len(draft.title.split()) >= MIN_PUBLISHED_WORDS


def _is_article_host(url: str) -> bool:
    """Whether a URL is on a site for articles, where even a title like that of a paper is an article."""
    return urls.link_role(url) in ("blog", "video")


def _kind_of_page(url: str, draft: ItemDraft, context: Context) -> str:
    """Return the kind of a link's target; among resources, a page of unknown kind is a resource."""
    kind = urls.url_kind(url)
    if kind != "repo" and context.topics and _ASIDE.search(context.topics[-1]):
        return "resource"
    if (
        kind == "article"
        and context.resources
        and not _is_article_host(url)
        and not (draft.title_form == "link" and title_text.is_mostly_cjk(draft.title))
    ):
        return "resource"
    return kind


def _is_remark(draft: ItemDraft, link: FoundLink) -> bool:
    """Whether a link beside a linked title only says ``here``, as in a remark on where else there is a copy."""
    return bool(draft.title_url) and link.text.strip(" .").casefold() in ("here", "this")


def _main_url(draft: ItemDraft, ids: tuple[Identifier, ...], kind: str) -> str | None:
    if kind != "paper" and draft.title_url:
        return draft.title_url
    own = [link for link in draft.web_links if link.url not in draft.asides and not _is_remark(draft, link)]
    for roles in _MAIN_ROLES.get(kind, ()):
        if url := next((link.url for link in own if link.role in roles), None):
            return url
    if kind == "paper" and ids:
        return ids[0].url
    return next((link.url for link in own), None)


def titles_differ(first: str, second: str) -> bool:
    """Whether two names differ in more than case and punctuation."""
    if first == second:
        return False
    return re.sub(r"[\W_]", "", first).casefold() != re.sub(r"[\W_]", "", second).casefold()
