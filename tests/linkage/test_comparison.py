from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from readlist.linkage.blocking import blocking_keys, lookup_keys
from readlist.linkage.comparison import compare
from readlist.linkage.features import features_of, url_key
from readlist.model.identifiers import parse_identifier
from readlist.model.record import Link, Record


def paper(title=None, *ids, authors=(), year=None, url=None, label=None, links=()):
    found = tuple(parse_identifier(text) for text in ids)
    assert None not in found
    return Record(
        title=title,
        ids=found,
        authors=authors,
        year=year,
        url=url,
        label=label,
        links=tuple(map(Link, links)),
    )


LORA = "LoRA: Low-Rank Adaptation of Large Language Models"
BARE = "Low-Rank Adaptation of Large Language Models"
RAG = "Retrieval-Augmented Generation for Knowledge-Intensive NLP Tasks"
LEWIS, HU = ("Patrick Lewis", "Ethan Perez"), ("Edward J. Hu", "Yelong Shen")

SAME = {
    "one id, one title": (paper(LORA, "2106.09685"), paper(LORA, "2106.09685")),
    "one id, spelt differently": (paper(LORA, "2106.09685"), paper("LoRA: Low Rank Adaption of Large Language Models", "2106.09685")),
    "one id, other case and punctuation": (paper(LORA, "2106.09685"), paper("lora – low-rank adaptation of LARGE language models.", "2106.09685")),
    "versions of one id": (paper(LORA, "2106.09685v1"), paper(LORA, "2106.09685v2")),
    "abs, pdf and mirrors": (paper(LORA, "https://arxiv.org/pdf/2106.09685v2.pdf"), paper(BARE, "https://huggingface.co/papers/2106.09685")),
    "arXiv's DOI": (paper(LORA, "10.48550/arXiv.2106.09685"), paper(LORA, "https://ar5iv.org/abs/2106.09685")),
    "ACL's DOI": (paper(RAG, "10.18653/v1/P18-1001"), paper(RAG, "https://aclanthology.org/P18-1001.pdf")),
    "DOI in any case": (paper(RAG, "10.1145/ABC.1"), paper(RAG, "https://doi.org/10.1145/abc.1")),
    "nickname before the title": (paper(LORA), paper(BARE)),
    "nickname, Chinese colon": (paper("HyDE：Precise Zero-Shot Dense Retrieval without Relevance Labels"), paper("Precise Zero-Shot Dense Retrieval without Relevance Labels")),
    "short name under one id": (paper(LORA, "2106.09685"), paper("LoRA", "2106.09685")),
    "label under one id": (paper(BARE, "2106.09685", label="LoRA"), paper("LoRA", "2106.09685")),
    "a title and its translation under one id": (paper(LORA, "2106.09685"), paper("大型语言模型的低秩适配", "2106.09685")),
    "no title in one": (paper(LORA, "2106.09685"), paper(None, "2106.09685")),
    "preprint and published, by title": (paper(RAG, "2005.11401"), paper(RAG, "10.5555/3495724")),
    "same title, no id in one": (paper(RAG, "2005.11401"), paper(RAG)),
    "same title, both scripts": (paper("大型語言模型的檢索增強生成綜述與展望研究"), paper("大型语言模型的检索增强生成综述与展望研究")),
    "same title, an author in common": (paper(RAG, authors=LEWIS), paper(RAG, authors=("Lewis, Patrick",))),
    "same title, authors in two scripts": (paper(RAG, authors=("胡爱德",)), paper(RAG, authors=HU)),
    "same title, one author with and without a blank": (paper(RAG, authors=("胡爱德",)), paper(RAG, authors=("胡 爱德",))),
    "common title, an author in common": (paper("A Survey", authors=LEWIS), paper("A Survey", authors=("P. Lewis",))),
    "common title, a link in common": (paper("Survey", links=["https://x.org/a"]), paper("Survey", links=["http://www.x.org/a/"])),
    "one page, titles spelt differently": (
        paper("Language Models are Unsupervised Multitask Learners", url="https://cdn.openai.com/gpt2.pdf"),
        paper("Language models are unsupervised multi-task learners", url="http://cdn.openai.com/gpt2.pdf"),
    ),
    "the venue's year in one title": (paper(LORA, "2106.09685"), paper(LORA + " (ICLR 2022)", "2106.09685")),
    "repository in any case": (Record("repo", url="https://github.com/Microsoft/LoRA"), Record("repo", url="http://www.github.com/microsoft/lora/")),
    "page, tracking apart": (Record("article", "x", url="https://b.org/p?utm_source=t"), Record("article", "y", url="https://b.org/p")),
    "page without a link": (Record("article", "The Illustrated Transformer"), Record("article", "The illustrated transformer", url="https://j.io/t")),
}  # fmt: skip

APART = {
    "one id, two works": (paper(LORA, "2106.09685"), paper(RAG, "2106.09685")),
    "one title, two ids": (paper(RAG, "2005.11401"), paper(RAG, "2106.09685")),
    "sequels": (paper("InPars-v2: Large Language Models as Dataset Generators", "2301.01820"), paper("InPars: Large Language Models as Dataset Generators", "2301.01820")),
    "numbers": (paper("Scaling Laws of Networks, Part I", "2301.00001"), paper("Scaling Laws of Networks, Part II", "2301.00001")),
    "editions": (paper("Overview of the SemEval 2019 Shared Task", "2301.00001"), paper("Overview of the SemEval 2020 Shared Task", "2301.00001")),
    "numbers without ids": (paper("Findings of the Machine Translation Task 5"), paper("Findings of the Machine Translation Task 6")),
    "one word is another": (paper("Large Language Models for Machine Translation of English", "2301.00001"), paper("Large Language Models for Machine Translation of Danish", "2301.00001")),
    "a sign": (paper("UNet++: Nested Networks for Image Segmentation"), paper("UNet: Nested Networks for Image Segmentation")),
    "parts by letter": (paper("Notes on Large Networks, Part A", url="https://x.org/p.pdf"), paper("Notes on Large Networks, Part B", url="https://x.org/p.pdf")),
    "two nicknames of one subtitle": (paper("Foo: Reasoning over Long Documents with Memory"), paper("Bar: Reasoning over Long Documents with Memory")),
    "other authors with one particle": (paper(RAG, authors=("Laurens van der Maaten",)), paper(RAG, authors=("Guido van Rossum",))),
    "other authors, not all of them named": (paper(RAG, authors=("Hu et al.",)), paper(RAG, authors=("Lee et al.",))),
    "other authors": (paper(RAG, authors=LEWIS), paper(RAG, authors=HU)),
    "paper and its code": (paper(LORA, url="https://github.com/microsoft/LoRA"), Record("repo", LORA, url="https://github.com/microsoft/LoRA")),
    "two repositories of one name": (Record("repo", "lora", url="https://github.com/a/lora"), Record("repo", "lora", url="https://github.com/b/lora")),
    "two pages of one title": (Record("article", "The Illustrated Transformer", url="https://a.org/t"), Record("article", "The Illustrated Transformer", url="https://b.org/t")),
    "prose": (Record("note", "Background"), Record("note", "Background")),
}  # fmt: skip

DOUBTFUL = {
    "common titles": (paper("A Survey"), paper("A Survey")),
    "common titles, an id in one": (paper("Survey", "2005.11401"), paper("Survey")),
    "short titles": (paper("BERT"), paper("BERT")),
    "a given name in common": (
        paper("A quiet weir", authors=["Jean Mill"]),
        paper("A quiet weir", authors=["Jean Weir"]),
    ),
    "alike titles without an id": (paper("Improving Language Models by Retrieval"), paper("Improving Language Models by Retrieving")),
    "short name without an id": (paper(LORA), paper("LoRA")),
    "a survey behind a nickname": (paper("A Survey of Large Language Models"), paper("ChatGPT: A Survey of Large Language Models")),
    "years far apart": (paper(RAG, year=2008), paper(RAG, year=2020)),
    "short Chinese titles": (paper("大模型综述"), paper("大模型综述")),
    "pages without a link and with a common title": (Record("article", "Home"), Record("article", "Home", url="https://a.org")),
    "nothing known": (paper(), paper()),
}  # fmt: skip


@pytest.mark.parametrize("name", SAME)
def test_one_work(name):
    first, second = SAME[name]
    assert compare(first, second).same, compare(first, second)
    assert compare(second, first).same
    assert set(blocking_keys(first)) & set(lookup_keys(features_of(second))), "blocking must find the pair"


@pytest.mark.parametrize("name", APART)
def test_two_works_for_sure(name):
    first, second = APART[name]
    for decision in (compare(first, second), compare(second, first)):
        assert (decision.same, decision.apart) == (False, True)


@pytest.mark.parametrize("name", DOUBTFUL)
def test_undecided(name):
    first, second = DOUBTFUL[name]
    for decision in (compare(first, second), compare(second, first)):
        assert (decision.same, decision.apart) == (False, False)


def test_one_id_under_two_titles_is_a_conflict_with_evidence():
    decision = compare(paper(LORA, "2106.09685"), paper(RAG, "2106.09685v3"))
    assert decision.conflict
    assert decision.evidence[0] == "same arxiv ID 2106.09685"
    assert re.fullmatch(r"titles \d+% similar", decision.evidence[1])


def test_the_evidence_lists_reasons_for_and_against():
    assert compare(paper(RAG, authors=LEWIS), paper(RAG, authors=LEWIS)).evidence == (
        "titles 100% similar", "a shared author",
    )  # fmt: skip
    assert "different arxiv IDs" in compare(paper(RAG, "2005.11401"), paper(RAG, "2106.09685")).evidence


def test_surer_evidence_is_stronger():
    by_id = compare(paper(LORA, "2106.09685"), paper(LORA, "2106.09685"))
    by_author = compare(paper(RAG, authors=LEWIS), paper(RAG, authors=LEWIS))
    by_title = compare(paper(RAG), paper(RAG))
    by_half = compare(paper(LORA), paper(BARE))
    assert by_id.strength > by_author.strength > by_title.strength > by_half.strength > 0


def test_a_common_title_is_not_a_key_by_itself():
    assert blocking_keys(paper("Survey")) == ()
    assert blocking_keys(paper("Survey", authors=("Ann Lee",))) == ("title:survey+ann", "title:survey+lee")
    assert blocking_keys(Record("article", "Home")) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://github.com/Own/Name", "git://github.com/own/name.git"),
        ("https://github.com/Own/Name#readme", "https://github.com/own/name"),
        ("http://www.Example.org/A/", "https://example.org/A"),
        ("https://e.org/p?utm_source=x&id=3", "https://e.org/p?id=3"),
    ],
)
def test_urls_of_one_page(one, other):
    assert url_key(one) == url_key(other)


def test_urls_of_two_pages():
    assert url_key("https://e.org/a") != url_key("https://e.org/A")
    assert url_key("https://github.com/o/n/tree/main/x") != url_key("https://github.com/o/n")


words = st.sampled_from("LoRA: BERT A Survey of Large Models 2 II 检索增强 生成 – v3 (2020) the".split())
ids = st.sampled_from(
    ["2106.09685", "2005.11401", "P18-1001", "10.1145/1.2", "https://openreview.net/forum?id=abcdefghij"]
)
records = st.builds(
    lambda kind, title, found, authors, url, year: Record(
        kind,
        " ".join(title) or None,
        ids=tuple(map(parse_identifier, found)),
        authors=authors,
        url=url,
        year=year,
    ),
    st.sampled_from(["paper", "paper", "repo", "article", "note"]),
    st.lists(words, max_size=6),
    st.lists(ids, max_size=2, unique=True),
    st.sampled_from([(), LEWIS, HU, ("胡爱德",)]),
    st.sampled_from([None, "https://github.com/a/b", "https://x.org/1", "https://arxiv.org/abs/2106.09685"]),
    st.sampled_from([None, 2005, 2020]),
)


@given(records, records)
def test_comparison_is_symmetric(first, second):
    forward, backward = compare(first, second), compare(second, first)
    assert (forward.same, forward.apart, forward.conflict, forward.strength) == (
        backward.same, backward.apart, backward.conflict, backward.strength,
    )  # fmt: skip
    assert not (forward.same and forward.apart)


@example(Record(title="LoRA:", authors=LEWIS), Record(title="LoRA: –", authors=LEWIS))
@given(records, records)
def test_records_of_one_work_share_a_key(first, second):
    if compare(first, second).same:
        assert set(blocking_keys(first)) & set(lookup_keys(features_of(second)))


@given(records)
def test_a_record_with_a_key_is_the_same_work_as_itself(record):
    assert compare(record, record).same == bool(blocking_keys(record))


def test_equal_subtitles_after_two_nicknames_share_no_key():
    first, second = (
        paper(f"{name}: Efficient Transformers for Question Answering") for name in ("Bricota", "Qualomi")
    )
    assert not set(blocking_keys(first)) & set(lookup_keys(features_of(second)))
