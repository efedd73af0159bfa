"""Comparison features of a record: everything that record linkage looks at, normalised once.

    Record ──┬─ title ──> folded title, match key, nickname and rest ("LoRA" and "Low-Rank Adaptation of …")
             ├─ ids, authors, year, links ──> sorted, without duplicates
             └─ all of these ──> keys: the blocking keys (see ``blocking``)

Records with equal features are compared once. Imports compute features in the reader process, so that the process
that writes the library only compares them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from readlist.linkage.venues import is_venue_of_record
from readlist.model.identifiers import parse_url
from readlist.model.person_name import author_words, name_words
from readlist.model.urls import is_url_title
from readlist.text.folding import fold, is_cjk, title_key
from readlist.util.lazy_regex import lazy_pattern

if TYPE_CHECKING:
    from readlist.model.record import Record

WORK_SCHEMES = ("arxiv", "doi", "acl", "openreview")
"""ID schemes that identify a work. A repository's ID does not: the note of a paper may link anybody's code."""
REST_PREFIX = "rest:"
"""Marks the key of what follows a nickname. It matches only a whole title (``TITLE_PREFIX``), never another rest: with
two nicknames in front, equal words are two works."""
TITLE_PREFIX = "title:"
_NICKNAME = lazy_pattern(r"^(?P<nick>[^:：—–]{1,40}?)\s*(?:[:：]|\s[—–]\s)\s*(?P<rest>(?=.*[^\W_]).+)$")
_NICKNAME_MARKS = frozenset(":：—–")
_GENERIC = frozenset(
    """survey introduction overview tutorial conclusion review preface editorial abstract summary references
    lecture notes paper untitled asurvey acomprehensivesurvey asystematicreview areview literaturereview
    asystematicsurvey ashortsurvey abriefsurvey abriefhistory home demo github code blog website""".split()
)
# A notice about another work, which is a publication of its own: "Erratum: …", "Correction to: …". A retracted work is not:
# publishers put "RETRACTED:" before its title.
_NOTICE = lazy_pattern(
    r"(?:(?:author|publisher|editorial)\s)?(?:errat(?:um|a)|corrigend(?:um|a)|corrections?|addend(?:um|a)|retraction|"
    r"expression of concern|comments?|commentary|reply|response|discussion|rejoinder|review|book review)"
    r"(?:\s(?:notice|note))?(?:\s(?:to|of|on|for))?|勘误|勘誤|更正|撤稿(?:声明|聲明)?",
    re.IGNORECASE,
)
_ORDINALS = {
    "first": "1",
    "second": "2",
    "third": "3",
    "fourth": "4",
    "fifth": "5",
    "sixth": "6",
    "seventh": "7",
    "eighth": "8",
}
MAX_SHORT_TITLE = 3
"""Maximum number of words of a title that one shared author does not make one work: *Neural Machine Translation*."""
_SCHEME = lazy_pattern(r"^[a-z]+://(?:www\.)?", re.IGNORECASE)
_TRACKING = lazy_pattern(r"(?<=[?&])(?:utm_\w+|fbclid|gclid|spm|from|share_source|usp|ref)=[^&#]*&?")


class Features(NamedTuple):
    """The normalised features of a record; records with equal features are treated alike.

    ``key`` is the match key of the whole title, ``nick`` that of a nickname in front, ``rest`` that of what follows
    the nickname, ``names`` those of short names; all are empty where the only title is derived from the URL.
    ``links`` is filled only for common titles, of which generic ones (``Preface``) are a part. ``year`` is 0 when unknown.
    """

    is_paper: bool
    title: str = ""
    key: str = ""
    nick: str = ""
    rest: str = ""
    names: tuple[str, ...] = ()
    ids: tuple[tuple[str, str], ...] = ()
    families: tuple[str, ...] = ()
    page: str = ""
    links: tuple[str, ...] = ()
    year: int = 0
    is_common: bool = False
    is_generic: bool = False
    volume: str = ""
    edition: str = ""
    place: tuple[str, str, str] = ("", "", "")
    """Container, issue and first page of what is published with page numbers; empty where one is not stated, and instead of
    an archive of preprints."""
    people: tuple[tuple[str, ...], ...] = ()
    """The words of each author's name, in their order, only for titles so short that other works may share them."""
    keys: tuple[str, ...] = ()
    """Blocking keys: two records of one work share at least one, with the exception described at ``REST_PREFIX``."""


def features_of(record: Record) -> Features | None:
    """Return the features of a record; None for prose, which is not a work."""
    if record.kind == "note":
        return None
    is_paper = record.kind == "paper"
    title = "" if is_url_title(record.title, record.url) else record.title or ""
    whole, nick, rest = _title_keys(title)
    is_common = bool(whole) and _is_common(title, whole)
    names = (nick, title_key(record.label or ""))
    features = Features(
        is_paper=is_paper,
        title=fold(title) if title else "",
        key=whole,
        nick=nick,
        rest=rest,
        names=tuple(sorted({name for name in names if len(name) >= 3})),
        page=_page(record, is_paper=is_paper),
        links=tuple(sorted({url_key(link.url) for link in record.links})) if is_common else (),
        is_common=is_common,
    )
    if is_paper:
        features = features._replace(
            ids=tuple(sorted({(i.scheme, i.value) for i in record.ids if i.scheme in WORK_SCHEMES})),
            families=tuple(sorted(author_words(record.authors))),
            people=_people(record.authors) if len(features.title.split()) <= MAX_SHORT_TITLE else (),
            year=record.year or 0,
            is_generic=whole in _GENERIC,
            volume=_volume(record.details.volume or ""),
            edition=_edition(record.details.edition or ""),
            place=_place(record),
        )
    return features._replace(keys=_match_keys(features))


def _people(names: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    words = {tuple(name_words(name)) for name in names}
    return tuple(sorted(words - {()}))


def _match_keys(features: Features) -> tuple[str, ...]:
    """Return the blocking keys. Papers and pages never share one; a common title counts only with an author or link."""
    keys = [f"{scheme}:{value}" for scheme, value in features.ids]
    if features.page:
        keys.append(f"{'url' if features.is_paper else 'page'}:{features.page}")
    keys += [f"{TITLE_PREFIX if features.is_paper else 'name:'}{key}" for key in _title_match_keys(features)]
    if features.is_paper and features.rest and not features.is_common:
        keys.append(REST_PREFIX + features.rest)
    return tuple(dict.fromkeys(keys))


def _title_match_keys(features: Features) -> list[str]:
    if not features.key:
        return []
    if features.is_common:
        return (
            [f"{features.key}+{detail}" for detail in (*features.families, *features.links)]
            if features.is_paper
            else []
        )
    return [features.key]


def _page(record: Record, *, is_paper: bool) -> str:
    """Return the key of the main link; for a paper, only if the link is not an ID."""
    if not record.url:
        return ""
    if is_paper and (identifier := parse_url(record.url)) and identifier.scheme in WORK_SCHEMES:
        return ""
    return url_key(record.url)


def _is_common(title: str, key: str) -> bool:
    """Return whether a title is so short or generic that two works may share it; four Chinese characters are a word."""
    if key in _GENERIC:
        return True
    if len(key) > 24:
        return False
    words = sum(1 for word in title.split() if not is_cjk(word[0])) + count_han(title) / 4
    return words <= 2 and not _match_nickname(title)


def _match_nickname(title: str) -> re.Match[str] | None:
    match = None if _NICKNAME_MARKS.isdisjoint(title) else _NICKNAME.match(title)
    return None if match and _NOTICE.fullmatch(match["nick"].strip()) else match


def _volume(text: str) -> str:
    """Return a volume in a form that can be compared; none where IEEE writes ``PP``: published before its volume."""
    return "" if text == "PP" else title_key(text)


def _place(record: Record) -> tuple[str, str, str]:
    """Return container, issue and first page, where there are pages.

    Page 1 says nothing: each article of some journals begins with it, and so does what is not yet printed.
    """
    first = re.match(r"[A-Za-z]{0,2}\d+", record.details.pages or "")
    if not first or first[0] == "1":
        return ("", "", "")
    container = record.details.container or ""
    place = fold(container) if is_venue_of_record(container) else ""
    return (place, title_key(record.details.issue or ""), first[0].casefold())


def _edition(text: str) -> str:
    """Return an edition in a form that can be compared: ``2`` for ``2nd ed.`` and ``Second``."""
    word = next(iter(re.findall(r"[^\W_]+", text.casefold())), "")
    return _ORDINALS.get(word) or re.sub(r"(?<=\d)(?:st|nd|rd|th)$", "", word)


def count_han(text: str) -> int:
    """Count the Chinese, Japanese and Korean characters."""
    return 0 if text.isascii() else sum(map(is_cjk, text))


@lru_cache(maxsize=8192)
def _title_keys(title: str) -> tuple[str, str, str]:
    """Return the keys of a title, of a nickname in front of it, and of the rest if that is long enough for a title."""
    match = _match_nickname(title)
    rest = match["rest"] if match else ""
    rest_key = title_key(rest) if rest else ""
    is_title = len(rest.split()) >= 4 or len(rest_key) >= 24 or count_han(rest_key) >= 10
    return title_key(title), title_key(match["nick"]) if match else "", rest_key if is_title else ""


@lru_cache(maxsize=8192)
def url_key(url: str) -> str:
    """Normalise a URL for comparison: drop scheme, www, case of the host, tracking parameters and trailing slash.

    Pages of a GitHub repository's root become its ID.
    """
    identifier = parse_url(url)
    bare = _SCHEME.sub("", url)
    bare = _TRACKING.sub("", bare).rstrip("?&/")
    host, slash, path = bare.partition("/")
    if identifier and identifier.scheme == "github" and path.rstrip("/").count("/") <= 1:
        return str(identifier)
    return f"{host.lower()}{slash}{path}"


def hash_key(key: str) -> int:
    """Return the CRC-32 of a key, by which the library indexes it: an index of millions of numbers fits in memory.

    Keys can collide. That does no harm: records found by a hash are still compared.
    """
    return crc32(key.encode())
