"""Fixtures of the provider tests: settings that use only this machine, and a clock that does not wait."""

from __future__ import annotations

import pytest

from readlist.model.provenance import PROVIDERS
from readlist.providers.settings import Settings
from servers.clock import Clock


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def settings_for(tmp_path, clock):
    """Return a factory of settings for one or more local servers: ``settings_for(arxiv=server.url, timeout=1)``.

    Providers without a server are disabled, except that of web pages.
    """

    def make(*, timeout=5.0, cache_days=7.0, **options):
        options.setdefault("disabled", frozenset(PROVIDERS) - set(options) - {"page"})
        urls = {name: options.pop(name) for name in list(options) if name not in Settings.__slots__}
        return Settings(
            cache_dir=tmp_path / "cache",
            mirror=tmp_path / "arxiv.sqlite",
            timeout=timeout,
            cache_days=cache_days,
            urls=urls,
            delays=dict.fromkeys(urls, 3.0),
            clock=clock.time,
            sleep=clock.sleep,
            **options,
        )

    return make
