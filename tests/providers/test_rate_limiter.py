"""The rate limit: within a process, across processes, and after a process dies during its turn."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

import pytest

from readlist.errors import NetworkError
from readlist.providers.rate_limiter import RateLimiter
from servers.arxiv import ArxivServer, load_papers

ASK_FOUR_TIMES = """
import sys
from pathlib import Path
from readlist.model.identifiers import Identifier
from readlist.providers.resolver import Settings, resolve
url, cache = sys.argv[1:]
settings = Settings(cache_dir=Path(cache), urls={"arxiv": url}, delays={"arxiv": 0.1}, cache_days=0)
for _ in range(4):
    assert resolve([Identifier("arxiv", "2106.09685")], settings).records
"""


@pytest.fixture
def make(tmp_path, clock):
    def limiter(name="arxiv", interval=3.0, **options):
        return RateLimiter(tmp_path, name, interval, clock=clock.time, sleep=clock.sleep, **options)

    return limiter


def test_the_first_turn_is_at_once(make, clock):
    with make().turn():
        pass
    assert clock.slept == []


def test_turns_are_an_interval_apart(make, clock):
    starts = []
    for _ in range(4):
        with make().turn():
            starts.append(clock.time())
            clock.sleep(1)
    assert all(later - earlier >= 4 for earlier, later in pairwise(starts))


def test_the_interval_also_follows_a_failure(make, clock):
    with pytest.raises(ValueError, match="broken"), make().turn():
        raise ValueError("broken")
    with make().turn():
        assert sum(clock.slept) > 2.9


def test_providers_do_not_wait_for_each_other(make, clock):
    with make("arxiv").turn(), make("crossref").turn():
        assert clock.slept == []


def test_a_turn_that_is_taken_is_waited_for(make, clock):
    with make(lease=10).turn(), make(lease=10).turn():  # as if the first had died: its lease expires
        assert 9.5 < sum(clock.slept) < 10.5


def test_a_clock_that_was_set_back_does_not_block(make, clock):
    with make().turn():
        pass
    clock.slept.append(-(10**6))
    with make().turn():
        pass
    assert clock.slept == [-(10**6)]


def test_a_long_postponement_is_an_error_not_a_wait(make, clock):
    make().postpone(600)
    with pytest.raises(NetworkError, match="arXiv asked us to wait another 10 minutes"), make().turn():
        pass
    clock.sleep(601)
    with make().turn():
        pass


def test_what_is_postponed_during_a_turn_stays_postponed(make, clock):
    limiter = make()
    with limiter.turn():
        limiter.postpone(50)
    with limiter.turn():
        assert sum(clock.slept) > 49


def test_a_damaged_file_is_recreated(make, clock, tmp_path):
    (tmp_path / "limits.sqlite").write_bytes(b"this is not a database, " * 100)
    with make().turn():
        assert clock.slept == []
    with make().turn():
        assert sum(clock.slept) > 2.9


def test_a_folder_that_cannot_be_created(tmp_path, clock):
    (tmp_path / "file").touch()
    with pytest.raises(NetworkError, match="cache folder"), RateLimiter(tmp_path / "file", "arxiv", 3).turn():
        pass


def test_two_processes_share_one_limit(tmp_path):
    with ArxivServer(load_papers()) as server:
        command = [sys.executable, "-c", ASK_FOUR_TIMES, server.url, str(tmp_path)]
        running = [subprocess.Popen(command) for _ in range(2)]
        assert [process.wait(60) for process in running] == [0, 0]
    times = [request.at for request in server.log]
    assert len(times) == 8
    assert min(later - earlier for earlier, later in pairwise(times)) >= 0.1
