"""Publication type, container and date of an entry, for the reference formats.

    entry ── describe ── Publication(type, container, year, month)

The type that an origin states is the type of the entry. It is guessed from kind and venue if none is stated, or if what is
stated is a preprint and another origin says where that was published. Prose entries are not publications;
``publications`` leaves them out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readlist.formats.writers.field_names import find_facts
from readlist.model.provenance import HAND

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from readlist.model.entry import Entry

_TYPES = {
    "journal": "article-journal",
    "conference": "paper-conference",
    "preprint": "article",
    "report": "report",
    "thesis": "thesis",
    "software": "software",
    "web": "webpage",
    "unknown": "document",
}
"""The type of CSL of each sort of publication that can be guessed."""
_PUBLISHED = ("article-journal", "paper-conference")
_PREPRINT = re.compile(r"\b(?:arxiv|biorxiv|medrxiv|corr|preprint|under review|ssrn)\b", re.IGNORECASE)
_THESIS = re.compile(r"\b(?:thesis|dissertation)\b|学位论文|學位論文", re.IGNORECASE)
_REPORT = re.compile(r"\b(?:tech(?:nical)?\.? report|white ?paper)\b|技术报告|技術報告", re.IGNORECASE)
_STATED: tuple[tuple[str, re.Pattern[str]], ...] = (("thesis", _THESIS), ("report", _REPORT))
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
    """Where and when an entry was published: ``type`` is one of CSL, ``container`` the journal, book or venue."""

    type: str
    container: str | None
    year: int | None
    month: int | None


def publications(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield the entries that can be cited."""
    return (entry for entry in entries if entry.kind != "note")


def describe(entry: Entry) -> Publication:
    """Return how ``entry`` is cited.

    In a guess, a year in the venue takes precedence, unless the person set the year: a preprint of 2021 with the venue
    ``ICLR 2022`` is cited as of 2022.
    """
    details = entry.details
    if details.type is None:
        return _guess(entry)
    is_preprint = details.type in ("article", "document") or bool(_PREPRINT.search(details.container or ""))
    if is_preprint and entry.origins.get("venue") != entry.origins.get("type"):
        guess = _guess(entry)
        if guess.type in _PUBLISHED:
            return guess
    return Publication(details.type, details.container or _venue(entry), entry.year, entry.month)


def _venue(entry: Entry) -> str | None:
    """Return the venue of a work that states no container: as another origin names it, without the year, or as its own does.

    A meeting is the container of its papers only.
    """
    if entry.origins.get("venue") != entry.origins.get("type"):
        return _without_year(entry.venue)
    names = (
        find_facts(entry.details, "").get("event-title") if entry.details.type != "paper-conference" else None
    )
    return None if names and names == entry.venue else entry.venue


def is_server(container: str) -> bool:
    """Whether a container is that of preprints, such as arXiv."""
    return bool(_PREPRINT.search(container))


def _guess(entry: Entry) -> Publication:
    sort = _sort(entry)
    stated = _YEAR.search(entry.venue or "")
    is_set = entry.origins.get("year") == HAND
    year = int(stated[0]) if stated and sort != "preprint" and not is_set else entry.year
    csl_type = "post-weblog" if entry.kind == "article" else _TYPES[sort]
    return Publication(
        csl_type, _without_year(entry.venue), year, entry.month if year == entry.year else None
    )


def _without_year(venue: str | None) -> str | None:
    if not venue or not _YEAR.search(venue):
        return venue or None
    return re.sub(r"\s+", " ", _YEAR.sub("", venue)).strip(" ,.;-()") or None


def _sort(entry: Entry) -> str:
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


def _unpublished(entry: Entry) -> str:
    """Return the sort of a paper without a venue: a preprint, or unknown."""
    return "preprint" if entry.arxiv_id or _PREPRINT.search(entry.venue or "") else "unknown"
