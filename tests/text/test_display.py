from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.text.display import one_line, printable


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (" Attention \n is\tall ", "Attention is all"),
        ("trans\u00adformer", "transformer"),
        ("\x1b[31mred", "[31mred"),
        ("\u3000全角\u3000", "全角"),
        (None, ""),
        (2023, "2023"),
    ],
)
def test_one_line(text, line):
    assert one_line(text) == line


@given(st.text())
def test_one_line_is_printable(text):
    assert one_line(text).isprintable()
    assert one_line(one_line(text)) == one_line(text)
    assert printable(text).isprintable()
    assert len(printable(text)) == len(text)
