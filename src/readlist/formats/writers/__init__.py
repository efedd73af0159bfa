"""The formats in which a library leaves the program, behind one interface.

    get("bibtex").write(entries, title=…) ── chunks of text
    FORMATS ─┬─ markdown, html          lists by topic, for people (outline: entries put under their topics)
             ├─ bibtex, csl-json, ris   for reference managers (publication: what sort of work, names in parts)
             ├─ csv                     for spreadsheets
             └─ jsonl, json             the export contract, for programs

A format is a module with one function ``write(entries, *, title) -> Iterator[str]``. It takes ``Entry`` values from
anywhere, asks no database, and holds none of them longer than it must, so that a large library streams through.
Text from an entry is escaped for the format: none can end a field, open a tag, or start a formula.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from readlist.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from readlist.model.entry import Entry


@dataclass(frozen=True, slots=True)
class Writer:
    """One format: its name, what it is good for, the ending of its files, and the module that writes it."""

    name: str
    description: str
    extension: str
    module: str

    def write(self, entries: Iterable[Entry], *, title: str | None = None) -> Iterator[str]:
        """Yield the text of ``entries`` in this format, in chunks; ``title`` heads formats that have a heading."""
        # A format is loaded when it is used, so that naming the formats for --help costs nothing.
        chunks: Iterator[str] = import_module(f"readlist.formats.writers.{self.module}").write(
            entries, title=title
        )
        return chunks


FORMATS: dict[str, Writer] = {
    exporter.name: exporter
    for exporter in (
        Writer("markdown", "a list by topic, which imports again", ".md", "markdown_list"),
        Writer("bibtex", "references for LaTeX", ".bib", "bibtex"),
        Writer(
            "csl-json", "references for Pandoc, Zotero and other citation processors", ".json", "csl_json"
        ),
        Writer("ris", "references for EndNote, Mendeley and Zotero", ".ris", "ris"),
        Writer("csv", "a table for spreadsheets", ".csv", "csv_table"),
        Writer("json", "one array of all entries", ".json", "json_array"),
        Writer("jsonl", "one object a line, for scripts", ".jsonl", "json_lines"),
        Writer("html", "one page by topic, which needs no other file", ".html", "html_page"),
    )
}
"""Every format by its name."""


def writer_for(name: str) -> Writer:
    """Return the format called ``name``; UsageError, naming those there are, when there is none."""
    if name not in FORMATS:
        raise UsageError(f"no export format is called '{name}'", hint=f"Choose one of: {', '.join(FORMATS)}.")
    return FORMATS[name]


def form_by_extension(path: str) -> str:
    """Return the name of the format whose files have the extension of ``path``; ``markdown`` when there is none."""
    return next((form.name for form in FORMATS.values() if path.endswith(form.extension)), "markdown")
