"""One polite HTTP client for every provider: time and size limits, retries, rate limit, one form of error.

    get ──> turn (limiter) ──> send: headers, body with deadline and size limit ──> check ──> Answer
      ^                                                                              │
      └── wait: Retry-After, else backoff with jitter <── TransientError ─────────────────┘
                                                          anything else: NetworkError, at once

``check`` belongs to the caller: it looks at an answer and raises TransientError for one that is no answer, such as a
page cut short or 'Rate exceeded' with status 200. A status that tells of the thing asked for (400, 404, 414…) is
handed back in the Answer.
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
from readlist.providers.rate_limiter import LONGEST_WAIT, RateLimiter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import httpcore

    from readlist.providers.settings import Settings

    _Reader = Callable[[httpx.Request], "Answer"]

MOST_BYTES = 32 * 2**20
"""The largest answer that is read, unpacked: a hundred arXiv entries have a quarter of a megabyte."""
_TRIES = 4
_TRIES_OFFLINE = 2
_BACKOFF = (1.0, 30.0)
"""The first and the longest wait between tries, in seconds."""
_RETRIED = frozenset((408, 425, 429, 500, 502, 503, 504))
_REFUSED = frozenset((401, 402, 403, 407, 451))
_HINT = "Try again later, or keep a stub with `readlist add --offline` and fill it in with `readlist fetch`."


class TransientError(NetworkError):
    """A failure that may pass: worth another try, after ``wait`` seconds where the server said how long."""

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
        """Read the body as JSON; raises TransientError when it is none."""
        import json  # noqa: PLC0415

        try:
            return json.loads(self.body)
        except ValueError as error:
            raise TransientError(
                f"{httpx.URL(self.url).host} answered with something that is no JSON"
            ) from error


def accept(answer: Answer) -> Answer:
    """Take any answer as it is."""
    return answer


class Http:
    """The client of one provider; ``close`` it."""

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
        """Let go of the connection."""
        self._client.close()

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        check: Callable[[Answer], Answer] = accept,
        most_bytes: int = MOST_BYTES,
        cut: bool = False,
    ) -> Answer:
        """Ask for ``url`` and return the answer that ``check`` lets pass; raises NetworkError.

        A body of more than ``most_bytes`` is an error or, with ``cut``, is read only so far.
        """
        request = self._client.build_request("GET", url, params=params)
        return self._ask(request, check, functools.partial(self._read, most_bytes=most_bytes, cut=cut))

    def post(self, url: str, *, json: Any, params: Mapping[str, str] | None = None) -> Answer:
        """Post ``json`` to ``url``, as ``get`` does; only for questions that can be asked twice."""
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
            return check(self._judge(answer))
        except TransientError as error:
            if error.wait:
                self._limiter.postpone(error.wait)
                if error.wait > LONGEST_WAIT:
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
            raise NetworkError(f"{host} redirects without end", hint=_HINT) from error
        except httpx.TransportError as error:
            raise TransientError(f"the connection to {host} broke off: {error}") from error
        except (httpx.InvalidURL, httpx.DecodingError) as error:
            raise TransientError(f"{host} sent an answer that cannot be read: {error}") from error

    def _read(self, request: httpx.Request, *, most_bytes: int = MOST_BYTES, cut: bool = False) -> Answer:
        """Read one answer; httpx limits the wait for each piece of a body, so the whole is limited here."""
        deadline = time.monotonic() + self._settings.timeout
        response = self._client.send(request, stream=True)
        try:
            body = bytearray()
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > most_bytes and cut:
                    break
                if len(body) > most_bytes:
                    raise NetworkError(
                        f"{request.url.host} sent more than {most_bytes // 2**20} MB, which is not read",
                        hint=_HINT,
                    )
                if time.monotonic() > deadline:
                    raise httpx.ReadTimeout("the body took too long", request=request)
        finally:
            response.close()
        return Answer(str(response.url), response.status_code, dict(response.headers), bytes(body))

    def _judge(self, answer: Answer) -> Answer:
        host = httpx.URL(answer.url).host
        wait = _retry_after(answer.headers, self._settings.clock())
        if answer.status in _RETRIED or (answer.status == 403 and wait is not None):
            asked = f" and asks to wait {wait:.0f} seconds" if wait else ""
            raise TransientError(f"{host} is busy (HTTP {answer.status}){asked}", wait=wait)
        if answer.status in _REFUSED:
            raise NetworkError(f"{host} refuses the request (HTTP {answer.status})", hint=_HINT)
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
    """Make a client that names itself, and waits for nothing longer than the settings say.

    All that it reaches without a proxy, it connects to through ``backend``.
    """
    client = httpx.Client(
        headers={"User-Agent": user_agent(settings.contact), **(headers or {})},
        timeout=settings.timeout,
        follow_redirects=follow,
        max_redirects=5,
    )
    if backend:
        # httpx passes no network backend on to httpcore; with a transport of our own it would use no proxy.
        client._transport._pool._network_backend = backend  # type: ignore[attr-defined]  # noqa: SLF001
    return client


def user_agent(contact: str | None) -> str:
    """Name the program and, where configured, how to reach the person who runs it."""
    return f"readlist/{__version__}" + (f" (mailto:{contact})" if contact else "")


def _unreachable(host: str, error: httpx.ConnectError) -> NetworkError:
    text = str(error)
    if "CERTIFICATE" in text.upper():
        return NetworkError(
            f"{host} cannot prove who it is: {text}", hint="Is a proxy between? Nothing was read."
        )
    hint = "Check the connection, or keep a stub with `readlist add --offline` and fill it in with `readlist fetch`."
    return TransientError(f"{host} cannot be reached: {text}", hint=hint, tries=_TRIES_OFFLINE)


def _retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds that the server asks us to wait: RFC 9110, 10.2.3, a number or a date; GitHub's reset time too."""
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
    """Stop after the time limit, or after as many tries as the failure is worth."""

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
