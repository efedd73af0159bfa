"""The markdown list: its layout, and that no text of an entry becomes a heading, an item or a link."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from formats.writers.test_formats import LORA, NAMED, PROSE, entries, export
from readlist.formats.markdown.own_list import MARK
from readlist.formats.writers.topic_outline import NOWHERE, Item, arrange
from readlist.model.entry import Entry, Note
from readlist.model.record import Link
from readlist.model.urls import link_role
from readlist.text.display import one_line

WRITTEN = """\
# Reading list

## PEFT

Few weights, <much> gain.

- **[LoRA: Low-Rank Adaptation of Large Language Models](https://arxiv.org/abs/2106.09685)**
  - Alias: LoRA
  - Authors: Edward J. Hu, Yelong Shen
  - Date: 2021-06
  - Venue: ICLR 2022
  - arXiv: 2106.09685v2
  - Code: <https://github.com/microsoft/LoRA>
  - Tags: PEFT
  - Status: todo
  - Note: rank 8 is enough

### Adapters

- **[LoRA: Low-Rank Adaptation of Large Language Models](https://arxiv.org/abs/2106.09685)**
"""


def test_a_list_by_topic() -> None:
    assert export("markdown", LORA, PROSE) == f"{WRITTEN}\n{MARK}\n"


def test_outline_keeps_the_order_of_the_sources() -> None:
    items = [
        Item({("A", "B"): ("x.md", 9)}, "1"),
        Item({(): ("x.md", 8)}, "2"),
        Item({("C",): ("x.md", 2), ("A",): ("x.md", 7)}, "3", brief="three"),
        Item({("A",): ("x.md", 6)}, "4", prose=True),
        Item({("A",): ("x.md", 5)}, "5"),
        Item({("A",): NOWHERE}, "6"),
    ]
    assert [(section.path, list(section.prose), list(section.items)) for section in arrange(items)] == [
        ((), [], ["2"]),
        (("C",), [], ["3"]),
        (("A",), ["4"], ["5", "three", "6"]),
        (("A", "B"), [], ["1"]),
    ]


def test_deep_topics_become_parent_bullets() -> None:
    text = export("markdown", replace(LORA, topics=(tuple("ABCDEFG"),), notes=(Note("one\ntwo", "", ""),)))
    assert "\n###### E\n" in text
    assert "\n- F\n" in text
    assert "\n  - G\n" in text
    assert "\n    - **[LoRA" in text
    assert "\n      - Note:\n        > one\n        > two\n" in text


def test_names_with_commas_are_joined_by_and() -> None:
    assert "Authors: Hu, Edward and Shen, Yelong\n" in export(
        "markdown", replace(LORA, authors=("Hu, Edward", "Shen, Yelong"))
    )


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("https://arxiv.org/abs/2106.09685#(a b)", "](<https://arxiv.org/abs/2106.09685#(a%20b)>)"),
        ("https://arxiv.org/abs/2106.09685#a_b", "](https://arxiv.org/abs/2106.09685#a_b)"),
        ("https://example.org/a b", "** <https://example.org/a%20b>\n"),
    ],
)
def test_link_targets(url: str, written: str) -> None:
    assert written in export("markdown", replace(LORA, url=url, links=(Link(url, link_role(url)),)))


def test_a_link_to_a_local_file_stays_relative() -> None:
    found = replace(LORA, links=(*LORA.links, Link("PEFT/lora notes.md", "note")))
    assert "06.09685)** [[notes](<PEFT/lora%20notes.md>)]\n" in export("markdown", found)


def test_prose_with_an_open_block_is_quoted() -> None:
    text = "## PEFT\n\n[TOC]\n\n```\nnever closed\n# no heading"
    found = replace(PROSE, mentions=(replace(PROSE.mentions[0], text=text),))
    assert (
        export("markdown", found)
        == f"# Reading list\n\n## PEFT\n\n> ```\n> never closed\n> # no heading\n\n\n{MARK}\n"
    )


def tokens(text: str) -> list[tuple[str, str]]:
    """Return type and content of all tokens, including inline tokens."""
    out = []
    for token in MarkdownIt("commonmark").parse(text):
        out.append((token.type, token.content))
        out += [(child.type, child.content) for child in token.children or []]
    return out


@given(title=NAMED.filter(lambda text: one_line(text) != ""))
def test_a_title_is_only_text(title: str) -> None:
    found = Entry(id=1, key="k", kind="paper", title=title, url="https://example.org/", topics=((title,),))
    parsed = tokens(export("markdown", found, title=title))
    names = [name for name, _ in parsed]
    assert names.count("heading_open") == 2
    assert names.count("list_item_open") == 1
    assert names.count("link_open") == 1
    start = names.index("link_open")
    assert "".join(content for _, content in parsed[start + 1 : names.index("link_close")]) == one_line(title)


@given(found=st.lists(entries(), max_size=2))
def test_no_text_starts_a_section(found: list[Entry]) -> None:
    blocks = MarkdownIt("commonmark").parse(export("markdown", *found))
    topics = {
        path[:end] for entry in found for path in entry.topics for end in range(1, min(len(path), 5) + 1)
    }
    assert sum(block.type == "heading_open" and block.level == 0 for block in blocks) == 1 + len(topics)
