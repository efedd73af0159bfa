from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.importing.mention_diff import diff_mentions
from readlist.importing.precompute import PreparedItem
from readlist.importing.stored_mention import StoredMention
from readlist.linkage.features import features_of
from readlist.model.identifiers import Identifier
from readlist.model.parsed_document import Item
from readlist.model.record import Record

LORA = Record(
    title="LoRA: Low-Rank Adaptation of Large Language Models", ids=(Identifier("arxiv", "2106.09685"),)
)
RAG = Record(
    title="Retrieval-Augmented Generation for Knowledge-Intensive Tasks",
    ids=(Identifier("arxiv", "2005.11401"),),
)
PLAIN = Record(title="A Plain Title of Several Words")
PROSE = Record("note", "Background")


def item(record, line, text=None, topics=()):
    text = f"- {record.title}" if text is None else text
    return PreparedItem(Item(record, line, line, topics, text), record.to_json(), features_of(record))


def mention(record, line, text=None, topics=()):
    said = item(record, line, text, topics)
    return StoredMention(line, 100 + line, line, line, said.item.text, record.to_json(), topics)


def followed(old, new):
    """Return for each item the line of the mention that it replaces, and whether anything but the line changed."""
    diff = diff_mentions(old, new)
    out = {p.item.line: (m.line, "kept") for p, m in diff.kept}
    out |= {p.item.line: (m.line, "changed") if m else None for p, m in diff.changed}
    return [out[p.item.line] for p in new]


def test_a_mention_that_only_moved_is_kept():
    assert followed([mention(LORA, 1), mention(RAG, 2)], [item(RAG, 1), item(LORA, 5)]) == [
        (2, "kept"),
        (1, "kept"),
    ]


def test_a_new_heading_or_text_changes_a_mention():
    old = [mention(LORA, 1), mention(RAG, 2)]
    assert followed(old, [item(LORA, 1, topics=("T",)), item(RAG, 2, text="* other")]) == [
        (1, "changed"),
        (2, "changed"),
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (LORA, Record(title=LORA.title, ids=(Identifier("arxiv", "2106.00001"),))),
        (LORA, Record(title=LORA.title)),
        (LORA, Record(title="Quite another name for it", ids=LORA.ids)),
        (PLAIN, Record(title="A Plain Title of Some Words")),
        (PLAIN, Record("article", PLAIN.title, url="https://x.org")),
        (
            Record("repo", "a/b", url="https://github.com/a/b"),
            Record("repo", "The B tool", url="https://github.com/A/B"),
        ),
        (
            Record("article", "One Post", url="https://x.org/1"),
            Record("article", "One Post", url="https://x.org/2"),
        ),
    ],
)
def test_a_partial_edit_replaces_the_mention(before, after):
    assert followed([mention(before, 1)], [item(after, 1)]) == [(1, "changed")]


@pytest.mark.parametrize(
    "after",
    [
        RAG,
        Record(title="Something New Altogether"),
        Record("repo", "x/y", url="https://github.com/x/y"),
        PROSE,
    ],
)
def test_another_work_on_its_line_does_not_replace_the_mention(after):
    diff = diff_mentions([mention(LORA, 1)], [item(after, 1)])
    assert diff.changed[0][1] is None
    assert [m.line for m in diff.without_successor] == [1]


def test_prose_is_matched_by_its_heading_or_its_words():
    old = [mention(PROSE, 1, "Many words about the background of it.")]
    assert followed(old, [item(PROSE, 9, "Nothing alike")]) == [(1, "changed")]
    renamed = Record("note", "History")
    assert followed(old, [item(renamed, 9, "Many words about the long background of it.")]) == [
        (1, "changed")
    ]
    assert followed(old, [item(renamed, 9, "1234567890")]) == [None]


def test_equal_mentions_are_matched_once_each():
    assert followed([mention(PLAIN, 1), mention(PLAIN, 2)], [item(PLAIN, 4), item(PLAIN, 5), item(PLAIN, 6)]) == [
        (1, "kept"), (2, "kept"), None,
    ]  # fmt: skip


def test_the_most_certain_match_comes_first():
    reworded = Record(title=LORA.title + " Revisited")
    assert followed([mention(LORA, 5)], [item(reworded, 5), item(LORA, 90, "other text")]) == [
        None,
        (5, "changed"),
    ]


records = st.sampled_from(
    [LORA, RAG, PLAIN, PROSE, Record("repo", "a/b", url="https://github.com/a/b"), Record()]
)


@given(st.lists(records, max_size=8), st.lists(records, max_size=8))
def test_every_item_and_every_mention_is_in_the_diff_once(before, after):
    old = [mention(record, n) for n, record in enumerate(before, 1)]
    new = [item(record, n) for n, record in enumerate(after, 1)]
    diff = diff_mentions(old, new)
    assert sorted(p.item.line for p, _ in [*diff.kept, *diff.changed]) == [p.item.line for p in new]
    assert sorted(m.line for m in [*(m for _, m in diff.kept), *diff.removed]) == [m.line for m in old]
    taken = [m.line for _, m in [*diff.kept, *diff.changed] if m]
    assert len(set(taken)) == len(taken)
    assert sorted([*taken, *(m.line for m in diff.without_successor)]) == [m.line for m in old]
