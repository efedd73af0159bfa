from __future__ import annotations

import copy
import json
import pickle
from dataclasses import fields

from hypothesis import given
from hypothesis import strategies as st

from readlist.model.details import CSL_TYPES, Details
from readlist.model.entry import Entry, Mention, Note
from readlist.model.identifiers import Identifier
from readlist.model.name_parts import PersonName
from readlist.model.record import Link, Record

words = st.text(max_size=8)
few = st.lists(words, max_size=3).map(tuple)
identifiers = st.builds(Identifier, words, words, st.none() | st.integers(1, 9))
some_words = st.text(min_size=1, max_size=8)
names = st.text(st.characters(categories=("L", "Nd")), min_size=1, max_size=8)
texts = st.none() | st.tuples(names, words).map(lambda parts: " ".join(" ".join(parts).split()))
people = st.lists(
    st.tuples(names, names).map(lambda parts: PersonName(*parts))
    | names.map(lambda name: PersonName(family=name, literal=name)),
    max_size=2,
).map(tuple)
TEXTS = (
    "genre container volume issue pages series edition publisher publisher_place isbn issn language"
).split()
details = st.builds(
    Details,
    type=st.none() | st.sampled_from(sorted(CSL_TYPES)),
    author=people,
    editor=people,
    **dict.fromkeys(TEXTS, texts),
    issued=st.sampled_from(
        [None, "2021", "2021-05", "2021-05-03", "2020-21", "2019/2020", "1850~", "2019/.."]
    ),
    extra=st.sampled_from([(), (("bibtex", "eid", "12"), ("bibtex", "lccn", "3"), ("ris", "C5", "x"))]),
)
records = st.builds(
    Record,
    kind=words,
    title=st.none() | some_words,
    authors=few,
    year=st.none() | st.integers(1900, 2100),
    ids=st.lists(identifiers, max_size=3).map(tuple),
    links=st.lists(st.builds(Link, words, words), max_size=3).map(tuple),
    tags=few,
    stamps=st.lists(st.integers(), max_size=3).map(tuple),
    status=st.none() | some_words,
    details=details,
)

CONTRACT = (
    "schema key kind title aliases authors org abstract year month venue arxiv_id arxiv_version doi acl_id openreview_id "
    "categories url links topics tags private_tags status priority rating due type genre author editor container volume issue pages series edition publisher "
    "publisher_place isbn issn language issued extra mentions notes former_keys added updated"
).split()


@given(records)
def test_a_record_survives_serialisation(record):
    assert Record.from_json(record.to_json()) == record


@given(records)
def test_values_survive_pickling(record):
    for value in (record, Record(), *record.ids, *record.links):
        assert pickle.loads(pickle.dumps(value)) == value
        assert copy.deepcopy(value) == value
        assert type(pickle.loads(pickle.dumps(value))) is type(value)


def test_empty_values_are_not_serialised():
    assert Record(title="T").to_json() == '{"kind":"paper","title":"T"}'


def test_an_entry_is_exported_with_every_field_in_the_order_of_the_contract():
    entry = Entry(1, "k", "paper", "T")
    assert list(entry.to_dict()) == CONTRACT
    assert [name for name, value in entry.to_dict().items() if value not in (None, [], "")] == [
        "schema",
        "key",
        "kind",
        "title",
    ]


def test_links_mentions_and_notes_are_objects():
    entry = Entry(
        1, "k", "paper", "T", links=(Link("https://x.org", "code"),), topics=(("A", "B"),),
        mentions=(Mention("n.md", 3, 4, ("A", "B"), None, "text"),), notes=(Note("b", "c", "u"),), origins={"title": "hand"},
    )  # fmt: skip
    out = json.loads(entry.to_json())
    assert out["links"] == [{"url": "https://x.org", "role": "code"}]
    assert out["topics"] == [["A", "B"]]
    assert out["mentions"] == [
        {"source": "n.md", "line": 3, "end_line": 4, "topics": ["A", "B"], "label": None, "text": "text"}
    ]
    assert out["notes"] == [{"body": "b", "created": "c", "updated": "u", "private": False}]
    shown = {spec.name for spec in fields(Entry)} - {"id", "origins", "details"}
    assert set(out) == {"schema"} | shown | set(Details._fields)
