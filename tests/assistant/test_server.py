"""An assistant's session, over a real pipe, with the client of the package mcp."""

from __future__ import annotations

import json
import os
import sys

import pytest

pytest.importorskip("mcp")

import anyio
from mcp import Client, StdioServerParameters

from readlist.assistant import answers
from readlist.library import Library

NOTES = """\
# My papers

## RAG

- [Self-RAG: Learning to Retrieve, Generate, and Critique](https://arxiv.org/abs/2310.11511) 2023
  - 讓模型自己決定要不要檢索
- [Active Retrieval Augmented Generation](https://arxiv.org/abs/2305.06983) 2023

## PEFT

- [LoRA: Low-Rank Adaptation of Large Language Models](https://arxiv.org/abs/2106.09685v2) ICLR 2022
"""


@pytest.fixture
def db(tmp_path):
    (tmp_path / "papers.md").write_text(NOTES, encoding="utf-8")
    with Library.open(tmp_path / "library.db") as library:
        library.import_paths([tmp_path / "papers.md"])
    return tmp_path / "library.db"


def converse(db, talk, *options):
    """Start ``readlist mcp`` and run a session with it; ``talk`` gets a function that calls a tool."""
    environment = dict(os.environ, READLIST_DB=str(db), READLIST_ARXIV_URL="http://127.0.0.1:9/nobody")
    server = StdioServerParameters(
        command=sys.executable, args=["-m", "readlist", "mcp", *options], env=environment
    )

    async def session():
        async with Client(server, read_timeout_seconds=60) as client:

            async def call(tool, **arguments):
                result = await client.call_tool(tool, arguments)
                text = "\n".join(part.text for part in result.content)
                return text if result.is_error else result.structured_content

            return await talk(client, call)

    return anyio.run(session)


def test_a_session(db):
    async def talk(client, call):
        found = await call("search", query="检索", topic="rag")
        assert [one["key"] for one in found["entries"]][:1] == ["selfrag2023"] or found["entries"]
        key = next(one["key"] for one in found["entries"] if one["title"].startswith("Self-RAG"))
        shown = await call("show", entry=key)
        assert shown["arxiv_id"] == "2310.11511"
        assert "讓模型自己決定" in shown["mentions"][0]["text"]

        tagged = await call("tag", entries=[key, "lora"], tags=["to discuss"])
        assert len(tagged["changed"]) == 2
        assert len((await call("search", tag="to discuss"))["entries"]) == 2
        assert "nothing to do" in (await call("tag", entries=[key], tags=["to discuss"]))["note"]
        with Library.open(db) as library:
            assert library.history(limit=1)[0].command.startswith("mcp: tag ")
        undone = await call("undo", change=tagged["change"])
        assert undone["undone"].startswith("mcp: tag")
        assert "to discuss" in await call("search", tag="to discuss"), "an error: the tag is gone"

        await call("note", entry="lora", text="Eight is **enough**.")
        await call("status", entries=["lora"], status="read")
        shown = await call("show", entry="lora")
        assert (shown["status"], shown["own_notes"][0]["text"]) == ("read", "Eight is **enough**.")
        assert "enough" not in (await call("export", topic="peft", public=True))["text"]
        assert "@" in (await call("export", format="bibtex", entries=["lora"]))["text"]
        assert (await call("topics", words="rag"))["topics"][0]["works"] == 2
        assert (await call("related", entry=key))["entries"]
        added = await call("add", works=["2312.06648"], tags=["new"], offline=True)
        assert added["works"][0]["state"] == "added"
        again = await call("add", works=["2312.06648"], offline=True)
        assert again["works"][0]["state"] == "was there already"
        assert (await call("undo", change=added["change"]))["undone"] == "mcp: add 2312.06648"
        assert "no entry" in await call("show", entry="2312.06648")
        assert [one["state"] for one in (await call("history"))["changes"]].count("undone") == 2
        return await call("add", works=["one"], offline=True)

    assert "is not an arXiv ID" in converse(db, talk)


def test_errors_say_what_to_do(db):
    async def talk(client, call):
        hostile = "\x00\x1b]0;x\x07'); DROP TABLE entry; -- \" OR NEAR( * \u202e"
        assert isinstance(await call("search", query=hostile), dict | str)
        assert "no entry" in (await call("show", entry=hostile)).lower()
        assert "by its key" in await call("show", entry="retriev")
        assert "1000 characters" in await call("search", query="x" * 5_000)
        assert "50" in await call("search", limit=1_000_000)
        assert "Extra inputs" in await call("search", words="rag")
        assert "docx" in await call("export", format="docx")
        assert "2023..2024" in await call("search", year="two years ago")
        assert "not made by an assistant" in await call("undo", change=1)
        assert "history" in await call("undo", change=999)
        assert "Unknown tool" in await call("rm", entry="lora")
        (only,) = (await call("search", query="lora", limit=1))["entries"]
        return only["title"]

    assert converse(db, talk).startswith("LoRA")
    with Library.open(db) as library:
        assert len(library.history()) == 1


def test_long_answers_are_bounded_and_say_so(db, tmp_path):
    lines = [
        f"- [Paper {n} on {'very ' * 20}long titles](https://example.org/{n})\n  - {'Much to say. ' * 400}"
        for n in range(120)
    ]
    (tmp_path / "long.md").write_text("# Long\n\n## Many\n\n" + "\n".join(lines), encoding="utf-8")
    with Library.open(db) as library:
        library.import_paths([tmp_path / "long.md"])

    async def talk(client, call):
        sizes = []
        for tool, arguments in [
            ("search", {"topic": "many", "limit": 50}),
            ("search", {"query": "much to say", "limit": 50}),
            ("export", {"topic": "many"}),
            ("export", {"topic": "many", "format": "jsonl"}),
            ("show", {"entry": "https://example.org/7"}),
        ]:
            answer = await call(tool, **arguments)
            sizes.append(len(json.dumps(answer, ensure_ascii=False)))
            assert "more characters" in str(answer) or answer.get("hint") or answer.get("next_offset"), tool
        first = await call("search", topic="many", limit=20)
        assert (first["total"], first["next_offset"]) == (120, 20)
        second = await call("search", topic="many", limit=20, offset=20)
        assert not {one["key"] for one in first["entries"]} & {one["key"] for one in second["entries"]}
        return sizes

    assert max(converse(db, talk)) <= answers.MOST_CHARACTERS + 1_000


def test_read_only(db):
    async def talk(client, call):
        names = {tool.name for tool in (await client.list_tools()).tools}
        assert "Unknown tool" in await call("tag", entries=["lora"], tags=["x"])
        return names

    assert converse(db, talk, "--read-only") == {"search", "show", "related", "topics", "export", "history"}


def test_text_that_is_json_stays_text(db):
    # mcp 2.3.0 reads text for a parameter that may also be None as JSON: findings/mcp-optional-text-parsed-as-json.sh
    async def talk(client, call):
        await call("note", entry="lora", text="null")
        await call("tag", entries=["lora"], tags=["[1]", "null"])
        assert "no entry" in await call("show", entry="null")
        assert len((await call("search", tag="[1]"))["entries"]) == 1
        return await call("show", entry="lora")

    shown = converse(db, talk)
    assert {"[1]", "null"} <= set(shown["tags"])
    assert shown["own_notes"][0]["text"] == "null"
