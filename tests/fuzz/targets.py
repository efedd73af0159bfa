"""What is fuzzed: for each way in from outside, a function of bytes that fails if a promise is broken.

    notes bibtex ris tagged xml json jsonl   a file ──> items, or InputError: no line lost, each record can be stored,
                                             compared and named
    query        a query ──> an answer from a small library, or UsageError
    identifiers  text ──> identifiers, which are read back from what they are written as
    settings     a settings file ──> settings, or InputError
    answers      the answer of a provider ──> records, or NetworkError and the like: ``fuzz.answers``

``fuzz.run`` calls them with inputs that it makes up, ``tests/test_fuzz.py`` with the files in ``corpus``.
"""

from __future__ import annotations

import contextlib
import functools
import tempfile
from datetime import date
from pathlib import Path

from fuzz import answers
from readlist import config
from readlist.errors import InputError, NotFoundError, UsageError
from readlist.formats import readers
from readlist.library import Library
from readlist.linkage.features import features_of
from readlist.model import dates, due_dates, edtf, key_pattern, person_name, url_finder, url_repair, urls
from readlist.model.identifiers import find_identifiers, find_malformed_arxiv, parse_identifier
from readlist.providers import arxiv_query, resolver

CORPUS = Path(__file__).parent / "corpus"
_TODAY = date(2026, 11, 29)


def read_file(name: str, data: bytes) -> None:
    """Read a text as a file of this name, and check what readers promise."""
    text = data.decode("utf-8", "replace")
    try:
        document = readers.read(text, name)
    except InputError as error:
        assert str(error).startswith(f"{name}:")
        assert str(error).isprintable()
        return
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    held = {number for part in document.items for number in range(part.line, part.end_line + 1)}
    texts = {line for part in document.items for line in part.text.split("\n")}
    assert [
        n for n, line in enumerate(lines, 1) if line.strip() and n not in held and line not in texts
    ] == []
    for part in document.items:
        assert 1 <= part.line <= part.end_line <= len(lines)
        part.record.to_json().encode()  # an unpaired surrogate could not be stored
        features_of(part.record)
    assert all(1 <= problem.line <= len(lines) for problem in document.diagnostics)


@functools.cache
def _library() -> Library:
    folder = Path(tempfile.mkdtemp(prefix="readlist-fuzz-"))
    (folder / "a.md").write_text(
        "# Retrieval\n\n- [Dense Passage Retrieval](https://arxiv.org/abs/2004.04906), EMNLP 2020 #ir\n"
        "- 检索增强生成 C++ (2021)\n\nProse about BM25, `x_y`.\n",
        encoding="utf-8",
    )
    library = Library.open(folder / "library.db")
    library.import_paths([folder / "a.md"])
    return library


def search(data: bytes) -> None:
    """Search for a query, and look up the entry that it may name."""
    text = data.decode("utf-8", "surrogateescape")
    library = _library()
    for ask in (library.search, library.find):
        with contextlib.suppress(UsageError, NotFoundError):
            ask(text)


def read_identifiers(data: bytes) -> None:
    """Read identifiers, URLs, names, dates and patterns in a text."""
    text = data.decode("utf-8", "surrogateescape")
    found = [parse_identifier(text), *find_identifiers(text)]
    for identifier in filter(None, found):
        assert parse_identifier(str(identifier)) == identifier
        assert parse_identifier(identifier.url) == identifier._replace(version=None)
    for one in url_finder.find_urls(text):
        urls.link_role(one.url)
        urls.url_kind(one.url)
        urls.url_title(one.url)
        urls.is_badge(one.url)
        find_malformed_arxiv(one.url)
    assert url_repair.repair_url(url_repair.repair_url(text)) == url_repair.repair_url(text)
    dates.find_date(text)
    edtf.find_edtf(text)
    for name in person_name.split_names(text):
        person_name.parse_name(name)
    due_dates.parse_due(text, _TODAY)
    for parse in (key_pattern.parse_pattern, arxiv_query.parse_query):
        with contextlib.suppress(UsageError):
            parse(text)


def read_settings(data: bytes) -> None:
    """Read a settings file and all that is read from it."""
    with contextlib.suppress(InputError, UsageError):
        settings = config.parse(data.decode("utf-8", "replace"), Path("config.toml"))
        settings.check()
        settings.listed()
        config.key_pattern(settings)
        resolver.load_settings(settings.section("providers"), {})


TARGETS = {
    "notes": functools.partial(read_file, "x.md"),
    "bibtex": functools.partial(read_file, "x.bib"),
    "ris": functools.partial(read_file, "x.ris"),
    "tagged": functools.partial(read_file, "x.nbib"),
    "xml": functools.partial(read_file, "x.xml"),
    "json": functools.partial(read_file, "x.json"),
    "jsonl": functools.partial(read_file, "x.jsonl"),
    "query": search,
    "identifiers": read_identifiers,
    "settings": read_settings,
    "answers": answers.read_answer,
}
