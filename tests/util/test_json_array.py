"""JSON arrays that are written element by element."""

from __future__ import annotations

import json

import pytest

from readlist.util.json_array import write_array


@pytest.mark.parametrize(
    ("elements", "text"),
    [
        ([], "[]\n"),
        (['{"a": 1}'], '[\n{"a": 1}\n]\n'),
        (['{"a": 1}', '"b"', "null"], '[\n{"a": 1},\n"b",\nnull\n]\n'),
    ],
)
def test_an_array_has_a_line_per_element(elements, text):
    chunks = list(write_array(elements))
    assert "".join(chunks) == text
    assert len(chunks) == len(elements) + 1
    assert json.loads(text) == [json.loads(element) for element in elements]


def test_an_element_is_written_before_the_next_is_made():
    def elements():
        yield "1"
        raise AssertionError

    assert next(write_array(elements())) == "[\n1"
