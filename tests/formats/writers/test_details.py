"""References come out saying what went in: types, containers, numbers, names, dates and fields that only one format has."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from readlist.formats.babel_names import tag_of
from readlist.formats.readers import read
from readlist.formats.reference_types import FROM_BIBTEX, FROM_RIS, TO_BIBLATEX, TO_BIBTEX, TO_RIS
from readlist.formats.writers import writer_for
from readlist.formats.writers.latex_text import escape
from readlist.linkage.fusion import draft_entry
from readlist.model.details import CSL_TYPES, Details
from readlist.model.edtf import year_month
from readlist.model.entry import ID_FIELDS, Entry, Mention
from readlist.model.name_parts import PersonName
from readlist.model.provenance import Origin

SUFFIX = {"bibtex": "bib", "biblatex": "bib", "csl-json": "json", "ris": "ris"}
LIND, MEER = PersonName("Falk Lind", "Ada B."), PersonName("Meer", "Jan", "van der", "Jr.")
BOARD = PersonName("Lake and Land Board", literal="Lake and Land Board")
ARTICLE = Details(
    type="article-journal", author=(LIND, MEER, BOARD), container="Pond Letters", volume="3", issue="2", pages="11-19",
    issn="1234-5678", language="en", issued="2019-05", publisher="Pond Press",
)  # fmt: skip
CHAPTER = Details(
    type="chapter", author=(LIND,), editor=(MEER,), container="The Book of Ponds", pages="11-19", publisher="Pond Press",
    publisher_place="Lund", isbn="978-3-16-148410-0", edition="2", series="Waters", issued="2019",
)  # fmt: skip
WORKS = {
    "article": ARTICLE,
    "magazine": ARTICLE._replace(type="article-magazine"),
    "chapter": CHAPTER,
    "book": CHAPTER._replace(type="book", editor=(), container=None, pages=None),
    "conference": CHAPTER._replace(type="paper-conference", edition=None),
    "thesis": Details(
        type="thesis", author=(LIND,), publisher="University of Lund", genre="PhD thesis", issued="2019"
    ),
    "master": Details(
        type="thesis", author=(LIND,), publisher="University of Lund", genre="Master's thesis", issued="2019"
    ),
    "report": Details(
        type="report", author=(BOARD,), publisher="Lake Board", genre="White paper", issue="7", issued="2019"
    ),
}


def entry(details: Details, **more: object) -> Entry:
    year = int(details.issued[:4]) if details.issued else None
    month = int(details.issued[5:7]) if details.issued and len(details.issued) == 7 else None
    authors = tuple(map(str, details.author or details.editor))
    values = {
        "venue": details.container,
        "authors": authors,
        "year": year,
        "month": month,
        "details": details,
        **more,
    }
    return Entry(id=1, key="lind2019", kind="paper", title="On the Warmth of Ponds", **values)  # type: ignore[arg-type]


def export(name: str, *entries: Entry) -> str:
    return "".join(writer_for(name).write(entries))


def again(name: str, one: Entry) -> Entry:
    """Export an entry and read it back."""
    (item,) = read(export(name, one), f"a.{SUFFIX[name]}").items
    drafted = draft_entry([(Origin("a:1", is_note=True), item.record)]).entry
    ids = {ID_FIELDS[i.scheme]: i.value for i in drafted.identifiers if i.scheme in ID_FIELDS}
    columns = {n: drafted.columns[n] for n in ("kind", "title", "year", "month", "venue")}
    details = Details.from_json(drafted.columns["details"])
    return Entry(
        id=1, key=item.record.key or "", authors=item.record.authors, details=details, **columns, **ids
    )


@pytest.mark.parametrize("work", WORKS)
@pytest.mark.parametrize("name", SUFFIX)
def test_details_come_back_from_every_format(name: str, work: str) -> None:
    expected = WORKS[work]
    found = again(name, entry(expected)).details._replace(extra=())
    assert found._replace(language=tag_of(found.language or "") or None) == expected  # biblatex has names


DATES = (
    "2019", "2019-05", "2019-05-03", "2019-21", "2019/2020", "2019-05/2019-07", "2019~", "2019?", "2019%", "2019/",
    "/2019", "2019-05/..", "../2019", "-0380", "-0044-03",
)  # fmt: skip


@pytest.mark.parametrize("issued", DATES)
@pytest.mark.parametrize("name", ["biblatex", "csl-json", "ris"])
def test_full_dates_come_back(name: str, issued: str) -> None:
    year, month = year_month(issued)
    one = Entry(
        1, "k", "paper", "On Ponds", year=year, month=month, details=Details(type="book", issued=issued)
    )
    found = again(name, one)
    assert found.details.issued == issued
    assert found.year == year


@pytest.mark.parametrize("name", ["bibtex", "biblatex", "csl-json"])
@pytest.mark.parametrize(
    "author", [PersonName("van Buren", "Abigail"), PersonName("Buren", "Abigail", "van")]
)
def test_a_family_name_that_begins_like_a_particle(name: str, author: PersonName) -> None:
    details = Details(type="book", author=(author,), issued="2003")
    one = Entry(1, "k", "paper", "On Ponds", authors=(str(author),), year=2003, details=details)
    assert again(name, one).details.author == (author,)


@pytest.mark.parametrize("name", SUFFIX)
def test_a_thesis_of_no_stated_sort_stays_one(name: str) -> None:
    details = Details(type="thesis", publisher="University of Lund", issued="2019")
    found = again(name, Entry(1, "k", "paper", "On Ponds", year=2019, org="Lund", details=details)).details
    assert (found.type, found.genre) == ("thesis", None)


# -- types -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("@article{k, title={On Ponds}, journal={Zootopia}}", "@article{"),
        ("@proceedings{k, title={Proc. Ponds}, editor={Falk, Nils}}", "@proceedings{"),
        ("@inbook{k, title={On Ponds}, booktitle={Ponds}}", "@inbook{"),
        ("@manual{k, title={On Ponds}}", "@manual{"),
        ("@mastersthesis{k, title={On Ponds}, school={Lund}}", "@mastersthesis{"),
        ("@online{k, title={On Ponds}, url={https://example.org}}", "@misc{"),
        ("@misc{k, title={On Ponds}}", "@misc{"),
    ],
)
def test_the_stated_type_is_written(kind: str, written: str) -> None:
    assert export("bibtex", read_entry(kind)).startswith(written)


def test_biblatex_writes_its_own_types() -> None:
    text = export(
        "biblatex", read_entry("@online{k, title={On Ponds}, url={https://example.org}, date={2019-05-03}}")
    )
    assert text.startswith("@online{")
    assert "date = {2019-05-03}" in text


def read_entry(text: str, name: str = "a.bib") -> Entry:
    """Return the entry of a file of references."""
    (item,) = read(text, name).items
    drafted = draft_entry([(Origin(f"{name}:1", is_note=True), item.record)]).entry
    columns = {n: drafted.columns[n] for n in ("kind", "title", "year", "month", "venue", "org", "url")}
    details = Details.from_json(drafted.columns["details"])
    return Entry(
        id=1, key="k", authors=item.record.authors, details=details, origins=drafted.origins, **columns
    )


@pytest.mark.parametrize("name", ["ris", "csl-json", "biblatex"])
def test_an_interval_of_seasons_comes_back(name: str) -> None:
    details = Details(type="book", issued="2015-22/2016-24")
    one = Entry(1, "k", "paper", "On Ponds", year=2015, details=details)
    assert again(name, one).details.issued == "2015-22/2016-24"


@pytest.mark.parametrize("name", ["bibtex", "biblatex"])
def test_a_particle_that_belongs_to_the_family_name_comes_back(name: str) -> None:
    one = read_entry(
        "@book{k, title={On Ponds}, author={{von Ek}, Bo and {de Lind}, Jr., Ada and van Dahl, Cid}}"
    )
    assert "{von Ek}, Bo and {de Lind}, Jr., Ada and van Dahl, Cid" in export(name, one)
    assert again(name, one).details.author == one.details.author


def test_a_work_that_is_only_edited_has_no_author() -> None:
    text = export("bibtex", read_entry("@book{k, title={Ponds}, editor={Falk, Nils}}"))
    assert "editor = {Falk, Nils}" in text
    assert "author" not in text


def test_a_paper_without_a_venue_is_no_report() -> None:
    bare = Entry(1, "k", "paper", "On Ponds", openreview_id="abcdefgh")
    assert export("bibtex", bare).startswith("@misc{")
    assert "booktitle" not in export("bibtex", bare)
    assert json.loads(export("csl-json", bare))[0]["type"] == "document"
    assert "TY  - GEN" in export("ris", bare)


def test_a_preprint_that_another_origin_calls_published_is_cited_as_published() -> None:
    published = Entry(
        1, "k", "paper", "On Ponds", venue="ICLR 2020", year=2019, arxiv_id="2001.01236",
        details=Details(type="article"), origins={"venue": "notes.md:1", "type": "a.bib:1"},
    )  # fmt: skip
    assert "booktitle = {ICLR}" in export("bibtex", published)


def test_all_tables_have_types_of_csl() -> None:
    assert {*FROM_BIBTEX.values(), *FROM_RIS.values(), *TO_BIBTEX, *TO_BIBLATEX, *TO_RIS} <= CSL_TYPES
    assert set(TO_RIS.values()) <= FROM_RIS.keys()


# -- fields that only one format has -------------------------------------------------------------------------------


def test_unknown_fields_are_written_back_to_their_format_alone() -> None:
    one = read_entry(r"@book{k, title={On Ponds}, mrclass={77}, note={See \cite{x}}, crossref={none}}")
    assert "  mrclass = {77},\n  note = {See \\cite{x}},\n" in export("bibtex", one)
    assert "crossref" not in export("bibtex", one)
    assert "77" not in export("ris", one) + export("csl-json", one)


def test_a_field_that_would_end_the_record_is_left_out() -> None:
    harmful = Details(
        type="book",
        extra=(
            ("bibtex", "note", "} , x = {"),
            ("bibtex", "a b", "x"),
            ("ris", "ER", "x"),
            ("ris", "C5", "a\nb"),
        ),
    )
    one = Entry(1, "k", "paper", "On Ponds", details=harmful)
    assert export("bibtex", one).count("=") == 1
    assert export("ris", one).splitlines()[-4:] == ["C5  - b", "N1  - , x =", "ER  - ", ""]


def test_values_of_csl_that_are_no_texts_come_back() -> None:
    item = {
        "id": "k",
        "citation-key": "k",
        "type": "book",
        "title": "On Ponds",
        "accessed": {"date-parts": [[2020]]},
        "note": "a",
        "scale": 2,
        "version": "1.10",
        "PMID": "0123",
        "status": "true",
        "issued": {"literal": "in press"},
    }
    (found,) = read(json.dumps([item]), "a.json").items
    one = Entry(1, "k", "paper", "On Ponds", details=found.record.details)
    assert json.loads(export("csl-json", one)) == [item]


def test_keys_that_differ_only_in_case_are_told_apart_for_bibtex() -> None:
    works = [
        Entry(n, key, "paper", "On Ponds") for n, key in enumerate(("Lind2019", "lind2019", "lind2019-2"), 1)
    ]
    for name in ("bibtex", "biblatex"):
        lines = [line for line in export(name, *works).split("\n") if line.startswith("@")]
        assert [line.partition("{")[2] for line in lines] == ["Lind2019,", "lind2019-2,", "lind2019-2-2,"]


# -- text --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("from $5 to $9 and $20", r"from \$5 to \$9 and \$20"),
        ("$5-$6, US$7/A$8", r"\$5-\$6, US\$7/A\$8"),
        (r"of $B^0_s \to \mu^+$ at $\sqrt{s}=13$ TeV", r"of $B^0_s \to \mu^+$ at $\sqrt{s}=13$ TeV"),
        ("H$_2$O and $^{14}$C cost $3", r"H$_2$O and $^{14}$C cost \$3"),
        (r"\(x^2\) of", r"\(x^2\) of"),
        (r"$\write18{x}$", r"\$\textbackslash{}write18\textbraceleft{}x\textbraceright{}\$"),
        (r"$a} b{$", r"\$a\textbraceright{} b\textbraceleft{}\$"),
        ("a < b > c | d", r"a \textless{} b \textgreater{} c \textbar{} d"),
        ("C# & 50% of a_b ~ ^", r"C\# \& 50\% of a\_b \textasciitilde{} \textasciicircum{}"),
    ],
)
def test_formulas_are_kept_and_all_else_is_escaped(text: str, written: str) -> None:
    assert escape(text) == written


def test_a_doi_is_written_as_it_is() -> None:
    doi = "10.5555/(sici)1(1999)2:1<135::aid>3.0.co;2-#"
    assert f"  doi = {{{doi}}},\n" in export("bibtex", Entry(1, "k", "paper", "On Ponds", doi=doi))


# -- lists for people ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["markdown", "html"])
def test_lists_print_remarks_and_no_source(name: str) -> None:
    source = r"@book{k, title={On Ponds}, lccn={77}, note={Best {\"u}ber all}, annote={arXiv:2001.01236}}"
    one = replace(read_entry(source), mentions=(Mention("a.bib", 1, 1, (), None, source),))
    text = export(name, one)
    assert "Best über all" in text
    assert not any(word in text for word in ("@book", "lccn", "annote", "77"))


def test_an_organisation_with_capitals_last_is_no_person_in_ris() -> None:
    board = PersonName("Lind Forlag AS", literal="Lind Forlag AS")
    one = entry(Details(type="book", author=(board,), issued="2019"))
    assert "AU  - Lind Forlag AS,\n" in export("ris", one)
    assert again("ris", one).details.author == (board,)
