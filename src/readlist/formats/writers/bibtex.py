"""Write BibTeX for LaTeX, with the entry types and fields that classic styles and biblatex have in common.

    @inproceedings{hu2021lora,
      title = {{LoRA}: Low-Rank Adaptation of Large Language Models},
      author = {Hu, Edward J. and Shen, Yelong},
      booktitle = {ICLR},
      year = {2022},
      eprint = {2106.09685},
      archiveprefix = {arXiv},
      primaryclass = {cs.CL},
      url = {https://arxiv.org/abs/2106.09685},
    }

Words with significant capitals are braced, since styles convert titles to lower case. Text is escaped so that it can
neither end its field nor call a TeX command; simple mathematics (Greek letters, indices) is kept unchanged.
The fields for arXiv are those of https://info.arxiv.org/help/hypertex/bibstyles/index.html.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from readlist.formats.writers.publication_type import describe, publications
from readlist.model.dates import MONTHS
from readlist.model.person_name import is_others, parse_name
from readlist.text.display import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from readlist.formats.writers.publication_type import Publication
    from readlist.model.entry import Entry

_TYPES = {
    "journal": ("article", "journal"),
    "conference": ("inproceedings", "booktitle"),
    "preprint": ("misc", "howpublished"),
    "report": ("techreport", "institution"),
    "thesis": ("phdthesis", "school"),
    "software": ("misc", "howpublished"),
    "web": ("misc", "howpublished"),
}
"""For each sort of publication, the entry type and the field for its venue."""
_SPECIAL = {
    "\\": r"\textbackslash{}",
    # BibTeX counts escaped braces too, so they are written as macros.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
} | {char: f"\\{char}" for char in "$&#%_"}
_GREEK = (
    "alpha|beta|gamma|delta|epsilon|varepsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|upsilon|phi|"
    "varphi|chi|psi|omega|Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Upsilon|Phi|Psi|Omega|infty|times|cdot|ell|to|sim|leq|geq"
)
# Between dollars: letters, digits, signs and these commands, none of which can read a file or define a macro.
_MATH = re.compile(rf"\$(?:\\(?:{_GREEK})(?![A-Za-z])|[A-Za-z0-9^_+*/=<>(),. -])+\$")
_WORD = re.compile(r"(?P<before>[^\w\s]*)(?P<bare>\S*?)(?P<after>[^\w\s]*)(?=\s|$)")


def write(entries: Iterable[Entry], *, title: str | None = None) -> Iterator[str]:
    """Yield one BibTeX record per work, in the given order, without prose entries, below ``title`` as a comment."""
    if title:
        # Outside records, BibTeX skips all text up to the next @.
        yield f"% {one_line(title).replace('@', '(at)')}\n\n"
    for entry in publications(entries):
        yield _record(entry)


def _record(entry: Entry) -> str:
    publication = describe(entry)
    kind, _ = _TYPES[publication.sort]
    lines = [f"  {name} = {{{value}}},\n" for name, value in _fields(entry, publication) if value]
    if publication.month:
        lines.append(f"  month = {MONTHS[publication.month - 1]},\n")  # a macro defined by all styles
    return f"@{kind}{{{_key(entry.key)},\n{''.join(lines)}}}\n\n"


def _fields(entry: Entry, publication: Publication) -> Iterator[tuple[str, str]]:
    """Yield the names and escaped values of the fields."""
    yield "title", protect(entry.title)
    yield "author", _authors(entry)
    yield _TYPES[publication.sort][1], escape(publication.venue or _default_venue(entry, publication))
    yield "year", str(publication.year or "")
    yield "doi", _verbatim(entry.doi or "")
    if entry.arxiv_id:
        yield "eprint", entry.arxiv_id
        yield "archiveprefix", "arXiv"
        yield "primaryclass", escape(next(iter(entry.categories), ""))
    yield "url", _verbatim(entry.url or "")
    yield "keywords", escape(", ".join(tag.replace(",", " ") for tag in entry.tags))
    yield "abstract", escape(entry.abstract or "")


def _default_venue(entry: Entry, publication: Publication) -> str:
    """Return the venue to use if none is stated, for entry types that require one."""
    if publication.sort == "conference":
        return "OpenReview" if entry.openreview_id and not entry.acl_id else "ACL Anthology"
    return entry.org or "" if publication.sort in ("report", "web", "software") else ""


def _authors(entry: Entry) -> str:
    names = [_name(name) for name in entry.authors if name.strip()]
    if not names and entry.org:
        names = [f"{{{escape(entry.org)}}}"]
    return " and ".join(names)


def _name(text: str) -> str:
    if is_others(text):
        return "others"
    name = parse_name(text)
    if not name.surname or not name.given or "and" in text.lower().split():
        return f"{{{escape(text)}}}"  # an organisation or a single word: must not be parsed as a name
    return f"{escape(name.surname)}, {escape(name.given)}"


def escape(text: str) -> str:
    """Escape running text, on one line, so that TeX prints it literally."""
    return "".join(part if is_math else _plain(part) for part, is_math in _parts(one_line(text)))


def protect(title: str) -> str:
    """Escape a title, and brace the words that styles must not convert to lower case: ``{LoRA}``, ``{GPT-4}``."""
    return "".join(
        part if is_math else _WORD.sub(_protected, part) for part, is_math in _parts(one_line(title))
    )


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """Split a text into parts, each with whether it is mathematics."""
    end = 0
    for math in _MATH.finditer(text):
        yield text[end : math.start()], False
        yield math[0], True
        end = math.end()
    yield text[end:], False


def _protected(word: re.Match[str]) -> str:
    inner = f"{{{_plain(word['bare'])}}}" if _needs_braces(word["bare"]) else _plain(word["bare"])
    return f"{_plain(word['before'])}{inner}{_plain(word['after'])}"


def _plain(text: str) -> str:
    return "".join(_SPECIAL.get(char, char) for char in text)


def _needs_braces(word: str) -> bool:
    """Whether a word has a capital after the first letter of a part, or a single letter (``Vitamin C``) except "A"."""
    parts = [part for part in re.split(r"[\W_]+", word) if part]
    return any(
        any(char.isupper() for char in part[1:]) or (len(part) == 1 and part.isupper() and part != "A")
        for part in parts
    )


def _verbatim(text: str) -> str:
    """Percent-encode the characters of a URL or DOI that would break a verbatim field, such as braces."""
    return re.sub(
        r"[{}\\\s^`\"<>|]", lambda char: "".join(f"%{byte:02X}" for byte in char[0].encode()), one_line(text)
    )


def _key(key: str) -> str:
    return re.sub(r"[^A-Za-z0-9:._/+-]", "", key) or "entry"
