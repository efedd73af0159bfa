"""Parse names of people, in any order and script.

    Laurens van der Maaten      given, particle, family     reading order
    van der Maaten, Laurens     particle, family, given     with a comma: family name first
    King, Jr., Martin Luther    family, suffix, given       BibTeX; RIS has the suffix last
    山田 太郎                    family, given               Chinese, Japanese, Korean: family name first
    胡爱德, OpenAI, Plato        literal                     a single word cannot be split

The order of a name without a comma is ambiguous (``Edward Hu``, ``Hu Edward``), so author lists are compared by all
words that may be family names: ``author_words``, ``share_author``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from readlist.model.name_parts import PersonName, is_cjk
from readlist.text.folding import fold
from readlist.util.lazy_regex import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

OTHERS = PersonName(family="others", literal="others")
"""The last name of a list of names that goes on (``and others`` in BibTeX)."""
PARTICLES = frozenset(
    "van von der den de del della di da do dos das du d' la le les ter ten te zu zum zur vom af av bin ben ibn al el e y".split()
)
"""Lower-case words that belong to the family name after them."""
_SUFFIXES = frozenset(("jr", "jr.", "sr", "sr.", "phd", "ph.d", "ph.d.", "esq", "esq."))
_GENERATIONS = frozenset(("II", "III", "IV"))
_OTHERS = lazy_pattern(r"(?:and\s+)?others|et\.?\s*al|等", re.IGNORECASE)
_SEMICOLON = lazy_pattern(r"[;；]")
_WIDE_COMMA = lazy_pattern(r"[，、]")
_INITIALS = lazy_pattern(r"(?:[A-Z]\.?[\s-]?){1,4}")
# Vancouver style (https://www.ncbi.nlm.nih.gov/books/NBK7282/): family name, initials without stops, suffix.
_INITIALS_LAST = lazy_pattern(
    r"(?P<family>[^\W\d_][^\s,.]+(?:\s[^\s,.]{2,})*)\s(?P<initials>[A-Z]{1,3}|[A-Z](?:[ -][A-Z]){1,3}|(?:[A-Z]\.[ -]?){1,3}[A-Z]\.|[A-Z]\.)(?:\s(?P<suffix>Jr|Sr|2nd|3rd|II|III|IV)\.?)?"
)
_BODY_WORDS = frozenset(
    "academy administration agency association authority bank board bureau center centre clinic club collaboration college commission "
    "committee company conference congress consortium corporation council department district division federation forum foundation "
    "fund group hospital inc institut institute institution international investigators laboratories laboratory library ltd ministry "
    "museum national nations network office organisation organization panel parliament party program programme project school "
    "secretariat service services societies society survey team treasury trust union universidad universitat universite university "
    "für for of the and".split()
)
"""Words of the names of organisations, in lower case, that no person is called."""
_MOST_WORDS = 3
_CHINESE_FAMILIES = frozenset(
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖蕭萧田董袁潘于蒋蔣蔡余杜"
    "叶葉程苏蘇魏吕呂丁任沈姚卢盧姜崔钟鍾谭譚陆陸汪范金石廖贾賈夏韦韋付方白邹鄒孟熊秦邱江尹薛闫段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵"
    "万萬钱錢严嚴覃武戴莫孔向汤湯"
)
"""The hundred commonest Chinese family names of one character, simplified and traditional."""
_WORD = re.compile(r"[^\W\d_]{2,}")


def parse_name(text: str) -> PersonName:
    """Parse a name in reading order, or with the family name and a comma first."""
    text = " ".join(text.split()).strip(" ,")
    parts = text.split(",")
    if len(parts) == 2 or (len(parts) == 3 and any(is_suffix(part.strip().upper()) for part in parts[1:])):
        return parse_name_parts(parts)
    if len(parts) > 1:  # not the name of one person
        return PersonName(family=parse_name_parts([parts[0], ""]).family, literal=text)
    words = text.split(" ")
    if len(words) == 1:
        return PersonName(family=text[0] if "\u3400" <= text[:1] <= "\u9fff" else text, literal=text)
    if is_cjk(text):
        return PersonName(family=words[0], given=" ".join(words[1:]))
    return _parse_words(words)


def _parse_words(words: list[str]) -> PersonName:
    """Parse the words of a name in reading order."""
    suffix = words.pop() if is_suffix(words[-1]) else ""
    start = len(words) - 1
    while start > 1 and words[start - 1] in PARTICLES:
        start -= 1
    return PersonName(words[-1], " ".join(words[:start]), " ".join(words[start:-1]), suffix)


def parse_name_parts(parts: Sequence[str]) -> PersonName:
    """Parse a name split at its commas, as in BibTeX and RIS: ``[Family, Jr., Given]``.

    A single part is literal: it is already in reading order, or the name of an organisation.
    """
    first, *rest = (part.strip() for part in parts)
    if not rest:
        return PersonName(family=first, literal=first)
    if len(rest) > 1 and is_suffix(rest[0].upper()):
        rest = [*rest[1:], rest[0]]
    if len(rest) == 1 and is_suffix(rest[0]) and len(first.split()) > 1:  # Martin Luther King, Jr.
        return _parse_words([*first.split(), rest[0]])
    words = first.split()
    suffix = words.pop() if len(words) > 1 and is_suffix(words[-1]) else ""
    given, last = split_suffix(rest[0]) if len(rest) == 1 and not suffix else (rest[0], "")
    particle, family = _split_lower(words)
    return PersonName(family, given, particle, " ".join(filter(None, (suffix, last, *rest[1:]))))


def _split_lower(words: list[str]) -> tuple[str, str]:
    """Split the words before a comma: all in lower case before the last belong to the particle."""
    start = 0
    while start < len(words) - 1 and next(filter(str.isalpha, words[start]), "A").islower():
        start += 1
    return " ".join(words[:start]), " ".join(words[start:])


def split_suffix(given: str) -> tuple[str, str]:
    """Split a given name from a suffix after it, as indexes and CSL write it: ``Guy L. Jr.``, ``Guy L., Jr.``."""
    words = given.split()
    if len(words) > 1 and is_suffix(words[-1]):
        return " ".join(words[:-1]).rstrip(","), words[-1]
    return given, ""


def parse_index_name(text: str) -> PersonName:
    """Parse a name as indexes write it, the family name first: ``Doe, Jane``, ``Svensson LM`` (RIS, MEDLINE).

    A name without a comma or initials is literal.
    """
    text = " ".join(text.split()).strip(" ;")
    if text.endswith(",") and "," not in (whole := text.strip(" ,")):  # EndNote's comma after an organisation
        return PersonName(family=whole, literal=whole)
    text = text.strip(" ,")
    if ",," in text:  # EndNote's comma within the name of an organisation
        return PersonName(family=text.partition(",")[0], literal=text.replace(",,", ","))
    if "," in text:
        return parse_name_parts(text.split(","))
    if (match := _INITIALS_LAST.fullmatch(text)) and not is_cjk(text):
        particle, family = split_particle(match["family"].split())
        initials = match["initials"]
        given = initials if "." in initials else _with_stops(initials)
        return PersonName(family, given, particle, match["suffix"] or "")
    if is_cjk(text) or _has_initial(text):
        return parse_name(text)
    return PersonName(family=text, literal=text)


def read_given_first(text: str) -> PersonName:
    """Read ``Doe, Jane``, ``Doe JB`` or ``Jane Doe``; a comma at the end, or a word of its name, marks an organisation."""
    text = text.strip()
    read = parse_index_name(text)
    return parse_name(text) if read.literal and is_whole_name(text) else read


def is_whole_name(text: str) -> bool:
    """Whether a text without a comma may be the name of a person in reading order: two or three words, none of a body."""
    words = [word for word in text.split() if word not in PARTICLES]
    return (
        1 < len(words) <= _MOST_WORDS
        and "," not in text
        and words[0][:1].isupper()
        and words[-1][:1].isupper()
        and not any(fold(word) in _BODY_WORDS for word in words)
    )


def _with_stops(initials: str) -> str:
    """Return ``J. A.`` for ``JA``, and ``H.-J.`` for ``H-J``."""
    stopped = re.sub(r"[A-Z]", r"\g<0>.", initials.replace(" ", ""))
    return re.sub(r"\.(?=[A-Z])", ". ", stopped)


def split_names(text: str) -> list[str]:
    """Split a field with several names at semicolons, at full-width commas, or at commas between whole names.

    ``Doe, Jane`` is one name. So is any text whose parts do not look like whole names.
    """
    if ",," in text:
        return [text]
    for separator in (_SEMICOLON, _WIDE_COMMA):
        if len(parts := _pieces(separator, text)) > 1:
            is_one = separator is _WIDE_COMMA and len(parts) == 2 and len(parts[0]) == 1
            return [", ".join(parts)] if is_one else parts
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) > 1 and (_are_whole_names(parts) or all(map(_has_initials_last, parts))):
        return parts
    if (
        len(parts) > 3
        and len(parts) % 2 == 0
        and (all(map(_INITIALS.fullmatch, parts[1::2])) or all(map(_is_part_of_name, parts)))
    ):
        return [", ".join(pair) for pair in zip(parts[::2], parts[1::2], strict=True)]
    return [text]


def _has_initials_last(text: str) -> bool:
    """Whether a text may be a name as in ``Svensson LM``; the ``III`` of ``King III`` is a generation."""
    return bool(_INITIALS_LAST.fullmatch(text)) and text.rpartition(" ")[2] not in _GENERATIONS


def _pieces(separator: re.Pattern[str], text: str) -> list[str]:
    return [piece.strip() for piece in separator.split(text) if piece.strip()]


def _are_whole_names(parts: list[str]) -> bool:
    """Whether the parts of a text at its commas are names, not the family name and given name of one person."""
    if all(map(is_cjk, parts)):
        if len(parts) == 2:  # 山田, 太郎 is one person
            return all(1 < len(part) < 4 and part[0] in _CHINESE_FAMILIES for part in parts)
        return all(len(part) > 1 for part in parts)
    return len(parts) > 2 and all(
        len(part.split()) > 1 and not is_suffix(part) and not _INITIALS.fullmatch(part) for part in parts
    )


def _is_part_of_name(text: str) -> bool:
    """Whether a text may be the family name or the given names of a person: one or two words with capitals."""
    words = text.split()
    return len(words) < 3 and not is_suffix(text) and all(word[0].isupper() for word in words)


def _has_initial(text: str) -> bool:
    return bool(re.search(r"(?:^|\s)[A-Z]\.", text))


def split_particle(words: list[str]) -> tuple[str, str]:
    """Split the words of a family name into its particles and the name itself: ``van der``, ``Maaten``."""
    start = 0
    while start < len(words) - 1 and words[start] in PARTICLES:
        start += 1
    return " ".join(words[:start]), " ".join(words[start:])


def is_others(name: str) -> bool:
    """Whether a name is a placeholder for further authors (``et al.``, ``and others``, 等)."""
    return bool(_OTHERS.fullmatch(name.strip(" .")))


def author_words(names: Iterable[str]) -> set[str]:
    """Return the folded words of ``names`` that may be family names.

    Excluded are initials, particles, suffixes, ``et al.`` and everything after a comma. A name in Chinese, Japanese or
    Korean is one word.
    """
    words: set[str] = set()
    for name in names:
        words.update(_words_of(name))
    return words


def share_author(first: Collection[str], second: Collection[str]) -> bool | None:
    """Whether two author lists have an author in common, given the ``author_words`` of each.

    None if that cannot be known: a list is empty, or the lists are in different scripts.
    """
    if not first or not second:
        return None
    if not set(first).isdisjoint(second):
        return True
    return False if all(map(str.isascii, first)) == all(map(str.isascii, second)) else None


@lru_cache(maxsize=8192)
def _words_of(name: str) -> frozenset[str]:
    return frozenset(name_words(name)) - {"et", "al"}


def name_words(name: str) -> list[str]:
    """Return the folded words of a name that may be its family name, in their order; see ``author_words``."""
    if is_cjk(bare := name.replace(",", " ")):
        return _WORD.findall(fold("".join(bare.split())))
    words = name.partition(",")[0].split()
    telling = " ".join(word for word in words if word not in PARTICLES and not is_suffix(word))
    return _WORD.findall(fold(telling))


def is_suffix(word: str) -> bool:
    """Whether a word is ``Jr.``, ``Sr`` or the number of a generation."""
    return word in _GENERATIONS or word.lower() in _SUFFIXES
