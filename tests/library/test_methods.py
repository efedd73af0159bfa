"""Methods of Library used by the command line: completion, export to files, targets to open."""

from __future__ import annotations

import pytest

import readlist.library
from readlist import Library
from readlist.errors import InputError, NotFoundError, UsageError

NOTES = """\
# Notes

## PEFT

- [LoRA: Low-Rank Adaptation of Large Language Models](https://arxiv.org/abs/2106.09685) Edward J. Hu, Yelong Shen. 2021

## Other

Prose without any link.
"""


@pytest.fixture
def library(tmp_path):
    (tmp_path / "notes.md").write_text(NOTES, encoding="utf-8")
    with Library.open(tmp_path / "library.db") as opened:
        opened.import_paths([tmp_path / "notes.md"])
        yield opened


def test_completion(library):
    library.tag(["2106.09685"], ["classic", "PEFT"])
    assert library.complete_keys("hu") == [
        ("hu2021lora", "LoRA: Low-Rank Adaptation of Large Language Models")
    ]
    assert library.complete_keys("hu%") == []
    assert library.complete_tags("") == ["PEFT", "classic"]
    assert library.complete_tags("cl") == ["classic"]
    assert library.complete_topics("P") == ["PEFT"]


def test_find_target(library):
    assert library.find_target(library.find("2106.09685")) == "https://arxiv.org/abs/2106.09685"
    with pytest.raises(NotFoundError, match="has no page"):
        library.find_target(library.find("Other"))


def test_export_to_a_file_chooses_the_format_by_its_extension(library, tmp_path):
    library.export_to(tmp_path / "refs.bib", query="low rank")
    assert (tmp_path / "refs.bib").read_text(encoding="utf-8").startswith("@")
    library.export_to(tmp_path / "list", title="My list")
    assert (tmp_path / "list").read_text(encoding="utf-8").startswith("# My list")
    library.export_to(tmp_path / "list", "jsonl")
    assert (tmp_path / "list").read_text(encoding="utf-8").startswith("{")


def test_a_failed_export_leaves_the_file_unchanged(library, tmp_path):
    (tmp_path / "refs.bib").write_text("old")
    with pytest.raises(UsageError):
        library.export_to(tmp_path / "refs.bib", "docx")
    assert (tmp_path / "refs.bib").read_text() == "old"
    with pytest.raises(InputError):
        library.export_to(tmp_path / "nowhere" / "refs.bib")


def test_lint_of_text_passed_as_stdin():
    (finding,) = Library.lint(
        ["-"], stdin=b"- [A Paper](https://arxiv.org/abs/2305.1636)\n", severity="error"
    )
    assert finding.places[0].file == "stdin"
    with pytest.raises(UsageError, match="stdin"):
        Library.lint(["-"])


def test_public_names_are_loaded_on_first_use():
    names = [name for names in readlist.library._HOMES.values() for name in names]
    assert len(names) == len(set(names))
    assert all(getattr(readlist.library, name) is not None for name in names)
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        _ = readlist.library.Nothing


@pytest.mark.parametrize("wanted", [(), ("2106.09685",)])
def test_less_than_two_entries_are_not_merged(library, wanted):
    with pytest.raises(UsageError, match="one entry only"):
        library.merge(wanted)
