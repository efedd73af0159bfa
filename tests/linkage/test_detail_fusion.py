from __future__ import annotations

import json

from readlist.linkage.fusion import fuse
from readlist.model.details import Details
from readlist.model.name_parts import PersonName
from readlist.model.provenance import HAND, Origin
from readlist.model.record import Record

BIB, LATER = Origin("a.bib:3", is_note=True), Origin("b.bib:7", is_note=True)
CROSSREF, BY_HAND = Origin("crossref"), Origin(HAND)
DOE = Record(
    title="Rivers", authors=("Jane van Doe",), details=Details(author=(PersonName("Doe", "Jane", "van"),))
)


def fused(*pairs):
    row = fuse(pairs).row()
    return Details.from_json(row["details"]), json.loads(row["origins"])


def test_a_publication_is_taken_whole_and_other_members_one_by_one():
    found, origins = fused(
        (
            BIB,
            Record(
                details=Details(
                    container="Water", volume="3", publisher="Wet", extra=(("bibtex", "eid", "9"),)
                )
            ),
        ),
        (
            LATER,
            Record(
                details=Details(
                    container="Lakes", pages="1-2", language="en", extra=(("bibtex", "eid", "8"),)
                )
            ),
        ),
    )
    assert found == Details(
        container="Water", volume="3", publisher="Wet", language="en", extra=(("bibtex", "eid", "9"),)
    )
    assert origins == {
        "container": "a.bib:3",
        "volume": "a.bib:3",
        "publisher": "a.bib:3",
        "language": "b.bib:7",
    }


def test_a_provider_precedes_a_file():
    found, _ = fused(
        (BIB, Record(details=Details(type="book"))),
        (CROSSREF, Record(details=Details(type="article-journal"))),
    )
    assert found.type == "article-journal"


def test_names_in_parts_belong_to_the_authors_that_are_shown():
    assert fused((BIB, DOE))[0].author == DOE.details.author
    assert fused((BIB, DOE), (BY_HAND, Record(authors=("Jane Doe",))))[0].author == ()


def test_a_full_date_belongs_to_the_year_that_is_shown():
    dated = Record(year=2021, details=Details(issued="2021-05-03"))
    assert fused((BIB, dated))[0].issued == "2021-05-03"
    assert fused((BIB, dated), (BY_HAND, Record(year=2020)))[0].issued is None


def test_a_venue_by_hand_replaces_the_publication():
    in_water = Record(venue="Water", details=Details(container="Water", volume="3", language="en"))
    found, _ = fused((BIB, in_water), (BY_HAND, Record(venue="Lakes")))
    assert found == Details(language="en")


def test_entries_without_details_store_null():
    assert fuse([(BIB, Record(title="Rivers"))]).columns["details"] is None


def test_another_record_of_the_same_journal_completes_a_publication():
    first = Record(details=Details(container="The Journal of Water", issue="4"))
    found, origins = fused(
        (BIB, first),
        (
            LATER,
            Record(details=Details(container="the journal of water", volume="3", issue="4", pages="1-2")),
        ),
    )
    assert (found.container, found.volume, found.issue, found.pages) == (
        "The Journal of Water",
        "3",
        "4",
        "1-2",
    )
    assert (origins["volume"], origins["container"]) == ("b.bib:7", "a.bib:3")
    contradicting = Record(details=Details(container="The Journal of Water", issue="5", volume="3"))
    found, _ = fused((BIB, first), (LATER, contradicting))
    assert found.volume is None


def test_a_more_precise_date_that_agrees_is_taken():
    def issued(*dates):
        origins = (BIB, LATER, CROSSREF)
        records = [
            Record(year=int(d[:4]), month=int(d[5:7]) if "-" in d else None, details=Details(issued=d))
            for d in dates
        ]
        return fused(*zip(origins, records, strict=False))[0].issued

    assert issued("2015", "2015-05-06") == "2015-05-06"
    assert issued("2015-05-06", "2015") == "2015-05-06"
    assert issued("2015", "2016-05-06") == "2015"
    assert issued("2015-04", "2015-05-06") == "2015-04"
    by_hand = Record(year=2015, month=None, stated=("year", "month"))
    dated = (
        Record(year=2015, details=Details(issued="2015")),
        Record(year=2015, month=5, details=Details(issued="2015-05")),
    )
    assert fused((BY_HAND, by_hand), (BIB, dated[0]), (LATER, dated[1]))[0].issued == "2015"
