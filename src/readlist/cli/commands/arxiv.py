"""Commands for the arXiv mirror, arXiv's metadata on this machine: arxiv load, show, search."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  (typer reads annotations at run time)
from typing import Annotated

import typer

from readlist.cli import options
from readlist.cli.command_names import SuggestingGroup
from readlist.cli.progress import show_progress
from readlist.cli.session import get_session

app = typer.Typer()
arxiv = typer.Typer(
    cls=SuggestingGroup, help="The arXiv mirror: arXiv's metadata on this machine.", no_args_is_help=True
)
app.add_typer(arxiv, name="arxiv")

_HITS = 20


@arxiv.command("load", epilog=options.examples("readlist arxiv load arxiv-metadata-oai-snapshot.json.gz"))
def load(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The public snapshot: JSON lines, or .gz.")],
) -> None:
    """Load arXiv's metadata snapshot into the mirror. An interrupted load continues where it stopped."""
    from readlist.library import Library  # noqa: PLC0415

    session = get_session(ctx)
    settings = session.settings
    with show_progress(session, in_bytes=True) as show:

        def show_papers(read: int, done: int, size: int) -> None:
            if show:
                show(f"{read} papers", done, size)

        loaded = Library.load_arxiv_snapshot(file, on_progress=show_papers, settings=settings)
    count, path = Library.count_arxiv_mirror(settings=settings), Library.arxiv_mirror_path(settings=settings)
    session.say(
        f"read: {loaded.read}, added {loaded.added}, changed {loaded.changed}, refused {loaded.refused}"
    )
    session.say(f"the mirror has {count} papers: {path}")


@arxiv.command("show", epilog=options.examples("readlist arxiv show 2106.09685"))
def show_paper(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(metavar="ID", help="An arXiv ID or URL.")],
    json: options.AsJson = False,
) -> None:
    """Show a paper of the mirror."""
    from readlist.cli import fields, output  # noqa: PLC0415
    from readlist.library import Library  # noqa: PLC0415

    found = Library.find_in_arxiv_mirror(text, settings=get_session(ctx).settings)
    if json:
        output.write_json_object(fields.provider_fields(found))
    else:
        output.write_lines(fields.paper_fields(found))


@arxiv.command(
    "search", epilog=options.examples("readlist arxiv search mixture of experts", "readlist add 2401.06066")
)
def search_mirror(
    ctx: typer.Context,
    words: Annotated[
        list[str], typer.Argument(metavar="WORDS...", help="Words of title, authors, abstract.")
    ],
    limit: options.Limit = None,
    *,
    json: options.AsJson = False,
) -> None:
    """Search the mirror, as ``readlist search --arxiv`` does.

    Prints ID, year and title. Add a paper with: readlist add ID
    """
    from readlist.cli import output  # noqa: PLC0415
    from readlist.library import Library  # noqa: PLC0415

    session = get_session(ctx)
    papers = Library.search_arxiv_mirror(" ".join(words), limit=limit or _HITS, settings=session.settings)
    output.write_papers(papers, as_json=json)
    session.say(output.next_step(papers))
    if not papers:
        raise typer.Exit(1)
