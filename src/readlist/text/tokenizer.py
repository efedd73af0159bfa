r"""One way to read text, for the index, for queries and for telling titles apart.

    text ── plain()     LaTeX undone, width and ligatures folded, accents stripped, traditional -> simplified;
      │                 case kept, because it shows where compounds join
      ├── fold()        the same without LaTeX, in lower case, white space collapsed
      ├── title_key()   fold, then letters and digits only
      └── tokenize()    words, joined, parts

                  words           joined     parts
    Self-RAG      self rag        selfrag
    GPT-4V        gpt 4v          gpt4v
    LoRAMoE       loramoe                    lora moe loramo …
    LLM遗忘       llm 遗忘 忘                (a run of Chinese, Japanese or Korean: overlapping pairs, and its last)
    $\lambda$, λ  lambda

The words keep the order of the text, so that phrases can be found in them; the others are what else a compound may
be asked for as. Change anything here that changes a token, and ``VERSION`` must grow: the index is then made anew.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import groupby
from operator import add
from typing import TYPE_CHECKING, NamedTuple

from readlist.text.folding import _CJK, _GREEK_LETTERS, is_cjk, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

VERSION = 3
"""Version of the tokens; an index made with another one is made anew."""
APART = "·"
"""The token between the values of a list, so that no phrase reaches from one to the next; no query has it."""
SHORTEST_STEM = 3
"""Letters that are always left of a word when its ending is taken off."""
LONGEST = 40
"""Letters of the longest token: what is longer is data (hashes, base64), and is cut."""


_CHUNK = re.compile(r"[^\W_]+(?:['’ʼ‐‑_.+-]+[^\W_]+)*(?:\+\+|#(?!\w))?")
_SHORT = 120
"""Bytes of a stretch of text that may well come again, as titles do."""
_MOST_CUTS = 65_536
"""Stretches of which the words are remembered: some 30 MB."""
_COLUMN, _VALUE = "\x01", "\x02"
"""Between columns and values that are cut all at once: no letters, no white space, and in no one's text."""
_JOINING = "'’ʼ‐‑_.+-"
_SPLIT = re.compile(r"['’ʼ‐‑_.+-]+")
_KINDS = bytes(
    ord("x" if code >= 128
        else "A" if (char := chr(code)).isupper()
        else "a" if char.isalnum()
        else char if char in "+#"
        else "-" if char in _JOINING
        else " ")
    for code in range(256)
)  # fmt: skip
"""The kind of each byte of a text in UTF-8: a letter or digit, what joins them, a part of another letter, or a blank."""
_PLAIN_WORDS = bytes(
    code
    if code >= 128 or chr(code) in _COLUMN + _VALUE
    else ord(char.lower() if (char := chr(code)).isalnum() else " ")
    for code in range(256)
)
"""Each byte as the words have it where no letters are joined, changed or taken apart."""
_ODD = re.compile(rb"[A+#x-](?:(?<=x)|(?<=[aA][A+#])|(?<=[aA]-)[+-]*[aA])[^ ]*")
"""By kinds: from where a stretch is more than words as they are, up to its end. It begins with what is rare, for speed."""
_PIECE = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_]+")
_ACRONYM = re.compile(r"[A-Z]{2,}s")
_ENDINGS = re.compile(r"(?:ization|isation|izing|ising|ized|ised|ations?|ings?|edly|ed|ies|es|s|e|y)$")
_SPECIAL = {"c++": "cplusplus", "c#": "csharp", "f#": "fsharp"}
_MOST_PIECES = 6


@cache
def _odd_or_long() -> re.Pattern[bytes]:
    """By kinds, as ``_ODD``: what is odd, or longer than a token may be."""
    return re.compile(rb"[aA]a{%d}[^ ]*|" % LONGEST + _ODD.pattern)


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """Take a common English ending off a word; what is left is for comparing only."""
    if len(word) <= SHORTEST_STEM or not word.isascii() or not word.isalpha() or word.endswith("ss"):
        return word
    short = _ENDINGS.sub("", word)
    return short if len(short) >= SHORTEST_STEM else word


class Tokens(NamedTuple):
    """The tokens of a text: its words in order, its compounds joined, and the parts that their letters show."""

    words: Sequence[str]
    joined: Sequence[str]
    parts: Sequence[str]


def tokenize(text: str) -> Tokens:
    """Cut text into its words, in order, and what else its compounds may be asked for as."""
    words, compounds = _gather(_prepare(text))
    cuts = [cut for _, cut in compounds]
    return Tokens(
        words.split(),
        [word for cut in cuts for word in cut.joined],
        [word for cut in cuts for word in cut.parts],
    )


class Columns(NamedTuple):
    """The words of columns, in order, as text, with white space between them, and ``APART`` between values.

    ``compounds`` are in the order of the text, each once, with the number of the column in which it stands first.
    """

    texts: list[str]
    compounds: list[tuple[int, Tokens]]


def tokenize_columns(columns: Iterable[Iterable[str | None]]) -> Columns:
    """Cut columns of values all at once, which is quicker than one by one."""
    given = [list(filter(None, values)) for values in columns]
    text = _lay_out(given)
    if not _is_plain(text, given):
        text = _lay_out([list(map(_prepare, values)) for values in given])
    words, compounds = _gather(text)
    return Columns(words.replace(_VALUE, f" {APART} ").split(_COLUMN), compounds)


def _lay_out(columns: Sequence[Sequence[str]]) -> str:
    return _COLUMN.join([_VALUE.join(values) for values in columns])


def _is_plain(text: str, columns: Sequence[Sequence[str]]) -> bool:
    """Whether nothing needs to be prepared of what was laid out."""
    marks = len(columns) - 1 + sum([len(values) - 1 for values in columns if values])
    return text.isascii() and "\\" not in text and text.count(_COLUMN) + text.count(_VALUE) == max(marks, 0)


def _prepare(value: str) -> str:
    """``plain``, without what keeps columns and values apart."""
    return plain(value.replace(_COLUMN, " ").replace(_VALUE, " "))


def _gather(text: str) -> tuple[str, list[tuple[int, Tokens]]]:
    """Cut text that was prepared: its words, as text, and its compounds, each once, with the numbers of their columns.

    Most of it is words as they are. They are found without a step in Python for each; only the stretches between blanks
    that may be more are looked at.
    """
    raw = _encode(text)
    kinds, plain_words = raw.translate(_KINDS), raw.translate(_PLAIN_WORDS)
    words: list[bytes] = []
    compounds: dict[bytes, tuple[int, list[Tokens]]] = {}
    gap = _COLUMN.encode()
    column = done = 0
    for odd in (_odd_or_long() if b"a" * LONGEST in kinds else _ODD).finditer(kinds):
        start, end = kinds.rfind(b" ", 0, odd.start()) + 1, odd.end()
        stretch = raw[start:end]
        cut, cuts = (_cut_known if len(stretch) <= _SHORT else _cut_stretch)(stretch)
        words += (plain_words[done:start], cut)
        column += raw.count(gap, done, start)
        if cuts:
            compounds.setdefault(stretch, (column, cuts))
        done = end
    words.append(plain_words[done:])
    return _decode(b"".join(words)), [(column, cut) for column, cuts in compounds.values() for cut in cuts]


def _cut_stretch(stretch: bytes) -> tuple[bytes, list[Tokens]]:
    """Cut what stands between blanks: its words, as text, and those of its chunks that are compounds."""
    cuts = [_cut(chunk) for chunk in _CHUNK.findall(_decode(stretch))]
    words = " ".join([word for cut in cuts for word in cut.words])
    return _encode(words), [cut for cut in cuts if cut.joined or cut.parts]


_cut_known = lru_cache(maxsize=_MOST_CUTS)(_cut_stretch)


def _encode(text: str) -> bytes:
    return text.encode(errors="surrogatepass")


def _decode(text: bytes) -> str:
    return text.decode(errors="surrogatepass")


def _cut(chunk: str) -> Tokens:
    """Cut one run of letters and digits with the marks that join them."""
    if chunk.isascii():
        return _cut_compound(chunk)
    if min(chunk) >= _CJK:
        return Tokens(pairs(chunk), (), ())
    pieces = [
        Tokens(pairs(piece), (), ()) if is_cjk(piece) else _cut_compound(piece) for piece in _by_script(chunk)
    ]
    return Tokens(*(tuple(token for piece in pieces for token in piece[kind]) for kind in range(3)))


def _by_script(chunk: str) -> Iterator[str]:
    """Split Chinese from other letters."""
    for _, letters in groupby(chunk, _CJK.__le__):
        yield "".join(letters)


def pairs(run: str) -> list[str]:
    """Overlapping pairs of a run of Chinese, and its last character, so that each of them starts a token."""
    return [*map(add, run, run[1:]), run[-1]]


def _cut_compound(chunk: str) -> Tokens:
    if special := _SPECIAL.get(chunk.casefold()):
        return Tokens((special,), (), ())
    pieces = [piece for piece in _SPLIT.split(chunk.rstrip("+#")) if piece]
    parts = [part for piece in pieces for part in _humps(piece)]
    if len(pieces) == 2 and any(mark in chunk for mark in "'’ʼ"):  # O'Brien is one word, and don't
        parts += [piece.casefold() for piece in pieces if len(piece) > 2]
        pieces = ["".join(pieces)]
    words = [_word(piece) for piece in pieces]
    joined = {"".join(words[start:end])[:LONGEST]: 0 for start, end in _neighbours(len(words))}
    return Tokens(tuple(words), tuple(joined), tuple(parts))


def _word(piece: str) -> str:
    word = piece.casefold()
    return _GREEK_LETTERS.get(word, word)[:LONGEST]


def _neighbours(count: int) -> list[tuple[int, int]]:
    """Give the whole, and each two that stand side by side, as (start, end); nothing for a single one."""
    return [(0, count), *((start, start + 2) for start in range(count - 1))] if count > 1 else []


def _humps(piece: str) -> list[str]:
    """Every run of the pieces between changes of case and from letters to digits: LoRAMoE gives lora, moe."""
    if piece.islower() or piece.isupper() or piece[1:].islower() or _ACRONYM.fullmatch(piece):
        return []
    pieces = _PIECE.findall(piece)[:_MOST_PIECES]
    whole = len(pieces)
    runs = (
        (start, end) for start in range(whole) for end in range(start + 1, whole + 1) if end - start < whole
    )
    return [run for start, end in runs if len(run := "".join(pieces[start:end]).casefold()) > 1]


def cut_query(text: str) -> list[Tokens]:
    """Cut what a person asks for into its words, compounds and runs of Chinese, each by itself.

    A run of Chinese is its pairs only, which say it all; a lone character is itself.
    """
    pieces = (piece for chunk in _CHUNK.findall(plain(text)) for piece in _by_script(chunk))
    return [_without_tail(cut) for piece in pieces if (cut := _cut(piece.strip(_JOINING))).words]


def _without_tail(cut: Tokens) -> Tokens:
    return cut._replace(words=cut.words[:-1]) if len(cut.words) > 1 and is_cjk(cut.words[0]) else cut
