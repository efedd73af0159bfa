"""The dialects of tagged text: which tags each program writes for what, and how a text shows whose it is.

Sources: https://www.nlm.nih.gov/bsd/mms/medlineelements.html (PubMed, ``.nbib``), https://eric.ed.gov (ERIC, which writes
PubMed's tags), https://support.clarivate.com (EndNote's ``.enw``; Web of Science's field tags), RefWorks' tagged format
(https://refworks.proquest.com, help on importing), https://ospguides.ovid.com (Ovid), and for Copac, SilverPlatter, INSPEC
and Biblioscape, which have no published description any more, the importers of JabRef (https://docs.jabref.org).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Dialect:
    """The tags of a program: ``line`` matches a line with a tag, ``first`` are the tags that start a record.

    ``look``: how a text in this dialect starts. ``tags``: for each value of a reference, the tags that may have it, the
    best first. ``lists``: tags of which each line is a value. ``is_framed``: whether the lines around records say nothing.
    ``ends``: tags that end a record. ``is_open``: whether a record may start with any tag. ``default_type``: the type of
    CSL of a record that states none.
    """

    name: str
    look: re.Pattern[str]
    line: re.Pattern[str]
    first: tuple[str, ...]
    tags: Mapping[str, tuple[str, ...]]
    lists: tuple[str, ...] = ()
    is_framed: bool = False
    ends: tuple[str, ...] = ("ER", "EF")
    is_open: bool = False
    default_type: str = "article-journal"


def _tags(**names: str) -> dict[str, tuple[str, ...]]:
    return {name: tuple(tags.split()) for name, tags in names.items()}


_OVID = _tags(
    type="PT", title="TI", authors="FAU FA AU", editors="FED ED", container="JT JN BT", volume="VI", issue="IP PN", pages="PG",
    date="DP YR", year="YR", doi="DO DI", abstract="AB", tags="KW", serial="IS IB", publisher="PB PI", place="PL",
    language="LG", edition="EN", series="SE", pmid="PM", key="",
)  # fmt: skip

DIALECTS = (
    Dialect(
        "PubMed",
        re.compile(r"\s*(?:PMID ?- ?\d|OWN {1,2}- \w)"),
        re.compile(r"([A-Z]{2,4}) {0,2}- (.*)"),
        ("PMID", "OWN"),
        _tags(
            type="PT", key="", title="TI BTI", authors="FAU AU", group="CN", editors="FED ED", container="JT TA BTI",
            volume="VI", issue="IP", pages="PG", date="DP", doi="LID AID", article="LID", abstract="AB", tags="OT", serial="IS ISBN ISSN",
            publisher="PB", place="PL", language="LA", edition="EN", series="CTI", pmid="PMID",
        ),
    ),
    Dialect(
        "EndNote",
        re.compile(r"\s*%[0ATDJ] \S"),
        re.compile(r"(%[0-9A-Z@!#$&*()+^>~?\[\]<]) ?(.*)"),
        ("%0",),
        {},  # read under the tags of RIS
        lists=("%K",),
        is_open=True,
    ),
    Dialect(
        "Web of Science",
        re.compile(r"\s*(?:FN |VR |PT [JBSPC]\s*\n)"),
        re.compile(r"([A-Z][A-Z0-9])(?: (.*)|$)"),
        ("PT",),
        _tags(
            type="DT PT", title="TI", authors="AF AU", group="CA", editors="BE ED", container="SO", volume="VL", issue="IS",
            first="BP AR", last="EP", date="PD EA", year="PY", doi="DI", abstract="AB", tags="DE", serial="SN EI BN",
            publisher="PU AE", place="PI", language="LA", series="SE", key="", pages="PS",
        ),
        lists=("AF", "AU", "BE", "ED"),
        is_framed=True,
    ),
    Dialect(
        "RefWorks",
        re.compile(
            r"\s*ref\s?works export tagged format\b|(?-i:(?:[^\n]*\n){0,40}?RT {1,2}[A-Z][a-z][^\n]*\n"
            r"(?:SR|ID|A[1-6]|T[123]|JF|JO|YR|LK|UL|VO) )", re.IGNORECASE
        ),
        re.compile(
            r"(RT|SR|ID|A[1-6]|T[123]|JF|JO|YR|FD|VO|IS|SP|OP|K1|AB|NO|PB|PP|ED|SN|AV|AD|AN|LA|CL|SF|OT|LK|DO|CN|DB|DS|IP|RD|ST"
            r"|U1[0-5]|U[1-9]|UL|SL|LL|CR|WT|WV|WP|OL|PMID|PMCID|vo(?= \d))(?: {1,2}(.*)|$)"
        ),
        ("RT",),
        _tags(
            type="RT", title="T1", authors="A1", editors="A2", container="JF JO T2", volume="VO", issue="IS", first="SP",
            last="OP", date="FD YR", year="YR", doi="DO", url="UL LK", abstract="AB", tags="K1", serial="SN", publisher="PB",
            place="PP", language="LA", edition="ED", series="T3", notes="NO", key="",
        ),
        is_framed=True,
    ),
    Dialect(
        "Ovid",
        re.compile(r"\s*(?:<[^<>\n]*>\s*)?VN {1,2}- Ovid"),
        re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,2}- (.*)"),
        ("VN",),
        _OVID,
        is_framed=True,
    ),
    Dialect(
        "Ovid labels",
        re.compile(r"\s*<\d+\.?\s*>[ \t]*\n(?:[A-Z][A-Za-z/&() -]{0,60}\n(?:[ \t]+\S[^\n]*\n)+){2}"),
        re.compile(r"(<(?=\d+\.?\s*>)|[A-Z][A-Za-z/&() -]{0,59}(?=[ \t]*$))(.*)"),
        ("<",),
        _OVID,
        is_framed=True,
    ),
    Dialect(
        "Copac",
        re.compile(r"\s*TI- \S[^\n]*\n(?:[^\n]+\n)*?(?:AU|PU|PY|SE|HL)- "),
        re.compile(r"([A-Z]{2})- (.*)"),
        ("TI",),
        _tags(
            title="TI", authors="AU", editors="ED", year="PY", date="PY", publisher="PU", place="PL", series="SE", serial="IS",
            tags="KW", notes="NT", language="LA", edition="ET", abstract="AB",
        ),
        default_type="book",
    ),
    Dialect(
        "SilverPlatter",  # and INSPEC
        re.compile(r"\s*(?:Record\b[^\n]*\n\s*)?TI(?::| ~) {1,3}\S[^\n]*\n(?:(?:[A-Z]{2}(?::| ~)| )[^\n]*\n)*?(?:SO|JN|AU)(?::| ~) "),
        re.compile(r"([A-Z]{2})(?::| ~) {0,3}(.*)"),
        ("TI",),
        _tags(
            type="PT DT RT", title="TI", authors="AU", editors="ED", container="JT JN BK", volume="VI", issue="IP", pages="PG",
            date="DP PY", year="PY", doi="DO", url="UR", abstract="AB", tags="DE", serial="IS IB SN", publisher="PB PU",
            place="PL", language="LA", key="",
        ),
        is_framed=True,
    ),
    Dialect(
        "Biblioscape",
        re.compile(r"\s*--[A-Z][A-Z0-9]-- [^\n]*\n(?:[^\n]*\n)*?--(?:[A-Z][A-Z0-9]-- |----\s)"),
        re.compile(r"--([A-Z][A-Z0-9]|-)-- ?(.*)"),
        ("",),
        _tags(
            type="RT", title="TI", authors="AU", editors="SA", container="JT", volume="VL", issue="NB", first="PS", last="PE",
            year="YP", date="YP", doi="DO", url="UR AT", abstract="AB", tags="KW", serial="IS", publisher="PB", place="CI",
            language="LG", edition="ED", notes="NT", key="",
        ),
        ends=("-",),
        is_open=True,
    ),
)  # fmt: skip


FACTS = {
    "PubMed": {"PMID": "PMID", "PMCID": "PMC", "container-title-short": "TA", "original-title": "TT", "available-date": "DEP"},
    "Web of Science": {"container-title-short": "JI", "PMID": "PM", "event-title": "CT", "event-place": "CL"},
    "RefWorks": {"note": "NO", "container-title-short": "JO", "PMID": "PMID", "PMCID": "PMCID", "call-number": "CN", "accessed": "RD"},
    "Copac": {"note": "NT"},
    "Biblioscape": {"note": "NT"},
}  # fmt: skip
"""For each dialect, the tags of facts that have no member in a record, by their names in CSL."""


def find_dialect(text: str) -> Dialect | None:
    """Return the dialect of a text by its first record, or None."""
    head = text[:4000].removeprefix("\ufeff")
    return next((dialect for dialect in DIALECTS if dialect.look.match(head)), None)
