"""Lines in frames are rewritten one for one, and others stay as they are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from readlist.formats.markdown.framed_works import as_list
from readlist.formats.markdown.note_reader import parse_document

PIECES = (
    "> [!paper] A Title of Five Words", "> **Authors**: Ada Quill", "> **Published**: Dunes, 2019", "> text", "<details>",
    "<summary>A Title of Five Words</summary>", "- Authors: Ada Quill", "- Venue: Dunes 2019", "</details>", "", r"\\",
    "arXiv:2107.01234", "Title: A Title", "  of Five Words", "Authors: Ada Quill", "**Required:** A Title (2019)",
    "- A Title (Authors: Ada Quill, Venue: Dunes) https://example.org/", "- [ ] A Title @quill #dunes ^x", "# Heading",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_each_line_is_rewritten_as_one_line(lines: list[str]) -> None:
    out = as_list(lines)
    assert len(out) == len(lines)
    assert not any("\n" in line for line in out)


@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_no_line_is_lost(lines: list[str]) -> None:
    held = {line for part in parse_document("\n".join(lines), "n").items for line in part.text.split("\n")}
    assert [line for line in lines if line.strip() and line not in held] == []


def test_a_single_frame_stays_as_it_is() -> None:
    lines = ["> [!paper] A Title of Five Words", "> **Authors**: Ada Quill", "> **Published**: Dunes, 2019"]
    assert as_list(lines) == lines


def test_brackets_with_other_words_stay() -> None:
    lines = ["- A title (see: the note below) and (Authors: unknown, see https://example.org/)"]
    assert as_list(lines) == lines
