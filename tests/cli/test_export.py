"""export: filters, formats, and atomic writing of files."""

from __future__ import annotations

import json

import pytest

from readlist.cli.commands.export import _complete_format
from readlist.formats.writers import FORMATS


def test_export_as_markdown_by_default(run):
    result = run("export", "--topic", "rag", "--title", "检索")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Self-RAG: Learning to Retrieve" in result.stdout
    assert result.stdout.startswith("# 检索\n")
    assert "LoRA" not in result.stdout


def test_export_as_json_lines_contains_every_entry_in_key_order(run):
    lines = [json.loads(line) for line in run("export", "--format", "jsonl").stdout.splitlines()]
    keys = [line["key"] for line in lines if line["kind"] != "note"]
    assert keys == sorted(keys)
    assert [line["key"] for line in lines] == [*keys, *[None] * (len(lines) - len(keys))]
    assert all(line.pop("restore")["uid"] for line in lines)
    assert lines == json.loads(run("list", "--with-prose", "--json").stdout)


@pytest.mark.parametrize("form", FORMATS)
def test_every_format(run, library, form):
    result = run("export", "--format", form)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "".join(library.export(form))
    assert "LoRA" in result.stdout


def test_export_of_search_results(run):
    lines = run("export", "--query", "low rank", "--format", "jsonl").stdout.splitlines()
    assert {json.loads(line)["arxiv_id"] for line in lines} == {"2106.09685", "2403.03507"}


def test_the_file_extension_sets_the_format(run, tmp_path):
    result = run("export", "--kind", "paper", "-o", str(tmp_path / "refs.bib"))
    assert (result.exit_code, result.stdout) == (0, "")
    assert f"written: {tmp_path / 'refs.bib'}" in result.stderr
    written = (tmp_path / "refs.bib").read_text(encoding="utf-8")
    assert [line[0] for line in written.splitlines() if line][:1] == ["@"]
    assert written.count("\n@") == 3
    run("export", "-o", str(tmp_path / "list"))
    assert (tmp_path / "list").read_text(encoding="utf-8").startswith("# ")


def test_an_unknown_extension_is_an_error(run, tmp_path):
    result = run("export", "-o", str(tmp_path / "refs.docx"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "'.docx'" in result.stderr
    assert not (tmp_path / "refs.docx").exists()
    for name, start in (("refs.BIB", "@"), ("list.markdown", "#"), ("data.ndjson", "{")):
        run("export", "-o", str(tmp_path / name))
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)


def test_some_entries_in_the_order_given(run):
    result = run("export", "2403.03507", "2106.09685", "2403.03507", "--format", "jsonl")
    assert [json.loads(line)["arxiv_id"] for line in result.stdout.splitlines()] == [
        "2403.03507",
        "2106.09685",
    ]
    assert run("export", "no such entry").exit_code == 1
    assert run("export", "2106.09685", "--topic", "rag").exit_code == 2


def test_the_entries_that_a_text_cites(run, tmp_path):
    key = json.loads(run("show", "2106.09685", "--json").stdout)[0]["key"]
    (tmp_path / "paper.md").write_text(f"As [-@{key}, p. 3] and @unknown2020 say.")
    result = run("export", "--cited-in", str(tmp_path / "paper.md"), "--format", "jsonl")
    assert [json.loads(line)["key"] for line in result.stdout.splitlines()] == [key]
    assert "no entry has the key 'unknown2020'" in result.stderr
    (tmp_path / "none.tex").write_text("Nothing.")
    assert run("export", "--cited-in", str(tmp_path / "none.tex"), "--format", "jsonl").stdout == ""
    assert run("export", "--cited-in", str(tmp_path / "absent.tex")).exit_code == 3


def test_an_unknown_format_leaves_the_file_unchanged(run, tmp_path):
    (tmp_path / "refs.bib").write_text("old")
    result = run("export", "--format", "docx", "-o", str(tmp_path / "refs.bib"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "bibtex" in result.stderr
    assert "obsidian" in result.stderr
    assert (tmp_path / "refs.bib").read_text() == "old"


def test_a_path_that_cannot_be_written(run):
    result = run("export", "-o", "/nowhere/list.md")
    assert result.exit_code == 3
    assert "/nowhere/list.md: cannot be written" in result.stderr


def test_nothing_to_export(run):
    assert run("export", "--tag", "none such", "--format", "jsonl").stdout == ""


def test_escape_sequences_are_not_exported(run):
    run("note", "2106.09685", "evil \x1b[31m text")
    for form in ("csv", "markdown", "html"):
        assert "evil [31m text" in run("export", "--format", form).stdout
    assert r"evil \u001b[31m text" in run("export", "--format", "jsonl").stdout


def test_completion_of_formats():
    assert [name for name, _ in _complete_format("csl")] == ["csl-json"]


def test_the_summary_says_what_of_your_own_is_written(run, tmp_path):
    run("note", "2106.09685", "Secret opinion")
    run("tag", "2106.09685", "hidden-tag")
    for args in (("--format", "html"), ("-o", str(tmp_path / "list.md")), ("--format", "jsonl")):
        assert "your own notes (1), tags (1); leave them out with --public" in run("export", *args).stderr
    assert "tags (1);" in run("export", "--format", "bibtex").stderr
    assert run("export", "--quiet").stderr == ""


@pytest.mark.parametrize("form", FORMATS)
def test_public_export(run, form):
    run("note", "2106.09685", "Secret opinion")
    run("tag", "2106.09685", "hidden-tag")
    run("status", "2106.09685", "reading")
    result = run("export", "--public", "--format", form)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "LoRA" in result.stdout
    assert not any(secret in result.stdout for secret in ("Secret", "hidden-tag", "reading"))


def test_export_into_a_file_twice_changes_only_what_changed(run, tmp_path):
    path = tmp_path / "README.md"
    path.write_text("# Group\n\n<!-- readlist: begin -->\n<!-- readlist: end -->\nEnd\n")
    assert f"written: {path}" in run("export", "--into", str(path)).stderr
    before = path.read_text().splitlines()
    assert run("export", "--into", str(path)).stderr == f"unchanged: {path}\n"
    run("status", "2106.09685", "read")
    assert "1 line changed" in run("export", "--into", str(path)).stderr
    after = path.read_text().splitlines()
    assert [line for line in after if line not in before] == ["  - Status: read"]
    assert after[-1] == "End"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--into", "x.md", "-o", "y.md"), "without --output"),
        (("--into", "x.md", "--format", "bibtex"), "without --output"),
        (("--block", "x"), "--into"),
        (("--style", "compact", "--format", "html"), "has no styles"),
        (("--style", "nothing"), "neither a style nor a file"),
    ],
)
def test_options_that_do_not_go_together(run, args, message):
    result = run("export", *args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


def test_styles(run):
    assert "| Work | Authors | Published | Links |" in run("export", "--style", "table").stdout
    assert (
        "\n- [Active Retrieval Augmented Generation](https://arxiv.org/abs/2305.06983), 2023\n"
        in run("export", "--style", "compact").stdout
    )


def test_export_to_a_vault(run, tmp_path):
    folder = tmp_path / "vault"
    result = run("export", "--format", "obsidian", "-o", str(folder))
    assert (result.exit_code, result.stdout) == (0, "")
    assert " new" in result.stderr
    run("note", "2106.09685", "Secret opinion")
    result = run("export", "--format", "obsidian", "-o", str(folder), "--public")
    assert " unchanged" in result.stderr
    assert " changed" not in result.stderr
    assert "1 changed" in run("export", "--format", "obsidian", "-o", str(folder)).stderr
    assert run("export", "--format", "obsidian").exit_code == 2
    assert run("export", "--format", "obsidian", "-o", "x", "--style", "full").exit_code == 2


def test_an_earlier_key_is_cited(run, tmp_path):
    key = json.loads(run("show", "2106.09685", "--json").stdout)[0]["key"]
    other = json.loads(run("show", "2403.03507", "--json").stdout)[0]["key"]
    run("merge", key, other)
    (tmp_path / "paper.tex").write_text(f"\\cite{{{other},{key}}}")
    result = run("export", "--cited-in", str(tmp_path / "paper.tex"), "--format", "bibtex")
    assert f"'{other}' is '{key}' now" in result.stderr
    assert result.stdout.count("@") == result.stdout.count(f"{{{key},") == 1


def test_another_key_that_the_file_of_an_entry_states(run, tmp_path):
    (tmp_path / "refs.bib").write_text(
        "@book{ponds, title={On Ponds}, ids={old:ponds, pond2}}\n@book{lakes, title={On Lakes}, ids={x}}"
    )
    run("import", str(tmp_path / "refs.bib"))
    assert json.loads(run("show", "pond2", "--json").stdout)[0]["key"] == "ponds"
    (tmp_path / "paper.tex").write_text("\\cite{old:ponds}")
    result = run("export", "--cited-in", str(tmp_path / "paper.tex"), "--format", "biblatex")
    assert (result.exit_code, result.stdout.count("@")) == (0, 1)
    assert "ids = {old:ponds,pond2}" in result.stdout
    assert run("show", "pond").exit_code == 0  # part of a title, not of a key
