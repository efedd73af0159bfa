"""search, list, show, why, topics, tags, open."""

from __future__ import annotations

import contextlib
import json
import re

import pytest

FIELDS = [
    *("schema", "key", "kind", "title", "aliases", "authors", "org", "abstract", "year", "month", "venue"),
    *("arxiv_id", "arxiv_version", "doi", "acl_id", "openreview_id", "categories", "url", "links", "topics"),
    *(
        "tags",
        "private_tags",
        "status",
        "priority",
        "rating",
        "due",
        "type",
        "genre",
        "author",
        "editor",
        "container",
        "volume",
        "issue",
    ),
    *(
        "pages",
        "series",
        "edition",
        "publisher",
        "publisher_place",
        "isbn",
        "issn",
        "language",
        "issued",
        "extra",
    ),
    *("mentions", "notes", "former_keys", "added", "updated"),
]


def keys(result):
    assert result.exit_code == 0, result.output
    return [entry["key"] for entry in json.loads(result.stdout)]


def test_search_finds_and_prints_plain_lines(run):
    result = run("search", "low", "rank", "adaptation")
    assert result.exit_code == 0
    first = result.stdout.splitlines()[0].split("\t")
    assert first[2] == "LoRA: Low-Rank Adaptation of Large Language Models"
    assert len(first) == 4


def test_search_as_json_adds_score_and_snippet_to_the_entry(run):
    result = run("search", "galore", "--json")
    entry = json.loads(result.stdout)[0]
    assert list(entry) == [*FIELDS, "score", "snippet", "match"]
    assert entry["arxiv_id"] == "2403.03507"
    assert entry["score"] > 0
    assert isinstance(entry["snippet"], str)


def test_search_with_filters_and_limit(run):
    assert len(keys(run("search", "low rank", "--json"))) == 2
    assert len(keys(run("search", "low rank", "--json", "--limit", "1"))) == 1
    assert keys(run("search", "low rank", "--json", "--year", "2024..")) == keys(
        run("search", "galore", "--json")
    )


def test_search_in_another_order(run):
    newest_first = keys(run("search", "low rank", "--json", "--sort", "year"))
    assert newest_first == keys(run("search", "galore", "--json")) + keys(run("show", "2106.09685", "--json"))
    assert keys(run("search", "low rank", "--json", "--sort", "title")) == newest_first
    assert keys(run("search", "low rank", "--json", "--sort", "year", "--limit", "1")) == newest_first[:1]
    assert sorted(keys(run("search", "low rank", "--json", "--sort", "added"))) == sorted(newest_first)
    wrong = run("search", "low rank", "--sort", "size")
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert "--sort" in wrong.stderr


def test_search_without_a_limit(run, tmp_path):
    items = "".join(f"- [A common title, number {n}](https://example.org/{n})\n" for n in range(50))
    (tmp_path / "many.md").write_text(f"# x\n\n{items}")
    run("import", str(tmp_path / "many.md"))
    query = ("search", "common title", "--kind", "article", "--kind", "resource", "--kind", "paper", "--json")
    assert len(keys(run(*query))) == 20
    assert len(keys(run(*query, "--all"))) == 50
    assert len(keys(run(*query, "--all", "--sort", "title"))) == 50


def test_search_in_the_mirror_rejects_sort(run):
    for option in (("--sort", "year"), ("--all",)):
        assert run("search", "lora", "--arxiv", *option).exit_code == 2


def test_search_reports_a_relaxed_query(run):
    result = run("search", "adaptatoin", "--json")
    assert keys(result)
    assert "searched instead:" in result.stderr
    assert run("search", "adaptatoin", "--exact", "--json").exit_code == 1


def test_partial_matches_are_separated_in_every_output(run):
    query = ("search", "gradient", "adaptation", "lora")
    found = json.loads(run(*query, "--json").stdout)
    assert {entry["match"] for entry in found} == {"some"}
    query = ("search", "active", "generation")
    result = run(*query)
    columns = [line.split("\t") for line in result.stdout.splitlines()]
    assert [len(cells) for cells in columns] == [4, 5]
    assert columns[1][4] == "some"
    assert "the last 1 of 2 have only some of the words" in result.stderr
    assert [entry["match"] for entry in json.loads(run(*query, "--json").stdout)] == ["all", "some"]
    by_year = json.loads(run(*query, "--json", "--sort", "title").stdout)
    assert [entry["match"] for entry in by_year] == ["all", "some"]
    shown = run(*query, "--no-color", FORCE_COLOR="1").stdout
    assert (
        shown.index("Active") < shown.index("only some of the words, or far apart") < shown.index("Self-RAG")
    )


def test_partial_matches_are_not_exported(run):
    found = json.loads(run("search", "active generation", "--json").stdout)
    lines = run("export", "--query", "active generation", "--format", "jsonl").stdout.splitlines()
    assert {entry["match"] for entry in found} == {"all", "some"}
    assert [json.loads(line)["key"] for line in lines] == [
        entry["key"] for entry in found if entry["match"] == "all"
    ]


def test_search_without_results(run):
    result = run("search", "zzzzqqqq", "--json")
    assert (result.exit_code, result.stdout) == (1, "[]\n")
    assert "nothing found" in result.stderr


def test_a_query_of_punctuation(run):
    result = run("search", "?!", "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "no word to search for" in result.stderr


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("x" * 10_000, []),
        ("lora " * 2_000, ["2106.09685"]),
        ("低秩" * 5_000, ["2106.09685", "2403.03507"]),
        ('"' * 9_999 + "a", []),
    ],
    ids=["one word", "a repeated word", "Chinese", "quotes"],
)
def test_a_query_of_ten_thousand_characters(run, query, found):
    result = run("search", query, "--json")
    assert [entry["arxiv_id"] for entry in json.loads(result.stdout)] == found
    assert result.exit_code == (0 if found else 1)


def test_search_without_words(run):
    assert run("search").exit_code == 2


def test_search_on_a_terminal_is_a_table(run):
    shown = run("search", "low rank", FORCE_COLOR="1").stdout
    assert "Key" in shown
    assert "\x1b[36m" in shown
    for plain in (
        run("search", "low rank", "--no-color", FORCE_COLOR="1").stdout,
        run("search", "low rank", FORCE_COLOR="1", NO_COLOR="1").stdout,
    ):
        assert "Key" in plain
        assert "\x1b[36m" not in plain


def test_list_is_in_key_order_and_without_prose(run):
    found = json.loads(run("list", "--json").stdout)
    assert [entry["key"] for entry in found] == sorted(entry["key"] for entry in found)
    assert {entry["kind"] for entry in found} == {"paper", "repo"}
    assert list(found[0]) == FIELDS
    assert "note" in {entry["kind"] for entry in json.loads(run("list", "--json", "--with-prose").stdout)}
    for kind in ("prose", "Prose", "note"):
        assert {entry["kind"] for entry in json.loads(run("list", "--json", "--kind", kind).stdout)} == {
            "note"
        }
    assert {row.split("\t")[1] for row in run("list", "--kind", "prose").stdout.splitlines()} == {"prose"}
    assert keys(run("list", "--json", "--all")) == [entry["key"] for entry in found]


def test_list_in_another_order(run):
    listed = json.loads(run("list", "--json", "--sort", "year").stdout)
    assert [entry["year"] for entry in listed] == [2024, 2023, 2023, 2022, None]
    titles = [entry["title"].lower() for entry in json.loads(run("list", "--json", "--sort", "title").stdout)]
    assert titles == sorted(titles)
    assert len(keys(run("list", "--json", "--sort", "added", "--limit", "2"))) == 2
    assert run("list", "--sort", "relevance").exit_code == 2


def test_list_with_filters(run):
    assert len(keys(run("list", "--json", "--topic", "rag"))) == 2
    assert len(keys(run("list", "--json", "--topic", "peft", "--kind", "paper"))) == 2
    assert len(keys(run("list", "--json", "--kind", "repo", "--kind", "paper", "--limit", "3"))) == 3
    assert keys(run("list", "--json", "--author", "yelong shen")) == keys(
        run("list", "--json", "--venue", "iclr")
    )
    assert keys(run("list", "--json", "--status", "read")) == []


@pytest.mark.parametrize(
    "wrong",
    [("--year", "soon"), ("--kind", "book"), ("--status", "doing"), ("--has", "wings"), ("--limit", "0")],
)
def test_list_with_invalid_filters(run, wrong):
    result = run("list", *wrong)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Error" in result.stderr
    assert wrong[1] in result.stderr


def test_list_in_a_pipe_prints_one_entry_per_line(run):
    rows = [line.split("\t") for line in run("list").stdout.splitlines()]
    assert len(rows) == 5
    assert {len(row) for row in rows} == {6}


def test_list_of_an_empty_selection(run):
    assert run("list", "--year", "1950").stdout == ""
    assert run("list", "--year", "1950", "--json").stdout == "[]\n"


LORA = "LoRA: Low-Rank Adaptation of Large Language Models"


@pytest.mark.parametrize(
    "wanted",
    [
        *(
            "2106.09685",
            "arXiv:2106.09685v1",
            "https://arxiv.org/pdf/2106.09685.pdf",
            "10.48550/arXiv.2106.09685",
        ),
        *("low-rank adaptation", "LoRA: Low-Rank Adaptation of Large Language Models", "low rank adaptatio"),
    ],
)
def test_show_accepts_every_way_to_name_an_entry(run, wanted):
    assert json.loads(run("show", wanted, "--json").stdout)[0]["title"] == LORA


def test_show_accepts_key_and_number(run):
    key = keys(run("show", "2106.09685", "--json"))[0]
    assert keys(run("show", key, "--json")) == [key]
    number = next(line for line in run("show", key).stdout.splitlines() if "number" in line).split()[-1]
    assert keys(run("show", number, f"#{number}", "--json")) == [key, key]


def test_show_prints_the_origin_of_each_field(run):
    lines = run("show", "2106.09685").stdout.splitlines()
    rows = [line.split("\t") for line in lines if "\t" in line]
    assert ["venue", "ICLR 2022", "papers.md:14"] in rows
    assert ["arxiv_id", "2106.09685", ""] in rows
    place = lines.index("papers.md:14 PEFT")
    assert lines[place + 1].startswith("    - [LoRA: Low-Rank Adaptation")


def test_show_with_an_ambiguous_fragment(run):
    result = run("show", "low-rank")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "matches 2 entries" in result.stderr
    assert LORA in result.stderr
    assert "Hint:" in result.stderr


def test_show_of_an_unknown_entry(run):
    assert "readlist search nothing" in run("show", "nothing like this").stderr
    unknown = run("show", "2401.00001")
    assert unknown.exit_code == 1
    assert "readlist add 2401.00001" in unknown.stderr
    assert run("show", "999999").exit_code == 1
    assert run("show", "9" * 40).exit_code == 1
    assert run("show", " ").exit_code == 2


def test_show_on_a_terminal(run):
    result = run("show", "self-rag", "--no-color", FORCE_COLOR="1")
    assert result.exit_code == 0
    for part in ("Self-RAG: Learning to Retrieve", "2310.11511", "papers.md:9", "RAG 系列篇 / RAG Trick篇"):
        assert part in result.stdout
    assert "\t" not in result.stdout


def test_why_shows_the_mentions(run):
    result = run("why", "self-rag")
    assert result.stdout.startswith("papers.md:9")
    assert "RAG 系列篇 / RAG Trick篇" in result.stdout
    assert "    - [Self-RAG" in result.stdout
    assert json.loads(run("why", "self-rag", "--json").stdout)[0]["line"] == 9
    assert "Self-RAG" in run("why", "self-rag", FORCE_COLOR="1").stdout


def test_topics_are_an_outline_with_counts(run):
    rows = [line.split("\t") for line in run("topics").stdout.splitlines()]
    assert ["2", "RAG 系列篇"] in rows
    assert ["2", "RAG 系列篇 / RAG Trick篇"] in rows
    assert ["3", "PEFT"] in rows
    assert json.loads(run("topics", "peft", "--json").stdout) == [
        {"path": ["PEFT"], "entries": 3, "aliases": []}
    ]
    assert "  RAG Trick篇" in run("topics", FORCE_COLOR="1").stdout


def test_topics_with_words(run):
    assert (
        len(run("topics", "系列").stdout.splitlines()) == len(run("topics", "rag").stdout.splitlines()) == 2
    )
    none = run("topics", "nothing")
    assert (none.exit_code, none.stdout) == (1, "")


def test_tags_with_counts(run):
    run("tag", "2106.09685", "2403.03507", "PEFT")
    run("tag", "2106.09685", "classic")
    assert run("tags").stdout == "2\tPEFT\n1\tclassic\n"
    assert json.loads(run("tags", "--json").stdout)[0] == {"name": "PEFT", "entries": 2}
    assert "PEFT" in run("tags", FORCE_COLOR="1").stdout


def test_open_starts_the_browser(run, monkeypatch):
    opened = []
    monkeypatch.setattr("typer.launch", lambda url: opened.append(url) or 0)
    assert run("open", "self-rag").exit_code == 0
    assert opened == ["https://arxiv.org/abs/2310.11511"]
    assert run("open", "self-rag", "--print").stdout == "https://arxiv.org/abs/2310.11511\n"


def test_open_accepts_only_web_pages(run, tmp_path, monkeypatch):
    monkeypatch.setattr("typer.launch", lambda _: pytest.fail("opened"))
    note = tmp_path / "bad.md"
    note.write_text(
        "# x\n\n- [Evil paper of local files](file:///etc/passwd)\n- **A title without any link at all** 2020\n"
    )
    run("import", str(note))
    for row in run("list", "--with-prose", "--source", "bad.md").stdout.splitlines():
        result = run("open", row.split("\t")[0])
        assert (result.exit_code, result.stdout) == (1, "")
        assert "has no page" in result.stderr


def test_related_prints_what_two_entries_share(run):
    own = keys(run("show", "2106.09685", "--json"))[0]
    result = run("related", "2106.09685", "--json")
    found = json.loads(result.stdout)
    assert found
    assert own not in [entry["key"] for entry in found]
    assert list(found[0]) == [*FIELDS, "score", "terms"]
    assert found[0]["terms"]
    plain = run("related", "2106.09685", "--limit", "1").stdout.splitlines()
    assert [line.split("\t")[0] for line in plain] == [found[0]["key"]]


def test_related_of_an_unknown_entry(run):
    result = run("related", "nothing of the sort")
    assert (result.exit_code, result.stdout) == (1, "")


# -- tables ------------------------------------------------------------------------------------------------------------


def _table(run, *args, columns="80"):
    shown = run(*args, FORCE_COLOR="1", NO_COLOR="1", COLUMNS=columns)
    return re.sub(r"\x1b\[[\d;]*m", "", shown.stdout).splitlines(), shown.stderr


def test_a_table_gives_titles_the_room(run):
    heading = _table(run, "list")[0][0]
    assert heading.split() == ["Key", "Kind", "Year", "Title"]
    assert heading.index("Kind") <= 24
    lines, _ = _table(run, "list", "--year", "2023")
    assert lines[0].split() == ["Key", "Title"]
    assert any("Retrieve, Generate, and Critique" in line for line in lines)
    run("status", "lora", "read")
    assert "Status" in _table(run, "list")[0][0]
    assert _table(run, "list", "--status", "read")[0][0].split() == ["Key", "Kind", "Year", "Status", "Title"]


def test_a_list_ends_with_its_count(run):
    assert _table(run, "list")[1] == "5 entries\n"
    assert _table(run, "list", "--limit", "2")[1] == "2 of 5 entries; --all shows all\n"
    assert _table(run, "list", "--kind", "repo", "--limit", "1")[1] == "1 entry\n"
    assert run("list").stderr == ""
    assert "5 entries" not in _table(run, "list", "--quiet")[1]


def test_a_list_that_is_left_before_its_end_has_its_count_too(run, monkeypatch):
    def leave(console, entries):
        raise BrokenPipeError

    monkeypatch.setattr("readlist.cli.tables.print_entries", leave)
    monkeypatch.setattr("readlist.cli.listing.paged", lambda: contextlib.suppress(BrokenPipeError))
    assert _table(run, "list") == ([], "5 entries\n")


def test_times_are_local_at_a_terminal(run):
    stored = json.loads(run("show", "2106.09685", "--json").stdout)[0]["added"]
    assert stored in run("show", "2106.09685").stdout
    lines, _ = _table(run, "show", "2106.09685")
    assert any(line.split() == ["added", stored[:10], stored[11:16]] for line in lines)


def test_lists_end_with_their_count(run):
    assert run("search", "retrieval", FORCE_COLOR="1").stderr == "3 entries\n"
    assert (
        run("search", "retrieval", "--limit", "1", FORCE_COLOR="1").stderr
        == "the first one; --all shows all\n"
    )
    assert not run("search", "retrieval", "--limit", "1").stderr


def test_a_saved_search_of_filters_alone_is_a_list(run):
    saved = run("search", "--topic", "rag", "--save", "rag", "--limit", "1", FORCE_COLOR="1")
    assert saved.stderr == "saved: readlist search @rag\n1 of 2 entries; --all shows all\n"
    assert (
        run("search", "@rag", FORCE_COLOR="1").stdout == run("list", "--topic", "rag", FORCE_COLOR="1").stdout
    )
