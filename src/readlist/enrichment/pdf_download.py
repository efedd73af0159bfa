"""Download the PDFs of entries: streamed, resumed after an interruption, checked, then renamed in one step.

    entry ── find_pdf_url ──> KEY.pdf.readlist ── chunks, each with a timeout ──> a complete PDF? ──> KEY.pdf, attachment
                                  │ interrupted
                                  └──> resumed with Range and If-Range: three attempts, then in the next run

A host that does not answer, or asks to wait, is left alone for the rest of the run. URLs come from notes, so they are trusted no more than any web page: private networks are refused, the size is limited,
and every redirect is checked. Downloads from arXiv share arXiv's rate limit (``providers.rate_limiter``).
"""

from __future__ import annotations

import contextlib
import errno
import functools
import math
import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self
from urllib.parse import urljoin, urlsplit

from readlist.config import user_folder
from readlist.errors import InputError, NetworkError, NotFoundError, ReadlistError
from readlist.storage.attachments import Attachment, find_path, put_attachment
from readlist.storage.transaction import now
from readlist.util.file_names import file_name, free_path

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path
    from typing import BinaryIO

    import httpx

    from readlist.model.entry import Entry
    from readlist.providers.settings import Settings
    from readlist.storage.database import Store

    # key of the entry, bytes so far, total bytes (None: unknown)
    Progress = Callable[[str, int, int | None], None]
    ByteProgress = Callable[[int, int | None], None]

MAX_BYTES = 300 * 2**20
"""Largest file that is accepted; the longest papers at arXiv have some 100 MB."""
_OPEN = "Open its page in a browser: readlist open"
"""A hint that lacks the key of the entry, which ``download`` adds."""
_UNFINISHED = ".readlist"
"""The ending of a download that is not complete: browsers use ".part" for theirs, in the same folder."""
_ATTEMPTS = 3
_MAX_REDIRECTS = 5
_MIN_SPEED = 1024
"""Bytes per second, averaged over the timeout, below which a download is given up: it might never end."""
_INTERVAL = 1.0
"""Seconds between two requests to one host other than arXiv."""


@dataclass(frozen=True, slots=True)
class Download:
    """The result for one entry: the path of its PDF and whether it was there before, or the error."""

    entry_id: int
    key: str
    path: Path | None = None
    size: int = 0
    was_there: bool = False
    error: ReadlistError | None = None


class _InterruptedError(NetworkError):
    """The download was interrupted, and can be resumed."""


def default_folder() -> Path:
    """Return the folder for PDFs where the caller names none."""
    return user_folder("data") / "pdf"


def find_pdf_url(entry: Entry, settings: Settings) -> str | None:
    """Return the URL of an entry's PDF: at arXiv, the ACL Anthology or OpenReview, else a link to a PDF."""
    if entry.arxiv_id:
        api = urlsplit(settings.urls.get("arxiv", "https://arxiv.org"))
        return f"{api.scheme}://{api.netloc}/pdf/{entry.arxiv_id}"
    if entry.acl_id:
        return f"{settings.urls.get('acl', 'https://aclanthology.org')}/{entry.acl_id}.pdf"
    if entry.openreview_id:
        return f"https://openreview.net/pdf?id={entry.openreview_id}"
    links = [link.url for link in entry.links if link.role == "pdf" or link.url.lower().endswith(".pdf")]
    return links[0] if links else None


def download(
    store: Store,
    settings: Settings,
    entry_ids: Collection[int],
    *,
    folder: Path | None = None,
    again: bool = False,
    on_progress: Progress | None = None,
) -> Iterator[Download]:
    """Download the PDFs of entries into ``folder``, named by key, and yield a result for each; errors are not raised.

    A file of that name that is not the entry's own is kept, and the PDF gets a number (``util.file_names``).

    A file that was downloaded before is kept, except with ``again``. Each path is stored in a transaction of its own.
    """
    folder = folder or default_folder()
    silent: dict[str, NetworkError] = {}
    for entry in store.load_entries(entry_ids):
        known = None if again else find_file(store, entry.id)
        if known:
            yield Download(entry.id, entry.key, known, known.stat().st_size, was_there=True)
            continue
        try:
            yield _download_one(store, settings, entry, folder, on_progress, silent)
        except ReadlistError as error:
            error.hint += f" {entry.key}" * (error.hint == _OPEN)
            yield Download(entry.id, entry.key, error=error)
        except OSError as error:
            problem = InputError(
                f"cannot be written: {error.strerror or error}",
                file=str(folder / file_name(entry.key, ".pdf")),
            )
            yield Download(entry.id, entry.key, error=problem)


def find_file(store: Store, entry_id: int) -> Path | None:
    """Return the file that was downloaded for an entry, if it still exists."""
    path = find_path(store.connection, entry_id)
    return path if path and path.is_file() else None


def _download_one(
    store: Store,
    settings: Settings,
    entry: Entry,
    folder: Path,
    on_progress: Progress | None,
    silent: dict[str, NetworkError],
) -> Download:
    """Download the PDF of one entry, unless its host is one of the ``silent`` ones."""
    url = find_pdf_url(entry, settings)
    if url is None:
        raise NotFoundError(
            f"no PDF is known for {entry.key}", hint=f"See its links: readlist show {entry.key}"
        )
    host = urlsplit(url).hostname or ""
    if known := silent.get(host):
        raise NetworkError(f"{known.message}; {host} is left alone for the rest of the run", hint=known.hint)
    folder.mkdir(parents=True, exist_ok=True)
    own = find_path(store.connection, entry.id)
    path = free_path(folder, entry.key, ".pdf", ours=[own.absolute()] if own else ())
    by_bytes = functools.partial(on_progress, entry.key) if on_progress else None
    try:
        with _RemotePdf(settings, url) as remote:
            size = remote.save(path, by_bytes, replaces=path.exists())
    except _SilentError as error:
        silent[host] = error
        raise
    with store.write(f"pdf {entry.key}") as tx:
        put_attachment(tx, Attachment(entry.id, str(path.absolute()), url, size, now()))
    return Download(entry.id, entry.key, path, size)


class _SilentError(NetworkError):
    """The host did not answer, or asks to wait: to ask it again at once is in vain."""


class _RemotePdf:
    """A PDF on the network."""

    def __init__(self, settings: Settings, url: str) -> None:
        from readlist.providers.http import make_client  # noqa: PLC0415
        from readlist.providers.network_guard import Deadline, GuardedBackend  # noqa: PLC0415
        from readlist.providers.rate_limiter import ARXIV_INTERVAL, RateLimiter, is_arxiv  # noqa: PLC0415

        self._settings = settings
        self._url = url
        self._deadline = Deadline()
        self._client = make_client(
            settings,
            backend=GuardedBackend(settings.private_hosts, self._deadline),
            deadline=self._deadline,
        )
        name, interval = f"pdf {urlsplit(url).hostname or ''}", settings.delays.get("page", _INTERVAL)
        if is_arxiv(url):
            name, interval = "arxiv", ARXIV_INTERVAL
        self._limiter = RateLimiter.at(name, interval, settings)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._client.close()

    def save(self, path: Path, on_progress: ByteProgress | None, *, replaces: bool) -> int:
        """Download to ``path`` and return the size in bytes.

        ``replaces``: a file there is an earlier download and is replaced. Raises NetworkError, NotFoundError, and
        FileExistsError for a file that has appeared meanwhile; what was received until then is resumed next time.
        """
        part = path.with_name(path.name + _UNFINISHED)
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                self._fetch(part, on_progress)
                break
            except _InterruptedError:
                if attempt == _ATTEMPTS:
                    raise
                self._settings.sleep(float(attempt))
        _check_pdf(part, self._url)
        _move(part, path, replaces=replaces)
        _etag_file(part).unlink(missing_ok=True)
        return path.stat().st_size

    def _fetch(self, part: Path, on_progress: ByteProgress | None) -> None:
        import httpx  # noqa: PLC0415

        from readlist.providers.answer_body import UnpackError  # noqa: PLC0415
        from readlist.providers.http import plain_reason  # noqa: PLC0415

        host = urlsplit(self._url).hostname
        with self._limiter.turn():
            try:
                self._receive(part, on_progress)
            except httpx.TimeoutException as error:
                if not self._answered:
                    seconds = f"{self._settings.timeout:g} seconds"
                    raise _SilentError(
                        f"{host} did not answer within {seconds}", hint="Try again later."
                    ) from error
                hint = "Try again: the download will be resumed."
                raise _InterruptedError(f"{host} stopped sending", hint=hint) from error
            except httpx.ConnectError as error:
                hint = "Check the connection and try again."
                raise _SilentError(f"{host} cannot be reached: {plain_reason(error)}", hint=hint) from error
            except UnpackError as error:
                hint = _OPEN
                raise NetworkError(f"{host} sent a file we cannot read: {error}", hint=hint) from error
            except httpx.TransportError as error:
                hint = "Check the connection and try again: the download will be resumed."
                raise _InterruptedError(
                    f"the download from {host} was interrupted: {error}", hint=hint
                ) from error

    def _receive(self, part: Path, on_progress: ByteProgress | None) -> None:
        with self._open(part) as response:
            start = part.stat().st_size if response.status_code == 206 and part.exists() else 0
            length = response.headers.get("content-length", "")
            total = start + int(length) if length.isdigit() else None
            if total is not None and total > MAX_BYTES:
                raise _too_large(part)
            with open(_etag_file(part), "w", encoding="utf-8", opener=_open_ours) as file:
                file.write(response.headers.get("etag", ""))
            with open(part, "ab" if start else "wb", opener=_open_ours) as file:
                self._copy(response, part, file, start, total, on_progress)
                file.flush()
                os.fsync(file.fileno())

    @contextlib.contextmanager
    def _open(self, part: Path) -> Iterator[httpx.Response]:
        """Request the file, or the rest of it, following redirects."""
        from readlist.providers.network_guard import check_address  # noqa: PLC0415

        url = self._url
        for _ in range(_MAX_REDIRECTS + 1):
            check_address(url, self._settings.private_hosts)
            request = self._client.build_request("GET", url, headers=_range_headers(part))
            self._answered = False
            self._deadline.start(self._settings.timeout)
            response = self._client.send(request, stream=True)
            self._answered = True
            self._deadline.start(math.inf)  # the body may take long, as long as it keeps arriving
            try:
                if not response.has_redirect_location:
                    _check_status(response)
                    yield response
                    return
                url = urljoin(url, response.headers["location"])
            finally:
                response.close()
        raise NetworkError(f"{urlsplit(self._url).hostname} redirects more than {_MAX_REDIRECTS} times")

    def _copy(
        self,
        response: httpx.Response,
        part: Path,
        file: BinaryIO,
        start: int,
        total: int | None,
        on_progress: ByteProgress | None,
    ) -> None:
        from readlist.providers.answer_body import iter_body  # noqa: PLC0415

        done = measured = start
        since = time.monotonic()
        for chunk in iter_body(response):
            file.write(chunk)
            done += len(chunk)
            if on_progress:
                on_progress(done, total)
            if done > MAX_BYTES:
                raise _too_large(part)
            if (seconds := time.monotonic() - since) > self._settings.timeout:
                if done - measured < _MIN_SPEED * seconds:
                    raise NetworkError(f"{response.url.host} sends too slowly", hint="Try again later.")
                measured, since = done, time.monotonic()
        # the content length of a compressed body is not the number of decompressed bytes
        if total is not None and done < total and "content-encoding" not in response.headers:
            raise _InterruptedError(
                f"{response.url.host} sent {done} of {total} bytes", hint="Try again later."
            )


def _etag_file(part: Path) -> Path:
    """The file with the ETag of the version that ``part`` is the beginning of."""
    return part.with_name(part.name + ".etag")


def _range_headers(part: Path) -> dict[str, str]:
    """Headers that request only the rest, unless the file has changed since ``part`` was begun: RFC 9110, 13.1.5."""
    with contextlib.suppress(OSError):
        size, tag = part.stat().st_size, _etag_file(part).read_text(encoding="utf-8")
        if size and tag.startswith('"') and tag.isascii() and tag.isprintable():
            return {"Range": f"bytes={size}-", "If-Range": tag, "Accept-Encoding": "identity"}
    return {"Accept-Encoding": "identity"}


def _open_ours(path: str, flags: int) -> int:
    """Open a file of ours, but never through a link to a file of somebody else."""
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o666)


def _move(part: Path, path: Path, *, replaces: bool) -> None:
    """Give a file its name; one that has appeared there meanwhile is not ours, and is kept."""
    if not replaces:
        try:
            path.hardlink_to(part)
        except FileExistsError:
            raise
        except OSError:  # a file system without hard links
            if os.path.lexists(path):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from None
        else:
            part.unlink()
            return
    part.replace(path)


def _too_large(part: Path) -> NetworkError:
    """Delete what was received, and return the error."""
    part.unlink(missing_ok=True)
    _etag_file(part).unlink(missing_ok=True)
    return NetworkError(f"the file is larger than the limit of {MAX_BYTES // 2**20} MB")


def _check_status(response: httpx.Response) -> None:
    host, status = response.url.host, response.status_code
    if status in (200, 206):
        return
    if status in (404, 410):
        raise NotFoundError(f"{host} has no such file", hint=_OPEN)
    if status in (429, 503):
        raise _SilentError(f"{host} is busy (HTTP {status})", hint="Try again later.")
    if status in (408, 416, 425) or status >= 500:
        raise _InterruptedError(f"{host} failed (HTTP {status})", hint="Try again later.")
    raise NetworkError(f"{host} refuses the file (HTTP {status})", hint=_OPEN)


def _check_pdf(part: Path, url: str) -> None:
    """Delete a file that is not a complete PDF, and raise NetworkError.

    ISO 32000, 7.5; readers tolerate 1,024 bytes before the header and after the end.
    """
    with part.open("rb") as file:
        start = file.read(1024)
        file.seek(max(0, part.stat().st_size - 2048))
        end = file.read()
    if b"%PDF-" in start and b"%%EOF" in end:
        return
    part.unlink()
    _etag_file(part).unlink(missing_ok=True)
    host = urlsplit(url).hostname
    what = "an incomplete PDF" if b"%PDF-" in start else "something that is not a PDF"
    raise NetworkError(f"{host} sent {what}", hint=_OPEN)
