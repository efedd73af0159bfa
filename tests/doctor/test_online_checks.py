"""Links that are asked for: dead, moved, archived, unsure; politely, and without asking twice."""

from __future__ import annotations

import dataclasses
import json
import socket
import threading
import time

import pytest

from readlist.doctor.online_checks import Text, find_moved, find_online
from readlist.model.provenance import PROVIDERS
from readlist.providers.settings import Settings
from servers import base as faults
from servers.clock import Clock
from servers.github import GithubServer, repository
from servers.pages import PageServer

HTML = "text/html"


@pytest.fixture
def site():
    with PageServer({"/good": (HTML, b"<title>Good</title>")}) as server:
        yield server


@pytest.fixture
def github():
    lora = repository("microsoft/LoRA")
    with GithubServer([lora, repository("old/paper", archived=True)], {"someone/lora": lora["id"]}) as server:
        yield server


@pytest.fixture
def settings(tmp_path, github):
    clock = Clock()
    return Settings(
        cache_dir=tmp_path / "cache",
        mirror=None,
        timeout=0.5,
        urls={"github": github.url},
        delays={"github": 0, "page": 0},
        disabled=frozenset(PROVIDERS),
        private_hosts=("127.0.0.1", "localhost"),
        clock=clock.time,
        sleep=clock.sleep,
    )


def check(settings, *lines, least="info"):
    found = find_online([Text("list.md", "\n".join(lines))], settings, least)
    return [(one.code, one.severity, one.places[0].line) for one in found]


def test_a_good_link(settings, site):
    assert check(settings, f"- [Good]({site.url}/good)") == []


@pytest.mark.parametrize("code", [404, 410])
def test_dead_only_when_seen_twice(settings, site, code):
    site.faults += [faults.status(code), faults.good, faults.status(code), faults.status(code)]
    began = settings.clock()
    assert check(settings, f"- [A]({site.url}/good)") == []
    assert check(dataclasses.replace(settings, cache_days=0), f"- [A]({site.url}/good)") == [
        ("link-dead", "error", 1)
    ]
    assert settings.clock() - began >= 10


def test_dead_after_a_redirect(settings, site):
    site.always = lambda reply, handler: (
        faults.redirect("/nothing")(reply, handler) if handler.path == "/moved" else reply
    )
    assert check(settings, f"[A]({site.url}/moved)") == [("link-dead", "error", 1)]


@pytest.mark.parametrize(
    "fault",
    [*map(faults.status, (401, 403, 405, 412, 429, 500, 503)), faults.hang, faults.drip, faults.reset],
)
def test_a_site_that_refuses_is_no_dead_link(settings, site, fault):
    site.always = fault
    assert check(settings, f"<{site.url}/good>") == [("link-unsure", "info", 1)]
    assert check(settings, f"<{site.url}/good>", least="warning") == []


def test_a_name_that_is_unknown_or_private(settings, site):
    private = f"http://10.0.0.1/x and http://127.0.0.2:{site.url.rpartition(':')[2]}/good"
    assert {code for code, *_ in check(settings, private)} == {"link-unsure"}
    assert site.log == []


def test_repositories_are_asked_by_api(settings, github):
    found = check(
        settings,
        "https://github.com/microsoft/LoRA/tree/main and https://github.com/Microsoft/lora",
        "https://github.com/someone/lora/blob/main/README.md",
        "https://github.com/old/paper",
        "https://github.com/no/thing",
    )
    assert found == [("link-dead", "error", 4), ("link-moved", "warning", 2), ("link-archived", "info", 3)]
    assert [request.path for request in github.log].count("/repos/microsoft/lora") == 1


def test_a_spent_limit_of_github_is_asked_once(settings, github):
    spent = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(settings.clock()) + 3000)}
    github.always = faults.status(403, headers=spent)
    assert {code for code, *_ in check(settings, *(f"https://github.com/a/b{n}" for n in range(5)))} == {
        "link-unsure"
    }
    assert len(github.log) == 1


def test_moved_repositories_keep_the_rest_of_the_path(settings):
    text = "https://github.com/someone/LoRA/tree/main?x=1 http://github.com/someone/lora.git"
    assert set(find_moved([Text("a.md", text)], settings)[0].values()) == {
        "https://github.com/microsoft/LoRA/tree/main?x=1",
        "https://github.com/microsoft/LoRA.git",
    }


def test_stale_hosts_of_arxiv_are_found_without_asking(settings, monkeypatch):
    asked = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *args, **options: asked.append(host) or [])
    text = "".join(
        f"[P](https://{host}.arxiv.org/pdf/2106.0968{n})\n" for n, host in enumerate(("browse", "download"))
    )
    found = find_online(
        [Text("a.md", f"{text}https://arxiv.org/abs/2106.09685 https://www.arxiv.org/abs/2106.09686\n")],
        settings,
    )
    assert [(one.code, one.fixable) for one in found] == [("link-old", True)] * 2
    assert all(f"https://arxiv.org/pdf/2106.0968{n}" in one.message for n, one in enumerate(found))
    assert asked == []


def test_code_is_left_out(settings, site):
    assert check(settings, "```", f"{site.url}/nothing", "```") == []
    assert site.log == []


def test_a_stopped_check_is_continued(settings, site):
    links = [f"{site.url}/good?{n}" for n in range(10)]
    checked = []

    def stop(url, done, total):
        checked.append(url)
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        find_online([Text("a.md", "\n".join(links[:4]))], settings, on_progress=stop)
    before = len(site.log)
    assert find_online([Text("a.md", "\n".join(links))], settings) == ()
    assert len(site.log) - before == 6


def test_sites_at_once_and_a_site_one_by_one(settings, site):
    lock, running, most = threading.Lock(), {}, {}

    def slow(reply, handler):
        host = handler.headers["Host"].partition(":")[0]
        with lock:
            running[host] = running.get(host, 0) + 1
            most[host] = max(most.get(host, 0), running[host])
            most["both"] = max(most.get("both", 0), sum(running.values()))
        time.sleep(0.05)
        with lock:
            running[host] -= 1
        return reply

    site.always = slow
    other = site.url.replace("127.0.0.1", "localhost")
    check(settings, *(f"{start}/good?{n}" for n in range(4) for start in (site.url, other)))
    assert most == {"127.0.0.1": 1, "localhost": 1, "both": 2}


def test_a_repository_is_dead_only_when_seen_twice(settings, github):
    github.faults.append(faults.status(404))
    assert check(settings, "https://github.com/microsoft/LoRA") == []
    assert len(github.log) == 2


@pytest.mark.parametrize(
    "fault",
    [
        faults.status(451, body=b'{"block": {"reason": "dmca"}}'),
        faults.status(403, body=b'{"message": "Repository access blocked"}'),
    ],
)
def test_a_blocked_repository_says_nothing_about_others(settings, github, fault):
    github.faults.append(fault)
    found = find_online(
        [Text("a.md", "https://github.com/x/blocked https://github.com/microsoft/LoRA")], settings
    )
    assert [(one.code, one.places[0].text) for one in found] == [
        ("link-unsure", "https://github.com/x/blocked")
    ]
    assert "blocked this repository" in found[0].message
    assert "token" not in found[0].message


@pytest.mark.parametrize("name", ["x/y) [a](http://elsewhere.example", "../..", "a/b c", "a/.."])
def test_a_name_that_cannot_be_is_not_written_into_a_file(settings, github, name):
    github.by_name["x/y"] = repository(name)
    moved, unsure = find_moved([Text("a.md", "https://github.com/x/y")], settings)
    assert moved == {}
    assert [one.url for one in unsure] == ["https://github.com/x/y"]
    assert "GitHub sent an answer we cannot read" in unsure[0].detail


def test_fixes_ask_github_only(settings, site):
    find_moved([Text("a.md", f"{site.url}/good https://github.com/someone/lora")], settings)
    assert site.log == []


def test_a_site_that_does_not_answer_is_left_alone(settings, site):
    site.always = faults.hang
    found = check(settings, *(f"{site.url}/good?{n}" for n in range(6)))
    assert [code for code, *_ in found] == ["link-unsure"] * 6
    assert len(site.log) == 2


def test_a_site_that_asks_to_wait_is_left_alone(settings, site):
    site.always = faults.status(429, retry_after=30)
    check(settings, *(f"{site.url}/good?{n}" for n in range(6)))
    assert len(site.log) == 1


def test_a_page_that_is_refused_says_nothing_about_others(settings, site):
    site.faults += [faults.status(403), faults.status(403), faults.status(403)]
    found = check(settings, *(f"{site.url}/good?{n}" for n in range(6)))
    assert len(found) == 3
    assert len(site.log) == 6


def test_a_host_behind_redirects_is_left_alone_not_the_site(settings, site):
    """As for DOIs, whose site redirects to many publishers."""
    with PageServer() as publisher:
        publisher.always = faults.hang
        port = publisher.url.rpartition(":")[2]

        def redirected(reply, handler):
            if handler.path.startswith("/away"):
                return faults.redirect(f"http://localhost:{port}/paper")(reply, handler)
            return reply

        site.always = redirected
        found = check(settings, *(f"{site.url}/{name}" for name in ("away/1", "away/2", "away/3", "good")))
        assert [line for *_, line in found] == [1, 2, 3]
        assert len(publisher.log) == 2


def test_stopping_does_not_wait_for_a_site(settings, site):
    """Neither the stopped check, nor the next one, for the turn that the first has taken."""
    site.always = lambda reply, handler: faults.hang(reply, handler) if "slow" in handler.path else reply
    other = site.url.replace("127.0.0.1", "localhost")
    patient = dataclasses.replace(settings, timeout=20.0, clock=time.time, sleep=time.sleep)

    def stop(*_):
        while not any("slow" in request.path for request in site.log):
            time.sleep(0.01)
        raise KeyboardInterrupt

    site.pages["/slow"] = (HTML, b"")
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        find_online([Text("a.md", f"{site.url}/good {other}/slow")], patient, on_progress=stop)
    site.always = None
    assert find_online([Text("a.md", f"{site.url}/good {other}/slow")], patient) == ()
    assert time.monotonic() - began < 10


# -- the command -------------------------------------------------------------------------------------------------------


@pytest.fixture
def command(site, github, tmp_path):
    from typer.testing import CliRunner

    from readlist.cli.app import app

    config = tmp_path / "config.toml"
    config.write_text("[providers]\nprivate_hosts = ['127.0.0.1']\n", encoding="utf-8")
    env = {
        "READLIST_GITHUB_URL": github.url,
        "READLIST_GITHUB_DELAY": "0",
        "READLIST_PAGE_DELAY": "0",
        "READLIST_CACHE_DIR": str(tmp_path / "cache"),
        "READLIST_DB": str(tmp_path / "library.db"),
    }
    return lambda *args: CliRunner().invoke(app, ["--config", str(config), *args], env=env)


def test_a_list_in_ci(command, tmp_path, site):
    path = tmp_path / "README.md"
    path.write_text(f"- [A]({site.url}/good)\n- [B](https://github.com/someone/lora)\n", encoding="utf-8")
    result = command("doctor", "--online", "--json", str(path))
    assert result.exit_code == 1
    (found,) = json.loads(result.stdout)
    assert (found["code"], found["places"][0]["line"]) == ("link-moved", 2)
    assert command("doctor", "--online", "--severity", "error", str(path)).exit_code == 0
    assert command("doctor", "--online", "--severity", "bad", str(path)).exit_code == 2


def test_fix_writes_what_is_certain(command, tmp_path, site):
    path = tmp_path / "README.md"
    text = (
        f"- [A]({site.url}/nothing)\r\n- [B](https://github.com/someone/lora#use) ok\r\n"
        "- [C](https://browse.arxiv.org/abs/2106.09685)\r\n"
    )
    path.write_bytes(text.encode())
    shown = command("doctor", "--online", "--fix", "--dry-run", str(path))
    assert "+- [B](https://github.com/microsoft/LoRA#use) ok" in shown.stdout
    assert path.read_bytes() == text.encode()
    assert command("doctor", "--online", "--fix", "--yes", str(path)).exit_code == 0
    fixed = text.replace("someone/lora", "microsoft/LoRA").replace("browse.arxiv.org", "arxiv.org")
    assert path.read_bytes() == fixed.encode()


def test_the_library_is_checked_too(command, tmp_path):
    path = tmp_path / "notes.md"
    path.write_text("- [A Paper About Things](https://github.com/no/thing)\n", encoding="utf-8")
    assert command("import", str(path)).exit_code == 0
    result = command("doctor", "--online")
    assert result.exit_code == 1
    assert "notes.md:1" in result.stdout


def test_fix_says_what_could_not_be_checked(command, github, tmp_path):
    path = tmp_path / "list.md"
    path.write_text("https://github.com/someone/lora https://github.com/old/paper\n", encoding="utf-8")
    github.always = faults.status(500)
    done = command("doctor", "--online", "--fix", "--yes", str(path))
    assert "2 links could not be checked: GitHub" in done.stderr
    assert "nothing to fix" in done.stderr


def test_links_that_could_not_be_checked_are_counted_where_the_severity_hides_them(command, github, tmp_path):
    path = tmp_path / "list.md"
    path.write_text("https://github.com/someone/lora https://github.com/old/paper\n", encoding="utf-8")
    github.always = faults.status(500)
    done = command("doctor", "--online", str(path))
    assert (done.exit_code, done.stdout) == (0, "")
    assert "2 links could not be checked; --severity info lists them" in done.stderr
    done = command("doctor", "--online", "--severity", "info", str(path))
    assert "--severity info lists them" not in done.stderr
