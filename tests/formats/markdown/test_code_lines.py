"""Finding the code lines of a text, with and without indented code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depth import examples
from readlist.formats.markdown.block_parser import parse_tree
from readlist.formats.markdown.code_lines import find_code_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from readlist.formats.markdown.block import Block


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a\n```\nb\n```\nc", {2, 3, 4}),
        ("a\r```\rb\r```\r\nc", {2, 3, 4}),
        ("~~~ sh\n```\n~~~\na", {1, 2, 3}),
        ("````\n```\n````\na", {1, 2, 3}),
        ("a\n```", {2}),
        ("- a\n  ```\n  b\n  ```\n- c", {2, 3, 4}),
        ("- ```\n  b\n- c", {1, 2}),
        ("> ```\n> b\nc", {1, 2}),
        ("1. a\n\n   ```\n   b\n\nc", {3, 4, 5}),
        ("      ```\n      b\n      ```", {1, 2, 3}),
        ("<pre>\nb\n\nc</pre>\nd", {1, 2, 3, 4}),
        ("``` a `b` ```\nc", set()),
        ("a ``` b\nc", set()),
        ("<div>\nb\n</div>", set()),
        ("a\n\n    b\n", set()),
        ("", set()),
    ],
)
def test_code_in_notes(text: str, wanted: set[int]) -> None:
    assert find_code_lines(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a\n\n    b\n\nc", {3}),
        ("- a\n\n    b\n", set()),
        ("      ```\nb", {1}),
        ("```\n    ```\nb\n```\nc", {1, 2, 3, 4}),
    ],
)
def test_indented_code(text: str, wanted: set[int]) -> None:
    assert find_code_lines(text, indented=True) == wanted


def test_stretches_end_outside_code(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "- a\n  ```\n- b\n  ```\n" + "- a\n\n  ~~~\n  b\n\n  c\n  ~~~\n- d\n\n" * 9
    whole = find_code_lines(text)
    monkeypatch.setattr("readlist.formats.markdown.stretches.STRETCH_LENGTH", 20)
    assert find_code_lines(text) == whole


BITS = st.sampled_from(
    ["```", "~~~", "```sh", "- ", "1. ", "> ", "  ", "    ", "\n", "\n\n", "a", "<pre>", "#"]
)


@settings(max_examples=examples(200), deadline=None)
@given(st.lists(BITS, max_size=30).map("".join))
def test_the_block_parser_finds_the_same_code_lines(text: str) -> None:
    lines = text.split("\n")
    code = {line for block in _walk(parse_tree(lines)) for line in range(block.line, block.end + 1)}
    assert code <= find_code_lines(text)


def _walk(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        if block.kind == "code":
            yield block
        yield from _walk(block.children)
