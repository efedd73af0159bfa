"""Citation keys: short, ASCII in any language, unique; an entry keeps its key until the person asks for another.

The pattern is in the settings (``model.key_pattern``); with the default one:

Edward J. Hu, 2021, LoRA: Low-Rank …    hu2021lora
no author                               mixlora-enhancing2024
no year, arXiv 2106.09685               hu2021lora
owner/name                              name
从头预训练…                              congtou-yuxunlian (romanised, a word at a time)
https://arxiv.org/abs/2312.06648        arxiv-2312-06648, if there is no title yet
https://example.org/posts/agents        agents
prose                                   none; the library names it by its number
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from anyascii import anyascii

from readlist.config import KEY_PATTERN
from readlist.model.identifiers import parse_identifier
from readlist.model.key_pattern import MAX_LENGTH, KeyParts, write_key
from readlist.model.person_name import is_others, parse_name
from readlist.model.urls import is_web, url_title
from readlist.text.han_words import SMALL_HAN, split_han
from readlist.text.script_table import SIMPLIFIED, TRADITIONAL
from readlist.util.lazy_regex import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from readlist.model.identifiers import Identifier
    from readlist.model.name_parts import PersonName

_SMALL = frozenset(
    "a an and as at by for from how in is of on or the to toward towards via what when why with can do are".split()
)
_HAN = lazy_pattern(r"[\u3400-\u9fff]+")
_COMPOUND_FAMILIES = frozenset(
    "欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 夏侯 皇甫 尉迟 尉遲 公孙 公孫 慕容 令狐 司徒 端木 东方 東方 南宫 南宮 长孙 長孫".split()
)
"""Chinese family names of two characters."""
_ARXIV_YEAR = lazy_pattern(r"(?:[a-z.-]+/)?(\d\d)\d\d", re.IGNORECASE)
_LONGEST = MAX_LENGTH - 8
"""Longest word of a key: a longer one would leave no place for a year and a name."""


def base_key(
    title: str,
    authors: Sequence[str | PersonName],
    year: int | None,
    *,
    ids: Iterable[Identifier] = (),
    pattern: str = KEY_PATTERN,
) -> str:
    """Return the preferred key of an entry, which may not be unique.

    Without a year, the arXiv ID among ``ids`` says it. Raises UsageError for what is not a pattern.
    """
    stated = str(year or "")
    if is_web(title) and " " not in title:
        title = _named_by(title)
    if named := _id_words(title):
        return "-".join(named)[:MAX_LENGTH].strip("-") + stated
    stated = stated or str(_year_of(ids) or "")
    families = tuple(filter(None, map(_family, authors)))
    words = _strong_words(title)
    key = write_key(pattern, KeyParts(families, stated, words)) if families or words else ""
    return key or f"entry{stated}"


def _year_of(ids: Iterable[Identifier]) -> int | None:
    """Return the year of an arXiv ID (https://info.arxiv.org/help/arxiv_identifier.html: since 1991)."""
    for one in ids:
        if one.scheme == "arxiv" and (match := _ARXIV_YEAR.match(one.value)):
            number = int(match[1])
            return number + (1900 if number > 90 else 2000)
    return None


def _strong_words(title: str) -> list[str]:
    """Return the significant words of a title (of ``owner/name``, of the name), or all words if none is."""
    is_path = "/" in title and " " not in title
    words = _words(title.rpartition("/")[2] if is_path else title)
    return [word for word in words if word not in _SMALL] or words


def _named_by(address: str) -> str:
    """Return what a web address names: an ID, ``owner/name``, or host and last part of the path, without suffix."""
    return re.sub(r"\.(?:html?|pdf|md|php|aspx?)$", "", url_title(address))


def _id_words(title: str) -> list[str]:
    """Return the words of a title that is only an ID, except for repositories, which are named by their title."""
    identifier = None if " " in title else parse_identifier(title)
    return _words(str(identifier)) if identifier and identifier.scheme != "github" else []


def _words(text: str) -> list[str]:
    spaced = _HAN.sub(lambda match: f" {_romanise(match[0])} ", text[:200])
    words = re.findall(r"[a-z0-9]+", anyascii(re.sub(r"['’]", "", spaced)).lower())
    return [word[:_LONGEST] for word in words]


@cache
def _simplified() -> dict[int, int]:
    return str.maketrans(TRADITIONAL, SIMPLIFIED)


def _romanise(text: str) -> str:
    """Return the words of a run of Chinese characters in Latin letters, without the small ones if there are others."""
    words = split_han(text.translate(_simplified()))
    return " ".join(
        re.sub(r"\W", "", anyascii(word)) for word in words if word not in SMALL_HAN or len(words) == 1
    )


def _family(name: str | PersonName) -> str:
    if isinstance(name, str) and name[:2] in _COMPOUND_FAMILIES and len(name) > 2:
        family = name[:2]
    elif isinstance(name, str):
        family = "" if is_others(name) else parse_name(name).family
    else:
        family = name.family
    plain = family if family.isascii() else anyascii(family)
    letters = (plain if plain.isalpha() else re.sub(r"[^A-Za-z]", "", plain))[:_LONGEST]
    return letters.capitalize() if _HAN.match(family) else letters


def unique_keys(bases: Iterable[str], find_taken: Callable[[list[str]], set[str]]) -> list[str]:
    """Return a key for each of ``bases``, with letters appended to keep them distinct.

    ``find_taken`` returns those of the given keys that the library has already. It is called for batches where possible.
    """
    wanted = list(bases)
    taken = find_taken(sorted(set(wanted)))
    crowded = _crowded(wanted, taken)
    taken |= find_taken([f"{base}{suffix}" for base in sorted(crowded) for suffix in suffixes(26)])
    used: set[str] = set()
    nexts: dict[str, Iterator[str]] = {}
    out = []
    for base in wanted:
        key = base
        while key in taken or key in used:
            key = base + next(nexts.setdefault(base, suffixes(None)))
            # Checked above: a crowded base with one letter. Not checked: two letters, and a base whose own key
            # was given to another as a lettered key ("a" twice, then "aa").
            if base not in crowded or len(key) - len(base) > 1:
                taken |= find_taken([key])
        used.add(key)
        out.append(key)
    return out


def _crowded(wanted: list[str], taken: set[str]) -> set[str]:
    """Return the bases that are wanted more than once or are taken."""
    seen: set[str] = set()
    twice: set[str] = set()
    for base in wanted:
        (twice if base in seen else seen).add(base)
    return twice | (seen & taken)


def suffixes(count: int | None) -> Iterator[str]:
    """Yield a to z, then aa, ab and so on; at most ``count``."""
    number = 0
    while count is None or number < count:
        text, rest = "", number + 1
        while rest:
            rest, digit = divmod(rest - 1, 26)
            text = chr(97 + digit) + text
        yield text
        number += 1
