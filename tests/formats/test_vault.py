"""An Obsidian vault: only changed notes are written, and what the person wrote stays."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from formats.writers.pages import make_entry, make_prose
from readlist.errors import InputError
from readlist.formats.vault import MARKER, read_properties, write_vault


def entries():
    return [
        replace(make_entry("hu2021", "LoRA: Low-Rank", topics=(("PEFT",), ("PEFT", "Adapters")), tags=("to read", "c++"), notes=("Mine.",)), id=1),
        replace(make_entry("han", "檢索", topics=(("檢索/生成",),), year=2023, url="https://example.org/x"), id=2),
        replace(make_prose("PEFT", "Few weights."), id=3),
    ]  # fmt: skip


UIDS = {1: "a" * 32, 2: "b" * 32, 3: "c" * 32}


def write(folder, found=None):
    return write_vault(folder, entries() if found is None else found, UIDS)


def snapshot(folder):
    return {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*.md"))
    }


def properties(text):
    return yaml.safe_load(text.split("---\n")[1])


def test_notes_of_works_and_topics(tmp_path):
    report = write(tmp_path)
    notes = snapshot(tmp_path)
    assert set(notes) == {
        "hu2021.md",
        "han.md",
        "Topics/PEFT.md",
        "Topics/PEFT/Adapters.md",
        next(n for n in notes if "檢索" in n),
    }
    found = properties(notes["hu2021.md"])
    assert (found["readlist-id"], found["key"], found["title"]) == ("a" * 32, "hu2021", "LoRA: Low-Rank")
    assert found["topics"] == ["[[Topics/PEFT|PEFT]]", "[[Topics/PEFT/Adapters|Adapters]]"]
    assert found["tags"] == ["to-read", "c"]
    assert "Few weights." in notes["Topics/PEFT.md"]
    assert "- [[hu2021|LoRA: Low-Rank]]\n" in notes["Topics/PEFT/Adapters.md"]
    for target in [link.split("|")[0].strip("[") for link in properties(notes["han.md"])["topics"]]:
        assert (tmp_path / f"{target}.md").exists()
    assert report.describe() == "5 new"


def test_a_second_export_writes_only_what_changed(tmp_path):
    write(tmp_path)
    times = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.md")}
    assert write(tmp_path).describe() == "5 unchanged"
    assert times == {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.md")}
    before = snapshot(tmp_path)
    report = write(tmp_path, [replace(entries()[0], status="read"), *entries()[1:]])
    after = snapshot(tmp_path)
    assert report.describe() == "1 changed, 4 unchanged"
    assert set(after["hu2021.md"].splitlines()) - set(before["hu2021.md"].splitlines()) == {'status: "read"'}


def test_what_the_person_wrote_stays_and_follows_a_new_key(tmp_path):
    write(tmp_path)
    path = tmp_path / "hu2021.md"
    mine = "\r\n\r\n## Mine\n\n[[han]] %% hidden %%\n---\nno end"
    text = path.read_text(encoding="utf-8").replace(
        "kind:", "rank-tried:\n  - 8\n  - 16\ncssclasses: wide\nkind:"
    )
    path.write_bytes((text.rstrip("\n") + mine).encode())
    renamed = [replace(entries()[0], key="hu2022lora", title="LoRA"), *entries()[1:]]
    report = write(tmp_path, renamed)
    assert not path.exists()
    new = (tmp_path / "hu2022lora.md").read_bytes().decode()
    assert new.endswith(MARKER + mine)
    assert properties(new)["rank-tried"] == [8, 16]
    assert properties(new)["cssclasses"] == "wide"
    assert properties(new)["title"] == "LoRA"
    assert report.renamed == 1
    assert "[[hu2022lora|LoRA]]" in (tmp_path / "Topics/PEFT.md").read_text(encoding="utf-8")
    assert write(tmp_path, renamed).describe() == "5 unchanged"


def test_a_note_that_was_moved_or_renamed_by_hand_stays_there(tmp_path):
    write(tmp_path)
    (tmp_path / "done").mkdir()
    (tmp_path / "hu2021.md").rename(tmp_path / "done" / "hu2021.md")
    (tmp_path / "han.md").rename(tmp_path / "Retrieval.md")
    write(tmp_path, [replace(entries()[0], key="new"), replace(entries()[1], key="other"), entries()[2]])
    notes = snapshot(tmp_path)
    assert {"done/new.md", "Retrieval.md"} <= set(notes)
    assert not {"hu2021.md", "han.md", "new.md", "other.md", "done/hu2021.md"} & set(notes)
    assert "[[done/new|LoRA: Low-Rank]]" in notes["Topics/PEFT.md"]


def test_files_of_the_person_are_never_written_to(tmp_path):
    (tmp_path / "HU2021.md").write_text("my own file")
    (tmp_path / "link.md").symlink_to(tmp_path / "HU2021.md")
    (tmp_path / "binary.md").write_bytes(b"\xff\x00")
    write(tmp_path)
    assert (tmp_path / "HU2021.md").read_text() == "my own file"
    assert properties((tmp_path / "hu2021-2.md").read_text(encoding="utf-8"))["key"] == "hu2021"
    assert write(tmp_path).describe() == "5 unchanged"


def test_a_note_without_its_marker_is_left_and_reported(tmp_path):
    write(tmp_path)
    path = tmp_path / "han.md"
    path.write_text(path.read_text(encoding="utf-8").replace(MARKER, "mine"), encoding="utf-8")
    before = path.read_text(encoding="utf-8")
    assert write(tmp_path).refused == (str(path),)
    assert path.read_text(encoding="utf-8") == before


def test_notes_of_other_entries_stay(tmp_path):
    write(tmp_path)
    report = write(tmp_path, entries()[:1])
    assert (tmp_path / "han.md").exists()
    assert report.left == 2


@pytest.mark.parametrize(
    "text",
    [
        f"x\n{MARKER}\ny",
        "---\nkey: evil\n---",
        "]] [[secret|x",
        "a\n# heading\n```\nopen",
        "a\u2028key: x\x85\rb: y\x0c",
    ],
)
def test_hostile_texts(tmp_path, text):
    hostile = [
        make_entry(
            "a",
            text,
            topics=(("../../up", text), ("..",)),
            tags=(text,),
            notes=(text,),
            remark=text,
            authors=(text,),
        )
    ]
    write(tmp_path, hostile)
    before = snapshot(tmp_path)
    assert write(tmp_path, hostile).describe().endswith("unchanged")
    write(tmp_path, [replace(hostile[0], year=2020)])
    write(tmp_path, hostile)
    assert snapshot(tmp_path) == before
    assert all(Path(name).parts[0] in ("a.md", "Topics") for name in snapshot(tmp_path))
    assert not (tmp_path.parent / "up.md").exists()
    note = (tmp_path / "a.md").read_text(encoding="utf-8")
    assert note.count(f"\n{MARKER}") == 1
    assert properties(note)["key"] == "a"


def test_properties_are_read_as_written():
    assert read_properties('---\na: 1\nb:\n  - x\n\n"c d": 2\n---\nbody: 3\n') == {
        "a": "a: 1\n",
        "b": "b:\n  - x\n\n",
        '"c d"': '"c d": 2\n',
    }
    assert read_properties("no properties") == read_properties("---\nnever: ends\n") == {}


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError):
        write(tmp_path / "file")
