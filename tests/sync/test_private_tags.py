"""Private tags stay where they were given: no operation, snapshot or public export carries them."""

from __future__ import annotations

import sqlite3

import pytest

from devices import NOTES, Device
from readlist.storage.library_copy import install_copy, write_copy
from readlist.sync.applying import BROKEN, apply_operations
from readlist.sync.reading import read_operations

LORA = "2106.09685"
SECRET = "Zyzzyva"


def tags(device):
    """The tags of the entry, and those of them that are private."""
    with device.open() as library:
        entry = library.find(LORA)
        return set(entry.tags), set(entry.private_tags)


def sent(device):
    """All that the device would send, also of others."""
    with device.open() as library:
        return b"".join(body for _, body in read_operations(library.store, "", with_remote=True)).decode()


def copied(device, folder, fold=str.casefold):
    """The bytes of a copy of the library for others."""
    with device.open() as library:
        chunks = list(write_copy(library.store))
    install_copy(folder / "copy.db", chunks)
    data = (folder / "copy.db").read_bytes()
    (folder / "copy.db").unlink()
    return fold(data.decode("latin-1"))


@pytest.fixture
def ada(git_hub, tmp_path):
    device = Device(git_hub, tmp_path, "ada")
    device.bring(NOTES[0])
    return device


def test_private_tags_are_marked_and_found(ada):
    assert ada.do("tag", [LORA], [SECRET], private=True)
    assert not ada.do("tag", [LORA], [SECRET], private=True)
    assert tags(ada) == ({"peft", SECRET}, {SECRET})
    with ada.open() as library:
        assert "".join(library.export("jsonl", query=f"tag:{SECRET}")).count("\n") == 1
        assert '"private_tags": ["Zyzzyva"]' in "".join(library.export("jsonl"))
        for form in ("jsonl", "bibtex", "markdown"):
            assert SECRET not in "".join(library.export(form, public=True))
        assert SECRET in library.history()[0].command


@pytest.mark.parametrize("way", ["tag", "untag", "rename", "merge", "undo", "prune"])
def test_no_operation_and_no_copy_names_a_private_tag(ada, tmp_path, way):
    ada.do("tag", [LORA], [SECRET], private=True)
    if way == "untag":
        assert ada.do("untag", [LORA], [SECRET.upper()])
    elif way == "rename":
        ada.do("rename_tag", SECRET, "Zyzzyva2")
        assert tags(ada) == ({"peft", "Zyzzyva2"}, {"Zyzzyva2"})
    elif way == "merge":
        ada.do("tag", [LORA], ["Zyzzyva3"], private=True)
        ada.do("merge_tags", [SECRET, "zyzzyva3"], "Zyzzyva4")
        assert tags(ada) == ({"peft", "Zyzzyva4"}, {"Zyzzyva4"})
    elif way == "undo":
        ada.do("undo")
        assert tags(ada) == ({"peft"}, set())
        ada.do("redo")
        assert tags(ada) == ({"peft", SECRET}, {SECRET})
    elif way == "prune":
        ada.do("untag", [LORA], [SECRET])
        ada.do("prune_history", keep=0, before="2999")
    assert SECRET.casefold() not in sent(ada).casefold()
    assert SECRET.casefold() not in copied(ada, tmp_path)


def test_a_private_tag_can_be_given_to_all(ada, tmp_path):
    ada.do("tag", [LORA], [SECRET], private=True)
    assert ada.do("tag", [LORA], [SECRET])
    assert tags(ada) == ({"peft", SECRET}, set())
    assert SECRET in sent(ada)
    assert ada.do("tag", [LORA], [SECRET, "PEFT"], private=True) == ()
    ada.do("untag", [LORA], ["peft"])
    assert ada.do("tag", [LORA], ["peft"], private=True)
    assert tags(ada) == ({"peft", SECRET}, {"peft"})
    assert SECRET.casefold() in copied(ada, tmp_path)


def test_others_keep_their_own_tag_of_the_same_name(ada, git_hub, tmp_path):
    ada.do("begin_sync", ada.address)
    bob = Device(git_hub, tmp_path, "bob")
    bob.join()
    ada.do("tag", [LORA], [SECRET], private=True)
    ada.do("sync")
    bob.do("tag", [LORA], ["zyzzyva"])
    bob.do("sync")
    ada.do("sync")
    assert tags(ada) == ({"peft", "zyzzyva"}, set())
    ada.do("untag", [LORA], ["zyzzyva"])
    ada.do("sync")
    bob.do("sync")
    assert tags(ada) == tags(bob) == ({"peft"}, set())


def test_a_copy_keeps_what_notes_say(ada, tmp_path):
    ada.do("tag", [LORA], [SECRET], private=True)
    ada.bring(NOTES[1].replace("\n", " #zyzzyva\n").replace("# PEFT", "# More"), "more.md")
    assert tags(ada) == ({"peft", SECRET}, set())
    assert SECRET not in copied(ada, tmp_path, fold=str)
    with ada.open() as library:
        install_copy(tmp_path / "copy.db", [*write_copy(library.store)])
    copy = sqlite3.connect(tmp_path / "copy.db")
    assert copy.execute("SELECT count(*) FROM fact WHERE field = 'private_tag'").fetchone() == (0,)
    assert {name for (name,) in copy.execute("SELECT name FROM tag")} == {"peft", "zyzzyva"}


def test_nobody_gives_another_a_private_tag(ada):
    ada.do("tag", [LORA], [SECRET])
    with ada.open() as library:
        name, body = [*read_operations(library.store)][-1]
        forged = name[:16] + "f" * 16
        body = body.replace(b'"tag"', b'"private_tag"').replace(name.encode(), forged.encode())
        assert apply_operations(library.store, [(forged, body)]).waiting == {forged: BROKEN}


def test_a_backup_has_private_tags(ada, git_hub, tmp_path):
    ada.do("tag", [LORA], [SECRET], private=True)
    with ada.open() as library:
        (tmp_path / "backup.jsonl").write_text("".join(library.export("jsonl")))
    other = Device(git_hub, tmp_path, "other")
    other.do("import_paths", [tmp_path / "backup.jsonl"])
    assert tags(other) == tags(ada)
    assert SECRET not in sent(other)
