"""A corpus of references over all types, as other programs read it from our files, and we from theirs.

What differs is what the other program does, by its name, the version where it was seen, and the fields (``THEIRS``).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from formats.corpus import TYPES, references
from readlist.formats.readers import read
from readlist.formats.readers.latex_decoder import decode_latex
from readlist.formats.writers import writer_for
from readlist.model.name_parts import PersonName

if TYPE_CHECKING:
    from readlist.model.entry import Entry
    from readlist.model.record import Record

CORPUS = {entry.key: entry for entry in references()}
SUFFIX = {"bibtex": "bib", "biblatex": "bib", "ris": "ris", "csl-json": "json", "csljson": "json"}
MISC = ("webpage", "software", "dataset", "patent")
"""Types that BibTeX has not; they are ``@misc`` there."""
THEIRS = {
    # 2.17 and 3.9: no doi, isbn, issn, url or report type in BibTeX; only year and month; each thesis is a @phdthesis;
    # quotes and titles are changed to another form; a comma or "and" in the name of a body is not protected.
    "pandoc to bibtex": {"doi", "isbn", "issn", "url", "genre", "issued", "type", "names", "publisher"},
    # As before; a program is a @misc.
    "pandoc to biblatex": {"genre", "names", "type", "publisher"},
    "pandoc to csljson": {"publisher"},
    # Titles and titles of books become sentence case; @misc has no type; an eprint is a web page; a program is a book.
    "pandoc from bibtex": {"type", "container", "genre"},
    "pandoc from biblatex": {"type", "container", "genre"},
}
"""For each direction, the fields in which the other program differs."""


def export(name: str) -> str:
    return "".join(writer_for(name).write(CORPUS.values()))


def stated(entry: Entry) -> dict[str, Any]:
    details = entry.details
    return {
        "title": entry.title, "names": (details.author, details.editor), "doi": entry.doi, "arxiv": entry.arxiv_id,
        "issued": details.issued, "year": str(entry.year), **_same(details),
    }  # fmt: skip


def found(record: Record) -> dict[str, Any]:
    ids = {one.scheme: one.value for one in record.ids}
    details = record.details
    return {
        "title": record.title, "names": (details.author, details.editor), "doi": ids.get("doi"), "arxiv": ids.get("arxiv"),
        "issued": details.issued, "year": str(record.year), **_same(details),
    }  # fmt: skip


def _same(details: Any) -> dict[str, Any]:
    names = "type genre container volume issue pages publisher publisher_place series edition isbn issn"
    return {name: getattr(details, name) for name in names.split()}


def plain(value: Any) -> Any:
    """Return a value without what is typography: the form of apostrophes, the case of titles."""
    if isinstance(value, PersonName):
        return plain((value.family, value.given, value.particle, value.suffix, value.literal))
    return value.replace("’", "'").casefold() if isinstance(value, str) else tuple(map(plain, value or ()))


def differences(text: str, name: str, ignored: set[str]) -> list[tuple[str, str, Any, Any]]:
    records = {item.record.key: item.record for item in read(text, name).items if item.record.kind != "note"}
    assert records.keys() == CORPUS.keys()
    out = []
    for key, entry in CORPUS.items():
        wanted, got = stated(entry), found(records[key])
        out += [
            (key, n, wanted[n], got[n])
            for n in wanted
            if n not in ignored and plain(wanted[n]) != plain(got[n])
        ]
    return out


def test_the_corpus_is_large_and_has_all_types() -> None:
    assert len(CORPUS) >= 300
    assert {entry.details.type for entry in CORPUS.values()} == {
        kind.removesuffix("-edited") for kind in TYPES
    }


@pytest.mark.parametrize("name", ["bibtex", "biblatex", "ris", "csl-json"])
def test_what_we_write_we_read(name: str) -> None:
    wrong = differences(export(name), f"a.{SUFFIX[name]}", set())
    if name == "bibtex":  # its standard styles have no other types
        untyped = (*MISC, "entry-encyclopedia")
        wrong = [one for one in wrong if not (one[1] == "type" and one[2] in untyped)]
    if name == "csl-json":  # arXiv is the publisher of a preprint there
        wrong = [one for one in wrong if one[1:] != ("publisher", None, "arXiv")]
    assert not wrong


# -- Pandoc ------------------------------------------------------------------------------------------------------


def pandoc(text: str, source: str, target: str) -> str:
    if not shutil.which("pandoc"):
        pytest.skip("needs pandoc")
    command = ["pandoc", "-f", source, "-t", target]
    return subprocess.run(command, input=text, capture_output=True, encoding="utf-8", check=True).stdout


@pytest.mark.parametrize("target", ["bibtex", "biblatex", "csljson"])
def test_we_read_what_pandoc_writes(target: str) -> None:
    text = pandoc(export("csl-json"), "csljson", target)
    assert not differences(text, f"a.{SUFFIX[target]}", THEIRS[f"pandoc to {target}"])


@pytest.mark.parametrize("source", ["bibtex", "biblatex"])
def test_pandoc_reads_what_we_write(source: str) -> None:
    text = pandoc(export(source), source, "csljson")
    assert not differences(text, "a.json", THEIRS[f"pandoc from {source}"])


# -- Python's libraries ------------------------------------------------------------------------------------------


def _bare(raw: str) -> str:
    return decode_latex(raw)


@pytest.mark.parametrize("name", ["bibtex", "biblatex"])
def test_bibtexparser_reads_what_we_write(name: str) -> None:
    bibtexparser = pytest.importorskip("bibtexparser")
    library = bibtexparser.parse_string(export(name))
    assert not library.failed_blocks
    assert {entry.key for entry in library.entries} == CORPUS.keys()
    for entry in library.entries:
        assert _bare(entry["title"]) == CORPUS[entry.key].title


def test_pybtex_reads_what_we_write() -> None:
    database = pytest.importorskip("pybtex.database")
    entries = database.parse_string(export("bibtex"), "bibtex").entries
    for key, wanted in CORPUS.items():
        entry = entries[key]
        assert _bare(entry.fields["title"]) == wanted.title
        assert entry.fields["year"] == str(wanted.year)
        for role in ("author", "editor"):
            people = entry.persons.get(role, [])
            families = [_bare(" ".join((*one.prelast_names, *one.last_names))) for one in people]
            expected = [one.literal or re.sub(r"\s+", " ", f"{one.particle} {one.family}".strip())
                        for one in getattr(wanted.details, role)]  # fmt: skip
            assert families == expected


def test_rispy_reads_what_we_write() -> None:
    rispy = pytest.importorskip("rispy")
    records = {record["id"]: record for record in rispy.loads(export("ris"))}
    assert records.keys() == CORPUS.keys()
    for key, entry in CORPUS.items():
        record, details = records[key], entry.details
        assert record["title"] == entry.title
        assert record["year"] == str(entry.year)
        assert record.get("doi") == entry.doi
        assert record.get("volume") == details.volume
        number = "issn" if details.type in ("report", "patent", "standard") else "number"  # the tag SN
        assert record.get(number) == details.issue
        assert record.get("authors", []) == [
            ", ".join(filter(None, (n.literal or f"{n.particle} {n.family}".strip(), n.given, n.suffix)))
            for n in details.author
        ]


# -- citation-js -------------------------------------------------------------------------------------------------

CITATION_JS = """
const {Cite} = require("@citation-js/core");
for (const name of ["bibtex", "ris", "csl"]) require("@citation-js/plugin-" + name);
const cite = new Cite(require("fs").readFileSync(0, "utf8"));
process.stdout.write(cite.format(...(process.argv[1] === "csl" ? ["data", {format: "text"}] : [process.argv[1]])));
"""
THEIRS_JS = {
    # 0.8.2: Chinese names and titles are left out; newspapers and magazines are articles, other works have no type; preprints
    # have arXiv as their publisher only.
    "bibtex": {"names", "container", "title", "type", "publisher", "arxiv"},
    "biblatex": {"names", "container", "title", "type", "genre", "publisher", "arxiv"},
    # The name of a body is a family name; subtypes and the types of theses are genres; @misc has no number.
    "csl from bibtex": {"names", "type", "genre", "issue", "arxiv"},
    "csl from biblatex": {"names", "type", "genre", "arxiv"},
}


def citation_js(text: str, target: str) -> str:
    """Convert a text with citation-js, if it is installed with ``npm install --global``."""
    if not shutil.which("npm"):
        pytest.skip("needs npm")
    found = subprocess.run(["npm", "root", "--global"], capture_output=True, encoding="utf-8", check=True)
    modules = Path(found.stdout.strip())
    if not (modules / "@citation-js/core").is_dir():
        pytest.skip("needs citation-js")
    command = ["node", "-e", CITATION_JS, target]
    done = subprocess.run(
        command,
        input=text,
        capture_output=True,
        encoding="utf-8",
        check=True,
        env={**os.environ, "NODE_PATH": str(modules)},
    )
    return done.stdout


@pytest.mark.parametrize("target", ["bibtex", "biblatex"])
def test_we_read_what_citation_js_writes(target: str) -> None:
    assert not differences(citation_js(export("csl-json"), target), "a.bib", THEIRS_JS[target])


@pytest.mark.parametrize("source", ["bibtex", "biblatex"])
def test_citation_js_reads_what_we_write(source: str) -> None:
    text = citation_js(export(source), "csl")
    assert not differences(text, "a.json", THEIRS_JS[f"csl from {source}"])
