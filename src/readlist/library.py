"""The use cases, one method each: what the command line calls, and what a script may call.

    Library.open(path) ─┬─ in    import_paths, add
                        ├─ look  search, entries, find, topics, tags, sources, source_text
                        ├─ keep  tag, untag, note, set_status
                        ├─ out   export
                        ├─ network  fetch, updates, reviews, decide, download
                        └─ care  info, check, doctor, lint, plan_mends, apply_mends

Methods return values and never print, prompt or exit; what goes wrong is a ``ReadlistError``. An entry is named as
on the command line (``lookup``): key, number, identifier, URL, or a piece of its title. Example:

    >>> from readlist import Filters, Library
    >>> with Library.open(folder / "library.db") as library:
    ...     report = library.import_paths([folder / "peft.md"])
    ...     report.by_kind
    ...     [found.entry.key for found in library.search("low rank").found]
    ...     library.tag(["2106.09685"], ["PEFT"])
    ...     [entry.title for entry in library.entries(Filters(tags=("PEFT",)))]
    {'paper': 2, 'note': 2}
    ['hu2021lora']
    ('hu2021lora',)
    ['LoRA: Low-Rank Adaptation of Large Language Models']

Reading methods stay on the quick lane: nothing heavy is imported before something is written.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from readlist import config
from readlist.errors import LibraryError, NotFoundError, UsageError
from readlist.search.sort_order import order_sql, sort_ids
from readlist.storage.database import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from readlist.curation.add_by_identifier import AddedWork, FetchedWork
    from readlist.doctor.finding import Finding
    from readlist.doctor.fixes import FixPlan
    from readlist.enrichment.fetch import FetchReport, Plan
    from readlist.enrichment.pdf_download import Download
    from readlist.enrichment.reviews import Review
    from readlist.enrichment.updates import UpdateReport
    from readlist.importing.report import ImportReport
    from readlist.model.entry import Entry
    from readlist.providers.base import Settings
    from readlist.search.engine import Hit
    from readlist.search.filters import Filters
    from readlist.search.more_like_this import Related
    from readlist.storage.history import Operation
    from readlist.storage.statistics import LibraryInfo, SourceInfo, TagCount, TopicCount

_ALL_HITS = 1_000_000_000
_SORTED = 1_000
"""Hits that are put in another order than by relevance: a snippet is cut for each, in up to a millisecond."""


@dataclass(frozen=True, slots=True)
class Found:
    """An entry that a search found; ``hit`` has its score, snippet, and the place the snippet is from."""

    entry: Entry
    hit: Hit

    def to_dict(self) -> dict[str, Any]:
        """Build the exported object of the entry, with ``score`` and ``snippet``."""
        return self.entry.to_dict() | {"score": self.hit.score, "snippet": self.hit.snippet}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a search found, best first; ``searched``: what was searched instead; ``suggestions``: nearest words."""

    found: tuple[Found, ...]
    searched: str | None
    suggestions: tuple[str, ...]


class Library:
    """One reading list: a SQLite file and everything that can be done with it."""

    def __init__(self, store: Store, settings: config.Config) -> None:
        self.store = store
        self.settings = settings

    @classmethod
    def open(
        cls, path: Path | str | None = None, *, settings: config.Config | None = None, create: bool = True
    ) -> Self:
        """Open the library at ``path``; by default the one that READLIST_DB, the settings or the platform name.

        Raises LibraryError when the file is no library, is locked or too new, or (without ``create``) is not there.
        """
        settings = settings or config.load(path)
        file = Path(path) if path else settings.db
        if not create and not file.exists():
            raise LibraryError(f"there is no library at {file}", hint="Start one with: readlist import NOTES")
        return cls(Store.open(file), settings)

    def close(self) -> None:
        """Close the file."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    # -- in -----------------------------------------------------------------------------------------------------

    def import_paths(
        self,
        paths: Sequence[Path | str],
        *,
        stdin: bytes | None = None,
        dry_run: bool = False,
        on_progress: Callable[[str, int, int], None] | None = None,
    ) -> ImportReport:
        """Import files and folders of notes; ``-`` stands for ``stdin``. Importing again changes nothing.

        ``on_progress`` is told (name, files done, files in all). Files that cannot be read are reported as failed,
        and the others imported. Raises InputError when there is nothing to import at all.
        """
        from readlist.importing import importer  # noqa: PLC0415

        files = [path for path in paths if str(path) != "-"]
        if len(files) < len(paths) and stdin is None:
            raise UsageError("'-' stands for text that was handed over, but there is none")
        return importer.import_paths(self.store, files, stdin=stdin, dry_run=dry_run, on_progress=on_progress)

    def add(
        self,
        works: Sequence[str],
        *,
        offline: bool = False,
        tags: Sequence[str] = (),
        topics: Sequence[str] = (),
        note: str | None = None,
        status: str | None = None,
        confirm: Callable[[FetchedWork], bool] | None = None,
    ) -> tuple[AddedWork, ...]:
        """Add works by id, URL or title, asking the providers unless ``offline``; what is there is not added again.

        A topic is a path, outermost first: ``RAG / Tricks``. All are one operation. What is found by a title is a guess, added only if ``confirm`` says so. What cannot be
        found or reached stands in the result as an error; the others are added. Raises InputError, before anything is
        written, when a text is none of the three.
        """
        from readlist.curation import add_by_identifier, add_claims  # noqa: PLC0415

        by_hand = add_by_identifier.make_by_hand(tags, topics, status)
        named = [add_by_identifier.parse_work(text) for text in works]
        fetched = (
            add_by_identifier.make_stubs(named)
            if offline
            else add_by_identifier.fetch_records(named, self.settings)
        )
        settled = [_confirmed(one, confirm) for one in fetched]
        claims = [(one.record, one.origin) for one in settled if one.record]
        command = add_by_identifier.name_command(works)
        results = add_claims.add_records(self.store, claims, hand=by_hand, note=note, command=command)
        entries = iter(zip(results, self.load([one.entry_id for one in results]), strict=True))
        return tuple(
            add_by_identifier.make_added(one, *next(entries))
            if one.record
            else add_by_identifier.make_added(one)
            for one in settled
        )

    # -- look ---------------------------------------------------------------------------------------------------

    def search(
        self,
        query: str,
        *,
        filters: Filters | None = None,
        limit: int = 20,
        exact: bool = False,
        sort: str = "relevance",
    ) -> Answer:
        """Find the entries that fit ``query`` best, at most ``limit`` (negative: all).

        ``exact`` turns corrected spellings off. ``sort`` is ``relevance`` or one of ``orders.ORDERS``: then the
        first in that order of the 1,000 best hits, or without a limit of all. Raises UsageError when the query holds
        nothing to search for, or there is no such order.
        """
        from readlist.search.engine import search  # noqa: PLC0415
        from readlist.search.filters import Filters  # noqa: PLC0415

        if not any(character.isalnum() for character in query):
            raise UsageError(
                "there is no word to search for", hint="A query needs at least one letter or digit."
            )
        is_best_first = sort == "relevance"
        wanted = _ALL_HITS if limit < 0 else limit if is_best_first else max(limit, _SORTED)
        results = search(
            self.store.connection,
            query,
            filters=filters or Filters(),
            limit=wanted,
            exact=exact,
            concepts=config.user_folder("config") / "concepts.txt",
        )
        hits = {hit.entry_id: hit for hit in results.hits}
        ids = list(hits) if is_best_first else sort_ids(self.store.connection, list(hits), sort, limit)
        found = tuple(Found(entry, hits[entry.id]) for entry in self.store.load_entries(ids))
        return Answer(found, results.searched, results.suggestions)

    def entries(
        self, filters: Filters | None = None, *, limit: int = -1, notes: bool = False, sort: str = "key"
    ) -> Iterator[Entry]:
        """Yield the entries that pass ``filters``, at most ``limit`` of them (negative: all), by ``sort``.

        Entries of kind ``note``, the prose between works, are left out unless asked for, by kind or with ``notes``.
        ``sort`` is one of ``orders.ORDERS``; UsageError when it is not.
        """
        return self.store.load_entries(self._ids(filters, limit, notes=notes, sort=sort))

    def count(self, filters: Filters | None = None, *, notes: bool = False) -> int:
        """Count what ``entries`` would yield."""
        where, parameters = _where(filters, notes=notes)
        count: int = self.store.query(f"SELECT count(*) FROM entry WHERE {where}", parameters)[0][0]  # noqa: S608
        return count

    def _ids(self, filters: Filters | None, limit: int, *, notes: bool, sort: str) -> Iterator[int]:
        where, parameters = _where(filters, notes=notes)
        sql = f"SELECT id FROM entry WHERE {where} ORDER BY {order_sql(sort)} LIMIT ?"  # noqa: S608
        return (entry_id for (entry_id,) in self.store.connection.execute(sql, (*parameters, limit)))

    def find(self, wanted: str) -> Entry:
        """Return the one entry that ``wanted`` names; NotFoundError when none fits, AmbiguousError when several do."""
        return self.load([self._id(wanted)])[0]

    def related(self, wanted: str, *, limit: int = 10) -> list[tuple[Entry, Related]]:
        """Return the entries most alike to the one that ``wanted`` names, best first, each with what both have."""
        from readlist.search.more_like_this import find_related  # noqa: PLC0415

        found = find_related(self.store.connection, self._id(wanted), limit=limit)
        return list(zip(self.load([one.entry_id for one in found]), found, strict=True))

    def load(self, entry_ids: Sequence[int]) -> list[Entry]:
        """Return the entries with these numbers; NotFoundError when one is gone."""
        entries = list(self.store.load_entries(entry_ids))
        if len(entries) != len(entry_ids):
            raise NotFoundError("an entry is gone: another process changed the library", hint="Try again.")
        return entries

    def _id(self, wanted: str) -> int:
        from readlist.search.entry_lookup import find_entry  # noqa: PLC0415

        return find_entry(self.store, wanted)

    def topics(self, words: str = "") -> tuple[TopicCount, ...]:
        """Return the topics as an outline, outer before inner; with ``words``, those with them in their path."""
        from readlist.storage import statistics  # noqa: PLC0415

        return statistics.read_topics(self.store, words)

    def tags(self) -> tuple[TagCount, ...]:
        """Return all tags in use, the commonest first."""
        from readlist.storage import statistics  # noqa: PLC0415

        return statistics.read_tags(self.store)

    def sources(self) -> tuple[SourceInfo, ...]:
        """Return the imported files, by name."""
        from readlist.storage import statistics  # noqa: PLC0415

        return statistics.read_sources(self.store)

    def source_text(self, name: str) -> bytes:
        """Return the text of an imported file, byte for byte; a part of its name will do where it fits no other.

        Raises NotFoundError when no source fits, or several do.
        """
        from readlist.storage import statistics  # noqa: PLC0415

        return statistics.read_source_text(self.store, name)

    # -- keep ---------------------------------------------------------------------------------------------------

    def tag(self, wanted: Sequence[str], tags: Sequence[str]) -> tuple[str, ...]:
        """Give entries tags, as one operation; return the keys of the entries that changed."""
        return self._keep("tag", wanted, tags)

    def untag(self, wanted: Sequence[str], tags: Sequence[str]) -> tuple[str, ...]:
        """Take tags off entries, also those that the notes give; return the keys of the entries that changed."""
        return self._keep("untag", wanted, tags)

    def set_status(self, wanted: Sequence[str], status: str) -> tuple[str, ...]:
        """Set a status (``todo``, ``reading``, ``read``, ``dropped``, or ``none``); return the keys that changed."""
        return self._keep("status", wanted, [status])

    def _keep(self, verb: str, wanted: Sequence[str], values: Sequence[str]) -> tuple[str, ...]:
        from readlist.curation import annotate  # noqa: PLC0415

        keys = {entry.id: entry.key for entry in map(self.find, wanted)}
        ids = list(keys)
        command = " ".join((verb, *wanted, *values))
        if verb == "status":
            changed = annotate.set_status(self.store, ids, values[0], command=command)
        else:
            change = annotate.add_tags if verb == "tag" else annotate.remove_tags
            changed = change(self.store, ids, annotate.parse_tags(values), command=command)
        return tuple(keys[entry_id] for entry_id in changed)

    def note(self, wanted: str, body: str) -> Entry:
        """Add a note of one's own, in markdown, to an entry, and return the entry. UsageError when it is blank."""
        from readlist.curation import annotate  # noqa: PLC0415

        entry_id = self._id(wanted)
        annotate.add_note(self.store, entry_id, body, command=f"note {wanted}")
        return self.load([entry_id])[0]

    # -- put right ----------------------------------------------------------------------------------------------

    def merge(self, wanted: Sequence[str]) -> Entry:
        """Make one entry of several; the first keeps its key. No import undoes it. UsageError when there is only one."""
        from readlist.curation import merge_split  # noqa: PLC0415

        ids = [self._id(one) for one in wanted]
        merge_split.merge(self.store, ids[0], ids[1:], command=f"merge {' '.join(wanted)}")
        return self.load(ids[:1])[0]

    def split(self, wanted: str, mentions: Sequence[int]) -> tuple[Entry, Entry]:
        """Make an entry of its own of some mentions of an entry, counted from 1; return the old one and the new.

        No import undoes it. NotFoundError when there is no such mention, UsageError when none would be left.
        """
        from readlist.curation import merge_split  # noqa: PLC0415

        entry_id = self._id(wanted)
        command = f"split {wanted} {' '.join(map(str, mentions))}"
        new_id = merge_split.split(self.store, entry_id, mentions, command=command)
        old, new = self.load([entry_id, new_id])
        return old, new

    def history(self, *, limit: int = -1) -> tuple[Operation, ...]:
        """Return what was done to the library, the newest first; ``limit`` -1 gives all."""
        from readlist.storage import history  # noqa: PLC0415

        return history.history(self.store, limit=limit)

    def undo(self) -> Operation:
        """Take back the newest operation that still stands, and return it; NotFoundError when there is none."""
        from readlist.storage import history  # noqa: PLC0415

        return history.undo(self.store)

    # -- out ----------------------------------------------------------------------------------------------------

    def export(
        self,
        form: str = "markdown",
        *,
        filters: Filters | None = None,
        query: str = "",
        title: str | None = None,
    ) -> Iterator[str]:
        """Return the entries that pass ``filters`` and fit ``query``, in the format called ``form``, as chunks of text.

        Entries come in key order. Raises UsageError when there is no such format.
        """
        from readlist.formats import writers  # noqa: PLC0415

        exporter = writers.writer_for(form)
        return exporter.write(self._chosen(filters, query), title=title)

    def _chosen(self, filters: Filters | None, query: str) -> Iterable[Entry]:
        if not query:
            return self.entries(filters, notes=True)
        found = self.search(query, filters=filters, limit=-1).found
        return sorted((one.entry for one in found), key=lambda entry: entry.key)

    # -- network ------------------------------------------------------------------------------------------------

    def fetch(
        self,
        wanted: Sequence[str] = (),
        *,
        again: bool = False,
        on_progress: Callable[[str, int, int], None] | None = None,
    ) -> FetchReport:
        """Fill in and verify entries (none named: all) from the providers; stopped, it goes on the next time.

        ``again`` asks about those too that were asked about before. ``on_progress`` is told (what, done, in all).
        """
        from readlist.enrichment import fetch  # noqa: PLC0415

        ids = self._ids_of(wanted)
        return fetch.fetch(
            self.store, self.provider_settings, entry_ids=ids, again=again, on_progress=on_progress
        )

    def plan_fetch(self, wanted: Sequence[str] = (), *, again: bool = False) -> Plan:
        """Tell about which entries ``fetch`` would ask; nothing is asked."""
        from readlist.enrichment import fetch  # noqa: PLC0415

        return fetch.make_plan(self.store, self.provider_settings, self._ids_of(wanted), again=again)

    def updates(
        self, wanted: Sequence[str] = (), *, on_progress: Callable[[str, int, int], None] | None = None
    ) -> UpdateReport:
        """Ask what has become of verified papers (none named: all): new versions, withdrawals, venues."""
        from readlist.enrichment import updates  # noqa: PLC0415

        ids = self._ids_of(wanted)
        return updates.find_updates(
            self.store, self.provider_settings, entry_ids=ids, on_progress=on_progress
        )

    def reviews(self, wanted: Sequence[str] = ()) -> list[Review]:
        """Return what ``fetch`` found and did not dare to accept, for these entries or for all."""
        from readlist.enrichment import reviews  # noqa: PLC0415

        ids = self._ids_of(wanted)
        return [one for one in reviews.read_reviews(self.store) if ids is None or one.entry_id in ids]

    def decide(self, review: Review, *, accept: bool) -> None:
        """Accept or reject a finding that waits."""
        from readlist.enrichment import reviews  # noqa: PLC0415

        reviews.decide(self.store, review.finding_id, accept=accept)

    def download(
        self,
        wanted: Sequence[str],
        *,
        folder: Path | None = None,
        again: bool = False,
        on_progress: Callable[[str, int, int | None], None] | None = None,
    ) -> Iterator[Download]:
        """Download the PDFs of entries, named by key; ``on_progress`` is told (key, bytes, bytes in all)."""
        from readlist.enrichment import pdf_download  # noqa: PLC0415

        ids = [self._id(name) for name in wanted]
        return pdf_download.download(
            self.store, self.provider_settings, ids, folder=folder, again=again, on_progress=on_progress
        )

    @property
    def provider_settings(self) -> Settings:
        """How to reach the providers, by the settings and the environment. Raises InputError for bad settings."""
        from readlist.providers import resolver  # noqa: PLC0415

        return resolver.load_settings(self.settings.section("providers"), os.environ)

    def _ids_of(self, wanted: Sequence[str]) -> set[int] | None:
        return {self._id(name) for name in wanted} if wanted else None

    # -- care ---------------------------------------------------------------------------------------------------

    def info(self) -> LibraryInfo:
        """Return what the library file is and how much it holds."""
        from readlist.storage import statistics  # noqa: PLC0415

        return statistics.read_info(self.store)

    def check(self) -> tuple[str, ...]:
        """Return what is wrong with the library file; nothing, when all is well."""
        from readlist.storage import integrity_check  # noqa: PLC0415

        return integrity_check.check_file(self.store)

    def doctor(self, severity: str = "info", *, paths: bool = False) -> tuple[Finding, ...]:
        """Return what is wrong, or looks wrong, in the library, of this severity or worse, the worst first.

        Places name the sources, or with ``paths`` the files they were read from. Raises UsageError when there is no
        such severity.
        """
        from readlist.doctor import runner  # noqa: PLC0415

        found = runner.examine(self.store, severity)
        return runner.with_paths(self.store, found) if paths else found

    @staticmethod
    def lint(
        files: Sequence[Path | str], *, stdin: bytes | None = None, severity: str = "info"
    ) -> tuple[Finding, ...]:
        """Return what ``doctor`` finds in files and folders of notes, which are not imported.

        Raises InputError when there is nothing to read, UsageError when there is no such severity.
        """
        from readlist.doctor import runner  # noqa: PLC0415

        return runner.lint(files, stdin=stdin, least=severity)

    @staticmethod
    def plan_mends(files: Sequence[Path | str]) -> tuple[FixPlan, ...]:
        """Return, for each file, what can be mended of its links for certain. Raises InputError when one is no text."""
        from readlist.doctor import fixes  # noqa: PLC0415

        return tuple(fixes.plan_fix(path) for path in files)

    @staticmethod
    def apply_mends(plans: Sequence[FixPlan]) -> None:
        """Write the files as planned, each whole or not at all. Raises InputError when one has changed since."""
        from readlist.doctor import fixes  # noqa: PLC0415

        for plan in plans:
            fixes.apply_fix(plan)


def _confirmed(fetched: FetchedWork, confirm: Callable[[FetchedWork], bool] | None) -> FetchedWork:
    """Turn a guess that nobody confirms into a problem."""
    from readlist.curation import add_by_identifier  # noqa: PLC0415

    if not fetched.evidence or (confirm and confirm(fetched)):
        return fetched
    return add_by_identifier.FetchedWork(fetched.work, problem=add_by_identifier.refuse_guess(fetched))


def _where(filters: Filters | None, *, notes: bool) -> tuple[str, list[Any]]:
    """The SQL condition of ``Library.entries``."""
    where, parameters = filters.where() if filters else ("1", [])
    hidden = not notes and not (filters and "note" in filters.kinds)
    return f"{where} AND entry.kind <> 'note'" if hidden else where, parameters
