"""What the tests of carriers share: operations, and a git remote and a PostgreSQL hub with their members."""

from __future__ import annotations

import json
import shutil

from readlist.sync.carriers.base import Operation
from readlist.sync.carriers.git import GitCarrier
from readlist.sync.carriers.postgres import PostgresCarrier

LIBRARY = "11" * 16


def device(number):
    """The id of a device."""
    return f"{number:016x}"


def operation(number, count, text="tag hu2021lora peft"):
    """The operation number ``count`` of a device."""
    stamp = f"{1_700_000_000_000 + count:012x}0000{device(number)}"
    body = json.dumps({"v": 1, "id": stamp, "cmd": text, "f": []}, ensure_ascii=False)
    return Operation(stamp, body.encode())


def nameless(batch):
    """The operations of a batch without who sent them."""
    return tuple(one._replace(person="") for one in batch.operations)


def pull(carrier, cursor=""):
    """Pull all; return the new cursor, the operations and the notices."""
    operations, notices = [], []
    for batch in carrier.pull(cursor):
        cursor = batch.cursor
        operations += nameless(batch)
        notices += batch.notices
    return cursor, operations, notices


class GitHub:
    """A folder as the remote of several devices."""

    def __init__(self, folder):
        self.folder = folder
        self.address = str(folder / "remote.git")
        self._opened = []

    def open(self, number, *, device_id=None, library=LIBRARY, address=None, cache=None):
        carrier = GitCarrier(
            address or self.address,
            device=device_id or device(number),
            cache=cache or self.folder / f"cache-{number}.git",
            library=library,
            poll=0.1,
        )
        carrier.create_remote()
        return carrier

    def close(self):
        """Nothing is open."""

    def own_or_member_address(self, name):
        """The address for a device of any name."""
        GitCarrier(self.address, device=device(0), cache=self.folder / "cache-0.git").create_remote()
        return self.address

    def shown(self):
        """What of the address is shown."""
        return self.address

    def lose_cache(self, number):
        shutil.rmtree(self.folder / f"cache-{number}.git", ignore_errors=True)

    def reset(self):
        """Empty the hub, as if it was new."""
        shutil.rmtree(self.address)

    def back_up(self):
        shutil.copytree(self.address, self.folder / "backup.git")

    def restore(self):
        shutil.rmtree(self.address)
        shutil.move(self.folder / "backup.git", self.address)


class PostgresHub:
    """A database as the hub of several members; each device is a member of its own."""

    def __init__(self, server):
        self.server = server
        self.database = server.new_database()
        self._backup = None
        self._opened = []
        self._names = []
        self.open(0).create()

    def reset(self):
        """Empty the hub, as if it was new."""
        self.close()
        self._names.clear()
        sql = "TRUNCATE readlist.op, readlist.device, readlist.snapshot; UPDATE readlist.head SET seq = 0, library = NULL"
        self.server.run(sql, self.database)

    def open(self, number, *, device_id=None, library=LIBRARY, address=None, port=None):
        """The carrier of a device; device 0 is the owner's."""
        if address is None and number == 0:
            address = self.server.own_address(self.database)
        elif address is None:
            address = self.server.address(self.database, self.server.member(f"member{number}"), port)
        carrier = PostgresCarrier(address, library=library)
        self._opened.append(carrier)
        return carrier

    def close(self):
        for carrier in self._opened:
            carrier.close()

    def own_or_member_address(self, name):
        """The address for a device of any name; the first one is the owner's."""
        if not self._names:
            self._names.append(name)
        if name == self._names[0]:
            return self.server.own_address(self.database)
        return self.server.address(self.database, self.server.member(name))

    def shown(self):
        """What of the address is shown."""
        return self.database

    def lose_cache(self, number):
        """There is none."""

    def back_up(self):
        self._cut_off()
        self._backup = self.server.new_database(template=self.database)

    def restore(self):
        self._cut_off()
        self.server.run(f"DROP DATABASE {self.database} WITH (FORCE)")
        self.server.run(f"ALTER DATABASE {self._backup} RENAME TO {self.database}")

    def _cut_off(self):
        sql = (
            f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{self.database}'"
        )
        self.server.run(sql)
