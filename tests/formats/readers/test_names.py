"""Names in every format: one module parses them all, and nothing is lost or turned round."""

from __future__ import annotations

import pytest

from readlist.formats.readers import read
from readlist.formats.readers.bibtex_names import read_names
from readlist.model.details import name_to_dict
from readlist.model.person_name import OTHERS, parse_index_name, split_names


def parts(family="", given="", particle="", suffix=""):
    stated = {"family": family, "given": given, "particle": particle, "suffix": suffix}
    return {name: value for name, value in stated.items() if value}


def literal(text):
    return {"literal": text}


LIND, MEER = parts("Lind", "Ada"), parts("Meer", "Jan", "van der")


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ("Lind, Ada and van der Meer, Jan", [LIND, MEER]),
        ("Ada Lind AND Jan van der Meer", [LIND, MEER]),
        ("Lind, Ada aNd van der Meer, Jan", [LIND, MEER]),
        ("Falk Berg, Nils and Nils {Falk Berg}", [parts("Falk Berg", "Nils")] * 2),
        ("{Lake and Land Board} and Lind, Ada", [literal("Lake and Land Board"), LIND]),
        ("{Lind, Ada and van der Meer, Jan}", [LIND, MEER]),
        (
            "Lind, Jr., Ada and Ada Lind III",
            [parts("Lind", "Ada", suffix="Jr."), parts("Lind", "Ada", suffix="III")],
        ),
        ("Lind, Ada and others", [LIND, literal("others")]),
        (
            "family=Lind, given={Ada} and family=Meer, given=Jan, given-i=J, prefix=van der, useprefix=true",
            [LIND, MEER],
        ),
        ("Lind, A.; van der Meer, J. K.", [parts("Lind", "A."), parts("Meer", "J. K.", "van der")]),
        ("Lind, A., Falk, B., Berg, C.", [parts("Lind", "A."), parts("Falk", "B."), parts("Berg", "C.")]),
        ("Ada Lind, Nils Falk, Jan Berg", [LIND, parts("Falk", "Nils"), parts("Berg", "Jan")]),
        ("Lind AB and Falk C", [parts("Lind", "A. B."), parts("Falk", "C.")]),
        ("Wei LI and Jing XU", [parts("LI", "Wei"), parts("XU", "Jing")]),
        ("Lind, Ada,", [LIND]),
        ("Plato and {Plato}", [parts("Plato"), literal("Plato")]),
        ("Lind, Ada, Falk, Nils", [LIND, parts("Falk", "Nils")]),
        (r"Ada Lind \and Nils Falk", [LIND, parts("Falk", "Nils")]),
        ("Lind, Ada &amp; Falk, Nils", [LIND, parts("Falk", "Nils")]),
        ("Lind, Ada & Falk, Nils", [LIND, parts("Falk", "Nils")]),
        (r"S\l aw\o, \v Zofia", [parts("Sławø", "Žofia")]),
        (r"Ko\ifmmode \check{s}\else \v{s}\fi{}ic, I.", [parts("Košic", "I.")]),
        ("陈晓东，林芳，高远", [literal("陈晓东"), literal("林芳"), literal("高远")]),
        ("陈晓东、林芳", [literal("陈晓东"), literal("林芳")]),
        ("陈晓东, 林芳", [literal("陈晓东"), literal("林芳")]),
        ("山本, 一郎", [parts("山本", "一郎")]),
        ("陈 晓东 and 김 민수", [parts("陈", "晓东"), parts("김", "민수")]),
        ("", []),
    ],
)
def test_names_of_bibtex(raw, names):
    assert list(map(name_to_dict, read_names(raw))) == names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Lind, Ada", LIND),
        ("Lind A", parts("Lind", "A.")),
        ("van der Meer JK", parts("Meer", "J. K.", "van der")),
        ("Lind A Jr", parts("Lind", "A.", suffix="Jr")),
        ("Lind, Ada, Jr.", parts("Lind", "Ada", suffix="Jr.")),
        ("Lake and Land Board", literal("Lake and Land Board")),
        ("WHO", literal("WHO")),
        ("陈晓东", literal("陈晓东")),
    ],
)
def test_names_of_indexes(text, name):
    assert name_to_dict(parse_index_name(text)) == name


@pytest.mark.parametrize(
    "text",
    ["Lind, Ada", "Falk Berg, Nils Ole", "Lake, Land & Sea Board", "Board of Lakes, Inc.", "山本, 一郎"],
)
def test_a_text_that_is_one_name_is_not_split(text):
    assert split_names(text) == [text]


def test_the_last_name_others_is_no_author_but_is_kept():
    (part,) = read("@misc{a, title={On Ponds}, author={Lind, Ada and others}}", "a.bib").items
    assert part.record.authors == ("Ada Lind",)
    assert part.record.details.author[-1] == OTHERS


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Doe J. and Roe R. A.", [parts("Doe", "J."), parts("Roe", "R. A.")]),
        ("Doe J.-B., van der Roe R.", [parts("Doe", "J.-B."), parts("Roe", "R.", "van der")]),
        ("Doe, J. and Roe R.", [parts("Doe", "J."), parts("Roe", "R.")]),
        ("King III, Bob D. and Roe, R.", [parts("King", "Bob D.", suffix="III"), parts("Roe", "R.")]),
        ("J. R. Doe and M. D.", [parts("Doe", "J. R."), parts("D.", "M.")]),
    ],
)
def test_initials_with_full_stops_after_the_family_name(text, names):
    assert list(map(name_to_dict, read_names(text))) == names
