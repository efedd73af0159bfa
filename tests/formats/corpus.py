"""A corpus of more than 300 references over all types, made of hand-written parts; always the same.

Each type takes its titles, people, dates and numbers in turn, from lists whose lengths have no common divisor, so that
the parts meet in ever other combinations.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from readlist.model.details import Details
from readlist.model.edtf import year_month
from readlist.model.entry import Entry
from readlist.model.name_parts import PersonName

if TYPE_CHECKING:
    from collections.abc import Iterator

_TITLES = (
    "On the Warmth of Ponds", "Counting Drops & Drips in 5% of All Lakes", "Étude sur l'œuvre de Łukasz Ångström",
    "DNA Repair under Ice: A Field Guide", "What Is a Pond? An Answer", "Müßige Gewässer – Eine Übersicht",
    "Costs of $5 and More per Litre", "The C# of Water: A_b Testing", "Waves < 5 m and Currents > 3 m", "湖水温度的测量",
    "Measuring Flow with LaTeX and BibTeX",
)  # fmt: skip
_PEOPLE = (
    PersonName("Lind", "Ada B."), PersonName("Falk Lind", "Nils"), PersonName("Meer", "Jan", "van der"),
    PersonName("King", "Martin", "", "Jr."), PersonName("Ångström", "Östen"), PersonName("García Márquez", "José"),
    PersonName("Lake and Land Board", literal="Lake and Land Board"), PersonName("王", "小明"), PersonName("O'Neill", "Kay"),
    PersonName("Święty-Żak", "Łucja"), PersonName("Nguyễn", "Văn An"), PersonName("Çelik", "İpek"), PersonName("Doe", "J.-P."),
)  # fmt: skip
_CONTAINERS = (
    "Pond Letters",
    "Journal of Lakes & Rivers",
    "Zeitschrift für Gewässer",
    "Water: A Review",
    "湖泊学报",
)
_PUBLISHERS = ("Pond Press", "Wasser & Söhne", "University of Lund")
_ISSUED = ("2019", "2019-05", "2020-11-03", "1998", "2021-12", "2007-02-28", "1874")
_PAGES = ("11-19", "e1234", "S1-S20", "7", "101-134")
TYPES: dict[str, tuple[str, ...]] = {
    "article-journal": ("container", "volume", "issue", "pages", "issn"),
    "article-magazine": ("container", "volume", "issue", "pages"),
    "article-newspaper": ("container", "pages"),
    "book": ("publisher", "publisher_place", "edition", "isbn", "series"),
    "chapter": ("container", "editor", "pages", "publisher", "publisher_place", "isbn"),
    "paper-conference": ("container", "editor", "pages", "publisher", "series", "volume"),
    "thesis": ("publisher", "genre"),
    "report": ("publisher", "issue", "genre"),
    "article": ("arxiv",),
    "webpage": ("url",),
    "software": ("url",),
    "dataset": ("url", "publisher"),
    "manuscript": (),
    "patent": ("issue",),
    "entry-encyclopedia": ("container", "publisher", "pages"),
    "book-edited": ("publisher", "editor-only"),
}
"""Each type of CSL in the corpus, with the parts that its references have."""
EACH = 20
"""References of each type."""


def references() -> Iterator[Entry]:
    """Yield the references, as entries of a library."""
    numbers = count()
    for kind, parts in TYPES.items():
        for _ in range(EACH):
            yield _reference(next(numbers), kind, parts)


def _reference(number: int, kind: str, parts: tuple[str, ...]) -> Entry:
    people = tuple(_PEOPLE[(number * 5 + step * 3) % len(_PEOPLE)] for step in range(1 + number % 4))
    people = tuple(dict.fromkeys(people))
    editors = (_PEOPLE[(number * 7 + 2) % len(_PEOPLE)],)
    issued = _ISSUED[number % len(_ISSUED)]
    genre = {"thesis": ("PhD thesis", "Master's thesis"), "report": ("White paper", "Technical report")}
    details = Details(
        type=kind.removesuffix("-edited"),
        author=() if "editor-only" in parts else people,
        editor=editors if "editor" in parts else people if "editor-only" in parts else (),
        container=_CONTAINERS[number % len(_CONTAINERS)] if "container" in parts else None,
        volume=str(number % 90 + 1) if "volume" in parts else None,
        issue=str(number % 12 + 1) if "issue" in parts else None,
        pages=_PAGES[number % len(_PAGES)] if "pages" in parts else None,
        publisher=_PUBLISHERS[number % len(_PUBLISHERS)] if "publisher" in parts else None,
        publisher_place="Lund" if "publisher_place" in parts else None,
        edition="2" if "edition" in parts else None,
        series="Waters" if "series" in parts else None,
        isbn="978-3-16-148410-0" if "isbn" in parts else None,
        issn="2049-3630" if "issn" in parts else None,
        genre=genre[kind][number % 2] if "genre" in parts else None,
        issued=issued,
    )
    year, month = year_month(issued)
    return Entry(
        id=number + 1,
        key=f"ref{number:03}",
        kind="paper",
        title=f"{_TITLES[number % len(_TITLES)]}, Part {number}",
        authors=tuple(map(str, details.author or details.editor)),
        year=year,
        month=month,
        venue=details.container,
        doi=f"10.5555/ponds.{number}" if number % 3 else None,
        arxiv_id=f"2001.{number:05}" if "arxiv" in parts else None,
        categories=("cs.CL",) if "arxiv" in parts else (),
        url=f"https://example.org/~ponds/{number}?a=1&b=2#c" if "url" in parts else None,
        tags=("wet", "cold water")[: number % 3],
        abstract="Ponds are wet; 10% of them are cold." if number % 4 == 0 else None,
        details=details,
    )
