"""Keys go to their provider only, over TLS, and stand in no message; bodies are unpacked with a limit."""

from __future__ import annotations

import zlib

import httpx
import pytest

from readlist.errors import InputError, NetworkError
from readlist.model.identifiers import Identifier
from readlist.providers.answer_body import TooLargeError, UnpackError, iter_body, read_body
from readlist.providers.http import Http
from readlist.providers.resolver import enrich, load_settings, resolve
from readlist.providers.title_search import search_title
from servers import base as faults
from servers.github import GithubServer
from servers.openalex import OpenalexServer
from servers.openreview import OpenreviewServer
from servers.pages import PageServer
from servers.semanticscholar import SemanticscholarServer

KEY = "s3cret-key"


@pytest.fixture
def thief():
    with PageServer({"/": ("application/json", b"{}")}) as server:
        yield server


def everything_sent(server):
    return " ".join(f"{r.path} {r.query} {r.headers} {r.body}" for r in server.log)


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    ("make", "name", "asked"),
    [
        (GithubServer, "github", Identifier("github", "owner/name")),
        (SemanticscholarServer, "semanticscholar", Identifier("arxiv", "2106.09685")),
        (OpenalexServer, "openalex", Identifier("doi", "10.1000/article")),
        (OpenreviewServer, "openreview", Identifier("openreview", "abcdefgh01")),
    ],
)
def test_a_key_does_not_follow_a_redirect(settings_for, thief, make, name, asked, code):
    keys = {name: KEY, "openreview_username": "me", "openreview_password": KEY}
    if name == "openreview":
        del keys["openreview"]
    with make() as server:
        server.always = faults.redirect(f"{thief.url}/?api_key={KEY}", code)
        settings = settings_for(keys=keys, **{name: server.url})
        problems = resolve([asked], settings).problems if name != "semanticscholar" else {}
        problems |= {i: e for batch in enrich([asked], settings) for i, e in batch.problems.items()}
        assert len(server.log) >= 1
    assert KEY not in everything_sent(thief)
    assert all(KEY not in f"{error} {error.hint} {error!r}" for error in problems.values())


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_another_server_gets_the_request_without_the_key(settings_for, thief, code):
    with SemanticscholarServer() as scholar, GithubServer() as github:
        for server in (scholar, github):
            server.always = faults.redirect(f"{thief.url}/", code)
        settings = settings_for(
            keys={"semanticscholar": KEY, "github": KEY}, semanticscholar=scholar.url, github=github.url
        )
        with pytest.raises(NetworkError):
            search_title("On Things", settings, "semanticscholar")
        assert resolve([Identifier("github", "owner/name")], settings).problems
        assert KEY in everything_sent(scholar)
        assert KEY in everything_sent(github)
    assert thief.log
    assert KEY not in everything_sent(thief)


def test_a_redirect_to_the_same_server_keeps_the_key(settings_for):
    with GithubServer() as server:
        server.faults.append(faults.redirect(f"{server.url}/elsewhere"))
        resolve([Identifier("github", "owner/name")], settings_for(github=server.url, keys={"github": KEY}))
        assert [request.headers.get("authorization") for request in server.log] == [f"Bearer {KEY}"] * 2


@pytest.mark.parametrize(
    "reason", [f"http://host/?k={KEY}", "http://[::1", f"http://{KEY}.example.invalid:0x/"]
)
def test_a_key_stands_in_no_message(settings_for, reason):
    http = Http(
        settings_for(keys={"github": KEY}), "github", interval=0, secrets={"Authorization": f"Bearer {KEY}"}
    )
    with pytest.raises(NetworkError) as caught:
        http.get(reason.replace("http://host", "http://127.0.0.1:9"))
    assert KEY not in f"{caught.value} {caught.value.hint}"
    http.close()


def test_settings_do_not_print_their_keys():
    assert KEY not in repr(load_settings({"github": {"key": KEY}}, {}))


def test_a_key_with_a_line_break_is_refused_without_printing_it():
    with pytest.raises(InputError) as caught:
        load_settings({"github": {"key": f"{KEY}\nX: y"}}, {})
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "fine"),
    [
        ("https://example.org", True),
        ("http://127.0.0.1:8000", True),
        ("http://[::1]:8000", True),
        ("http://localhost:8000", True),
        ("http://example.org", False),
        ("http://10.0.0.1", False),
        ("http://localhost.example.org", False),
    ],
)
@pytest.mark.parametrize("more", [{"key": KEY}, {"username": "me", "password": KEY}], ids=["key", "login"])
def test_a_key_is_sent_over_tls_only(url, fine, more):
    config = {"openreview": {"url": url, **more}}
    if fine:
        assert load_settings(config, {}).urls == {"openreview": url}
    else:
        with pytest.raises(InputError, match="https"):
            load_settings(config, {})
    assert load_settings({"openreview": {"url": url}}, {}).urls


def test_half_a_login_is_refused():
    with pytest.raises(InputError, match="lacks its password"):
        load_settings({}, {"READLIST_OPENREVIEW_USERNAME": "me"})


# -- bodies ------------------------------------------------------------------------------------------------------------


def response(body, encoding):
    return httpx.Response(200, headers={"Content-Encoding": encoding}, stream=httpx.ByteStream(body))


def raw_deflate(data):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


TEXT = b"a text, " * 100_000
GZIP = zlib.compressobj(wbits=31)
GZIPPED = GZIP.compress(TEXT) + GZIP.flush()


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (TEXT, ""),
        (TEXT, "identity"),
        (GZIPPED, "gzip"),
        (GZIPPED, "x-gzip, identity"),
        (GZIPPED + b"\0" * 20, "gzip"),
        (zlib.compress(TEXT), "deflate"),
        (raw_deflate(TEXT), "deflate"),
    ],
)
def test_bodies_are_unpacked(body, encoding):
    assert read_body(response(body, encoding), most=2**20) == TEXT


def test_gzip_of_several_members():
    assert read_body(response(GZIPPED * 2, "gzip"), most=2**21) == TEXT * 2


@pytest.mark.parametrize(
    ("body", "encoding"),
    [(GZIPPED, "gzip, gzip"), (GZIPPED, "br"), (GZIPPED[:-20], "gzip"), (b"\x1f\x8bno", "gzip")],
)
def test_bodies_that_are_not_unpacked(body, encoding):
    with pytest.raises(UnpackError):
        read_body(response(body, encoding), most=2**20)


def test_a_bomb_is_unpacked_in_pieces():
    pieces = list(iter_body(response(zlib.compress(bytes(2**22)), "deflate")))
    assert sum(map(len, pieces)) == 2**22
    assert max(map(len, pieces)) <= 2**16


def test_the_limit_counts_unpacked_bytes():
    with pytest.raises(TooLargeError):
        read_body(response(GZIPPED, "gzip"), most=len(GZIPPED) + 1)
    assert read_body(response(GZIPPED, "gzip"), most=100, cut=True)[:8] == TEXT[:8]
