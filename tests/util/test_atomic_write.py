"""Atomic writes: a file is written whole or not at all."""

from __future__ import annotations

import pytest

from readlist.errors import InputError
from readlist.util.atomic_write import write_atomically


def test_chunks_are_written(tmp_path):
    write_atomically(tmp_path / "a.md", ["一", "\r\n", "二\n"])
    assert (tmp_path / "a.md").read_bytes() == "一\r\n二\n".encode()
    assert [path.name for path in tmp_path.iterdir()] == ["a.md"]


def test_a_failure_leaves_the_old_file(tmp_path):
    def chunks():
        yield "half"
        raise ZeroDivisionError

    (tmp_path / "a.md").write_text("old")
    with pytest.raises(ZeroDivisionError):
        write_atomically(tmp_path / "a.md", chunks())
    assert (tmp_path / "a.md").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.md"]


def test_permissions_and_links_stay(tmp_path):
    target = tmp_path / "a.md"
    target.write_text("old")
    target.chmod(0o640)
    (tmp_path / "link.md").symlink_to(target)
    write_atomically(tmp_path / "link.md", ["new"])
    assert target.read_text() == "new"
    assert target.stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "link.md").is_symlink()


@pytest.mark.parametrize("name", ["no/such/folder.md", "folder"])
def test_a_path_that_cannot_be_written(tmp_path, name):
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputError, match="cannot be written"):
        write_atomically(tmp_path / name, ["text"])
