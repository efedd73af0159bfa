"""The ACL Anthology: one BibTeX file for each paper, ``https://aclanthology.org/P18-1001.bib``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from readlist.identifiers import Identifier, parse_acl, parse_doi
from readlist.providers.base import Found, one_line
from readlist.providers.http import TransientError
from readlist.providers.single import Single
from readlist.records import Link, Record

if TYPE_CHECKING:
    from collections.abc import Mapping

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class Acl(Single):
    """Records by Anthology id."""

    name: ClassVar[str] = "acl"
    schemes: ClassVar[tuple[str, ...]] = ("acl",)
    home: ClassVar[str] = "https://aclanthology.org"
    interval: ClassVar[float] = 1.0

    def find(self, identifier: Identifier) -> Found:
        """Ask for one paper."""
        answer = self.ask(identifier, f"/{identifier.value}.bib")
        fields = _parse(answer.body.decode("utf-8", errors="replace"))
        if not fields.get("title"):
            raise TransientError("the ACL Anthology sent something that is no BibTeX entry")
        return Found(self.name, _read(identifier, fields))


def _parse(text: str) -> dict[str, str]:
    """Read the fields of the first entry, LaTeX turned into plain text."""
    from bibtexparser.entrypoint import parse_string  # noqa: PLC0415
    from pylatexenc.latex2text import LatexNodes2Text  # type: ignore[import-untyped]  # noqa: PLC0415

    entries = parse_string(text).entries
    if not entries:
        return {}
    read = LatexNodes2Text(math_mode="verbatim", keep_comments=True)
    return {
        field.key.lower(): one_line(read.latex_to_text(_escape_percent(str(field.value))))
        for field in entries[0].fields
    }


def _escape_percent(text: str) -> str:
    """Keep a bare ``%`` from making a comment of the rest of an abstract."""
    return re.sub(r"(?<!\\)%", r"\\%", text)


def _read(identifier: Identifier, fields: Mapping[str, str]) -> Record:
    doi = parse_doi(fields.get("doi", ""))
    own = parse_acl(fields.get("url", "").rstrip("/").rpartition("/")[2]) or identifier
    month = fields.get("month", "").lower()[:3]
    year = fields.get("year", "")
    return Record(
        kind="paper",
        title=fields["title"],
        authors=_authors(fields.get("author", "")),
        abstract=fields.get("abstract") or None,
        year=int(year) if year.isascii() and year.isdigit() else None,
        month=_MONTHS.index(month) + 1 if month in _MONTHS else None,
        venue=fields.get("booktitle") or fields.get("journal") or None,
        ids=(own, doi) if doi and doi != own else (own,),
        url=own.url,
        links=(Link(f"{own.url.rstrip('/')}.pdf", "pdf"),),
    )


def _authors(text: str) -> tuple[str, ...]:
    """Read BibTeX's list of names: 'Hu, Edward and Shen, Yelong' in reading order."""
    names = (name.partition(",") for name in re.split(r"\s+and\s+", text) if name.strip())
    return tuple(one_line(f"{given} {family}") for family, _, given in names)
