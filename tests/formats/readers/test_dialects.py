"""What programs and databases write into reference files in ways of their own, as seen in reports of their users."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from readlist.formats.readers import read

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
        ({"date-parts": [[-343]]}, "-0343"),
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
