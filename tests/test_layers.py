"""Imports follow the order of the layers, and heavy modules are loaded only when needed."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import readlist
from readlist.library import Library

PACKAGE = Path(readlist.__file__).parent

ORDER = (
    ("errors", "_version", "text"),
    ("util", "config"),
    ("model",),
    ("index", "formats", "linkage"),
    ("storage", "providers"),
    ("search", "resolution"),
    ("importing", "curation", "enrichment"),
    ("sync",),
    ("doctor",),
    ("library",),
    ("assistant",),
    ("cli",),
)
"""Packages from the lowest layer up. A module imports only from its own package and from the lines above it."""

DEEPEST = 19
"""Maximum number of modules in a chain of imports, including imports for type checking."""

WITH_SQL = (
    "util.sql",
    "providers.cache_file",
    "providers.circuit_breaker",
    "storage",
    "index",
    "search",
    "formats.libraries.zotero_database",
    "providers.arxiv_mirror",
    "providers.findings_cache",
    "providers.rate_limiter",
    "sync.carriers",
)
"""Modules and packages that may contain SQL; all others call their functions."""
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
    "mcp",
    "nh3",
    "psycopg",
}
TABLES = {"rich"}


def modules():
    """Name within the package (such as ``providers.arxiv``) and file of every module."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        if name not in ("", "__main__"):
            yield name, path


NAMES = {name for name, _ in modules()}


LEVEL = {package: level for level, packages in enumerate(ORDER) for package in packages}


def imports(path):
    """Modules of the project that a file imports, including imports in functions and for type checking."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "readlist":
            package = node.module.partition(".")[2]
            for alias in node.names:
                inner = f"{package}.{alias.name}".lstrip(".")
                yield inner if inner in NAMES else package


GRAPH = {name: {found for found in imports(path) if found} - {name} for name, path in modules()}
"""Modules imported by each module."""


def package_of(module):
    return module.split(".")[0]


def longest_chain(module, above=()):
    """The longest chain of imports that starts at a module; fails on a cycle."""
    assert module not in above, f"imports in a circle: {' -> '.join([*above, module])}"
    if module not in CHAINS:
        chains = [longest_chain(one, (*above, module)) for one in sorted(GRAPH[module])]
        CHAINS[module] = [module, *max(chains, key=len, default=[])]
    return CHAINS[module]


CHAINS = {}


def test_every_package_has_a_layer():
    assert {package_of(name) for name in NAMES} == set(LEVEL)


@pytest.mark.parametrize("module", sorted(NAMES))
def test_imports_follow_the_layers(module):
    for found in GRAPH[module]:
        above, below = package_of(module), package_of(found)
        assert above == below or LEVEL[below] < LEVEL[above], f"{module} imports {found}"


def test_import_chains_are_short_and_acyclic():
    chain = max(map(longest_chain, sorted(NAMES)), key=len)
    assert len(chain) <= DEEPEST, " -> ".join(chain)


SQL = re.compile(
    r"^\s*(?:SELECT|INSERT INTO|UPDATE \w+ SET|DELETE FROM|CREATE|PRAGMA|WITH RECURSIVE|REPLACE INTO)\b"
)


@pytest.mark.parametrize(("module", "path"), list(modules()), ids=sorted(NAMES))
def test_sql_is_confined_to_a_few_modules(module, path):
    if any(module == place or module.startswith(f"{place}.") for place in WITH_SQL):
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        called = node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""
        assert called not in ("execute", "executemany", "query"), f"{module}, line {node.lineno}"
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert not SQL.match(node.value), f"{module}, line {node.lineno}"


@pytest.mark.parametrize(
    "path", [pytest.param(path, id=name) for name, path in modules() if name.split(".")[0] != "cli"]
)
def test_only_the_command_line_uses_the_terminal(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        assert not {name.split(".")[0] for name in names} & {"typer", "rich", "click"}
        called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        assert called not in ("print", "input", "exit"), f"{path.name}:{node.lineno}"


# -- modules loaded by commands ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lanes")
    (folder / "a.md").write_text("# A\n\n- [LoRA: Low-Rank Adaptation](https://arxiv.org/abs/2106.09685)\n")
    with Library.open(folder / "library.db") as library:
        library.import_paths([folder / "a.md"])
    return folder / "library.db"


def loaded(db, *args, **env):
    """Top-level modules loaded by a process at its end."""
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
def test_tables_load_no_heavy_module_but_rich(db, args):
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


def test_importing_the_package_loads_nothing_heavy():
    code = "import sys; before = set(sys.modules); import readlist; print(*(set(sys.modules) - before))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    loaded = {name for name in done.stdout.split() if name.startswith("readlist")}
    assert loaded == {"readlist", "readlist._version"}
