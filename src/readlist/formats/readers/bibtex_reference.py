"""Build the reference of a BibTeX entry: which field is what, in BibTeX, biblatex and the dialects of programs.

    eprint, number = {arXiv:…}, volume = {abs/…} ── eprints
    journal, volume, number, pages, school, …    ── details
    lccn, note, howpublished, …                  ── details.extra, as written

Entry types and fields are those of the BibTeX manual and of biblatex (https://ctan.org/pkg/biblatex, chapter 2).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from readlist.formats.bibstrings import words_of
from readlist.formats.marked_titles import is_marked_latex, join_subtitle
from readlist.formats.readers import reference as ref
from readlist.formats.readers.bibtex_names import read_names
from readlist.formats.readers.capitals import spell_title
from readlist.formats.readers.latex_decoder import decode_latex, decode_verbatim
from readlist.formats.readers.reference import Reference, make_details, plain
from readlist.formats.reference_types import (
    FROM_BIBTEX,
    GENRES,
    TO_BIBLATEX,
    TO_BIBTEX,
    WITH_TYPE,
    sort_of,
    type_of_misc,
    type_of_subtype,
)
from readlist.model.dates import MONTHS, find_month
from readlist.model.edtf import find_edtf, to_edtf
from readlist.model.identifiers import parse_identifier, parse_url
from readlist.model.name_parts import PersonName

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from readlist.formats.readers.bibtex_fields import Block, Fields
    from readlist.model.details import Details

_CONTAINED = frozenset(
    "article-journal article-magazine article-newspaper review chapter entry-encyclopedia paper-conference".split()
)
"""Types of CSL that are written with a ``journal`` or a ``booktitle``."""
_SITED = frozenset(
    "webpage post post-weblog broadcast legal_case legislation bill regulation hearing treaty interview".split()
)
"""Types of CSL with a container, for which entry types of BibTeX have only ``howpublished``."""
_REPORTS = ("techreport", "report", "phdthesis", "mastersthesis", "thesis")
_IN_BOOKS = ("inproceedings", "conference", "incollection", "inbook")
"""Entry types whose container is the book, also where a journal is named."""
_PROCEEDINGS = ("proceedings", "mvproceedings")
_WHOLE = (*_PROCEEDINGS, "book", "mvbook", "collection", "mvcollection", "reference", "mvreference")
"""Entry types of works that are in no other, as a rule."""
_CONTAINERS = ("fjournal", "journaltitle", "journal", "booktitle", "maintitle")
"""``fjournal`` is the full name in files of MathSciNet, where ``journal`` is the abbreviation."""
_VENUES = ("fjournal", "journaltitle", "journal", "booktitle", "eventtitle", "maintitle")
_SUBTITLES = {"journaltitle": "journalsubtitle", "booktitle": "booksubtitle", "maintitle": "mainsubtitle"}
_PUBLISHERS = ("publisher", "school", "institution", "organization")
_NOTES = ("note", "annote", "annotation", "addendum", "comment", "howpublished")
_ARXIV = ("", "arxiv", "arxiv.org", "arxiv e-prints")
_ARCHIVES = (*_ARXIV, "openreview", "acl")
"""What programs call arXiv, and the other archives whose IDs are known."""
_ONLINE = ("online", "electronic", "www", "webpage")
"""Types in which Zotero writes the name of the site as an addition to the title."""
_ARTICLE_NUMBERS = ("eid", "article-number", "articleno", "art_number")
"""Fields that have the number of an article in the place of its pages."""
_EPRINT_URLS = {
    "jstor": "https://www.jstor.org/stable/", "pubmed": "https://pubmed.ncbi.nlm.nih.gov/",
    "googlebooks": "https://books.google.com/books?id=", "hdl": "https://hdl.handle.net/",
}  # fmt: skip
_VERSION = re.compile(r"\d(?:v\d+)$")
_MONTH_RANGE = re.compile(r"(0?[1-9]|1[0-2])\s*[-–/]+\s*(0?[1-9]|1[0-2])")
_BRACKETED = re.compile(r"\[[^\[\]]*\]")
_ISSN = re.compile(r"\d{4}-\d{3}[\dXx](?![\d-])")
_OAI = re.compile(r"oai:arxiv\.org:", re.IGNORECASE)
_CATEGORY_TAG = re.compile(r"\(([a-z-]+(?:\.[A-Za-z-]+)?)\)$")
_PLAIN_YEAR = re.compile(r"\{*\s*\d{4}\s*\}*")
_PLAIN_MONTH = re.compile(r"\{*\s*(?:\d{1,2}|[A-Za-z]{3,9}\.?)\s*\}*")
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.", re.IGNORECASE)
_ARXIV_NAMED = re.compile(r"\s*(?:arxiv\s*[:/]|abs/)", re.IGNORECASE)
_ARXIV_OLD = re.compile(r"[a-z-]+(?:\.[A-Z]{2})?/\d{7}(?:v\d+)?")
_GROUP = re.compile(r"collaboration|consortium|group|team|project", re.IGNORECASE)
_UNFIT_FOR_KEYS = re.compile(r"[\s\"#'(),={}%~\\]")
_ARXIV_NEW = re.compile(r"\d{4}\.\d{4,5}(?:v\d+)?")
_RECORD_ID = re.compile(r"\bid='([^']+)'")
_BOOKKEEPING = frozenset("crossref xdata biburl bibsource timestamp".split())
"""Fields about the database that the entry is from, or resolved here."""
_LINKED = frozenset((*_VENUES, *_NOTES)) | frozenset(
    "title shorttitle author editor abstract year date month school institution organization publisher doi eprint url file keywords "
    "archiveprefix eprinttype primaryclass eprintclass crossref readstatus biburl bibsource timestamp key".split()
)
"""Fields that are read by name; in all others web addresses are links."""
_CONSUMED = frozenset(
    "author abstract url author_keywords keywords keyword tags mendeley-tags groups mendeley-groups journaltitle fjournal "
    "journalsubtitle booktitle booksubtitle maintitle "
    "mainsubtitle volume pages address editor edition series isbn issn language langid hyphenation primaryclass eprintclass "
    "entrysubtype archiveprefix eprinttype eprint arxivid arxiv readstatus".split()
)
"""Fields whose value is in the record; all others are kept as they are written."""
_MAKERS = ("director", "composer", "performer", "artist", "compiler", "holder", "editora", "translator")
"""Fields of people who are shown as authors where there are neither authors nor editors."""
_STATUS = {"read": "read", "skimmed": "read", "reading": "reading", "toread": "todo", "unread": "todo"}
_STATED = re.compile(r"report|thesis|dissertation|preprint|学位论文|学位論文", re.IGNORECASE)


def read_reference(block: Block, fields: Fields) -> Reference:
    """Return the reference of an entry."""
    org, venue = _places(block.type, fields)
    venue = _as_spelt(plain(venue), block, fields)
    csl_type = _csl_type(block.type, fields)
    eprints = _eprints(fields)
    issued = _issued(fields)
    names = read_names(fields.raw("author"))
    makers = read_names(fields.raw(*_MAKERS))
    if not (names or makers or fields.raw("editor")):
        names = _collaborations(fields)
    return Reference(
        sort=sort_of(csl_type),
        key=block.key,
        title=join_subtitle(plain(fields.text("title")), plain(fields.text("subtitle"))),
        label=plain(fields.text("shorttitle")),
        names=names,
        makers=makers,
        org=org,
        abstract=plain(fields.text("abstract")),
        issued=issued,
        venue=venue,
        doi=_doi(fields),
        eprints=eprints,
        url=_url(fields),
        urls=tuple(_urls(fields)),
        notes=tuple(decode_verbatim(raw) for name in _NOTES if (raw := fields.raw(name))),
        tags=_tags(fields),
        categories=_categories(fields),
        status=_STATUS.get(fields.raw("readstatus").strip().lower()),
        details=_details(block, fields, csl_type, issued),
    )


def _collaborations(fields: Fields) -> tuple[PersonName, ...]:
    """Return the collaborations that are the only authors of a work (REVTeX): ``ATLAS``, ``{D0 and CDF}``."""
    named = re.split(r"\s+and\s+|\s*[,;]\s*", fields.text("collaboration"))
    whole = (name if _GROUP.search(name) else f"{name} Collaboration" for name in named if name)
    return tuple(PersonName(family=name, literal=name) for name in whole)


def _as_spelt(place: str, block: Block, fields: Fields) -> str:
    """Return where a work appeared, not in capitals as Web of Science has it, and not if it is the work itself.

    Books state their own title as that of a book for the parts that refer to them, and Scopus as that of a journal.
    """
    if place and block.type in _WHOLE and place.casefold() == plain(fields.text("title")).casefold():
        return ""
    if block.type in _PROCEEDINGS and place == plain(fields.text("booktitle")):
        return ""
    return spell_title(place) if block.key.startswith(("WOS:", "ISI:")) else place


def _csl_type(kind: str, fields: Fields) -> str:
    if subtype := type_of_subtype(kind, fields.raw("entrysubtype")):
        return subtype
    is_eprint = (
        bool(fields.raw("eprint", "arxivid", "arxiv"))
        or _names_arxiv(fields.raw("number"))
        or _names_arxiv(fields.raw("howpublished"))
        or bool(_ARXIV_DOI.search(fields.raw("doi")))
    )
    if kind in ("misc", "unpublished", "online") and is_eprint:
        return "article"  # CSL's type of a preprint
    if kind == "unpublished" and fields.raw("eventtitle"):
        return "speech"
    return (type_of_misc(fields.text("type")) if kind == "misc" else "") or FROM_BIBTEX.get(kind, "document")


def _names_arxiv(text: str) -> bool:
    return bool(_ARXIV_NAMED.match(text))


def _places(kind: str, fields: Fields) -> tuple[str, str]:
    """Return the organisation and the venue.

    For a report or thesis, an institution such as "PhD thesis, MIT" is the venue.
    """
    venue = (fields.text("booktitle") if kind in _IN_BOOKS else "") or fields.text(*_VENUES)
    placed = fields.text("institution", "school") or (
        fields.text("organization") if kind not in ("inproceedings", "conference") else ""
    )
    if not venue and kind in _REPORTS and _STATED.search(placed):
        return "", placed
    if not venue and not ref.find_web_urls(fields.verbatim("howpublished")):
        venue = fields.text("howpublished")
    return placed, venue


def _issued(fields: Fields) -> str:
    """Return the date of an entry as a date of EDTF; ``date`` is one already."""
    date = fields.raw("date")
    if date and (found := find_edtf(date) or find_edtf(decode_latex(date))):
        return found
    return read_issued(fields.text("year"), fields.text("month"), fields.text("day"))


def read_issued(year: str, month: str, day: str) -> str:
    """Return the date that three fields of BibTeX state, as plain text, as a date of EDTF.

    A year in brackets beside another one is that of the first edition: ``[1929] 2004``.
    """
    if "[" in year and find_edtf(later := _BRACKETED.sub("", year)):
        year = later
    stated = find_edtf(f"{day} {month} {year}" if find_month(month) and not month.isdigit() else year)
    if not stated or "-" in stated.lstrip("-") or "/" in stated:
        return stated or find_edtf(month)
    last = _MONTH_RANGE.fullmatch(month)
    number = find_month(month) or (int(last[1]) if last else None)
    if not number:
        return find_edtf(f"{month} {year}") or stated
    if last:
        return f"{to_edtf(int(stated[:4]), int(last[1]))}/{to_edtf(int(stated[:4]), int(last[2]))}"
    if not day.isdigit() and (found := find_edtf(f"{day} {MONTHS[number - 1]} {year}")) and "/" in found:
        return found
    bare = stated.rstrip("~?%")
    return to_edtf(int(bare), number, int(day) if day.isdigit() else None) + stated[len(bare) :]


# -- identifiers and links ---------------------------------------------------------------------------------------


def _eprints(fields: Fields) -> tuple[str, ...]:
    """Return the values of the fields that hold the ID of a preprint, in the notation of any program."""
    out = []
    archive = fields.verbatim("archiveprefix", "eprinttype", "archive").lower()
    if archive in _ARXIV:
        out += [_OAI.sub("arXiv:", fields.verbatim("eprint"))]
    elif archive in ("openreview", "acl"):
        out += [f"{archive}:{fields.verbatim('eprint')}"]
    out += [fields.verbatim("arxivid"), fields.verbatim("arxiv")]
    # Zotero and ADS name arXiv before the ID; DBLP and Semantic Scholar have it in the volume of CoRR.
    out += [
        fields.verbatim(name)
        for name in ("number", "eid", "pages", "volume")
        if (raw := fields.raw(name)) and _names_arxiv(raw.lstrip("{"))
    ]
    if (volume := fields.verbatim("volume")) and _is_arxiv_volume(volume, fields):
        out += [volume]
    return tuple(text.removeprefix("abs/") for text in out if text)


def _is_arxiv_volume(volume: str, fields: Fields) -> bool:
    """Whether a volume is the ID of a preprint: an old one, or a new one of a journal that is called arXiv."""
    return bool(
        _ARXIV_OLD.fullmatch(volume)
        or (_ARXIV_NEW.fullmatch(volume) and "arxiv" in fields.raw(*_VENUES).lower())
    )


def _tags(fields: Fields) -> tuple[str, ...]:
    """Return the keywords of the publisher and the tags of the person; programs have fields of their own for either."""
    given = (
        fields.text(name) for name in ("author_keywords", "keywords", "keyword", "tags", "mendeley-tags")
    )
    return tuple(dict.fromkeys(tag for text in given for tag in ref.split_keywords(text)))


def _categories(fields: Fields) -> tuple[str, ...]:
    """Return arXiv's categories: a list of them, or the ID in the record that arXiv's export once wrote."""
    raw = fields.raw("primaryclass", "eprintclass")
    found = (_RECORD_ID.findall(raw) or re.split(r"[\s,;]+", raw.strip("{}[] "))) if raw else ()
    keywords = fields.text("keywords")
    tagged = (_CATEGORY_TAG.search(tag) for tag in ref.split_keywords(keywords)) if "(" in keywords else ()
    # DataCite's records of arXiv have keywords such as "Computation and Language (cs.CL)".
    of_arxiv = [match[1] for match in tagged if match and "." in match[1]]
    return (*found, *re.findall(r"\[([\w.-]+)\]", fields.raw("eprint")), *of_arxiv)


def _doi(fields: Fields) -> str:
    """Return the value of the field for a DOI, in which braces only group, and lines may have been wrapped."""
    value = fields.verbatim("doi").replace("{", "").replace("}", "")
    return "".join(value.split()) if "\n" in fields.raw("doi").strip() else value


def _url(fields: Fields) -> str:
    """Return the main web address, which older styles have in ``howpublished``."""
    if url := fields.verbatim("url") or _eprint_url(fields):
        return url
    return next(iter(ref.find_web_urls(fields.verbatim("howpublished"))), "")


def _eprint_url(fields: Fields) -> str:
    """Return the address of an eprint in an archive that biblatex makes links to (section 3.14.7 of its manual)."""
    start = _EPRINT_URLS.get(fields.raw("eprinttype", "archiveprefix").lower())
    return start + fields.verbatim("eprint") if start and fields.raw("eprint") else ""


def _urls(fields: Fields) -> Iterator[tuple[str, str]]:
    """Yield the web addresses besides the main one, each with the name of its field, which suggests its role."""
    for entry in re.split(r"(?<!\\);", file) if "http" in (file := fields.raw("file")) else ():
        for part in re.split(r"(?<!\\):(?!//)", entry):
            if (url := part.replace("\\:", ":")).startswith(("http://", "https://")):
                yield url, "pdf"
    if (eprint := fields.verbatim("eprint")).startswith(("http://", "https://")) and not parse_url(eprint):
        yield eprint, "pdf" if ".pdf" in eprint else ""  # Google Scholar and bioRxiv
    for name in fields.names():
        if name in _LINKED or "http" not in fields.raw(name):
            continue
        if (value := fields.verbatim(name)).startswith(("http://", "https://")):
            yield value, re.sub(r"[-_]?(?:url|link)$", "", name) or name


# -- details -----------------------------------------------------------------------------------------------------


def _details(block: Block, fields: Fields, csl_type: str, issued: str) -> Details:
    number = fields.text("number", "issue")
    pages = fields.text("pages", *_ARTICLE_NUMBERS)
    volume, isbn = fields.text("volume"), fields.verbatim("isbn")
    is_eprint = _names_arxiv(volume) or _is_arxiv_volume(volume, fields)
    return make_details(
        type=csl_type,
        genre=_genre(block.type, fields),
        editor=read_names(fields.raw("editor")),
        container=_as_spelt(plain(_container(block.type, fields, csl_type)), block, fields),
        volume="" if is_eprint else volume,
        issue="" if _names_arxiv(number) else number,
        pages="" if _names_arxiv(pages) else re.sub(r"\s*[-‐-―]+\s*", "-", pages),
        series=words_of(plain(fields.text("series"))),
        edition=fields.text("edition"),
        publisher=plain(fields.text(*_publishers(block.type))),
        publisher_place=words_of(fields.text("address", "location")),
        isbn="" if _is_issn(isbn) else isbn,
        issn=fields.verbatim("issn") or (isbn if _is_issn(isbn) else ""),
        language=fields.text("language", "langid", "hyphenation"),
        issued=issued,
        extra=tuple(_extra(block, fields, csl_type)),
    )


def _is_issn(text: str) -> bool:
    """Whether the field for an ISBN has an ISSN, as Mendeley writes it."""
    return bool(_ISSN.match(text))


def _publishers(kind: str) -> tuple[str, ...]:
    """Return the fields of the publisher, the most specific first."""
    if kind in _REPORTS:
        return ("school", "institution", "publisher", "organization")
    return _PUBLISHERS


def _container(kind: str, fields: Fields, csl_type: str) -> str:
    first = ("booktitle",) if kind in _IN_BOOKS else ()
    name = fields.find(*first, *_CONTAINERS)
    if not name and kind in _ONLINE and fields.raw("titleaddon"):
        return fields.text("titleaddon")
    if not name and _is_sited(fields, csl_type):
        return fields.text("howpublished")
    return join_subtitle(fields.text(name), fields.text(_SUBTITLES.get(name, ""))) if name else ""


def _is_sited(fields: Fields, csl_type: str) -> bool:
    """Whether ``howpublished`` is what a page, a post or a law is part of, not in which form a work is there."""
    if csl_type not in _SITED:
        return False
    howpublished = fields.verbatim("howpublished")
    return not _names_arxiv(howpublished) and not ref.find_web_urls(howpublished)


def _genre(kind: str, fields: Fields) -> str:
    stated = words_of(fields.text("type"))
    if kind in WITH_TYPE:
        return "" if kind == "misc" and type_of_misc(fields.text("type")) else stated
    if kind not in _REPORTS and kind != "bachelorsthesis":
        return ""
    if stated.lower() == "thesis":  # any: what we write where the sort of thesis is not known
        return ""
    return GENRES.get(stated.lower(), stated) or (GENRES.get(kind, "") if kind != "techreport" else "")


def _extra(block: Block, fields: Fields, csl_type: str) -> Iterator[tuple[str, str, str]]:
    """Yield the fields that have no member in a record, as written, and an entry type that would not be guessed."""
    if block.type not in (TO_BIBTEX.get(csl_type, "misc"), TO_BIBLATEX.get(csl_type)):
        yield "bibtex", "entrytype", block.type
    used = fields.find(*_publishers(block.type))
    is_sited = _is_sited(fields, csl_type) and not fields.find(*_CONTAINERS)
    if keys := _other_keys(block.key, fields):
        yield "bibtex", "ids", keys
    for name in block.fields or ():
        raw = "" if name == "ids" or (name == "howpublished" and is_sited) else fields.raw(name)
        if raw and name not in _BOOKKEEPING and name != used and _is_extra(name, raw, block.type, fields):
            yield "bibtex", name, raw


def _other_keys(key: str, fields: Fields) -> str:
    """Return the keys that an entry has besides its own, among them its own where a key of the library cannot be like it."""
    is_unlike = key and not _UNFIT_FOR_KEYS.search(key) and ref.clean_key(key) != key
    return ", ".join(filter(None, (fields.raw("ids"), key if is_unlike else "")))


def _is_extra(name: str, raw: str, kind: str, fields: Fields) -> bool:
    """Whether a field has a value that no member of a record holds."""
    return _EXTRA[name](raw, kind, fields) if name in _EXTRA else name not in _CONSUMED


def _is_unknown_archive(raw: str, kind: str, fields: Fields) -> bool:  # noqa: ARG001 - the interface
    return raw.lower() not in _ARCHIVES


def _is_unknown_eprint(raw: str, kind: str, fields: Fields) -> bool:  # noqa: ARG001 - the interface
    if _VERSION.search(raw):
        return True
    if fields.verbatim("archiveprefix", "eprinttype", "archive").lower() not in _ARCHIVES:
        return True
    return not any(map(parse_identifier, _eprints(fields))) and "://" not in raw


def _is_in_book(kind: str, fields: Fields) -> bool:
    """Whether the journal that a part of a book names is another title than that of the book."""
    return kind in _IN_BOOKS and bool(fields.raw("booktitle"))


def _is_named_otherwise(kind: str) -> bool:
    """Whether an entry of a type is written with its container under no field of that name, but with ``howpublished``."""
    return FROM_BIBTEX.get(kind, "document") not in _CONTAINED


def _is_beside_container(raw: str, kind: str, fields: Fields) -> bool:  # noqa: ARG001 - the interface
    """Whether the title of a whole work in volumes stands beside the title of the volume."""
    return bool(fields.find(*_CONTAINERS[:-1]))


_EXTRA: dict[str, Callable[[str, str, Fields], bool]] = {
    "title": lambda raw, kind, fields: is_marked_latex(raw) or bool(fields.raw("subtitle")),  # noqa: ARG005
    "subtitle": lambda raw, kind, fields: bool(fields.raw("title")),  # noqa: ARG005
    "doi": lambda raw, kind, fields: not ref.is_own_doi(_doi(fields)),  # noqa: ARG005
    # The abbreviation of a journal, and the place of a meeting.
    "journal": lambda raw, kind, fields: bool(  # noqa: ARG005
        fields.raw("fjournal") or _is_in_book(kind, fields) or _is_named_otherwise(kind)
    ),
    "journaltitle": lambda raw, kind, fields: _is_in_book(kind, fields) or _is_named_otherwise(kind),  # noqa: ARG005
    "booktitle": lambda raw, kind, fields: _is_named_otherwise(kind),  # noqa: ARG005
    "maintitle": _is_beside_container,
    "mainsubtitle": _is_beside_container,
    "location": lambda raw, kind, fields: bool(fields.raw("address")),  # noqa: ARG005
    "date": lambda raw, kind, fields: not (find_edtf(raw) or find_edtf(decode_latex(raw))),  # noqa: ARG005
    "year": lambda raw, kind, fields: not _PLAIN_YEAR.fullmatch(raw),  # noqa: ARG005
    "month": lambda raw, kind, fields: not _PLAIN_MONTH.fullmatch(raw) or find_month(raw) is None,  # noqa: ARG005
    "day": lambda raw, kind, fields: not raw.isdigit(),  # noqa: ARG005
    "eprint": _is_unknown_eprint,
    "archiveprefix": _is_unknown_archive,
    "eprinttype": _is_unknown_archive,
    "archive": _is_unknown_archive,
    "number": lambda raw, kind, fields: False,  # noqa: ARG005
    "issue": lambda raw, kind, fields: bool(fields.raw("number")) and not _names_arxiv(raw),  # noqa: ARG005
    "eid": lambda raw, kind, fields: not _names_arxiv(raw),  # noqa: ARG005
    "titleaddon": lambda raw, kind, fields: kind not in _ONLINE,  # noqa: ARG005
    "entrysubtype": lambda raw, kind, fields: not type_of_subtype(kind, raw),  # noqa: ARG005
    "type": lambda raw, kind, fields: kind not in (*_REPORTS, *WITH_TYPE),  # noqa: ARG005
}
"""For fields of which only some values are in a record: whether a value, in an entry of a type, is not."""
