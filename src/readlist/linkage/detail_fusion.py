"""Fusion of bibliographic details: the details of an entry, out of those of its records.

    author                             from the record that the entry's authors are from
    issued                             from the record that its year is from, or a more precise date that agrees with it
    type, container, volume, pages, …  the publication: from the first record that states one of them, and what others
                                       with the same container add without contradicting it
    all others, extra                  each from the first record that states it

Publications are not mixed: the volume of one journal with the pages of another would be a false reference. What the
person says about the venue replaces the publication of other origins; a detail that the person corrects, that one alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from readlist.model.details import EMPTY, Details
from readlist.model.edtf import year_month
from readlist.model.facts import EDITED_DETAILS
from readlist.model.provenance import HAND
from readlist.text.folding import title_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from readlist.model.details import Extra
    from readlist.model.provenance import Origin
    from readlist.model.record import Record

    Ranked = Sequence[tuple[Origin, Record]]

_PUBLICATION = ("container", "volume", "issue", "pages", "series", "issn")
_PRECISE = re.compile(r"\d{4}(?:-\d{2}){1,2}")
"""A date of EDTF that states a month, and is neither an interval nor uncertain."""
_SINGLE = ("edition", "publisher", "publisher_place", "isbn", "language", "editor")


def fuse_details(
    ranked: Ranked,
    origins: dict[str, str],
    authors: tuple[str, ...],
    year: int | None,
    month: int | None = None,
) -> Details:
    """Return the details of the entry with these records, in order of precedence.

    ``authors``, ``year`` and ``month`` are those of the entry; ``origins`` are the origins of its other fields, to which those of
    its details are added.
    """
    corrected = [record for _, record in ranked if record.stated]
    stated = [(one, record) for one, record in ranked if record.details != EMPTY and not record.stated]
    if not stated and not corrected:
        return EMPTY
    fused = _Fused(origins)
    fused.take(("author",), [pair for pair in stated if pair[1].authors == authors])
    dated = [pair for pair in stated if pair[1].year == year]
    fused.take(("issued",), dated)
    fused.make_precise(dated, (year, month))
    fused.take(("type", "genre"), stated)
    if origins.get("venue") != HAND:
        fused.take(_PUBLICATION, stated)
        fused.complete(_PUBLICATION, stated)
    for name in _SINGLE:
        fused.take((name,), stated)
    for record in corrected:
        fused.members |= {
            name: getattr(record.details, name) for name in record.stated if name in EDITED_DETAILS
        }
    return Details(**fused.members, extra=_extra(record for _, record in stated))


class _Fused:
    """The members found so far, and their origins."""

    def __init__(self, origins: dict[str, str]) -> None:
        self.members: dict[str, Any] = {}
        self._origins = origins

    def take(self, names: Collection[str], records: Ranked) -> None:
        """Take these members from the first of these records that states one of them."""
        for origin, record in records:
            found = {name: value for name in names if (value := getattr(record.details, name))}
            if found:
                self.members |= found
                self._origins |= dict.fromkeys(found, origin.name)
                return

    def complete(self, names: Collection[str], records: Ranked) -> None:
        """Add members of the publication that other records state about the same container, if all they share agrees."""
        container = title_key(self.members.get("container") or "")
        for origin, record in records if container else ():
            found = {name: value for name in names if (value := getattr(record.details, name))}
            if title_key(found.pop("container", "")) != container or any(
                title_key(self.members.get(name) or value) != title_key(value)
                for name, value in found.items()
            ):
                continue
            added = {name: value for name, value in found.items() if not self.members.get(name)}
            self.members |= added
            self._origins |= dict.fromkeys(added, origin.name)

    def make_precise(self, records: Ranked, known: tuple[int | None, int | None]) -> None:
        """Take the most precise date that agrees with the one taken, and with the year and month of the entry."""
        for origin, record in records:
            taken, issued = self.members.get("issued") or "", record.details.issued or ""
            agrees = len(issued) > len(taken) > 0 and issued.startswith(taken) and year_month(issued) == known
            if agrees and _PRECISE.fullmatch(issued):
                self.members["issued"] = issued
                self._origins["issued"] = origin.name


def _extra(records: Iterable[Record]) -> Extra:
    """Return the extra fields of all records, each as the first one has it."""
    out: dict[tuple[str, str], str] = {}
    for record in records:
        for form, name, value in record.details.extra:
            out.setdefault((form, name), value)
    return tuple((form, name, value) for (form, name), value in out.items())
