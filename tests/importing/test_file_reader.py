"""A file read in pieces, or by worker processes, gives the same result as when it is read as a whole."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.formats.readers import can_cut, cut, read
from readlist.formats.readers.json_lines import cut as cut_lines
from readlist.importing import file_reader
from readlist.importing.file_reader import File, _Piece, read_files, read_piece
from readlist.importing.precompute import join
from readlist.linkage.features import features_of

ENTRY = json.dumps({"schema": 1, "key": "k", "kind": "paper", "title": "A title", "mentions": []})
LINES = st.lists(
    st.sampled_from(
        [ENTRY, '{"type": "book", "title": "T"}', '{"type": "book", "title": "题"}', '{"x": 1}', "{broken", "", "prose", "  "]
    ),
    max_size=30,
)  # fmt: skip


def _elsewhere(function, items):
    """Return a map that is not the builtin one, in place of worker processes."""
    return map(function, items)


def _read(path, map_):
    (found,) = map(list, read_files([File(path)], map_, 0))
    return found


@given(LINES, st.sampled_from(["\n", "\r\n"]), st.integers(1, 200))
def test_the_pieces_of_json_lines_are_the_file_and_each_can_be_read(lines, end, size):
    text = end.join([ENTRY, *lines])
    pieces = cut_lines(text, size)
    assert "".join(pieces) == text.replace("\r\n", "\n")
    whole = read(text, "x.jsonl")
    parts, before = [], 0
    for piece in pieces:
        found = read(piece, "x.jsonl").items
        parts += [(p.line + before, p.end_line + before, p.record, p.topics, p.text) for p in found]
        before += piece.count("\n")
    assert parts == [(p.line, p.end_line, p.record, p.topics, p.text) for p in whole.items]


def test_a_long_file_is_cut_near_the_requested_size():
    lines = [ENTRY] * 100
    pieces = cut("\n".join(lines), "x.jsonl", 1_000)
    assert len(pieces) > 5
    assert max(map(len, pieces)) < 1_000 + 3 * len(ENTRY)
    assert not can_cut("x.md")


BIBTEX = """@article{%(key)s,
  title = {On {Ponds} \\& lakes %(key)s},
  note = {A line
@ at the start of a line}
}
"""


@pytest.mark.parametrize("between", ["", "\n", "\n\nSome words\n\n", "\n% a remark\n", "\n  }\n"])
def test_the_pieces_of_bibtex_are_the_file_and_each_can_be_read(between):
    entries = [BIBTEX % {"key": f"k{number}"} for number in range(30)]
    entries[7] = entries[7].replace("}\n}", "\n")  # not closed
    text = between.join(entries)
    pieces = cut(text, "x.bib", 500)
    assert "".join(pieces) == text
    assert (len(pieces) > 3) == (not between.strip(" \n}"))
    parts, problems, before = [], [], 0
    for piece in pieces:
        found = read(piece, "x.bib")
        parts += [(p.line + before, p.end_line + before, p.record, p.text) for p in found.items]
        problems += [(one.line + before, one.message) for one in found.diagnostics]
        before += piece.count("\n")
    whole = read(text, "x.bib")
    assert parts == [(p.line, p.end_line, p.record, p.text) for p in whole.items]
    assert problems == [(one.line, one.message) for one in whole.diagnostics] != []


@pytest.mark.parametrize(
    "more",
    [
        "@string{a = {b}}\n",
        "@Comment{jabref-meta: grouping:}\n",
        "@book{x, crossref = {k1}}\n",
        "@book{x,\n xdata = {k1}}\n",
        BIBTEX % {"key": "k1"},
    ],
)
def test_a_bibtex_file_whose_entries_need_each_other_is_not_cut(more):
    text = "".join(BIBTEX % {"key": f"k{number}"} for number in range(30)) + more
    assert cut(text, "x.bib", 500) == [text]


def test_the_first_groups_are_small_and_later_ones_limited(monkeypatch):
    monkeypatch.setattr(file_reader, "_GROUP", range(10, 100))
    pieces = [file_reader._Piece(File(None), "x" * 5) for _ in range(400)]
    groups = list(file_reader._group(pieces, 100))
    sizes = [5 * len(group) for group in groups]
    assert [piece for group in groups for piece in group] == pieces
    assert sizes[:4] == [10] * 4
    assert sizes[:-1] == sorted(sizes[:-1])
    assert max(sizes) == 100


def test_workers_cut_a_file_in_the_same_places_and_its_pieces_join_to_the_whole(tmp_path, monkeypatch):
    path = tmp_path / "x.jsonl"
    path.write_text("\n".join([*[ENTRY] * 9, "{broken", *[ENTRY] * 9]), encoding="utf-8")
    (whole,) = _read(path, map)
    monkeypatch.setattr(file_reader, "_PIECE", 300)
    here, elsewhere = _read(path, map), _read(path, _elsewhere)
    assert len(here) == len(elsewhere) == len(cut(path.read_text(), path.name, 300)) > 2
    for pieces in (here, elsewhere):
        assert (pieces[0].content, pieces[0].encoding) == (path.read_bytes(), whole.encoding)
        assert not any(piece.error for piece in pieces)
        joined = join([piece.document for piece in pieces])
        assert joined.diagnostics == whole.document.diagnostics != ()
        assert [_plain(part) for part in joined.items] == [_plain(part) for part in whole.document.items]


def _plain(part):
    return (part.item, part.record_json, part.features)


def test_drafts_are_computed_only_by_workers(tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_text(ENTRY, encoding="utf-8")
    ((here,), (elsewhere,)) = _read(path, map), _read(path, _elsewhere)
    assert [part.draft for part in here.document.items] == [None]
    (part,) = elsewhere.document.items
    assert part == (part.item, part.item.record.to_json(), features_of(part.item.record), None, None)
    ((new,),) = map(list, read_files([File(path, is_new=True)], _elsewhere, 0))
    assert new.document.items[0].draft.entry.columns["title"] == "A title"


def test_unreadable_files_are_reported_in_order(tmp_path):
    good, bad = tmp_path / "good.jsonl", tmp_path / "bad.jsonl"
    good.write_text(ENTRY)
    bad.write_text("prose")
    files = [File(bad), File(good), File(tmp_path / "gone.md"), File(None, b"- [A](https://a.org)")]
    for map_ in (map, _elsewhere):
        errors = [found.error for pieces in read_files(files, map_, 0) for found in pieces]
        assert [bool(error) for error in errors] == [True, False, True, False]
        assert "contains no references" in errors[0]
        assert "No such file" in errors[2]


def test_pieces_that_are_not_consumed_are_skipped(tmp_path, monkeypatch):
    monkeypatch.setattr(file_reader, "_PIECE", 300)
    long, short = tmp_path / "long.jsonl", tmp_path / "short.jsonl"
    long.write_text("\n".join([ENTRY] * 20), encoding="utf-8")
    short.write_text(ENTRY, encoding="utf-8")
    firsts = [next(pieces) for pieces in read_files([File(long), File(short)], map, 0)]
    assert [first.content for first in firsts] == [long.read_bytes(), short.read_bytes()]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.bib", "% nothing here\n"),
        ("a.bib", "@comment{only}\n"),
        ("a.bib", "@article{broken, title = {never closed\n"),
        ("a.ris", "TY  - JOUR\nER  - \n"),
        ("a.json", '[{"type": "book"}]'),
        ("a.yaml", "a: b\n"),
    ],
)
def test_a_file_of_references_without_any_is_an_error(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text)
    assert "contains no" in read_piece(_Piece(File(path))).error


@pytest.mark.parametrize(
    ("name", "text"), [("a.md", "Only prose.\n"), ("a.org", "Only prose.\n"), ("a.json", "[]"), ("a.bib", "")]
)
def test_notes_may_be_nothing_but_prose_and_files_may_be_empty(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text)
    assert read_piece(_Piece(File(path))).error is None
