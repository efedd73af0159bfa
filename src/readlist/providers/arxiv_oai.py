"""arXiv's OAI-PMH: one paper per request, and the papers of a day.

    ID  ──> GetRecord, arXivRaw ──┬─ record ─────────────> the latest version, and which versions there are
                                  ├─ idDoesNotExist ─────> NotFoundError
                                  └─ an older version ───> OlderVersionError with the latest one: another source has it
    days ──> ListRecords ── resumptionToken ── … ──> papers, page by page

The protocol allows one identifier per GetRecord. It answers 503 with Retry-After when it is full.
https://info.arxiv.org/help/oa/index.html, https://www.openarchives.org/OAI/openarchivesprotocol.html
"""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, ClassVar

from readlist.errors import NetworkError, NotFoundError
from readlist.formats.readers.latex_decoder import decode_latex
from readlist.linkage.formula_titles import without_formula_marks
from readlist.model.identifiers import Identifier, parse_arxiv, parse_doi
from readlist.model.provider_record import ProviderFacts, ProviderRecord
from readlist.model.record import Link, Record
from readlist.providers.arxiv_sites import ArxivSite
from readlist.providers.base import UNREADABLE, UnreadableError, is_withdrawn, malformed_arxiv
from readlist.providers.http import TransientError
from readlist.providers.xml_reader import parse_xml
from readlist.text.display import one_line

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET
    from collections.abc import Iterator


_OAI = "{http://www.openarchives.org/OAI/2.0/}"
_RAW = "{http://arxiv.org/OAI/arXivRaw/}"
_FORMULA = re.compile(r"\$[^$]*\$")
_REMARK = re.compile(r"\([^()]*\)")


class OlderVersionError(NetworkError):
    """OAI-PMH has the metadata of the ``latest`` version only, and an older one was asked for."""

    def __init__(self, identifier: Identifier, latest: ProviderRecord) -> None:
        super().__init__(f"arXiv's OAI-PMH has only the latest version of {identifier.value}")
        self.latest = latest


class NoSuchVersionError(NotFoundError):
    """The paper exists, but fewer versions of it; no other source could have more."""

    final = True


class ArxivOai(ArxivSite):
    """Records of arXiv papers from arXiv's OAI-PMH."""

    name: ClassVar[str] = "arxiv_oai"

    def find(self, identifier: Identifier) -> ProviderRecord:
        """Fetch one paper. Raises OlderVersionError, NoSuchVersionError for a version that is not the latest."""
        if not parse_arxiv(identifier.value):
            raise malformed_arxiv(identifier)
        params = {"verb": "GetRecord", "metadataPrefix": "arXivRaw"}
        root = self._ask(params | {"identifier": f"oai:arXiv.org:{identifier.value}"})
        found = next((one for one in map(_read, root.iter(f"{_OAI}record")) if one), None)
        if found is None or found.record.ids[0].value != identifier.value:
            raise UnreadableError(self.name, str(identifier))
        return _of_version(identifier, found)

    def iter_pages(self, first: str, last: str, archive: str) -> Iterator[list[tuple[str, ProviderRecord]]]:
        """Yield the papers of a set (``cs``; empty: all), new or changed from one day to another, page by page.

        Each with its day (2026-11-28). Raises NetworkError; the pages before it are complete.
        """
        params = {"verb": "ListRecords", "metadataPrefix": "arXivRaw", "from": first, "until": last}
        asked = params | ({"set": archive} if archive else {})
        while True:
            try:
                root = self._ask(asked)
            except NotFoundError:  # noRecordsMatch: a day without papers
                return
            yield list(_iter_dated(root, last))
            token = (root.findtext(f".//{_OAI}resumptionToken") or "").strip()
            if not token:
                return
            if token == asked.get("resumptionToken"):
                raise UnreadableError(self.name, f"the papers of {first} to {last}")
            asked = {"verb": "ListRecords", "resumptionToken": token}

    def _ask(self, params: dict[str, str]) -> ET.Element:
        """Send one request. Raises NotFoundError if there is no such record, NetworkError."""
        answer = self.http.get(self.url, params=params)
        try:
            root = parse_xml(answer.body)
        except ValueError as error:
            message = f"arXiv's OAI-PMH sent something else than its protocol (HTTP {answer.status})"
            raise TransientError(message) from error
        if not root.tag.endswith("OAI-PMH"):
            raise TransientError("arXiv's OAI-PMH sent something else than its protocol")
        refusal = root.find(f"{_OAI}error")
        if refusal is None:
            return root
        code = refusal.get("code", "")
        if code in ("idDoesNotExist", "noRecordsMatch"):
            paper = params.get("identifier", "").removeprefix("oai:arXiv.org:")
            raise NotFoundError(f"arXiv has no paper {paper}", hint="Check the number.")
        raise NetworkError(f"arXiv's OAI-PMH refuses the request: {one_line(code)}")


def _of_version(asked: Identifier, found: ProviderRecord) -> ProviderRecord:
    latest = found.facts.version
    if asked.version is None or latest is None or asked.version == latest:
        return found
    if asked.version > latest:
        raise NoSuchVersionError(
            f"arXiv has no version {asked.version} of {asked.value}", hint=f"The latest is v{latest}."
        )
    raise OlderVersionError(asked, found)


def _iter_dated(root: ET.Element, last: str) -> Iterator[tuple[str, ProviderRecord]]:
    """Yield the papers of a page that can be read, each with its day; ``last`` for one whose day is not stated."""
    for record in root.iter(f"{_OAI}record"):
        try:
            found = _read(record)
        except UNREADABLE:
            continue
        if found:
            yield record.findtext(f"{_OAI}header/{_OAI}datestamp", last)[:10], found


def _read(record: ET.Element) -> ProviderRecord | None:
    """Convert a record in the format arXivRaw; None for a deleted one, which has no metadata."""
    raw = record.find(f".//{_RAW}arXivRaw")
    if raw is None:
        return None
    texts = {child.tag.removeprefix(_RAW): one_line(child.text) for child in raw}
    identifier = parse_arxiv(texts["id"])
    title = one_line(decode_latex(texts["title"]))
    if identifier is None or not title:
        return None
    versions = raw.findall(f"{_RAW}version")
    numbers = [int(one.get("version", "").removeprefix("v")) for one in versions]
    latest = Identifier("arxiv", identifier.value, max(numbers, default=None))
    doi = parse_doi(texts.get("doi", ""))
    year, month = _date(versions)
    paper = Record(
        kind="paper",
        title=title,
        authors=read_authors(texts.get("authors", "")),
        abstract=texts.get("abstract") or None,
        year=year,
        month=month,
        venue=texts.get("journal-ref") or None,
        ids=(latest, doi) if doi else (latest,),
        categories=tuple(dict.fromkeys(texts.get("categories", "").split())),
        url=identifier.url,
        links=(Link(f"https://arxiv.org/pdf/{identifier.value}", "pdf"),),
    )
    comment = texts.get("comments") or None
    withdrawn = is_withdrawn(comment, paper.abstract)
    return ProviderRecord(ArxivOai.name, paper, ProviderFacts(latest.version, withdrawn, comment))


def _date(versions: list[ET.Element]) -> tuple[int | None, int | None]:
    """Return year and month of the first version, in GMT."""
    text = versions[0].findtext(f"{_RAW}date", "") if versions else ""
    try:
        day = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None, None
    return day.year, day.month


def read_authors(text: str) -> tuple[str, ...]:
    """Split arXiv's line of authors: commas and 'and' separate names, a colon ends a collaboration's, brackets contain affiliations."""
    before = None
    while before != text:  # affiliations may contain brackets
        before, text = text, _REMARK.sub(" ", text)
    text = _FORMULA.sub(lambda match: without_formula_marks(match[0]), text)
    names = re.split(r",\s*(?:and\s)?|\s+and\s+|;|(?<=ollaboration):", decode_latex(text))
    return _join_suffixes([name for part in names if (name := one_line(part).strip(" ."))])


def _join_suffixes(names: list[str]) -> tuple[str, ...]:
    """Append a suffix that a comma separated from its name: 'J. King, Jr'."""
    out: list[str] = []
    for name in names:
        if out and re.fullmatch(r"Jr|Sr|I{2,3}|IV", name):
            out[-1] += f" {name}" + ("." if name in ("Jr", "Sr") else "")
        else:
            out.append(name)
    return tuple(out)
