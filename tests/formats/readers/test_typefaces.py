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


def test_blanks_at_the_ends_of_a_typeface_in_xml_are_outside_of_it():
    text = (
        "<xml><records><record><ref-type name='Journal Article'>17</ref-type><titles><title><style face='normal'>On the</style>"
        "<style face='italic'> Salmo trutta </style><style face='normal'>of ponds</style></title></titles></record></records></xml>"
    )
    (item,) = read(text, "a.xml").items
    assert ("csl", "title", "On the <i>Salmo trutta</i> of ponds") in item.record.details.extra
