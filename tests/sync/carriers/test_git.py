"""The git carrier: the branches, and what becomes of them in bad hands."""

from __future__ import annotations

import json
import os
import shutil
import subprocess

import pytest

from hubs import device, nameless, operation, pull
from readlist.errors import NetworkError
from readlist.sync.carriers import git as carrier_of_git
from readlist.sync.carriers import git_files, git_repository
from readlist.sync.carriers.base import Kind, Operation
from readlist.util.zstandard import pack

IDENTITY = {
    "GIT_AUTHOR_NAME": "x",
    "GIT_AUTHOR_EMAIL": "x@x",
    "GIT_COMMITTER_NAME": "x",
    "GIT_COMMITTER_EMAIL": "x@x",
}


@pytest.fixture
def hub(git_hub):
    return git_hub


def git(hub, *arguments, given=None):
    """Run git on the remote."""
    command = ["git", f"--git-dir={hub.address}", *arguments]
    done = subprocess.run(
        command, input=given, capture_output=True, check=True, timeout=60, env=os.environ | IDENTITY
    )
    return done.stdout.decode().strip()


def write_branch(hub, name, files, parent=None):
    """Write a branch at the remote, as anyone may who can push there. Files: path to (mode, content)."""
    stream = [f"feature done\ncommit refs/heads/{name}\ncommitter x <x@x> 0 +0000\ndata 0\n".encode()]
    if parent:
        stream.append(f"from {parent}\n".encode())
    for path, (mode, content) in files.items():
        stream.append(
            b"M %b inline %b\ndata %d\n%b\n" % (mode.encode(), path.encode(), len(content), content)
        )
    git(hub, "fast-import", "--quiet", "--done", "--force", given=b"".join([*stream, b"done\n"]))


def tree(hub, name):
    """Return the paths of the files of a branch at the remote."""
    return git(hub, "ls-tree", "-r", "--name-only", name).splitlines()


# -- the branches ----------------------------------------------------------------------------------------------------


def test_a_branch_holds_plain_files_by_month(hub):
    hub.open(1).push([operation(1, 0), operation(1, 5)])
    listing = git(hub, "ls-tree", "-r", "--name-only", f"dev/{device(1)}").splitlines()
    assert listing == [f"2023-11/{operation(1, 0).id}.jsonl", "library"]
    text = git(hub, "show", f"dev/{device(1)}:{listing[0]}")
    assert [json.loads(line)["id"] for line in text.splitlines()] == [operation(1, 0).id, operation(1, 5).id]


def test_a_stamp_beyond_the_calendar_is_carried(hub):
    stamp = "f" * 16 + device(1)
    far = Operation(stamp, json.dumps({"id": stamp}).encode())
    hub.open(1).push([far])
    assert pull(hub.open(2))[1] == [far]


def test_compacting_packs_files_and_spares_nobody_an_operation(hub):
    ada, bob = hub.open(1), hub.open(2)
    for count in range(6):
        ada.push([operation(1, count)])
    at_bob, _, _ = pull(bob)
    ada.push([operation(1, 6)])
    ada.compact()
    assert len(git(hub, "ls-tree", "-r", "--name-only", f"dev/{device(1)}").splitlines()) == 2
    assert git(hub, "rev-list", "--count", f"dev/{device(1)}") == "1"
    at_bob, operations, notices = pull(bob, at_bob)
    assert (operations, notices) == ([operation(1, 6)], [])
    ada.push([operation(1, 7)])
    assert pull(bob, at_bob)[1:] == ([operation(1, 7)], [])
    assert sorted(pull(hub.open(3))[1]) == [operation(1, count) for count in range(8)]


def test_a_remote_that_forbids_rewriting_gets_packed_files_on_top(hub):
    ada = hub.open(1)
    git(hub, "config", "receive.denyNonFastForwards", "true")
    for count in range(4):
        ada.push([operation(1, count)])
    assert ada.compact().notices == ()
    assert len(git(hub, "ls-tree", "-r", "--name-only", f"dev/{device(1)}").splitlines()) == 2
    cursor, operations, _ = pull(hub.open(2))
    assert sorted(operations) == [operation(1, count) for count in range(4)]
    ada.push([operation(1, 4)])
    assert pull(hub.open(2), cursor)[1:] == ([operation(1, 4)], [])


def test_what_was_committed_but_not_pushed_is_pushed_the_next_time(hub):
    ada = hub.open(1)
    ada.push([operation(1, 0)])
    aside = hub.folder / "aside.git"
    shutil.move(hub.address, aside)
    with pytest.raises(NetworkError):
        ada.push([operation(1, 1)])
    shutil.move(aside, hub.address)
    assert pull(ada)[2] == []
    ada.push([])
    assert pull(hub.open(2))[1] == [operation(1, 0), operation(1, 1)]


def test_a_lost_cache_is_made_anew(hub):
    ada = hub.open(1)
    ada.push([operation(1, 0)])
    cursor, _, _ = pull(ada)
    hub.lose_cache(1)
    ada = hub.open(1)
    assert ada.push([operation(1, 0), operation(1, 1)]).stored == 1
    assert pull(ada, cursor)[1:] == ([operation(1, 1)], [])


def test_a_spoilt_cache_is_made_anew(hub):
    ada = hub.open(1)
    ada.push([operation(1, 0)])
    (hub.folder / "cache-1.git" / "HEAD").write_bytes(b"\0\0")
    assert hub.open(1).push([operation(1, 0), operation(1, 1)]).stored == 1


# -- branches that went elsewhere ------------------------------------------------------------------------------------


@pytest.mark.parametrize("by_whom", [1, 2])
def test_a_branch_that_was_rewound_is_pushed_again_by_anyone(hub, by_whom):
    ada, bob = hub.open(1), hub.open(2)
    ada.push([operation(1, 0)])
    old = git(hub, "rev-parse", f"dev/{device(1)}")
    ada.push([operation(1, 1)])
    cursor, _, _ = pull(bob)
    git(hub, "update-ref", f"refs/heads/dev/{device(1)}", old)
    _, operations, notices = pull(ada if by_whom == 1 else bob, cursor)
    assert operations == []
    assert [one.kind for one in notices] == [Kind.RESTORED]
    assert pull(hub.open(3))[1] == [operation(1, 0), operation(1, 1)]


def test_a_branch_that_vanished_is_pushed_again_by_anyone(hub):
    hub.open(1).push([operation(1, 0)])
    bob = hub.open(2)
    cursor, _, _ = pull(bob)
    git(hub, "update-ref", "-d", f"refs/heads/dev/{device(1)}")
    _, operations, notices = pull(bob, cursor)
    assert operations == []
    assert [(one.kind, one.device) for one in notices] == [(Kind.RESTORED, device(1))]
    assert pull(hub.open(3))[1] == [operation(1, 0)]


def test_a_branch_that_another_rewrote_is_reported_and_completed_by_its_device(hub):
    ada, bob = hub.open(1), hub.open(2)
    own = [operation(1, 0), operation(1, 1)]
    ada.push(own)
    at_bob, _, _ = pull(bob)
    write_branch(hub, f"dev/{device(1)}", {f"2023-11/{own[1].id}.jsonl": ("100644", own[1].body + b"\n")})
    at_bob, operations, notices = pull(bob, at_bob)
    assert operations == []
    assert [one.kind for one in notices] == [Kind.RESTORED]
    assert "has lost 1 operations" in notices[0].text
    pull(ada)
    ada.push([])
    assert sorted(pull(hub.open(3))[1]) == own
    assert sorted(pull(bob, at_bob)[1]) == own[:1]


@pytest.mark.parametrize("is_on_top", [False, True])
def test_files_that_somebody_took_off_a_branch_are_added_again_by_its_device(hub, is_on_top):
    ada = hub.open(1)
    own = [operation(1, 0), operation(1, 1)]
    for one in own:
        ada.push([one])
    name = f"dev/{device(1)}"
    named = git(hub, "show", f"{name}:library")
    files = {"README": ("100644", b"moved")}
    if is_on_top:
        files |= {path: ("100644", b"") for path in tree(hub, name) if path != "library"}
    write_branch(hub, name, files, git(hub, "rev-parse", name) if is_on_top else None)
    pull(ada)
    ada.push([])
    assert sorted(pull(hub.open(3))[1]) == own
    assert git(hub, "show", f"{name}:library") == named


def test_a_copy_of_the_library_that_writes_as_the_same_device_is_noticed(hub):
    ada = hub.open(1)
    ada.push([operation(1, 0)])
    shutil.copytree(hub.folder / "cache-1.git", hub.folder / "copy.git")
    twin = hub.open(1, cache=hub.folder / "copy.git")
    assert ada.push([operation(1, 1)]).notices == ()
    report = twin.push([operation(1, 2)])
    assert [(one.kind, one.device) for one in report.notices] == [(Kind.TWIN, device(1))]
    assert sorted(pull(hub.open(2))[1]) == [operation(1, count) for count in range(3)]
    assert [one.kind for one in pull(ada)[2]] == [Kind.TWIN]


# -- a hostile member ------------------------------------------------------------------------------------------------


def test_no_member_speaks_for_the_device_of_another(hub):
    hub.open(1).push([operation(1, 0)])
    forged, own = operation(1, 7), operation(2, 8)
    lines = b"\n".join([forged.body, own.body, b"{", b'{"id": 5}', b"[" * 100_000, b"\xff\xfe", b""])
    write_branch(hub, f"dev/{device(2)}", {f"2023-11/{own.id}.jsonl": ("100644", lines)})
    _, operations, notices = pull(hub.open(3))
    assert sorted(operations) == [operation(1, 0), own]
    assert {(one.kind, one.device) for one in notices} == {(Kind.REFUSED, device(2))}
    assert f"is signed as device {device(1)}" in notices[0].text
    assert len(notices) == 5


def test_only_plain_files_of_the_right_name_are_read(hub):
    reader, own = hub.open(3), operation(2, 8)
    write_branch(
        hub,
        f"dev/{device(2)}",
        {
            f"2023-11/{own.id}.jsonl": ("120000", b"/etc/passwd"),
            "2023-11/x.jsonl": ("100644", own.body),
            f"{own.id}.jsonl": ("100644", own.body),
            "notes.md": ("100644", b"x"),
        },
    )
    _, operations, notices = pull(reader)
    assert operations == []
    assert [one.kind for one in notices] == [Kind.REFUSED] * 4


def test_a_huge_file_is_refused_and_the_rest_is_read(hub, monkeypatch):
    monkeypatch.setattr(git_repository, "BIGGEST_FILE", 2**20)
    reader, own = hub.open(3), operation(2, 8)
    write_branch(
        hub,
        f"dev/{device(2)}",
        {
            f"2023-11/{operation(2, 1).id}.jsonl": ("100644", b" " * 3 * 2**20),
            f"2023-11/{own.id}.jsonl": ("100644", own.body),
        },
    )
    _, operations, notices = pull(reader)
    assert operations == [own]
    assert "is too large" in notices[0].text


def test_large_files_travel_packed(hub):
    ada, large = hub.open(1), operation(1, 5, text="a tag, " * 20_000)
    ada.push([operation(1, 0)])
    ada.push([large, operation(1, 6)])
    sizes = git(hub, "ls-tree", "-r", "--format=%(path) %(objectsize)", f"dev/{device(1)}")
    assert [len(large.body) // int(size) > 100 for line in sizes.splitlines() for _, size in [line.split()]] == [
        True, True, True
    ]  # fmt: skip
    assert f"2023-11/{large.id}.jsonl.zst" in sizes
    assert sorted(pull(hub.open(2))[1]) == [operation(1, 0), large, operation(1, 6)]
    ada.compact()
    assert sorted(pull(hub.open(3))[1]) == [operation(1, 0), large, operation(1, 6)]


def test_a_long_branch_is_read_in_batches_of_some_bytes_oldest_first(hub, monkeypatch):
    monkeypatch.setattr(carrier_of_git, "_BATCH_BYTES", 1)
    reader, first = hub.open(3), operation(2, 1)
    said = json.loads(first.body)
    more = [(number, json.dumps(said | {"part": number}).encode()) for number in (1, 2, 10)]
    parts = [first, *(Operation(f"{first.id}.{number}", body) for number, body in more)]
    later = operation(2, 2)
    paths = {f"2023-11/{one.id}.jsonl": ("100644", one.body) for one in (later, *parts)}
    write_branch(hub, f"dev/{device(2)}", paths)
    batches = [batch for batch in reader.pull("") if batch.operations]
    assert [nameless(batch) for batch in batches] == [(one,) for one in (*parts, later)]
    for place, batch in enumerate(batches):
        assert pull(reader, batch.cursor)[1] == [*parts, later][place + 1 :]
    mark = json.loads(batches[1].cursor)
    counted = {name: [*where[:2], 2] for name, where in mark.items()}
    assert pull(reader, json.dumps(counted))[1] == [*parts, later], "files that were counted come again"


def test_packed_files_that_are_not_whole_or_too_large_are_refused(hub, monkeypatch):
    monkeypatch.setattr(git_files, "BIGGEST_FILE", 2**20)
    reader, own = hub.open(3), operation(2, 8)
    contents = (pack(own.body)[:-3], own.body, pack(b" " * 2**21), pack(own.body) * 2, b"")
    bad = {f"2023-11/{operation(2, n).id}.jsonl.zst": ("100644", one) for n, one in enumerate(contents)}
    write_branch(hub, f"dev/{device(2)}", bad | {f"2023-11/{own.id}.jsonl.zst": ("100644", pack(own.body))})
    _, operations, notices = pull(reader)
    assert operations == [own]
    assert ["cannot be unpacked" in one.text for one in notices] == [True] * 5


def test_branches_that_are_not_of_devices_are_passed_over(hub):
    hub.open(1).push([operation(1, 0)])
    for name in ("dev/x", "dev/ABC", "main", "feature/y"):
        write_branch(hub, name, {"a": ("100644", b"a")})
    _, operations, notices = pull(hub.open(2))
    assert operations == [operation(1, 0)]
    assert len(notices) == 2
