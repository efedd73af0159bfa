"""Downloading the PDFs of entries: streamed, resumed where it broke off, checked, and put in place in one step.

    entry ── find_pdf_url ──> KEY.pdf.part ── pieces, each with a deadline ──> is it a PDF, is it whole? ──> KEY.pdf
                                  │ broken off                                                              │
                                  └──> Range and If-Range, three tries, and in the next run                 └─> attachment

The address comes out of notes, so it is treated as that of any page: no private networks, a limit of size, and each
redirect is looked at. Servers of arXiv are asked in arXiv's turn (see ``providers.limiter``).
"""

from __future__ import annotations

import contextlib
import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self
from urllib.parse import urljoin, urlsplit

from readlist.config import user_folder
from readlist.errors import InputError, NetworkError, NotFoundError, ReadlistError
from readlist.storage.attachments import Attachment, find_path, put_attachment
from readlist.storage.transaction import now

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path
    from typing import BinaryIO

    import httpx

    from readlist.model.entry import Entry
    from readlist.providers.base import Settings
    from readlist.storage.database import Store

    # key of the entry, bytes so far, bytes in all (None: not told)
    Progress = Callable[[str, int, int | None], None]

MOST_BYTES = 300 * 2**20
"""The largest file that is kept; the longest papers at arXiv have some 100 MB."""
_TRIES = 3
_REDIRECTS = 5
_SLOWEST = 1024
"""Bytes a second, over one timeout's length, below which a download is given up: it would go on for ever."""
_INTERVAL = 1.0


@dataclass(frozen=True, slots=True)
class Download:
    """What became of one entry's PDF: its path and whether it was there before, or why there is none."""

    entry_id: int
    key: str
    path: Path | None = None
    size: int = 0
    was_there: bool = False
    error: ReadlistError | None = None


class _BrokenOffError(NetworkError):
    """The download broke off, and can go on."""


def default_folder() -> Path:
    """Return where PDFs go unless the settings or the caller say otherwise."""
    return user_folder("data") / "pdf"


def find_pdf_url(entry: Entry, settings: Settings) -> str | None:
    """Return the address of an entry's PDF: arXiv's, the Anthology's, OpenReview's, else a link that is one."""
    if entry.arxiv_id:
        api = urlsplit(settings.urls.get("arxiv", "https://arxiv.org"))
        return f"{api.scheme}://{api.netloc}/pdf/{entry.arxiv_id}"
    if entry.acl_id:
        return f"{settings.urls.get('acl', 'https://aclanthology.org')}/{entry.acl_id}.pdf"
    if entry.openreview_id:
        return f"https://openreview.net/pdf?id={entry.openreview_id}"
    links = [link.url for link in entry.links if link.role == "pdf" or link.url.lower().endswith(".pdf")]
    return next(iter(links), None)


def download(
    store: Store,
    settings: Settings,
    entry_ids: Collection[int],
    *,
    folder: Path | None = None,
    again: bool = False,
    on_progress: Progress | None = None,
) -> Iterator[Download]:
    """Download the PDFs of entries into ``folder``, named by key; yield what became of each. Raises nothing for one.

    A file that is there is not asked for ``again``. Paths are stored with the entries, one transaction a file.
    """
    folder = folder or default_folder()
    for entry in store.load_entries(entry_ids):
        known = None if again else find_file(store, entry.id)
        if known:
            yield Download(entry.id, entry.key, known, known.stat().st_size, was_there=True)
            continue
        try:
            yield _download_one(store, settings, entry, folder, on_progress)
        except ReadlistError as error:
            yield Download(entry.id, entry.key, error=error)
        except OSError as error:
            problem = InputError(
                f"cannot be written: {error.strerror or error}", file=str(folder / f"{entry.key}.pdf")
            )
            yield Download(entry.id, entry.key, error=problem)


def find_file(store: Store, entry_id: int) -> Path | None:
    """Return the PDF that was downloaded for an entry, if it is still where it was put."""
    path = find_path(store.connection, entry_id)
    return path if path and path.is_file() else None


def _download_one(
    store: Store, settings: Settings, entry: Entry, folder: Path, on_progress: Progress | None
) -> Download:
    url = find_pdf_url(entry, settings)
    if url is None:
        raise NotFoundError(
            f"{entry.key} has no PDF that is known", hint=f"See its links: readlist show {entry.key}"
        )
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{entry.key}.pdf"
    with _Source(settings, url) as source:
        size = source.save(
            path, (lambda done, total: on_progress(entry.key, done, total)) if on_progress else None
        )
    _write_attachment(store, entry, path, url, size)
    return Download(entry.id, entry.key, path, size)


def _write_attachment(store: Store, entry: Entry, path: Path, url: str, size: int) -> None:
    with store.write(f"pdf {entry.key}") as tx:
        put_attachment(tx, Attachment(entry.id, str(path.absolute()), url, size, now()))


class _Source:
    """One PDF on the network."""

    def __init__(self, settings: Settings, url: str) -> None:
        from readlist.providers.http import make_client  # noqa: PLC0415
        from readlist.providers.network_guard import GuardedBackend  # noqa: PLC0415
        from readlist.providers.rate_limiter import ARXIV_INTERVAL, RateLimiter, is_arxiv  # noqa: PLC0415

        self._settings = settings
        self._url = url
        self._client = make_client(settings, backend=GuardedBackend(settings.private_hosts), follow=False)
        name, interval = (
            ("arxiv", ARXIV_INTERVAL)
            if is_arxiv(url)
            else (f"pdf {urlsplit(url).hostname or ''}", settings.delays.get("page", _INTERVAL))
        )
        self._limiter = RateLimiter.at(name, interval, settings)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._client.close()

    def save(self, path: Path, tell: Callable[[int, int | None], None] | None) -> int:
        """Download to ``path`` and return the size. Raises NetworkError, NotFoundError; a part stays for next time."""
        part = path.with_name(path.name + ".part")
        for attempt in range(1, _TRIES + 1):
            try:
                self._fetch(part, tell)
                break
            except _BrokenOffError:
                if attempt == _TRIES:
                    raise
                self._settings.sleep(float(attempt))
        _check_pdf(part, self._url)
        part.replace(path)
        _tag_file(part).unlink(missing_ok=True)
        return path.stat().st_size

    def _fetch(self, part: Path, tell: Callable[[int, int | None], None] | None) -> None:
        import httpx  # noqa: PLC0415

        host = urlsplit(self._url).hostname
        with self._limiter.turn():
            try:
                self._receive(part, tell)
            except httpx.TimeoutException as error:
                raise _BrokenOffError(
                    f"{host} stopped sending", hint="Try again: it goes on where it was."
                ) from error
            except httpx.ConnectError as error:
                hint = "Check the connection and try again."
                raise NetworkError(f"{host} cannot be reached: {error}", hint=hint) from error
            except (httpx.TransportError, httpx.DecodingError) as error:
                hint = "Check the connection and try again: it goes on where it was."
                raise _BrokenOffError(f"the download from {host} broke off: {error}", hint=hint) from error

    def _receive(self, part: Path, tell: Callable[[int, int | None], None] | None) -> None:
        with self._open(part) as response:
            start = part.stat().st_size if response.status_code == 206 and part.exists() else 0
            length = response.headers.get("content-length", "")
            total = start + int(length) if length.isdigit() else None
            if total is not None and total > MOST_BYTES:
                raise NetworkError(f"the file has {total // 2**20} MB, which is more than is kept")
            _tag_file(part).write_text(response.headers.get("etag", ""), encoding="utf-8")
            with part.open("ab" if start else "wb") as file:
                self._copy(response, file, start, total, tell)
                file.flush()
                os.fsync(file.fileno())

    @contextlib.contextmanager
    def _open(self, part: Path) -> Iterator[httpx.Response]:
        """Ask for the file, or for the rest of it, and follow redirects."""
        from readlist.providers.network_guard import check_address  # noqa: PLC0415

        url = self._url
        for _ in range(_REDIRECTS + 1):
            check_address(url, self._settings.private_hosts)
            request = self._client.build_request("GET", url, headers=_range_headers(part))
            response = self._client.send(request, stream=True)
            try:
                if not response.has_redirect_location:
                    _check_status(response)
                    yield response
                    return
                url = urljoin(url, response.headers["location"])
            finally:
                response.close()
        raise NetworkError(f"{urlsplit(self._url).hostname} redirects without end")

    def _copy(
        self,
        response: httpx.Response,
        file: BinaryIO,
        start: int,
        total: int | None,
        tell: Callable[[int, int | None], None] | None,
    ) -> None:
        done, window, mark = start, time.monotonic(), start
        for chunk in response.iter_bytes():
            file.write(chunk)
            done += len(chunk)
            if tell:
                tell(done, total)
            if done > MOST_BYTES:
                raise NetworkError(
                    f"the file has more than {MOST_BYTES // 2**20} MB, which is more than is kept"
                )
            if (spent := time.monotonic() - window) > self._settings.timeout:
                if done - mark < _SLOWEST * spent:
                    raise NetworkError(f"{response.url.host} sends too slowly", hint="Try again later.")
                window, mark = time.monotonic(), done
        # a packed body is longer than it is announced
        if total is not None and done < total and "content-encoding" not in response.headers:
            raise _BrokenOffError(
                f"{response.url.host} sent {done} of {total} bytes", hint="Try again later."
            )


def _tag_file(part: Path) -> Path:
    """Where the version of the file is kept of which ``part`` is the beginning."""
    return part.with_name(part.name + ".etag")


def _range_headers(part: Path) -> dict[str, str]:
    """Ask for the rest only, if the file is still the one of which we have the beginning: RFC 9110, 13.1.5."""
    with contextlib.suppress(OSError):
        size, tag = part.stat().st_size, _tag_file(part).read_text(encoding="utf-8")
        if size and tag.startswith('"') and tag.isascii() and tag.isprintable():
            return {"Range": f"bytes={size}-", "If-Range": tag, "Accept-Encoding": "identity"}
    return {"Accept-Encoding": "identity"}


def _check_status(response: httpx.Response) -> None:
    host, status = response.url.host, response.status_code
    if status in (200, 206):
        return
    if status in (404, 410):
        raise NotFoundError(f"{host} has no such file")
    if status in (408, 416, 425, 429) or status >= 500:
        raise _BrokenOffError(f"{host} is busy (HTTP {status})", hint="Try again later.")
    raise NetworkError(
        f"{host} refuses the file (HTTP {status})", hint="Open its page in a browser: readlist open"
    )


def _check_pdf(part: Path, url: str) -> None:
    """See that the file is a PDF to its end: ISO 32000, 7.5; readers allow for 1,024 bytes before and after."""
    with part.open("rb") as file:
        start = file.read(1024)
        file.seek(max(0, part.stat().st_size - 2048))
        end = file.read()
    if b"%PDF-" in start and b"%%EOF" in end:
        return
    part.unlink()
    _tag_file(part).unlink(missing_ok=True)
    host = urlsplit(url).hostname
    what = "a PDF that is cut short" if b"%PDF-" in start else "something that is no PDF"
    raise NetworkError(f"{host} sent {what}", hint="Open its page in a browser: readlist open")
