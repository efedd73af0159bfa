"""Imports run one way, and nothing heavy is loaded before it is needed."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import readlist
from readlist.library import Library

PACKAGE = Path(readlist.__file__).parent

LAYERS = (
    ("errors",),
    ("text", "identifiers", "url_repair"),
    ("records",),
    ("markdown", "matching", "exporters"),
    ("readers",),
    ("providers",),
    ("models", "migrations", "store"),
    ("search", "importer"),
    ("library",),
    ("cli",),
)
"""From the ground up: nothing leads from a layer to one above it, not even through modules that stand in none."""

HEAVY = {
    "sqlmodel",
    "sqlalchemy",
    "pydantic",
    "httpx",
    "requests",
    "arxiv",
    "markdown_it",
    "prompt_toolkit",
    "loky",
    "concurrent",
}
TABLES = {"rich"}


def modules():
    """Every module by its name within the package, such as ``providers.arxiv``, with its file."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        if name not in ("", "__main__"):
            yield name, path


NAMES = {name for name, _ in modules()}


def imports(path):
    """Modules of the project that a file imports at run time, wherever in it the import stands."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    only_types = {
        id(node)
        for check in ast.walk(tree)
        if isinstance(check, ast.If) and ast.unparse(check.test) == "TYPE_CHECKING"
        for part in check.body
        for node in ast.walk(part)
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.ImportFrom)
            and (node.module or "").split(".")[0] == "readlist"
            and id(node) not in only_types
        ):
            package = node.module.partition(".")[2]
            for alias in node.names:
                inner = f"{package}.{alias.name}".lstrip(".")
                yield inner if inner in NAMES else package


@pytest.fixture(scope="module")
def graph():
    """Module to those that it imports."""
    return {name: {found for found in imports(path) if found} for name, path in modules()}


def reach(graph, start):
    found, waiting = set(), [start]
    while waiting:
        new = graph[waiting.pop()] - found
        found |= new
        waiting += new
    return found


def within(names):
    return {name for name in NAMES if name.split(".")[0] in names}


@pytest.mark.parametrize("place", range(len(LAYERS)), ids=["-".join(names) for names in LAYERS])
def test_imports_run_one_way(graph, place):
    above = within({name for names in LAYERS[place + 1 :] for name in names})
    for module in within(LAYERS[place]):
        assert not reach(graph, module) & above, f"{module} leads up"


def test_no_module_leads_back_to_itself(graph):
    assert [module for module in graph if module in reach(graph, module)] == []


@pytest.mark.parametrize(("module", "path"), list(modules()), ids=sorted(NAMES))
def test_only_the_command_line_knows_the_terminal(module, path):
    if module.startswith("cli"):
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        assert not {name.split(".")[0] for name in names} & {"typer", "rich", "click"}
        called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        assert called not in ("print", "input", "exit"), f"{path.name}:{node.lineno}"


# -- what a command loads ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lanes")
    (folder / "a.md").write_text("# A\n\n- [LoRA: Low-Rank Adaptation](https://arxiv.org/abs/2106.09685)\n")
    with Library.open(folder / "library.db") as library:
        library.import_paths([folder / "a.md"])
    return folder / "library.db"


def loaded(db, *args, **env):
    """Top-level modules that a process has loaded when it ends."""
    code = "import sys, readlist.cli as c\ntry: c.main()\nfinally: sys.stderr.write('\\nloaded: ' + ' '.join(sys.modules))"
    variables = dict(os.environ, READLIST_DB=str(db), **env)
    done = subprocess.run(
        [sys.executable, "-c", code, *args], env=variables, capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return {name.split(".")[0] for name in done.stderr.decode().rpartition("loaded: ")[2].split()}


@pytest.mark.parametrize(
    "args",
    [
        ("--help",),
        ("--version",),
        ("search", "--help"),
        ("search", "lora", "--json"),
        ("search", "lroa"),
        ("search", "lora", "--kind", "paper", "--source", "a.md", "--has", "pdf"),
        ("list",),
        ("list", "--json"),
        ("show", "2106.09685"),
        ("show", "low-rank", "--json"),
        ("why", "2106.09685"),
        ("topics",),
        ("tags",),
        ("source", "list"),
        ("source", "show", "a.md"),
        ("db", "info"),
        ("doctor",),
        ("export", "--format", "jsonl"),
    ],
    ids=" ".join,
)
def test_reading_commands_load_nothing_heavy(db, args):
    assert not loaded(db, *args) & (HEAVY | TABLES)


@pytest.mark.parametrize(
    "args", [("search", "lora"), ("list",), ("show", "2106.09685"), ("topics",)], ids=" ".join
)
def test_tables_load_rich_and_nothing_else_that_is_heavy(db, args):
    modules = loaded(db, *args, FORCE_COLOR="1")
    assert not modules & HEAVY
    assert "rich" in modules


@pytest.mark.parametrize(
    ("shell", "env"),
    [
        ("bash", {"COMP_WORDS": "readlist show l", "COMP_CWORD": "2"}),
        ("zsh", {"_TYPER_COMPLETE_ARGS": "readlist sh"}),
        ("fish", {"_TYPER_COMPLETE_ARGS": "readlist sh", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}),
    ],
)
def test_completion_loads_nothing_heavy(db, shell, env):
    assert not loaded(db, _READLIST_COMPLETE=f"complete_{shell}", **env) & (HEAVY | TABLES)


def test_importing_the_package_loads_nothing():
    code = "import sys; before = set(sys.modules); import readlist; print(*(set(sys.modules) - before))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert [name for name in done.stdout.split() if name.startswith("readlist")] == [
        "readlist",
        "readlist._version",
    ]
