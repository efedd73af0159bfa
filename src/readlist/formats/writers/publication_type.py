"""Publication type, venue and date of an entry, for the reference formats.

    entry ── describe ── Publication(sort, venue, year, month)
             sort: journal | conference | preprint | report | thesis | software | web

Prose entries are not publications; ``publications`` leaves them out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from readlist.model.entry import Entry

Sort = Literal["journal", "conference", "preprint", "report", "thesis", "software", "web"]

_PREPRINT = re.compile(r"\b(?:arxiv|biorxiv|medrxiv|corr|preprint|under review|ssrn)\b", re.IGNORECASE)
_THESIS = re.compile(r"\b(?:thesis|dissertation)\b|学位论文|學位論文", re.IGNORECASE)
_REPORT = re.compile(r"\b(?:tech(?:nical)?\.? report|white ?paper)\b|技术报告|技術報告", re.IGNORECASE)
_STATED: tuple[tuple[Sort, re.Pattern[str]], ...] = (("thesis", _THESIS), ("report", _REPORT))
_WEB = re.compile(r"\b(?:github|blog|openai|huggingface|hugging face)\b|博客", re.IGNORECASE)
_JOURNAL = re.compile(
    r"\b(?:journal|transactions|trans\.|letters|magazine|annals|reviews?|bulletin|nature|science|pnas|cell|lancet|nejm|"
    r"jama|jmlr|tmlr|jair|tacl|tpami|pami|tkde|tois|tist|taslp|tnnls|tip|ijcv|csur|computing surveys|neural computation|"
    r"computational linguistics|artificial intelligence|machine learning|pattern recognition|neural networks|"
    r"neurocomputing|information sciences|ieee access|ai open|distill)\b|学报|學報|杂志|雜誌",
    re.IGNORECASE,
)
_MEETING = re.compile(
    r"\b(?:proc(?:eedings)?|conference|conf\.|workshop|symposium|meeting|findings)\b", re.IGNORECASE
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


@dataclass(frozen=True, slots=True)
class Publication:
    """Where and when an entry was published, in the terms of reference managers; ``venue`` is without its year."""

    sort: Sort
    venue: str | None
    year: int | None
    month: int | None


def publications(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield the entries that can be cited."""
    return (entry for entry in entries if entry.kind != "note")


def describe(entry: Entry) -> Publication:
    """Derive from kind, venue and date how ``entry`` is cited.

    A year in the venue takes precedence: a preprint of 2021 with the venue ``ICLR 2022`` is cited as of 2022.
    """
    sort = _sort(entry)
    stated = _YEAR.search(entry.venue or "")
    year = int(stated[0]) if stated and sort != "preprint" else entry.year
    venue = re.sub(r"\s+", " ", _YEAR.sub("", entry.venue or "")).strip(" ,.;-()") or None
    return Publication(sort, venue, year, entry.month if year == entry.year else None)


def _sort(entry: Entry) -> Sort:
    if entry.kind != "paper":
        return "software" if entry.kind == "repo" else "web"
    venue = entry.venue or ""
    for sort, pattern in _STATED:
        if pattern.search(venue):
            return sort
    if not _YEAR.sub("", venue).strip() or _PREPRINT.search(venue):
        return _unpublished(entry)
    if _JOURNAL.search(venue) and not _MEETING.search(venue):
        return "journal"
    return "web" if _WEB.search(venue) else "conference"


def _unpublished(entry: Entry) -> Sort:
    """Return the sort of a paper without a venue; papers in the ACL Anthology and OpenReview are conference papers."""
    if entry.arxiv_id or _PREPRINT.search(entry.venue or ""):
        return "preprint"
    return "conference" if entry.acl_id or entry.openreview_id else "report"
