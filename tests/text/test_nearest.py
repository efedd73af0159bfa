from __future__ import annotations

import pytest

from readlist.text.nearest import find_nearest

NAMES = ["Retrieval", "retriever models", "reading", "Évaluation", "embeddings", "embeddings"]


@pytest.mark.parametrize(
    ("wanted", "near"),
    [
        ("retreival", ["Retrieval"]),
        ("evaluatoin", ["Évaluation"]),
        ("embed", ["embeddings"]),
        ("re", ["Retrieval", "retriever models", "reading"]),
        ("r", []),
        ("zebra", []),
        ("", []),
    ],
)
def test_similar_names_come_first_and_then_those_that_begin_so(wanted, near):
    assert find_nearest(wanted, NAMES) == near


def test_no_more_than_three_are_suggested():
    assert len(find_nearest("paper", [f"paper{number}" for number in range(9)])) == 3
