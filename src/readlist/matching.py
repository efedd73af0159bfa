"""Telling works apart: whether two records are of one work, with the evidence.

    record ── match_keys ──> the entries worth comparing (same id, same folded title, same link)
    two records ── compare ──> same, different, or a conflict (one id, two works)

Neither an id nor a title is enough when the other contradicts it: notes carry wrong ids, and works share titles.
In doubt two records are two works; a false merge destroys, a missed one is only a suggestion.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from readlist.identifiers import Identifier, parse_url
from readlist.links import url_title
from readlist.text import fold, title_key

if TYPE_CHECKING:
    from readlist.records import Record

ALIKE = 0.86
"""Likeness from which two titles under one id are taken for spellings of one title."""
_WORK_IDS = ("arxiv", "doi", "acl", "openreview")
_NICKNAME = re.compile(r"^(?P<nick>[^:：—–]{1,40}?)\s*(?:[:：]|\s[—–]\s)\s*(?P<rest>.+)$")
_GENERIC = frozenset(
    "survey introduction overview tutorial conclusion review preface editorial abstract summary references lecture notes paper untitled "
    "asurvey acomprehensivesurvey areview literaturereview home demo github code blog website".split()
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?|\b(?:i{2,3}|iv|vi{0,3})\b")


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether two records are of one work, are surely not (``apart``), or neither.

    ``conflict``: they share an id and yet are two works.
    """

    same: bool
    apart: bool = False
    conflict: bool = False
    evidence: tuple[str, ...] = ()


def match_keys(record: Record) -> tuple[str, ...]:
    """The keys under which a record's work is looked for; two records of one work share at least one."""
    keys = [f"{i.scheme}:{i.value}" for i in record.ids if i.scheme in _WORK_IDS]
    if record.title and not _is_from_url(record):
        whole, rest = _title_keys(record.title)
        keys += [f"title:{key}" for key in (whole, rest) if key]
    if record.kind != "paper" and record.url:
        keys.append(f"url:{url_key(record.url)}")
    return tuple(dict.fromkeys(keys))


def compare(first: Record, second: Record) -> Judgement:
    """Judge whether two records are of one work."""
    if "note" in (first.kind, second.kind):
        return Judgement(same=False, apart=True)
    if (first.kind == "paper") != (second.kind == "paper"):
        return Judgement(same=False, apart=True, evidence=("different kinds",))
    if first.kind == "paper":
        return _compare_papers(first, second)
    return _compare_pages(first, second)


def _compare_pages(first: Record, second: Record) -> Judgement:
    if first.url and second.url:
        same = url_key(first.url) == url_key(second.url)
        return Judgement(same=same, apart=not same, evidence=("same link",) if same else ("different links",))
    same = bool(first.title and second.title) and title_key(first.title or "") == title_key(second.title or "")
    return Judgement(same=same and not _is_generic(first), evidence=("same title",) if same else ())


def _compare_papers(first: Record, second: Record) -> Judgement:
    shared, contradicting = _ids(first, second)
    likeness = title_likeness(first, second)
    evidence = [f"same {i.scheme} id {i.value}" for i in shared]
    evidence += [f"different {scheme} ids" for scheme in contradicting]
    evidence.append(f"titles alike to {likeness:.0%}")
    if shared:
        if likeness >= ALIKE:
            return Judgement(same=True, evidence=tuple(evidence))
        return Judgement(same=False, apart=True, conflict=True, evidence=tuple(evidence))
    if contradicting or likeness < 1:
        return Judgement(same=False, apart=bool(contradicting) or likeness == 0, evidence=tuple(evidence))
    if _authors_contradict(first, second):
        return Judgement(same=False, apart=True, evidence=(*evidence, "no author in common"))
    if _is_generic(first) and not (_authors_agree(first, second) or _links_agree(first, second)):
        return Judgement(same=False, evidence=(*evidence, "the title is a common one"))
    return Judgement(same=True, evidence=tuple(evidence))


def _ids(first: Record, second: Record) -> tuple[list[Identifier], list[str]]:
    """Ids in common, and the schemes in which the two have different ones only."""
    ours = {(i.scheme, i.value): i for i in first.ids if i.scheme in _WORK_IDS}
    theirs = {(i.scheme, i.value): i for i in second.ids if i.scheme in _WORK_IDS}
    shared = [i for key, i in ours.items() if key in theirs]
    schemes = {scheme for scheme, _ in ours} & {scheme for scheme, _ in theirs}
    return shared, sorted(schemes - {i.scheme for i in shared})


def title_likeness(first: Record, second: Record) -> float:
    """How alike two titles are, 0 to 1; 1 also where only one has a nickname in front, or has no title at all.

    Numbers must agree: ``InPars`` and ``InPars-v2``, ``Part I`` and ``Part II`` are two works, however alike.
    """
    if not first.title or not second.title or _is_from_url(first) or _is_from_url(second):
        return 1.0
    (a, a_rest), (b, b_rest) = _title_keys(first.title), _title_keys(second.title)
    if a == b or (a_rest and a_rest == b) or (b_rest and b_rest == a):
        return 1.0
    if _numbers(first.title) != _numbers(second.title):
        return 0.0
    if _is_short_name(first, second) or _is_short_name(second, first):
        return 0.95
    x, y = fold(first.title), fold(second.title)
    return min(0.99, max(fuzz.ratio(x, y), fuzz.ratio(a, b), fuzz.ratio(a_rest, b) if a_rest else 0, fuzz.ratio(a, b_rest) if b_rest else 0) / 100)


def _is_short_name(short: Record, full: Record) -> bool:
    """Whether one title is only the short name of the other: what stands before its colon, or its label."""
    key = title_key(short.title or "")
    match = _NICKNAME.match(full.title or "")
    names = [match["nick"]] if match else []
    names += [full.label] if full.label else []
    return len(key) >= 3 and any(title_key(name) == key for name in names)


@lru_cache(maxsize=65536)
def _title_keys(title: str) -> tuple[str, str]:
    """The key of a title, and of what follows a nickname in front of it, where that is a title by itself."""
    match = _NICKNAME.match(title)
    rest = match["rest"] if match else ""
    return title_key(title), title_key(rest) if len(rest.split()) >= 4 or len(title_key(rest)) >= 24 else ""


@lru_cache(maxsize=65536)
def _numbers(title: str) -> tuple[str, ...]:
    return tuple(sorted(_NUMBER.findall(fold(title))))


def _is_from_url(record: Record) -> bool:
    """Whether the title was made of the link, and says nothing by itself."""
    return bool(record.url) and record.title == url_title(record.url or "")


def _is_generic(record: Record) -> bool:
    key = title_key(record.title or "")
    words = (record.title or "").split()
    return key in _GENERIC or (len(words) <= 2 and len(key) <= 24 and not _NICKNAME.match(record.title or ""))


def _surnames(record: Record) -> set[str]:
    out = set()
    for name in record.authors:
        family = name.partition(",")[0] if "," in name else name
        out.update(word for word in fold(family).replace("-", " ").split() if len(word) > 1)
    return out


def _authors_agree(first: Record, second: Record) -> bool:
    return bool(_surnames(first) & _surnames(second))


def _authors_contradict(first: Record, second: Record) -> bool:
    ours, theirs = _surnames(first), _surnames(second)
    return bool(ours) and bool(theirs) and not ours & theirs


def _links_agree(first: Record, second: Record) -> bool:
    ours = {url_key(link.url) for link in first.links}
    return any(url_key(link.url) in ours for link in second.links)


@lru_cache(maxsize=65536)
def url_key(url: str) -> str:
    """A URL without what makes no difference: scheme, www, case of the host, tracking parameters, closing slash."""
    identifier = parse_url(url)
    bare = re.sub(r"^[a-z]+://(?:www\.)?", "", url, flags=re.IGNORECASE)
    bare = re.sub(r"(?<=[?&])(?:utm_\w+|fbclid|gclid|spm|from|share_source|usp|ref)=[^&#]*&?", "", bare).rstrip("?&/")
    host, slash, path = bare.partition("/")
    if identifier and identifier.scheme == "github" and path.rstrip("/").count("/") <= 1:
        return str(identifier)
    return f"{host.lower()}{slash}{path}"


