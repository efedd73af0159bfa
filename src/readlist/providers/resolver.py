"""The entry point of the providers: resolve IDs, titles and URLs to records.

    resolve(ids, settings) ──> Resolution ─┬─ records:  ID -> (origin, Record)     origin: the provider's name
                                           ├─ facts:    ID -> ProviderFacts        withdrawn, latest version, comment
                                           └─ problems: ID -> ReadlistError        not raised: NotFoundError,
                                                                                   InputError for a malformed ID,
                                                                                   NetworkError
    search_title(title, settings) ──> list[ProviderRecord]   candidates, best first; raises NetworkError
    fetch_page(url, settings) ──> ProviderRecord             a web page; raises NetworkError, NotFoundError, InputError

    settings = load_settings({"contact": "me@example.org"}, os.environ)
    resolution = resolve([Identifier("arxiv", "2106.09685")], settings)
    for identifier, (origin, record) in resolution.records.items(): …

Each requested ID is in ``records`` or in ``problems``. Records come from the arXiv mirror, the cache or a provider, in
this order. This module imports no HTTP client: clients are imported for the first request.
"""

from __future__ import annotations

import contextlib
import importlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from readlist.errors import NetworkError, NotFoundError
from readlist.model.provenance import PROVIDERS
from readlist.model.provider_record import ProviderFacts, ProviderRecord
from readlist.providers.base import Batch
from readlist.providers.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from readlist.errors import ReadlistError
    from readlist.model.identifiers import Identifier
    from readlist.model.record import Record
    from readlist.providers.base import Provider

__all__ = [
    "PROVIDERS",
    "ProviderFacts",
    "ProviderRecord",
    "Resolution",
    "Settings",
    "enrich",
    "fetch_page",
    "has_mirror",
    "iter_batches",
    "load_settings",
    "open_titles",
    "resolve",
    "search_title",
]

_BY_SCHEME = {
    "arxiv": ("arxiv",),
    "doi": ("crossref", "datacite"),
    "acl": ("acl",),
    "openreview": ("openreview",),
    "github": ("github",),
}
"""The providers to ask for an ID, in this order, until one knows it."""
_FALLBACKS = {"arxiv": ("datacite",), "acl": ("semanticscholar",)}
"""The providers to ask if all of those are disabled."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """The result for each requested ID: it is in ``records`` (with its origin) or in ``problems``."""

    records: dict[Identifier, tuple[str, Record]] = field(default_factory=dict)
    problems: dict[Identifier, ReadlistError] = field(default_factory=dict)
    facts: dict[Identifier, ProviderFacts] = field(default_factory=dict)


def load_settings(config: Mapping[str, Any], environ: Mapping[str, str]) -> Settings:
    """Build settings from the ``providers`` table of the configuration and the environment, which takes precedence.

    Configuration: ``contact``, ``timeout``, ``patience``, ``cache_days``, ``cache_dir``, ``private_hosts``,
    ``disabled`` (a list of names), and a table for each provider with ``url``, ``key``, ``delay``.
    Environment: ``READLIST_CONTACT``, ``READLIST_CACHE_DIR`` and, for each provider, ``READLIST_ARXIV_URL``,
    ``READLIST_ARXIV_KEY``, ``READLIST_ARXIV_DELAY`` (seconds); ``GITHUB_TOKEN`` is used as GitHub's key.
    Raises InputError for an invalid value.
    """
    from readlist.providers.settings_loader import load  # noqa: PLC0415

    return load(config, environ)


def resolve(identifiers: Iterable[Identifier], settings: Settings) -> Resolution:
    """Fetch the records of ``identifiers``. Errors are returned in ``problems``, not raised."""
    resolution = Resolution()
    for batch in iter_batches(identifiers, settings):
        for identifier, found in batch.found.items():
            resolution.records[identifier] = (found.origin, found.record)
            resolution.facts[identifier] = found.facts
        resolution.problems.update(batch.problems)
    return resolution


def iter_batches(identifiers: Iterable[Identifier], settings: Settings) -> Iterator[Batch]:
    """Fetch the records of ``identifiers`` like ``resolve``, but yield each batch as soon as it arrives.

    A caller that saves each batch can stop at any time and fetch the rest later.
    """
    by_scheme: dict[str, list[Identifier]] = {}
    for identifier in dict.fromkeys(identifiers):
        by_scheme.setdefault(identifier.scheme, []).append(identifier)
    if local := _look_in_mirror(by_scheme.get("arxiv", ()), settings):
        by_scheme["arxiv"] = [i for i in by_scheme["arxiv"] if i not in local]
        yield Batch(local)
    for scheme, ids in by_scheme.items():
        if ids:
            yield from _ask_scheme(scheme, ids, settings)


def _ask_scheme(scheme: str, ids: Sequence[Identifier], settings: Settings) -> Iterator[Batch]:
    """Ask the providers of a scheme, or its fallbacks if all of them are disabled."""
    names = _enabled(_BY_SCHEME, scheme, settings) or _enabled(_FALLBACKS, scheme, settings)
    if names:
        yield from _ask_in_turn(names, ids, settings)
    else:
        yield Batch(
            problems={i: NetworkError(f"all providers for {i} are disabled in the settings") for i in ids}
        )


def _look_in_mirror(ids: Sequence[Identifier], settings: Settings) -> dict[Identifier, ProviderRecord]:
    """Return what the arXiv mirror has of ``ids``; it has only the latest version of each paper."""
    if not ids or not has_mirror(settings):
        return {}
    from readlist.providers.arxiv_mirror import Mirror  # noqa: PLC0415

    with Mirror.open(_mirror(settings)) as mirror:
        known = mirror.find(i.value for i in ids)
    return {
        i: found for i in ids if (found := known.get(i.value)) and i.version in (None, found.facts.version)
    }


def has_mirror(settings: Settings) -> bool:
    """Return whether there is a local mirror of arXiv's metadata."""
    return settings.mirror is not None and settings.mirror.is_file()


def _mirror(settings: Settings) -> Path:
    assert settings.mirror is not None
    return settings.mirror


def _enabled(table: Mapping[str, Sequence[str]], scheme: str, settings: Settings) -> list[str]:
    return [name for name in table.get(scheme, ()) if name not in settings.disabled]


def _ask_in_turn(names: Sequence[str], ids: Sequence[Identifier], settings: Settings) -> Iterator[Batch]:
    """Ask the first provider for all IDs, the next one for those that the first does not know, and so on."""
    wanted = list(ids)
    for place, name in enumerate(names, start=1):
        unknown: list[Identifier] = []
        for batch in _ask(name, wanted, settings):
            is_last = place == len(names)
            passed_on = (
                [] if is_last else [i for i, e in batch.problems.items() if isinstance(e, NotFoundError)]
            )
            unknown += passed_on
            yield Batch(batch.found, {i: e for i, e in batch.problems.items() if i not in passed_on})
        wanted = unknown


def enrich(identifiers: Iterable[Identifier], settings: Settings) -> Iterator[Batch]:
    """Ask Semantic Scholar about works: the venue that published them and their other IDs.

    IDs of schemes that it does not support are skipped; if it is disabled, nothing is yielded.
    """
    name = "semanticscholar"
    ids = [i for i in dict.fromkeys(identifiers) if i.scheme in ("arxiv", "doi", "acl")]
    if ids and name not in settings.disabled:
        yield from _ask(name, ids, settings)


def fetch_page(url: str, settings: Settings) -> ProviderRecord:
    """Fetch the title of a web page. Raises InputError, NotFoundError, NetworkError; private addresses are refused."""
    from readlist.providers.findings_cache import FindingsCache  # noqa: PLC0415
    from readlist.providers.web_page import WebPage  # noqa: PLC0415

    if "page" in settings.disabled:
        raise NetworkError("reading web pages is disabled in the settings")
    cache = FindingsCache(settings, "page")
    if known := cache.get([url]).get(url):
        return known
    with contextlib.closing(WebPage(settings)) as provider:
        found = provider.find(url)
    cache.put({url: found})
    return found


def _ask(name: str, ids: Sequence[Identifier], settings: Settings) -> Iterator[Batch]:
    """Return what the cache has, ask the provider for the rest, and cache the results."""
    from readlist.providers.findings_cache import FindingsCache  # noqa: PLC0415

    cache = FindingsCache(settings, name)
    known = cache.get(str(i) for i in ids)
    if known:
        yield Batch({i: known[str(i)] for i in ids if str(i) in known})
    wanted = [i for i in ids if str(i) not in known]
    if not wanted:
        return
    with contextlib.closing(_open(name, settings)) as provider:
        for batch in provider.fetch(wanted):
            cache.put({str(i): found for i, found in batch.found.items()})
            yield batch


def _open(name: str, settings: Settings) -> Provider:
    module = importlib.import_module(f"readlist.providers.{name}")
    provider: Provider = getattr(module, name.capitalize())(settings)
    return provider


def search_title(title: str, settings: Settings, *, limit: int = 10) -> list[ProviderRecord]:
    """Search arXiv for papers with a title like ``title``, best first. Raises NetworkError.

    If there is a mirror, only that is searched: it is nearly complete, and a thousand titles take an hour at arXiv.
    """
    with open_titles(settings) as search:
        return search(title, limit=limit)


@contextlib.contextmanager
def open_titles(settings: Settings) -> Iterator[Callable[..., list[ProviderRecord]]]:
    """Yield a function ``search(title, limit=10)`` that searches many titles over one connection."""
    if has_mirror(settings):
        from readlist.providers.arxiv_mirror import Mirror  # noqa: PLC0415

        with Mirror.open(_mirror(settings)) as mirror:
            yield mirror.find_title
        return
    if "arxiv" in settings.disabled:
        raise NetworkError("arXiv is disabled in the settings, and there is no mirror of it")
    from readlist.providers.arxiv import Arxiv  # noqa: PLC0415

    with contextlib.closing(Arxiv(settings)) as provider:
        yield provider.search_title
