"""The saved queries of a library, in a small file beside it: ``library.watches.json``.

    {"watches": [{"query": "cat:cs.CL AND retrieval", "added": "2026-11-28", "until": "2026-11-29",
                  "missed": ["2026-11-27"]}]}

``until`` is the last day that a run has looked at, ``missed`` earlier days that it could not read.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from readlist.errors import InputError, NotFoundError
from readlist.util.atomic_write import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Watch:
    """A saved query, the day on which it was added, the last day looked at, and those missed, as ``2026-11-28``."""

    query: str
    added: str
    until: str | None = None
    missed: tuple[str, ...] = ()


def watches_path(library: Path) -> Path:
    """Return the path of the file for a library."""
    return library.with_name(f"{library.stem}.watches.json")


def read_watches(path: Path) -> list[Watch]:
    """Read the saved queries, in the order of adding. Raises InputError for a file that is not ours."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["watches"]
        return [_read(row) for row in rows]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError("is not a file of saved queries", file=str(path), hint="Move it away.") from error


def _read(row: dict[str, Any]) -> Watch:
    until, missed = row.get("until"), tuple(row.get("missed", ()))
    for day in (*missed, *([until] if until else ())):
        date.fromisoformat(day)
    return Watch(str(row["query"]), str(row["added"]), until, missed)


def iter_days(first: str, last: str) -> Iterator[str]:
    """Yield the days from the first to the last one, as ``2026-11-28``."""
    day, end = date.fromisoformat(first), date.fromisoformat(last)
    while day <= end:
        yield day.isoformat()
        day += timedelta(days=1)


def write_watches(path: Path, watches: Iterable[Watch]) -> None:
    """Write the saved queries. Raises InputError when the file cannot be written."""
    text = json.dumps({"watches": [asdict(one) for one in watches]}, ensure_ascii=False, indent=2)
    write_atomically(path, [f"{text}\n"])


def find_watch(watches: Sequence[Watch], wanted: str) -> Watch:
    """Return the saved query with this text, or this number in the list. Raises NotFoundError."""
    text = " ".join(wanted.split())
    for number, watch in enumerate(watches, start=1):
        if text in (watch.query, str(number)):
            return watch
    raise NotFoundError(f"there is no saved query '{text}'", hint="See: readlist watch list")
