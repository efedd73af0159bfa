"""A library exported as markdown and imported into a new library has the same works, as often as it is repeated."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from readlist import Library

DATA = Path(__file__).parents[3] / "data"
# The fields of a list. Keys, times and mentions differ in the new library; `url` and `links` are compared together.
SAME = (
    "kind", "title", "aliases", "authors", "org", "year", "month", "venue", "arxiv_id", "arxiv_version", "doi",
    "acl_id", "openreview_id", "tags", "status",
)  # fmt: skip


def works(library: Library) -> dict[str, dict[str, Any]]:
    """Return the fields of each work that are in the list, by title."""
    out = {}
    for line in library.export("jsonl"):
        entry = json.loads(line)
        if entry["kind"] != "note":
            out[entry["title"]] = {name: entry[name] for name in SAME} | {
                "aliases": sorted(entry["aliases"]),
                "links": sorted((link["url"], link["role"]) for link in entry["links"]),
                "topics": sorted(entry["topics"]),
            }
    return out


@pytest.fixture
def library(tmp_path: Path) -> Library:
    with Library.open(tmp_path / "first.db") as library:
        library.import_paths([DATA])
        yield library


def import_again(library: Library, folder: Path) -> Library:
    file = folder / "exported.md"
    file.write_text("".join(library.export("markdown")), encoding="utf-8")
    again = Library.open(folder / f"{len(list(folder.iterdir()))}.db")
    again.import_paths([file])
    return again


def test_works_are_the_same_after_export_and_import(library: Library, tmp_path: Path) -> None:
    library.tag(["2106.09685", "1706.03762"], ["favourite", "長讀"])
    library.set_status(["2106.09685"], "reading")
    with import_again(library, tmp_path) as again:
        assert works(again) == works(library)
        with import_again(again, tmp_path) as third:
            assert works(third) == works(again)


def test_own_notes_are_in_the_list_and_found_after_import(library: Library, tmp_path: Path) -> None:
    library.note("2106.09685", "Kumquat ranks.\n\n# not a heading\n\n- not an item")
    with import_again(library, tmp_path) as again:
        assert works(again) == works(library)
        assert again.search("kumquat").found[0].entry.arxiv_id == "2106.09685"
