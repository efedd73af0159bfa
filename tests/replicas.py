"""Libraries that exchange operations, for tests."""

from __future__ import annotations

import json
from itertools import count

from notebook import Notebook, memory_store
from readlist.model.by_hand import is_curated
from readlist.model.library_facts import LIBRARY
from readlist.storage.clashes import find_clashes
from readlist.storage.facts import find_entry_of, read_facts_of_uids
from readlist.sync.applying import BROKEN, apply_operations
from readlist.sync.reading import read_operations


class Replica(Notebook):
    """A folder of notes and a library in memory, which sends and receives operations."""

    def __init__(self, folder, name):
        super().__init__(folder / name, memory_store())
        self.name = name
        self.sent = ""

    def send(self):
        """Return the operations that were not sent before."""
        found = list(read_operations(self.store, self.sent))
        self.sent = found[-1][0] if found else self.sent
        return found

    def exported(self):
        """Return all entries as they are exported, prose without its number."""
        every = self.store.load_entries(
            i for (i,) in self.store.query("SELECT id FROM entry WHERE kind <> 'gone'")
        )
        return sorted(entry.to_json() for entry in every)

    def clashes(self):
        """Return what several devices said of one thing without knowing of each other."""
        return find_clashes(self.store.connection)

    def lost(self):
        """Return the entities of which something is said that no entry shows."""
        said = self.store.query(
            "SELECT DISTINCT entity FROM fact WHERE field NOT IN ('into', 'key', 'gone') AND entity <> ?",
            (LIBRARY,),
        )
        known = read_facts_of_uids(self.store.connection, [uid for (uid,) in said], {})
        curated = [uid for uid, facts in known.items() if is_curated(facts)]
        return [uid for uid in sorted(curated) if find_entry_of(self.store.connection, uid) is None]

    def uids(self):
        return sorted(self.store.query("SELECT uid, key FROM entry WHERE key NOT LIKE '#%'"))


class Hub:
    """What all replicas have sent, and how much of it each has received."""

    def __init__(self, replicas):
        self.replicas = replicas
        self.log = []
        self.received = {one.name: set() for one in replicas}

    def push(self, replica):
        self.log += [(replica.name, name, body) for name, body in replica.send()]

    def pull(self, replica, order=None):
        """Apply what this replica has not received, in the order of the log or as ``order`` permutes it."""
        known = self.received[replica.name]
        waiting = [
            i for i, (sender, _, _) in enumerate(self.log) if i not in known and sender != replica.name
        ]
        if order:
            waiting = order(waiting)
        done = apply_operations(replica.store, [self.log[i][1:] for i in waiting])
        assert BROKEN not in done.waiting.values(), done.waiting
        known.update(waiting)

    def exchange(self, order=None):
        for one in self.replicas:
            self.push(one)
        for one in self.replicas:
            self.pull(one, order)


def difference(first, second):
    """Return a readable difference of two exports."""
    ours, theirs = ([json.loads(line) for line in one.exported()] for one in (first, second))
    out = []
    for number, left, right in zip(count(), ours, theirs, strict=False):
        out += [(number, name, left[name], right[name]) for name in left if left[name] != right[name]]
    return out, len(ours), len(theirs)
