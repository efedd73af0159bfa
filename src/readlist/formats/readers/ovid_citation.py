"""Read what Ovid's databases write in one line: where an article appeared, and people with what they did.

    SO  - Forest Ecology & Management. 201(2-3):327-334, November 15, 2004.
    SO  - Journal of Ponds, vol. 12, no. 3, pp. 11-19, 2019
    SO  - Writer, Rosa [Editor], Other, Juan [Editor]. Methods in ponds.:371-397, 2004. Series Information: Ponds.
    AU  - Walsdorf, Neill B. [Inventor, Reprint Author]

Sources: https://ospguides.ovid.com, field guides of MEDLINE and BIOSIS.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_EDITOR = re.compile(r"\s*(?P<name>[^\[\]\n]{1,100}?)\s*\[[^\[\]]{0,60}\bEditor\b[^\[\]]{0,60}\][,.]")
_SERIES = re.compile(r"\s*Series Information:\s*(?P<name>.+?)\.?\s*$")
_CONTAINER = re.compile(
    r"\s*+(?P<name>[^\n]+?)(?=\.\s+Vol|\.\s*:?\s*\d|,\s*vol\.|;\s*\d|\s+\d+\s*\(\d)", re.IGNORECASE
)
_VOLUME = re.compile(
    r"(?P<volume>\d+)\s*\((?P<issue>[^()]+)\)|vol\.\s*(?P<stated>\d+)|;\s*(?P<after>\d+)\s*:", re.IGNORECASE
)
_ISSUE = re.compile(r"\bno\.\s*(?P<issue>[\w-]+)", re.IGNORECASE)
_PAGES = re.compile(r"(?::\s*|pp?\.?\s*)(?P<pages>[A-Za-z]?\d+\s*-\s*[A-Za-z]?\d+)")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DATE = re.compile(rf"(?:{_MONTH}\s*(?:\d{{1,2}},?)?\s*)?\b(?:19|20)\d\d\b(?:\s+{_MONTH}(?:\s+\d{{1,2}})?)?")
_DEGREE = re.compile(r",?\s+(?:Ph\.?D|M\.?D|[BM]\.?Sc|[BM]\.?A|MPH|MB)\b.*$")
_KIND = re.compile(r"\.?\s*\[(?:Article|Report|Review|Letter)\]\s*$")


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
    if match := _VOLUME.search(citation):
        yield "VI", match["volume"] or match["stated"] or match["after"]
        if match["issue"]:
            yield "IP", match["issue"]
    if match := _ISSUE.search(citation):
        yield "IP", match["issue"]
    if match := _PAGES.search(citation):
        yield "PG", re.sub(r"\s", "", match["pages"])
    if match := _DATE.search(citation):
        yield "DP", match[0]
