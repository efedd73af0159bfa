from __future__ import annotations

import pytest

from readlist.model.details import EMPTY, Details
from readlist.model.name_parts import PersonName
from readlist.providers.crossref_details import read_details

WORK = {
    "type": "journal-article",
    "author": [
        {"given": "Ada", "family": "Falk Lind", "suffix": "Jr."},
        {"name": "Lake Board"},
        {"given": "Nobody"},
    ],
    "editor": [{"given": "Nils", "family": "Falk"}],
    "container-title": ["Ponds &amp; Lakes", "Ponds"],
    "volume": "3",
    "issue": "2",
    "page": "11-19",
    "publisher": "Pond Press",
    "ISSN": ["1234-5678", "8765-4321"],
    "language": "en",
    "published": {"date-parts": [[2019, 5, 3]]},
}


def test_details_of_a_work():
    assert read_details(WORK) == Details(
        type="article-journal",
        author=(PersonName("Falk Lind", "Ada", "", "Jr."), PersonName("Lake Board", literal="Lake Board")),
        editor=(PersonName("Falk", "Nils"),),
        container="Ponds & Lakes",
        volume="3",
        issue="2",
        pages="11-19",
        publisher="Pond Press",
        issn="1234-5678",
        language="en",
        issued="2019-05-03",
    )


def test_an_article_number_stands_for_missing_pages():
    assert read_details({"article-number": "e12"}).pages == "e12"
    assert read_details({"article-number": "e12", "page": "1-9"}).pages == "1-9"


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"type": 3},
        {"author": "Lind"},
        {"author": [3]},
        {"published": []},
        {"published": {"date-parts": [[None]]}},
        {"ISSN": []},
    ],
)
def test_members_of_the_wrong_type_are_absent(wrong):
    assert read_details(wrong) == EMPTY
