"""Text from outside is printed safely, and fits the terminal."""

from __future__ import annotations

import dataclasses
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from readlist.cli import fields, output, tables
from readlist.cli.sanitize import one_line
from readlist.library import Answer, Found
from readlist.model.entry import Entry, Mention, Note
from readlist.model.record import Link
from readlist.search.hit import Hit
from readlist.storage.statistics import TopicCount
from readlist.util.printable import safe, safe_json

EVIL = "\x1b]0;owned\x07\x1b[31m[red]【红】\x9b1m\u202e reversed\r\n[/red] \ud800"


def console(width=60):
    return Console(
        file=io.StringIO(),
        width=width,
        force_terminal=True,
        color_system=None,
        highlight=False,
        markup=False,
        emoji=False,
    )


def entry(title=EVIL, number=1, **values):
    mention = Mention("a.md", 3, 4, ("题目 " + EVIL,), None, f"- {title}\n  text")
    return Entry(
        number, f"key{number}", "paper", title, authors=(EVIL,), links=(Link("https://x.org/" + EVIL),),
        topics=(("题目",),), mentions=(mention,), notes=(Note(EVIL, "2026-01-01T00:00:00Z", ""),), **values
    )  # fmt: skip


def unsafe(text):
    return [
        c for c in text if (ord(c) < 32 and c not in "\n\t") or 0x7F <= ord(c) < 0xA0 or c in "\u202e\ud800"
    ]


@given(st.text())
def test_safe_text_contains_no_control_characters(text):
    assert not unsafe(safe(text))
    assert "\n" not in one_line(text)
    assert safe(safe(text)) == safe(text)


@given(
    st.recursive(
        st.text() | st.none() | st.integers(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_safe_json_decodes_to_the_same_value(value):
    text = safe_json(json.dumps(value, ensure_ascii=False))
    assert json.loads(text) == value
    assert not unsafe(text)
    text.encode()


def test_plain_output_is_safe(capsys):
    output.write_lines([fields.entry_row(entry()), (None, 1)])
    output.write_lines(fields.entry_fields(entry()))
    output.write_text(map(fields.mention_text, entry().mentions))
    output.write_text(fields.note_texts(entry()))
    out = capsys.readouterr().out
    assert not unsafe(out)
    assert "[red]【红】" in out
    assert "\t1\n" in out


def test_json_streams_and_is_an_array(capsys):
    output.write_json([])
    assert capsys.readouterr().out == "[]\n"
    output.write_json([entry().to_json(), TopicCount(("a",), 2), {"b": 1}])
    assert json.loads(capsys.readouterr().out)[1:] == [{"path": ["a"], "entries": 2, "aliases": []}, {"b": 1}]
    output.write_json_object(TopicCount(("a",), 2))
    assert json.loads(capsys.readouterr().out) == {"path": ["a"], "entries": 2, "aliases": []}


WIDE = "检索增强生成 Retrieval-Augmented Generation 用於大型語言模型的可遷移且無需參數的 low-rank 方法 " * 3


@pytest.mark.parametrize("width", [40, 61, 80, 200])
def test_tables_fit_the_terminal(width):
    out = console(width)
    entries = [entry(WIDE, number, year=2024, status="reading") for number in range(450)]
    hit = Hit(1, 1.0, WIDE[:60], ((0, 4), (10, 13)), "一個很長的檔名" * 9 + ".md", 1234)
    tables.print_entries(out, iter(entries))
    tables.print_answer(out, Answer((Found(entries[0], hit),), None, ()))
    tables.print_entry(out, entries[0])
    tables.print_topics(out, [TopicCount(("题" * 30,) * 3, 12)])
    tables.print_table(out, ("Name", "Entries"), [("名" * 90, 3)])
    lines = out.file.getvalue().splitlines()
    assert len(lines) > 450
    assert max(map(cell_len, lines)) <= width


def test_a_long_table_has_one_heading():
    out = console()
    tables.print_entries(out, (entry("title", number) for number in range(450)))
    assert out.file.getvalue().count("Key") == 1


def test_long_keys_are_shortened_and_leave_the_room_to_the_title():
    out = console(80)
    long = dataclasses.replace(entry("A Title of Some Length"), key="pushing-mixture-experts2023")
    tables.print_entries(out, iter([long]))
    tables.print_answer(out, Answer((Found(long, Hit(1, 1.0, "", (), None, None)),), None, ()))
    tables.print_table(out, ("Key", "Title"), [(long.key, long.title)])
    text = out.file.getvalue()
    assert text.count("pushing-mixture…ts2023") == text.count("A Title of Some Length") == 3


def test_an_optional_column_that_says_the_same_of_all_rows_is_left_out():
    out = console()
    tables.print_table(out, ("Name", "By"), [("one", "ada"), ("two", "ada")], optional=("By",))
    tables.print_table(out, ("Title", "By"), [("one", "ada"), ("two", "bob")], optional=("By",))
    assert out.file.getvalue().count("By") == 1


def test_mentions_and_notes_continue_below_their_text():
    out = console(24)
    tables.print_mention(out, Mention("a.md", 1, 1, (), None, "- 方法：权重的变化是低秩的，只学这个变化"))
    assert out.file.getvalue().splitlines()[2:] == ["- 方法：权重的变化是低秩", "  的，只学这个变化"]


def test_an_empty_list_prints_nothing():
    out = console()
    tables.print_entries(out, iter(()))
    assert out.file.getvalue() == ""


def test_tables_are_safe():
    out = console(100)
    hit = Hit(1, 1.0, EVIL, ((3, 9),), EVIL, None)
    tables.print_entries(out, iter([entry()]))
    tables.print_answer(out, Answer((Found(entry(), hit),), None, ()))
    tables.print_entry(out, entry())
    tables.print_topics(out, [TopicCount((EVIL,), 1)])
    tables.print_table(out, ("Name",), [(EVIL,)])
    text = out.file.getvalue()
    assert "[red]【红】" in text
    assert not unsafe(text.replace("\x1b[1m", "").replace("\x1b[0m", ""))


def test_matching_words_are_marked():
    out = Console(file=io.StringIO(), width=80, force_terminal=True, color_system="standard", highlight=False)
    hit = Hit(1, 1.0, "a low\x1b rank method", ((2, 5), (7, 11)), "a.md", 7)
    tables.print_answer(out, Answer((Found(entry("Title"), hit),), None, ()))
    text = out.file.getvalue()
    assert "\x1b[1;33mlow\x1b[0m" in text
    assert "\x1b[1;33mrank\x1b[0m" in text
    assert "a.md:7" in text


def test_what_was_found_is_wrapped_between_chinese_characters():
    out = console(60)
    snippet = "Active RAG：一种主动判断需不需要进行检索，需要时再检索的 RAG 策略"
    tables.print_answer(out, Answer((Found(entry("Title"), Hit(1, 1.0, snippet, (), None, None)),), None, ()))
    lines = [line.strip() for line in out.file.getvalue().splitlines()]
    assert lines[2:] == ["Active RAG：一种主动判断需不需要进行检索，需要时", "再检索的 RAG 策略"]


@pytest.mark.parametrize("snippet", ["论文名称：A Title", "(2024)A TITLE", "A Title"])
def test_a_snippet_that_is_the_title_is_left_out(snippet):
    out = console(80)
    tables.print_answer(
        out, Answer((Found(entry("A Title"), Hit(1, 1.0, snippet, (), None, None)),), None, ())
    )
    assert out.file.getvalue().casefold().count("a title") == 1


def test_a_field_shows_the_line_that_it_comes_from():
    out = console(60)
    tables.print_entry(out, entry("题目" * 30, origins={"title": "003_592348f81878be69.txt:1177"}))
    assert "e69.txt:1177" in out.file.getvalue()


def test_no_color(monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert tables.make_console(color=False).no_color
    assert not tables.make_console(color=True).no_color
