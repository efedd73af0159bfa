"""The type of CSL of a record of tagged text, by the words in which its program states it.

PubMed           PT  - Journal Article, Case Reports     what a journal publishes is an article, whatever it says more
Web of Science   PT J, DT Article; Proceedings Paper     where it appeared counts first
RefWorks         RT Laws/Statutes                        a table of its types
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_WORDS = (
    ("conference", "paper-conference"), ("proceeding", "paper-conference"), ("book section", "chapter"),
    ("book chapter", "chapter"), ("chapter", "chapter"), ("book", "book"), ("thesis", "thesis"), ("dissertation", "thesis"),
    ("journal", "article-journal"), ("report", "report"), ("web", "webpage"), ("electronic", "webpage"), ("dataset", "dataset"), ("patent", "patent"),
    ("software", "software"), ("computer program", "software"), ("newspaper", "article-newspaper"),
    ("magazine", "article-magazine"), ("preprint", "article"), ("unpublished", "manuscript"), ("generic", "document"),
)  # fmt: skip
"""Words in the names of types, the most telling first, each with the type of CSL; any other is an article."""
_OF_REFWORKS = {
    "artwork": "graphic", "bills resolutions": "bill", "case court decisions": "legal_case", "grant": "report",
    "hearing": "hearing", "laws statutes": "legislation", "map": "map", "monograph": "book", "motion picture": "motion_picture",
    "music score": "musical_score", "online discussion forum": "post", "online discussion forum blogs": "post-weblog",
    "personal communication": "personal_communication", "sound recording": "song", "video dvd": "motion_picture",
}  # fmt: skip
"""Types of RefWorks that have none of the words."""
_OF_PUBMED = {"book chapter": "chapter", "book": "book", "preprint": "article", "dataset": "dataset"}
"""The types of PubMed that are not of what a journal publishes, the most telling first."""
_JOURNAL_TAGS = ("JT", "TA")


def find_type(stated: list[str], values: Mapping[str, list[str]], dialect: str) -> str:
    """Return the type of CSL that the values ``stated`` of the tags for the type, or others of a record, say."""
    folded = [re.sub(r"\s*[,/]\s*", " ", one.casefold()).strip() for one in stated]
    if (
        dialect == "PubMed"
        and any(tag in values for tag in _JOURNAL_TAGS)
        and "ERIC" not in values.get("OWN", ())
    ):
        return next((csl_type for name, csl_type in _OF_PUBMED.items() if name in folded), "article-journal")
    if dialect == "Web of Science" and (appeared := " ".join(values.get("PT", ())).casefold()):
        return _of_web_of_science(appeared, " ".join(folded))
    if dialect == "RefWorks" and folded[0] in _OF_REFWORKS:
        return _OF_REFWORKS[folded[0]]
    return _by_words(" ".join(folded), "article-journal")


def _of_web_of_science(appeared: str, stated: str) -> str:
    """Return the type of a record that appeared in a journal (J), a book (B), a series (S), as a patent (P), or elsewhere."""
    if appeared == "j":
        return _by_words(stated, "article-journal", only=("dataset", "software"))
    if appeared == "p":
        return "patent"
    default = {"b": "book", "s": "paper-conference", "c": "paper-conference"}.get(appeared, "article-journal")
    return _by_words(f"{stated} {appeared}", default)


def _by_words(text: str, default: str, only: tuple[str, ...] = ()) -> str:
    return next(
        (csl_type for word, csl_type in _WORDS if word in text and (not only or csl_type in only)), default
    )
