"""Telling works apart: whether two records are of one work, with the evidence.

    Record ── read_traits ──> Traits: what counts for telling works apart, and nothing else
    Traits ── keys ─────────> where the works worth comparing are found (same id, same title, same link)
    two Traits ── judge ────> same, apart, or a conflict (one id, two works), and how sure that is

Neither an id nor a title is enough when the other contradicts it: notes carry wrong ids, and works share titles.
In doubt two records are two works; a false merge destroys, a missed one is only a suggestion.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from rapidfuzz import fuzz

from readlist.identifiers import parse_url
from readlist.links import is_url_title
from readlist.text.tokens import fold, is_cjk, title_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from readlist.records import Record

ALIKE = 0.86
"""Likeness from which two titles under one id are taken for spellings of one title."""
WORK_IDS = ("arxiv", "doi", "acl", "openreview")
"""Schemes of ids that name one work; a repository's does not, for a paper's note may name anybody's code."""
FAR_YEARS = 4
"""Years between a preprint and its publication that are hardly ever passed."""

_NICKNAME = re.compile(r"^(?P<nick>[^:：—–]{1,40}?)\s*(?:[:：]|\s[—–]\s)\s*(?P<rest>.+)$")
_NICKNAME_MARKS = frozenset(":：—–")
_GENERIC = frozenset(
    """survey introduction overview tutorial conclusion review preface editorial abstract summary references
    lecture notes paper untitled asurvey acomprehensivesurvey asystematicreview areview literaturereview
    asystematicsurvey ashortsurvey abriefsurvey abriefhistory home demo github code blog website""".split()
)
_SURVEY = re.compile(
    r"\b(?:surveys?|reviews?|overview|introduction|tutorial|perspective|roadmap|challenges)\b|综述|概述|简介"
)
_NUMBER = re.compile(
    r"\d+(?:\.\d+)?|\b(?:i{2,3}|iv|vi{0,3}|one|two|three|four|five)\b|[一二三四五六七八九上中下](?=[篇部卷章期讲])"
    r"|(?<=\bpart )[a-z]\b|(?<=\w)(?:\+{1,2}|#)(?!\w)"
)
"""What tells works of a series apart, however alike their titles are; ``++`` as in UNet++ and C++."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_SCHEME = re.compile(r"^[a-z]+://(?:www\.)?", re.IGNORECASE)
_TRACKING = re.compile(r"(?<=[?&])(?:utm_\w+|fbclid|gclid|spm|from|share_source|usp|ref)=[^&#]*&?")


class Traits(NamedTuple):
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
    """The keys under which the work is found: two records of one work share one, but for what ``REST`` says."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether two records are of one work, are surely not (``apart``), or neither.

    ``conflict``: they share an id and yet are two works. ``strength`` says how sure ``same`` is; more is surer.
    """

    same: bool
    apart: bool = False
    conflict: bool = False
    strength: int = 0
    evidence: tuple[str, ...] = ()


# -- traits ------------------------------------------------------------------------------------------------------


_MOST_KNOWN = 16_384
"""Traits that are remembered: enough for the items of one large file, each of which is asked for several times."""
_known: dict[Record, Traits | None] = {}


def read_traits(record: Record) -> Traits | None:
    """Give the traits of a record, worked out at most once; None for prose, which is no work."""
    try:
        return _known[record]
    except KeyError:
        traits = _work_out_traits(record)
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known[record] = traits
        return traits


def remember_traits(found: Iterable[tuple[Record, Traits | None]]) -> None:
    """Remember what another process worked out of records that are next, and forget others, for memory's sake."""
    _known.clear()
    _known.update(islice(found, _MOST_KNOWN))


def _work_out_traits(record: Record) -> Traits | None:
    if record.kind == "note":
        return None
    is_paper = record.kind == "paper"
    title = "" if is_url_title(record.title, record.url) else record.title or ""
    whole, nick, rest = _title_keys(title)
    ids = tuple(sorted({(i.scheme, i.value) for i in record.ids if i.scheme in WORK_IDS})) if is_paper else ()
    is_common = bool(whole) and _is_common(title, whole)
    traits = Traits(
        is_paper=is_paper,
        title=fold(title) if title else "",
        key=whole,
        nick=nick,
        rest=rest,
        names=tuple(sorted({name for name in (nick, title_key(record.label or "")) if len(name) >= 3})),
        ids=ids,
        families=_families(record.authors) if is_paper else (),
        page=_page(record, is_paper=is_paper),
        links=tuple(sorted({url_key(link.url) for link in record.links})) if is_common else (),
        year=record.year or 0 if is_paper else 0,
        is_common=is_common,
    )
    return traits._replace(keys=_match_keys(traits))


REST = "rest:"
"""Marks the key of what follows a nickname. It meets only a whole title (``TITLE``), never another one's rest: behind
two nicknames, equal words are two works."""
TITLE = "title:"


def _match_keys(traits: Traits) -> tuple[str, ...]:
    """Make the keys. Papers and other pages never share one; a common title counts only with an author or a link."""
    keys = [f"{scheme}:{value}" for scheme, value in traits.ids]
    if traits.page:
        keys.append(f"{'url' if traits.is_paper else 'page'}:{traits.page}")
    keys += [f"{TITLE if traits.is_paper else 'name:'}{key}" for key in _title_match_keys(traits)]
    if traits.is_paper and traits.rest and not traits.is_common:
        keys.append(REST + traits.rest)
    return tuple(dict.fromkeys(keys))


def search_keys(traits: Traits | None) -> tuple[str, ...]:
    """The keys to look under for records of one work with this one: its own, and those that meet its title and rest."""
    if traits is None:
        return ()
    own = [key for key in traits.keys if not key.startswith(REST)]
    if not traits.is_paper or traits.is_common or not traits.key:
        return tuple(own)
    return (*own, REST + traits.key, *([TITLE + traits.rest] if traits.rest else []))


def record_keys(record: Record) -> tuple[str, ...]:
    """The keys under which the work of a record is found; none for prose."""
    traits = read_traits(record)
    return traits.keys if traits else ()


def key_number(key: str) -> int:
    """Give the number by which the library finds a key: its CRC-32, so that an index of millions fits in memory.

    Two keys may have one number. Records that are found by it and share no key are not of one work, as any others.
    """
    return crc32(key.encode())


def near_keys(record: Record) -> frozenset[str]:
    """All keys of a record, its own and those to look under: an edit of it shares one."""
    traits = read_traits(record)
    return frozenset((*traits.keys, *search_keys(traits))) if traits else frozenset()


def _title_match_keys(traits: Traits) -> list[str]:
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
    if is_paper and (identifier := parse_url(record.url)) and identifier.scheme in WORK_IDS:
        return ""
    return url_key(record.url)


def _is_common(title: str, key: str) -> bool:
    """Whether a title is so short or plain that two works may well bear it. Four Chinese characters say a word's worth."""
    if key in _GENERIC:
        return True
    if len(key) > 24:
        return False
    words = sum(1 for word in title.split() if not is_cjk(word[0])) + _count_han(title) / 4
    return words <= 2 and not _match_nickname(title)


def _match_nickname(title: str) -> re.Match[str] | None:
    return None if _NICKNAME_MARKS.isdisjoint(title) else _NICKNAME.match(title)


def _count_han(text: str) -> int:
    return 0 if text.isascii() else sum(map(is_cjk, text))


@lru_cache(maxsize=8192)
def _title_keys(title: str) -> tuple[str, str, str]:
    """The keys of a title, of a nickname in front of it, and of what follows that, where it is a title by itself."""
    match = _match_nickname(title)
    rest = match["rest"] if match else ""
    rest_key = title_key(rest) if rest else ""
    is_title = len(rest.split()) >= 4 or len(rest_key) >= 24 or _count_han(rest_key) >= 10
    return title_key(title), title_key(match["nick"]) if match else "", rest_key if is_title else ""


def _families(authors: tuple[str, ...]) -> tuple[str, ...]:
    """The words of names that may be family names; a name in Chinese is one word."""
    families = (fold(name.partition(",")[0]) for name in authors)
    words = {word for family in families for word in family.replace("-", " ").split()}
    return tuple(sorted(word for word in words if len(word.strip(".")) > 1))


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


# -- judging -----------------------------------------------------------------------------------------------------


def compare(first: Record, second: Record) -> Judgement:
    """Judge whether two records are of one work; prose is never a work."""
    ours, theirs = read_traits(first), read_traits(second)
    if ours is None or theirs is None:
        return Judgement(same=False, apart=True, evidence=("prose is no work",))
    return judge(ours, theirs)


def judge(first: Traits, second: Traits) -> Judgement:
    """Judge whether two traits are of one work; the order of the two makes no difference."""
    if first.is_paper != second.is_paper:
        return Judgement(same=False, apart=True, evidence=("different kinds",))
    return _judge_papers(first, second) if first.is_paper else _judge_pages(first, second)


def _judge_pages(first: Traits, second: Traits) -> Judgement:
    if first.page and second.page:
        if first.page == second.page:
            return Judgement(same=True, strength=10, evidence=("same link",))
        return Judgement(same=False, apart=True, evidence=("different links",))
    same = bool(first.key) and first.key == second.key and not first.is_common
    return Judgement(same=same, strength=2 if same else 0, evidence=("same title",) if same else ())


def _judge_papers(first: Traits, second: Traits) -> Judgement:
    shared = set(first.ids) & set(second.ids)
    schemes = {scheme for scheme, _ in first.ids} & {scheme for scheme, _ in second.ids}
    contradicting = sorted(schemes - {scheme for scheme, _ in shared})
    likeness = title_likeness(first, second)
    evidence = [f"same {scheme} id {value}" for scheme, value in sorted(shared)]
    evidence += [f"different {scheme} ids" for scheme in contradicting]
    evidence.append(f"titles alike to {likeness:.0%}")
    if shared:
        if likeness >= ALIKE:
            return Judgement(same=True, strength=9 + (likeness == 1), evidence=tuple(evidence))
        return Judgement(same=False, apart=True, conflict=True, evidence=tuple(evidence))
    if contradicting or _is_other_nickname(first, second):
        return Judgement(same=False, apart=True, evidence=tuple(evidence))
    if first.page and first.page == second.page and likeness >= ALIKE:
        return Judgement(same=True, strength=8, evidence=("same link", *evidence))
    return _judge_by_title(first, second, evidence)


def _judge_by_title(first: Traits, second: Traits, evidence: list[str]) -> Judgement:
    """Judge papers without an id or a link in common: the titles must be equal, and nothing speak against it."""
    if not _is_equal_title(first, second):
        has_titles = bool(first.key and second.key)
        return Judgement(
            same=False,
            apart=has_titles and _is_other_number(first.title, second.title),
            evidence=tuple(evidence),
        )
    common = bool(set(first.families) & set(second.families))
    if common:
        return Judgement(same=True, strength=6, evidence=(*evidence, "an author in common"))
    if _is_other_people(first, second):
        return Judgement(same=False, apart=True, evidence=(*evidence, "no author in common"))
    if first.year and second.year and abs(first.year - second.year) > FAR_YEARS:
        return Judgement(same=False, evidence=(*evidence, "years far apart"))
    is_plain = (
        first.is_common or second.is_common or (first.key != second.key and bool(_SURVEY.search(first.title)))
    )
    if is_plain and not set(first.links) & set(second.links):
        return Judgement(same=False, evidence=(*evidence, "the title is a common one"))
    return Judgement(same=True, strength=4 + (first.key == second.key), evidence=tuple(evidence))


def _is_equal_title(first: Traits, second: Traits) -> bool:
    """Whether the titles are the same, a nickname in front of one of them aside."""
    if not first.key or not second.key:
        return False
    if first.key == second.key:
        return _numbers(first.title) == _numbers(second.title)
    return first.rest == second.key or second.rest == first.key


def _is_other_nickname(first: Traits, second: Traits) -> bool:
    """Whether two nicknames name two works of one subtitle: ``A: a study of X``, ``B: a study of X``."""
    return bool(first.rest) and first.rest == second.rest and first.nick != second.nick


def _is_other_people(first: Traits, second: Traits) -> bool:
    """Whether both have authors and none in common; names in two scripts cannot be compared."""
    ours, theirs = set(first.families), set(second.families)
    if not ours or not theirs or ours & theirs:
        return False
    return all(map(str.isascii, ours)) == all(map(str.isascii, theirs))


def title_likeness(first: Traits, second: Traits) -> float:
    """How alike two titles are, 0 to 1; 1 also where only one has a nickname in front, or there is none.

    Numbers must agree: ``InPars`` and ``InPars-v2``, ``Part I`` and ``Part II`` are two works, however alike.
    Titles in two languages are taken to be alike: one id under a title and its translation is no contradiction.
    """
    if not first.key or not second.key or _is_equal_title(first, second):
        return 1.0
    if _is_translated(first.key, second.key):
        return 0.9
    if first.key in second.names or second.key in first.names:
        return 0.95
    if _is_other_number(first.title, second.title):
        return 0.0
    if _swaps_a_word(first.title, second.title):
        return 0.5
    pairs = [(first.title, second.title), (first.key, second.key)]
    pairs += [(a, b) for a, b in ((first.rest, second.key), (first.key, second.rest)) if a and b]
    return min(0.99, max(fuzz.ratio(a, b) for a, b in pairs) / 100)


def _swaps_a_word(first: str, second: str) -> bool:
    """Whether one title has a quite different word in one place of the other: ``for English``, ``for Danish``."""
    ours, theirs = first.split(), second.split()
    other = [(a, b) for a, b in zip(ours, theirs, strict=False) if a != b]
    if len(ours) != len(theirs) or not 0 < len(other) <= 2:
        return False
    return any(min(len(a), len(b)) >= 4 and fuzz.ratio(a, b) < (75 if a[0] != b[0] else 60) for a, b in other)


def _is_translated(first: str, second: str) -> bool:
    """Whether one title is in Chinese, Japanese or Korean and the other is not at all."""
    ours, theirs = _count_han(first), _count_han(second)
    return (ours >= 4 and not theirs) or (theirs >= 4 and not ours)


def _is_other_number(first: str, second: str) -> bool:
    """Whether the numbers of two titles disagree; a year that only one of them has may be that of the venue."""
    ours, theirs = _numbers(first), _numbers(second)
    if ours and theirs:
        return ours != theirs
    return not all(_YEAR.fullmatch(number) for number in (*ours, *theirs))


@lru_cache(maxsize=8192)
def _numbers(folded: str) -> tuple[str, ...]:
    return tuple(sorted(_NUMBER.findall(folded)))
