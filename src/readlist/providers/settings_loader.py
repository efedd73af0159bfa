"""Read the providers' settings from the configuration and the environment.

[providers] table ──┐
                    ├── load: known names? valid values? ──> Settings, or InputError naming the setting
environment ────────┘
"""

from __future__ import annotations

import ipaddress
import math
from dataclasses import fields
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from readlist.config import expand_user
from readlist.errors import InputError
from readlist.model.provenance import PROVIDERS
from readlist.providers.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_NUMBERS = ("timeout", "attempt", "patience", "cache_days")
_LOGIN = ("username", "password")
"""What OpenReview's table may have besides; kept among the keys as ``openreview_username``, ``openreview_password``."""
_DAY = 86_400.0
"""The longest time in seconds that a setting may state."""
_LISTS = {"private_hosts": tuple, "disabled": frozenset}


def load(config: Mapping[str, Any], environ: Mapping[str, str]) -> Settings:
    """Build settings; for what is read, see ``readlist.providers.resolver.load_settings``."""
    values: dict[str, Any] = {name: _number(name, config[name]) for name in _NUMBERS if name in config}
    values |= {
        name: convert(_name_list(name, config[name])) for name, convert in _LISTS.items() if name in config
    }
    if contact := environ.get("READLIST_CONTACT", config.get("contact")):
        values["contact"] = _one_line("contact", contact)
    if folder := environ.get("READLIST_CACHE_DIR", config.get("cache_dir")):
        values["cache_dir"] = _path("cache_dir", folder)
    if mirror := environ.get("READLIST_MIRROR", config.get("mirror")):
        values["mirror"] = _path("mirror", mirror)
    values["urls"] = _each(config, environ, "url", _url)
    values["keys"] = _each(config, environ, "key", _one_line)
    values["delays"] = _each(config, environ, "delay", _number)
    if token := environ.get("GITHUB_TOKEN"):
        values["keys"].setdefault("github", _one_line("GITHUB_TOKEN", token))
    values["keys"] |= _openreview_login(config, environ)
    _refuse_unknown(config)
    _refuse_open_keys(values["urls"], values["keys"])
    return Settings(**values)


def _each(config: Mapping[str, Any], environ: Mapping[str, str], what: str, read: Any) -> dict[str, Any]:
    """Read one setting (``what``) of every provider that has it."""
    out = {}
    for name in PROVIDERS:
        variable = f"READLIST_{name}_{what}".upper()
        table = config.get(name, {})
        if not isinstance(table, dict):
            raise InputError(f"the setting providers.{name} must be a table")
        value = environ.get(variable) or table.get(what)
        if value is not None:
            out[name] = read(variable if variable in environ else f"providers.{name}.{what}", value)
    return out


def _openreview_login(config: Mapping[str, Any], environ: Mapping[str, str]) -> dict[str, str]:
    """Read the login at OpenReview; a password may have any characters, since it is sent in a body."""
    table = config.get("openreview", {})
    given = {name: environ.get(f"READLIST_OPENREVIEW_{name.upper()}") or table.get(name) for name in _LOGIN}
    if any(given.values()) and not all(given.values()):
        missing = next(name for name in _LOGIN if not given[name])
        raise InputError(f"the login at OpenReview lacks its {missing}")
    return {
        f"openreview_{name}": _text(f"providers.openreview.{name}", value)
        for name, value in given.items()
        if value
    }


def _refuse_open_keys(urls: Mapping[str, str], keys: Mapping[str, str]) -> None:
    """Refuse a URL that would send a key over the network for everyone to read."""
    for name in PROVIDERS:
        parts = urlsplit(urls.get(name, ""))
        has_key = name in keys or (name == "openreview" and "openreview_password" in keys)
        if has_key and parts.scheme == "http" and not _is_loopback(parts.hostname or ""):
            raise InputError(
                f"providers.{name}.url must begin with https://, since a key is sent to it",
                hint="http:// is accepted for servers on this machine only, or without a key.",
            )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _refuse_unknown(config: Mapping[str, Any]) -> None:
    internal = {"urls", "keys", "delays", "clock", "sleep", "tries", "tripped"}
    known = {spec.name for spec in fields(Settings)} - internal | set(PROVIDERS)
    for name in config:
        if name not in known:
            raise InputError(
                f"unknown setting providers.{name}", hint=f"Known settings: {', '.join(sorted(known))}"
            )
    for name in PROVIDERS:
        for what in config.get(name, {}):
            if what not in ("url", "key", "delay", *(_LOGIN if name == "openreview" else ())):
                raise InputError(
                    f"unknown setting providers.{name}.{what}", hint="Known settings: url, key, delay"
                )


def _number(name: str, value: Any) -> float:
    try:
        number = -1.0 if isinstance(value, bool) else float(value)
    except (TypeError, ValueError, OverflowError):
        number = -1.0
    most = math.inf if name == "cache_days" else _DAY
    if not 0 <= number <= most:
        limit = "" if most == math.inf else f" and at most {most:.0f}"
        raise InputError(f"{name} must be a number of at least 0{limit}, not {_shown(value)}")
    return number


def _shown(value: Any) -> str:
    """Return a value for a message; a number of thousands of digits cannot even be written."""
    try:
        return repr(value)[:100]
    except ValueError:
        return "a number with that many digits"


def _name_list(name: str, value: Any) -> list[str]:
    if not (isinstance(value, list) and all(isinstance(part, str) for part in value)):
        raise InputError(f"{name} must be a list of names, not {_shown(value)}")
    if name == "disabled" and (unknown := set(value) - set(PROVIDERS)):
        raise InputError(
            f"unknown provider {min(unknown)!r} in {name}", hint=f"Known providers: {', '.join(PROVIDERS)}"
        )
    return value


def _url(name: str, value: Any) -> str:
    try:
        text = _text(name, value).rstrip("/")
        parts = urlsplit(text)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets that are no IPv6 address, a port out of range
        is_address = False
    if not is_address:
        raise InputError(f"{name} must be a web address, not {_shown(value)}")
    return text


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise InputError(f"{name} must be a text in quotes, not {_shown(value)}")
    return value


def _path(name: str, value: Any) -> Path:
    text = _text(name, value)
    if "\0" in text:
        raise InputError(f"{name} must be a path, not {_shown(value)}")
    return expand_user(text)


def _one_line(name: str, value: Any) -> str:
    """Read a value that is sent in a header; it must not contain a line break, which could start another header."""
    text = _text(name, value).strip()
    if not text.isascii() or not text.isprintable():
        raise InputError(f"{name} has characters that are not allowed in a request")
    return text
