"""What reference files state beyond title and authors: type, container, numbers, dates, IDs, links, other fields."""

from __future__ import annotations

import json

import pytest

from readlist.errors import InputError
from readlist.formats.readers import read
from readlist.model.details import Details
from readlist.model.identifiers import Identifier


def one(text, name="a.bib"):
    """Return the only record of a file."""
    (item,) = [item for item in read(text, name).items if item.record.kind != "note"]
    return item.record


def bib(fields, kind="article"):
    return one(f"@{kind}{{k, author={{Lind, Ada}}, title={{On Ponds}}, {fields}}}")


def csl(**members):
    return one(json.dumps([{"id": "k", "type": "book", "title": "On Ponds", **members}]), "a.json")


def zotero(**members):
    return one(
        json.dumps({"items": [{"itemType": "journalArticle", "title": "On Ponds", **members}]}), "a.json"
    )


def stated(record):
    """Return the details that are stated, without names and other fields."""
    return {n: v for n, v in record.details.to_dict().items() if n not in ("author", "extra")}


# -- details -----------------------------------------------------------------------------------------------------


def test_details_of_bibtex():
    record = bib(
        "journal={Pond Letters}, volume={3}, number=2, pages={11--19}, year=2019, month=may, issn={1234-5678}, "
        "publisher={Pond Press}, address={Lund}, language={swedish}, note={In print}, lccn = {77}"
    )
    assert stated(record) == {
        "type": "article-journal",
        "container": "Pond Letters",
        "volume": "3",
        "issue": "2",
        "pages": "11-19",
        "publisher": "Pond Press",
        "publisher_place": "Lund",
        "issn": "1234-5678",
        "language": "swedish",
        "issued": "2019-05",
    }
    assert record.details.extra == (("bibtex", "note", "In print"), ("bibtex", "lccn", "77"))


def test_details_of_ris():
    record = one(
        "TY  - CHAP\nTI  - On Ponds\nAU  - Lind, Ada\nA2  - Falk, Nils\nT2  - The Book of Ponds\nVL  - 3\nSP  - 11\nEP  - 19\n"
        "PB  - Pond Press\nCY  - Lund\nET  - 2\nSN  - 978-3-16-148410-0\nDA  - 2019/05/03/\nPY  - 2019\nC4  - x\nER  - \n",
        "a.ris",
    )
    assert stated(record) == {
        "type": "chapter",
        "editor": [{"family": "Falk", "given": "Nils"}],
        "container": "The Book of Ponds",
        "volume": "3",
        "pages": "11-19",
        "edition": "2",
        "publisher": "Pond Press",
        "publisher_place": "Lund",
        "isbn": "978-3-16-148410-0",
        "issued": "2019-05-03",
    }
    assert record.details.extra == (("ris", "C4", "x"),)


def test_details_of_csl():
    record = csl(
        **{"type": "chapter", "container-title": "The Book of Ponds", "page": "11-19", "publisher-place": "Lund", "ISBN": "9783161484100"},
        editor=[{"family": "van der Meer", "given": "Jan"}], issued={"date-parts": [[2019, 5, 3]]}, note="x", scale=3,
    )  # fmt: skip
    assert stated(record) == {
        "type": "chapter",
        "editor": [{"family": "Meer", "given": "Jan", "particle": "van der"}],
        "container": "The Book of Ponds",
        "pages": "11-19",
        "publisher_place": "Lund",
        "isbn": "9783161484100",
        "issued": "2019-05-03",
    }
    assert record.details.extra == (("csl", "note", "x"), ("csl", "scale", "3"))


def test_details_of_zotero():
    creators = [
        {"creatorType": "author", "firstName": "Ada", "lastName": "Lind"},
        {"creatorType": "bookAuthor", "firstName": "Nils", "lastName": "Falk"},
        {"creatorType": "editor", "name": "Lake Board"},
    ]
    record = zotero(
        itemType="bookSection", bookTitle="The Book of Ponds", pages="11–19", place="Lund", publisher="Pond Press",
        creators=creators, date="May 3, 2019", citationKey="lind19",
    )  # fmt: skip
    assert (record.authors, record.key) == (("Ada Lind",), "lind19")
    assert stated(record) == {
        "type": "chapter",
        "editor": [{"literal": "Lake Board"}],
        "container": "The Book of Ponds",
        "pages": "11-19",
        "publisher": "Pond Press",
        "publisher_place": "Lund",
        "issued": "2019-05-03",
    }


TAGGED = {
    "PubMed": (
        "PMID- 1\nTI  - On the warmth of\n      ponds.\nFAU - Lind, Ada\nAU  - Lind A\nJT  - Pond Letters\nVI  - 3\nIP  - 2\n"
        "PG  - 111-9\nDP  - 2019 May 3\nLID - 111 [pii]\nAID - 10.5555/pond [doi]\nIS  - 1234-5678 (Print)\n"
    ),
    "EndNote": (
        "%0 Journal Article\n%T On the warmth of ponds\n%A Lind, Ada\n%J Pond Letters\n%V 3\n%N 2\n%P 111-119\n%D 2019\n"
        "%8 May 3\n%R 10.5555/pond\n%@ 1234-5678\n"
    ),
    "Web of Science": (
        "FN Some Index\nVR 1.0\nPT J\nAU Lind, A\nAF Lind, Ada\nTI On the warmth\n   of ponds\nSO Pond Letters\nPD MAY 3\n"
        "PY 2019\nVL 3\nIS 2\nBP 111\nEP 119\nDI 10.5555/pond\nSN 1234-5678\nER\n\nEF\n"
    ),
    "RefWorks": (
        "RT Journal Article\nA1 Lind,Ada\nT1 On the warmth of ponds\nJF Pond Letters\nYR 2019\nFD May 3\nVO 3\nIS 2\nSP 111\n"
        "OP 119\nDO 10.5555/pond\nSN 1234-5678\n"
    ),
}


@pytest.mark.parametrize("program", TAGGED)
@pytest.mark.parametrize("name", ["refs.txt", "refs.ris", "refs.nbib", "refs.enw", "refs"])
def test_tagged_text_of_programs_is_read_whatever_its_name(program, name):
    document = read(TAGGED[program], name)
    assert [item.record.kind for item in document.items] == ["paper"]
    record = document.items[0].record
    assert (record.title, record.authors, record.venue) == (
        "On the warmth of ponds",
        ("Ada Lind",),
        "Pond Letters",
    )
    assert record.ids == (Identifier("doi", "10.5555/pond"),)
    assert stated(record) == {
        "type": "article-journal",
        "container": "Pond Letters",
        "volume": "3",
        "issue": "2",
        "pages": "111-119",
        "issn": "1234-5678",
        "issued": "2019-05-03",
    }


@pytest.mark.parametrize(
    ("name", "text"), [("a.ris", "On Ponds, 2019\n"), ("a.bib", "On Ponds\n"), ("a.nbib", "On Ponds\n")]
)
def test_a_file_of_a_known_kind_without_a_record_is_an_error(name, text):
    with pytest.raises(InputError, match="contains no"):
        read(text, name)


# -- types -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "fields", "csl_type"),
    [
        ("article", "journal={Zootopia}", "article-journal"),
        ("article", "journal={Weekly}, entrysubtype={magazine}", "article-magazine"),
        ("inbook", "booktitle={Ponds}", "chapter"),
        ("mvbook", "", "book"),
        ("techreport", "institution={Board}", "report"),
        ("online", "url={https://example.org}", "webpage"),
        ("misc", "", "document"),
        ("misc", "eprint={2001.01236}, archiveprefix={arXiv}", "article"),
        ("unheardof", "", "document"),
    ],
)
def test_types_of_bibtex(kind, fields, csl_type):
    assert bib(fields, kind).details.type == csl_type


@pytest.mark.parametrize(("kind", "type_", "genre"), [
    ("phdthesis", "", "PhD thesis"), ("mastersthesis", "", "Master's thesis"), ("thesis", "mathesis", "Master's thesis"),
    ("thesis", "Habilitation", "Habilitation"),
])  # fmt: skip
def test_theses_have_a_genre_and_a_school(kind, type_, genre):
    record = bib(f"school={{Lund}}, type={{{type_}}}", kind)
    assert (record.details.type, record.details.genre, record.details.publisher) == ("thesis", genre, "Lund")


# -- dates -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "issued"),
    [
        ("year=2019", "2019"),
        ("year={2019}, month={5}", "2019-05"),
        ("year=2019, month={May 3}", "2019-05-03"),
        ("date={2019-05-03}", "2019-05-03"),
        ("date={2019/2020}", "2019/2020"),
        ("date={1850~}", "1850~"),
        ("date={2019-21}", "2019-21"),
        ("year={in press}", None),
    ],
)
def test_dates_of_bibtex(fields, issued):
    assert bib(fields).details.issued == issued


@pytest.mark.parametrize(
    ("issued", "read_as"),
    [
        ({"date-parts": [[2019, 5, 3]]}, "2019-05-03"),
        ({"date-parts": [["2019", "5"]]}, "2019-05"),
        ({"date-parts": [2019, 5]}, "2019-05"),
        ({"date-parts": [[2019], [2020]]}, "2019/2020"),
        ({"date-parts": [[2019]], "circa": True}, "2019~"),
        ({"date-parts": [[2019]], "season": "2"}, "2019-22"),
        ({"year": 2019, "month": 5}, "2019-05"),
        ([{"date-parts": [[2019, 5]]}], "2019-05"),
        ([[2019, 5]], "2019-05"),
        ({"raw": "3 May 2019"}, "2019-05-03"),
        ({"literal": "spring 2019"}, "2019-21"),
        ("2019-05", "2019-05"),
        (2019, "2019"),
        ({"date-parts": [[None]]}, None),
        ({"date-parts": [[{}]]}, None),
        ({}, None),
    ],
)
def test_dates_of_csl(issued, read_as):
    assert csl(issued=issued).details.issued == read_as


@pytest.mark.parametrize(
    ("date", "issued"),
    [
        ("05/2019", "2019-05"),
        ("2019年5月3日", "2019-05-03"),
        ("mai 2019", "2019-05"),
        ("3. März 2019", "2019-03-03"),
        ("05/31/2019", "2019-05-31"),
        ("31.05.2019", "2019-05-31"),
        ("05/06/2019", "2019"),
        ("2019-05-03T10:00:00Z", "2019-05-03"),
        ("n.d.", None),
    ],
)
def test_dates_of_zotero_as_they_were_typed(date, issued):
    assert zotero(date=date).details.issued == issued


# -- text --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        (r"{\TeX} for \mbox{P-3} at \pounds 5", "TeX for P-3 at £5"),
        (r"The \texorpdfstring{$\beta$}{beta} pond", "The beta pond"),
        (r"\foreignlanguage{swedish}{Damm} and \emph{lake}", "Damm and lake"),
        (r"Ponds &amp; <i>lakes</i> &#8212; a view", "Ponds & lakes — a view"),
        (r"The `small' pond and ``great'' lakes", "The ‘small’ pond and “great” lakes"),
        (r"From \$5 to \$9, 50\% of $x_1$", "From $5 to $9, 50% of $x_1$"),
        (r"a \textless{} b {\textbar} c", "a < b | c"),
        ("{{Double Braced}}", "Double Braced"),
    ],
)
def test_titles_of_bibtex_lose_no_word(raw, title):
    assert one(f"@book{{k, title={{{raw}}}}}").title == title


def test_macros_of_journals_are_their_names():
    assert bib(r"journal={\mnras}").venue == "Monthly Notices of the Royal Astronomical Society"


def test_a_subtitle_belongs_to_the_title():
    assert one("@book{k, title={On Ponds}, subtitle={A Guide}}").title == "On Ponds: A Guide"
    assert one("@book{k, title={Ponds?}, subtitle={A Guide}}").title == "Ponds? A Guide"


# -- IDs and links -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        "eprint={2001.01236}, archiveprefix={arXiv}",
        "eprint={arXiv:2001.01236}, eprinttype={arxiv}",
        "eprint={2001.01236 [cs.LG]}, eprinttype={arXiv}",
        "number={arXiv:2001.01236}, publisher={arXiv}",
        "eid={arXiv:2001.01236}, pages={arXiv:2001.01236}",
        "journal={CoRR}, volume={abs/2001.01236}",
        "note={arXiv:2001.01236 [cs.LG]}",
    ],
)
def test_arxiv_ids_in_every_notation(fields):
    record = bib(fields, "misc")
    assert record.ids == (Identifier("arxiv", "2001.01236"),)
    assert (record.details.volume, record.details.issue, record.details.pages) == (None, None, None)


def test_old_arxiv_ids_in_the_volume():
    assert bib("journal={CoRR}, volume={cs.CL/0301001}").ids == (Identifier("arxiv", "cs/0301001"),)


@pytest.mark.parametrize(
    ("fields", "categories"),
    [
        ("primaryclass={cs.LG}", ("cs.LG",)),
        ("primaryclass={cs.LG, stat.ML}", ("cs.LG", "stat.ML")),
        ("primaryclass={id='math.CO' full_name='Combinatorics' is_active=True}", ("math.CO",)),
    ],
)
def test_categories(fields, categories):
    assert bib(f"eprint={{2001.01236}}, archiveprefix={{arXiv}}, {fields}").categories == categories


@pytest.mark.parametrize(
    "doi",
    [r"10.5555/a\_b", "{10.5555/a_b}", r"10.5555/a{\_}b", "https://doi.org/10.5555/a_b", "10.5555/a%5Fb"],
)
def test_dois_of_bibtex_without_their_escapes(doi):
    assert bib(f"doi={{{doi}}}").ids == (Identifier("doi", "10.5555/a_b"),)


def test_a_doi_made_of_a_sici_is_whole():
    doi = "10.5555/(sici)1000-0001(199911)216:1<135::aid-abcd135>3.0.co;2-#"
    escaped = doi.replace("<", r"{\textless}").replace(">", "&gt;").replace("#", r"\#")
    assert bib(f"doi={{{escaped}}}").ids == (Identifier("doi", doi),)


def test_a_short_doi_is_reported_and_its_link_kept():
    document = read("@misc{k, title={On Ponds}, doi={10/pond1}}", "a.bib")
    assert [link.url for link in document.items[0].record.links] == ["https://doi.org/10/pond1"]
    assert "short DOI" in document.diagnostics[0].message


def test_what_is_no_doi_is_reported():
    (problem,) = read("@misc{k, title={On Ponds}, doi={to appear}}", "a.bib").diagnostics
    assert problem.message == "'to appear' is not a valid DOI"


# -- entries that refer to others ---------------------------------------------------------------------------------

VOLUME = "@proceedings{v, title={Proc. Ponds}, editor={Falk, Nils}, year=2019, doi={10.5555/v}, xdata={p}}\n@xdata{p, publisher={P}}\n"


def test_fields_are_inherited_through_crossref_and_xdata():
    document = read(f"@inproceedings{{k, title={{On Ponds}}, crossref={{V}}}}\n{VOLUME}", "a.bib")
    record = document.items[0].record
    assert (record.venue, record.year, record.ids) == ("Proc. Ponds", 2019, ())
    assert (record.details.publisher, record.authors) == ("P", ("Nils Falk",))
    assert len(document.items) == 3
    assert document.items[2].record.kind == "note"


@pytest.mark.parametrize("field", ["crossref", "xdata"])
def test_circles_of_references_end(field):
    text = f"@book{{a, title={{A}}, {field}={{b}}}}\n@book{{b, title={{B}}, year=2001, {field}={{c}}}}\n@book{{c, title={{C}}, {field}={{a}}}}"
    years = [item.record.year for item in read(text, "a.bib").items]
    assert years == [2001, 2001, None if field == "none" else years[2]]


def test_remarks_between_fields_are_no_fields():
    text = "@misc{k, % one\n  title = {On 5% of Ponds}, % {two\n  % year = 1999,\n  year = 2019, url = {https://example.org/a%20b}\n}"
    record = one(text)
    assert (record.title, record.year, record.url) == ("On 5% of Ponds", 2019, "https://example.org/a%20b")


def test_details_of_no_record_are_empty():
    assert one("@book{k, title={On Ponds}}").details == Details(type="book")


# -- what other programs were seen to get wrong --------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["inproceedings", "incollection", "inbook", "conference"])
def test_a_part_of_a_book_that_names_a_journal_too(kind):
    record = bib("booktitle={Proc. of Ponds}, journal={Pond Letters}", kind)
    assert (record.venue, record.details.container) == ("Proc. of Ponds", "Proc. of Ponds")
    assert ("bibtex", "journal", "Pond Letters") in record.details.extra
    assert bib("journal={Pond Letters}", kind).details.container == "Pond Letters"


@pytest.mark.parametrize("entity", ["&uuml;", "\\&uuml;", "&#252;", "&#xFC;"])
def test_entities_of_html_in_names(entity):
    text = f"@article{{k, title={{On Ponds}}, author={{Lind, Ada and M{entity}ller, Uwe; Ek, Bo}}}}"
    assert one(text).authors == ("Ada Lind", "Uwe Müller", "Bo Ek")


@pytest.mark.parametrize(
    ("lines", "venue"),
    [
        ("T2  - A Second Title\nJO  - Time\nJF  - Time", "Time"),
        ("T2  - Pond Letters\nJF  - Pond Lett.\nJO  - PL", "Pond Letters"),
        ("T2  - Pond Letters\nJO  - Pond Lett.", "Pond Letters"),
    ],
)
def test_the_journal_of_an_article_in_ris(lines, venue):
    record = one(f"TY  - JOUR\nTI  - On Ponds\n{lines}\nER  - \n", "a.ris")
    assert (record.venue, record.details.container) == (venue, venue)


def test_a_doi_over_two_lines():
    assert Identifier("doi", "10.1000/long.abc") in bib("doi={10.1000/long.\n    abc}").ids


@pytest.mark.parametrize(
    "names", ["Lind, Ada and and Ek, Bo", "Lind, Ada and Ek, Bo and ", "Lind, Ada / Ek, Bo"]
)
def test_separators_too_many_or_unknown(names):
    assert one(f"@article{{k, title={{On Ponds}}, author={{{names}}}}}").authors == ("Ada Lind", "Bo Ek")


def test_entries_without_keys_are_no_duplicates():
    parsed = read("@article{, title={On Ponds}}\n@article{, title={On Lakes}}", "a.bib")
    assert len(parsed.items) == 2
    assert parsed.diagnostics == ()


# -- text of BibTeX ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        (r"On \enquote{Old} weirs", "On “Old” weirs"),
        (r"On \mkbibquote{the \enquote{old} weir}", "On “the ‘old’ weir”"),
        (r"On \enquote*{old} weirs", "On ‘old’ weirs"),
        (r"See \url{http://example.com/~mill}", "See http://example.com/~mill"),
        ("See http://example.com/~mill and weir~2", "See http://example.com/~mill and weir 2"),
        (r"Mal\cprime cev and Franc{\ocirc{u}}", "Malʹcev and Franců"),
        ("On ponds\n  % a comment\n  and 5% of weirs", "On ponds and 5% of weirs"),
    ],
)
def test_text_of_bibtex_keeps_quotation_marks_and_addresses(raw, title):
    assert one(f"@misc{{k, title = {{{raw}}}}}").title == title


def test_comments_between_names_are_no_names():
    assert one(
        "@misc{k, author = {% of the mill\n Ada Lind and\n% of the weir\n Nils Falk}, title = {On Ponds}}"
    ).authors == (
        "Ada Lind",
        "Nils Falk",
    )


def test_a_volume_may_state_its_title_for_its_parts():
    volume = "@proceedings{v, title={Ponds 4}, booktitle={Proceedings of the Fourth Pond Day}, year=2019}"
    document = read(f"@inproceedings{{k, title={{On Mills}}, crossref={{v}}}}\n{volume}", "a.bib")
    assert document.items[0].record.details.container == "Proceedings of the Fourth Pond Day"


def test_keys_of_biblatex_for_series_and_countries_are_words():
    record = bib("series={newseries}, location={countryfr and countryuk}, hyphenation={british}", "patent")
    assert (record.details.series, record.details.publisher_place) == (
        "new series",
        "France and United Kingdom",
    )
    assert record.details.language == "british"


def test_a_key_keeps_the_signs_at_its_end():
    document = read("@misc{lind-, title={On Ponds}}\n@misc{lind, title={On Mills}}", "a.bib")
    assert [item.record.key for item in document.items] == ["lind-", "lind"]


def test_an_interval_of_csl_may_be_open():
    assert csl(issued={"date-parts": [[1987], [0]]}).details.issued == "1987/"
