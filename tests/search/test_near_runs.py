from __future__ import annotations

import pytest

from readlist.search.near_runs import find_near, halves_to_fts
from readlist.text.tokenizer import bigrams

TITLES = [bigrams(title)[:-1] for title in ("金融知识图谱综述", "知识图谱", "知识蒸馏", "图像修复")]


@pytest.mark.parametrize(
    ("run", "near"),
    [
        ("知识徒谱", ["知识图谱"]),
        ("知是图谱", ["知识图谱"]),
        ("知识图谱综论", ["知识图谱综述"]),
        ("融知识谱综述", ["融知识图谱综述"]),
        ("知识的图谱综述", ["知识图谱综述"]),
        ("知图识谱", ["知识图谱"]),
        ("知道图片", []),
        ("天地玄黄", []),
    ],
)
def test_pieces_of_titles_one_edit_away(run, near):
    assert find_near(run, TITLES)[: len(near) or None] == near


def test_halves():
    assert halves_to_fts("知识的图谱") == '"知识" OR "的图 图谱" OR "知的 的识 识图 图谱"'
