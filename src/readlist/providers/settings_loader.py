"""Read the providers' settings from the configuration and the environment.

[providers] table ──┐
                    ├── load: known names? valid values? ──> Settings, or InputError naming the setting
environment ────────┘
"""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from readlist.errors import InputError
from readlist.model.provenance import PROVIDERS
from readlist.providers.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

_NUMBERS = ("timeout", "patience", "cache_days")
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
        values["cache_dir"] = Path(str(folder)).expanduser()
    if mirror := environ.get("READLIST_MIRROR", config.get("mirror")):
        values["mirror"] = Path(str(mirror)).expanduser()
    values["urls"] = _each(config, environ, "url", _url)
    values["keys"] = _each(config, environ, "key", _one_line)
    values["delays"] = _each(config, environ, "delay", _number)
    if token := environ.get("GITHUB_TOKEN"):
        values["keys"].setdefault("github", _one_line("GITHUB_TOKEN", token))
    _refuse_unknown(config)
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


def _refuse_unknown(config: Mapping[str, Any]) -> None:
    known = {spec.name for spec in fields(Settings)} - {"urls", "keys", "delays", "clock", "sleep"} | set(
        PROVIDERS
    )
    for name in config:
        if name not in known:
            raise InputError(
                f"unknown setting providers.{name}", hint=f"Known settings: {', '.join(sorted(known))}"
            )
    for name in PROVIDERS:
        for what in config.get(name, {}):
            if what not in ("url", "key", "delay"):
                raise InputError(
                    f"unknown setting providers.{name}.{what}", hint="Known settings: url, key, delay"
                )


def _number(name: str, value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = -1.0
    if not number >= 0:
        raise InputError(f"{name} must be a number of at least 0, not {value!r}")
    return number


def _name_list(name: str, value: Any) -> list[str]:
    if not (isinstance(value, list) and all(isinstance(part, str) for part in value)):
        raise InputError(f"{name} must be a list of names, not {value!r}")
    if name == "disabled" and (unknown := set(value) - set(PROVIDERS)):
        raise InputError(
            f"unknown provider {min(unknown)!r} in {name}", hint=f"Known providers: {', '.join(PROVIDERS)}"
        )
    return value


def _url(name: str, value: Any) -> str:
    text = str(value).rstrip("/")
    if urlsplit(text).scheme not in ("http", "https") or not urlsplit(text).hostname:
        raise InputError(f"{name} must be a web address, not {value!r}")
    return text


def _one_line(name: str, value: Any) -> str:
    """Read a value that is sent in a header; it must not contain a line break, which could start another header."""
    text = str(value).strip()
    if not text.isascii() or not text.isprintable():
        raise InputError(f"{name} has characters that are not allowed in a request: {text!r}")
    return text
