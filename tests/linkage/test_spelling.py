"""Spelling variants of a title, and titles that only look like variants."""

from __future__ import annotations

import pytest

from readlist.linkage.spelling import is_respelt


@pytest.mark.parametrize(
    ("first", "second", "wanted"),
    [
        ("aligning language models", "aligning language models", True),
        ("aligning language models", "aligning language model", True),
        ("retreival of passages", "retrieval of passage", True),
        ("выравнивание моделей", "выравнивание моделеи", True),
        ("retreival of passage from document", "retrieval of passages from documents", False),
        ("aligning language models", "aligning models", False),
        ("bert for ranking", "bart for ranking", False),
        ("task 10001 of ranking", "task 10002 of ranking", False),
        ("检索增强生成", "检索增强生产", False),
        ("retrieval of passages", "generation of passages", False),
    ],
)
def test_respelt(first, second, wanted):
    assert is_respelt(first.split(), second.split()) == wanted
    assert is_respelt(second.split(), first.split()) == wanted
