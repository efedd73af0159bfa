"""Fixtures for the command-line tests: a library file, and functions that run commands on it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from readlist.cli.app import app
from readlist.library import Library
from readlist.providers import settings_loader
from servers.clock import Clock

NOTES = """\
# My papers

## RAG 系列篇

Notes on retrieval.

### RAG Trick篇

- [Self-RAG: Learning to Retrieve, Generate, and Critique](https://arxiv.org/abs/2310.11511) [[code](https://github.com/AkariAsai/self-rag)] 2023
- [Active Retrieval Augmented Generation](https://arxiv.org/abs/2305.06983) 2023

## PEFT

- [LoRA: Low-Rank Adaptation of Large Language Models](https://arxiv.org/abs/2106.09685v2) Edward J. Hu, Yelong Shen. ICLR 2022
- [GaLore: Memory-Efficient LLM Training by Gradient Low-Rank Projection](https://arxiv.org/abs/2403.03507) 2024
- [huggingface/peft](https://github.com/huggingface/peft)
"""


@pytest.fixture(scope="session")
def _imported(tmp_path_factory):
    folder = tmp_path_factory.mktemp("library")
    notes = folder / "papers.md"
    notes.write_text(NOTES, encoding="utf-8")
    with Library.open(folder / "library.db") as library:
        library.import_paths([notes])
    return folder


@pytest.fixture
def notes(_imported, tmp_path):
    """The file the library was imported from, for tests that import it again."""
    return Path(shutil.copy(_imported / "papers.md", tmp_path))


@pytest.fixture
def db(_imported, tmp_path):
    """A copy of the imported library for one test, with five works."""
    return Path(shutil.copy(_imported / "library.db", tmp_path))


@pytest.fixture
def library(db):
    """The library, opened."""
    with Library.open(db) as opened:
        yield opened


@pytest.fixture
def run(db, tmp_path):
    """Run a command in this process: ``run("list", "--json")``."""

    def invoke(*args, stdin=None, **env):
        variables = {"READLIST_DB": str(db), "READLIST_CACHE_DIR": str(tmp_path / "cache"), "COLUMNS": "80"}
        return CliRunner().invoke(app, list(args), input=stdin, env=variables | env, prog_name="readlist")

    return invoke


@pytest.fixture
def no_waiting(monkeypatch):
    """Remove all delays between requests and retries."""
    load, clock = settings_loader.load, Clock()
    monkeypatch.setattr(
        settings_loader, "load", lambda *given: replace(load(*given), clock=clock.time, sleep=clock.sleep)
    )


@pytest.fixture
def spawn(db, tmp_path):
    """Run a command as a subprocess and return the completed process."""

    def start(*args, **how):
        env = dict(os.environ, READLIST_DB=str(db), READLIST_CACHE_DIR=str(tmp_path / "cache"))
        command = [sys.executable, "-m", "readlist", *args]
        return subprocess.run(command, env=env, timeout=60, check=False, **{"capture_output": True} | how)

    return start
