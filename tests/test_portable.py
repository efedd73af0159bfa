"""What travels to another process arrives as it was."""

from __future__ import annotations

import copy
import pickle

from readlist.identifiers import Identifier
from readlist.portable import Portable
from readlist.records import Link, Record

RECORD = Record(
    title="A title",
    ids=(Identifier("arxiv", "2106.09685", 2),),
    links=(Link("https://a.org", "code"),),
    topics=(("A", "B"),),
)


def test_values_are_equal_after_the_way_there():
    for value in (RECORD, Record(), RECORD.ids[0], RECORD.links[0]):
        assert isinstance(value, Portable)
        assert pickle.loads(pickle.dumps(value)) == value
        assert copy.deepcopy(value) == value


def test_they_travel_as_their_values():
    made, values = RECORD.links[0].__reduce__()
    assert (made, values) == (Link, ("https://a.org", "code"))
