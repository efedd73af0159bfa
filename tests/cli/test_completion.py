"""Shell completion of entries, tags and topics."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from typer.main import get_command

from readlist.cli.app import app
from readlist.cli.completion import (
    complete_author,
    complete_entry,
    complete_source,
    complete_tag,
    complete_topic,
    complete_topic_path,
    complete_venue,
    complete_year,
)
from readlist.cli.options import complete_entry_or


@pytest.fixture
def ctx(db):
    root = SimpleNamespace(params={"db": str(db), "config": None})
    return SimpleNamespace(find_root=lambda: root, params={})


def test_entries_with_their_titles(ctx):
    offered = dict(complete_entry(ctx, ""))
    assert len(offered) >= 5
    assert "LoRA: Low-Rank Adaptation of Large Language Models" in offered.values()
    some = dict(complete_entry(ctx, "s"))
    assert some == {key: title for key, title in offered.items() if key.startswith("s")}
    assert any(title.startswith("Self-RAG") for title in some.values())


def test_tags_and_topics(ctx, run):
    run("tag", "2106.09685", "classic")
    assert complete_tag(ctx, "cl") == [("classic", "")]
    assert complete_tag(ctx, "x") == []
    assert complete_topic(ctx, "RAG") == [("RAG Trick篇", ""), ("RAG 系列篇", "")]


def test_completion_offers_nothing_on_errors(ctx, tmp_path):
    ctx.find_root().params["db"] = str(tmp_path / "nowhere.db")
    assert complete_entry(ctx, "") == []
    (tmp_path / "nowhere.db").write_text("no database " * 100)
    assert complete_entry(ctx, "") == []


def test_prose_is_not_offered(ctx, run):
    shown = {line.split("\t")[0] for line in run("list").stdout.splitlines()}
    assert set(dict(complete_entry(ctx, ""))) == shown


def test_the_last_word_is_offered_after_an_entry(ctx):
    complete = complete_entry_or("tomorrow", "none")
    assert "tomorrow" not in dict(complete(ctx, "t"))
    ctx.params["words"] = ["hu2022lora"]
    assert dict(complete(ctx, "to")) == {"tomorrow": ""}
    assert dict(complete(ctx, "")).keys() > {"none", "tomorrow"}


def test_sources(ctx):
    assert complete_source(ctx, "pa") == [("papers.md", "")]


def test_authors_venues_and_years(ctx):
    assert dict(complete_author(ctx, "she")).keys() == {"Shen"}
    assert dict(complete_author(ctx, "Edw")).keys() == {"Edward J. Hu"}
    assert dict(complete_venue(ctx, "ic")).keys() == {"ICLR 2022"}
    assert dict(complete_year(ctx, "202")).keys() == {"2022", "2023", "2024"}
    assert complete_author(ctx, "%") == complete_year(ctx, "_") == []


def test_the_last_word_is_a_tag_or_a_topic(ctx, run):
    run("tag", "2106.09685", "reading group")
    complete = complete_entry_or(further=complete_tag)
    assert dict(complete(ctx, "read")) == {}
    ctx.params["topic"] = ["rag"]
    assert dict(complete(ctx, "read")) == {"reading group": ""}
    complete = complete_entry_or(further=complete_topic_path)
    assert dict(complete(ctx, "RAG ")) == {"RAG 系列篇": "", "RAG 系列篇 / RAG Trick篇": ""}


FREE = {
    "--member",
    "--query",
    "--note",
    "--title",
    "--block",
    "--since",
    "--edit",
    "--rm",
    "--pattern",
    "--save",
    "--name",
}
"""Options whose values are new, or words to look for."""
FILES = {"--from", "--cited-in", "--into", "--output", "--folder", "--db", "--config"}
"""Options that take files, which shells complete by themselves."""


def parameters(command, path=()):
    for name in list(getattr(command, "commands", ())):
        yield from parameters(command.commands[name], (*path, name))
    yield from ((" ".join(path), one) for one in command.params)


def test_every_option_value_is_completed():
    open_ones = {
        f"{command} {one.opts[0]}"
        for command, one in parameters(get_command(app))
        if one.param_type_name == "option" and not one.is_flag and not {*FREE, *FILES} & set(one.opts)
        if not getattr(one, "_custom_shell_complete", None) and one.type.name in ("str", "text", "path")
    }
    assert open_ones == set()
