"""BibTeX and biber accept what we export, of the example notes and of the corpus."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from formats.corpus import references
from readlist import Library
from readlist.formats.writers import writer_for

if TYPE_CHECKING:
    from readlist.model.entry import Entry

DATA = Path(__file__).parents[2] / "data"
_MISSING = re.compile(
    r"Missing mandatory field|empty \w+(?: and \w+)? in|no \w+(?:, \w+)*,? (?:or|and) \w+ in|no key, author|to sort, need",
    re.IGNORECASE,
)
"""Warnings about what the sources do not state."""


@pytest.fixture(scope="module", params=["examples", "corpus"])
def entries(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Entry]:
    if request.param == "corpus":
        return list(references())
    with Library.open(tmp_path_factory.mktemp("library") / "library.db") as library:
        library.import_paths(sorted(DATA.glob("*.md")))
        return list(library.entries())


def run(folder: Path, *command: str) -> str:
    if not shutil.which(command[0]):
        pytest.skip(f"needs {command[0]}")
    done = subprocess.run(
        command, cwd=folder, capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    return done.stdout + done.stderr


def test_bibtex_accepts_an_export(entries: list[Entry], tmp_path: Path) -> None:
    if not run(tmp_path, "kpsewhich", "plain.bst"):
        pytest.skip("needs the standard styles")
    (tmp_path / "all.bib").write_text("".join(writer_for("bibtex").write(entries)), "utf-8")
    (tmp_path / "all.aux").write_text("\\citation{*}\n\\bibdata{all}\n\\bibstyle{plain}\n")
    said = run(tmp_path, "bibtex", "all").splitlines()
    wrong = [
        line for line in said if re.match(r"Warning--|I |.*---line \d", line) and not _MISSING.search(line)
    ]
    assert not wrong
    assert (tmp_path / "all.bbl").read_text("utf-8").count("\\bibitem") == len(entries)


def test_biber_accepts_an_export(entries: list[Entry], tmp_path: Path) -> None:
    (tmp_path / "all.bib").write_text("".join(writer_for("biblatex").write(entries)), "utf-8")
    said = run(
        tmp_path, "biber", "--tool", "--validate-datamodel", "--output-file", "out.bib", "all.bib"
    ).splitlines()
    assert not [line for line in said if re.match(r"WARN|ERROR", line) and not _MISSING.search(line)]
    assert len(re.findall(r"^@", (tmp_path / "out.bib").read_text("utf-8"), re.MULTILINE)) == len(entries)
