"""The tools: what an assistant can ask of the library and change in it, as plain functions with plain answers.

    ReadingTools ── search, show, related, topics, export, history
    Tools        ── these, and add, tag, untag, note, status, undo

The docstrings are what the assistant reads. Each call opens the library anew, so that other commands can work on it at the
same time. Errors are of the class ``ReadlistError``, with a hint what to do.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from readlist.assistant import answers
from readlist.errors import NotFoundError, UsageError
from readlist.search.filters import Filters, parse_years

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from readlist.curation.add_by_identifier import AddedWork
    from readlist.library.facade import Library
    from readlist.model.operation import Operation

NAME = "mcp: "
"""The beginning of the names of operations that an assistant makes."""
_MOST_ASKED = 1_000
_MOST_HISTORY = 200

Line = Annotated[str, Field(max_length=1_000)]
Text = Annotated[str, Field(max_length=20_000)]
Ref = Annotated[
    str,
    Field(
        min_length=1,
        max_length=1_000,
        description="Key (of prose: number), arXiv ID, DOI, URL, or part of the title.",
    ),
]
Refs = Annotated[list[Ref], Field(min_length=1, max_length=100)]
Lines = Annotated[list[Line], Field(max_length=50)]
Limit = Annotated[int, Field(ge=1, le=50)]
Offset = Annotated[int, Field(ge=0, le=_MOST_ASKED)]
Year = Annotated[str, Field(max_length=20, description="2023, 2023..2024, 2023.. or ..2020")]
Kind = Literal["", "paper", "repo", "article", "resource", "prose"]
Status = Literal["todo", "reading", "read", "dropped", "none"]
Format = Literal["markdown", "bibtex", "csl-json", "ris", "csv", "jsonl"]


class ReadingTools:
    """Tools that change nothing; ``open_library`` returns the library, to be closed after a call."""

    def __init__(self, open_library: Callable[[], Library]) -> None:
        self._open_library = open_library

    @contextmanager
    def _library(self) -> Iterator[Library]:
        with self._open_library() as library:
            library.store.via = NAME
            yield library

    def search(
        self,
        query: Line = "",
        topic: Line = "",
        tag: Line = "",
        author: Line = "",
        kind: Kind = "",
        year: Year = "",
        status: Literal[Status, ""] = "",
        limit: Limit = 10,
        offset: Offset = 0,
    ) -> dict[str, object]:
        """Find entries of the reading list: papers, repositories, articles, and prose from the notes.

        Words are found in titles, authors, tags, topics, abstracts and notes, in English and in Chinese (either script);
        misspelt words are corrected. "quoted words" are a phrase, -word excludes. Without a query, lists the entries that
        pass the filters, by key. For more results, ask again with a larger offset.
        """
        filters = Filters(
            topics=_given(topic),
            tags=_given(tag),
            authors=_given(author),
            kinds=_given(kind),
            statuses=_given(status),
            years=parse_years(year) if year else None,
        )
        wanted = offset + limit + 1
        with self._library() as library:
            if query.strip():
                answer = library.search(query, filters=filters, limit=wanted)
                found = [
                    answers.brief(one.entry, snippet=answers.cut(one.hit.snippet, 400))
                    for one in answer.found
                ]
                more: dict[str, Any] = {"searched_instead": answer.searched} if answer.searched else {}
                if not found and answer.suggestions:
                    more["did_you_mean"] = list(answer.suggestions)
            else:
                found = [answers.brief(entry) for entry in library.entries(filters, limit=wanted)]
                more = {"total": library.count(filters)}
        if len(found) > offset + limit:
            more["next_offset"] = offset + limit
        hint = "Ask for fewer at once, with limit and offset, or narrow the query."
        return answers.listed(found[offset : offset + limit], "entries", hint=hint, **more)

    def show(self, entry: Ref) -> dict[str, object]:
        """Show all that is known of one entry: abstract, links, topics, the person's own notes, and what files say."""
        with self._library() as library:
            return answers.full(library.find(entry))

    def related(self, entry: Ref, limit: Limit = 10) -> dict[str, object]:
        """Find the entries most similar to one, with what they share."""
        with self._library() as library:
            found = library.related(entry, limit=limit)
        items = (answers.brief(one, shared=list(related.terms[:12])) for one, related in found)
        return answers.listed(items, "entries", hint="Ask for fewer, with limit.")

    def topics(self, words: Line = "") -> dict[str, object]:
        """List the topics with their numbers of works, as an outline; with words, those with the words in their path."""
        with self._library() as library:
            found = library.topics(words)
            tags = library.tags()[:30]
        items = ({"topic": answers.cut(" / ".join(one.path), 300), "works": one.entries} for one in found)
        shown = {"tags": [{"tag": answers.cut(one.name, 100), "entries": one.entries} for one in tags]}
        return answers.listed(items, "topics", hint="Name words of the topics you look for.", **shown)

    def export(
        self,
        format: Format = "markdown",  # noqa: A002 - the name that the assistant sees
        query: Line = "",
        topic: Line = "",
        tag: Line = "",
        entries: Annotated[list[Ref], Field(max_length=100)] = [],  # noqa: B006 - a default the schema can show
        public: bool = False,
    ) -> dict[str, object]:
        """Write entries as a list (markdown) or as references (bibtex, csl-json, ris, csv, jsonl).

        Chosen by name, or else by query, topic and tag. public leaves out the person's own notes, tags and status. An
        answer that would be too long ends after the last whole line; narrow the choice, or tell the person to run
        `readlist export`, which writes files.
        """
        filters = Filters(topics=_given(topic), tags=_given(tag))
        with self._library() as library:
            chunks = library.export(
                format, filters=filters, query=query, wanted=entries or None, public=public
            )
            text, is_whole = _first(chunks, answers.MOST_CHARACTERS - 2_000)
        if is_whole:
            return {"text": text}
        hint = "Too long: name fewer entries, or ask the person to run readlist export."
        return {"text": text, "truncated": True, "hint": hint}

    def history(self, limit: Limit = 10) -> dict[str, object]:
        """List the last changes to the library, the newest first; those made by assistants begin with "mcp:"."""
        with self._library() as library:
            found = library.history(limit=limit)
        return answers.listed(map(_describe, found), "changes", hint="Ask for fewer, with limit.")


class Tools(ReadingTools):
    """All tools. Each change is one operation, whose number is in the answer."""

    def add(
        self,
        works: Annotated[
            list[Annotated[str, Field(min_length=3, max_length=1_000)]], Field(min_length=1, max_length=20)
        ],
        tags: Lines = [],  # noqa: B006
        topic: Line = "",
        note: Text = "",
        status: Literal[Status, ""] = "",
        offline: bool = False,
    ) -> dict[str, object]:
        """Add works by arXiv ID, DOI, ACL ID, URL or title; title, authors and abstract come from public providers.

        A work that the library has is not added again. What is found by a title is a guess and is not added: the answer
        says what was found; add it by its ID if it is the right one. offline asks nobody and keeps the ID alone.
        """
        with self._library() as library:
            last = _last_change(library)
            added = library.add(
                works,
                offline=offline,
                tags=tags,
                topics=_given(topic),
                note=note or None,
                status=status or None,
            )
            change = _last_change(library)
        more = {"change": change} if change != last else {}
        return answers.listed(map(_outcome, added), "works", hint="Add fewer at once.", **more)

    def tag(self, entries: Refs, tags: Annotated[Lines, Field(min_length=1)]) -> dict[str, object]:
        """Give entries tags."""
        with self._library() as library:
            return _changed(library, library.tag(entries, tags), "all of them have these tags")

    def untag(self, entries: Refs, tags: Annotated[Lines, Field(min_length=1)]) -> dict[str, object]:
        """Remove tags from entries."""
        with self._library() as library:
            return _changed(library, library.untag(entries, tags), "none of them has these tags")

    def note(self, entry: Ref, text: Annotated[Text, Field(min_length=1)]) -> dict[str, object]:
        """Add a note, in markdown, to an entry; the notes that are there stay."""
        with self._library() as library:
            return _changed(library, (library.note(entry, text).key,), "")

    def status(self, entries: Refs, status: Status) -> dict[str, object]:
        """Set the reading status of entries: todo, reading, read, dropped, or none."""
        with self._library() as library:
            return _changed(library, library.set_status(entries, status), "all of them have this status")

    def undo(self, change: Annotated[int, Field(ge=1)]) -> dict[str, object]:
        """Take back a change that you made, by the number in its answer or in the history."""
        with self._library() as library:
            operation = _find_change(library, change)
            if not operation.command.startswith(NAME):
                raise UsageError(
                    f"change {change} was not made by an assistant: {operation.command[:200]}",
                    hint=f"Ask the person to run: readlist undo @{change}",
                )
            undone = library.undo(operation_id=change)
        left = [answers.cut(line, 300) for one in undone for line in one.left]
        return {"undone": operation.command[:300]} | ({"left_as_changed_since": left[:20]} if left else {})


def _given(text: str) -> tuple[str, ...]:
    return (text,) if text.strip() else ()


def _first(chunks: Iterator[str], most: int) -> tuple[str, bool]:
    """Return a text up to a length, to the end of a line, and whether that is all of it."""
    text = ""
    for chunk in chunks:
        text += chunk
        if len(text) > most:
            return text[: text.rfind("\n", 0, most) + 1] or text[:most], False
    return text, True


def _changed(library: Library, keys: tuple[str, ...], nothing: str) -> dict[str, object]:
    if not keys:
        return {"changed": [], "note": f"nothing to do: {nothing}"}
    return {"changed": list(keys), "change": _last_change(library), "undo": "call undo with this change"}


def _last_change(library: Library) -> int:
    """Return the number of the last operation of an assistant; 0 if there is none."""
    changes = library.history(limit=_MOST_HISTORY)
    return next((one.id for one in changes if one.command.startswith(NAME)), 0)


def _find_change(library: Library, change: int) -> Operation:
    for operation in library.history(limit=_MOST_ASKED):
        if operation.id == change:
            return operation
    raise NotFoundError(f"there is no change {change} to undo", hint="The tool history lists the changes.")


def _describe(operation: Operation) -> dict[str, object]:
    state = "undone" if operation.is_undone else "in effect"
    return {
        "change": operation.id,
        "at": operation.at,
        "what": answers.cut(operation.command, 300),
        "state": state,
    }


def _outcome(work: AddedWork) -> dict[str, object]:
    asked = answers.cut(work.text, 300)
    if work.error:
        found: dict[str, object] = {"work": asked, "error": answers.cut(work.error.message, 500)}
        return found | ({"hint": answers.cut(work.error.hint, 300)} if work.error.hint else {})
    state = "added" if work.created else "was there already"
    return {"work": asked, "key": work.key, "title": answers.cut(work.title or "", 300), "state": state}
