from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest

import editing
from notebook import Notebook, dump
from readlist.formats import readers
from readlist.linkage.blocking import blocking_keys
from readlist.linkage.features import hash_key
from readlist.model.identifiers import Identifier
from readlist.model.record import Record
from readlist.storage import columns, migrations
from readlist.storage.database import APPLICATION_ID, Store
from readlist.storage.history import undo

LORA = "- [LoRA: Low-Rank Adaptation of Large Language Models](https://arxiv.org/abs/2106.09685)\n"
QLORA = "- [QLoRA: Efficient Finetuning of Quantized LLMs](https://arxiv.org/abs/2305.14314)\n"


def _forget_spellings(store):
    """Revert a library to the schema version before entries stored the spelling of their tags."""
    for statement in (
        """CREATE TABLE old (id INTEGER PRIMARY KEY, entry_id INTEGER NOT NULL REFERENCES entry (id),
           tag_id INTEGER NOT NULL REFERENCES tag (id))""",
        "INSERT INTO old SELECT min(id), entry_id, tag_id FROM entry_tag GROUP BY entry_id, tag_id",
        "DROP TABLE entry_tag",
        "ALTER TABLE old RENAME TO entry_tag",
        "CREATE INDEX ix_entry_tag_entry_id ON entry_tag (entry_id)",
        "CREATE INDEX ix_entry_tag_tag_id ON entry_tag (tag_id)",
        "UPDATE claim SET record = json_remove(record, '$.stamps')",
        """UPDATE change SET before = json_remove(before, '$.spelling', '$.times', '$.given')
           WHERE target = 'entry_tag' AND before IS NOT NULL""",
        "ALTER TABLE entry DROP COLUMN details",
        "PRAGMA user_version = 6",
    ):
        store.connection.execute(statement)


def _write_keys_as_text(store, note):
    """Revert a library to schema version 3, in which match keys were text."""
    _forget_spellings(store)
    parts = readers.read(note, "a.md").items
    texts = {hash_key(key): key for part in parts for key in blocking_keys(part.record)}
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
        "DROP TABLE decision",
        "PRAGMA user_version = 3",
    ):
        store.connection.execute(statement)


def _dump(store):
    """All rows; those of changes are decoded."""
    changes = [
        before and json.loads(before) for (before,) in store.query("SELECT before FROM change ORDER BY id")
    ]
    return dump(store, journal=False), changes


def test_text_match_keys_become_numbers_in_tables_and_journal(tmp_path):
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
    assert len(book.entry("QLoRA").mentions) == 2, "matched by its keys"
    book.store.close()


# -- subjects of claims ----------------------------------------------------------------------------------------------

ENTRY = {
    "kind": "paper",
    "title": "LoRA",
    "aliases": "[]",
    "authors": "[]",
    "categories": "[]",
    "origins": "{}",
    "added": "2024",
    "updated": "2024",
}


@pytest.fixture
def old(tmp_path):
    """Make a library of schema version 4 with these rows, and open it."""

    def make(**tables):
        path = tmp_path / "old.db"
        with closing(sqlite3.connect(path)) as connection:
            for step in migrations.MIGRATIONS[:4]:
                step(connection)
            for table, rows in tables.items():
                for row in rows:
                    sql = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})"
                    connection.execute(sql, list(row.values()))
            connection.execute("PRAGMA user_version = 4")
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.commit()
        opened.append(Store.open(path))
        return opened[0]

    opened = []
    yield make
    opened[0].close()


def entry(number):
    return {"id": number, "key": f"key{number}", **ENTRY}


def said(arxiv=None, **values):
    return Record(ids=(Identifier("arxiv", arxiv),) if arxiv else (), **values).to_json()


def claim(row_id, entry_id, origin, record, at="2024"):
    return {"id": row_id, "entry_id": entry_id, "origin": origin, "record": record, "at": at}


def operations(*commands):
    return [{"id": number, "at": "2024", "command": text} for number, text in enumerate(commands, 1)]


def change(operation_id, action, target, row_id, **before):
    row = {
        "operation_id": operation_id,
        "action": action,
        "target": target,
        "row_id": row_id,
        "last_id": row_id,
    }
    return row | {"before": json.dumps(before) if before else None}


def claims(store, columns="id, entry_id, subject, record"):
    return store.query(f"SELECT {columns} FROM claim ORDER BY id")


def test_all_claims_are_kept_and_get_a_subject(old):
    records = [
        ("hand", said(tags=("a",), stamps=(-1,)), ""),
        ("hand:removed", said(tags=("b",)), ""),
        ("arxiv", said("2106.09685", title="LoRA"), "arxiv:2106.09685"),
        ("arxiv", said("2305.14314", title="QLoRA"), "arxiv:2305.14314"),
        ("typed", said("2106.09685"), "arxiv:2106.09685"),
        ("page", said(title="A page", url="https://a.org"), "https://a.org"),
        ("typed", said(title="A title"), "title:atitle"),
    ]
    former = [("former", said("2106.09685", title=title)) for title in ("LoRA", "Low-Rank Adaptation")]
    rows = [claim(n, 1, *row[:2]) for n, row in enumerate([*records, *former], 1)]
    store = old(entry=[entry(1)], claim=rows)
    assert claims(store, "origin, record, subject")[: len(records)] == records
    assert claims(store, "origin, record")[len(records) :] == former
    assert claims(store, "id, entry_id, at") == [(row["id"], 1, "2024") for row in rows]


@pytest.mark.parametrize(("ours", "theirs"), [("2024", "2025"), ("2025", "2024")])
def test_the_newer_of_two_claims_is_kept_and_the_merge_can_be_undone(old, ours, theirs):
    first, second = said("2106.09685", year=2021), said("2106.09685", year=2022)
    store = old(
        entry=[entry(1)],
        claim=[claim(1, 1, "arxiv", first, ours), claim(2, 1, "arxiv", second, theirs)],
        operation=operations("merge"),
        change=[change(1, "update", "claim", 2, entry_id=2), change(1, "delete", "entry", 2, **entry(2))],
    )
    newer = second if theirs > ours else first
    assert claims(store) == [(1, 1, "arxiv:2106.09685", newer)]
    undo(store)
    assert claims(store) == [(1, 1, "arxiv:2106.09685", newer), (2, 2, "arxiv:2106.09685", second)]


def test_undo_restores_a_claim_overwritten_by_another_work(old):
    lora, qlora = said("2106.09685", title="LoRA"), said("2305.14314", title="QLoRA")
    store = old(
        entry=[entry(1)],
        claim=[claim(1, 1, "arxiv", qlora, "2025"), claim(2, 1, "arxiv", qlora)],
        operation=operations("merge", "fetch --updates"),
        change=[
            change(1, "update", "claim", 2, entry_id=2),
            change(1, "delete", "entry", 2, **entry(2)),
            change(2, "update", "claim", 1, record=lora, at="2024"),
        ],
    )
    assert claims(store) == [(2, 1, "arxiv:2305.14314", qlora)]
    undo(store)
    assert claims(store) == [(1, 1, "arxiv:2106.09685", lora), (2, 1, "arxiv:2305.14314", qlora)]
    undo(store)
    assert claims(store, "id, entry_id") == [(1, 1), (2, 2)]


def test_undo_does_not_restore_duplicate_claims(old):
    lora, qlora = said("2106.09685", title="LoRA"), said("2305.14314", title="QLoRA")
    store = old(
        entry=[entry(1)],
        claim=[claim(1, 1, "arxiv", lora), claim(2, 1, "arxiv", qlora)],
        operation=operations("add", "fetch", "fetch"),
        change=[
            change(1, "delete", "claim", 4, **claim(4, 1, "typed", said("2106.09685"))),
            change(1, "delete", "claim", 3, **claim(3, 1, "typed", said("2106.09685"))),
            change(2, "update", "claim", 1, record=lora),
            change(3, "update", "claim", 1, record=qlora),
        ],
    )
    assert claims(store, "id") == [(1,), (2,)]
    undo(store)
    assert claims(store, "id, subject") == [(2, "arxiv:2305.14314")]
    undo(store)
    assert claims(store, "id") == [(1,), (2,)]
    undo(store)
    assert claims(store, "id") == [(1,), (2,), (3,)]


# -- decisions -------------------------------------------------------------------------------------------------------

LORA_CLAIM = claim(1, 1, "arxiv", said("2106.09685", title="LoRA"))
QLORA_CLAIM = claim(2, 1, "arxiv", said("2305.14314", title="QLoRA"))


def finding(state, evidence, *, asked="arxiv:2106.09685", record=None, row_id=1, entry_id=1):
    return {
        "id": row_id,
        "entry_id": entry_id,
        "asked": asked,
        "state": state,
        "origin": "arxiv",
        "record": record,
        "facts": "{}",
        "evidence": json.dumps(evidence),
        "at": "2024",
    }


def decisions(store):
    return store.query("SELECT entry_id, origin, subject, asked, accepted, at FROM decision ORDER BY id")


@pytest.mark.parametrize(
    ("row", "decided"),
    [
        (finding("accepted", ["x", "accepted by hand"]), [("arxiv:2106.09685", 1)]),
        (finding("accepted", ["x", "accepted before"]), [("arxiv:2106.09685", 1)]),
        (
            finding("accepted", ["accepted by hand"], asked="title:lora"),
            [("arxiv:2106.09685", 1), ("arxiv:2305.14314", 1)],
        ),
        (
            finding("rejected", ["rejected by hand"], record=said("1706.03762"), asked="title:lora"),
            [("arxiv:1706.03762", 0)],
        ),
        (finding("accepted", ["titles alike to 100%"]), []),
        (finding("doubtful", ["the note says 'accepted by hand'"], record=said("1706.03762")), []),
    ],
)
def test_findings_decided_by_hand_become_decisions(old, row, decided):
    store = old(entry=[entry(1)], claim=[LORA_CLAIM, QLORA_CLAIM], finding=[row])
    wanted = [(1, "arxiv", subject, row["asked"], accepted, "2024") for subject, accepted in decided]
    assert decisions(store) == wanted
    names = ", ".join(row)
    assert store.query(f"SELECT {names} FROM finding") == [tuple(row.values())]


def test_a_decision_is_recovered_from_the_journal(old):
    before = json.dumps(["x", "accepted by hand"])
    store = old(
        entry=[entry(1)],
        claim=[LORA_CLAIM],
        finding=[finding("accepted", ["verified before"])],
        operation=operations("fetch", "fetch --review key1", "fetch --updates"),
        change=[
            change(1, "insert", "claim", 1),
            change(1, "insert", "finding", 1),
            change(2, "update", "finding", 1, state="conflict", evidence="[]"),
            change(3, "update", "finding", 1, evidence=before),
        ],
    )
    assert [row[2] for row in decisions(store)] == ["arxiv:2106.09685"]
    undo(store)
    assert len(decisions(store)) == 1
    undo(store)
    assert decisions(store) == []
    undo(store)
    assert store.query("SELECT * FROM claim") == []


def test_undoing_a_merge_leaves_no_decision_on_the_wrong_entry(old):
    store = old(
        entry=[entry(1)],
        claim=[LORA_CLAIM],
        finding=[finding("accepted", ["accepted by hand"])],
        operation=operations("fetch --review key2", "add", "merge"),
        change=[
            change(1, "update", "finding", 1, state="conflict"),
            change(2, "insert", "entry", 1),
            change(3, "update", "finding", 1, entry_id=2),
            change(3, "update", "claim", 1, entry_id=2),
            change(3, "delete", "entry", 2, **entry(2)),
        ],
    )
    assert len(decisions(store)) == 1
    undo(store)
    assert decisions(store) == []
    undo(store)
    assert store.query("SELECT id FROM entry") == [(2,)]


# -- tags and their spelling -----------------------------------------------------------------------------------------

TAGGED = "---\ntags: [{}]\n---\n\n{}"
TAGS = "SELECT spelling, times, given FROM entry_tag ORDER BY entry_id, spelling"


def _reopen(book):
    _forget_spellings(book.store)
    book.store.close()
    book.store = Store.open(book.folder / "library.db")


def test_tag_spellings_follow_records_and_claim_times(tmp_path):
    book = Notebook(tmp_path)
    book.bring(a_md=TAGGED.format("LLM, Agents", LORA + QLORA), b_md=TAGGED.format("LLM", LORA))
    for title, at, tags in (
        ("Low-Rank", "2026-01-02", ["agents", "x"]),
        ("QLoRA", "2026-01-01", ["AGENTS", "y"]),
    ):
        entry_id = book.entry(title).id
        editing.add_tags(book.store, [entry_id], tags, command="tag")
        claims = book.store.query("SELECT id FROM claim WHERE entry_id = ?", (entry_id,))
        with book.store.write("age") as tx:
            tx.update(columns.CLAIM, {row_id: {"at": at} for (row_id,) in claims})
    assert [one.tags for one in book.entries()] == [("AGENTS", "LLM", "x"), ("AGENTS", "LLM", "y")]
    _reopen(book)
    latest = [("LLM", "agents", "x"), ("LLM", "agents", "y")]
    assert [one.tags for one in book.entries()] == latest, "the latest claim counts"
    assert book.store.query(TAGS) == [
        ("LLM", 2, None), ("agents", 0, -1), ("x", 0, -1), ("AGENTS", 0, -2), ("LLM", 1, None), ("y", 0, -2)
    ]  # fmt: skip
    editing.add_tags(book.store, [book.entry("QLoRA").id], ["AGENTS"], command="tag")
    assert {one.tags[0] for one in book.entries()} == {"AGENTS"}, "a tag given now is later"
    book.store.close()


def test_an_upgrade_changes_only_the_numbers_of_operations(tmp_path):
    book = Notebook(tmp_path)
    book.bring(a_md=TAGGED.format("LLM, Agents", LORA), b_md=TAGGED.format("Rag", QLORA))
    editing.add_tags(book.store, [book.entry("QLoRA").id], ["x"], command="tag")
    editing.remove_tags(book.store, [book.entry("Low-Rank").id], ["agents"], command="untag")
    before = dump(book.store, journal=False)
    _reopen(book)
    changed = {name for name, rows in dump(book.store, journal=False).items() if rows != before[name]}
    assert changed == {"entry_tag", "claim"}, "for the numbers of operations"
    assert book.bring(a_md=TAGGED.format("LLM, Agents", LORA), b_md=TAGGED.format("Rag", QLORA)).changed == 0
    book.store.close()


def test_tag_edits_before_the_upgrade_can_be_undone(tmp_path):
    book = Notebook(tmp_path)
    book.bring(a_md=TAGGED.format("Agents", LORA), b_md=TAGGED.format("RAG", QLORA))
    lora, qlora = book.entry("Low-Rank").id, book.entry("QLoRA").id
    editing.add_tags(book.store, [lora], ["rag"], command="tag")
    editing.add_tags(book.store, [lora], ["agents", "x"], command="tag")
    editing.remove_tags(book.store, [lora], ["x", "rag"], command="untag")
    editing.remove_tags(book.store, [qlora], ["RAG"], command="untag")
    book.bring(a_md="nothing\n")
    _reopen(book)
    for tags in (
        {"agents"},
        {"agents", "rag"},
        {"agents", "rag", "x"},
        {"rag", "agents"},
        {"agents", "rag"},
        set(),
    ):
        undo(book.store)
        assert {tag.casefold() for one in book.entries() for tag in one.tags} == tags
    book.store.close()
