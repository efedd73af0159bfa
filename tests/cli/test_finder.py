"""The state of the finder, without a terminal: query, selection and changes."""

from __future__ import annotations

import sqlite3

import pytest

from readlist.cli.finder.state import Finder
from readlist.library import Library
from readlist.search.filters import Filters

LORA = "LoRA: Low-Rank Adaptation of Large Language Models"


@pytest.fixture
def finder(library):
    return Finder(library)


def typed(finder, text):
    finder.type(text)
    finder.refresh()
    return [row.entry.title for row in finder.rows]


def test_it_starts_with_all_works(finder):
    finder.refresh()
    assert len(finder.rows) == 5
    assert finder.selected.hit is None
    assert finder.is_whole
    assert finder.message == ""


def test_results_follow_the_query(finder):
    assert len(typed(finder, "low rank")) == 2
    assert typed(finder, "low rank -galore") == [LORA]
    assert finder.selected.hit.snippet
    assert len(typed(finder, "low rank")) == 2
    assert len(typed(finder, "")) == 5


def test_typing_does_not_search_by_itself(finder, monkeypatch):
    asked = []
    search = finder.library.search
    monkeypatch.setattr(
        finder.library, "search", lambda query, **how: asked.append(query) or search(query, **how)
    )
    for text in ("l", "lo", "lor", "lora"):
        finder.type(text)
    finder.refresh()
    finder.refresh()
    finder.type(" lora  ")
    finder.refresh()
    assert asked == ["lora"]


def test_filters_sort_order_and_exactness_are_kept(library):
    assert typed(Finder(library, filters=Filters(topics=("rag",))), "")[0].startswith(("Self", "Active"))
    finder = Finder(library, sort="year", exact=True)
    assert typed(finder, "")[0].startswith("GaLore")
    assert typed(finder, "low rank")[0].startswith("GaLore")
    assert typed(finder, "lwo rnak") == []


def test_a_relaxed_query_is_reported(finder):
    assert typed(finder, "adaptatoin")
    assert finder.message.startswith("searched instead: ")


def test_nothing_found(finder):
    assert typed(finder, "zzzzqqqq") == []
    assert finder.message.startswith("nothing found")
    assert finder.selected is None
    finder.move(1)
    assert finder.place == 0
    for act in (finder.copy, lambda: finder.target(page=False), lambda: finder.tag("x")):
        assert not act()
        assert finder.message == "nothing is selected"
    finder.ask("tags")
    assert finder.asking == ""


@pytest.mark.parametrize("query", ["year:", "low rank year:", "year:soon", "?!", '"'])
def test_an_incomplete_query_keeps_the_results(finder, query):
    before = typed(finder, "low rank")
    assert len(before) == 2
    assert typed(finder, query) == before
    assert finder.message
    assert typed(finder, "low rank") == before
    assert finder.message == ""


def test_an_unknown_field_is_searched_as_a_word(finder):
    assert typed(finder, "nofield:x lora")[0] == LORA
    assert finder.message.startswith("searched instead: any of: ")


def test_an_invalid_value_is_reported(finder):
    before = typed(finder, "low rank")
    assert typed(finder, "low rank year:soon") == before
    assert "year" in finder.message


def test_the_selection_stays_within_the_rows(finder):
    finder.move(-1)
    assert finder.place == 0
    finder.move(3)
    assert finder.place == 3
    finder.scroll_by(5)
    finder.move(100)
    assert (finder.place, finder.scroll) == (4, 0)
    typed(finder, "low rank")
    assert finder.place == 0


def test_the_preview_does_not_scroll_above_its_top(finder):
    finder.scroll_by(2)
    finder.scroll_by(-7)
    assert finder.scroll == 0


def test_a_long_list_is_loaded_in_pages(tmp_path):
    items = "".join(
        f"- [Common title of works, number {number:03}](https://example.org/{number})\n"
        for number in range(130)
    )
    (tmp_path / "long.md").write_text(f"# x\n\n{items}")
    with Library.open(tmp_path / "library.db") as library:
        library.import_paths([tmp_path / "long.md"])
        for query in ("", "common title"):
            finder = Finder(library)
            typed(finder, query)
            assert (len(finder.rows), finder.is_whole) == (50, False)
            finder.move(49)
            assert len(finder.rows) == 50
            before = finder.selected.entry
            finder.move(1)
            assert finder.place == 50
            assert len(finder.rows) > 50
            assert finder.rows[49].entry == before
            finder.move(1000)
            assert finder.is_whole
            assert finder.place == len(finder.rows) - 1 >= 129


def test_tags_are_added_and_removed(finder):
    typed(finder, "low rank -galore")
    finder.ask("tags")
    finder.tag("PEFT, to teach")
    assert finder.asking == ""
    assert finder.selected.entry.tags == ("PEFT", "to teach")
    assert finder.message == f"tagged: {finder.selected.entry.key}"
    finder.tag("-peft, classic")
    assert finder.selected.entry.tags == ("classic", "to teach")
    finder.tag("classic")
    assert "nothing to do" in finder.message
    finder.tag(" ")
    assert "the tag is empty" in finder.message
    assert finder.library.find("low-rank adaptation").tags == ("classic", "to teach")


def test_the_status_is_set_and_cleared(finder):
    typed(finder, "low rank -galore")
    finder.set_status("reading")
    assert finder.selected.entry.status == "reading"
    finder.set_status("none")
    assert finder.selected.entry.status is None
    assert finder.library.history(limit=1)[0].command == f"status {finder.selected.entry.key} none"


def test_each_change_can_be_undone(finder):
    typed(finder, "low rank -galore")
    finder.tag("one")
    finder.set_status("read")
    finder.library.undo()
    entry = finder.library.find("low-rank adaptation")
    assert (entry.tags, entry.status) == (("one",), None)


def test_an_entry_removed_by_another_process(finder, db):
    typed(finder, "low rank -galore")
    key = finder.selected.entry.key
    with Library.open(db) as other:
        other.merge(["galore", key])
    finder.set_status("read")
    assert "removed by another process" in finder.message
    assert [row.entry.key for row in finder.rows] == [key]


def test_a_locked_library(finder, db):
    typed(finder, "low rank -galore")
    other = sqlite3.connect(db, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    finder.set_status("read")
    assert "locked by another process" in finder.message
    assert finder.selected.entry.status is None
    other.execute("ROLLBACK")
    other.close()
    finder.set_status("read")
    assert finder.selected.entry.status == "read"


def test_a_read_only_library(db, monkeypatch):
    monkeypatch.setattr("os.access", lambda *_: False)
    with Library.open(db) as library:
        finder = Finder(library)
        assert typed(finder, "low rank -galore") == [LORA]
        finder.tag("x")
        assert "is read-only" in finder.message
        assert finder.selected.entry.tags == ()


def test_an_error_during_a_search(finder, monkeypatch):
    before = typed(finder, "low rank")

    def fail(*_, **__):
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(finder.library, "search", fail)
    assert typed(finder, "lora") == before
    assert finder.message == "disk I/O error"


def test_copied_keys_are_unique_and_in_order_of_last_use(finder):
    first = finder.copy()
    finder.move(1)
    second = finder.copy()
    finder.move(-1)
    finder.copy()
    assert finder.copied == [second, first]
    assert finder.message == f"copied: {first}"


def test_opening_an_entry(finder, tmp_path):
    typed(finder, "low rank -galore")
    page = finder.target(page=False)
    assert page.startswith("https://arxiv.org/abs/2106.09685")
    assert finder.message == f"opening: {page}"
    pdf = tmp_path / "a.pdf"
    pdf.write_bytes(b"%PDF-1.4")
    with finder.library.store.write("pdf") as tx:
        from readlist.storage import columns

        row = {"entry_id": finder.selected.entry.id, "path": str(pdf), "url": page, "size": 8, "at": "2026"}
        tx.insert(columns.ATTACHMENT, [row])
    assert finder.target(page=False) == str(pdf)
    assert finder.target(page=True) == page


def test_an_entry_without_a_page(finder, tmp_path):
    (tmp_path / "b.md").write_text("# x\n\n- **A title without any link at all** 2020\n")
    finder.library.import_paths([tmp_path / "b.md"])
    assert typed(finder, "title without any link")
    assert finder.target(page=False) == ""
    assert "has no page" in finder.message


def test_a_query_is_saved_as_a_watch(finder, library):
    typed(finder, "low rank")
    finder.watch()
    assert finder.message == "saved for `readlist watch run`: low rank"
    assert [watch.query for watch in library.watches()] == ["low rank"]
    typed(finder, "(")
    finder.watch()
    assert "is not a query" in finder.message
