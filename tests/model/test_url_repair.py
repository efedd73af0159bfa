"""Repairing addresses outside markdown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.formats.readers import read
from readlist.model.url_finder import FoundUrl, find_urls
from readlist.model.url_repair import may_need_repair, repair_url

REPAIRED = [
    ("https://a.org/b", "https://a.org/b"),
    (" <HTTPS://a.org/b> ", "https://a.org/b"),
    ("hhttps://a.org/b", "https://a.org/b"),
    ("htp://a.org/b", "http://a.org/b"),
    ("htpps://a.org/b", "https://a.org/b"),
    ("https：//a.org/b", "https://a.org/b"),
    ("https;//a.org/b", "https://a.org/b"),
    ("https//a.org/b", "https://a.org/b"),
    ("https:/a.org/b", "https://a.org/b"),
    ("//a.org/b", "https://a.org/b"),
    ("a.org/b", "https://a.org/b"),
    ("www.a.org", "https://www.a.org"),
    ("htps://a.org/bhtps://a.org/b", "https://a.org/b"),
    ("htps://a.org/bhttps://a.org/b", "https://a.org/b"),
    ("http://dx.doi.org/10.1145/1", "http://dx.doi.org/10.1145/1"),
    ("< <a.org/b >\t>", "https://a.org/b"),
    ("///", "///"),
    ("notes/a.md", "notes/a.md"),
    ("mailto:a@b.org", "mailto:a@b.org"),
    ("shttp://a.org/b", "shttp://a.org/b"),
]


@pytest.mark.parametrize(("written", "meant"), REPAIRED, ids=[written for written, _ in REPAIRED])
def test_an_address_is_repaired(written: str, meant: str) -> None:
    assert repair_url(written) == meant
    assert repair_url(meant) == meant


@given(
    st.lists(
        st.sampled_from(["<", ">", " ", "\t", "/", "//", ":", "https", "htp:", "a.org", "b", "10.1145/"])
    ).map("".join)
)
def test_a_repaired_address_needs_no_repair(text: str) -> None:
    assert repair_url(repair_url(text)) == repair_url(text)


def test_misspelt_addresses_are_found_in_text() -> None:
    assert find_urls("见htps://a.org/b。Or https//a.org/c, (ttp://a.org/d).") == [
        FoundUrl(1, 15, "https://a.org/b"),
        FoundUrl(19, 33, "https://a.org/c"),
        FoundUrl(36, 49, "http://a.org/d"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://a.org/b, http://www.github.com/a/b",
        "- 论文地址：https://arxiv.org/abs/1706.03762",
        "[a](b/c.md) 1/2",
    ],
)
def test_correct_text_does_not_need_repair(text: str) -> None:
    assert not may_need_repair(text)


@pytest.mark.parametrize("url", ["htps://arxiv.org/abs/2106.09685", "https：//arxiv.org/abs/2106.09685"])
def test_a_misspelt_address_in_a_bibliography_is_repaired(url: str) -> None:
    (part,) = read(f"@misc{{a, title = {{LoRA}}, url = {{{url}}}, note = {{htps://a.org/b}}}}", "a.bib").items
    assert [str(identifier) for identifier in part.record.ids] == ["arxiv:2106.09685"]
    assert [link.url for link in part.record.links] == ["https://arxiv.org/abs/2106.09685", "https://a.org/b"]
