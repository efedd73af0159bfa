"""A bibliography is imported like a note: matched with other sources, repeatable, and stored byte for byte."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from readlist import Library
from readlist.formats.readers import find_format, read

if TYPE_CHECKING:
    from pathlib import Path

NOTE = "# Notes\n\n## PEFT\n\n- [LoRA: Low-Rank Adaptation of Large Language Models](https://arxiv.org/abs/2106.09685)\n"
BIB = r"""% mine
@article{Hu21, title = {{LoRA}: {Low-Rank} Adaptation of Large Language Models},
  author = {Hu, Edward J.}, eprint = {2106.09685}, archiveprefix = {arXiv}, journal = {CoRR}}

@article{broken, title = {No end

@inproceedings{Vaswani17,
  title = {Attention is All you Need}, author = {Vaswani, Ashish},
  booktitle = {NeurIPS}, year = 2017}
"""


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "library.db") as library:
        yield library


def write(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def works(library):
    return {entry.key: entry for entry in library.entries()}


def test_a_new_work_has_the_key_of_its_file_and_a_known_one_keeps_its_own(library, tmp_path) -> None:
    library.import_paths([write(tmp_path, "notes.md", NOTE)])
    (before,) = works(library)
    report = library.import_paths([write(tmp_path, "refs.bib", BIB)])
    assert set(works(library)) == {before, "Vaswani17"}
    assert [(p.line, p.message.partition(":")[0]) for p in report.warnings] == [
        (5, "this entry cannot be read and is kept as prose")
    ]
    lora = works(library)[before]
    assert [(m.source, m.line, m.end_line) for m in lora.mentions] == [("notes.md", 5, 5), ("refs.bib", 2, 3)]
    assert (lora.authors, lora.venue) == (("Edward J. Hu",), "CoRR")


def test_a_taken_key_is_changed(library, tmp_path) -> None:
    library.import_paths([write(tmp_path, "a.bib", "@misc{smith, title = {One work of some length}}")])
    library.import_paths([write(tmp_path, "b.bib", "@misc{smith, title = {Another work of some length}}")])
    assert set(works(library)) == {"smith", "smitha"}


def test_importing_again_changes_nothing_and_an_edit_only_its_entry(library, tmp_path) -> None:
    file = write(tmp_path, "refs.bib", BIB)
    library.import_paths([file])
    before = works(library)
    assert library.import_paths([file]).files[0].status == "unchanged"
    file.write_text(
        BIB.replace("year = 2017", "year = 2018").replace("% mine", "% mine\n\n"), encoding="utf-8"
    )
    report = library.import_paths([file])
    assert (report.added, report.changed, report.removed) == (0, 1, 0)
    after = works(library)
    assert after["Vaswani17"].year == 2018
    assert after["Hu21"].mentions[0].line == before["Hu21"].mentions[0].line + 2


def test_the_file_is_kept_byte_for_byte_and_its_prose_is_found(library, tmp_path) -> None:
    content = BIB.replace("\n", "\r\n").encode()
    (tmp_path / "refs.bib").write_bytes(content)
    library.import_paths([tmp_path / "refs.bib"])
    assert library.source_text("refs.bib") == content
    assert "No end" in "".join(m.text for entry in library.entries(notes=True) for m in entry.mentions)


def test_bibliographies_but_not_json_are_read_from_a_folder(library, tmp_path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    write(folder, "a.md", NOTE)
    write(folder, "b.bib", BIB)
    write(folder, "c.ris", "TY  - BOOK\nTI  - A book of some length\nER  - \n")
    write(folder, "package.json", '{"name": "x"}')
    report = library.import_paths([folder])
    assert [file.name for file in report.files] == ["a.md", "b.bib", "c.ris"]


def test_json_without_references_is_reported_and_the_others_are_imported(library, tmp_path) -> None:
    other = write(tmp_path, "package.json", '{"name": "x"}')
    report = library.import_paths([other, write(tmp_path, "refs.bib", BIB)])
    assert [file.status for file in report.files] == ["failed", "new"]
    assert "contains no references" in report.failed[0].error
    assert [source.name for source in library.sources()] == ["refs.bib"]


def test_one_work_in_four_formats_is_one_entry(library, tmp_path) -> None:
    library.import_paths([write(tmp_path, "refs.bib", BIB)])
    for name, ending in (("ris", "ris"), ("csl-json", "json"), ("jsonl", "json_lines")):
        library.import_paths([write(tmp_path, f"refs.{ending}", "".join(library.export(name)))])
    assert set(works(library)) == {"Hu21", "Vaswani17"}


# -- choosing the reader -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.md", "@article{a,}", "markdown_notes"),
        ("A.BIB", "", "bibtex"),
        ("refs.csljson", "", "csl_json"),
        ("stdin", "\ufeff% comment\n\n@Article {a,", "bibtex"),
        ("stdin", "TY  - JOUR\n", "ris"),
        ("stdin", '[\n {"id": 1}]', "csl_json"),
        ("stdin", '{"schema": 1}\n', "json_lines"),
        ("stdin", "# Notes\n\n@article is how BibTeX starts", "markdown_notes"),
        ("notes", "[{paper}](https://example.org)", "markdown_notes"),
    ],
)
def test_the_format_is_found_by_the_suffix_or_the_start(name: str, text: str, expected: str) -> None:
    assert find_format(name, text) == expected


def test_the_parser_of_bibtex_is_loaded_for_bibtex_only() -> None:
    code = (
        "import sys; from readlist.formats.readers import read; read('- a', 'a.md'); read('TY  - JOUR\\n', 'a.ris');"
        "sys.exit(bool({'bibtexparser', 'pylatexenc'} & {name.split('.')[0] for name in sys.modules}))"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=60, check=False).returncode == 0


def test_the_parser_of_bibtex_prints_nothing(capfd) -> None:
    read("@article{a, title = {x\n@article{b, title = {y}}\n", "a.bib")
    assert capfd.readouterr() == ("", "")
