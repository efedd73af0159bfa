from __future__ import annotations

import contextlib
import os
import re
import sqlite3
import subprocess
import sys
import threading

import pytest

from notebook import dump
from readlist.errors import LibraryError
from readlist.storage import columns, connection, migrations, writer_file
from readlist.storage.database import Store
from readlist.storage.tables import SQLModel
from readlist.storage.transaction import unpack

SOURCE = {
    "name": "a.md",
    "path": "",
    "hash": "",
    "encoding": "",
    "content": b"text",
    "imported": "",
    "uid": b"a",
}
ENTRY = {"uid": "u", "key": "k", "kind": "paper", "title": "T", "added": "2026", "updated": "2026"}


def changes(store):
    return store.query("SELECT action, target, row_id, last_id, before FROM change ORDER BY id")


def test_the_tables_match_the_models(store):
    for table in SQLModel.metadata.sorted_tables:
        rows = store.query(f"PRAGMA table_info({table.name})")
        assert [(name, bool(required) or bool(is_key)) for _, name, _, required, _, is_key in rows] == [
            (column.name, not column.nullable) for column in table.columns
        ], table.name
        keys = {(row[3], row[2], row[4]) for row in store.query(f"PRAGMA foreign_key_list({table.name})")}
        assert keys == {
            (column.name, *key.target_fullname.split("."))
            for column in table.columns
            for key in column.foreign_keys
        }
        indexed = {
            store.query(f"PRAGMA index_info({row[1]})")[0][2]
            for row in store.query(f"PRAGMA index_list({table.name})")
        }
        assert {column.name for column in table.columns if column.index or column.unique} <= indexed
        apart = {row[1] for row in store.query(f"PRAGMA index_list({table.name})") if row[2]}
        for index in table.indexes:
            names = [row[2] for row in store.query(f"PRAGMA index_info({index.name})")]
            named = [name for name in names if name is not None]  # an expression has none
            assert (named, index.name in apart) == ([column.name for column in index.columns], index.unique)


def test_inserted_rows_have_defaults_and_consecutive_ids(store):
    with store.write("add") as tx:
        ids = tx.insert(columns.ENTRY, [ENTRY, ENTRY | {"key": "l", "uid": "l"}])
        assert tx.insert(columns.ENTRY, []) == range(3, 3)
    assert list(ids) == [1, 2]
    assert store.query("SELECT authors, origins, status FROM entry") == [("[]", "{}", None)] * 2
    assert changes(store) == [("insert", "entry", 1, 2, None)]


def test_an_update_writes_only_changed_columns(store):
    with store.write("add") as tx:
        tx.insert(columns.ENTRY, [ENTRY])
    with store.write("edit") as tx:
        assert tx.update(columns.ENTRY, {1: {"title": "U", "kind": "paper"}, 99: {"title": "V"}}) == 1
    assert store.query("SELECT title FROM entry") == [("U",)]
    assert changes(store) == [("insert", "entry", 1, 1, None)], "columns of entries follow from what is said"


def test_an_update_keeps_the_old_values_in_the_journal(store):
    with store.write("add") as tx:
        tx.insert(columns.SOURCE, [SOURCE])
    with store.write("edit") as tx:
        assert tx.update(columns.SOURCE, {1: {"title": "U", "path": ""}, 99: {"title": "V"}}) == 1
    assert changes(store)[1:] == [("update", "source", 1, 1, '{"title": null}')]


def test_a_delete_keeps_the_row_in_the_journal(store):
    with store.write("add") as tx:
        tx.insert(columns.SOURCE, [SOURCE])
    with store.write("rm") as tx:
        assert tx.delete(columns.SOURCE, [1, 2]) == 1
    ((action, table, first, last, before),) = changes(store)[1:]
    assert (action, table, first, last) == ("delete", "source", 1, 1)
    assert unpack(before) == {"id": 1, "title": None, "op": 1, **SOURCE}


def test_no_id_that_the_journal_knows_is_given_again(store):
    with store.write("add") as tx:
        tx.insert(columns.SOURCE, [SOURCE])
    with store.write("rm") as tx:
        tx.delete(columns.SOURCE, [1])
        assert list(tx.insert(columns.SOURCE, [SOURCE])) == [2]
    with store.write("rm") as tx:
        tx.delete(columns.SOURCE, [2])
    with store.write("add") as tx:
        assert list(tx.insert(columns.SOURCE, [SOURCE])) == [3]


def test_an_operation_without_changes_is_not_recorded(store):
    with store.write("nothing") as tx:
        tx.update(columns.ENTRY, {})
        tx.delete(columns.ENTRY, [])
    assert store.query("SELECT * FROM operation") == []


def _add_and(store, act):
    with store.write("add") as tx:
        tx.insert(columns.ENTRY, [ENTRY])
        act(tx)


def _fail(_):
    raise LibraryError("stopped by us")


def test_an_exception_rolls_back_the_operation(store):
    before = dump(store)
    with pytest.raises(LibraryError, match="by us"):
        _add_and(store, _fail)
    assert dump(store) == before


def test_a_constraint_violation_rolls_back_the_operation(store):
    note = {"entry_id": 7, "body": "", "created": "", "updated": ""}
    with pytest.raises(LibraryError, match="cannot write"):
        _add_and(store, lambda tx: tx.insert(columns.NOTE, [note]))
    assert store.query("SELECT * FROM entry") == []


def test_entries_are_loaded_in_the_requested_order(store):
    with store.write("add") as tx:
        tx.insert(columns.ENTRY, [ENTRY | {"key": f"k{n}", "uid": f"k{n}"} for n in range(1200)])
    loaded = [entry.id for entry in store.load_entries(iter([1200, 5, 5000, *range(1, 700)]))]
    assert loaded == [1200, 5, *range(1, 700)]


def test_neither_reading_nor_writing_loads_the_orm(tmp_path):
    code = """if 1:
        import sys
        from pathlib import Path
        from readlist.storage import columns
        from readlist.storage.database import Store
        with Store.open(Path(sys.argv[1])) as store:
            with store.write("test") as tx:
                tx.insert(columns.TAG, [{"name": "x"}])
            list(store.load_entries([1]))
        print({"sqlmodel", "sqlalchemy", "pydantic"} & set(sys.modules))
    """
    out = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "l.db")], capture_output=True, text=True, check=True
    )
    assert out.stdout.strip() == "set()"


def test_the_columns_of_the_write_path_are_those_of_the_models():
    models = {table.name: table for table in SQLModel.metadata.sorted_tables}
    assert columns.TABLES.keys() == models.keys()
    for name, table in columns.TABLES.items():
        assert list(table.columns) == [column.name for column in models[name].columns], name
    for model in SQLModel.__subclasses__():
        fields = {name: spec for name, spec in model.model_fields.items() if not spec.is_required()}
        expected = {name: spec.default for name, spec in fields.items() if name != "id"}
        assert columns.TABLES[model.__tablename__].defaults == expected, model


def test_a_library_has_an_application_id_and_a_version(store):
    assert store.query("PRAGMA user_version") == [(migrations.VERSION,)]
    assert store.query("PRAGMA application_id") == [(0x726C7374,)]
    assert store.query("PRAGMA journal_mode") == [("wal",)]


def test_a_file_that_is_not_a_library_is_refused_and_unchanged(tmp_path):
    text = tmp_path / "a.txt"
    text.write_text("some text, no database " * 50)
    with pytest.raises(LibraryError, match="is not a SQLite database"):
        Store.open(text)
    assert text.read_text() == "some text, no database " * 50
    other = tmp_path / "other.db"
    with contextlib.closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE t (x)")
    with pytest.raises(LibraryError, match="not a readlist library"):
        Store.open(other)
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(LibraryError, match="cannot open"):
        Store.open(folder)


def test_a_library_of_a_newer_version_is_refused(tmp_path):
    path = tmp_path / "l.db"
    with Store.open(path) as store:
        store.connection.execute(f"PRAGMA user_version = {migrations.VERSION + 1}")
    with pytest.raises(LibraryError, match="made by a newer readlist"):
        Store.open(path)


def test_an_older_library_is_upgraded_with_a_backup_beside_it(tmp_path, monkeypatch):
    path = tmp_path / "l.db"
    with Store.open(path) as store, store.write("add") as tx:
        tx.insert(columns.ENTRY, [ENTRY])
    old = migrations.VERSION
    monkeypatch.setattr(
        migrations, "MIGRATIONS", [*migrations.MIGRATIONS, lambda c: c.execute("CREATE TABLE extra (x)")]
    )
    monkeypatch.setattr(migrations, "VERSION", old + 1)
    with Store.open(path) as store:
        assert store.query("SELECT key FROM entry") == [("k",)]
        assert store.query("SELECT * FROM extra") == []
    with contextlib.closing(sqlite3.connect(tmp_path / f"l.db.v{old}.bak")) as backup:
        assert backup.execute("PRAGMA user_version").fetchone() == (old,)


def test_a_failed_upgrade_leaves_the_library_unchanged(tmp_path, monkeypatch):
    path = tmp_path / "l.db"
    Store.open(path).close()

    def fail(connection):
        connection.execute("CREATE TABLE extra (x)")
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(migrations, "MIGRATIONS", [*migrations.MIGRATIONS, fail])
    monkeypatch.setattr(migrations, "VERSION", migrations.VERSION + 1)
    with pytest.raises(LibraryError, match="disk I/O error"):
        Store.open(path)
    monkeypatch.undo()
    with Store.open(path) as store:
        assert store.query("SELECT name FROM sqlite_schema WHERE name = 'extra'") == []


def _hold(path, is_held, end):
    """Hold the write lock until ``end`` is set, then write and commit."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        with writer_file.announced(path, "hold"):
            is_held.set()
            end.wait(60)
        connection.execute("INSERT INTO tag (name) VALUES ('held')")
        connection.execute("COMMIT")


@pytest.fixture
def holder(store):
    """The event that ends a concurrent writer, which already holds the write lock."""
    is_held, end = threading.Event(), threading.Event()
    thread = threading.Thread(target=_hold, args=(store.path, is_held, end))
    thread.start()
    assert is_held.wait(60)
    yield end
    end.set()
    thread.join()


@pytest.mark.usefixtures("holder")
def test_a_library_that_stays_locked_is_reported(store, monkeypatch):
    monkeypatch.setattr("readlist.storage.database.WRITE_SECONDS", 0.05)
    with (
        Store.open(store.path) as hurried,
        pytest.raises(LibraryError, match="locked by another process"),
        hurried.write("add"),
    ):
        pass
    assert store.query("SELECT * FROM operation") == []


def _error(code, kind=sqlite3.OperationalError):
    """A SQLite error with a code and a meaningless message."""
    error = kind("?")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (sqlite3.SQLITE_BUSY, "is locked by another process"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "is locked by another process"),
        (sqlite3.SQLITE_LOCKED, "is locked by another process"),
        (sqlite3.SQLITE_LOCKED_SHAREDCACHE, "is locked by another process"),
        (sqlite3.SQLITE_READONLY, "is read-only"),
        (sqlite3.SQLITE_READONLY_DBMOVED, "is read-only"),
        (sqlite3.SQLITE_FULL, "the disk is full"),
    ],
)
def test_write_errors_are_classified_by_code(store, code, message):
    with pytest.raises(LibraryError, match=message), store.write("add"):
        raise _error(code)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (sqlite3.SQLITE_NOTADB, "is not a SQLite database"),
        (sqlite3.SQLITE_BUSY_RECOVERY, "is locked by another process"),
        (sqlite3.SQLITE_CANTOPEN, "cannot open the library"),
    ],
)
def test_open_errors_are_classified_by_code(tmp_path, monkeypatch, code, message):
    def fail(*_):
        raise _error(code, sqlite3.DatabaseError)

    monkeypatch.setattr("readlist.storage.database._prepare", fail)
    with pytest.raises(LibraryError, match=message):
        Store.open(tmp_path / "l.db")


@pytest.mark.parametrize("word", ["locked", "readonly", "not a database"])
def test_error_messages_and_paths_do_not_affect_classification(tmp_path, word):
    with (
        Store.open(tmp_path / f"{word}.db") as store,
        pytest.raises(LibraryError, match="cannot write to the library"),
        store.write("add"),
    ):
        raise sqlite3.OperationalError(word)


def test_a_write_over_a_read_only_connection_fails(store):
    read_only = sqlite3.connect(f"{store.path.as_uri()}?mode=ro", uri=True, isolation_level=None)
    with (
        contextlib.closing(read_only) as connection,
        pytest.raises(LibraryError, match="is read-only"),
        Store(connection, store.path).write("add") as tx,
    ):
        tx.insert(columns.TAG, [{"name": "a"}])


def test_a_writer_that_waits_says_for_whom(store, holder, monkeypatch):
    monkeypatch.setattr("readlist.storage.database._SLICE", 0.01)
    told = []

    def tell(who, seconds):
        told.append((who, seconds))
        holder.set()

    store.on_wait = tell
    with store.write("add") as tx:
        tx.insert(columns.ENTRY, [ENTRY])
    assert len(told) == 1
    assert re.fullmatch(rf'"readlist hold" \(process {os.getpid()}, since \d\d:\d\d:\d\d\)', told[0][0])
    assert told[0][1] == 60


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": 1}'])
def test_a_writer_file_that_is_not_whole_names_nobody(store, text):
    store.path.with_name(f"{store.path.name}-writer").write_text(text)
    assert writer_file.describe(store.path) == "another process"
    with store.write("tag") as tx:
        tx.insert(columns.TAG, [{"name": "a"}])
    assert [file.name for file in store.path.parent.iterdir() if "writer" in file.name] == []


_CRASH = """if 1:
    import os, sys
    from pathlib import Path
    from readlist.storage import columns
    from readlist.storage.database import Store
    store = Store.open(Path(sys.argv[1]))
    with store.write("tag") as tx:
        tx.insert(columns.TAG, [{"name": "committed"}])
    with store.write("tag") as tx:
        tx.insert(columns.TAG, [{"name": "half"}])
        os._exit(1)
"""


@pytest.mark.parametrize("is_recoverable", [True, False])
def test_a_reader_without_write_access_sees_what_was_committed(tmp_path, monkeypatch, is_recoverable):
    path = tmp_path / "l.db"
    subprocess.run([sys.executable, "-c", _CRASH, str(path)], check=False)
    assert path.with_name("l.db-wal").stat().st_size > 1000
    monkeypatch.setattr("os.access", lambda *_: False)
    if not is_recoverable:  # as in a folder that may not be written to
        path.with_name("l.db-shm").unlink()
        normal = connection._open
        refused = sqlite3.OperationalError("unable to open database file")

        def open_(path, mode):
            if mode == "mode=ro":
                raise refused
            return normal(path, mode)

        monkeypatch.setattr(connection, "_open", open_)
    before = path.read_bytes()
    with Store.open(path) as store:
        assert store.query("SELECT name FROM tag") == [("committed",)]
        with pytest.raises(LibraryError, match="read-only"), store.write("tag") as tx:
            tx.insert(columns.TAG, [{"name": "x"}])
    assert path.read_bytes() == before


def test_a_writer_waits_for_the_lock(store, holder):
    threading.Timer(0.1, holder.set).start()
    with store.write("add") as tx:
        assert tx.connection.execute("SELECT name FROM tag").fetchall() == [("held",)]
        tx.insert(columns.ENTRY, [ENTRY])
    assert store.query("SELECT key FROM entry") == [("k",)]


def _mode(store):
    return store.query("PRAGMA journal_mode")[0][0]


def test_a_large_first_write_shuts_nobody_out(store):
    with store.write("import", size=1_000_000) as tx, Store.open(store.path) as reader:
        tx.insert(columns.TAG, [{"name": "a"}])
        assert reader.query("SELECT * FROM tag") == []
    assert store.query("SELECT name FROM tag") == [("a",)]


def test_the_next_write_turns_a_missing_log_on_again(store):
    store.query("PRAGMA journal_mode = DELETE")
    with store.write("tag") as tx:
        tx.insert(columns.TAG, [{"name": "a"}])
    assert _mode(store) == "wal"


def test_the_busy_timeout_is_kept_after_a_write(store):
    store.wait_at_most(0.25)
    assert store.query("PRAGMA busy_timeout") == [(250,)]
    with store.write("nothing"):
        pass
    assert store.query("PRAGMA busy_timeout") == [(250,)]


def test_a_damaged_library_is_said_to_be_damaged(tmp_path):
    path = tmp_path / "library.db"
    Store.open(path).close()
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + b"\xff" * 400 + whole[500:4096])
    with pytest.raises(LibraryError, match="damaged") as caught:
        Store.open(path)
    assert "backup" in caught.value.hint
    assert "folder" not in caught.value.hint
