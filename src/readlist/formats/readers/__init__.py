"""Import formats behind one interface: text in, ``ParsedDocument`` out.

    notes.md, .markdown, .txt   markdown_notes   notes; items are recognised by their form
    library.bib, .bibtex        bibtex           BibTeX and biblatex from JabRef, Zotero, DBLP, publishers
    export.ris                  ris              EndNote, Mendeley, Zotero, library catalogues
    pubmed.nbib, .enw           tagged           PubMed, EndNote, and by content Web of Science, RefWorks, Ovid and others
    pubmed.xml                  xml_references   PubMed, EndNote, Crossref, DataCite, MODS, MARC, Primo, TEI, Word, OAI-PMH, IETF, BibTeXML
    project.xml                 citavi           Citavi's XML
    catalogue.mrc, .marc        marc_records     MARC 21 in ISO 2709
    zotero.rdf                  rdf              Zotero's RDF, Bibliontology, Dublin Core
    scopus.csv, .tsv            csv_references   tables of Zotero, Scopus, Web of Science, IEEE, PubMed and others
    items.json, .csljson        csl_json         CSL-JSON, Zotero's and Better BibTeX's JSON, our own array, by content
    library.jsonl, .ndjson      json_lines       our own export, or any of those objects, one per line
    info.yaml, CITATION.cff     yaml_references  papis, coBib, CSL-YAML, Hayagriva, what a software asks to be cited by
    notes.org                   org              Org: headings, TODO keywords, drawers, links
    bookmarks.html              bookmarks        what browsers and bookmark services export
    page.html                   coins            references in the spans of a web page (COinS), by content

A format is a module with a function ``read(text, name) -> ParsedDocument``. The items have the lines they span, and
every non-blank line is in at least one item. What cannot be read is reported as a ``Diagnostic`` and kept as prose.
``read`` is pure and raises only ``InputError``, if a file is not in the format at all. A format may also have
``cut(text, size)``, which cuts a text into pieces that ``read`` can read one by one with the same result.
"""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from readlist.errors import InputError
from readlist.formats.readers.tagged_dialects import DIALECTS

if TYPE_CHECKING:
    from readlist.model.parsed_document import ParsedDocument

MARKDOWN = "markdown_notes"
FORMATS = {
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".txt": MARKDOWN,
    ".bib": "bibtex",
    ".bibtex": "bibtex",
    ".ris": "ris",
    ".nbib": "tagged",
    ".enw": "tagged",
    ".ciw": "tagged",
    ".xml": "xml_references",
    ".mods": "xml_references",
    ".mrc": "marc_records",
    ".marc": "marc_records",
    ".rdf": "rdf",
    ".csv": "csv_references",
    ".tsv": "csv_references",
    ".json": "csl_json",
    ".csljson": "csl_json",
    ".jsonl": "json_lines",
    ".ndjson": "json_lines",
    ".org": "org",
    ".html": "bookmarks",
    ".htm": "bookmarks",
    ".yaml": "yaml_references",
    ".yml": "yaml_references",
    ".cff": "yaml_references",
}
"""File name suffixes, each with the module that reads it."""
FOLDER_SUFFIXES = (".md", ".markdown", ".txt", ".org", ".bib", ".bibtex", ".ris", ".nbib", ".enw", ".ciw")
"""Suffixes of the files that are always read from a folder."""
CONTENT_SUFFIXES = (".xml", ".mods", ".rdf", ".html", ".htm", ".yaml", ".yml", ".cff", ".csv", ".tsv")
"""Suffixes of the files that are read from a folder if their content is known; not JSON, which settings often are."""
HEAD = 4000
"""Characters, or bytes, of a file by which its format is recognised."""

_NOTES = (MARKDOWN, "org")
_TAGGED = ("ris", "tagged")
_XML = ("rdf", "citavi", "xml_references")
_CUT = ("json_lines", "bibtex")
"""Formats that can be cut."""

_LOOKS = (
    (
        "bookmarks",
        re.compile(
            r"\s*<!DOCTYPE NETSCAPE-Bookmark-file|[\s\S]{0,300}<title>Pocket Export</title>", re.IGNORECASE
        ),
    ),
    (
        "yaml_references",
        re.compile(
            r"(?:(?!\n---\s)[\s\S])*?(?:^cff-version:|^papis_id:|^\s+ENTRYTYPE:|^references:[ \t]*\n\s*-\s+\w+:)",
            re.MULTILINE,
        ),
    ),
    ("marc_records", re.compile(r"\s*\d{5}[\w ]{3}[^\n]{2}22\d{5}[^\n]{7}[\d\w]{12}")),
    ("rdf", re.compile(r"\s*<[\s\S]{0,3000}?<?(?:rdf:)?RDF[\s>]")),
    ("citavi", re.compile(r"\s*<[\s\S]{0,1000}?<?CitaviExchangeData[\s>]")),
    (
        "xml_references",
        re.compile(
            r"\s*<(?:[\s\S]{0,3900}?<)?(?:PubmedArticle\w*|PubmedBookArticle|records>|reference\s[^<>]*>\s*<front\b|doi_records?\b|crossref_result|resource\s[^<>]*datacite\.org|(?:\w+:)?(?:mods|modsCollection|datafield|biblStruct)\b"
            r"|b:Source|oai_dc:|srw_dc:|bibtex:)"
        ),
    ),
    *(("tagged", dialect.look) for dialect in DIALECTS),
    ("ris", re.compile(r"\s*(?:TY|ty)[ \t]{1,2}-[ \t]?[A-Za-z]+\s")),
    ("bibtex", re.compile(r"(?:\s*%[^\n]*\n)*\s*@\s*[A-Za-z]+\s*[{(]")),
    ("csl_json", re.compile(r"\s*\[\s*\{\s*\"")),
    ("json_lines", re.compile(r"\s*\{\s*\"")),
)
_COINS = re.compile(r"\bclass\s*=\s*[\"'](?:[^\"'<>]*\s)?Z3988\b", re.IGNORECASE)
"""What marks a reference in a web page."""


_TABLE = re.compile(r"(?=[^\n]*\b(?:title|TI)\b)[^\n#>*|]*[,;\t][^\n]*[,;\t][^\n]*(?:\n|$)", re.IGNORECASE)
"""The first line of a table that may be one of references."""


def find_format(name: str, text: str) -> str:
    """Return the module that reads a file, by the suffix of ``name``, or by the start of the text.

    The text decides if the suffix is unknown, and between the formats of tagged text.
    """
    suffix = PurePath(name).suffix.lower()
    looks = _look(text[:HEAD].removeprefix("\ufeff")) or MARKDOWN
    stated = FORMATS.get(suffix, looks)
    # Databases give files of theirs the suffix of RIS, or none that says anything.
    is_tagged = (looks in _TAGGED and stated in _TAGGED) or (
        suffix == ".txt" and looks in (*_TAGGED, "csv_references")
    )
    if stated == "bookmarks" != looks and _COINS.search(text):
        return "coins"
    return looks if is_tagged or (looks in _XML and stated in _XML) else stated


def _look(head: str) -> str | None:
    head = head.replace("\r\n", "\n").replace("\r", "\n")
    found = next((module for module, look in _LOOKS if look.match(head)), None)
    if found is None and _TABLE.match(head) and _reader("csv_references").find_delimiter(head):
        return "csv_references"
    return found


def is_known_content(name: str, head: str) -> bool:
    """Whether a file whose suffix says little is of the format that its suffix stands for, by the start of its text."""
    looks, stated = _look(head), FORMATS.get(PurePath(name).suffix.lower(), "")
    if stated == "bookmarks" and _COINS.search(head):
        return True
    return looks is not None and (looks == stated or (looks in _XML and stated in _XML))


def read(text: str, name: str) -> ParsedDocument:
    """Read the text of the file ``name`` in the format found by ``find_format``.

    Raises InputError if the text is not in that format.
    """
    # Formats are loaded on demand because those of BibTeX and markdown import large parsers.
    try:
        document: ParsedDocument = _reader(find_format(name, text)).read(text, name)
    except RecursionError as error:  # in a parser that calls itself for each level
        raise InputError("is nested too deeply", file=name) from error
    return document


def check_read(document: ParsedDocument, text: str, name: str) -> None:
    """Raise InputError if a file of references says something, and nothing in it could be read as one.

    Notes may be nothing but prose.
    """
    form = find_format(name, text)
    title = PurePath(name).stem or name
    is_prose = all(item.record.kind == "note" and item.record.title == title for item in document.items)
    if form not in _NOTES and is_prose and document.items and any(map(str.isalnum, text)):
        first = next(iter(document.diagnostics), None)
        reason = f": {first.message}" if first else ""
        raise InputError(
            f"contains no record that can be read{reason}", file=name, line=first.line if first else None
        )


def can_cut(name: str) -> bool:
    """Whether the format of a file with this name can be read in pieces."""
    return FORMATS.get(PurePath(name).suffix.lower()) in _CUT


def cut(text: str, name: str, size: int) -> list[str]:
    """Cut a text into pieces of about ``size`` characters that can be read one by one."""
    pieces: list[str] = _reader(find_format(name, text)).cut(text, size)
    return pieces


def _reader(form: str) -> Any:
    return import_module(f"{__name__}.{form}")
