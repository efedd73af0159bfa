"""What programs and databases write into reference files in ways of their own, as seen in reports of their users."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from readlist.formats.readers import read
from readlist.formats.writers.field_names import find_facts

if TYPE_CHECKING:
    from readlist.model.record import Record


def records(text: str, name: str) -> list[Record]:
    return [item.record for item in read(text, name).items if item.record.kind != "note"]


def bib(fields: str, kind: str = "article") -> Record:
    (record,) = records(f"@{kind}{{k, {fields}}}\n", "a.bib")
    return record


def names(record: Record) -> list[tuple[str, ...]]:
    return [tuple(filter(None, (n.literal,) if n.literal else (n.given, n.particle, n.family, n.suffix)))
            for n in record.details.author]  # fmt: skip


def title(text: str) -> str | None:
    return bib(f"title={{{text}}}").title


# -- names of BibTeX ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "people"),
    [
        ("von Hicks, III, Michael", [("Michael", "von", "Hicks", "III")]),
        ("in 't Gogh, Vincent", [("Vincent", "in 't", "Gogh")]),
        ("Ludwig C. van der Vaart", [("Ludwig C.", "van der", "Vaart")]),
        (r"de la Vall{\'e}e Poussin, C. L.", [("C. L.", "de la", "Vallée Poussin")]),
        (r"Lo{\"i}c van {Oldeneel tot Oldenzeel}", [("Loïc", "van", "Oldeneel tot Oldenzeel")]),
        ("Gilles {Van Assche}", [("Gilles", "Van Assche")]),
        ("William E. Skeith III", [("William E.", "Skeith", "III")]),
        (r"Rastislav Bod{\'{\i}}k", [("Rastislav", "Bodík")]),
        (r"Anna Gro{\ss}wendt and H{\aa}kan {\O}degaard", [("Anna", "Großwendt"), ("Håkan", "Ødegaard")]),
        ("Chaigneau, C.; Seidendorf, S.", [("C.", "Chaigneau"), ("S.", "Seidendorf")]),
        ("Doe, J. et al.", [("J.", "Doe"), ("others",)]),
        ("J. Doe and R. Roe et al", [("J.", "Doe"), ("R.", "Roe"), ("others",)]),
        ("王小明 and 李华 等", [("王小明",), ("李华",), ("others",)]),
        ("Doe, Jane and Roe, Richard,", [("Jane", "Doe"), ("Richard", "Roe")]),
        ("Jane Doe, Richard Roe, and Ed Poe", [("Jane", "Doe"), ("Richard", "Roe"), ("Ed", "Poe")]),
        ("García Márquez, Gabriel José and Poe, Ed", [("Gabriel José", "García Márquez"), ("Ed", "Poe")]),
        (r"Doe, Jane \& Roe, Richard", [("Jane", "Doe"), ("Richard", "Roe")]),
        (r"{Barnes \& Noble} and Poe, Ed", [("Barnes & Noble",), ("Ed", "Poe")]),
        (r"Jane Doe\textsuperscript{1} and Richard Roe* and Ed Poe$^{2}$",
         [("Jane", "Doe"), ("Richard", "Roe"), ("Ed", "Poe")]),
        ("Martin Luther King, Jr.", [("Martin Luther", "King", "Jr.")]),
        ("Steele, Guy L. Jr.", [("Guy L.", "Steele", "Jr.")]),
        ("{Steele Jr.}, Guy L.", [("Guy L.", "Steele Jr.")]),
        (r"d'\relax Hakim, Tawfik", [("Tawfik", "d'", "Hakim")]),
        ("{Council on Cardiology, Critical Care and Resuscitation}",
         [("Council on Cardiology, Critical Care and Resuscitation",)]),
    ],
)  # fmt: skip
def test_names(field: str, people: list[tuple[str, ...]]) -> None:
    assert names(bib(f"title={{On Ponds}}, author={{{field}}}")) == people


def test_a_particle_with_an_apostrophe_or_hyphen_is_joined_to_its_name() -> None:
    assert bib(r"title={On Ponds}, author={d'\relax Hakim, Tawfik and al-\relax Hakim, T.}").authors == (
        "Tawfik d'Hakim",
        "T. al-Hakim",
    )


# -- LaTeX -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("latex", "plain"),
    [
        (r"Nguy{\~\^{e}}n V\u{a}n", "Nguyễn Văn"), (r"\'\^o and \~\^{a}", "ố and ẫ"), (r"B{\h{a}}o, b\h ao, \h{\^{e}}", "Bảo, bảo, ể"),
        (r"s\ohorn{} and \UHORN{}", "sơ and Ư"), (r"One\newline two\hfill three", "One two three"),
        (r"Ponds\footnote{A note {with} braces} and\thanks{Supported} lakes", "Ponds and lakes"),
        (r"{\noopsort{1973}}Ponds", "Ponds"),
        (r"{\fontsize{12}{14}\selectfont Big} \color{red}ponds", "Big ponds"),
        (r"\SI{5}{\kilo\metre} away, \num{1e5} times, at \ang{30}, \SI{10}{\percent}", "5 km away, 1e5 times, at 30°, 10%"),
        (r"The \ce{H2O} molecule", "The H2O molecule"),
        (r"\uppercase{up} and \MakeLowercase{DOWN}", "UP and down"),
        (r"A \^{} hat, a \~{} tilde, {\~n} and \~{n}", "A ^ hat, a ~ tilde, ñ and ñ"),
        (r"\ensuremath{H_2} and \ensuremath{\gamma}", "$H_2$ and γ"),
        (r"A\textunderscore{}b \textquotedbl{}c\textquotedbl{} \textbardbl{} \perthousand{} \ordmasculine{}", 'A_b "c" ‖ ‰ º'),
        (r"From \BibLaTeX{} to {\KOMAScript}", "From BibLaTeX to KOMA-Script"),
        (r"Costs \EUR{20} or \euro{}5", "Costs €20 or €5"),
        (r"{\textless}i{\textgreater}E. coli{\textless}/i{\textgreater} &amp; co", "E. coli & co"),
        (r"jafnr{\ae}{\dh}i og {\th}{\'a}tttaka", "jafnræði og þátttaka"),
        (r"1{\slash}2 and x\textsuperscript{\textregistered}", "1/2 and x®"),
        (r"A $\mathcal{O}(n \log n)$ way for \$5 and $p<0.05$", r"A $\mathcal{O}(n \log n)$ way for $5 and $p<0.05$"),
        (r"Schr\"odinger's ``cat'' --- a `review'", "Schrödinger's “cat” — a ‘review’"),
    ],
)  # fmt: skip
def test_text(latex: str, plain: str) -> None:
    assert title(latex) == plain


# -- fields ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        "eprint={oai:arXiv.org:1706.03762}",
        "eprint={1706.03762}, archiveprefix={arXiv.org}",
        r"howpublished={\url{https://arxiv.org/abs/1706.03762}}",
        "doi={10.48550/ARXIV.1706.03762}, publisher={arXiv}",
        "ee={https://arxiv.org/abs/1706.03762}, url={db/journals/corr/corr1706.html}",
        "journal={ArXiv}, volume={abs/1706.03762}",
        "eprint={1706.03762 [cs.CL]}, archiveprefix={arXiv}",
    ],
)
def test_ids_of_arxiv(fields: str) -> None:
    assert [one.value for one in bib(f"title={{On Ponds}}, {fields}", "misc").ids] == ["1706.03762"]


@pytest.mark.parametrize(
    ("field", "doi"),
    [
        (r"10.1000/{a}_{b}", "10.1000/a_b"),
        (r"10.1000/a$<$b$>$c", "10.1000/a<b>c"),
        (r"10.1000/a\textless{}b\textgreater{}c", "10.1000/a<b>c"),
        (r"\url{10.1000/xyz_1}", "10.1000/xyz_1"),
        ("DOI: 10.1000/a;b?c=d&e'f!g*h~i", "10.1000/a;b?c=d&e'f!g*h~i"),
        ("https://doi.org/10.1000/xyz%3C1%3E", "10.1000/xyz<1>"),
    ],
)
def test_dois(field: str, doi: str) -> None:
    assert [one.value for one in bib(f"title={{On Ponds}}, doi={{{field}}}").ids] == [doi]


@pytest.mark.parametrize(
    "fields",
    [
        "journal={arXiv}, volume={1912.00123}", "journal={arXiv preprint}, volume={1912.00123v2}",
        "journal={arXiv preprint arXiv}, volume={1912.00123}", "note={Preprint at \\url{https://arxiv.org/abs/1912.00123}}",
        "note={\\href{https://arxiv.org/abs/1912.00123}{arXiv:1912.00123}}", "note={Available at https://arxiv.org/abs/1912.00123v1.}",
        "note={Preprint, arXiv:1912.00123 [cs.CL]}", "doi={https://arxiv.org/abs/1912.00123}",
    ],
)  # fmt: skip
def test_ids_of_preprints_in_volumes_and_notes(fields: str) -> None:
    record = bib(f"title={{Ponds}}, {fields}")
    assert [(one.scheme, one.value) for one in record.ids] == [("arxiv", "1912.00123")]
    assert record.details.volume is None


@pytest.mark.parametrize(
    "fields",
    [
        "journal={Ponds}, volume={1912.00123}", "note={A reply to https://arxiv.org/abs/1912.00123}",
        "note={Cf. the preprint at https://arxiv.org/abs/1912.00123}", "note={Preprint at arXiv}",
    ],
)  # fmt: skip
def test_other_volumes_and_notes_have_no_ids(fields: str) -> None:
    assert bib(f"title={{Ponds}}, {fields}").ids == ()


@pytest.mark.parametrize(
    "field",
    [
        "doi={info:doi/10.1234/pond.5}", "doi={urn:doi:10.1234/pond.5}", "doi={https://link.springer.com/article/10.1234/pond.5}",
        "bdsk-url-1={https://doi.org/10.1234/pond.5}",
    ],
)  # fmt: skip
def test_dois_in_other_clothes(field: str) -> None:
    record = bib(f"title={{Ponds}}, {field}")
    assert list(map(str, record.ids)) == ["doi:10.1234/pond.5"]
    assert not [one for one in record.details.extra if one[1] == "doi"]


def test_parts_of_xdata_are_named_one_by_one() -> None:
    text = (
        "@xdata{the-presses, publisher={Weir Press}, location={Lund and Oslo}}\n@xdata{people, author={Ek, Bo and Lind, Ada}}\n"
        "@book{a, title={Ponds}, author={xdata=people-author-2 and Moe, Siv}, publisher={xdata=the-presses-publisher},"
        " location={xdata = the-presses-location-2}}\n"
        "@book{b, title={Weirs}, author={xdata=people-author}, publisher={xdata=nobody-publisher}}\n"
    )
    first, second = records(text, "a.bib")
    assert first.authors == ("Ada Lind", "Siv Moe")
    assert (first.details.publisher, first.details.publisher_place) == ("Weir Press", "Oslo")
    assert (second.authors, second.details.publisher) == (("Bo Ek", "Ada Lind"), "xdata=nobody-publisher")


def test_the_categories_of_datacite_are_keywords() -> None:
    record = bib(
        "title={T}, doi={10.48550/arXiv.1706.03762}, keywords={Computation and Language (cs.CL), FOS}"
    )
    assert record.categories == ("cs.CL",)


def test_a_link_in_the_field_for_an_eprint_is_a_link() -> None:
    record = bib("title={T}, doi={10.1101/1}, eprint={https://www.biorxiv.org/content/1.full.pdf}")
    assert [(link.url, link.role) for link in record.links] == [
        ("https://www.biorxiv.org/content/1.full.pdf", "pdf")
    ]


def test_a_full_journal_title_comes_before_its_abbreviation() -> None:
    details = bib("title={T}, journal={Adv. Math.}, fjournal={Advances in Mathematics}").details
    assert (details.container, details.extra) == (
        "Advances in Mathematics",
        (("bibtex", "journal", "Adv. Math."),),
    )


def test_the_number_of_an_article_stands_for_its_pages() -> None:
    assert bib("title={T}, eid={015001}").details.pages == "015001"
    assert bib("title={T}, eid={015001}, pages={1--5}").details.pages == "1-5"


def test_an_equals_sign_that_is_missing_and_braces_in_a_key() -> None:
    (record,) = records("@book{pond:{421}, title={On Ponds}, publisher {A company}, year={2016}\n}", "a.bib")
    assert (record.title, record.year, record.details.publisher) == ("On Ponds", 2016, "A company")
    assert record.key == "pond:421"


def test_an_entry_without_a_key_is_read() -> None:
    (record,) = records("@article{title={On Ponds}, year=2020}", "a.bib")
    assert (record.title, record.year, record.key) == ("On Ponds", 2020, None)


def test_a_year_that_sorts_by_another_one() -> None:
    assert bib(r"title={T}, year={{\noopsort{1973c}}1981}").year == 1981


# -- RIS ---------------------------------------------------------------------------------------------------------


def ris(lines: str) -> Record:
    (record,) = records(f"{lines}\nER  - \n", "a.ris")
    return record


def test_the_series_of_a_book_is_not_its_container() -> None:
    details = ris("TY  - BOOK\nTI  - Ponds\nT2  - Waters\nA2  - Series, Ed\nA3  - Book, Ed").details
    assert (details.container, details.series, details.editor[0].family) == (None, "Waters", "Book")


def test_the_authors_of_an_edited_book_are_editors() -> None:
    details = ris("TY  - EDBOOK\nTI  - Ponds\nAU  - Falk, Nils").details
    assert (details.author, details.editor[0].family) == ((), "Falk")


def test_proceedings_come_before_the_conference() -> None:
    record = ris("TY  - CONF\nTI  - Ponds\nT2  - PondCon\nC3  - Proceedings of PondCon")
    assert (record.details.container, record.venue) == ("Proceedings of PondCon", "PondCon")


def test_a_date_without_a_year_belongs_to_the_year_beside_it() -> None:
    assert ris("TY  - NEWS\nTI  - Ponds\nPY  - 2010\nDA  - 12 March").details.issued == "2010-03-12"


def test_an_old_tag_for_the_date_counts_last() -> None:
    assert ris("TY  - JOUR\nTI  - Ponds\nY1  - 1900/01/01\nDA  - 1950/02/03").details.issued == "1950-02-03"
    assert ris("TY  - JOUR\nTI  - Ponds\nY1  - 1950\nDA  - 3 March").details.issued == "1950-03-03"


def test_authors_under_two_tags() -> None:
    mixed = ris("TY  - JOUR\nTI  - Ponds\nA1  - Lind, Ada\nAU  - Ek, Bo\nA1  - Dahl, Cid\nAU  - Ask, Eva")
    assert mixed.authors == ("Ada Lind", "Bo Ek", "Cid Dahl", "Eva Ask")
    twice = ris("TY  - JOUR\nTI  - Ponds\nA1  - Lind, A\nA1  - Ek, B\nAU  - Lind, Ada\nAU  - Ek, Bo")
    assert twice.authors == ("Ada Lind", "Bo Ek")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("TY  - JOUR\nT2  - Pond Letters\nPY  - 2015\nER  - \n", "a.ris"),
        ("@article{k, journal={Pond Letters}, volume=3, note={The whole issue is on lakes}}", "a.bib"),
    ],
)
def test_a_record_of_a_whole_journal_is_called_like_the_journal(text: str, name: str) -> None:
    (record,) = records(text, name)
    assert (record.title, record.details.container) == ("Pond Letters", "Pond Letters")


def test_the_number_of_a_report() -> None:
    details = ris("TY  - RPRT\nTI  - Ponds\nSN  - WHO/1").details
    assert (details.issue, details.isbn) == ("WHO/1", None)


@pytest.mark.parametrize(
    "text",
    [
        'Provider: American Chemical Society\nContent:text/plain; charset="UTF-8"\n\nTY  - JOUR\nDOI - 10.1021/x\nTI  - Ponds\nER  -\n',
        "TY  -JOUR\nTI  -Ponds\nDO  -10.1021/x\nER  -\n",
        "1.\nTI  - Ponds\nDO  - 10.1021/x\nTY  - JOUR\nER  - \n",
    ],
)
def test_headers_spacing_and_order_of_databases(text: str) -> None:
    (item,) = read(text, "a.ris").items
    assert (item.record.title, item.record.ids[0].value) == ("Ponds", "10.1021/x")


def test_several_addresses_on_a_line() -> None:
    assert [link.url for link in ris("TY  - JOUR\nTI  - P\nUR  - http://a.org;http://b.org").links] == [
        "http://a.org",
        "http://b.org",
    ]


# -- JSON --------------------------------------------------------------------------------------------------------


def csl(**members: Any) -> Record:
    (record,) = records(
        json.dumps([{"id": "k", "type": "article-journal", "title": "Ponds", **members}]), "a.json"
    )
    return record


@pytest.mark.parametrize(
    ("issued", "date"),
    [
        ({"date-parts": [[2015, 14], [2016, 16]]}, "2015-22/2016-24"),
        ({"date_parts": [["2018"]]}, "2018"),
        ([{"year": "1814", "season": "4"}, {"year": "1817", "season": "3"}], "1814-24/1817-23"),
        ({"date-parts": [[-343]]}, "-0342"),  # CSL has no year 0
        ({"date-parts": [[-1]]}, "0000"),
        ({"date-parts": [["May 2010"]]}, "2010-05"),
        ({"date-parts": [[2010, 5, 12], [2010, 5, 14]]}, "2010-05-12/2010-05-14"),
        ({"raw": "c. 1850"}, "1850~"),
        ({"literal": "Spring 2010"}, "2010-21"),
    ],
)
def test_dates_of_csl(issued: Any, date: str) -> None:
    assert csl(issued=issued).details.issued == date


def test_the_number_of_an_article_in_csl() -> None:
    details = csl(number="e123", issue="4").details
    assert (details.pages, details.issue) == ("e123", "4")


def test_a_suffix_in_a_given_name() -> None:
    assert names(csl(author=[{"family": "Doe", "given": "Jane, Jr."}])) == [("Jane", "Doe", "Jr.")]


@pytest.mark.parametrize(
    "value",
    [
        {"doe": {"type": "book", "title": "Ponds"}},
        {"message": {"items": [{"type": "monograph", "title": ["Ponds"]}]}},
        {"message": {"type": "book", "title": ["Ponds"]}},
        [{"title": "Ponds", "author": [{"family": "Doe"}]}],
    ],
)
def test_where_items_are(value: Any) -> None:
    assert [record.title for record in records(json.dumps(value), "a.json")] == ["Ponds"]


def test_settings_in_json_are_not_references() -> None:
    found = read('[{"type": "book", "title": "Ponds"}, {"title": "x", "author": "me"}]', "a.json")
    assert len(found.diagnostics) == 1


def zotero(**members: Any) -> Record:
    (record,) = records(
        json.dumps({"items": [{"itemType": "journalArticle", "title": "Ponds", **members}]}), "a.json"
    )
    return record


def test_particles_and_suffixes_of_zotero() -> None:
    people = [{"creatorType": "author", "firstName": "Jan, Jr.", "lastName": "van der Meer"}]
    assert names(zotero(creators=people)) == [("Jan", "van der", "Meer", "Jr.")]


@pytest.mark.parametrize("name", ["date", "issueDate", "dateDecided", "dateEnacted"])
def test_dates_of_zotero(name: str) -> None:
    assert zotero(**{name: "12.05.2010"}).details.issued == "2010-05-12"


def test_the_category_in_zoteros_extra() -> None:
    assert zotero(extra="arXiv: 1706.03762 [cs.CL]").categories == ("cs.CL",)


def test_fields_of_zotero_for_law_patents_and_episodes() -> None:
    case = zotero(
        itemType="case",
        caseName="A v. B",
        reporter="Pond Reports",
        reporterVolume="3",
        firstPage="12",
        docketNumber="77",
    ).details
    assert (case.container, case.volume, case.pages, case.issue) == ("Pond Reports", "3", "12", "77")
    patent = zotero(itemType="patent", patentNumber="NO1", assignee="Weir Works", country="Norway").details
    assert (patent.issue, patent.publisher, patent.publisher_place) == ("NO1", "Weir Works", "Norway")
    assert zotero(itemType="podcast", episodeNumber="5").details.issue == "5"


@pytest.mark.parametrize(
    ("field", "name", "value"),
    [
        ("originalDate", "original-date", "1950"), ("originalPublisher", "original-publisher", "Weir Press"),
        ("originalPlace", "original-publisher-place", "Lund"), ("eventPlace", "event-place", "Oslo"), ("PMID", "PMID", "12"),
        ("PMCID", "PMCID", "PMC12"), ("partNumber", "part-number", "2"), ("status", "status", "in press"),
    ],
)  # fmt: skip
def test_fields_that_zotero_has_of_late(field: str, name: str, value: str) -> None:
    assert find_facts(zotero(**{field: value}).details, "csl") == {name: value}


# -- tagged text -------------------------------------------------------------------------------------------------


def test_records_of_eric_have_no_number() -> None:
    text = "OWN - ERIC\nTI  - Ponds\nAU  - Doe, J\nPT  - Journal Articles\n\nOWN - ERIC\nTI  - Lakes\nPT  - Reports - Research\n"
    assert [(r.title, r.details.type) for r in records(text, "a.nbib")] == [
        ("Ponds", "article-journal"),
        ("Lakes", "report"),
    ]


def test_records_of_endnote_without_a_type() -> None:
    found = records(
        "%A Doe, Jane\n%A Richard Roe\n%A Lake Board,\n%T Ponds\n%K a\nb\n\n%A Poe, Ed\n%T Lakes\n", "a.enw"
    )
    assert [record.title for record in found] == ["Ponds", "Lakes"]
    assert (found[0].authors, found[0].tags) == (("Jane Doe", "Richard Roe", "Lake Board"), ("a", "b"))


def test_records_of_refer_have_the_type_that_their_tags_imply() -> None:
    text = (
        "%0 Conference Paper\n%A A. Lind\n%T Ponds\n%B Pond Days\n\n%A B. Ek\n%T Lakes\n%I Lake Press\n%C Lund\n\n"
        "%A C. Dahl\n%T Brooks\n%J Brook Letters\n\n%A D. Ask\n%T Wells\n%B Waters\n%I Lake Press\n"
    )
    assert [(r.title, r.authors, r.details.type, r.details.container) for r in records(text, "a.enw")] == [
        ("Ponds", ("A. Lind",), "paper-conference", "Pond Days"),
        ("Lakes", ("B. Ek",), "book", None),
        ("Brooks", ("C. Dahl",), "article-journal", "Brook Letters"),
        ("Wells", ("D. Ask",), "chapter", "Waters"),
    ]


def test_two_types_of_endnote_are_of_one_record() -> None:
    (item,) = read("%0 Serial\n%0 Book\n%T Ponds on air\n%D 2021\n", "a.enw").items
    assert (item.record.title, item.record.details.type) == ("Ponds on air", "book")


def test_addresses_and_numbers_in_the_place_of_a_doi() -> None:
    text = (
        "OWN - ERIC\nTI  - Testing in ponds\nJT  - Pond Letters\nPT  - Journal Articles\n"
        "LID - http://eric.example.org/?id=EJ1\nAID - http://dx.doi.org/10.1234/ponds.1\n\n"
        "OWN - ERIC\nTI  - A report on ponds\nJT  - Pond Board\nPT  - Reports - Research\nAID - www.example.org/a.pdf\n"
    )
    document = read(text, "a.nbib")
    assert not document.diagnostics
    article, report = (item.record for item in document.items)
    assert [str(one) for one in article.ids] == ["doi:10.1234/ponds.1"]
    assert [link.url for link in article.links] == ["http://eric.example.org/?id=EJ1"]
    assert (report.details.container, report.details.publisher) == (None, "Pond Board")
    assert report.url == "https://www.example.org/a.pdf"


@pytest.mark.parametrize(
    ("lines", "pages"),
    [
        ("LID - e1042 [pii]", "e1042"),
        ("LID - e1042 [pii]\nPG  - 1-9", "1-9"),
        ("LID - S0033-3506(15)00037-2 [pii]", None),
        ("AID - 1107239 [pii]", None),
    ],
)
def test_the_place_of_an_article_without_pages(lines: str, pages: str | None) -> None:
    (record,) = records(f"PMID- 1\nTI  - Ponds\nJT  - Pond Letters\n{lines}\n", "a.nbib")
    assert record.details.pages == pages


def test_pages_of_databases_in_web_of_science() -> None:
    (record,) = records(
        "FN ISI\nPT J\nTI Ponds\nBP 41103-1\nEP 41103-41103-3\nPS 41103-1-3\nER\nEF\n", "a.isi"
    )
    assert record.details.pages == "41103-1-3"


def test_the_legend_of_refworks_is_no_prose() -> None:
    legend = "\n".join(f"{tag}=Some name" for tag in ("RT", "SR", "ID", *(f"U{n}" for n in range(60))))
    text = f"Refworks Export Tagged Format\n\nTag legend\n*****\n{legend}\n\nRT Journal Article\nT1 Ponds\nJF Pond Letters\n"
    (item,) = read(text, "a.txt").items
    assert (item.record.kind, item.record.title, item.record.venue) == ("paper", "Ponds", "Pond Letters")


def test_a_chapter_of_ovid_with_editors_and_series() -> None:
    (record,) = records(
        "<7. >\nVN  - Ovid Technologies\nAU  - Lind, Ada L. [Author, Reprint Author; E-mail: ada@example.org]\n"
        "TI  - Counting ponds.\nSO  - Ek, Bo [Editor, Reprint Author], Dahl, Cid [Editor]. Methods in ponds.:371-397, 2004.\n"
        "Series Information:  Ponds and Practice.\nPT  - Book Chapter\nYR  - 2004\n",
        "a.txt",
    )
    details = record.details
    assert (record.authors, record.title) == (("Ada L. Lind",), "Counting ponds")
    assert (details.container, details.pages, details.series) == (
        "Methods in ponds",
        "371-397",
        "Ponds and Practice",
    )
    assert list(map(str, details.editor)) == ["Bo Ek", "Cid Dahl"]


def test_lines_around_records_of_web_of_science_are_no_prose() -> None:
    text = "FN Clarivate\nVR 1.0\nPT J\nTI Ponds\nAR 77\nER\n\nPT C\nTI Lakes\nER\n\nEF\n"
    assert [(item.record.kind, item.record.title) for item in read(text, "a.ciw").items] == [
        ("paper", "Ponds"),
        ("paper", "Lakes"),
    ]
    assert records(text, "a.ciw")[0].details.pages == "77"


def test_a_section_of_a_book_in_refworks() -> None:
    (record,) = records("RT Book, Section\nA1 Doe, J\nT1 Ponds\nT2 Waters\n", "a.txt")
    assert (record.details.type, record.details.container) == ("chapter", "Waters")


def test_ris_has_proceedings_in_c3_only_for_meetings():
    article = ris("TY  - JOUR\nTI  - Ponds\nT2  - Pond Letters\nC3  - University of Ponds")
    assert (article.details.container, article.venue) == ("Pond Letters", "Pond Letters")
    assert article.details.extra == (("ris", "C3", "University of Ponds"),)
    chapter = ris("TY  - CHAP\nTI  - Ponds\nC3  - The")
    assert chapter.details.container is None
    talk = ris("TY  - CPAPER\nTI  - Ponds\nC3  - Proceedings of PondCon")
    assert (talk.details.container, talk.venue) == ("Proceedings of PondCon", "Proceedings of PondCon")


def test_ris_with_serial_numbers_apart_by_blanks():
    record = ris("TY  - JOUR\nTI  - Ponds\nSN  - 1471-230X 1471-230X 1929-0748")
    assert record.details.issn == "1471-230X, 1929-0748"
    book = ris("TY  - BOOK\nTI  - Ponds\nSN  - 978-3-16-148410-0 9783161484101")
    assert book.details.isbn == "978-3-16-148410-0, 9783161484101"


@pytest.mark.parametrize(
    "text", ["ty  - jour\nti  - Ponds\nau  - Lind, Ada", "TY\t- JOUR\nTI\t- Ponds\nAU \t- Lind, Ada"]
)
def test_ris_with_tags_in_small_letters_or_before_tabs(text):
    for name in ("a.ris", "a.txt"):
        (item,) = read(f"{text}\n", name).items
        assert (item.record.title, item.record.authors) == ("Ponds", ("Ada Lind",))


@pytest.mark.parametrize(
    ("lines", "issued"),
    [
        ("PY  - 1986\nC1  - Full publication date: Sep., 1986", "1986-09"),
        ("PY  - 1992\nN1  - Full publication date: March 15, 1992", "1992-03-15"),
        ("PY  - 1992\nC1  - Full publication date: March 15, 1993", "1992"),
        ("PY  - 2015/02/31", "2015-02"),
        ("PY  - 2012/11/15/received\nPY  - 2013/03/14/accepted\nPY  - 2013/04/18", "2013-04-18"),
    ],
)
def test_the_date_of_publication_among_others_of_ris(lines: str, issued: str) -> None:
    (record,) = records(f"TY  - JOUR\nTI  - Weirs\n{lines}\nER  - \n", "a.ris")
    assert record.details.issued == issued


def test_an_issue_called_zero_is_none() -> None:
    (record,) = records("TY  - CHAP\nTI  - Weirs\nM1  - 0\nER  - \n", "a.ris")
    assert record.details.issue is None


def test_the_month_of_inspec_in_the_form_of_web_of_science() -> None:
    (record,) = records("FN ISI Export Format\nPT J\nTI Weirs\nPY 2006\nPD 07 2006\nER\nEF\n", "a.isi")
    assert record.details.issued == "2006-07"


def test_macros_that_a_file_defines_for_itself() -> None:
    assert title(r"{\PLOT}: a {\MP} review\emdash{}of \unknown{weirs}") == "PLOT: a MetaPost review—of weirs"


def test_what_a_database_writes_between_records_of_ris_belongs_to_none() -> None:
    text = (
        "1. \nTY  - JOUR\nTI  - Weirs\nER  - \n\nC1  - Database: Ponds\n\nSearch Strategy:\n1 weirs (12)\n\n"
        "2. \nTY  - JOUR\nTI  - Locks\nER  - \n"
    )
    document = read(text, "a.ris")
    weirs, locks = (item for item in document.items if item.record.kind != "note")
    assert (weirs.record.title, locks.record.title) == ("Weirs", "Locks")
    assert locks.record.details.extra == ()
    assert locks.line == 11


@pytest.mark.parametrize(
    ("entry", "container"),
    [
        ("@book{k, title={Weirs and Locks}, booktitle={Weirs and locks}}", None),
        ("@proceedings{k, title={Weirs 2001}, booktitle={Proceedings of Weirs}}", None),
        ("@book{k, title={On locks}, booktitle={Weirs}}", "Weirs"),
    ],
)
def test_the_title_that_a_book_states_for_its_parts_is_not_its_container(
    entry: str, container: str | None
) -> None:
    (record,) = records(entry, "a.bib")
    assert (record.details.container, record.venue) == (container, container)
    assert any(name == "booktitle" for _, name, _ in record.details.extra)


def test_the_first_page_of_csl_is_that_of_the_work() -> None:
    (record,) = records(
        json.dumps([{"id": "k", "type": "article-journal", "title": "Weirs", "page-first": "12"}]), "a.json"
    )
    assert record.details.pages == "12"
