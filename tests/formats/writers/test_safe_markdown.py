"""Exported markdown runs nothing, however the address or the tag is written; other markup stays as it is."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from readlist.formats.writers.safe_markdown import disarm

RUNS = [
    "<script>alert(1)</script>",
    r"\\<script>alert(1)</script>",
    "<SCRIPT src=//a.org>",
    "<img src=x onerror=alert(1)>",
    "<b onclick='x'>",
    "<svg><animate onbegin=alert(1)>",
    "<iframe srcdoc='<b>'>",
    "<p style='background:url(x)'>",
    "[a](javascript:alert(1))",
    "[a]( JaVaScRiPt:alert(1))",
    "[a](<javascript:alert(1)>)",
    r"[a](javascript\:alert(1))",
    r"[a\\](javascript:alert(1))",
    "[a](java&#115;cript:alert(1))",
    "[a](java&#x73;cript&colon;alert(1))",
    "[a](vbscript:x) ![b](data:text/html,x)",
    "[a][b]\n\n[b]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "<a href='javascript:alert(1)'>",
    '<a href="java\tscript:alert(1)">',
    "<a href=java&Tab;script:alert(1)>",
    "[b]:\n<a href=javascript:alert(1)> x",
    "<a href='https://a.org'>\n<script>alert(1)</script>",
    "<div>\n\\<script>alert(1)</script>",
]
STAYS = [
    "[a](https://a.org/b?c=d:e) <https://a.org> `List<int>` a < b",
    "<details><summary>More</summary>\n\n<br> <sub>2</sub> <a href='https://a.org'>x</a> </details>",
    "- [x] done [[note|text]] #tag [^1]: a note: with a colon",
    "javascript: the good parts; data: none",
]
TAGS = {"script", "iframe", "svg"}
SCHEMES = ("javascript:", "vbscript:", "data:")


class Viewer(HTMLParser):
    """A viewer that removes nothing; ``runs``: whether anything that it was shown would run."""

    runs = False

    def handle_starttag(self, tag, attrs):
        self.runs |= tag in TAGS
        for name, value in attrs:
            address = re.sub(r"[\x00-\x20]", "", value or "").lower()
            self.runs |= name.startswith("on") or name in ("style", "srcdoc") or address.startswith(SCHEMES)


def runs(text):
    reader = MarkdownIt("commonmark", {"html": True})
    reader.validateLink = lambda url: True
    viewer = Viewer()
    viewer.feed(reader.render(text))
    return viewer.runs


@pytest.mark.parametrize("text", RUNS)
def test_nothing_runs(text):
    assert runs(text)
    assert not runs(disarm(text))


@pytest.mark.parametrize("text", STAYS)
def test_all_else_stays(text):
    assert disarm(text) == text


@given(
    st.lists(
        st.sampled_from([*RUNS, *STAYS, "\n", "\n\n", "\\", "`", "<", ">", "(", "]", "> ", "- ", "&", ":"])
    ).map("".join)
)
def test_whatever_stands_around(text):
    assert not runs(disarm(text))
    assert disarm(disarm(text)) == disarm(text)
