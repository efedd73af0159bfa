"""Repair misspelt addresses in the lines of a note, the same way for reading and for ``doctor --fix``."""

from __future__ import annotations

from readlist.formats.markdown.field_labels import parse_label
from readlist.model import url_repair


def repair_line(line: str, *, old_forms: bool = False) -> tuple[str, tuple[str, ...]]:
    """Repair the addresses in a line; return the line and the codes of the rules that changed it (``url_repair``)."""
    return url_repair.repair_line(line, _find_value, old_forms=old_forms)


def repair_lines(lines: list[str]) -> tuple[list[str], list[int]]:
    """Repair the addresses in the lines of a note.

    Return the lines, and the numbers (counted from 1) of those in which a scheme was misspelt.
    """
    out, misspelt = list(lines), []
    for index, line in enumerate(lines):
        if url_repair.may_need_repair(line):
            out[index], codes = repair_line(line)
            if "link-misspelt" in codes:
                misspelt.append(index + 1)
    return out, misspelt


def _find_value(line: str) -> int | None:
    labelled = parse_label(line)
    return labelled.start if labelled else None
