"""The HTML page: what it shows of entries and notes, and that nothing in them is markup of the page."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace

import pytest

from formats.writers.pages import make_entry, make_prose
from readlist.formats.writers import writer_for
from readlist.formats.writers.language import find_language
from readlist.formats.writers.note_html import render_note


def page(*entries, **how):
    return "".join(writer_for("html").write(entries, **how))


def body(*entries, **how):
    return page(*entries, **how).partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**重點：**後面的字", "<strong>重點：</strong>後面的字"),
        ("**“quoted”**后 *一*", "<strong>“quoted”</strong>后 <em>一</em>"),
        ("snake_case_name 2*3", "snake_case_name 2*3"),
        ("# A heading", "<p><strong>A heading</strong></p>"),
        ("==TODO== later", "<mark>TODO</mark> later"),
        ("- [ ] open\n- [x] done", "<li>☐ open</li>\n<li>☑ done</li>"),
        ("若 a<b 且 c", "若 a&lt;b 且 c"),
        ("a List<T> of `x<y>`", "List&lt;T&gt; of <code>x&lt;y&gt;</code>"),
        ("one<br>two", "one<br>two"),
        (
            "![fig](https://example.org/f.png)",
            '<a href="https://example.org/f.png" rel="noopener noreferrer">fig</a>',
        ),
        ("见 https://example.org/a。后文", ">https://example.org/a</a>。后文"),
        ("[mine](./other.md) and [here](#x)", "<p>mine and here</p>"),
        ("<details><summary>More</summary>text</details>", "<details><summary>More</summary>text</details>"),
        ("| a | b |\n| - | -: |\n| 1 | 2 |", "<td>2</td>"),
    ],
)
def test_notes_are_rendered(text, html):
    assert html in render_note(text)


@pytest.mark.parametrize("text", ["| a | b |\n| - | - |", "<!-- a comment -->", "", "<img src=x>"])
def test_a_note_with_nothing_to_show(text):
    assert not re.sub(r"</?p>", "", render_note(text))


@pytest.mark.parametrize(
    "text",
    [
        "<script>steal()</script>",
        "<img src=x onerror=steal()>",
        "[x](javascript:steal())",
        "<a href='javascript:steal()' onclick=steal()>x</a>",
        "<svg><style><a title='</style><img src=x onerror=steal()>'>",
        "<details open ontoggle=steal()>",
        "</main></div><iframe src=//evil.example>",
        "<p style='position:fixed'>",
        "<form action=//evil.example><input id=ui-search>",
        "[x](data:text/html,<script>steal()</script>)",
        "<math><mi//xlink:href='data:x,<script>steal()</script>'>",
    ],
)
def test_a_hostile_note_is_inert(text):
    html = render_note(text)
    tags = re.findall(r"<(/?\w+)([^>]*)>", html)
    assert {name.strip("/") for name, _ in tags} <= {"p", "a", "details"}
    assert all(
        not rest or re.fullmatch(r'( href="https?://[^"]*")? rel="noopener noreferrer"', rest)
        for _, rest in tags
    )


def test_the_policy_names_the_hashes_of_the_style_and_the_script():
    text = page(make_entry("a", "A title"))
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
    for name in ("style", "script"):
        (content,) = re.findall(rf"<{name}>(.*?)</{name}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")
    assert " style=" not in text


def test_contents_have_counts_and_no_topic_is_empty():
    entries = [
        make_entry("a", "One", topics=(("RAG",), ("RAG", "Tricks"))),
        make_entry("b", "Two", topics=(("RAG", "Tricks"),)),
        make_prose("Empty", "## Empty"),
        make_prose("RAG", "## RAG\n\nWhat it is."),
    ]
    text = page(*entries)
    contents = text.partition("<nav")[2].partition("</nav>")[0]
    assert re.findall(r"<li.*?>([^<]+)</a>(?:<span>(\d+)</span>)?</li>", contents) == [
        ("RAG", "2"),
        ("Tricks", "2"),
    ]
    assert "Empty" not in text
    for number, name in enumerate(("RAG", "Tricks"), 1):
        assert f'href="#/{number}"' in contents
        assert re.search(rf'id="/{number}">\n<h\d>{name}</h\d>', text)


@pytest.mark.parametrize(
    "text",
    [
        "## Scaling laws\n\nThey hold.",
        "**Scaling laws**\n\nThey hold.",
        "Scaling laws\n---\n\nThey hold.",
        "They hold.",
    ],
)
def test_prose_does_not_repeat_its_heading(text):
    shown = body(make_prose("Scaling laws", text))
    assert shown.count("Scaling laws</h2>") == 1
    assert re.sub(r"<[^>]+>", "", shown.partition("</h2>")[2]).split() == ["They", "hold."]


def test_metadata_and_tables_of_contents_are_left_out():
    matter = "---\ntitle: Mine\ntags: [x]\n---\n\n- [RAG](#rag)\n- [MoE](#moe)\n\nHello."
    shown = body(make_prose("Mine", matter, topics=()))
    assert re.sub(r"<[^>]+>", "", shown.partition(">")[2]).split() == ["Mine", "Hello."]


def test_texts_say_their_language():
    text = page(
        make_entry("a", "檢索增強生成", topics=(("检索",),)),
        make_entry("b", "Plain English", notes=("秩为 8 就够了，不必更大",)),
        title="阅读清单",
    )
    assert '<h1 lang="zh-Hans">' in text
    assert '<p class="title" lang="zh-Hant">' in text
    assert '<h2 lang="zh-Hans">检索' in text
    assert '<div class="note own" lang="zh-Hans">' in text
    assert '<p class="title"><span>Plain English</span>' in text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("推荐系统", "zh-Hans"), ("推薦系統", "zh-Hant"), ("中文", "zh"), ("論文の読み方", "ja"), ("논문 읽기", "ko"),
        ("LoRA 的秩为八", "zh-Hans"), ("A survey of all the 推荐 systems", None), ("Über Größe", None), ("LoRA", None),
    ],
)  # fmt: skip
def test_language_of_a_text(text, language):
    assert find_language(text) == language


def test_the_search_knows_the_characters_of_the_page_in_both_scripts():
    text = page(make_entry("a", "檢索"), make_entry("b", "生成"))
    old, new = re.search(r'data-from="(.*?)" data-to="(.*?)"', text).groups()
    assert dict(zip(old, new, strict=True))["檢"] == "检"
    assert "龍" not in old


def test_long_lists_of_authors_are_folded_away():
    names = tuple(f"Author {number}" for number in range(30))
    shown = body(replace(make_entry("a", "Many"), authors=names))
    assert "and 22 more" in shown
    assert all(name in shown for name in names)
