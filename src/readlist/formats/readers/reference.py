"""What a reference format says of one work, to the record that the library matches.

    BibTeX, RIS, CSL-JSON, Zotero ── Reference: its words, plain text ── make_record ── Record

The formats differ in names and not in substance, so what is worked out of the words stands here once: which kind of
entry it is, its identifiers, its main link, the roles of the others.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from anyascii import anyascii

from readlist.model import url_finder, urls
from readlist.model.identifiers import (
    find_identifiers,
    find_malformed_arxiv,
    parse_arxiv,
    parse_identifier,
    parse_url,
)
from readlist.model.person_name import parse_name_parts
from readlist.model.record import Link, Record
from readlist.model.url_repair import repair_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from readlist.model.identifiers import Identifier

LONGEST_KEY = 100

_NO_KEY = re.compile(r"[^A-Za-z0-9:._/+-]")
# A terminal, XML and SQLite's UTF-8 each refuse some of these: control characters, halves of surrogate pairs.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_TAG = re.compile(r"</?(?:i|b|em|strong|sub|sup|sc|span|p|jats:\w+)(?:\s[^<>]{0,200})?/?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-f]{1,5}|[a-z]{2,8});", re.IGNORECASE | re.ASCII)
# A preprint's id where its venue should stand: "arXiv preprint arXiv:1706.03762 [cs.CL]"
_VENUE_ID = re.compile(
    r"[\s,:]{0,9}\b(?:arxiv\s{0,3}:\s{0,3}|abs/)[\w./-]{1,40}(?=$|[\s,;)])(?:\s?\[[^\]]{0,40}\])?",
    re.IGNORECASE,
)
_NOTE_ID = re.compile(r"(?:arxiv|doi|openreview|acl)\s*:\s*\S+", re.IGNORECASE)
_CATEGORY = re.compile(r"[a-z]+(?:-[a-z]+)*(?:\.[A-Za-z-]+)?")


@dataclass(frozen=True, slots=True)
class Reference:
    """A work in the words of its file; text is plain and may still hold doubled spaces.

    ``sort``: paper, software, dataset, post (of a blog, a news site, a video), web, or misc where the file does not say.
    ``eprints``: what stands where an id of any scheme may stand. ``urls``: each with what the file calls it.
    """

    sort: str = "misc"
    key: str = ""
    title: str = ""
    label: str = ""
    authors: tuple[str, ...] = ()
    org: str = ""
    abstract: str = ""
    date: tuple[int | None, int | None] = (None, None)
    venue: str = ""
    eprints: tuple[str, ...] = ()
    url: str = ""
    urls: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    status: str | None = None


def make_record(reference: Reference) -> Record | None:
    """Make the record of a reference; None when it has neither a title nor a link, and so names no work."""
    ids = _identifiers(reference)
    found = _links(reference)
    given = next(iter(find_web_urls(reference.url)), None) or (found[0].url if found and not ids else None)
    kind = _kind(reference.sort, ids, given)
    url = _main_url(kind, given, ids)
    title = _title(reference.title) or (urls.url_title(url) if url else "")
    if not title:
        return None
    return Record(
        kind=kind,
        title=title,
        label=_label(reference.label, title),
        authors=tuple(filter(None, map(clean, reference.authors))),
        org=clean(reference.org) or None,
        abstract=clean(reference.abstract) or None,
        year=reference.date[0],
        month=reference.date[1] if reference.date[0] else None,
        venue=clean_venue(reference.venue) or None,
        ids=ids,
        categories=tuple(dict.fromkeys(filter(_CATEGORY.fullmatch, reference.categories))),
        url=url,
        links=found,
        tags=tuple(dict.fromkeys(filter(None, map(clean, reference.tags)))),
        status=reference.status,
        key=clean_key(reference.key),
    )


def _label(text: str, title: str) -> str | None:
    """A short title, where it is not the title itself."""
    label = clean(text)
    return label if label and label.casefold() != title.casefold() else None


def find_problems(reference: Reference) -> list[str]:
    """What a person should look at: ids that are none."""
    malformed = map(find_malformed_arxiv, (reference.url, *(url for url, _ in reference.urls)))
    told = {bad: f"'{bad}' is no valid arXiv id; the link is kept as it is" for bad in malformed if bad}
    for eprint in reference.eprints:
        bare = re.sub(r"^\s*arxiv\s*:\s*", "", eprint, flags=re.IGNORECASE)
        if re.fullmatch(r"\d{4}\.\d{3,6}(?:v\d+)?", bare, re.ASCII) and not parse_arxiv(bare):
            told.setdefault(bare, f"'{bare}' is no valid arXiv id")
    return list(told.values())


# -- words -------------------------------------------------------------------------------------------------------


def clean(text: str) -> str:
    """The text on one line, without what no terminal or database should get."""
    return " ".join((text if text.isprintable() else _UNPRINTABLE.sub(" ", text)).split())


def storable(text: str) -> str:
    """Text of several lines without halves of characters and NULs, which JSON can name and a database cannot hold."""
    if text.isascii() and "\0" not in text:
        return text
    return re.sub(r"[\x00\ud800-\udfff]", "\ufffd", text)


def plain(text: str) -> str:
    """Text without the few HTML tags and entities that CSL and publishers' files have in titles and abstracts."""
    if "<" not in text and "&" not in text:
        return text
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), _TAG.sub("", text))


def clean_key(key: str) -> str | None:
    """The citation key as a library can have it: ASCII without blanks; None where nothing is left, or only a number.

    A key that is a number would be taken for the number of another entry.
    """
    kept = _NO_KEY.sub("", anyascii(key))[:LONGEST_KEY].strip("-:./+")
    return kept if kept and not kept.isdigit() else None


def clean_venue(text: str) -> str:
    """A venue without the id that preprints bear in its place."""
    return clean(
        _VENUE_ID.sub("", text) if "arxiv:" in text.lower().replace(" ", "") or "abs/" in text else text
    ).strip(",;: ")


def _title(text: str) -> str:
    title = clean(text)
    return title[:-1].rstrip() if title.endswith(".") and not title.endswith("..") else title


def read_name(text: str) -> str:
    """``Family, Given`` in reading order; any other name as it is."""
    return clean(str(parse_name_parts(text.split(","))))


def split_keywords(text: str) -> tuple[str, ...]:
    """Keywords apart: at semicolons where there are any, else at commas or line ends."""
    return tuple(
        word.strip() for word in re.split(r";" if ";" in text else r"[,，、\n]", text) if word.strip()
    )


# -- identifiers and links ---------------------------------------------------------------------------------------


def find_web_urls(text: str) -> list[str]:
    """The web addresses of a field: the whole of it where it is one, else those that stand in it."""
    text = _UNPRINTABLE.sub("", text).strip()
    if not text:
        return []
    whole = repair_url(text)
    if urls.is_web(whole) and not re.search(r"\s", whole):
        return [whole]
    return [found.url for found in url_finder.find_urls(text) if urls.is_web(found.url)]


def _identifiers(reference: Reference) -> tuple[Identifier, ...]:
    """The ids of the work, one a scheme, in the order of trust: fields for ids, the link, the venue, a line of notes."""
    out: dict[str, Identifier] = {}
    for identifier in _all_identifiers(reference):
        if identifier.scheme != "github":
            out.setdefault(identifier.scheme, identifier)
    return tuple(out.values())


def _all_identifiers(reference: Reference) -> Iterator[Identifier]:
    stated = [parse_identifier(text) for text in reference.eprints]
    stated += [parse_url(url) for url in find_web_urls(reference.url)]
    yield from filter(None, stated)
    if re.search(r"arxiv|abs/", reference.venue, re.IGNORECASE):
        yield from find_identifiers(reference.venue.replace("abs/", "arXiv:"))
    for line in (line for note in reference.notes for line in note.split("\n")):
        # Only what stands first: further on, a note names other works.
        if match := _NOTE_ID.match(line.strip()):
            found = parse_identifier(re.sub(r"\s*:\s*", ":", match[0], count=1))
            yield from filter(None, [found])
    yield from filter(
        None, (parse_url(url) for url, said in reference.urls if said in ("pdf", "html", "arxiv"))
    )


def _links(reference: Reference) -> tuple[Link, ...]:
    given = [(url, "") for url in find_web_urls(reference.url)]
    given += [(url, said) for text, said in reference.urls for url in find_web_urls(text)]
    given += [(found.url, "") for note in reference.notes for found in url_finder.find_urls(note)]
    out: dict[str, Link] = {}
    for url, said in given:
        out.setdefault(url, Link(url, urls.link_role(url, said)))
    return tuple(link for link in out.values() if not urls.is_search_page(link.url))


def _kind(sort: str, ids: Iterable[Identifier], url: str | None) -> str:
    """Kind of entry. A file that only says ``misc`` means a paper where there is an id, else what its link leads to."""
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
    """The link given, unless it leads a paper's reader to its code and an id has a page; then that page."""
    if url and not (kind == "paper" and ids and urls.link_role(url) in ("code", "data", "slides", "video")):
        return url
    order = ("arxiv", "acl", "openreview", "doi")
    ranked = sorted(ids, key=lambda identifier: order.index(identifier.scheme))
    return ranked[0].url if ranked else None
