"""Two hundred preprints, and where they were published: real works, and invented ones that are hard.

The facts of the real works are in ``published.json``. The servers have them as the providers have such works: journals at
Crossref, conferences at DBLP, some of both at OpenAlex and Semantic Scholar. The invented ones have what confuses.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from readlist.model.identifiers import Identifier
from readlist.model.record import Record
from readlist.providers.publications import open_publications
from servers import acl, base, crossref, dblp, openalex, openreview, semanticscholar

REAL = json.loads(Path(__file__).with_name("published.json").read_text(encoding="utf-8"))
CONFERENCES = {
    "NeurIPS",
    "ICLR",
    "ICML",
    "COLM",
    "TMLR",
    "CVPR",
    "ICCV",
    "UIST",
    "CHI",
    "SIGMOD",
    "CCS",
    "IEEE S&P",
}
THINGS = (
    "Graphs Proteins Sentences Robots Markets Galaxies Contracts Melodies Glaciers Neurons Forests Rumours Bridges"
).split()
PEOPLE = ("Ada Lovelace", "Alan Turing", "Grace Hopper", "Emmy Noether", "Kurt Gödel")
EACH = len(THINGS)


@dataclass(frozen=True)
class Case:
    """A preprint and its expected publication: venue and, if there is one, DOI; None: it is not published."""

    kind: str
    preprint: Record
    venue: str | None = None
    doi: str | None = None


class World:
    """All servers, and the cases that they know about."""

    def __init__(self, stack):
        self.crossref = stack.enter_context(crossref.CrossrefServer())
        self.dblp = stack.enter_context(dblp.DblpServer())
        self.openalex = stack.enter_context(openalex.OpenalexServer())
        self.semanticscholar = stack.enter_context(semanticscholar.SemanticscholarServer())
        self.openreview = stack.enter_context(openreview.OpenreviewServer())
        self.acl = stack.enter_context(acl.AclServer())
        self.cases = []

    def settings(self, settings_for, **more):
        names = ("crossref", "dblp", "openalex", "semanticscholar", "openreview", "acl")
        urls = {name: getattr(self, name).url for name in names}
        return settings_for(**urls, keys={"openalex": "paid", "openreview": "given"}, **more)

    def add(self, kind, title, venue=None, doi=None, *, authors=PEOPLE, own_doi=False, number=None):
        value = number or f"2401.{len(self.cases):05}"
        ids = [Identifier("arxiv", value)] + ([Identifier("doi", doi.lower())] if own_doi else [])
        record = Record(kind="paper", title=title, authors=tuple(authors), year=2021, ids=tuple(ids))
        self.cases.append(Case(kind, record, venue, doi))
        return value

    def at_crossref(self, title, doi, venue, *, authors=PEOPLE, year=2021, arxiv=None, **more):
        people = [{"given": n.rpartition(" ")[0], "family": n.rpartition(" ")[2]} for n in authors]
        relation = {"has-preprint": [{"id-type": "doi", "id": f"10.48550/arXiv.{arxiv}"}]} if arxiv else {}
        self.crossref.works[doi.lower()] = crossref.work(
            doi, title, author=people, container_title=[venue], relation=relation,
            published={"date-parts": [[year]]}, **more,
        )  # fmt: skip

    def at_dblp(self, title, venue, *, authors=PEOPLE, year=2021, **more):
        self.dblp.publications.append(dblp.publication(title, list(authors), venue, year, **more))

    def at_openalex(self, arxiv, title, doi, venue, *, authors=PEOPLE, year=2021):
        places = [
            openalex.location(
                f"https://arxiv.org/abs/{arxiv}", venue="arXiv (Cornell University)", kind="repository"
            ),
            openalex.location(f"https://doi.org/{doi}", venue=venue),
        ]
        self.openalex.works[f"10.48550/arxiv.{arxiv}"] = openalex.work(
            f"10.48550/arXiv.{arxiv}", title, authors=authors, year=year, locations=places
        )

    def at_scholar(self, arxiv, title, venue, *, authors=PEOPLE, **ids):
        people = [{"authorId": "1", "name": name} for name in authors]
        self.semanticscholar.papers[f"arxiv:{arxiv}"] = semanticscholar.paper(
            title, venue=venue, year=2021, ArXiv=arxiv, **ids
        ) | {"authors": people}


def add_real(world):
    for number, row in enumerate(REAL):
        title, authors, venue = row["title"], row["authors"], row["venue"]
        doi = row["doi"] or (None if venue in CONFERENCES else f"10.1000/real{number}")
        value = world.add(
            "real",
            title,
            venue,
            doi,
            authors=authors,
            own_doi=bool(row["doi"]) and number % 3 == 0,
            number=row["arxiv_id"],
        )
        record = world.cases[-1].preprint._replace(year=row["year"])
        world.cases[-1] = Case("real", record, venue, doi)
        if doi is None:
            world.at_dblp(title, venue, authors=authors, year=row["year"])
        elif number % 3 == 1:
            world.at_openalex(value, title, doi, venue, authors=authors, year=row["year"])
        else:
            world.at_crossref(
                title, doi, venue, authors=authors, year=row["year"], arxiv=value if number % 2 else None
            )


def add_hard(world):
    for n, thing in enumerate(THINGS):
        title, doi = f"Learning the Hidden Structure of {thing}", f"10.1000/hard.{n}"

        value = world.add("changed title", f"{title} I", "Journal of Things", f"{doi}.a")
        other = f"What {thing} Can Teach Us About Structure"
        if n % 2:
            world.at_openalex(value, other, f"{doi}.a", "Journal of Things")
        else:
            world.at_crossref(other, f"{doi}.a", "Journal of Things", arxiv=value)

        world.add("swapped authors", f"Fast Sampling of {thing}", "ICTT", f"{doi}.b")
        world.at_dblp(
            f"Fast Sampling of {thing}", "ICTT", authors=[PEOPLE[0], *reversed(PEOPLE[1:])], doi=f"{doi}.b"
        )

        value = world.add("workshop and main", f"Deep Models of {thing}", "ICTT", f"{doi}.c")
        world.at_dblp(f"Deep Models of {thing}", "ICTT", doi=f"{doi}.c", year=2022)
        world.at_dblp(f"Deep Models of {thing}", "THINGS@ICTT", doi=f"{doi}.w")
        world.at_scholar(value, f"Deep Models of {thing}", "ICTT 2021 Workshop on Things", DOI=f"{doi}.w")

        world.add("journal extension", f"Robust Matching of {thing}", "ICTT", f"{doi}.d")
        world.at_dblp(f"Robust Matching of {thing}", "ICTT", doi=f"{doi}.d")
        world.at_crossref(
            f"Robust Matching of {thing}: An Extended Study", f"{doi}.x", "Journal of Things", year=2024
        )

        world.add("same title by others", f"A Survey on {thing}")
        world.at_dblp(
            f"A Survey on {thing}", "Computing Surveys", authors=["Wei Wang 0001", "Li Li"], doi=f"{doi}.e"
        )
        world.at_crossref(f"A Survey on {thing}", f"{doi}.f", "Reviews", authors=["John King"])

        world.add("another part", f"Theory of {thing}, Part I")
        world.at_dblp(f"Theory of {thing}, Part II", "ICTT", doi=f"{doi}.g")

        world.add("initials", f"Counting {thing} in Linear Time", "Annals of Things", f"{doi}.h")
        world.at_crossref(
            f"Counting {thing} in Linear Time",
            f"{doi}.h",
            "Annals of Things",
            authors=["A. Lovelace", "A. M. Turing", "G. Hopper", "E. Noether", "K. Godel"],
        )

        value = world.add("archives only", f"Towards Better {thing}")
        world.dblp.publications.append(dblp.corr(f"Towards Better {thing}", PEOPLE, 2021, value))
        world.at_scholar(value, f"Towards Better {thing}", "arXiv.org")
        world.at_crossref(
            f"Towards Better {thing}", f"{doi}.s", "SSRN Electronic Journal", type="posted-content"
        )
        world.at_crossref(f"Towards Better {thing}", f"{doi}.t", "TechRxiv")
        world.openreview.second[f"archive{n:03}"] = openreview.note(
            f"archive{n:03}", f"Towards Better {thing}", venue="Submitted to ICLR 2024", authors=list(PEOPLE)
        )

        world.add("login only", f"Attending to {thing}", "ICLR 2024 poster")
        world.openreview.second[f"openrev{n:03}"] = openreview.note(
            f"openrev{n:03}", f"Attending to {thing}", authors=list(PEOPLE)
        )


@pytest.fixture(scope="module")
def world():
    with contextlib.ExitStack() as stack:
        made = World(stack)
        add_real(made)
        add_hard(made)
        yield made


def judge(case, found):
    """Return 'found', 'missed', 'wrong' or 'rightly none'."""
    if found is None:
        return "missed" if case.venue else "rightly none"
    record = found.found.record
    dois = {i.value for i in record.ids if i.scheme == "doi"}
    is_right = case.venue and (case.doi.lower() in dois if case.doi else record.venue == case.venue)
    return "found" if is_right else "wrong"


def test_two_hundred_preprints(world, settings_for):
    settings = world.settings(settings_for)
    with open_publications(settings) as search:
        found = search.find({case.preprint.ids[0]: case.preprint for case in world.cases})
    results = [(judge(case, found.get(case.preprint.ids[0])), case) for case in world.cases]
    wrong = [(case.kind, case.preprint.title) for result, case in results if result == "wrong"]
    missed = [(case.kind, case.preprint.title) for result, case in results if result == "missed"]
    known = sum(case.venue is not None for case in world.cases)
    assert len(world.cases) >= 200
    assert wrong == []
    assert len(missed) <= 0.05 * known, missed


@pytest.mark.parametrize("is_related", [True, False])
def test_a_relation_of_crossref_allows_another_title(settings_for, is_related):
    with contextlib.ExitStack() as stack:
        world = World(stack)
        value = world.add("renamed", "A Small Study of Glaciers", "Journal of Ice", "10.1000/ice")
        arxiv = value if is_related else None
        world.at_crossref("Melting Rates Over Two Centuries", "10.1000/ice", "Journal of Ice", arxiv=arxiv)
        preprint = world.cases[0].preprint
        with open_publications(settings_for(crossref=world.crossref.url)) as search:
            found = search.find({preprint.ids[0]: preprint})
    assert [one.found.record.venue for one in found.values()] == (["Journal of Ice"] if is_related else [])


@pytest.mark.parametrize("name", ["crossref", "dblp", "openalex", "semanticscholar", "openreview", "acl"])
def test_a_source_that_is_down_costs_only_what_it_alone_knows(world, settings_for, name):
    server = getattr(world, name)
    server.always = base.status(503)
    before = len(server.log)
    try:
        with open_publications(world.settings(settings_for)) as search:
            found = search.find({case.preprint.ids[0]: case.preprint for case in world.cases[::5]})
    finally:
        server.always = None
    assert not [case for case in world.cases if judge(case, found.get(case.preprint.ids[0])) == "wrong"]
    assert len(server.log) - before <= 1
    assert found
