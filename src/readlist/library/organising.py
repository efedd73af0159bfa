"""Organising the library: tags as a whole, topics of one's own, searches saved under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.library.file import LibraryFile, name_command

if TYPE_CHECKING:
    from collections.abc import Sequence

    from readlist.curation.topics import TopicChange
    from readlist.model.saved_search import SavedSearch
    from readlist.model.topic_names import Alias


class Organising(LibraryFile):
    """Methods on what groups entries. Each that changes something is one operation of ``history``."""

    # -- tags ---------------------------------------------------------------------------------------------------

    def merge_tags(self, tags: Sequence[str], into: str) -> tuple[str, ...]:
        """Give all entries with one of these tags the tag ``into`` in their place; return the keys of those that changed.

        Raises NotFoundError when no entry has one of the tags, UsageError for a tag that is not one.
        """
        from readlist.curation import tags as tagging  # noqa: PLC0415

        with self.store.write(name_command("tags merge", tags, [into])) as tx:
            changed = tagging.merge_tags(tx, tags, into)
            return self._keys_of(changed)

    def rename_tag(self, tag: str, name: str) -> tuple[str, ...]:
        """Rename a tag on all entries; return their keys. UsageError when there is another tag with the new name."""
        from readlist.curation import tags as tagging  # noqa: PLC0415

        with self.store.write(name_command("tags rename", [tag], [name])) as tx:
            changed = tagging.rename_tag(tx, tag, name)
            return self._keys_of(changed)

    def drop_tags(self, tags: Sequence[str]) -> tuple[str, ...]:
        """Take tags from all entries; return the keys of those that had them. NotFoundError for a tag that no entry has."""
        from readlist.curation import tags as tagging  # noqa: PLC0415

        with self.store.write(name_command("tags rm", tags)) as tx:
            return self._keys_of(tagging.drop_tags(tx, tags))

    # -- topics -------------------------------------------------------------------------------------------------

    def add_topic(self, wanted: Sequence[str], topic: str) -> tuple[str, ...]:
        """Put entries under a topic (``RAG / Tricks``), besides those of the notes; return the keys that changed."""
        from readlist.curation import annotate, topics  # noqa: PLC0415

        path = annotate.parse_topic(topic)
        with self.store.write(name_command("topic add", wanted, [topic])) as tx:
            keys = self._keys(wanted)
            changed = topics.add_topic(tx, list(keys), path)
        return tuple(keys[entry_id] for entry_id in changed)

    def remove_topic(self, wanted: Sequence[str], topic: str) -> tuple[str, ...]:
        """Take entries from a topic that you put them under; return the keys of those that changed.

        Raises UsageError when it is the notes that put one of them there.
        """
        from readlist.curation import annotate, topics  # noqa: PLC0415

        path = annotate.parse_topic(topic)
        with self.store.write(name_command("topic rm", wanted, [topic])) as tx:
            keys = self._keys(wanted)
            changed = topics.remove_topic(tx, list(keys), path)
        return tuple(keys[entry_id] for entry_id in changed)

    def rename_topic(self, topic: str, name: str) -> TopicChange:
        """Show a topic under another name, also in files that are imported later; the notes stay as they are.

        NotFoundError when there is no such topic or several fit, UsageError when its place has one of the new name.
        """
        from readlist.curation import topics  # noqa: PLC0415

        with self.store.write(name_command("topic rename", [topic], [name])) as tx:
            return topics.rename_topic(tx, topic, name)

    def move_topic(self, topic: str, under: str) -> TopicChange:
        """Show a topic below another one, which may be new, or with ``/`` as an outermost one. Errors: ``rename_topic``."""
        from readlist.curation import topics  # noqa: PLC0415

        with self.store.write(name_command("topic move", [topic], [under])) as tx:
            return topics.move_topic(tx, topic, under)

    def merge_topics(self, merged: Sequence[str], into: str) -> list[TopicChange]:
        """Show topics, with those below them, as the topic ``into``. Errors: ``rename_topic``."""
        from readlist.curation import topics  # noqa: PLC0415

        with self.store.write(name_command("topic merge", merged, [into])) as tx:
            return topics.merge_topics(tx, merged, into)

    def topic_aliases(self) -> tuple[Alias, ...]:
        """Return the further names of topics."""
        from readlist.curation import topics  # noqa: PLC0415

        return topics.read_aliases(self.store.connection)

    def add_topic_aliases(self, topic: str, names: Sequence[str]) -> tuple[str, ...]:
        """Have a topic be found by further names, too; return its path. UsageError when another topic has one of them."""
        from readlist.curation import topics  # noqa: PLC0415

        with self.store.write(name_command("topic alias", [topic], names)) as tx:
            return topics.add_aliases(tx, topic, names)

    def remove_topic_aliases(self, names: Sequence[str]) -> None:
        """Forget further names of topics. NotFoundError for a name that is none."""
        from readlist.curation import topics  # noqa: PLC0415

        with self.store.write(name_command("topic alias --rm", names)) as tx:
            topics.remove_aliases(tx, names)

    # -- searches -----------------------------------------------------------------------------------------------

    def saved_searches(self) -> tuple[SavedSearch, ...]:
        """Return the searches that were saved, by name."""
        from readlist.curation import searches  # noqa: PLC0415

        return searches.read_searches(self.store.connection)

    def saved_search(self, name: str) -> SavedSearch:
        """Return the search saved under a name; NotFoundError, with the nearest names, when there is none."""
        from readlist.curation import searches  # noqa: PLC0415

        return searches.find_search(self.saved_searches(), name)

    def save_search(self, search: SavedSearch) -> SavedSearch | None:
        """Save a search under its name, and return another whose place it takes. UsageError for a name that is not one."""
        from readlist.curation import searches  # noqa: PLC0415

        searches.check_name(search.name)
        with self.store.write(f"search --save {search.name}") as tx:
            return searches.save(tx, search)

    def forget_search(self, name: str) -> SavedSearch:
        """Forget a saved search, and return it. NotFoundError when there is none."""
        from readlist.curation import searches  # noqa: PLC0415

        with self.store.write(f"search --forget {name}") as tx:
            found = searches.find_search(searches.read_searches(tx.connection), name)
            searches.forget(tx, found.name)
        return found

    def _keys_of(self, entry_ids: Sequence[int]) -> tuple[str, ...]:
        from readlist.storage.entries import read_keys  # noqa: PLC0415

        return tuple(sorted(read_keys(self.store.connection, entry_ids).values()))
