from __future__ import annotations

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from linkage.test_comparison import LORA, RAG, paper, records
from readlist.linkage.clustering import MAX_BLOCK_SIZE, cluster
from readlist.linkage.comparison import compare
from readlist.linkage.features import features_of
from readlist.model.record import Record


def groups_of(found):
    """Return the groups as sorted lists of records, independent of the input order."""
    partition = cluster([features_of(record) for record in found])
    assert sorted(n for group in partition.groups for n in group) == list(range(len(found)))
    return sorted(sorted(repr(found[n]) for n in group) for group in partition.groups)


@given(st.lists(records, max_size=9), st.randoms())
def test_the_order_of_records_does_not_matter(found, random):
    shuffled = found[:]
    random.shuffle(shuffled)
    assert groups_of(found) == groups_of(shuffled)


@given(st.lists(records, max_size=9))
def test_no_group_has_two_records_that_are_surely_apart(found):
    for group in cluster([features_of(record) for record in found]).groups:
        for a in group:
            assert not any(compare(found[a], found[b]).apart for b in group if a != b)


def test_a_record_with_both_ids_joins_preprint_and_published():
    both = paper(RAG, "2005.11401", "10.5555/3495724")
    assert len(groups_of([paper("Retrieval Augmented Generation for Knowledge Intensive NLP Task", "2005.11401"),
                          paper("Retrieval-Augmented Generation, Knowledge-Intensive NLP Tasks", "10.5555/3495724"), both])) == 1  # fmt: skip


def test_a_title_without_id_joins_only_one_of_two_works():
    found = groups_of([paper(RAG, "2005.11401"), paper(RAG, "2106.09685"), paper(RAG)])
    assert sorted(map(len, found)) == [1, 2]


def test_an_author_decides_between_two_works_of_one_title():
    found = [
        paper(RAG, "2106.09685"),
        paper(RAG, "2005.11401", authors=("Ann Lee",)),
        paper(RAG, authors=("Lee, A.",)),
    ]
    assert cluster([features_of(one) for one in found]).groups == ((0,), (1, 2))


def test_a_title_without_nickname_never_joins_two_nicknames():
    subtitle = "Reasoning over Long Documents with Memory"
    found = groups_of([paper(f"Foo: {subtitle}"), paper(subtitle), paper(f"Bar: {subtitle}")])
    assert sorted(map(len, found)) == [1, 2]


def test_conflicts_are_reported_for_both_sides():
    found = [paper(LORA, "2106.09685"), paper(RAG, "2106.09685"), paper(RAG)]
    partition = cluster([features_of(one) for one in found])
    assert partition.groups == ((0,), (1, 2))
    assert partition.conflicts == {0: (1,), 1: (0,)}


def test_an_id_copied_to_all_items_of_a_list_keeps_them_apart():
    names = [sha256(str(n).encode()).hexdigest() for n in range(MAX_BLOCK_SIZE * 3)]
    found = [paper(f"Work {name}", "2106.09685") for name in names]
    partition = cluster([features_of(one) for one in found * 2])
    assert len(partition.groups) == MAX_BLOCK_SIZE * 3
    assert all(len(group) == 2 for group in partition.groups)
    assert len(partition.conflicts) == MAX_BLOCK_SIZE * 6


def test_a_page_that_a_whole_list_links_to_under_other_titles_joins_none_of_them():
    url = "https://boats.example.org/"
    words = [
        "".join(chr(97 + int(digit, 16)) for digit in sha256(bytes([n])).hexdigest()[:9])
        for n in range(MAX_BLOCK_SIZE + 2)
    ]
    found = [Record(kind="resource", title=f"A {word} for every boat", url=url) for word in words]
    assert len(groups_of(found)) == len(found)
    assert len(groups_of([*found[:1], *found[:1]])) == 1


def test_one_shared_author_does_not_make_one_work_of_a_short_title():
    book = paper("Deep boats", authors=("Quill, Ada", "Björn Berg", "Chi Okafor"), year=2015)
    article = paper("Deep boats", authors=("Dana Vos", "Ada Quill", "Eli Lind"), year=2015)
    assert len(groups_of([book, article])) == 2
    assert len(groups_of([book, paper("Deep boats", authors=("Björn Berg", "Ada Quill"), year=2015)])) == 1
    assert len(groups_of([article, paper("Deep boats", authors=("Vos, D.",), year=2015)])) == 1


def test_versions_with_one_home_page_are_apart():
    found = [
        Record(kind="resource", title=name, url="https://boats.example.org/")
        for name in ("Boat 3.1", "Boat 3.2", "Boats")
    ]
    assert len(groups_of(found[:2])) == 2
    assert len(groups_of(found[1:])) == 1
