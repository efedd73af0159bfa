from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.search.candidate import Passage
from readlist.search.clauses import clauses_of
from readlist.search.highlighter import Highlighter
from readlist.search.query_parser import parse_query


def cut_snippet(passages, interpretations):
    return Highlighter().cut_snippet(passages, interpretations)


def _interpretation(query):
    return tuple(clause for group in parse_query(query).groups for clause in clauses_of(group[0]))


def _shown(text, query):
    """Return the snippet with its marked spans in brackets."""
    snippet = cut_snippet([Passage(text, "a.md", 5, 9)], [_interpretation(query)])
    out = snippet.text
    for start, end in reversed(snippet.marks):
        out = f"{out[:start]}[{out[start:end]}]{out[end:]}"
    return out


@pytest.mark.parametrize(
    ("text", "query", "shown"),
    [
        ("Low-rank adaptation", "rank", "Low-[rank] adaptation"),
        ("Two experts, one expertise", "expert", "Two [experts], one [expertise]"),
        ("explorations of MixLoRA", "lora", "explorations of Mix[LoRA]"),
        ("ｆｕｌｌ Ｗｉｄｔｈ", "width", "ｆｕｌｌ [Ｗｉｄｔｈ]"),
        ("減輕知識遺忘", "遗忘", "減輕知識[遺忘]"),
        ("整理資料集的方法", "数据集", "整理[資料集]的方法"),
        ("用LoRA使用", "lora", "用[LoRA]使用"),
        ("Rücklé et al.", "ruckle", "[Rücklé] et al."),
        ("Self-RAG is new", "selfrag", "[Self-RAG] is new"),
        ("a mixture of  experts", '"mixture of experts"', "a [mixture of  experts]"),
        ("quantization and quality", "quant*", "[quantization] and quality"),
        ("低秩分解", "秩", "低[秩]分解"),
        ("eﬃcient ways", "efficient", "[eﬃcient] ways"),
        ("1. **[LoRA](https://x.org/lora)** ![pic](a.png) &amp; `more` <br>", "lora", "[LoRA] pic & more"),
        ("| cell | \x1bred", "red", "cell | [red]"),
    ],
)
def test_matches_are_marked_in_the_text_as_written(text, query, shown):
    assert _shown(text, query).replace("  ", " ") == shown.replace("  ", " ")


def test_the_line_with_the_most_matching_words_is_shown():
    text = "lora here\nnothing\nmoe and lora there"
    snippet = cut_snippet(
        [Passage("moe", "b.md", 1, 1), Passage(text, "a.md", 5, 9)], [_interpretation("moe lora")]
    )
    assert (snippet.text, snippet.source, snippet.line) == ("moe and lora there", "a.md", 7)


def test_the_line_is_never_after_the_end_of_the_mention():
    assert cut_snippet([Passage("a\nb\nlora", "a.md", 5, 6)], [_interpretation("lora")]).line == 6


def test_without_a_match_the_first_line_is_shown():
    assert cut_snippet([Passage("\n  first\nsecond", "a.md", 5, 7)], [_interpretation("lora")])[:1] == (
        "first",
    )
    assert cut_snippet([], [_interpretation("lora")]).text == ""


def test_a_long_line_is_truncated_around_the_first_match():
    snippet = cut_snippet([Passage("word " * 100 + "lora " + "more " * 100)], [_interpretation("lora")])
    assert snippet.text.startswith("…")
    assert snippet.text.endswith("…")
    assert len(snippet.text) < 170
    start, end = snippet.marks[0]
    assert snippet.text[start:end] == "lora"


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("lora知識 -[]()*`&<>"))))
def test_marks_are_within_a_printable_line(text):
    snippet = cut_snippet([Passage(text)], [_interpretation("lora 知识 a")])
    assert snippet.text.isprintable()
    last = 0
    for start, end in snippet.marks:
        assert last <= start < end <= len(snippet.text)
        last = end


def test_the_name_of_a_symbol_alone_is_marked_as_a_word():
    assert _shown("what plusplus means", "PLUSPLUS") == "what [plusplus] means"
    assert _shown("nothing of it", "PLUSPLUS") == "nothing of it"
