"""A list that readlist wrote is recognised by its last line, and only what it lists is read in it."""

from __future__ import annotations

import pytest

from readlist.formats.markdown.own_list import MARK, hide, is_own, without_frame

LIST = f"""# Reading list

## RAG

Prose with [a link](https://example.org).

- **[Title](https://arxiv.org/abs/2004.04906)**
  - Venue: ICLR 2024
  - Note: see https://arxiv.org/abs/1703.06870
  - Note:
    > - [Other](https://example.org/b)

{MARK}
"""


def test_prose_and_notes_are_hidden():
    assert hide(LIST.split("\n")) == [
        "# Reading list",
        "",
        "## RAG",
        "",
        "…",
        "",
        "- **[Title](https://arxiv.org/abs/2004.04906)**",
        "  - Venue: ICLR 2024",
        "  - Note: …",
        "  - Note: …",
        "    > …",
        "",
        "",
        "",
    ]


def test_title_and_mark_are_no_prose():
    lines = without_frame(LIST.split("\n"))
    assert (lines[0], lines[-2]) == ("", "")
    assert lines[2] == "## RAG"


@pytest.mark.parametrize("text", ["", "# A\n", LIST.replace(MARK, ""), f"{MARK}\nmore\n"])
def test_other_lists_are_not_ours(text):
    assert not is_own(text.split("\n"))
