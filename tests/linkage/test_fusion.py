from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.test_record import records
from readlist.linkage.features import hash_key
from readlist.linkage.fusion import fuse
from readlist.model.by_hand import Tagging
from readlist.model.identifiers import Identifier
from readlist.model.provenance import FORMER, HAND, REMOVED, Origin
from readlist.model.record import Link, Record

NOTE, LATER = Origin("a.md:3", is_note=True), Origin("b.md:7", is_note=True)
ARXIV, ACL, BY_HAND = Origin("arxiv"), Origin("acl"), Origin(HAND)


def columns(*pairs):
    return fuse(pairs).row()


def test_by_hand_before_provider_before_note_and_each_field_by_itself():
    built = columns(
        (NOTE, Record(title="From the note", venue="V1", org="O1")),
        (ARXIV, Record(title="From arXiv", venue="V2")),
        (BY_HAND, Record(title="By hand")),
    )
    assert (built["title"], built["venue"], built["org"]) == ("By hand", "V2", "O1")
    assert json.loads(built["origins"]) == {"title": "hand", "venue": "arxiv", "org": "a.md:3"}


def test_the_publisher_precedes_the_preprint_and_the_earlier_note_the_later():
    assert columns((ARXIV, Record(venue="arXiv")), (ACL, Record(venue="ACL 2023")))["venue"] == "ACL 2023"
    assert columns((NOTE, Record(org="one")), (LATER, Record(org="two")))["org"] == "one"


def test_a_month_is_used_only_with_its_own_year():
    assert columns((NOTE, Record(year=2020)), (LATER, Record(year=2021, month=5)))["month"] is None
    both = columns((NOTE, Record(year=2020)), (LATER, Record(year=2020, month=5)))
    assert (both["year"], both["month"]) == (2020, 5)


@pytest.mark.parametrize(
    ("stated", "status"),
    [
        ((None, None), None),
        (("todo", "read"), "read"),
        (("read", "reading"), "reading"),
        (("dropped", "todo"), "dropped"),
    ],
)
def test_the_most_advanced_status_of_several_notes_wins(stated, status):
    assert columns(*((NOTE, Record(status=one)) for one in stated))["status"] == status


def test_a_status_by_hand_wins_and_can_clear_it():
    assert columns((NOTE, Record(status="read")), (BY_HAND, Record(status="todo")))["status"] == "todo"
    assert columns((NOTE, Record(status="read")), (BY_HAND, Record(status="none")))["status"] is None


def test_other_titles_and_labels_are_aliases_without_duplicates():
    built = columns(
        (NOTE, Record(title="LoRA: Low-Rank Adaptation", label="LoRA")),
        (LATER, Record(title="lora – low rank adaptation", label="LORA")),
        (ARXIV, Record(title="Low-Rank Adaptation")),
    )
    assert json.loads(built["aliases"]) == ["LoRA: Low-Rank Adaptation", "LoRA"]


def test_any_other_title_is_preferred_to_one_derived_from_the_url():
    made = Record("repo", "microsoft/LoRA", url="https://github.com/microsoft/LoRA")
    assert columns((NOTE, made), (LATER, Record("repo", "Low-rank adapters")))["title"] == "Low-rank adapters"
    assert columns((NOTE, made))["title"] == "microsoft/LoRA"
    assert columns((NOTE, Record("article", url="https://x.org")))["title"] == "https://x.org"


def test_tags_add_up_except_removed_ones():
    built = fuse(
        [
            (NOTE, Record(tags=("PEFT", "moe"))),
            (LATER, Record(tags=("moe", "moe"))),
            (BY_HAND, Record(tags=("mine", "Moe"), stamps=(3, 7))),
            (Origin(REMOVED), Record(tags=("peft",))),
        ]
    )
    assert built.tags == [Tagging("Moe", given=7), Tagging("mine", given=3), Tagging("moe", 2)]


def test_ids_and_links_are_deduplicated_keeping_the_newest_version():
    one = Record(ids=(Identifier("arxiv", "2106.09685", 1),), links=(Link("https://a.org", "pdf"),))
    two = Record(ids=(Identifier("arxiv", "2106.09685", 3), Identifier("doi", "10.1/x")), links=one.links)
    built = fuse([(NOTE, one), (LATER, two)])
    assert built.identifiers == [Identifier("arxiv", "2106.09685", 3), Identifier("doi", "10.1/x")]
    assert built.links == [Link("https://a.org", "pdf")]


def test_earlier_versions_of_notes_count_only_when_nothing_else_does():
    former = (Origin(FORMER), Record(title="Once said of it", tags=("old",)))
    assert columns(former, (BY_HAND, Record(status="read")))["title"] == "Once said of it"
    now = fuse([former, (NOTE, Record(title="Said now of it"))])
    assert (now.columns["title"], now.columns["aliases"], now.tags) == ("Said now of it", "[]", [])
    assert set(now.keys) == {hash_key("title:oncesaidofit"), hash_key("title:saidnowofit")}, (
        "so that it is recognised when it comes back"
    )


@given(
    st.lists(
        st.tuples(st.sampled_from([NOTE, LATER, ARXIV, BY_HAND, Origin(FORMER), Origin(REMOVED)]), records),
        min_size=1,
        max_size=4,
    )
)
def test_any_records_make_an_entry(pairs):
    built = fuse(pairs)
    assert built.columns["title"]
    assert len({(i.scheme, i.value) for i in built.identifiers}) == len(built.identifiers)
    assert len({tag.spelling for tag in built.tags}) == len(built.tags)
    assert fuse(pairs) == built
