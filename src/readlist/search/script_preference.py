"""Prefer the script of the query: entries named in just its characters rank before those named in the other script.

    推薦系統 ── find_script_runs ──> 推薦系統    differs between the scripts: prefer names in the typed script
    中文     ── find_script_runs ──> nothing     the same in both scripts: nothing to prefer

Only names count, and the link texts of notes: the script of some prose says little about an entry.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from readlist.text.folding import is_cjk
from readlist.text.script_table import SIMPLIFIED, TRADITIONAL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from readlist.search.query import Query

_LINK_TEXT = re.compile(r"\[([^\[\]]+)\]\(")


def find_script_runs(query: Query) -> list[str]:
    """Find the runs of Chinese in the words of a query that differ between simplified and traditional script."""
    texts = [group[0].text for group in query.groups if len(group) == 1 and group[0].filters is None]
    return [run for text in texts for run in _chinese_runs(text) if _differs_by_script(run)]


def _chinese_runs(text: str) -> list[str]:
    return ["".join(run) for is_run, run in groupby(text, _is_chinese) if is_run]


def _is_chinese(char: str) -> bool:
    return is_cjk(char) and char.isalnum()


def _differs_by_script(run: str) -> bool:
    return any(char in TRADITIONAL or char in SIMPLIFIED for char in run)


def find_link_texts(markdown: str) -> list[str]:
    """Return the texts of the links in a piece of markdown."""
    return _LINK_TEXT.findall(markdown)


def is_named(names: Iterable[str], runs: Iterable[str]) -> bool:
    """Whether each run is in one of these names exactly as typed."""
    text = "\n".join(names)
    return all(run in text for run in runs)
