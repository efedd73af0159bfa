from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depth import examples
from filling import fill
from notebook import memory_store
from readlist.errors import UsageError
from readlist.index import updater
from readlist.search.engine import search
from readlist.search.filters import Filters
from readlist.storage import columns
from readlist.storage.database import Store

LIBRARY = (
    {
        "key": "loramoe",
        "title": "LoRAMoE: Alleviate World Knowledge Forgetting",
        "text": "- LoRAMoE\n  - 減輕知識遺忘",
        "year": 2023,
    },
    {
        "key": "selfrag",
        "title": "Self-RAG: Learning to Retrieve, Generate and Critique",
        "topic": ["RAG 系列篇"],
        "year": 2023,
    },
    {
        "key": "lora",
        "title": "LoRA: Low-Rank Adaptation of Large Language Models",
        "aliases": ["LoRA"],
        "authors": ["Edward J. Hu"],
        "year": 2021,
        "ids": [("arxiv", "2106.09685")],
        "tags": ["PEFT"],
    },
    {
        "key": "qlora",
        "title": "QLoRA: Efficient Finetuning of Quantized LLMs",
        "year": 2023,
        "text": "- QLoRA\n  - 量化到4比特",
    },
    {
        "key": "truth",
        "title": "RAGTruth: A Hallucination Corpus",
        "text": "- RAGTruth: a corpus",
        "year": 2024,
    },
    {"key": "kg", "title": "大模型與知識圖譜的關係", "kind": "article", "text": "- 大模型與知識圖譜的關係"},
    {"key": "dataset", "title": "高質量資料集的構建", "kind": "article"},
    {"key": "heading", "title": "幻觉", "kind": "note", "text": "## 幻觉"},
    {
        "key": "rtuning",
        "title": "R-Tuning: Teaching Models to Say I Don't Know",
        "text": "- R-Tuning\n  - 缓解大模型幻觉",
        "topic": ["幻觉"],
    },
    {
        "key": "moe",
        "title": "Sparse Mixture of Experts",
        "abstract": "We route tokens to experts with language models.",
        "venue": "ICLR 2024",
        "status": "read",
    },
    {"key": "gpt4v", "title": "Assessing GPT-4V on Structured Reasoning", "kind": "paper"},
    {"key": "ptuning", "title": "GPT Understands, Too", "aliases": ["P-Tuning"], "year": 2021},
    {
        "key": "deepseek",
        "title": "DeepSeek-V3 Technical Report",
        "links": [("https://github.com/deepseek-ai/DeepSeek-V3", "code")],
    },
    {"key": "phi", "title": "LLaVA-φ: Small Assistants", "authors": ["Andreas Rücklé"]},
    {"key": "survey", "title": "A Survey of Dialogue State Tracking", "notes": ["compare with zebra"]},
    {"key": "chinese", "title": "对话状态跟踪综述", "kind": "article"},
    {"key": "clang", "title": "The C Programming Language"},
    {"key": "cpp", "title": "Effective Modern C++"},
    {"key": "csharp", "title": "C# in Depth"},
    {"key": "dotnet", "title": "A Tour of .NET", "kind": "article"},
    {"key": "net", "title": "Casting a Net", "kind": "article"},
    {"key": "pointnet", "title": "PointNet"},
    {"key": "pointnetpp", "title": "PointNet++: Deep Features on Point Sets in a Metric Space"},
    {"key": "llama", "title": "Notes on Llama 3.1 Herds"},
    {"key": "llama2", "title": "Serving llama2.1 on a Toaster"},
    {"key": "bees", "title": "Perception of Colours by Bees", "ids": [("arxiv", "2502.05241")]},
    {"key": "optimizers", "title": "Optimization and Modeling of Sailboats"},
    {"key": "thought", "title": "Chain-of-Thought Barter"},
    {
        "key": "owner",
        "title": "Kites",
        "kind": "repo",
        "links": [
            ("https://github.com/wonderfulcorp2024/kites", "code"),
            ("https://kites.example/about/", "other"),
        ],
    },
    {"key": "mistakes", "title": "Learning from Mistakes in Whist"},
    {"key": "stakes", "title": "High Stakes Whist for Beginners"},
    {"key": "dashes", "title": "Towards - and beyond -fast Kettles in the Kitchen"},
)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with Store.open(tmp_path_factory.mktemp("search") / "library.db") as opened:
        fill(opened, *LIBRARY)
        yield opened


def _keys(store, query, **options):
    keys = dict(store.query("SELECT id, key FROM entry"))
    return [keys[hit.entry_id] for hit in search(store.connection, query, **options).hits]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("low-rank adaptation", "lora"),
        ("LoRA", "lora"),
        ("lora forgetting", "loramoe"),
        ("lora moe", "loramoe"),
        ("selfrag", "selfrag"),
        ("self rag", "selfrag"),
        ("Self-RAG", "selfrag"),
        ("gpt4v", "gpt4v"),
        ("gpt 4v", "gpt4v"),
        ("deep seek v3", "deepseek"),
        ("p tuning", "ptuning"),
        ("ptuning", "ptuning"),
        ("llava phi", "phi"),
        ("ruckle", "phi"),
        ("知识图谱", "kg"),
        ("知識圖譜", "kg"),
        ("數據集", "dataset"),
        ("遗忘", "loramoe"),
        ("遗", "loramoe"),
        ("谱", "kg"),
        ("LoRA遗忘", "loramoe"),
        ("quantiz", "qlora"),
        ("halluc", "truth"),
        ("hallucinations", "truth"),
        ("halucination corpus", "truth"),
        ("hallucinatoin", "truth"),
        ("langauge adaptaton", "lora"),
        ("mixtureofexperts", "moe"),
        ("dialogue tracking state", "survey"),
        ("zebra", "survey"),
        ("2106.09685", "lora"),
        ("https://arxiv.org/pdf/2106.09685v2.pdf", "lora"),
        ("https://github.com/deepseek-ai/DeepSeek-V3", "deepseek"),
        ('"language models"', "lora"),
        ("author:hu", "lora"),
        ("author:ruckel", "phi"),
        ("title:lora year:2023", "loramoe"),
        ("abstract:tokens", "moe"),
        ("note:zebra", "survey"),
        ("id:2106.09685", "lora"),
        ("id:gpt4v", "gpt4v"),
        ("tag:peft", "lora"),
        ("venue:iclr", "moe"),
        ("status:read", "moe"),
        ("topic:rag", "selfrag"),
        ("quantized OR zebra tuning OR finetuning", "qlora"),
        ("tag:peft OR status:read -lora", "moe"),
        ("pers sparse experts mixture", "moe"),
        ("大模型知识图谱的联系", "kg"),
        ("C++", "cpp"),
        ("c++", "cpp"),
        ("C#", "csharp"),
        (".NET", "dotnet"),
        (".net", "dotnet"),
        ("PointNet++", "pointnetpp"),
        ("pointnet", "pointnet"),
        ("llama3.1", "llama"),
        ("Llama 3.1", "llama"),
        ("llama 2.1", "llama2"),
        ("color", "bees"),
        ("colour", "bees"),
        ("optimisation of sailboats", "optimizers"),
        ("modelling sailboats", "optimizers"),
        ("chain-of-tho", "thought"),
        ("2502.0524", "bees"),
        ("2502.05", "bees"),
        ("wonderfulcorp2024", "owner"),
        ("github.com/wonderfulcorp2024/kites", "owner"),
        ("kites.example/about", "owner"),
        ("Towards - and beyond -fast Kettles", "dashes"),
        ("知识徒谱", "kg"),
        ("对话状跟踪综述", "chinese"),
        ("对话的状态跟踪综述", "chinese"),
    ],
)
def test_the_first_hit(store, query, first):
    assert _keys(store, query)[0] == first


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("lora -moe -quantized", {"lora"}),
        ('lora -"low rank" kind:paper', {"loramoe", "qlora"}),
        ("-kind:paper -kind:note", {"kg", "dataset", "chinese", "dotnet", "net", "owner"}),
        ("kind:note", {"heading"}),
        ("year:2021", {"lora", "ptuning"}),
        ("zzzzqqq", set()),
        ("1234.56789", set()),
        ("?!", set()),
        ("", set()),
        ("tag:nothing", set()),
    ],
)
def test_the_set_of_hits(store, query, keys):
    assert set(_keys(store, query)) == keys


def test_notes_rank_after_the_works_they_are_about(store):
    assert _keys(store, "幻觉")[:2] == ["rtuning", "heading"]


def test_synonyms_in_the_other_language_rank_after_exact_hits(store):
    assert _keys(store, "幻觉")[2:] == ["truth"]
    results = search(store.connection, "幻觉")
    assert results.searched is None
    assert _keys(store, "幻觉", exact=True) == ["rtuning", "heading"]


def test_synonyms_are_reported_when_nothing_else_was_found(store):
    results = search(store.connection, "混合专家")
    assert results.searched == "混合专家, or synonyms"
    assert _keys(store, "混合专家")[0] == "moe"
    assert _keys(store, "混合专家", exact=True) == []


def test_own_synonyms(store, tmp_path):
    own = tmp_path / "concepts.txt"
    own.write_text("# mine\nStripes = ZEBRA\n", encoding="utf-8")
    assert _keys(store, "stripes", concepts=own) == ["survey"]
    assert _keys(store, "stripes", concepts=tmp_path / "none.txt") == []


@pytest.mark.parametrize("query", ["tag", "tag*", "is", "is*"])
def test_no_word_matches_the_marks_of_whole_values(store, query):
    assert _keys(store, query) == []


def test_what_was_searched_instead_is_reported(store):
    assert search(store.connection, "halucination corpus").searched == "hallucination corpus"
    assert search(store.connection, "lora").searched is None
    assert search(store.connection, "zebra hallucination").searched == "any of: zebra hallucination"


def test_a_corrected_run_of_chinese_is_reported(store):
    assert search(store.connection, "知识徒谱").searched == "知识图谱"


def test_a_word_that_the_library_has_in_any_form_is_not_corrected(store):
    results = search(store.connection, "mistake whist")
    assert results.searched is None
    assert _keys(store, "mistake whist")[0] == "mistakes"
    assert [hit.match for hit in results.hits] == ["all", "some"]


def test_words_after_a_dash_are_excluded_unless_a_title_has_them(store):
    assert _keys(store, "towards and beyond -fast kettles") == ["dashes"]
    assert _keys(store, "towards beyond -fast kettles") == []


def test_corrected_words_are_widened_by_their_synonyms(store):
    assert _keys(store, "mixtrue of experst")[0] == "moe"
    assert search(store.connection, "mixtrue of experst").searched == "mixture experts"
    assert "rtuning" in _keys(store, "halucination teaching")


def test_exact_corrects_nothing(store):
    assert _keys(store, "halucination", exact=True) == []
    assert _keys(store, "halluc", exact=True) == []
    assert _keys(store, "halluc*", exact=True) == ["truth"]


def test_similar_words_are_suggested_when_nothing_was_found(store):
    assert "hallucination" in search(store.connection, "halucination", exact=True).suggestions


def test_filters_narrow(store):
    assert _keys(store, "lora", filters=Filters(years=(2021, 2021))) == ["lora"]
    assert _keys(store, "", filters=Filters(kinds=("note",))) == ["heading"]
    assert _keys(store, "halucination", filters=Filters(years=(2021, 2021))) == []


def test_the_limit(store):
    assert len(_keys(store, "models OR lora OR tuning", limit=2)) == 2


def test_a_hit_shows_where_it_was_found(store):
    hit = search(store.connection, "遗忘").hits[0]
    assert (hit.snippet, hit.marks) == ("減輕知識遺忘", ((4, 6),))
    assert hit.source
    assert hit.line == 2


def test_scores_are_in_descending_order(store):
    scores = [hit.score for hit in search(store.connection, "lora").hits]
    assert scores == sorted(scores, reverse=True)


def test_the_order_is_the_same_after_the_index_was_rebuilt(store):
    before = _keys(store, "lora OR models OR tuning")
    store.query("UPDATE search_meta SET value = '0'")
    with store.write("refresh the index") as tx:
        updater.refresh(tx.connection, [1])
    assert _keys(store, "lora OR models OR tuning") == before


def test_a_word_is_found_as_soon_as_it_is_written(tmp_path):
    with Store.open(tmp_path / "library.db") as store:
        (one,) = fill(store, {"title": "Before", "text": "-"})
        with store.write("edit") as tx:
            tx.update(columns.ENTRY, {one: {"title": "Afterwards"}})
        assert _keys(store, "before") == []
        assert search(store.connection, "aftrewards").searched == "afterwards"


_QUERIES = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="\"-*:()OR知識圖譜lora \t\x00\x1e\x1f^{}+~'", max_size=40),
    st.lists(
        st.sampled_from(
            ["lora", "OR", "-moe", '"', "tag:", "year:", "2023..", "*", "title:lora", "AND", "NOT", "NEAR("]
        )
    ).map(" ".join),
)


@given(_QUERIES)
@settings(max_examples=examples(300), deadline=None)
def test_any_query_is_answered_or_refused(store, query):
    refused = None
    try:
        results = search(store.connection, query)
    except UsageError as error:
        refused = error
    if refused:
        assert refused.message.isprintable()
        assert refused.hint
        return
    ids = [hit.entry_id for hit in results.hits]
    assert len(ids) == len(set(ids)) <= 20
    assert set(ids) <= {number for (number,) in store.query("SELECT id FROM entry")}
    scores = [hit.score for hit in results.hits]
    assert scores == sorted(scores, reverse=True)
    for hit in results.hits:
        assert hit.snippet.isprintable()
        assert all(0 <= start < end <= len(hit.snippet) for start, end in hit.marks)
    assert search(store.connection, query) == results


@given(
    st.text(alphabet=string.ascii_letters + "知识图谱 -.'\"λéß", min_size=1, max_size=30).filter(
        lambda text: any(map(str.isalnum, text))
    )
)
@settings(max_examples=examples(40), deadline=None)
def test_any_title_finds_its_entry_first(title):
    with memory_store() as store:
        fill(store, {"key": "other", "title": "Something else"}, {"key": "wanted", "title": title})
        quoted = title.replace('"', " ").replace("-", " ")
        assert _keys(store, quoted)[:1] == ["wanted"]


NAMED = (
    {"title": "Serving Pages with ASP.NET"},
    {"title": "PointNet: Sets of Points"},
    {"title": "PointNet++: Deeper Sets of Points"},
    {"title": "On Loud Parrots", "authors": ["Emma M. Bond", "Tim Gable"], "year": 2021},
    {"title": "Parrots and Gable Roofs", "authors": ["Tim Bond", "Emma Gable"], "year": 2020},
    {"title": "Low Rivers", "text": "- [Low Rivers](https://arxiv.org/abs/2502.05241)"},
)


@pytest.fixture(scope="module")
def named(tmp_path_factory):
    with Store.open(tmp_path_factory.mktemp("named") / "library.db") as opened:
        fill(opened, *NAMED)
        opened.connection.execute(
            "INSERT INTO identifier (entry_id, scheme, value) SELECT id, 'arxiv', '2502.05241' FROM entry WHERE title = 'Low Rivers'"
        )
        yield opened


@pytest.mark.parametrize(
    ("query", "first"),
    [
        (".NET", "Serving Pages with ASP.NET"),
        ("pointnet ++", "PointNet++: Deeper Sets of Points"),
        ("pointnet", "PointNet: Sets of Points"),
        ("emma bond", "On Loud Parrots"),
        ("tim gable", "On Loud Parrots"),
        ("tim bond", "Parrots and Gable Roofs"),
        ("arxiv:2502.05", "Low Rivers"),
        ("id:2502.0524", "Low Rivers"),
    ],
)
def test_symbols_names_of_people_and_begun_ids_find_what_is_meant(named, query, first):
    (hit, *_) = search(named.connection, query).hits
    assert named.query("SELECT title FROM entry WHERE id = ?", (hit.entry_id,)) == [(first,)]
