"""What is no file, what is in the way, and what is nobody else's business."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from readlist import Library, config
from readlist.errors import InputError, LibraryError, UsageError
from readlist.importing import file_reader
from readlist.util.atomic_write import write_atomically

LORA = "- [LoRA: Low-Rank Adaptation of Large Language Models](https://arxiv.org/abs/2106.09685)\n"
posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX files")


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "made" / "l.db") as library:
        yield library


# -- reading -----------------------------------------------------------------------------------------------------------


@posix
def test_what_is_no_file_is_reported_and_the_rest_is_imported(library, tmp_path):
    notes = tmp_path / "notes"
    (notes / "below").mkdir(parents=True)
    (notes / "a.md").write_text(LORA)
    os.mkfifo(notes / "pipe.md")
    (notes / "gone.md").symlink_to(notes / "nowhere.md")
    (notes / "below" / "circle").symlink_to(notes)
    (notes / "null.md").symlink_to("/dev/null")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(notes / "s.md"))
        report = library.import_paths([notes])
    said = {one.name.rpartition("/")[2]: one.error.partition(": ")[2] for one in report.failed}
    assert said == {
        "pipe.md": "is a pipe, not a file",
        "gone.md": "No such file or directory",
        "null.md": "is a device, not a file",
        "s.md": "is a socket, not a file",
    }
    assert report.added == 1


def test_a_file_that_is_too_large_is_reported_unread(library, tmp_path, monkeypatch):
    (tmp_path / "a.md").write_text(LORA)
    (tmp_path / "b.md").write_text(LORA * 100)
    monkeypatch.setattr(file_reader, "LARGEST", 1000)
    report = library.import_paths([tmp_path / "a.md", tmp_path / "b.md"])
    (failed,) = report.failed
    assert failed.error == f"{tmp_path}/b.md: is larger than 0 MiB"
    assert report.added == 1


# -- writing -----------------------------------------------------------------------------------------------------------


@posix
def test_a_pipe_is_written_to_and_stays(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    write_atomically(pipe, ["a", b"b"])
    reader.join(timeout=10)
    assert got == [b"ab"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@posix
def test_a_device_is_written_to_and_stays():
    write_atomically("/dev/null", ["text"])
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


@posix
def test_standard_output_may_be_named(tmp_path):
    code = (
        "from readlist.util.atomic_write import write_atomically; write_atomically('/dev/stdout', ['text'])"
    )
    with (tmp_path / "out").open("wb") as out:
        subprocess.run([sys.executable, "-c", code], stdout=out, check=True)
    assert (tmp_path / "out").read_text() == "text"


@posix
def test_what_a_killed_process_left_is_removed_by_the_next(tmp_path):
    code = f"""if 1:
        import os, signal
        from readlist.util.atomic_write import write_atomically
        def chunks():
            yield "half"
            os.kill(os.getpid(), signal.SIGKILL)
        write_atomically({str(tmp_path / "a.md")!r}, chunks())
    """
    subprocess.run([sys.executable, "-c", code], check=False)
    (left,) = tmp_path.iterdir()
    assert left.name.startswith(".a.md.")
    other = tmp_path / f".b.md.another-machine-{left.suffixes[-2].rpartition('-')[2]}.tmp"
    other.write_text("being written elsewhere")
    write_atomically(tmp_path / "b.md", ["whole"])
    assert sorted(tmp_path.iterdir()) == [other, tmp_path / "b.md"]


def test_a_file_that_another_process_is_writing_is_left(tmp_path):
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as running:
        write_atomically(tmp_path / "a.md", ["x"])
        part = tmp_path / f".b.md.{os.uname().nodename}-{running.pid}.tmp"
        part.write_text("half")
        write_atomically(tmp_path / "a.md", ["y"])
        assert part.exists()
        running.communicate(b"\n")
    write_atomically(tmp_path / "a.md", ["z"])
    assert not part.exists()


def test_a_full_disk_is_called_that(tmp_path, monkeypatch):
    def full(_descriptor):
        raise OSError(28, "No space left on device")

    (tmp_path / "a.md").write_text("old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match="the disk is full; nothing was written"):
        write_atomically(tmp_path / "a.md", ["new"])
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a.md", "old")]


def test_a_library_that_does_not_fit_is_as_before(library):
    library.add(["2401.00001"], offline=True)
    pages = library.store.query("PRAGMA page_count")[0][0]
    library.store.query(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(LibraryError, match="the disk is full"):
        library.add(["2401.00002"], offline=True, note="words " * 100_000)
    assert library.count() == 1
    assert library.check().problems == ()


# -- the library file --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("replaced", [False, True])
@posix
def test_a_library_that_is_deleted_while_in_use_is_noticed(library, tmp_path, replaced):
    path = tmp_path / "made" / "l.db"
    path.rename(tmp_path / "elsewhere.db")
    if replaced:
        Library.open(path).close()
    with pytest.raises(LibraryError, match="was deleted or replaced while it was in use"):
        library.add(["2401.00001"], offline=True)


@pytest.mark.parametrize("name", [":memory:", "file:l.db?mode=ro"])
def test_only_files_are_libraries(name):
    with pytest.raises(UsageError, match="the library is a file, not"):
        config.load(name)


@posix
def test_a_library_is_for_its_owner_alone(library, tmp_path):
    library.add(["2401.00001"], offline=True)
    assert oct((tmp_path / "made").stat().st_mode & 0o777) == "0o700"
    for path in (tmp_path / "made").iterdir():
        assert oct(path.stat().st_mode & 0o777) == "0o600", path.name
