"""Readers read what the writers write as the same work; a library is restored completely from its JSON lines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readlist import Library
from readlist.formats.readers import read
from readlist.formats.writers import writer_for
from readlist.formats.writers.publication_type import describe
from readlist.model.entry import Entry, Mention, Note
from readlist.model.record import Link, Record

DATA = Path(__file__).parents[3] / "data"
SUFFIX = {"bibtex": ".bib", "ris": ".ris", "csl-json": ".json", "jsonl": ".jsonl", "json": ".json"}

SIGNS = '&%#_{}\\^~$:!?()[]+/@*|="'
LETTERS = "abcdeXYZ019äéßłøžİñ大模型檢索ひらがな한국"
WORD = st.text(st.sampled_from(LETTERS + SIGNS), min_size=1, max_size=8)


def words(most: int) -> st.SearchStrategy[str]:
    """Text as in a field: at least one letter, no doubled spaces, no trailing full stop."""
    lists = st.lists(WORD, min_size=1, max_size=most).map(" ".join)
    # Writers keep mathematics between dollars unchanged; a text with a literal dollar is ambiguous and left out.
    return lists.filter(lambda text: any(char.isalnum() for char in text) and "$" not in text)


NAMES = st.sampled_from(
    "Edward J. Hu|Józef Müller|Jan van der Berg|Martin Luther King Jr.|张三|OpenAI|Łukasz Kaiser|D. O'Neil".split(
        "|"
    )
)
ARXIV = st.from_regex(r"(?:1[5-9]|2[0-4])(?:0[1-9]|1[0-2])\.[0-9]{5}", fullmatch=True)
DOIS = st.from_regex(r"10\.[1-9][0-9]{3}/[a-z0-9]{1,8}(?:\.[0-9]{1,4})?", fullmatch=True)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    url = draw(
        st.sampled_from(
            [
                "https://example.org/a_b",
                "https://example.org/a?b=1&c=%20d#e",
                "https://aclanthology.org/P18-1001/",
            ]
        )
    )
    year = draw(st.none() | st.integers(1950, 2030))
    return Entry(
        id=1,
        key=draw(st.from_regex(r"[a-z]{3,8}[0-9]{4}[a-z]{2,6}", fullmatch=True)),
        kind="paper",
        title=draw(words(6)),
        authors=tuple(draw(st.lists(NAMES, max_size=3, unique=True))),
        abstract=draw(st.none() | words(20)),
        year=year,
        month=draw(st.none() | st.integers(1, 12)) if year else None,
        venue=draw(st.sampled_from([None, "ICLR 2022", "Nature", "Journal of A & B", "EMNLP Findings"])),
        arxiv_id=draw(st.none() | ARXIV),
        doi=draw(st.none() | DOIS),
        url=url,
        links=(Link(url, "other"),),
        tags=tuple(
            draw(
                st.lists(
                    st.sampled_from(["PEFT", "long context", "大模型", "R&D", "100%"]),
                    max_size=3,
                    unique=True,
                )
            )
        ),
    )


def read_one(entry: Entry, name: str) -> Record:
    document = read("".join(writer_for(name).write([entry])), f"refs{SUFFIX[name]}")
    assert document.diagnostics == ()
    assert [part.record.kind for part in document.items] == [entry.kind]
    return document.items[0].record


def expressed(record: Record) -> dict[str, Any]:
    ids = {identifier.scheme: identifier.value for identifier in record.ids}
    names = ("title", "authors", "abstract", "year", "month", "venue", "url", "tags", "key")
    return {name: getattr(record, name) for name in names} | {
        name: ids.get(name) for name in ("arxiv", "doi")
    }


def wanted(entry: Entry) -> dict[str, Any]:
    """Return what a reference format can express of an entry, which is cited by the year of its venue."""
    publication = describe(entry)
    names = ("title", "authors", "abstract", "url", "tags", "key")
    return {name: getattr(entry, name) for name in names} | {
        "year": publication.year,
        "month": publication.month,
        "venue": publication.container,
        "arxiv": entry.arxiv_id,
        "doi": entry.doi,
    }


@pytest.mark.parametrize("name", ["bibtex", "ris", "csl-json"])
@settings(deadline=None)
@given(works=st.lists(entries(), min_size=1, max_size=4, unique_by=lambda entry: entry.key))
def test_reference_formats_read_back_as_the_same_works(name: str, works: list[Entry]) -> None:
    text = "".join(writer_for(name).write(works))
    document = read(text, f"refs{SUFFIX[name]}")
    assert document.diagnostics == ()
    assert [expressed(part.record) for part in document.items] == [wanted(entry) for entry in works]
    lines = text.split("\n")
    for part, entry in zip(document.items, works, strict=True):
        assert entry.key in "\n".join(lines[part.line - 1 : part.end_line])


MATHS = Entry(id=1, key="a2020b", kind="paper", title=r"The $\alpha$-{Renyi} of \foo: $n^2$ costs 5$")


def test_mathematics_and_braces_survive_bibtex() -> None:
    assert read_one(MATHS, "bibtex").title == MATHS.title


@pytest.mark.parametrize("name", ["bibtex", "ris", "csl-json"])
@pytest.mark.parametrize(
    ("kind", "url"),
    [
        ("repo", "https://github.com/vllm-project/vllm"),
        ("article", "https://lilianweng.github.io/posts/2023-06-23-agent/"),
        ("resource", "https://huggingface.co/datasets/squad"),
    ],
)
def test_kinds_survive_the_round_trip(name: str, kind: str, url: str) -> None:
    record = read_one(Entry(id=1, key="k", kind=kind, title="Some work", url=url), name)
    assert (record.kind, record.title, record.url) == (kind, "Some work", url)


# -- JSON lines: everything ----------------------------------------------------------------------------------------

WHOLE = Entry(
    id=1,
    key="hu2021lora",
    kind="paper",
    title="LoRA: Low-Rank Adaptation",
    aliases=("LoRA", "Low rank"),
    authors=("Edward J. Hu",),
    org="Microsoft",
    abstract="We\npropose.",
    year=2021,
    month=6,
    venue="ICLR 2022",
    arxiv_id="2106.09685",
    arxiv_version=2,
    acl_id="P18-1001",
    openreview_id="nZeVKeeFYf9",
    categories=("cs.CL",),
    url="https://arxiv.org/abs/2106.09685",
    links=(Link("https://github.com/microsoft/LoRA", "code"),),
    topics=(("PEFT",),),
    tags=("PEFT",),
    status="read",
    mentions=(Mention("a.md", 3, 5, ("PEFT",), "LoRA", "- LoRA\n\n      code  block"),),
    notes=(Note("Rank 8\n\n- is enough", "", ""),),
)


@pytest.mark.parametrize("name", ["jsonl", "json"])
def test_our_own_export_keeps_every_field_of_a_record(name: str) -> None:
    parts = read("".join(writer_for(name).write([WHOLE])), f"refs{SUFFIX[name]}").items
    assert [(part.topics, part.record.label, part.text) for part in parts] == [
        (("PEFT",), "LoRA", WHOLE.mentions[0].text),
        (("PEFT",), "Low rank", "Low rank"),
        ((), None, WHOLE.notes[0].body),
    ]
    for member in (
        "title",
        "authors",
        "org",
        "abstract",
        "year",
        "month",
        "venue",
        "categories",
        "url",
        "links",
        "tags",
        "status",
        "key",
    ):
        assert {getattr(part.record, member) for part in parts} == {getattr(WHOLE, member)}
    assert [str(i) for i in parts[0].record.ids] == [
        "arxiv:2106.09685v2",
        "acl:P18-1001",
        "openreview:nZeVKeeFYf9",
    ]


SAME = (
    "key", "kind", "title", "authors", "org", "abstract", "year", "month", "venue", "arxiv_id", "arxiv_version", "doi",
    "acl_id", "openreview_id", "categories", "url", "tags", "status",
)  # fmt: skip


def exported(library: Library) -> list[dict[str, Any]]:
    """Return the export of each work, without its sources, and with unordered values sorted."""
    out = []
    for line in library.export("jsonl"):
        entry = json.loads(line)
        if entry["kind"] != "note":
            links = {(link["url"], link["role"]) for link in entry["links"]}
            out.append(
                {name: entry[name] for name in SAME}
                | {
                    "aliases": sorted(entry["aliases"]),
                    "links": sorted(links),
                    "topics": sorted(entry["topics"]),
                }
                | {"mentions": sorted((m["topics"], m["label"] or "", m["text"]) for m in entry["mentions"])}
            )
    return out


def test_a_library_is_restored_from_its_json_lines(tmp_path: Path) -> None:
    with Library.open(tmp_path / "first.db") as first:
        first.import_paths([DATA])
        first.tag(["2106.09685"], ["favourite", "長讀"])
        first.set_status(["2106.09685"], "reading")
        file = tmp_path / "all.jsonl"
        file.write_text("".join(first.export("jsonl")), encoding="utf-8")
        with Library.open(tmp_path / "second.db") as second:
            report = second.import_paths([file])
            assert report.failed == ()
            before, after = exported(first), exported(second)
            assert [entry["title"] for entry in after] == [entry["title"] for entry in before]
            assert after == before
