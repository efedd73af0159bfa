"""The command export."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from readlist.cli import options
from readlist.cli.counts import say_undated
from readlist.cli.session import get_session
from readlist.errors import UsageError
from readlist.library import FORMATS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from readlist.cli.session import Session
    from readlist.library import Library

app = typer.Typer()

_VAULT = "obsidian"
"""The format that is a folder of notes."""


def _complete_format(incomplete: str) -> list[tuple[str, str]]:
    formats = {name: form.description for name, form in FORMATS.items()}
    formats[_VAULT] = "a folder of notes for Obsidian"
    return [(name, text) for name, text in formats.items() if name.startswith(incomplete)]


@app.command(
    "export",
    epilog=options.examples(
        "readlist export --topic rag > rag.md",
        "readlist export --tag thesis --format bibtex -o thesis.bib",
        "readlist export hu2021lora 2305.14314 --format bibtex",
        "readlist export --cited-in paper.tex -o paper.bib",
        "readlist export --format bibtex --without abstract,tags",
        "readlist export --topic rag --into README.md --public",
        "readlist export --format obsidian -o ~/vault/papers",
        "readlist export --format jsonl | jq .title",
        "readlist export --format jsonl --with-sources -o backup.jsonl",
    ),
)
@options.with_filters
def export(
    ctx: typer.Context,
    entries: options.SomeEntries = None,
    *,
    filters: options.Chosen,
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help=f"{', '.join(FORMATS)}, {_VAULT}; default: by the extension of FILE, else markdown.",
            autocompletion=_complete_format,
        ),
    ] = None,
    cited_in: Annotated[
        list[str] | None,
        typer.Option(
            "--cited-in",
            metavar="FILE",
            help="Only entries that a .tex, .aux or Pandoc file cites; can be repeated.",
        ),
    ] = None,
    query: Annotated[
        str,
        typer.Option("--query", metavar="WORDS", help="Only entries that a search for these words finds."),
    ] = "",
    title: Annotated[
        str | None, typer.Option("--title", help="The heading, for formats that have one.")
    ] = None,
    style: Annotated[
        str | None,
        typer.Option(
            "--style",
            metavar="STYLE",
            help="For markdown: full, compact, table, or a Jinja template (a file).",
            autocompletion=options.complete_style,
        ),
    ] = None,
    public: Annotated[
        bool, typer.Option("--public", help="Leave out your own notes, tags, status and ratings.")
    ] = False,
    with_parts: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            metavar="PARTS",
            help="Of notes, remarks, fields, abstract, tags, topics, status and links, only these.",
            autocompletion=options.complete_part,
        ),
    ] = None,
    without_parts: Annotated[
        list[str] | None,
        typer.Option(
            "--without",
            metavar="PARTS",
            help="Leave these parts out, separated by commas: notes,abstract.",
            autocompletion=options.complete_part,
        ),
    ] = None,
    with_sources: Annotated[
        bool, typer.Option("--with-sources", help="For jsonl: the texts of the imported files, too.")
    ] = False,
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write to this file, replaced only when all is written."
        ),
    ] = "-",
    into: Annotated[
        str,
        typer.Option(
            "--into",
            metavar="FILE",
            help="Write markdown into this file, between its lines <!-- readlist: begin --> and end.",
        ),
    ] = "",
    block: Annotated[
        str, typer.Option("--block", metavar="NAME", help="With --into: the name after begin, if it has one.")
    ] = "",
) -> None:
    """Write entries as a list, as references, or as data."""
    from readlist.library import OwnTally  # noqa: PLC0415

    session = get_session(ctx)
    if (entries or cited_in) and (filters or query):
        raise UsageError("entries are chosen by name or by filters, not by both")
    target = _Target(form, style, output, into, block)
    target.check()
    own = OwnTally()
    with session.open() as library:
        say_undated(session, library, filters, query)
        wanted = list(entries or ()) if entries or cited_in else None
        for path in cited_in or ():
            found, missing = library.find_cited(path)
            wanted = [*(wanted or ()), *_present(session, library, path, found)]
            for key in missing:
                session.say(f"{path}: no entry has the key '{key}'")
        chosen = {
            "filters": filters,
            "query": query,
            "wanted": wanted,
            "public": public,
            "without": _left_out(with_parts, without_parts),
            "own": own,
        }
        if with_sources:
            chosen["with_sources"] = True
        target.write(session, library, title, chosen)
    if text := own.describe():
        session.say(f"with your own {text}; leave them out with --public")
    if own.bare:
        session.say(f"nothing but a title: {own.describe_bare()}; look them up with readlist fetch")


def _left_out(with_parts: list[str] | None, without_parts: list[str] | None) -> tuple[str, ...]:
    """Return the parts that ``--with`` and ``--without`` leave out."""
    from readlist.library import PARTS, read_parts  # noqa: PLC0415

    kept = read_parts(with_parts or ())
    out = read_parts(without_parts or ())
    return (*out, *(part for part in PARTS if with_parts and part not in kept and part not in out))


def _present(session: Session, library: Library, path: str, keys: Sequence[str]) -> list[str]:
    """Return the present keys of cited entries, each once, and name those that a file cites by an earlier one."""
    out: dict[str, None] = {}
    for key in keys:
        present = library.find(key).key
        if present != key:
            session.say(f"{path}: '{key}' is '{present}' now")
        out[present] = None
    return list(out)


@dataclass(frozen=True, slots=True)
class _Target:
    """Where an export goes, and how it looks: the options that say so."""

    form: str | None
    style: str | None
    output: str
    into: str
    block: str

    def check(self) -> None:
        """Raise UsageError for options that do not go together."""
        if self.into and (self.output != "-" or self.form not in (None, "markdown")):
            raise UsageError("--into writes markdown into a file, without --output or another --format")
        if self.block and not self.into:
            raise UsageError("--block is the name of a part of a file", hint="Name the file with --into.")
        if self.form not in (None, _VAULT, *FORMATS):
            raise UsageError(
                f"'{self.form}' is not an export format",
                hint=f"Choose one of: {', '.join((*FORMATS, _VAULT))}.",
            )
        if self.form == _VAULT and self.output == "-":
            raise UsageError(
                "a vault is a folder", hint="Name it: readlist export --format obsidian -o FOLDER"
            )
        if self.form == _VAULT and self.style:
            raise UsageError("the format obsidian has no styles", hint="--style is for markdown.")

    def check_data(self) -> None:
        """Raise UsageError if this is a list or a vault, not one stream of data."""
        if self.into or self.form == _VAULT:
            raise UsageError("--with-sources is for --format jsonl")

    def write(self, session: Session, library: Library, title: str | None, chosen: dict[str, Any]) -> None:
        """Write the entries that ``chosen`` chooses."""
        if self.into:
            changed = library.export_into(
                self.into, self.block, style=self.style or "full", title=title, **chosen
            )
            lines = "1 line" if changed == 1 else f"{changed} lines"
            session.say(f"written: {self.into} ({lines} changed)" if changed else f"unchanged: {self.into}")
        elif self.form == _VAULT:
            self._write_vault(session, library, chosen)
        elif self.output != "-":
            library.export_to(self.output, self.form, style=self.style, title=title, **chosen)
            session.say(f"written: {self.output}")
        else:
            for chunk in library.export(self.form or "markdown", style=self.style, title=title, **chosen):
                sys.stdout.write(chunk)

    def _write_vault(self, session: Session, library: Library, chosen: dict[str, Any]) -> None:
        report = library.export_vault(self.output, **chosen)
        session.say(f"written: {self.output}: {report.describe()}")
        for path in report.refused:
            session.say(f"{path}: left as it is, because its line '%% readlist: …' is missing")
