"""Which script a query is written in: what is named in just these characters comes before the other script's names.

    推薦系統 ── find_script_runs ──> 推薦系統    the scripts write it differently: own names first
    中文     ── find_script_runs ──> nothing     both write it so: there is nothing to prefer

Only names count, and what a note links to by name: that some prose happens to be in one script says little.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from readlist.text.folding import is_cjk
from readlist.text.script_table import SIMPLIFIED, TRADITIONAL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from readlist.search.query_parser import Query

_LINK_TEXT = re.compile(r"\[([^\[\]]+)\]\(")


def find_script_runs(query: Query) -> list[str]:
    """Find the runs of Chinese in the words of a query that simplified and traditional writing tell apart."""
    texts = [group[0].text for group in query.groups if len(group) == 1 and group[0].filters is None]
    runs = ["".join(run) for text in texts for is_run, run in groupby(text, _is_chinese) if is_run]
    return [run for run in runs if any(char in TRADITIONAL or char in SIMPLIFIED for char in run)]


def _is_chinese(char: str) -> bool:
    return is_cjk(char) and char.isalnum()


def find_link_texts(markdown: str) -> list[str]:
    """Find the texts of the links in a piece of markdown."""
    return _LINK_TEXT.findall(markdown)


def is_named(names: Iterable[str], runs: Iterable[str]) -> bool:
    """Whether each run stands in one of these names just as it was typed."""
    text = "\n".join(names)
    return all(run in text for run in runs)
