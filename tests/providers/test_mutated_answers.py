"""One value of a good answer is changed: the work becomes an error that names the provider, and costs no other work.

Each provider is asked for two works. The answer about the second is changed at random (``fuzz.mutator``), so that values
have other types than documented, are missing, or are impossible.
"""

from __future__ import annotations

import contextlib
import json
import random
import re
from unittest import mock
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from depth import examples
from fuzz.mutator import mutate_json
from readlist.curation.add_by_identifier import add_works
from readlist.errors import NetworkError, NotFoundError
from readlist.model.identifiers import Identifier
from readlist.providers.display_names import display_name
from readlist.providers.http import Answer, Http
from readlist.providers.resolver import iter_batches
from readlist.storage.database import Store
from servers import acl, crossref, datacite, github, openalex, openreview, semanticscholar
from servers.arxiv import ArxivServer, Paper
from servers.base import Request

DOIS = [Identifier("doi", f"10.1000/{name}") for name in ("good", "bad")]
PAPERS = [Identifier("arxiv", f"2101.0000{n}") for n in (1, 2)]
NOTES = [Identifier("openreview", f"{name}23456789") for name in ("g", "b")]
ANTHOLOGY = [Identifier("acl", value) for value in ("P18-1001", "2020.tacl-1.1")]
REPOSITORIES = [Identifier("github", f"a/{name}") for name in ("good", "bad")]
EACH = {
    "arxiv": (lambda: ArxivServer(Paper(one.value, "A Paper", comment="5 pages") for one in PAPERS), PAPERS),
    "arxiv_oai": (lambda: ArxivServer(Paper(one.value, "A Paper") for one in PAPERS), PAPERS),
    "arxiv_page": (lambda: ArxivServer(Paper(one.value, "A Paper") for one in PAPERS), PAPERS),
    "crossref": (lambda: crossref.CrossrefServer(crossref.work(one.value, "A Work", page="1-2") for one in DOIS), DOIS),
    "datacite": (lambda: datacite.DataciteServer(datacite.work(one.value, "A Work") for one in DOIS), DOIS),
    "openalex": (lambda: openalex.OpenalexServer(openalex.work(one.value, "A Work") for one in DOIS), DOIS),
    "openreview": (lambda: openreview.OpenreviewServer([openreview.note(one.value, "A Note") for one in NOTES], opened=True), NOTES),
    "github": (lambda: github.GithubServer(github.repository(one.value) for one in REPOSITORIES), REPOSITORIES),
    "semanticscholar": (lambda: semanticscholar.SemanticscholarServer(semanticscholar.paper(one.value, ACL=one.value) for one in ANTHOLOGY), ANTHOLOGY),
    "acl": (acl.AclServer, ANTHOLOGY),
}  # fmt: skip
"""For each provider its server, and two works: the answer about the second one is changed."""
ODD_TEXTS = ("", "-1", "9" * 400, "v9", "2020-13-45T00:00:00Z", "\u202e", "{}", "http://arxiv.org/abs/")


def change(body, bad, seed):
    """Change the part of an answer that is about the work ``bad``."""
    chance = random.Random(seed)
    if body[:1] == b"<":
        return _change_element(body.decode(), bad, chance).encode()
    if body[:1] == b"@":
        fields = re.findall(r"[^\n]+\n", body.decode())
        return body.replace(chance.choice(fields[1:-1]).encode(), b"    year = {{{\n")
    content = json.loads(body)
    items, place = _find_item(content, bad)
    items[place] = "…"
    changed = None
    while changed is None:
        changed = mutate_json(
            json.dumps(_find_item(json.loads(body), bad, whole=True)), chance.random(), 10**6
        )
    return json.dumps(content).replace(json.dumps("…"), changed).encode("utf-8", "surrogatepass")


def _find_item(content, bad, *, whole=False):
    """Return the list, or object, and the place in it that has the work; or the work itself."""
    found = next(_places(content, bad), None)
    items, place = found or ({"it": content}, "it")
    return items[place] if whole else (items, place)


def _places(content, bad):
    for items in (content, *(content.values() if isinstance(content, dict) else ())):
        for inner in (items, *(items.values() if isinstance(items, dict) else ())):
            if isinstance(inner, list):
                yield from ((inner, n) for n, one in enumerate(inner) if bad in json.dumps(one).lower())
            elif isinstance(inner, dict) and "attributes" in inner:
                yield inner, "attributes"


def _change_element(text, bad, chance):
    """Change the text of one element, or leave the element out, after the name of the work."""
    works = re.findall(r"<entry\b.*?</entry>|<record>.*?</record>|<head>.*?</head>", text, re.DOTALL)
    work = next((one for one in works if bad in one), "")
    elements = re.findall(r"<(\w[\w:-]*)[^<>]*>[^<>]+</\1>|<meta\b[^<>]*>", work)
    if not elements:
        return text
    match = chance.choice(list(re.finditer(r"<(?:[\w:-]+)[^<>/]*>([^<>]+)</[\w:-]+>|<meta\b[^<>]*>", work)))
    odd = match[0].replace(match[1], chance.choice(ODD_TEXTS)) if match[1] and chance.random() < 0.7 else ""
    return text.replace(work, work.replace(match[0], odd, 1), 1)


class Asker:
    """Asks a provider in this process, without sockets; ``seed`` says what is changed, None: nothing."""

    def __init__(self, name, options):
        make, self.works = EACH[name]
        self.name, self.settings, self.seed = name, options, None
        with make() as self.server:
            pass

    def send(self, request, _read):
        parts = urlsplit(str(request.url))
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        reply = self.server.answer(Request(0.0, request.method, parts.path, query, {}, request.content))
        bad = self.works[1].value.lower()
        asked = f"{parts.path} {parts.query} {request.content.decode()}".lower().replace("%2f", "/")
        body = reply.body
        if self.seed is not None and reply.status == 200 and bad in asked:
            body = change(body, bad, self.seed)
        headers = {key.lower(): value for key, value in reply.headers.items()}
        return Answer(str(request.url), reply.status, headers, body, display_name(self.name))

    def ask(self, seed):
        self.seed = seed
        found, problems = {}, {}
        with mock.patch.object(Http, "_send", lambda _http, request, read: self.send(request, read)):
            for batch in iter_batches(self.works, self.settings):
                found |= batch.found
                problems |= batch.problems
        return found, problems


@pytest.fixture(params=EACH)
def asker(request, settings_for):
    path = {"arxiv": "/api/query", "arxiv_oai": "/oai"}.get(request.param, "")
    options = settings_for(**{request.param: f"http://provider.example{path}"}, cache_days=0)
    return Asker(request.param, options)


def test_nothing_is_changed(asker):
    found, problems = asker.ask(None)
    assert (set(found), problems) == (set(asker.works), {})


@given(st.integers(0, 10**6))
@settings(
    max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_changed_value_costs_one_work_at_most(asker, seed):
    found, problems = asker.ask(seed)
    good, bad = asker.works
    assert good in found
    assert set(found) | set(problems) == {good, bad}
    for error in problems.values():
        assert isinstance(error, NetworkError | NotFoundError)
        assert display_name(asker.name).lower() in error.message.lower()
    for one in found.values():
        assert one.to_json().encode()
        assert all(value is None or 0 < value < 10_000 for value in (one.record.year, one.record.month))


@pytest.mark.parametrize(
    ("name", "path", "value"),
    [
        ("semanticscholar", ("year",), 10**30),
        ("semanticscholar", ("year",), True),
        ("datacite", ("data", "attributes", "titles"), [{"title": "half \ud800 a character"}]),
        ("github", ("full_name",), "\ud800"),
        ("github", ("full_name",), "a/b) [elsewhere](http://elsewhere.example"),
        ("github", ("full_name",), "../.."),
    ],
)
def test_values_that_nothing_can_store(settings_for, tmp_path, name, path, value):
    asker = Asker(name, settings_for(**{name: "http://provider.example"}, cache_days=0))

    def put(body, *_):
        content = json.loads(body)
        inner = content[1] if isinstance(content, list) else content
        for part in path[:-1]:
            inner = inner[part]
        inner[path[-1]] = value
        return json.dumps(content).encode()

    with (
        mock.patch(f"{__name__}.change", put),
        mock.patch.object(Http, "_send", lambda _http, request, read: asker.send(request, read)),
        Store.open(tmp_path / "library.db") as store,
    ):
        asker.seed = 0
        if name == "datacite":
            asker.works = asker.works[:0:-1] * 2
        done = add_works(store, [one.url for one in asker.works], settings=asker.settings)
        assert done[0].key or name == "datacite"
        assert all(one.key or display_name(name) in one.error.message for one in done)


def test_an_unreadable_work_is_not_said_to_be_unknown(settings_for):
    """Of a batch, what cannot be read may be the one that is missing."""
    for name, field in (("crossref", "DOI"), ("datacite", "doi")):
        asker = Asker(name, settings_for(**{name: "http://provider.example"}, cache_days=0))
        with mock.patch(f"{__name__}.change", lambda body, *_, field=field: _without(body, field)):
            _, problems = asker.ask(1)
        assert [type(error) for error in problems.values()] != [NotFoundError]
        assert "cannot read" in str(problems[asker.works[1]])


def _without(body, field):
    content = json.loads(body)
    with contextlib.suppress(StopIteration):
        items, place = next(_places(content, DOIS[1].value))
        item = items[place].get("attributes", items[place])
        item[field] = ["no text"]
    return json.dumps(content).encode()
