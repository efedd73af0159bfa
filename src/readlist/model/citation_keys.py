"""Citation keys: short, ASCII in any language, unique, never changed once assigned.

Edward J. Hu, 2021, LoRA: Low-Rank …    hu2021lora
no author                               mixlora2024, higher-layers-need2024
owner/name                              name
从头预训练…                              cong-tou-yu (romanised)
https://arxiv.org/abs/2312.06648        arxiv-2312-06648, if there is no title yet
https://example.org/posts/agents        agents
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from anyascii import anyascii

from readlist.model.identifiers import parse_identifier
from readlist.model.person_name import parse_name
from readlist.model.urls import is_web, url_title
from readlist.util.lazy_regex import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_SMALL = frozenset(
    "a an and as at by for from how in is of on or the to toward towards via what when why with can do are".split()
)
_HAN = lazy_pattern(r"[\u3400-\u9fff]")
_MAX_LENGTH = 32


def base_key(title: str, authors: tuple[str, ...], year: int | None) -> str:
    """Return the preferred key of an entry, which may not be unique."""
    stated = str(year) if year else ""
    if is_web(title) and " " not in title:
        title = _named_by(title)
    if named := _id_words(title):
        return "-".join(named)[:_MAX_LENGTH].strip("-") + stated
    strong = _strong_words(title)
    if authors and (family := _family(authors[0])):
        return f"{family}{stated}{''.join(strong[:1])}"[:_MAX_LENGTH]
    name = _short_name(title) or "-".join(strong[:3])
    return (name[:_MAX_LENGTH].strip("-") or "entry") + stated


def _strong_words(title: str) -> list[str]:
    """Return the significant words of a title (of ``owner/name``, of the name), or all words if none is."""
    is_path = "/" in title and " " not in title
    words = _words(title.rpartition("/")[2] if is_path else title)
    return [word for word in words if word not in _SMALL] or words


def _short_name(title: str) -> str:
    """Return the name of one or two words before a colon, joined; an empty string if there is none."""
    head, *rest = re.split(r"[:：]", title, maxsplit=1)
    words = _words(head) if rest else []
    return "".join(words) if len(words) <= 2 else ""


def _named_by(address: str) -> str:
    """Return what a web address names: an ID, ``owner/name``, or host and last part of the path, without suffix."""
    return re.sub(r"\.(?:html?|pdf|md|php|aspx?)$", "", url_title(address))


def _id_words(title: str) -> list[str]:
    """Return the words of a title that is only an ID, except for repositories, which are named by their title."""
    identifier = None if " " in title else parse_identifier(title)
    return _words(str(identifier)) if identifier and identifier.scheme != "github" else []


def _words(text: str) -> list[str]:
    spaced = _HAN.sub(lambda match: f" {anyascii(match[0])} ", text[:200])
    return re.findall(r"[a-z0-9]+", anyascii(re.sub(r"['’]", "", spaced)).lower())


def _family(name: str) -> str:
    return re.sub(r"[^a-z]", "", anyascii(parse_name(name).family).lower())


def unique_keys(bases: Iterable[str], find_taken: Callable[[list[str]], set[str]]) -> list[str]:
    """Return a key for each of ``bases``, with letters appended to keep them distinct.

    ``find_taken`` returns those of the given keys that the library has already. It is called for batches where possible.
    """
    wanted = list(bases)
    taken = find_taken(sorted(set(wanted)))
    crowded = _crowded(wanted, taken)
    taken |= find_taken([f"{base}{suffix}" for base in sorted(crowded) for suffix in _suffixes(26)])
    used: set[str] = set()
    nexts: dict[str, Iterator[str]] = {}
    out = []
    for base in wanted:
        key = base
        while key in taken or key in used:
            key = base + next(nexts.setdefault(base, _suffixes(None)))
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


def _suffixes(count: int | None) -> Iterator[str]:
    """Yield a to z, then aa, ab and so on; at most ``count``."""
    number = 0
    while count is None or number < count:
        text, rest = "", number + 1
        while rest:
            rest, digit = divmod(rest - 1, 26)
            text = chr(97 + digit) + text
        yield text
        number += 1
