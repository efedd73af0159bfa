"""Bring the values of a record of tagged text into the form that ``tagged`` reads, where a program writes them otherwise.

One value may state several things:

    PU- Karlsruhe : Springer                          Copac: a place, and a publisher
    AU: Supek-S; Aine-CJ                              SilverPlatter: hyphens for blanks and before initials
    SO: J-Ponds. 1993 Jun; 40(6): 529-40              a citation, as in Ovid
    TI Growth of LiNbO/sub 3/ crystals                INSPEC: subscripts and superscripts
    NO doi: 10.1234/a                                 RefWorks: a DOI in a note
    %Q Pond Office                                    refer: an organisation
    SO  - Ph.D. Dissertation, University of Lund      ERIC: where a thesis was written
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from readlist.formats.readers.ovid_citation import from_labels, with_citation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_Values = dict[str, list[str]]
_SCRIPT = re.compile(r"\s?/su[bp] ([^/\n]{1,20}?)\s?/")
_INITIALS = re.compile(r"-(?=[A-Z]{1,4}(?:-(?:Jr|Sr|II|III))?$)")
_DOI_NOTE = re.compile(r"doi:\s*(10\.\d{4,9}/\S+)", re.IGNORECASE)
_MONTH_YEAR = re.compile(r"^(0[1-9]|1[0-2]) (\d{4})$")
_SCHOOL = re.compile(r"\b(?:Dissertation|Thesis),\s*(?P<school>[^\n]+?)\.?\s*$")


def prepare(values: Mapping[str, list[str]], dialect: str) -> Mapping[str, list[str]]:
    """Return the values of a record by the tags of its dialect; those of most dialects stay as they are."""
    read = _PREPARED.get(dialect)
    return read({tag: list(given) for tag, given in values.items()}) if read else values


def _copac(values: _Values) -> _Values:
    place, mark, publisher = (part.strip() for part in values.get("PU", [""])[0].partition(" : "))
    return values | {"PU": [publisher], "PL": [place]} if mark else values


def _silver_platter(values: _Values) -> _Values:
    for tag in ("AU", "ED"):
        if tag in values:
            people = (name.strip() for given in values[tag] for name in given.split(";"))
            values[tag] = [_hyphened_name(name) for name in people if name]
    values = with_citation(_inspec(values))
    for tag in ("JT", "JN"):
        values[tag] = [name.replace("-", " ") if " " not in name else name for name in values.get(tag, ())]
    return values


def _hyphened_name(name: str) -> str:
    """Return ``van-Dam-CJ`` and ``Olsen,-Bo`` with a comma after the family name, and blanks within it."""
    if " " in name or "-" not in name:
        return name
    family, comma, given = _INITIALS.sub(", ", name, count=1).partition(",")
    return f"{family.replace('-', ' ')}, {given.strip(' -')}" if comma else name


def _inspec(values: _Values) -> _Values:
    return values | {
        tag: [_SCRIPT.sub(r"\1", text) for text in values[tag]] for tag in ("TI", "AB") if tag in values
    }


def _biblioscape(values: _Values) -> _Values:
    """Return the values with the source, or the short title, as title if there is no other."""
    source = values.get("ST", [])
    return values | ({"JT": source} if "TI" in values else {"TI": source})


def _ref_works(values: _Values) -> _Values:
    """Return the values with a DOI of a note, and with those that CNKI writes otherwise: ``vo 35``, ``OP 1-10``, ``LA 中文;``."""
    stated = (match[1] for note in values.get("NO", ()) if (match := _DOI_NOTE.fullmatch(note.strip())))
    volume, last = values.pop("vo", []), values.get("OP", [""])[0]
    out = {"DO": list(stated)} | ({"VO": volume} if volume else {}) | values
    if "-" in last and not any(values.get("SP", ())):
        out |= {"SP": [last], "OP": []}
    return out | {"LA": [language.rstrip("; ") for language in values.get("LA", ())]}


def _web_of_science(values: _Values) -> _Values:
    """Return the values with the number of a patent, which is that of a part in other records, and INSPEC's ``07 2006``."""
    if "PD" in values:
        values["PD"] = [_MONTH_YEAR.sub(r"\2-\1", date.strip()) for date in values["PD"]]
    return _inspec(values | ({"IS": values["PN"]} if values.get("PT") == ["P"] and "PN" in values else {}))


def _pub_med(values: _Values) -> _Values:
    """Return the values with the headings of MeSH as keywords, and with the title in the language of the work if it has no other.

    The star of what an article is mainly about is left out, and so is which side of a heading it is about.
    """
    headings = [heading.partition("/")[0] for heading in values.get("MH", ())]
    words = [word.lstrip("*") for word in (*values.get("OT", ()), *headings)]
    if words:
        values["OT"] = list({word.casefold(): word for word in reversed(words)}.values())[::-1]
    if not any(values.get("TI", values.get("BTI", ()))) and "TT" in values:
        values["TI"] = values.pop("TT")
    school = (match["school"] for text in values.get("SO", ()) if (match := _SCHOOL.search(text)))
    return {"PB": list(school)} | values


def _end_note(values: _Values) -> _Values:
    """Return the values with the organisations of refer, which has no types, as authors."""
    if "%0" in values or "%Q" not in values:
        return values
    groups = [f"{name.replace(',', ',,').rstrip(',')}," for name in values.pop("%Q")]
    return values | {"%A": [*values.get("%A", ()), *groups]}


_PREPARED: dict[str, Callable[[_Values], _Values]] = {
    "EndNote": _end_note, "Ovid": with_citation, "Ovid labels": from_labels, "Copac": _copac, "SilverPlatter": _silver_platter,
    "Web of Science": _web_of_science, "Biblioscape": _biblioscape, "RefWorks": _ref_works, "PubMed": _pub_med,
}  # fmt: skip
