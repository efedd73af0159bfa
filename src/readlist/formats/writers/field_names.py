"""Facts that one format has a field for and another calls by another name: what a source states, for the other formats.

    original-date     origdate     OP    date         a variable of CSL, a field of biblatex, a tag of RIS
    number-of-pages   pagetotal    SP    text
    Extra of Zotero: "original-date: 1920"            a line of CSL's variable, also in the ``note`` of CSL-JSON

A source's fields without a member in a record are kept in ``Details.extra`` under its own names (``model.details``), and
are written back to its format as they are. This module finds what they are called elsewhere. Sources: CSL's variables
(https://docs.citationstyles.org/en/stable/specification.html#appendix-iv-variables), biblatex's manual
(https://ctan.org/pkg/biblatex, section 2.2.2) and how Pandoc maps it (Text.Pandoc.Citeproc.BibTeX), EndNote's names of
RIS tags (https://en.wikipedia.org/wiki/RIS_(file_format)), Zotero's translator for RIS and its schema
(https://api.zotero.org/schema), and for lines in Zotero's Extra https://www.zotero.org/support/kb/item_types_and_fields.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from readlist.formats.bibstrings import words_of
from readlist.formats.readers.csl_item import date_to_edtf
from readlist.formats.readers.latex_decoder import decode_latex, decode_verbatim
from readlist.formats.readers.ris import WITH_SIZE, read_date
from readlist.model.edtf import find_edtf
from readlist.text.display import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from readlist.model.details import Details


class _Fact(NamedTuple):
    """What a fact is called: in CSL, in biblatex (the first name is the one to write), in RIS, and in Zotero.

    ``types``: the types of CSL for which the tag of RIS has this meaning; empty: all.
    """

    csl: str
    bibtex: tuple[str, ...] = ()
    ris: str = ""
    zotero: str = ""
    types: tuple[str, ...] = ()
    is_date: bool = False


_ARTICLES = ("article-journal", "article-magazine", "article-newspaper", "review", "review-book")
_MEETINGS = ("paper-conference", "speech")
_CHAPTERS = ("chapter", "entry-encyclopedia", "entry-dictionary")
VERSIONED = ("software", "dataset")
"""Types whose edition is called a version."""
_FACTS = (
    _Fact("title-short", ("shorttitle",), "ST", "shortTitle"),
    _Fact("container-title-short", ("shortjournal",), "J2", "journalAbbreviation"),
    _Fact("container-title-short", (), "JA"),
    _Fact("container-title-short", (), "JO"),
    _Fact("short-container-title", ("shortjournal",), "J2"),
    _Fact("journalAbbreviation", ("shortjournal",), "J2", "journalAbbreviation"),
    _Fact("DOI", ("doi",), "DO", "DOI"),
    _Fact("note", ("note",), "N1"),
    _Fact("annote", ("annotation", "annote"), "RN"),
    _Fact("accessed", ("urldate",), "Y2", "accessDate", is_date=True),
    _Fact("original-date", ("origdate", "origyear"), "OP", "originalDate", is_date=True),
    _Fact("original-title", ("origtitle",), "", "originalTitle"),
    _Fact("original-publisher", ("origpublisher",), "", "originalPublisher"),
    _Fact("original-publisher-place", ("origlocation",), "", "originalPlace"),
    _Fact("event-title", ("eventtitle",), "T2", "conferenceName", _MEETINGS),
    _Fact("event-title", (), "", "meetingName"),
    _Fact("event", ("eventtitle",), "T2", "", _MEETINGS),
    _Fact("event-date", ("eventdate",), "", "eventDate", is_date=True),
    _Fact("event-place", ("venue",), "CY", "eventPlace", ("paper-conference",)),
    _Fact("number-of-pages", ("pagetotal",), "SP", "numPages", WITH_SIZE),
    _Fact("number-of-volumes", ("volumes",), "NV", "numberOfVolumes"),
    _Fact("chapter-number", ("chapter",), "SE", "", _CHAPTERS),
    _Fact("section", (), "SE", "section", ("article-newspaper", "article-magazine")),
    _Fact("part-number", ("part",), "", "partNumber"),
    _Fact("available-date", (), "ET", "", _ARTICLES, is_date=True),
    _Fact("version", ("version",), "ET", "versionNumber"),
    _Fact("status", ("pubstate",), "", "status"),
    _Fact("number", ("eid",), "C7", "", _ARTICLES),
    _Fact("PMID", ("pmid",), "AN", "PMID"),
    _Fact("PMCID", ("pmcid",), "C2", "PMCID"),
    _Fact("call-number", ("lccn",), "CN", "callNumber"),
    _Fact("archive", (), "DB", "archive"),
    _Fact("archive_location", (), "AN", "archiveLocation"),
    _Fact("source", (), "DP", "libraryCatalog"),
    _Fact("reviewed-title", (), "RI"),
    _Fact("medium", ("howpublished",), "M3", "medium", ("document", "article", "graphic", "pamphlet")),
    _Fact("scale", (), "", "scale"),
    _Fact("dimensions", (), "", "runningTime"),
    _Fact("references", (), "", "references"),
)
_OLD_NAMES = {
    "event": "event-title", "journalAbbreviation": "container-title-short", "short-container-title": "container-title-short",
}  # fmt: skip
"""Names that CSL had once, and that Crossref has, with those of today."""
_OF_TYPES = ("number", "medium")
"""Facts that have a field of biblatex in entries of their types only."""
_UNSURE = {"AN", "DB", "DP", "C2"}
"""Tags that databases use for IDs of their own: written, and not read as another format's field."""
_CSL = {fact.csl: fact for fact in reversed(_FACTS)}
_BIBTEX = {name: fact for fact in reversed(_FACTS) for name in fact.bibtex}
_RIS: dict[str, tuple[_Fact, ...]] = {}
for _one in _FACTS:
    if _one.ris and _one.ris not in _UNSURE:
        _RIS[_one.ris] = (*_RIS.get(_one.ris, ()), _one)
_ZOTERO = {fact.zotero: fact for fact in reversed(_FACTS) if fact.zotero}
_PMCID = re.compile(r"PMC\d+")
_PUBMED = re.compile(r"NLM|PubMed|MEDLINE", re.IGNORECASE)
_LINE = re.compile(r"\s*(?:\{:)?([A-Za-z][A-Za-z_ -]{2,30}):\s*(.*?)\}?\s*")
_OTHERWISE_KNOWN = re.compile(
    r"\s*(?:doi|arxiv|citation[ _-]key|type|(?:bib|bibla)?tex[*.]\S*)\s*:", re.IGNORECASE
)
"""Lines of Zotero's Extra that are IDs, or instructions for Better BibTeX."""
_BY_LABEL = {name.lower().replace("_", "-"): fact for name, fact in _CSL.items() if name != "note"}
"""Facts by the label that a line of Zotero's Extra has: CSL's name, or its words."""


def find_facts(details: Details, form: str) -> dict[str, str]:
    """Return the facts that other formats than ``form`` state, under the names that ``form`` (csl, bibtex, ris) has.

    Without a ``form``, return all facts under CSL's names. Values are plain text; those of ``date_names`` are dates of EDTF. What ``form`` itself states is left out.
    """
    if all(stated == form for stated, _, _ in details.extra):  # as in most libraries
        return {}
    own = {_identity(fact) for fact, _ in _stated(details, only=form)} if form else ()
    out: dict[str, str] = {}
    for fact, value in _stated(details, but=form):
        name = _name_in(form, fact, details)
        if name and value and _identity(fact) not in own:
            out.setdefault(name, value)
    return out


_UNDATED = {"csl": ("issued",), "bibtex": ("year", "date"), "ris": ("PY",), "zotero": ("date",)}
"""Fields for the date of issue, which may say that there is none: ``in press``, ``n.d.``."""


def find_undated(details: Details, form: str) -> str:
    """Return what other formats than ``form`` state in the place of a date; empty if there is a date."""
    if details.issued:
        return ""
    for other, name, value in details.extra:
        if other != form and name in _UNDATED.get(other, ()):
            stated = _decoded(value) if other == "csl" else value
            text = stated.get("literal") or stated.get("raw") if isinstance(stated, dict) else stated
            if isinstance(text, str) and text.strip():
                return decode_latex(text) if other == "bibtex" else one_line(text)
    return ""


def date_names(form: str) -> frozenset[str]:
    """Return the names of a format's fields whose values are dates."""
    return frozenset(
        {"csl": fact.csl, "bibtex": (*fact.bibtex, "")[0], "ris": fact.ris}[form]
        for fact in _FACTS
        if fact.is_date
    )


def _identity(fact: _Fact) -> str:
    """Return what two facts of the same meaning share: CSL has an old and a new name for some."""
    return _OLD_NAMES.get(fact.csl, fact.csl)


def _name_in(form: str, fact: _Fact, details: Details) -> str:
    fits = not fact.types or details.type in fact.types
    if form in ("csl", ""):
        return _identity(fact)
    if form == "bibtex":
        return (*fact.bibtex, "")[0] if fits or fact.csl not in _OF_TYPES else ""
    return fact.ris if fits else ""


def _stated(details: Details, *, but: str = "", only: str = "") -> Iterator[tuple[_Fact, str]]:
    """Yield each fact that a format states, with its value as plain text or as a date of EDTF."""
    for form, name, value in details.extra:
        if (only and form != only) or form == but:
            continue
        if form == "csl":
            yield from _of_csl(name, value, details)
        elif form == "bibtex":
            yield from _of_bibtex(name, value, details)
        elif form == "ris":
            yield from _of_ris(name, value, details)
        elif form == "zotero":
            yield from _of_zotero(name, value)


def _of_csl(name: str, value: str, details: Details) -> Iterator[tuple[_Fact, str]]:
    fact = _CSL.get(name)
    if fact is None or (fact.csl == "number" and details.type not in fact.types):
        return
    stated = _decoded(value)
    if fact.is_date:
        yield fact, date_to_edtf(stated)
    elif fact.csl == "note":
        yield from _of_lines(str(stated))
    elif isinstance(stated, list) and stated and isinstance(stated[0], str):  # Crossref
        yield fact, one_line(stated[0])
    elif isinstance(stated, str | int | float):
        yield fact, one_line(str(stated))


def _of_bibtex(name: str, value: str, details: Details) -> Iterator[tuple[_Fact, str]]:
    archive = next((text for form, key, text in details.extra if (form, key) == ("bibtex", "eprinttype")), "")
    if name == "eprint" and archive.lower() == "pubmed":
        yield _CSL["PMID"], value
    elif name == "location" and details.type in _MEETINGS:  # beside ``address``, as ACM writes it
        yield _CSL["event-place"], decode_latex(value)
    elif name == "journal" and details.type in _ARTICLES:  # beside ``fjournal``
        yield _CSL["container-title-short"], decode_latex(value)
    elif fact := _BIBTEX.get(name):
        text = decode_verbatim(value) if fact.csl in ("DOI", "PMID", "PMCID") else decode_latex(value)
        yield fact, find_edtf(text) if fact.is_date else words_of(text)


def _of_ris(name: str, value: str, details: Details) -> Iterator[tuple[_Fact, str]]:
    if name == "C2" and _PMCID.fullmatch(value):
        yield _CSL["PMCID"], value
    elif name == "AN" and value.isdigit() and _is_of_pubmed(details):
        yield _CSL["PMID"], value
    named = next((one for one in _RIS.get(name, ()) if not one.types or details.type in one.types), None)
    fact = _CSL[named.csl] if named else None
    if fact is not None:
        text = value if fact.csl == "note" else one_line(value)
        yield fact, read_date(text) if fact.is_date else text


def _is_of_pubmed(details: Details) -> bool:
    """Whether a record of RIS states that it is from PubMed, whose accession numbers are its IDs."""
    return any(
        form == "ris" and tag in ("DB", "DP") and _PUBMED.fullmatch(value.strip())
        for form, tag, value in details.extra
    )


def _of_zotero(name: str, value: str) -> Iterator[tuple[_Fact, str]]:
    if name == "extra":
        yield from _of_lines(value)
    elif named := _ZOTERO.get(name):
        fact = _CSL[named.csl]
        yield fact, find_edtf(value) if fact.is_date else one_line(value)


def _of_lines(text: str) -> Iterator[tuple[_Fact, str]]:
    """Yield the facts that lines of a note state, and the other lines as the note."""
    rest = []
    for line in text.split("\n"):
        match = _LINE.fullmatch(line)
        fact = _BY_LABEL.get(re.sub(r"[ _]+", "-", match[1].strip().lower())) if match else None
        if match and fact:
            yield fact, find_edtf(match[2]) if fact.is_date else match[2]
        elif not _OTHERWISE_KNOWN.match(line):
            rest.append(line)
    if note := "\n".join(rest).strip():
        yield _CSL["note"], note


def _decoded(text: str) -> Any:
    if text[:1] not in '"[{-0123456789tfn':
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text
