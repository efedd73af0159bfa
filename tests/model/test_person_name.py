"""Parsing names of people in any order and script, and comparing author lists."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.model.name_parts import PersonName, join_name
from readlist.model.person_name import (
    author_words,
    is_others,
    parse_name,
    parse_name_parts,
    share_author,
)

EMPTY = PersonName()


@pytest.mark.parametrize(
    ("text", "family", "given", "particle", "suffix"),
    [
        # reading order
        ("Edward J. Hu", "Hu", "Edward J.", "", ""),
        ("Jean-Paul Sartre", "Sartre", "Jean-Paul", "", ""),
        ("Laurens van der Maaten", "Maaten", "Laurens", "van der", ""),
        ("Muhammad al Khwarizmi", "Khwarizmi", "Muhammad", "al", ""),
        ("Vincent Van Gogh", "Gogh", "Vincent Van", "", ""),
        ("de Gaulle", "Gaulle", "de", "", ""),
        ("Martin Luther King Jr.", "King", "Martin Luther", "", "Jr."),
        ("Günter von Groß jr", "Groß", "Günter", "von", "jr"),
        ("King Jr.", "King", "", "", "Jr."),
        ("John Smith III", "Smith", "John", "", "III"),
        ("Kenji A. Ii", "Ii", "Kenji A.", "", ""),
        ("  Ada \t Lovelace ", "Lovelace", "Ada", "", ""),
        # family name first
        ("Hu, Edward J.", "Hu", "Edward J.", "", ""),
        ("van der Maaten, Laurens", "Maaten", "Laurens", "van der", ""),
        ("Garcia Marquez, Gabriel", "Garcia Marquez", "Gabriel", "", ""),
        ("King Jr., Martin Luther", "King", "Martin Luther", "", "Jr."),
        ("King, Jr., Martin Luther", "King", "Martin Luther", "", "Jr."),
        ("Smith, John, III", "Smith", "John", "", "III"),
        ("Hu, Edward,", "Hu", "Edward", "", ""),
        # Chinese, Japanese, Korean
        ("李, 明", "李", "明", "", ""),
        ("山田 太郎", "山田", "太郎", "", ""),
        ("欧阳 修", "欧阳", "修", "", ""),
        ("김 철수", "김", "철수", "", ""),
    ],
)
def test_the_parts_of_a_name(text, family, given, particle, suffix):
    assert parse_name(text) == PersonName(family, given, particle, suffix)


@pytest.mark.parametrize(
    ("text", "literal", "family"),
    [
        ("OpenAI", "OpenAI", "OpenAI"),
        ("Plato", "Plato", "Plato"),
        ("Plato,", "Plato", "Plato"),
        ("胡爱德", "胡爱德", "胡"),
        ("김철수", "김철수", "김철수"),
        ("Smith, J.; Doe, K.", "Smith, J.; Doe, K.", "Smith"),
        ("Institute of Rivers, Department of Ice, Bern", "Institute of Rivers, Department of Ice, Bern", "Institute of Rivers"),
        ("", "", ""),
        (" , ", "", ""),
    ],
)  # fmt: skip
def test_literal_names(text, literal, family):
    assert parse_name(text) == PersonName(family, literal=literal)
    assert parse_name(text).surname == ""
    assert parse_name(text).inverted == str(parse_name(text)) == literal


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (["Hu", " Edward J."], "Edward J. Hu"),
        (["van Beethoven", "Ludwig"], "Ludwig van Beethoven"),
        (["Beethoven", "Ludwig van"], "Ludwig van Beethoven"),
        (["King", "Jr.", "Martin Luther"], "Martin Luther King Jr."),
        (["King", "Martin Luther", "Jr."], "Martin Luther King Jr."),
        (["Smith", "iii", "John"], "John Smith iii"),
        (["King Jr.", "Martin"], "Martin King Jr."),
        (["A", "B", "C", "D"], "B A C D"),
        (["李", "明"], "李明"),
        (["山田", "太郎"], "山田太郎"),
        (["Li", "明"], "明 Li"),
        (["The ATLAS Collaboration"], "The ATLAS Collaboration"),
        (["胡 爱德"], "胡 爱德"),
        (["", "Ada"], "Ada"),
        (["Ada", ""], "Ada"),
        ([""], ""),
    ],
)
def test_parts_between_commas_in_reading_order(parts, text):
    assert str(parse_name_parts(parts)) == text


@pytest.mark.parametrize(
    ("text", "surname", "inverted"),
    [
        ("Edward J. Hu", "Hu", "Hu, Edward J."),
        ("Laurens van der Maaten", "van der Maaten", "van der Maaten, Laurens"),
        ("Martin Luther King Jr.", "King Jr.", "King Jr., Martin Luther"),
        ("King, Jr., Martin Luther", "King Jr.", "King Jr., Martin Luther"),
        ("King Jr.", "King Jr.", "King Jr."),
        ("山田 太郎", "山田", "山田, 太郎"),
    ],
)
def test_a_name_in_catalogue_order(text, surname, inverted):
    name = parse_name(text)
    assert (name.surname, name.inverted) == (surname, inverted)


@pytest.mark.parametrize(
    ("given", "family", "suffix", "text"),
    [
        ("Edward J.", "Hu", "", "Edward J. Hu"),
        ("Martin Luther", "King", "Jr.", "Martin Luther King Jr."),
        ("", "OpenAI", "", "OpenAI"),
        ("明", "李", "", "李明"),
        ("철수", "김", "", "김철수"),
        ("アルベルト・", "アインシュタイン", "", "アインシュタインアルベルト・"),
        ("Ming", "李", "", "Ming 李"),
    ],
)
def test_joining_the_parts(given, family, suffix, text):
    assert join_name(given, family, suffix) == text


words = st.text(st.characters(categories=("L", "M", "P"), exclude_characters=","), min_size=1, max_size=8)


@given(st.lists(words, min_size=1, max_size=5))
def test_a_name_without_a_comma_keeps_its_words(parts):
    name = " ".join(" ".join(parts).split())
    assert str(parse_name(name)).replace(" ", "") == name.replace(" ", "")


@given(st.text())
def test_any_text_can_be_parsed_as_a_name(text):
    name = parse_name(text)
    assert isinstance(str(name), str)
    assert name.literal or name.surname or name.given or name == EMPTY


@pytest.mark.parametrize("name", ["et al.", "et al", "Et.al.", "others", "and others", "等", " et  al. "])
def test_placeholders_for_further_authors(name):
    assert is_others(name)


@pytest.mark.parametrize("name", ["Al Others", "", "Ann Others"])
def test_names_that_are_not_placeholders(name):
    assert not is_others(name)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["Edward J. Hu", "Yelong Shen"], "edward hu yelong shen"),
        (["Hu, Edward J."], "hu"),
        (["Jean-Paul Sartre"], "jean paul sartre"),
        (["Laurens van der Maaten"], "laurens maaten"),
        (["Van Nguyen"], "van nguyen"),
        (["Martin Luther King Jr."], "martin luther king"),
        (["Cathy O'Neil"], "cathy neil"),
        (["Cathy O’Neil"], "cathy neil"),
        (["G.E. Hinton"], "hinton"),
        (["Jürgen Müller"], "jurgen muller"),
        (["Hu et al."], "hu"),
        (["et al."], ""),
        (["胡愛德"], "胡爱德"),
        (["胡 爱德", "胡, 爱德"], "胡爱德"),
        (["胡"], ""),
        (["阿尔伯特·爱因斯坦"], "阿尔伯特 爱因斯坦"),
    ],
)
def test_the_words_that_authors_are_compared_by(names, expected):
    assert author_words(names) == set(expected.split())


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (["Edward J. Hu", "Yelong Shen"], ["Shen, Y."], True),
        (["Hu Edward"], ["Edward Hu"], True),
        (["Edward J. Hu"], ["Ann Lee"], False),
        (["Hu, Edward"], ["Edward Lee"], False),
        (["Hu et al."], ["Lee et al."], False),
        (["Laurens van der Maaten"], ["Guido van Rossum"], False),
        (["Martin Luther King Jr."], ["John Smith Jr."], False),
        (["胡爱德"], ["胡 爱德"], True),
        (["胡爱德"], ["李明"], False),
        (["胡爱德"], ["Edward J. Hu"], None),
        (["胡爱德", "Yelong Shen"], ["Ann Lee"], None),
        ([], ["Ann Lee"], None),
        (["et al."], ["Ann Lee"], None),
    ],
)
def test_whether_two_lists_share_an_author(first, second, expected):
    assert share_author(author_words(first), author_words(second)) is expected
    assert share_author(author_words(second), author_words(first)) is expected
