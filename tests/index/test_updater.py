from __future__ import annotations

import string
import struct
from collections import Counter
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from depth import examples
from filling import fill
from notebook import memory_store
from readlist.index import document_frequency, schema, symspell, updater, vocabulary
from readlist.index.document import Fields, find_url_words, is_vocabulary_word, make_doc, title_mark, unpack
from readlist.storage import columns
from readlist.text.tokenizer import VALUE_SEPARATOR


def _dump(store):
    """Return the content of the index, independent of the order of the updates that made it."""
    rows = {}
    for table in ("names", "text"):
        store.query(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.{table}_words USING fts5vocab(main, search_{table}, instance)"
        )
        rows[table] = sorted(store.query(f"SELECT * FROM temp.{table}_words"))
    rows["docs"] = store.query("SELECT * FROM search_doc ORDER BY entry_id")
    rows["terms"] = store.query("SELECT word, docs FROM search_term ORDER BY word")
    words = dict(store.query("SELECT id, word FROM search_term"))
    typos = [slot for (row,) in store.query("SELECT slots FROM search_typo") for slot in _unpack_slots(row)]
    made = [
        row
        for number in {n for n, _ in typos}
        for row in symspell.make_slots([(number, words[number])]).values()
    ]
    assert sorted(typos) == sorted(slot for row in made for slot in _unpack_slots(row)), (
        "each slot is stored exactly once"
    )
    few = [(slot & 0x7FFFFFFF, slot >> 31) for (slot,) in store.query("SELECT slot FROM search_typo_few")]
    rows["typos"] = sorted((key, words[number]) for number, key in (*set(typos), *few))
    return rows


def _unpack_slots(row):
    return struct.iter_unpack("<II", row)


def _matches(store, table, query):
    return [
        row
        for (row,) in store.query(f"SELECT rowid FROM search_{table} WHERE search_{table} MATCH ?", [query])
    ]


ONE = {
    "title": "LoRAMoE: Forgetting Less",
    "label": "LORA 系列",
    "aliases": ["Lo-RA"],
    "authors": ["Ada Li", "Wu Bo"],
    "topic": ["PEFT", "混合專家"],
    "tags": ["To Read"],
    "venue": "ICLR 2024",
    "year": 2024,
    "ids": [("arxiv", "2312.09979")],
    "abstract": "We study plugins.",
    "org": "Fudan",
    "notes": ["read it twice"],
    "text": "- LoRAMoE\n  - 減輕遺忘 https://github.com/Ablustrund/LoRAMoE",
    "links": [("https://github.com/Ablustrund/LoRAMoE", "code")],
}


def test_every_field_of_an_entry_is_indexed(store):
    (one,) = fill(store, ONE)
    for query in (
        "title : loramoe",
        "title : forgetting",
        'labels : "lora 系列"',
        "labels : lo",
        "parts : moe",
        "parts : lora",
        'authors : "ada li"',
        'topics : "混合 合专 专家"',
        'tags : "to read"',
        "venue : iclr",
        "venue : 2024",
        'ids : "2312 09979"',
        'marks : "§tagtox20read0"',
        f'marks : "{title_mark("loramoe forgetting less")}"',
    ):
        assert _matches(store, "names", query) == [one], query
    for query in (
        "abstract : plugin",
        "notes : twice",
        'notes : "减轻 轻遗 遗忘"',
        "other : fudan",
        "other : ablustrund",
        "names : iclr",
    ):
        assert _matches(store, "text", query) == [one], query
    for query in ('authors : "li wu"', "notes : https", "notes : github"):
        assert _matches(store, "text" if "notes" in query else "names", query) == [], query


def test_changing_an_entry_removes_its_old_words(store):
    kept = fill(store, ONE, {"title": "Another Plugin", "abstract": "Other words entirely"})
    before = _dump(store)
    with store.write("edit") as tx:
        tx.update(columns.ENTRY, {kept[1]: {"title": "Renamed Zebra", "abstract": None}})
    assert _matches(store, "names", "zebra") == [kept[1]]
    assert _matches(store, "text", "entirely") == []
    assert store.query("SELECT 1 FROM search_term WHERE word = 'entirely'") == []
    with store.write("edit back") as tx:
        tx.update(columns.ENTRY, {kept[1]: {"title": "Another Plugin", "abstract": "Other words entirely"}})
    assert _dump(store) == before


def test_removing_an_entry_restores_the_index(store):
    fill(store, ONE)
    before = _dump(store)
    (gone,) = fill(store, {"title": "Short Lived", "abstract": "gone tomorrow"})
    with store.write("rm") as tx:
        tx.connection.execute("DELETE FROM mention WHERE entry_id = ?", [gone])
        tx.delete(columns.ENTRY, [gone])
    assert _dump(store) == before


def test_a_rolled_back_transaction_leaves_the_index_unchanged(store):
    fill(store, ONE)
    before = _dump(store)

    def half():
        with store.write("half") as tx:
            row = {"key": "x", "kind": "paper", "title": "Half", "added": "", "updated": ""}
            updater.refresh(tx.connection, tx.insert(columns.ENTRY, [row]))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()
    assert _dump(store) == before


def test_refreshing_again_changes_nothing(store):
    ids = fill(store, ONE)
    before = store.connection.total_changes
    updater.refresh(store.connection, ids)
    assert store.connection.total_changes == before


def test_an_index_of_another_version_is_rebuilt(store):
    fill(store, ONE, {"title": "Two"})
    before = _dump(store)
    store.query("UPDATE search_meta SET value = '0'")
    store.query("DELETE FROM search_term")
    assert not schema.is_current(store.connection)
    updater.refresh(store.connection, [1])
    assert schema.is_current(store.connection)
    assert _dump(store) == before


def test_many_entries_are_indexed_in_batches(store, monkeypatch):
    entries = [
        {"title": f"Paper {number} on {'memory' if number % 2 else 'planning'}"} for number in range(50)
    ]
    fill(store, *entries)
    at_once = _dump(store)
    monkeypatch.setattr(updater, "_BATCH", range(7, 8))
    monkeypatch.setattr(updater, "_BULK", 10)
    monkeypatch.setattr(symspell, "_BATCH_WORDS", 5)
    monkeypatch.setattr(symspell, "_FEW_BYTES", 0)
    monkeypatch.setattr(symspell, "_FLUSH_BYTES", 500)
    monkeypatch.setattr(vocabulary, "_FLUSH_WORDS", 9)
    monkeypatch.setattr(vocabulary, "_MIN_BULK", 3)
    monkeypatch.setattr(document_frequency, "_FLUSH_TEXTS", 15)
    store.query("UPDATE search_meta SET value = '0'")
    updater.refresh(store.connection, [1])
    assert _dump(store) == at_once


def test_rare_words_of_a_large_vocabulary_get_deletes_when_they_recur(store, monkeypatch):
    monkeypatch.setattr(symspell, "_SMALL_VOCABULARY", 3)
    fill(store, {"title": "memory planning retrieval hallucination"})
    assert not _dump(store)["typos"]
    fill(store, {"title": "memory"})
    assert {word for _, word in _dump(store)["typos"]} == {"memory"}


def test_numbers_of_one_work_are_found_but_not_counted(store):
    one = {"title": "GPT4 and 2048 in 2024", "key": "made2024n17", "ids": [("doi", "10.5555/1234567")]}
    fill(store, one, {"title": "Another work", "key": "hu2021lora"})
    words = {word for (word,) in store.query("SELECT word FROM search_term")}
    assert {"gpt4", "2048", "2024"} <= words
    assert words.isdisjoint({"made2024n17", "1234567", "105555", "5555123456", "hu2021lora"})
    for query in ("made2024n17", "made2024*", "1234567", "12345*"):
        assert _matches(store, "text", query) == [1]


@pytest.mark.parametrize("few", [0, 1_000_000])
def test_deletes_are_removed_with_the_last_entry_that_has_a_word(store, monkeypatch, few):
    monkeypatch.setattr(symspell, "_FEW_BYTES", few)
    first, second = fill(store, {"title": "memory planning"}, {"title": "planning retrieval"})
    tables = ("search_typo", "search_typo_few")
    assert [bool(store.query(f"SELECT 1 FROM {table}")) for table in tables] == [few == 0, few > 0]
    store.query("DELETE FROM mention")  # whose text has the words as well
    with store.write("edit") as tx:
        tx.update(columns.ENTRY, {first: {"title": "retrieval"}})
    words = {word for _, word in _dump(store)["typos"]}
    assert "memory" not in words
    assert {"planning", "retrieval"} <= words
    with store.write("edit") as tx:
        tx.update(columns.ENTRY, {first: {"title": "x"}, second: {"title": "y"}})
    assert {word for _, word in _dump(store)["typos"]}.isdisjoint({"planning", "retrieval"})


def test_exactly_the_words_that_share_a_hash_are_found(store):
    letters = "abcdefgh"
    words = {"".join(letters[(n * k) % 8] for k in range(1, 3 + n % 6)) for n in range(3000)}
    fill(store, {"title": " ".join(words)})
    for asked in sorted(words)[::40]:
        keys = symspell.delete_hashes(asked, 2)
        near = {w for w in words if len(w) > 2 and keys & symspell.delete_hashes(w, symspell.max_deletes(w))}
        assert {word for word, _ in symspell.find_words(store.connection, asked, 2)} == near


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://github.com/microsoft/LoRA", ["github", "microsoft", "LoRA"]),
        ("https://arxiv.org/abs/2106.09685v2?x=1#top", ["2106", "09685v2"]),
        ("http://www.example.org/a-long_slug.html", ["example", "a", "long", "slug"]),
        ("https://mp.weixin.qq.com/s/Jymq2ho3VQx7", ["mp", "weixin", "qq"]),
        ("https://zh.wikipedia.org/wiki/%E8%AF%8D", ["zh", "wikipedia", "wiki", "词"]),
    ],
)
def test_words_of_urls(url, words):
    assert list(find_url_words([url])) == words


_TITLES = st.lists(
    st.text(alphabet=string.ascii_letters + "知識圖譜 -", min_size=1, max_size=20), min_size=1, max_size=6
)


@given(_TITLES, _TITLES)
@settings(
    max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_any_history_gives_the_index_of_the_final_entries(first, second):
    """Adding, changing and removing entries gives the same index as adding the final entries at once."""
    with memory_store() as changed, memory_store() as fresh:
        ids = fill(changed, *({"key": f"k{n}", "title": title} for n, title in enumerate(first)))
        with changed.write("edit") as tx:
            for entry_id, title in zip(ids, second, strict=False):
                tx.update(columns.ENTRY, {entry_id: {"title": title}})
        titles = [*second, *first[len(second) :]][: len(first)]
        fill(
            fresh,
            *(
                {"key": f"k{n}", "title": title, "text": f"- {old}"}
                for n, (title, old) in enumerate(zip(titles, first, strict=True))
            ),
        )
        assert _dump(changed) == _dump(fresh)


@given(st.lists(st.text(max_size=40), min_size=6, max_size=6))
def test_the_vocabulary_of_an_entry_comes_from_its_tokens(texts):
    title, venue, org, abstract, mention, note = texts
    fields = Fields(
        1, "k2024", "paper", title, (), (), org, abstract, 2024, venue, "https://a.org/one-two",
        mentions=[("A-B", ("T",), mention)], tags=[("to read",)], notes=[(note,)],
    )  # fmt: skip
    doc = make_doc(fields)
    assert unpack(*doc.pack()) == doc
    assert {"one", "two", "to", "read", "2024"} <= doc.vocabulary()
    assert doc.vocabulary().isdisjoint({"k2024", VALUE_SEPARATOR})


@given(
    st.lists(
        st.text(alphabet=string.ascii_letters + string.digits + "é知識圖 -·/.", max_size=30), max_size=12
    ),
    st.sampled_from([1, 4, 99]),
)
def test_sqlite_counts_document_frequencies_as_python_does(texts, flush_texts):
    docs = [
        make_doc(Fields(1, "k", "paper", text, (), (), None, text[::-1], None, None, None)) for text in texts
    ]
    counted = Counter({"known": 1})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(document_frequency, "_FLUSH_TEXTS", flush_texts)
        counter = document_frequency.DocumentFrequencyCounter(counted, is_vocabulary_word)
        for doc in docs:
            counter.add([doc.vocabulary_text()])
        counter.add([])
        counter.close()
    assert counted == Counter(word for doc in docs for word in doc.vocabulary()) + Counter({"known": 1})


@given(st.text(alphabet="abcé知", max_size=9), st.integers(1, 2))
def test_every_choice_of_deletes_has_its_own_hash(word, edits):
    """Equal remaining letters have equal hashes, and no two different remainders share a hash by chance."""
    prefix = word[:7]
    remainders = {
        kept
        for size in range(max(len(prefix) - edits, 0), len(prefix) + 1)
        for kept in combinations(prefix, size)
    }
    hashes = symspell.delete_hashes(word, edits)
    assert len(hashes) == len(remainders)
    for kept in remainders:
        assert hashes >= symspell.delete_hashes("".join(kept), 0)


def test_document_frequencies_are_right_when_flushed_early(store, monkeypatch):
    monkeypatch.setattr(vocabulary, "_FLUSH_WORDS", 5)
    monkeypatch.setattr(updater, "_BATCH", range(1, 2))
    titles = [
        "alpha beta gamma delta",
        "alpha beta epsilon",
        "alpha zeta eta theta",
        "beta alpha eta",
        "alpha iota kappa",
    ]
    fill(store, *({"key": f"k{n}", "title": title} for n, title in enumerate(titles)))
    for word in {word for title in titles for word in title.split()}:
        counted = store.query("SELECT docs FROM search_term WHERE word = ?", [word])
        assert counted == [(sum(word in title.split() for title in titles),)]
