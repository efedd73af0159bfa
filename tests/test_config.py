"""Paths of the library and the settings file."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs
import pytest

from readlist import config
from readlist.errors import InputError, UsageError


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def settings(home, text):
    path = home / ".config" / "readlist" / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_user_folders_are_those_of_platformdirs(monkeypatch, home):
    assert config.user_folder("data") == platformdirs.user_data_path("readlist", appauthor=False)
    assert config.user_folder("config") == platformdirs.user_config_path("readlist", appauthor=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    assert (
        config.user_folder("data")
        == platformdirs.user_data_path("readlist", appauthor=False)
        == home / "data/readlist"
    )


def test_a_relative_xdg_folder_is_ignored(monkeypatch, home):
    monkeypatch.setenv("XDG_DATA_HOME", "data")
    assert config.user_folder("data") == home / ".local/share/readlist"


def test_other_platforms_ask_platformdirs(monkeypatch):
    monkeypatch.setattr("sys.platform", "darwin")
    assert config.user_folder("data") == platformdirs.user_data_path("readlist", appauthor=False)


def test_the_most_specific_library_path_takes_precedence(monkeypatch, home):
    assert config.load().db == home / ".local/share/readlist/library.db"
    settings(home, 'db = "papers.db"')
    assert config.load().db == home / ".config/readlist/papers.db"
    monkeypatch.setenv("READLIST_DB", "~/env.db")
    assert config.load().db == home / "env.db"
    assert config.load("/tmp/named.db").db == Path("/tmp/named.db")


def test_sections_of_the_settings(home):
    settings(home, '[providers]\ncontact = "me@example.org"\n[providers.arxiv]\nurl = "http://localhost"\n')
    loaded = config.load()
    assert loaded.section("providers", "arxiv") == {"url": "http://localhost"}
    assert loaded.section("providers", "contact") == {}
    assert loaded.section("nothing") == {}


def test_an_explicit_settings_file_must_exist(monkeypatch):
    with pytest.raises(UsageError, match="no settings file"):
        config.load(config="/nowhere.toml")
    monkeypatch.setenv("READLIST_CONFIG", "/nowhere.toml")
    with pytest.raises(UsageError, match="no settings file"):
        config.load()


@pytest.mark.parametrize(
    "text",
    [
        *("db = ", "db = 3", "= 1", 'db = "a\\u0000b"', f"a = {'[' * 5000}", f"a = {'9' * 5000}"),
        *(
            "providers = 3",
            "keys = []",
            "keys.pattern = 1",
            "backups = -1",
            "backups = true",
            'backups = "3"',
        ),
    ],
)
def test_invalid_settings_are_refused(home, text):
    path = settings(home, text)
    with pytest.raises(InputError, match=str(path)):
        config.load()


def test_the_home_folder_of_nobody_is_refused(home):
    settings(home, 'db = "~nobody-of-this-name/a.db"')
    with pytest.raises(UsageError, match="no home folder"):
        config.load()


def test_settings_that_do_not_exist_are_known(home):
    settings(home, "bakups = 3\n[keys]\npatern = 'auth'\npattern = 'auth'\n[providers]\n")
    assert config.load().unknown == ("bakups", "keys.patern")


def test_a_settings_file_that_is_not_text_is_refused(home):
    path = settings(home, "")
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="TOML"):
        config.load()


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX permissions")
@pytest.mark.parametrize(
    ("text", "mode", "is_open"),
    [
        ("[providers.openreview]\npassword = 'x'\n", 0o644, True),
        ("[providers.semanticscholar]\nkey = 'x'\n", 0o640, True),
        ("[providers.semanticscholar]\nkey = 'x'\n", 0o600, False),
        ("[providers.arxiv]\ndelay = 3\n", 0o644, False),
        ("[providers]\ntimeout = 3\n", 0o644, False),
    ],
)
def test_keys_that_others_can_read_are_noticed(tmp_path, text, mode, is_open):
    path = tmp_path / "config.toml"
    path.write_text(text)
    path.chmod(mode)
    assert config.load(tmp_path / "l.db", path).has_open_secrets == is_open
