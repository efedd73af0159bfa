"""Text is wrapped below itself, and long keys are shortened in the middle."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from readlist.cli.wrapping import elide, wrap


def wrapped(text, width=20, **options):
    return list(wrap(text, width, cell_len, is_hanging=True, **options))


def test_a_line_continues_below_its_text():
    assert wrapped("  - one two three four five") == ["  - one two three", "    four five"]
    assert wrapped("1. [x] one two three four") == ["1. [x] one two three", "       four"]


def test_chinese_is_wrapped_by_cells_and_closing_signs_stay():
    assert wrapped("- 权重的变化是低秩的，只学这个变化。") == ["- 权重的变化是低秩", "  的，只学这个变化。"]
    assert wrapped("1. 在原模型旁边增加一个旁路") == ["1. 在原模型旁边增加", "   一个旁路"]
    assert wrapped("方法abc见前文所述之（见图一）") == ["方法abc见前文所述之", "（见图一）"]


def test_a_word_that_fits_in_a_line_is_kept_whole():
    assert wrapped("see https://x.org/abcdef") == ["see", "https://x.org/abcdef"]
    assert wrapped("see https://x.org/abcdefghijkl") == ["see", "https://x.org/abcdef", "ghijkl"]


@given(st.text(alphabet="ab 的，。（- \n\t1.", max_size=80), st.integers(2, 30))
def test_wrapping_loses_nothing_and_keeps_the_width(text, width):
    lines = list(wrap(text, width, cell_len, is_hanging=True))
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(cell_len(line) <= width for line in lines)


def test_keys_are_shortened_in_the_middle():
    assert elide("hu2021lora", 22, cell_len) == "hu2021lora"
    assert elide("pushing-mixture-experts2023", 22, cell_len) == "pushing-mixture…ts2023"
