"""README.md is correct: its commands and Python code run on the example notes and print what it shows."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def commands() -> list[tuple[str, list[str]]]:
    """Each command with its expected output lines; ``…`` matches any lines."""
    out: list[tuple[str, list[str]]] = []
    for line in "".join(blocks("console")).splitlines():
        if line.startswith("$ "):
            out.append((line.removeprefix("$ "), []))
        elif line != "…":
            out[-1][1].append(line)
    return out


SNAPSHOT = {
    "id": "2312.06648",
    "title": "Dense X Retrieval: What Retrieval Granularity Should We Use?",
    "authors": "Tong Chen, Hongwei Wang",
    "authors_parsed": [["Chen", "Tong", ""], ["Wang", "Hongwei", ""]],
    "abstract": "Retrieval units, and what becomes of them.",
    "categories": "cs.CL",
    "versions": [{"version": "v1", "created": "Mon, 11 Dec 2023 18:57:35 GMT"}],
}
"""A line of arXiv's snapshot: the file itself is too large to come along."""


@pytest.fixture
def workplace(tmp_path: Path) -> Path:
    """A folder laid out like a clone, with a ``readlist`` script that runs this code."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    (tmp_path / "arxiv-metadata-oai-snapshot.json").write_text(json.dumps(SNAPSHOT) + "\n")
    script = tmp_path / "bin" / "readlist"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m readlist "$@"\n')
    script.chmod(0o755)
    return tmp_path


@pytest.mark.skipif(os.name == "nt", reason="the examples are for a Unix shell")
def test_commands_print_the_output_in_the_readme(workplace: Path) -> None:
    environment = {
        **os.environ,
        "PATH": f"{workplace / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "READLIST_DB": str(workplace / "library.db"),
        "READLIST_MIRROR": str(workplace / "arxiv.sqlite"),
        "READLIST_CACHE_DIR": str(workplace / "cache"),
        "READLIST_ARXIV_URL": "http://127.0.0.1:9/nobody-is-asked",
    }
    assert commands()
    for command, printed in commands():
        done = subprocess.run(
            command, shell=True, cwd=workplace, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stderr}"
        said = (done.stdout + done.stderr).splitlines()
        assert [line for line in printed if line not in said] == [], command


def test_python_examples_run(workplace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workplace)
    (code,) = blocks("python")
    names: dict[str, object] = {}
    exec(code, names)
    assert str(names["bibtex"]).startswith("@inproceedings{hu2021lora,")


def test_the_settings_in_the_readme_are_valid(workplace: Path) -> None:
    from readlist import config
    from readlist.providers.resolver import load_settings

    path = workplace / "config.toml"
    path.write_text("".join(blocks("toml")), encoding="utf-8")
    section = config.load(config=path).section("providers")
    settings = load_settings(section, {})
    assert settings.contact == "me@example.org"
    assert settings.mirror == Path("~/papers/arxiv.sqlite").expanduser()
    assert settings.keys == {"github": "a token"}
    assert load_settings({}, {}).cache_days == settings.cache_days == 7
    assert load_settings({}, {}).timeout == settings.timeout
    assert load_settings(section, {"READLIST_CONTACT": "you@example.org"}).contact == "you@example.org"
    for name in ("READLIST_ARXIV_URL", "READLIST_GITHUB_KEY"):
        assert f"`{name}`" in README
    assert load_settings(section, {"READLIST_GITHUB_KEY": "other"}).keys["github"] == "other"
    assert (
        load_settings(section, {"READLIST_ARXIV_URL": "http://localhost:1/q"}).urls["arxiv"]
        == "http://localhost:1/q"
    )


def test_every_format_and_example_is_mentioned() -> None:
    from readlist.formats.writers import FORMATS

    assert [name for name in FORMATS if f"`{name}`" not in README] == []
    assert [path.name for path in (ROOT / "data").iterdir() if f"`{path.name}`" not in README] == []
