"""Mentions in bibliography files: their text is the source of a reference, not what a person wrote about the work.

@article{doe2020, …}, TY  - JOUR, {"type": …   is_source: never printed in lists for people
note, annote, N1                               find_notes: what the person noted there
"""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from readlist.formats.note_fields import is_note_field
from readlist.formats.readers.latex_decoder import decode_latex
from readlist.formats.readers.org_markup import to_markdown
from readlist.model.identifiers import parse_identifier
from readlist.text.display import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from readlist.model.entry import Entry, Mention

_SOURCE = re.compile(
    r"""\s*(?:%[^\n]*\n\s*)*(?:
        @\s*[A-Za-z]+\s*[{(]                     # BibTeX
        | TY\s{0,2}-\s | PMID\s?-\s | (?:<[^<>\n]*>\s*)?VN\s{1,2}-\s | %0\s\w | (?:FN|PT|RT)\s\w    # RIS, MEDLINE, EndNote, Web of Science, RefWorks
        | [\[\],\s]*\{\s*"                       # JSON
        | <\?xml | <(?:xml|records|PubmedArticle)
    )""",
    re.VERBOSE,
)
_ROW = re.compile(r"\S[^\t\n]*(?:\t[^\t\n]*){5}")
"""The start of a row of a table with tabs."""
_YAML_LINE = re.compile(r"\s|#|(?:- *)?[\w.:/@+\"'-]+:(?:\s|$)|-\s|(?:---|\.\.\.)\s*$")
_YAML_MARK = re.compile(
    r"^\s*(?:- *)?(?:papis_id|author_list|ENTRYTYPE|cff-version|id|type|ref):\s", re.MULTILINE
)
"""A member that YAML of references has."""
_FIELD_LINE = re.compile(
    r"\s*(?:citation key|arxiv|doi|pmid|pmcid|type|original date|publisher)\s*:", re.IGNORECASE
)


def is_source(mention: Mention) -> bool:
    """Whether the text of a mention is written in the syntax of a bibliography file."""
    text, suffix = mention.text, PurePath(mention.source).suffix.lower()
    is_markup = text.lstrip().startswith("<") and suffix in (".xml", ".mods", ".rdf", ".html", ".htm")
    is_row = suffix in (".csv", ".tsv") or (suffix == ".txt" and bool(_ROW.match(text)))
    return is_markup or is_row or bool(_SOURCE.match(text)) or _is_yaml(text)


def _is_yaml(text: str) -> bool:
    """Whether a text is YAML of references: nothing but members and lists, one of them telling."""
    return bool(_YAML_MARK.search(text)) and all(
        _YAML_LINE.match(line) for line in text.split("\n") if line.strip()
    )


def read_text(mention: Mention) -> str:
    """Return the text of a mention as markdown; what is written in Org is translated."""
    if not mention.source.lower().endswith(".org"):
        return mention.text
    lines = (
        re.sub(r"^(\*+) (?=\S)", lambda stars: "#" * len(stars[1]) + " ", line)
        for line in mention.text.split("\n")
    )
    return re.sub(r"\n{3,}", "\n\n", "\n".join(to_markdown(lines))).strip("\n")


def find_notes(entry: Entry) -> Iterator[str]:
    """Yield the remarks in an entry's bibliography files as plain text, without those that are only an ID."""
    for form, name, value in entry.details.extra:
        if not is_note_field(form, name):
            continue
        text = decode_latex(value) if form == "bibtex" else value
        lines = [line for line in text.splitlines() if line.strip() and not _FIELD_LINE.match(line)]
        if lines and not (len(lines) == 1 and parse_identifier(lines[0])):
            yield "\n".join(map(one_line, lines))
