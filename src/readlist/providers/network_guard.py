"""Connections that end in time and never lead into private networks: URLs come from notes, maybe somebody else's.

    URL ──> check_address ──> httpx ──> GuardedBackend ──> resolve ──> all public? ─┬─ yes ──> connect to the address
            (IP addresses; behind                                                  └─ no ──> PrivateAddressError
            a proxy also names)                           Deadline: name look-up, connection, every read and write

A host name is resolved and checked where the connection is made, so that it cannot resolve to another address between
check and connection. A proxy resolves names itself, so behind one the check comes before the request.

httpx limits the wait for each chunk only, and not the look-up of a name at all; a server that sends one byte in a while
would never be given up. A ``Deadline`` limits the whole exchange.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import threading
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import getproxies

import httpcore

from readlist.errors import InputError, NetworkError

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable

_NAT64 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))
"""Prefixes of IPv6 addresses that a translator turns into the IPv4 address in the last 32 bits: RFC 6052, RFC 8215."""
_UNICAST = ipaddress.IPv6Network("2000::/3")
"""All that is routed globally: RFC 4291, 2.4. Outside are site-local addresses, segment IDs, and old forms of IPv4."""
_DOCUMENTATION = ipaddress.IPv6Network("3fff::/20")
"""RFC 9637; earlier versions of Python take it for public."""
_IPV4_COMPATIBLE = ipaddress.IPv6Network("::/96")
"""The old form of an IPv4 address in IPv6: RFC 4291, 2.5.5.1."""


class PrivateAddressError(NetworkError):
    """The host of a URL from notes is in a private network."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"{host} is in a private network, so no request is sent to it",
            hint=f'To allow it, add it to the settings: [providers] private_hosts = ["{host}"]',
        )


# -- addresses ---------------------------------------------------------------------------------------------------------


def check_address(url: str, allowed: Iterable[str]) -> None:
    """Check that a URL is a plain web address, and that neither its IP nor, behind a proxy, its host is private.

    Raises InputError or PrivateAddressError. ``allowed``: host names that may be private.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https") or parts.username is not None:
        raise InputError(f"'{url}' is not a web address that can be fetched")
    if host not in allowed and not all(map(_is_public, _known_addresses(host))):
        raise PrivateAddressError(host)


def _known_addresses(host: str) -> list[str]:
    """Return ``host`` if it is an IP address in any form; else, behind a proxy, the addresses it resolves to here."""
    bare = host.partition("%")[0].rstrip(".")
    with contextlib.suppress(ValueError):
        return [str(ipaddress.ip_address(bare))]
    with contextlib.suppress(OSError, UnicodeError, ValueError):
        # the old forms, which resolvers and proxies understand: 127.1, 0x7f.1, 017700000001, 2130706433
        return [socket.inet_ntoa(socket.inet_aton(bare.encode("idna").decode("ascii")))]
    if getproxies():
        with contextlib.suppress(OSError):
            return _resolve(host)
    return []


def _resolve(host: str, port: int | None = None) -> list[str]:
    """Look up the addresses of a name. Raises OSError."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (UnicodeError, ValueError) as error:  # a label of more than 63 letters, an empty label
        raise OSError(f"'{host}' is not a host name") from error
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def _is_public(address: str) -> bool:
    """Return whether an IP address, and an IPv4 address inside of it, is publicly routable."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if inner := ip.ipv4_mapped or ip.sixtofour or _embedded(ip):
            return _is_public(str(inner))
        if ip.teredo or ip in _NAT64[1] or ip not in _UNICAST or ip in _DOCUMENTATION:
            return False
    return ip.is_global and not ip.is_multicast


def _embedded(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that a translator or an old stack would connect to."""
    is_translated = ip in _NAT64[0] or (ip in _IPV4_COMPATIBLE and int(ip) > 1)
    return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if is_translated else None


# -- time --------------------------------------------------------------------------------------------------------------


class Deadline:
    """The moment by which an exchange must be over, counted in wall time; ``start`` sets it, in seconds from now."""

    def __init__(self) -> None:
        self._at = float("inf")

    def start(self, seconds: float) -> None:
        """Set the deadline this many seconds from now."""
        self._at = time.monotonic() + seconds

    def limit(self, timeout: float | None, error: type[Exception]) -> float | None:
        """Return the seconds that an operation may take; raise ``error`` if the deadline has passed."""
        left = self._at - time.monotonic()
        if left <= 0:
            raise error("the deadline has passed")
        limits = [seconds for seconds in (timeout, left) if seconds is not None and seconds != float("inf")]
        return min(limits, default=None)


class _TimedStream(httpcore.NetworkStream):
    """A connection whose every operation ends by the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.limit(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.limit(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        limit = self._deadline.limit(timeout, httpcore.ConnectTimeout)
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, limit), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _resolve_in_time(host: str, port: int, timeout: float | None) -> list[str]:
    """Look up a name in a thread of its own, since nothing else can end a look-up that hangs. Raises OSError."""
    answer: list[list[str]] = []
    problem: list[OSError] = []

    def look_up() -> None:
        try:
            answer.append(_resolve(host, port))
        except OSError as error:
            problem.append(error)

    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(timeout)
    if answer:
        return answer[0]
    raise problem[0] if problem else OSError("looking up the name took too long")


class GuardedBackend(httpcore.SyncBackend):
    """A network backend that connects only to public addresses and to ``allowed`` hosts, or (None) to all.

    Every operation of its connections ends by the ``deadline``.
    """

    def __init__(self, allowed: Iterable[str] | None, deadline: Deadline | None = None) -> None:
        super().__init__()
        self._allowed = None if allowed is None else frozenset(allowed)
        self._deadline = deadline or Deadline()

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, *args: Any, **options: Any
    ) -> httpcore.NetworkStream:
        """Resolve ``host``, check all its addresses and connect to the first that answers.

        Raises PrivateAddressError, httpcore.ConnectError, httpcore.ConnectTimeout.
        """
        limit = self._deadline.limit(timeout, httpcore.ConnectTimeout)
        try:
            addresses = _resolve_in_time(host, port, limit)
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        if self._allowed is not None and host not in self._allowed and not all(map(_is_public, addresses)):
            raise PrivateAddressError(host)
        problem: Exception = httpcore.ConnectError("the name has no address")
        for address in addresses:
            try:
                limit = self._deadline.limit(timeout, httpcore.ConnectTimeout)
                stream = super().connect_tcp(address, port, limit, *args, **options)
            except httpcore.ConnectError as error:
                problem = error
            else:
                return _TimedStream(stream, self._deadline)
        raise problem
