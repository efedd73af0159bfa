"""The entry point of the providers: resolve IDs and URLs to records; ``title_search`` does it for titles.

    resolve(ids, settings) ──> Resolution ─┬─ records:  ID -> (origin, Record)     origin: the provider's name
                                           ├─ facts:    ID -> ProviderFacts        withdrawn, latest version, comment
                                           └─ problems: ID -> ReadlistError        not raised: NotFoundError,
                                                                                   InputError for a malformed ID,
                                                                                   NetworkError
    fetch_page(url, settings) ──> ProviderRecord             a web page; raises NetworkError, NotFoundError, InputError

    settings = load_settings({"contact": "me@example.org"}, os.environ)
    resolution = resolve([Identifier("arxiv", "2106.09685")], settings)
    for identifier, (origin, record) in resolution.records.items(): …

Each requested ID is in ``records`` or in ``problems``. Records come from the arXiv mirror, the cache or the providers, in
this order; ``asking_order`` says which providers, and ``circuit_breaker`` which of them are left alone. This module
imports no HTTP client: clients are imported for the first request.
"""

from __future__ import annotations

import contextlib
import dataclasses
import importlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from readlist.errors import InputError, NetworkError, NotFoundError
from readlist.model.provenance import PROVIDERS
from readlist.model.provider_record import ProviderFacts, ProviderRecord
from readlist.providers.asking_order import Pace, find_turns, has_last_word, is_authority
from readlist.providers.base import Batch
from readlist.providers.failures import no_answer
from readlist.providers.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from readlist.errors import ReadlistError
    from readlist.model.identifiers import Identifier
    from readlist.model.record import Record
    from readlist.providers.arxiv_mirror import Mirror
    from readlist.providers.base import Provider

__all__ = [
    "PROVIDERS",
    "Pace",
    "ProviderFacts",
    "ProviderRecord",
    "Resolution",
    "Settings",
    "enrich",
    "fetch_page",
    "has_mirror",
    "iter_batches",
    "load_settings",
    "open_mirror",
    "open_provider",
    "resolve",
]

_CACHES = {"arxiv_oai": "arxiv"}
"""Providers whose answers are cached with those of another one, which says the same."""
_NO_ANSWER_HINT = "Try again later."


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
    """Fetch the records of ``identifiers`` for a person who waits. Errors are in ``problems``, not raised."""
    resolution = Resolution()
    for batch in iter_batches(identifiers, settings, pace=Pace.QUICK):
        for identifier, found in batch.found.items():
            resolution.records[identifier] = (found.origin, found.record)
            resolution.facts[identifier] = found.facts
        resolution.problems.update(batch.problems)
    return resolution


def iter_batches(
    identifiers: Iterable[Identifier], settings: Settings, *, pace: Pace = Pace.PATIENT
) -> Iterator[Batch]:
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
            yield from _ask_scheme(scheme, ids, settings, pace)


def _ask_scheme(scheme: str, ids: Sequence[Identifier], settings: Settings, pace: Pace) -> Iterator[Batch]:
    """Ask the providers of a scheme, each for the IDs that those before it did not answer for."""
    turns = find_turns(scheme, len(ids), pace, settings)
    if not turns:
        disabled = {i: NetworkError(f"all providers for {i} are disabled in the settings") for i in ids}
        yield Batch(problems=disabled)
        return
    if len(turns) > 1:  # another provider costs less time than another try
        settings = dataclasses.replace(settings, tries=1, timeout=min(settings.timeout, settings.attempt))
    errors: dict[Identifier, dict[str, ReadlistError]] = {i: {} for i in ids}
    for turn in turns:
        wanted = list(errors)[: turn.most]
        for batch in _ask(turn.name, wanted, settings) if wanted else ():
            for identifier in batch.found:
                errors.pop(identifier, None)
            for identifier, error in batch.problems.items():
                errors[identifier][turn.name] = error
            if settled := {i: e for i, e in batch.problems.items() if _is_final(scheme, turn.name, e)}:
                errors = {i: known for i, known in errors.items() if i not in settled}
            if batch.found or settled:
                yield Batch(batch.found, settled)
    if errors:
        yield _conclude(scheme, errors)


def _is_final(scheme: str, name: str, error: ReadlistError) -> bool:
    """Return whether no other provider could do better."""
    if isinstance(error, NotFoundError) and has_last_word(scheme, name):
        return True
    return isinstance(error, InputError) or getattr(error, "final", False)


def _conclude(scheme: str, errors: Mapping[Identifier, Mapping[str, ReadlistError]]) -> Batch:
    """Decide about the IDs that no provider had, from the error of each provider that was asked."""
    found: dict[Identifier, ProviderRecord] = {}
    problems: dict[Identifier, ReadlistError] = {}
    shared: dict[tuple[str, ...], ReadlistError] = {}
    for identifier, by_name in errors.items():
        latest = next(filter(None, (getattr(error, "latest", None) for error in by_name.values())), None)
        if latest:
            found[identifier] = latest
            continue
        error = _worst(scheme, by_name)
        problems[identifier] = shared.setdefault((type(error).__name__, error.message), error)
    return Batch(found, problems)


def _worst(scheme: str, by_name: Mapping[str, ReadlistError]) -> ReadlistError:
    """Return the error to report: the ID does not exist, or nobody who might know it could be asked."""
    for name, error in by_name.items():
        if isinstance(error, NotFoundError) and is_authority(scheme, name):
            return error
    failed = [error for error in by_name.values() if not isinstance(error, NotFoundError)]
    if not failed:
        return next(iter(by_name.values()), None) or NetworkError(
            "there are too many IDs to ask for now", hint="Run the command again."
        )
    if len(failed) == 1:
        return failed[0]
    return no_answer(failed, failed[-1].hint or _NO_ANSWER_HINT)


def _look_in_mirror(ids: Sequence[Identifier], settings: Settings) -> dict[Identifier, ProviderRecord]:
    """Return what the arXiv mirror has of ``ids``; it has only the latest version of each paper."""
    if not ids or not has_mirror(settings):
        return {}
    with open_mirror(settings) as mirror:
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
    """Return what the cache has, ask the provider for the rest unless it is left alone, and cache the results."""
    from readlist.providers.circuit_breaker import CircuitBreaker, DownError, PausedError  # noqa: PLC0415
    from readlist.providers.findings_cache import FindingsCache  # noqa: PLC0415

    cache = FindingsCache(settings, _CACHES.get(name, name))
    known = cache.get(str(i) for i in ids)
    if known:
        yield Batch({i: known[str(i)] for i in ids if str(i) in known})
    wanted = [i for i in ids if str(i) not in known]
    if not wanted:
        return
    breaker = CircuitBreaker(settings, name)
    try:
        breaker.check()
    except PausedError as error:
        yield Batch(problems=dict.fromkeys(wanted, error))
        return
    with contextlib.closing(open_provider(name, settings)) as provider:
        for batch in provider.fetch(wanted):
            cache.put({str(i): found for i, found in batch.found.items()})
            if down := next((e for e in batch.problems.values() if isinstance(e, DownError)), None):
                breaker.trip(down)
            yield batch


def open_provider(name: str, settings: Settings) -> Provider:
    """Open the provider of this name."""
    module = importlib.import_module(f"readlist.providers.{name}")
    provider: Provider = getattr(module, "".join(part.capitalize() for part in name.split("_")))(settings)
    return provider


@contextlib.contextmanager
def open_mirror(settings: Settings) -> Iterator[Mirror]:
    """Open the local mirror of arXiv's metadata, which ``has_mirror`` says is there."""
    from readlist.providers.arxiv_mirror import Mirror  # noqa: PLC0415

    with Mirror.open(_mirror(settings)) as mirror:
        yield mirror
