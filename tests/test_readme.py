"""README.md is true: its commands run on the example notes and print what it says, and so does its Python."""

from __future__ import annotations

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
    """Each command with the lines that it is said to print; ``…`` stands for any others."""
    out: list[tuple[str, list[str]]] = []
    for line in "".join(blocks("console")).splitlines():
        if line.startswith("$ "):
            out.append((line.removeprefix("$ "), []))
        elif line != "…":
            out[-1][1].append(line)
    return out


@pytest.fixture
def workplace(tmp_path: Path) -> Path:
    """A folder like a clone, with a ``readlist`` that runs this code."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    script = tmp_path / "bin" / "readlist"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m readlist "$@"\n')
    script.chmod(0o755)
    return tmp_path


@pytest.mark.skipif(os.name == "nt", reason="the examples are for a Unix shell")
def test_commands_print_what_the_readme_says(workplace: Path) -> None:
    environment = {
        **os.environ,
        "PATH": f"{workplace / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "src"),
        "READLIST_DB": str(workplace / "library.db"),
    }
    assert commands()
    for command, printed in commands():
        done = subprocess.run(
            command, shell=True, cwd=workplace, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stderr}"
        said = (done.stdout + done.stderr).splitlines()
        assert [line for line in printed if line not in said] == [], command


def test_python_runs(workplace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workplace)
    (code,) = blocks("python")
    names: dict[str, object] = {}
    exec(code, names)
    assert str(names["bibtex"]).startswith("@inproceedings{hu2021lora,")


def test_every_format_and_example_is_named() -> None:
    from readlist.exporters import FORMATS

    assert [name for name in FORMATS if f"`{name}`" not in README] == []
    assert [path.name for path in (ROOT / "data").iterdir() if f"`{path.name}`" not in README] == []
