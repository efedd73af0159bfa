"""A library exported as markdown and imported into a new library has the same works, as often as it is repeated."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depth import examples
from notebook import memory_store
from readlist import Library
from readlist.config import Config

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


ANYTHING = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=30)
LINE = st.one_of(
    ANYTHING,
    st.sampled_from(
        [
            "",
            "- [Another Paper](https://arxiv.org/abs/2005.11401)",
            "Compare https://arxiv.org/abs/1703.06871 for the masks.",
            "# A heading",
            "- **[Bold](https://example.org/b.pdf)**",
            "> quoted",
            "```",
            "#tag and 待读 TODO",
            "1. Attention Is All You Need, NeurIPS 2017",
        ]
    ),
)
BODY = st.lists(LINE, min_size=1, max_size=5).map("\n".join).filter(str.strip)


@settings(deadline=None, max_examples=examples(40))
@given(on_work=BODY, on_prose=BODY)
def test_what_notes_say_is_no_work_and_no_link(on_work: str, on_prose: str) -> None:
    with open_library() as first, open_library() as second:
        first.import_paths(["-"], stdin=NOTES.encode(), name="a.md")
        first.tag(["1703.06870"], ["C#", "two words"])
        first.note("1703.06870", on_work)
        first.note("RAG", on_prose)
        written = "".join(first.export("markdown"))
        second.import_paths(["-"], stdin=written.encode(), name="list.md")
        assert works(second) == works(first)
        assert prose(second) == prose(first)


NOTES = """\
# My list

## RAG

Some prose about [RAG](https://example.org/rag), and #tags in it.

- [Mask R-CNN](https://arxiv.org/abs/1703.06870) seen
"""


def open_library() -> Library:
    return Library(memory_store(), Config(db=Path(":memory:"), path=Path("none.toml")))


def prose(library: Library) -> list[str]:
    """Return the headings that have prose below them; the title of a list is none."""
    return sorted(
        entry["title"]
        for line in library.export("jsonl")
        if (entry := json.loads(line))["kind"] == "note" and entry["topics"]
    )


def test_the_title_of_an_exported_list_is_no_entry() -> None:
    with open_library() as first, open_library() as second:
        first.import_paths(["-"], stdin=b"@book{a, title={A Book}, year=2019}", name="a.bib")
        for title in (None, "What I Read"):
            written = "".join(first.export("markdown", title=title))
            second.import_paths(["-"], stdin=written.encode(), name="list.md")
            assert [json.loads(line)["title"] for line in second.export("jsonl")] == ["A Book"]
