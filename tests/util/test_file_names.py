"""File names from keys: on any system, within the folder, never over a file that is not ours."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.util.file_names import file_name, free_path


def test_a_usual_key_is_its_own_name():
    assert file_name("hu2021lora", ".pdf") == "hu2021lora.pdf"
    assert file_name("van.der-Berg_2020", ".pdf") == "van.der-Berg_2020.pdf"
    assert file_name("向量2024", ".pdf") == "向量2024.pdf"


@pytest.mark.parametrize(
    "key",
    ["../../etc/passwd", "a/b", "a\\b", "..", ".", "", ".hidden", "CON", "nul.txt", "a:b", "a\0b", "x" * 500, "向" * 200,
     "-rf", "a\n", "trailing.", " a ", "C:\\x", "\ud800"],
)  # fmt: skip
def test_other_keys_are_made_safe(key, tmp_path):
    name = file_name(key, ".pdf")
    assert name.endswith(".pdf")
    assert len(name.encode()) <= 255 - len(".part.etag")
    (tmp_path / name).write_bytes(b"")
    assert [path.name for path in tmp_path.iterdir()] == [name]


@given(st.text(max_size=300))
def test_no_key_leads_out_of_the_folder(key):
    name = file_name(key, ".pdf")
    assert PurePosixPath(name).name == PureWindowsPath(name).name == name
    assert name not in (".", "..")
    assert not name.startswith(".")


def test_keys_that_are_changed_stay_apart():
    assert len({file_name(key, ".pdf") for key in ("a/b", "a:b", "a_b", "a\\b")}) == 4


def test_a_file_that_is_not_ours_is_kept(tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"mine")
    assert free_path(tmp_path, "a", ".pdf").name == "a-2.pdf"
    assert free_path(tmp_path, "a", ".pdf", ours=[tmp_path / "a.pdf"]).name == "a.pdf"
    (tmp_path / "b.pdf").symlink_to("/nowhere")
    assert free_path(tmp_path, "b", ".pdf").name == "b-2.pdf"


def test_names_that_some_systems_take_for_one_are_not_free(tmp_path):
    (tmp_path / "Smith2020.pdf").touch()
    (tmp_path / "e\u0301.pdf").touch()
    assert free_path(tmp_path, "smith2020", ".pdf").name == "smith2020-2.pdf"
    assert free_path(tmp_path, "\u00e9", ".pdf").name == "\u00e9-2.pdf"
    assert free_path(tmp_path / "nowhere", "a", ".pdf").name == "a.pdf"
