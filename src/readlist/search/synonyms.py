"""Names of the same thing in either language: ``混合专家``, ``MoE``, ``mixture of experts``.

concepts.txt      in the package, and one of the person's own
── a line         names of one thing, set apart by " = "; an empty line or one with "#" ahead says nothing
── load()         name without spaces and hyphens -> all names of it
── translate()    a reading of a query -> the same with the other names of what it names
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from readlist.search.clauses import Clause, Option
from readlist.text.folding import fold
from readlist.text.tokenizer import bigrams, tokenize_query

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from readlist.search.clauses import Interpretation

_PACKAGED = Path(__file__).with_name("synonyms.txt")  # importlib.resources costs a search 6 ms
_MOST_WORDS = 5
_LONGEST_RUN = 8
_MOST_NAMES = 12
_QUALITY = 0.75


class Synonyms:
    """Lines of names, looked through as text: a search asks for a few names only, so an index of all would be waste."""

    def __init__(self, text: str) -> None:
        self.lines = [line for line in text.split("\n") if "=" in line and not line.startswith("#")]
        self._squeezed = "=" + _squeeze("\n".join(self.lines)).replace("\n", "=\n=") + "="

    def names(self, name: str) -> tuple[str, ...]:
        """Give all names of the things that this is a name of, by its letters without spaces and hyphens."""
        found: list[str] = []
        place = self._squeezed.find(f"={name}=")
        while name and place >= 0:
            line = self.lines[self._squeezed.count("\n", 0, place)]
            found += [part.strip() for part in line.split("=") if part.strip()]
            place = self._squeezed.find(f"={name}=", place + 1)
        return tuple(found)


def _squeeze(text: str) -> str:
    return text.replace(" ", "").replace("-", "")


def load(own: Path | None = None) -> Synonyms:
    """Read the concepts of the package and those of the person's own file, where there is one."""
    text = _PACKAGED.read_text(encoding="utf-8")
    if own is not None and own.is_file():
        lines = own.read_text(encoding="utf-8-sig", errors="replace").splitlines()
        text += "\n" + "\n".join(fold(line) for line in lines)
    return Synonyms(text)


def translate(concepts: Synonyms, reading: Interpretation) -> tuple[list[Clause], list[Clause]]:
    """Widen a reading by the other names of what it names.

    Returns the widened reading, and needs for the other names alone, one for each thing that was named; both are
    empty where nothing was.
    """
    wide: list[Clause] = []
    others: list[Clause] = []
    place = 0
    while place < len(reading):
        size, names = _longest(concepts, reading[place : place + _MOST_WORDS])
        need = reading[place]
        if names:
            wide.append(_widen(reading[place : place + size], names))
            others.append(_only_others(wide[-1]))
        elif need.run and need.field is None:
            _translate_run(concepts, need, need.run, wide, others)
        else:
            wide.append(need)
        place += size
    return (wide, others) if others else ([], [])


def _longest(concepts: Synonyms, needs: Sequence[Clause]) -> tuple[int, tuple[str, ...]]:
    """How many of these needs, from the first, are the name of a thing, and its names; the most that are one."""
    for size in range(len(needs), 0, -1):
        if all(need.is_plain and need.field is None for need in needs[:size]):
            name = "".join(need.run or "".join(need.options[0].words) for need in needs[:size])
            if names := concepts.names(name) or concepts.names(name.removesuffix("s")):
                return size, names
    return 1, ()


def _widen(needs: Sequence[Clause], names: Iterable[str]) -> Clause:
    words = tuple(word for need in needs for word in need.options[0].words)
    typed = needs[0].options if len(needs) == 1 else (Option(words, is_phrase=False),)
    known = {option.words for option in typed}
    others = [option for name in names if (option := _option(name)).words not in known]
    shown = " ".join(need.shown for need in needs)
    return Clause((*typed, *list(dict.fromkeys(others))[:_MOST_NAMES]), shown, is_plain=False)


def _only_others(need: Clause) -> Clause:
    others = tuple(option for option in need.options if option.quality < 1) or need.options
    return need.with_options(others)


def _option(name: str) -> Option:
    words = tuple(word for piece in tokenize_query(name) for word in piece.words)
    return Option(words, quality=_QUALITY)


def _translate_run(
    concepts: Synonyms, need: Clause, run: str, wide: list[Clause], others: list[Clause]
) -> None:
    """Take a run of Chinese apart at the concepts in it, the longest first; leave it whole where there is none."""
    pieces: list[Clause] = []
    named: list[Clause] = []
    place, plain = 0, ""
    while place < len(run):
        sizes = range(min(_LONGEST_RUN, len(run) - place), 1, -1)
        size = next((size for size in sizes if concepts.names(run[place : place + size])), 0)
        if size:
            name = run[place : place + size]
            pieces += [*_plain_needs(plain), _widen(_plain_needs(name), concepts.names(name))]
            named.append(_only_others(pieces[-1]))
            plain = ""
        else:
            plain += run[place]
        place += size or 1
    wide += [*pieces, *_plain_needs(plain)] if named else [need]
    others += named


def _plain_needs(run: str) -> list[Clause]:
    """The need for a run of Chinese; none for a single character, which mostly only binds words."""
    return [Clause((Option(tuple(bigrams(run)[:-1])),), run, is_plain=True)] if len(run) > 1 else []
