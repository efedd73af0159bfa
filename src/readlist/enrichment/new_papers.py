"""What is new at arXiv for saved queries: not yet in the library, closest to what was read first.

    watches ──> days since the last run ──> new_paper_lists ──> first versions that fit a query
            ──> without those in the library ──> closeness to what was read ──> NewPaper

Closeness is the cosine of word weights (tf-idf) between a paper and all that the person reads or has read, or, where
no status says so, all that the library has. Nothing is added by itself.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from readlist.errors import NotFoundError
from readlist.providers.arxiv_query import parse_query
from readlist.providers.watches import Watch, iter_days, read_watches, watches_path, write_watches
from readlist.storage.entries import iter_titles
from readlist.storage.identifiers import iter_identifiers
from readlist.text.tokenizer import stem, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from readlist.enrichment.new_paper_lists import NewPaperLists
    from readlist.errors import NetworkError
    from readlist.model.provider_record import ProviderRecord
    from readlist.model.record import Record
    from readlist.providers.arxiv_query import ArxivQuery
    from readlist.providers.settings import Settings
    from readlist.storage.database import Store

_FIRST_DAYS = 3
"""Days that the first run of a query looks back."""
_MOST_DAYS = 366
_NEXT_RUN = "Try again later: nothing is lost, the next run begins with the same day."
_MODERATION_DAYS = 14
"""Days from submission to announcement, at most; a month may have begun since."""
_READ = ("read", "reading")
_MIN_WORD = 3


@dataclass(frozen=True, slots=True)
class NewPaper:
    """A paper that fits saved queries; ``closeness`` to what was read, 0 to 1."""

    found: ProviderRecord
    queries: tuple[str, ...]
    closeness: float


@dataclass(frozen=True, slots=True)
class WatchReport:
    """New papers, the closest first; ``first`` and ``last`` day looked at; ``seen``: all papers of these days.

    ``missed``: days whose list could not be read to its end, because of ``failure``; the next run reads them again.
    """

    papers: tuple[NewPaper, ...]
    first: str
    last: str
    seen: int
    missed: tuple[str, ...] = ()
    failure: NetworkError | None = None


@dataclass(frozen=True, slots=True)
class _Task:
    """A saved query, and the days that it has not seen yet, in order."""

    watch: Watch
    query: ArxivQuery
    days: tuple[str, ...]

    def is_new(self, record: ProviderRecord, day: str) -> bool:
        """Return whether a paper listed on a day is new for this query: its first version, not an old, changed one."""
        since = datetime.fromisoformat(self.days[0]) - timedelta(days=_MODERATION_DAYS)
        month = (record.record.year or 0, record.record.month or 0)
        is_first = record.facts.version == 1 and month >= (since.year, since.month)
        return day in self.days and is_first and self.query.matches(record.record)


def run_watches(store: Store, settings: Settings, path: Path, *, days: int | None = None) -> WatchReport:
    """Look for new papers since the last run, or of the last ``days``, and remember which days were read.

    Raises NotFoundError without saved queries, NetworkError if nothing can be read: nothing is remembered then.
    """
    file = watches_path(path)
    watches = read_watches(file)
    if not watches:
        raise NotFoundError(
            "there are no saved queries", hint='Add one: readlist watch add "cat:cs.CL AND retrieval"'
        )
    today = datetime.fromtimestamp(settings.clock(), UTC).date().isoformat()
    tasks = [_Task(one, parse_query(one.query), tuple(_find_days(one, today, days))) for one in watches]
    lists, found, seen = _find(tasks, settings)
    known = {identifier.value for _, identifier in iter_identifiers(store.connection, ("arxiv",))}
    fresh = {value: one for value, one in found.items() if value not in known}
    papers = _rank(list(fresh.values()), list(_read_texts(store)))
    write_watches(file, [replace(one.watch, until=today, missed=_find_missed(one, lists)) for one in tasks])
    missed = sorted({day for days in lists.missed.values() for day in days})
    first = min(task.days[0] for task in tasks)
    return WatchReport(tuple(papers), first, today, seen, tuple(missed), lists.failure if missed else None)


def _find_days(watch: Watch, today: str, days: int | None) -> list[str]:
    """Return the days to look at: from the last one of the run before, which may not have been complete, and missed ones."""
    first = watch.until if watch.until and days is None else _days_before(today, days or _FIRST_DAYS)
    return sorted({*iter_days(max(min(first, today), _days_before(today, _MOST_DAYS)), today), *watch.missed})


def _days_before(day: str, days: int) -> str:
    return (date.fromisoformat(day) - timedelta(days=days)).isoformat()


def _find_missed(task: _Task, lists: NewPaperLists) -> tuple[str, ...]:
    """Return those days of a query that were not read in one of its sets."""
    missed = {day for name in ("", *task.query.sets) for day in lists.missed.get(name, ())}
    return tuple(day for day in task.days if day in missed)


def _find(
    tasks: Sequence[_Task], settings: Settings
) -> tuple[NewPaperLists, dict[str, tuple[ProviderRecord, tuple[str, ...]]], int]:
    """Return the lists that were read, the new papers that fit, by ID, each with the queries, and how many there were."""
    from readlist.enrichment.new_paper_lists import NewPaperLists  # noqa: PLC0415

    lists = NewPaperLists(settings)
    found: dict[str, tuple[ProviderRecord, tuple[str, ...]]] = {}
    seen = set()
    sets = {name for task in tasks for name in task.query.sets}
    days = {day for task in tasks for day in task.days}
    for day, one in lists.iter_papers([""] if "" in sets else sorted(sets), days):
        value = one.record.ids[0].value
        seen.add(value)
        fitting = tuple(task.query.text for task in tasks if task.is_new(one, day))
        if fitting:
            found[value] = (one, fitting)
    if lists.failure and not lists.pages:
        lists.failure.hint = _NEXT_RUN
        raise lists.failure
    return lists, found, len(seen)


def _read_texts(store: Store) -> Iterator[str]:
    """Yield title and abstract of what the person reads; of all papers if no status says what that is."""
    ids = [one.entry_id for one in iter_titles(store.connection, ("paper",))]
    entries = list(store.load_entries(ids))
    read = [entry for entry in entries if entry.status in _READ]
    for entry in read or entries:
        yield f"{entry.title} {entry.abstract or ''}"


def _rank(papers: Sequence[tuple[ProviderRecord, tuple[str, ...]]], read: Sequence[str]) -> list[NewPaper]:
    """Order papers by closeness to what was read, then by ID."""
    texts = [_words(_text(one.record)) for one, _ in papers]
    profile_texts = [_words(text) for text in read]
    weights = _weights([*texts, *profile_texts])
    profile = _normalized(_sum(_vector(words, weights) for words in profile_texts))
    ranked = [
        NewPaper(one, queries, round(_cosine(_normalized(_vector(words, weights)), profile), 4))
        for (one, queries), words in zip(papers, texts, strict=True)
    ]
    return sorted(ranked, key=lambda one: (-one.closeness, one.found.record.ids[0].value))


def _text(record: Record) -> str:
    return f"{record.title} {record.abstract or ''}"


def _words(text: str) -> Counter[str]:
    return Counter(
        stem(word) for word in tokenize(text).words if len(word) >= _MIN_WORD or not word.isascii()
    )


def _weights(texts: Sequence[Counter[str]]) -> dict[str, float]:
    """Return how telling each word is: the logarithm of the share of texts without it."""
    counts = Counter(word for words in texts for word in words)
    return {word: math.log(len(texts) / count) for word, count in counts.items()}


def _vector(words: Counter[str], weights: dict[str, float]) -> dict[str, float]:
    return {word: (1 + math.log(n)) * weights[word] for word, n in words.items()}


def _sum(vectors: Iterable[dict[str, float]]) -> dict[str, float]:
    out: dict[str, float] = defaultdict(float)
    for vector in vectors:
        for word, value in vector.items():
            out[word] += value
    return out


def _normalized(vector: dict[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(value * value for value in vector.values()))
    return {word: value / length for word, value in vector.items()} if length else {}


def _cosine(first: dict[str, float], second: dict[str, float]) -> float:
    return sum(value * second.get(word, 0.0) for word, value in first.items())


def add_watch(path: Path, query: str, today: str) -> Watch:
    """Save a query beside a library; one that is there already stays. Raises UsageError for a query that is not one."""
    file = watches_path(path)
    text = parse_query(query).text
    watches = read_watches(file)
    known = next((watch for watch in watches if watch.query == text), None)
    if known is None:
        known = Watch(text, today)
        write_watches(file, [*watches, known])
    return known


def remove_watches(path: Path, removed: Iterable[Watch]) -> None:
    """Remove saved queries."""
    file, gone = watches_path(path), set(removed)
    write_watches(file, [watch for watch in read_watches(file) if watch not in gone])
