"""For maintainers of lists: the hooks of pre-commit, run by itself on a small repository, and the workflows."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from typer.main import get_command

from readlist.cli.app import app

ROOT = Path(__file__).parent.parent
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
WORKFLOWS = ROOT / ".github" / "workflows"
BAD = "- [A Paper with a Misspelt Link](htps://arxiv.org/abs/2106.09685)\n- [A Paper with a Wrong ID](https://arxiv.org/abs/2106.9685)\n"
GOOD = "- [LoRA: Low-Rank Adaptation of Large Language Models](https://arxiv.org/abs/2106.09685)\n"


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A repository of lists that uses the hooks as pre-commit would install them, from the program that runs here."""
    program = tmp_path / "bin" / "readlist"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m readlist "$@"\n')
    program.chmod(0o755)
    folder = tmp_path / "lists"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("READLIST_DB", str(tmp_path / "none.db"))
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "A Maintainer")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "someone@example.org")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    hooks = [hook | {"language": "system"} for hook in HOOKS]
    (folder / ".pre-commit-config.yaml").write_text(
        yaml.safe_dump({"repos": [{"repo": "local", "hooks": hooks}]})
    )
    run("git", "init", "--quiet")
    return folder


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False)


def pre_commit(*args):
    return run(sys.executable, "-m", "pre_commit", *args)


@pytest.mark.skipif(os.name == "nt" or not shutil.which("git"), reason="needs git and a Unix shell")
def test_a_commit_is_checked_and_links_are_repaired(repository):
    assert pre_commit("install").returncode == 0
    (repository / "good.md").write_text(GOOD)
    run("git", "add", "--all")
    done = run("git", "commit", "--message", "Add a list")
    assert done.returncode == 0, done.stdout + done.stderr
    (repository / "bad.md").write_text(BAD)
    run("git", "add", "--all")
    done = run("git", "commit", "--message", "Add a bad list")
    assert done.returncode == 1
    assert "bad.md:2: error: '2106.9685' is not a valid arXiv ID" in done.stdout + done.stderr
    assert "files were modified by this hook" in done.stdout + done.stderr
    assert (repository / "bad.md").read_text() == BAD.replace("htps:", "https:")
    (repository / "bad.md").write_text(BAD.replace("htps:", "https:").replace("2106.9685", "2107.12345"))
    run("git", "add", "--all")
    assert run("git", "commit", "--message", "Add a mended list").returncode == 0


def test_the_manifest_is_valid():
    done = pre_commit("validate-manifest", str(ROOT / ".pre-commit-hooks.yaml"))
    assert done.returncode == 0, done.stdout


@pytest.mark.skipif(os.name == "nt", reason="needs a Unix shell")
@pytest.mark.parametrize("severity", ["error", "info"])
def test_the_workflow_annotates_lines(repository, severity):
    (repository / "bad.md").write_text(BAD)
    workflow = yaml.safe_load((WORKFLOWS / "doctor.yml").read_text(encoding="utf-8"))
    step = next(one for one in workflow["jobs"]["doctor"]["steps"] if one.get("name") == "Check")
    env = os.environ | {"PATHS": ".", "SEVERITY": severity, "ONLINE": ""}
    assert env.keys() >= step["env"].keys()
    done = subprocess.run(
        ["bash", "-e"], input=step["run"], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stderr
    assert "::error file=bad.md,line=2,title=id-malformed::'2106.9685' is not a valid arXiv ID" in done.stdout
    assert ("line=1" in done.stdout) == (severity == "info")


def test_the_workflows_name_inputs_and_options_that_exist():
    workflow = yaml.safe_load((WORKFLOWS / "doctor.yml").read_text(encoding="utf-8"))
    inputs = workflow[True]["workflow_call"]["inputs"]  # YAML 1.1 reads "on" as true
    text = (WORKFLOWS / "doctor.yml").read_text(encoding="utf-8")
    assert {name for name in inputs if f"inputs.{name}" in text} == set(inputs)
    doctor = get_command(app).commands["doctor"]
    known = {name for one in doctor.params for name in one.opts}
    assert {"--online", "--severity", "--format", "--fix", "--yes"} <= known
    pages = (ROOT / "docs/guide/maintainers.md").read_text(encoding="utf-8")
    assert all(hook["id"] in pages for hook in HOOKS)
    ci = yaml.safe_load((WORKFLOWS / "ci.yml").read_text(encoding="utf-8"))
    assert ci["jobs"]["check"]["strategy"]["matrix"]["python"] == ["3.11", "3.12", "3.13", "3.14"]
