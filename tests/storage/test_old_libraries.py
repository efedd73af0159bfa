"""Libraries of every earlier version are upgraded without loss, or stay exactly as they were.

An old library is made by the first steps of ``MIGRATIONS``, which do not change once they are released. It holds what
the first version wrote: two works of one note; a tag, a status and a note by hand; and the journal of these operations.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
from hashlib import sha256

import pytest

from readlist import Library
from readlist.errors import LibraryError, NotFoundError
from readlist.linkage.features import hash_key
from readlist.storage import migrations
from readlist.storage.database import APPLICATION_ID, Store

LORA = "- [LoRA: Low-Rank Adaptation of Large Language Models](https://arxiv.org/abs/2106.09685) 2021"
QLORA = "- [QLoRA: Efficient Finetuning of Quantized LLMs](https://arxiv.org/abs/2305.14314)"
NOTE = f"{LORA}\n{QLORA}\n"
TITLES = [line.partition("[")[2].partition("]")[0] for line in (LORA, QLORA)]
IDS = ["2106.09685", "2305.14314"]
URLS = [f"https://arxiv.org/abs/{value}" for value in IDS]
KEYS = [
    ["arxiv:2106.09685", "title:loralowrankadaptationoflargelanguagemodels", "rest:lowrankadaptationoflargelanguagemodels"],
    ["arxiv:2305.14314", "title:qloraefficientfinetuningofquantizedllms", "rest:efficientfinetuningofquantizedllms"],
]  # fmt: skip
AT = "2026-01-01T00:00:00Z"


def record(number):
    year = {"year": 2021} if number == 0 else {}
    links = {"ids": [["arxiv", IDS[number]]], "url": URLS[number], "links": [[URLS[number], "paper"]]}
    return json.dumps({"kind": "paper", "title": TITLES[number], **year, **links}, separators=(",", ":"))


def entry(number):
    year, status, more = ((2021, "read", {"year": "a.md:1"}), (None, None, {}))[number]
    origins = {"title": f"a.md:{number + 1}", "url": f"a.md:{number + 1}", **more}
    return (
        *(number + 1, ("lora2021", "qlora")[number], "paper", TITLES[number], "[]", "[]", None, None, year, None, None),
        *("[]", URLS[number], status, None, None, json.dumps(origins), AT, AT),
    )  # fmt: skip


def changes(*steps):
    """Rows of the journal: operation, action, table, first and last row, previous values."""
    return [
        (number, operation, action, table, first, last, before and json.dumps(before))
        for number, (operation, action, table, first, last, before) in enumerate(steps, 1)
    ]


ROWS = {
    "source": [
        (1, "a.md", "/nowhere/a.md", sha256(NOTE.encode()).hexdigest(), "utf-8", NOTE.encode(), None, AT)
    ],
    "entry": [entry(0), entry(1)],
    "mention": [
        (n + 1, n + 1, 1, None, n + 1, n + 1, None, (LORA, QLORA)[n], record(n), 0) for n in range(2)
    ],
    "claim": [(1, 1, "hand", '{"kind":"paper","tags":["Mine"],"status":"read"}', AT)],
    "identifier": [(n + 1, n + 1, "arxiv", IDS[n], None) for n in range(2)],
    "link": [(n + 1, n + 1, URLS[n], "paper") for n in range(2)],
    "tag": [(1, "Mine")],
    "entry_tag": [(1, 1, 1)],
    "note": [(1, 1, "Rank 8 is enough.", AT, AT)],
    "match_key": [(3 * n + k + 1, n + 1, KEYS[n][k]) for n in range(2) for k in range(3)],
    "operation": [
        (n, AT, command, None)
        for n, command in enumerate(["import a.md", "tag lora Mine", "status lora read", "note lora"], 1)
    ],
    "change": changes(
        (1, "insert", "source", 1, 1, None),
        (1, "insert", "entry", 1, 2, None),
        (1, "insert", "identifier", 1, 2, None),
        (1, "insert", "link", 1, 2, None),
        (1, "insert", "match_key", 1, 6, None),
        (1, "insert", "mention", 1, 2, None),
        (2, "insert", "claim", 1, 1, None),
        (2, "insert", "tag", 1, 1, None),
        (2, "insert", "entry_tag", 1, 1, None),
        (3, "update", "claim", 1, 1, {"record": '{"kind":"paper","tags":["Mine"]}'}),
        (3, "update", "entry", 1, 1, {"status": None}),
        (4, "insert", "note", 1, 1, None),
    ),
}
"""By table, in the order of its columns, as the first version wrote them."""


def make(connection, version):
    """Turn an empty database into a first-version library that was upgraded to this version."""
    steps = iter(migrations.MIGRATIONS[:version])
    next(steps)(connection)
    for table, rows in ROWS.items():
        for row in rows:
            connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
    connection.execute("UPDATE search_meta SET value = 'that of an old version'")
    for step in steps:
        step(connection)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {version}")
    return connection


@pytest.fixture
def old(tmp_path):
    """Return a function that writes a library file of a given version."""

    def write(version):
        path = tmp_path / "library.db"
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            make(connection, version)
        return path

    return write


def rows(connection):
    """All rows of all tables except the search index, keyed by table."""
    tables = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'search_*' AND name NOT GLOB 'sqlite_*'"
    )
    return {name: connection.execute(f"SELECT * FROM {name} ORDER BY id").fetchall() for (name,) in tables}


def read(path):
    """Read the version and the rows of a file without changing it."""
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return connection.execute("PRAGMA user_version").fetchone()[0], rows(connection)


# -- upgrades from every version ---------------------------------------------------------------------------------------

OLD = range(1, migrations.VERSION)


@pytest.mark.parametrize("version", OLD)
def test_an_upgrade_keeps_everything_in_an_old_library(old, version):
    path = old(version)
    before = read(path)
    with Library.open(path) as library:
        assert library.store.query("PRAGMA user_version") == [(migrations.VERSION,)]
        assert library.check().damage == ()
        library.repair()  # tags that notes spell in several ways, which version 6 did not store
        assert library.check().problems == ()
        lora, qlora = library.entries(sort="key")
        assert [lora.title, qlora.title] == TITLES
        assert (lora.tags, lora.status, lora.year, lora.arxiv_id) == (("Mine",), "read", 2021, IDS[0])
        assert (qlora.tags, qlora.status, qlora.year, qlora.arxiv_id) == ((), None, None, IDS[1])
        assert [note.body for note in lora.notes] == ["Rank 8 is enough."]
        assert [(m.source, m.line, m.text) for e in (lora, qlora) for m in e.mentions] == [
            ("a.md", 1, LORA),
            ("a.md", 2, QLORA),
        ]
        assert [(link.url, link.role) for link in lora.links] == [(URLS[0], "paper")]
        assert library.source_text("a.md") == NOTE.encode()
    assert read(path.with_name(f"library.db.v{version}.bak")) == before


@pytest.mark.parametrize("version", OLD)
def test_an_old_library_can_be_written_after_the_upgrade(old, tmp_path, version):
    (tmp_path / "a.md").write_text(f"# Papers\n\n{NOTE}", encoding="utf-8")
    (tmp_path / "b.md").write_text("- QLoRA: Efficient finetuning of quantized LLMs\n", encoding="utf-8")
    with Library.open(old(version)) as library:
        library.tag(["2305.14314"], ["new"])
        library.add(["2305.14314"], offline=True, topics=["Later"])
        library.import_paths([tmp_path / "b.md"])
        lora, qlora = library.entries(sort="key")
        assert (lora.tags, lora.status) == (("Mine",), "read")
        assert (qlora.tags, qlora.topics) == (("new",), (("Later",),))
        assert [mention.source for mention in qlora.mentions] == ["a.md", "b.md"], "matched by its keys"
        assert [found.entry.key for found in library.search("quantized").found] == ["qlora"]
        assert [found.entry.key for found in library.search("tag:mine").found] == ["lora2021"]


@pytest.mark.parametrize("version", OLD)
def test_operations_before_the_upgrade_can_be_undone(old, version):
    with Library.open(old(version)) as library:
        assert [one.command for one in library.history()] == [row[2] for row in reversed(ROWS["operation"])]
        library.undo()
        assert library.find("lora2021").notes == ()
        library.undo()
        assert (library.find("lora2021").status, library.find("lora2021").tags) == (None, ("Mine",))
        library.undo()
        assert library.find("lora2021").tags == ()
        library.undo()
        assert library.count(notes=True) == 0
        with pytest.raises(NotFoundError):
            library.undo()


# -- single migrations -------------------------------------------------------------------------------------------------


@pytest.fixture
def memory():
    """Return a function that makes an in-memory library of a given version."""
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        yield lambda version: make(connection, version)


NEW = {
    2: {
        "finding": (1, 1, "arxiv:2106.09685", "accepted", "arxiv", None, "{}", "[]", AT),
        "attachment": (1, 1, "/a.pdf", URLS[0], 8, AT),
    },
    3: {"topic": (1, None, "PEFT", '["PEFT"]', "peft"), "entry_topic": (1, 1, 1)},
}


@pytest.mark.parametrize("version", [2, 3])
def test_migrations_that_add_tables_keep_all_rows(memory, version):
    library = memory(version - 1)
    before = rows(library)
    migrations.MIGRATIONS[version - 1](library)
    after = rows(library)
    assert {table: after[table] for table in before} == before
    new = after.keys() - before.keys()
    assert new == NEW[version].keys() - before.keys()
    assert [after[table] for table in new] == [[]] * len(new)
    for table, row in NEW[version].items():
        library.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
        assert rows(library)[table] == [row]
    table, row = list(NEW[version].items())[-1]
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        library.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", (2, 99, *row[2:]))


def test_the_fourth_migration_changes_only_match_keys(memory):
    library = memory(3)
    before = rows(library)
    gone = json.dumps({"id": 9, "entry_id": 2, "key": KEYS[1][0]})
    library.execute("INSERT INTO change VALUES (99, 4, 'delete', 'match_key', 9, 9, ?)", (gone,))
    migrations.MIGRATIONS[3](library)
    after = rows(library)
    assert after.pop("match_key") == [(*row[:2], hash_key(row[2])) for row in before.pop("match_key")]
    assert json.loads(after["change"].pop()[-1]) == {"id": 9, "entry_id": 2, "key": hash_key(KEYS[1][0])}
    assert after == before


def test_the_eighth_migration_adds_a_column_of_nulls_and_changes_nothing_else(memory):
    library = memory(7)
    before = rows(library)
    migrations.MIGRATIONS[7](library)
    after = rows(library)
    assert after.pop("entry") == [(*row, None) for row in before.pop("entry")]
    assert after == before


def test_details_of_a_file_imported_after_the_upgrade_can_be_undone(old, tmp_path):
    book = "@book{rivers, title={The Book of Rivers}, publisher={Water Press}, year={2001}}\n"
    exported = {
        "schema": 1,
        "kind": "paper",
        "title": TITLES[0],
        "arxiv_id": IDS[0],
        "type": "book",
        "volume": "3",
    }
    (tmp_path / "refs.bib").write_text(book, encoding="utf-8")
    (tmp_path / "more.jsonl").write_text(json.dumps(exported), encoding="utf-8")
    with Library.open(old(7)) as library:
        library.import_paths([tmp_path / "refs.bib", tmp_path / "more.jsonl"])
        assert (library.find("lora2021").details.volume, library.find("qlora").details.volume) == ("3", None)
        library.undo()
        assert library.find("lora2021").details.volume is None


# -- migrations that fail halfway --------------------------------------------------------------------------------------


class Failing:
    """A connection that fails after ``left`` statements."""

    def __init__(self, connection, left):
        self._connection = connection
        self.left = left

    def __getattr__(self, name):
        found = getattr(self._connection, name)
        if not name.startswith("execute"):
            return found

        def run(*given):
            if not self.left:
                raise sqlite3.OperationalError("disk I/O error")
            self.left -= 1
            return found(*given)

        return run


def fail_halfway(step, count):
    """Wrap a migration so that it fails after half of its ``count`` statements."""
    return lambda connection: step(Failing(connection, count // 2))


@pytest.mark.parametrize(
    ("version", "wrong"),
    [(old, wrong) for wrong in range(2, migrations.VERSION + 1) for old in range(1, wrong)],
)
def test_a_migration_that_fails_halfway_leaves_the_file_unchanged(old, memory, monkeypatch, version, wrong):
    every = 10**6
    counting = Failing(memory(wrong - 1), every)
    migrations.MIGRATIONS[wrong - 1](counting)
    assert every - counting.left >= 1
    path = old(version)
    content, before = path.read_bytes(), read(path)
    with monkeypatch.context() as patch:
        steps = list(migrations.MIGRATIONS)
        steps[wrong - 1] = fail_halfway(steps[wrong - 1], every - counting.left)
        patch.setattr(migrations, "MIGRATIONS", steps)
        with pytest.raises(LibraryError, match="disk I/O error"):
            Store.open(path)
    assert path.read_bytes() == content
    assert sorted(file.name for file in path.parent.iterdir()) == ["library.db", f"library.db.v{version}.bak"]
    assert read(path.with_name(f"library.db.v{version}.bak")) == before
    with monkeypatch.context() as patch:  # as the program of that version would open it
        patch.setattr(migrations, "MIGRATIONS", migrations.MIGRATIONS[:version])
        patch.setattr(migrations, "VERSION", version)
        with Store.open(path) as store:
            assert (version, rows(store.connection)) == before
    with Store.open(path) as store:
        assert store.query("PRAGMA user_version") == [(migrations.VERSION,)]


def test_a_backup_can_replace_the_library(old):
    path = old(1)
    before = read(path)
    Store.open(path).close()
    shutil.copy(path.with_name("library.db.v1.bak"), path)
    assert read(path) == before
    with Library.open(path) as library:
        assert [entry.title for entry in library.entries(sort="key")] == TITLES
