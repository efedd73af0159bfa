"""Reading the settings of the providers from the configuration and the environment."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from readlist.errors import InputError
from readlist.providers.resolver import load_settings


def test_nothing_is_set():
    settings = load_settings({}, {})
    assert settings.urls == settings.keys == settings.delays == {}
    assert settings.cache_dir.name == "readlist"


def test_everything_is_set():
    config = {
        "contact": "me@example.org",
        "timeout": 5,
        "cache_days": 0,
        "cache_dir": "/tmp/cache",
        "private_hosts": ["intranet"],
        "disabled": ["page", "github"],
        "arxiv": {"url": "http://127.0.0.1:8000/api/query/", "delay": 0},
        "semanticscholar": {"key": "secret"},
    }
    settings = load_settings(config, {})
    assert (settings.contact, settings.timeout, settings.cache_days) == ("me@example.org", 5.0, 0.0)
    assert settings.cache_dir == Path("/tmp/cache")
    assert settings.urls == {"arxiv": "http://127.0.0.1:8000/api/query"}
    assert settings.delays == {"arxiv": 0.0}
    assert settings.keys == {"semanticscholar": "secret"}
    assert settings.disabled == {"page", "github"}
    assert settings.private_hosts == ("intranet",)


def test_the_environment_wins():
    environ = {
        "READLIST_ARXIV_URL": "http://127.0.0.1:1/q",
        "READLIST_ARXIV_DELAY": "0.5",
        "READLIST_CONTACT": "you@example.org",
        "READLIST_CACHE_DIR": "/tmp/other",
        "GITHUB_TOKEN": "token",
    }
    settings = load_settings({"arxiv": {"url": "http://example.org"}, "contact": "me@example.org"}, environ)
    assert settings.urls == {"arxiv": "http://127.0.0.1:1/q"}
    assert settings.delays == {"arxiv": 0.5}
    assert settings.contact == "you@example.org"
    assert settings.cache_dir == Path("/tmp/other")
    assert settings.keys == {"github": "token"}


def test_readlists_own_key_takes_precedence_over_the_token():
    assert load_settings({}, {"GITHUB_TOKEN": "a", "READLIST_GITHUB_KEY": "b"}).keys == {"github": "b"}


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"timeout": "soon"}, "timeout must be a number"),
        ({"timeout": -1}, "timeout must be a number"),
        ({"cache_days": float("nan")}, "cache_days must be a number"),
        ({"timeout": True}, "timeout must be a number"),
        ({"timeout": 10**400}, "timeout must be a number"),
        ({"patience": float("inf")}, "patience must be a number"),
        ({"arxiv": {"delay": "1e9"}}, "delay must be a number"),
        ({"arxiv": {"url": 3}}, "url must be a text in quotes"),
        ({"arxiv": {"url": "http://[::1"}}, "must be a web address"),
        ({"arxiv": {"url": "http://[a]"}}, "must be a web address"),
        ({"arxiv": {"url": "http://a:99999"}}, "must be a web address"),
        ({"github": {"key": 3}}, "key must be a text in quotes"),
        ({"openreview": {"username": "a", "password": 3}}, "password must be a text in quotes"),
        ({"contact": ["a"]}, "contact must be a text in quotes"),
        ({"cache_dir": 3}, "cache_dir must be a text in quotes"),
        ({"mirror": "a\0b"}, "mirror must be a path"),
        ({"disabled": "arxiv"}, "disabled must be a list"),
        ({"disabled": ["arxive"]}, "unknown provider 'arxive'"),
        ({"arxiv": "http://example.org"}, "providers.arxiv must be a table"),
        ({"arxiv": {"url": "example.org"}}, "providers.arxiv.url must be a web address"),
        ({"arxiv": {"url": "file:///etc/passwd"}}, "must be a web address"),
        ({"arxiv": {"uri": "http://example.org"}}, "unknown setting providers.arxiv.uri"),
        ({"arxive": {}}, "unknown setting providers.arxive"),
        ({"contact": "me\r\nX-Header: 1"}, "characters that are not allowed"),
        ({"github": {"key": "schlüssel"}}, "characters that are not allowed"),
    ],
)
def test_invalid_settings_are_rejected(config, message):
    with pytest.raises(InputError, match=message):
        load_settings(config, {})


def test_values_of_the_environment_are_checked_too():
    with pytest.raises(InputError, match="READLIST_ARXIV_URL"):
        load_settings({}, {"READLIST_ARXIV_URL": "nonsense"})


def test_importing_the_package_loads_no_client():
    code = "import sys, readlist.providers.resolver; print(*{'httpx', 'requests', 'arxiv', 'tenacity', 'sqlmodel'} & {*sys.modules})"
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=True,
        text=True,
    )
    assert run.stdout.strip() == ""
