"""Finding: lists and negation in filters, terms that begin with a dash, and what is suggested for unknown names."""

from __future__ import annotations

import json

import pytest

from readlist.cli import options
from readlist.model.record import KINDS, STATUSES
from readlist.search import filters


def titles(result):
    assert result.exit_code == 0, result.stderr
    return sorted(entry["title"].split(":")[0].split()[0] for entry in json.loads(result.stdout))


def test_lists_and_negation(run):
    run("status", "lora", "read")
    run("status", "galore", "todo")
    run("tag", "galore", "self-rag", "memory")
    assert titles(run("list", "--status", "todo,read", "--json")) == ["GaLore", "LoRA"]
    assert titles(run("list", "--tag", "!memory", "--kind", "paper", "--json")) == ["Active", "LoRA"]
    assert titles(run("list", "--missing", "venue", "--has", "arxiv,code", "--json")) == [
        "Active",
        "GaLore",
        "Self-RAG",
        "huggingface/peft",
    ]
    assert titles(run("list", "--author", "hu", "--author", "shen", "--every", "author", "--json")) == [
        "LoRA"
    ]
    assert titles(run("list", "--author", "hu", "--author", "wu", "--every", "author", "--json")) == []


def test_the_values_offered_are_those_that_filters_take():
    assert options._HAS == filters.HAS
    assert options._LISTED == filters.LISTED
    assert (*STATUSES, filters.NO_STATUS) == options.STATUSES
    assert set(options._KINDS) == {*KINDS, filters.PROSE} - {"note"}


@pytest.mark.parametrize(
    ("incomplete", "offered"),
    [("re", ["reading", "read"]), ("todo,re", ["todo,reading", "todo,read"]), ("!d", ["!dropped"])],
)
def test_values_of_lists_are_completed(incomplete, offered):
    assert options._offer(*options.STATUSES)(incomplete) == offered


# -- words with a dash -------------------------------------------------------------------------------------------------


def test_a_word_with_a_dash_is_left_out(run):
    assert titles(run("search", "retrieval", "--kind", "paper", "--json")) == ["Active", "Self-RAG"]
    for words in (
        ("retrieval", "-critique"),
        ("retrieval", "--limit", "5", "-critique"),
        ("retrieval", "-title:self"),
        ("words", "OR", "retrieval", "-critique"),
        ("--limit", "5", "retrieval", "-critique", "-n3"),
    ):
        assert titles(run("search", *words, "--kind", "paper", "--json")) == ["Active"], words
    assert titles(run("search", "low rank", "-nlp", "--json")) == ["GaLore", "LoRA"]
    assert len(json.loads(run("search", "retrieval", "-n1", "--json").stdout)) == 1


def test_a_dash_before_the_first_word_is_explained(run):
    result = run("search", "-critique", "retrieval")
    assert result.exit_code == 2
    assert "readlist search WORD -critique" in result.stderr
    assert "-survey" in run("search", "--help").stdout


def test_is(run):
    run("status", "lora", "todo")
    assert titles(run("search", "low rank is:todo", "--json")) == ["LoRA"]
    assert titles(run("search", "rank", "-is:todo,reading", "--json")) == ["GaLore"]
    assert titles(run("search", "peft is:repo,resource", "--json")) == ["huggingface/peft"]
    assert run("search", "rank is:finished").exit_code == 2


# -- years -------------------------------------------------------------------------------------------------------------


def test_works_without_a_year_are_counted(run):
    result = run("list", "--year", "2023", "--json")
    assert titles(result) == ["Active", "Self-RAG"]
    assert result.stderr == "1 work without a year is left out; --year-or-none shows such works too\n"
    result = run("list", "--year-or-none", "2023", "--json")
    assert titles(result) == ["Active", "Self-RAG", "huggingface/peft"]
    assert result.stderr == ""
    assert "1 work without a year" in run("search", "peft", "--year", "2022..").stderr
    assert "without a year" not in run("search", "galore", "--year", "2022..").stderr


# -- unknown names -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("option", "value", "near"),
    [
        ("--tag", "memroy", "memory"),
        ("--tag", "!memroy", "memory"),
        ("--tag", "memory,adaptors", "adapters"),
        ("--topic", "PEFTT", "PEFT"),
        ("--source", "paper.md", "papers.md"),
    ],
)
@pytest.mark.parametrize("command", [("list",), ("search", "rank"), ("export",)])
def test_unknown_names_suggest_the_nearest(run, command, option, value, near):
    run("tag", "galore", "memory")
    run("tag", "lora", "adapters")
    result = run(*command, option, value)
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"Did you mean: {near}?" in result.stderr


def test_unknown_names_in_a_query(run):
    run("tag", "galore", "memory")
    assert "Did you mean: memory?" in run("search", "rank", "tag:memroy").stderr
    assert "readlist tags" in run("list", "--tag", "quite different").stderr


def test_a_misspelt_key(run):
    key = json.loads(run("show", "2106.09685", "--json").stdout)[0]["key"]
    wrong = key[:-2] + key[-1] + key[-2]
    for command in ("show", "why", "related"):
        result = run(command, wrong)
        assert result.exit_code == 0
        assert f"no entry matches '{wrong}'; shown instead: {key}" in result.stderr
    assert f"Did you mean: {key}?" in run("status", wrong, "todo").stderr
    assert json.loads(run("show", key, "--json").stdout)[0]["status"] is None


def test_a_key_of_another_year_is_suggested_only(run):
    key = json.loads(run("show", "2106.09685", "--json").stdout)[0]["key"]
    digits = "".join(filter(str.isdigit, key))
    result = run("show", key.replace(digits, str(int(digits) + 1)))
    assert result.exit_code == 1
    assert key in result.stderr


def test_list_with_words_hints_at_search(run):
    result = run("list", "low", "rank")
    assert result.exit_code == 2
    assert "readlist search low rank" in result.stderr


def test_a_key_as_a_table_shortens_it_names_its_entry(run):
    key = json.loads(run("list", "--json").stdout)[0]["key"]
    assert run("show", f"{key[:3]}…{key[-2:]}").stdout == run("show", key).stdout
    assert "no entry matches" in run("show", f"{key}…{key}").stderr


@pytest.mark.parametrize(
    ("command", "hint"),
    [
        (("list", "--topic", "rga"), "Did you mean: RAG"),
        (("topics", "rga"), "Did you mean: RAG"),
        (("list", "--topic", "PE"), "Did you mean: PEFT"),
        (("topics", "zebra"), "List them with: readlist topics"),
    ],
)
def test_a_topic_is_suggested_by_its_words_and_its_beginning(run, command, hint):
    result = run(*command)
    assert result.exit_code == 1
    assert hint in result.stderr
