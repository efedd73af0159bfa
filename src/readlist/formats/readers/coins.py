"""Read COinS: references in the spans of a web page, as library catalogues, blogs and Wikipedia have them.

    <span class="Z3988" title="ctx_ver=Z39.88-2004&amp;rft_val_fmt=info%3Aofi%2Ffmt%3Akev%3Amtx%3Ajournal&amp;rft.atitle=…">

The title of a span is an OpenURL's query (ANSI/NISO Z39.88-2004; http://ocoins.info), whose members are those of the
formats for journals, books, dissertations, patents and Dublin Core (http://alcme.oclc.org/openurl/). The rest of the page
is not read.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from readlist.errors import InputError
from readlist.formats.readers import reference as ref
from readlist.formats.readers.line_spans import Claim, Found, Lines, cover, lay_out, normalize_lines
from readlist.formats.readers.reference import Reference, make_details, plain
from readlist.formats.reference_types import FROM_ZOTERO, sort_of
from readlist.model.details import CSL_TYPES
from readlist.model.edtf import find_edtf
from readlist.model.name_parts import PersonName
from readlist.model.parsed_document import Diagnostic
from readlist.model.person_name import read_given_first

if TYPE_CHECKING:
    from collections.abc import Iterator

    from readlist.model.parsed_document import ParsedDocument

SPAN = re.compile(r"<span\b[^<>]*\bclass\s*=\s*[\"'](?:[^\"'<>]*\s)?Z3988\b[^<>]*>", re.IGNORECASE)
_TITLE = re.compile(r"\btitle\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_GENRES = {
    "article": "article-journal", "preprint": "article", "proceeding": "paper-conference", "conference": "book",
    "book": "book", "bookitem": "chapter", "report": "report", "issue": "periodical",
}  # fmt: skip
"""The type of CSL of each genre of journals and books."""
_FORMATS = {"journal": "article-journal", "book": "book", "dissertation": "thesis", "patent": "patent"}
"""The type of CSL of each format, where no genre is stated."""
_ID = re.compile(r"(?:info:|urn:)(?P<kind>doi|pmid|isbn|issn|lccn|oclcnum)[/:](?P<id>.+)", re.IGNORECASE)


def read(text: str, name: str) -> ParsedDocument:
    """Read a web page: one item per span. Raises InputError if it has none."""
    text = normalize_lines(text)
    lines = Lines(text)
    found: list[Found] = []
    problems: list[Diagnostic] = []
    for span in SPAN.finditer(text):
        reference = _reference(_values(span[0]))
        record = ref.make_record(reference)
        if record is None:
            problems.append(Diagnostic(lines.at(span.start()), "this span has neither a title nor a link"))
            continue
        found.append(Found(span.start(), span.end(), (Claim(record),)))
    if not found and text.strip():
        raise InputError("contains no references", file=name, hint="readlist reads COinS in web pages.")
    return lay_out(text, name, cover(text, found), problems)


class _Values:
    """The values of an OpenURL by the names of its members, without ``rft.``."""

    def __init__(self, query: str) -> None:
        given = parse_qs(query, errors="replace", max_num_fields=500)
        self._values = {name.removeprefix("rft."): values for name, values in given.items()}

    def all(self, name: str) -> list[str]:
        return [value for value in self._values.get(name, ()) if value.strip()]

    def first(self, *names: str) -> str:
        return next((value for name in names for value in self.all(name)), "")


def _values(span: str) -> _Values:
    match = _TITLE.search(span)
    try:
        return _Values(html.unescape(match[1] or match[2] or "") if match else "")
    except ValueError:  # more members than any reference has
        return _Values("")


def _reference(values: _Values) -> Reference:
    form = values.first("rft_val_fmt").rpartition(":")[2].lower()
    kind = _kind(values, form)
    part = values.first("atitle")
    whole = values.first("jtitle", "btitle", "title", "stitle")
    container = plain(whole if part else values.first("source"))
    ids = dict(_ids(values))
    publisher = plain(values.first("pub", "inst", "publisher", "co"))
    urls = [text for text in (*values.all("rft_id"), *values.all("identifier")) if "://" in text]
    issued = find_edtf(values.first("date"))
    return Reference(
        sort=sort_of(kind),
        title=plain(part or whole),
        names=tuple(_authors(values)),
        org=publisher if kind in ("thesis", "report") else "",
        abstract=plain(values.first("description")),
        issued=issued,
        venue=container,
        doi=ids.get("doi", ""),
        url=next(iter(urls), "")
        or (f"https://pubmed.ncbi.nlm.nih.gov/{ids['pmid']}/" if "pmid" in ids else ""),
        urls=tuple((url, "") for url in urls[1:]),
        tags=tuple(values.all("subject")),
        details=make_details(
            type=kind,
            genre=values.first("degree"),
            container=container,
            volume=values.first("volume"),
            issue=values.first("issue", "number"),
            pages=_pages(values),
            series=plain(values.first("series")),
            edition=values.first("edition"),
            publisher=publisher,
            publisher_place=values.first("place"),
            isbn=values.first("isbn") or ids.get("isbn", ""),
            issn=", ".join(dict.fromkeys((*values.all("issn"), *values.all("eissn")))),
            language=values.first("language"),
            issued=issued,
        ),
    )


def _kind(values: _Values, form: str) -> str:
    if form == "dc":
        stated = values.first("type")
        return FROM_ZOTERO.get(stated, stated.lower() if stated.lower() in CSL_TYPES else "document")
    return _GENRES.get(values.first("genre").lower()) or _FORMATS.get(form, "document")


def _authors(values: _Values) -> Iterator[PersonName]:
    """Yield the first author, whose parts are stated, and the others, among whom the first may be repeated."""
    family = values.first("aulast")
    if family:
        given = values.first("aufirst") or " ".join(
            filter(None, map(values.first, ("auinit", "auinit1", "auinitm")))
        )
        first = PersonName(plain(family), plain(given), "", values.first("ausuffix"))
        yield first
    for text in (*values.all("au"), *values.all("creator"), *values.all("inventor")):
        name = read_given_first(plain(text))
        words = set(str(name).casefold().replace(".", "").split())
        if not family or not words <= set(str(first).casefold().replace(".", "").split()):
            yield name
    for text in values.all("aucorp"):
        yield PersonName(family=plain(text), literal=plain(text))


def _ids(values: _Values) -> Iterator[tuple[str, str]]:
    for text in (*values.all("rft_id"), *values.all("identifier")):
        if match := _ID.fullmatch(text.strip()):
            yield match["kind"].lower(), match["id"]
    if doi := values.first("doi"):
        yield "doi", doi


def _pages(values: _Values) -> str:
    first, last = values.first("spage"), values.first("epage")
    stated = values.first("pages") or (f"{first}-{last}" if first and last and first != last else first)
    return re.sub(r"\s*[-‐-―]+\s*", "-", stated) or values.first("artnum")
