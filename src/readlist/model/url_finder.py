"""Find the URLs in a text, and repair misspelt ones (``url_repair``)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from readlist.model.url_repair import ADDRESS, repair_url
from readlist.model.urls import ROLE_WORDS
from readlist.util.lazy_regex import lazy_pattern

_NO_ADDRESS = ("", "http://", "https://", "ftp://")
_CLOSERS = {")": "(", "]": "[", "}": "{"}


class FoundUrl(NamedTuple):
    """A URL in a text: its start and end offsets, and the repaired URL."""

    start: int
    end: int
    url: str


def find_urls(text: str) -> list[FoundUrl]:
    """Return the bare URLs in a text, with or without a scheme, excluding punctuation after them."""
    if "/" not in text and "www." not in text.lower():
        return []
    found = []
    for match in ADDRESS.finditer(text):
        raw = _trim(match[0])
        url = repair_url(raw)
        if url not in _NO_ADDRESS:
            found.append(FoundUrl(match.start(), match.start() + len(raw), url))
    return found


def _trim(url: str) -> str:
    """Remove trailing punctuation that belongs to the sentence."""
    while url:
        last = url[-1]
        if last in ".,;:!?'*_~…·" or (last in _CLOSERS and url.count(last) > url.count(_CLOSERS[last])):
            url = url[:-1]
        elif url.endswith(("](", ")[")):
            url = url[:-2]
        else:
            break
    for cut in ("](", ")[", "]["):
        url = url.partition(cut)[0]
    return url


_GENERIC = lazy_pattern(
    rf"\W*\d*\W*|(?:\W*(?:{'|'.join(ROLE_WORDS.values())}|and|和))+\W*\d*\W*", re.IGNORECASE
)


@lru_cache(maxsize=4096)
def is_generic(text: str) -> bool:
    """Whether a link text only names the type of the target (``pdf``, ``[Code]``, ``论文``), not a work."""
    text = text.strip()
    return not text or bool(_GENERIC.fullmatch(text)) or bool(ADDRESS.fullmatch(text))
