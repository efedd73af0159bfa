"""Bring EndNote's fields under the tags that EndNote's RIS has for them, whose meaning depends on the type of a record.

    %0 Web Page   %V 2015   %N 2 May     TY  - ELEC   Y2  - 2 May 2015
    %0 Book       %B Pond Books          TY  - BOOK   T2  - Pond Books
    %0 Thesis     %V Ph.D.               TY  - THES   M3  - Ph.D.

The tags are those of EndNote's export styles "EndNote Export" and "RefMan (RIS)"; its XML is read under the former
(``xml_references``). Files of refer, which EndNote reads as well, state no types: their tags imply them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.model.name_parts import join_particle
from readlist.model.person_name import parse_index_name, read_given_first

if TYPE_CHECKING:
    from collections.abc import Mapping

_TAGS = {
    "%A": "AU", "%E": "A2", "%Y": "A3", "%?": "A4", "%H": "TA", "%T": "TI", "%J": "T2", "%B": "T2", "%S": "T3", "%O": "J2",
    "%!": "ST", "%Q": "TT", "%D": "PY", "%8": "DA", "%V": "VL", "%N": "M1", "%P": "SP", "%&": "SE", "%7": "ET", "%6": "NV",
    "%C": "CY", "%I": "PB", "%@": "SN", "%R": "DO", "%U": "UR", "%>": "L1", "%X": "AB", "%K": "KW", "%Z": "N1", "%<": "RN",
    "%G": "LA", "%F": "ID", "%9": "M3", "%[": "Y2", "%L": "CN", "%M": "AN", "%~": "DB", "%W": "DP", "%(": "OP", "%)": "RP",
    "%*": "RI", "%^": "CA", "%1": "C1", "%2": "C2", "%3": "C3", "%4": "C4", "%#": "C5", "%$": "C6", "%]": "C7",
}  # fmt: skip
_PEOPLE = ("%A", "%E", "%Y", "%?")
_TYPES = {
    "aggregated database": "AGGR", "ancient text": "ANCIENT", "artwork": "ART", "audiovisual material": "ADVS", "bill": "BILL",
    "blog": "BLOG", "book": "BOOK", "book section": "CHAP", "case": "CASE", "catalog": "CTLG", "chart or table": "CHART",
    "classical work": "CLSWK", "computer program": "COMP", "conference paper": "CPAPER", "conference proceedings": "CONF",
    "dataset": "DATA", "dictionary": "DICT", "discussion forum": "ICOMM", "edited book": "EDBOOK", "electronic article": "EJOUR",
    "electronic book": "EBOOK", "electronic book section": "ECHAP", "encyclopedia": "ENCYC", "equation": "EQUA",
    "figure": "FIGURE", "film or broadcast": "MPCT", "generic": "GEN", "government document": "GOVDOC", "grant": "GRANT",
    "hearing": "HEAR", "interview": "PCOMM", "journal article": "JOUR", "legal rule or regulation": "LEGAL",
    "magazine article": "MGZN", "manuscript": "MANSCPT", "map": "MAP", "multimedia application": "COMP", "music": "MUSIC",
    "newspaper article": "NEWS", "online database": "DBASE", "online multimedia": "MULTI", "pamphlet": "PAMP", "patent": "PAT",
    "personal communication": "PCOMM", "podcast": "SOUND", "preprint": "UNPB", "report": "RPRT", "serial": "SER",
    "standard": "STAND", "statute": "STAT", "television episode": "VIDEO", "thesis": "THES", "unpublished work": "MANSCPT",
    "web page": "ELEC",
}  # fmt: skip
"""The type of RIS of each of EndNote's reference types."""
_WORDS = {
    "conference": "CONF", "proceeding": "CONF", "section": "CHAP", "chapter": "CHAP", "edited": "EDBOOK", "book": "BOOK",
    "dissertation": "THES", "thesis": "THES", "journal": "JOUR", "report": "RPRT", "web": "ELEC", "electronic": "ELEC",
    "dataset": "DATA", "patent": "PAT", "software": "COMP", "newspaper": "NEWS", "magazine": "MGZN", "preprint": "UNPB",
    "unpublished": "MANSCPT",
}  # fmt: skip
"""Words in the names of types that other programs write, the most telling first, each with the type of RIS."""
_IMPLIED = {"%J": "JOUR", "%B": "CHAP", "%I": "BOOK"}
"""Tags of refer, each with the type that a record with it has; the most telling first."""


def to_ris(values: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return the values of a record by the tags of RIS."""
    kind = _type(values)
    out: dict[str, list[str]] = {"TY": [kind]}
    for tag, name in _TAGS.items():
        given = (value for value in values.get(tag, ()) if value.strip())
        stated = [_in_index_order(value) if tag in _PEOPLE else value for value in given]
        if stated:
            out[name] = list(dict.fromkeys((*out.get(name, ()), *stated)))
    if kind == "JOUR" and "M1" in out:
        out["IS"] = out.pop("M1")
    return out


def _type(values: Mapping[str, list[str]]) -> str:
    stated = [" ".join(name.casefold().split()) for name in reversed(values.get("%0", [])) if name.strip()]
    if known := next((_TYPES[name] for name in stated if name in _TYPES), ""):
        return known
    if stated:
        return next((kind for word, kind in _WORDS.items() if word in stated[0]), "JOUR")
    return next((kind for tag, kind in _IMPLIED.items() if tag in values), "JOUR")


def _in_index_order(text: str) -> str:
    """Return a name with the family name first, also where the file has it last; those of organisations as they are."""
    if parse_index_name(text).literal and not (name := read_given_first(text)).literal:
        return ", ".join(filter(None, (join_particle(name.particle, name.family), name.given, name.suffix)))
    return text
