"""The examples in the help of every command run, each in a library that has what it names."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import shutil
import subprocess
import sys

import pytest
import typer

from formats.libraries.zotero import Zotero
from readlist.cli.app import app
from readlist.library import Library
from readlist.model.saved_search import SavedSearch
from servers.arxiv import ArxivServer, Paper, load_papers

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the examples are for a Unix shell")

NOTES = """\
# Papers

## RAG

- [Self-RAG: Learning to Retrieve, Generate, and Critique](https://arxiv.org/abs/2310.11511) 2024
- [A Retrieval Benchmark in a Blog](https://example.org/benchmark) blog, 2023

### Tricks

- [Active Retrieval Augmented Generation](https://arxiv.org/abs/2305.06983) 2023
- [Dense X Retrieval: What Retrieval Granularity Should We Use?](https://arxiv.org/abs/2312.06648) 2024

### Agents

- [ReAct: Synergizing Reasoning and Acting in Language Models](https://arxiv.org/abs/2210.03629) 2022

## PEFT

- [LoRA: Low-Rank Adaptation of Large Language Models](https://arxiv.org/abs/2106.09685) Edward J. Hu, Yelong Shen. 2021
- [QLoRA: Efficient Finetuning of Quantized LLMs](https://arxiv.org/abs/2305.14314) Tim Dettmers. 2023
- [MoRAL: MoE Augmented LoRA for LLMs' Lifelong Learning](https://arxiv.org/abs/2402.11260) Shu Yang. 2024
"""
MORE = "".join(
    f"- [Low Rank Paper Number {n} on Retrieval](https://arxiv.org/abs/2301.{n:05}) 2024\n"
    for n in range(1, 15)
)
AGAIN = "- [LoRA: Low-Rank Adaptation of Large Language Models](https://arxiv.org/abs/2106.09685)\n"
BIB = "@misc{lora2021, title = {Low-Rank Adaptation of Models, a Preprint}, year = {2021}}\n"
TAGS = ("peft", "lora", "qlora", "today", "classic", "thesis", "reading-group")
NETWORK = ("add", "fetch", "pdf", "watch run")
"""Commands that ask other providers than arXiv, which nobody runs here: they must fail in order."""


def examples():
    """The examples of each command, by their text."""

    def walk(command, path):
        for name in list(getattr(command, "commands", ())):
            yield from walk(command.commands[name], (*path, name))
        lines = (command.epilog or "").splitlines() if path else ()
        yield from ((line.strip(), " ".join(path)) for line in lines if line.startswith("  "))

    return sorted(dict(walk(typer.main.get_command(app), ())).items())


TEXTS = ("export", "mcp", "source show", "sync admin create")
"""Commands that print a text as it is, not data."""


def with_json(command, path=()):
    """The commands that have the option --json."""
    for name in list(getattr(command, "commands", ())):
        yield from with_json(command.commands[name], (*path, name))
    if any("--json" in one.opts for one in command.params):
        yield " ".join(path)


WITH_JSON = set(with_json(typer.main.get_command(app)))


PREPARED = {
    "arxiv": "readlist arxiv load *.gz",
    "sync": "readlist sync init ~/stick/papers.git",
}
"""What is run before the examples of a group, but for those that do just that."""


@pytest.fixture(scope="session")
def prepared(tmp_path_factory):
    """A folder with notes, and a library in which a person has worked for a while."""
    folder = tmp_path_factory.mktemp("examples")
    home = folder / "home"
    (home / "papers").mkdir(parents=True)
    (folder / "notes").mkdir()
    for name, text in {
        "peft.md": NOTES,
        "notes/more.md": MORE,
        "notes/again.md": AGAIN,
        "notes/third.md": AGAIN,
        "lora.bib": BIB,
        "thoughts.md": "Rank 8.\n",
        "paper.tex": "As \\cite{hu2021lora} says.\n",
        "README.md": "# Mine\n\n<!-- readlist: begin -->\n<!-- readlist: end -->\n",
        "config.toml": "[providers.arxiv]\ndelay = 3\n",
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
    paper = {
        "id": "2106.09685",
        "title": "LoRA",
        "authors": "E. Hu",
        "abstract": "Mixture of experts.",
        "categories": "cs.CL",
    }
    paper["versions"] = [{"version": "v1", "created": "Mon, 11 Dec 2023 18:57:35 GMT"}]
    (folder / "arxiv-metadata-oai-snapshot.json.gz").write_bytes(
        gzip.compress(json.dumps(paper).encode() + b"\n")
    )
    (home / "Zotero").mkdir()
    zotero = Zotero(home / "Zotero" / "zotero.sqlite")
    with contextlib.closing(zotero.database) as database:
        zotero.item("journalArticle", title="A Paper in Zotero")
        database.commit()
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setenv("LOGNAME", "ada")  # who runs what follows
    with Library.open(folder / "library.db") as library:
        library.import_paths([folder / "peft.md", folder / "lora.bib", folder / "notes"])
        library.tag(["hu2021lora", "17"], TAGS)
        for text in ("One.", "Two."):
            library.note("hu2021lora", text)
        library.add_topic(["hu2021lora"], "PEFT / Adapters")
        library.add_topic_aliases("RAG", ["retrieval"])
        library.save_search(SavedSearch("new-rag", "retrieval", {}))
        library.tag(["18"], ["survey", "peft"])
        library.set_fields(["18"], {"year": "2018", "venue": "Blog"})
        library.set_status(["self-rag", "active retrieval"], "todo")
        library.set_fields(["self-rag"], {"year": "2024"})
        library.set_status(["17"], "read")
        library.set_due(["17"], "2027-01-01")
        library.rate(["17", "18"], "4")
        library.set_priority(["17", "18"], "2")
        library.set_fields(["17"], {"title": "A Title by Hand"})
        library.set_fields(["hu2021lora"], {"venue": "ICLR", "year": "2022"})
        library.add_watch("cat:cs.CL")
        for status in ("todo", "reading", "read"):
            library.set_status(["19"], status)
        library.undo(3)
        library.back_up()
        library.back_up(home / "library-copy.db")
        monkeypatch.undo()
        (folder / "fields.toml").write_text(
            library.write_sheet(["hu2021lora", "17"]).text.replace("Edward", "E."), encoding="utf-8"
        )
    programs = {
        "readlist": f'exec "{sys.executable}" -m readlist "$@"',
        "curl": "cat peft.md",
        "jq": "cat",
        "xdg-open": "exit 0",
        "an-editor": 'case "$1" in *.md) echo More. >> "$1";; esac',
    }
    (folder / "bin").mkdir()
    for name, text in programs.items():
        (folder / "bin" / name).write_text(f"#!/bin/sh\n{text}\n")
        (folder / "bin" / name).chmod(0o755)
    return folder


@pytest.fixture
def workplace(prepared, tmp_path, monkeypatch):
    """A copy of the folder, as the current one and as the person's home."""
    folder = tmp_path / "work"
    shutil.copytree(prepared, folder)
    for name in [name for name in os.environ if name.startswith(("READLIST_", "XDG_"))]:
        monkeypatch.delenv(name)
    for name, value in {
        "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(folder / "home"),
        "VISUAL": "an-editor",
        "READLIST_DB": str(folder / "library.db"),
        "READLIST_CONFIG": str(folder / "config.toml"),
        "READLIST_MIRROR": str(folder / "arxiv.sqlite"),
        "READLIST_CACHE_DIR": str(folder / "cache"),
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize(("example", "command"), examples(), ids=[example for example, _ in examples()])
def test_an_example_runs(example, command, workplace):
    before = PREPARED.get(command.split(" ")[0])
    if before and command not in ("arxiv load", "sync init"):
        subprocess.run(before, shell=True, check=True, capture_output=True)
    with ArxivServer([*load_papers(), Paper("2401.06066", "DeepSeekMoE")]) as arxiv:
        env = os.environ | {"READLIST_ARXIV_URL": arxiv.url, "READLIST_ARXIV_DELAY": "0"}
        if command == "sync join":
            env["READLIST_DB"] = str(workplace / "joined.db")
        done = subprocess.run(
            example,
            shell=True,
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    assert "Traceback" not in done.stderr
    if command not in (*WITH_JSON, *TEXTS):
        assert done.stdout == "", "a command that prints data has --json"
    if "opens the finder" in example:
        assert (done.returncode, "Missing argument" in done.stderr) == (2, True), "it needs a terminal"
        return
    assert done.returncode == 0 or (command in NETWORK and done.returncode in {1, 4}), done.stderr
