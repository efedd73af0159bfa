"""Random interleavings of three libraries: what they do, when they send and receive, and whether they agree at the end."""

from __future__ import annotations

import itertools
import json
import time
from contextlib import contextmanager, suppress

import editing
from derived import find_underived
from notebook import add_record
from readlist.errors import ReadlistError
from readlist.model.facts import PERSONAL
from readlist.model.identifiers import parse_identifier
from readlist.model.record import Record
from readlist.storage.personal_facts import read_personal
from readlist.sync.people import found_as, join_as
from replicas import Hub, Replica

ITEMS = (
    "- [LoRA: Low-Rank Adaptation of Large Language Models](https://arxiv.org/abs/2106.09685) #peft\n",
    "- LoRA: Low-Rank Adaptation of Large Language Models #PEFT\n",
    "- Low-Rank Adaptation of Large Language Models https://arxiv.org/abs/2106.00001\n",
    "- [Low-Rank Adaptation of Large Language Models](https://arxiv.org/abs/2106.09685)\n",
    "- QLoRA: Efficient Finetuning of Quantized LLMs\n",
    "- [ ] Dense Passage Retrieval for Open-Domain Question Answering https://arxiv.org/abs/2004.04906\n",
    "- [x] Dense Passage Retrieval for Open Domain Question Answering\n",
    "- Dense Passage Retrieval for Everything\n",
    "- Survey\n",
    "Some prose about it.\n\n",
    "## Adapters\n\n",
    "## Retrieval\n\n",
)
FILES = ("a.md", "b.md")
TAGS = ("peft", "Peft", "rag")
STATUSES = ("todo", "reading", "read", "none")
ADDED = (
    Record(title="LoRA: Low-Rank Adaptation of Large Language Models", ids=(parse_identifier("2106.09685"),)),
    Record(title="Dense Passage Retrieval for Open-Domain Question Answering", year=2020),
    Record(ids=(parse_identifier("2004.04906"),)),
)
ACTIONS = (
    "bring", "bring", "bring", "tag", "untag", "status", "note", "edit_note", "title", "merge", "split", "rm", "undo",
    "add", "send", "receive",
)  # fmt: skip
REPLICAS = 3
GROUP = ("ada", "bob", "ada")
"""Whose the libraries are where a group shares them."""
CHOICES = 64
"""Each step has three numbers below this, which choose among what there is."""


class Clock:
    """The time, which goes on by a second a step, and by how much each library's clock is wrong."""

    def __init__(self, offsets):
        self.offsets = offsets
        self.now = 1_800_000_000
        self.replica = 0

    def __call__(self):
        return (self.now + self.offsets[self.replica]) * 1_000_000_000

    @contextmanager
    def running(self):
        real, time.time_ns = time.time_ns, self
        try:
            yield
        finally:
            time.time_ns = real


class World:
    """Three libraries and what travels between them."""

    def __init__(self, folder, offsets, persons=()):
        self.replicas = [Replica(folder, name) for name in "abc"[:REPLICAS]]
        self.hub = Hub(self.replicas)
        self.clock = Clock(offsets)
        self.tags = []
        self.persons = persons
        if persons:
            with self.clock.running():
                found_as(self.replicas[0].store, persons[0])
                self.hub.exchange()
                for one, person in zip(self.replicas, persons, strict=True):
                    join_as(one.store, person)

    def step(self, number, action, *chosen):
        self.clock.now += 1
        self.clock.replica = number % len(self.replicas)
        book = self.replicas[self.clock.replica]
        with self.clock.running():
            getattr(self, f"_{action}")(book, *chosen)
        self._check(book, action)

    @staticmethod
    def _check(book, action):
        """Check that what a library shows follows from what is said in it."""
        problems = find_underived(book.store)
        assert not problems, f"after {action}: {problems}"

    def settle(self, order=None):
        """Exchange all that there is."""
        with self.clock.running():
            for _ in range(2):
                for self.clock.replica, one in enumerate(self.replicas):  # noqa: B020
                    self.hub.push(one)
                for self.clock.replica, one in enumerate(self.replicas):  # noqa: B020
                    self.hub.pull(one, order)
                    self._check(one, "settle")

    def disagreement(self):
        """Return how the libraries differ; None if they do not."""
        if self.persons and self.replicas[0].exported() != self.replicas[-1].exported():
            return "exports of one person", self.replicas[0].name, self.replicas[-1].name
        for one, other in itertools.pairwise(self.replicas):
            if self._comparable(one) != self._comparable(other):
                return "exports", one.name, other.name
            if one.uids() != other.uids():
                return "uids", one.name, other.name
            if one.clashes() != other.clashes():
                return "clashes", one.name, other.name
        for one in self.replicas:
            if one.lost():
                return "lost", one.name
        return None

    def _comparable(self, one):
        """Return what all libraries show alike: in a group, what each says for themselves by person."""
        if not self.persons:
            return one.exported()
        connection = one.store.connection
        ids = {entry_id: uid for uid, entry_id in connection.execute("SELECT uid, id FROM entry")}
        said = sorted((ids[i], found) for i, found in read_personal(connection, ids).items())
        return [_without_personal(json.loads(text)) for text in one.exported()], said

    # -- what may happen ------------------------------------------------------------------------------------------

    def _entry(self, book, choice):
        ids = [
            i
            for (i,) in book.store.query(
                "SELECT id FROM entry WHERE kind NOT IN ('note', 'gone') ORDER BY uid"
            )
        ]
        return ids[choice % len(ids)] if ids else None

    def _bring(self, book, first, second, third):
        lines = [ITEMS[number % len(ITEMS)] for number in (first, second, first + third)][: 1 + third % 3]
        book.bring(**{FILES[second % 2].replace(".", "_"): "# Notes\n\n" + "".join(lines)})

    def _tag(self, book, first, second, _):
        if entry := self._entry(book, first):
            editing.add_tags(book.store, [entry], [TAGS[second % len(TAGS)]])

    def _untag(self, book, first, second, _):
        if entry := self._entry(book, first):
            editing.remove_tags(book.store, [entry], [TAGS[second % len(TAGS)]])

    def _status(self, book, first, second, _):
        if entry := self._entry(book, first):
            editing.set_status(book.store, [entry], STATUSES[second % len(STATUSES)])

    def _note(self, book, first, second, _):
        if entry := self._entry(book, first):
            editing.add_note(book.store, entry, f"note {second}")

    def _edit_note(self, book, first, second, _):
        if entry := self._entry(book, first):
            editing.edit_note(book.store, entry, f"edited {second}")

    def _title(self, book, first, second, _):
        if entry := self._entry(book, first):
            titles = ("A title by hand", "Dense Passage Retrieval for Everything", "")
            value = titles[second % len(titles)] or None
            editing.correct(book.store, [entry], {"title": value})

    def _merge(self, book, first, second, _):
        one, other = self._entry(book, first), self._entry(book, second)
        if one and one != other:
            editing.merge(book.store, one, [other])

    def _split(self, book, first, second, _):
        if entry := self._entry(book, first):
            self._attempt(editing.split, book.store, entry, [1 + second % 3])

    def _rm(self, book, first, _second, _third):
        if entry := self._entry(book, first):
            editing.remove(book.store, [entry])

    def _undo(self, book, _first, _second, _third):
        self._attempt(editing.undo, book.store)

    def _add(self, book, first, _second, _third):
        add_record(book.store, ADDED[first % len(ADDED)], "arxiv")

    def _send(self, book, *_):
        self.hub.push(book)

    def _receive(self, book, first, _second, _third):
        self.hub.pull(book, lambda waiting: waiting[:: -1 if first % 2 else 1][: 1 + first % 5])

    @staticmethod
    def _attempt(function, *args):
        with suppress(ReadlistError):
            function(*args)


def random_steps(random, count):
    return [
        (random.randrange(REPLICAS), random.choice(ACTIONS), *(random.randrange(CHOICES) for _ in range(3)))
        for _ in range(count)
    ]


def _without_personal(entry):
    origins = {name: origin for name, origin in entry.pop("origins", {}).items() if name not in PERSONAL}
    return {name: value for name, value in entry.items() if name not in PERSONAL} | {"origins": origins}


def run(folder, offsets, steps, *, order=None, persons=()):
    """Run steps; return how the libraries differ at the end, None if they agree. ``persons``: whose each of them is."""
    world = World(folder, offsets, persons)
    for step in steps:
        world.step(*step)
    world.settle(order)
    return world.disagreement()
