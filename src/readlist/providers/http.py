"""The HTTP client of all providers: timeouts, size limits, retries, rate limit and uniform errors.

    get ──> turn (rate_limiter) ──> send: body with deadline and size limit ──> check ──> Answer
      ^                                                                           │
      └── wait: Retry-After, else backoff with jitter <── TransientError ─────────┤
                                                          NetworkError: raised <──┘

``check`` is passed by the caller. It raises TransientError for an invalid answer, such as a page cut short or 'Rate
exceeded' with status 200. A status about the requested resource (400, 404, 414…) is returned in the Answer.
"""

from __future__ import annotations

import functools
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import httpx
import tenacity

from readlist._version import __version__
from readlist.errors import NetworkError
from readlist.providers.rate_limiter import MAX_WAIT, RateLimiter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import httpcore

    from readlist.providers.settings import Settings

    _Reader = Callable[[httpx.Request], "Answer"]

MAX_BYTES = 32 * 2**20
"""Maximum size of an answer, decompressed: a hundred arXiv entries are a quarter of a megabyte."""
_TRIES = 4
_TRIES_OFFLINE = 2
_BACKOFF = (1.0, 30.0)
"""The first and the longest wait between tries, in seconds."""
_RETRIED = frozenset((408, 425, 429, 500, 502, 503, 504))
_REFUSED = frozenset((401, 402, 403, 407, 451))
_HINT = "Try again later, or keep a stub with `readlist add --offline` and fill it in with `readlist fetch`."


class TransientError(NetworkError):
    """A temporary failure that is retried, up to ``tries`` times; ``wait``: seconds, if the server said how long."""

    def __init__(
        self, message: str, *, hint: str = _HINT, wait: float | None = None, tries: int = _TRIES
    ) -> None:
        super().__init__(message, hint=hint)
        self.wait = wait
        self.tries = tries


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer: its final URL, status, headers (names in lower case) and unpacked body."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """Parse the body as JSON. Raises TransientError if it is not JSON."""
        import json  # noqa: PLC0415

        try:
            return json.loads(self.body)
        except ValueError as error:
            raise TransientError(f"{httpx.URL(self.url).host} sent something that is not JSON") from error


def accept(answer: Answer) -> Answer:
    """Accept any answer."""
    return answer


class Http:
    """The HTTP client of one provider; call ``close`` at the end.

    ``interval``: seconds between requests. ``backend``, ``follow``: as in ``make_client``.
    """

    def __init__(
        self,
        settings: Settings,
        name: str,
        *,
        interval: float,
        headers: Mapping[str, str] | None = None,
        backend: httpcore.NetworkBackend | None = None,
        follow: bool = True,
    ) -> None:
        self.name = name
        self._settings = settings
        self._limiter = RateLimiter.at(name, interval, settings)
        self._client = make_client(settings, headers=headers, backend=backend, follow=follow)

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        check: Callable[[Answer], Answer] = accept,
        max_bytes: int = MAX_BYTES,
        cut: bool = False,
    ) -> Answer:
        """Fetch ``url`` and return the first answer that passes ``check``. Raises NetworkError.

        A body of more than ``max_bytes`` is an error or, with ``cut``, is truncated.
        """
        request = self._client.build_request("GET", url, params=params)
        return self._ask(request, check, functools.partial(self._read, max_bytes=max_bytes, cut=cut))

    def post(self, url: str, *, json: Any, params: Mapping[str, str] | None = None) -> Answer:
        """Post ``json`` to ``url`` with the same retries as ``get``; only for idempotent requests."""
        request = self._client.build_request("POST", url, params=params, json=json)
        return self._ask(request, accept, self._read)

    def _ask(self, request: httpx.Request, check: Callable[[Answer], Answer], read: _Reader) -> Answer:
        tries = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(TransientError),
            stop=_Enough(self._settings.patience),
            wait=_wait,
            sleep=self._settings.sleep,
            reraise=True,
        )
        return tries(self._try, request, check, read)

    def _try(self, request: httpx.Request, check: Callable[[Answer], Answer], read: _Reader) -> Answer:
        with self._limiter.turn():
            answer = self._send(request, read)
        try:
            return check(self._check_status(answer))
        except TransientError as error:
            if error.wait:
                self._limiter.postpone(error.wait)
                if error.wait > MAX_WAIT:
                    raise NetworkError(error.message, hint="Try again after that time.") from error
            raise

    def _send(self, request: httpx.Request, read: _Reader) -> Answer:
        host = request.url.host
        try:
            return read(request)
        except httpx.TimeoutException as error:
            raise TransientError(
                f"{host} did not answer within {self._settings.timeout:g} seconds", tries=_TRIES_OFFLINE
            ) from error
        except httpx.ConnectError as error:
            raise _unreachable(host, error) from error
        except httpx.TooManyRedirects as error:
            raise NetworkError(f"{host} redirects too often", hint=_HINT) from error
        except httpx.TransportError as error:
            raise TransientError(f"the connection to {host} was lost: {error}") from error
        except (httpx.InvalidURL, httpx.DecodingError) as error:
            raise TransientError(f"{host} sent an answer that cannot be read: {error}") from error

    def _read(self, request: httpx.Request, *, max_bytes: int = MAX_BYTES, cut: bool = False) -> Answer:
        """Send a request and read the answer; httpx limits only the wait for each chunk, so limit the total here."""
        deadline = time.monotonic() + self._settings.timeout
        response = self._client.send(request, stream=True)
        try:
            body = bytearray()
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > max_bytes and cut:
                    break
                if len(body) > max_bytes:
                    raise NetworkError(
                        f"{request.url.host} sent more than {max_bytes // 2**20} MB, which is too much",
                        hint=_HINT,
                    )
                if time.monotonic() > deadline:
                    raise httpx.ReadTimeout("the body took too long", request=request)
        finally:
            response.close()
        return Answer(str(response.url), response.status_code, dict(response.headers), bytes(body))

    def _check_status(self, answer: Answer) -> Answer:
        host = httpx.URL(answer.url).host
        wait = _retry_after(answer.headers, self._settings.clock())
        if answer.status in _RETRIED or (answer.status == 403 and wait is not None):
            asked = f" and asks us to wait {wait:.0f} seconds" if wait else ""
            raise TransientError(f"{host} is busy (HTTP {answer.status}){asked}", wait=wait)
        if answer.status in _REFUSED:
            raise NetworkError(f"{host} rejected the request (HTTP {answer.status})", hint=_HINT)
        if answer.status >= 500:
            raise NetworkError(f"{host} failed (HTTP {answer.status})", hint=_HINT)
        return answer


def make_client(
    settings: Settings,
    *,
    headers: Mapping[str, str] | None = None,
    backend: httpcore.NetworkBackend | None = None,
    follow: bool = True,
) -> httpx.Client:
    """Return an httpx client with our user agent and the timeout of the settings.

    ``backend``: used for all connections that do not go through a proxy. ``follow``: follow redirects.
    """
    client = httpx.Client(
        headers={"User-Agent": user_agent(settings.contact), **(headers or {})},
        timeout=settings.timeout,
        follow_redirects=follow,
        max_redirects=5,
    )
    if backend:
        # httpx cannot pass a network backend to httpcore; with a custom transport it would ignore proxies.
        client._transport._pool._network_backend = backend  # type: ignore[attr-defined]  # noqa: SLF001
    return client


def user_agent(contact: str | None) -> str:
    """Return the User-Agent header: program, version and, if configured, the contact of the person running it."""
    return f"readlist/{__version__}" + (f" (mailto:{contact})" if contact else "")


def _unreachable(host: str, error: httpx.ConnectError) -> NetworkError:
    text = str(error)
    if "CERTIFICATE" in text.upper():
        return NetworkError(
            f"the certificate of {host} is not valid: {text}",
            hint="A proxy may be intercepting the connection. Nothing was read.",
        )
    hint = "Check the connection, or keep a stub with `readlist add --offline` and fill it in with `readlist fetch`."
    return TransientError(f"{host} cannot be reached: {text}", hint=hint, tries=_TRIES_OFFLINE)


def _retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Return the seconds that the server asks us to wait: Retry-After (RFC 9110, 10.2.3), else GitHub's reset time."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    if text:
        try:
            return max(0.0, parsedate_to_datetime(text).timestamp() - now)
        except (TypeError, ValueError):
            return None
    if (
        headers.get("x-ratelimit-remaining") == "0"
        and (reset := headers.get("x-ratelimit-reset", "")).isdigit()
    ):
        return max(0.0, float(reset[:12]) - now)
    return None


class _Enough(tenacity.stop_after_delay):
    """Stop after the time limit, or after the number of tries of the error."""

    def __call__(self, state: tenacity.RetryCallState) -> bool:
        error = state.outcome.exception() if state.outcome else None
        tries = error.tries if isinstance(error, TransientError) else _TRIES
        return state.attempt_number >= tries or super().__call__(state)


def _wait(state: tenacity.RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, TransientError) and error.wait is not None:
        return error.wait
    return _backoff(state)


_backoff = tenacity.wait_exponential_jitter(*_BACKOFF)
