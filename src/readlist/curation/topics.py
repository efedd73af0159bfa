"""Topics of the person's own: entries put under them; and topics renamed, merged, moved, and given further names.

    add, remove             facts about entries
    rename, merge, move     a fact about the library: a heading is shown as another path (``model.topic_names``)
    alias                   a fact about the library: a name by which a topic is found, too

The notes keep their headings, and an import finds nothing changed in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from readlist.curation.annotate import parse_topic, state_all
from readlist.curation.statements import facts_of
from readlist.errors import NotFoundError, UsageError
from readlist.index.topic_names import find_renamed, read_topic_names
from readlist.model.facts import TOPIC, Statement
from readlist.model.library_facts import ALIAS, HEADING, LIBRARY
from readlist.model.topic_names import SEPARATOR, Alias, TopicNames, is_within, rename, topic_element
from readlist.storage.facts import FactRow, write, write_facts
from readlist.storage.shown_topics import count_works_under, read_shown_topics
from readlist.storage.topic_rows import Topics, find_noted_under
from readlist.text.folding import fold
from readlist.text.nearest import find_nearest

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from readlist.model.topic_names import Path
    from readlist.storage.transaction import Transaction

OUTERMOST = "/"
"""In the place of a topic to move others under: they become outermost topics."""
_MOST = 5
"""Topics that a message names."""


@dataclass(frozen=True, slots=True)
class TopicChange:
    """A topic that has another name or place now, and the number of works under it."""

    old: Path
    new: Path
    works: int


def find_topic(connection: sqlite3.Connection, wanted: str) -> Path:
    """Return the topic that a person names, as it is shown: by its path, an alias, the end of its path, or words of its name.

    Raises NotFoundError, with the nearest, if there is none or if several fit.
    """
    names = read_topic_names(connection)
    known = _read_paths(connection, names)
    element = topic_element(parse_topic(wanted))
    if element in known:
        return known[element]
    if alias := names.aliases.get(element):
        return alias.path
    ends = {e: path for e, path in known.items() if e.endswith(SEPARATOR + element)}
    found = ends or {e: path for e, path in known.items() if element in fold(path[-1])}
    if len(found) == 1:
        return next(iter(found.values()))
    if found:
        some = "; ".join(map(SEPARATOR.join, list(found.values())[:_MOST]))
        more = " …" if len(found) > _MOST else ""
        raise NotFoundError(
            f"'{wanted}' matches {len(found)} topics", hint=f"Write the whole path of one: {some}{more}"
        )
    near = find_nearest(
        wanted, [*map(SEPARATOR.join, known.values()), *(path[-1] for path in known.values())]
    )
    hint = f"Did you mean: {'; '.join(near)}?" if near else "List them with: readlist topics"
    raise NotFoundError(f"there is no topic '{wanted}'", hint=hint)


def _read_paths(connection: sqlite3.Connection, names: TopicNames) -> dict[str, Path]:
    """Return the topics as they are shown, and those around them, by their folded paths."""
    shown = sorted({path for _, path in read_shown_topics(connection, names)})
    return {topic_element(path[:depth]): path[:depth] for path in shown for depth in range(1, len(path) + 1)}


# -- entries under topics ------------------------------------------------------------------------------------------------


def add_topic(tx: Transaction, entry_ids: Sequence[int], path: Path) -> list[int]:
    """Put entries under a topic, spelt as the library spells it; return those that were not there by hand."""
    names = read_topic_names(tx.connection)
    alias = names.aliases.get(topic_element(path))
    spelt = alias.path if alias else names.show(Topics(tx).spell(path))
    facts = facts_of(tx, entry_ids)
    under = topic_element(spelt)
    new = [i for i in facts if not _stated_under(facts[i].values(), names, under)]
    return state_all(tx, [Statement(i, TOPIC, under, list(spelt)) for i in new])


def remove_topic(tx: Transaction, entry_ids: Sequence[int], path: Path) -> list[int]:
    """Take entries from a topic that the person put them under; return those that were there.

    Raises UsageError if a note puts one of the entries there: only a change of the note takes it away.
    """
    names = read_topic_names(tx.connection)
    alias = names.aliases.get(topic_element(path))
    under = topic_element(alias.path if alias else path)
    facts = facts_of(tx, entry_ids)
    stated = [(i, element) for i in facts for element in _stated_under(facts[i].values(), names, under)]
    changed = state_all(tx, [Statement(i, TOPIC, element, None) for i, element in stated])
    Topics(tx).drop_unused()
    noted = [i for i, shown in read_shown_topics(tx.connection, names) if topic_element(shown) == under]
    if not changed and (source := find_noted_under(tx.connection, entry_ids, noted)):
        raise UsageError(
            f"it is {source} that has this topic", hint="Change the heading there, and import the file again."
        )
    return changed


def _stated_under(facts: Any, names: TopicNames, under: str) -> list[str]:
    """Return the elements of the topics, stated by hand, that are shown as one."""
    stated = (one for one in facts if one.field == TOPIC)
    return [one.element for one in stated if topic_element(names.show(tuple(one.value))) == under]


# -- names and places ----------------------------------------------------------------------------------------------------


def rename_topic(tx: Transaction, wanted: str, name: str) -> TopicChange:
    """Show a topic, everywhere, under another name.

    Raises NotFoundError if there is no such topic, UsageError if its place has another one of this name.
    """
    old = find_topic(tx.connection, wanted)
    path = parse_topic(name)
    if len(path) > 1:
        raise UsageError(
            f"'{name}' is a path, not a name", hint="To put it elsewhere: readlist topic move TOPIC PARENT"
        )
    return _place(tx, old, (*old[:-1], *path))


def move_topic(tx: Transaction, wanted: str, under: str) -> TopicChange:
    """Show a topic below another one, which may be new, or with ``OUTERMOST`` as an outermost one.

    Raises NotFoundError if there is no such topic, UsageError if it would be below itself, or beside one of its name.
    """
    old = find_topic(tx.connection, wanted)
    return _place(tx, old, (*_find_parent(tx.connection, under), old[-1]))


def _find_parent(connection: sqlite3.Connection, under: str) -> Path:
    if under.strip() == OUTERMOST:
        return ()
    path = parse_topic(under)
    known = _read_paths(connection, read_topic_names(connection))
    outer = [depth for depth in range(1, len(path) + 1) if topic_element(path[:depth]) in known]
    if outer or len(path) > 1:
        depth = max(outer, default=0)
        return (*known[topic_element(path[:depth])], *path[depth:]) if depth else path
    try:
        return find_topic(connection, under)
    except NotFoundError as error:
        if error.hint.startswith("Write"):  # it fits several
            raise
        return path


def _place(tx: Transaction, old: Path, new: Path) -> TopicChange:
    known = _read_paths(tx.connection, read_topic_names(tx.connection))
    if topic_element(new) != topic_element(old) and topic_element(new) in known:
        shown, into = SEPARATOR.join(old), SEPARATOR.join(known[topic_element(new)])
        raise UsageError(
            f"there is a topic '{into}' already",
            hint=f"To make them one: readlist topic merge '{shown}' '{into}'",
        )
    return _show_as(tx, old, new)


def merge_topics(tx: Transaction, wanted: Sequence[str], into: str) -> list[TopicChange]:
    """Show topics, with those below them, as one. Raises NotFoundError and UsageError as ``move_topic``."""
    target = find_topic(tx.connection, into)
    olds = [find_topic(tx.connection, one) for one in wanted]
    return [_show_as(tx, old, target) for old in olds if topic_element(old) != topic_element(target)]


def _show_as(tx: Transaction, old: Path, new: Path) -> TopicChange:
    if topic_element(new) != topic_element(old) and is_within(topic_element(new), topic_element(old)):
        raise UsageError(
            f"'{SEPARATOR.join(new)}' is below '{SEPARATOR.join(old)}'", hint="Name a topic outside of it."
        )
    names = read_topic_names(tx.connection)
    said: dict[tuple[str, str], Any] = {
        (HEADING, heading): list(path) for heading, path in rename(names, old, new).items()
    }
    said |= {
        (ALIAS, element): _alias(one.name, (*new, *one.path[len(old) :]))
        for element, one in names.aliases.items()
        if is_within(topic_element(one.path), topic_element(old))
    }
    if old != new:
        _state(tx, said)
    return TopicChange(old, new, count_works_under(tx.connection, find_renamed(tx.connection, names)))


# -- aliases -----------------------------------------------------------------------------------------------------------


def read_aliases(connection: sqlite3.Connection) -> tuple[Alias, ...]:
    """Return the further names of topics, by topic and name."""
    return tuple(sorted(read_topic_names(connection).aliases.values(), key=lambda one: (one.path, one.name)))


def add_aliases(tx: Transaction, wanted: str, aliases: Sequence[str]) -> Path:
    """Have a topic be found by further names; return it. UsageError if another topic has one of the names."""
    path = find_topic(tx.connection, wanted)
    names = read_topic_names(tx.connection)
    known = _read_paths(tx.connection, names)
    said = {}
    for alias in aliases:
        name = SEPARATOR.join(parse_topic(alias))
        element = fold(name)
        taken = known.get(element) or (names.aliases[element].path if element in names.aliases else None)
        if taken and topic_element(taken) != topic_element(path):
            raise UsageError(
                f"'{name}' is a name of the topic '{SEPARATOR.join(taken)}' already",
                hint="To make the topics one: readlist topic merge",
            )
        if names.aliases.get(element) != Alias(name, path):
            said[ALIAS, element] = _alias(name, path)
    _state(tx, said)
    return path


def remove_aliases(tx: Transaction, aliases: Sequence[str]) -> None:
    """Forget further names of topics. NotFoundError for a name that is none."""
    known = read_topic_names(tx.connection).aliases
    for alias in aliases:
        if topic_element(parse_topic(alias)) not in known:
            raise NotFoundError(
                f"'{alias}' is not an alias of a topic", hint="List them with: readlist topic alias"
            )
    _state(tx, {(ALIAS, topic_element(parse_topic(alias))): None for alias in aliases})


def _alias(name: str, path: Path) -> dict[str, Any]:
    return {"name": name, "topic": list(path)}


def _state(tx: Transaction, said: Mapping[tuple[str, str], Any]) -> None:
    rows = [
        FactRow(LIBRARY, field, of, write(value), tx.stamp, tx.stamp) for (field, of), value in said.items()
    ]
    write_facts(tx, rows)
