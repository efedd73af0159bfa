from __future__ import annotations

import json

from notebook import Notebook, dump
from readlist import readers
from readlist.journal import undo
from readlist.matching import key_number, record_keys
from readlist.store import Store

LORA = "- [LoRA: Low-Rank Adaptation of Large Language Models](https://arxiv.org/abs/2106.09685)\n"
QLORA = "- [QLoRA: Efficient Finetuning of Quantized LLMs](https://arxiv.org/abs/2305.14314)\n"


def _write_keys_as_text(store, note):
    """Make a library what it was in its third shape, when match keys were text."""
    parts = readers.read(note, "a.md").parts
    texts = {key_number(key): key for part in parts for key in record_keys(part.record)}
    store.connection.create_function("text_of", 1, texts.get)
    for statement in (
        "CREATE TABLE old (id INTEGER PRIMARY KEY, entry_id INTEGER NOT NULL REFERENCES entry (id), key VARCHAR NOT NULL)",
        "INSERT INTO old SELECT id, entry_id, text_of(key) FROM match_key",
        "DROP TABLE match_key",
        "ALTER TABLE old RENAME TO match_key",
        "CREATE INDEX ix_match_key_entry_id ON match_key (entry_id)",
        "CREATE INDEX ix_match_key_key ON match_key (key)",
        """UPDATE change SET before = json_set(before, '$.key', text_of(json_extract(before, '$.key')))
           WHERE target = 'match_key' AND before IS NOT NULL""",
        "PRAGMA user_version = 3",
    ):
        store.connection.execute(statement)


def _dump(store):
    """All rows, those of changes as what they say."""
    changes = [
        before and json.loads(before) for (before,) in store.query("SELECT before FROM change ORDER BY id")
    ]
    return dump(store, journal=False), changes


def test_match_keys_that_were_text_become_numbers_also_those_an_undo_brings_back(tmp_path):
    book = Notebook(tmp_path)
    book.bring(a_md=LORA + QLORA)
    book.bring(a_md=LORA)
    now = _dump(book.store)
    _write_keys_as_text(book.store, LORA + QLORA)
    assert _dump(book.store) != now
    book.store.close()
    book.store = Store.open(tmp_path / "library.db")
    assert _dump(book.store) == now
    undo(book.store)
    assert len(book.entries()) == 2
    book.bring(b_md=QLORA)
    assert len(book.entry("QLoRA").mentions) == 2, "known again by its keys"
    book.store.close()
