"""What is said when several providers fail."""

from __future__ import annotations

import socket

import pytest

from readlist.errors import NetworkError
from readlist.model.identifiers import Identifier
from readlist.model.record import Record
from readlist.providers.resolver import resolve
from readlist.providers.title_search import open_title_search
from servers import base as faults
from servers.datacite import DataciteServer

NOWHERE = {
    "arxiv": "http://export.arxiv.test/api/query",
    "arxiv_oai": "http://oai.arxiv.test/oai",
    "datacite": "http://datacite.test",
}


@pytest.fixture
def offline(monkeypatch):
    def fail(host, *args, **options):
        raise socket.gaierror(-3, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", fail)


def test_offline_is_said_once(offline, settings_for):
    ids = [Identifier("arxiv", f"2401.0000{n}") for n in range(2)]
    problems = resolve(ids, settings_for(**NOWHERE)).problems
    assert {str(one) for one in problems.values()} == {
        "oai.arxiv.test, export.arxiv.test and datacite.test cannot be reached: Temporary failure in name resolution"
    }
    assert {one.hint for one in problems.values()} == {"Check the connection, and try again."}


def test_also_for_a_title(offline, settings_for):
    settings = settings_for(arxiv=NOWHERE["arxiv"], dblp="http://dblp.test")
    with open_title_search(settings) as search:
        for _ in range(2):  # the second time nobody is asked
            with pytest.raises(
                NetworkError, match=r"^export\.arxiv\.test and dblp\.test cannot be reached: Temp"
            ):
                search.find([Record(title="A Title of Several Words")])


def test_other_reasons_are_kept(settings_for):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        nobody = f"http://127.0.0.1:{closed.getsockname()[1]}/oai"
    with DataciteServer() as server:
        server.always = faults.status(403)
        paper = Identifier("arxiv", "2401.00001")
        problem = resolve([paper], settings_for(arxiv_oai=nobody, datacite=server.url)).problems[paper]
    assert problem.message == (
        "no provider could be asked: DataCite rejected the request (HTTP 403);"
        " 127.0.0.1 cannot be reached: Connection refused"
    )
