"""Export formats behind one interface.

    writer_for("bibtex").write(entries, title=…) ── chunks of text
    FORMATS ─┬─ markdown, html          lists by topic, for people (topic_outline, remarks)
             ├─ bibtex, biblatex, csl-json, ris   for reference managers (publication_type)
             ├─ csv                     for spreadsheets
             └─ jsonl, json             the export contract, for programs

A format is a module with a function ``write(entries, *, title) -> Iterator[str]``. It is independent of the database
and keeps entries no longer than necessary, so that large libraries can be streamed. Text from an entry is escaped for
the format: it cannot end a field, open a tag, or start a formula. Control characters and bidi marks, which act on a
terminal or turn text round, are left out, or in JSON written as escapes.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from readlist.errors import UsageError
from readlist.util.printable import safe, safe_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from readlist.model.entry import Entry


STYLES = ("full", "compact", "table")
"""The styles of markdown: every field and remark; one line per work; one table per topic."""


@dataclass(frozen=True, slots=True)
class Writer:
    """An export format: its name, a description for help texts, its file extension, and its module."""

    name: str
    description: str
    extension: str
    module: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Arguments of the module's ``write`` for its layout, where it has any."""

    def styled(self, style: str) -> Writer:
        """Return this format in a style: one of ``STYLES``, or a file with a template. UsageError if it has none."""
        if self.name != "markdown":
            raise UsageError(f"the format {self.name} has no styles", hint="--style is for markdown.")
        if style not in STYLES and not Path(style).is_file():
            raise UsageError(
                f"'{style}' is neither a style nor a file with a template",
                hint=f"Choose {', '.join(STYLES)}, or name a Jinja template.",
            )
        if style == STYLES[0]:
            return self
        module = "markdown_styles" if style in STYLES else "markdown_template"
        return replace(self, module=module, settings={**self.settings, "style": style})

    def with_settings(self, **settings: Any) -> Writer:
        """Return this format with more arguments of its module's ``write``."""
        return replace(self, settings={**self.settings, **settings})

    def write(self, entries: Iterable[Entry], *, title: str | None = None) -> Iterator[str]:
        """Yield the text of ``entries`` in this format, in chunks, with ``title`` as heading if the format has one."""
        # Formats are loaded on use, so that listing them for --help costs nothing.
        chunks: Iterator[str] = import_module(f"readlist.formats.writers.{self.module}").write(
            entries, title=title, **self.settings
        )
        if self.extension == ".md":
            from readlist.formats.writers.safe_markdown import disarm  # noqa: PLC0415

            chunks = map(disarm, chunks)
        return map(safe_json if self.extension in _JSON else safe, chunks)


_JSON = (".json", ".jsonl")
"""Extensions of formats in which a control character can be written as an escape; the others leave it out."""
FORMATS: dict[str, Writer] = {
    exporter.name: exporter
    for exporter in (
        Writer("markdown", "a list by topic, which can be imported again", ".md", "markdown_list"),
        Writer("bibtex", "references for LaTeX", ".bib", "bibtex"),
        Writer("biblatex", "references for LaTeX with biblatex and biber", ".bib", "biblatex"),
        Writer(
            "csl-json", "references for Pandoc, Zotero and other citation processors", ".json", "csl_json"
        ),
        Writer("ris", "references for EndNote, Mendeley and Zotero", ".ris", "ris"),
        Writer("csv", "a table for spreadsheets", ".csv", "csv_table"),
        Writer("json", "one array of all entries", ".json", "json_array"),
        Writer("jsonl", "one object per line, for scripts", ".jsonl", "json_lines"),
        Writer("html", "a single self-contained page by topic", ".html", "html_page"),
    )
}
"""All formats by name."""
_OTHER_EXTENSIONS = {
    ".markdown": "markdown",
    ".txt": "markdown",
    ".bibtex": "bibtex",
    ".htm": "html",
    ".ndjson": "jsonl",
}


def writer_for(name: str) -> Writer:
    """Return the format called ``name``; raises UsageError, with a list of all formats, if there is none."""
    if name not in FORMATS:
        raise UsageError(f"'{name}' is not an export format", hint=f"Choose one of: {', '.join(FORMATS)}.")
    return FORMATS[name]


def form_by_extension(path: str) -> str:
    """Return the name of the format with the extension of ``path``, or ``markdown`` if it has none.

    Raises UsageError for an extension that no format has.
    """
    suffix = PurePath(path).suffix.lower()
    known = {form.extension: form.name for form in reversed(FORMATS.values())} | _OTHER_EXTENSIONS
    if not suffix:
        return "markdown"
    if suffix not in known:
        raise UsageError(
            f"no export format has files that end in '{suffix}'",
            hint=f"Choose a format with --format, or one of: {', '.join(sorted(known))}.",
        )
    return known[suffix]
