"""Blocking: index keys that find the records worth comparing, so that not every pair has to be compared.

    record ── blocking_keys ──> stored with its entry ──┐
                                                        ├── a shared key: the two records are compared
    record ── lookup_keys ────> looked up ──────────────┘

The two differ only for titles with a nickname in front (``LoRA: Low-Rank Adaptation of …``). Such a record is stored
under its whole title and under the part after the nickname (``rest:``), and it is looked up the other way round, so
that a rest meets a whole title but never another rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.linkage.features import REST_PREFIX, TITLE_PREFIX, Features, features_of

if TYPE_CHECKING:
    from readlist.model.record import Record


def lookup_keys(features: Features | None) -> tuple[str, ...]:
    """Return the keys that find records of the same work: its own, and the counterparts of its title and rest."""
    if features is None:
        return ()
    own = [key for key in features.keys if not key.startswith(REST_PREFIX)]
    if not features.is_paper or features.is_common or not features.key:
        return tuple(own)
    return (*own, REST_PREFIX + features.key, *([TITLE_PREFIX + features.rest] if features.rest else []))


def blocking_keys(record: Record) -> tuple[str, ...]:
    """Return the keys under which a record is stored; none for prose."""
    features = features_of(record)
    return features.keys if features else ()


def all_keys(features: Features | None) -> frozenset[str]:
    """Return the blocking and lookup keys of a record together: an edited version of the record shares one of them."""
    return frozenset((*features.keys, *lookup_keys(features))) if features else frozenset()
