"""What an entry is found by: from the values of its rows to the tokens of its index rows.

    Fields ── make_doc ──> Doc ── pack ──> search_doc
                            ├─ names       a text for each column of search_names
                            └─ text        a text for each column of search_text

Nothing here asks the database, so that another process can do it.
"""

from __future__ import annotations

import json
import re
import zlib
from array import array
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from readlist.text.patterns import lazy_pattern
from readlist.text.tokens import APART, Gathered, mark, title_key, tokenize_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

NAMES = ("title", "labels", "authors", "topics", "tags", "venue", "ids", "parts", "marks")
TEXT = ("names", "abstract", "notes", "other", "parts")

_URL = lazy_pattern(r"https?://\S+|www\.\S+", re.IGNORECASE)
_URL_WASTE = lazy_pattern(
    r"^\w+://|\bwww\.|[?#].*$|\.(?:com|org|net|html?|pdf|md|io|cn|edu)\b", re.IGNORECASE
)
_URL_WORD = lazy_pattern(r"[^\W_]+")
_URL_COMMON = frozenset("abs pdf arxiv blob tree main master index http https forum papers doi s p".split())
_MARKDOWN = lazy_pattern(r"<[^<>]{0,300}>|&\w{1,8};|!\[[^\]]*\]\([^)]*\)")


class Fields(NamedTuple):
    """The values of an entry's rows that it is found by, as the tables hold them; lists and paths as JSON."""

    entry_id: int
    key: str
    kind: str
    title: str
    aliases: str
    authors: str
    org: str | None
    abstract: str | None
    year: int | None
    venue: str | None
    url: str | None
    mentions: Sequence[tuple[str | None, str | None, str]] = ()
    """Label, topic path and text of each."""
    tags: Sequence[tuple[str]] = ()
    topics: Sequence[tuple[str]] = ()
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

    def vocabulary(self) -> set[str]:
        """Give all words, and compounds as one word; no parts of words, no marks."""
        *_, names_parts, _ = self.names
        names, *columns, parts = self.text
        joined = (names_parts.partition(APART)[0], parts.partition(APART)[0])
        return set(" ".join((names, *columns, *joined)).split()) - {APART}


Packed = tuple[str, str]
"""The columns of a ``Doc`` as lines: those of its names, and those of its text but for the names in it."""


class Docs(NamedTuple):
    """The tokens of several entries, packed, by id; and in how many of them each word stands."""

    docs: dict[int, Packed]
    words: WordCounts


class WordCounts(NamedTuple):
    """Words, a line each, and in how many entries each of them stands: as long as it is only passed on."""

    lines: str
    counts: array[int]

    def items(self) -> Iterator[tuple[str, int]]:
        """Yield each word with its count."""
        return zip(self.lines.split("\n"), self.counts, strict=True) if self.counts else iter(())


def unpack(names: str, text: str) -> Doc:
    """Read what ``Doc.pack`` packed."""
    columns = unpack_names(names)
    return Doc(columns, (_all_names(columns), *text.split("\n")))


def unpack_names(names: str) -> tuple[str, ...]:
    """Read the columns of the names only."""
    return tuple(names.split("\n"))


def _all_names(names: Sequence[str]) -> str:
    return f" {APART} ".join(filter(None, names[:-2]))


def make_docs(entries: Iterable[Fields]) -> Docs:
    """Make the tokens of several entries."""
    docs: dict[int, Packed] = {}
    words: Counter[str] = Counter()
    for fields in entries:
        doc, vocabulary = make_doc(fields)
        docs[fields.entry_id] = doc.pack()
        words.update(vocabulary)  # at once: memory that is used again soon is quick
    return Docs(docs, pack_counts(words))


def count_words(vocabularies: Iterable[Iterable[str]]) -> WordCounts:
    """Count in how many entries each word stands, from the words of each."""
    return pack_counts(Counter(chain.from_iterable(vocabularies)))


def pack_counts(words: Counter[str]) -> WordCounts:
    """Pack counts to be passed on."""
    return WordCounts("\n".join(words), array("l", words.values()))


def make_doc(entry: Fields) -> tuple[Doc, set[str]]:
    """Make the tokens of an entry, and with them its vocabulary."""
    tags = [name for (name,) in entry.tags]
    labels = list(
        dict.fromkeys([*_values(entry.aliases), *(label for label, _, _ in entry.mentions if label)])
    )
    paths = dict.fromkeys(path for _, path, _ in entry.mentions if path)
    paths |= dict.fromkeys(path for (path,) in entry.topics)
    names, found = tokenize_columns(
        (
            [entry.title],
            labels,
            _values(entry.authors),
            (" / ".join(_values(path)) for path in paths),
            tags,
            [entry.venue, str(entry.year) if entry.year else None],
            [*(value for (value,) in entry.ids), entry.key],
        )
    )
    urls = dict.fromkeys([*(link for (link,) in entry.links), *([entry.url] if entry.url else [])])
    more, also = tokenize_columns(
        (
            [entry.abstract],
            [*(body for (body,) in entry.notes), *(_strip_markup(text) for _, _, text in entry.mentions)],
            [entry.org, " ".join(find_url_words(urls))],
        )
    )
    marks = [mark("tag", tag) for tag in tags]
    if entry.kind != "note":  # a heading is no title to be found by
        marks += [whole_mark(name) for name in (entry.title, *labels)]
    columns = (*names, _parts(found), " ".join(dict.fromkeys(marks)))
    doc = Doc(columns, (_all_names(columns), *more, _parts(found, also)))
    return doc, found.words.union(also.words, found.joined, also.joined)


def _values(text: str) -> list[str]:
    """Read a column that holds a JSON list; most hold an empty one."""
    return [] if text == "[]" else json.loads(text)


def _parts(*found: Gathered) -> str:
    """Write the joined forms of compounds, then their parts."""
    joined = dict.fromkeys(word for gathered in found for word in gathered.joined)
    parts = dict.fromkeys(word for gathered in found for word in gathered.parts)
    return " ".join([*joined, *([APART, *parts] if parts else [])])


def whole_mark(name: str) -> str:
    """Make the token by which an entry with just this title or label is found."""
    return mark("is", f"{zlib.crc32(title_key(name).encode()):08x}")


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
