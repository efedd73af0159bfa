"""Requests to private networks are refused."""

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
    """The address lies in a private network, where a page of somebody's notes has no business."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"{host} lies in a private network and is not asked",
            hint=f'If that is meant, allow it in the settings: [providers] private_hosts = ["{host}"]',
        )


def check_address(url: str, allowed: Iterable[str]) -> None:
    """Refuse what is not a plain web address, and what a proxy would reach in a private network."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if host is None or parts.scheme not in ("http", "https") or parts.username:
        raise InputError(f"'{url}' is no web address that can be asked")
    if host not in allowed and not all(map(_is_public, _known_addresses(host))):
        raise PrivateAddressError(host)


def _known_addresses(host: str) -> list[str]:
    """Return the address that ``host`` is, else, where there is a proxy, those to which its name resolves here."""
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
    """Whether a numeric address is one of the open network."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        ip = ip.ipv4_mapped or ip.sixtofour or ip
    return ip.is_global and not ip.is_multicast


class GuardedBackend(httpcore.SyncBackend):
    """Connects to a host at an address that was found to be public, or is that of an ``allowed`` host."""

    def __init__(self, allowed: Iterable[str]) -> None:
        super().__init__()
        self._allowed = frozenset(allowed)

    def connect_tcp(self, host: str, port: int, *args: Any, **options: Any) -> httpcore.NetworkStream:
        try:
            addresses = _resolve(host, port)
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        if host not in self._allowed and not all(map(_is_public, addresses)):
            raise PrivateAddressError(host)
        return super().connect_tcp(addresses[0], port, *args, **options)
