"""Titles come out of a library with the braces, typefaces and subtitles of the file that they came from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from notebook import memory_store
from readlist import Library
from readlist.config import Config


def library(text: str, suffix: str) -> Library:
    library = Library(memory_store(), Config(db=Path(":memory:"), path=Path("none.toml")))
    library.import_paths(["-"], stdin=text.encode(), name=f"a.{suffix}")
    return library


def exported(fields: str, form: str) -> str:
    source = f"@article{{k, author = {{Lind, Ada}}, journal = {{Pond Letters}}, year = 2019, {fields}}}"
    return "".join(library(source, "bib").export(form))


@pytest.mark.parametrize(
    "title",
    [
        "On the {Malcev} weir",
        "Mills of {New York} and {DNA}",
        r"Ponds with \emph{Salmo trutta}",
        "{Die Mühle am Bach}",
        "Weirs of the {T}hames",
    ],
)
def test_marks_of_a_title_are_written_back(title: str) -> None:
    for form in ("bibtex", "biblatex"):
        assert f"  title = {{{title}}},\n" in exported(f"title = {{{title}}}", form)


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("{T}he mill", "The mill"),
        ("On {p}onds", "On ponds"),
        ("100% {Pond}", r"100\% Pond"),
        (r"The \input{x} {Pond}", r"The \textbackslash{}input{x} {Pond}"),
    ],
)
def test_marks_that_say_nothing_or_do_harm_are_not(title: str, written: str) -> None:
    assert f"  title = {{{written}}},\n" in exported(f"title = {{{title}}}", "bibtex")


def test_a_subtitle_is_a_field_of_biblatex_alone() -> None:
    fields = "title = {On mills}, subtitle = {A {Second} look}"
    assert "  title = {On mills},\n  subtitle = {A {Second} look},\n" in exported(fields, "biblatex")
    assert "  title = {On mills: A {Second} look},\n" in exported(fields, "bibtex")
    assert "subtitle" not in exported(fields, "bibtex")


def test_a_title_that_was_corrected_is_written_as_corrected() -> None:
    given = library("@misc{k, title = {On the {Malcev} weir}}", "bib")
    given.set_fields(["k"], {"title": "On the Maltsev weir"})
    assert "title = {On the Maltsev weir}," in "".join(given.export("bibtex"))


def test_tags_in_a_title_of_csl_are_written_back() -> None:
    title = 'Ponds with <i>Salmo trutta</i> in <span class="nocase">New York</span>'
    given = library(json.dumps([{"id": "k", "type": "book", "title": title}]), "json")
    (entry,) = map(json.loads, given.export("jsonl"))
    assert entry["title"] == "Ponds with Salmo trutta in New York"
    (item,) = json.loads("".join(given.export("csl-json")))
    assert item["title"] == title


def test_particles_that_are_left_out_at_times_are_written_back() -> None:
    names = [
        {"family": "Fontaine", "given": "Jean", "dropping-particle": "de", "non-dropping-particle": "La"}
    ]
    given = library(json.dumps([{"id": "k", "type": "book", "title": "On Ponds", "author": names}]), "json")
    (item,) = json.loads("".join(given.export("csl-json")))
    assert item["author"] == names
    given.set_fields(["k"], {"authors": ["Ada Lind"]})
    (item,) = json.loads("".join(given.export("csl-json")))
    assert item["author"] == [{"family": "Lind", "given": "Ada"}]


MARKED = [
    (r"Ponds with \emph{Salmo trutta} in {H}\textsubscript{2}{O}", "Ponds with <i>Salmo trutta</i> in H<sub>2</sub>O"),
    (r"\textbf{Weirs} of the 19\textsuperscript{th} century", "<b>Weirs</b> of the 19<sup>th</sup> century"),
    (r"On \emph{Salmo \textbf{trutta}} \& {\"u}ber M\"uhlen", "On <i>Salmo <b>trutta</b></i> & über Mühlen"),
    (r"{\em Salmo trutta} and \textsc{Weir} mills",
     '<i>Salmo trutta</i> and <span style="font-variant:small-caps;">Weir</span> mills'),
]  # fmt: skip


@pytest.mark.parametrize(("latex", "tagged"), MARKED)
def test_typefaces_go_from_bibtex_to_csl(latex: str, tagged: str) -> None:
    given = library(f"@book{{k, title = {{{latex}}}}}", "bib")
    (item,) = json.loads("".join(given.export("csl-json")))
    assert item["title"] == tagged


@pytest.mark.parametrize(("latex", "tagged"), [*MARKED[:2], (r"On \emph{Salmo \textbf{trutta}} \& {DNA}", "On <i>Salmo <b>trutta</b></i> & DNA")])  # fmt: skip
@pytest.mark.parametrize("form", ["bibtex", "biblatex"])
def test_typefaces_go_from_csl_to_bibtex(latex: str, tagged: str, form: str) -> None:
    given = library(json.dumps([{"id": "k", "type": "book", "title": tagged}]), "json")
    assert f"  title = {{{latex}}},\n" in "".join(given.export(form))


@pytest.mark.parametrize(
    ("tagged", "latex"),
    [
        ('Mills of <span class="nocase">New York</span>', "Mills of {New York}"),
        ("5 &lt; 6 and <i>x_y</i> 100%", r"5 \textless{} 6 and \emph{x\_y} 100\%"),
        ("A <i>tag that is open", "A tag that is open"), ("One </i>closed", "One closed"),
        ("On <i>\\input{x}</i>", r"On \emph{\textbackslash{}input\textbraceleft{}x\textbraceright{}}"),
    ],
)  # fmt: skip
def test_other_tags_and_signs_of_csl_in_bibtex(tagged: str, latex: str) -> None:
    given = library(json.dumps([{"id": "k", "type": "book", "title": tagged}]), "json")
    assert f"  title = {{{latex}}},\n" in "".join(given.export("bibtex"))


XML = (
    "<PubmedArticle><MedlineCitation><Article><Journal><Title>Pond</Title></Journal><ArticleTitle>Ponds with <i>Salmo "
    "trutta</i> in H<sub>2</sub>O.</ArticleTitle></Article></MedlineCitation></PubmedArticle>"
)
FACES = (
    "<xml><records><record><ref-type name='Book'>6</ref-type><titles><title><style face='normal'>Ponds with </style>"
    "<style face='italic'>Salmo trutta</style><style face='normal'> in H</style><style face='subscript'>2</style>O</title>"
    "</titles></record></records></xml>"
)


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        (f"TY  - BOOK\nAU  - Lind, Ada\nTI  - {MARKED[0][1]}\nER  - \n", "ris"),
        (json.dumps({"items": [{"itemType": "book", "title": MARKED[0][1]}]}), "json"),
        (XML, "xml"), (FACES, "xml"),
    ],
)  # fmt: skip
def test_typefaces_of_other_formats_are_kept(text: str, suffix: str) -> None:
    given = library(text, suffix)
    (entry,) = map(json.loads, given.export("jsonl"))
    assert entry["title"] == "Ponds with Salmo trutta in H2O"
    (item,) = json.loads("".join(given.export("csl-json")))
    assert item["title"] == MARKED[0][1]
    assert f"  title = {{{MARKED[0][0]}}},\n" in "".join(given.export("bibtex"))


def test_typefaces_of_a_corrected_title_are_gone() -> None:
    given = library(r"@book{k, title = {Ponds with \emph{Salmo trutta}}}", "bib")
    given.set_fields(["k"], {"title": "Ponds with trout"})
    (item,) = json.loads("".join(given.export("csl-json")))
    assert item["title"] == "Ponds with trout"
