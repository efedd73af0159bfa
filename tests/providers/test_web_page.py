"""Titles of web pages: where they are found, what is not read, and which addresses are refused."""

from __future__ import annotations

import socket
import time

import httpcore
import pytest

from readlist.errors import InputError, NetworkError, NotFoundError, ReadlistError
from readlist.providers import network_guard
from readlist.providers.network_guard import GuardedBackend, PrivateAddressError, _is_public
from readlist.providers.resolver import fetch_page
from servers import base as faults
from servers.pages import PageServer

HTML = "text/html; charset=utf-8"


@pytest.fixture
def server():
    with PageServer() as running:
        yield running


@pytest.fixture
def settings(settings_for):
    return settings_for(private_hosts=("127.0.0.1",))


@pytest.mark.parametrize(
    ("kind", "body", "title"),
    [
        (HTML, "<html><head><title>A\n  thing &amp; more</title>", "A thing & more"),
        (HTML, "<title>Site | A thing</title><meta property='og:title' content='A thing'>", "A thing"),
        (
            HTML,
            '<meta name="citation_title" content="A paper"><meta property="og:title" content="Else">',
            "A paper",
        ),
        (HTML, "<title>First</title><svg><title>Icon</title></svg>", "First"),
        (HTML, "<title>\x1b]0;bad\x07 thing</title>", "]0;bad thing"),
        (HTML, "<![bad<title>A thing</title>", None),
        (HTML, "no title here", None),
        (HTML, "", None),
        ("text/html; charset=gb18030", "<title>大模型</title>".encode("gb18030"), "大模型"),
        ("text/html", b"<meta charset='big5'>" + "<title>語言模型</title>".encode("big5"), "語言模型"),
        ("text/html; charset=klingon", "<title>大模型</title>", "大模型"),
        ("application/pdf", "%PDF-1.5 <title>no</title>", None),
    ],
)
def test_titles(server, settings, kind, body, title):
    server.pages["/a/thing"] = (kind, body if isinstance(body, bytes) else body.encode())
    found = fetch_page(f"{server.url}/a/thing", settings)
    assert found.origin == "page"
    assert found.record.title == (title or "127.0.0.1/thing")
    assert found.record.url == f"{server.url}/a/thing"


def test_only_the_start_of_a_large_page_is_read(server, settings):
    server.pages["/"] = (HTML, b"<title>Large</title>" + b" " * 5_000_000)
    assert fetch_page(f"{server.url}/", settings).record.title == "Large"


def test_a_page_is_fetched_once(server, settings):
    server.pages["/"] = (HTML, b"<title>Once</title>")
    assert fetch_page(f"{server.url}/", settings) == fetch_page(f"{server.url}/", settings)
    assert len(server.log) == 1


def test_redirects(server, settings):
    server.pages["/end"] = (HTML, b"<title>The end</title>")
    server.faults += [faults.redirect("/middle"), faults.redirect(f"{server.url}/end", 301)]
    found = fetch_page(f"{server.url}/start", settings)
    assert (found.record.title, found.record.url) == ("The end", f"{server.url}/start")


def test_endless_redirects(server, settings):
    server.always = faults.redirect("/again")
    with pytest.raises(NetworkError, match="too often"):
        fetch_page(f"{server.url}/", settings)
    assert len(server.log) == 6


def test_no_page(server, settings):
    with pytest.raises(NotFoundError):
        fetch_page(f"{server.url}/nothing", settings)


@pytest.mark.parametrize(
    "fault", [faults.hang, faults.drip, faults.reset, faults.status(500), faults.status(403)]
)
def test_faults(server, settings_for, fault):
    server.always = fault
    timeout = 0.05 if fault in (faults.hang, faults.drip) else 5
    with pytest.raises(NetworkError):
        fetch_page(f"{server.url}/", settings_for(timeout=timeout, private_hosts=("127.0.0.1",)))
    assert 1 <= len(server.log) <= 4


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "file:///etc/passwd",
        "http://",
        "http://user:secret@example.org/",
        "http://[::1",
        "x",
    ],
)
def test_invalid_web_addresses(url, settings):
    with pytest.raises(InputError):
        fetch_page(url, settings)


# -- private networks --------------------------------------------------------------------------------------------------


def test_a_private_address_is_refused(server, settings_for):
    for host in ("127.0.0.1", "localhost"):
        with pytest.raises(PrivateAddressError, match=host):
            fetch_page(server.url.replace("127.0.0.1", host), settings_for())
    assert server.log == []


def test_a_redirect_does_not_lead_to_a_private_address(server, settings_for):
    server.always = faults.redirect(f"{server.url}/inside")
    with pytest.raises(PrivateAddressError):
        fetch_page(server.url.replace("127.0.0.1", "localhost"), settings_for(private_hosts=("localhost",)))
    assert [request.path for request in server.log] == ["/"]


def test_a_name_that_resolves_to_a_private_address_is_refused(monkeypatch):
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda *a, **k: [(2, 1, 6, "", ("93.184.216.34", 80)), (2, 1, 6, "", ("10.0.0.7", 80))],
    )
    with pytest.raises(PrivateAddressError):
        GuardedBackend(()).connect_tcp("example.org", 80)


def test_a_name_that_does_not_resolve(monkeypatch):
    def fail(*args, **options):
        raise socket.gaierror("Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(httpcore.ConnectError):
        GuardedBackend(()).connect_tcp("example.org", 80)


@pytest.mark.parametrize("direct", ["", "localhost"])
def test_a_private_page_is_not_requested_from_a_proxy(server, settings_for, monkeypatch, direct):
    with PageServer() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("NO_PROXY", direct)
        for host in ("127.0.0.1", "localhost"):
            with pytest.raises(PrivateAddressError, match=host):
                fetch_page(server.url.replace("127.0.0.1", host), settings_for())
        proxy.always = faults.redirect(f"{server.url}/inside")
        with pytest.raises(PrivateAddressError):
            fetch_page("http://93.184.216.34/", settings_for())
        assert len(proxy.log) == 1
    assert server.log == []


def test_a_connection_that_bypasses_the_proxy_is_checked(server, settings_for, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "localhost")
    monkeypatch.setattr("readlist.providers.network_guard.check_address", lambda *_: None)
    with pytest.raises(PrivateAddressError):
        fetch_page(server.url.replace("127.0.0.1", "localhost"), settings_for())
    assert server.log == []


def test_a_name_that_only_the_proxy_can_resolve_is_left_to_it(settings_for, monkeypatch):
    known = network_guard._resolve

    def fail(host, *args):
        if host == "example.org":
            raise socket.gaierror("Name or service not known")
        return known(host, *args)

    with PageServer({"/a": (HTML, b"<title>Through a proxy</title>")}) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setattr("readlist.providers.network_guard._resolve", fail)
        assert fetch_page("http://example.org/a", settings_for()).record.title == "Through a proxy"


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("::ffff:127.0.0.1", False),
        ("2002:7f00:1::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::5db8:d822", True),
        ("64:ff9b:1::5db8:d822", False),
        ("::7f00:1", False),
        ("2001:0:4136:e378:8000:63bf:80ff:fffe", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:0:7f00:1", False),
        ("fec0::1", False),
        ("5f00::1", False),
        ("3fff::1", False),
    ],
)
def test_which_addresses_are_public(address, public):
    assert _is_public(address) is public


@pytest.mark.parametrize("proxied", [False, True])
@pytest.mark.parametrize(
    "host",
    [
        "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.0.0.1.", "[::ffff:127.0.0.1]", "[::1]",
        "[64:ff9b::127.0.0.1]", "１２７.０.０.１", "localhost", "0", "[::]",
    ],
)  # fmt: skip
def test_every_form_of_a_private_address_is_refused(server, settings_for, monkeypatch, host, proxied):
    with PageServer() as proxy:
        if proxied:
            monkeypatch.setenv("HTTP_PROXY", proxy.url)
        with pytest.raises(NetworkError):
            fetch_page(server.url.replace("127.0.0.1", host), settings_for())
        assert proxy.log == server.log == []


@pytest.mark.parametrize(
    "url", ["http://a..b/", f"http://{'x' * 70}.org/", "http://exa mple.org/", "http://[v1.a]/"]
)
def test_an_address_that_no_server_can_have_is_an_error_of_its_own(settings_for, url):
    with pytest.raises(ReadlistError):
        fetch_page(url, settings_for())


def test_a_name_that_takes_too_long_to_look_up(settings_for, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: time.sleep(6) or [])
    began = time.monotonic()
    with pytest.raises(NetworkError, match="cannot be reached"):
        fetch_page("http://example.org/", settings_for(timeout=0.1))
    assert time.monotonic() - began < 5


def test_a_disabled_reader(settings_for):
    with pytest.raises(NetworkError, match="disabled"):
        fetch_page("http://127.0.0.1:9/", settings_for(disabled=frozenset({"page"})))
