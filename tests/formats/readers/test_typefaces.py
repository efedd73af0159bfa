from __future__ import annotations

import pytest

from readlist.formats.readers import read

TYPEFACES = (
    "texttt",
    "textsf",
    "textup",
    "textbf",
    "textit",
    "textsc",
    "textrm",
    "emph",
    "mbox",
    "textmd",
    "textnormal",
)


@pytest.mark.parametrize("macro", TYPEFACES)
def test_the_words_of_every_typeface_are_read(macro):
    text = f"@article{{a, title = {{The \\{macro}{{numpy}} package}}, year = 2020}}\n"
    (item,) = read(text, "a.bib").items
    assert item.record.title == "The numpy package"
