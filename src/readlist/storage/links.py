"""Links of entries."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

_ARXIV = "SELECT url, entry_id FROM link WHERE url LIKE '%arxiv.org/%' ORDER BY url, entry_id"
_SHARED = """
SELECT link.url, role, entry_id FROM link JOIN entry ON entry.id = entry_id
WHERE kind = 'paper' AND role IN ('code', 'project', 'note') AND lower(rtrim(replace(link.url, 'http://', 'https://'), '/')) IN (
    SELECT lower(rtrim(replace(link.url, 'http://', 'https://'), '/')) FROM link JOIN entry ON entry.id = entry_id
    WHERE kind = 'paper' AND role IN ('code', 'project', 'note') GROUP BY 1 HAVING count(DISTINCT entry_id) > 1)
ORDER BY link.id"""


class SharedLink(NamedTuple):
    """A link and one of the papers that have it."""

    url: str
    role: str
    entry_id: int


def iter_arxiv_links(connection: sqlite3.Connection) -> Iterator[tuple[str, int]]:
    """Yield the links to arxiv.org, each with its entry; by URL."""
    return iter(connection.execute(_ARXIV))


def iter_shared_links(connection: sqlite3.Connection) -> Iterator[SharedLink]:
    """Yield the links to code, projects and notes that several papers have, with each paper, in the order of the notes.

    URLs that differ in scheme, case or a closing slash are taken for one.
    """
    return (SharedLink(*row) for row in connection.execute(_SHARED))
