from __future__ import annotations

import shutil

import editing
from notebook import Notebook
from readlist.storage import history
from readlist.storage.database import Store

LORA = "- [LoRA: Low-Rank Adaptation of Large Language Models](https://arxiv.org/abs/2106.09685)\n"


def stamps(store):
    return [one.stamp for one in reversed(history.history(store))]


def tag(store, name):
    editing.add_tags(store, [1], [name])


def test_a_copy_of_a_library_is_another_device(tmp_path):
    with Notebook(tmp_path) as book:
        book.bring(a_md=LORA)
        tag(book.store, "x")
    shutil.copy(tmp_path / "library.db", tmp_path / "copy.db")
    with Store.open(tmp_path / "copy.db") as copy, Store.open(tmp_path / "library.db") as own:
        tag(copy, "y")
        tag(own, "y")
        first, second = stamps(own)[-2:], stamps(copy)[-2:]
        assert first[0] == second[0]
        assert first[1][-16:] == first[0][-16:]
        assert second[1][-16:] != second[0][-16:]
        about = dict(copy.query("SELECT name, value FROM about"))
        assert about["library"] == dict(own.query("SELECT name, value FROM about"))["library"]


def test_stamps_go_on_when_the_clock_goes_back(tmp_path, monkeypatch):
    with Notebook(tmp_path) as book:
        book.bring(a_md=LORA)
        monkeypatch.setattr("time.time_ns", lambda: 0)
        tag(book.store, "x")
        first, second = stamps(book.store)
        assert (second[:12], int(second[12:16], 16)) == (first[:12], int(first[12:16], 16) + 1)
