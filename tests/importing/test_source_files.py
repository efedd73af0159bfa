from __future__ import annotations

import pytest

from readlist.errors import InputError
from readlist.importing.folders import find_files
from readlist.importing.source_files import Source, stored_path
from readlist.storage.database import Store
from readlist.storage.topic_rows import Topics


@pytest.fixture
def folder(tmp_path):
    for name in (
        "b.md",
        "a.txt",
        "C.MARKDOWN",
        "pic.png",
        ".hidden.md",
        "sub/d.md",
        ".git/e.md",
        "sub/deeper/f.md",
    ):
        path = tmp_path / "notes" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("text")
    return tmp_path / "notes"


@pytest.fixture
def tx(tmp_path):
    with Store.open(tmp_path / "library.db") as store, store.write("test") as transaction:
        yield transaction


def names(paths, folder):
    return [str(path.relative_to(folder)) for path in paths]


def test_a_folder_has_its_notes_without_hidden_ones(folder):
    assert names(find_files([folder]).files, folder) == [
        "C.MARKDOWN",
        "a.txt",
        "b.md",
        "sub/d.md",
        "sub/deeper/f.md",
    ]


def test_a_named_file_may_have_any_suffix_and_is_listed_once(folder):
    found = find_files(
        [folder / "pic.png", folder / "sub", folder / "sub" / "d.md", folder / "sub" / ".." / "b.md"]
    )
    assert [stored_path(path).rpartition("notes/")[2] for path in found.files] == [
        "pic.png",
        "sub/d.md",
        "sub/deeper/f.md",
        "b.md",
    ]


def test_a_missing_path_is_an_error(folder):
    with pytest.raises(InputError, match="no such file or folder"):
        find_files([folder / "x.md"])
    (folder / "empty").mkdir()
    with pytest.raises(InputError, match="contains no notes"):
        find_files([folder / "empty"])


def save(tx, path, content=b"x"):
    source = Source(tx, path, content)
    source.save(encoding="utf-8", title=None, at="2026")
    return source


def test_names_get_folders_in_front_until_they_differ(tx, folder):
    for path in ("b.md", "sub/b.md", "sub/deeper/b.md"):
        (folder / path).write_text(path)
    found = [save(tx, folder / path, path.encode()) for path in ("b.md", "sub/b.md", "sub/deeper/b.md")]
    assert [source.name for source in found] == ["b.md", "sub/b.md", "deeper/b.md"]
    assert [source.is_known for source in found] == [False] * 3


def test_a_source_is_recognised_by_its_path_or_by_its_content_if_its_file_was_renamed(tx, folder):
    first = save(tx, folder / "b.md", b"one")
    assert save(tx, folder / "b.md", b"two").id == first.id
    assert save(tx, folder / "a.txt", b"two").id != first.id
    (folder / "b.md").rename(folder / "z.md")
    moved = save(tx, folder / "z.md", b"two")
    assert (moved.id, moved.name, moved.former_name) == (first.id, "z.md", "b.md")


def test_the_standard_input_is_never_taken_for_a_file(tx, folder):
    piped = save(tx, None, b"same")
    assert (piped.name, stored_path(None)) == ("stdin", "-/stdin")
    assert save(tx, folder / "b.md", b"same").id != piped.id


def test_topics_are_created_with_their_parents_and_dropped_from_the_innermost(tx):
    topics = Topics(tx)
    inner = topics.id_of(("A", "B", "C"))
    assert topics.id_of(("A", "B", "C")) == inner
    assert topics.id_of(()) is None
    rows = tx.connection.execute("SELECT name, parent_id, folded FROM topic ORDER BY id").fetchall()
    assert rows == [("A", None, "a"), ("B", 1, "a / b"), ("C", 2, "a / b / c")]
    topics.drop_unused()
    assert tx.connection.execute("SELECT count(*) FROM topic").fetchone() == (0,)
