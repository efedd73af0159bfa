"""Nearly eighty preprints whose publications are hard to tell: each with all that the providers say, and what is right.

A pair is one preprint, the places where providers have something like it, and the DOI of its publication, or None.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

import pytest

from readlist.model.identifiers import Identifier
from readlist.model.provenance import PROVIDERS
from readlist.model.record import Record
from readlist.providers.publications import open_publications
from readlist.providers.settings import Settings
from servers import crossref, dblp, openalex, openreview, semanticscholar
from servers.clock import Clock

FIVE = ("Mara Lindqvist", "Tomás Herrera", "Priya Raman", "Joon-ho Baek", "Ilse Verhoeven")
RIGHT, OTHER = "10.1234/right", "10.1234/other"


@dataclass(frozen=True)
class Place:
    """What one provider says; ``linked``: it names the preprint's ID."""

    provider: str
    title: str
    venue: str
    doi: str | None = RIGHT
    authors: tuple = FIVE
    year: int = 2022
    linked: bool = False
    more: tuple = ()


def at_crossref(title, venue="Journal of Applied Wonders", doi=RIGHT, **more):
    return Place("crossref", title, venue, doi, **more)


def related(title, venue="Journal of Applied Wonders", doi=RIGHT, **more):
    return Place("crossref", title, venue, doi, linked=True, **more)


def at_dblp(title, venue="ICWW", doi=RIGHT, **more):
    return Place("dblp", title, venue, doi, **more)


def at_scholar(title, venue="Wonder Conference", doi=RIGHT, **more):
    return Place("semanticscholar", title, venue, doi, linked=True, **more)


def at_openalex(title, venue="Journal of Applied Wonders", doi=RIGHT, **more):
    return Place("openalex", title, venue, doi, linked=True, **more)


@dataclass(frozen=True)
class Pair:
    """A preprint of ``year``, and its ``places``; ``doi`` is that of its publication."""

    kind: str
    title: str
    places: tuple
    doi: str | None = RIGHT
    authors: tuple = FIVE
    year: int = 2021
    own_doi: str | None = None


PAIRS = [
    # -- other titles ------------------------------------------------------------------------------------------
    Pair("renamed", "Do Sparse Probes Find Grammar?", (related("Probing Grammar with Few Neurons"),)),
    Pair("renamed", "Towards Cheaper Beam Search", (at_openalex("Pruned Decoding at Constant Cost"),)),
    Pair("renamed", "On Tensor Folding", (at_scholar("Folding Tensors Without Communication"),)),
    Pair("renamed", "An Oracle for Cut Sizes", (at_crossref("Sketching Cuts in Small Space"),), own_doi=RIGHT),
    Pair("nickname", "CUTLET: Compressing Long Memories", (at_dblp("Compressing Long Memories"),)),
    Pair("nickname", "Compressing Shorter Memories", (at_dblp("SCHNITZEL: Compressing Shorter Memories"),)),
    Pair("subtitle", "Tidal Attention", (at_crossref("Tidal Attention", more=(("subtitle", ["Scaling with the Moon"]),)),)),
    Pair("subtitle", "Slow Mixing in Urns: A Coupling Proof", (at_crossref("Slow Mixing in Urns", more=(("subtitle", ["A Coupling Proof"]),)),)),
    Pair("spelling", "Modelling Behaviour of Coloured Graphs", (at_scholar("Modeling Behavior of Colored Graphs"),)),
    Pair("markup", "Fast $\\ell_1$ Recovery in $O(n \\log n)$ Time", (at_crossref("Fast <i>ℓ</i><sub>1</sub> Recovery in O(n log n) Time"),)),
    Pair("markup", "A {B}ayesian View of $\\beta$-VAEs", (at_crossref("A Bayesian View of &lt;i&gt;β&lt;/i&gt;-VAEs"),)),
    Pair("unlinked other title", "How Birds Count", (at_crossref("Why Bees Measure", doi=OTHER),), None),
    # -- authors -----------------------------------------------------------------------------------------------
    Pair("swapped", "Ranking by Regret", (at_dblp("Ranking by Regret", authors=tuple(reversed(FIVE))),)),
    Pair("swapped", "Lotteries for Layers", (at_crossref("Lotteries for Layers", authors=(*FIVE[2:], *FIVE[:2])),)),
    Pair("one left", "Gossip Without Clocks", (at_dblp("Gossip Without Clocks", authors=FIVE[:4]),)),
    Pair("three joined", "Counting Sheep Twice", (at_dblp("Counting Sheep Twice", authors=(*FIVE[:2], "Ana Reis", "Bo Xu", "Cy Day")),), authors=FIVE[:2]),
    Pair("three joined, linked", "Counting Goats Twice", (related("Counting Goats Twice", authors=(*FIVE[:2], "Ana Reis", "Bo Xu", "Cy Day")),), authors=FIVE[:2]),
    Pair("married", "Knots in Random Yarn", (related("Knots in Random Yarn", authors=("Mara Okafor", "Tomás Herrera")),), authors=FIVE[:2]),
    Pair("initials", "Bounds for Broken Ladders", (at_crossref("Bounds for Broken Ladders", authors=("M. Lindqvist", "T. Herrera", "P. Raman", "J.-h. Baek", "I. Verhoeven")),)),
    Pair("middle names", "Sums of Few Cubes", (at_crossref("Sums of Few Cubes", authors=("Mara E. Lindqvist", "Tomás Herrera García", "Priya Raman")),), authors=FIVE[:3]),
    Pair("et al.", "Walks on Wet Sand", (at_crossref("Walks on Wet Sand", authors=("Mara Lindqvist", "et al.")),)),
    Pair("no authors, linked", "Signals from Salt", (related("Signals from Salt", authors=()),)),
    Pair("no authors, own DOI", "Signals from Sugar", (at_crossref("Signals from Sugar", authors=()),), own_doi=RIGHT),
    Pair("no authors", "Signals from Silt", (at_crossref("Signals from Silt", doi=OTHER, authors=()),), None),
    # -- names in other letters ----------------------------------------------------------------------------------
    Pair("umlauts", "Smoothing by Steps", (at_dblp("Smoothing by Steps", authors=("Jürgen Müller", "Søren Kjær")),), authors=("Juergen Mueller", "Soeren Kjaer")),
    Pair("accents", "Cooling by Noise", (at_dblp("Cooling by Noise", authors=("Lukasz Wozniak", "Cagla Sahin")),), authors=("Łukasz Woźniak", "Çağla Şahin")),
    Pair("Cyrillic", "Descent on Cones", (related("Descent on Cones", authors=("Юрий Нестеров", "Анна Смирнова")),), authors=("Yurii Nesterov", "Anna Smirnova")),
    Pair("transliterated", "Ascent on Cones", (at_dblp("Ascent on Cones", authors=("Yuri Nesterov", "Dmitry Serdyuk")),), authors=("Yurii Nesterov", "Dmitriy Serdyuk")),
    Pair("Greek", "Trees Over Islands", (related("Trees Over Islands", authors=("Γιώργος Παπαδόπουλος",)),), authors=("Giorgos Papadopoulos",)),
    Pair("hyphens", "Filters for Rain", (at_dblp("Filters for Rain", authors=("Joonho Baek", "Jean Luc Moreau")),), authors=("Joon-ho Baek", "Jean-Luc Moreau")),
    Pair("Cyrillic preprint", "О распределении пар простых чисел", (related("On the distribution of pairs of primes", "Mathematical Notes", authors=("A. N. Khovanskii", "Zh. Tsyganov", "Yu. Shchukin")),), authors=("А. Н. Хованский", "Ж. Цыганов", "Юрий Щукин")),
    Pair("Cyrillic, ISO 9", "О произведениях пар простых чисел", (related("On products of pairs of primes", "Mathematical Notes", authors=("A. N. Hovanskij", "Z. Cyganov")),), authors=("А. Н. Хованский", "Ж. Цыганов")),
    Pair("Cyrillic preprint by others", "О суммах простых чисел", (related("On sums of primes", "Mathematical Notes", OTHER, authors=("A. Karatsuba", "P. Petrov")),), None, authors=("И. Иванов", "С. Сидорова")),
    Pair("Cyrillic preprint, unlinked", "О разностях простых чисел", (at_crossref("On differences of primes", "Mathematical Notes", OTHER, authors=("I. Ivanov",)),), None, authors=("И. Иванов",)),
    # -- Chinese, Japanese, Korean ---------------------------------------------------------------------------------
    Pair("Chinese order", "Learning to Fold Paper", (at_dblp("Learning to Fold Paper", authors=("Zhang Wei", "Li Xiaoming")),), authors=("Wei Zhang", "Xiaoming Li")),
    Pair("Chinese names", "Learning to Cut Paper", (related("Learning to Cut Paper", authors=("张伟", "李晓明")),), authors=("Wei Zhang", "Xiaoming Li")),
    Pair("Chinese title", "大规模知识图谱的表示学习", (at_crossref("大规模知识图谱的表示学习", "计算机学报", authors=("张伟", "李晓明")),), authors=("张 伟", "李 晓明")),
    Pair("both scripts", "Representation Learning for Large Graphs", (related("大规模图的表示学习", "计算机学报", authors=("张伟", "李晓明")),), authors=("Wei Zhang", "Xiaoming Li")),
    Pair("traditional", "圖神經網路綜述", (related("图神经网络综述", "软件学报", authors=("陈宇",)),), authors=("陳宇",)),
    Pair("split given name", "Streams of Slow Data", (at_dblp("Streams of Slow Data", authors=("Xiao-Ming Li", "Wei Zhang 0004")),), authors=("Xiaoming Li", "Wei Zhang")),
    Pair("namesakes", "A Survey of Graph Agents", (at_dblp("A Survey of Graph Agents", doi=OTHER, authors=("Wei Zhang", "Bo Chen", "Hui Xu", "Lei Yang")),), None, authors=("Wei Zhang", "Jing Luo", "Ming Zhao", "Kai Deng")),
    Pair("wrong link, one name", "A Note on Caps", (at_scholar("完全不同的工作", "帽子学报", OTHER, authors=("张伟",)),), None, authors=FIVE[:1]),
    Pair("wrong link", "A Note on Hats", (at_scholar("A Note on Hats", "Hat Journal", OTHER, authors=("Cy Day", "Di Lu")),), None),
    Pair("Vietnamese", "Steering Small Boats", (at_dblp("Steering Small Boats", authors=("Van An Nguyen", "Thi Bich Tran")),), authors=("Nguyễn Văn An", "Trần Thị Bích")),
    Pair("Korean order", "Baking Flat Bread", (at_dblp("Baking Flat Bread", authors=("Kim Min-jun", "Lee Seo-yeon")),), authors=("Minjun Kim", "Seoyeon Lee")),
    Pair("Korean others", "Baking Round Bread", (at_dblp("Baking Round Bread", doi=OTHER, authors=("Min Kim", "Seo Lee")),), None, authors=("Minjun Kim", "Seoyeon Lee")),
    # -- groups --------------------------------------------------------------------------------------------------
    Pair("collaboration", "Search for Odd Decays", (at_crossref("Search for Odd Decays", "Physical Review D", authors=("A. Abel", "B. Bauer", "C. Cho")),), authors=("LHCb collaboration", "A. Abel", "B. Bauer")),
    Pair("group and members", "Evidence for Even Decays", (at_crossref("Evidence for Even Decays", "Physical Review D", authors=("LHCb Collaboration",)),), authors=("A. Abel", "B. Bauer", "LHCb collaboration")),
    Pair("team, linked", "Owlet: A Family of Models", (related("Owlet: A Family of Models", authors=("Mara Lindqvist", "Tomás Herrera")),), authors=("Owlet Team",)),
    Pair("team", "Falconet: A Family of Models", (at_crossref("Falconet: A Family of Models", doi=OTHER, authors=("Ana Reis", "Bo Xu")),), None, authors=("Falconet Team",)),
    Pair("abbreviated group", "Search for Rare Decays", (at_crossref("Search for Rare Decays", "Physical Review D", authors=("Majorana Coll.",)),), authors=("A. Abel", "B. Bauer", "MAJORANA Collaboration")),
    Pair("group in LaTeX", "Hints of Rare Decays", (at_crossref("Hints of Rare Decays", "Physical Review D", authors=("$\\mathrm{BABAR}$ Collaboration",)),), authors=("BaBar Collaboration", "B. Aubert")),
    Pair("another group", "Limits on Rare Decays", (at_crossref("Limits on Rare Decays", "Physical Review D", OTHER, authors=("D0 Collaboration",)),), None, authors=("The CDF Collaboration",)),
    Pair("group, formula", "Improved Search for Very Rare $B^0_s \\to \\mu^+\\mu^-$ Decays", (at_crossref("Improved search for very rare <i>B</i><sub>s</sub><sup>0</sup>→μ<sup>+</sup>μ<sup>−</sup> decays", "Physical Review D", authors=("LHCb Collaboration",)),), authors=("LHCb collaboration", "R. Aaij")),
    Pair("another formula", "Improved Search for Seldom $B^0_s \\to \\tau^+\\tau^-$ Decays", (at_crossref("Improved Search for Seldom B0→τ+τ− Decays", "Physical Review D", OTHER),), None),
    Pair("a root", "Baryons at $\\sqrt{s_\\mathrm{NN}} = 5.02$ TeV", (at_crossref("Baryons at √sNN = 5.02 TeV", "Physical Review C"),)),
    # -- several places --------------------------------------------------------------------------------------------
    Pair("workshop and main", "Prompts as Programs", (at_scholar("Prompts as Programs", "NeurIPS 2021 Workshop on Prompts", OTHER), at_dblp("Prompts as Programs"))),
    Pair("workshop and main", "Programs as Proofs", (at_dblp("Programs as Proofs", "PROOFS@ICWW", OTHER, year=2021), at_dblp("Programs as Proofs", year=2022))),
    Pair("workshop and renamed main", "Proofs as Prompts", (at_dblp("Proofs as Prompts", "PROOFS@ICWW", OTHER, year=2021), related("Proof-Guided Prompting"))),
    Pair("conference and journal", "Tracking Slow Cars", (at_dblp("Tracking Slow Cars", year=2021), at_crossref("Tracking Slow Cars", doi=OTHER, year=2025))),
    Pair("extension", "Tracking Fast Cars", (at_dblp("Tracking Fast Cars", year=2021), at_crossref("Tracking Fast Cars: Extended Version", doi=OTHER, year=2023))),
    Pair("demo and main", "Searching Old Maps", (at_dblp("Searching Old Maps", "ICWW (Demos)", OTHER, year=2021), at_dblp("Searching Old Maps", year=2022))),
    Pair("poster", "Poems from Prose", (at_dblp("Poster: Poems from Prose", "ICWW", OTHER, year=2021), at_dblp("Poems from Prose", year=2022))),
    # -- not this work ---------------------------------------------------------------------------------------------
    Pair("others' work", "Attention Is Not Enough", (at_dblp("Attention Is Not Enough", doi=OTHER, authors=("Ana Reis", "Bo Xu")), at_crossref("Attention Is Not Enough", doi="10.1234/third", authors=("Cy Day",))), None),
    Pair("one author shared", "Deep Learning for Tides", (at_crossref("Deep Learning for Tides", doi=OTHER, authors=(FIVE[0], "Ana Reis", "Bo Xu", "Cy Day", "Di Lu")),), None),
    Pair("correction", "Heat in Narrow Pipes", (at_crossref("Correction to: Heat in Narrow Pipes", doi=OTHER),), None),
    Pair("erratum", "Heat in Wide Pipes", (at_crossref("Erratum: Heat in Wide Pipes", doi=OTHER), at_crossref("Heat in Wide Pipes"))),
    Pair("comment", "Cold in Narrow Pipes", (at_crossref('Comment on "Cold in Narrow Pipes"', doi=OTHER), at_crossref("Reply to: Cold in Narrow Pipes", doi="10.1234/third")), None),
    Pair("retracted", "Cold in Wide Pipes", (at_crossref("RETRACTED: Cold in Wide Pipes", doi=OTHER, more=(("updated-by", [{"type": "retraction"}]),)),), None),
    Pair("part two", "Games on Grids I", (at_dblp("Games on Grids II", doi=OTHER),), None),
    Pair("thesis", "Games on Rings", (at_crossref("Games on Rings", "Delft University of Technology", OTHER, more=(("type", "dissertation"),)),), None),
    Pair("other archive", "Games on Trees", (at_crossref("Games on Trees", "Research Square", OTHER, more=(("type", "posted-content"),)), at_scholar("Games on Trees", "ArXiv", OTHER)), None),
    Pair("data set", "Games on Paths", (at_crossref("Games on Paths", "Harvard Dataverse", OTHER, more=(("type", "dataset"),)),), None),
    Pair("supplement", "Games on Stars", (at_crossref("Supplementary Material for Games on Stars", doi=OTHER, more=(("type", "component"),)), at_crossref("Games on Stars"))),
    # -- years -----------------------------------------------------------------------------------------------------
    Pair("ten years later", "A Proof About Primes", (at_crossref("A Proof About Primes", "Annals of Wonders", year=2015),), own_doi=RIGHT, year=2004),
    Pair("ten years later, related", "A Proof About Pairs", (related("A Proof About Pairs", "Annals of Wonders", year=2016),), year=2005),
    Pair("years before", "Rules of Thumb", (at_crossref("Rules of Thumb", doi=OTHER, year=2009),), None, year=2021),
]  # fmt: skip


class World:
    """The providers, with all that they say about the pairs."""

    def __init__(self, stack):
        self.servers = {
            "crossref": stack.enter_context(crossref.CrossrefServer()),
            "dblp": stack.enter_context(dblp.DblpServer()),
            "openalex": stack.enter_context(openalex.OpenalexServer()),
            "semanticscholar": stack.enter_context(semanticscholar.SemanticscholarServer()),
            "openreview": stack.enter_context(openreview.OpenreviewServer()),
        }

    def tell(self, value, place, doi):
        """Let a provider say what it has about the preprint with this arXiv ID."""
        getattr(self, f"_at_{place.provider}")(value, place, doi)

    def _at_crossref(self, value, place, doi):
        people = [{"given": n.rpartition(" ")[0], "family": n.rpartition(" ")[2]} for n in place.authors]
        relation = {"has-preprint": [{"id-type": "doi", "id": f"10.48550/arXiv.{value}"}]}
        self.servers["crossref"].works[doi] = crossref.work(
            doi, place.title, author=people, container_title=[place.venue],
            published={"date-parts": [[place.year]]}, relation=relation if place.linked else {},
        ) | dict(place.more)  # fmt: skip

    def _at_dblp(self, value, place, doi):
        self.servers["dblp"].publications.append(
            dblp.publication(place.title, list(place.authors), place.venue, place.year, doi=doi)
        )

    def _at_openalex(self, value, place, doi):
        places = [
            openalex.location(f"https://arxiv.org/abs/{value}", venue="arXiv", kind="repository"),
            openalex.location(f"https://doi.org/{doi}", venue=place.venue),
        ]
        self.servers["openalex"].works[f"10.48550/arxiv.{value}"] = openalex.work(
            f"10.48550/arXiv.{value}", place.title, authors=place.authors, year=place.year, locations=places
        )

    def _at_semanticscholar(self, value, place, doi):
        people = [{"authorId": "1", "name": name} for name in place.authors]
        self.servers["semanticscholar"].papers[f"arxiv:{value}"] = semanticscholar.paper(
            place.title, venue=place.venue, year=place.year, ArXiv=value, DOI=doi
        ) | {"authors": people}


def find_all(settings_for):
    """Look up the publications of all pairs at once; return for each pair the DOI that was found, or None."""
    with contextlib.ExitStack() as stack:
        world = World(stack)
        preprints = {}
        for number, pair in enumerate(PAIRS):
            value = f"2105.{number:05}"
            for place in pair.places:
                world.tell(value, place, f"{place.doi}.{number}")
            own = [Identifier("doi", f"{pair.own_doi}.{number}")] if pair.own_doi else []
            ids = (Identifier("arxiv", value), *own)
            preprints[ids[0]] = Record(title=pair.title, authors=pair.authors, year=pair.year, ids=ids)
        urls = {name: server.url for name, server in world.servers.items()}
        settings = settings_for(**urls, keys={"openalex": "paid", "openreview": "given"})
        search = stack.enter_context(open_publications(settings))
        found = search.find(preprints)
    return [_doi(found[one].found.record) if one in found else None for one in preprints]


def _doi(record):
    return next((one.value.rpartition(".")[0] for one in record.ids if one.scheme == "doi"), record.venue)


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    clock = Clock()

    def settings_for(*, keys, **urls):
        return Settings(
            cache_dir=tmp_path_factory.mktemp("cache"), mirror=None, urls=urls, keys=keys, delays=dict.fromkeys(urls, 0),
            disabled=frozenset(PROVIDERS) - set(urls), clock=clock.time, sleep=clock.sleep,
        )  # fmt: skip

    return find_all(settings_for)


@pytest.mark.parametrize("number", range(len(PAIRS)), ids=lambda n: f"{PAIRS[n].kind}-{n}")
def test_a_pair(results, number):
    assert results[number] == PAIRS[number].doi
