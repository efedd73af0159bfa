"""Synonyms: names of the same thing in English and Chinese, such as ``混合专家``, ``MoE``, ``mixture of experts``.

synonyms.txt, and the person's own concepts.txt
── one line       the names of one thing, separated by " = "; empty lines and comments ("#") are ignored
── load()         name without spaces and hyphens -> all names of the same things
── translate()    an interpretation of a query -> the same, widened by the synonyms of what it names
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from readlist.search.clauses import Clause, Option, typed_words
from readlist.text.folding import fold, normalize, unify_variants
from readlist.text.tokenizer import bigrams, tokenize_query

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from readlist.search.clauses import Interpretation

_PACKAGED = Path(__file__).with_name("synonyms.txt")  # importlib.resources costs a search 6 ms
_MAX_WORDS = 5
_MAX_RUN = 8
_MAX_NAMES = 12
_QUALITY, _APART = 0.75, 0.85
"""Quality of a synonym; of several words of a name that are not adjacent."""


class Synonyms:
    """Folded lines of names, searched as text: a query has few names, so an index of all would not pay off.

    Most of what is looked up is no name, which the set of all names tells at once.
    """

    def __init__(self, text: str) -> None:
        self.lines = [line for line in text.split("\n") if "=" in line and not line.startswith("#")]
        self._squeezed = "".join([f"={line}=\n" for line in _squeeze("\n".join(self.lines)).split("\n")])
        self._names = set(self._squeezed.split("="))

    def with_lines(self, lines: Iterable[str]) -> Synonyms:
        """Return these synonyms with further lines."""
        return Synonyms("\n".join([*self.lines, *lines]))

    def names(self, name: str) -> tuple[str, ...]:
        """Return all names of the things that ``name`` names; it is given without spaces and hyphens."""
        if not name or name not in self._names:
            return ()
        found: list[str] = []
        position = self._squeezed.find(f"={name}=")
        while position >= 0:
            line = self.lines[self._squeezed.count("\n", 0, position)]
            found += [part.strip() for part in line.split("=") if part.strip()]
            position = self._squeezed.find(f"={name}=", position + 1)
        return tuple(found)


def _squeeze(text: str) -> str:
    return text.replace(" ", "").replace("-", "")


def load(own: Path | None = None) -> Synonyms:
    """Read the packaged synonyms, and those of the person's own file if it exists."""
    text = _PACKAGED.read_text(encoding="utf-8")
    if own is not None and own.is_file():
        lines = own.read_text(encoding="utf-8-sig", errors="replace").splitlines()
        text += "\n" + "\n".join(unify_variants(fold(normalize(line))) for line in lines)
    return Synonyms(text)


def translate(synonyms: Synonyms, interpretation: Interpretation) -> tuple[list[Clause], list[Clause]]:
    """Widen an interpretation by the synonyms of what it names.

    Returns the widened interpretation, and clauses of the synonyms alone, one for each thing named; both are empty if
    nothing is named.
    """
    widened: list[Clause] = []
    others: list[Clause] = []
    named: dict[str, int] = {}
    position = 0
    while position < len(interpretation):
        size, names = _longest_name(synonyms, interpretation[position : position + _MAX_WORDS])
        clause = interpretation[position]
        if names:
            clauses = interpretation[position : position + size]
            if (
                place := named.get(_squeeze(_name(clauses)))
            ) is not None:  # another name of what was named before
                widened[place] = _also_named(widened[place], clauses)
            else:
                named |= dict.fromkeys(map(_squeeze, names), len(widened))
                widened.append(_widen(clauses, names))
                others.append(_synonyms_only(widened[-1]))
        elif clause.run and clause.field is None:
            _translate_run(synonyms, clause, clause.run, widened, others)
        else:
            widened.append(clause)
        position += size
    return (widened, others) if others else ([], [])


def _longest_name(synonyms: Synonyms, clauses: Sequence[Clause]) -> tuple[int, tuple[str, ...]]:
    """Return how many of these clauses, from the first, are the longest name of a thing, and all its names."""
    for size in range(len(clauses), 0, -1):
        if all(clause.is_plain and clause.field is None for clause in clauses[:size]):
            name = _name(clauses[:size])
            if names := synonyms.names(name) or synonyms.names(name.removesuffix("s")):
                return size, names
    return 1, ()


def _name(clauses: Sequence[Clause]) -> str:
    """Return what some clauses name, without spaces."""
    return "".join(clause.run or "".join(clause.options[0].words) for clause in clauses)


def _also_named(clause: Clause, clauses: Sequence[Clause]) -> Clause:
    """Return a clause with another of its names as one that was typed."""
    typed = _typed(clauses)
    words = {option.words for option in typed}
    others = [option for option in clause.options if option.words not in words]
    shown = " ".join((clause.shown, *(one.shown for one in clauses)))
    return clause.with_options([clause.options[0], *typed, *others[1:]])._replace(shown=shown)


def _widen(clauses: Sequence[Clause], names: Iterable[str]) -> Clause:
    typed = _typed(clauses)
    known = {option.words for option in typed}
    others = [option for name in names if (option := _option(name)).words not in known]
    shown = " ".join(clause.shown for clause in clauses)
    return Clause((*typed, *list(dict.fromkeys(others))[:_MAX_NAMES]), shown, is_plain=False)


def _typed(clauses: Sequence[Clause]) -> tuple[Option, ...]:
    """Return the options of what was typed; several words are better adjacent than apart."""
    if len(clauses) == 1:
        return clauses[0].options
    words = tuple(typed_words(clauses))
    return Option(words), Option(words, is_phrase=False, quality=_APART)


def _synonyms_only(clause: Clause) -> Clause:
    others = tuple(option for option in clause.options if option.quality == _QUALITY) or clause.options
    return clause.with_options(others)


def _option(name: str) -> Option:
    words = tuple(word for piece in tokenize_query(name) for word in piece.words)
    return Option(words, quality=_QUALITY)


def _translate_run(
    synonyms: Synonyms, clause: Clause, run: str, widened: list[Clause], others: list[Clause]
) -> None:
    """Split a run of Chinese at the names in it, the longest first; keep it whole if there is none."""
    pieces: list[Clause] = []
    named: list[Clause] = []
    position, rest = 0, ""
    while position < len(run):
        sizes = range(min(_MAX_RUN, len(run) - position), 1, -1)
        size = next((size for size in sizes if synonyms.names(run[position : position + size])), 0)
        if size:
            name = run[position : position + size]
            pieces += [*_run_clauses(rest), _widen(_run_clauses(name), synonyms.names(name))]
            named.append(_synonyms_only(pieces[-1]))
            rest = ""
        else:
            rest += run[position]
        position += size or 1
    widened += [*pieces, *_run_clauses(rest)] if named else [clause]
    others += named


def _run_clauses(run: str) -> list[Clause]:
    """Return the clause of a run of Chinese; none for a single character, which is mostly a function word."""
    return [Clause((Option(tuple(bigrams(run)[:-1])),), run, is_plain=True)] if len(run) > 1 else []
