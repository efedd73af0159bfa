"""Random interleavings over a real carrier: three libraries, one that joins late, and a replay of the log in any order."""

from __future__ import annotations

import itertools
import sqlite3
from contextlib import ExitStack

from hubs import nameless
from interleaving import REPLICAS, World
from readlist.curation.clashes import describe_clash
from readlist.storage.database import APPLICATION_ID
from readlist.storage.device import read_device
from readlist.storage.history import prune
from readlist.storage.library_copy import install_copy, write_copy
from readlist.storage.peers import Progress, read_progress, save_progress
from readlist.sync.applying import BROKEN, apply_operations
from readlist.sync.carriers.base import Snapshot
from readlist.sync.exchange import PEER, Exchanged, receive, send
from replicas import Replica

ACTIONS = (
    "bring", "bring", "bring", "tag", "untag", "status", "status", "note", "edit_note", "title", "merge", "split", "rm",
    "undo", "add", "send", "send", "receive", "receive", "compact", "join", "prune",
)  # fmt: skip
_A_WEEK = 7 * 24 * 3600


class Connection:
    """What travels between libraries, by a real carrier; it has the methods of ``replicas.Hub``."""

    def __init__(self, hub, stack):
        self._hub = hub
        self._stack = stack
        self._carriers = {}

    def open(self, replica):
        """Return the carrier of a library; the first one's may write snapshots on every carrier."""
        if replica.name not in self._carriers:
            number = len(self._carriers)
            carrier = self._hub.open(number, device_id=read_device(replica.store.connection))
            _let_all_be_one_person(carrier)
            self._carriers[replica.name] = carrier
            self._stack.callback(carrier.close)
        return self._carriers[replica.name]

    def push(self, replica):
        send(replica.store, self.open(replica), done := Exchanged())
        assert not done.notices, done.notices

    def pull(self, replica, _order=None):
        receive(replica.store, self.open(replica), done := Exchanged())
        assert not done.notices, done.notices
        assert BROKEN not in done.waiting.values(), done.waiting

    def log(self, replica):
        """Return all operations that the carrier has."""
        return [one for batch in self.open(replica).pull("") for one in batch.operations]


def _let_all_be_one_person(carrier):
    """Read what a carrier has as if it did not know who sent it: all these libraries are of one login."""
    pull = carrier.pull
    carrier.pull = lambda cursor: (batch._replace(operations=nameless(batch)) for batch in pull(cursor))


class CarriedWorld(World):
    """Libraries and the carrier between them."""

    def __init__(self, hub, folder, offsets, stack):
        super().__init__(folder, [*offsets, 0])
        self.folder = folder
        self.stack = stack
        self.hub = Connection(hub, stack)
        for replica in self.replicas:
            self.prepare(replica)

    def prepare(self, replica):
        """Let a library in memory be one that can be copied, and open its carrier."""
        replica.store.path = replica.folder / "library.db"
        replica.store.connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        self.stack.callback(replica.store.close)
        self.hub.open(replica)

    @staticmethod
    def _check(_book, _action):
        """Check nothing yet: interleavings in memory check each step, and ``finish`` checks the libraries at the end."""

    def _compact(self, _book, *_chosen):
        """Let the first library, whose carrier may, store less and write a snapshot."""
        book, self.clock.replica = self.replicas[0], 0
        self.hub.pull(book)
        self.hub.push(book)
        carrier = self.hub.open(book)
        assert not carrier.compact().notices
        self.hub.pull(book)
        progress = read_progress(book.store.connection, PEER)
        if progress and progress.cursor:
            carrier.write_snapshot(Snapshot(progress.cursor, write_copy(book.store)))

    def _prune(self, book, first, _second, _third):
        with book.store.write("history --prune") as tx:
            prune(tx, keep=first % 4, before="9999")

    def _join(self, _book, first, _second, _third):
        """Let a fourth library join, which takes part from then on."""
        if len(self.replicas) == REPLICAS:
            self.clock.replica = REPLICAS
            self.replicas.append(self.newcomer("d", by_snapshot=bool(first % 2)))

    def newcomer(self, name, *, by_snapshot):
        """Return a library that has what the carrier has, from the snapshot if there is one."""
        replica = Replica(self.folder, name)
        replica.store.path = replica.folder / "library.db"
        self.stack.callback(replica.store.close)
        snapshot = self.hub.open(replica).read_snapshot() if by_snapshot else None
        if snapshot:
            install_copy(replica.folder / "copy.db", snapshot.chunks)
            with sqlite3.connect(replica.folder / "copy.db") as copy:
                copy.backup(replica.store.connection)
            copy.close()
            with replica.store.write("sync") as tx:
                nothing_own = "0" * 16 + read_device(tx.connection)
                save_progress(tx.connection, PEER, Progress(nothing_own, snapshot.cursor))
        self.hub.pull(replica)
        return replica

    def finish(self, chance):
        """Exchange all that there is, a week later, and return all libraries: those of the world, newcomers, and a replay.

        A library that sends for the first time then, with a clock that is ahead by days, is heard a week after that.
        """
        for _ in range(2):
            self.clock.now += _A_WEEK
            self.settle()
        with self.clock.running():
            for one in self.replicas:
                World._check(one, "finish")
            self.clock.replica = REPLICAS
            late = [self.newcomer(name, by_snapshot=name == "e") for name in "ef"]
            log = self.hub.log(self.replicas[0])
            chance.shuffle(log)
            oracle = Replica(self.folder, "oracle")
            self.stack.callback(oracle.store.close)
            while log:
                count = chance.randint(1, len(log))
                assert not apply_operations(oracle.store, log[:count]).waiting
                del log[:count]
        return [*self.replicas, *late, oracle]


def difference(libraries):
    """Return how libraries differ; None if they do not: in entries, their uids and keys, or clashes as they are told."""
    for one, other in itertools.pairwise(libraries):
        for what in (Replica.exported, Replica.uids, clash_report):
            if what(one) != what(other):
                return what.__name__, one.name, other.name
    return next((("lost", one.name) for one in libraries if one.lost()), None)


def clash_report(replica):
    """Return what a library says of each clash."""
    return [(*clash[:3], *describe_clash(clash)) for clash in replica.clashes()]


def random_steps(chance, count):
    """Return steps of an interleaving."""
    return [
        (chance.randrange(REPLICAS + 1), chance.choice(ACTIONS), *(chance.randrange(64) for _ in range(3)))
        for _ in range(count)
    ]


def random_offsets(chance):
    """Return by how many seconds each clock is wrong: by minutes, or one in four by days."""
    return [
        chance.randrange(-3 * 24 * 3600, 3 * 24 * 3600)
        if chance.random() < 0.25
        else chance.randrange(-1000, 1000)
        for _ in range(REPLICAS)
    ]


def run(hub, folder, offsets, steps, chance):
    """Run steps over a hub that is empty; return how the libraries differ at the end, None if they agree."""
    with ExitStack() as stack:
        world = CarriedWorld(hub, folder, offsets, stack)
        for step in steps:
            world.step(*step)
        return difference(world.finish(chance))
