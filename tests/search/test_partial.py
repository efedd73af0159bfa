"""Entries that lack some words of a query, or have them only in prose, and how they rank below those that do not."""

from __future__ import annotations

import pytest

from filling import fill
from readlist.search.clauses import clauses_of
from readlist.search.engine import search
from readlist.search.partial import Source, affordable, split_clauses
from readlist.search.query import Term
from readlist.storage.database import Store

README = "Tools, faces and surveys. " + "This page lists what the project does and how to install it. " * 60
LIBRARY = (
    {"key": "tools", "title": "Tool Learning with Language Models: A Survey"},
    {"key": "use", "title": "On the Use of Tools by Crows"},
    {"key": "inversion", "title": "GAN Inversion: A Survey"},
    {"key": "faces", "title": "Editing Faces in the Wild"},
    {
        "key": "adaprompt",
        "title": "AdaPrompt: Adaptive Prompt Training",
        "authors": ["Yulong Chen"],
        "year": 2022,
    },
    {"key": "chen", "title": "Hashing of Passwords", "authors": ["Ying Chen"], "year": 2022},
    {"key": "ner", "title": "中文命名实体识别综述", "kind": "article"},
    {"key": "lexicon", "title": "词汇增强方法", "kind": "article"},
    {
        "key": "readme",
        "title": "Notes",
        "kind": "note",
        "text": README + "GAN inversion and editing of faces",
    },
    {"key": "human", "title": "Human Feedback for Models of Human Language"},
    {"key": "humans", "title": "Humans"},
    {"key": "humanization", "title": "Antibody design and the humanization of sequences by search"},
    {"key": "yifan", "title": "Sparse Grids", "authors": ["Li Ma", "Yifan Wu"]},
    {"key": "scattered", "title": "Dense Grids", "authors": ["Yifan Li", "Jun Wu"]},
    {"key": "replay", "title": "Sequential Experience Replay"},
    {"key": "prose", "title": "Plans", "text": "- Plans\n  - 经验回放"},
)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with Store.open(tmp_path_factory.mktemp("partial") / "library.db") as opened:
        fill(opened, *LIBRARY)
        yield opened


def _hits(store, query, **options):
    keys = dict(store.query("SELECT id, key FROM entry"))
    return [(keys[hit.entry_id], hit.match) for hit in search(store.connection, query, **options).hits]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("how can tool learning survey be done with an llm", "tools"),
        ("Chen et al. 2022 adaprompt", "adaprompt"),
        ("what is the survey about gan inversion?", "inversion"),
        ("中文命名实体识别 词汇增强", "ner"),
        ("关于词汇增强的论文", "lexicon"),
    ],
)
def test_questions_find_the_obvious_work_first(store, query, first):
    assert _hits(store, query)[0][0] == first


def test_partial_matches_fill_up_below_the_full_ones(store):
    hits = _hits(store, "yifan wu grids zebra")
    assert [key for key, _ in hits[:2]] == ["yifan", "scattered"]
    assert {match for _, match in hits} == {"some"}
    hits = _hits(store, "survey inversion")
    assert hits[0] == ("inversion", "all")
    assert {match for _, match in hits[1:]} == {"some", "scattered"}
    scores = [hit.score for hit in search(store.connection, "survey inversion").hits]
    assert scores[0] - scores[1] > 1


def test_what_is_named_first_fills_up_before_what_is_rarer(tmp_path):
    with Store.open(tmp_path / "library.db") as store:
        fill(
            store,
            *({"key": f"parsing{number}", "title": f"Parsing Dialect {number}"} for number in range(4)),
            {"key": "hypergraphs", "title": "Hypergraphs in Chemistry"},
            *({"key": f"other{number}", "title": f"Weaving Pattern {number}"} for number in range(7)),
        )
        keys = [key for key, _ in _hits(store, "parsing with hypergraphs")]
    assert all(key.startswith("parsing") for key in keys[:4])
    assert keys[4] == "hypergraphs"


def test_how_something_is_done_is_not_what_is_looked_for_first(tmp_path):
    with Store.open(tmp_path / "library.db") as store:
        fill(
            store,
            *({"key": f"kites{number}", "title": f"A Kite at Hour {number}"} for number in range(5)),
            *({"key": f"soup{number}", "title": f"Scalable Soup {number}"} for number in range(5)),
        )
        keys = [key for key, _ in _hits(store, "scalable kites ponds")]
    assert [key.rstrip("01234") for key in keys] == ["kites"] * 5 + ["soup"] * 5


def test_a_word_is_looked_for_in_its_other_forms(tmp_path):
    with Store.open(tmp_path / "library.db") as store:
        fill(
            store,
            {"key": "kite", "title": "The Kite and the Hour"},
            {"key": "soup", "title": "A Bowl of Soup"},
            {"key": "pond", "title": "Freezing Pond"},
        )
        assert {key for key, _ in _hits(store, "kites soups froze")} == {"kite", "soup"}
        assert _hits(store, "freeze violin") == [("pond", "some")]


def test_a_kind_of_work_says_less_than_a_topic(tmp_path):
    with Store.open(tmp_path / "library.db") as store:
        fill(
            store,
            {"key": "kind", "title": "A Survey of Weaving"},
            {"key": "topic", "title": "Weaving Meets Chemistry"},
            *({"key": f"chemistry{number}", "title": f"Chemistry Part {number}"} for number in range(2)),
            *({"key": f"other{number}", "title": f"Parsing Dialect {number}"} for number in range(4)),
        )
        keys = [key for key, _ in _hits(store, "survey of weaving for chemistry")]
    assert keys[:2] == ["topic", "kind"]


def test_exact_and_single_words_are_not_filled_up(store):
    exact = [("inversion", "all"), ("readme", "scattered")]
    assert _hits(store, "survey inversion", exact=True) == exact
    assert _hits(store, "inversion") == [("inversion", "all"), ("readme", "all")]


def test_long_prose_with_all_words_ranks_among_the_partial_matches(store):
    hits = _hits(store, "gan inversion editing faces")
    assert set(hits[:2]) == {("inversion", "some"), ("faces", "some")}
    assert ("readme", "scattered") in hits


@pytest.mark.parametrize("query", ["humanization", '"humanization"'])
@pytest.mark.parametrize("exact", [True, False])
def test_the_form_typed_ranks_before_others_with_the_same_stem(store, query, exact):
    assert _hits(store, query, exact=exact)[0][0] == "humanization"


def test_a_name_in_one_piece_ranks_before_its_parts_in_two(store):
    assert [key for key, _ in _hits(store, "Yifan Wu")] == ["yifan", "scattered"]


def test_a_first_author_ranks_before_a_later_one(tmp_path):
    with Store.open(tmp_path / "library.db") as store:
        fill(
            store,
            {"title": "Sparse Grids Again", "authors": ["Ada Lund", "Piet Mondrik"], "year": 2021},
            {
                "title": "Dense Grids in Many Dimensions",
                "authors": ["Piet Mondrik", "Ada Lund"],
                "year": 2020,
            },
        )
        assert _titles(store, "mondrik")[0] == "Dense Grids in Many Dimensions"
        assert _titles(store, "lund")[0] == "Sparse Grids Again"


def test_a_synonym_in_prose_ranks_below_the_word_itself_and_one_in_a_title_above(store):
    assert [key for key, _ in _hits(store, "经验回放")] == ["replay", "prose"]


def test_runs_of_chinese_are_split_at_function_words_and_in_bigrams():
    (clause,) = clauses_of(Term("如何做命名实体识别的标注"))
    assert [piece.shown for piece in split_clauses([clause])] == [
        "做命",
        "命名",
        "名实",
        "实体",
        "体识",
        "识别",
        "标注",
    ]
    pieces = list(split_clauses([clause]))
    assert pieces[0].share == pytest.approx(2.25 / 6)


def test_only_words_in_few_enough_entries_are_searched_by_themselves():
    few, many, more = (Source(docs, "", 0, 1.0) for docs in (5, 4_000, 4_000))
    assert affordable([few, many, more]) == [few, many]


@pytest.fixture(scope="module")
def topical(tmp_path_factory):
    """A library in which no work has all that is asked for."""
    titles = (
        "Federated Backdoor Detection",
        "Privacy-Preserving Search with Federated Indexes",
        "Differential Equations for Beginners",
        "Learning to Cook",
        *(f"Privacy Policies, Part {number}" for number in range(8)),
        *(f"Pose Estimation in Room {number}" for number in range(8)),
        *(f"Image Segmentation of Maps, Sheet {number}" for number in range(8)),
        *(f"多轮对话第{number}讲" for number in "一二三四五六七"),
        *(f"意图识别第{number}讲" for number in "一二三四五六七"),
        *(f"Languages of Valley {number}: {'LLM ' * 3}Large Language Models" for number in range(90)),
        *(f"Unlearning in Machines, Volume {number}" for number in range(6)),
    )
    with Store.open(tmp_path_factory.mktemp("topical") / "library.db") as opened:
        fill(opened, *({"title": title} for title in titles))
        yield opened


def _titles(store, query):
    titles = dict(store.query("SELECT id, title FROM entry"))
    return [titles[hit.entry_id] for hit in search(store.connection, query).hits]


def test_parts_of_what_is_named_count_as_shares_of_it(topical):
    found = _titles(topical, "federated learning and differential privacy")
    assert found[0] == "Privacy-Preserving Search with Federated Indexes"
    assert found.index("Federated Backdoor Detection") < found.index("Learning to Cook")


def test_the_word_that_many_names_end_in_says_less_than_the_others(tmp_path):
    with Store.open(tmp_path / "library.db") as store:
        fill(
            store,
            *({"title": f"Sparrow Recognition by Song {number}"} for number in range(2)),
            *({"title": f"The Intent of Crows in Winter {number}"} for number in range(8)),
        )
        found = _titles(store, "intent recognition zebras")
    assert ["Intent" in title for title in found] == [True] * 8 + [False] * 2


def test_what_is_named_counts_once_however_many_of_its_synonyms_an_entry_has(topical):
    found = _titles(topical, "papers about machine unlearning of zebras in llms")
    assert all(title.startswith("Unlearning") for title in found[:5])


@pytest.mark.parametrize(
    ("query", "looked_for"),
    [
        ("pose estimation for image segmentation", "Pose Estimation"),
        ("image segmentation for pose estimation", "Image Segmentation"),
        ("a survey of pose estimation with image segmentation", "Pose Estimation"),
        ("pose estimation image segmentation", "Pose Estimation"),
        ("多轮对话中的意图识别", "意图识别"),
        ("意图识别中的多轮对话", "多轮对话"),
    ],
)
def test_what_is_looked_for_ranks_before_what_it_is_for(topical, query, looked_for):
    assert all(title.startswith(looked_for) for title in _titles(topical, query)[:5])


def test_a_word_that_the_synonyms_know_is_not_corrected(tmp_path):
    with Store.open(tmp_path / "library.db") as store:
        fill(store, {"title": "Matt on Reasoning"}, {"title": "Reasoning in Mathematics"})
        assert _titles(store, "math reasoning benchmark")[0] == "Reasoning in Mathematics"
