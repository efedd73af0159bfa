from __future__ import annotations

import json

import pytest

from readlist import Library, config
from readlist.errors import NotFoundError, UsageError
from readlist.formats.writers import biblatex

BIB = """\
@article{first, title = {Grafting Trees}, author = {Ann Smith}, year = 2019}
@article{second, title = {Grafting Vines}, author = {Ann Smith}, year = 2019}
@article{third, title = {Pruning}, author = {Bo Olsen}, year = 2020}
"""
NOTE = "# Gardens\n\nSome prose about gardens, without any reference at all.\n"


@pytest.fixture
def lib(tmp_path):
    (tmp_path / "a.bib").write_text(BIB)
    (tmp_path / "n.md").write_text(NOTE)
    with Library.open(tmp_path / "l.db") as library:
        library.import_paths([tmp_path / "a.bib", tmp_path / "n.md"])
        yield library


def keys(lib):
    assert lib.check().problems == ()
    return [key for (key,) in lib.store.query("SELECT key FROM entry WHERE kind <> 'note' ORDER BY id")]


def test_a_new_key_replaces_the_old_one_which_still_finds_the_entry(lib):
    assert lib.rekey(["first"]) == (("first", "smith2019grafting"),)
    assert keys(lib) == ["smith2019grafting", "second", "third"]
    entry = lib.find("first")
    assert (entry.key, entry.former_keys) == ("smith2019grafting", ("first",))
    assert [found.entry.key for found in lib.search("smith2019grafting").found] == ["smith2019grafting"]
    assert "  ids = {first},\n" in "".join(biblatex.write(lib.entries()))


def test_all_works_get_keys_of_the_pattern_and_prose_none(lib):
    assert len(lib.rekey([], pattern="auth.lower + year")) == 3
    assert keys(lib) == ["smith2019", "smith2019a", "olsen2020"]
    assert lib.rekey([], pattern="auth.lower + year") == ()
    (prose,) = [one for one in map(lib.find, ["Gardens"]) if one.kind == "note"]
    assert prose.key == f"#{prose.id}"
    assert json.loads(prose.to_json())["key"] is None


def test_undo_and_redo_are_exact(lib):
    lib.rekey([], pattern="auth.lower + year")
    lib.rekey(["first"], pattern='"x" + year')
    lib.undo()
    assert keys(lib) == ["smith2019", "smith2019a", "olsen2020"]
    with pytest.raises(NotFoundError):
        lib.find("x2019")
    lib.undo()
    assert keys(lib) == ["first", "second", "third"]
    assert lib.find("third").former_keys == ()
    lib.redo()
    assert keys(lib) == ["smith2019", "smith2019a", "olsen2020"]


def test_entries_may_exchange_their_keys(lib, tmp_path):
    lib.rekey(["second"], pattern='"new"')
    lib.rekey(["first"], pattern='"second"')
    assert keys(lib) == ["seconda", "new", "third"]  # "second" is promised to the entry that had it
    assert lib.find("second").title == "Grafting Vines"


def test_a_key_that_was_taken_back_goes_to_nobody_else(lib, tmp_path):
    lib.rekey(["third"])
    more = tmp_path / "b.bib"
    more.write_text("@article{third, title = {Something Else Entirely}, year = 2001}\n")
    lib.import_paths([more])
    assert keys(lib) == ["first", "second", "olsen2020pruning", "thirda"]
    assert lib.find("third").title == "Pruning"


def test_former_keys_are_in_the_order_in_which_they_were_given(lib):
    for key in ("zebra", "apple", "mango"):
        lib.rekey(["first"], pattern=f'"{key}"')
    assert lib.find("mango").former_keys == ("first", "zebra", "apple")


def test_keys_of_merged_entries_are_exported(lib):
    lib.rekey(["second"])
    lib.merge(["first", "second"])
    assert lib.find("first").former_keys == ("second", "smith2019grafting")
    assert lib.find("smith2019grafting").key == "first"
    lib.undo()
    assert keys(lib) == ["first", "smith2019grafting", "third"]
    assert lib.find("first").former_keys == ()


def test_a_dry_run_changes_nothing_and_a_bad_pattern_is_refused(lib):
    assert len(lib.rekey([], dry_run=True)) == 3
    assert keys(lib) == ["first", "second", "third"]
    with pytest.raises(UsageError, match="is not a pattern of keys"):
        lib.rekey([], pattern="author!")


def test_the_settings_say_how_new_keys_are_made(tmp_path):
    (tmp_path / "config.toml").write_text('[keys]\npattern = "auth + shortyear"\n')
    (tmp_path / "n.md").write_text(
        "- [Grafting Trees](https://arxiv.org/abs/2101.00001) Ann Smith, Bo Olsen. 2021\n"
    )
    with Library.open(
        tmp_path / "l.db", settings=config.load(tmp_path / "l.db", tmp_path / "config.toml")
    ) as lib:
        lib.import_paths([tmp_path / "n.md"])
        assert keys(lib) == ["Smith21"]


def test_prose_that_becomes_a_work_gets_a_key_and_loses_it_again(lib):
    number = lib.find("Gardens").id
    lib.set_fields([str(number)], {"kind": "article"})
    assert lib.find(str(number)).key == "gardens"
    assert lib.find("gardens").id == number
    assert lib.complete_keys("g") == [("gardens", "Gardens")]
    lib.undo()
    assert lib.find(str(number)).key == f"#{number}"
    assert lib.complete_keys("g") == lib.complete_keys("#") == []
    assert lib.check().problems == ()
