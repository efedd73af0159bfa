"""What an entry is found by: from the values of its rows to the tokens of its index rows.

    Fields ── make_doc ──> Doc ── pack ──> search_doc
                            ├─ names       a text for each column of search_names
                            ├─ text        a text for each column of search_text
                            └─ spoken()    words of both that people write by heart ──> search_term

Nothing here asks the database, so that another process can do it.
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from readlist.text.folding import fold, title_key
from readlist.text.tokenizer import VALUE_SEPARATOR, tokenize_columns
from readlist.util.lazy_regex import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from readlist.text.tokenizer import Tokens

NAMES = ("title", "labels", "authors", "topics", "tags", "venue", "ids", "parts", "marks")
TEXT = ("names", "abstract", "notes", "other", "parts")
_NAMES = 7
"""Columns of names that hold what the rows do; of the text, there are three more."""
_SPOKEN = NAMES.index("ids")
"""Columns of names before that of the ids and keys, which people copy."""

_YEAR_DIGITS = 4

_URL = lazy_pattern(r"https?://\S+|www\.\S+", re.IGNORECASE)
_URL_WASTE = lazy_pattern(
    r"^\w+://|\bwww\.|[?#].*$|\.(?:com|org|net|html?|pdf|md|io|cn|edu)\b", re.IGNORECASE
)
_URL_WORD = lazy_pattern(r"[^\W_]+")
_URL_COMMON = frozenset("abs pdf arxiv blob tree main master index http https forum papers doi s p".split())
_MARKDOWN = lazy_pattern(r"<[^<>]{0,300}>|&\w{1,8};|!\[[^\]]*\]\([^)]*\)")


class Fields(NamedTuple):
    """The values of an entry's rows that it is found by."""

    entry_id: int
    key: str
    kind: str
    title: str
    aliases: Sequence[str]
    authors: Sequence[str]
    org: str | None
    abstract: str | None
    year: int | None
    venue: str | None
    url: str | None
    mentions: Sequence[tuple[str | None, Sequence[str], str]] = ()
    """Label, topic path and text of each."""
    tags: Sequence[tuple[str]] = ()
    topics: Sequence[Sequence[str]] = ()
    ids: Sequence[tuple[str]] = ()
    links: Sequence[tuple[str]] = ()
    notes: Sequence[tuple[str]] = ()


class Doc(NamedTuple):
    """The tokens of one entry, as they go into the columns of both tables."""

    names: tuple[str, ...]
    text: tuple[str, ...]

    def pack(self) -> Packed:
        """Pack for ``search_doc``."""
        return "\n".join(self.names), "\n".join(self.text[1:])

    def spoken(self) -> str:
        """Give all words, and compounds as one word; no parts of words, no marks, no ids and keys."""
        _, *columns, parts = self.text
        return " ".join((*self.names[:_SPOKEN], *columns, parts.partition(VALUE_SEPARATOR)[0]))

    def vocabulary(self) -> set[str]:
        """Give the words that are ``spoken``, each once, but for numbers of one work."""
        return set(filter(is_spoken, self.spoken().split()))


Packed = tuple[str, str]
"""The columns of a ``Doc`` as lines: those of its names, and those of its text but for the names in it."""


def unpack(names: str, text: str) -> Doc:
    """Read what ``Doc.pack`` packed."""
    columns = unpack_names(names)
    return Doc(columns, (_all_names(columns), *text.split("\n")))


def unpack_names(names: str) -> tuple[str, ...]:
    """Read the columns of the names only."""
    return tuple(names.split("\n"))


def _all_names(names: Sequence[str]) -> str:
    return f" {VALUE_SEPARATOR} ".join(filter(None, names[:-2]))


def make_docs(entries: Iterable[Fields]) -> dict[int, Packed]:
    """Make the tokens of several entries, by their ids."""
    return {fields.entry_id: make_doc(fields).pack() for fields in entries}


def make_doc(entry: Fields) -> Doc:
    """Make the tokens of an entry."""
    tags = [name for (name,) in entry.tags]
    labels = list(dict.fromkeys([*entry.aliases, *(label for label, _, _ in entry.mentions if label)]))
    paths = dict.fromkeys(tuple(path) for path in (*(path for _, path, _ in entry.mentions), *entry.topics))
    urls = dict.fromkeys([*(link for (link,) in entry.links), *([entry.url] if entry.url else [])])
    columns = (
        [entry.title],
        labels,
        entry.authors,
        map(" / ".join, paths),
        tags,
        [entry.venue, str(entry.year) if entry.year else None],
        [*(value for (value,) in entry.ids), entry.key],
        [entry.abstract],
        [*(body for (body,) in entry.notes), *(_strip_markup(text) for _, _, text in entry.mentions)],
        [entry.org, " ".join(find_url_words(urls))],
    )
    found = tokenize_columns(columns)
    marks = [mark("tag", tag) for tag in tags]
    if entry.kind != "note":  # a heading is no title to be found by
        marks += [whole_mark(name) for name in (entry.title, *labels)]
    cuts = [cut for _, cut in found.compounds]
    names_cuts = [cut for column, cut in found.compounds if column < _NAMES]
    names_texts = (" ".join(text.split()) for text in found.texts[:_NAMES])
    names = (*names_texts, _parts(names_cuts), " ".join(dict.fromkeys(marks)))
    return Doc(names, (_all_names(names), *found.texts[_NAMES:], _parts(cuts)))


def is_spoken(word: str) -> bool:
    """Whether a word may be known: not what keeps values apart, nor what numbers one work (of an address, made2024n17).

    Such a number is asked for as it is, or by its beginning, which no ending is taken off: it need not be known.
    """
    if word.isalpha():
        return True
    if not word[-1].isdigit():
        return word != VALUE_SEPARATOR
    is_year = len(word) <= _YEAR_DIGITS and word.isdigit()
    return is_year or sum(map(str.isdigit, word)) < _YEAR_DIGITS


def _parts(compounds: Sequence[Tokens]) -> str:
    """Write the joined forms of compounds, then their parts."""
    if not compounds:
        return ""
    joined = dict.fromkeys(word for cut in compounds for word in cut.joined)
    parts = dict.fromkeys(word for cut in compounds for word in cut.parts)
    return " ".join([*joined, *([VALUE_SEPARATOR, *parts] if parts else [])])


def whole_mark(name: str) -> str:
    """Make the token by which an entry with just this title or label is found."""
    return mark("is", f"{zlib.crc32(title_key(name).encode()):08x}")


def mark(kind: str, value: str) -> str:
    """Make one token of a whole value, such as a tag: equal for values that fold alike, and for no others.

    No word of a text or a query begins with its first character, so no beginning of a word finds it.
    """
    letters = fold(value)
    if not letters.isalnum():
        letters = "".join(char if char.isalnum() else f"x{ord(char):x}" for char in letters)
    return f"§{kind}{letters}0"  # a token that ends in a digit is not stemmed


def find_url_words(urls: Iterable[str]) -> Iterator[str]:
    """Yield what a person may remember of URLs: site, owner, name, words of a slug; no numbers made by machines."""
    for url in urls:
        for word in _URL_WORD.findall(_URL_WASTE.sub(" ", unquote(url))):
            if word.casefold() not in _URL_COMMON and (word.isalpha() or len(word) <= 10) and len(word) <= 30:
                yield word


def _strip_markup(text: str) -> str:
    if "//" in text or "w." in text.lower():
        text = _URL.sub(" ", text)
    return _MARKDOWN.sub(" ", text) if "<" in text or "&" in text or "![" in text else text
