"""topic rename, move, merge and alias: what is shown changes, the notes do not."""

from __future__ import annotations

import json

import pytest

NOTE = """# Lists

## Retrieval 系列篇

### Tricks

- [A Paper on the Tricks of Retrieval](https://arxiv.org/abs/2301.00001)

## Agents

- [A Paper on Agents that Plan](https://arxiv.org/abs/2301.00002)
"""


@pytest.fixture
def noted(run, tmp_path):
    path = tmp_path / "lists.md"
    path.write_text(NOTE, encoding="utf-8")
    run("import", str(path))
    return path


def topics_of(run, wanted):
    return json.loads(run("show", wanted, "--json").stdout)[0]["topics"]


def test_a_topic_of_the_notes_is_renamed_for_good(run, noted):
    result = run("topic", "rename", "Retrieval 系列", "Found")
    assert (result.exit_code, result.stderr) == (0, "Retrieval 系列篇 -> Found (1 work)\n")
    assert topics_of(run, "2301.00001") == [["Found", "Tricks"]]
    assert "Found" in run("topics", "found tricks").stdout
    assert "a paper on the tricks" in run("list", "--topic", "found").stdout.lower()
    assert run("list", "--topic", "Retrieval 系列篇").exit_code == 1
    assert run("import", str(noted)).exit_code == 0
    more = NOTE.replace(
        "### Tricks\n", "### Tricks\n\n- [One More Paper on Retrieval](https://arxiv.org/abs/2301.00003)\n"
    )
    noted.write_text(more, encoding="utf-8")
    run("import", str(noted))
    assert topics_of(run, "2301.00003") == [["Found", "Tricks"]]
    assert "2301.00003" in run("list", "--topic", "found", "--json").stdout
    assert run("db", "check").exit_code == 0


def test_names_go_back_and_forth(run, noted):
    run("topic", "rename", "Agents", "Planning")
    run("topic", "rename", "Planning", "Agents")
    assert topics_of(run, "2301.00002") == [["Agents"]]
    run("undo")
    assert topics_of(run, "2301.00002") == [["Planning"]]
    assert run("list", "--topic", "planning").exit_code == 0
    run("undo")
    assert topics_of(run, "2301.00002") == [["Agents"]]
    assert run("list", "--topic", "planning").exit_code == 1
    assert run("db", "check").exit_code == 0


def test_topics_are_moved_and_merged(run, noted):
    assert run("topic", "move", "Tricks", "/").exit_code == 0
    assert topics_of(run, "2301.00001") == [["Tricks"]]
    assert run("topic", "move", "Agents", "LLM").exit_code == 0
    assert topics_of(run, "2301.00002") == [["LLM", "Agents"]]
    assert run("topic", "merge", "Tricks", "LLM / Agents").exit_code == 0
    assert topics_of(run, "2301.00001") == [["LLM", "Agents"]]
    assert run("topic", "rename", "LLM", "Models").exit_code == 0
    assert topics_of(run, "2301.00001") == topics_of(run, "2301.00002") == [["Models", "Agents"]]
    counts = {tuple(one["path"]): one["entries"] for one in json.loads(run("topics", "--json").stdout)}
    assert counts["Models",] == counts["Models", "Agents"] == 2
    assert counts["Retrieval 系列篇",] == 0, "a heading, without works below it"
    assert run("db", "check").exit_code == 0


def test_a_topic_by_hand_follows_and_can_be_left(run, noted):
    run("topic", "add", "2301.00002", "Retrieval 系列篇")
    run("topic", "rename", "Retrieval 系列篇", "RAG")
    assert topics_of(run, "2301.00002") == [["Agents"], ["RAG"]]
    assert "nothing to do" in run("topic", "add", "2301.00002", "rag").stderr
    assert run("topic", "rm", "2301.00002", "RAG").exit_code == 0
    assert topics_of(run, "2301.00002") == [["Agents"]]
    assert "lists.md" in run("topic", "rm", "2301.00001", "RAG / Tricks").stderr


def test_an_alias_finds_the_topic(run, noted):
    assert run("topic", "alias", "Agents", "智能体", "tool use").exit_code == 0
    assert "agents that plan" in run("list", "--topic", "智能體").stdout.lower()
    assert "agents that plan" in run("search", "topic:'tool use'").stdout.lower()
    run("topic", "rename", "智能体", "Planning")
    assert json.loads(run("topic", "alias", "--json").stdout) == [
        {"name": "tool use", "topic": ["Planning"]},
        {"name": "智能体", "topic": ["Planning"]},
    ]
    assert run("topic", "alias", "--rm", "智能体").exit_code == 0
    assert run("list", "--topic", "智能体").exit_code == 1
    run("undo")
    assert run("list", "--topic", "智能体").exit_code == 0
    assert run("db", "check").exit_code == 0


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("rename", "agnets", "x"), 1, "Did you mean: Agents?"),
        (("rename", "Agents", "Retrieval 系列篇"), 2, "topic merge 'Agents' 'Retrieval 系列篇'"),
        (("rename", "Agents", "A / B"), 2, "readlist topic move"),
        (("move", "Retrieval 系列篇", "Retrieval 系列篇 / Tricks"), 2, "is below"),
        (("merge", "Agents"), 2, "the topic to merge into is missing"),
        (("alias", "Agents"), 2, "the name is missing"),
        (("alias", "Agents", "tricks in all", "Retrieval 系列篇"), 2, "is a name of the topic"),
        (("alias", "--rm", "nothing"), 1, "is not an alias"),
    ],
)
def test_topics_that_cannot_be_changed(run, noted, words, code, message):
    before = run("topics").stdout
    result = run("topic", *words)
    assert (result.exit_code, result.stdout) == (code, "")
    assert message in result.stderr
    assert run("topics").stdout == before
