"""The arXiv mirror: arXiv's public metadata in a file on this machine, to look up and search without the network.

No library is needed: the methods are static. The mirror is the file that ``settings`` name, by default the user's own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.errors import InputError, NotFoundError
from readlist.library.file import load_provider_settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from readlist.config import Config
    from readlist.model.provider_record import ProviderRecord
    from readlist.providers.arxiv_mirror import LoadReport, Mirror


class ArxivMirror:
    """Methods on the arXiv mirror; those that read it raise NotFoundError when there is none."""

    @staticmethod
    def arxiv_mirror_path(*, settings: Config | None = None) -> Path:
        """Return where the mirror is, or would be."""
        path = load_provider_settings(settings).mirror
        assert path is not None
        return path

    @staticmethod
    def load_arxiv_snapshot(
        path: Path,
        *,
        on_progress: Callable[[int, int, int], None] | None = None,
        settings: Config | None = None,
    ) -> LoadReport:
        """Load arXiv's metadata snapshot, JSON lines or gzip, into the mirror; an interrupted load continues.

        ``on_progress`` is called with the papers read, the bytes done and the bytes in all. Raises InputError when the
        file cannot be read or has no paper.
        """
        from readlist.providers.arxiv_mirror import Mirror  # noqa: PLC0415

        if not path.is_file():  # otherwise an empty mirror would be created, which add and fetch then ask
            raise InputError("no such file", file=str(path))
        with Mirror.create(ArxivMirror.arxiv_mirror_path(settings=settings)) as mirror:
            return mirror.load(path, on_progress=on_progress)

    @staticmethod
    def count_arxiv_mirror(*, settings: Config | None = None) -> int:
        """Return the number of papers in the mirror."""
        with _open(settings) as mirror:
            return mirror.count()

    @staticmethod
    def find_in_arxiv_mirror(text: str, *, settings: Config | None = None) -> ProviderRecord:
        """Return the paper with an arXiv id or URL; InputError when ``text`` is neither, NotFoundError if unknown."""
        from readlist.model.identifiers import parse_identifier  # noqa: PLC0415

        identifier = parse_identifier(text)
        if identifier is None or identifier.scheme != "arxiv":
            raise InputError(f"'{text}' is not a valid arXiv ID")
        with _open(settings) as mirror:
            found = mirror.find([identifier.value]).get(identifier.value)
        if found is None:
            hint = f"Ask arXiv: readlist add {text}"
            raise NotFoundError(f"the mirror has no paper {identifier.value}", hint=hint)
        return found

    @staticmethod
    def search_arxiv_mirror(
        words: str, *, limit: int = 20, settings: Config | None = None
    ) -> list[ProviderRecord]:
        """Return the papers with all these words in title, authors or abstract, best first."""
        with _open(settings) as mirror:
            return mirror.search(words, limit=limit)


def _open(settings: Config | None) -> Mirror:
    from readlist.providers.arxiv_mirror import Mirror  # noqa: PLC0415

    return Mirror.open(ArxivMirror.arxiv_mirror_path(settings=settings))
