"""Readers raise only InputError, lose no line, and stay fast, whatever the text."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readlist.errors import InputError
from readlist.formats.readers import FORMATS, read

BIBTEX = st.lists(
    st.sampled_from(
        ["@article{a,", "@string{s = {x}}", "@comment{", "@misc(b,", " title = ", "{", "}", '"', "#", ",", "=", "\n", "\\", "$", "%", " and ",
         "author", "crossref = {a}", "url = {https://arxiv.org/abs/2305.1636}", "\\'", "\\textbf{", "\\(", "题", "\x00", "\u202e", "1", "@"]
    ),
    max_size=40,
).map("".join)  # fmt: skip
RIS = st.lists(
    st.sampled_from(
        ["TY  - JOUR\n", "ER  - \n", "TI  - x\n", "AU  - ,,,\n", "UR  - http://[\n", "KW  -\n", "more\n", "\n", "PY  - 99999\n", "DA  - 2020/13/99\n", "N1  - arXiv: \n", " ", "\x00"]
    ),
    max_size=30,
).map("".join)  # fmt: skip
MEMBERS = st.sampled_from(
    "type title id author issued date-parts itemType data creators tags items schema kind mentions topics text labels links url DOI "
    "aliases notes body status arxiv_id number archive keyword extra attachments citation-key".split()
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
    | st.sampled_from(["book", "paper", "note", "2021", "http://[", "\ud800\x00", "arXiv:2305.1636"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(MEMBERS, inner, max_size=6),
    max_leaves=30,
)  # fmt: skip
JSON = VALUES.map(json.dumps) | st.tuples(VALUES.map(json.dumps), st.text(max_size=5)).map("".join)


def check(text: str, name: str) -> None:
    refused = None
    try:
        document = read(text, name)
    except InputError as error:
        refused = error
    if refused:
        assert str(refused).startswith(f"{name}:")
        assert str(refused).isprintable()
        return
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    held = {number for part in document.items for number in range(part.line, part.end_line + 1)}
    texts = {line for part in document.items for line in part.text.split("\n")}
    lost = [n for n, line in enumerate(lines, 1) if line.strip() and n not in held and line not in texts]
    assert lost == []
    for part in document.items:
        assert 1 <= part.line <= part.end_line <= len(lines)
        part.record.to_json().encode()  # an unpaired surrogate could not be stored
    assert all(1 <= problem.line <= len(lines) for problem in document.diagnostics)


@pytest.mark.parametrize("suffix", [*sorted(set(FORMATS) - {".md", ".markdown", ".txt"}), ""])
@settings(deadline=None)
@given(text=st.text(max_size=200))
def test_any_text(suffix: str, text: str) -> None:
    check(text, f"x{suffix}")


@settings(deadline=None)
@given(text=BIBTEX)
def test_broken_bibtex(text: str) -> None:
    check(text, "x.bib")


@settings(deadline=None)
@given(text=RIS)
def test_broken_ris(text: str) -> None:
    check(text, "x.ris")


@pytest.mark.parametrize("suffix", [".json", ".jsonl"])
@settings(deadline=None)
@given(text=JSON)
def test_any_json(suffix: str, text: str) -> None:
    check(text, f"x{suffix}")


def read_titles(text: str, name: str) -> tuple[list[str], list[str]]:
    document = read(text, name)
    titles = [part.record.title or "" for part in document.items if part.record.kind != "note"]
    return titles, [problem.message for problem in document.diagnostics]


def test_strings_that_double_each_other_do_not_fill_the_memory() -> None:
    lines = ["@string{s0 = {" + "x" * 100 + "}}", *(f"@string{{s{i + 1} = s{i} # s{i}}}" for i in range(60))]
    (title,), _ = read_titles("\n".join([*lines, "@misc{a, title = s60 # s9}"]), "x.bib")
    assert len(title) < 3_000_000


def test_a_chain_of_references_ends() -> None:
    chain = "\n".join(f"@misc{{k{i}, crossref = {{k{i + 1}}}, title = {{Title {i}}}}}" for i in range(3000))
    titles, _ = read_titles(chain + "\n@misc{k3000, title = {Last}, year = 2020}", "x.bib")
    assert len(titles) == 3001


def test_references_that_fan_out_are_read_once() -> None:
    levels = [f"@xdata{{{side}{i}, xdata = {{a{i + 1}, b{i + 1}}}}}" for i in range(40) for side in "ab"]
    titles, _ = read_titles("\n".join(["@misc{x, title = {Title}, xdata = {a0, b0}}", *levels]), "x.bib")
    assert titles == ["Title"]


LONG = "word " * 80_000


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.bib", f"@misc{{a,\ntitle = {{{LONG}}}}}"),
        ("x.ris", f"TY  - JOUR\nTI  - {LONG}\nER  - \n"),
        ("x.enw", f"%0 Book\n%T {LONG}\n"),
        ("x.json", json.dumps([{"id": "a", "type": "book", "title": LONG}])),
        ("x.json", json.dumps([{"itemType": "book", "title": LONG}])),
        ("x.jsonl", json.dumps({"type": "book", "title": LONG})),
        ("x.xml", f"<xml><records><record><titles><title>{LONG}</title></titles></record></records></xml>"),
    ],
)
def test_a_field_of_which_only_the_start_is_read_is_named(name: str, text: str) -> None:
    (title,), problems = read_titles(text, name)
    assert 10_000 < len(title) <= 300_000
    (problem,) = problems
    assert re.search(r"'title' has (399|400),\d+ characters; only its start is read", problem)


DEEP = 10_000


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".bib", "@article{" * DEEP),
        (".bib", '\n@a(b,c="' * DEEP),
        (".bib", "@article{a @article{b, title={x}}\n" * 2000),
        (".bib", "@a{b,title={" + "{" * DEEP + "}" * DEEP + "}}"),
        (".bib", "@a{b,title={" + "\\'{" * DEEP + "}" * DEEP + "}}"),
        (".bib", "@a{b,title={" + "\\(" * DEEP + "}}"),
        (".bib", "@a{b,title={x},author={" + "{," * DEEP + "}" * DEEP + "}}"),
        (".bib", "@a{b,title={x},journal={" + "abs/" * DEEP + "!}}"),
        (".bib", "@a{b,title={x},note={" + "http://" * DEEP + "}}"),
        (".bib", "@a{b,title={x},year=" + " # " * DEEP + "}"),
        (".org", "".join("*" * level + " Heading\n" for level in range(1, 1500))),
        (".ris", "TY  - JOUR\n" * DEEP),
        (".ris", "TY  - JOUR\nTI  - x\n" + "more\n" * DEEP),
        (".json", "[" * DEEP),
        (".json", '{"a":' * DEEP),
        (".json", '[{"type":"book","title":"x","number":' + "9" * DEEP + "}]"),
        (".json", "[" + '{"type":"book","title":"x"},' * DEEP + "0]"),
        (".jsonl", '{"a":1}\n' * DEEP),
    ],
)
def test_large_and_deep(suffix: str, text: str) -> None:
    check(text, f"x{suffix}")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("settings.json", '{"name": "x", "version": 1}'),
        ("list.json", "[1, 2, 3]"),
        ("list.csljson", "[{}]"),
        ("broken.json", "no JSON"),
        ("log.jsonl", '{"level": "info"}\n{"level": "info"}\n'),
    ],
)
def test_json_without_references_is_rejected(name: str, text: str) -> None:
    with pytest.raises(InputError, match=name):
        read(text, name)
