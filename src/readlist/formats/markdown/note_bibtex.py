"""Read the work of a note from its only entry of BibTeX, in a block of code below the title of the work."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from readlist.formats.markdown import title_text

if TYPE_CHECKING:
    from readlist.model.record import Record

MAX_ENTRY = 80
"""Maximum number of lines of an entry."""
_ENTRY = re.compile(
    r"\s*@(?:article|inproceedings|conference|book|incollection|misc|phdthesis|techreport|unpublished)\s*\{",
    re.IGNORECASE,
)
FENCE = re.compile(r"\s*(?:`{3,}|~{3,})")


def read_bibtex_work(title: str, body: list[str]) -> Record | None:
    """Return the work of a note that has one entry of BibTeX, whose title is that of the note; else None."""
    starts = [number for number, line in enumerate(body) if "@" in line and _ENTRY.match(line)]
    if not title or len(starts) != 1:
        return None
    from readlist.formats.readers.bibtex import read  # noqa: PLC0415

    below = body[starts[0] : starts[0] + MAX_ENTRY]
    end = next((number for number, line in enumerate(below) if FENCE.match(line)), len(below))
    records = [item.record for item in read("\n".join(below[:end]), "").items if item.record.kind != "note"]
    if len(records) != 1 or _folded(records[0].title or "") != _folded(title_text.clean_title(title)):
        return None
    return records[0]


def _folded(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()
