"""config path, list, get, set, edit."""

from __future__ import annotations

import json
import shlex
import sys

import pytest


@pytest.fixture
def config(tmp_path, monkeypatch):
    """The settings file, which does not exist yet, in the default place."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("READLIST_CONFIG", raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    return tmp_path / "config" / "readlist" / "config.toml"


def test_settings_are_set_got_and_listed(run, config, db):
    assert run("config", "path").stdout == f"{config}\n"
    assert run("config", "get", "backups").stdout == "5\n"
    assert run("config", "set", "backups", "7").exit_code == 0
    assert run("config", "set", "providers.arxiv.delay", "4.5").exit_code == 0
    assert run("config", "set", "providers.semanticscholar.key", "secret").exit_code == 0
    text = config.read_text(encoding="utf-8")
    assert text.startswith("backups = 7\n")
    assert "[providers.arxiv]\ndelay = 4.5\n" in text
    assert config.stat().st_mode & 0o077 == 0
    assert run("config", "get", "providers.arxiv.delay", "--json").stdout == "4.5\n"
    listed = {
        one["name"]: (one["value"], one["origin"])
        for one in json.loads(run("config", "list", "--json").stdout)
    }
    assert listed == {
        "db": (str(db), "--db or READLIST_DB"),
        "backups": (7, "settings file"),
        "keys.pattern": ("auth.lower + year + shorttitle(1)", "default"),
        "providers.arxiv.delay": (4.5, "settings file"),
        "providers.semanticscholar.key": ("(set)", "settings file"),
    }
    assert "secret" not in run("config", "list").stdout
    assert run("config", "get", "nothing").exit_code == 1


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("backups", "many", "a number from 0"),
        ("bakups", "3", "unknown setting bakups"),
        ("providers.arxiv.dealy", "3", "unknown setting providers.arxiv.dealy"),
        ("providers.nobody.url", "https://x.org", "unknown setting providers.nobody"),
        ("db", "3", "must be a path"),
        ("keys.pattern", "auth +", "is not a pattern of keys"),
        ("providers", "3", ""),
        (".", "3", "is not a setting"),
    ],
)
def test_a_bad_setting_is_not_written(run, config, name, value, message):
    result = run("config", "set", name, value)
    assert result.exit_code in (2, 3)
    assert message in result.stderr
    assert not config.exists()


def test_a_comment_stays(run, config):
    config.parent.mkdir(parents=True)
    config.write_text("# mine\nbackups = 1  # few\n\n[providers]\n# slow\ntimeout = 9\n", encoding="utf-8")
    run("config", "set", "backups", "2")
    assert config.read_text(encoding="utf-8") == "# mine\nbackups = 2\n\n[providers]\n# slow\ntimeout = 9\n"


def test_edit_checks_the_file_before_it_is_replaced(run, config, tmp_path):
    script = tmp_path / "editor.py"
    script.write_text(
        "import pathlib, sys\n"
        "path = pathlib.Path(sys.argv[1])\n"
        "text = path.read_text(encoding='utf-8')\n"
        "path.write_text('backups = 3\\n' if '# ERROR' in text else 'backups = \"x\"\\n', encoding='utf-8')\n",
        encoding="utf-8",
    )
    editor = f"{shlex.quote(sys.executable)} {shlex.quote(str(script))}"
    assert run("config", "set", "backups", "1").exit_code == 0
    assert run("config", "edit", VISUAL=editor).exit_code == 0
    assert config.read_text(encoding="utf-8") == "backups = 3\n"
    config.write_text("= broken\n", encoding="utf-8")
    assert run("config", "edit", VISUAL=editor).exit_code == 0, "a broken file can be mended"
    assert config.read_text(encoding="utf-8") == "backups = 3\n"
    assert "nothing to do" in run("config", "edit", VISUAL="true").stderr
    assert run("config", "edit", VISUAL="false").exit_code == 1
    assert [one.name for one in config.parent.iterdir()] == ["config.toml"]
