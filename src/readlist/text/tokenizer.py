r"""Tokenizer, shared by the index and the queries.

    text ── normalize()   LaTeX undone, width and ligatures folded, accents stripped, traditional -> simplified;
      │                   case kept, because it shows where the parts of a compound meet
      ├── fold()          the same in lower case, white space collapsed, LaTeX left in
      ├── title_key()     fold, then letters and digits only
      └── tokenize()      words, joined, parts

                  words           joined     parts
    Self-RAG      self rag        selfrag
    GPT-4V        gpt 4v          gpt4v
    LoRAMoE       loramoe                    lora moe loramo …
    LLM遗忘       llm 遗忘 忘                (a run of Chinese, Japanese or Korean: its bigrams and last character)
    PointNet++      pointnetplusplus           pointnet
    $\lambda$, λ  lambda

Words keep the order of the text, so that phrases can be matched. Joined forms and parts are the other forms in which
people search for a compound. Any change here that changes a token must increase ``VERSION``, so that the index is
rebuilt.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import combinations, groupby
from operator import add
from typing import TYPE_CHECKING, NamedTuple

from readlist.text.folding import FIRST_CJK, GREEK_LETTERS, is_cjk, normalize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

VERSION = 4
"""Version of the tokens; an index of another version is rebuilt."""
VALUE_SEPARATOR = "·"
"""The token between the values of a list, so that no phrase matches across values; it never occurs in a query."""
MIN_STEM_LENGTH = 3
"""Letters that are left of a word, at least, when its ending is removed."""
MAX_TOKEN_LENGTH = 40
"""Letters of the longest token; longer runs are data (hashes, base64) and are truncated."""


_CHUNK = re.compile(r"(?:(?<![\w.])\.(?=NET\b))?[^\W_]+(?:['’ʼ‐‑_.+-]+[^\W_]+)*(?:\+\+(?!\w)|#(?!\w))?")
_MAX_CACHED_BYTES = 120
"""Length, in bytes, of the longest span that is cached: shorter ones often recur, as titles do."""
_MAX_CACHED = 65_536
"""Spans whose words are cached: some 30 MB."""
_COLUMN_MARK, _VALUE_MARK = "\x01", "\x02"
"""Separators of columns and values that are split in one pass: not letters, not white space, not used in real text."""
_JOINING = "'’ʼ‐‑_.+-"
_APOSTROPHES = frozenset("'’ʼ")
_SPLIT = re.compile(r"['’ʼ‐‑_.+-]+")
_BYTE_KINDS = bytes(
    ord("x" if code >= 128
        else "A" if (char := chr(code)).isupper()
        else "a" if char.isalnum()
        else char if char in "+#"
        else "-" if char in _JOINING
        else " ")
    for code in range(256)
)  # fmt: skip
"""The kind of each byte of UTF-8 text: ``A`` capital, ``a`` other letter or digit, ``+`` and ``#`` as they are, ``-``
any other joining mark, ``x`` part of a non-ASCII letter, else a blank."""
_LOWERCASE = bytes(
    code
    if code >= 128 or chr(code) in _COLUMN_MARK + _VALUE_MARK
    else ord(char.lower() if (char := chr(code)).isalnum() else " ")
    for code in range(256)
)
"""Translation table that splits simple text, which has nothing to join, fold or split further: letters in lower case,
blanks for the rest."""
_COMPLEX = re.compile(rb"[A+#x-](?:(?<=x)|(?<=[aA][A+#])|(?<=[aA]-)[+-]*[aA])[^ ]*")
"""Over byte kinds: the rest of a span (a run without blanks) from the first place where it is more than simple words.

The pattern begins with the rare characters, for speed.
"""
_HUMP = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_]+")
_ACRONYM = re.compile(r"[A-Z]{2,}s")
_ENDINGS = re.compile(r"(?:ization|isation|izing|ising|ized|ised|ations?|ings?|edly|ed|ies|es|s|e|y)$")
_NO_NUMBERS = frozenset(("new", "news"))
"""Words that look like singular and plural of one word."""
_SPECIAL = {"c++": "cplusplus", "c#": "csharp", "f#": "fsharp", ".net": "dotnet"}
_PLUS_PLUS = "plusplus"
"""How a token ends that is written with ``++``: PointNet++ is another thing than PointNet."""
_DOT_NET = re.compile(r"(?<![\w.])\.net\b", re.IGNORECASE)
_MAX_HUMPS = 6
MAX_COLUMN = 1_000_000
"""Characters of a column that are tokenized, about as many as a long book has."""


@cache
def _complex_or_long() -> re.Pattern[bytes]:
    """Return the pattern, over byte kinds, of spans that are complex or have a word too long for a token."""
    return re.compile(rb"[aA]a{%d}[^ ]*|" % MAX_TOKEN_LENGTH + _COMPLEX.pattern)


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """Remove a common English ending; the stem is only good for comparing words."""
    if len(word) <= MIN_STEM_LENGTH or not word.isascii() or not word.isalpha() or word.endswith("ss"):
        return word
    short = _ENDINGS.sub("", word)
    return short if len(short) >= MIN_STEM_LENGTH else word


@lru_cache(maxsize=4096)
def numbers_of(word: str) -> tuple[str, ...]:
    """Return a word and, if it is an English one, its singular and plural, as far as the spelling tells."""
    if len(word) < MIN_STEM_LENGTH or not word.isascii() or not word.isalpha() or word in _NO_NUMBERS:
        return (word,)
    if len(word) == MIN_STEM_LENGTH:  # an acronym, perhaps: LLM
        return (word,) if word.endswith("s") else (word, f"{word}s")
    if word.endswith("ies"):
        return word, f"{word[:-3]}y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return (word, word[:-1], word[:-2]) if word.endswith(("ses", "xes", "hes")) else (word, word[:-1])
    if word.endswith("y") and word[-2] not in "aeiou":
        return word, f"{word[:-1]}ies"
    return word, f"{word}es" if word.endswith(("s", "x", "ch", "sh")) else f"{word}s"


def inflections(word: str) -> set[str]:
    """Return a word with its singular, plural and, as far as the spelling tells, the other forms of an English verb."""
    forms = set(numbers_of(word))
    for ending in ("ing", "ed", "es", "er", "s"):
        if word.endswith(ending) and len(word) - len(ending) > MIN_STEM_LENGTH:
            short = word.removesuffix(ending)
            forms |= {short, f"{short}e", short[:-1] if short[-1] == short[-2] else short}
    short = word.removesuffix("e")
    return forms | {f"{short}ing", f"{short}ed", f"{short}er"} if word.isalpha() and word.isascii() else forms


class Tokens(NamedTuple):
    """The tokens of a text: its words in order, its compounds as one word each, and the parts of its compounds."""

    words: Sequence[str]
    joined: Sequence[str]
    parts: Sequence[str]


def tokenize(text: str) -> Tokens:
    """Split text into its words, in order, and the joined forms and parts of its compounds."""
    words, compounds = _split_words(_normalize_value(text))
    return Tokens(
        words.split(),
        [word for _, compound in compounds for word in compound.joined],
        [word for _, compound in compounds for word in compound.parts],
    )


class Columns(NamedTuple):
    """The tokens of several columns of values.

    ``texts`` has the words of each column, separated by spaces, with ``VALUE_SEPARATOR`` between values. ``compounds``
    has each compound once, in the order of the text, with the number of the first column that has it.
    """

    texts: list[str]
    compounds: list[tuple[int, Tokens]]


def tokenize_columns(columns: Iterable[Iterable[str | None]]) -> Columns:
    """Tokenize columns of values in one pass, which is faster than value by value."""
    filled = [list(filter(None, values)) for values in columns]
    text = _join_columns(filled)
    if len(text) > MAX_COLUMN:
        filled = [_start_of(values) for values in filled]
        text = _join_columns(filled)
    if not _is_normalized(text, filled):
        text = _join_columns([list(map(_normalize_value, values)) for values in filled])
    words, compounds = _split_words(text)
    return Columns(words.replace(_VALUE_MARK, f" {VALUE_SEPARATOR} ").split(_COLUMN_MARK), compounds)


def _join_columns(columns: Sequence[Sequence[str]]) -> str:
    return _COLUMN_MARK.join([_VALUE_MARK.join(values) for values in columns])


def _start_of(values: Iterable[str]) -> list[str]:
    """Return the first values of a column, the last of them cut, with ``MAX_COLUMN`` characters at most."""
    kept: list[str] = []
    left = MAX_COLUMN
    for value in values:
        kept.append(value[:left])
        left -= len(value)
        if left <= 0:
            break
    return kept


def _is_normalized(text: str, columns: Sequence[Sequence[str]]) -> bool:
    """Whether the joined text can be split as it is: ASCII, no LaTeX, no separator within a value."""
    marks = len(columns) - 1 + sum([len(values) - 1 for values in columns if values])
    return (
        text.isascii()
        and "\\" not in text
        and text.count(_COLUMN_MARK) + text.count(_VALUE_MARK) == max(marks, 0)
    )


def _normalize_value(value: str) -> str:
    """Normalize a value, with blanks for any column and value separators in it."""
    return normalize(value.replace(_COLUMN_MARK, " ").replace(_VALUE_MARK, " "))


def _split_words(text: str) -> tuple[str, list[tuple[int, Tokens]]]:
    """Split normalized text; return its words as text, and each compound once with the number of its first column.

    Most of the text is simple words, which one byte translation finds without a Python step for each; only the spans
    between blanks that may be more are split further.
    """
    raw = _encode(text)
    kinds, simple_words = raw.translate(_BYTE_KINDS), raw.translate(_LOWERCASE)
    words: list[bytes] = []
    compounds: dict[bytes, tuple[int, list[Tokens]]] = {}
    column_mark = _COLUMN_MARK.encode()
    column = done = 0
    for match in (_complex_or_long() if b"a" * MAX_TOKEN_LENGTH in kinds else _COMPLEX).finditer(kinds):
        start, end = kinds.rfind(b" ", 0, match.start()) + 1, match.end()
        span = raw[start:end]
        span_words, found = (_split_cached if len(span) <= _MAX_CACHED_BYTES else _split_span)(span)
        words += (simple_words[done:start], span_words)
        column += raw.count(column_mark, done, start)
        if found:
            compounds.setdefault(span, (column, found))
        done = end
    words.append(simple_words[done:])
    return _decode(b"".join(words)), [(column, one) for column, found in compounds.values() for one in found]


def _split_span(span: bytes) -> tuple[bytes, list[Tokens]]:
    """Split a span without blanks; return its words as text, and the tokens of the compounds in it."""
    words: list[str] = []
    compounds: list[Tokens] = []
    for chunk in _CHUNK.finditer(_decode(span)):
        tokens = _split_chunk(chunk[0])
        words.append(" ".join(tokens.words))
        if tokens.joined or tokens.parts:
            compounds.append(tokens)
    return _encode(" ".join(words)), compounds


_split_cached = lru_cache(maxsize=_MAX_CACHED)(_split_span)


def _encode(text: str) -> bytes:
    return text.encode(errors="surrogatepass")


def _decode(text: bytes) -> str:
    return text.decode(errors="surrogatepass")


def _split_chunk(chunk: str) -> Tokens:
    """Split one run of letters, digits and the marks that join them."""
    if chunk.isascii():
        return _split_compound(chunk)
    if min(chunk) >= FIRST_CJK:
        return Tokens(bigrams(chunk), (), ())
    pieces = [
        Tokens(bigrams(piece), (), ()) if is_cjk(piece) else _split_compound(piece)
        for piece in _by_script(chunk)
    ]
    return Tokens(*(tuple(token for piece in pieces for token in piece[kind]) for kind in range(3)))


def _by_script(chunk: str) -> Iterator[str]:
    """Yield the runs of Chinese and of other letters in turn."""
    for _, letters in groupby(chunk, FIRST_CJK.__le__):
        yield "".join(letters)


def bigrams(run: str) -> list[str]:
    """Return the bigrams of a run of Chinese, then its last character, so that every character starts a token."""
    return [*map(add, run, run[1:]), run[-1]]


def has_symbols(words: Iterable[str]) -> bool:
    """Whether one of these tokens is a name that is written with symbols: C++, PointNet++, .NET."""
    return any(word.endswith(_PLUS_PLUS) or word in _SPECIAL.values() for word in words)


def without_symbols(word: str) -> str:
    """Return the token of a name that is written with symbols without these: pointnet for PointNet++, net for .NET."""
    name = next((name for name, token in _SPECIAL.items() if token == word), "")
    return name.strip(".+#") or word.removesuffix(_PLUS_PLUS) or word


def join_bigrams(words: Iterable[str]) -> list[str]:
    """Join adjacent bigrams of Chinese back to the runs that they come from; other words stay."""
    out: list[str] = []
    for word in words:
        if out and is_cjk(word) and is_cjk(out[-1]) and out[-1][-1] == word[0]:
            out[-1] += word[1:]
        else:
            out.append(word)
    return out


def _split_compound(chunk: str) -> Tokens:
    if special := _SPECIAL.get(chunk.casefold()):
        return Tokens((special,), (), ())
    pieces = list(filter(None, _SPLIT.split(chunk.rstrip("+#"))))
    parts = [part for piece in pieces for part in _split_humps(piece)]
    if chunk.endswith("++") and pieces:  # after Chinese the marks can stand alone
        parts.append(_word(pieces[-1]))
        pieces[-1] = _word(pieces[-1])[: MAX_TOKEN_LENGTH - len(_PLUS_PLUS)] + _PLUS_PLUS
    if len(pieces) == 2 and not _APOSTROPHES.isdisjoint(chunk):  # O'Brien and don't are one word each
        parts += [piece.casefold() for piece in pieces if len(piece) > 2]
        pieces = ["".join(pieces)]
    words = tuple(map(_word, pieces))
    return Tokens(words, _join_adjacent(words), tuple(parts))


def _word(piece: str) -> str:
    word = piece.casefold()
    return GREEK_LETTERS.get(word, word)[:MAX_TOKEN_LENGTH]


def _join_adjacent(words: Sequence[str]) -> tuple[str, ...]:
    """Join all words, and each two neighbours, to one word; a single word has no joined form."""
    if len(words) < 2:
        return ()
    joined = ["".join(words), *map(add, words, words[1:])]
    return tuple(dict.fromkeys([word[:MAX_TOKEN_LENGTH] for word in joined]))


def _split_humps(piece: str) -> list[str]:
    """Return every run of humps, which meet where the case changes or digits begin: LoRAMoE has lora, moe, ramoe …."""
    if (
        piece.islower()
        or piece.isdecimal()
        or piece.isupper()
        or piece[1:].islower()
        or _ACRONYM.fullmatch(piece)
    ):
        return []
    humps = _HUMP.findall(piece)[:_MAX_HUMPS]
    spans = [span for span in combinations(range(len(humps) + 1), 2) if span != (0, len(humps))]
    return [run for start, end in spans if len(run := "".join(humps[start:end]).casefold()) > 1]


def tokenize_query(text: str) -> list[Tokens]:
    """Split a query into the tokens of each of its words, compounds and runs of Chinese.

    A run of Chinese becomes its bigrams only, which already contain its last character; a single character is kept.
    """
    chunks = _CHUNK.findall(_DOT_NET.sub(".NET", normalize(text)))
    found = (_split_chunk(piece) for chunk in chunks for piece in _strip_marks(chunk))
    return [_without_last_character(tokens) for tokens in found if tokens.words]


def _strip_marks(chunk: str) -> Iterator[str]:
    """Yield the runs of Chinese and of other letters in a chunk, without joining marks between the two."""
    if chunk.isascii():
        yield chunk
    else:
        yield from (piece.strip(_JOINING) for piece in _by_script(chunk))


def _without_last_character(tokens: Tokens) -> Tokens:
    words = tokens.words
    return tokens._replace(words=words[:-1]) if len(words) > 1 and is_cjk(words[0]) else tokens
