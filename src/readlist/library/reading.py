"""Reading the library: search, lists, outlines, export, and completion of what a person types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist import config
from readlist.errors import InputError, UsageError
from readlist.library.file import LibraryFile

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from readlist.formats.publishing import OwnTally
    from readlist.formats.vault import VaultReport
    from readlist.model.entry import Entry
    from readlist.search.answer import Answer
    from readlist.search.filters import Filters
    from readlist.search.more_like_this import Related
    from readlist.storage.personal_facts import Said
    from readlist.storage.statistics import SourceInfo, TagCount, TopicCount


class Reading(LibraryFile):
    """Methods that change nothing."""

    def search(
        self,
        query: str,
        *,
        filters: Filters | None = None,
        limit: int = 20,
        exact: bool = False,
        sort: str = "relevance",
        outlines: bool = False,
    ) -> Answer:
        """Find the entries that match ``query`` best, at most ``limit`` (negative: all).

        ``outlines`` loads of each entry only what a line of a list shows. ``exact`` turns spelling correction off. ``sort`` is ``relevance``, or ``key``, ``year``, ``added`` or
        ``title``: then the first in that order of the 1,000 best hits, or of all hits without a limit. Raises
        UsageError when the query has no letter or digit, or for an unknown order, NotFoundError for a topic, tag or
        source of ``filters`` that does not exist.
        """
        from readlist.search.answer import answer_query  # noqa: PLC0415

        self.check_filters(filters)
        return answer_query(
            self.store,
            query,
            filters=filters,
            limit=limit,
            exact=exact,
            sort=sort,
            concepts=_concepts_file(),
            outlines=outlines,
        )

    def entries(
        self, filters: Filters | None = None, *, limit: int = -1, notes: bool = False, sort: str = "key"
    ) -> Iterator[Entry]:
        """Yield the entries that pass ``filters``, at most ``limit`` of them (negative: all), by ``sort``.

        Entries of kind ``note``, the prose between works, are left out unless ``filters`` ask for that kind or
        ``notes`` is true. ``sort`` is ``key``, ``year``, ``added`` or ``title``; UsageError for any other.
        """
        from readlist.search.listing import list_ids  # noqa: PLC0415

        self.check_filters(filters)
        return self.store.load_entries(list_ids(self.store, filters, notes=notes, sort=sort, limit=limit))

    def outlines(
        self, filters: Filters | None = None, *, limit: int = -1, notes: bool = False, sort: str = "key"
    ) -> Iterator[Entry]:
        """Yield what ``entries`` yields, with only what a line of a list shows, in a fifth of the time."""
        from readlist.search.listing import list_outlines  # noqa: PLC0415

        self.check_filters(filters)
        return list_outlines(self.store, filters, notes=notes, sort=sort, limit=limit)

    def entries_by(
        self, person: str, filters: Filters | None = None, *, notes: bool = False, sort: str = "key"
    ) -> list[Entry]:
        """Return the entries that a person has given anything, with their status, rating and priority instead of yours.

        Raises NotFoundError if nobody of that name has said anything.
        """
        from readlist.search.by_person import list_by  # noqa: PLC0415

        self.check_filters(filters)
        return list_by(self.store, person, filters, notes=notes, sort=sort)

    def persons(self) -> list[str]:
        """Return the names of all who have given entries anything."""
        from readlist.storage.personal_facts import find_persons  # noqa: PLC0415

        return find_persons(self.store.connection)

    def said(self, entry_id: int) -> list[Said]:
        """Return what each person says of an entry, in the order in which they did."""
        from readlist.storage.personal_facts import read_said  # noqa: PLC0415

        return read_said(self.store.connection, entry_id)

    def count(self, filters: Filters | None = None, *, notes: bool = False) -> int:
        """Count the entries that ``entries`` yields."""
        from readlist.search.listing import count_entries  # noqa: PLC0415

        return count_entries(self.store, filters, notes=notes)

    def count_undated(self, filters: Filters, query: str = "") -> int:
        """Count the entries without a year that ``filters`` leave out because of it, at most 1,000 with a query."""
        from readlist.search.listing import count_undated  # noqa: PLC0415

        return count_undated(self.store, filters, query)

    def check_query(self, query: str) -> None:
        """Raise NotFoundError, with similar names, if a query asks for a topic, tag or source that does not exist."""
        from readlist.search.nearest import check_query  # noqa: PLC0415

        check_query(self.store, query)

    def related(self, wanted: str, *, limit: int = 10) -> list[tuple[Entry, Related]]:
        """Return the entries most similar to the one that ``wanted`` names, best first, with what they share."""
        from dataclasses import replace  # noqa: PLC0415

        from readlist.search.more_like_this import find_related  # noqa: PLC0415
        from readlist.search.written_terms import as_written  # noqa: PLC0415

        number = self._id(wanted)
        found = find_related(self.store.connection, number, limit=limit)
        (own,) = self.load([number])
        shown = [replace(one, terms=as_written(one.terms, own)) for one in found]
        return list(zip(self.load([one.entry_id for one in found]), shown, strict=True))

    def topics(self, words: str = "") -> tuple[TopicCount, ...]:
        """Return the topics as an outline, outer before inner; with ``words``, those with the words in their path."""
        from readlist.storage import statistics  # noqa: PLC0415

        return statistics.read_topics(self.store, words)

    def tags(self) -> tuple[TagCount, ...]:
        """Return all tags in use, the most common first."""
        from readlist.storage import statistics  # noqa: PLC0415

        return statistics.read_tags(self.store)

    def sources(self) -> tuple[SourceInfo, ...]:
        """Return the imported files, by name."""
        from readlist.storage import statistics  # noqa: PLC0415

        return statistics.read_sources(self.store)

    def source_text(self, name: str) -> bytes:
        """Return the content of an imported file, byte for byte; ``name`` may be a part that fits one file only.

        Raises NotFoundError when no source fits, or several do.
        """
        from readlist.storage import statistics  # noqa: PLC0415

        return statistics.read_source_text(self.store, name)

    def find_target(self, entry: Entry, *, page: bool = False) -> str:
        """Return what to open for an entry: the path of its downloaded PDF, else, or always with ``page``, its URL.

        Raises NotFoundError when it has neither.
        """
        from readlist.enrichment.open_target import find_target  # noqa: PLC0415

        return find_target(self.store, entry, page=page)

    # -- export -------------------------------------------------------------------------------------------------

    def export(
        self,
        form: str = "markdown",
        *,
        filters: Filters | None = None,
        query: str = "",
        title: str | None = None,
        wanted: Sequence[str] | None = None,
        style: str | None = None,
        public: bool = False,
        with_sources: bool = False,
        without: Collection[str] = (),
        own: OwnTally | None = None,
    ) -> Iterator[str]:
        """Return the entries that pass ``filters`` and match ``query``, in the format called ``form``, in chunks of text.

        Entries are in key order. ``wanted``: export these instead, named as for ``find``, in this order. ``style``: for
        markdown, ``full``, ``compact``, ``table``, or the path of a Jinja template. ``public`` leaves out your own notes,
        tags, status and ratings, ``without`` the parts named in ``formats.export_parts``; ``own`` counts what of your own
        is written. ``with_sources``: for jsonl, the texts of the sources, too. Raises UsageError for an unknown format or
        style, NotFoundError when one of ``wanted`` is not found.
        """
        from readlist.formats.publishing import find_tallied  # noqa: PLC0415
        from readlist.formats.writers import writer_for  # noqa: PLC0415
        from readlist.storage import backup_rows  # noqa: PLC0415

        writer = writer_for(form)
        self.check_filters(filters)
        if style is not None:
            writer = writer.styled(style)
        written = find_tallied(writer) if own else ()
        if with_sources and (writer.name != "jsonl" or public or without):
            raise UsageError(
                "the texts of sources are for jsonl that is not public", hint="Use --format jsonl."
            )
        if writer.name == "jsonl" and not (public or without):
            is_whole = not filters and not query and wanted is None
            writer = writer.with_settings(
                restorable=backup_rows.restorable(self.store.connection, is_whole=is_whole),
                sources=backup_rows.iter_source_lines(self.store.connection) if with_sources else (),
            )
        return writer.write(self._chosen(filters, query, wanted, public, without, own, written), title=title)

    def _chosen(
        self,
        filters: Filters | None,
        query: str,
        wanted: Sequence[str] | None,
        public: bool,
        without: Collection[str],
        own: OwnTally | None,
        written: Collection[str],
    ) -> Iterable[Entry]:
        """Return the entries to export, without what is private or with it counted."""
        from readlist.formats.export_parts import drop_parts  # noqa: PLC0415
        from readlist.formats.publishing import publish  # noqa: PLC0415
        from readlist.search.listing import select_entries  # noqa: PLC0415

        if wanted is not None:
            entries: Iterable[Entry] = self.store.load_entries(dict.fromkeys(self._id(one) for one in wanted))
        else:
            entries = select_entries(self.store, filters, query, concepts=_concepts_file())
        if without:
            entries = (drop_parts(entry, without) for entry in entries)
        if public:
            return map(publish, entries)
        return own.count(entries, written) if own is not None else entries

    def export_to(
        self,
        path: Path | str,
        form: str | None = None,
        *,
        filters: Filters | None = None,
        query: str = "",
        title: str | None = None,
        wanted: Sequence[str] | None = None,
        style: str | None = None,
        public: bool = False,
        with_sources: bool = False,
        without: Collection[str] = (),
        own: OwnTally | None = None,
    ) -> None:
        """Write what ``export`` returns to a file, as a whole or not at all.

        Without ``form``, the extension of the file chooses the format, else markdown. Raises InputError when the file
        cannot be written.
        """
        from readlist.formats.writers import form_by_extension  # noqa: PLC0415
        from readlist.util.atomic_write import write_atomically  # noqa: PLC0415

        form = form or form_by_extension(str(path))
        chunks = self.export(
            form,
            filters=filters,
            query=query,
            title=title,
            wanted=wanted,
            style=style,
            public=public,
            with_sources=with_sources,
            without=without,
            own=own,
        )
        write_atomically(path, chunks)

    def export_into(
        self,
        path: Path | str,
        block: str = "",
        *,
        filters: Filters | None = None,
        query: str = "",
        title: str | None = None,
        wanted: Sequence[str] | None = None,
        style: str = "full",
        public: bool = False,
        without: Collection[str] = (),
        own: OwnTally | None = None,
    ) -> int:
        """Replace the part of a file between ``<!-- readlist: begin -->`` and ``end``; return how many lines changed.

        A file that does not exist is made, under ``title``. ``block``: the name after ``begin``, if the file has several such parts. Topics become headings below the one above
        the part. Nothing is written if nothing changed. Raises InputError when the file has no such part, or cannot be
        read or written.
        """
        from readlist.formats.into_file import replace_block  # noqa: PLC0415
        from readlist.formats.publishing import find_own_fields  # noqa: PLC0415
        from readlist.formats.writers import writer_for  # noqa: PLC0415

        writer = writer_for("markdown").styled(style)
        written = find_own_fields(writer) if own else ()
        entries = self._chosen(filters, query, wanted, public, without, own, written)
        return replace_block(path, block, entries, writer, title=title or "Reading list")

    def export_vault(
        self,
        folder: Path | str,
        *,
        filters: Filters | None = None,
        query: str = "",
        wanted: Sequence[str] | None = None,
        public: bool = False,
        without: Collection[str] = (),
        own: OwnTally | None = None,
    ) -> VaultReport:
        """Write entries to an Obsidian vault, a note per work and topic, and return what was done.

        Exporting again writes only notes that changed, keeps what the person wrote below the marker and their own
        properties, and renames notes with their keys. Raises InputError when the folder cannot be read or written.
        """
        from readlist.formats.publishing import OWN_FIELDS  # noqa: PLC0415
        from readlist.formats.vault import write_vault  # noqa: PLC0415
        from readlist.storage.facts import read_uids  # noqa: PLC0415

        entries = list(self._chosen(filters, query, wanted, public, without, own, OWN_FIELDS))
        uids = read_uids(self.store.connection, [entry.id for entry in entries])
        return write_vault(folder, entries, uids)

    def find_cited(self, path: Path | str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the citation keys in a LaTeX, ``.aux`` or Pandoc file: those of entries, and those of none.

        An earlier key of an entry is one of its keys, and so are those that its file states besides. Raises InputError when the file cannot be read.
        """
        from readlist.formats.cited_keys import find_cited_keys  # noqa: PLC0415
        from readlist.storage.entries import find_stated_keys, find_taken_keys  # noqa: PLC0415
        from readlist.storage.facts import find_entry_by_former_key  # noqa: PLC0415
        from readlist.util.bounded_read import read_file  # noqa: PLC0415

        try:
            text = read_file(path).decode("utf-8", errors="replace")
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror}", file=str(path)) from None
        keys = find_cited_keys(text, str(path))
        known = find_taken_keys(self.store.connection, keys)
        known |= {
            k
            for k in keys
            if k not in known and find_entry_by_former_key(self.store.connection, k) is not None
        }
        known |= find_stated_keys(self.store.connection, set(keys) - known).keys()
        return tuple(k for k in keys if k in known), tuple(k for k in keys if k not in known)

    # -- completion ---------------------------------------------------------------------------------------------

    def complete_keys(self, prefix: str) -> list[tuple[str, str]]:
        """Return up to 50 citation keys that start with ``prefix``, each with the title of its entry."""
        from readlist.search import completion  # noqa: PLC0415

        return completion.complete_keys(self.store, prefix)

    def complete_tags(self, prefix: str) -> list[str]:
        """Return up to 50 tags that start with ``prefix``."""
        from readlist.search import completion  # noqa: PLC0415

        return completion.complete_tags(self.store, prefix)

    def complete_topics(self, prefix: str) -> list[str]:
        """Return up to 50 headings that start with ``prefix``."""
        from readlist.search import completion  # noqa: PLC0415

        return completion.complete_topics(self.store, prefix)

    def complete_topic_paths(self, prefix: str) -> list[str]:
        """Return up to 50 topics, as paths (``RAG / Tricks``), that start with ``prefix``."""
        from readlist.search import completion  # noqa: PLC0415

        return completion.complete_topic_paths(self.store, prefix)

    def complete_values(self, field: str, prefix: str) -> list[str]:
        """Return up to 50 values of ``author``, ``venue`` or ``year`` that start with ``prefix``."""
        from readlist.search import completion  # noqa: PLC0415

        return completion.complete_values(self.store, field, prefix)

    def complete_sources(self, prefix: str) -> list[str]:
        """Return up to 50 names of sources that start with ``prefix``."""
        from readlist.search import completion  # noqa: PLC0415

        return completion.complete_sources(self.store, prefix)


def _concepts_file() -> Path:
    """The user's own file of synonyms, which need not exist."""
    return config.user_folder("config") / "concepts.txt"
