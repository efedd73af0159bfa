"""Refuse requests to private networks: URLs come from notes, which may be somebody else's.

    URL ──> check_address ──> httpx ──> GuardedBackend ──> resolve ──> all public? ─┬─ yes ──> connect to the address
            (IP addresses; behind                                                  └─ no ──> PrivateAddressError
            a proxy also names)

A host name is resolved and checked where the connection is made, so that it cannot resolve to another address between
check and connection. A proxy resolves names itself, so behind one the check comes before the request.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import getproxies

import httpcore

from readlist.errors import InputError, NetworkError

if TYPE_CHECKING:
    from collections.abc import Iterable


class PrivateAddressError(NetworkError):
    """The host of a URL from notes is in a private network."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"{host} is in a private network, so no request is sent to it",
            hint=f'To allow it, add it to the settings: [providers] private_hosts = ["{host}"]',
        )


def check_address(url: str, allowed: Iterable[str]) -> None:
    """Check that a URL is a plain web address, and that neither its IP nor, behind a proxy, its host is private.

    Raises InputError or PrivateAddressError. ``allowed``: host names that may be private.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if host is None or parts.scheme not in ("http", "https") or parts.username:
        raise InputError(f"'{url}' is not a web address that can be fetched")
    if host not in allowed and not all(map(_is_public, _known_addresses(host))):
        raise PrivateAddressError(host)


def _known_addresses(host: str) -> list[str]:
    """Return ``host`` if it is an IP address; else, behind a proxy, the addresses to which it resolves here."""
    with contextlib.suppress(ValueError):
        return [str(ipaddress.ip_address(host.partition("%")[0]))]
    if getproxies():
        with contextlib.suppress(OSError):
            return _resolve(host)
    return []


def _resolve(host: str, port: int | None = None) -> list[str]:
    """Look up the addresses of a name. Raises OSError."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def _is_public(address: str) -> bool:
    """Return whether an IP address is publicly routable."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        ip = ip.ipv4_mapped or ip.sixtofour or ip
    return ip.is_global and not ip.is_multicast


class GuardedBackend(httpcore.SyncBackend):
    """A network backend that connects only to public addresses and to ``allowed`` hosts."""

    def __init__(self, allowed: Iterable[str]) -> None:
        super().__init__()
        self._allowed = frozenset(allowed)

    def connect_tcp(self, host: str, port: int, *args: Any, **options: Any) -> httpcore.NetworkStream:
        """Resolve ``host``, check all its addresses and connect to the first. Raises PrivateAddressError."""
        try:
            addresses = _resolve(host, port)
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        if host not in self._allowed and not all(map(_is_public, addresses)):
            raise PrivateAddressError(host)
        return super().connect_tcp(addresses[0], port, *args, **options)
