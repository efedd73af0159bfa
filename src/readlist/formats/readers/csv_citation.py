"""Read the one cell in which some tables say where an article appeared, and cells that are lists of Python.

    Pond Letters (2019) 12:3 (11-19). Date of Publication: 3 May 2019     Source, Embase
    Pond Lett. 2019 May 3;12(3):11-9. doi: 10.1234/ponds.                 Citation, PubMed
    ['Lind, Ada', 'Falk, Nils']                                           ASReview, and whatever pandas wrote

Source: https://pubmed.ncbi.nlm.nih.gov/help/#save-to-file.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_EMBASE = re.compile(
    r"(?P<container>\S.*?)\s\((?P<year>\d{4})\)\s(?P<volume>[^\s:()]+)(?::(?P<issue>[^\s()]+(?:\s[^\s()]+)?))?"
    r"(?:\s\((?P<pages>[^()]+)\))?\.?(?:\s*Date of Publication:\s*(?P<date>.*))?"
)
_PUBMED = re.compile(
    r"(?P<container>[^;]+?)\.\s(?P<date>\d{4}[^;:]*);(?P<volume>[^\s;:()]*)(?:\((?P<issue>[^()]+)\))?(?::(?P<pages>[\w-]+))?\..*"
)


def with_citation(values: Mapping[str, str]) -> dict[str, str]:
    """Return the values of a row with those that its source states, if it is a citation and they are not stated apart."""
    stated = {name: value for name, value in values.items() if value}
    if "volume" in stated:
        return stated
    if match := _EMBASE.fullmatch(stated.get("container", "")):
        found = {name: value for name, value in match.groupdict("").items() if value}
        return {**found, **stated, "container": found["container"]}
    if match := _PUBMED.fullmatch(stated.get("citation", "")):
        found = {name: value for name, value in match.groupdict("").items() if value}
        return {**found, **stated}
    return stated


def join_list(cell: str) -> str:
    """Return a cell that is a list of texts in Python with semicolons between them; any other as it is."""
    if not (cell.startswith(("['", '["')) and cell.endswith("]")):
        return cell
    try:
        found = ast.literal_eval(cell)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return cell
    return "; ".join(found) if all(isinstance(one, str) for one in found) else cell
