"""What an export may leave out, and which entries it reports."""

from __future__ import annotations

import pytest

from readlist.errors import UsageError
from readlist.formats.export_parts import PARTS, drop_parts, read_parts
from readlist.formats.publishing import OwnTally, find_tallied, is_bare
from readlist.formats.writers import FORMATS
from readlist.model.details import Details
from readlist.model.entry import Entry, Mention, Note
from readlist.model.record import Link

ENTRY = Entry(
    1, "k", "paper", "On Ponds", abstract="Deep.", url="https://a.org", tags=("wet",), status="read", rating=5,
    links=(Link("https://a.org", "paper"), Link("https://b.org", "code")), topics=(("Water",),),
    mentions=(Mention("a.md", 1, 2, (), None, "- On Ponds\n  good"),), notes=(Note("Mine.", "2026-01-01", "2026-01-01"),),
    details=Details(type="book", extra=(("bibtex", "note", "In print"), ("bibtex", "lccn", "77"))),
)  # fmt: skip


def test_notes_of_the_person_and_remarks_of_the_sources_are_told_apart() -> None:
    without_notes, without_remarks = drop_parts(ENTRY, ["notes"]), drop_parts(ENTRY, ["remarks"])
    assert (without_notes.notes, without_notes.mentions) == ((), ENTRY.mentions)
    assert (without_remarks.notes, without_remarks.mentions[0].text) == (ENTRY.notes, "")
    assert without_remarks.details.extra == (("bibtex", "lccn", "77"),)


def test_each_part_is_left_out() -> None:
    bare = drop_parts(ENTRY, PARTS)
    assert (bare.notes, bare.abstract, bare.tags, bare.topics, bare.status, bare.rating) == (
        (),
        None,
        (),
        (),
        None,
        None,
    )
    assert (bare.links, bare.details.extra) == (ENTRY.links[:1], ())


def test_names_of_parts() -> None:
    assert read_parts(["notes, Tags", "fields"]) == ("notes", "tags", "fields")
    with pytest.raises(UsageError, match="'pages' is not a part"):
        read_parts(["pages"])


def test_entries_with_nothing_but_a_title_are_reported_for_references() -> None:
    title = Entry(2, "t", "paper", "Only a title")
    assert [is_bare(one) for one in (ENTRY, title, Entry(3, "n", "note", "Prose"))] == [False, True, False]
    for name, keys in (("bibtex", ["t"]), ("markdown", [])):
        tally = OwnTally()
        list(tally.count([ENTRY, title], find_tallied(FORMATS[name])))
        assert tally.bare == keys


def test_long_reports_are_cut() -> None:
    assert OwnTally(bare=list("abcdefg")).describe_bare() == "a, b, c, d, e and 2 more"
