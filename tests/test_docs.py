"""The README and the guide are correct: what they show runs on the example notes; the command reference is the program's."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from readlist.cli.app import app

ROOT = Path(__file__).parent.parent
GUIDE = sorted((ROOT / "docs" / "guide").glob("*.md"))
PAGES = [ROOT / "README.md", *GUIDE]
DOCS = [*PAGES, *(ROOT / "docs").glob("*.md"), ROOT / "CONTRIBUTING.md"]
SHELL = re.compile(r"[|><*?~$]|^\w+=")


def blocks(page: Path, language: str) -> list[str]:
    text = page.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def commands(page: Path) -> list[tuple[str, list[str]]]:
    """Each command with its expected output lines; ``…`` matches any lines."""
    out: list[tuple[str, list[str]]] = []
    for line in "".join(blocks(page, "console")).splitlines():
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
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder laid out like a clone, as the current one, with a ``readlist`` script that runs this code."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    (tmp_path / "arxiv-metadata-oai-snapshot.json").write_text(json.dumps(SNAPSHOT) + "\n")
    script = tmp_path / "bin" / "readlist"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m readlist "$@"\n')
    script.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(command: str, environment: dict[str, str]) -> tuple[int, str]:
    """Run a command, by a shell only if it needs one; return its exit code and all that it printed."""
    if SHELL.search(command):
        done = subprocess.run(
            command, shell=True, env=os.environ | environment, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr
    name, *args = shlex.split(command)
    assert name == "readlist"
    result = CliRunner().invoke(app, args, env=environment, prog_name="readlist")
    return result.exit_code, result.stdout + result.stderr


@pytest.mark.skipif(os.name == "nt", reason="the examples are for a Unix shell")
@pytest.mark.parametrize("page", [page for page in PAGES if commands(page)], ids=lambda page: page.stem)
def test_commands_print_the_output_that_the_page_shows(page: Path, workplace: Path) -> None:
    environment = {
        "PATH": f"{workplace / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "READLIST_DB": str(workplace / "library.db"),
        "READLIST_MIRROR": str(workplace / "arxiv.sqlite"),
        "READLIST_CACHE_DIR": str(workplace / "cache"),
        "READLIST_ARXIV_URL": "http://127.0.0.1:9/nobody-is-asked",
    }
    for command, printed in commands(page):
        code, said = run(command, environment)
        assert code == 0, f"{command}\n{said}"
        assert [line for line in printed if line not in said.splitlines()] == [], command


def test_python_examples_run(workplace: Path) -> None:
    (code,) = blocks(ROOT / "docs/guide/scripting.md", "python")
    names: dict[str, object] = {}
    exec(code, names)
    assert str(names["bibtex"]).startswith("@inproceedings{hu2021lora,")


def test_the_template_in_the_guide_works(workplace: Path) -> None:
    (template,) = blocks(ROOT / "docs/guide/export.md", "jinja")
    (workplace / "mine.j2").write_text(template, encoding="utf-8")
    environment = {"READLIST_DB": str(workplace / "library.db")}
    run("readlist import data", environment)
    code, said = run("readlist export --topic rag --style mine.j2", environment)
    assert code == 0
    lines = said.splitlines()
    assert "- [Active Retrieval Augmented Generation](https://arxiv.org/pdf/2305.06983.pdf) (2023)" in lines
    assert lines[:3] == ["# Reading list", "", "## RAG 系列篇"], "headings are on lines of their own"
    assert "None" not in said


def test_the_settings_in_the_guide_are_valid(workplace: Path) -> None:
    from readlist import config
    from readlist.providers.resolver import load_settings

    page = ROOT / "docs/guide/settings.md"
    path = workplace / "config.toml"
    path.write_text("".join(blocks(page, "toml")), encoding="utf-8")
    section = config.load(config=path).section("providers")
    settings = load_settings(section, {})
    assert settings.contact == "me@example.org"
    assert settings.mirror == Path("~/papers/arxiv.sqlite").expanduser()
    assert settings.keys == {"github": "a token"}
    assert load_settings({}, {}).cache_days == settings.cache_days == 7
    assert load_settings({}, {}).timeout == settings.timeout
    assert load_settings(section, {"READLIST_CONTACT": "you@example.org"}).contact == "you@example.org"
    for name in ("READLIST_ARXIV_URL", "READLIST_GITHUB_KEY"):
        assert f"`{name}`" in page.read_text(encoding="utf-8")
    assert load_settings(section, {"READLIST_GITHUB_KEY": "other"}).keys["github"] == "other"
    assert (
        load_settings(section, {"READLIST_ARXIV_URL": "http://localhost:1/q"}).urls["arxiv"]
        == "http://localhost:1/q"
    )


def test_every_format_and_example_is_mentioned() -> None:
    from readlist.formats.writers import FORMATS

    guide = (ROOT / "docs/guide/export.md").read_text(encoding="utf-8")
    assert [name for name in FORMATS if f"`{name}`" not in guide] == []
    notes = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert [path.name for path in (ROOT / "data").iterdir() if f"`{path.name}`" not in notes] == []


def test_every_page_of_the_guide_is_in_its_contents() -> None:
    contents = (ROOT / "docs/guide/README.md").read_text(encoding="utf-8")
    assert [page.name for page in GUIDE if page.stem != "README" and f"]({page.name})" not in contents] == []


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_links_lead_to_files(page: Path) -> None:
    text = re.sub(
        r"^```.*?^```$|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
    )
    targets = [target for target in re.findall(r"\]\(([^)#\s]+)\)", text) if "://" not in target]
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("name", ["commands.md", "readlist.1"])
def test_the_reference_is_that_of_the_program(name: str) -> None:
    spec = importlib.util.spec_from_file_location("make_reference", ROOT / "scripts/make_reference.py")
    reference = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reference)
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert text == reference.FILES[name](), f"docs/{name} is out of date: run make docs"
