"""The command line parses and prints: what it shows comes from the Python API."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import readlist.cli

FOLDER = Path(readlist.cli.__file__).parent
MODULES = sorted(FOLDER.rglob("*.py"))
ALLOWED = (
    "_version",
    "assistant",
    "config",
    "errors",
    "library",
    "model",
    "util.bounded_read",
    "util.encoding",
    "util.json_array",
    "util.lazy_regex",
    "util.printable",
    "search.filters",
    "search.hit",
    "text.nearest",
)
"""What the command line may import of the package besides itself."""


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "readlist":
            for alias in node.names:
                yield f"{node.module}.{alias.name}".removeprefix("readlist.")


def is_in(name, package):
    return name == package or name.startswith(f"{package}.")


@pytest.mark.parametrize("path", MODULES, ids=[str(path.relative_to(FOLDER)) for path in MODULES])
def test_imports(path):
    others = [name for name in imports(path) if not any(is_in(name, one) for one in ("cli", *ALLOWED))]
    assert others == []
    if path.parent.name == "commands":
        assert not any(is_in(name, "cli.commands") for name in imports(path))


@pytest.mark.parametrize("path", MODULES, ids=[str(path.relative_to(FOLDER)) for path in MODULES])
def test_no_sql(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        assert not (isinstance(node, ast.Attribute) and node.attr in ("store", "connection"))
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert not node.value.startswith(("SELECT ", "PRAGMA ", "INSERT ", "UPDATE ", "DELETE "))
