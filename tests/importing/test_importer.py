from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import loky
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import editing
from depth import examples
from editing import merge
from notebook import Notebook, dump, memory_store
from readlist.errors import InputError
from readlist.formats import readers
from readlist.formats.markdown.note_reader import parse_document
from readlist.importing import importer
from readlist.importing.importer import import_paths
from readlist.linkage.features import hash_key
from readlist.storage.database import Store

LORA = "- [LoRA: Low-Rank Adaptation of Large Language Models](https://arxiv.org/abs/2106.09685)\n"
QLORA = "- [QLoRA: Efficient Finetuning of Quantized LLMs](https://arxiv.org/abs/2305.14314)\n"
RAPTOR = "- [RAPTOR: Recursive Abstractive Processing for Tree-Organized Retrieval](https://arxiv.org/abs/2401.18059)\n"
EXAMPLES = sorted((Path(__file__).parents[2] / "data").rglob("*.md"))


@pytest.fixture
def book(tmp_path):
    notebook = Notebook(tmp_path / "notes")
    yield notebook
    notebook.store.close()


def lines_of(text):
    return [line for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip()]


# -- repeated imports -----------------------------------------------------------------------------------------------


def test_a_second_import_changes_no_row(book):
    import_paths(book.store, EXAMPLES)
    before = dump(book.store)
    again = import_paths(book.store, EXAMPLES)
    assert dump(book.store) == before
    assert (again.added, again.changed, again.removed) == (0, 0, 0)
    assert {report.status for report in again.files} == {"unchanged"}


def test_the_order_of_files_does_not_matter(tmp_path):
    with Notebook(tmp_path / "a") as forward, Notebook(tmp_path / "b") as backward:
        import_paths(forward.store, EXAMPLES)
        for path in reversed(EXAMPLES):
            import_paths(backward.store, [path])
        assert forward.works() == backward.works()


def test_worker_processes_read_the_same_as_this_one(tmp_path, monkeypatch):
    texts = {
        "a_md": "# A\n\n- [LoRA](https://arxiv.org/abs/2106.09685)\n",
        "b_md": "prose only\n",
        "c_md": "- [LoRA again](https://arxiv.org/abs/2106.09685v2)\n- [Two](https://b.org/2)\n",
    }
    with Notebook(tmp_path / "alone") as alone, Notebook(tmp_path / "many") as many:
        alone.bring(**texts)
        monkeypatch.setattr(importer, "_LARGE", 0)
        monkeypatch.setattr(loky, "cpu_count", lambda: 2)
        here, read = os.getpid(), readers.read
        monkeypatch.setattr(readers, "read", lambda *given: read(*given) if os.getpid() != here else None)
        many.bring(**texts)
        assert many.works() == alone.works()


def test_a_dry_run_reports_what_would_happen_and_changes_nothing(book):
    before = dump(book.store)
    path = book.write("a.md", LORA)
    report = import_paths(book.store, [path], dry_run=True)
    assert report.added == 1
    assert dump(book.store) == before


def test_one_import_is_one_operation(book):
    book.bring(a_md=LORA, b_md=QLORA)
    assert [row[0].split()[0] for row in book.store.query("SELECT command FROM operation")] == ["import"]


# -- nothing is lost ----------------------------------------------------------------------------------------------


def held_lines(store):
    return {line for (text,) in store.query("SELECT text FROM mention") for line in lines_of(text)}


def test_every_line_of_the_examples_is_in_a_mention(book):
    import_paths(book.store, EXAMPLES)
    held = held_lines(book.store)
    for path in EXAMPLES:
        assert [line for line in lines_of(path.read_text(encoding="utf-8")) if line not in held] == []


FRAGMENTS = [
    "# Papers", "## 微调", "### RAG / 检索", "- item", "  - nested", "1. one", "| a | b |", "|---|---|", "| [T](https://x.org) | y |",
    "[LoRA: a title](https://arxiv.org/abs/2106.09685)", "论文名称：一个标题", "  - 论文地址：https://arxiv.org/abs/2305.14314",
    "**Bold title of a work** (2020)", "```", "$$", "<details>", "<summary>Group</summary>", "</details>", "<!-- note", "-->",
    "---", "title: x", "> quoted", "\t tab", "    code", "[ref]: https://arxiv.org/abs/2005.11401", "plain prose 中文。", "",
    "<table><tr><td>[x](https://y.org)</td></tr></table>", "![img](a.png)", "- [ ] todo", "- [x] done", "* * *", "\u2028", "\x0b", "\x0c",
]  # fmt: skip
random_notes = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=30), max_size=25).map("\n".join)


@settings(max_examples=examples(300), deadline=None)
@given(random_notes)
def test_every_line_of_any_text_is_in_a_part(text):
    text = text.encode("utf-8", "replace").decode()
    held = {line for part in parse_document(text, "note").items for line in lines_of(part.text)}
    assert [line for line in lines_of(text.removeprefix("\ufeff")) if line not in held] == []


CHINESE = "# 大型语言模型\n\n" + "".join(
    f"- 论文名称：检索增强生成的第{n}个研究方向与挑战\n  - 论文地址：https://arxiv.org/abs/2401.0000{n}\n  - 动机：我们提出一种新的方法，使模型更好地利用知识。\n"
    for n in range(1, 6)
)
TRADITIONAL = "# 大型語言模型\n\n" + "".join(
    f"- 論文名稱：檢索增強生成的第{n}個研究方向與挑戰\n  - 論文地址：https://arxiv.org/abs/2401.0000{n}\n  - 動機：我們提出一種新的方法，使模型更好地利用知識。\n"
    for n in range(1, 6)
)


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (CHINESE.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + CHINESE.encode(), "utf-8-sig"),
        (CHINESE.replace("\n", "\r\n").encode(), "utf-8"),
        (CHINESE.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + CHINESE.encode("utf-16-be"), "utf-16"),
        (CHINESE.encode("gb18030"), "gb18030"),
        (TRADITIONAL.encode("big5"), "big5"),
    ],
)
def test_a_source_is_kept_byte_for_byte_in_any_encoding(book, content, encoding):
    book.bring(a_md=content)
    assert book.store.query("SELECT content, encoding FROM source") == [(content, encoding)]
    assert len(book.entries()) == 5


def test_a_file_that_is_not_text_is_reported_and_the_others_are_imported(book):
    report = book.bring(a_md=b"\x00\x01\x02binary", b_md=LORA, c_md=b"%PDF-1.7 ...")
    assert [(one.name.rpartition("/")[2], one.status) for one in report.files] == [
        ("a.md", "failed"), ("b.md", "new"), ("c.md", "failed"),
    ]  # fmt: skip
    assert "is not a text file" in report.failed[0].error
    assert len(book.entries()) == 1


def test_a_file_that_cannot_be_read_is_reported_and_the_others_are_imported(book):
    good, bad = book.write("a.md", LORA), book.write("b.md", QLORA)
    bad.unlink()
    bad.symlink_to("/proc/self/mem")
    report = import_paths(book.store, [good, bad])
    assert [one.status for one in report.files] == ["failed", "new"]


def test_an_empty_file_is_a_source_with_a_warning(book):
    report = book.bring(a_md="")
    assert [w.message for w in report.warnings] == ["the file is empty"]
    assert book.store.query("SELECT count(*) FROM source") == [(1,)]


def test_a_missing_path_and_a_folder_without_notes_are_errors(book):
    with pytest.raises(InputError, match="no such file"):
        import_paths(book.store, [book.folder / "nothing.md"])
    (book.folder / "empty").mkdir()
    with pytest.raises(InputError, match="contains no notes"):
        import_paths(book.store, [book.folder / "empty"])


# -- all or nothing -----------------------------------------------------------------------------------------------


def test_a_failure_during_an_import_undoes_all_of_it(book, monkeypatch):
    book.bring(a_md=LORA)
    before = dump(book.store)
    good, bad = book.write("b.md", QLORA), book.write("c.md", RAPTOR)

    def fail(self):
        raise RuntimeError("the disk is on fire")

    monkeypatch.setattr("readlist.storage.topic_rows.Topics.drop_unused", fail)
    with pytest.raises(RuntimeError, match="fire"):
        import_paths(book.store, [good, bad])
    assert dump(book.store) == before


KILLED = """
import os, signal, sys, time
from pathlib import Path
from readlist.formats.markdown import note_reader
from readlist.importing import importer
from readlist.storage import columns
from readlist.storage.database import Store

def end():
    os.kill(os.getpid(), signal.SIGKILL)

def run(library, notes, moment):
    time.time_ns = lambda: 1_800_000_000_000_000_000
    store = Store.open(Path(library))
    left = iter(range(moment))
    store.connection.set_trace_callback(lambda _: next(left, None) is None and end())
    importer.import_paths(store, [notes])
    end()

notes, *moments = sys.argv[1:]
for moment in moments:
    child = os.fork()
    if not child:
        run(f"{moment}.db", notes, int(moment))
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
"""


def many_items(count, word):
    return "".join(
        f"- [{word} number {n} of a long list of works](https://arxiv.org/abs/2{n // 10000:01}01.{n % 10000 + 10000})\n"
        for n in range(count)
    )


def traced_import(library, notes):
    """Import a file; return the statements executed, in order, and all rows of the library afterwards."""
    statements = []
    with Store.open(library) as store:
        store.connection.set_trace_callback(statements.append)
        import_paths(store, [notes])
        store.connection.set_trace_callback(None)
        return statements, dump(store, journal=False)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process that is killed is a copy of another")
@pytest.mark.parametrize("early", [0, 20], ids=["a first import", "a later import"])
def test_a_kill_at_any_time_leaves_the_library_as_before_or_as_after(tmp_path, monkeypatch, early):
    monkeypatch.setattr("time.time_ns", lambda: 1_800_000_000_000_000_000)
    book = Notebook(tmp_path / "notes")
    if early:
        book.bring(a_md=many_items(early, "Early"))
    before = dump(book.store, journal=False)
    book.store.close()
    notes = book.write("a.md", many_items(50, "Later"))
    statements, after = traced_import(shutil.copy(book.store.path, tmp_path / "whole.db"), notes)
    commit = statements.index("COMMIT")
    begin = next(n for n, statement in enumerate(statements) if statement.startswith("BEGIN"))
    moments = [begin, *range(begin + 1, commit, (commit - begin) // 3), commit, commit + 1, 10**9]
    for moment in moments:
        shutil.copy(book.store.path, tmp_path / f"{moment}.db")
    command = [sys.executable, "-c", KILLED, str(notes), *map(str, moments)]
    assert subprocess.run(command, cwd=tmp_path, check=False, timeout=120).returncode == 0
    for moment in moments:
        with Store.open(tmp_path / f"{moment}.db") as store:
            assert store.query("PRAGMA integrity_check") == [("ok",)]
            assert dump(store, journal=False) == (before if moment <= commit else after), moment
            assert len(store.query("SELECT * FROM operation")) == bool(early) + (moment > commit)


# -- edits --------------------------------------------------------------------------------------------------------


def test_what_the_person_added_survives_every_edit(book):
    book.bring(a_md=LORA + QLORA)
    entry = book.entry("LoRA: Low")
    editing.add_tags(book.store, [entry.id], ["mine"], command="tag")
    editing.set_status(book.store, [entry.id], "read", command="status")
    editing.add_note(book.store, entry.id, "my own words", command="note")
    for text in (
        "# Heading\n\nSome prose.\n\n" + QLORA + LORA,
        LORA.replace("Low-Rank", "Lowrank"),
        LORA.replace("2106.09685", "2106.09999"),
        "1. **LoRA: Low-Rank Adaptation of Large Language Models**, Hu et al. [[pdf]](https://arxiv.org/pdf/2106.09685)\n",
        "nothing of it\n",
        QLORA + LORA,
    ):
        book.bring(a_md=text)
        kept = book.store.query("SELECT id, status FROM entry WHERE key = ?", [entry.key])
        assert kept == [(entry.id, "read")], text
        (found,) = book.store.load_entries([entry.id])
        assert "mine" in found.tags
        assert [note.body for note in found.notes] == ["my own words"]
        assert found.title.startswith("LoRA: Low")


def test_an_edit_keeps_the_entry(book):
    book.bring(a_md="# T\n" + LORA + QLORA)
    ids = {entry.title: entry.id for entry in book.entries()}
    report = book.bring(a_md="# T\n" + RAPTOR + LORA + QLORA.replace("]", " (NeurIPS 2023)]"))
    assert (report.added, report.removed) == (1, 0)
    assert book.entry("LoRA: Low").id == ids["LoRA: Low-Rank Adaptation of Large Language Models"]
    assert book.entry("QLoRA").id == ids["QLoRA: Efficient Finetuning of Quantized LLMs"]


def test_another_work_on_the_same_line_is_another_entry(book):
    book.bring(a_md=LORA)
    editing.add_tags(book.store, [book.entry("LoRA").id], ["mine"], command="tag")
    book.bring(a_md=RAPTOR)
    assert book.entry("RAPTOR").tags == ()
    assert book.entry("LoRA").tags == ("mine",)
    assert book.entry("LoRA").mentions == ()


def test_a_deleted_item_deletes_its_entry(book):
    book.bring(a_md="# One\n" + LORA + QLORA)
    report = book.bring(a_md="# One\n" + LORA)
    assert (report.added, report.removed) == (0, 1)
    assert book.titles() == ["LoRA: Low-Rank Adaptation of Large Language Models"]
    keys = {key for (key,) in book.store.query("SELECT key FROM match_key")}
    assert hash_key("arxiv:2106.09685") in keys
    assert hash_key("arxiv:2305.14314") not in keys


def test_an_item_that_moves_to_another_file_keeps_its_entry(book):
    for first, second in (("a_md", "b_md"), ("b_md", "a_md")):
        book.bring(**{first: LORA + QLORA, second: RAPTOR})
        lora = book.entry("LoRA: Low")
        book.bring(**{first: QLORA, second: RAPTOR + LORA})
        assert (book.entry("LoRA: Low").id, book.entry("LoRA: Low").key) == (lora.id, lora.key)
        assert [m.source for m in book.entry("LoRA: Low").mentions] == [second.replace("_", ".")]


def test_a_renamed_file_is_the_same_source(book):
    book.bring(a_md=LORA)
    entry = book.entry("LoRA")
    (book.folder / "a.md").rename(book.folder / "b.md")
    report = import_paths(book.store, [book.folder / "b.md"])
    assert report.files[0].status == "changed"
    assert [(m.source, m.line) for m in book.entry("LoRA").mentions] == [("b.md", 1)]
    assert book.entry("LoRA").id == entry.id
    assert book.entry("LoRA").origins["title"] == "b.md:1"


def test_two_files_with_one_name_in_two_folders_are_two_sources(book):
    one, two = book.write("one/list.md", LORA), book.write("two/list.md", LORA)
    import_paths(book.store, [one, two])
    assert book.store.query("SELECT name FROM source ORDER BY id") == [("list.md",), ("two/list.md",)]
    assert len(book.entry("LoRA").mentions) == 2
    two.write_text(LORA + QLORA, encoding="utf-8")
    import_paths(book.store, [book.folder])
    assert book.store.query("SELECT name FROM source ORDER BY id") == [("list.md",), ("two/list.md",)]


def test_one_file_by_two_paths_is_one_source(book, monkeypatch):
    book.write("a.md", LORA)
    monkeypatch.chdir(book.folder)
    report = import_paths(book.store, ["a.md", "./a.md", book.folder / "a.md"])
    assert len(report.files) == 1


def test_standard_input_is_its_own_source(book):
    import_paths(book.store, [], stdin=LORA.encode())
    before = dump(book.store)
    assert import_paths(book.store, [], stdin=LORA.encode()).files[0].status == "unchanged"
    assert dump(book.store) == before
    import_paths(book.store, [], stdin=QLORA.encode())
    assert len(book.titles()) == 2  # another text is another source


def test_standard_input_with_a_name_is_updated(book):
    import_paths(book.store, [], stdin=LORA.encode(), stdin_name="list.md")
    assert (
        import_paths(book.store, [], stdin=QLORA.encode(), stdin_name="list.md").files[0].status == "changed"
    )
    assert book.titles() == ["QLoRA: Efficient Finetuning of Quantized LLMs"]


def test_standard_input_of_an_earlier_version_is_known_by_its_content(book):
    import_paths(book.store, [], stdin=LORA.encode())
    with book.store.write("as it was") as tx:
        tx.connection.execute("UPDATE source SET path = '-', name = 'stdin'")
    import_paths(book.store, [], stdin=LORA.encode())
    assert book.store.query("SELECT count(*) FROM source") == [(1,)]


def test_prose_keeps_its_entry_when_it_is_edited(book):
    book.bring(a_md="# T\n\n## Background\n\nSome words about it.\n\n## Other\n\nMore words.\n")
    rows = dict(book.store.query("SELECT title, id FROM entry"))
    book.bring(a_md="# T\n\n## Other\n\nMore words.\n\n## Background\n\nQuite other words, and longer.\n")
    assert dict(book.store.query("SELECT title, id FROM entry")) == rows


def test_two_notes_about_one_work_are_one_entry(book):
    book.bring(
        a_md=LORA,
        b_md="- **Low-Rank Adaptation of Large Language Models** [[pdf]](https://arxiv.org/pdf/2106.09685v2.pdf)\n",
        c_md="- LoRA: Low-rank adaptation of large language models. https://huggingface.co/papers/2106.09685\n",
    )
    assert len(book.entries()) == 1
    assert len(book.entries()[0].mentions) == 3


def test_one_id_under_two_titles_is_a_conflict_and_two_entries(book):
    report = book.bring(a_md=LORA + RAPTOR.replace("2401.18059", "2106.09685"))
    assert len(book.entries()) == 2
    assert "arxiv ID 2106.09685 is also given for" in report.warnings[0].message


def test_a_record_of_two_entries_joins_them_with_all_their_data(book):
    title = "Attention Is All You Need for Everything"
    book.bring(a_md=f"- [{title}](https://arxiv.org/abs/1706.03762)\n")
    book.bring(b_md="- [Attention is All you Need for Everythings](https://aclanthology.org/P17-1001)\n")
    first, second = book.entries()
    editing.add_tags(book.store, [first.id], ["one"], command="tag")
    editing.add_tags(book.store, [second.id], ["two"], command="tag")
    editing.add_note(book.store, second.id, "a note", command="note")
    book.bring(
        c_md=f"- {title} [[arXiv]](https://arxiv.org/abs/1706.03762) [[ACL]](https://aclanthology.org/P17-1001)\n"
    )
    (joined,) = book.entries()
    assert (joined.arxiv_id, joined.acl_id, joined.tags) == ("1706.03762", "P17-1001", ("one", "two"))
    assert [note.body for note in joined.notes] == ["a note"]


# -- arbitrary edits --------------------------------------------------------------------------------------------

TITLES = ["Dense Retrieval of Long Passages", "Foo: Dense Retrieval of Long Passages", "Bar: Dense Retrieval of Long Passages",
          "Scaling Laws 2", "Scaling Laws 3", "A Survey", "检索增强生成的研究方向与未来挑战"]  # fmt: skip
LINKS = ["https://arxiv.org/abs/2401.00001", "https://arxiv.org/abs/2401.00002v3", "https://aclanthology.org/P18-1001",
         "https://doi.org/10.1145/1.2", "https://github.com/Own/Name", "https://blog.org/post"]  # fmt: skip
items = st.builds(
    lambda title, links, author: (
        f"- {title}{', ' + author if author else ''}"
        + "".join(f" [[{'paper' if n == 0 else 'link'}]]({link})" for n, link in enumerate(links))
    ),
    st.sampled_from(TITLES),
    st.lists(st.sampled_from(LINKS), max_size=2, unique=True),
    st.sampled_from(["", "Ada Lovelace, Alan Turing", "Grace Hopper"]),
)
pieces = items | st.sampled_from(["## Topic A", "## Topic B", "Some prose.", "Other prose about it."])
note = st.lists(pieces, max_size=7).map(lambda parts: "\n\n".join(parts) + "\n")


@settings(
    max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(st.tuples(note, note), min_size=2, max_size=4), data=st.data())
def test_any_sequence_of_edits_gives_the_library_of_the_last_text(tmp_path_factory, steps, data):
    with (
        Notebook(tmp_path_factory.mktemp("steps"), memory_store()) as there,
        Notebook(tmp_path_factory.mktemp("once"), memory_store()) as once,
    ):
        for first, second in steps:
            if data.draw(st.booleans()):
                there.bring(a_md=first, b_md=second)
            else:
                there.bring(b_md=second)
                there.bring(a_md=first)
        once.bring(a_md=steps[-1][0], b_md=steps[-1][1])
        assert there.works() == once.works()


@settings(max_examples=examples(50), deadline=None)
@given(steps=st.lists(st.tuples(note, note), min_size=2, max_size=5), data=st.data())
def test_what_the_person_added_is_always_on_one_entry(tmp_path_factory, steps, data):
    with Notebook(tmp_path_factory.mktemp("hand"), memory_store()) as book:
        (first, second), *later = steps
        book.bring(a_md=first, b_md=second)
        ids = [entry.id for entry in book.entries()]
        assume(ids)
        chosen = data.draw(st.sampled_from(ids))
        editing.add_tags(book.store, [chosen], ["mine"], command="tag")
        editing.add_note(book.store, chosen, "my words", command="note")
        for first, second in later:
            book.bring(a_md=first, b_md=second)
            every = list(book.store.load_entries(i for (i,) in book.store.query("SELECT id FROM entry")))
            (tagged,) = [entry for entry in every if "mine" in entry.tags]
            (noted,) = [entry for entry in every if entry.notes]
            assert tagged.id == noted.id
            assert tagged.title != "untitled"


@settings(max_examples=examples(40), deadline=None)
@given(steps=st.lists(st.tuples(note, note), min_size=2, max_size=4), data=st.data())
def test_any_merge_survives_any_edits(tmp_path_factory, steps, data):
    with Notebook(tmp_path_factory.mktemp("merge"), memory_store()) as book:
        (first, second), *later = steps
        book.bring(a_md=first, b_md=second)
        ids = [entry.id for entry in book.entries()]
        assume(len(ids) > 1)
        keep, other = data.draw(st.lists(st.sampled_from(ids), min_size=2, max_size=2, unique=True))
        merge(book.store, keep, [other])
        pinned = {record for (record,) in book.store.query("SELECT record FROM mention WHERE pinned")}
        for texts in [*later, (first, second)]:
            book.bring(a_md=texts[0], b_md=texts[1])
            before = dump(book.store)
            book.bring(a_md=texts[0], b_md=texts[1])
            assert dump(book.store) == before
            where = {
                entry_id
                for record, entry_id, is_pinned in book.store.query(
                    "SELECT record, entry_id, pinned FROM mention"
                )
                if record in pinned and is_pinned
            }
            assert where <= {keep}
