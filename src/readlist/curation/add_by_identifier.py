"""Look up the works that a person wants to add, named by identifier, URL or title.

    "2106.09685", "10.1145/…", URL ── parse_work ── WorkQuery ── fetch_records ────────────┐
    "Attention is all you need"    ──┘                     └──── make_stubs (offline) ─────┴─ FetchedWork

A stub claims only what the typed text states: the id and its page, or the title. What a provider finds for a
title is a guess, with evidence, for a person to confirm. ``add_claims`` adds the records.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from readlist.errors import InputError, NetworkError, NotFoundError, ReadlistError, UsageError
from readlist.model.identifiers import find_malformed_arxiv, parse_identifier
from readlist.model.provenance import STAND_INS, STUB
from readlist.model.record import Link, Record

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from readlist.curation.add_claims import AddResult
    from readlist.model.entry import Entry
    from readlist.model.identifiers import Identifier
    from readlist.providers.settings import Settings
    from readlist.storage.database import Store

_STUB_HINT = "Or keep a stub with `readlist add --offline`, and fill it in with `readlist fetch`."
_MAX_NAMED = 20
"""Works in the name of an operation in the history."""


@dataclass(frozen=True, slots=True)
class WorkQuery:
    """A work as the person named it: the text, and the identifier and the URL in it, or the title."""

    text: str
    identifier: Identifier | None
    url: str
    title: str | None = None


@dataclass(frozen=True, slots=True)
class FetchedWork:
    """The record that was found for a work and its origin, or the ``problem`` why there is none.

    If only a title was given, ``evidence`` says what speaks for the record, and ``sure`` whether a person needs to
    look at it.
    """

    work: WorkQuery
    origin: str = ""
    record: Record | None = None
    problem: ReadlistError | None = None
    evidence: tuple[str, ...] = ()
    sure: bool = True


@dataclass(frozen=True, slots=True)
class AddedWork:
    """The result for one work: its entry, and whether that is new or only a stub; or the ``error``.

    ``source``: the provider whose data it has; ``poor``: that provider only stands in for a better one, and ``fetch``
    completes the entry.
    """

    text: str
    key: str | None = None
    title: str | None = None
    created: bool = False
    stub: bool = False
    source: str = ""
    poor: bool = False
    error: ReadlistError | None = None


def add_works(
    store: Store,
    works: Sequence[str],
    *,
    settings: Settings | None,
    tags: Sequence[str] = (),
    topics: Sequence[str] = (),
    note: str | None = None,
    status: str | None = None,
    confirm: Callable[[FetchedWork], bool] | None = None,
) -> tuple[AddedWork, ...]:
    """Add works by id, URL or title, as one operation; return what became of each, in their order.

    ``settings`` say how to reach the providers; None keeps what the person typed, without the network. A record found
    by a title is a guess, which is added only if ``confirm`` returns true. A work that cannot be found or reached is
    returned with its error, and the others are added. Raises InputError, before anything is written, when a text is
    not an id, a URL or a title; UsageError for a bad tag, topic or status.
    """
    from readlist.curation.add_claims import add_records  # noqa: PLC0415
    from readlist.search.entry_lookup import load_existing  # noqa: PLC0415

    by_hand = make_by_hand(tags, topics, status)
    named = [parse_work(text) for text in works]
    fetched = make_stubs(named) if settings is None else fetch_records(named, settings)
    settled = [_settle(one, confirm) for one in fetched]
    claims = [(one.record, one.origin) for one in settled if one.record]
    results = add_records(store, claims, by_hand=by_hand, note=note, command=name_command(works))
    entries = load_existing(store, [one.entry_id for one in results])
    added = iter(zip(results, entries, strict=True))
    return tuple(make_added(one, *next(added)) if one.record else make_added(one) for one in settled)


def _settle(fetched: FetchedWork, confirm: Callable[[FetchedWork], bool] | None) -> FetchedWork:
    """Turn a guess that is not confirmed into a problem."""
    if not fetched.evidence or (confirm and confirm(fetched)):
        return fetched
    return FetchedWork(fetched.work, problem=refuse_guess(fetched))


def name_command(works: Sequence[str]) -> str:
    """Name the operation in the history, which does not list a thousand works."""
    more = f" … ({len(works)} works)" if len(works) > _MAX_NAMED else ""
    return f"add {' '.join(works[:_MAX_NAMED])}{more}"


def make_added(
    fetched: FetchedWork, result: AddResult | None = None, entry: Entry | None = None
) -> AddedWork:
    """Build the result for a work; without an entry, it is the problem."""
    text = fetched.work.text
    if result is None or entry is None:
        return AddedWork(text, error=fetched.problem)
    return AddedWork(
        text,
        entry.key,
        entry.title,
        created=result.created,
        stub=fetched.origin == STUB,
        source=fetched.origin,
        poor=fetched.origin in STAND_INS and entry.arxiv_id is not None,
    )


def make_by_hand(tags: Sequence[str], topics: Sequence[str], status: str | None) -> Record | None:
    """Build the record of the tags, topics and status that the person adds to each work; None if there are none."""
    from readlist.curation import annotate  # noqa: PLC0415

    if not tags and not topics and not status:
        return None
    return Record(
        tags=annotate.parse_tags(tags) if tags else (),
        topics=tuple(map(annotate.parse_topic, topics)),
        status=annotate.parse_status(status) if status else None,
    )


def parse_work(text: str) -> WorkQuery:
    """Parse an id, a URL, or a title of two words or more, as a person types it; InputError if it is none of these."""
    from readlist.model.url_repair import repair_url  # noqa: PLC0415
    from readlist.model.urls import is_web  # noqa: PLC0415

    if identifier := parse_identifier(text):
        return WorkQuery(text, identifier, identifier.url)
    url = repair_url(text)
    _check_arxiv_id(url if is_web(url) else f"https://arxiv.org/abs/{text}")
    if is_web(url) and not any(map(str.isspace, url)):
        identifier = parse_identifier(url)
        return WorkQuery(text, identifier, identifier.url if identifier else url)
    if len([word for word in text.split() if word[:1].isalnum()]) >= 2:
        return WorkQuery(text, None, "", " ".join(text.split()))
    raise InputError(
        f"'{text}' is not an arXiv ID, DOI, ACL ID, URL or title",
        hint="Examples: 2106.09685, hep-th/9901001, 10.1145/3486622.3493957, P18-1001, https://…, a title of two words",
    )


def _check_arxiv_id(url: str) -> None:
    """Raise InputError for an arXiv URL with a malformed id."""
    if malformed := find_malformed_arxiv(url):
        raise InputError(
            f"'{malformed}' is not a valid arXiv ID",
            hint="Since 2015 an ID has four digits, a dot, and five digits.",
        )


def make_stub(work: WorkQuery) -> Record:
    """Build a record from what was typed, for use until a provider is asked."""
    from readlist.model.urls import link_role, url_kind  # noqa: PLC0415

    if work.title:
        return Record(title=work.title)
    return Record(
        kind=url_kind(work.url),
        ids=(work.identifier,) if work.identifier else (),
        url=work.url,
        links=(Link(work.url, link_role(work.url)),),
    )


def make_stubs(works: Sequence[WorkQuery]) -> list[FetchedWork]:
    """Build a stub of each work, without any network access."""
    return [FetchedWork(work, STUB, make_stub(work)) for work in works]


def fetch_records(works: Sequence[WorkQuery], settings: Settings) -> list[FetchedWork]:
    """Ask the providers for the works, in as few requests as possible; a failure is the problem of its work."""
    from readlist.providers import resolver  # noqa: PLC0415

    resolution = resolver.resolve([work.identifier for work in works if work.identifier], settings)
    out = []
    for work in works:
        if work.title:
            out.append(_fetch_title(work, work.title, settings))
        elif work.identifier is None:
            out.append(_fetch_page(work, settings))
        elif work.identifier in resolution.records:
            origin, record = resolution.records[work.identifier]
            out.append(FetchedWork(work, origin, record))
        else:
            unknown = NotFoundError(f"no provider knows {work.identifier}")
            out.append(FetchedWork(work, problem=resolution.problems.get(work.identifier, unknown)))
    for one in out:
        _offer_stub(one.problem)
    return out


def _offer_stub(problem: ReadlistError | None) -> None:
    """Add to the hint of a failure how the work can be kept until then."""
    if isinstance(problem, NetworkError) and _STUB_HINT not in problem.hint:
        problem.hint = f"{problem.hint} {_STUB_HINT}".strip()


def _fetch_title(work: WorkQuery, title: str, settings: Settings) -> FetchedWork:
    """Search for a work by its title."""
    from readlist.linkage.verification import ACCEPTED  # noqa: PLC0415
    from readlist.providers.title_search import open_title_search  # noqa: PLC0415

    try:
        with open_title_search(settings) as search:
            verdict = search.find([Record(title=title)])
    except ReadlistError as error:
        return FetchedWork(work, problem=error)
    if verdict.found is None:
        hint = "Add it by ID or URL, or add only the title: readlist add --offline"
        return FetchedWork(
            work, problem=NotFoundError(f"no provider has a work with the title '{title}'", hint=hint)
        )
    found, sure = verdict.found, verdict.state == ACCEPTED
    return FetchedWork(work, found.origin, found.record, evidence=verdict.evidence, sure=sure)


def refuse_guess(fetched: FetchedWork) -> UsageError:
    """Build the error for a guess that was not confirmed."""
    record = fetched.record
    assert record is not None
    first = record.ids[0].value if record.ids else record.url
    return UsageError(
        f"'{fetched.work.text}' may be '{record.title}' ({first}): {', '.join(fetched.evidence)}",
        hint=f"If it is: readlist add {first}",
    )


def _fetch_page(work: WorkQuery, settings: Settings) -> FetchedWork:
    from readlist.providers import resolver  # noqa: PLC0415

    try:
        found = resolver.fetch_page(work.url, settings)
    except ReadlistError as error:
        return FetchedWork(work, problem=error)
    return FetchedWork(work, found.origin, found.record)
