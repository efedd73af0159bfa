"""The wheel: what it holds, that it runs on its own, and that what it needs is stated."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from readlist._version import __version__

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "readlist"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
REQUIRED = [
    *PROJECT["dependencies"],
    *(one for extra in PROJECT["optional-dependencies"].values() for one in extra),
]
NAMES = {re.split(r"[\[<>=]", one)[0].lower().replace("_", "-"): one for one in REQUIRED}
BROUGHT_ALONG = {"sqlalchemy": "sqlmodel", "pydantic": "mcp"}
"""Packages that another one brings, whose interface is made of them."""
PRIVATE = {
    "providers/http.py": "httpx",  # the network backend of the pools of its transports
    "providers/arxiv.py": "arxiv",  # the session of its client
    "assistant/server.py": "mcp",  # the models of the arguments of tools
    "cli/shells.py": "typer",  # what the completion of shells does to help texts
}
"""Modules that use private parts of a package, which must have an upper bound."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built without the network."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (path,) = folder.iterdir()
    return path


def test_the_wheel_holds_all_files_of_the_package_and_no_others(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    files = {
        path.relative_to(PACKAGE.parent).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {name for name in names if not re.match(r"readlist-[^/]+/", name)} == files
    assert {"readlist/py.typed", "readlist/search/synonyms.txt"} <= names
    assert any(name.endswith("share/man/man1/readlist.1") for name in names)
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_wheel_runs_in_an_environment_of_its_own(wheel, tmp_path):
    """The environment has readlist from the wheel; what it needs is read from where the tests have it."""
    home = tmp_path / "env"
    venv.create(home, with_pip=False, symlinks=True)
    scheme = sysconfig.get_preferred_scheme("prefix")
    site = Path(sysconfig.get_path("purelib", scheme, vars={"base": str(home), "platbase": str(home)}))
    zipfile.ZipFile(wheel).extractall(site)
    (site / "others.pth").write_text(
        "\n".join({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})
    )
    python = Path(sysconfig.get_path("scripts", scheme, vars={"base": str(home)})) / "python"

    def run(*words):
        found = subprocess.run(
            [python, *words],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
            env={"HOME": str(tmp_path)},
        )
        return found.stdout

    assert run("-c", "import readlist; print(readlist.__file__)").strip() == str(
        site / "readlist" / "__init__.py"
    )
    assert run("-m", "readlist", "--version") == f"readlist {__version__}\n"
    (tmp_path / "notes.md").write_text("- [A Title of Things](https://arxiv.org/abs/2106.09685)\n")
    run("-m", "readlist", "import", "notes.md")
    assert "A Title of Things" in run("-m", "readlist", "search", "things")
    assert "<style>" in run("-m", "readlist", "export", "--format", "html")


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").partition(".")[0]


LATER = {"compression"}
"""Modules that are in the standard library of later Pythons only (PEP 784)."""


def test_all_packages_that_are_imported_are_stated():
    used = {name for path in PACKAGE.rglob("*.py") for name in imports(path)}
    used -= {*sys.stdlib_module_names, *LATER, "readlist"}
    known = packages_distributions()
    missing = {
        name
        for name in used
        if BROUGHT_ALONG.get(name, name) not in NAMES
        and not any(one.lower().replace("_", "-") in NAMES for one in known.get(name, ()))
    }
    assert missing == set()


def test_packages_whose_private_parts_are_used_have_an_upper_bound():
    used = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if "SLF001" in path.read_text(encoding="utf-8")
    }
    assert used == set(PRIVATE)
    assert all("<" in NAMES[package] for package in PRIVATE.values())


def test_the_lock_names_no_server_but_the_public_index():
    text = (ROOT / "uv.lock").read_text(encoding="utf-8")
    hosts = set(re.findall(r"https?://([^/\"]+)", text))
    assert hosts <= {"pypi.org", "files.pythonhosted.org"}
    locked = {package["name"] for package in tomllib.loads(text)["package"]}
    assert locked >= {re.sub(r"[-_.]+", "-", name) for name in NAMES}, "names are normalised there (PEP 503)"
