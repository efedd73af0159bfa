"""Blocking: the keys under which records that may be one work are looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.linkage.features import REST_PREFIX, TITLE_PREFIX, Features, features_of

if TYPE_CHECKING:
    from readlist.model.record import Record


def lookup_keys(traits: Features | None) -> tuple[str, ...]:
    """The keys to look under for records of one work with this one: its own, and those that meet its title and rest."""
    if traits is None:
        return ()
    own = [key for key in traits.keys if not key.startswith(REST_PREFIX)]
    if not traits.is_paper or traits.is_common or not traits.key:
        return tuple(own)
    return (*own, REST_PREFIX + traits.key, *([TITLE_PREFIX + traits.rest] if traits.rest else []))


def blocking_keys(record: Record) -> tuple[str, ...]:
    """The keys under which the work of a record is found; none for prose."""
    traits = features_of(record)
    return traits.keys if traits else ()


def all_keys(features: Features | None) -> frozenset[str]:
    """Return all keys of a record, its own and those to look under: an edited version of the record shares one."""
    return frozenset((*features.keys, *lookup_keys(features))) if features else frozenset()
