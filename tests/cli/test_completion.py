"""Shell completion of entries, tags and topics."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from readlist.cli.completion import (
    complete_entry,
    complete_entry_or,
    complete_source,
    complete_tag,
    complete_topic,
)


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
