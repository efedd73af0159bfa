"""The providers other than arXiv, each through a local server with its protocol."""

from __future__ import annotations

import json
import time
from dataclasses import replace

import pytest

from readlist.errors import NetworkError, NotFoundError
from readlist.model.identifiers import Identifier
from readlist.model.provider_record import ProviderFacts
from readlist.model.record import Link
from readlist.providers.display_names import display_name
from readlist.providers.openalex import Openalex
from readlist.providers.resolver import enrich, resolve
from readlist.providers.title_search import search_title
from servers import acl, arxiv, crossref, datacite, github, openalex, openreview, semanticscholar
from servers import base as faults


def doi(value):
    return Identifier("doi", value)


# -- Crossref and DataCite ---------------------------------------------------------------------------------------------

ARTICLE = doi("10.1000/article")
DATA = doi("10.5281/zenodo.1")


@pytest.fixture
def registries(settings_for):
    """Yield both DOI registries, and settings that use them."""
    works = [crossref.work("10.1000/Article", "On Things")]
    others = [
        datacite.work("10.5281/ZENODO.1", "A Set of Things", types={"resourceTypeGeneral": "Dataset"}),
        datacite.work("10.48550/arXiv.2106.09685", "LoRA"),
    ]
    with crossref.CrossrefServer(works) as first, datacite.DataciteServer(others) as second:
        yield first, second, settings_for(crossref=first.url, datacite=second.url)


def test_a_doi_of_crossref(registries):
    origin, record = resolve([ARTICLE], registries[2]).records[ARTICLE]
    assert origin == "crossref"
    assert record.title == "On Things"
    assert record.authors == ("Ada Lovelace", "Alan M. Turing")
    assert (record.year, record.month, record.venue) == (2021, 3, "Journal of Things")
    assert (record.ids, record.url) == ((ARTICLE,), "https://doi.org/10.1000/article")


@pytest.mark.parametrize(
    ("more", "field", "expected"),
    [
        ({"title": ["H<sub>2</sub>O &amp; <i>things</i>"]}, "title", "H 2 O & things"),
        ({"title": ["Things"], "subtitle": ["A Survey"]}, "title", "Things: A Survey"),
        ({"title": ["Things\x1b[31m red"]}, "title", "Things[31m red"),
        (
            {"abstract": "<jats:title>Abstract</jats:title><jats:p>We study.</jats:p>"},
            "abstract",
            "We study.",
        ),
        (
            {"author": [{"name": "The Thing Group"}, {"family": "Plato"}, "?"]},
            "authors",
            ("The Thing Group", "Plato"),
        ),
        (
            {
                "author": [
                    {"given": "明", "family": "李"},
                    {"given": "José", "family": "López", "suffix": "Jr."},
                ]
            },
            "authors",
            ("李明", "José López Jr."),
        ),
        ({"published": None, "issued": {"date-parts": [[2019]]}}, "year", 2019),
        ({"published": {"date-parts": [[None]]}}, "year", None),
        ({"type": "posted-content"}, "venue", None),
        ({"type": "dataset"}, "kind", "resource"),
    ],
)
def test_crossref_fields(registries, more, field, expected):
    registries[0].works["10.1000/article"] = crossref.work("10.1000/article", "T") | more
    assert getattr(resolve([ARTICLE], registries[2]).records[ARTICLE][1], field) == expected


def test_a_retracted_article(registries):
    registries[0].works["10.1000/article"] = crossref.work(
        "10.1000/article", "T", updated_by=[{"type": "retraction"}]
    )
    assert resolve([ARTICLE], registries[2]).facts[ARTICLE] == ProviderFacts(withdrawn=True)


def test_many_dois_share_requests_and_datacite_is_asked_for_the_rest(registries):
    first, second, settings = registries
    many = [f"10.1000/n{number}" for number in range(50)]
    first.works = {value: crossref.work(value, f"Number {value}") for value in many}
    resolution = resolve([*map(doi, many), DATA], settings)
    assert len(resolution.records) == 51
    assert resolution.records[DATA][0] == "datacite"
    assert (len(first.log), len(second.log)) == (3, 1)


def test_the_polite_pool(registries, settings_for):
    first, second, _ = registries
    resolve([ARTICLE], settings_for(crossref=first.url, datacite=second.url, contact="me@example.org"))
    assert first.log[0].query["mailto"] == "me@example.org"


@pytest.mark.parametrize(("contact", "seconds"), [(None, 0.2), ("me@example.org", 0.1)])
def test_five_or_ten_requests_a_second(registries, settings_for, clock, contact, seconds):
    settings = settings_for(crossref=registries[0].url, contact=contact)
    settings.delays.clear()
    resolve([doi(f"10.1000/{number}") for number in range(60)], settings)
    assert clock.slept == pytest.approx([seconds] * 2, abs=0.02)
    assert {request.query.get("mailto") for request in registries[0].log} == {contact}


def test_a_doi_that_only_a_registry_out_of_order_might_have(registries):
    registries[0].always = faults.status(503)
    assert isinstance(resolve([ARTICLE], registries[2]).problems[ARTICLE], NetworkError)
    assert resolve([DATA], registries[2]).records[DATA][0] == "datacite"


@pytest.mark.parametrize(
    "broken", [{"author": 5}, {"title": [["nested"]], "author": "x"}, {"published": [1], "author": [1]}]
)
def test_a_work_that_cannot_be_read_does_not_cost_the_others(registries, broken):
    first, _, settings = registries
    first.works["10.1000/bad"] = crossref.work("10.1000/bad", "Bad") | broken
    resolution = resolve([ARTICLE, doi("10.1000/bad")], settings)
    assert ARTICLE in resolution.records
    first.works = {"10.1000/bad": first.works["10.1000/bad"] | {"author": 5}}
    error = resolve([doi("10.1000/bad")], settings_with_only_crossref(settings)).problems[doi("10.1000/bad")]
    assert error.message == "Crossref sent an answer we cannot read"


def settings_with_only_crossref(settings):
    return replace(settings, cache_days=0, disabled=settings.disabled | {"datacite"})


def test_an_unknown_doi(registries):
    first, second, settings = registries
    unknown = doi("10.1000/nothing")
    assert isinstance(resolve([unknown], settings).problems[unknown], NotFoundError)
    assert (len(first.log), len(second.log)) == (1, 1)


def test_a_doi_of_datacite(registries):
    origin, record = resolve([DATA], registries[2]).records[DATA]
    assert (origin, record.kind, record.title) == ("datacite", "resource", "A Set of Things")
    assert record.authors == ("Ada Lovelace", "Alan Turing", "Things, Inc.")
    assert (record.year, record.month, record.abstract) == (2022, 5, "We study a thing.")


@pytest.mark.parametrize(
    ("creator", "name"),
    [
        ({"name": "李, 明", "givenName": "明", "familyName": "李"}, "李明"),
        ({"name": "King, Martin Luther, Jr."}, "Martin Luther King Jr."),
        ({"name": "李, 明"}, "李明"),
        ({"name": "The Thing Group"}, "The Thing Group"),
        ({"name": "Things, Inc.", "nameType": "Organizational"}, "Things, Inc."),
    ],
)
def test_datacite_creators(registries, creator, name):
    registries[1].works["10.5281/zenodo.1"] = datacite.work("10.5281/zenodo.1", "T", creators=[creator])
    assert resolve([DATA], registries[2]).records[DATA][1].authors == (name,)


def test_datacite_is_the_fallback_for_arxiv(registries, settings_for):
    _, second, _ = registries
    lora = Identifier("arxiv", "2106.09685")
    settings = settings_for(datacite=second.url, disabled=frozenset({"arxiv"}))
    origin, record = resolve([lora], settings).records[lora]
    assert (origin, record.ids, record.kind) == ("datacite", (lora,), "paper")


# -- ACL Anthology -----------------------------------------------------------------------------------------------------


def test_acl(settings_for):
    paper, journal, unknown = (Identifier("acl", v) for v in ("P18-1001", "2020.tacl-1.1", "P18-9999"))
    with acl.AclServer() as server:
        resolution = resolve([paper, journal, unknown], settings_for(acl=server.url))
    record = resolution.records[paper][1]
    assert record.title == "Probabilistic FastText for Multi-Sense Word Embeddings"
    assert record.authors == ("Ben Athiwaratkun", "Andrew Wilson", "Anima Müller")
    assert (record.year, record.month) == (2018, 7)
    assert record.venue.startswith("Proceedings of the 56th")
    assert (
        record.abstract
        == "Each word is a mixture of densities; it gains 20% on rare words, and $O(n)$ holds."
    )
    assert record.ids == (paper,)
    assert record.links == (Link("https://aclanthology.org/P18-1001.pdf", "pdf"),)
    record = resolution.records[journal][1]
    assert record.title == "A ‘Quoted’ Title"
    assert record.ids == (journal, doi("10.1162/tacl_a_00298"))
    assert isinstance(resolution.problems[unknown], NotFoundError)


@pytest.mark.parametrize(
    "text",
    [
        "<html>Busy</html>",
        "",
        "@inproceedings{a, author = {One, Ada}, url = {https://aclanthology.org/P18-1001/}}",
        "@inproceedings{a, title = {Cut o",
    ],
)
def test_acl_does_not_send_bibtex(settings_for, text):
    paper = Identifier("acl", "P18-1001")
    with acl.AclServer() as server:
        server.papers = {"P18-1001": text}
        resolution = resolve([paper], settings_for(acl=server.url))
    assert isinstance(resolution.problems[paper], NetworkError)


# -- OpenReview --------------------------------------------------------------------------------------------------------


@pytest.fixture
def reviews(settings_for):
    second = [
        openreview.note("abcdefgh01", "A New Thing"),
        openreview.note("abcdefgh02", "A Rejected Thing", venue="Submitted to ICLR 2024"),
        openreview.note("abcdefgh03", "A Thing Gone", venue="ICLR 2024 Conference Withdrawn Submission"),
    ]
    with openreview.OpenreviewServer(
        second, [openreview.note("abcdefgh99", "An Old Thing", "ICLR 2021")]
    ) as server:
        yield server, settings_for(openreview=server.url, keys={"openreview": "given"})


@pytest.mark.parametrize(
    ("value", "title", "venue", "requests"),
    [
        ("abcdefgh01", "A New Thing", "ICLR 2024 poster", 1),
        ("abcdefgh02", "A Rejected Thing", None, 1),
        ("abcdefgh99", "An Old Thing", "ICLR 2021", 2),
    ],
)
def test_openreview(reviews, value, title, venue, requests):
    server, settings = reviews
    asked = Identifier("openreview", value)
    _, record = resolve([asked], settings).records[asked]
    assert (record.title, record.venue, record.ids) == (title, venue, (asked,))
    assert (record.authors, record.abstract) == (("Ada Lovelace", "Alan Turing"), "We study a thing.")
    assert (record.year, record.month) == (2024, 1)
    assert len(server.log) == requests


def test_a_withdrawn_submission(reviews):
    asked = Identifier("openreview", "abcdefgh03")
    assert resolve([asked], reviews[1]).facts[asked].withdrawn


def test_a_submission_that_neither_api_has(reviews):
    asked = Identifier("openreview", "abcdefgh77")
    assert isinstance(resolve([asked], reviews[1]).problems[asked], NotFoundError)


LOGIN = {"openreview_username": "me@example.org", "openreview_password": "sécret"}


def test_a_login_gives_a_token_of_each_api(reviews, settings_for):
    server, _ = reviews
    asked = [Identifier("openreview", value) for value in ("abcdefgh01", "abcdefgh99", "abcdefgh02")]
    resolution = resolve(asked, settings_for(openreview=server.url, keys=LOGIN))
    assert {record.venue for _, record in resolution.records.values()} == {
        "ICLR 2024 poster",
        "ICLR 2021",
        None,
    }
    assert [request.path for request in server.log] == [
        "/login", "/notes", "/notes", "/v1/login", "/v1/notes", "/notes"
    ]  # fmt: skip
    tokens = [request.headers.get("authorization") for request in server.log if "login" not in request.path]
    assert tokens == ["Bearer token-two", "Bearer token-two", "Bearer token-one", "Bearer token-two"]


def test_without_a_login_the_page_is_read(reviews, settings_for):
    server, _ = reviews
    asked = [Identifier("openreview", value) for value in ("abcdefgh01", "abcdefgh02")]
    resolution = resolve(asked, settings_for(openreview=server.url))
    origin, record = resolution.records[asked[0]]
    assert (origin, record.title, record.venue) == ("openreview", "A New Thing", None)
    assert (record.authors, record.year, record.ids) == (("Ada Lovelace", "Alan Turing"), 2024, (asked[0],))
    assert [request.path for request in server.log] == ["/notes", "/forum", "/forum"]


@pytest.mark.parametrize("fault", [faults.status(403), faults.body(b"<title>Challenge</title>", "text/html")])
def test_neither_login_nor_page(reviews, settings_for, fault):
    server, _ = reviews
    server.broken = {"/forum": fault}
    asked = Identifier("openreview", "abcdefgh01")
    problem = resolve([asked], settings_for(openreview=server.url)).problems[asked]
    assert "only with a login" in problem.message
    assert "READLIST_OPENREVIEW_USERNAME" in problem.hint


def test_a_wrong_password(reviews, settings_for):
    server, _ = reviews
    asked = [Identifier("openreview", value) for value in ("abcdefgh01", "abcdefgh02")]
    keys = LOGIN | {"openreview_password": "wrong-one"}
    problems = resolve(asked, settings_for(openreview=server.url, keys=keys)).problems
    assert {problem.message for problem in problems.values()} == {"OpenReview does not accept the login"}
    assert len(server.log) == 1


# -- OpenAlex ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def alex(settings_for):
    works = [
        openalex.work("10.1000/article", "On Things"),
        openalex.work(
            "10.48550/arXiv.2106.09685",
            "LoRA",
            locations=[
                openalex.location("https://arxiv.org/abs/2106.09685", venue="arXiv", kind="repository"),
                openalex.location("https://doi.org/10.1000/lora"),
            ],
        ),
    ]
    with openalex.OpenalexServer(works) as server:
        yield server, settings_for(openalex=server.url)


def test_a_work_of_openalex(alex):
    server, settings = alex
    server.spent = openalex.ANONYMOUS  # single works are free
    origin, record = resolve([ARTICLE], settings).records[ARTICLE]
    assert (origin, record.title, record.venue) == ("openalex", "On Things", "Journal of Things")
    assert (record.authors, record.year) == (("Ada Lovelace", "Alan Turing"), 2021)
    assert (record.abstract, record.ids) == ("We study things.", (ARTICLE,))
    assert "mailto" not in server.log[0].query


def test_the_places_of_a_work(alex):
    provider = Openalex(alex[1])
    (found,) = provider.iter_locations(Identifier("arxiv", "2106.09685"))
    assert (found.record.ids, found.record.venue) == ((doi("10.1000/lora"),), "Journal of Things")
    provider.close()


def test_a_spent_budget_stops_searches_only(alex, clock):
    server, settings = alex
    server.spent = openalex.ANONYMOUS
    provider = Openalex(settings)
    for _ in range(2):
        with pytest.raises(NetworkError, match="budget at OpenAlex is spent for another 15 hours"):
            provider.search_title("on things")
    (origin, record) = resolve([ARTICLE], settings).records[ARTICLE]
    assert (origin, record.title) == ("openalex", "On Things")
    assert [request.path for request in server.log] == ["/works", "/works/doi:10.1000/article"]
    assert clock.slept == [0.1] or sum(clock.slept) < 10
    provider.close()


def test_a_search_that_the_budget_does_not_pay_for_is_not_sent(alex):
    server, settings = alex
    server.spent = openalex.ANONYMOUS - 15
    provider = Openalex(settings)
    assert provider.search_title("on things")
    with pytest.raises(NetworkError, match=r"budget .* is spent for 1\d hours"):
        provider.search_title("on things")
    assert len(server.log) == 1
    provider.close()


def test_a_key_is_optional(alex, settings_for):
    server, _ = alex
    server.spent = openalex.ANONYMOUS
    provider = Openalex(settings_for(openalex=server.url, keys={"openalex": "paid"}))
    assert provider.search_title("on things")
    provider.close()


def test_openalex_is_asked_while_the_registries_are_down(registries, alex, settings_for):
    first, second, _ = registries
    first.always = second.always = faults.status(503)
    settings = settings_for(crossref=first.url, datacite=second.url, openalex=alex[0].url)
    assert resolve([ARTICLE], settings).records[ARTICLE][0] == "openalex"


# -- Semantic Scholar --------------------------------------------------------------------------------------------------


def test_semantic_scholar(settings_for):
    lora, gone = Identifier("arxiv", "2106.09685"), Identifier("arxiv", "2101.00001")
    repository = Identifier("github", "owner/name")
    papers = [semanticscholar.paper("LoRA", venue="ICLR", ArXiv="2106.09685", DOI="10.1000/L")]
    with semanticscholar.SemanticscholarServer(papers) as server:
        settings = settings_for(semanticscholar=server.url, keys={"semanticscholar": "secret"})
        (batch,) = enrich([lora, gone, repository], settings)
        assert batch.found[lora].record.venue == "ICLR"
        assert batch.found[lora].record.ids == (lora, doi("10.1000/l"))
        assert set(batch.problems) == {gone}
        assert server.log[0].headers["x-api-key"] == "secret"
        (batch,) = enrich([gone], settings)
        assert isinstance(batch.problems[gone], NotFoundError)


@pytest.mark.parametrize(
    ("code", "text", "hint"), [(403, "key suspended or region blocked", "key"), (429, "busy", "READLIST_")]
)
def test_semantic_scholar_refuses(settings_for, code, text, hint, clock):
    asked = Identifier("arxiv", "2106.09685")
    with semanticscholar.SemanticscholarServer() as server:
        server.always = faults.status(code, body=b'{"message":"Forbidden"}')
        (batch,) = enrich([asked], settings_for(semanticscholar=server.url))
        assert len(server.log) == 1
    assert not isinstance(batch.problems[asked], NotFoundError)
    assert text in batch.problems[asked].message
    assert hint in batch.problems[asked].hint
    assert clock.slept == []


def test_semantic_scholar_in_another_order(settings_for):
    one, two = Identifier("arxiv", "2106.09685"), Identifier("arxiv", "2106.09686")
    papers = [semanticscholar.paper("One", ArXiv=one.value)]
    with semanticscholar.SemanticscholarServer(papers) as server:
        server.papers[f"arxiv:{two.value}"] = papers[0]  # the answer for one in the position of the other
        (batch,) = enrich([one, two], settings_for(semanticscholar=server.url))
    assert set(batch.found) == {one}
    assert set(batch.problems) == {two}


def test_five_hundred_per_request(settings_for):
    papers = [semanticscholar.paper(f"Paper {n}", ArXiv=f"2401.{n:05}") for n in range(600)]
    with semanticscholar.SemanticscholarServer(papers) as server:
        ids = [Identifier("arxiv", f"2401.{n:05}") for n in range(600)]
        batches = list(enrich(ids, settings_for(semanticscholar=server.url)))
        assert sum(len(batch.found) for batch in batches) == 600
        assert len(server.log) == 2


def test_semantic_scholar_disabled(settings_for):
    disabled = frozenset({"semanticscholar"})
    assert list(enrich([Identifier("arxiv", "2106.09685")], settings_for(disabled=disabled))) == []


# -- GitHub ------------------------------------------------------------------------------------------------------------


def test_github(settings_for):
    loralib = github.repository("microsoft/LoRA", homepage="https://example.org/lora")
    asked, old, gone = (Identifier("github", v) for v in ("microsoft/lora", "someone/lora", "no/thing"))
    with github.GithubServer([loralib], {"someone/lora": loralib["id"]}) as server:
        resolution = resolve([asked, old, gone], settings_for(github=server.url, keys={"github": "token"}))
        assert server.log[0].headers["authorization"] == "Bearer token"
    _, record = resolution.records[asked]
    assert (record.kind, record.title, record.abstract) == ("repo", "microsoft/LoRA", "Code for a thing")
    assert record.ids == (asked,)
    assert record.links[1] == Link("https://example.org/lora", "project")
    assert resolution.records[old][1].ids == (asked, old)
    assert isinstance(resolution.problems[gone], NotFoundError)


def test_github_when_the_hourly_limit_is_used_up(settings_for, clock):
    spent = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(clock.time()) + 3000)}
    asked = [Identifier("github", f"owner/name{n}") for n in range(3)]
    with github.GithubServer() as server:
        server.always = faults.status(403, headers=spent)
        problems = resolve(asked, settings_for(github=server.url)).problems
        assert len(server.log) == 1
    assert all(
        isinstance(problem, NetworkError) and "GITHUB_TOKEN" in problem.hint for problem in problems.values()
    )


# -- faults of all providers ---------------------------------------------------------------------------------------------------

EACH = {
    "crossref": (crossref.CrossrefServer, ARTICLE),
    "datacite": (datacite.DataciteServer, Identifier("arxiv", "2106.09685")),
    "acl": (acl.AclServer, Identifier("acl", "P18-1001")),
    "openreview": (openreview.OpenreviewServer, Identifier("openreview", "abcdefgh01")),
    "semanticscholar": (semanticscholar.SemanticscholarServer, Identifier("acl", "P18-1002")),
    "github": (github.GithubServer, Identifier("github", "owner/name")),
    "openalex": (openalex.OpenalexServer, ARTICLE),
    "arxiv_oai": (arxiv.ArxivServer, Identifier("arxiv", "2106.09685")),
    "arxiv_page": (arxiv.ArxivServer, Identifier("arxiv", "2106.09685")),
}
FAULTS = {
    "reset": faults.reset,
    "busy": faults.status(503),
    "no json": faults.body(b"<html>Please log in</html>", "text/html"),
    "other json": faults.body(b"[1, 2]", "application/json"),
    "empty json": faults.body(b"{}", "application/json"),
    "cut": faults.body(b'{"data": {"attri', "application/json"),
    "hanging": faults.hang,
    "dripping": faults.drip,
    "huge": faults.huge(),
    "forbidden": faults.status(401),
    "wrong types": faults.body(
        b'{"data": {"attributes": {"titles": 5}}, "message": {"items": [{"DOI": 1, "title": 2}]}, "notes": [5],'
        b' "full_name": {"a": 1}}',
        "application/json",
    ),
    "deep": faults.body(b"[" * 100_000, "application/json"),
    "packed twice": faults.packed(2),
    "bomb": faults.packed(1, size=50 * 2**20),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("name", EACH)
def test_a_fault_becomes_a_problem(settings_for, name, fault):
    make, asked = EACH[name]
    timeout = 0.5 if fault in (faults.hang, faults.drip) else 5
    with make() as server:
        server.always = fault
        problems = resolve([asked], settings_for(timeout=timeout, **{name: server.url})).problems
        assert (timeout > 1) <= len(server.log) <= 4  # a busy machine may not even send it in half a second
    assert isinstance(problems[asked], NetworkError)
    assert problems[asked].hint
    assert (
        display_name(name).removeprefix("the ") in problems[asked].message
        or "127.0.0.1" in problems[asked].message
    )


@pytest.mark.parametrize("name", ["crossref", "dblp", "openalex", "semanticscholar"])
@pytest.mark.parametrize(
    "content",
    [
        5, [], "text", {"result": 5}, {"result": {"hits": {"hit": [5, {"info": {"title": 5, "venue": {"a": 1}}}]}}},
        {"results": [5, {"title": {"a": 1}, "authorships": 7}]}, {"data": [5, {"title": [1]}]},
        {"message": {"items": [5, {"DOI": [1], "title": {"a": 1}}]}},
    ],
)  # fmt: skip
def test_wrong_types_in_what_a_title_finds(settings_for, name, content):
    answer = faults.body(json.dumps(content).encode(), "application/json")
    with acl.AclServer() as server:
        server.always = answer
        with pytest.raises(NetworkError) as caught:
            search_title("A Title of Things", settings_for(**{name: server.url}), name)
    assert display_name(name) in caught.value.message


# -- time, and messages ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", [faults.hang, faults.drip, faults.drip_head])
def test_a_request_that_is_not_answered_is_not_repeated(settings_for, fault):
    make, asked = EACH["acl"]
    with make() as server:
        server.always = fault
        problem = resolve([asked], settings_for(acl=server.url, timeout=1.5)).problems[asked]
        assert len(server.log) == 1
    assert problem.message == "the ACL Anthology did not answer within 1.5 seconds"
    assert problem.hint == "Try again later."


def test_what_takes_long_to_fail_is_not_tried_again_and_again(settings_for):
    def late(reply, handler):
        time.sleep(1)
        return faults.reset(reply, handler)

    make, asked = EACH["acl"]
    with make() as server:
        server.always = late
        assert resolve([asked], settings_for(acl=server.url, timeout=1.8)).problems
        assert len(server.log) <= 2


def test_openreview_refuses_its_pages_too(settings_for):
    make, asked = EACH["openreview"]
    with make() as server:
        server.always = faults.status(403, body=b'{"name": "ChallengeRequiredError"}')
        problem = resolve([asked], settings_for(openreview=server.url)).problems[asked]
    assert problem.message == "OpenReview answers only with a login, and does not show its pages either"
    assert "READLIST_OPENREVIEW_USERNAME" in problem.hint


@pytest.mark.parametrize(("seconds", "said"), [(40, "40 seconds"), (300, "5 minutes"), (54_000, "15 hours")])
def test_times_are_said_as_people_say_them(settings_for, seconds, said):
    make, asked = EACH["acl"]
    with make() as server:
        server.always = faults.status(503, retry_after=seconds)
        problem = resolve([asked], settings_for(acl=server.url, patience=1)).problems[asked]
    assert problem.message == f"the ACL Anthology is busy (HTTP 503) and asks us to wait {said}"


def test_a_provider_that_sends_too_much_is_left_alone(settings_for):
    """The next answers would be as large."""
    make, asked = EACH["acl"]
    with make() as server:
        server.always = faults.huge()
        problems = resolve([asked, Identifier("acl", "2020.tacl-1.1")], settings_for(acl=server.url)).problems
        assert len(server.log) == 1
    assert {one.message for one in problems.values()} == {
        "the ACL Anthology sent more than 32 MB, which is too much"
    }
