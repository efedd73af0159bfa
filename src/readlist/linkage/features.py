"""The features of a record that count when two records are compared."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from readlist.model.record import Record

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from readlist.model.identifiers import parse_url
from readlist.model.person_name import author_words
from readlist.model.urls import is_url_title
from readlist.text.folding import fold, is_cjk, title_key

if TYPE_CHECKING:
    from readlist.model.record import Record

WORK_SCHEMES = ("arxiv", "doi", "acl", "openreview")
"""Schemes of ids that name one work; a repository's does not, for a paper's note may name anybody's code."""
_NICKNAME = re.compile(r"^(?P<nick>[^:：—–]{1,40}?)\s*(?:[:：]|\s[—–]\s)\s*(?P<rest>(?=.*[^\W_]).+)$")
_NICKNAME_MARKS = frozenset(":：—–")
_GENERIC = frozenset(
    """survey introduction overview tutorial conclusion review preface editorial abstract summary references
    lecture notes paper untitled asurvey acomprehensivesurvey asystematicreview areview literaturereview
    asystematicsurvey ashortsurvey abriefsurvey abriefhistory home demo github code blog website""".split()
)
_SCHEME = re.compile(r"^[a-z]+://(?:www\.)?", re.IGNORECASE)
_TRACKING = re.compile(r"(?<=[?&])(?:utm_\w+|fbclid|gclid|spm|from|share_source|usp|ref)=[^&#]*&?")


class Features(NamedTuple):
    """What of a record counts for telling works apart; equal traits are of one work if any are.

    ``key`` is of the whole title, ``rest`` of what follows a nickname, ``nick`` of the nickname, ``names`` of short
    names; they are empty where there is no title but one made of the URL. ``links`` counts only for common titles.
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
    keys: tuple[str, ...] = ()
    """The keys under which the work is found: two records of one work share one, but for what ``REST_PREFIX`` says."""


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
            year=record.year or 0,
        )
    return features._replace(keys=_match_keys(features))


REST_PREFIX = "rest:"
"""Marks the key of what follows a nickname. It meets only a whole title (``TITLE_PREFIX``), never another one's rest: behind
two nicknames, equal words are two works."""
TITLE_PREFIX = "title:"


def _match_keys(traits: Features) -> tuple[str, ...]:
    """Make the keys. Papers and other pages never share one; a common title counts only with an author or a link."""
    keys = [f"{scheme}:{value}" for scheme, value in traits.ids]
    if traits.page:
        keys.append(f"{'url' if traits.is_paper else 'page'}:{traits.page}")
    keys += [f"{TITLE_PREFIX if traits.is_paper else 'name:'}{key}" for key in _title_match_keys(traits)]
    if traits.is_paper and traits.rest and not traits.is_common:
        keys.append(REST_PREFIX + traits.rest)
    return tuple(dict.fromkeys(keys))


def _title_match_keys(traits: Features) -> list[str]:
    if not traits.key:
        return []
    if traits.is_common:
        return (
            [f"{traits.key}+{detail}" for detail in (*traits.families, *traits.links)]
            if traits.is_paper
            else []
        )
    return [traits.key]


def _page(record: Record, *, is_paper: bool) -> str:
    """The key of the main link; of a paper's only where it is no id."""
    if not record.url:
        return ""
    if is_paper and (identifier := parse_url(record.url)) and identifier.scheme in WORK_SCHEMES:
        return ""
    return url_key(record.url)


def _is_common(title: str, key: str) -> bool:
    """Whether a title is so short or plain that two works may well bear it. Four Chinese characters say a word's worth."""
    if key in _GENERIC:
        return True
    if len(key) > 24:
        return False
    words = sum(1 for word in title.split() if not is_cjk(word[0])) + count_han(title) / 4
    return words <= 2 and not _match_nickname(title)


def _match_nickname(title: str) -> re.Match[str] | None:
    return None if _NICKNAME_MARKS.isdisjoint(title) else _NICKNAME.match(title)


def count_han(text: str) -> int:
    return 0 if text.isascii() else sum(map(is_cjk, text))


@lru_cache(maxsize=8192)
def _title_keys(title: str) -> tuple[str, str, str]:
    """The keys of a title, of a nickname in front of it, and of what follows that, where it is a title by itself."""
    match = _match_nickname(title)
    rest = match["rest"] if match else ""
    rest_key = title_key(rest) if rest else ""
    is_title = len(rest.split()) >= 4 or len(rest_key) >= 24 or count_han(rest_key) >= 10
    return title_key(title), title_key(match["nick"]) if match else "", rest_key if is_title else ""


@lru_cache(maxsize=8192)
def url_key(url: str) -> str:
    """A URL without what makes no difference: scheme, www, case of the host, tracking parameters, closing slash."""
    identifier = parse_url(url)
    bare = _SCHEME.sub("", url)
    bare = _TRACKING.sub("", bare).rstrip("?&/")
    host, slash, path = bare.partition("/")
    if identifier and identifier.scheme == "github" and path.rstrip("/").count("/") <= 1:
        return str(identifier)
    return f"{host.lower()}{slash}{path}"


def hash_key(key: str) -> int:
    """Give the number by which the library finds a key: its CRC-32, so that an index of millions fits in memory.

    Two keys may have one number. Records that are found by it and share no key are not of one work, as any others.
    """
    return crc32(key.encode())
