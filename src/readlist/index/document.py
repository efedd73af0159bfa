"""The indexed document of an entry: from the values of its rows to the tokens of its index rows.

    Fields ── make_doc ──> Doc ── pack ──> search_doc
                            ├─ names              tokens of each column of search_names
                            ├─ text               tokens of each column of search_text
                            └─ vocabulary_text()  the words of both that people type from memory ──> search_term

Nothing here reads the database, so that worker processes can run it.
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
_NAME_COLUMNS = 7
"""How many columns of ``search_names``, from the first, are tokenized from values; ``search_text`` has three more."""
_ID_COLUMN = NAMES.index("ids")
"""The column of ids and keys, which people copy instead of typing; the columns before it are typed from memory."""

_YEAR_DIGITS = 4

# Sets of letters at the start are searched for much faster than with IGNORECASE.
_URL = lazy_pattern(r"[hHwW](?:(?<=[hH])[tT]{2}[pP][sS]?://|(?<=[wW])[wW]{2}\.)\S+")
_URL_NOISE = lazy_pattern(
    r"^\w+://|\bwww\.|[?#].*$|\.(?:com|org|net|html?|pdf|md|io|cn|edu)\b", re.IGNORECASE
)
_MAX_URL_WORD, _SHORT_URL_WORD = 39, 10
"""Letters of a word of a URL, at most (https://github.com/shinnn/github-username-regex: 39 of an owner); of a short one."""
_PIECE = 100_000
_NAME_LETTERS = lazy_pattern(r"[^\W\d_]{5}")
_URL_WORD = lazy_pattern(r"[^\W_]+")
_URL_COMMON = frozenset("abs pdf arxiv blob tree main master index http https forum papers doi s p".split())
_TITLE_BREAK = lazy_pattern(r"[:：—–|?!]|\s-\s")
_TITLE_WORD = lazy_pattern(r"[a-z]+|[^\W_]")
_ARTICLES = frozenset(("a", "an", "the"))
SMALL_WORDS = frozenset(
    ("and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "via", "with")
)
"""Words whose initials are missing in most acronyms."""
_MAX_TITLE = 300
INITIALS = range(3, 7)
"""Letters of the acronyms that are looked for as the initials of a title."""
_MARKDOWN = lazy_pattern(r"<[^<>]{0,300}>|&\w{1,8};|!\[[^\]]*\]\([^)]*\)")


class Fields(NamedTuple):
    """The values of an entry that are indexed."""

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
    """(label, topic path, text) of each mention."""
    tags: Sequence[tuple[str]] = ()
    topics: Sequence[Sequence[str]] = ()
    ids: Sequence[tuple[str]] = ()
    links: Sequence[tuple[str]] = ()
    notes: Sequence[tuple[str]] = ()


class Doc(NamedTuple):
    """The tokens of one entry: one text for each column of the two full-text tables."""

    names: tuple[str, ...]
    text: tuple[str, ...]

    def pack(self) -> Packed:
        """Pack the document into the columns of ``search_doc``."""
        return "\n".join(self.names), "\n".join(self.text[1:])

    def vocabulary_text(self) -> str:
        """Return all words and joined compounds; parts of words, marks, ids and keys are left out."""
        _, *columns, parts = self.text
        return " ".join((*self.names[:_ID_COLUMN], *columns, parts.partition(VALUE_SEPARATOR)[0]))

    def vocabulary(self) -> set[str]:
        """Return the distinct words of ``vocabulary_text`` that belong in the vocabulary."""
        words: set[str] = set()
        for piece in _pieces(self.vocabulary_text()):
            words.update(filter(is_vocabulary_word, piece.split()))
        return words


def _pieces(text: str) -> Iterator[str]:
    """Cut a text at blanks into pieces of about ``_PIECE`` characters: the list of all words of a book is large."""
    start = 0
    while start < len(text):
        end = text.find(" ", start + _PIECE)
        end = len(text) if end < 0 else end
        yield text[start:end]
        start = end


Packed = tuple[str, str]
"""A ``Doc`` as two texts, one column per line: its names, and its text without the column that repeats the names."""


def unpack(names: str, text: str) -> Doc:
    """Restore what ``Doc.pack`` returned."""
    columns = unpack_names(names)
    return Doc(columns, (_all_names(columns), *text.split("\n")))


def unpack_names(names: str) -> tuple[str, ...]:
    """Restore only the names of a ``Doc``."""
    return tuple(names.split("\n"))


def _all_names(names: Sequence[str]) -> str:
    return f" {VALUE_SEPARATOR} ".join(filter(None, names[:-2]))


def make_docs(entries: Iterable[Fields]) -> dict[int, Packed]:
    """Tokenize entries; return their packed documents by entry id."""
    return {fields.entry_id: make_doc(fields).pack() for fields in entries}


def make_doc(entry: Fields) -> Doc:
    """Tokenize an entry."""
    labels = list(dict.fromkeys([*entry.aliases, *(label for label, _, _ in entry.mentions if label)]))
    tags = [name for (name,) in entry.tags]
    found = tokenize_columns(_columns(entry, labels, tags))
    compounds = [compound for _, compound in found.compounds]
    name_compounds = [compound for column, compound in found.compounds if column < _NAME_COLUMNS]
    name_texts = (" ".join(text.split()) for text in found.texts[:_NAME_COLUMNS])
    names = (*name_texts, _format_parts(name_compounds), _marks(entry, labels, tags))
    return Doc(names, (_all_names(names), *found.texts[_NAME_COLUMNS:], _format_parts(compounds)))


def _columns(entry: Fields, labels: list[str], tags: list[str]) -> Iterable[Iterable[str | None]]:
    """Return the values of each column, in the order of the tables."""
    paths = dict.fromkeys(tuple(path) for path in (*(path for _, path, _ in entry.mentions), *entry.topics))
    urls = dict.fromkeys([*(link for (link,) in entry.links), *([entry.url] if entry.url else [])])
    return (
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


def _marks(entry: Fields, labels: list[str], tags: list[str]) -> str:
    """Return the marks of an entry's tags, title and labels."""
    marks = [mark("tag", tag) for tag in tags]
    if entry.kind != "note":  # the title of a note is a heading, which names a topic, not a work
        marks += [title_mark(name) for name in (entry.title, *labels)]
        marks += [initials_mark(letters) for letters in _initials(entry.title)]
    return " ".join(dict.fromkeys(marks))


def is_vocabulary_word(word: str) -> bool:
    """Whether a word belongs in the vocabulary: not a separator, and not a number of one work (in URLs, made2024n17).

    Such a number is searched for as it is, or by a prefix that is not stemmed, so the vocabulary can do without it.
    """
    if word.isalpha():
        return True
    if not word[-1].isdigit():
        return word != VALUE_SEPARATOR
    is_year = len(word) <= _YEAR_DIGITS and word.isdigit()
    return is_year or sum(map(str.isdigit, word)) < _YEAR_DIGITS


def _format_parts(compounds: Sequence[Tokens]) -> str:
    """Return the joined forms of compounds, then, after a separator, their parts."""
    if not compounds:
        return ""
    joined = dict.fromkeys(word for compound in compounds for word in compound.joined)
    parts = dict.fromkeys(word for compound in compounds for word in compound.parts)
    return " ".join([*joined, *([VALUE_SEPARATOR, *parts] if parts else [])])


def title_mark(name: str) -> str:
    """Return the token that matches entries with exactly this title or label."""
    return mark("is", f"{zlib.crc32(title_key(name).encode()):08x}")


def _initials(title: str) -> Iterator[str]:
    """Yield the initials of the first three to six words of a title, and of what follows a colon or dash in it.

    Acronyms have those of small words (BoW: Bag of Words) or not (LFW: Labeled Faces in the Wild).
    """
    for part in _TITLE_BREAK.split(title[:_MAX_TITLE].lower()):
        words = [word for word in _TITLE_WORD.findall(part) if word not in _ARTICLES]
        telling = [word for word in words if word not in SMALL_WORDS]
        for some in (words, telling) if len(telling) < len(words) else (words,):
            letters = "".join([word[0] for word in some[: INITIALS[-1]]])
            if letters.isascii() and letters.isalpha():
                yield from (letters[:size] for size in INITIALS if len(letters) >= size)


def initials_mark(letters: str) -> str:
    """Return the token that matches entries whose title, or a part of it, begins with words of these initials."""
    return f"§of{letters}0"  # as ``mark``, which folds the value first


def mark(kind: str, value: str) -> str:
    """Return one token for a whole value, such as a tag: equal for values that fold to the same text, and only those.

    No word of a text or a query begins with ``§``, so that no word or prefix matches a mark by accident.
    """
    letters = fold(value)
    if not letters.isalnum():
        letters = "".join(char if char.isalnum() else f"x{ord(char):x}" for char in letters)
    return f"§{kind}{letters}0"  # a token that ends in a digit is not stemmed


def find_url_words(urls: Iterable[str]) -> Iterator[str]:
    """Yield the words of URLs that a person may remember: site, owner, name, words of a slug; no generated numbers."""
    for url in urls:
        for word in _URL_WORD.findall(_URL_NOISE.sub(" ", unquote(url))):
            if word.casefold() not in _URL_COMMON and len(word) <= _MAX_URL_WORD and _is_name(word):
                yield word


def _is_name(word: str) -> bool:
    """Whether a word of a URL may be a name, in which letters stand together, and not a generated number."""
    return word.isalpha() or len(word) <= _SHORT_URL_WORD or bool(_NAME_LETTERS.search(word))


def _strip_markup(text: str) -> str:
    if "//" in text or "w." in text.lower():
        text = _URL.sub(" ", text)
    return _MARKDOWN.sub(" ", text) if "<" in text or "&" in text or "![" in text else text
