"""set, unset, edit, rm: what a person corrects outranks the notes until it is taken back."""

from __future__ import annotations

import json
import shlex
import sys

import pytest

LORA = "2106.09685"


def entry(run, wanted=LORA):
    return json.loads(run("show", wanted, "--json").stdout)[0]


def origins(run, wanted=LORA):
    """The origin of each field, as show prints it."""
    lines = (line.split("\t") for line in run("show", wanted).stdout.partition("\n\n")[0].splitlines())
    return {name: origin for name, _, origin in lines}


def keys(run, *options):
    return [one["key"] for one in json.loads(run("list", *options, "--json").stdout)]


# -- set and unset -----------------------------------------------------------------------------------------------


def test_what_is_set_is_shown_as_by_hand_and_unset_gives_the_notes_the_word_again(run):
    before = entry(run)
    result = run("set", LORA, "year=2021", "venue=NeurIPS  2021", "authors=Ada Hu; Bo Shen")
    assert (result.exit_code, result.stdout) == (0, "")
    after = entry(run)
    assert (after["year"], after["venue"], after["authors"]) == (2021, "NeurIPS 2021", ["Ada Hu", "Bo Shen"])
    assert {origins(run)[name] for name in ("year", "venue", "authors")} == {"by hand"}
    assert run("unset", LORA, "year", "venue", "author").exit_code == 0
    assert {**entry(run), "updated": ""} == {**before, "updated": ""}


def test_an_empty_value_is_none_whatever_the_notes_say(run, notes):
    run("set", LORA, "venue=", "authors=", "year=")
    found = entry(run)
    assert (found["venue"], found["authors"], found["year"]) == (None, [], None)
    assert "venue\t(none)\tby hand\n" in run("show", LORA).stdout
    notes.write_text(notes.read_text(encoding="utf-8") + "\nMore prose.\n", encoding="utf-8")
    assert run("import", str(notes)).exit_code == 0
    assert entry(run)["venue"] is None
    run("unset", LORA, "venue")
    assert entry(run)["venue"] == "ICLR 2022"


def test_details_can_be_set(run):
    run("set", LORA, "journal=Journal of Tests", "volume=3", "pages=1--9", "type=article-journal")
    found = entry(run)
    assert [found[name] for name in ("container", "volume", "pages", "type")] == [
        "Journal of Tests", "3", "1--9", "article-journal",
    ]  # fmt: skip
    assert origins(run)["pages"] == "by hand"


def test_an_identifier_that_is_set_replaces_the_other_one(run):
    run("set", LORA, "arxiv=2106.09686v3", "doi=https://doi.org/10.1145/1234567.89")
    found = entry(run, "2106.09686")
    assert (found["arxiv_id"], found["arxiv_version"], found["doi"]) == (
        "2106.09686",
        3,
        "10.1145/1234567.89",
    )
    assert found["url"] == "https://arxiv.org/abs/2106.09686"
    assert run("show", LORA, "--json").exit_code == 1
    run("set", "2106.09686", "arxiv_id=")
    assert entry(run, "10.1145/1234567.89")["arxiv_id"] is None
    run("unset", "10.1145/1234567.89", "arxiv_id")
    assert entry(run)["arxiv_id"] == LORA


@pytest.mark.parametrize(
    ("assignment", "message"),
    [
        ("yaer=2021", "Did you mean: year?"),
        ("year=soon", "a number from 1000 to 2999"),
        ("year=99999999999999999999999", "a number from 1000 to 2999"),
        ("month=13", "a number from 1 to 12"),
        ("title=", "a title cannot be empty"),
        ("kind=papre", "Choose one of: paper"),
        ("url=not a url", "is not a URL"),
        ("arxiv_id=2106.9", "is not a valid arXiv ID"),
        ("doi=2403.03507", "Set arxiv_id instead"),
        ("doi=10.48550/arXiv.2403.03507", "Set arxiv_id instead"),
        ("arxiv_id=2403.03507", "arxiv:2403.03507 is that of"),
        ("venue=a\x1bb", "control character"),
        ("tags=x", "readlist tag ENTRY TAG"),
        ("status=done", "is not a status"),
        ("rating=6", "is not a rating"),
    ],
)
def test_a_bad_value_is_refused_and_nothing_is_written(run, assignment, message):
    before = entry(run)
    result = run("set", LORA, "venue=X", assignment)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert entry(run) == before


def test_set_without_a_value_and_unset_without_a_field(run):
    assert run("set", LORA).exit_code == 2
    assert run("unset", LORA).exit_code == 2
    assert run("unset", LORA, "yaer").exit_code == 2
    assert run("set", "year=2021").exit_code == 2
    assert "nothing to do" in run("unset", LORA, "year").stderr


def test_several_entries_get_a_value_but_not_the_same_title(run):
    assert run("set", LORA, "galore", "year=1999").exit_code == 0
    assert entry(run)["year"] == entry(run, "galore")["year"] == 1999
    assert run("set", LORA, "galore", "title=Same").exit_code == 2


def test_a_year_that_is_set_is_cited(run):
    run("set", LORA, "year=2021")
    assert "year = {2021}" in run("export", "--format", "bibtex", "--query", "lora").stdout


# -- rm ----------------------------------------------------------------------------------------------------------


def test_a_removed_entry_shows_nowhere_until_undo(run):
    run("tag", LORA, "classic")
    key = entry(run)["key"]
    before = run("list", "--json").stdout
    result = run("rm", LORA)
    assert (result.exit_code, result.stdout) == (0, "")
    assert key not in keys(run, "--with-prose")
    for words in (
        ("show", LORA),
        ("show", key),
        ("show", "Low-Rank Adaptation"),
        ("why", key),
        ("tag", key, "x"),
    ):
        assert run(*words).exit_code == 1, words
    assert key not in run("search", "low rank adaptation").stdout
    assert key not in run("search", LORA).stdout
    assert key not in run("export", "--format", "bibtex").stdout
    assert run("tags").stdout == ""
    assert "2\tPEFT" in run("topics").stdout
    assert "3 paper" in run("db", "info").stdout
    assert key not in run("related", "galore").stdout
    assert run("db", "check").exit_code == 0
    run("undo")
    assert [{**one, "updated": ""} for one in json.loads(run("list", "--json").stdout)] == [
        {**one, "updated": ""} for one in json.loads(before)
    ]


def test_a_removed_entry_stays_so_after_imports_of_its_notes(run, notes, tmp_path):
    key = entry(run)["key"]
    run("rm", key)
    text = notes.read_text(encoding="utf-8")
    (tmp_path / "more.md").write_text(text, encoding="utf-8")
    notes.write_text(text.replace("## PEFT", "## Tuning") + "\nMore.\n", encoding="utf-8")
    assert run("import", str(notes), str(tmp_path / "more.md")).exit_code == 0
    assert key not in keys(run)
    notes.write_text("# Empty\n", encoding="utf-8")
    run("import", str(notes))
    notes.write_text(text, encoding="utf-8")
    run("import", str(notes))
    assert key not in keys(run)
    assert run("db", "check").exit_code == 0


@pytest.mark.parametrize("leave", ["another work", "no file"])
def test_a_removed_entry_stays_so_when_a_note_lists_it_again(run, tmp_path, leave):
    weirs, mills = (
        "- [Weirs](https://arxiv.org/abs/2401.00011)\n",
        "- [Mills](https://arxiv.org/abs/2401.00012)\n",
    )
    path = tmp_path / "weirs.md"
    path.write_text(weirs + mills, encoding="utf-8")
    run("import", str(path))
    run("rm", "2401.00011")
    if leave == "no file":
        run("source", "rm", "weirs.md", "--yes")
    else:
        path.write_text(mills, encoding="utf-8")
        run("import", str(path))
    path.write_text(weirs + mills, encoding="utf-8")
    result = run("import", str(path))
    assert ("1 added, 1 unchanged" if leave == "no file" else "entries: no change") in result.stderr
    assert run("show", "2401.00011").exit_code == 1
    assert run("db", "check").exit_code == 0
    assert "added" in run("add", "2401.00011", "--offline").stderr
    assert run("show", "2401.00011").exit_code == 0


def test_a_removed_work_comes_back_when_it_is_added_again(run):
    key = entry(run)["key"]
    run("tag", key, "classic")
    run("rm", key)
    result = run("add", LORA, "--offline")
    assert "added" in result.stderr
    assert (entry(run)["key"], entry(run)["tags"]) == (key, ["classic"])


def test_a_removed_work_that_turns_out_to_be_another_that_is_kept_is_shown(run):
    """Merging by hand names entries that are shown; the removed one cannot be named."""
    key = entry(run)["key"]
    run("rm", key)
    assert run("merge", "galore", key).exit_code == 1


# -- bulk ----------------------------------------------------------------------------------------------------------


def test_entries_are_selected_by_query_and_filters_as_one_operation(run):
    assert run("tag", "--query", "retrieval", "--year", "2023", "found").exit_code == 0
    assert len(keys(run, "--tag", "found")) == 2
    assert run("status", "--topic", "peft", "--kind", "paper", "todo").exit_code == 0
    assert len(keys(run, "--status", "todo")) == 2
    assert run("set", "--status", "todo", "venue=X").exit_code == 0
    assert run("rate", "--tag", "found", "4").exit_code == 0
    assert run("untag", "--query", "tag:found critique", "found").exit_code == 0
    assert len(keys(run, "--tag", "found")) == 1
    assert run("rm", "--venue", "X").exit_code == 0
    assert len(keys(run)) == 3
    assert "rm " in run("history", "--limit", "1").stdout


def test_a_query_selects_what_has_all_its_words_only(run):
    result = run("tag", "--query", "retrieval nothinglikethis", "x")
    assert result.exit_code == 1
    assert "no entry is found for 'retrieval nothinglikethis'" in result.stderr
    assert "no entry passes these filters" in run("tag", "--year", "1801", "x").stderr
    assert "standard input has no key" in run("tag", "-", "x", stdin="\n").stderr
    assert run("tag", "--query", "retreival", "x").exit_code == 1, "no similar word is searched for"


def test_keys_are_read_from_standard_input(run):
    listed = run("list", "--topic", "peft").stdout
    assert run("tag", "-", "piped", stdin=listed).exit_code == 0
    assert len(keys(run, "--tag", "piped")) == 3
    assert run("rm", "-", stdin="").exit_code == 1
    assert run("rm").exit_code == 2


@pytest.fixture
def at_keyboard(monkeypatch):
    monkeypatch.setattr("readlist.cli.selection.has_keyboard", lambda: True)


def test_a_person_is_asked_before_many_entries_change(run, at_keyboard):
    result = run("tag", "--topic", "peft", "many", stdin="n\n")
    assert result.exit_code == 1
    assert "tag many: 3 entries" in result.stderr
    assert run("list", "--tag", "many").exit_code == 1, "no entry has the tag"
    assert run("tag", "--topic", "peft", "many", stdin="y\n").exit_code == 0
    assert run("untag", "--topic", "peft", "many", "--yes").exit_code == 0
    assert run("tag", LORA, "galore", "named").exit_code == 0, "entries that were named are not asked about"


def test_rm_asks_at_a_terminal(run, at_keyboard):
    assert run("rm", LORA, stdin="n\n").exit_code == 1
    assert entry(run)
    assert run("rm", LORA, "--yes").exit_code == 0
    assert run("show", LORA).exit_code == 1


def test_a_key_in_the_place_of_the_tag_is_refused(run):
    key = entry(run, "galore")["key"]
    for command in ("tag", "untag"):
        result = run(command, LORA, key)
        assert result.exit_code == 2
        assert f"the last word, '{key}', is the key of an entry" in result.stderr
    assert run("tag", LORA, "--tag", key).exit_code == 0
    assert run("untag", LORA, key).exit_code == 0


# -- edit --------------------------------------------------------------------------------------------------------


@pytest.fixture
def editor(tmp_path):
    """Make an editor of a Python program on ``text``; each run of the editor appends to a log what it was shown."""

    def make(program):
        script = tmp_path / "editor.py"
        script.write_text(
            "import pathlib, sys\n"
            "path = pathlib.Path(sys.argv[1])\n"
            "text = path.read_text(encoding='utf-8')\n"
            f"log = pathlib.Path({str(tmp_path / 'log')!r})\n"
            "before = log.read_text(encoding='utf-8') if log.exists() else ''\n"
            "log.write_text(before + text + '\\f', encoding='utf-8')\n"
            f"{program}\n"
            "path.write_text(text, encoding='utf-8')\n",
            encoding="utf-8",
        )
        return f"{shlex.quote(sys.executable)} {shlex.quote(str(script))}"

    return make


@pytest.fixture
def shown(tmp_path):
    """What the editor was shown, in each of its runs."""
    return lambda: (tmp_path / "log").read_text(encoding="utf-8").split("\f")[:-1]


def drafts(tmp_path):
    return sorted(tmp_path.glob("*.drafts/*"))


def test_edit_stores_what_is_changed_and_takes_back_what_is_deleted(run, editor, shown, tmp_path):
    run("set", LORA, "month=6")
    run("tag", LORA, "old")
    program = r"""
import re
text = re.sub(r'(?m)^year = .*$', 'year = 2021', text)
text = re.sub(r'(?m)^month = .*\n', '', text)
text = text.replace('venue = "ICLR 2022"', 'venue = ""').replace('tags = ["old"]', 'tags = ["new", "PEFT"]')
text = text.replace('pages = ""', 'pages = "1-9"')
"""
    result = run("edit", LORA, VISUAL=editor(program))
    assert result.exit_code == 0, result.stderr
    found = entry(run)
    assert (found["year"], found["month"], found["venue"], found["pages"]) == (2021, None, None, "1-9")
    assert found["tags"] == ["PEFT", "new"]
    assert "month = 6  # by hand" in shown()[0]
    assert origins(run)["title"] == "papers.md:14", "what was not changed is not stated"
    assert drafts(tmp_path) == []
    assert run("undo").exit_code == 0
    assert entry(run)["month"] == 6, "an edit is one operation"


def test_mistakes_are_shown_above_their_lines_and_the_editor_opens_again(run, editor, shown):
    program = """
if "# ERROR" in text:
    text = text.replace('"soon"', "2021").replace("venu =", "venue =")
else:
    text = text.replace("year = 2022", 'year = "soon"').replace("venue =", "venu =")
"""
    result = run("edit", LORA, VISUAL=editor(program))
    assert result.exit_code == 0, result.stderr
    assert entry(run)["year"] == 2021
    first, second = shown()
    assert "# ERROR" not in first
    lines = second.splitlines()
    assert "is not a year" in lines[lines.index('year = "soon"') - 1]
    assert "Did you mean: venue?" in lines[lines.index('venu = "ICLR 2022"') - 1]


def test_invalid_toml_is_reported_with_its_line(run, editor, shown, tmp_path):
    result = run("edit", LORA, VISUAL=editor("text = text.replace('year = ', 'year == ')"))
    assert result.exit_code == 3
    assert "line 12: this is not TOML: " in result.stderr
    (kept,) = drafts(tmp_path)
    lines = kept.read_text(encoding="utf-8").splitlines()
    assert lines[next(n for n, line in enumerate(lines) if line.startswith("year ==")) - 1].startswith(
        "# ERROR"
    )
    kept.write_text(kept.read_text(encoding="utf-8").replace("year == 2022", "year = 2020"), encoding="utf-8")
    assert run("edit", LORA, "--from", str(kept)).exit_code == 0
    assert entry(run)["year"] == 2020


def test_an_editor_that_fails_or_is_killed_loses_nothing(run, editor, tmp_path):
    text = "text = text.replace('2022', '2021'); path.write_text(text, encoding='utf-8')\n"
    for ending in ("sys.exit(3)", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"):
        before = entry(run)
        result = run("edit", LORA, VISUAL=editor(text + ending))
        assert result.exit_code == 1
        (kept,) = drafts(tmp_path)
        assert str(kept) in result.stderr
        assert "2021" in kept.read_text(encoding="utf-8")
        assert entry(run) == before
        kept.unlink()
    assert run("edit", LORA, VISUAL="false").exit_code == 1
    assert run("edit", LORA, VISUAL="no-such-editor-anywhere").exit_code == 2
    assert drafts(tmp_path) == [], "a text without a change need not be kept"


def test_a_draft_of_an_earlier_run_is_named(run, editor, tmp_path):
    run("edit", LORA, VISUAL=editor("text += 'x'; path.write_text(text); sys.exit(1)"))
    (kept,) = drafts(tmp_path)
    said = run("edit", "galore", VISUAL="true").stderr
    assert (
        f"not stored yet: {kept}; delete it, or store it with: readlist edit hu2022lora --from {kept}\n"
        in said
    )
    kept.unlink()

    run("note", LORA, "one")
    run("note", LORA, "--edit", "1", VISUAL=editor("path.write_text(text + 'x'); sys.exit(1)"))
    (kept,) = drafts(tmp_path)
    said = run("--db", str(tmp_path / "library.db"), "note", "galore", VISUAL="true").stderr
    assert f"with: readlist --db {tmp_path / 'library.db'} note hu2022lora --edit 1 - < {kept}\n" in said
    run("note", LORA, "--edit", "1", "-", stdin=kept.read_text(encoding="utf-8"))
    assert bodies(run) == ["one\nx"]


def test_an_unchanged_text_changes_nothing(run):
    before = run("history").stdout
    result = run("edit", LORA, "galore", "peft", VISUAL="true")
    assert result.exit_code == 0
    assert "nothing to do" in result.stderr
    assert run("history").stdout == before


def test_an_entry_that_is_removed_while_it_is_edited(run, editor, db, tmp_path):
    command = shlex.join([sys.executable, "-m", "readlist", "--db", str(db), "rm", LORA])
    program = f"import os; os.system({command!r}); text = text.replace('year = 2022', 'year = 2021')"
    result = run("edit", LORA, VISUAL=editor(program))
    assert result.exit_code == 1
    (kept,) = drafts(tmp_path)
    assert str(kept) in result.stderr


@pytest.mark.parametrize(
    "text",
    ["[other]\nyear = 1\n", "year = 2021\n", "[[x]]\n", "\x00", "[x\n", "a.b.c = 1\n"],
)
def test_a_sheet_that_is_not_of_these_entries(run, tmp_path, text):
    path = tmp_path / "sheet.toml"
    path.write_text(text, encoding="utf-8")
    result = run("edit", LORA, "--from", str(path))
    assert result.exit_code == 3, result.output
    assert "line 1" in result.stderr


# -- notes -------------------------------------------------------------------------------------------------------


def bodies(run):
    return [note["body"] for note in entry(run)["notes"]]


def test_a_note_is_written_and_changed_in_the_editor(run, editor, shown):
    assert run("note", LORA, VISUAL=editor("text += 'Rank 8\\n\\nis enough.'")).exit_code == 0
    assert bodies(run) == ["Rank 8\n\nis enough."]
    assert run("note", LORA, "--edit", "1", VISUAL=editor("text = text.replace('8', '16')")).exit_code == 0
    assert bodies(run) == ["Rank 16\n\nis enough."]
    assert "Rank 8" in shown()[1]
    result = run("note", LORA, "--edit", "1", VISUAL="true")
    assert "nothing to do" in result.stderr
    assert run("note", LORA, "--edit", "2", VISUAL="true").exit_code == 1
    assert "nothing to do: the note is empty" in run("note", LORA, VISUAL="true").stderr


def test_the_last_note_of_an_entry_that_nothing_else_is_known_of(run, tmp_path):
    path = tmp_path / "weirs.md"
    path.write_text("- [Weirs](https://arxiv.org/abs/2401.00011)\n", encoding="utf-8")
    run("import", str(path))
    run("note", "2401.00011", "Wet.")
    run("source", "rm", "weirs.md", "--yes")
    result = run("note", "2401.00011", "--rm", "1")
    assert (result.exit_code, result.stderr) == (0, "note 1 removed: weirs2024 (notes: 0)\n")
    assert run("show", "2401.00011").exit_code == 1


def test_a_note_whose_editor_crashes_is_kept(run, editor, tmp_path):
    result = run("note", LORA, VISUAL=editor("path.write_text(text + 'A thought.'); sys.exit(1)"))
    assert result.exit_code == 1
    (kept,) = drafts(tmp_path)
    assert "A thought." in kept.read_text(encoding="utf-8")
    assert str(kept) in result.stderr
    assert bodies(run) == []


def test_notes_have_numbers_and_can_be_changed_and_removed(run):
    for text in ("one", "two", "three"):
        run("note", LORA, text)
    assert run("note", LORA, "two and a half", "--edit", "2").exit_code == 0
    assert run("note", LORA, "--rm", "1").exit_code == 0
    assert bodies(run) == ["two and a half", "three"]
    listed = run("note", LORA, "--list").stdout
    assert listed.startswith("note 1, ")
    assert "note 2, " in listed
    assert [one["number"] for one in json.loads(run("note", LORA, "--json").stdout)] == [1, 2]
    assert "note 2, " in run("show", LORA).stdout
    result = run("note", LORA, "--rm", "7")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "the entry has 2 notes" in result.stderr
    assert run("note", LORA, "--rm", "1", "--list").exit_code == 2
    run("undo")
    assert bodies(run) == ["one", "two and a half", "three"]


def test_a_note_can_be_private(run):
    run("note", LORA, "secret", "--private")
    run("note", LORA, "open")
    assert [note["private"] for note in entry(run)["notes"]] == [True, False]
    assert "(private)" in run("show", LORA).stdout
    assert run("note", LORA, "--edit", "1", "--public").exit_code == 0
    assert run("note", LORA, "--edit", "2", "--private").exit_code == 0
    assert [note["private"] for note in entry(run)["notes"]] == [False, True]
    assert bodies(run) == ["secret", "open"]


# -- sources -----------------------------------------------------------------------------------------------------


def test_a_source_is_removed_with_what_only_it_says(run, notes):
    run("tag", "galore", "mine")
    result = run("source", "rm", "papers", "--yes")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "removed: papers.md" in result.stderr
    assert run("source", "list").stdout == ""
    assert keys(run, "--tag", "mine") == keys(run)
    assert run("db", "check").exit_code == 0
    assert run("undo", "--yes").exit_code == 0
    assert len(keys(run)) == 5
    assert run("source", "show", "papers.md").stdout == notes.read_text(encoding="utf-8")
    result = run("source", "rm", "nothing.md", "--yes")
    assert result.exit_code == 1


def test_a_removed_source_that_was_imported_again_is_left_by_undo(run, notes):
    run("source", "rm", "papers.md", "--yes")
    number = run("history", "--limit", "1").stdout.split("\t")[0]
    run("import", str(notes))
    result = run("undo", number, "--yes")
    assert result.exit_code == 0
    assert "imported again since" in result.stderr
    assert len(keys(run)) == 5
    assert run("db", "check").exit_code == 0


def test_a_source_that_has_moved_is_updated_by_an_import_of_its_new_file(run, notes, tmp_path):
    moved = tmp_path / "fine-tuning.md"
    result = run("source", "mv", "papers.md", str(moved))
    assert result.exit_code == 0
    assert f"there is no file {moved} yet" in result.stderr.replace("\n", " ")
    assert origins(run)["title"] == "fine-tuning.md:14"
    moved.write_text(notes.read_text(encoding="utf-8") + "\nNew words.\n", encoding="utf-8")
    run("import", str(moved))
    assert [line.split("\t")[0] for line in run("source", "list").stdout.splitlines()] == ["fine-tuning.md"]
    run("import", str(notes))
    result = run("source", "mv", "papers.md", str(moved))
    assert result.exit_code == 2
    assert "is imported already" in result.stderr
    for _ in range(3):
        run("undo", "--yes")
    assert origins(run)["title"] == "papers.md:14"
