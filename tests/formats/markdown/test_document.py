"""Any note is read without error and without losing a line."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from depth import examples
from readlist.formats.markdown.note_reader import MAX_LINE_LENGTH, parse_document
from readlist.formats.markdown.stretches import STRETCH_LENGTH

FRAGMENTS = [
    "# ", "## ", "- ", "  - ", "    - ", "1. ", "> ", "| ", " | ", "|--|--|", "```", "~~~", "**", "*", "_", "`", "[", "](", ")", "]", "(", "[[", "]]",
    "![", "<br>", "<details>", "<summary>", "</summary>", "</details>", "<table><tr><td>", "</td></tr></table>", "<!--", "-->", "---", "===", "[x] ",
    "https://arxiv.org/abs/1706.03762", "https://github.com/a/b", "arxiv.org/abs/2305.1636", "http://[", "hhttps://x.y/z", "Attention Is All You Need", "论文名称：",
    "论文地址：", "作者: ", "Paper: ", "Title: ", "2024.04", "(2023)", "ICLR 2023", "A. Smith, B. Jones et al.", "。", "，", "：", "==TODO==", "\n", "\n", "\n\n", "\t", " ", "&amp;", "\\",
    "\u202e", "\u200b", "\x00", "\x0c", "\ufeff", "\u2028", "é", "模型", "한국어", "😀",
]  # fmt: skip
HOSTILE = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=8), max_size=60).map("".join)


def lost_lines(text: str) -> list[str]:
    document = parse_document(text, "note")
    held = {line for part in document.items for line in part.text.split("\n")}
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return [line for line in plain.split("\n") if line.strip() and line not in held]


@settings(max_examples=examples(300), deadline=None)
@given(HOSTILE)
@example("---\na: [\n---\n- x")
@example("a\n---\nb")
@example("- \n  - \n    - x")
@example("- \x0c")
@example("- \x0c\n  - Paper: https://arxiv.org/abs/2310.06825\n  - Title: Mistral 7B")
def test_no_line_of_any_text_is_lost(text: str) -> None:
    assert lost_lines(text) == []


@settings(max_examples=examples(100), deadline=None)
@given(HOSTILE)
def test_items_are_in_line_order_within_the_text(text: str) -> None:
    parts = parse_document(text, "note").items
    count = len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    assert all(1 <= part.line <= part.end_line <= count for part in parts)
    assert [part.line for part in parts] == sorted(part.line for part in parts)


def test_a_line_too_long_to_read_is_kept_as_prose() -> None:
    long = "word " * (MAX_LINE_LENGTH // 5 + 1)
    document = parse_document(f"# T\n\n{long}\n\n- [Mistral 7B](https://arxiv.org/abs/2310.06825)\n", "note")
    assert [part.record.title for part in document.items if part.record.kind == "paper"] == ["Mistral 7B"]
    assert lost_lines(f"# T\n\n{long}\n") == []


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_all_kinds_of_line_ends_are_read_alike(newline: str) -> None:
    text = "# Notes\n\n## A\n- [Mistral 7B](https://arxiv.org/abs/2310.06825)\n  - fast\n\nProse.\n"
    assert parse_document(text.replace("\n", newline), "note") == parse_document(text, "note")


def test_parsing_in_stretches_gives_the_same_result(monkeypatch: pytest.MonkeyPatch) -> None:
    item = "- [Mistral 7B][m]\n  - a note\n\n  more of it\n1. `Some Code Title of a Paper`\n\n```\n- [no](x)\n# no heading\n```\n\n## Topic {}\n\ntext\n\n"
    text = "".join(item.format(number) for number in range(400)) + "[m]: https://arxiv.org/abs/2310.06825\n"
    assert len(text) < STRETCH_LENGTH
    whole = parse_document(text, "note")
    monkeypatch.setattr("readlist.formats.markdown.stretches.STRETCH_LENGTH", 500)
    assert parse_document(text, "note") == whole


def test_diagnostics_have_the_line_number() -> None:
    text = "- [Mistral 7B](https://arxiv.org/abs/2310.06825)\n- x\n  - 论文名称：Role-Play with Large Language Models\n  - 论文链接：hhttps://arxiv.org/pdf/2305.1636\n"
    problems = [(problem.line, problem.message) for problem in parse_document(text, "note").diagnostics]
    assert problems == [
        (4, "'2305.1636' is not a valid arXiv ID; the link is kept as written"),
        (4, "misspelt scheme in a link; read as http:// or https://"),
    ]


@pytest.mark.parametrize(
    ("name", "text", "title", "key"),
    [
        (
            "Attention Is All You Need",
            "---\ndoi: 10.1234/a\n---\n\nGood.\n",
            "Attention Is All You Need",
            None,
        ),
        ("@lewis2020rag", "---\ntitle: RAG\nvenue: NeurIPS 2020\n---\n\nGood.\n", "RAG", "lewis2020rag"),
        (
            "@lewis2020rag",
            "---\ndoi: 10.1234/a\n---\n\n# RAG for Tasks\n\nGood.\n",
            "RAG for Tasks",
            "lewis2020rag",
        ),
        ("lewis2020rag", "doi:: 10.1234/a\n\n- Good.\n", "lewis2020rag", None),
    ],
)
def test_a_literature_note_without_a_title_has_that_of_its_heading_or_file(name, text, title, key):
    (item,) = parse_document(text, name).items
    assert (item.record.title, item.record.key) == (title, key)


def test_a_readme_is_not_the_title_of_a_work():
    items = parse_document("---\ndoi: 10.1234/a\n---\n\nGood.\n", "README").items
    assert {item.record.kind for item in items} == {"note"}
