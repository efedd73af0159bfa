"""Names of the same thing in either language: ``混合专家``, ``MoE``, ``mixture of experts``.

concepts.txt      in the package, and one of the person's own
── a line         names of one thing, set apart by " = "; an empty line or one with "#" ahead says nothing
── load()         name without spaces and hyphens -> all names of it
── translate()    a reading of a query -> the same with the other names of what it names
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from readlist.needs import Need, Option
from readlist.text import cut_query, fold, pairs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from readlist.needs import Reading

_FILE = Path(__file__).with_name("concepts.txt")  # importlib.resources costs a search 6 ms
Concepts = dict[str, tuple[str, ...]]
"""Folded name without spaces and hyphens, to all names of the thing."""

_MOST_WORDS = 5
_MOST_NAMES = 12
_QUALITY = 0.75
_NO_GAPS = str.maketrans("", "", " -")


def load(own: Path | None = None) -> Concepts:
    """Read the concepts of the package and those of the person's own file, where there is one."""
    concepts: Concepts = {}
    _add(concepts, _FILE.read_text(encoding="utf-8"))
    if own is not None and own.is_file():
        _add(concepts, fold_lines(own.read_text(encoding="utf-8-sig", errors="replace")))
    return concepts


def fold_lines(text: str) -> str:
    """Fold lines that a person wrote, so that they are as those of the package."""
    return "\n".join(fold(line) for line in text.splitlines())


def _add(concepts: Concepts, text: str) -> None:
    for line in text.split("\n"):
        if "=" in line and not line.startswith("#"):
            names = tuple(name for part in line.split("=") if (name := part.strip()))
            for name in names:
                key = name.translate(_NO_GAPS)
                concepts[key] = concepts.get(key, ()) + names


def translate(concepts: Concepts, reading: Reading) -> tuple[list[Need], list[Need]]:
    """Widen a reading by the other names of what it names.

    Returns the widened reading, and needs for the other names alone, one for each thing that was named; both are
    empty where nothing was.
    """
    wide: list[Need] = []
    others: list[Need] = []
    place = 0
    while place < len(reading):
        size = next(
            (
                size
                for size in range(_MOST_WORDS, 0, -1)
                if _names(concepts, reading[place : place + size], size)
            ),
            0,
        )
        if size:
            wide.append(
                _widen(reading[place : place + size], _names(concepts, reading[place : place + size], size))
            )
            others.append(_only_others(wide[-1]))
        elif (run := reading[place].run) and reading[place].field is None:
            _translate_run(concepts, reading[place], run, wide, others)
        else:
            wide.append(reading[place])
        place += size or 1
    return (wide, others) if others else ([], [])


def _names(concepts: Concepts, needs: Sequence[Need], size: int) -> tuple[str, ...]:
    """The names of the thing that these needs, side by side, are a name of."""
    if len(needs) < size or not all(need.is_plain and need.field is None for need in needs):
        return ()
    key = "".join(need.run or "".join(need.options[0].words) for need in needs)
    return concepts.get(key) or concepts.get(key.removesuffix("s"), ())


def _widen(needs: Sequence[Need], names: Iterable[str]) -> Need:
    words = tuple(word for need in needs for word in need.options[0].words)
    typed = needs[0].options if len(needs) == 1 else (Option(words, is_phrase=False),)
    known = {option.words for option in typed}
    others = [option for name in names if (option := _option(name)).words not in known]
    shown = " ".join(need.shown for need in needs)
    return Need((*typed, *list(dict.fromkeys(others))[:_MOST_NAMES]), shown, is_plain=False)


def _only_others(need: Need) -> Need:
    others = tuple(option for option in need.options if option.quality < 1) or need.options
    return need.with_options(others)


def _option(name: str) -> Option:
    words = tuple(word for piece in cut_query(name) for word in piece.words)
    return Option(words, quality=_QUALITY)


def _translate_run(concepts: Concepts, need: Need, run: str, wide: list[Need], others: list[Need]) -> None:
    """Take a run of Chinese apart at the concepts in it, the longest first; leave it whole where there is none."""
    pieces: list[Need] = []
    named: list[Need] = []
    place, plain = 0, ""
    while place < len(run):
        size = next(
            (
                size
                for size in range(min(8, len(run) - place), 1, -1)
                if run[place : place + size] in concepts
            ),
            0,
        )
        if size:
            pieces += _plain_needs(plain)
            name = run[place : place + size]
            pieces.append(_widen(_plain_needs(name), concepts[name]))
            named.append(_only_others(pieces[-1]))
            plain = ""
        else:
            plain += run[place]
        place += size or 1
    wide += [*pieces, *_plain_needs(plain)] if named else [need]
    others += named


def _plain_needs(run: str) -> list[Need]:
    """The need for a run of Chinese; none for a single character, which mostly only binds words."""
    return [Need((Option(tuple(pairs(run)[:-1])),), run, is_plain=True)] if len(run) > 1 else []
