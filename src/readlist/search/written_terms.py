"""Shared words as they are written: the index has them folded, in lower case and without accents.

lora, 检索, peft 系列篇  ──  title, labels, abstract, mentions; topics, tags, authors  ──>  LoRA, 檢索, PEFT 系列篇
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from readlist.text.folding import fold, fold_char

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from readlist.model.entry import Entry

_MOST_READ = 20_000
"""Characters of an entry in which a word is looked for."""
_SEPARATORS = re.compile(r"[\W_]+")


def as_written(terms: Iterable[str], entry: Entry) -> tuple[str, ...]:
    """Return folded terms as an entry writes them, each once: topics, tags and authors whole, and no words of these."""
    values = {_key(value): value for value in (*map(" / ".join, entry.topics), *entry.tags, *entry.authors)}
    given = list(terms)
    named = {word for term in given if _key(term) in values and " " in term for word in fold(term).split()}
    text = _Folded("\n".join(_texts(entry))[:_MOST_READ])
    shown = [values.get(_key(term)) or text.find(term) or term for term in given if term not in named]
    once: dict[str, str] = {}
    for one in shown:
        once.setdefault(fold(one), one)
    return tuple(once.values())


def _texts(entry: Entry) -> Iterator[str]:
    yield entry.title
    yield from entry.aliases
    yield entry.abstract or ""
    yield from (mention.text for mention in entry.mentions)


def _key(text: str) -> str:
    return _SEPARATORS.sub("", fold(text))


class _Folded:
    """A text with its folded form, in which words are found however they are written."""

    def __init__(self, text: str) -> None:
        pieces = [fold_char(character) for character in text]
        self._text = text
        self._folded = "".join(pieces)
        self._places: Sequence[int] = [place for place, piece in enumerate(pieces) for _ in piece]

    def find(self, term: str) -> str | None:
        """Return the commonest form of a folded term, as a word if it is one somewhere; None if it is nowhere."""
        word = re.escape(term)
        for pattern in (rf"(?<![a-z0-9]){word}(?![a-z0-9])", word):
            forms = Counter(
                self._text[self._places[found.start()] : self._places[found.end() - 1] + 1]
                for found in re.finditer(pattern, self._folded)
            )
            if forms:
                return forms.most_common(1)[0][0]
        return None
