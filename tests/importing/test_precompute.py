"""Precomputed results change only the time of an import, not its result."""

from __future__ import annotations

import json
from contextlib import nullcontext

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from depth import examples
from notebook import Notebook, dump, memory_store
from readlist.importing import file_reader, importer
from readlist.index import document, updater
from readlist.index.updater import IndexUpdate

TITLES = (
    "Low-rank adaptation of models",
    "LoRA: Low-rank adaptation of models",
    "检索增强的生成",
    "Memory",
    "memory",
)
LINES = st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["paper", "paper", "repo", "note"]),
            "title": st.sampled_from(TITLES),
            "key": st.sampled_from(["k1", "k2", None]),
            "doi": st.sampled_from(["10.1000/1", "10.1000/2", None, None]),
            "authors": st.sampled_from([["Ada Li"], ["Wu Bo"], []]),
            "year": st.sampled_from([2020, 2023, None]),
            "url": st.sampled_from(["https://a.org/1", "https://github.com/a/b", None]),
            "tags": st.sampled_from([["LLM"], ["llm", "to read"], []]),
            "abstract": st.sampled_from(["We study GPT-4V and LoRAMoE.", None]),
            "topics": st.sampled_from([["PEFT"], ["PEFT", "混合專家"], []]),
        }
    ),
    min_size=1,
    max_size=14,
)  # fmt: skip


def _elsewhere(function, items):
    return map(function, items)


def _write(book, number, entries):
    lines = []
    for entry in entries:
        topics = entry["topics"]
        mention = {"topics": topics, "label": None, "text": f"- {entry['title']} \U0001f4d1"}
        known = {name: value for name, value in entry.items() if value is not None and name != "topics"}
        lines.append(json.dumps({"schema": 1, **known, "mentions": [mention]}, ensure_ascii=False))
    return book.write(f"{number}.jsonl", "\n".join(lines))


def _bring(book, files, map_, *, size):
    """Import files as one operation, cut into pieces of ``size``."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(file_reader, "_PIECE", size)
        patch.setattr("time.time_ns", lambda: 1_800_000_000_000_000_000)
        patch.setattr(importer._Run, "workers", lambda _: nullcontext(map_))
        return importer.import_paths(
            book.store, [_write(book, number, entries) for number, entries in enumerate(files)]
        )


@given(st.lists(LINES, min_size=1, max_size=3), st.sampled_from([1, 500, 100_000]))
@settings(
    max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_the_library_is_the_same_for_any_readers_and_pieces(tmp_path_factory, files, size):
    folder = tmp_path_factory.mktemp("ahead")
    with (
        memory_store() as here,
        memory_store() as elsewhere,
        memory_store() as whole,
    ):
        first = _bring(Notebook(folder / "here", here), files, map, size=size)
        second = _bring(Notebook(folder / "elsewhere", elsewhere), files, _elsewhere, size=size)
        assert _rows(elsewhere) == _rows(here)
        assert _told(first) == _told(second)
        _bring(Notebook(folder / "whole", whole), files, map, size=100_000)
        assert Notebook(folder, whole).works() == Notebook(folder, here).works()
        found = _rows(elsewhere)
        elsewhere.query("BEGIN")
        updater.rebuild(elsewhere.connection)
        assert _rows(elsewhere) == found
        elsewhere.query("ROLLBACK")


def test_words_are_counted_if_the_last_file_has_no_document(tmp_path):
    with Notebook(tmp_path).store as store:
        book = Notebook(tmp_path, store)
        good = book.write(
            "a.jsonl", '{"schema": 1, "key": "k", "kind": "paper", "title": "One work", "mentions": []}'
        )
        bad = book.write("b.jsonl", "prose")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(importer._Run, "workers", lambda _: nullcontext(_elsewhere))
            report = importer.import_paths(store, [good, bad])
        assert [bool(file.error) for file in report.files] == [False, True]
        assert ("work", 1) in store.query("SELECT word, docs FROM search_term")


def test_a_file_that_was_renamed_is_counted_once(tmp_path):
    with Notebook(tmp_path).store as store:
        book = Notebook(tmp_path, store)
        line = {"kind": "paper", "title": "One work", "key": "k", "topics": [], "tags": []}
        _bring(book, [[line, {**line, "title": "Another work", "key": "o"}]], _elsewhere, size=100_000)
        counted = store.query("SELECT word, docs FROM search_term ORDER BY word")
        (tmp_path / "0.jsonl").rename(tmp_path / "renamed.jsonl")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(importer._Run, "workers", lambda _: nullcontext(_elsewhere))
            importer.import_paths(store, [tmp_path / "renamed.jsonl"])
        assert store.query("SELECT name FROM source") == [("renamed.jsonl",)]
        assert store.query("SELECT word, docs FROM search_term ORDER BY word") == counted


def _told(report):
    return report.added, report.by_kind, [(told.line, told.message) for told in report.warnings]


def _rows(store):
    """Return all rows, without paths and times."""
    rows = dump(store, journal=False)
    rows["source"] = store.query("SELECT name, hash, title FROM source ORDER BY name")
    return rows


def test_entries_equal_to_their_drafts_are_indexed_at_once(tmp_path, monkeypatch):
    taken = []
    add = IndexUpdate.add
    monkeypatch.setattr(
        IndexUpdate, "add", lambda self, docs, *rest: taken.append(docs) or add(self, docs, *rest)
    )
    made = []
    make_docs = document.make_docs
    monkeypatch.setattr(updater, "make_docs", lambda fields: made.extend(fields) or make_docs(fields))
    with Notebook(tmp_path).store as store:
        one = {"kind": "paper", "title": "One title of a work", "key": "k", "topics": [], "tags": ["llm"]}
        same_key = {**one, "title": "Another work with a title", "topics": ["A"]}
        other_tag = {**one, "title": "A third work that has a title", "key": "t", "tags": ["LLM"]}
        _bring(Notebook(tmp_path, store), [[one, same_key, other_tag]], _elsewhere, size=100_000)
        assert [list(docs) for docs in taken] == [[1, 3]]
        assert [fields.key for fields in made] == ["ka"]
