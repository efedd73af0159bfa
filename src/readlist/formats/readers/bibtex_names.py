r"""Parse the name fields of BibTeX and biblatex, in which braces and LaTeX are significant.

    Doe, Jane and van der Berg, Jan       one name per ``and``, in any case
    {World Health Organization}           a name in braces is literal
    Jane {Le Guin}, {van} Doe             words in braces are one word
    family=Berg, given=Jan, prefix=van    biber's extended format
    Doe, J.; Roe, R.                      other separators, which some programs write
    Jane Doe, Richard Roe, and Ed Poe     commas between whole names, if a comma precedes ``and`` too
    Doe$^{1}$, Jane\textsuperscript{*}     marks of footnotes, which are no part of a name
    Doe J. A., Roe R.                     initials after the family name
    … and others, … et al.                the list goes on: a last name ``others``

How a name without ``family=`` splits into parts is explained in "Tame the BeaST" (https://ctan.org/pkg/tamethebeast),
chapter 4; the extended format in biblatex's manual (https://ctan.org/pkg/biblatex), section 3.4.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from readlist.formats.readers.latex_decoder import choose_branches, decode_latex
from readlist.model.name_parts import PersonName, is_cjk
from readlist.model.person_name import (
    OTHERS,
    is_others,
    is_suffix,
    parse_index_name,
    parse_name,
    parse_name_parts,
    split_names,
    split_particle,
    split_suffix,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_AND = r"\s+(?:[aA][nN][dD]\s+)+"
_EDGES = re.compile(r"^(?:and(?: |$))+|(?: and)+$", re.IGNORECASE)
"""An ``and`` without a name before or after it."""
_AMPERSAND = r"\s+(?:\\?&|/)\s+"
_AND_MACRO = re.compile(r"\s*\\and(?![A-Za-z])")
"""LaTeX's separator of the authors of a document."""
_ET_AL = re.compile(r"[\s,]+et\.?\s+al\.?\s*$|[\s,，、]*等\s*$", re.IGNORECASE)
_MARK = re.compile(
    r"\\textsuperscript\s*\{[^{}]{0,20}\}|\$\s*\^\s*(?:\{[^{}$]{0,20}\}|[^{}$])\s*\$|(?<=[^\s{])[*†‡§¶¹²³]+(?=[\s,;}]|$)"
)
"""The mark of a footnote after a name."""
_MARKED = re.compile(r"[\\$*†‡§¶¹²³]")
"""What a macro or the mark of a footnote begins with."""
_KEY_VALUE = re.compile(r'"?\s*([a-z-]+)\s*=\s*(.*)', re.DOTALL)
_EXTENDED = re.compile(r'\s*"?\s*(?:family|given|prefix|suffix|id)(?:-i)?\s*=')
# The blank after a macro is not printed, so it ends no name: Sk\l odowska, \v Sima.
_LETTER_SPACE = re.compile(r"(\\(?:[lLoOij]|aa|AA|ae|AE|oe|OE|ss)) ")
_ACCENT_SPACE = re.compile(r"(\\[cvuHrkdbt]) ([^\W\d_])")
_SPACE = r"[\s~]+"
# Initials that cannot be a family name in capitals, as "Jing LI" writes it.
_SURE_INITIALS = re.compile(r"[A-Z]|[AEIOU][A-Z]{1,2}|[^AEIOUY\W]{2,3}")
_DOTTED = re.compile(r"[A-Z]\.(?:-?[A-Z]\.)*")
"""Initials with full stops, which are no family name."""
_ENTITY = re.compile(r"\\?&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8});")


def read_names(raw: str) -> tuple[PersonName, ...]:
    """Return the names of a field, as written in the file; ``OTHERS`` is last if the list goes on."""
    if not raw:
        return ()
    raw = _choose_text(raw) if _MARKED.search(raw) else " ".join(raw.split())
    if "and" in (raw[:3].lower(), raw[-3:].lower()):
        raw = _EDGES.sub("", raw)
    if "&" in raw:
        raw = _ENTITY.sub(_letter, raw)
    names = [name for part in _parts(raw) for name in _read_part(part)]
    if all(map(_is_vancouver, names)) and any(map(_is_sure_vancouver, names)):
        names = [parse_index_name(str(name)) for name in names]
    people = tuple(name for name in names if not _is_others(name))
    return (*people, OTHERS) if len(people) < len(names) else people


def _choose_text(raw: str) -> str:
    """Return a field without the marks of footnotes, and with macros that neither separate names nor end at a blank."""
    raw = " ".join(choose_branches(_MARK.sub("", raw)).split())
    raw = _ACCENT_SPACE.sub(r"\1{\2}", _LETTER_SPACE.sub(r"\1{}", raw))
    return _AND_MACRO.sub(" and ", raw).strip()


def _letter(entity: re.Match[str]) -> str:
    """Return the letter that an entity of HTML stands for, whose ``;`` would end a name; others stay as they are."""
    letter = html.unescape(entity[0].removeprefix("\\"))
    return letter if letter.isalpha() or letter == "&" else entity[0]


def _parts(raw: str) -> list[str]:
    """Split a field at each ``and``."""
    inner = raw[1:-1] if is_braced(raw) else ""
    if inner and all(part.count(",") == 1 for part in split_outside(inner, _AND)) and re.search(_AND, inner):
        raw = inner  # some programs brace the value of every field twice
    return split_outside(raw, _AND)


@lru_cache(maxsize=8192)
def _read_part(part: str) -> tuple[PersonName, ...]:
    """Return the names of a part that has no ``and``, usually one, which other works often share."""
    found = map(_read_name, _people(part))
    return tuple(name for name in found if name and (name.family or name.literal))


@lru_cache(maxsize=8192)
def _is_others(name: PersonName) -> bool:
    return is_others(str(name))


def _people(part: str) -> Iterator[str]:
    if _EXTENDED.match(part) or is_braced(part):
        yield part
    elif match := _ET_AL.search(part):
        yield from _split(part[: match.start()])
        yield OTHERS.literal
    else:
        yield from _split(part)


def _split(part: str) -> Iterator[str]:
    """Yield the names of a part that has no ``and``: one, or several with separators that BibTeX does not know."""
    if (
        len(pieces := split_outside(part, "[;；]")) > 1
        or (len(pieces := split_outside(part, _AMPERSAND)) > 1 and all("," in piece for piece in pieces))
        or (part.rstrip().endswith(",") and _are_whole(pieces := split_outside(part.rstrip(" ,"), r",\s*")))
    ):
        yield from pieces
    elif "{" in part:
        yield part
    else:
        yield from split_names(part)


def _are_whole(pieces: list[str]) -> bool:
    return len(pieces) > 1 and all(len(piece.split()) > 1 and not is_suffix(piece) for piece in pieces)


def _read_name(raw: str) -> PersonName | None:
    raw = raw.strip(" ,;")
    if not raw:
        return None
    if is_braced(raw):
        text = decode_latex(raw)
        return PersonName(family=text, literal=text)
    if _EXTENDED.match(raw):
        return _read_extended(raw)
    parts = [part.strip() for part in split_outside(raw, ",") if part.strip()]
    if len(parts) > 1:
        return _read_inverted(parts)
    words = [word for word in split_outside(raw, _SPACE) if word]
    return _read_direct([*map(decode_latex, words)], [*map(_is_lower, words)])


def _read_extended(raw: str) -> PersonName:
    matches = [_KEY_VALUE.match(part.strip()) for part in split_outside(raw, ",")]
    fields = {match[1]: match[2] for match in matches if match}
    parts = {name: decode_latex(value.strip(' "')) for name, value in fields.items()}
    return PersonName(
        parts.get("family", ""), parts.get("given", ""), parts.get("prefix", ""), parts.get("suffix", "")
    )


def _read_inverted(parts: list[str]) -> PersonName:
    """Read ``von Last, First`` or ``von Last, Jr, First``."""
    first, *rest = parts
    texts = [decode_latex(part) for part in rest]
    if len(texts) == 1 and is_suffix(texts[0]):  # Martin Luther King, Jr.
        words = [word for word in split_outside(first, _SPACE) if word]
        return _read_direct([*map(decode_latex, words), texts[0]], [*map(_is_lower, words), False])
    if len(texts) > 1 and is_suffix(texts[-1]) and not is_suffix(texts[0]):
        texts = [texts[-1], *texts[:-1]]
    if len(texts) > 2:
        return parse_name_parts([decode_latex(first), *texts])
    given, suffix = (texts[-1], texts[0]) if len(texts) > 1 else split_suffix(texts[0])
    words = [word for word in split_outside(first, _SPACE) if word]
    if len(words) > 1 and not suffix and is_suffix(words[-1]):
        suffix = words.pop()
    start = 0
    while start < len(words) - 1 and _is_lower(words[start]):
        start += 1
    particle, family = (" ".join(map(decode_latex, part)) for part in (words[:start], words[start:]))
    return PersonName(family, given, particle, suffix)


def _read_direct(words: list[str], lower: list[bool]) -> PersonName:
    """Read ``First von Last``: the particle is from the first to the last word in lower case, before the last word."""
    text = " ".join(words)
    if len(words) < 2 or is_cjk(text):
        if len(text.split()) > 1:
            return parse_name(text)
        return PersonName(family=text, literal=text if is_cjk(text) else "")
    suffix = words.pop() if len(words) > 1 and is_suffix(words[-1]) else ""
    if len(words) == 1:
        return PersonName(words[0], "", "", suffix)
    if words[-1].endswith(".") and (start := _initials_start(words)):
        particle, family = split_particle(words[:start])
        return PersonName(family, " ".join(words[start:]), particle, suffix)
    inner = [number for number in range(1, len(words) - 1) if lower[number]]
    if not inner:
        return PersonName(words[-1], " ".join(words[:-1]), "", suffix)
    first, last = inner[0], inner[-1] + 1
    return PersonName(" ".join(words[last:]), " ".join(words[:first]), " ".join(words[first:last]), suffix)


def _initials_start(words: list[str]) -> int:
    """Return where the initials after a family name begin, as in ``van der Berg J. A.``; 0 if it is no such name."""
    start = len(words)
    while start and _DOTTED.fullmatch(words[start - 1]):
        start -= 1
    return 0 if any(map(_DOTTED.match, words[:start])) else start


def _is_lower(word: str) -> bool:
    """Whether a word, as written, starts with a letter in lower case; braces around it hide its case."""
    if word.startswith("{") and not word.startswith("{\\"):
        return False
    letter = next(filter(str.isalpha, decode_latex(word)), "")
    return letter.islower()


def _is_vancouver(name: PersonName) -> bool:
    """Whether a name may be ``Svensson LM``, which BibTeX would read as a given and a family name."""
    return (
        not name.literal
        and not name.suffix
        and bool(re.fullmatch(r"[A-Z]{1,3}", name.family))
        and len(name.given) > 1
    )


def _is_sure_vancouver(name: PersonName) -> bool:
    return bool(_SURE_INITIALS.fullmatch(name.family)) and not re.search(r"\.|\b[A-Z]\b", name.given)


def is_braced(raw: str) -> bool:
    """Whether a text is enclosed in one pair of braces."""
    if not raw.startswith("{") or not raw.endswith("}"):
        return False
    depth = 0
    for match in re.finditer(r"\\.|[{}]", raw):
        if match[0] == "{":
            depth += 1
        elif match[0] == "}":
            depth -= 1
            if depth == 0:
                return match.end() == len(raw)
    return False


@lru_cache
def _compiled(separator: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the pattern of a separator, alone and beside braces."""
    return re.compile(separator), re.compile(rf"(?<!\\)[{{}}]|{separator}")


def split_outside(text: str, separator: str) -> list[str]:
    """Split at the matches of a pattern outside braces."""
    alone, or_brace = _compiled(separator)
    if "{" not in text:
        return alone.split(text)
    out, start, depth = [], 0, 0
    for match in or_brace.finditer(text):
        if match[0] in "{}":
            depth = depth + 1 if match[0] == "{" else max(0, depth - 1)
        elif depth == 0:
            out.append(text[start : match.start()])
            start = match.end()
    return [*out, text[start:]]
