"""The HTTP client of all providers: deadline, size limit, retries, rate limit, secrets and uniform errors.

    get ──> turn (rate_limiter) ──> send: redirects, body (answer_body), deadline (network_guard) ──> check ──> Answer
      ^                                                                                │
      └── wait: Retry-After, else backoff with jitter <── TransientError, if tries are left
                                                          NetworkError: raised

``check`` is passed by the caller. It raises TransientError for an invalid answer, such as a page cut short. A status
about the requested resource (400, 404, 414…) is returned in the Answer. Headers with secrets are sent to the provider's
own server only: a redirect to another one does not get them, and no message contains them.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import httpx
import tenacity

from readlist._version import __version__
from readlist.errors import NetworkError, ReadlistError
from readlist.providers.answer_body import TooLargeError, UnpackError, read_body
from readlist.providers.circuit_breaker import BUSY_PAUSE, LOST_PAUSE, DownError
from readlist.providers.display_names import display_name, duration
from readlist.providers.network_guard import Deadline, GuardedBackend
from readlist.providers.rate_limiter import RateLimiter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from readlist.providers.settings import Settings

MAX_BYTES = 32 * 2**20
"""Maximum size of an answer, unpacked: a hundred arXiv entries are a quarter of a megabyte."""
_TRIES_OFFLINE = 2
_BACKOFF = (1.0, 30.0)
"""The first and the longest wait between tries, in seconds."""
_MAX_REDIRECTS = 5
_BUSY = frozenset((408, 425, 429, 500, 502, 503, 504))
_FAILED = frozenset((500, 502, 504))
_REFUSED = frozenset((401, 402, 403, 407, 451))
_HALF_CHARACTER = re.compile(rb"\\u[dD][89a-fA-F]|\xed[\xa0-\xbf]")
"""What may be one of a pair of surrogates, escaped or in bytes, without the other."""
_ERROR_NUMBER = re.compile(r"^\[Errno -?\d+\] ")
TRY_LATER = "Try again later."


class TransientError(DownError):
    """A temporary failure that is retried, up to ``tries`` times; ``wait``: seconds, if the server said how long.

    ``least``: tries that are made even where the settings allow fewer.
    """

    def __init__(
        self,
        message: str,
        *,
        hint: str = TRY_LATER,
        wait: float | None = None,
        tries: int = 1000,
        least: int = 1,
        pause: float = LOST_PAUSE,
    ) -> None:
        super().__init__(message, hint=hint, pause=pause)
        self.wait = wait
        self.tries = tries
        self.least = least


class UnreachableError(TransientError):
    """This machine has no connection to a ``host``: its name cannot be looked up, or nobody listens there."""

    def __init__(self, host: str, reason: str) -> None:
        super().__init__(
            f"{host} cannot be reached: {reason}",
            hint="Check the connection, and try again.",
            tries=_TRIES_OFFLINE,
            pause=0,
        )
        self.host = host
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer: its final URL, status, headers (names in lower case) and unpacked body; ``who`` sent it."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    who: str = "the provider"

    def json(self) -> Any:
        """Parse the body as JSON; halves of characters, which nothing could store, become '?'.

        Raises TransientError if it is not JSON.
        """
        import json  # noqa: PLC0415

        try:
            body = self.body
            if _HALF_CHARACTER.search(body):
                body = json.dumps(json.loads(body), ensure_ascii=False).encode("utf-8", "replace")
            return json.loads(body)
        except (ValueError, RecursionError) as error:
            raise TransientError(f"{self.who} sent something that is not JSON") from error


def accept(answer: Answer) -> Answer:
    """Accept any answer."""
    return answer


class Http:
    """The HTTP client of one provider; call ``close`` at the end.

    ``interval``: seconds between requests, and ``turns`` the name under which all who share them take turns.
    ``headers``: sent with each request; ``secrets``: the same, but to the provider's own server only. ``explain`` turns
    an answer that is a refusal into an error with a better message than the status alone. ``private``: hosts in private
    networks that may be asked; None: all. ``follow``: follow redirects.
    """

    def __init__(
        self,
        settings: Settings,
        name: str,
        *,
        interval: float,
        turns: str = "",
        headers: Mapping[str, str] | None = None,
        secrets: Mapping[str, str] | None = None,
        explain: Callable[[Answer], NetworkError | None] | None = None,
        private: Iterable[str] | None = None,
        follow: bool = True,
    ) -> None:
        self.name = name
        self.secrets = dict(secrets or {})
        self._settings = settings
        self._explain = explain
        self._follow = follow
        self._deadline = Deadline()
        self._limiter = RateLimiter.at(turns or name, interval, settings)
        self._client = make_client(
            settings,
            headers=headers,
            backend=GuardedBackend(private, self._deadline),
            deadline=self._deadline,
        )

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def abandon(self) -> None:
        """Let others send requests, although one of ours has not been answered."""
        self._limiter.release()

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
        return self._ask("GET", url, check, params=params, max_bytes=max_bytes, cut=cut)

    def post(self, url: str, *, json: Any, params: Mapping[str, str] | None = None) -> Answer:
        """Post ``json`` to ``url`` with the same retries as ``get``; only for idempotent requests."""
        return self._ask("POST", url, accept, params=params, json=json)

    def _ask(
        self,
        method: str,
        url: str,
        check: Callable[[Answer], Answer],
        *,
        max_bytes: int = MAX_BYTES,
        cut: bool = False,
        **content: Any,
    ) -> Answer:
        try:
            request = self._client.build_request(method, url, headers=self.secrets, **content)
        except (httpx.InvalidURL, ValueError, TypeError) as error:
            raise NetworkError(f"'{self._without_secrets(url)}' is not a web address") from error
        tries = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(TransientError),
            stop=_Enough(self._settings),
            wait=_wait,
            sleep=self._settings.sleep,
            reraise=True,
        )
        try:
            return tries(self._try, request, check, functools.partial(read_body, most=max_bytes, cut=cut))
        except ReadlistError as error:
            error.message = self._without_secrets(error.message)
            error.args = (error.message,)
            raise

    def _without_secrets(self, text: str) -> str:
        for secret in (*self.secrets.values(), *self._settings.keys.values()):
            text = text.replace(secret.removeprefix("Bearer "), "…")
        return text

    def _try(
        self,
        request: httpx.Request,
        check: Callable[[Answer], Answer],
        read: Callable[[httpx.Response], bytes],
    ) -> Answer:
        with self._limiter.turn():
            answer = self._send(request, read)
        try:
            return check(self._check_status(answer))
        except TransientError as error:
            self._respect(error)
            raise

    def _respect(self, error: TransientError) -> None:
        """Wait as long as the server asks, if that is within our patience; else, or without another try, leave it alone."""
        wait = error.wait or 0.0
        if wait > self._settings.patience:
            raise DownError(error.message, hint="Try again after that time.", pause=wait) from error
        if wait and self._settings.tries > 1:
            self._limiter.postpone(wait)
        error.pause = max(error.pause, wait)

    def _send(self, request: httpx.Request, read: Callable[[httpx.Response], bytes]) -> Answer:
        host = request.url.host
        who = self._who(host)
        try:
            return self._exchange(request, read)
        except httpx.TimeoutException as error:
            seconds = f"{self._settings.timeout:g} second{'s' * (self._settings.timeout != 1)}"
            raise TransientError(f"{who} did not answer within {seconds}", tries=1) from error
        except httpx.ConnectError as error:
            raise _unreachable(host, error) from error
        except httpx.TransportError as error:
            raise TransientError(f"the connection to {who} was lost: {error}") from error
        except TooLargeError as error:
            raise DownError(
                f"{who} sent {error}, which is too much", hint=TRY_LATER, pause=LOST_PAUSE
            ) from error
        except (httpx.InvalidURL, httpx.DecodingError, UnpackError) as error:
            raise TransientError(f"{who} sent an answer we cannot read: {error}") from error

    def _who(self, host: str) -> str:
        """Return the name of the provider; of web pages, the host."""
        return host if self.name == "page" else display_name(self.name)

    def _exchange(self, request: httpx.Request, read: Callable[[httpx.Response], bytes]) -> Answer:
        """Send a request, follow redirects and read the answer, all by the deadline."""
        self._deadline.start(self._settings.timeout)
        for _ in range(_MAX_REDIRECTS + 1):
            response = self._client.send(request, stream=True)
            try:
                if not (self._follow and response.next_request):
                    headers = dict(response.headers.items())
                    who = self._who(request.url.host)
                    return Answer(str(response.url), response.status_code, headers, read(response), who)
                request = self._redirected(request, response.next_request)
            finally:
                response.close()
        raise NetworkError(f"{request.url.host} redirects too often", hint=TRY_LATER)

    def _redirected(self, request: httpx.Request, target: httpx.Request) -> httpx.Request:
        """Return the request to send after a redirect: without secrets, if it goes to another server."""
        if _origin(request.url) == _origin(target.url):
            return target
        if request.method != "GET" or self._without_secrets(str(target.url)) != str(target.url):
            raise NetworkError(
                f"{request.url.host} redirects to {target.url.host}, which must not get the login"
            )
        for name in self.secrets:
            target.headers.pop(name, None)
        return target

    def _check_status(self, answer: Answer) -> Answer:
        if self._explain and (error := self._explain(answer)):
            raise error
        who = self._who(httpx.URL(answer.url).host)
        wait = retry_after(answer.headers, self._settings.clock())
        if answer.status in _BUSY or (answer.status == 403 and wait is not None):
            asked = f" and asks us to wait {duration(wait)}" if wait else ""
            what, pause = ("failed", LOST_PAUSE) if answer.status in _FAILED else ("is busy", BUSY_PAUSE)
            raise TransientError(f"{who} {what} (HTTP {answer.status}){asked}", wait=wait, pause=pause)
        if answer.status in _REFUSED:
            raise DownError(f"{who} rejected the request (HTTP {answer.status})", hint=TRY_LATER)
        if answer.status >= 500:
            raise DownError(f"{who} failed (HTTP {answer.status})", hint=TRY_LATER, pause=LOST_PAUSE)
        return answer


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def make_client(
    settings: Settings,
    *,
    headers: Mapping[str, str] | None = None,
    backend: GuardedBackend | None = None,
    deadline: Deadline | None = None,
) -> httpx.Client:
    """Return an httpx client with our user agent and the timeout of the settings, which follows no redirects itself.

    ``backend``: used for all connections that do not go through a proxy; those that do end by the ``deadline`` as well.
    """
    client = httpx.Client(
        headers={
            "User-Agent": user_agent(settings.contact),
            "Accept-Encoding": "gzip, deflate",
            **(headers or {}),
        },
        timeout=settings.timeout,
        follow_redirects=False,
    )
    # httpx cannot pass a network backend to httpcore; with a custom transport it would ignore proxies.
    for transport in filter(None, client._mounts.values()):  # noqa: SLF001
        transport._pool._network_backend = GuardedBackend(None, deadline)  # type: ignore[attr-defined]  # noqa: SLF001
    if backend:
        client._transport._pool._network_backend = backend  # type: ignore[attr-defined]  # noqa: SLF001
    return client


def user_agent(contact: str | None) -> str:
    """Return the User-Agent header: program, version and, if configured, the contact of the person running it."""
    return f"readlist/{__version__}" + (f" (mailto:{contact})" if contact else "")


def _unreachable(host: str, error: httpx.ConnectError) -> NetworkError:
    text = str(error)
    if "CERTIFICATE" in text.upper():
        return DownError(
            f"the certificate of {host} is not valid: {text}",
            hint="A proxy may be intercepting the connection. Nothing was read.",
        )
    return UnreachableError(host, plain_reason(error))


def plain_reason(error: Exception) -> str:
    """Return the words of an error of the operating system, without its number."""
    return _ERROR_NUMBER.sub("", str(error))


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Return the seconds that the server asks us to wait: Retry-After (RFC 9110, 10.2.3), else a spent budget's reset.

    GitHub's reset is a time since 1970, OpenAlex's the seconds left.
    """
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    if text:
        try:
            return max(0.0, parsedate_to_datetime(text).timestamp() - now)
        except (TypeError, ValueError):
            return None
    reset = headers.get("x-ratelimit-reset", "")
    if headers.get("x-ratelimit-remaining") == "0" and reset.isascii() and reset.isdigit():
        seconds = float(reset[:12])
        return seconds if seconds < 10**8 else max(0.0, seconds - now)
    return None


class _Enough(tenacity.stop_after_delay):
    """Stop after the time-out of one request, or after the number of tries of the settings or the error.

    So what fails fast is tried again, and a server that takes long to fail costs its time once.
    """

    def __init__(self, settings: Settings) -> None:
        super().__init__(min(settings.timeout, settings.patience))
        self._tries = settings.tries

    def __call__(self, state: tenacity.RetryCallState) -> bool:
        error = state.outcome.exception() if state.outcome else None
        tries = self._tries
        if isinstance(error, TransientError):
            tries = max(error.least, min(error.tries, tries))
        return state.attempt_number >= tries or super().__call__(state)


def _wait(state: tenacity.RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, TransientError) and error.wait is not None:
        return error.wait
    return _backoff(state)


_backoff = tenacity.wait_exponential_jitter(*_BACKOFF)
