"""The common form of an entry of a reference format, and its conversion to a record.

    BibTeX, RIS, CSL-JSON, Zotero ── Reference: values as plain text ── make_record ── Record

The formats differ mainly in their field names, so the shared decisions are here: the kind of the entry, its
identifiers, its main link, and the roles of its other links.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from anyascii import anyascii

from readlist.formats.readers.reference_limits import clip, find_long
from readlist.model import url_finder, urls
from readlist.model.details import EMPTY, MOST_TEXT, Details
from readlist.model.edtf import year_month
from readlist.model.identifiers import (
    SHORT_DOI,
    find_identifiers,
    find_malformed_arxiv,
    parse_arxiv,
    parse_doi_field,
    parse_identifier,
    parse_url,
)
from readlist.model.name_parts import PersonName
from readlist.model.person_name import is_others
from readlist.model.record import Link, Record
from readlist.model.url_repair import repair_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from readlist.model.identifiers import Identifier

MAX_KEY_LENGTH = 100

_NO_KEY = re.compile(r"[^A-Za-z0-9:._/+-]")
# Control characters and unpaired surrogates: terminals, XML and SQLite's UTF-8 each reject some of them.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_TAG = re.compile(
    r"</?(?:i|b|em|strong|sub|sup|scp?|span|p|u|tt|(?:jats|mml):\w+|math|m(?:i|o|n|s|row|sub|sup|subsup|sqrt|root|frac|text|style|space|"
    r"over|under|underover|padded|phantom|multiscripts|prescripts|table|tr|td)|semantics|annotation)(?:\s[^<>]{0,200})?/?>",
    re.IGNORECASE,
)
"""Tags of HTML, JATS and MathML in titles; formulas of MathML leave their letters."""
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-f]{1,5}|[a-z]{2,8});", re.IGNORECASE | re.ASCII)
# The ID of a preprint within its venue: "arXiv preprint arXiv:1706.03762 [cs.CL]"
_VENUE_ID = re.compile(
    r"[\s,:]{0,9}\b(?:arxiv\s{0,3}:\s{0,3}|abs/)[\w./-]{1,40}(?=$|[\s,;)])(?:\s?\[[^\]]{0,40}\])?",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(?<![\w-])(\d+)-(\d+)(?![\w-])")
_NAMES_ARXIV = re.compile(r"arxiv|abs/", re.IGNORECASE)
_NOTE_ID = re.compile(r"(?:arxiv|doi|openreview|acl)\s*:\s*\S+", re.IGNORECASE)
_PREPRINT_NOTE = re.compile(
    r"(?:(?:e-?print|preprint|available|published|posted)[\s,:]{1,9})*(?:(?:at|on|as|in)[\s:]{1,9})?"
    r"(?P<id>https?://\S{0,40}arxiv\.org/\S{1,80}?|arxiv\s{0,3}:\s{0,3}\S{1,40}?)(?:\s+(?:arxiv:\s{0,3})?\[?[\w./-]{1,40}\]?)?[.,;]?",
    re.IGNORECASE,
)
"""A line of a note that says nothing but where the preprint of the work is."""
_OWN_LINKS = ("pdf", "html", "arxiv", "ee", "bdsk-url-1")
"""Fields for addresses of the work itself, by what their names say; the last one is BibDesk's."""
_KEYWORD_END = re.compile(r"[,，、\n]")
_NOT_STATED = re.compile(
    r"no(?:[ -](?:pagination|pages?|volume|issue))?[ -]specified|no pagination", re.IGNORECASE
)
"""What PsycINFO writes where a work has no pages or no volume (yet)."""
_CATEGORY = re.compile(r"[a-z]+(?:-[a-z]+)*(?:\.[A-Za-z-]+)?")


class Reference(NamedTuple):
    """An entry with the values of its file; text is plain and may still contain doubled spaces.

    ``sort``: paper, software, dataset, post (in a blog, a news site, a video), web, or misc if the file does not say.
    ``names``: the authors; the editors are in ``details``, and are shown if there are no authors; if there are neither,
    ``makers`` are: a director, a composer, a translator. ``issued``: a date of EDTF. ``doi``: the value of a field for a DOI. ``eprints``: the values of fields that may have an ID, of any scheme. ``urls``: each with the file's name for it.
    """

    sort: str = "misc"
    key: str = ""
    title: str = ""
    label: str = ""
    names: tuple[PersonName, ...] = ()
    makers: tuple[PersonName, ...] = ()
    org: str = ""
    abstract: str = ""
    issued: str = ""
    venue: str = ""
    doi: str = ""
    eprints: tuple[str, ...] = ()
    url: str = ""
    urls: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    status: str | None = None
    details: Details = EMPTY


def make_details(**members: Any) -> Details:
    """Return details with their texts cleaned; those that are empty, or longer than any detail is, are left out."""
    cleaned: dict[str, Any] = {
        name: clean(value) if isinstance(value, str) else value for name, value in members.items() if value
    }
    return Details(
        **{
            name: value
            for name, value in cleaned.items()
            if value
            and (not isinstance(value, str) or (len(value) <= MOST_TEXT and not _NOT_STATED.fullmatch(value)))
        }
    )


def make_record(reference: Reference) -> Record | None:
    """Build the record of a reference; None if it has no title, link or journal, and so does not name a work."""
    reference = clip(reference)
    stated = find_web_urls(reference.url)
    ids = _identifiers(reference, stated)
    found = _links(reference, stated)
    given = stated[0] if stated else found[0].url if found and not ids else None
    kind = _kind(reference.sort, ids, given)
    url = _main_url(kind, given, ids)
    details = reference.details
    # A record may be of a whole journal or meeting.
    title = _title(reference.title) or (urls.url_title(url) if url else _title(details.container or ""))
    if not title:
        return None
    names, editors, makers = (
        tuple(filter(_is_name, map(_clean_name, people)))
        for people in (reference.names, details.editor, reference.makers)
    )
    year, month = year_month(reference.issued)
    return Record(
        kind=kind,
        title=title,
        label=_label(reference.label, title),
        authors=tuple(
            str(name) for name in names or editors or makers if not (name.literal and is_others(name.literal))
        ),
        org=clean(reference.org) or None,
        abstract=clean(reference.abstract) or None,
        year=year,
        month=month,
        venue=clean_venue(reference.venue) or None,
        ids=ids,
        categories=tuple(dict.fromkeys(filter(_CATEGORY.fullmatch, reference.categories))),
        url=url,
        links=found,
        tags=tuple(dict.fromkeys(filter(None, map(clean, reference.tags)))),
        status=reference.status,
        key=clean_key(reference.key),
        details=details._replace(author=names, editor=editors),
    )


def _clean_name(name: PersonName) -> PersonName:
    return PersonName(*[clean(part) if part else part for part in name])


def _is_name(name: PersonName) -> bool:
    return bool(name.family or name.literal)


def _label(text: str, title: str) -> str | None:
    """Return a short title, or None if it is empty or equal to the title."""
    label = clean(text)
    return label if label and label.casefold() != title.casefold() else None


def _stated_id(doi: str) -> Identifier | None:
    """Return the ID in a field for a DOI, which may have the address of a page whose address has the DOI."""
    return parse_doi_field(doi) or (
        parse_url(doi.strip()) if doi.strip().startswith(("http://", "https://")) else None
    )


def is_own_doi(text: str) -> bool:
    """Whether a text is a DOI that is an ID of its own, not the form that an archive such as arXiv gives its IDs."""
    found = _stated_id(text)
    return found is not None and found.scheme == "doi"


def find_problems(reference: Reference) -> list[str]:
    """Return messages about malformed IDs, and about what is too long to be read whole."""
    if too_long := find_long(reference):
        reference = clip(reference)
    malformed = map(find_malformed_arxiv, (reference.url, *(url for url, _ in reference.urls)))
    messages = {}
    if reference.doi and not _stated_id(reference.doi):
        shown = clean(reference.doi)[:200]
        is_short = bool(SHORT_DOI.fullmatch(shown))
        hint = (
            "is a short DOI; the link is kept, the DOI itself is not known"
            if is_short
            else "is not a valid DOI"
        )
        messages[shown] = f"'{shown}' {hint}"
    messages |= {
        bad: f"'{bad}' is not a valid arXiv ID; the link is kept as written" for bad in malformed if bad
    }
    for eprint in reference.eprints:
        bare = re.sub(r"^\s*arxiv\s*:\s*", "", eprint, flags=re.IGNORECASE)
        if re.fullmatch(r"\d{4}\.\d{3,6}(?:v\d+)?", bare, re.ASCII) and not parse_arxiv(bare):
            messages.setdefault(bare, f"'{bare}' is not a valid arXiv ID")
    return [*too_long, *messages.values()]


# -- text --------------------------------------------------------------------------------------------------------


def clean(text: str) -> str:
    """Return the text on one line, without control characters and unpaired surrogates."""
    if not text:
        return text
    return " ".join((text if text.isprintable() else _UNPRINTABLE.sub(" ", text)).split())


def storable(text: str) -> str:
    """Replace unpaired surrogates and NULs in a text; JSON can express them, but the database cannot store them."""
    if text.isascii() and "\0" not in text:
        return text
    return re.sub(r"[\x00\ud800-\udfff]", "\ufffd", text)


def plain(text: str) -> str:
    """Remove the HTML tags and decode the entities that occur in titles and abstracts of CSL and publishers' files."""
    if "<" not in text and "&" not in text:
        return text
    shown = _ENTITY.sub(lambda entity: html.unescape(entity[0]), _TAG.sub("", text))
    return _TAG.sub("", shown)  # tags that were escaped


def clean_key(key: str) -> str | None:
    """Convert a citation key to ASCII without spaces; None if nothing is left, or only a number.

    A numeric key could be mistaken for the number of another entry.
    """
    kept = _NO_KEY.sub("", anyascii(key))[:MAX_KEY_LENGTH].lstrip("-:./+")
    return kept if kept and not kept.isdigit() else None


def clean_venue(text: str) -> str:
    """Clean a venue, without the preprint ID that some files put there."""
    return clean(
        _VENUE_ID.sub("", text) if "arxiv:" in text.lower().replace(" ", "") or "abs/" in text else text
    ).strip(",;: ")


def _title(text: str) -> str:
    title = clean(text)
    return title[:-1].rstrip() if title.endswith(".") and not title.endswith("..") else title


def complete_pages(pages: str) -> str:
    """Return pages with the last one of each range in full: ``436-44`` is ``436-444``."""
    return _RANGE.sub(_complete, pages)


def _complete(pages: re.Match[str]) -> str:
    start, end = pages.groups()
    return f"{start}-{start[: len(start) - len(end)]}{end}" if len(end) < len(start) else pages[0]


def split_keywords(text: str) -> tuple[str, ...]:
    """Split keywords at semicolons if there are any, else at commas and line ends."""
    parts = text.split(";") if ";" in text else _KEYWORD_END.split(text)
    return tuple(word for part in parts if (word := part.strip()))


# -- identifiers and links ---------------------------------------------------------------------------------------


def find_web_urls(text: str) -> list[str]:
    """Return the web addresses of a field: its whole value if that is one, else those within it."""
    text = _UNPRINTABLE.sub("", text).strip().replace("&amp;", "&")
    if not text:
        return []
    if ";" in text and len(several := re.split(r"\s*;\s*(?=https?://)", text)) > 1:
        return [url for one in several for url in find_web_urls(one)]
    whole = repair_url(text)
    if urls.is_web(whole) and not re.search(r"\s", whole):
        return [whole]
    return [found.url for found in url_finder.find_urls(text) if urls.is_web(found.url)]


def _identifiers(reference: Reference, addresses: Iterable[str]) -> tuple[Identifier, ...]:
    """Return the IDs, one per scheme; in order of trust: ID fields, the link, the venue, lines of notes, other links.

    ``addresses``: those of the main link.
    """
    out: dict[str, Identifier] = {}
    for identifier in _all_identifiers(reference, addresses):
        if identifier.scheme != "github":
            out.setdefault(identifier.scheme, identifier)
    return tuple(out.values())


def _all_identifiers(reference: Reference, addresses: Iterable[str]) -> Iterator[Identifier]:
    stated = [_stated_id(reference.doi), *map(parse_identifier, reference.eprints)]
    yield from filter(None, [*stated, *map(parse_url, addresses)])
    if _NAMES_ARXIV.search(reference.venue):
        yield from find_identifiers(reference.venue.replace("abs/", "arXiv:"))
    for line in (line for note in reference.notes for line in note.split("\n")):
        # Only at the start of a line: elsewhere, notes refer to other works.
        if match := _NOTE_ID.match(line.strip()):
            found = parse_identifier(re.sub(r"\s*:\s*", ":", match[0], count=1))
            yield from filter(None, [found])
        elif match := _PREPRINT_NOTE.fullmatch(line.strip()):
            yield from filter(None, [parse_identifier(match["id"]), parse_url(match["id"])])
    yield from filter(None, (parse_url(url) for url, label in reference.urls if label in _OWN_LINKS))


def _links(reference: Reference, addresses: Iterable[str]) -> tuple[Link, ...]:
    given = [(url, "") for url in addresses]
    if short := SHORT_DOI.fullmatch(reference.doi.strip()):
        given.append((f"https://doi.org/{short['id']}", ""))
    given += [(url, label) for text, label in reference.urls for url in find_web_urls(text)]
    given += [(found.url, "") for note in reference.notes for found in url_finder.find_urls(note)]
    out: dict[str, Link] = {}
    for url, label in given:
        out.setdefault(url, Link(url, urls.link_role(url, label)))
    return tuple(link for link in out.values() if not urls.is_search_page(link.url))


def _kind(sort: str, ids: Iterable[Identifier], url: str | None) -> str:
    """Return the kind of entry; ``misc`` and ``web`` are a paper if there is an ID, else the kind of the link's target."""
    if sort in ("paper", "post"):
        return {"paper": "paper", "post": "article"}[sort]
    leads_to = urls.url_kind(url) if url else ""
    if sort == "software":
        return "repo" if leads_to == "repo" else "resource"
    if sort == "dataset":
        return "resource"
    if any(ids):
        return "paper"
    return leads_to or ("article" if sort == "web" else "paper")


def _main_url(kind: str, url: str | None, ids: tuple[Identifier, ...]) -> str | None:
    """Return the given link, or the page of an ID if there is none or if it leads from a paper to its code or data."""
    if url and not (kind == "paper" and ids and urls.link_role(url) in ("code", "data", "slides", "video")):
        return url
    order = ("arxiv", "acl", "openreview", "doi")
    ranked = sorted(ids, key=lambda identifier: order.index(identifier.scheme))
    return ranked[0].url if ranked else None
