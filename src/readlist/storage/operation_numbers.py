"""The numbers and stamps of the operations that a library knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.model.stamps import EARLIEST, time_of

if TYPE_CHECKING:
    import sqlite3


EXPECTED = f"command = '' AND stamp > '{EARLIEST[:15]}1'"
"""Operations that others refer to, and that have not come: nothing is known of them. The first of a device has no command either."""


class OperationNumbers:
    """The operations of a library by stamp and by number; those of other libraries are noted as they come."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        rows: list[tuple[int, str]] = connection.execute("SELECT id, stamp FROM operation").fetchall()
        self._expected = {
            stamp for (stamp,) in connection.execute(f"SELECT stamp FROM operation WHERE {EXPECTED}")
        }
        self._stamps: dict[int, str] = dict(rows)
        self._numbers = {stamp: number for number, stamp in rows}

    @property
    def last(self) -> int:
        """The number of the operation that was noted last; 0 if there is none."""
        return max(self._stamps, default=0)

    def number(self, stamp: str) -> int:
        """Return the number of an operation; 0 if the library does not know it."""
        return self._numbers.get(stamp, 0)

    def stamp(self, number: int) -> str:
        """Return the stamp of an operation; the earliest of all if the library does not know it."""
        return self._stamps.get(number, EARLIEST)

    def note(self, stamp: str, by: str, command: str, undoes: str | None) -> bool:
        """Note an operation of another library; return whether it is new."""
        if stamp in self._expected:
            sql = "UPDATE operation SET by = ?, command = ?, undoes = ? WHERE stamp = ?"
            self._connection.execute(sql, (by, command, self._numbers.get(undoes or ""), stamp))
            self._expected.discard(stamp)
            return True
        if stamp in self._numbers:
            return False
        self._insert(stamp, by, command, undoes)
        return True

    def expect(self, stamp: str) -> None:
        """Note that there is an operation with this stamp, which may come later: something else refers to it."""
        if stamp not in self._numbers and len(stamp) == len(EARLIEST) and stamp > EARLIEST:
            self._insert(stamp, "", "", None)
            self._expected.add(stamp)

    def _insert(self, stamp: str, by: str, command: str, undoes: str | None) -> None:
        number = self.last + 1
        self._connection.execute(
            """INSERT INTO operation (id, at, command, undoes, stamp, by, is_final, is_remote)
                VALUES (?, ?, ?, ?, ?, ?, 1, 1)""",
            (number, time_of(stamp), command, self._numbers.get(undoes or ""), stamp, by),
        )
        self._numbers[stamp], self._stamps[number] = number, stamp
