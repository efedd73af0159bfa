"""The saved queries of a library, in a small file beside it: ``library.watches.json``.

    {"watches": [{"query": "cat:cs.CL AND retrieval", "added": "2026-11-28", "until": "2026-11-29"}]}

``until`` is the last day that a run has looked at.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from readlist.errors import InputError, NotFoundError
from readlist.util.atomic_write import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Watch:
    """A saved query, the day on which it was added, and the last day looked at, as ``2026-11-28``."""

    query: str
    added: str
    until: str | None = None


def watches_path(library: Path) -> Path:
    """Return the path of the file for a library."""
    return library.with_name(f"{library.stem}.watches.json")


def read_watches(path: Path) -> list[Watch]:
    """Read the saved queries, in the order of adding. Raises InputError for a file that is not ours."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["watches"]
        return [Watch(str(row["query"]), str(row["added"]), row.get("until")) for row in rows]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError("is not a file of saved queries", file=str(path), hint="Move it away.") from error


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
