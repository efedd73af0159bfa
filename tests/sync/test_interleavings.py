"""Random interleavings of three libraries end alike, and so do those that once did not."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import carried
from depth import examples
from interleaving import ACTIONS, CHOICES, GROUP, REPLICAS, World, run
from readlist.sync.applying import apply_operations
from replicas import Replica

numbers = st.integers(0, CHOICES - 1)
steps = st.lists(
    st.tuples(st.integers(0, REPLICAS - 1), st.sampled_from(ACTIONS), numbers, numbers, numbers), max_size=12
)


@settings(max_examples=examples(20), deadline=None)
@given(
    st.tuples(*[st.integers(-1000, 1000)] * REPLICAS),
    steps,
    st.sampled_from([(), GROUP]),
    st.randoms(use_true_random=False),
)
def test_interleavings_of_three_libraries_with_wrong_clocks_end_alike(
    tmp_path_factory, offsets, steps, persons, random
):
    folder = tmp_path_factory.mktemp("replicas")

    def order(waiting):
        return random.sample(waiting, len(waiting))

    assert run(folder, offsets, steps, order=order, persons=persons) is None


FOUND = (
    [(0, "bring", 58, 55, 17), (1, "bring", 26, 51, 63), (0, "bring", 50, 55, 25), (1, "send", 25, 19, 14),
     (2, "bring", 51, 25, 2), (1, "status", 39, 45, 41), (0, "send", 36, 9, 27), (2, "receive", 58, 36, 58)],
    [(2, "add", 2, 51, 58), (2, "bring", 37, 2, 27), (2, "merge", 38, 55, 26), (2, "send", 32, 45, 25),
     (2, "undo", 62, 31, 10)],
    [(1, "add", 12, 50, 34), (1, "send", 48, 10, 57), (1, "bring", 63, 8, 52), (1, "split", 31, 63, 47)],
    [(1, "bring", 1, 1, 0), (0, "bring", 0, 0, 1), (0, "status", 0, 0, 0), (1, "bring", 0, 0, 1)],
    [(0, "bring", 29, 0, 2), (0, "title", 0, 1, 0)],
    [(2, "bring", 2, 0, 0), (2, "rm", 0, 0, 0), (2, "bring", 32, 0, 0), (2, "bring", 1, 51, 1)],
    [(1, "bring", 0, 53, 1), (1, "tag", 1, 0, 0), (1, "bring", 0, 1, 2), (1, "merge", 2, 0, 0), (1, "bring", 1, 1, 0)],
    [(1, "bring", 0, 1, 1), (1, "title", 0, 0, 0), (1, "receive", 0, 0, 0), (1, "bring", 9, 1, 0)],
    [(0, "bring", 1, 30, 1), (0, "send", 0, 0, 0), (0, "bring", 0, 0, 0), (2, "receive", 0, 0, 0), (2, "note", 0, 0, 0)],
    [(0, "add", 1, 0, 0), (2, "send", 0, 0, 0), (2, "add", 1, 0, 0), (2, "undo", 0, 0, 0)],
    [(1, "add", 0, 0, 0), (0, "bring", 1, 0, 0), (0, "add", 0, 0, 0), (1, "send", 0, 0, 0), (0, "receive", 0, 0, 0),
     (0, "undo", 0, 0, 0)],
    [(1, "add", 1, 0, 0), (0, "send", 0, 0, 0), (1, "rm", 0, 0, 0), (0, "add", 1, 0, 0), (0, "undo", 0, 0, 0)],
    [(1, "bring", 2, 1, 1), (0, "bring", 0, 35, 1), (0, "send", 0, 0, 0), (1, "send", 0, 0, 0), (2, "receive", 1, 0, 0),
     (2, "note", 1, 0, 0), (1, "bring", 0, 0, 0)],
    [(2, "bring", 0, 0, 0), (2, "tag", 0, 0, 0), (2, "bring", 56, 0, 0), (2, "send", 0, 0, 0), (1, "receive", 15, 0, 0)],
    [(1, "bring", 2, 0, 0), (1, "send", 0, 0, 0), (1, "title", 0, 1, 0), (0, "receive", 0, 0, 0), (1, "bring", 19, 0, 0),
     (0, "bring", 31, 2, 1)],
    [(1, "add", 0, 0, 0), (1, "title", 0, 0, 0), (2, "add", 0, 0, 0), (2, "receive", 0, 0, 0), (2, "undo", 0, 0, 0)],
    [(1, "bring", 2, 1, 1), (0, "bring", 0, 35, 1), (0, "send", 0, 0, 0), (1, "send", 0, 0, 0), (2, "receive", 1, 0, 0),
     (2, "note", 1, 0, 0), (1, "bring", 0, 1, 0)],
    [(1, "bring", 0, 0, 0), (1, "rm", 0, 0, 0), (1, "add", 1, 0, 0), (1, "send", 0, 0, 0), (2, "receive", 1, 0, 0),
     (2, "bring", 0, 0, 0)],
    [(2, "bring", 19, 9, 57), (2, "status", 57, 8, 46), (2, "bring", 19, 40, 31), (2, "bring", 14, 54, 7),
     (2, "rm", 14, 18, 20)],
    [(2, "bring", 9, 27, 17), (2, "bring", 7, 56, 25), (2, "add", 23, 13, 16), (2, "status", 48, 57, 21),
     (2, "merge", 17, 26, 4), (2, "bring", 18, 15, 10)],
    [(0, "bring", 36, 19, 26), (0, "rm", 51, 46, 3), (0, "rm", 54, 5, 22), (0, "bring", 15, 57, 28),
     (0, "bring", 30, 25, 21)],
    [(2, "bring", 22, 38, 61), (2, "receive", 31, 25, 36), (2, "undo", 55, 16, 39), (2, "bring", 63, 62, 26)],
    [(0, "bring", 6, 62, 22), (0, "bring", 61, 31, 29), (1, "bring", 15, 46, 50), (0, "send", 2, 29, 28),
     (1, "merge", 4, 51, 57), (1, "receive", 49, 20, 41), (1, "bring", 50, 50, 50), (1, "add", 30, 24, 56)],
    [(1, "send", 17, 52, 58), (1, "bring", 38, 19, 16), (1, "add", 52, 50, 57), (1, "title", 1, 12, 40),
     (1, "title", 61, 40, 37), (1, "undo", 29, 3, 46), (1, "bring", 27, 23, 39)],
)  # fmt: skip
"""Steps after which libraries did not end alike once."""


@pytest.mark.parametrize("steps", FOUND)
@pytest.mark.parametrize(("order", "persons"), [(1, ()), (-1, ()), (1, GROUP)], ids=["", "reversed", "group"])
def test_what_once_ended_differently_ends_alike(tmp_path, steps, order, persons):
    assert run(tmp_path, (0, 0, 0), steps, order=lambda waiting: waiting[::order], persons=persons) is None


ONE_BY_ONE = (
    ((264, 989, 326), [(2, "bring", 63, 22, 34), (1, "bring", 54, 11, 63), (0, "bring", 19, 24, 59),
                       (1, "bring", 2, 7, 11), (0, "rm", 4, 8, 1)]),
    ((975, 51, -504), [(0, "add", 13, 54, 2), (1, "bring", 62, 53, 47), (1, "send", 45, 50, 12), (1, "undo", 56, 2, 3),
                       (2, "add", 35, 45, 45)]),
)  # fmt: skip
"""Offsets of clocks, and steps of which a later operation arrives first.

It says when an earlier one, which it replaced, had placed a mention; or that a work was made by an earlier one, under another
key.
"""


@pytest.mark.parametrize(("offsets", "steps"), ONE_BY_ONE)
@pytest.mark.parametrize("seed", range(6, 12))
def test_operations_one_by_one_in_any_order_give_the_same(tmp_path, seed, offsets, steps):
    world = World(tmp_path, offsets)
    for step in steps:
        world.step(*step)
    world.settle()
    log = [operation for _, *operation in world.hub.log]
    random.Random(seed).shuffle(log)
    replay = Replica(tmp_path, "replay")
    with world.clock.running():
        for operation in log:
            apply_operations(replay.store, [operation])
    assert carried.difference([world.replicas[0], replay]) is None
    assert replay.store.query("SELECT 1 FROM operation WHERE command = ''") == []


OVER_CARRIERS = (
    ((-506, -114_884, -93), [(0, "add", 7, 54, 39), (2, "compact", 20, 1, 42), (1, "receive", 15, 19, 5)]),
    ((0, 0, 0), [(0, "bring", 0, 1, 2), (0, "send", 0, 0, 0), (1, "receive", 0, 0, 0), (1, "status", 0, 1, 0),
                 (0, "status", 0, 2, 0), (1, "compact", 0, 0, 0), (1, "prune", 0, 0, 0), (3, "join", 1, 0, 0),
                 (3, "tag", 0, 0, 0), (2, "add", 0, 0, 0), (2, "send", 0, 0, 0), (3, "receive", 0, 0, 0),
                 (3, "undo", 0, 0, 0)]),
    ((-34_191, -927, -61), [(1, "bring", 56, 56, 53), (0, "bring", 62, 42, 0), (1, "send", 52, 61, 62),
                            (1, "undo", 3, 18, 2), (3, "compact", 4, 51, 29), (0, "title", 14, 6, 18),
                            (0, "split", 45, 63, 51)]),
)  # fmt: skip
"""Offsets of clocks, and steps; more of them by ``make exchange ARGS="--over git"``."""


@pytest.mark.parametrize(("offsets", "steps"), OVER_CARRIERS)
def test_over_a_real_carrier_all_libraries_and_a_replay_agree(hub, tmp_path, offsets, steps):
    assert carried.run(hub, tmp_path, offsets, steps, random.Random(1)) is None


@pytest.mark.parametrize("seed", [1, 2])
def test_random_steps_over_a_real_carrier_end_alike(hub, tmp_path, seed):
    chance = random.Random(seed)
    offsets, steps = carried.random_offsets(chance), carried.random_steps(chance, 12)
    assert carried.run(hub, tmp_path, offsets, steps, chance) is None
