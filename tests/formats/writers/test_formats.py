"""Each format can be parsed again, and no text of an entry ends its field, opens a tag or starts a formula."""

from __future__ import annotations

import csv
import io
import json
import re
import string
from dataclasses import replace
from html.parser import HTMLParser

import bibtexparser
import pytest
from bibtexparser.middlewares import LatexDecodingMiddleware
from hypothesis import given
from hypothesis import strategies as st

from readlist.errors import UsageError
from readlist.formats.readers import read
from readlist.formats.writers import FORMATS, html_page, note_html, writer_for
from readlist.model.entry import Entry, Mention, Note
from readlist.model.record import Link
from readlist.util.printable import safe

LORA = Entry(
    id=1,
    key="hu2021lora",
    kind="paper",
    title="LoRA: Low-Rank Adaptation of Large Language Models",
    aliases=("LoRA",),
    authors=("Edward J. Hu", "Yelong Shen"),
    year=2021,
    month=6,
    venue="ICLR 2022",
    arxiv_id="2106.09685",
    arxiv_version=2,
    categories=("cs.CL",),
    url="https://arxiv.org/abs/2106.09685",
    links=(
        Link("https://arxiv.org/abs/2106.09685", "paper"),
        Link("https://github.com/microsoft/LoRA", "code"),
    ),
    topics=(("PEFT",), ("PEFT", "Adapters")),
    tags=("PEFT",),
    status="todo",
    mentions=(Mention("notes.md", 3, 5, ("PEFT",), "LoRA", "- LoRA"),),
    notes=(Note("rank 8 is enough", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"),),
)
PROSE = Entry(
    id=2,
    key="peft",
    kind="note",
    title="PEFT",
    topics=(("PEFT",),),
    mentions=(Mention("notes.md", 1, 2, ("PEFT",), None, "Few weights, <much> gain."),),
)

# Any characters, with those that are special in one of the formats more often.
TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs",))
    | st.sampled_from("{}\\$&#%_^~<>\"'`*[]()@=+-|;,\n"),
    max_size=40,
)
NAMED = TEXT.filter(lambda text: text.strip() != "")
URLS = st.builds("https://example.org/{}".format, st.text(string.printable.strip(), max_size=20))


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    return replace(
        LORA,
        key=draw(st.from_regex(r"[a-z]{3,8}[0-9]{4}[a-z]{2,6}", fullmatch=True)),
        kind=draw(st.sampled_from(["paper", "repo", "article", "resource", "note"])),
        title=draw(NAMED),
        aliases=tuple(draw(st.lists(NAMED, max_size=2))),
        authors=tuple(draw(st.lists(NAMED, max_size=3))),
        org=draw(st.none() | NAMED),
        abstract=draw(st.none() | TEXT),
        venue=draw(st.none() | NAMED),
        url=draw(st.none() | URLS),
        links=tuple(Link(url) for url in draw(st.lists(URLS, max_size=2))),
        topics=tuple(
            tuple(path) for path in draw(st.lists(st.lists(NAMED, min_size=1, max_size=8), max_size=3))
        ),
        tags=tuple(draw(st.lists(NAMED, max_size=3))),
        notes=(Note(draw(TEXT), "", ""),),
        mentions=(Mention(draw(NAMED), 1, 1, (), None, draw(TEXT)),),
    )


def export(name: str, *found: Entry, title: str | None = None) -> str:
    return "".join(writer_for(name).write(found, title=title))


def test_an_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match="docx") as caught:
        writer_for("docx")
    assert "bibtex" in caught.value.hint


@pytest.mark.parametrize(("name", "suffix"), [("bibtex", "bib"), ("csl-json", "json"), ("ris", "ris")])
@given(found=st.lists(entries(), min_size=1, max_size=2, unique_by=lambda entry: entry.key))
def test_any_text_gives_one_record_per_work(name: str, suffix: str, found: list[Entry]) -> None:
    works = [entry for entry in found if entry.kind != "note"]
    document = read(export(name, *found, title="@misc{x, title = {") or "\n", f"refs.{suffix}")
    assert document.diagnostics == ()
    assert [part.record.key for part in document.items if part.record.kind != "note"] == [
        e.key for e in works
    ]


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_streams(name: str) -> None:
    assert len(list(writer_for(name).write([LORA, replace(LORA, id=3, key="other")]))) > 1


# -- the contract ------------------------------------------------------------------------------------------------


@given(found=st.lists(entries(), max_size=2))
def test_json_lines_are_the_contract(found: list[Entry]) -> None:
    assert [json.loads(line) for line in export("jsonl", *found).split("\n") if line] == [
        e.to_dict() for e in found
    ]


@given(found=st.lists(entries(), max_size=2))
def test_json_is_one_array_of_the_contract(found: list[Entry]) -> None:
    assert json.loads(export("json", *found)) == [entry.to_dict() for entry in found]


# -- BibTeX ------------------------------------------------------------------------------------------------------


def test_bibtex_record() -> None:
    assert export("bibtex", LORA) == (
        "@inproceedings{hu2021lora,\n"
        "  title = {{LoRA}: Low-Rank Adaptation of Large Language Models},\n"
        "  author = {Hu, Edward J. and Shen, Yelong},\n"
        "  booktitle = {ICLR},\n"
        "  year = {2022},\n"
        "  eprint = {2106.09685},\n"
        "  archiveprefix = {arXiv},\n"
        "  primaryclass = {cs.CL},\n"
        "  url = {https://arxiv.org/abs/2106.09685},\n"
        "  keywords = {PEFT},\n"
        "}\n\n"
    )


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("GPT-4 Technical Report", "{GPT-4} Technical Report"),
        ("A 100% Cheap & Fast_Way", r"A 100\% Cheap \& Fast\_Way"),
        (r"$\beta$-VAE", r"$\beta$-{VAE}"),
        (r"$\input{/etc/passwd}$", r"\$\textbackslash{}input\textbraceleft{}/etc/passwd\textbraceright{}\$"),
        ("Text-to-SQL for All", "{Text-to-SQL} for All"),
        ("Is } the end, @misc{x,", r"Is \textbraceright{} the end, @misc\textbraceleft{}x,"),
        ("mT5: “GLUE”", "{mT5}: “{GLUE}”"),
    ],
)
def test_bibtex_titles(title: str, written: str) -> None:
    assert f"title = {{{written}}}," in export("bibtex", replace(LORA, title=title))


@pytest.mark.parametrize(
    ("venue", "kind", "field"),
    [
        ("NeurIPS 2023", "inproceedings", "booktitle = {NeurIPS}"),
        ("Findings of ACL 2023", "inproceedings", "booktitle = {Findings of ACL}"),
        (
            "Journal of Machine Learning Research",
            "article",
            "journal = {Journal of Machine Learning Research}",
        ),
        ("TACL 2022", "article", "journal = {TACL}"),
        ("PhD thesis", "phdthesis", "school = {PhD thesis}"),
        ("arXiv 2021", "misc", "eprint = {2106.09685}"),
        (None, "misc", "year = {2021}"),
        (None, "misc", "month = jun"),
    ],
)
def test_bibtex_types(venue: str | None, kind: str, field: str) -> None:
    text = export("bibtex", replace(LORA, venue=venue))
    assert text.startswith(f"@{kind}{{")
    assert f"  {field},\n" in text


def test_an_organisation_that_is_the_author_is_no_venue_when_it_is_read_again() -> None:
    entry = replace(LORA, kind="repo", venue=None, authors=(), org="Microsoft")
    text = export("bibtex", entry)
    assert "author = {{Microsoft}}" in text
    (item,) = read(text, "refs.bib").items
    found = item.record
    assert found
    assert (found.authors, found.venue) == (("Microsoft",), None)


@pytest.mark.parametrize(
    ("names", "written"),
    [
        (("Laurens van der Maaten",), "van der Maaten, Laurens"),
        (("Wang, Yizhong", "et al."), "Wang, Yizhong and others"),
        (("杨夕", "OpenAI"), "{杨夕} and {OpenAI}"),
        (("Simon and Schuster",), "{Simon and Schuster}"),
        (("Joseph E. Gonzalez Jr.",), "Gonzalez, Jr., Joseph E."),
    ],
)
def test_bibtex_names(names: tuple[str, ...], written: str) -> None:
    assert f"author = {{{written}}}," in export("bibtex", replace(LORA, authors=names))


# Changes made by TeX itself: ligatures of dashes and quotes, and composition of combining marks.
TEX_TEXT = st.text(
    st.characters(codec="ascii", exclude_characters="-`'\"?!<>|,$", exclude_categories=("Cc",))
    | st.sampled_from("论文檢索éü"),
    min_size=1,
    max_size=40,
).filter(lambda text: text.strip() != "")


@given(title=TEX_TEXT, venue=TEX_TEXT, tag=TEX_TEXT)
def test_bibtex_can_be_read_back(title: str, venue: str, tag: str) -> None:
    found = replace(LORA, title=title, venue=f"Proc. {venue}", tags=(tag,))
    library = bibtexparser.parse_string(
        export("bibtex", found), append_middleware=[LatexDecodingMiddleware()]
    )
    assert not library.failed_blocks
    (record,) = library.entries
    assert record.key == "hu2021lora"
    assert bare(record["title"]) == bare(title)
    assert bare(record["keywords"]) == bare(tag)


def bare(text: str) -> str:
    """Return a text as TeX keeps it: with single spaces, and without braces, which may be protection."""
    return re.sub(r"[\s{}]+", "", text).translate(str.maketrans("ˆ˜", "^~"))


@given(found=st.lists(entries(), min_size=1, max_size=2, unique_by=lambda entry: entry.key))
def test_no_text_breaks_out_of_bibtex(found: list[Entry]) -> None:
    library = bibtexparser.parse_string(export("bibtex", *found, title="@misc{x, title = {"))
    assert not library.failed_blocks
    assert [record.key for record in library.entries] == [e.key for e in found if e.kind != "note"]
    for record in library.entries:
        for value in record.fields_dict.values():
            assert str(value.value).count("{") == str(value.value).count("}")


# -- other references --------------------------------------------------------------------------------------------


def test_csl_item() -> None:
    assert json.loads(export("csl-json", LORA, PROSE)) == [
        {
            "id": "hu2021lora",
            "citation-key": "hu2021lora",
            "type": "paper-conference",
            "title": "LoRA: Low-Rank Adaptation of Large Language Models",
            "author": [{"family": "Hu", "given": "Edward J."}, {"family": "Shen", "given": "Yelong"}],
            "issued": {"date-parts": [[2022]]},
            "container-title": "ICLR",
            "URL": "https://arxiv.org/abs/2106.09685",
            "keyword": "PEFT",
            "archive": "arXiv",
            "archive_location": "2106.09685",
        }
    ]


def test_csl_preprint() -> None:
    (item,) = json.loads(export("csl-json", replace(LORA, venue=None, authors=(), org="Microsoft")))
    assert (item["type"], item["publisher"], item["number"]) == ("article", "arXiv", "arXiv:2106.09685")
    assert item["author"] == [{"literal": "Microsoft"}]
    assert item["issued"] == {"date-parts": [[2021, 6]]}


def test_ris_record() -> None:
    assert export("ris", LORA).splitlines() == [
        "TY  - CONF",
        "ID  - hu2021lora",
        "TI  - LoRA: Low-Rank Adaptation of Large Language Models",
        "AU  - Hu, Edward J.",
        "AU  - Shen, Yelong",
        "PY  - 2022",
        "T2  - ICLR",
        "AN  - arXiv:2106.09685",
        "UR  - https://arxiv.org/abs/2106.09685",
        "L2  - https://github.com/microsoft/LoRA",
        "KW  - PEFT",
        "N1  - rank 8 is enough",
        "ER  - ",
        "",
    ]


@given(found=entries())
def test_no_text_starts_a_ris_line(found: Entry) -> None:
    lines = export("ris", found).split("\n")
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines if line)
    assert sum(line.startswith("TY  - ") for line in lines) == (found.kind != "note")


# -- tables and pages --------------------------------------------------------------------------------------------


def test_csv_row() -> None:
    (row,) = csv.DictReader(io.StringIO(export("csv", LORA)))
    assert row["authors"] == "Edward J. Hu; Yelong Shen"
    assert row["links"] == "paper: https://arxiv.org/abs/2106.09685; code: https://github.com/microsoft/LoRA"
    assert row["topics"] == "PEFT; PEFT / Adapters"
    assert row["mentions"] == "notes.md:3"
    assert row["doi"] == ""


FORMULA = ("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠")


@given(found=st.lists(entries(), max_size=2))
def test_csv_can_be_read_back_and_runs_no_formula(found: list[Entry]) -> None:
    rows = list(csv.DictReader(io.StringIO(export("csv", *found), newline="")))
    for entry, row in zip(found, rows, strict=True):
        title = safe(entry.title.replace("\r\n", "\n").replace("\r", "\n"))
        assert row["title"] == (f"'{title}" if title.startswith(FORMULA) else title)
        assert (row["key"], row["kind"]) == ("" if entry.kind == "note" else entry.key, entry.kind)
        assert not any(cell.startswith((*FORMULA, "\r")) for cell in row.values())


class Page(HTMLParser):
    """Collects the tags and link targets of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.hrefs: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.hrefs += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.text += data


OWN_TAGS = frozenset(
    "html head meta title style body header nav main section dialog form h1 h2 h3 h4 h5 h6 label input select option "
    "button output script span".split()
)


@given(found=st.lists(entries(), max_size=2), title=TEXT)
def test_html_has_all_text_and_only_its_own_tags(found: list[Entry], title: str) -> None:
    page = Page()
    text = export("html", *found, title=title)
    for name in ("html_page.css", "html_page.js"):
        text = text.replace(html_page._asset(name), "", 1)
    page.feed(text)
    page.close()
    assert set(page.tags) <= OWN_TAGS | note_html.TAGS
    # One script and one style at most: the texts of entries add none of the page's own tags.
    assert [page.tags.count(tag) for tag in ("script", "style", "main", "form")] == [1, 1, 1, 1]
    assert all(href.startswith(("https://", "http://", "ftp://", "mailto:", "#")) for href in page.hrefs)
    for text in [text for entry in found if entry.kind != "note" for text in (entry.title, *entry.tags)]:
        assert safe(text) in page.text


def test_html_does_not_link_to_scripts() -> None:
    text = export("html", replace(LORA, url="javascript:alert(1)", title="<script>alert(1)</script>"))
    assert text.count("<script") == 1
    assert "javascript:" not in text


def test_html_lists_an_entry_in_full_once() -> None:
    text = export("html", LORA, PROSE, title="PEFT & more")
    assert "<h1>PEFT &amp; more</h1>" in text
    assert text.count('id="hu2021lora"') == 1
    assert text.count('href="#hu2021lora"') == 1
    assert text.index("&lt;much&gt; gain") < text.index('id="hu2021lora"')


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_no_format_lets_control_characters_or_bidi_marks_through(name):
    note = Note("a\u2066b\x00c", LORA.added, LORA.added)
    entry = replace(LORA, title="Safe \u202egnp.exe\x1b]0;x\x07 title\x9b31m", notes=(note,))
    text = "".join(writer_for(name).write([entry], title="T\u202e"))
    assert not any(mark in text for mark in "\u202e\u2066\x1b\x07\x9b\x00")
    if FORMATS[name].extension in (".json", ".jsonl"):
        assert "\\u202e" in text


def test_a_spreadsheet_runs_no_full_width_formula():
    row = "".join(writer_for("csv").write([replace(LORA, title="＝SUM(A1)")])).splitlines()[1]
    assert "'＝SUM(A1)" in row
