from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from editing import undo
from readlist import Library
from readlist.index import updater
from readlist.model.identifiers import Identifier
from readlist.model.record import Record
from readlist.storage import migrations
from readlist.storage.database import APPLICATION_ID, Store

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
    return [
        {"id": number, "at": "2024-01-01T00:00:00Z", "command": text}
        for number, text in enumerate(commands, 1)
    ]


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
    records, rows = records[2:], rows[2:]  # those by hand are facts now
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


# -- what the person said ----------------------------------------------------------------------------------------------

HISTORY = json.loads((Path(__file__).parent / "data" / "library_v7.json").read_text(encoding="utf-8"))
"""A library that version 7 wrote: after each command what its entries showed, and all of its rows."""


@pytest.fixture
def seventh(tmp_path):
    """Open the library of version 7 that the file describes."""
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path)) as connection:
        migrations_to(connection, 7)
        for table, rows in HISTORY["rows"].items():
            for row in rows:
                values = [bytes.fromhex(one["hex"]) if isinstance(one, dict) else one for one in row]
                connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", values)
        connection.execute(
            "CREATE TEMP TABLE fact (entity, field, element, value, stamp)"
        )  # nobody renamed topics then
        updater.rebuild(connection)
        connection.commit()
    with Library.open(path) as library:
        yield library


def migrations_to(connection, version):
    for step in migrations.MIGRATIONS[:version]:
        step(connection)
    connection.execute(f"PRAGMA user_version = {version}")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def shown(library):
    """What entries show, in any order, as the file describes it."""
    return in_order(
        [
            one.title,
            list(one.tags),
            one.status,
            [list(topic) for topic in one.topics],
            sorted(note.body for note in one.notes),
            len(one.mentions),
        ]
        for one in library.entries(notes=True)
    )


def in_order(values):
    return sorted(map(json.dumps, values))


def keys_of_works(library):
    return {one.key for one in library.entries()}


def test_what_the_person_said_becomes_facts(seventh):
    state = HISTORY["states"][-1][1]
    assert shown(seventh) == in_order(state.values())
    assert keys_of_works(seventh) <= state.keys()
    assert seventh.check().problems == ()
    assert [one.command for one in seventh.history()] == [
        row[2].replace("/tmp/gen/notes", "/notes") for row in reversed(HISTORY["rows"]["operation"])
    ]
    assert seventh.store.query("SELECT count(*) FROM claim WHERE origin LIKE 'hand%'") == [(0,)]


def test_every_operation_before_the_upgrade_can_be_undone_and_done_again(seventh):
    names, states = zip(*HISTORY["states"], strict=True)
    for name, state in zip(reversed(names), [*reversed(states[:-1]), {}], strict=True):
        (undone,) = seventh.undo()
        assert undone.left == ()
        assert (name, shown(seventh)) == (name, in_order(state.values()))
        assert keys_of_works(seventh) <= state.keys()
    assert seventh.check().problems == ()
    for name, state in zip(names, states, strict=True):
        seventh.redo()
        assert (name, shown(seventh)) == (name, in_order(state.values()))
        assert keys_of_works(seventh) <= state.keys()
    assert seventh.check().problems == ()


def test_a_tag_given_after_the_upgrade_is_later_than_all_before(seventh):
    seventh.tag(["dense passage"], ["rag"])
    assert {tag for one in seventh.entries() for tag in one.tags if tag.casefold() == "rag"} == {"rag"}
