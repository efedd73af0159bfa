"""A file read in pieces, or by other processes, gives what it gives as a whole."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from readlist import reading
from readlist.matching import work_out_traits
from readlist.readers import can_cut, cut, read
from readlist.readers.jsonl import cut as cut_lines
from readlist.reading import File, read_files

ENTRY = json.dumps({"schema": 1, "key": "k", "kind": "paper", "title": "A title", "mentions": []})
LINES = st.lists(
    st.sampled_from(
        [ENTRY, '{"type": "book", "title": "T"}', '{"type": "book", "title": "题"}', '{"x": 1}', "{broken", "", "prose", "  "]
    ),
    max_size=30,
)  # fmt: skip


def _elsewhere(function, items):
    """Stand in for other processes: a map that is not the builtin one."""
    return map(function, items)


def _read(path, map_):
    (found,) = read_files([File(path)], map_)
    return found


@given(LINES, st.sampled_from(["\n", "\r\n"]), st.integers(1, 200))
def test_the_pieces_of_json_lines_are_the_file_and_each_can_be_read(lines, end, size):
    text = end.join([ENTRY, *lines])
    pieces = cut_lines(text, size)
    assert "".join(pieces) == text.replace("\r\n", "\n")
    whole = read(text, "x.jsonl")
    parts, before = [], 0
    for piece in pieces:
        found = read(piece, "x.jsonl").parts
        parts += [(p.line + before, p.end_line + before, p.record, p.topics, p.text) for p in found]
        before += piece.count("\n")
    assert parts == [(p.line, p.end_line, p.record, p.topics, p.text) for p in whole.parts]


def test_a_long_file_is_cut_near_the_size_that_is_asked_for():
    lines = [ENTRY] * 100
    pieces = cut("\n".join(lines), "x.jsonl", 1_000)
    assert len(pieces) > 5
    assert max(map(len, pieces)) < 1_000 + 3 * len(ENTRY)
    assert not can_cut("x.md")


def test_a_file_read_in_pieces_is_the_same_as_read_here(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "_PIECE", 300)
    path = tmp_path / "x.jsonl"
    path.write_text("\n".join([*[ENTRY] * 9, "{broken", *[ENTRY] * 9]), encoding="utf-8")
    here, elsewhere = _read(path, map), _read(path, _elsewhere)
    assert len(cut(path.read_text(), path.name, 300)) > 2
    assert elsewhere.content == here.content == path.read_bytes()
    assert (elsewhere.encoding, elsewhere.error) == (here.encoding, None)
    assert elsewhere.document.problems == here.document.problems != ()
    parts = [(p.line, p.end_line, p.topics, p.text, p.record, p.record_text) for p in here.document.parts]
    again = [(p.line, p.end_line, p.topics, p.text, p.record, p.claim) for p in elsewhere.document.parts]
    assert again == parts
    assert here.traits == ()
    assert elsewhere.traits == [work_out_traits(part.record) for part in here.document.parts]


def test_what_cannot_be_read_is_told_in_its_place(tmp_path):
    good, bad = tmp_path / "good.jsonl", tmp_path / "bad.jsonl"
    good.write_text(ENTRY)
    bad.write_text("prose")
    files = [File(bad), File(good), File(tmp_path / "gone.md"), File(None, b"- [A](https://a.org)")]
    for map_ in (map, _elsewhere):
        errors = [found.error for found in read_files(files, map_)]
        assert [bool(error) for error in errors] == [True, False, True, False]
        assert "holds no references" in errors[0]
        assert "No such file" in errors[2]
