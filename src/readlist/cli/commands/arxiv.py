"""Commands on the local copy of arXiv's metadata: arxiv load, show, search; and search --arxiv."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  (typer reads annotations at run time)
from typing import TYPE_CHECKING, Annotated

import typer

from readlist.cli import options
from readlist.cli.progress import show_progress
from readlist.cli.session import get_session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from readlist.cli.session import Session
    from readlist.providers.arxiv_mirror import Mirror

app = typer.Typer()
arxiv = typer.Typer(help="A copy of arXiv on this machine.", no_args_is_help=True)
app.add_typer(arxiv, name="arxiv")

_HITS = 20


def _mirror_path(session: Session) -> Path:
    import os  # noqa: PLC0415

    from readlist import config  # noqa: PLC0415
    from readlist.providers import resolver  # noqa: PLC0415

    settings = resolver.load_settings(
        config.load(session.db, session.config).section("providers"), os.environ
    )
    assert settings.mirror is not None
    return settings.mirror


def _open_mirror(session: Session) -> Mirror:
    from readlist.providers.arxiv_mirror import Mirror  # noqa: PLC0415

    return Mirror.open(_mirror_path(session))


@arxiv.command("load", epilog=options.examples("readlist arxiv load arxiv-metadata-oai-snapshot.json.gz"))
def load(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The public snapshot, JSON lines; .gz too.")],
) -> None:
    """Load arXiv's metadata snapshot. A load that was stopped goes on where it was."""
    from readlist.providers.arxiv_mirror import Mirror  # noqa: PLC0415

    session = get_session(ctx)
    with Mirror.create(_mirror_path(session)) as mirror, show_progress(session, in_bytes=True) as show:

        def tell(read: int, done: int, size: int) -> None:
            if show:
                show(f"{read} papers", done, size)

        loaded = mirror.load(file, on_progress=tell)
        count = mirror.count()
    session.say(
        f"read: {loaded.read}, added {loaded.added}, changed {loaded.changed}, refused {loaded.refused}"
    )
    session.say(f"the mirror has {count} papers: {mirror.path}")


@arxiv.command("show", epilog=options.examples("readlist arxiv show 2106.09685"))
def show_paper(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(metavar="ID", help="An arXiv id or URL.")],
    json: options.AsJson = False,
) -> None:
    """Show a paper of the mirror."""
    from readlist.cli import output  # noqa: PLC0415
    from readlist.errors import InputError, NotFoundError  # noqa: PLC0415
    from readlist.model.identifiers import parse_identifier  # noqa: PLC0415

    identifier = parse_identifier(text)
    if identifier is None or identifier.scheme != "arxiv":
        raise InputError(f"'{text}' is no arXiv id")
    with _open_mirror(get_session(ctx)) as mirror:
        found = mirror.find([identifier.value]).get(identifier.value)
    if found is None:
        raise NotFoundError(
            f"the mirror has no paper {identifier.value}", hint=f"Ask arXiv: readlist add {text}"
        )
    if json:
        output.write_json_object(output.found_fields(found))
        return
    record = found.record
    rows = [
        ("title", record.title),
        ("authors", "; ".join(record.authors)),
        ("year", record.year),
        ("url", record.url),
    ]
    output.write_lines(
        [*rows, ("venue", record.venue), ("comment", found.facts.comment), ("abstract", record.abstract)]
    )


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
    """Search the mirror; ``readlist search --arxiv`` does the same.

    Prints id, year and title. A hit is added with: readlist add ID
    """
    show_hits(get_session(ctx), words, limit=limit or _HITS, json=json)


def show_hits(session: Session, words: Sequence[str], *, limit: int, json: bool) -> None:
    """Print the papers of the mirror that have all the words, and how to add one; exit code 1 when there is none."""
    from readlist.cli import output  # noqa: PLC0415

    with _open_mirror(session) as mirror:
        hits = mirror.search(" ".join(words), limit=limit)
    if json:
        output.write_json(map(output.found_fields, hits))
    else:
        output.write_lines((one.record.ids[0].value, one.record.year, one.record.title) for one in hits)
    if not hits:
        session.say("nothing found in the mirror")
        raise typer.Exit(1)
    session.say(f"add one with: readlist add {hits[0].record.ids[0].value}")
