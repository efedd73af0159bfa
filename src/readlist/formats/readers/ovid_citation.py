"""Read what Ovid's databases write in one line: where an article appeared, and people with what they did.

    SO  - Forest Ecology & Management. 201(2-3):327-334, November 15, 2004.
    SO  - Journal of Ponds, vol. 12, no. 3, pp. 11-19, 2019
    SO  - Writer, Rosa [Editor], Other, Juan [Editor]. Methods in ponds.:371-397, 2004. Series Information: Ponds.
    AU  - Walsdorf, Neill B. [Inventor, Reprint Author]

Older exports have a label on a line of its own for each tag, and the value on the lines below (``from_labels``).

Sources: https://ospguides.ovid.com, field guides of MEDLINE and BIOSIS.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_EDITOR = re.compile(r"\s*(?P<name>[^\[\]\n]{1,100}?)\s*\[[^\[\]]{0,60}\bEditor\b[^\[\]]{0,60}\][,.]")
_SERIES = re.compile(r"\s*Series Information:\s*(?P<name>.+?)\.?\s*$")
_LABELS = {
    "Title": "TI", "Article Title": "TI", "Author": "AU", "Authors": "AU", "Editors": "ED", "Editor": "ED", "Source": "SO",
    "Abstract": "AB", "Author Keywords": "KW", "Keywords": "KW", "Key Words": "KW", "Language": "LG", "Document Type": "PT",
    "Publication Type": "PT", "ISSN": "IS", "ISBN": "IB", "DOI Number": "DO", "DOI": "DO", "Digital Object Identifier": "DO",
    "Publisher": "PB", "Publication Year": "YR", "Year of Publication": "YR", "Status": "DP", "Date of Publication": "DP",
    "Journal Name": "JN", "Book Title": "BT", "Database": "DB", "Unique Identifier": "UI", "PMID": "PM", "Edition": "EN",
    "TI": "TI", "AU": "AU", "SO": "SO", "AB": "AB", "PT": "PT", "IS": "IS", "YR": "YR", "DB": "DB", "DO": "DO", "LG": "LG",
}  # fmt: skip
"""Labels of long exports, each with its tag."""
_PEOPLE_APART = re.compile(r";\s*|(?<=[^\s.,;][.])\s{2,}")
_LISTED = re.compile(r"(?:[^\W\d_][^.,;]*\s[A-Z]{1,4}(?:\s(?:Jr|Sr|II|III))?\.(?:\s+|$)){2,}")
"""Several people with a full stop and one blank between them."""
_FULL_STOP = re.compile(r"(?<=[a-z]{2})\.$")
_CONTAINER = re.compile(
    r"\s*+(?P<name>[^\n]+?)(?=\.\s+Vol|\.\s*:?\s*\d|,\s*vol\.|;\s*\d|\s+\d+\s*\(\d)", re.IGNORECASE
)
_VOLUME = re.compile(
    r"(?P<volume>\d+)\s*\((?P<issue>[^()]+)\)|vol\.\s*(?P<stated>\d+)|;\s*(?P<after>\d+)\s*:", re.IGNORECASE
)
_ISSUE = re.compile(r"\bno\.\s*(?P<issue>[\w-]+)", re.IGNORECASE)
_PAGES = re.compile(
    r"(?::\s*|pp?\.?\s*)(?P<pages>[A-Za-z]?\d+\s*-\s*[A-Za-z]?\d+)|[\d)]\s?:\s*(?P<page>[A-Za-z]?\d+)\s*[.,]?\s*$"
)
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DATE = re.compile(
    rf"(?:(?:\d{{1,2}}\s+)?{_MONTH}\s*(?:\d{{1,2}},?)?\s*)?\b(?:19|20)\d\d\b(?:\s+{_MONTH}(?:\s+\d{{1,2}})?)?"
)
_DEGREE = re.compile(r",?\s+(?:Ph\.?D|M\.?D|[BM]\.?Sc|[BM]\.?A|MPH|MB)\b.*$")
_KIND = re.compile(r"\.?\s*\[(?:Article|Report|Review|Letter)\]\s*$")


def from_labels(values: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return the values of a record by the tags that its labels stand for, with what its citation states."""
    out: dict[str, list[str]] = {}
    for label, given in values.items():
        if tag := _LABELS.get(label):
            out.setdefault(tag, []).extend(given)
    for tag in ("AU", "ED"):
        if tag in out:
            people = (name.strip() for text in out[tag] for name in _people(text))
            out[tag] = [_FULL_STOP.sub("", name) for name in people if name.strip(" .")]
    for tag in ("KW", "LG", "PT"):
        if tag in out:
            out[tag] = [text.removesuffix(".").replace(";  ", "; ") for text in out[tag]]
    status = " ".join(out.pop("DP", ()))
    out = with_citation(out)
    if match := _DATE.search(status):
        out.setdefault("DP", [match[0]])
    return out


def _people(text: str) -> list[str]:
    if _LISTED.fullmatch(text):
        return re.split(r"\.\s+", text)
    return _PEOPLE_APART.split(text)


def with_citation(values: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return the values of a record with those that its citation states, and with names and titles alone."""
    out = {tag: list(given) for tag, given in values.items()}
    for tag in ("AU", "FA", "FAU", "ED", "FED"):
        if tag in out:
            out[tag] = [name for given in out[tag] if (name := _name(given))]
    if "TI" in out:
        out["TI"] = [_KIND.sub("", title) for title in out["TI"]]
    if any("medline" in name.casefold() for name in out.get("DB", ())) and "UI" in out:
        out.setdefault("PM", out["UI"])
    citation = " ".join(out.get("SO", ()))
    if match := _SERIES.search(citation):
        out.setdefault("SE", [match["name"]])
        citation = citation[: match.start()]
    while match := _EDITOR.match(citation):
        out.setdefault("ED", []).append(match["name"])
        citation = citation[match.end() :]
    for tag, value in _parts(citation):
        out.setdefault(tag, [value])
    return out


def _name(text: str) -> str:
    """Return a name without what somebody did, degrees and numbers of footnotes, and not in capitals."""
    bare = _DEGREE.sub("", re.sub(r"[\d,+*\s]+$", "", re.sub(r"\[.*$", "", text))).strip(" ,")
    family, comma, given = bare.partition(",")
    return f"{family.title()},{given}" if comma and family.isupper() and len(family) > 3 else bare


def _parts(citation: str) -> Iterator[tuple[str, str]]:
    """Yield what a citation states, by tag."""
    if match := _CONTAINER.match(citation):
        yield "JT", match["name"].strip(" .,;")
    elif citation and not re.search(r"\d", citation):
        yield "JT", citation.strip(" .,;")
    if match := _VOLUME.search(citation):
        yield "VI", match["volume"] or match["stated"] or match["after"]
        if match["issue"]:
            yield "IP", match["issue"]
    if match := _ISSUE.search(citation):
        yield "IP", match["issue"]
    if match := _PAGES.search(citation):
        yield "PG", re.sub(r"\s", "", match["pages"] or match["page"])
    if match := _DATE.search(citation):
        yield "DP", match[0]
